//! The bridge A → B → C per payer and field: every step is the sum of differences of one cause, and inflow never
//! meets outflow.

use std::collections::BTreeMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::BridgeStep;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;

use crate::ledger::Home;

/// One bridge. That of a payer's interest and fees comes after those of its fields; those of accounts have no payer.
type Place = (Option<SeNumber>, bool, Option<Field>, Option<String>);

/// Bridges being built.
#[derive(Debug, Default)]
pub(crate) struct Bridges {
    points: BTreeMap<Place, [Option<Money>; 3]>,
    steps: BTreeMap<Place, BTreeMap<(Pair, Cause), BridgeStep>>,
}

impl Bridges {
    /// What a point holds of a payer and field. A point that holds nothing of what another holds is 0,00 there.
    pub(crate) fn add(&mut self, se: SeNumber, field: Option<Field>, point: Point, sum: Money) {
        self.add_at((Some(se), field.is_none(), field, None), point, sum);
    }

    /// What a point holds of the bridge of a payer or an account as a whole.
    pub(crate) fn add_home(&mut self, home: &Home, point: Point, sum: Money) {
        self.add_at((home.0, true, None, home.1.clone()), point, sum);
    }

    /// Adds the step of a difference to the bridge of a payer or an account as a whole.
    pub(crate) fn step_home(&mut self, home: &Home, difference: &Difference) {
        self.step_at((home.0, true, None, home.1.clone()), difference);
    }

    fn add_at(&mut self, place: Place, point: Point, sum: Money) {
        let points = self.points.entry(place).or_default();
        let total = &mut points[usize::from(point.number())];
        *total = Some(total.unwrap_or_default() + sum);
    }

    /// Adds the step of a difference d = left − right: what is missing on the left flows in, what the right lacks out.
    pub(crate) fn step(&mut self, se: SeNumber, field: Option<Field>, difference: &Difference) {
        self.step_at((Some(se), field.is_none(), field, None), difference);
    }

    fn step_at(&mut self, place: Place, difference: &Difference) {
        let steps = self.steps.entry(place).or_default();
        let (pair, cause) = (difference.pair, difference.cause);
        let step = steps.entry((pair, cause)).or_insert_with(|| BridgeStep {
            pair,
            cause,
            inflow: Money::ZERO,
            outflow: Money::ZERO,
            records: Vec::new(),
        });
        if difference.amount < Money::ZERO {
            step.inflow += -difference.amount;
        } else {
            step.outflow += difference.amount;
        }
        step.records.extend_from_slice(&difference.records);
    }

    /// The bridges, each proved to close. `has_claim`: the reconciliation has a point C.
    pub(crate) fn close(mut self, has_claim: bool) -> Vec<Bridge> {
        let points = std::mem::take(&mut self.points);
        let bridges: Vec<Bridge> = points
            .into_iter()
            .map(|(place, points)| {
                let steps = self.steps.remove(&place).unwrap_or_default().into_values().collect();
                let (se, _, field, account) = place;
                Bridge { se, field, account, points: filled(points, field, has_claim), steps }
            })
            .collect();
        assert!(self.steps.is_empty(), "a difference is of a payer and field that some point holds");
        for bridge in &bridges {
            assert!(bridge.closes(), "the bridge of {:?} {:?} closes to the øre (law 8)", bridge.se, bridge.field);
        }
        bridges
    }
}

/// Where a field is compared, a point without records holds 0,00; interest and fees are of the claim alone.
fn filled(points: [Option<Money>; 3], field: Option<Field>, has_claim: bool) -> [Option<Money>; 3] {
    let [a, b, c] = points;
    match field {
        None => points,
        Some(_) => [Some(a.unwrap_or_default()), Some(b.unwrap_or_default()), has_claim.then(|| c.unwrap_or_default())],
    }
}
