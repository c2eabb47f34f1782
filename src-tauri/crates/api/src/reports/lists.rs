//! The tables that reports share.

use std::collections::BTreeMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::delivery::Severity;
use trepunkt_core::money::Money;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::wall_time::Date;
use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Condition;
use trepunkt_report::Formula;
use trepunkt_report::Kind;
use trepunkt_report::Place;
use trepunkt_report::Row;
use trepunkt_report::Table;
use trepunkt_report::verdict;
use trepunkt_store::AuditEntry;

use crate::completeness::day_of;
use crate::error::ApiError;
use crate::findings::Finding;
use crate::reports::basis::Basis;
use crate::reports::bridge;
use crate::session::Session;
use crate::view::closing::log_label;
use crate::work;

use crate::work::Fate;
use crate::work::OpenItem;

/// The sheet of the differences, and where its columns stand that others count on.
pub(crate) const LIST: &str = "Differencer";
pub(crate) const LIST_CAUSE: usize = 0;
const LIST_CODE: usize = 1;
const LIST_PAIR: usize = 3;
pub(crate) const LIST_AMOUNT: usize = 15;
/// The sheet of the sums by cause, and where its columns stand that others count on.
pub(crate) const CAUSES: &str = "Årsager";
pub(crate) const CAUSES_COUNT: usize = 3;
pub(crate) const CAUSES_NET: usize = 6;

/// The differences, one a row.
pub(crate) fn differences(basis: &Basis) -> Table {
    let point = |point: Point| {
        let is_there = basis.definition.source(point).is_some();
        let name = if is_there { basis.point_name(point) } else { point.text().to_owned() };
        Column::new(name, Kind::Amount)
    };
    let columns = vec![
        Column::new("Årsag", Kind::Text),
        Column::new("Årsagskode", Kind::Code).at(Place::SheetOnly),
        Column::new("Sikkerhed", Kind::Code),
        Column::new("Mellem", Kind::Code),
        Column::new("SE-nr.", Kind::Code),
        Column::new("CPR", Kind::Code),
        Column::new("Felt", Kind::Code),
        Column::new("Måned", Kind::Code),
        Column::new("Kode68", Kind::Code).at(Place::SheetOnly),
        Column::new("Betaling", Kind::Code),
        Column::new("Bundt", Kind::Code),
        Column::new("Konto", Kind::Code),
        point(Point::A),
        point(Point::B),
        point(Point::C),
        Column::new("Difference", Kind::Amount),
        Column::new("Status", Kind::Code),
        Column::new("Ansvarlig", Kind::Text).at(Place::BelowNamed),
        Column::new("Menneskets årsag", Kind::Text).at(Place::BelowNamed),
        Column::new("Kommentar", Kind::Text).at(Place::BelowNamed),
        Column::new("Ventes udlignet", Kind::Code).at(Place::BelowNamed),
        Column::new("Forklaring", Kind::Text).at(Place::Below),
        Column::new("Linjer", Kind::Text).at(Place::BelowNamed),
    ];
    let mut table =
        Table::new(LIST, columns, basis.found.differences.iter().map(|one| difference(basis, one)).collect());
    table.empty = "Ingen differencer.".to_owned();
    table
}

fn difference(basis: &Basis, finding: &Finding) -> Row {
    let (difference, standing) = (&finding.difference, &finding.standing);
    let key = &difference.key;
    let part = |part: &Option<String>| part.as_deref().map_or(Cell::Empty, |part| basis.foreign(part));
    let records: Vec<&str> = finding.lines.iter().map(|line| line.name.as_str()).collect();
    let [a, b, c] = difference.totals.map(Cell::amount);
    Row::of(vec![
        Cell::text(difference.cause.label()),
        Cell::text(difference.cause.code()),
        Cell::text(difference.certainty.label()),
        Cell::text(difference.pair.text()),
        Cell::code(key.se),
        basis.cpr(key.cpr),
        Cell::code(key.field),
        Cell::code(key.month),
        Cell::code(key.income_kind),
        part(&key.payment),
        part(&key.bundle),
        key.account.as_deref().map_or(Cell::Empty, |account| basis.account(account)),
        a,
        b,
        c,
        Cell::Amount(difference.amount),
        Cell::text(standing.state.label().to_lowercase()),
        Cell::text(standing.owner.clone().unwrap_or_default()),
        Cell::text(standing.cause.map_or("", Cause::label)),
        Cell::text(standing.comment.clone()),
        standing.expected.map_or(Cell::Empty, Cell::Day),
        Cell::text(finding.sentence.clone()),
        Cell::text(records.join(", ")),
    ])
}

/// What the differences of one pair and cause add up to. What is missing and what is extra are never netted away.
#[derive(Clone, Copy, Default)]
struct Subtotal {
    count: u64,
    positive: Money,
    negative: Money,
}

