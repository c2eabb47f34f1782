//! The words of reports.

use std::path::PathBuf;

use clap::Args;

use super::OneRun;

#[derive(Debug, Args)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) run: OneRun,
    /// Rapporten.
    #[arg(long, value_parser = ["afstemningsrapport", "differenceliste", "aabne-poster", "leverancer", "betalingsstatus", "regelrapport", "revisionslog", "revisionspakke"])]
    pub(crate) report: String,
    /// Formatet; en revisionspakke har dem alle.
    #[arg(long, value_parser = ["pdf", "xlsx", "csv"], default_value = "pdf")]
    pub(crate) format: String,
    /// Filen, der skrives.
    #[arg(long)]
    pub(crate) out: String,
    /// Vis hele CPR-numre; kræver en begrundelse, som logges og trykkes på forsiden.
    #[arg(long, requires = "reason")]
    pub(crate) reveal_cpr: bool,
    /// Hvorfor CPR-numrene skal vises.
    #[arg(long, requires = "reveal_cpr", value_name = "BEGRUNDELSE")]
    pub(crate) reason: Option<String>,
}

/// Without a source and a saved name, what can be chosen is listed; without a file, the first rows are shown.
#[derive(Debug, Args)]
pub(crate) struct Adhoc {
    #[command(flatten)]
    pub(crate) run: OneRun,
    /// Kilden, fx differencer eller linjer.
    #[arg(long, value_name = "KILDE", conflicts_with = "name")]
    pub(crate) source: Option<String>,
    /// En gemt rapport.
    #[arg(long, value_name = "NAVN")]
    pub(crate) name: Option<String>,
    /// Kolonnerne, adskilt af komma; ellers alle.
    #[arg(long, value_delimiter = ',', value_name = "KOLONNE")]
    pub(crate) columns: Vec<String>,
    /// Kun rækker, der opfylder det, fx Felt=0015 eller 'Difference>=1.000,00'. Kan gives flere gange.
    #[arg(long = "where", value_name = "UDVALG")]
    pub(crate) filters: Vec<String>,
    /// Gruppér efter disse kolonner.
    #[arg(long, value_delimiter = ',', value_name = "KOLONNE")]
    pub(crate) group: Vec<String>,
    /// Læg disse kolonner sammen for hver gruppe.
    #[arg(long, value_delimiter = ',', value_name = "KOLONNE")]
    pub(crate) sum: Vec<String>,
    /// Sortér efter disse kolonner; - foran giver de største først.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, value_name = "KOLONNE")]
    pub(crate) sort: Vec<String>,
    /// Gem rapporten under dette navn.
    #[arg(long, value_name = "NAVN")]
    pub(crate) save: Option<String>,
    /// Slet den gemte rapport af dette navn.
    #[arg(long, value_name = "NAVN", conflicts_with_all = ["source", "name", "save", "out"])]
    pub(crate) delete: Option<String>,
    /// Formatet.
    #[arg(long, value_parser = ["pdf", "xlsx", "csv"], default_value = "xlsx")]
    pub(crate) format: String,
    /// Filen, der skrives; ellers vises de første rækker.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Vis hele CPR-numre; kræver en begrundelse, som logges og trykkes på forsiden.
    #[arg(long, requires = "reason")]
    pub(crate) reveal_cpr: bool,
    /// Hvorfor CPR-numrene skal vises.
    #[arg(long, requires = "reveal_cpr", value_name = "BEGRUNDELSE")]
    pub(crate) reason: Option<String>,
}
