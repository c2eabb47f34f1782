//! A municipality in a temporary folder, worked through the same use cases as window and terminal.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;
use trepunkt_api::Session;
use trepunkt_api::Surroundings;
use trepunkt_api::dto::WorkspaceCreate;
use trepunkt_api::dto::WorkspaceOpen;
use trepunkt_api::sample::Sample;
use trepunkt_api::sample::SampleFile;
use trepunkt_api::sample::SampleOrder;
use trepunkt_api::sample::generate;
use trepunkt_api::script;
use trepunkt_api::script::DifferenceOrder;
use trepunkt_core::period::Month;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::wall_time::WallTime;

/// A new workspace and a folder for its files.
pub(crate) struct Town {
    folder: TempDir,
    pub(crate) session: Session,
}

/// October 2026 made from a seed.
pub(crate) fn october(seed: u64, lines: u32) -> Sample {
    generate(&SampleOrder { seed, lines, period: Month::new(2026, 10).expect("October is a month") })
}

fn surroundings() -> Arc<Surroundings> {
    Arc::new(Surroundings {
        who: "anne".to_owned(),
        machine: "PC-1".to_owned(),
        clock: Box::new(|| WallTime::from_seconds(1_794_000_000)),
    })
}

impl Town {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("by.trepunkt").to_string_lossy().into_owned();
        let request = WorkspaceCreate { path, name: "Prøvekøbing".to_owned(), passphrase: None };
        let session = Session::create(surroundings(), &request).expect("a new workspace");
        Self { folder, session }
    }

    /// The same town after something has been done to its closed file.
    pub(crate) fn closed(self, work: impl FnOnce(&Path)) -> Self {
        let Self { folder, session } = self;
        session.close().expect("the file is closed");
        let path = folder.path().join("by.trepunkt");
        work(&path);
        let request = WorkspaceOpen {
            path: path.to_string_lossy().into_owned(),
            passphrase: None,
            break_lock: false,
            read_only: false,
        };
        let session = Session::open(surroundings(), &request).expect("the file still opens");
        Self { folder, session }
    }

    /// Another workspace file, opened beside this one.
    pub(crate) fn beside(&self, path: &Path) -> Session {
        let request = WorkspaceOpen {
            path: path.to_string_lossy().into_owned(),
            passphrase: None,
            break_lock: false,
            read_only: false,
        };
        Session::open(surroundings(), &request).expect("the copy opens")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the files and imports them in this order; gives the answer as scripts see it.
    pub(crate) fn import(&self, files: &[SampleFile]) -> Value {
        let paths: Vec<String> = files
            .iter()
            .map(|file| {
                let path = self.path(&file.name);
                std::fs::write(&path, &file.bytes).expect("the folder can be written");
                path.to_string_lossy().into_owned()
            })
            .collect();
        let (document, _) = script::import(&self.session, &paths, None, false, &Unwatched).expect("files are read");
        serde_json::to_value(document).expect("a document is JSON")
    }

    /// Runs everything that October can be run for.
    pub(crate) fn run(&self) -> Value {
        let (document, _) = script::run_period(&self.session, "2026-10", None, &Unwatched).expect("October runs");
        serde_json::to_value(document).expect("a document is JSON")["runs"].clone()
    }

    /// The differences with whole personal numbers, as a script gets them.
    pub(crate) fn differences(&self, reconciliation: &str) -> Vec<Value> {
        let order = DifferenceOrder { reconciliation, period: "2026-10", cause: None, reveal: Some("prøve") };
        let (document, _) = script::differences(&self.session, &order).expect("differences of a run");
        list(serde_json::to_value(document).expect("a document is JSON"), "differences")
    }

    pub(crate) fn bridges(&self, reconciliation: &str) -> Vec<Value> {
        let (document, _) = script::bridge(&self.session, reconciliation, "2026-10").expect("bridges of a run");
        list(serde_json::to_value(document).expect("a document is JSON"), "bridges")
    }
}

fn list(document: Value, name: &str) -> Vec<Value> {
    document[name].as_array().expect("a list").clone()
}

/// The text of a value; empty for null.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Øre of a value; a missing amount is a fault of the test.
pub(crate) fn minor(value: &Value) -> i64 {
    value.as_i64().expect("an amount in øre")
}
