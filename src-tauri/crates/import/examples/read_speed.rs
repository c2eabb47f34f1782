//! Measures how fast a TØK list and a PERSUM extract of given length are read, on one core.
//!
//! `cargo run --release -p trepunkt-import --example read_speed -- [rows]`

#![expect(clippy::print_stdout, reason = "a measurement is there to be read")]

use std::fmt::Write;
use std::time::Instant;

use trepunkt_core::progress::Unwatched;
use trepunkt_import::Choices;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;

/// Fields of one report.
const FIELDS: [&str; 4] = ["0014", "0015", "0046", "0047"];
const ROUNDS: usize = 7;

fn person(number: usize) -> String {
    format!("{:02}{:02}{:02}{:04}", number % 28 + 1, number / 28 % 12 + 1, number / 336 % 100, number / 33_600 % 4_000)
}

fn tok(rows: usize) -> String {
    let mut text = String::from(
        "IndberetningsID;HovedindberetningsID;ReferenceID;EffektueringsID;Fagsystem;Ydelse;P-SE-nr;CPR-nr;Indkomsttype;Kode68;Feltnr;Beløb;Periode-start;Periode-slut;Dispositionsdato;Forud-bagud;Rettelse;Indberettet;Kvittering\n",
    );
    for row in 0..rows {
        let report = row / FIELDS.len();
        let field = FIELDS[row % FIELDS.len()];
        let cpr = person(report);
        writeln!(
            text,
            "TOEK{report:012};HOVED{:011};;EFF{report:012};KY;KTH;1510007{};{cpr};04;0041;{field};{},{:02};2026-10-01;2026-10-31;2026-10-30;B;;2026-10-28T0{}:15:00;Kvitteret",
            report / 100,
            report % 4,
            1_000 + row % 15_000,
            row % 100,
            report % 10
        )
        .expect("writing to a text");
    }
    text
}

fn persum(rows: usize) -> String {
    let mut text = String::from("0000000;I-SE-nr;P-SE-nr;CPR-nr;Navn;Per-start;Per-slut;Kode68");
    for field in 13..40 {
        write!(text, ";Feltnr {field:04}").expect("writing to a text");
    }
    text.push('\n');
    for row in 0..rows {
        let cpr = person(row);
        let cpr = cpr.trim_start_matches('0');
        write!(text, "{:07};Flere;15100079;{cpr};;202610;202610;0041", row + 1).expect("writing to a text");
        for field in 13..40 {
            match field {
                14 => write!(text, ";{},50", 10_000 + row % 9_000),
                15 => write!(text, ";{},00", 3_000 + row % 2_000),
                _ => write!(text, ";"),
            }
            .expect("writing to a text");
        }
        text.push('\n');
    }
    writeln!(text, "9999999;{rows};Dannet 05-11-2026 10:11;;;;;{}", ";".repeat(27)).expect("writing to a text");
    text
}

fn measure(name: &str, text: &str) {
    let file = SourceFile { name, bytes: text.as_bytes() };
    let mut times = Vec::new();
    let mut records = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let readings = read(&[file], &Choices::default(), &Unwatched);
        times.push(start.elapsed().as_micros().max(1));
        assert_eq!(readings[0].verdict, Verdict::Accepted, "{:?}", readings[0].diagnostics);
        assert_eq!(readings[0].rows.rejected, 0, "{:?}", readings[0].diagnostics.first());
        records = readings[0].facts.len();
    }
    times.sort_unstable();
    let bytes = u128::try_from(text.len()).expect("a length");
    let rate = |time: u128| bytes / time;
    println!(
        "{name}: {} MB, {records} records, median {} ms, {} MB/s (slowest {}, fastest {})",
        text.len() / 1_000_000,
        times[ROUNDS / 2] / 1_000,
        rate(times[ROUNDS / 2]),
        rate(times[ROUNDS - 1]),
        rate(times[0])
    );
}

fn main() {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    measure("tok-indberetning", &tok(rows));
    measure("eindkomst-persum", &persum(rows / FIELDS.len()));
}
