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
        /// eIndkomst: the record file 1000…9999 as it was sent.
        EindkomstRecord = 5, "eindkomst-record";
        /// eIndkomst: one row per report.
        EindkomstDetail = 6, "eindkomst-detail";
        /// ATP's claim (Samlet Betaling).
        AtpKrav = 7, "atp-krav";
        /// An electronic invoice or credit note.
        Faktura = 8, "faktura";
        /// TØK's payments.
        TokUdbetaling = 9, "tok-udbetaling";
        /// NemKonto's answers.
        NemkontoRetur = 10, "nemkonto-retur";
        /// Bank report during the day.
        Camt052 = 11, "camt052";
        /// Bank statement.
        Camt053 = 12, "camt053";
        /// Details of bank entries.
        Camt054 = 13, "camt054";
        /// Bank statement in SWIFT's text form.
        Mt940 = 14, "mt940";
        /// A Danish bank's own list.
        BankCsv = 15, "bank-csv";
        /// TØK's finance postings.
        TokPostering = 16, "tok-postering";
        /// TØK's claims on citizens.
        TokFordring = 17, "tok-fordring";
        /// Postings of the municipality's ERP system.
        ErpPostering = 18, "erp-postering";
        /// The municipality's list of debtors.
        Debitor = 19, "debitor";
        /// What a benefit system sent to TØK.
        Fagsystem = 20, "fagsystem";
    }
}

impl SourceKind {
    /// True for kinds whose records are kept. Files of the others are read and checked, and kept once there is a
    /// reconciliation that uses them.
    pub const fn is_kept(self) -> bool {
        !matches!(self, Self::TokPostering | Self::TokFordring | Self::ErpPostering | Self::Debitor | Self::Fagsystem)
    }

    /// The kind as the window and the reports call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EindkomstVirsum => "eIndkomst, sum pr. virksomhed",
            Self::EindkomstPersum => "eIndkomst, sum pr. medarbejder",
            Self::TokIndberetning => "TØK-indberetninger",
            Self::SkatKrav => "SKAT-krav",
            Self::EindkomstRecord => "eIndkomst, indberetningsfil",
            Self::EindkomstDetail => "eIndkomst, enkelte indberetninger",
            Self::AtpKrav => "ATP-krav",
            Self::Faktura => "E-faktura",
            Self::TokUdbetaling => "TØK-udbetalinger",
            Self::NemkontoRetur => "NemKonto-retursvar",
            Self::Camt052 => "Bank, dagens posteringer (camt.052)",
            Self::Camt053 => "Kontoudtog (camt.053)",
            Self::Camt054 => "Bank, posteringsdetaljer (camt.054)",
            Self::Mt940 => "Kontoudtog (MT940)",
            Self::BankCsv => "Bankliste",
            Self::TokPostering => "TØK-posteringer",
            Self::TokFordring => "TØK-fordringer",
            Self::ErpPostering => "ERP-posteringer",
            Self::Debitor => "Debitorliste",
            Self::Fagsystem => "Fagsystemets ordrer",
        }
    }
}
