//! Folders whose content the Rust code dictates: the TypeScript bindings and the sample municipality.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use trepunkt_api::sample::SampleOrder;

use crate::place;

/// A folder, and every file that must be in it and no other.
pub(crate) struct Dictated {
    folder: &'static str,
    /// The call that writes it anew.
    command: &'static str,
    files: BTreeMap<String, Vec<u8>>,
}

/// The TypeScript that the window is compiled against.
pub(crate) fn bindings() -> Dictated {
    let files = trepunkt_api::bindings().into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    Dictated { folder: "ui/src/generated", command: "npm run gen", files }
}

/// The small synthetic municipality that `npm start` shows.
pub(crate) fn sample_data() -> Dictated {
    let sample = trepunkt_api::sample::generate(&SampleOrder::default());
    let expected = ("expected.json".to_owned(), sample.expected_text().into_bytes());
    let files = sample.files.into_iter().map(|file| (file.name, file.bytes)).chain([expected]).collect();
    Dictated { folder: "sample-data", command: "npm run sample-data", files }
}

impl Dictated {
    /// Writes the files, and removes those that nothing dictates any more.
    pub(crate) fn write(&self) -> Result<String, String> {
        let folder = place::root().join(self.folder);
        let told = |error: std::io::Error| format!("{}: {error}", self.folder);
        fs::create_dir_all(&folder).map_err(told)?;
        let stale = self.stale(&folder).map_err(told)?;
        for name in &stale {
            match self.files.get(name) {
                Some(content) => fs::write(folder.join(name), content).map_err(told)?,
                None => fs::remove_file(folder.join(name)).map_err(told)?,
            }
        }
        Ok(format!("{}: {} files, {} of them changed", self.folder, self.files.len(), stale.len()))
    }

    /// Says which files are not what the Rust code dictates.
    pub(crate) fn check(&self) -> Result<String, String> {
        let stale =
            self.stale(&place::root().join(self.folder)).map_err(|error| format!("{}: {error}", self.folder))?;
        if stale.is_empty() {
            Ok(format!("{}: {} files, all fresh", self.folder, self.files.len()))
        } else {
            let (names, command) = (stale.join(", "), self.command);
            Err(format!("{} is stale: {names}\nhint: run `{command}` and commit the result", self.folder))
        }
    }

    /// The names that are missing, differ, or should not be there.
    fn stale(&self, folder: &Path) -> Result<Vec<String>, std::io::Error> {
        let mut found = BTreeMap::new();
        if folder.exists() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                found.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
            }
        }
        let names: BTreeSet<&String> = self.files.keys().chain(found.keys()).collect();
        Ok(names.into_iter().filter(|name| self.files.get(*name) != found.get(*name)).cloned().collect())
    }
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
        let files = wanted.iter().map(|(name, content)| ((*name).to_owned(), content.as_bytes().to_vec())).collect();
        let stale = Dictated { folder: "", command: "", files }.stale(place.path()).expect("readable");
        assert_eq!(stale, ["changed.ts", "left-over.ts", "missing.ts"], "only what equals the wanted text is fresh");
    }
}
