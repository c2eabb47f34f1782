//! The bridge of a run as a figure and as tables that add up.

use std::collections::BTreeMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::money::Money;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_report::Bar;
use trepunkt_report::BridgeFigure;
use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Condition;
use trepunkt_report::Formula;
use trepunkt_report::Kind;
use trepunkt_report::Place;
use trepunkt_report::Row;
use trepunkt_report::Table;
use trepunkt_report::verdict;

use crate::findings::long_name;
use crate::reports::basis::Basis;

/// The sheet of the bridge's steps.
pub(crate) const BRIDGE: &str = "Bro";
/// Where its columns stand that others count on.
pub(crate) const BRIDGE_PAIR: usize = 4;
pub(crate) const BRIDGE_CODE: usize = 6;
pub(crate) const BRIDGE_IN: usize = 7;
pub(crate) const BRIDGE_OUT: usize = 8;
const BALANCE: usize = 9;
/// The sheet of the totals.
pub(crate) const TOTALS: &str = "Totaler";
/// Where the totals' first point and the unexplained stand.
pub(crate) const TOTALS_POINTS: usize = 3;
pub(crate) const TOTALS_UNEXPLAINED: usize = 6;
/// More bridges than this are not drawn one by one.
const DRAWN_MAX: usize = 6;

/// Whose bridge: `SE 12345678 · felt 0015`
fn title(bridge: &Bridge, account: &str) -> String {
    let mut parts = Vec::new();
    parts.extend(bridge.se.map(|se| format!("SE {se}")));
    parts.extend(bridge.field.map(|field| format!("felt {field}")));
    parts.extend((!account.is_empty()).then(|| format!("Konto {account}")));
    if bridge.field.is_none() && bridge.account.is_none() {
        parts.push("uden felt".to_owned());
    }
    parts.join(" · ")
}

/// The bridge of everything, and where there are few, each.
pub(crate) fn figures(basis: &Basis) -> Vec<BridgeFigure> {
    let bridges = &basis.found.bridges;
    let all: Vec<&Bridge> = bridges.iter().collect();
    let is_of_accounts = bridges.iter().any(|bridge| bridge.account.is_some());
    let of_all = if is_of_accounts { "Alle konti" } else { "Alle SE-numre og felter" };
    let mut figures = vec![figure(basis, of_all.to_owned(), &all)];
    if bridges.len() > 1 && bridges.len() <= DRAWN_MAX {
        let one = |bridge: &Bridge| {
            let account = bridge.account.as_deref().map(|account| basis.account(account).shown()).unwrap_or_default();
            figure(basis, title(bridge, &account), &[bridge])
        };
        figures.extend(bridges.iter().map(one));
    }
    figures
}

fn figure(basis: &Basis, title: String, bridges: &[&Bridge]) -> BridgeFigure {
    let total = |point: Point| -> Money { bridges.iter().filter_map(|bridge| bridge.point(point)).sum() };
    let point_bar = |point: Point| Bar {
        label: format!("{} · {}", point.text(), long_name(&basis.definition, point)),
        is_point: true,
        amount: total(point),
        from: Money::ZERO,
        to: total(point),
    };
    let mut bars = vec![point_bar(Point::A)];
    for pair in Pair::ALL.iter().filter(|pair| basis.definition.source(pair.right()).is_some()) {
        let mut steps: BTreeMap<Cause, [Money; 2]> = BTreeMap::new();
        for step in bridges.iter().flat_map(|bridge| &bridge.steps).filter(|step| step.pair == *pair) {
            let sums = steps.entry(step.cause).or_default();
            sums[0] -= step.outflow;
            sums[1] += step.inflow;
        }
        let mut level = total(pair.left());
        for (cause, changes) in steps {
            for amount in changes.into_iter().filter(|amount| !amount.is_zero()) {
                let (from, to) = (level, level + amount);
                bars.push(Bar { label: cause.label().to_owned(), is_point: false, amount, from, to });
                level = to;
            }
        }
        bars.push(point_bar(pair.right()));
    }
    BridgeFigure { title, bars }
}

