//! Why a whole file is refused: one clear message with the place, and what to do.

use trepunkt_core::delivery::Diagnostic;
use trepunkt_core::delivery::Severity;

/// A file that may not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<String>,
    /// What stood there, already masked.
    pub(crate) value: Option<String>,
    pub(crate) message: String,
    pub(crate) hint: String,
}

const EXPORT_AGAIN: &str = "Hent filen igen, og indlæs den uden at åbne og gemme den undervejs.";

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, line: None, column: None, value: None, message: message.into(), hint: hint.into() }
    }

    pub(crate) fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    pub(crate) fn diagnostic(self) -> Diagnostic {
        Diagnostic {
            severity: Severity::Refused,
            code: self.code,
            line: self.line,
            column: self.column,
            value: self.value,
            message: self.message,
            hint: Some(self.hint),
        }
    }

    pub(crate) fn cancelled() -> Self {
        Self::new("cancelled", "Indlæsningen blev afbrudt.", "Intet er ændret; indlæs filerne igen.")
    }

    pub(crate) fn empty() -> Self {
        Self::new("empty", "Filen er tom.", EXPORT_AGAIN)
    }

    pub(crate) fn binary(line: u32) -> Self {
        Self::new(
            "binary",
            "Filen indeholder tegn, som ikke findes i en tekstfil.",
            "Vælg CSV-filen eller regnearket; andre filtyper kan ikke læses.",
        )
        .at(line)
    }

    pub(crate) fn utf16() -> Self {
        Self::new(
            "utf-16",
            "Filen er gemt som UTF-16 (\u{201c}Unicode-tekst\u{201d}).",
            "Gem den som CSV i UTF-8 eller Windows-1252.",
        )
        .at(1)
    }

    pub(crate) fn mixed_encodings(line: u32, other: Option<u32>) -> Self {
        let other = other
            .map_or_else(|| "filens mærke siger UTF-8".to_owned(), |other| format!("linje {other} er skrevet i UTF-8"));
        Self::new(
            "encoding-mixed",
            format!("Filen blander to tegnsæt: {other}, men linje {line} er det ikke."),
            "Filen er sat sammen af flere; hent dem hver for sig, og indlæs dem hver for sig.",
        )
        .at(line)
    }

    pub(crate) fn unknown_encoding(line: u32) -> Self {
        Self::new(
            "encoding-unknown",
            "Filens tegnsæt er hverken UTF-8 eller Windows-1252.",
            "Gem filen som CSV i UTF-8.",
        )
        .at(line)
    }

    pub(crate) fn file_too_large(size: usize, limit: usize) -> Self {
        Self::new(
            "file-too-large",
            format!("Filen fylder {} MB; grænsen er {} MB.", size >> 20, limit >> 20),
            "Del udtrækket i flere perioder eller SE-numre.",
        )
    }

    pub(crate) fn row_too_long(line: u32, column: usize) -> Self {
        Self::new(
            "row-too-long",
            format!("Rækken er længere end {} KB.", crate::ROW_LIMIT >> 10),
            "Filen er ikke en tabel, eller et anførselstegn mangler.",
        )
        .at(line)
        .column(nth(column))
    }

    pub(crate) fn quote_unclosed(line: u32, column: usize) -> Self {
        Self::new(
            "quote-unclosed",
            "Et felt begynder med et anførselstegn, som aldrig lukkes; filen er afkortet eller beskadiget.",
            EXPORT_AGAIN,
        )
        .at(line)
        .column(nth(column))
    }

    pub(crate) fn quote_torn(line: u32, column: usize) -> Self {
        Self::new(
            "quote-torn",
            "Et felt i anførselstegn går over flere linjer og slutter midt i en tekst.",
            "Anførselstegn inde i et felt skrives dobbelt.",
        )
        .at(line)
        .column(nth(column))
    }

    pub(crate) fn truncated(line: u32, column: Option<String>) -> Self {
        let refusal = Self::new("truncated", "Filens sidste linje er afkortet.", EXPORT_AGAIN).at(line);
        Self { column, ..refusal }
    }

    pub(crate) fn delimiter_changes(line: u32) -> Self {
        Self::new(
            "delimiter-changes",
            "Rækkerne bruger et andet skilletegn end overskriften.",
            "Gem filen med semikolon som skilletegn hele vejen.",
        )
        .at(line)
    }

    pub(crate) fn delimiter_comma(line: u32, column: String) -> Self {
        Self::new(
            "delimiter-ambiguous",
            "Komma er både skilletegn og decimaltegn, så rækken kan læses på flere måder.",
            "Gem filen med semikolon som skilletegn, eller sæt beløbene i anførselstegn.",
        )
        .at(line)
        .column(column)
    }

    pub(crate) fn delimiter_unknown(line: u32, delimiter: char) -> Self {
        Self::new(
            "delimiter-unknown",
            format!("Filen bruger `{delimiter}` som skilletegn."),
            "Gem filen med semikolon (eller tabulator) som skilletegn.",
        )
        .at(line)
        .value(delimiter.to_string())
    }

    pub(crate) fn sum_too_large(field: &str) -> Self {
        Self::new(
            "sum-too-large",
            format!("Summen af {field} er større, end et beløb kan være."),
            "Kontrollér beløbene i filen.",
        )
        .column(field)
    }
}

/// What a column is called where its header is not known.
pub(crate) fn nth(column: usize) -> String {
    format!("kolonne {}", column + 1)
}
