//! How corrections are written that leave for other systems.

use serde::Deserialize;

/// What eIndkomst's upload template calls the columns that say whose income it is and when. The numbers of the amounts
/// (`B` and the field) and of Kode68 follow from the field; those of the other columns are not published and stand in
/// the template that the municipality downloads, so they are a rule. Empty: not known, and the column keeps its name.
/// Source: SKAT's guide to reporting, section 19 (Excel and CSV format).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CorrectionRules {
    /// The payer.
    pub se: String,
    /// The person.
    pub cpr: String,
    /// First day of the income period.
    pub period_start: String,
    /// Last day of the income period.
    pub period_end: String,
    /// The day of disposition.
    pub disposition: String,
    /// In advance or in arrears.
    pub in_advance: String,
    /// Indkomsttype.
    pub income_type: String,
    /// Indtægtsart.
    pub income_kind: String,
}

impl Default for CorrectionRules {
    /// Only what is published is known.
    fn default() -> Self {
        let unknown = String::new;
        Self {
            se: unknown(),
            cpr: unknown(),
            period_start: unknown(),
            period_end: unknown(),
            disposition: unknown(),
            in_advance: unknown(),
            income_type: unknown(),
            income_kind: "K0068".to_owned(),
        }
    }
}

impl CorrectionRules {
    /// The columns before the amounts: what people call them, and the template's number for them.
    pub fn columns(&self) -> [(&'static str, &str); 8] {
        [
            ("P-SE-nr", &self.se),
            ("CPR-nr", &self.cpr),
            ("Periode-start", &self.period_start),
            ("Periode-slut", &self.period_end),
            ("Dispositionsdato", &self.disposition),
            ("Forud-bagud", &self.in_advance),
            ("Indkomsttype", &self.income_type),
            ("Kode68", &self.income_kind),
        ]
    }

    /// True when a column has no number yet, so that the file must be given the template's before it is uploaded.
    pub fn is_unnamed(&self) -> bool {
        self.columns().iter().any(|(_, number)| number.is_empty())
    }
}