/// The differences by pair and cause; the sheet adds them up from the list itself.
pub(crate) fn causes(basis: &Basis) -> Table {
    let mut sums: BTreeMap<(Pair, Cause), Subtotal> = BTreeMap::new();
    for finding in &basis.found.differences {
        let sum = sums.entry((finding.difference.pair, finding.difference.cause)).or_default();
        sum.count += 1;
        let side = if finding.difference.amount < Money::ZERO { &mut sum.negative } else { &mut sum.positive };
        *side += finding.difference.amount;
    }
    let columns = vec![
        Column::new("Mellem", Kind::Text),
        Column::new("Årsag", Kind::Text),
        Column::new("Årsagskode", Kind::Code).at(Place::SheetOnly),
        Column::new("Antal", Kind::Count),
        Column::new("Plus", Kind::Amount),
        Column::new("Minus", Kind::Amount),
        Column::new("I alt", Kind::Amount),
        Column::new("Bro ud", Kind::Amount),
        Column::new("Bro ind", Kind::Amount),
        Column::new("Kontrol", Kind::Check),
    ];
    let rows = sums.into_iter().map(|((pair, cause), sum)| cause_row(basis, pair, cause, sum)).collect();
    let mut table = Table::new(CAUSES, columns, rows).with_sums("I alt", &[3, 4, 5, 6, 7, 8]);
    table.empty = "Ingen differencer.".to_owned();
    table
}

fn cause_row(basis: &Basis, pair: Pair, cause: Cause, sum: Subtotal) -> Row {
    let steps = basis.found.bridges.iter().flat_map(|bridge| &bridge.steps);
    let steps: Vec<_> = steps.filter(|step| step.pair == pair && step.cause == cause).collect();
    let outflow: Money = steps.iter().map(|step| step.outflow).sum();
    let inflow: Money = steps.iter().map(|step| step.inflow).sum();
    let here = |theirs: [usize; 2]| {
        vec![Condition::Same { theirs: theirs[0], own: 0 }, Condition::Same { theirs: theirs[1], own: 2 }]
    };
    let of_list = || here([LIST_PAIR, LIST_CODE]);
    let of_bridge = || here([bridge::BRIDGE_PAIR, bridge::BRIDGE_CODE]);
    let signed = |sign: &str| {
        let which = of_list().into_iter().chain([Condition::Is(LIST_AMOUNT, sign.to_owned())]).collect();
        Formula::SumOf { table: LIST, column: LIST_AMOUNT, which }
    };
    // A difference is what the left point has too much: it goes out of the bridge. Out less in is its sum.
    let moved = Formula::Plus(vec![Formula::Here(7), Formula::Here(8).minus()]);
    let net = sum.positive + sum.negative;
    Row::of(vec![
        Cell::text(pair.text()),
        Cell::text(cause.label()),
        Cell::text(cause.code()),
        Cell::Count(sum.count),
        Cell::Amount(sum.positive),
        Cell::Amount(sum.negative),
        Cell::Amount(net),
        Cell::Amount(outflow),
        Cell::Amount(inflow),
        verdict(outflow - inflow == net),
    ])
    .with(3, Formula::CountOf { table: LIST, column: LIST_CODE, which: of_list() })
    .with(4, signed(">0"))
    .with(5, signed("<0"))
    .with(6, Formula::SumOf { table: LIST, column: LIST_AMOUNT, which: of_list() })
    .with(7, bridge::moved(bridge::BRIDGE_OUT, of_bridge()))
    .with(8, bridge::moved(bridge::BRIDGE_IN, of_bridge()))
    .with(9, moved.equals(Formula::Here(6)))
}

/// Days from which an open item is counted as older.
const AGES: [(i32, &str); 4] =
    [(31, "0–30 dage"), (91, "31–90 dage"), (181, "91–180 dage"), (i32::MAX, "Over 180 dage")];
/// The sheet of the open items, and where its columns stand that others count on.
pub(crate) const ITEMS: &str = "Åbne poster";
const ITEMS_AMOUNT: usize = 7;
const ITEMS_AGE: usize = 9;
const ITEMS_FATE: usize = 11;

/// What was carried and has not cleared when the run was made, seen from the run's day: this reconciliation's, from
/// this period and earlier ones.
pub(crate) fn items(session: &Session, basis: &Basis) -> Result<Vec<OpenItem>, ApiError> {
    let run = &basis.found.run;
    let mut items = work::open_items(session, Some(&basis.definition.id))?;
    items.retain(|item| item.period <= run.period);
    Ok(items)
}

