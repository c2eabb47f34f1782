//! What the repository does to itself: generated bindings, tidiness, sample data, measurements.
//!
//! | call | does |
//! |---|---|
//! | `xtask gen [--check]` | writes the TypeScript bindings, or says which are stale |
//! | `xtask tidy` | checks who depends on whom, and the house rules on files |
//! | `xtask sample-data` | writes the sample municipality anew |
//! | `xtask bench [LINES]` | measures, and prints a table |
//!
//! What is deliberately not here: anything that the program itself needs.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this program talks to developers and sees no personal data")]

mod edges;
mod generated;
mod place;
mod tidy;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["gen"] => generated::write(),
        ["gen", "--check"] => generated::check(),
        ["tidy"] => check_house(),
        _ => Err("usage: xtask gen [--check] | tidy | sample-data | bench [LINES]".to_owned()),
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
