//! Checks of payments: markers worth a look, never a verdict on anyone.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::check::CheckFact;
use trepunkt_core::id::RecordId;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::period::Month;
use trepunkt_core::person::masked_account;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::rule::CheckKind;

use super::Found;
use super::Rules;
use super::record_id;
use crate::Delivered;
use crate::scope::Months;

/// Holds the payments that are at hand in the period against the rules.
pub(super) fn check(rules: &Rules<'_>, months: &Months, payments: &[Delivered<PaymentRecord>], found: &mut Found) {
    let in_period: Vec<(&PaymentRecord, RecordId)> = payments
        .iter()
        .flat_map(|delivered| {
            let records = delivered.records.iter().enumerate();
            records.map(|(ordinal, payment)| (payment, record_id(delivered.delivery, ordinal)))
        })
        .filter(|(payment, _)| Month::of(payment.disposition.calendar()).is_some_and(|month| months.contains(month)))
        .collect();
    for held in rules.last() {
        match held.rule.kind {
            CheckKind::SharedAccount => shared(held.place, held.rule.count, &in_period, found),
            CheckKind::AlternativeReceiver => alternative(held.place, &in_period, found),
            _ => {}
        }
    }
}

fn shared(rule: usize, least: u32, payments: &[(&PaymentRecord, RecordId)], found: &mut Found) {
    let mut accounts: BTreeMap<&str, (BTreeSet<u64>, Vec<RecordId>)> = BTreeMap::new();
    for (payment, record) in payments {
        if payment.receiver_kind == ReceiverKind::Cpr && !payment.receiver_account.is_empty() {
            let account = accounts.entry(&payment.receiver_account).or_default();
            account.0.insert(payment.receiver);
            account.1.push(*record);
        }
    }
    for (account, (persons, records)) in accounts {
        let persons = u32::try_from(persons.len()).unwrap_or(u32::MAX);
        if persons >= least {
            let key = DifferenceKey { account: Some(masked_account(account)), ..DifferenceKey::default() };
            records.into_iter().for_each(|record| found.add(rule, key.clone(), CheckFact::Persons(persons), record));
        }
    }
}

fn alternative(rule: usize, payments: &[(&PaymentRecord, RecordId)], found: &mut Found) {
    for (payment, record) in payments.iter().filter(|(payment, _)| payment.method == PaymentMethod::Alternative) {
        let key = DifferenceKey {
            payment: Some(payment.id.clone()),
            account: Some(masked_account(&payment.receiver_account)).filter(|account| !account.is_empty()),
            ..DifferenceKey::default()
        };
        found.add(rule, key, CheckFact::Payment(payment.amount), *record);
    }
}
