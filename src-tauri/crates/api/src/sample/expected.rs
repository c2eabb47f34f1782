//! What must be found in a sample, computed from what was made and not from the files.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use serde_json::Value;
use serde_json::json;
use trepunkt_core::cause::Cause;
use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::wall_time::WallTime;

use super::SampleOrder;
use super::benefit::A_TAX;
use super::benefit::AM;
use super::benefit::UNSPLIT_PAYER;
use super::book::Book;
use super::calendar::Calendar;
use super::calendar::PREVIOUS;
use super::calendar::THIS;
use super::plant::Plant;
use super::register::Claim;
use super::register::Row;

/// Everything that was made.
#[derive(Debug)]
pub(super) struct Made<'a> {
    pub(super) order: SampleOrder,
    pub(super) calendar: &'a Calendar,
    pub(super) companies: &'a [SeNumber; 4],
    pub(super) book: &'a Book,
    /// The persons' rows of the period, by company.
    pub(super) rows: &'a [Vec<Row>; 4],
    pub(super) claims: &'a [Claim],
    pub(super) planted: &'a HashMap<Cpr, Plant>,
}

/// (company, person, field)
type Key = (usize, Cpr, u16);

/// One point at one key, or at the whole of a company and field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sum {
    records: u64,
    minor: i64,
    kinds: BTreeMap<Option<u16>, i64>,
}

impl Sum {
    fn add(&mut self, kind: Option<u16>, minor: i64) {
        self.records += 1;
        self.minor += minor;
        *self.kinds.entry(kind).or_default() += minor;
    }
}

const A: usize = 0;
const B: usize = 1;

