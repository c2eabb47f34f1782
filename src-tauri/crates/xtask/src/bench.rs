//! Measures the way from files to a stored bridge, on a generated month, through the same commands
//! that the window uses. A report, not a gate.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;
use serde_json::json;
use trepunkt_api::Host;
use trepunkt_api::Surroundings;
use trepunkt_api::sample::SampleOrder;
use trepunkt_core::wall_time::WallTime;

use crate::place;

const ROUNDS: usize = 5;
const POLL: Duration = Duration::from_millis(1);
const SEED: u64 = 20_261_031;
const PASSPHRASE: &str = "kun til målinger";
const WINDOW_ROWS: u32 = 100;
const BYTES_PER_MEGABYTE: u64 = 1_000_000;

/// A generated month on disk.
struct Month {
    period: String,
    paths: Vec<PathBuf>,
    bytes: u64,
    lines: u32,
}

/// What was measured in every round.
struct Measured {
    what: &'static str,
    /// Bytes that went through, where that means something.
    bytes: Option<u64>,
    times: Vec<Duration>,
}

/// Runs the measurements and answers the table.
pub(crate) fn run(lines: u32) -> Result<String, String> {
    let place = tempfile::tempdir().map_err(|error| error.to_string())?;
    let month = month(place.path(), lines)?;
    let mut rows = [
        "reading (preview)",
        "import, encrypted",
        "match, bridge stored",
        "files → bridge",
        "unlock",
        "window of rows",
    ]
    .map(|what| Measured { what, bytes: None, times: Vec::new() });
    for at in [0, 1, 3] {
        rows[at].bytes = Some(month.bytes);
    }
    for round in 0..ROUNDS {
        let times = round_through(&place.path().join(format!("{round}.trepunkt")), &month)?;
        for (row, time) in rows.iter_mut().zip(times) {
            row.times.push(time);
        }
    }
    Ok(format!("{}\n{}", machine(), table(&month, &rows)))
}

