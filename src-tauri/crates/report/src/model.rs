//! A report as plain data: a front page and sections, from which the three files are made.

use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

/// A report. Texts arrive as they are to be printed: what is to be masked is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// `Afstemningsrapport`
    pub title: String,
    /// The workspace's name.
    pub municipality: String,
    /// The reconciliation's name; empty where the report is about none.
    pub subject: String,
    /// `oktober 2026`; empty where the report is about none.
    pub period: String,
    /// When what is reported was made. The file's own date is taken from here, so that the file never varies.
    pub made: WallTime,
    /// What the file is made of, as a hexadecimal hash; printed at the foot of every page.
    pub identity: String,
    /// The largest figures, shown large on the front page.
    pub figures: Vec<KeyFigure>,
    /// What was chosen: label and value, in this order.
    pub parameters: Vec<(String, String)>,
    /// Whether personal numbers are masked, and if not, who asked for it and why.
    pub privacy: String,
    /// The signatures; none where nothing is signed by anybody, and that is then said.
    pub signatures: Option<Vec<Signature>>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// The table that is the whole CSV file; none where it holds all of them.
    pub csv: Option<&'static str>,
    /// What the report says.
    pub sections: Vec<Section>,
}

/// A large figure of the front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFigure {
    /// `A · TØK`
    pub label: String,
    /// The amount, or a number.
    pub value: Cell,
    /// `1.204 linjer`
    pub note: String,
}

/// A signature as the front page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// `Forberedt` or `Godkendt`.
    pub role: String,
    /// The person.
    pub name: String,
    /// The beginning of the public key.
    pub key: String,
    /// When it was signed.
    pub time: WallTime,
    /// Of which version of the period.
    pub version: u32,
    /// True when the key proves it and what was signed has not changed since.
    pub is_valid: bool,
    /// What the person said beside it; empty for nothing.
    pub note: String,
}

/// A part of a report under a heading of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// A sentence under it; empty for none.
    pub lead: String,
    /// A list so broad that its pages lie on their side.
    pub is_wide: bool,
    /// What it shows.
    pub content: Content,
}

/// What a section shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A table.
    Table(Table),
    /// Drawn bridges.
    Bridges(Vec<BridgeFigure>),
}

/// A bridge as bars, from the first point over the steps to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeFigure {
    /// Whose bridge.
    pub title: String,
    /// The bars, from left to right.
    pub bars: Vec<Bar>,
}

/// A bar of a bridge. A point stands on the axis; a step hangs between two amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The point or the cause.
    pub label: String,
    /// True for a point.
    pub is_point: bool,
    /// The point's amount, or what the step adds.
    pub amount: Money,
    /// Where the step begins.
    pub from: Money,
    /// Where it ends.
    pub to: Money,
}

/// A table: a sheet of its own in Excel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The sheet's name, at most 31 letters, unique in the report; formulas name it.
    pub name: &'static str,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Row>,
    /// The sums under it.
    pub total: Option<Row>,
    /// What is said where there are no rows.
    pub empty: String,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it is called.
    pub header: String,
    /// What its cells hold.
    pub kind: Kind,
    /// Where it stands on paper.
    pub place: Place,
}

/// What a column's cells hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, which may wrap.
    Text,
    /// A code, a name of a line, a date: never broken.
    Code,
    /// Kroner and øre.
    Amount,
    /// A number of something.
    Count,
    /// `OK` or `FEJL`.
    Check,
}

/// Where a column stands on paper. Sheets and CSV have all columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the columns, unless every cell is empty.
    Column,
    /// As running text under the row.
    Below,
    /// The same, with the column's name before it.
    BelowNamed,
    /// Nowhere.
    SheetOnly,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The cells as they are shown.
    pub cells: Vec<Cell>,
    /// Cells that a sheet works out for itself, by their place; each must give what the cell shows.
    pub live: Vec<(usize, Formula)>,
    /// True for a row that stands out: a point of the bridge, a sum.
    pub is_strong: bool,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words or a code; a code keeps its zeros.
    Text(String),
    /// Kroner and øre.
    Amount(Money),
    /// A number of something.
    Count(u64),
    /// A day.
    Day(Date),
    /// A moment.
    Time(WallTime),
    /// Nothing, which is not 0,00.
    Empty,
}

/// What a sheet works out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// The cell above, plus what comes in, less what goes out in this row: columns.
    Balance {
        /// The column of the balance.
        balance: usize,
        /// What comes in.
        inflow: usize,
        /// What goes out.
        outflow: usize,
    },
    /// The sum of the own column's rows, for the row under them.
    ColumnSum,
    /// A cell of the same row.
    Here(usize),
    /// The cell above.
    Above(usize),
    /// The amounts of another table's column in the rows that fit; of all rows without conditions.
    SumOf {
        /// The table's name.
        table: &'static str,
        /// The column that is added up.
        column: usize,
        /// Which rows.
        which: Vec<Condition>,
    },
    /// The number of rows of another table that fit.
    CountOf {
        /// The table's name.
        table: &'static str,
        /// A column in which every row holds words.
        column: usize,
        /// Which rows.
        which: Vec<Condition>,
    },
    /// Several together.
    Plus(Vec<Formula>),
    /// With the other sign.
    Minus(Box<Formula>),
    /// `OK` where two are equal to the øre, otherwise `FEJL`.
    Equal(Box<Formula>, Box<Formula>),
}

