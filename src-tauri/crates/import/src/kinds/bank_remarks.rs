//! What there is to say about a bank file, gathered as it is read.

use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Severity;

use crate::DIAGNOSTIC_CAP;
use crate::masking::masked_runs;
use crate::masking::shown;
use crate::refusal::Refusal;

/// Why one row is rejected, or what is odd about it.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) code: &'static str,
    pub(super) column: Option<String>,
    pub(super) value: Option<String>,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

impl Remark {
    pub(super) fn new(code: &'static str, message: impl Into<String>, hint: &'static str) -> Self {
        Self { code, column: None, value: None, message: message.into(), hint }
    }

    pub(super) fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(shown(&column.into(), false));
        self
    }

    pub(super) fn value(mut self, value: &str) -> Self {
        self.value = Some(shown(value.trim(), false));
        self
    }

    /// The same as a reason to refuse the file.
    pub(super) fn refuse(self, line: u32) -> Refusal {
        let refusal = Refusal::new(self.code, self.message, self.hint).at(line);
        Refusal { column: self.column, value: self.value, ..refusal }
    }
}

/// The remarks of one file.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    all: Vec<Diagnostic>,
    rejected: usize,
    beyond_cap: usize,
}

impl Remarks {
    pub(super) fn reject(&mut self, line: u32, remark: Remark) {
        self.rejected += 1;
        if self.rejected > DIAGNOSTIC_CAP {
            self.beyond_cap += 1;
            return;
        }
        self.add(Severity::Rejected, Some(line), remark);
    }

    pub(super) fn warn(&mut self, line: Option<u32>, remark: Remark) {
        if self.all.len() < 2 * DIAGNOSTIC_CAP {
            self.add(Severity::Warning, line, remark);
        }
    }

    pub(super) fn note(&mut self, line: Option<u32>, remark: Remark) {
        if self.all.len() < 2 * DIAGNOSTIC_CAP {
            self.add(Severity::Note, line, remark);
        }
    }

    fn add(&mut self, severity: Severity, line: Option<u32>, remark: Remark) {
        self.all.push(Diagnostic {
            severity,
            code: remark.code,
            line,
            column: remark.column,
            value: remark.value,
            message: masked_runs(&remark.message),
            hint: Some(remark.hint.to_owned()),
        });
    }

    /// All of it, sorted by line.
    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        if self.beyond_cap > 0 {
            let message = format!("Yderligere {} rækker er afvist; de er ikke vist her.", self.beyond_cap);
            let remark = Remark::new("more-diagnostics", message, "Ret de viste fejl, og indlæs filen igen.");
            self.add(Severity::Rejected, None, remark);
        }
        self.all.sort_by_key(|diagnostic| (diagnostic.line, std::cmp::Reverse(diagnostic.severity)));
        self.all
    }
}