/// The open items with their age on the run's day.
pub(crate) fn open_items(basis: &Basis, items: &[OpenItem]) -> Table {
    let columns = vec![
        Column::new("Periode", Kind::Code),
        Column::new("Årsag", Kind::Text),
        Column::new("Mellem", Kind::Code),
        Column::new("SE-nr.", Kind::Code),
        Column::new("CPR", Kind::Code),
        Column::new("Felt", Kind::Code),
        Column::new("Betaling", Kind::Code),
        Column::new("Difference", Kind::Amount),
        Column::new("Alder, dage", Kind::Count),
        Column::new("Aldersgruppe", Kind::Code),
        Column::new("Ventes udlignet", Kind::Code),
        Column::new("Stilling", Kind::Text),
        Column::new("Ansvarlig", Kind::Text),
        Column::new("Kommentar", Kind::Text).at(Place::Below),
    ];
    let today = day_of(basis.found.run.at);
    let rows = items.iter().map(|item| item_row(basis, item, today)).collect();
    let mut table = Table::new(ITEMS, columns, rows).with_sums("I alt", &[ITEMS_AMOUNT]);
    table.empty = "Ingen poster er båret frem.".to_owned();
    table
}

/// Days from the end of the item's period to a day.
fn age(item: &OpenItem, today: Date) -> i32 {
    let next = item.period.months().last().and_then(|last| last.plus(1));
    let first = next.and_then(|next| Date::from_calendar(next.year(), u32::from(next.number()), 1));
    first.map_or(0, |first| today.days() - first.days() + 1).max(0)
}

fn age_group(days: i32) -> &'static str {
    AGES.iter().find(|(below, _)| days < *below).map_or("", |(_, name)| name)
}

fn fate(item: &OpenItem, today: Date) -> String {
    match &item.fate {
        Fate::Cleared { period, with, .. } => {
            format!("udlignet {} {}", period.name(), with.join(", ")).trim().to_owned()
        }
        Fate::Waiting | Fate::Overdue if item.expected < today => "forfalden".to_owned(),
        Fate::Waiting | Fate::Overdue => "venter".to_owned(),
    }
}

fn item_row(basis: &Basis, item: &OpenItem, today: Date) -> Row {
    let (difference, days) = (&item.difference, age(item, today));
    let key = &difference.key;
    Row::of(vec![
        Cell::text(item.period.name()),
        Cell::text(difference.cause.label()),
        Cell::text(difference.pair.text()),
        Cell::code(key.se),
        basis.cpr(key.cpr),
        Cell::code(key.field),
        key.payment.as_deref().map_or(Cell::Empty, |payment| basis.foreign(payment)),
        Cell::Amount(difference.amount),
        Cell::Count(u64::try_from(days).unwrap_or(0)),
        Cell::text(age_group(days)),
        Cell::Day(item.expected),
        Cell::text(fate(item, today)),
        Cell::text(item.owner.clone().unwrap_or_default()),
        Cell::text(item.comment.clone()),
    ])
}

/// The open items by age; the sheet adds them up from the list.
pub(crate) fn ages(basis: &Basis, items: &[OpenItem]) -> Table {
    let today = day_of(basis.found.run.at);
    let columns = vec![
        Column::new("Aldersgruppe", Kind::Text),
        Column::new("Antal", Kind::Count),
        Column::new("I alt", Kind::Amount),
        Column::new("Heraf forfalden", Kind::Amount),
    ];
    let row = |(_, name): &(i32, &'static str)| {
        let of_age: Vec<&OpenItem> = items.iter().filter(|item| age_group(age(item, today)) == *name).collect();
        let overdue = of_age.iter().filter(|item| fate(item, today) == "forfalden");
        let which = || vec![Condition::Same { theirs: ITEMS_AGE, own: 0 }];
        let due = which().into_iter().chain([Condition::Is(ITEMS_FATE, "forfalden".to_owned())]).collect();
        Row::of(vec![
            Cell::text(*name),
            Cell::Count(u64::try_from(of_age.len()).unwrap_or(u64::MAX)),
            Cell::Amount(of_age.iter().map(|item| item.difference.amount).sum()),
            Cell::Amount(overdue.map(|item| item.difference.amount).sum()),
        ])
        .with(1, Formula::CountOf { table: ITEMS, column: ITEMS_AGE, which: which() })
        .with(2, Formula::SumOf { table: ITEMS, column: ITEMS_AMOUNT, which: which() })
        .with(3, Formula::SumOf { table: ITEMS, column: ITEMS_AMOUNT, which: due })
    };
    Table::new("Alder", columns, AGES.iter().map(row).collect()).with_sums("I alt", &[1, 2, 3])
}