/// Every step of every bridge. A step's balance is worked out from the line above it; a point states its own, and is
/// checked against the line above.
pub(crate) fn steps(basis: &Basis) -> Table {
    let columns = vec![
        Column::new("SE-nr.", Kind::Code),
        Column::new("Felt", Kind::Code),
        Column::new("Konto", Kind::Code),
        Column::new("Trin", Kind::Text),
        Column::new("Mellem", Kind::Code),
        Column::new("Årsag", Kind::Text).at(Place::SheetOnly),
        Column::new("Årsagskode", Kind::Code).at(Place::SheetOnly),
        Column::new("Ind", Kind::Amount),
        Column::new("Ud", Kind::Amount),
        Column::new("Saldo", Kind::Amount),
        Column::new("Kontrol", Kind::Check),
    ];
    let rows = basis.found.bridges.iter().flat_map(|bridge| steps_of(basis, bridge)).collect();
    Table::new(BRIDGE, columns, rows)
}

/// The cells that say whose bridge it is.
fn whose(basis: &Basis, bridge: &Bridge) -> [Cell; 3] {
    let account = bridge.account.as_deref().map_or(Cell::Empty, |account| basis.account(account));
    [Cell::code(bridge.se), Cell::code(bridge.field), account]
}

fn steps_of(basis: &Basis, bridge: &Bridge) -> Vec<Row> {
    let point_row = |point: Point, check: Cell| {
        let mut cells = whose(basis, bridge).to_vec();
        cells.push(Cell::text(basis.point_name(point)));
        cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
        cells.extend([Cell::Amount(bridge.point(point).unwrap_or_default()), check]);
        Row::of(cells).strong()
    };
    let mut rows = vec![point_row(Point::A, Cell::Empty)];
    for pair in Pair::ALL.iter().filter(|pair| bridge.point(pair.right()).is_some()) {
        if *pair != Pair::AB && bridge.point(pair.left()).is_none() && rows.len() == 1 {
            rows.push(point_row(pair.left(), Cell::Empty));
        }
        let mut level = bridge.point(pair.left()).unwrap_or_default();
        for step in bridge.steps.iter().filter(|step| step.pair == *pair) {
            level = level + step.inflow - step.outflow;
            let mut cells = whose(basis, bridge).to_vec();
            cells.extend([step.cause.label(), pair.text(), step.cause.label(), step.cause.code()].map(Cell::text));
            cells.extend([step.inflow, step.outflow, level].map(Cell::Amount));
            cells.push(Cell::Empty);
            let balance = Formula::Balance { balance: BALANCE, inflow: BRIDGE_IN, outflow: BRIDGE_OUT };
            rows.push(Row::of(cells).with(BALANCE, balance));
        }
        let right = bridge.point(pair.right()).unwrap_or_default();
        let check = Formula::Above(BALANCE).equals(Formula::Here(BALANCE));
        rows.push(point_row(pair.right(), verdict(level == right)).with(BALANCE + 1, check));
    }
    rows
}

/// The points per payer and field, with their sums.
pub(crate) fn totals(basis: &Basis) -> Table {
    let point = |point: Point| {
        let is_there = basis.definition.source(point).is_some();
        let name = if is_there { basis.point_name(point) } else { point.text().to_owned() };
        Column::new(name, Kind::Amount).at(if is_there { Place::Column } else { Place::SheetOnly })
    };
    let columns = vec![
        Column::new("SE-nr.", Kind::Code),
        Column::new("Felt", Kind::Code),
        Column::new("Konto", Kind::Code),
        point(Point::A),
        point(Point::B),
        point(Point::C),
        Column::new("Uforklaret", Kind::Amount),
    ];
    let row = |bridge: &Bridge| {
        let mut cells = whose(basis, bridge).to_vec();
        cells.extend(Point::ALL.iter().map(|point| Cell::amount(bridge.point(*point))));
        cells.push(Cell::Amount(bridge.unexplained()));
        Row::of(cells)
    };
    let rows = basis.found.bridges.iter().map(row).collect();
    let sums: Vec<usize> = (TOTALS_POINTS..=TOTALS_UNEXPLAINED).collect();
    Table::new(TOTALS, columns, rows).with_sums("I alt", &sums)
}

/// What comes in or goes out in the bridge's steps that fit.
pub(crate) fn moved(column: usize, which: Vec<Condition>) -> Formula {
    Formula::SumOf { table: BRIDGE, column, which }
}
