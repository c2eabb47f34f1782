//! The measurements as a table in Markdown: machine, sizes, medians and spread.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use super::child::MEASURED;
use crate::place;

const BYTES_PER_MEGABYTE: u64 = 1_000_000;
const KILOBYTES_PER_MEGABYTE: u64 = 1_024;

/// One measured thing over all rounds, in microseconds.
pub(super) struct Row {
    cold: u64,
    median: u64,
    least: u64,
    most: u64,
}

impl Row {
    /// The first round is the cold one.
    pub(super) fn of(name: &str, rounds: &[Value]) -> Self {
        let times: Vec<u64> = rounds.iter().map(|round| round[name].as_u64().unwrap_or_default()).collect();
        let (cold, warm) = times.split_first().map_or((0, Vec::new()), |(cold, warm)| (*cold, warm.to_vec()));
        let mut warm = if warm.is_empty() { vec![cold] } else { warm };
        warm.sort_unstable();
        Self { cold, median: warm[warm.len() / 2], least: warm[0], most: warm[warm.len() - 1] }
    }

    fn cells(&self) -> String {
        format!("{} | {} | {}–{}", ms(self.cold), ms(self.median), ms(self.least), ms(self.most))
    }
}

/// What was measured on.
pub(super) fn machine() -> String {
    let model = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("processor not told");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let profile = if cfg!(debug_assertions) { "**debug build: the times mean nothing**" } else { "release build" };
    let model = model.trim_start_matches(['\t', ' ', ':']);
    let commit = place::printed("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    format!("{model} · {cores} cores · {} · {profile} · commit {}\n", std::env::consts::OS, commit.trim())
}

/// One month, with DuckDB beside it where it was there.
pub(super) fn month(
    lines: u32,
    files: usize,
    bytes: u64,
    rounds: &[Value],
    joined: &[Value],
    joins: &[Value],
) -> String {
    let mut text = format!(
        "\n## {lines} TØK lines ordered · {files} files · {} MB · 1 cold and {} warm rounds\n\n\
         | what | cold, ms | median, ms | spread, ms |\n|---|---:|---:|---:|\n",
        bytes / BYTES_PER_MEGABYTE,
        rounds.len().saturating_sub(1),
    );
    for (name, what) in MEASURED {
        let _ = writeln!(text, "| {what} | {} |", Row::of(name, rounds).cells());
    }
    let most = |values: &[Value], name: &str| values.iter().filter_map(|one| one[name].as_u64()).max().unwrap_or(0);
    let way = Row::of("way", rounds);
    let _ = writeln!(
        text,
        "\nPeak memory of files → closed bridge {} MB; workspace {} MB; {} MB/s.",
        most(rounds, "peak_kilobytes") / KILOBYTES_PER_MEGABYTE,
        most(rounds, "workspace_bytes") / BYTES_PER_MEGABYTE,
        bytes / way.median.max(1),
    );
    if let Some(join) = joins.first() {
        let (duck, same) = (Row::of("micros", joins), Row::of("way", joined));
        let _ = writeln!(
            text,
            "\n| beside it | cold, ms | median, ms | spread, ms |\n|---|---:|---:|---:|\n\
             | DuckDB {}: both CSVs into a table file, unpivot, full outer join | {} |\n\
             | the same files → closed bridge in the encrypted workspace (unlock included) | {} |\n\n\
             DuckDB joined {} lines and {} cells at {} keys, {} of them apart; peak memory {} MB. \
             The same files → closed bridge takes **{} ×** its time (medians), peak memory {} MB; \
             everything of the month, all reconciliations, {} ×.",
            join["version"].as_str().unwrap_or_default(),
            duck.cells(),
            same.cells(),
            join["lines"],
            join["cells"],
            join["keys"],
            join["apart"],
            most(joins, "peak_kilobytes") / KILOBYTES_PER_MEGABYTE,
            ratio(same.median, duck.median),
            most(joined, "peak_kilobytes") / KILOBYTES_PER_MEGABYTE,
            ratio(way.median, duck.median),
        );
    }
    text
}

/// How the time grows with the lines.
pub(super) fn growth(ways: &[(u32, Row)]) -> String {
    let [(few, less), (many, more)] = ways else { return String::new() };
    format!("\n{few} → {many} lines: files → closed bridge takes **{} ×** the time.\n", ratio(more.median, less.median))
}

/// All municipalities.
pub(super) fn country(each: u32, bytes: u64, rounds: &[Value]) -> String {
    let sum = |name: &str| rounds.iter().filter_map(|round| round[name].as_u64()).sum::<u64>();
    let most = |name: &str| rounds.iter().filter_map(|round| round[name].as_u64()).max().unwrap_or(0);
    format!(
        "\n## The whole country: {} municipalities of {each} TØK lines · {} MB\n\n\
         Files → closed bridge {} s in all ({} s the slowest), peak memory {} MB, workspaces {} MB.\n",
        rounds.len(),
        bytes / BYTES_PER_MEGABYTE,
        sum("way") / 1_000_000,
        most("way") / 1_000_000,
        most("peak_kilobytes") / KILOBYTES_PER_MEGABYTE,
        sum("workspace_bytes") / BYTES_PER_MEGABYTE,
    )
}

fn ms(micros: u64) -> String {
    let tenths = micros / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn ratio(one: u64, other: u64) -> String {
    let hundredths = one.saturating_mul(100) / other.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_round_is_the_cold_one_and_the_others_give_median_and_spread() {
        let rounds: Vec<Value> = [9_000, 3_000, 1_000, 2_000].iter().map(|time| json!({ "way": time })).collect();
        assert_eq!(Row::of("way", &rounds).cells(), "9.0 | 2.0 | 1.0–3.0", "in milliseconds");
        assert_eq!(Row::of("way", &rounds[..1]).cells(), "9.0 | 9.0 | 9.0–9.0", "one round is all there is");
    }

    #[test]
    fn ratios_have_two_decimals() {
        assert_eq!(ratio(5, 2), "2.50", "in one run");
        assert_eq!(ratio(1, 0), "1.00", "nothing is divided by nothing");
    }
}
