//! What a list adds up to, by the points compared and the cause.

use std::collections::BTreeMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::money::Money;
use trepunkt_core::result::Pair;

use crate::list::DifferenceLine;

/// The differences of one pair and cause. What is missing and what is extra are never netted away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subtotal {
    pub(crate) count: u64,
    pub(crate) positive: Money,
    pub(crate) negative: Money,
}

impl Subtotal {
    /// Both directions together.
    pub(crate) fn net(self) -> Money {
        self.positive + self.negative
    }

    fn add(&mut self, amount: Money) {
        self.count += 1;
        if amount < Money::ZERO {
            self.negative += amount;
        } else {
            self.positive += amount;
        }
    }
}

/// The subtotals in the order of the bridge, and all of them together.
pub(crate) fn summarize(lines: &[DifferenceLine]) -> (BTreeMap<(Pair, Cause), Subtotal>, Subtotal) {
    let mut subtotals: BTreeMap<(Pair, Cause), Subtotal> = BTreeMap::new();
    let mut total = Subtotal::default();
    for line in lines {
        subtotals.entry((line.pair, line.cause)).or_default().add(line.amount);
        total.add(line.amount);
    }
    (subtotals, total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::examples;

    #[test]
    fn inflow_and_outflow_are_kept_apart() {
        let mut lines = examples::list(&[500, -200, 300]).rows;
        lines[2].cause = Cause::Rounding;
        let (subtotals, total) = summarize(&lines);
        let missing = subtotals[&(Pair::AB, Cause::MissingInEindkomst)];
        assert_eq!((missing.count, missing.positive.minor(), missing.negative.minor()), (2, 500, -200), "not netted");
        assert_eq!((subtotals.len(), total.count, total.net().minor()), (2, 3, 600), "and all together");
    }
}
