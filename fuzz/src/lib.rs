//! What every reading of any bytes obeys.

use std::panic;
use std::sync::Once;

use trepunkt_core::progress::Unwatched;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;
use trepunkt_import::row_at;

static HOOK: Once = Once::new();

/// A damaged workbook makes the library that reads it panic, which the reader catches and refuses; only other panics end
/// a run.
fn let_caught_panics_pass() {
    HOOK.call_once(|| {
        let abort = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !info.location().is_some_and(|place| place.file().contains("calamine")) {
                abort(info);
            }
        }));
    });
}

/// Reads the bytes as that kind, or as whatever they are, and holds the reading against the laws.
pub fn check(bytes: &[u8], kind: Option<SourceKind>) {
    let_caught_panics_pass();
    let file = SourceFile { name: "fil", bytes };
    let reading = read(&[file], &Choices { kind }, &Unwatched).pop().expect("one reading per file");
    assert!(reading.rows.ties(), "every row is accounted for: {:?}", reading.rows);
    if reading.verdict == Verdict::Refused {
        assert!(reading.facts.is_empty(), "nothing of a refused file is used");
        assert_eq!(reading.diagnostics.len(), 1, "a refused file gives one reason");
    } else if let Some(kind) = reading.kind {
        for line in [0, 1, reading.rows.rows, u32::MAX] {
            drop(row_at(&file, kind, line, false));
        }
    }
}