impl Made<'_> {
    /// The whole of `expected.json`.
    pub(super) fn expected(&self, files: Vec<Value>) -> Value {
        let keys = self.keys();
        let mut planted = self.register_differences(&keys);
        planted.extend(self.claim_differences(&keys));
        json!({
            "seed": self.order.seed,
            "lines": self.order.lines,
            "period": self.order.period.to_string(),
            "companies": self.companies.map(|se| se.to_string()),
            "extract_time": WallTime::from_seconds(self.calendar.extract).iso(),
            "cutoff": {
                "time": WallTime::from_seconds(self.calendar.cutoff).iso(),
                "previous": WallTime::from_seconds(self.calendar.previous_cutoff).iso(),
            },
            "files": files,
            "points": {
                "a-skat": self.points(&keys, is_claimed),
                "eindkomst": self.points(&keys, |_| true),
            },
            "bridges": self.bridges(&keys),
            "planted": planted,
        })
    }

    /// The points A and B of the period at every key.
    fn keys(&self) -> BTreeMap<Key, [Option<Sum>; 2]> {
        let mut keys: BTreeMap<Key, [Option<Sum>; 2]> = BTreeMap::new();
        let mut add = |point: usize, key: Key, kind: Option<u16>, minor: i64| {
            keys.entry(key).or_default()[point].get_or_insert_default().add(kind, minor);
        };
        for report in self.book.reports.iter().filter(|report| report.month == THIS) {
            for (field, minor) in &report.amounts {
                add(A, (report.payer, report.cpr, *field), Some(report.kind), *minor);
            }
        }
        for (payer, rows) in self.rows.iter().enumerate() {
            for row in rows {
                let cpr = row.cpr.expect("a row of a person names the person");
                for (field, minor) in &row.cells {
                    add(B, (payer, cpr, *field), row.kind, *minor);
                }
            }
        }
        keys
    }

    /// Every key at which A and B differ, with what was planted there.
    fn register_differences(&self, keys: &BTreeMap<Key, [Option<Sum>; 2]>) -> Vec<Value> {
        let mut found = Vec::new();
        for ((payer, cpr, field), sums) in keys {
            if !differ(*payer, sums) {
                continue;
            }
            let plant = self.planted.get(cpr).expect("only a planted error makes the points differ");
            let [a, b] = sums;
            let minor = |sum: &Option<Sum>| sum.as_ref().map(|sum| sum.minor);
            let difference = minor(a).unwrap_or(0) - minor(b).unwrap_or(0);
            found.push(json!({
                "kind": plant.code(),
                "cause": plant.cause().code(),
                "between": "A-B",
                "key": self.key(*payer, Some(*cpr), Some(*field), self.order.period, common_kind(sums)),
                "a_minor": minor(a),
                "b_minor": minor(b),
                "c_minor": null,
                "difference_minor": difference,
            }));
        }
        found
    }

    /// What eIndkomst and the claim do not have in common: time, the month before, interest.
    fn claim_differences(&self, keys: &BTreeMap<Key, [Option<Sum>; 2]>) -> Vec<Value> {
        let mut found = Vec::new();
        for (month, plant) in [(THIS, Plant::NextClaim), (PREVIOUS, Plant::PreviousClaim)] {
            for ((payer, cpr, field), minor) in self.moved(month).into_iter().filter(|(_, minor)| *minor != 0) {
                let held = keys.get(&(payer, cpr, field)).and_then(|sums| sums[B].as_ref()).map(|sum| sum.minor);
                found.push(json!({
                    "kind": plant.code(),
                    "cause": plant.cause().code(),
                    "between": "B-C",
                    "key": self.key(payer, Some(cpr), Some(field), self.calendar.months[month], None),
                    "a_minor": null,
                    "b_minor": held.filter(|_| month == THIS),
                    "c_minor": null,
                    "difference_minor": if month == THIS { minor } else { -minor },
                }));
            }
        }
        for claim in self.claims.iter().filter(|claim| claim.field().is_none()) {
            found.push(json!({
                "kind": "interest",
                "cause": Cause::InterestOrFee.code(),
                "between": "B-C",
                "key": self.key(claim.payer, None, None, self.calendar.months[claim.month], None),
                "a_minor": null,
                "b_minor": null,
                "c_minor": claim.amount,
                "difference_minor": -claim.amount,
            }));
        }
        found
    }

    /// What the cut-offs moved between claims: of the period what came after, of the month before what came since.
    fn moved(&self, month: usize) -> BTreeMap<Key, i64> {
        let mut moved = BTreeMap::new();
        let (from, to) = match month {
            THIS => (self.calendar.cutoff, self.calendar.extract),
            _ => (self.calendar.previous_cutoff, self.calendar.cutoff),
        };
        let late =
            self.book.entries.iter().filter(|entry| entry.month == month && entry.time > from && entry.time <= to);
        for entry in late {
            for (field, minor) in entry.amounts.iter().filter(|(field, _)| is_claimed(*field)) {
                *moved.entry((entry.payer, entry.cpr, *field)).or_default() += minor;
            }
        }
        moved
    }

    fn key(&self, payer: usize, cpr: Option<Cpr>, field: Option<u16>, month: Month, kind: Option<u16>) -> Value {
        json!({
            "se": self.companies[payer].to_string(),
            "cpr": cpr.map(Cpr::reveal),
            "field": field.map(|field| format!("{field:04}")),
            "month": month.to_string(),
            "kode68": kind.map(|kind| format!("{kind:04}")),
        })
    }

    /// Records and sum of each point; the claim belongs to the reconciliation that leaves fields out.
    fn points(&self, keys: &BTreeMap<Key, [Option<Sum>; 2]>, counts: fn(u16) -> bool) -> Value {
        let mut points = serde_json::Map::new();
        for (name, point) in [("A", A), ("B", B)] {
            let mut total = Sum::default();
            let sums =
                keys.iter().filter(|((_, _, field), _)| counts(*field)).filter_map(|(_, sums)| sums[point].as_ref());
            for sum in sums {
                total.records += sum.records;
                total.minor += sum.minor;
            }
            points.insert(name.to_owned(), json!({ "records": total.records, "sum_minor": total.minor }));
        }
        if !counts(super::benefit::WITHOUT_AM) {
            let sum: i64 = self.claims.iter().map(|claim| claim.amount).sum();
            points.insert("C".to_owned(), json!({ "records": self.claims.len(), "sum_minor": sum }));
        }
        Value::Object(points)
    }

    /// The sums that each bridge of both reconciliations stands on. A point with nothing in a field has 0,00
    /// there; interest is of no field and stands on the claim alone.
    fn bridges(&self, keys: &BTreeMap<Key, [Option<Sum>; 2]>) -> Vec<Value> {
        let mut sums: BTreeMap<(usize, u16), [i64; 2]> = BTreeMap::new();
        for ((payer, _, field), points) in keys {
            let totals = sums.entry((*payer, *field)).or_default();
            for (total, sum) in totals.iter_mut().zip(points) {
                *total += sum.as_ref().map_or(0, |sum| sum.minor);
            }
        }
        let fields = sums
            .iter()
            .map(|((payer, field), [a, b])| self.bridge("eindkomst", *payer, Some(*field), [Some(*a), Some(*b), None]));
        let mut bridges: Vec<Value> = fields.collect();
        let claimed: BTreeSet<(usize, Option<u16>)> = (sums.keys().filter(|(_, field)| is_claimed(*field)))
            .map(|(payer, field)| (*payer, Some(*field)))
            .chain(self.claims.iter().map(|claim| (claim.payer, claim.field())))
            .collect();
        for (payer, field) in claimed {
            let held = field.map(|field| sums.get(&(payer, field)).copied().unwrap_or_default());
            let [a, b] = held.map_or([None, None], |sums| sums.map(Some));
            let lines = self.claims.iter().filter(|claim| claim.payer == payer && claim.field() == field);
            let c = (!self.claims.is_empty()).then(|| lines.map(|claim| claim.amount).sum());
            bridges.push(self.bridge("a-skat", payer, field, [a, b, c]));
        }
        bridges
    }

    fn bridge(&self, reconciliation: &str, payer: usize, field: Option<u16>, points: [Option<i64>; 3]) -> Value {
        let [a, b, c] = points.map(|sum| sum.map(|sum| json!({ "sum_minor": sum })));
        json!({
            "reconciliation": reconciliation,
            "se": self.companies[payer].to_string(),
            "field": field.map(|field| format!("{field:04}")),
            "points": { "A": a, "B": b, "C": c },
        })
    }
}

fn is_claimed(field: u16) -> bool {
    [A_TAX, AM].contains(&field)
}

/// True when the sums differ, or when they agree under different income kinds and both sides tell the kind.
fn differ(payer: usize, sums: &[Option<Sum>; 2]) -> bool {
    let minor = |point: usize| sums[point].as_ref().map_or(0, |sum| sum.minor);
    let kinds = |point: usize| {
        let sum = sums[point].iter();
        sum.flat_map(|sum| &sum.kinds).filter(|(_, minor)| **minor != 0).collect::<Vec<_>>()
    };
    minor(A) != minor(B) || (payer != UNSPLIT_PAYER && kinds(A) != kinds(B))
}

/// The income kind, when both sides carry it and it is one.
fn common_kind(sums: &[Option<Sum>; 2]) -> Option<u16> {
    let [Some(a), Some(b)] = sums else { return None };
    let kinds: BTreeSet<Option<u16>> = a.kinds.keys().chain(b.kinds.keys()).copied().collect();
    (kinds.len() == 1).then(|| kinds.first().copied().flatten()).flatten()
}
