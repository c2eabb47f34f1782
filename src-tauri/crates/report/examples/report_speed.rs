//! How long a list of ten thousand differences takes in each format.
//!
//! `cargo run --release -p trepunkt-report --example report_speed`
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::time::Instant;

use trepunkt_core::money::Money;
use trepunkt_core::wall_time::WallTime;
use trepunkt_report::*;

const ROWS: u32 = 10_000;
const RUNS: usize = 5;

fn list() -> Table {
    let columns = vec![
        Column::new("Årsag", Kind::Text),
        Column::new("Årsagskode", Kind::Code).at(Place::SheetOnly),
        Column::new("Sikkerhed", Kind::Code),
        Column::new("Mellem", Kind::Code),
        Column::new("SE-nr.", Kind::Code),
        Column::new("CPR", Kind::Code),
        Column::new("Felt", Kind::Code),
        Column::new("Måned", Kind::Code),
        Column::new("A · TØK", Kind::Amount),
        Column::new("B · eIndkomst", Kind::Amount),
        Column::new("C · SKAT-krav", Kind::Amount),
        Column::new("Difference", Kind::Amount),
        Column::new("Status", Kind::Code),
        Column::new("Forklaring", Kind::Text).at(Place::Below),
        Column::new("Linjer", Kind::Text).at(Place::BelowNamed),
    ];
    Table::new("Differencer", columns, (0..ROWS).map(row).collect())
}

fn row(number: u32) -> Row {
    let amount = Cell::Amount(Money::from_minor(i64::from(number) * 7_919 - 30_000_000));
    Row::of(vec![
        Cell::text("Indberettet efter udtrækket"),
        Cell::text("timing_after_extract"),
        Cell::text("bevist"),
        Cell::text("A-B"),
        Cell::text(format!("{}", 24_000_000 + number)),
        Cell::text("010190-••••"),
        Cell::text("0015"),
        Cell::text("2026-10"),
        amount.clone(),
        Cell::Empty,
        Cell::Empty,
        amount,
        Cell::text("åben"),
        Cell::text(format!(
            "TØK sendte TOEK{number:012} 05-11-2026 19:11:29, efter at udtrækket blev dannet 04-11-2026 18:00. 84,00 kr. \
             ventes i et nyt udtræk for oktober 2026."
        )),
        Cell::text(format!("D31:{number}, D7:{number}/0015")),
    ])
}

fn report() -> Report {
    Report {
        title: "Differenceliste".to_owned(),
        municipality: "Eksempel Kommune".to_owned(),
        subject: "A-skat og AM-bidrag".to_owned(),
        period: "oktober 2026".to_owned(),
        made: WallTime::from_seconds(1_793_815_200),
        identity: "0f".repeat(32),
        figures: Vec::new(),
        parameters: Vec::new(),
        privacy: "Personnumre er maskerede.".to_owned(),
        signatures: Some(Vec::new()),
        notes: Vec::new(),
        csv: Some("Differencer"),
        sections: vec![Section {
            title: "Differencer".to_owned(),
            lead: String::new(),
            is_wide: true,
            content: Content::Table(list()),
        }],
    }
}

fn measure(format: &str, make: impl Fn() -> Result<Vec<u8>, ReportError>) -> Result<(), ReportError> {
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..RUNS {
        let started = Instant::now();
        bytes = make()?.len();
        times.push(started.elapsed().as_millis());
    }
    times.sort_unstable();
    println!(
        "{format:<5} {:>6} ms median of {RUNS} ({}-{}), {bytes} bytes",
        times[RUNS / 2],
        times[0],
        times[RUNS - 1]
    );
    Ok(())
}

fn main() -> Result<(), ReportError> {
    let report = report();
    println!("{ROWS} differences");
    measure("pdf", || report_pdf(&report))?;
    measure("xlsx", || report_xlsx(&report))?;
    measure("csv", || Ok(report_csv(&report)))
}
