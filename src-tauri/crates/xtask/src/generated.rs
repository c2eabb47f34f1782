//! The TypeScript bindings under `ui/src/generated`, which the `api` crate dictates.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::place;

fn folder() -> PathBuf {
    place::root().join("ui/src/generated")
}

fn wanted() -> BTreeMap<String, String> {
    trepunkt_api::bindings::bindings().into_iter().collect()
}

/// Writes the files, and removes those that nothing dictates any more.
pub(crate) fn write() -> Result<String, String> {
    let folder = folder();
    let wanted = wanted();
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(told)?;
    let stale = stale(&folder, &wanted)?;
    for name in &stale {
        match wanted.get(name) {
            Some(content) => fs::write(folder.join(name), content).map_err(told)?,
            None => fs::remove_file(folder.join(name)).map_err(told)?,
        }
    }
    Ok(format!("gen: {} files, {} of them changed", wanted.len(), stale.len()))
}

/// Says which files are not what the Rust code dictates.
pub(crate) fn check() -> Result<String, String> {
    let wanted = wanted();
    let stale = stale(&folder(), &wanted)?;
    if stale.is_empty() {
        Ok(format!("gen: {} files, all fresh", wanted.len()))
    } else {
        Err(format!("ui/src/generated is stale: {}\nhint: run `npm run gen` and commit the result", stale.join(", ")))
    }
}

/// The names that are missing, differ, or should not be there.
fn stale(folder: &Path, wanted: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let mut found = BTreeMap::new();
    if folder.exists() {
        let told = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(folder).map_err(told)? {
            let entry = entry.map_err(told)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(entry.path()).map_err(told)?);
        }
    }
    let names: std::collections::BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    Ok(names.into_iter().filter(|name| wanted.get(*name) != found.get(*name)).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_changed_and_left_over_files_are_stale() {
        let place = tempfile::tempdir().expect("a temporary folder");
        for (name, content) in [("same.ts", "1"), ("changed.ts", "old"), ("left-over.ts", "2")] {
            fs::write(place.path().join(name), content).expect("a file");
        }
        let wanted = [("same.ts", "1"), ("changed.ts", "new"), ("missing.ts", "3")];
        let wanted = wanted.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).collect();
        let stale = stale(place.path(), &wanted).expect("readable");
        assert_eq!(stale, ["changed.ts", "left-over.ts", "missing.ts"], "only what equals the wanted text is fresh");
    }
}
