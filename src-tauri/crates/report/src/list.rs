//! The list of differences as plain data.

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::result::Pair;
use trepunkt_core::wall_time::WallTime;

/// The differences of one run, with what was chosen to get them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceList {
    /// `Differenceliste`
    pub title: String,
    /// The workspace's name.
    pub municipality: String,
    /// The reconciliation's name.
    pub reconciliation: String,
    /// `oktober 2026`
    pub period: String,
    /// The version of the rules that the run used.
    pub rules_version: String,
    /// The run's result hash, hexadecimal.
    pub result_hash_hex: String,
    /// When the run was made. The file's own date is taken from here, so that the file never varies.
    pub made: WallTime,
    /// What else was chosen: filters, the extracts' times. Printed on the parameter sheet in this order.
    pub parameters: Vec<(String, String)>,
    /// What the points A, B and C are called.
    pub point_names: [String; 3],
    /// The differences, in the order in which they are printed.
    pub rows: Vec<DifferenceLine>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceLine {
    /// Why.
    pub cause: Cause,
    /// How sure.
    pub certainty: Certainty,
    /// The points that disagree.
    pub pair: Pair,
    /// The payer.
    pub se: Option<SeNumber>,
    /// The person as it may be shown: masked, unless the caller has logged that it is not. Empty for none.
    pub cpr: String,
    /// The field.
    pub field: Option<Field>,
    /// The base month.
    pub month: Option<Month>,
    /// Indtægtsart.
    pub income_kind: Option<IncomeKind>,
    /// UdbetalingsID, or the payment line of a claim; empty for none.
    pub payment: String,
    /// BundtID; empty for none.
    pub bundle: String,
    /// The municipality's account; empty for none.
    pub account: String,
    /// The totals of A, B and C at the key; none where the point has nothing there.
    pub totals: [Option<Money>; 3],
    /// Left minus right of the pair.
    pub amount: Money,
    /// Where the work on it stands, in Danish.
    pub status: String,
    /// The names of the records behind it, such as `D3:17/0015`.
    pub records: Vec<String>,
    /// The sentence that explains it.
    pub text: String,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words or a code; a code keeps its zeros.
    Text(String),
    /// Kroner and øre.
    Amount(Money),
    /// Nothing, which is not 0,00.
    Empty,
}

/// The number of columns.
pub(crate) const COLUMNS: usize = 19;
/// Where the cause's code stands.
pub(crate) const CAUSE_CODE: usize = 1;
/// Where the pair of points stands.
pub(crate) const PAIR: usize = 3;
/// Where the points' amounts and the difference stand.
pub(crate) const AMOUNTS: std::ops::RangeInclusive<usize> = 12..=15;
/// Where the difference stands.
pub(crate) const DIFFERENCE: usize = 15;
/// Where the records stand; they and the explanation after them are long.
pub(crate) const RECORDS: usize = 17;

impl DifferenceList {
    /// The headers, in order.
    pub(crate) fn headers(&self) -> [String; COLUMNS] {
        let point = |letter: &str, name: &str| format!("{letter} · {name}");
        let [a, b, c] = &self.point_names;
        [
            "Årsag".to_owned(),
            "Årsagskode".to_owned(),
            "Sikkerhed".to_owned(),
            "Mellem".to_owned(),
            "SE-nr.".to_owned(),
            "CPR".to_owned(),
            "Felt".to_owned(),
            "Måned".to_owned(),
            "Kode68".to_owned(),
            "Betaling".to_owned(),
            "Bundt".to_owned(),
            "Konto".to_owned(),
            point("A", a),
            point("B", b),
            point("C", c),
            "Difference".to_owned(),
            "Status".to_owned(),
            "Linjer".to_owned(),
            "Forklaring".to_owned(),
        ]
    }
}

impl DifferenceLine {
    /// The cells, in the order of the headers.
    pub(crate) fn cells(&self) -> [Cell; COLUMNS] {
        let [a, b, c] = self.totals.map(|total| total.map_or(Cell::Empty, Cell::Amount));
        [
            text(self.cause.label()),
            text(self.cause.code()),
            text(self.certainty.label()),
            text(self.pair.text()),
            code(self.se),
            text(&self.cpr),
            code(self.field),
            code(self.month),
            code(self.income_kind),
            text(&self.payment),
            text(&self.bundle),
            text(&self.account),
            a,
            b,
            c,
            Cell::Amount(self.amount),
            text(&self.status),
            text(&self.records.join(", ")),
            text(&self.text),
        ]
    }
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn code<T: ToString>(code: Option<T>) -> Cell {
    code.map_or(Cell::Empty, |code| Cell::Text(code.to_string()))
}

#[cfg(test)]
pub(crate) mod examples {
    use super::*;

    /// A list with one line for each amount.
    pub(crate) fn list(amounts: &[i64]) -> DifferenceList {
        DifferenceList {
            title: "Differenceliste".to_owned(),
            municipality: "Ærø-Å Kommune".to_owned(),
            reconciliation: "A-skat og AM-bidrag".to_owned(),
            period: "oktober 2026".to_owned(),
            rules_version: "2026.1".to_owned(),
            result_hash_hex: "ab".repeat(32),
            made: WallTime::from_seconds(1_793_815_200),
            parameters: vec![("Udtrukket".to_owned(), "04-11-2026 18:00".to_owned())],
            point_names: ["TØK", "eIndkomst", "SKAT-krav"].map(str::to_owned),
            rows: amounts.iter().map(|amount| line(*amount)).collect(),
        }
    }

    /// A line with this difference, all of it missing in eIndkomst.
    pub(crate) fn line(amount: i64) -> DifferenceLine {
        DifferenceLine {
            cause: Cause::MissingInEindkomst,
            certainty: Certainty::Proven,
            pair: Pair::AB,
            se: SeNumber::new(1_234_567),
            cpr: "010190-••••".to_owned(),
            field: Some(Field::A_TAX),
            month: Month::new(2026, 10),
            income_kind: IncomeKind::new(41),
            payment: "U1".to_owned(),
            bundle: String::new(),
            account: "38910001234567".to_owned(),
            totals: [Some(Money::from_minor(amount)), None, None],
            amount: Money::from_minor(amount),
            status: "åben".to_owned(),
            records: vec!["D1:2/0015".to_owned(), "D1:3/0015".to_owned()],
            text: "TØK registrerede noget som afvist; eIndkomst har intet.".to_owned(),
        }
    }
}
