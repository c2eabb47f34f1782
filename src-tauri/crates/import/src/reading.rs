//! What goes in and what comes out.

use trepunkt_core::delivery::ControlTotals;
use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;

use crate::mapping::profile::Profile;

/// One delivered file.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// Its name, with or without folders. It never decides what the file is; it only ties the
    /// files of one series together.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What the user has said where a file can be read in more than one way.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices {
    /// What the file is. It must still look like that.
    pub kind: Option<SourceKind>,
}

/// Whether a file may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its accepted rows became facts.
    Accepted,
    /// Nothing of it is used.
    Refused,
}

/// What one file turned out to be.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What it is; none when nobody can tell.
    pub kind: Option<SourceKind>,
    /// How it is written: `utf-8`, `utf-8-bom`, `windows-1252`, `xlsx`, `xlsb`, `xls`, `ods`, or
    /// `unknown`.
    pub encoding: &'static str,
    /// Whether it may come in.
    pub verdict: Verdict,
    /// How its rows ended. All zero when refused.
    pub rows: RowCount,
    /// Accepted rows whose CPR number had lost its leading zero.
    pub repaired: u32,
    /// Its control totals, and the sums of the accepted rows.
    pub control: ControlTotals,
    /// True when the control totals agree, also when it has none; false when refused.
    pub ties: bool,
    /// What it covers. Only eIndkomst's extracts have a time and scopes; a TØK list or a claim is
    /// no extract of a declared scope, and none is guessed from its rows.
    pub extract: Extract,
    /// Its place among the files of one extract.
    pub series: Option<Series>,
    /// The records; empty when refused.
    pub facts: Facts,
    /// What is worth saying, sorted by line.
    pub diagnostics: Vec<Diagnostic>,
    /// The first rows as read.
    pub preview: Preview,
    /// The profile by which a foreign table was read.
    pub profile: Option<Profile>,
    /// What that profile asks for and has no answer to.
    pub missing: Vec<MissingValue>,
}

/// A value that a profile asks for and that the file does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingValue {
    /// The field, by its name in the layout of the kind.
    pub field: String,
    /// How many rows lack it.
    pub rows: u32,
    /// The first of them.
    pub line: u32,
    /// What stands there, masked.
    pub sample: String,
    /// True when no row can have it.
    pub is_everywhere: bool,
}

/// A file's place among the files of one PERSUM extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The file name without serial number and extension.
    pub stem: String,
    /// The serial number, from 1.
    pub number: u32,
    /// How many files there are, once that is known.
    pub total: Option<u32>,
}

/// The first rows of a file. CPR numbers are masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// The header cells.
    pub header: Vec<String>,
    /// The rows below.
    pub rows: Vec<PreviewRow>,
}

/// One row of a preview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreviewRow {
    /// Its line in the file.
    pub line: u32,
    /// Its cells.
    pub cells: Vec<String>,
}

/// One row of an original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRow {
    /// Its line in the file.
    pub line: u32,
    /// Column header and value.
    pub cells: Vec<(String, String)>,
}
