//! Files that go in and out: the built window, uploads, exports.

use std::fs;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

const NAME_CHARACTERS_MAX: usize = 200;

/// The folders of one run. Commands take paths; these are the ones a browser may name.
#[derive(Debug)]
pub(crate) struct Folders {
    ui: PathBuf,
    /// Where files from the browser land, each in a folder of its own so that names stay as they were.
    uploads: PathBuf,
    /// Where commands write what the browser then downloads.
    pub(crate) exports: PathBuf,
    /// Where new workspaces are made.
    pub(crate) workspaces: PathBuf,
    received: AtomicU64,
}

impl Folders {
    /// Makes the folders that are written to; the window must have been built.
    pub(crate) fn new(ui: &Path, workdir: &Path) -> Result<Self, String> {
        let part = |name: &str| -> Result<PathBuf, String> {
            let path = workdir.join(name);
            fs::create_dir_all(&path).and_then(|()| path.canonicalize()).map_err(|error| told(&path, &error))
        };
        Ok(Self {
            ui: ui.canonicalize().map_err(|error| told(ui, &error))?,
            uploads: part("uploads")?,
            exports: part("exports")?,
            workspaces: part("workspaces")?,
            received: AtomicU64::new(0),
        })
    }

    /// A part of the built window, with its media type. Paths without such a file are rooms of the
    /// window and get its first page; a missing asset gets nothing.
    pub(crate) fn asset(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        let wanted = if path.trim_matches('/').contains('.') { path.trim_start_matches('/') } else { "index.html" };
        let file = inside(&self.ui, Path::new(wanted))?;
        Some((media_type(&file), fs::read(file).ok()?))
    }

    /// Keeps what the browser sent. Answers where.
    pub(crate) fn receive(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, String> {
        let name = plain_name(name).ok_or_else(|| "this is not a file name".to_owned())?;
        let number = self.received.fetch_add(1, Ordering::Relaxed);
        let folder = self.uploads.join(number.to_string());
        let file = folder.join(name);
        fs::create_dir_all(&folder).and_then(|()| fs::write(&file, bytes)).map_err(|error| told(&file, &error))?;
        Ok(file)
    }

    /// Makes an empty folder for files that the browser sends one by one. Answers its number.
    pub(crate) fn open_batch(&self) -> Result<u64, String> {
        let number = self.received.fetch_add(1, Ordering::Relaxed);
        let folder = self.batch(number);
        fs::create_dir_all(&folder).map_err(|error| told(&folder, &error))?;
        Ok(number)
    }

    /// Where the files of a batch lie.
    pub(crate) fn batch(&self, number: u64) -> PathBuf {
        self.uploads.join(number.to_string())
    }

    /// Keeps one file of a folder that the browser sends; `path` is its place in there.
    pub(crate) fn receive_into(&self, number: u64, path: &str, bytes: &[u8]) -> Result<(), String> {
        let parts: Option<Vec<&str>> = path.split(['/', '\\']).map(plain_part).collect();
        let parts = parts.ok_or_else(|| "this is not a path within a folder".to_owned())?;
        let batch = self.batch(number);
        if !batch.is_dir() {
            return Err("there is no such batch".to_owned());
        }
        let file = parts.iter().fold(batch, |folder, part| folder.join(part));
        let folder = file.parent().unwrap_or(&self.uploads);
        fs::create_dir_all(folder).and_then(|()| fs::write(&file, bytes)).map_err(|error| told(&file, &error))
    }

    /// What a command wrote for the browser; nothing outside the exports.
    pub(crate) fn exported(&self, path: &str) -> Option<(String, Vec<u8>)> {
        let file = inside(&self.exports, Path::new(path))?;
        let name = file.file_name()?.to_str()?.to_owned();
        Some((name, fs::read(file).ok()?))
    }
}

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The file, when it truly lies in the folder: dots, links and drive letters lead nowhere.
fn inside(folder: &Path, path: &Path) -> Option<PathBuf> {
    if path.components().any(|part| matches!(part, Component::ParentDir)) {
        return None;
    }
    let file = folder.join(path).canonicalize().ok()?;
    (file.starts_with(folder) && file.is_file()).then_some(file)
}

/// The last part of a name as a browser gives it, when that is a plain file name.
fn plain_name(name: &str) -> Option<&str> {
    let last = name.rsplit(['/', '\\']).next()?;
    plain_part(last).filter(|last| !last.starts_with('.'))
}

/// One part of a path, when it can only be a name.
fn plain_part(part: &str) -> Option<&str> {
    let plain = ![".", "..", ""].contains(&part)
        && part.chars().count() <= NAME_CHARACTERS_MAX
        && !part.chars().any(|letter| letter.is_control() || letter == ':');
    plain.then_some(part)
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, Folders) {
        let place = tempfile::tempdir().expect("a temporary folder");
        let ui = place.path().join("ui");
        fs::create_dir_all(ui.join("assets")).expect("a folder");
        fs::write(ui.join("index.html"), "first page").expect("a file");
        fs::write(ui.join("assets/app.js"), "code").expect("a file");
        fs::write(place.path().join("secret.txt"), "secret").expect("a file");
        let folders = Folders::new(&ui, &place.path().join("work")).expect("folders");
        (place, folders)
    }