fn month(folder: &Path, lines: u32) -> Result<Month, String> {
    let order = SampleOrder { seed: SEED, lines, ..SampleOrder::default() };
    let sample = trepunkt_api::sample::generate(&order);
    let mut month = Month { period: order.period.to_string(), paths: Vec::new(), bytes: 0, lines };
    for file in sample.files {
        let path = folder.join(&file.name);
        fs::write(&path, &file.bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        month.bytes += u64::try_from(file.bytes.len()).map_err(|error| error.to_string())?;
        month.paths.push(path);
    }
    Ok(month)
}

fn host() -> Host {
    #[expect(clippy::disallowed_methods, reason = "a host is where the clock comes in")]
    let clock = || WallTime::new(chrono::Local::now().naive_local());
    Host::new(Surroundings { who: "måling".to_owned(), clock: Box::new(clock) })
}

fn round_through(workspace: &Path, month: &Month) -> Result<[Duration; 6], String> {
    let host = host();
    let create = json!({ "path": workspace, "name": "Målekommune", "passphrase": PASSPHRASE });
    rpc(&host, "workspace_create", create)?;
    let files = json!({ "paths": month.paths, "kind": null });
    let preview = job(&host, "import_preview", &files)?;
    let import = job(&host, "import_start", &files)?;
    let matching = job(&host, "run_start", &json!({ "period": month.period, "reconciliation": null }))?;
    rpc(&host, "workspace_close", json!({}))?;
    let began = Instant::now();
    rpc(&host, "workspace_open", json!({ "path": workspace, "passphrase": PASSPHRASE }))?;
    let unlock = began.elapsed();
    let window = window_of_rows(&host, month)?;
    Ok([preview, import, matching, import + matching, unlock, window])
}

/// The slowest of some windows spread over the whole list of differences.
fn window_of_rows(host: &Host, month: &Month) -> Result<Duration, String> {
    let query = json!({
        "reconciliation": "a-skat", "period": month.period, "causes": [], "pair": null, "se": null, "text": "",
        "group_by": null, "folded": [], "sort": "size", "descending": true,
    });
    let list = rpc(host, "difference_open", query)?;
    let rows = list["rows"].as_u64().and_then(|rows| u32::try_from(rows).ok()).ok_or("the list has no count")?;
    let mut slowest = Duration::ZERO;
    for tenth in 0..10 {
        let start = rows / 10 * tenth;
        let request = json!({ "view": list["view"], "start": start, "length": WINDOW_ROWS });
        let began = Instant::now();
        host.rpc_bytes("difference_rows", request).map_err(|error| error.to_string())?;
        slowest = slowest.max(began.elapsed());
    }
    Ok(slowest)
}

fn rpc(host: &Host, command: &str, request: Value) -> Result<Value, String> {
    host.rpc(command, request).map_err(|error| format!("{command}: {error}"))
}

/// Runs long work to its end. Anything but success stops the measurement: a fast refusal is no result.
fn job(host: &Host, command: &str, request: &Value) -> Result<Duration, String> {
    let began = Instant::now();
    let started = rpc(host, command, request.clone())?;
    loop {
        let state = rpc(host, "job_state", started.clone())?;
        let outcome = &state["outcome"];
        if outcome.is_null() {
            sleep(POLL);
            continue;
        }
        let time = began.elapsed();
        let deliveries = outcome["deliveries"].as_array().map_or(&[][..], Vec::as_slice);
        let is_refused = deliveries.iter().any(|delivery| delivery["status"] == "refused");
        let has_no_run = outcome["type"] == "runs" && outcome["runs"].as_array().is_none_or(Vec::is_empty);
        if outcome["type"] == "failed" || is_refused || has_no_run {
            return Err(format!("{command}: {outcome}"));
        }
        return Ok(time);
    }
}

fn machine() -> String {
    let model = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("processor not told");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let profile = if cfg!(debug_assertions) { "debug build: the times mean nothing" } else { "release build" };
    format!("{} · {cores} cores · {} · {profile}", model.trim_start_matches(['\t', ' ', ':']), std::env::consts::OS)
}

fn table(month: &Month, rows: &[Measured]) -> String {
    let megabytes = month.bytes / BYTES_PER_MEGABYTE;
    let mut text = format!(
        "{} TØK lines ordered · {} files · {megabytes} MB · {ROUNDS} rounds · commit {}\n\n",
        month.lines,
        month.paths.len(),
        place::printed("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default().trim(),
    );
    let _ = writeln!(text, "{:<24}{:>12}{:>12}{:>12}{:>10}", "what", "median ms", "least ms", "most ms", "MB/s");
    for row in rows {
        let mut times = row.times.clone();
        times.sort_unstable();
        let (Some(least), Some(most)) = (times.first(), times.last()) else { continue };
        let median = times[times.len() / 2];
        let speed = row.bytes.map_or_else(String::new, |bytes| per_second(bytes, median));
        let _ = writeln!(text, "{:<24}{:>12}{:>12}{:>12}{speed:>10}", row.what, ms(median), ms(*least), ms(*most));
    }
    text
}

fn ms(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn per_second(bytes: u64, time: Duration) -> String {
    let micros = time.as_micros().max(1);
    // Bytes per microsecond are megabytes per second.
    (u128::from(bytes) / micros).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_month_goes_through_and_is_told() {
        let table = run(200).expect("a month without faults");
        for what in ["reading (preview)", "files → bridge", "unlock", "window of rows"] {
            assert!(table.contains(what), "{what} is measured:\n{table}");
        }
    }

    #[test]
    fn times_and_speeds_are_told_plainly() {
        assert_eq!(ms(Duration::from_micros(12_340)), "12.3", "tenths of a millisecond");
        assert_eq!(per_second(250_000_000, Duration::from_secs(2)), "125", "megabytes per second");
    }
}
