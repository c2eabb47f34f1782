//! Small reports for the tests of the formats.

use trepunkt_core::money::Money;
use trepunkt_core::wall_time::WallTime;

use crate::model::*;

/// A list with one line for each amount, and what it adds up to.
pub(crate) fn report(amounts: &[i64]) -> Report {
    let list = Table::new(
        "Differencer",
        vec![
            Column::new("Mellem", Kind::Code),
            Column::new("Årsag", Kind::Text),
            Column::new("SE-nr.", Kind::Code),
            Column::new("CPR", Kind::Code),
            Column::new("A · TØK", Kind::Amount),
            Column::new("Difference", Kind::Amount),
            Column::new("Forklaring", Kind::Text).at(Place::Below),
        ],
        amounts.iter().map(|amount| line(*amount)).collect(),
    );
    let sum: Money = amounts.iter().copied().map(Money::from_minor).sum();
    let all = |column: usize| Formula::SumOf { table: "Differencer", column, which: Vec::new() };
    let row = Row::of(vec![Cell::text("Mangler i eIndkomst"), Cell::Amount(sum), Cell::Amount(sum), verdict(true)]);
    let row = row.with(1, all(5)).with(3, Formula::Here(1).equals(Formula::Here(2)));
    let columns = vec![
        Column::new("Årsag", Kind::Text),
        Column::new("I alt", Kind::Amount),
        Column::new("Opgjort", Kind::Amount),
        Column::new("Kontrol", Kind::Check),
    ];
    let causes = Table::new("Årsager", columns, vec![row]).with_sums("I alt", &[1]);
    Report {
        title: "Differenceliste".to_owned(),
        municipality: "Ærø-Å Kommune".to_owned(),
        subject: "A-skat og AM-bidrag".to_owned(),
        period: "oktober 2026".to_owned(),
        made: WallTime::from_seconds(1_793_815_200),
        identity: "ab".repeat(32),
        figures: vec![KeyFigure { label: "A · TØK".to_owned(), value: Cell::Amount(sum), note: String::new() }],
        parameters: vec![("Udtrukket".to_owned(), "=04-11-2026 18:00".to_owned())],
        privacy: "Personnumre er maskerede.".to_owned(),
        signatures: Some(Vec::new()),
        notes: Vec::new(),
        csv: None,
        sections: vec![section("Differencer", true, list), section("Årsager", false, causes)],
    }
}

fn section(title: &str, is_wide: bool, table: Table) -> Section {
    Section { title: title.to_owned(), lead: String::new(), is_wide, content: Content::Table(table) }
}

fn line(amount: i64) -> Row {
    Row::of(vec![
        Cell::text("A-B"),
        Cell::text("Mangler i eIndkomst"),
        Cell::text("01234567"),
        Cell::text("010190-••••"),
        Cell::Amount(Money::from_minor(amount)),
        Cell::Amount(Money::from_minor(amount)),
        Cell::text(if amount < 0 { "=HYPERLINK(\"http://x\")" } else { "Æblegrød på Ærø" }),
    ])
}
