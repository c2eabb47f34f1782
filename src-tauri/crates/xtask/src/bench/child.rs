//! One round in a process of its own, so that its peak memory is its own and nothing is warm but the files.

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
use trepunkt_core::wall_time::WallTime;

const POLL: Duration = Duration::from_millis(1);
const PASSPHRASE: &str = "kun til målinger";
const WINDOW_ROWS: u32 = 100;
const WINDOWS: u32 = 40;

/// What a round measures, in the order of the table, with the key of its answer.
pub(super) const MEASURED: [(&str, &str); 12] = [
    ("preview", "reading all files (preview)"),
    ("import", "import into the encrypted workspace"),
    ("match", "match, bridges stored"),
    ("way", "**files → closed bridge** (unlock included)"),
    ("unlock", "unlock"),
    ("overview", "unlock → first overview"),
    ("open_list", "opening the list of differences"),
    ("window", "window of 100 rows, the slowest of 40"),
    ("excel", "Excel list of the differences"),
    ("report", "reconciliation report as PDF"),
    ("checks", "checks without counterpart"),
    ("verify", "verify: originals read again, runs made again"),
];

/// The reconciliation that DuckDB's join is compared with: every field of TØK against eIndkomst.
const JOINED: &str = "eindkomst";

/// The way over the files alone that DuckDB joins: TØK's exports and the persons' extracts, one reconciliation.
pub(crate) fn run_joined(folder: &str, workspace: &str, period: &str) -> Result<String, String> {
    let mut paths = files_of(folder)?;
    let is_joined = |name: &str| name.contains("PERSUM") || name.starts_with("tok-indberetning");
    paths.retain(|path| path.file_name().is_some_and(|name| is_joined(&name.to_string_lossy())));
    let (_, times) = way(&paths, workspace, period, Some(JOINED))?;
    Ok(told(&times, peak_kilobytes(), workspace).to_string())
}

fn files_of(folder: &str) -> Result<Vec<PathBuf>, String> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(|error| format!("{folder}: {error}"))?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending != "json"));
    paths.sort();
    Ok(paths)
}

/// How long each part took, by the key of the answer.
type Times = Vec<(&'static str, Duration)>;

/// Files → closed bridge in a new encrypted workspace, which stays open.
fn way(
    paths: &[PathBuf],
    workspace: &str,
    period: &str,
    reconciliation: Option<&str>,
) -> Result<(Host, Times), String> {
    let host = host();
    rpc(&host, "workspace_create", json!({ "path": workspace, "name": "Målekommune", "passphrase": PASSPHRASE }))?;
    rpc(&host, "workspace_close", json!({}))?;
    let open = json!({ "path": workspace, "passphrase": PASSPHRASE });
    let unlock = time(|| rpc(&host, "workspace_open", open))?;
    let import = job(&host, "import_start", &json!({ "paths": paths, "kind": null }))?;
    let matching = job(&host, "run_start", &json!({ "period": period, "reconciliation": reconciliation }))?;
    let times = vec![("unlock", unlock), ("import", import), ("match", matching), ("way", unlock + import + matching)];
    Ok((host, times))
}

fn told(times: &[(&'static str, Duration)], peak_kilobytes: u64, workspace: &str) -> Value {
    let mut answer = json!({
        "peak_kilobytes": peak_kilobytes,
        "workspace_bytes": fs::metadata(workspace).map(|found| found.len()).unwrap_or_default(),
    });
    for (name, time) in times {
        answer[*name] = json!(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }
    answer
}

/// Runs a round over the files of a folder, in a new workspace, and prints its micros.
pub(crate) fn run(folder: &str, workspace: &str, period: &str) -> Result<String, String> {
    let paths = files_of(folder)?;
    let files = json!({ "paths": paths, "kind": null });
    let open = json!({ "path": workspace, "passphrase": PASSPHRASE });
    // The way itself comes first: nothing of the files is in this process yet.
    let (host, mut times) = way(&paths, workspace, period, None)?;
    let peak_of_way = peak_kilobytes();
    let preview = job(&host, "import_preview", &files)?;
    rpc(&host, "workspace_close", json!({}))?;
    let unlock_again = time(|| rpc(&host, "workspace_open", open))?;
    let overview = unlock_again + time(|| rpc(&host, "overview", json!({ "period": period })))?;
    let (open_list, window) = windows(&host, period)?;
    let out = Path::new(workspace).with_extension("xlsx");
    let export = json!({ "reconciliation": "a-skat", "period": period, "format": "xlsx", "path": out });
    let excel = time(|| rpc(&host, "difference_export", export))?;
    let report = json!({
        "report": "afstemningsrapport", "reconciliation": "a-skat", "period": period, "format": "pdf",
        "path": Path::new(workspace).with_extension("pdf"), "reveal": null,
    });
    let report = job(&host, "report_start", &report)?;
    let query = json!({ "period": period, "rules": [], "text": "" });
    let checks = time(|| rpc(&host, "check_open", query))?;
    let verify = job(&host, "verify_start", &json!({ "period": period }))?;
    rpc(&host, "workspace_close", json!({}))?;
    times.extend([
        ("preview", preview),
        ("overview", overview),
        ("open_list", open_list),
        ("window", window),
        ("excel", excel),
        ("report", report),
        ("checks", checks),
        ("verify", verify),
    ]);
    Ok(told(&times, peak_of_way, workspace).to_string())
}

fn host() -> Host {
    #[expect(clippy::disallowed_methods, reason = "a host is where the clock comes in")]
    let clock = || WallTime::new(chrono::Local::now().naive_local());
    Host::new(Surroundings { who: "måling".to_owned(), machine: "måling".to_owned(), clock: Box::new(clock) })
}

fn time<T>(work: impl FnOnce() -> Result<T, String>) -> Result<Duration, String> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed())
}

/// The time to open the list of differences, and the slowest of some windows spread over it.
fn windows(host: &Host, period: &str) -> Result<(Duration, Duration), String> {
    let query = json!({
        "reconciliation": "eindkomst", "period": period, "causes": [], "statuses": [], "pair": null, "se": null,
        "text": "", "group_by": null, "folded": [], "sort": "size", "descending": true,
    });
    let began = Instant::now();
    let list = rpc(host, "difference_open", query)?;
    let opened = began.elapsed();
    let rows = list["rows"].as_u64().and_then(|rows| u32::try_from(rows).ok()).ok_or("the list has no count")?;
    let mut slowest = Duration::ZERO;
    for part in 0..WINDOWS {
        let request = json!({ "view": list["view"], "start": rows / WINDOWS * part, "length": WINDOW_ROWS });
        let window = || host.rpc_bytes("difference_rows", request).map_err(|error| error.to_string());
        slowest = slowest.max(time(window)?);
    }
    Ok((opened, slowest))
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
        let any = |list: &str, is_bad: &dyn Fn(&Value) -> bool| {
            outcome[list].as_array().is_some_and(|entries| entries.iter().any(is_bad))
        };
        let is_refused = any("deliveries", &|delivery| delivery["status"] == "refused");
        let is_unproven = any("checks", &|check| check["ok"] == false);
        let has_no_run = outcome["type"] == "runs" && outcome["runs"].as_array().is_none_or(Vec::is_empty);
        if outcome["type"] == "failed" || is_refused || is_unproven || has_no_run {
            return Err(format!("{command}: {outcome}"));
        }
        return Ok(time);
    }
}

/// The most memory that this process has had, where the system tells (Linux); else 0.
fn peak_kilobytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
