//! The engine: what was delivered, compared point by point, until every krone has a place.
//!
//! What is here: which deliveries count for a period ([`scope`], [`newest`]), the records as rows under packed
//! keys ([`rows`], [`key`]), the columnar first look ([`columns`]), the line passes ([`passes`]), the causes
//! ([`cause`]), the claim ([`claim`]) and its cut-off ([`cutoff`]), the bridge ([`bridge`]) and the hash over it all ([`hash`]).
//!
//! What is deliberately not here: files, databases, clocks, randomness, environment, and any idea of a window.
//! The same facts and rules give the same result whatever the order of files or rows: ties are broken by content,
//! never by where a record happened to lie.
//!
//! How it hangs together: a *block* is everything two points hold under one key (payer, person, field, month). Most
//! blocks agree at once and are settled as columns; the passes work on the rest, one block at a time. What they leave
//! is kept as *open blocks*, so that the causes are found when all of the month is known; a pass that looks at
//! neighbours goes between the two. Start reading at [`run`].

mod around;
mod assignment;
pub mod bank;
mod bookings;
mod bridge;
mod cause;
mod checks;
mod claim;
mod columns;
mod content;
mod control;
mod cutoff;
mod engine;
mod findings;
mod hash;
mod key;
mod ledger;
mod newest;
mod passes;
mod payments;
mod rows;
mod scope;
mod series;
mod sets;
mod settlement;
pub mod subset;

use trepunkt_core::bank::BankTable;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::delivery::CompanySum;
use trepunkt_core::delivery::Extract;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::period::Period;
use trepunkt_core::progress::Progress;
use trepunkt_core::record::AtpClaimRecord;
use trepunkt_core::record::ClaimRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::RulePack;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;

pub use checks::check;

/// The rule pack that ships with the program.
pub const SHIPPED_RULES: &str = include_str!("../../../rules/2026.1.toml");

/// A delivery of reports or of an extract.
#[derive(Clone, Debug)]
pub struct DeliveredIncome {
    /// Its number in the workspace; it names records and decides nothing.
    pub delivery: DeliveryId,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// What the file is.
    pub kind: SourceKind,
    /// Rows of the file were rejected when it was read: what is missing here may be one of them.
    pub has_rejected_rows: bool,
    /// What an extract says about itself; empty for reports.
    pub extract: Extract,
    /// The facts.
    pub table: IncomeTable,
}

/// A delivery of facts that stand line by line.
#[derive(Clone, Debug)]
pub struct Delivered<F> {
    /// Its number in the workspace; it names records and decides nothing.
    pub delivery: DeliveryId,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// The facts; a record's ordinal is its index.
    pub records: Vec<F>,
}

/// A delivery of SKAT's claim lines.
pub type DeliveredClaims = Delivered<ClaimRecord>;

/// A delivery of bank statements.
#[derive(Clone, Debug)]
pub struct DeliveredBank {
    /// Its number in the workspace; it names records and decides nothing.
    pub delivery: DeliveryId,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// What the file is: a statement, a report during the day, details of entries, a list.
    pub kind: SourceKind,
    /// The statements; a record's ordinal is its index among the entries.
    pub table: BankTable,
}

/// A delivery of sums per company.
#[derive(Clone, Debug)]
pub struct DeliveredSums {
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// When the extract was made.
    pub time: Option<WallTime>,
    /// The sums.
    pub records: Vec<CompanySum>,
}

/// All that may count. Older deliveries may be among them: the engine picks the newest by content.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// TØK's reports.
    pub reports: Vec<DeliveredIncome>,
    /// eIndkomst's sums per person.
    pub extracts: Vec<DeliveredIncome>,
    /// SKAT's claims.
    pub claims: Vec<DeliveredClaims>,
    /// eIndkomst's sums per company: a control on the extracts, never added to them.
    pub company_sums: Vec<DeliveredSums>,
    /// ATP's claims.
    pub atp_claims: Vec<Delivered<AtpClaimRecord>>,
    /// TØK's payments.
    pub payments: Vec<Delivered<PaymentRecord>>,
    /// NemKonto's answers.
    pub answers: Vec<Delivered<AnswerRecord>>,
    /// Bank statements.
    pub banks: Vec<DeliveredBank>,
    /// Cut-offs that people have confirmed, the newest word of each payer and period.
    pub cutoffs: Vec<ConfirmedCutoff>,
}

/// Why a run came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// Somebody asked it to stop.
    #[error("kørslen blev afbrudt; intet er gemt")]
    Cancelled,
    /// Nothing delivered fills the point.
    #[error("punkt {} mangler: ingen leverance dækker perioden", .0.text())]
    PointMissing(Point),
    /// A month where quarters are compared, or the other way round.
    #[error("`{period}` passer ikke til afstemningen `{reconciliation}`")]
    WrongPeriod {
        /// The reconciliation.
        reconciliation: String,
        /// What was asked for.
        period: Period,
    },
    /// The rules ask for something that the engine cannot do.
    #[error("afstemningen kan ikke køres med disse regler: {0}")]
    Rules(String),
    /// One file claims to be two extracts of the same month.
    #[error("udtrækket har overlappende perioder for SE-nummer {0}; hent det igen, måned for måned")]
    ScopesOverlap(SeNumber),
    /// More than a run has room for. Nothing is cut off to make it fit.
    #[error("{what}: {count} er flere end de {limit}, som én kørsel rummer")]
    Limit {
        /// What there is too much of, in Danish.
        what: &'static str,
        /// How much there is.
        count: u64,
        /// How much there may be.
        limit: u64,
    },
}

/// The points that the sources can fill for the period, in order.
pub fn points_present(
    _rules: &RulePack,
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
) -> Vec<Point> {
    reconciliation
        .points
        .iter()
        .map(|(point, _)| *point)
        .filter(|point| scope::is_present(*point, reconciliation, period, sources))
        .collect()
}

/// Runs one reconciliation for one period.
///
/// # Errors
/// When it is cancelled, a point has no source, the period is of the wrong length, the rules cannot be followed, or
/// the facts are too many for the packed keys.
pub fn run(
    rules: &RulePack,
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
    progress: &dyn Progress,
) -> Result<RunResult, MatchError> {
    match reconciliation.source(Point::A) {
        Some(PointSource::TokUdbetaling) => payments::run(rules, reconciliation, period, sources, progress),
        Some(PointSource::Krav) => settlement::run(rules, reconciliation, period, sources, progress),
        _ => engine::run(rules, reconciliation, period, sources, progress),
    }
}
