//! How long a search among a thousand amounts takes:
//! `cargo run --release -p trepunkt-match --example subset_speed [AMOUNTS]`.
//!
//! A total of up to twelve amounts is hidden among the others: payments of a day, amounts in whole kroner, and amounts
//! so large that a second solution is unlikely and cannot be ruled out within the budget.

#![allow(clippy::print_stdout, reason = "a measurement is printed")]

use std::time::Duration;
use std::time::Instant;

use trepunkt_match::subset::Limits;
use trepunkt_match::subset::Outcome;
use trepunkt_match::subset::search;

const RUNS: usize = 51;

/// A sequence that is the same everywhere.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 20) % below
    }
}

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000);
    println!("| amounts | terms | median | slowest | unique | several | nothing | not proven |");
    println!("|---|---|---|---|---|---|---|---|");
    for terms in [2, 4, 12] {
        measure("payments with øre", count, terms, |sequence| sequence.next(2_000_000) + 100);
        measure("whole kroner", count, terms, |sequence| (sequence.next(20_000) + 100) * 100);
        measure("very large", count, terms, |sequence| sequence.next(900_000_000_000) + 100);
        measure("no solution, whole kroner", count, terms, |sequence| (sequence.next(2_000) + 1) * 200);
    }
}

fn measure(name: &str, count: usize, terms: usize, amount: impl Fn(&mut Sequence) -> u64) {
    let mut times: Vec<Duration> = Vec::new();
    let mut verdicts = [0; 4];
    for run in 0..RUNS {
        let mut sequence = Sequence(u64::try_from(run).expect("few runs"));
        let amounts: Vec<i64> =
            (0..count).map(|_| i64::try_from(amount(&mut sequence)).expect("amounts are small")).collect();
        let mut target: i64 = amounts.iter().rev().take(terms).sum();
        target += if name.starts_with("no solution") { 100 } else { 0 };
        let start = Instant::now();
        let outcome = search(&amounts, target, Limits::USUAL);
        times.push(start.elapsed());
        verdicts[match outcome {
            Outcome::Unique(_) => 0,
            Outcome::Several(..) => 1,
            Outcome::Nothing => 2,
            Outcome::Open(_) => 3,
        }] += 1;
    }
    times.sort();
    let [unique, several, nothing, open] = verdicts;
    let (median, slowest) = (times[RUNS / 2].as_micros(), times[RUNS - 1].as_micros());
    println!(
        "| {count} {name} | {terms} | {},{} ms | {},{} ms | {unique} | {several} | {nothing} | {open} |",
        median / 1_000,
        median % 1_000 / 100,
        slowest / 1_000,
        slowest % 1_000 / 100
    );
}
