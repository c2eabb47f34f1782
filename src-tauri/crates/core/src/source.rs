//! The kinds of delivered files (`formats` §1).

use crate::code::codes;

codes! {
    /// What a file is.
    SourceKind {
        /// eIndkomst: sums per company.
        EindkomstVirsum = 1, "eindkomst-virsum";
        /// eIndkomst: sums per employee.
        EindkomstPersum = 2, "eindkomst-persum";
        /// TØK's reports to eIndkomst, one row per field.
        TokIndberetning = 3, "tok-indberetning";
        /// SKAT's claim, one row per claim line.
        SkatKrav = 4, "skat-krav";
    }
}

impl SourceKind {
    /// The kind as the window and the reports call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EindkomstVirsum => "eIndkomst, sum pr. virksomhed",
            Self::EindkomstPersum => "eIndkomst, sum pr. medarbejder",
            Self::TokIndberetning => "TØK-indberetninger",
            Self::SkatKrav => "SKAT-krav",
        }
    }
}
