//! Where the repository lies, and calling its tools there.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.ancestors().nth(3).map(Path::to_path_buf).unwrap_or_default()
}

/// Runs a program at the root and answers what it printed.
pub(crate) fn printed(program: &str, words: &[&str]) -> Result<String, String> {
    let told = |reason: String| format!("{program} {}: {reason}", words.join(" "));
    let output =
        Command::new(program).args(words).current_dir(root()).output().map_err(|error| told(error.to_string()))?;
    if !output.status.success() {
        return Err(told(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    String::from_utf8(output.stdout).map_err(|error| told(error.to_string()))
}