/// Which rows of another table count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Its column holds what the own row's column holds.
    Same {
        /// The other table's column.
        theirs: usize,
        /// The own column.
        own: usize,
    },
    /// Its column holds this word, or is as said: `>0`.
    Is(usize, String),
}

impl Cell {
    /// Words; nothing where there are none.
    pub fn text(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Self::Empty } else { Self::Text(words) }
    }

    /// A code that may be missing.
    pub fn code<T: ToString>(code: Option<T>) -> Self {
        code.map_or(Self::Empty, |code| Self::text(code.to_string()))
    }

    /// An amount that may be missing.
    pub fn amount(amount: Option<Money>) -> Self {
        amount.map_or(Self::Empty, Self::Amount)
    }

    /// As people read it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Amount(amount) => amount.to_string(),
            Self::Count(count) => grouped(*count),
            Self::Day(day) => day.to_string(),
            Self::Time(time) => time.to_string(),
            Self::Empty => String::new(),
        }
    }
}

/// `1.204`
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

impl Column {
    /// A column that stands among the others on paper.
    pub fn new(header: impl Into<String>, kind: Kind) -> Self {
        Self { header: header.into(), kind, place: Place::Column }
    }

    /// The same, elsewhere on paper.
    pub fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }
}

impl Row {
    /// A row without anything worked out.
    pub fn of(cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::default() }
    }

    /// Lets a sheet work out a cell.
    pub fn with(mut self, column: usize, formula: Formula) -> Self {
        self.live.push((column, formula));
        self
    }

    /// The same, standing out.
    pub fn strong(self) -> Self {
        Self { is_strong: true, ..self }
    }
}

impl Formula {
    /// With the other sign.
    #[must_use]
    pub fn minus(self) -> Self {
        Self::Minus(Box::new(self))
    }

    /// `OK` where this equals the other.
    #[must_use]
    pub fn equals(self, other: Self) -> Self {
        Self::Equal(Box::new(self), Box::new(other))
    }
}

/// What a check cell says.
pub fn verdict(holds: bool) -> Cell {
    Cell::Text(if holds { "OK" } else { "FEJL" }.to_owned())
}

impl Table {
    /// A table without sums.
    pub fn new(name: &'static str, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self { name, columns, rows, total: None, empty: "Ingen.".to_owned() }
    }

    /// Adds a last row with the sums of these columns, and words in the first.
    pub fn with_sums(mut self, words: &str, columns: &[usize]) -> Self {
        let mut row = Row::of(vec![Cell::Empty; self.columns.len()]).strong();
        row.cells[0] = Cell::text(words);
        for column in columns {
            let values = self.rows.iter().map(|row| &row.cells[*column]);
            row.cells[*column] = match self.columns[*column].kind {
                Kind::Count => {
                    Cell::Count(values.map(|cell| if let Cell::Count(count) = cell { *count } else { 0 }).sum())
                }
                _ => Cell::Amount(
                    values.map(|cell| if let Cell::Amount(amount) = cell { *amount } else { Money::ZERO }).sum(),
                ),
            };
            row.live.push((*column, Formula::ColumnSum));
        }
        self.total = Some(row);
        self
    }
}

impl Report {
    /// The tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = (&Section, &Table)> {
        self.sections.iter().filter_map(|section| match &section.content {
            Content::Table(table) => Some((section, table)),
            Content::Bridges(_) => None,
        })
    }

    /// `Forside`: what the front page says, as labels and values.
    pub(crate) fn front(&self) -> Vec<(String, String)> {
        let mut lines = vec![("Kommune".to_owned(), self.municipality.clone())];
        for (label, value) in [("Afstemning", &self.subject), ("Periode", &self.period)] {
            if !value.is_empty() {
                lines.push((label.to_owned(), value.clone()));
            }
        }
        lines.push(("Personnumre".to_owned(), self.privacy.clone()));
        lines.extend(self.parameters.iter().cloned());
        lines.extend(self.notes.iter().map(|note| ("Bemærk".to_owned(), note.clone())));
        lines
    }

    /// The signatures as label and value.
    pub(crate) fn signed(&self) -> Vec<(String, String)> {
        let Some(signatures) = &self.signatures else { return Vec::new() };
        if signatures.is_empty() {
            return vec![("Underskrift".to_owned(), NOT_SIGNED.to_owned())];
        }
        signatures.iter().map(|one| (one.role.clone(), one.told())).collect()
    }
}

/// What is said where nobody has signed.
pub(crate) const NOT_SIGNED: &str = "Ikke underskrevet";

impl Signature {
    pub(crate) fn told(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!(" · {}", self.note) };
        let valid = if self.is_valid { "gyldig" } else { "IKKE GYLDIG" };
        format!("{} · {} · nøgle {} · version {} · {valid}{note}", self.name, self.time, self.key, self.version)
    }
}
