//! What a point of a reconciliation reads, and what it is called.

use serde::Deserialize;

use crate::source::SourceKind;

/// What a point reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointSource {
    /// TØK's reports, by base month.
    TokIndberetning,
    /// The persons' sums of eIndkomst, by base month.
    Eindkomst,
    /// SKAT's claim lines, by claim month.
    SkatKrav,
    /// ATP's claim lines, by claim quarter.
    AtpKrav,
    /// TØK's payments, by disposition month.
    TokUdbetaling,
    /// NemKonto's answers to those payments.
    NemkontoRetur,
    /// Bookings of the municipality's bank accounts.
    Bank,
    /// The claims of SKAT and ATP, by due month.
    Krav,
}

impl PointSource {
    /// The kinds of delivery that can fill the point.
    pub const fn kinds(self) -> &'static [SourceKind] {
        match self {
            Self::TokIndberetning => &[SourceKind::TokIndberetning],
            Self::Eindkomst => &[SourceKind::EindkomstPersum, SourceKind::EindkomstDetail],
            Self::SkatKrav => &[SourceKind::SkatKrav],
            Self::AtpKrav => &[SourceKind::AtpKrav],
            Self::TokUdbetaling => &[SourceKind::TokUdbetaling],
            Self::NemkontoRetur => &[SourceKind::NemkontoRetur],
            Self::Bank => {
                &[SourceKind::Camt052, SourceKind::Camt053, SourceKind::Camt054, SourceKind::Mt940, SourceKind::BankCsv]
            }
            Self::Krav => &[SourceKind::SkatKrav, SourceKind::AtpKrav],
        }
    }

    /// The kinds that are a control on the point and never added to it.
    pub const fn controls(self) -> &'static [SourceKind] {
        match self {
            Self::Eindkomst => &[SourceKind::EindkomstVirsum],
            Self::TokIndberetning
            | Self::SkatKrav
            | Self::AtpKrav
            | Self::TokUdbetaling
            | Self::NemkontoRetur
            | Self::Bank
            | Self::Krav => &[],
        }
    }

    /// What the point is called in a sentence.
    pub const fn short_name(self) -> &'static str {
        match self {
            Self::TokIndberetning | Self::TokUdbetaling => "TØK",
            Self::Eindkomst => "eIndkomst",
            Self::SkatKrav => "SKAT-krav",
            Self::AtpKrav => "ATP-krav",
            Self::NemkontoRetur => "NemKonto",
            Self::Bank => "Banken",
            Self::Krav => "Kravet",
        }
    }

    /// What the point is called over its card and its column.
    pub const fn long_name(self) -> &'static str {
        match self {
            Self::TokIndberetning => "TØK indberettet",
            Self::Eindkomst => "eIndkomst",
            Self::SkatKrav => "SKAT-krav",
            Self::AtpKrav => "ATP-krav",
            Self::TokUdbetaling => "TØK udbetalt",
            Self::NemkontoRetur => "NemKonto-retursvar",
            Self::Bank => "Banken",
            Self::Krav => "Krav",
        }
    }
}
