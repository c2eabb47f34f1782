//! The diagnostics of one file as they gather: rejected rows one by one up to a cap, everything
//! accepted but odd counted and told once.

use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Severity;

use crate::DIAGNOSTIC_CAP;
use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::header::Header;
use crate::masking::shown;
use crate::rows::Row;

/// A value that cannot be read, and the column in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) column: Option<usize>,
    pub(crate) what: CellFault,
}

impl Fault {
    pub(crate) const fn row(what: CellFault) -> Self {
        Self { column: None, what }
    }
}

/// Says where a cell's fault stands.
pub(crate) trait InColumn<T> {
    fn within(self, column: Option<usize>) -> Result<T, Fault>;
}

impl<T> InColumn<T> for Result<T, CellFault> {
    fn within(self, column: Option<usize>) -> Result<T, Fault> {
        self.map_err(|what| Fault { column, what })
    }
}

#[derive(Clone, Debug, Default)]
struct Tally {
    count: u32,
    line: Option<u32>,
    column: Option<String>,
}

/// What was told at some point of a file.
pub(crate) struct Told(Vec<Tally>);

/// What there is to say about a file.
#[derive(Clone, Debug)]
pub(crate) struct Findings {
    rejections: Vec<Diagnostic>,
    beyond_cap: u32,
    tallies: Vec<Tally>,
    notes: Vec<Diagnostic>,
}

impl Default for Findings {
    fn default() -> Self {
        let tallies = vec![Tally::default(); Flag::ALL.len()];
        Self { rejections: Vec::new(), beyond_cap: 0, tallies, notes: Vec::new() }
    }
}

impl Findings {
    /// A row is rejected for a value in it.
    pub(crate) fn reject(&mut self, row: &Row<'_>, header: &Header, fault: Fault) {
        let value = fault.column.map(|column| shown(&row.cell(Some(column)).plain(), header.is_cpr(column)));
        let column = fault.column.map(|column| header.name_in(column, row.part));
        self.reject_with(row.line, column, value, fault.what, None);
    }

    /// A row is rejected for what is said.
    pub(crate) fn reject_with(
        &mut self,
        line: u32,
        column: Option<String>,
        value: Option<String>,
        what: CellFault,
        detail: Option<String>,
    ) {
        if self.rejections.len() >= DIAGNOSTIC_CAP {
            self.beyond_cap = self.beyond_cap.saturating_add(1);
            return;
        }
        let words = what.words();
        let message = detail.map_or_else(|| words.message.to_owned(), |detail| format!("{} {detail}", words.message));
        self.rejections.push(Diagnostic {
            severity: Severity::Rejected,
            code: words.code,
            line: Some(line),
            column,
            value,
            message,
            hint: Some(words.hint.to_owned()),
        });
    }

    /// Something accepted is odd.
    pub(crate) fn flag(&mut self, flag: Flag, line: Option<u32>, column: Option<&str>) {
        self.flag_many(flag, 1, line, column);
    }

    /// Something accepted is odd, `count` times, first at `line`.
    pub(crate) fn flag_many(&mut self, flag: Flag, count: u32, line: Option<u32>, column: Option<&str>) {
        let at = Flag::ALL.iter().position(|other| *other == flag).unwrap_or_default();
        let tally = &mut self.tallies[at];
        if count > 0 && tally.count == 0 {
            tally.line = line;
            tally.column = column.map(str::to_owned);
        }
        tally.count = tally.count.saturating_add(count);
    }

    /// What is told so far, to be taken back to.
    pub(crate) fn mark(&self) -> Told {
        Told(self.tallies.clone())
    }

    /// Takes back what was told since the mark.
    pub(crate) fn take_back(&mut self, told: Told) {
        self.tallies = told.0;
    }

    /// How often that was told.
    pub(crate) fn count(&self, flag: Flag) -> u32 {
        let at = Flag::ALL.iter().position(|other| *other == flag).unwrap_or_default();
        self.tallies.get(at).map_or(0, |tally| tally.count)
    }

    /// A remark in its own words.
    pub(crate) fn note(&mut self, code: &'static str, line: Option<u32>, message: String, hint: &str) {
        self.notes.push(Diagnostic {
            severity: Severity::Note,
            code,
            line,
            column: None,
            value: None,
            message,
            hint: Some(hint.to_owned()),
        });
    }

    /// What was found elsewhere.
    pub(crate) fn tell(&mut self, diagnostics: Vec<Diagnostic>) {
        self.notes.extend(diagnostics);
    }

    /// All of it, sorted by line; what concerns the whole file stands first.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut all = self.rejections;
        all.extend(self.notes);
        for (flag, tally) in Flag::ALL.iter().zip(self.tallies).filter(|(_, tally)| tally.count > 0) {
            let (severity, words) = flag.words();
            all.push(Diagnostic {
                severity,
                code: words.code,
                line: tally.line,
                column: tally.column,
                value: None,
                message: words.message.replace("{n}", &tally.count.to_string()),
                hint: Some(words.hint.to_owned()),
            });
        }
        all.sort_by_key(|diagnostic| (diagnostic.line, std::cmp::Reverse(diagnostic.severity)));
        if self.beyond_cap > 0 {
            all.push(Diagnostic {
                severity: Severity::Rejected,
                code: "more-diagnostics",
                line: None,
                column: None,
                value: Some(self.beyond_cap.to_string()),
                message: format!("Yderligere {} rækker er afvist; de er ikke vist her.", self.beyond_cap),
                hint: Some("Ret de viste fejl, og indlæs filen igen.".to_owned()),
            });
        }
        all
    }
}
