//! Checks without counterpart: each delivered fact held against the dated rules of the field, by itself.
//!
//! What they find is a list of its own. It is never a difference, moves no bridge and enters no `result_hash`. Reports
//! are read once ([`reports`]), extracts once ([`totals`]), payments once ([`payments`]).

mod payments;
mod reports;
mod totals;

use std::collections::BTreeMap;

use trepunkt_core::check::CheckFact;
use trepunkt_core::check::CheckFinding;
use trepunkt_core::check::RECORDS_NAMED;
use trepunkt_core::code::Field;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::progress::Progress;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::rule::CheckRule;
use trepunkt_core::rule::Rate;
use trepunkt_core::rule::RulePack;

use crate::DeliveredIncome;
use crate::MatchError;
use crate::Sources;
use crate::newest::Outdated;
use crate::scope::Coverage;
use crate::scope::Months;

/// A rule that holds in a month, with its place in the pack and what it says for the month.
struct Held<'a> {
    place: usize,
    rule: &'a CheckRule,
    rate: Option<&'a Rate>,
}

/// The rules that hold in each month of the period.
struct Rules<'a>(BTreeMap<Month, Vec<Held<'a>>>);

impl<'a> Rules<'a> {
    fn new(pack: &'a RulePack, months: &Months) -> Self {
        let held = |month: Month| -> Vec<Held<'a>> {
            let rules = pack.checks.iter().enumerate().filter(|(_, rule)| rule.holds_in(month));
            rules.map(|(place, rule)| Held { place, rule, rate: rule.rate(month) }).collect()
        };
        Self(months.own.iter().map(|month| (*month, held(*month))).collect())
    }

    /// The rules of the month; none where it is no month of the period.
    fn of(&self, month: Month) -> Option<&[Held<'a>]> {
        self.0.get(&month).map(Vec::as_slice)
    }

    /// The rules that are not about a month, as they hold at the end of the period.
    fn last(&self) -> &[Held<'a>] {
        self.0.last_key_value().map_or(&[], |(_, held)| held)
    }
}

impl Held<'_> {
    fn per_mille(&self) -> i64 {
        self.rate.map_or(0, |rate| rate.per_mille)
    }
}

/// What has been found so far: one finding for each rule and key.
#[derive(Default)]
struct Found(BTreeMap<(usize, DifferenceKey), CheckFinding>);

impl Found {
    fn add(&mut self, rule: usize, key: DifferenceKey, fact: CheckFact, record: RecordId) {
        let finding = self.0.entry((rule, key.clone())).or_insert_with(|| CheckFinding {
            rule,
            key,
            fact,
            records: Vec::new(),
            count: 0,
        });
        finding.count = finding.count.saturating_add(1);
        if finding.records.len() < RECORDS_NAMED {
            finding.records.push(record);
        }
    }
}

/// Holds everything delivered for the period against the checks of the pack. Findings come in the order of rule and
/// key, and do not depend on the order of deliveries.
///
/// # Errors
/// [`MatchError::Cancelled`] when the watcher asked for it, [`MatchError::ScopesOverlap`] when an extract does.
pub fn check(
    rules: &RulePack,
    period: Period,
    sources: &Sources,
    progress: &dyn Progress,
) -> Result<Vec<CheckFinding>, MatchError> {
    let mut found = Found::default();
    let months = Months::of(period);
    let rules = Rules::new(rules, &months);
    let outdated = Outdated::find(&sources.reports, &months, &|_: Field| true);
    let coverage = Coverage::new(&sources.extracts, &months)?;
    let is_newest_report = |delivery: usize, record: usize, _: &IncomeHead| !outdated.is_replaced(delivery, record);
    let is_newest_cell = |delivery: usize, _: usize, head: &IncomeHead| coverage.counts(delivery, head.se, head.month);
    let reports = Income { deliveries: &sources.reports, counts: &is_newest_report };
    let extracts = Income { deliveries: &sources.extracts, counts: &is_newest_cell };
    let steps: [&dyn Fn(&mut Found); 4] = [
        &|found| reports::check(&rules, &reports, found),
        &|found| totals::check(&rules, &reports, found),
        &|found| totals::check(&rules, &extracts, found),
        &|found| payments::check(&rules, &months, &sources.payments, found),
    ];
    for (done, step) in (1_u64..).zip(steps) {
        if progress.is_cancelled() {
            return Err(MatchError::Cancelled);
        }
        step(&mut found);
        progress.report(done, 4);
    }
    let mut findings: Vec<CheckFinding> = found.0.into_values().collect();
    for finding in &mut findings {
        finding.records.sort_unstable();
    }
    Ok(findings)
}

/// Income of several deliveries, and which records of it are the newest word.
struct Income<'a> {
    deliveries: &'a [DeliveredIncome],
    counts: &'a dyn Fn(usize, usize, &IncomeHead) -> bool,
}

/// The amounts of one report or row that count, each with its record.
type Amounts = Vec<(Field, Money, RecordId)>;

impl Income<'_> {
    /// Shows every report or row with the amounts of it that count.
    fn each(&self, mut show: impl FnMut(&IncomeHead, &Amounts)) {
        let mut amounts = Amounts::new();
        for (delivery, delivered) in self.deliveries.iter().enumerate() {
            let table = &delivered.table;
            let mut first = 0;
            for alike in table.records.chunk_by(|one, other| one.head == other.head) {
                let place = usize::try_from(alike[0].head).unwrap_or(usize::MAX);
                let Some(head) = table.heads.get(place) else { continue };
                amounts.clear();
                for (ordinal, record) in (first..).zip(alike) {
                    if (self.counts)(delivery, ordinal, head) {
                        amounts.push((record.field, record.amount, record_id(delivered.delivery, ordinal)));
                    }
                }
                first += alike.len();
                if !amounts.is_empty() {
                    show(head, &amounts);
                }
            }
        }
    }
}

fn record_id(delivery: DeliveryId, ordinal: usize) -> RecordId {
    RecordId::new(delivery, u32::try_from(ordinal).unwrap_or(u32::MAX))
}
