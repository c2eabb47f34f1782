//! Which files are meant by what was dropped or chosen: folders are looked through, and files that no
//! delivery is made of are left out and named.

use std::collections::BTreeSet;
use std::fs::DirEntry;
use std::path::Path;
use std::path::PathBuf;

/// Folders within folders that are looked through.
const DEPTH_MAX: usize = 16;
/// Files taken at once. A year of a large municipality is some hundreds.
pub const FILES_MAX: usize = 2_000;

/// Why a file is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// Its name hides it, or the system keeps it for itself.
    Hidden,
    /// A program's working copy, or a download that has not ended.
    Temporary,
    /// A workspace, or what lies beside one.
    Workspace,
    /// A link; what it leads to may be anywhere.
    Link,
    /// It lies too deep, or too many files lie before it.
    TooMany,
    /// The folder cannot be read.
    Unreadable,
}

impl Skip {
    /// The word that the window sees.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Temporary => "temporary",
            Self::Workspace => "workspace",
            Self::Link => "link",
            Self::TooMany => "too_many",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The files to read, in the order of their paths, each once.
    pub files: Vec<PathBuf>,
    /// What is left out, and why.
    pub skipped: Vec<(PathBuf, Skip)>,
}

/// Looks through the paths. A path that does not exist is a file all the same: whoever reads it says so.
pub fn look_through(paths: &[String]) -> Found {
    let mut search = Search::default();
    for path in paths.iter().map(PathBuf::from) {
        // A folder that somebody points at is meant, whatever it is called.
        if path.is_dir() { search.enter(path, DEPTH_MAX) } else { search.take(path, DEPTH_MAX) }
    }
    let mut files = search.files.into_iter();
    let taken = files.by_ref().take(FILES_MAX).collect();
    let mut skipped = search.skipped;
    skipped.extend(files.map(|file| (file, Skip::TooMany)));
    skipped.sort();
    Found { files: taken, skipped }
}

#[derive(Default)]
struct Search {
    files: BTreeSet<PathBuf>,
    skipped: Vec<(PathBuf, Skip)>,
}

impl Search {
    fn take(&mut self, path: PathBuf, depth: usize) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match why_skipped(&name) {
            Some(why) => self.skipped.push((path, why)),
            None if path.is_dir() => self.enter(path, depth),
            None => {
                self.files.insert(path);
            }
        }
    }

    fn enter(&mut self, folder: PathBuf, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            self.skipped.push((folder, Skip::TooMany));
            return;
        };
        let Ok(entries) = std::fs::read_dir(&folder) else {
            self.skipped.push((folder, Skip::Unreadable));
            return;
        };
        for entry in entries {
            match entry {
                Ok(entry) if is_link(&entry) => self.skipped.push((entry.path(), Skip::Link)),
                Ok(entry) => self.take(entry.path(), depth),
                Err(_) => self.skipped.push((folder.clone(), Skip::Unreadable)),
            }
        }
    }
}

fn is_link(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_symlink())
}

/// Names that systems and office programs leave beside real files.
fn why_skipped(name: &str) -> Option<Skip> {
    let lower = name.to_lowercase();
    let ending = Path::new(&lower).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let has = |known: &[&str]| known.contains(&lower.as_str());
    if lower.starts_with("~$") || lower.starts_with(".~lock.") || lower.ends_with('~') {
        Some(Skip::Temporary)
    } else if lower.starts_with('.') || has(&["thumbs.db", "desktop.ini", "__macosx", "$recycle.bin"]) {
        Some(Skip::Hidden)
    } else if ["tmp", "temp", "bak", "part", "crdownload", "download"].contains(&ending) {
        Some(Skip::Temporary)
    } else if lower.ends_with(".trepunkt") || lower.contains(".trepunkt-") {
        Some(Skip::Workspace)
    } else if ending == "lnk" {
        Some(Skip::Link)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<Skip>) {
        assert_eq!(why_skipped(name), expected, "{name}");
    }

    #[test]
    fn names_that_no_delivery_has() {
        check("skat-krav-2026-10.csv", None);
        check("10624088PERSUM202610-202610-001.csv", None);
        check("kontoudtog", None);
        check("~$TØK oktober.xlsx", Some(Skip::Temporary));
        check(".~lock.krav.ods#", Some(Skip::Temporary));
        check("krav.csv~", Some(Skip::Temporary));
        check("krav.csv.crdownload", Some(Skip::Temporary));
        check("a.TMP", Some(Skip::Temporary));
        check(".DS_Store", Some(Skip::Hidden));
        check("Thumbs.db", Some(Skip::Hidden));
        check("Desktop.ini", Some(Skip::Hidden));
        check("__MACOSX", Some(Skip::Hidden));
        check("kommune.trepunkt", Some(Skip::Workspace));
        check("kommune.trepunkt-journal", Some(Skip::Workspace));
        check("krav.csv.lnk", Some(Skip::Link));
        check("tmp", None);
    }

    #[test]
    fn a_folder_is_looked_through_and_what_is_left_out_is_named() {
        let place = tempfile::tempdir().expect("a folder");
        let path = |name: &str| place.path().join(name);
        for folder in ["b", "b/dybt", "__MACOSX"] {
            std::fs::create_dir_all(path(folder)).expect("a folder");
        }
        for file in ["c.csv", "a.csv", "b/~$x.xlsx", "b/dybt/x.xml", "__MACOSX/a.csv", ".DS_Store"] {
            std::fs::write(path(file), "x").expect("a file");
        }
        let text = |path: &Path| path.display().to_string();
        let found = look_through(&[text(place.path()), text(&path("a.csv")), text(&path("findes ikke.csv"))]);
        let expected = ["a.csv", "b/dybt/x.xml", "c.csv", "findes ikke.csv"].map(path);
        assert_eq!(found.files, expected, "each once, in order");
        let skipped: Vec<(PathBuf, Skip)> =
            [(".DS_Store", Skip::Hidden), ("__MACOSX", Skip::Hidden), ("b/~$x.xlsx", Skip::Temporary)]
                .map(|(name, why)| (path(name), why))
                .into();
        assert_eq!(found.skipped, skipped, "and why");
    }
}
