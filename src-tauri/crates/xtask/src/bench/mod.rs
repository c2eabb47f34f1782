//! Measures the way from files to a stored bridge on generated months, through the same commands that the window uses,
//! each round in a process of its own, and DuckDB's bare join of the same files beside it. A report, not a gate.

pub(crate) mod child;
mod duck;
mod report;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use trepunkt_api::sample::SampleOrder;

use report::Row;

/// Rounds with the files in the system's memory; before them stands one with the files on disk alone.
const WARM_ROUNDS: usize = 4;
const SEED: u64 = 20_261_031;
const MUNICIPALITIES: u64 = 98;
/// Lines of the whole country's month.
const COUNTRY_LINES: u32 = 20_000_000;

/// What to measure.
pub(crate) struct Order {
    /// TØK lines of the month.
    pub(crate) lines: u32,
    /// A month of every municipality too.
    pub(crate) country: bool,
    /// Half as many lines too, to see how it grows.
    pub(crate) growth: bool,
    /// DuckDB beside it.
    pub(crate) duckdb: bool,
}

impl Order {
    /// `[LINES] [--growth] [--country] [--without-duckdb]`
    pub(crate) fn parse(words: &[&str], lines: u32) -> Result<Self, String> {
        let mut order = Self { lines, country: false, growth: false, duckdb: true };
        for word in words {
            match *word {
                "--country" => order.country = true,
                "--growth" => order.growth = true,
                "--without-duckdb" => order.duckdb = false,
                lines => order.lines = lines.parse().map_err(|_| format!("`{lines}` is not a number of lines"))?,
            }
        }
        Ok(order)
    }
}

/// A generated month on disk.
struct Month {
    folder: PathBuf,
    period: String,
    files: usize,
    bytes: u64,
}

/// Runs the measurements and answers the report.
pub(crate) fn run(order: &Order) -> Result<String, String> {
    let place = tempfile::tempdir().map_err(|error| error.to_string())?;
    let python = order.duckdb.then(duck::python);
    let mut text = report::machine();
    if order.country {
        text.push_str(&country(place.path())?);
        return Ok(text);
    }
    let sizes = if order.growth { vec![order.lines / 2, order.lines] } else { vec![order.lines] };
    let mut ways = Vec::new();
    for lines in sizes {
        let month = generate(&place.path().join(format!("m{lines}")), SEED, lines)?;
        let rounds = rounds(place.path(), &month, "bench-round")?;
        let joined = if python.is_some() { self::rounds(place.path(), &month, "bench-joined")? } else { Vec::new() };
        let joins = match &python {
            Some(Ok(python)) => joins(place.path(), python, &month)?,
            _ => Vec::new(),
        };
        ways.push((lines, Row::of("way", &rounds)));
        text.push_str(&report::month(lines, month.files, month.bytes, &rounds, &joined, &joins));
        fs::remove_dir_all(&month.folder).map_err(|error| error.to_string())?;
    }
    if let Some(Err(reason)) = python {
        text.push_str(&format!("\nDuckDB is not beside it: {reason}\n"));
    }
    text.push_str(&report::growth(&ways));
    Ok(text)
}

fn generate(folder: &Path, seed: u64, lines: u32) -> Result<Month, String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let order = SampleOrder { seed, lines, ..SampleOrder::default() };
    let mut month = Month { folder: folder.to_owned(), period: order.period.to_string(), files: 0, bytes: 0 };
    for file in trepunkt_api::sample::generate(&order).files {
        let path = folder.join(&file.name);
        fs::write(&path, &file.bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        month.bytes += u64::try_from(file.bytes.len()).map_err(|error| error.to_string())?;
        month.files += 1;
    }
    Ok(month)
}

/// One cold round, then the warm ones.
fn rounds(place: &Path, month: &Month, kind: &str) -> Result<Vec<Value>, String> {
    evict(&month.folder);
    (0..=WARM_ROUNDS).map(|round| one_round(&place.join(format!("{round}.trepunkt")), month, kind)).collect()
}

fn one_round(workspace: &Path, month: &Month, kind: &str) -> Result<Value, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let words = [month.folder.as_path(), workspace].map(|path| path.to_string_lossy().into_owned());
    let output = Command::new(program)
        .args([kind, &words[0], &words[1], &month.period])
        .output()
        .map_err(|error| error.to_string())?;
    for ending in ["trepunkt", "xlsx"] {
        // Not every round leaves both.
        drop(fs::remove_file(workspace.with_extension(ending)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    match output.status.success() {
        true => serde_json::from_str(&text).map_err(|error| format!("a round answered `{text}`: {error}")),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn joins(place: &Path, python: &Path, month: &Month) -> Result<Vec<Value>, String> {
    evict(&month.folder);
    (0..=WARM_ROUNDS)
        .map(|round| {
            let database = place.join(format!("{round}.duckdb"));
            let answer = duck::join(python, &month.folder, &database);
            // The next round makes its own.
            drop(fs::remove_file(&database));
            answer
        })
        .collect()
}

/// Asks the system to forget the files, so that the next round reads them from disk. Where there is no such tool
/// the cold round is a warm one, and looks like it.
fn evict(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        let input = format!("if={}", path.display());
        drop(Command::new("dd").args([&input, "iflag=nocache", "count=0"]).output());
    }
}

/// Every municipality's month, one after the other, each in a workspace of its own.
fn country(place: &Path) -> Result<String, String> {
    let each = COUNTRY_LINES / u32::try_from(MUNICIPALITIES).map_err(|error| error.to_string())?;
    let mut rounds = Vec::new();
    let mut bytes = 0;
    for municipality in 0..MUNICIPALITIES {
        let month = generate(&place.join("kommune"), SEED + municipality, each)?;
        rounds.push(one_round(&place.join("kommune.trepunkt"), &month, "bench-round")?);
        bytes += month.bytes;
        fs::remove_dir_all(&month.folder).map_err(|error| error.to_string())?;
    }
    Ok(report::country(each, bytes, &rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_month_goes_through_and_every_part_is_measured() {
        let place = tempfile::tempdir().expect("a folder");
        let month = generate(&place.path().join("m"), SEED, 200).expect("a month");
        let workspace = place.path().join("r.trepunkt");
        let [folder, file] = [month.folder.as_path(), &workspace].map(|path| path.to_string_lossy().into_owned());
        let text = child::run(&folder, &file, &month.period).expect("a round without faults");
        let round: Value = serde_json::from_str(&text).expect("a round is JSON");
        for (name, _) in child::MEASURED {
            assert!(round[name].as_u64() > Some(0), "{name} is measured: {round}");
        }
        let rounds = [round.clone(), round];
        let told = report::month(200, month.files, month.bytes, &rounds, &[], &[]);
        assert!(child::MEASURED.iter().all(|(_, what)| told.contains(what)), "and told:\n{told}");
    }

    #[test]
    fn what_to_measure_is_read_from_the_words() {
        let order = Order::parse(&["1000", "--growth"], 5).expect("in order");
        assert_eq!((order.lines, order.growth, order.country, order.duckdb), (1_000, true, false, true), "as said");
        assert!(Order::parse(&["mange"], 5).is_err(), "a word that is no number is refused");
    }
}