    #[test]
    fn only_the_window_is_served() {
        let (_place, folders) = folders();
        let check = |path: &str, expected: Option<&str>| {
            let found = folders.asset(path).map(|(_, bytes)| String::from_utf8(bytes).expect("text"));
            assert_eq!(found.as_deref(), expected, "{path}");
        };
        check("/", Some("first page"));
        check("/afstem", Some("first page"));
        check("/assets/app.js", Some("code"));
        check("/assets/missing.js", None);
        check("/../secret.txt", None);
        check("/assets/../../secret.txt", None);
        check("//etc/hosts.deny", None);
        check("/%2e%2e/secret.txt", None);
    }

    #[test]
    fn uploads_keep_their_names_and_stay_inside() {
        let (place, folders) = folders();
        let check = |name: &str, expected: Option<&str>| {
            let found = folders.receive(name, b"x").ok();
            let kept = found.as_ref().and_then(|path| path.file_name()).and_then(|name| name.to_str());
            assert_eq!(kept, expected, "{name}");
            if let Some(path) = &found {
                assert!(path.starts_with(place.path().join("work/uploads").canonicalize().expect("there")), "{name}");
            }
        };
        check("TØK oktober 2026.csv", Some("TØK oktober 2026.csv"));
        check("TØK oktober 2026.csv", Some("TØK oktober 2026.csv"));
        check("../../evil.csv", Some("evil.csv"));
        check(r"C:\files\krav.xlsx", Some("krav.xlsx"));
        check("..", None);
        check("", None);
        check("a\nb.csv", None);
        check(&"x".repeat(NAME_CHARACTERS_MAX + 1), None);
    }

    #[test]
    fn a_folder_keeps_its_shape_and_stays_inside() {
        let (_place, folders) = folders();
        let batch = folders.open_batch().expect("a folder");
        let check = |path: &str, is_kept: bool| {
            assert_eq!(folders.receive_into(batch, path, b"x").is_ok(), is_kept, "{path}");
        };
        check("oktober/krav.csv", true);
        check(".DS_Store", true);
        check("../krav.csv", false);
        check("oktober/../../krav.csv", false);
        check("/etc/passwd", false);
        check("c:/krav.csv", false);
        check("oktober//krav.csv", false);
        assert!(folders.batch(batch).join("oktober/krav.csv").is_file(), "in its own folder");
        assert!(folders.receive_into(batch + 1, "krav.csv", b"x").is_err(), "no such batch");
    }

    #[test]
    fn only_exports_can_be_fetched() {
        let (place, folders) = folders();
        let export = folders.exports.join("liste.csv");
        fs::write(&export, "a;b").expect("a file");
        assert_eq!(folders.exported("liste.csv").map(|found| found.0).as_deref(), Some("liste.csv"), "by name");
        assert!(folders.exported(&export.display().to_string()).is_some(), "by the path that a command answered");
        assert_eq!(folders.exported("../../secret.txt"), None, "not above");
        assert_eq!(folders.exported(&place.path().join("secret.txt").display().to_string()), None, "not elsewhere");
        assert_eq!(folders.exported(""), None, "not the folder itself");
    }
}
