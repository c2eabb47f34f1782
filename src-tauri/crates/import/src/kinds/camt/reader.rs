//! What grows while a bank message is read.

use std::collections::HashMap;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::ops::Range;

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankTable;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::source::SourceKind;

use super::super::bank_remarks::Remark;
use super::super::bank_remarks::Remarks;
use super::oddities::Oddities;
use super::statement::content;
use super::view;
use crate::PREVIEW_ROWS;
use crate::pulse::Beat;
use crate::reading::Preview;
use crate::refusal::Refusal;
use crate::xml::Element;

/// Entries between two looks at whether the work should stop.
const PULSE_ENTRIES: u32 = 4_096;

pub(super) struct Reader<'r, 'p> {
    pub(super) kind: SourceKind,
    pub(super) table: BankTable,
    pub(super) remarks: Remarks,
    pub(super) oddities: Oddities,
    pub(super) preview: Preview,
    pub(super) count: RowCount,
    /// The entries that the statements declare; none once one of them does not.
    pub(super) declared: Option<u32>,
    /// Statements by a hash of what they hold: their place and their records.
    seen: HashMap<u64, Vec<(usize, Range<usize>)>>,
    beat: &'r mut Beat<'p>,
}

impl<'r, 'p> Reader<'r, 'p> {
    pub(super) fn new(kind: SourceKind, beat: &'r mut Beat<'p>) -> Self {
        let preview = Preview { header: view::header(), rows: Vec::new() };
        let count = RowCount::default();
        let (table, remarks, oddities) = (BankTable::default(), Remarks::default(), Oddities::default());
        Self { kind, table, remarks, oddities, preview, count, declared: Some(0), seen: HashMap::new(), beat }
    }

    /// Counts an entry and shows it in the preview; its number in the file.
    pub(super) fn next_line(&mut self, entry: Element<'_>) -> Result<u32, Refusal> {
        let line = self.count.rows.checked_add(1).ok_or_else(|| {
            Refusal::new("too-many-rows", "Filen har for mange posteringer.", "Del udtrækket i flere perioder.")
        })?;
        self.count.rows = line;
        if line % PULSE_ENTRIES == 0 {
            self.beat.at(0)?;
        }
        if self.preview.rows.len() < PREVIEW_ROWS {
            self.preview.rows.push(view::preview_row(entry, line));
        }
        Ok(line)
    }

    /// The records of an entry, or why it is rejected.
    pub(super) fn keep(&mut self, line: u32, records: Result<Vec<BankEntry>, Remark>) {
        match records {
            Ok(records) => {
                self.count.accepted += 1;
                self.table.entries.extend(records);
            }
            Err(remark) => {
                self.count.rejected += 1;
                self.remarks.reject(line, remark);
            }
        }
    }

    pub(super) fn declare(&mut self, entries: Option<u32>) {
        self.declared = self.declared.zip(entries).and_then(|(sum, entries)| sum.checked_add(entries));
    }

    /// Refuses a statement that stands twice in the file: its entries would count twice.
    pub(super) fn check_repeated(&mut self, first_record: usize) -> Result<(), Refusal> {
        let Some((last, before)) = self.table.statements.split_last() else {
            return Ok(());
        };
        let own = self.table.entries.get(first_record..).unwrap_or_default();
        if last.number.is_empty() || own.is_empty() {
            return Ok(());
        }
        let mut hasher = DefaultHasher::new();
        last.hash(&mut hasher);
        content(own).for_each(|entry| entry.hash(&mut hasher));
        let number = before.len();
        let same = self.seen.entry(hasher.finish()).or_default();
        for (other, records) in same.iter() {
            let entries = self.table.entries.get(records.clone()).unwrap_or_default();
            if before.get(*other) == Some(last) && content(entries).eq(content(own)) {
                return Err(repeated(number + 1, other + 1));
            }
        }
        same.push((number, first_record..self.table.entries.len()));
        Ok(())
    }
}

fn repeated(number: usize, other: usize) -> Refusal {
    let message = format!("Kontoudtog {number} er en gentagelse af kontoudtog {other} i samme fil.");
    Refusal::new("statement-repeated", message, "Hent filen igen fra banken.")
}