/// The deliveries with their counts.
pub(crate) fn deliveries(basis: &Basis) -> Table {
    let columns = vec![
        Column::new("Nr.", Kind::Code),
        Column::new("Fil", Kind::Text),
        Column::new("Kildetype", Kind::Text),
        Column::new("Dannet", Kind::Code),
        Column::new("Indlæst", Kind::Code).at(Place::BelowNamed),
        Column::new("Af", Kind::Text).at(Place::BelowNamed),
        Column::new("Rækker", Kind::Count),
        Column::new("Struktur", Kind::Count).at(Place::SheetOnly),
        Column::new("Antaget", Kind::Count).at(Place::SheetOnly),
        Column::new("Afvist", Kind::Count),
        Column::new("Rettet", Kind::Count).at(Place::SheetOnly),
        Column::new("Linjer", Kind::Count),
        Column::new("Kontrol", Kind::Check),
        Column::new("SHA-256", Kind::Code).at(Place::BelowNamed),
    ];
    let row = |delivery: &trepunkt_store::Delivery| {
        let count = |number: u32| Cell::Count(number.into());
        let parts = Formula::Plus(vec![Formula::Here(7), Formula::Here(8), Formula::Here(9)]);
        Row::of(vec![
            Cell::text(delivery.id.to_string()),
            Cell::text(delivery.name.clone()),
            Cell::text(delivery.kind.label()),
            delivery.extract.time.map_or(Cell::Empty, Cell::Time),
            Cell::Time(delivery.at),
            Cell::text(delivery.who.clone()),
            count(delivery.count.rows),
            count(delivery.count.structural),
            count(delivery.count.accepted),
            count(delivery.count.rejected),
            count(delivery.repaired),
            count(delivery.records),
            verdict(delivery.count.ties()),
            Cell::text(crate::hex(&delivery.sha256)),
        ])
        .with(12, Formula::Here(6).equals(parts))
    };
    Table::new("Leverancer", columns, basis.deliveries.iter().map(row).collect())
}

/// The control totals of the deliveries, field by field.
pub(crate) fn control_totals(basis: &Basis) -> Table {
    let columns = vec![
        Column::new("Leverance", Kind::Code),
        Column::new("Fil", Kind::Text),
        Column::new("Kontroltotal", Kind::Text),
        Column::new("Sum", Kind::Amount),
    ];
    let mut rows = Vec::new();
    for delivery in &basis.deliveries {
        for (name, sum) in &delivery.control.sums {
            rows.push(Row::of(vec![
                Cell::text(delivery.id.to_string()),
                Cell::text(delivery.name.clone()),
                Cell::text(name.clone()),
                Cell::Amount(*sum),
            ]));
        }
    }
    Table::new("Kontroltotaler", columns, rows)
}

/// What was said of the deliveries when they were read.
pub(crate) fn diagnostics(session: &Session, basis: &Basis) -> Result<Table, ApiError> {
    let columns = vec![
        Column::new("Leverance", Kind::Code),
        Column::new("Alvor", Kind::Code),
        Column::new("Linje", Kind::Count),
        Column::new("Kolonne", Kind::Text),
        Column::new("Værdi", Kind::Text),
        Column::new("Besked", Kind::Text),
    ];
    let workspace = session.workspace();
    let mut rows = Vec::new();
    for delivery in &basis.deliveries {
        for one in workspace.diagnostics(delivery.id)? {
            rows.push(Row::of(vec![
                Cell::text(delivery.id.to_string()),
                Cell::text(severity(one.severity)),
                one.line.map_or(Cell::Empty, |line| Cell::Count(line.into())),
                Cell::text(one.column.unwrap_or_default()),
                Cell::text(one.value.unwrap_or_default()),
                Cell::text(one.message),
            ]));
        }
    }
    let mut table = Table::new("Bemærkninger", columns, rows);
    table.empty = "Intet at bemærke.".to_owned();
    Ok(table)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "til orientering",
        Severity::Warning => "advarsel",
        Severity::Rejected => "række afvist",
        Severity::Refused => "fil afvist",
    }
}

/// Entries of the log.
pub(crate) fn log<'a>(entries: impl IntoIterator<Item = &'a AuditEntry>) -> Table {
    let columns = vec![
        Column::new("Post", Kind::Count),
        Column::new("Tidspunkt", Kind::Code),
        Column::new("Hvem", Kind::Text),
        Column::new("Hvad", Kind::Text),
        Column::new("Detalje", Kind::Text),
        Column::new("Hash", Kind::Code).at(Place::SheetOnly),
    ];
    let row = |entry: &AuditEntry| {
        Row::of(vec![
            Cell::Count(u64::try_from(entry.id).unwrap_or(0)),
            Cell::Time(entry.at),
            Cell::text(entry.who.clone()),
            Cell::text(log_label(&entry.what)),
            Cell::text(entry.detail.clone()),
            Cell::text(crate::hex(&entry.hash)),
        ])
    };
    Table::new("Revisionslog", columns, entries.into_iter().map(row).collect())
}
