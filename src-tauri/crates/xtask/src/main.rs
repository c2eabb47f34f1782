//! What the repository does to itself: generated bindings, tidiness, sample data, measurements.
//!
//! | call | does |
//! |---|---|
//! | `xtask gen [--check]` | writes the TypeScript bindings, or says which are stale |
//! | `xtask tidy` | checks who depends on whom, and the house rules on files |
//! | `xtask sample-data [--check]` | the same for the sample municipality |
//! | `xtask bench [LINES] [--growth] [--country] [--without-duckdb]` | measures, and prints tables |
//! | `xtask score [--seed S] [--lines N]` | runs a generated month and tells what was found of what was planted |
//!
//! What is deliberately not here: anything that the program itself needs.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this program talks to developers and sees no personal data"
)]

mod bench;
mod edges;
mod generated;
mod place;
mod score;
mod tidy;

use std::process::ExitCode;

/// A typical month of a municipality.
const BENCH_LINES: u32 = 100_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["gen"] => generated::bindings().write(),
        ["gen", "--check"] => generated::bindings().check(),
        ["sample-data"] => generated::sample_data().write(),
        ["sample-data", "--check"] => generated::sample_data().check(),
        ["tidy"] => check_house(),
        ["bench", words @ ..] => bench::Order::parse(words, BENCH_LINES).and_then(|order| bench::run(&order)),
        // A process of its own for each round of `bench`.
        ["bench-round", folder, workspace, period] => bench::child::run(folder, workspace, period),
        ["bench-joined", folder, workspace, period] => bench::child::run_joined(folder, workspace, period),
        ["score", words @ ..] => score::run(words),
        _ => Err("usage: xtask gen [--check] | sample-data [--check] | tidy | \
                  bench [LINES] [--growth] [--country] | score [--seed S] [--lines N] [--period P]"
            .to_owned()),
    };
    match outcome {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn check_house() -> Result<String, String> {
    let tree = edges::Tree::of_workspace()?;
    let mut findings = edges::findings(&tree);
    let files = tidy::files()?;
    findings.extend(tidy::findings(&files));
    if findings.is_empty() {
        Ok(format!("tidy: {} crates and {} files, nothing to say", tree.members().count(), files.len()))
    } else {
        Err(findings.join("\n"))
    }
}
