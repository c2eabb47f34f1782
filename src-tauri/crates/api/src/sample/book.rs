//! What the municipality reported, and what eIndkomst holds: two lists that ordinary life keeps equal.

use trepunkt_core::code::Receipt;
use trepunkt_core::person::Cpr;

use super::benefit::Amounts;
use super::benefit::Benefit;

/// One report in TØK.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// Index of the month it counts in.
    pub(super) month: usize,
    pub(super) payer: usize,
    pub(super) cpr: Cpr,
    pub(super) benefit: &'static Benefit,
    pub(super) kind: u16,
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) disposition: Option<i32>,
    pub(super) in_advance: bool,
    /// R-marked.
    pub(super) is_correction: bool,
    /// When it was sent.
    pub(super) time: i64,
    pub(super) receipt: Receipt,
    pub(super) amounts: Amounts,
    /// The report that this one corrects, by its place in the book.
    pub(super) corrects: Option<usize>,
}

/// What eIndkomst took from one report.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) month: usize,
    pub(super) payer: usize,
    pub(super) cpr: Cpr,
    pub(super) kind: u16,
    pub(super) time: i64,
    pub(super) amounts: Amounts,
}

/// Both sides.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) reports: Vec<Report>,
    pub(super) entries: Vec<Entry>,
    /// TØK lines of the period itself, to know when there are enough.
    pub(super) lines: u32,
}

impl Entry {
    /// What eIndkomst takes from the report when all goes well.
    pub(super) fn of(report: &Report) -> Self {
        let Report { month, payer, cpr, kind, time, .. } = *report;
        Self { month, payer, cpr, kind, time, amounts: report.amounts.clone() }
    }
}

impl Book {
    /// TØK sends a report. Gives its place in the book.
    pub(super) fn send(&mut self, report: Report) -> usize {
        if report.month == super::calendar::THIS {
            self.lines += u32::try_from(report.amounts.len()).expect("a report has a handful of fields");
        }
        self.reports.push(report);
        self.reports.len() - 1
    }

    /// eIndkomst holds something.
    pub(super) fn hold(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// TØK sends a report and eIndkomst holds it. Gives its place in the book.
    pub(super) fn settle(&mut self, report: Report) -> usize {
        self.hold(Entry::of(&report));
        self.send(report)
    }
}
