//! The bridge of all payers and fields as a figure. Positions are worked out here, in whole
//! numbers, so that the window only draws.

use std::collections::BTreeMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::money::Money;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::rule::Reconciliation;

use crate::dto::FigureBar;
use crate::findings::long_name;
use crate::view::count;
use crate::view::signed;

/// A bar before its place is known.
struct Bar {
    point: Option<Point>,
    step: Option<(Pair, Cause)>,
    amount: Money,
    from: Money,
    to: Money,
}

/// The bars, from the first point over the steps to the last.
pub(crate) fn bars(definition: &Reconciliation, bridges: &[Bridge], differences: &[Difference]) -> Vec<FigureBar> {
    let total = |point: Point| -> Money { bridges.iter().filter_map(|bridge| bridge.point(point)).sum() };
    let mut bars = vec![point_bar(Point::A, total(Point::A))];
    for pair in Pair::ALL {
        if definition.source(pair.right()).is_none() {
            continue;
        }
        let mut level = total(pair.left());
        for (cause, (inflow, outflow)) in steps(bridges, *pair) {
            for change in [-outflow, inflow].into_iter().filter(|change| !change.is_zero()) {
                bars.push(Bar {
                    point: None,
                    step: Some((*pair, cause)),
                    amount: change,
                    from: level,
                    to: level + change,
                });
                level += change;
            }
        }
        bars.push(point_bar(pair.right(), total(pair.right())));
    }
    placed(definition, &bars, differences)
}

fn point_bar(point: Point, amount: Money) -> Bar {
    Bar { point: Some(point), step: None, amount, from: Money::ZERO, to: amount }
}

fn steps(bridges: &[Bridge], pair: Pair) -> BTreeMap<Cause, (Money, Money)> {
    let mut steps: BTreeMap<Cause, (Money, Money)> = BTreeMap::new();
    for step in bridges.iter().flat_map(|bridge| &bridge.steps).filter(|step| step.pair == pair) {
        let sums = steps.entry(step.cause).or_default();
        sums.0 += step.inflow;
        sums.1 += step.outflow;
    }
    steps
}

/// Fits the bars into 0–1000. The steps are small beside the points, so the axis is cut: it begins a
/// little under the lowest step edge instead of at nothing. A figure with a cut axis says so, in the
/// window, and the amounts stand over the bars.
fn placed(definition: &Reconciliation, bars: &[Bar], differences: &[Difference]) -> Vec<FigureBar> {
    let edges = bars.iter().flat_map(|bar| if bar.point.is_some() { [bar.to, bar.to] } else { [bar.from, bar.to] });
    let (low, high) = edges.fold((None, None), |(low, high): (Option<Money>, Option<Money>), edge| {
        (Some(low.map_or(edge, |low| low.min(edge))), Some(high.map_or(edge, |high| high.max(edge))))
    });
    let (low, high) = (low.unwrap_or_default().minor(), high.unwrap_or_default().minor());
    let span = (high - low).max(1);
    // A fifth of the height below the lowest edge keeps the point bars visible as bars.
    let floor = low - span / 4;
    let height = high - floor;
    let place = |amount: Money| {
        let part = i128::from(amount.minor() - floor) * 1_000 / i128::from(height.max(1));
        u32::try_from(part.clamp(0, 1_000)).unwrap_or(0)
    };
    bars.iter()
        .map(|bar| {
            let (from, to) = if bar.point.is_some() { (0, place(bar.to)) } else { (place(bar.from), place(bar.to)) };
            let behind = differences
                .iter()
                .filter(|difference| bar.step == Some((difference.pair, difference.cause)))
                .filter(|difference| (difference.amount < Money::ZERO) == (bar.amount > Money::ZERO))
                .count();
            FigureBar {
                point: bar.point.map(|point| point.text().to_owned()),
                pair: bar.step.map(|(pair, _)| pair.text().to_owned()),
                cause: bar.step.map(|(_, cause)| cause.code().to_owned()),
                label: match (bar.point, bar.step) {
                    (Some(point), _) => long_name(definition, point).to_owned(),
                    (None, Some((_, cause))) => cause.label().to_owned(),
                    (None, None) => String::new(),
                },
                amount: if bar.point.is_some() { bar.amount.to_string() } else { signed(bar.amount) },
                is_outflow: bar.step.is_some() && bar.amount < Money::ZERO,
                low: from.min(to),
                high: from.max(to),
                differences: count(behind),
            }
        })
        .collect()
}
