//! eIndkomst against SKAT's claim, and the bridges and points of the month.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::json;
use trepunkt_core::cause::Cause;
use trepunkt_core::code::ClaimType;

use super::Made;
use super::Place;
use super::by_field;
use super::point;
use super::sums::A;
use super::sums::B;
use super::sums::MonthSums;
use crate::sample::benefit::A_TAX;
use crate::sample::benefit::AM;
use crate::sample::calendar::PREVIOUS;
use crate::sample::calendar::THIS;
use crate::sample::plant::Plant;

/// A line of a month, or quarter, that nobody delivered: nothing reported explains it.
pub(super) const FORGOTTEN: (&str, Cause) = ("forgotten_period", Cause::ClaimOnly);

/// True for the fields that SKAT claims.
pub(super) fn is_claimed(field: u16) -> bool {
    [A_TAX, AM].contains(&field)
}

/// A claim line that no report explains, as the difference that must be found.
pub(super) fn line_alone(kind: &str, cause: Cause, key: Value, amount: i64) -> Value {
    json!({
        "kind": kind,
        "cause": cause.code(),
        "between": "B-C",
        "key": key,
        "a_minor": null,
        "b_minor": null,
        "c_minor": amount,
        "difference_minor": -amount,
    })
}

/// What a cut-off moved to another claim, as the difference that must be found.
pub(super) fn moved_line(plant: Plant, key: Value, held: Option<i64>, difference: i64) -> Value {
    json!({
        "kind": plant.code(),
        "cause": plant.cause().code(),
        "between": "B-C",
        "key": key,
        "a_minor": null,
        "b_minor": held,
        "c_minor": null,
        "difference_minor": difference,
    })
}

impl Made<'_> {
    /// What eIndkomst and the claim do not have in common: time, the month before, interest, a forgotten month.
    pub(super) fn claim_differences(&self, sums: &MonthSums) -> Vec<Value> {
        let mut found = Vec::new();
        let calendar = self.calendar;
        let place = |(payer, cpr, field), month: usize| Place {
            payer,
            cpr: Some(cpr),
            field: Some(field),
            month: calendar.months[month],
            kind: None,
        };
        for (key, minor) in self.moved(THIS, calendar.cutoff, calendar.extract, is_claimed) {
            let held = sums.at(key).and_then(|at| at.minor(B));
            found.push(moved_line(Plant::NextClaim, self.key(place(key, THIS)), held, minor));
        }
        for (key, minor) in self.moved(PREVIOUS, calendar.previous_cutoff, calendar.cutoff, is_claimed) {
            found.push(moved_line(Plant::PreviousClaim, self.key(place(key, PREVIOUS)), None, -minor));
        }
        for claim in self.claims.iter().filter(|claim| claim.field().is_none() || claim.is_alone) {
            let (kind, cause) = match claim.claim_type {
                ClaimType::Interest | ClaimType::Fee => ("interest", Cause::InterestOrFee),
                ClaimType::Provisional => ("claim_only", Cause::ClaimOnly),
                ClaimType::ATax | ClaimType::Am => FORGOTTEN,
            };
            let (payer, field, month) = (claim.payer, claim.field(), claim.month);
            let key = self.key(Place { payer, cpr: None, field, month, kind: None });
            found.push(line_alone(kind, cause, key, claim.amount));
        }
        found
    }

    /// Records and sum of each point; the claim belongs to the reconciliation that leaves fields out.
    pub(super) fn points(&self, sums: &MonthSums, counts: fn(u16) -> bool, with_claim: bool) -> Value {
        let total = |of: usize| {
            let keys = sums.keys().filter(|at| counts(at.key().2));
            keys.fold((0, 0), |(records, minor), at| (records + at.records(of), minor + at.minor(of).unwrap_or(0)))
        };
        let mut points = serde_json::Map::new();
        for (name, of) in [("A", A), ("B", B)] {
            let (records, minor) = total(of);
            points.insert(name.to_owned(), point(records, minor));
        }
        if with_claim {
            let records = u64::try_from(self.claims.len()).expect("few");
            points.insert("C".to_owned(), point(records, self.claims.iter().map(|claim| claim.amount).sum()));
        }
        Value::Object(points)
    }

    /// The sums that each bridge of both reconciliations stands on. A point with nothing in a field has 0,00
    /// there; interest is of no field and stands on the claim alone.
    pub(super) fn bridges(&self, sums: &MonthSums) -> Vec<Value> {
        let named = |reconciliation: &str, mut bridge: Value| {
            bridge["reconciliation"] = json!(reconciliation);
            bridge
        };
        let sums = by_field(sums.keys(), |_| true);
        let fields = sums.iter().map(|((payer, field), [a, b])| {
            named("eindkomst", self.bridge(*payer, Some(*field), [Some(*a), Some(*b), None]))
        });
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
            bridges.push(named("a-skat", self.bridge(payer, field, [a, b, c])));
        }
        bridges
    }
}
