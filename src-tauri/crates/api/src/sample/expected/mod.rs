//! What must be found in a sample, computed from what was made and not from the files.

mod claim;
mod quarter;
mod register;
mod sums;

use std::collections::BTreeMap;
use std::collections::HashMap;

use serde_json::Value;
use serde_json::json;
use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::wall_time::WallTime;

use super::SampleOrder;
use super::atp::AtpClaim;
use super::book::Book;
use super::calendar::Calendar;
use super::calendar::THIS;
use super::pay::Payroll;
use super::plant::Plant;
use super::register::Row;
use super::skat::Claim;
use sums::At;
use sums::MonthSums;

/// Everything that was made.
#[derive(Debug)]
pub(super) struct Made<'a> {
    pub(super) order: SampleOrder,
    pub(super) calendar: &'a Calendar,
    pub(super) companies: &'a [SeNumber; 4],
    pub(super) book: &'a Book,
    /// The persons' rows of every month, by company.
    pub(super) rows: &'a [[Vec<Row>; 4]],
    pub(super) claims: &'a [Claim],
    pub(super) atp_claims: &'a [AtpClaim],
    pub(super) planted: &'a HashMap<Cpr, Plant>,
    pub(super) payroll: &'a Payroll<'a>,
}

/// Where a difference stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    payer: usize,
    cpr: Option<Cpr>,
    field: Option<u16>,
    month: Month,
    kind: Option<u16>,
}

impl Made<'_> {
    /// The whole of `expected.json`. What stands on the outermost level is of `eindkomst` and `a-skat`; the other
    /// reconciliations have an entry of their own.
    pub(super) fn expected(&self, files: Vec<Value>) -> Value {
        let sums = MonthSums::new(self.book, &self.rows[THIS], THIS);
        let mut planted = self.register_differences(&sums, self.order.period, |_| true);
        planted.extend(self.claim_differences(&sums));
        let mut others = serde_json::Map::from_iter([("atp-op".to_owned(), self.quarter(&sums))]);
        others.extend(self.payroll.expected().map(|(name, value)| (name.to_owned(), value)));
        json!({
            "seed": self.order.seed,
            "lines": self.order.lines,
            "period": self.order.period.to_string(),
            "companies": self.companies.map(|se| se.to_string()),
            "extract_time": iso(self.calendar.extract),
            "cutoff": {
                "time": iso(self.calendar.cutoff),
                "previous": iso(self.calendar.previous_cutoff),
            },
            "files": files,
            "points": {
                "a-skat": self.points(&sums, claim::is_claimed, true),
                "eindkomst": self.points(&sums, |_| true, false),
            },
            "bridges": self.bridges(&sums),
            "planted": planted,
            "reconciliations": others,
        })
    }

    /// What was planted at a key of a month, as the difference that must be found.
    fn planted_at(&self, at: At<'_>, month: Month) -> Value {
        let (payer, cpr, field) = at.key();
        let plant = self.planted.get(&cpr).expect("only a planted error makes the points differ");
        let place = Place { payer, cpr: Some(cpr), field: Some(field), month, kind: at.common_kind() };
        let mut entry = json!({
            "kind": plant.code(),
            "cause": plant.cause().code(),
            "between": "A-B",
            "key": self.key(place),
            "a_minor": at.minor(sums::A),
            "b_minor": at.minor(sums::B),
            "c_minor": null,
            "difference_minor": at.difference(),
        });
        if !plant.several().is_empty() {
            let causes: Vec<&str> = plant.several().iter().map(|cause| cause.code()).collect();
            entry["several"] = json!(causes);
        }
        entry
    }

    fn key(&self, place: Place) -> Value {
        json!({
            "se": self.companies[place.payer].to_string(),
            "cpr": place.cpr.map(Cpr::reveal),
            "field": place.field.map(|field| format!("{field:04}")),
            "month": place.month.to_string(),
            "kode68": place.kind.map(|kind| format!("{kind:04}")),
        })
    }

    /// What eIndkomst took for a month after one moment and up to another, by company, person and field.
    fn moved(&self, month: usize, from: i64, to: i64, counts: fn(u16) -> bool) -> BTreeMap<sums::Key, i64> {
        let mut moved = BTreeMap::new();
        let entries = self.book.entries.iter().filter(|entry| entry.month == month);
        for entry in entries.filter(|entry| entry.time > from && entry.time <= to) {
            for (field, minor) in entry.amounts.iter().filter(|(field, _)| counts(*field)) {
                *moved.entry((entry.payer, entry.cpr, *field)).or_default() += minor;
            }
        }
        moved.retain(|_, minor| *minor != 0);
        moved
    }

    fn bridge(&self, payer: usize, field: Option<u16>, points: [Option<i64>; 3]) -> Value {
        let [a, b, c] = points.map(|sum| sum.map(|sum| json!({ "sum_minor": sum })));
        json!({
            "se": self.companies[payer].to_string(),
            "field": field.map(|field| format!("{field:04}")),
            "points": { "A": a, "B": b, "C": c },
        })
    }
}

/// A moment as scripts write it.
fn iso(seconds: i64) -> String {
    WallTime::from_seconds(seconds).iso()
}

/// Records and sum of a point.
fn point(records: u64, minor: i64) -> Value {
    json!({ "records": records, "sum_minor": minor })
}

/// Sums of the points A and B by company and field.
fn by_field<'a>(keys: impl Iterator<Item = At<'a>>, counts: impl Fn(u16) -> bool) -> BTreeMap<(usize, u16), [i64; 2]> {
    let mut sums: BTreeMap<(usize, u16), [i64; 2]> = BTreeMap::new();
    for at in keys.filter(|at| counts(at.key().2)) {
        let (payer, _, field) = at.key();
        let totals = sums.entry((payer, field)).or_default();
        for (total, point) in totals.iter_mut().zip([sums::A, sums::B]) {
            *total += at.minor(point).unwrap_or(0);
        }
    }
    sums
}
