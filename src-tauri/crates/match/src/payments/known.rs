//! What TØK and NemKonto know of payments: the newest word on each, and how a reference finds it.
//!
//! A payment is one fact by its UdbetalingsID, however many exports hold it: the furthest status counts, then the last
//! sending, then the newest export. Of the answers to a payment the newest that decides something counts; advice
//! (received, under control) counts only as long as nothing is decided. Earlier answers are kept and not compared.

use std::collections::BTreeMap;
use std::collections::HashMap;

use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::names_payment;
use trepunkt_core::rule::PaymentRules;
use trepunkt_core::wall_time::WallTime;

use crate::Delivered;
use crate::Sources;
use crate::content::Content;

/// Digits that NemKonto puts before a sender's reference.
const PREFIX_DIGITS: usize = 8;

/// A fact with the record that brought it.
#[derive(Clone, Debug)]
pub(crate) struct Known<'a, F> {
    pub(crate) record: RecordId,
    pub(crate) facts: &'a F,
    pub(crate) content: Content,
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    /// It decides nothing.
    Advice,
    /// The bank has the payment.
    Accepted,
    /// It was not carried out.
    Rejected,
}

/// A payment as one delivery has it, and the last sending that the delivery knows of.
type Version<'a> = (Option<WallTime>, Known<'a, PaymentRecord>);

/// The newest word on every payment, in the order of ids, and how many amounts moved between deliveries.
pub(crate) fn payments(sources: &Sources) -> (Vec<Known<'_, PaymentRecord>>, u64) {
    let mut versions: BTreeMap<&str, Vec<Version<'_>>> = BTreeMap::new();
    for delivered in &sources.payments {
        let newest = delivered.records.iter().map(|payment| payment.sent).max().flatten();
        for known in records(delivered, payment_content) {
            versions.entry(&known.facts.id).or_default().push((newest, known));
        }
    }
    let mut moved = 0;
    let mut kept = Vec::with_capacity(versions.len());
    for versions in versions.into_values() {
        let first = versions[0].1.facts.amount;
        moved += u64::from(versions.iter().any(|(_, version)| version.facts.amount != first));
        let newest = versions.into_iter().max_by(|left, right| {
            let rank = |(delivery, version): &Version<'_>| (stage(version.facts.status), version.facts.sent, *delivery);
            rank(left).cmp(&rank(right)).then_with(|| left.1.content.cmp(&right.1.content))
        });
        kept.extend(newest.map(|(_, version)| version));
    }
    (kept, moved)
}

/// How far a payment has come.
const fn stage(status: PaymentStatus) -> u8 {
    match status {
        PaymentStatus::Queued => 0,
        PaymentStatus::Sent => 1,
        PaymentStatus::Done | PaymentStatus::Failed | PaymentStatus::Recalled => 2,
    }
}

/// The answer that counts for each reference, in the order of references.
pub(crate) fn answers<'a>(sources: &'a Sources, rules: &PaymentRules) -> Vec<Known<'a, AnswerRecord>> {
    let mut newest: BTreeMap<&str, Known<'a, AnswerRecord>> = BTreeMap::new();
    let rank = |known: &Known<'_, AnswerRecord>| {
        let meaning = meaning(known.facts, rules);
        (meaning != Meaning::Advice, known.facts.time, meaning)
    };
    for delivered in &sources.answers {
        for known in records(delivered, answer_content) {
            match newest.entry(&known.facts.payment) {
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert(known);
                }
                std::collections::btree_map::Entry::Occupied(mut place) => {
                    let order = rank(&known).cmp(&rank(place.get()));
                    if order.then_with(|| known.content.cmp(&place.get().content)).is_gt() {
                        place.insert(known);
                    }
                }
            }
        }
    }
    newest.into_values().collect()
}

/// The later of two answers to one payment, known by different references.
pub(crate) fn later<'a>(
    one: Known<'a, AnswerRecord>,
    other: Known<'a, AnswerRecord>,
    rules: &PaymentRules,
) -> Known<'a, AnswerRecord> {
    let rank = |known: &Known<'_, AnswerRecord>| {
        let meaning = meaning(known.facts, rules);
        (meaning != Meaning::Advice, known.facts.time, meaning, known.content.clone())
    };
    if rank(&one) >= rank(&other) { one } else { other }
}

pub(crate) fn meaning(answer: &AnswerRecord, rules: &PaymentRules) -> Meaning {
    if rules.accepted.contains(&answer.answer) {
        Meaning::Accepted
    } else if rules.rejected.contains(&answer.answer) {
        Meaning::Rejected
    } else {
        Meaning::Advice
    }
}

fn records<'a, F>(
    delivered: &'a Delivered<F>,
    content: fn(&F) -> Content,
) -> impl Iterator<Item = Known<'a, F>> + use<'a, F> {
    (0_u32..).zip(&delivered.records).map(move |(ordinal, facts)| Known {
        record: RecordId::new(delivered.delivery, ordinal),
        facts,
        content: content(facts),
    })
}

fn payment_content(payment: &PaymentRecord) -> Content {
    Content::default()
        .text(&payment.id)
        .text(&payment.bundle)
        .text(&payment.effectuation)
        .mark(payment.system.number())
        .text(&payment.benefit)
        .mark(payment.receiver_kind.number())
        .number(payment.receiver)
        .maybe_money(payment.gross)
        .maybe_money(payment.net)
        .money(payment.amount)
        .day(Some(payment.disposition))
        .mark(payment.method.number())
        .text(&payment.account)
        .mark(payment.status.number())
        .time(payment.sent)
        .text(&payment.receiver_account)
}

fn answer_content(answer: &AnswerRecord) -> Content {
    Content::default()
        .text(&answer.payment)
        .text(&answer.bundle)
        .mark(answer.answer)
        .text(&answer.text)
        .time(Some(answer.time))
        .maybe_money(answer.amount)
}

/// Finds what a reference names: as it stands, or behind NemKonto's eight digits.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    places: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    pub(crate) fn add(&mut self, name: &'a str, place: usize) {
        if !name.is_empty() {
            self.places.entry(name).or_insert(place);
        }
    }

    /// An exact name goes before one behind eight digits.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let text = text.trim();
        self.places.get(text).copied().or_else(|| {
            let own = text.get(PREFIX_DIGITS..)?;
            names_payment(text, own).then(|| self.places.get(own).copied()).flatten()
        })
    }
}

/// What B holds of a payment with this answer: the amount that the bank has taken on.
pub(crate) fn held(answer: &AnswerRecord, meaning: Meaning, sent: Option<Money>) -> Money {
    match meaning {
        Meaning::Accepted => answer.amount.or(sent).unwrap_or_default(),
        Meaning::Advice | Meaning::Rejected => Money::ZERO,
    }
}
