//! DuckDB beside it: the same files, read into a table file and full-outer-joined, where Python is there.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::place;

/// The Python of an environment with DuckDB in it, made when it is not there yet.
pub(super) fn python() -> Result<PathBuf, String> {
    let folder = place::root().join("target").join("duckdb");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if run(&python, &["-c", "import duckdb"]).is_ok() {
        return Ok(python);
    }
    let name = if cfg!(windows) { "python" } else { "python3" };
    run(Path::new(name), &["-m", "venv", &folder.to_string_lossy()])?;
    run(&python, &["-m", "pip", "install", "--quiet", "duckdb", "pytz"])?;
    Ok(python)
}

/// One run of the join over the files of a folder.
pub(super) fn join(python: &Path, folder: &Path, database: &Path) -> Result<Value, String> {
    let script = place::root().join("src-tauri/crates/xtask/bench/join.py");
    let words = [script.as_path(), folder, database].map(|path| path.to_string_lossy().into_owned());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let text = run(python, &words)?;
    serde_json::from_str(&text).map_err(|error| format!("the join answered `{text}`: {error}"))
}

fn run(program: &Path, words: &[&str]) -> Result<String, String> {
    let told = |reason: String| format!("{} {}: {reason}", program.display(), words.join(" "));
    let output = Command::new(program).args(words).output().map_err(|error| told(error.to_string()))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(told(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}
