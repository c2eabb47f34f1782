//! ATP, OP and OP-tillæg of the quarter: TØK, eIndkomst and ATP's claim.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::json;
use trepunkt_core::cause::Cause;
use trepunkt_core::code::AtpScheme;

use super::Made;
use super::Place;
use super::by_field;
use super::claim::FORGOTTEN;
use super::claim::line_alone;
use super::claim::moved_line;
use super::iso;
use super::point;
use super::sums::A;
use super::sums::B;
use super::sums::MonthSums;
use crate::sample::atp::COLLECTED_PAYER;
use crate::sample::atp::SCHEMES;
use crate::sample::atp::field_of;
use crate::sample::plant::Plant;

/// True for the fields that ATP claims.
fn is_claimed(field: u16) -> bool {
    SCHEMES.iter().any(|(_, claimed)| *claimed == field)
}

impl Made<'_> {
    /// The reconciliation `atp-op` of the period's quarter. `of_period` are the sums of the period itself.
    ///
    /// Bridges are told for companies whose claim has a line per scheme; what the one with totals owes stands in
    /// the points.
    pub(super) fn quarter(&self, of_period: &MonthSums) -> Value {
        let quarter = &self.calendar.quarter;
        let made: Vec<(usize, MonthSums)> = quarter
            .months
            .iter()
            .filter(|month| **month != crate::sample::calendar::THIS)
            .map(|month| (*month, MonthSums::new(self.book, &self.rows[*month], *month)))
            .collect();
        let months: Vec<(usize, &MonthSums)> = quarter
            .months
            .iter()
            .map(|month| (*month, made.iter().find(|(of, _)| of == month).map_or(of_period, |(_, sums)| sums)))
            .collect();
        let mut planted = Vec::new();
        for (month, sums) in &months {
            planted.extend(self.register_differences(sums, self.calendar.months[*month], is_claimed));
        }
        planted.extend(self.atp_timing(&months));
        planted.extend(self.atp_lines_alone());
        json!({
            "period": quarter.period().to_string(),
            "cutoff": { "time": iso(quarter.cutoff), "previous": iso(quarter.previous_cutoff) },
            "extract_time": iso(quarter.extract),
            "points": self.atp_points(&months),
            "bridges": self.atp_bridges(&months),
            "planted": planted,
        })
    }

    /// What came after ATP counted, and what of the quarter before came since it counted last.
    fn atp_timing(&self, months: &[(usize, &MonthSums)]) -> Vec<Value> {
        let mut found = Vec::new();
        let (calendar, quarter) = (self.calendar, &self.calendar.quarter);
        let place = |(payer, cpr, field), month: usize| Place {
            payer,
            cpr: Some(cpr),
            field: Some(field),
            month: calendar.months[month],
            kind: None,
        };
        for (month, sums) in months {
            for (key, minor) in self.moved(*month, quarter.cutoff, calendar.extract_of(*month), is_claimed) {
                let held = sums.at(key).and_then(|at| at.minor(B));
                found.push(moved_line(Plant::PensionNextClaim, self.key(place(key, *month)), held, minor));
            }
        }
        for (key, minor) in self.moved(quarter.before, quarter.previous_cutoff, quarter.cutoff, is_claimed) {
            found.push(moved_line(Plant::PensionPreviousClaim, self.key(place(key, quarter.before)), None, -minor));
        }
        found
    }

    /// Interest, fees and a quarter that nobody delivered.
    fn atp_lines_alone(&self) -> Vec<Value> {
        let mut found = Vec::new();
        for claim in self.atp_claims {
            let (kind, cause) = match claim.scheme {
                AtpScheme::Interest => ("interest", Cause::InterestOrFee),
                AtpScheme::Fee => ("fee", Cause::InterestOrFee),
                _ if claim.is_alone => FORGOTTEN,
                _ => continue,
            };
            let (payer, field, month) = (claim.payer, field_of(claim.scheme), claim.quarter);
            let key = self.key(Place { payer, cpr: None, field, month, kind: None });
            found.push(line_alone(kind, cause, key, claim.amount));
        }
        found
    }

    fn atp_points(&self, months: &[(usize, &MonthSums)]) -> Value {
        let total = |of: usize| {
            let keys = months.iter().flat_map(|(_, sums)| sums.keys()).filter(|at| is_claimed(at.key().2));
            let (records, minor) =
                keys.fold((0, 0), |(records, minor), at| (records + at.records(of), minor + at.minor(of).unwrap_or(0)));
            point(records, minor)
        };
        let records = u64::try_from(self.atp_claims.len()).expect("few");
        let claimed = point(records, self.atp_claims.iter().map(|claim| claim.amount).sum());
        json!({ "A": total(A), "B": total(B), "C": claimed })
    }

    fn atp_bridges(&self, months: &[(usize, &MonthSums)]) -> Vec<Value> {
        let sums: BTreeMap<(usize, u16), [i64; 2]> =
            by_field(months.iter().flat_map(|(_, sums)| sums.keys()), is_claimed);
        let lines = self.atp_claims.iter().filter_map(|claim| Some((claim.payer, field_of(claim.scheme)?)));
        let places: BTreeSet<(usize, u16)> = sums.keys().copied().chain(lines).collect();
        let separate = places.into_iter().filter(|(payer, _)| *payer != COLLECTED_PAYER);
        separate
            .map(|(payer, field)| {
                let [a, b] = sums.get(&(payer, field)).copied().unwrap_or_default().map(Some);
                let lines = self
                    .atp_claims
                    .iter()
                    .filter(|claim| claim.payer == payer && field_of(claim.scheme) == Some(field));
                let c = (!self.atp_claims.is_empty()).then(|| lines.map(|claim| claim.amount).sum());
                self.bridge(payer, Some(field), [a, b, c])
            })
            .collect()
    }
}
