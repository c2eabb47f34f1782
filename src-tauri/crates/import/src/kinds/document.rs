//! Kinds of files that are no table of columns: XML documents, SWIFT's text form, fixed records, and
//! bank lists whose rows have no header. Each says itself whether bytes are its own.

use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::RowCount;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;

use crate::pulse::Beat;
use crate::reading::Preview;
use crate::reading::SourceRow;
use crate::refusal::Refusal;

/// A kind of document: how to know it, how to read it, how to show one row of it.
pub(crate) struct Document {
    /// Which of its kinds the bytes are, decided by what they say and never by a name.
    pub(crate) recognise: fn(&[u8]) -> Option<SourceKind>,
    pub(crate) read: fn(&[u8], SourceKind, &mut Beat<'_>) -> Result<Content, Refusal>,
    /// The row (entry, line) with that number as name and value, masked unless revealed.
    pub(crate) row_at: fn(&[u8], SourceKind, u32, bool) -> Option<SourceRow>,
}

/// What a document became. Its own control totals have been checked; where they do not tie it is refused.
pub(crate) struct Content {
    pub(crate) facts: Facts,
    pub(crate) extract: Extract,
    pub(crate) count: RowCount,
    /// How its letters are written, as in [`Reading`](crate::Reading).
    pub(crate) encoding: &'static str,
    pub(crate) repaired: u32,
    pub(crate) declared_rows: Option<u32>,
    /// Sorted by line, capped.
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) preview: Preview,
}

/// All kinds of documents.
pub(crate) const DOCUMENTS: &[Document] = &[
    super::camt::DOCUMENT,
    super::pain002::DOCUMENT,
    super::faktura::DOCUMENT,
    super::eindkomst_record::DOCUMENT,
    super::mt940::DOCUMENT,
    super::bank_csv::DOCUMENT,
];

/// The document kind that knows these bytes, if the user's choice allows it.
pub(crate) fn of(bytes: &[u8], choice: Option<SourceKind>) -> Option<(&'static Document, SourceKind)> {
    DOCUMENTS.iter().find_map(|document| {
        let kind = (document.recognise)(bytes)?;
        choice.is_none_or(|choice| choice == kind).then_some((document, kind))
    })
}
