//! What values can be read as: a fixed value of a profile, and the cells of a whole column.

use std::collections::BTreeSet;

use crate::amount::amount;
use crate::cell;
use crate::header::ColumnType;
use crate::mapping::amounts::AmountSurvey;
use crate::mapping::amounts::DecimalSign;
use crate::mapping::amounts::mapped_amount;
use crate::mapping::dates::DateForm;
use crate::mapping::dates::DateSurvey;
use crate::mapping::dates::month_of;
use crate::mapping::dates::quarter_of;
use crate::mapping::foreign::Foreign;
use crate::mapping::foreign::Piece;
use crate::masking::masked_person;
use crate::masking::masked_runs;
use crate::refusal::Refusal;
use crate::sheet::plain_text;

/// How many different values of a column are shown.
const SAMPLES: usize = 5;
/// The longest sample, in characters.
const SAMPLE_LENGTH: usize = 60;
/// How many rows are looked at to say what a column can be. The import itself looks at all.
pub(crate) const ROWS_LOOKED_AT: usize = 5_000;

/// True when a fixed value can stand in a column that holds that.
pub(crate) fn reads(value: &str, holds: ColumnType) -> bool {
    match holds {
        ColumnType::Text => true,
        ColumnType::Amount => amount(value).is_ok(),
        ColumnType::Cpr => cell::cpr(value).is_ok() || cell::se(value).is_ok(),
        ColumnType::Se => cell::se(value).is_ok(),
        ColumnType::Date => cell::date(value).is_ok(),
        ColumnType::Time => cell::time(value).is_ok(),
        ColumnType::Month => cell::month(value).is_ok(),
        ColumnType::Quarter => quarter_of(value).is_some(),
        ColumnType::Code(width) => value.len() <= width && cell::digits(value).is_some(),
    }
}

/// One column of a foreign table, as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnReading {
    /// Its header, or its number.
    pub name: String,
    /// Different values of it, masked.
    pub samples: Vec<String>,
    /// Cells that hold anything.
    pub filled: u32,
    /// Cells that hold nothing.
    pub blank: u32,
    /// The decimal signs with which every filled cell is an amount; none when it is no column of amounts.
    pub decimals: Vec<DecimalSign>,
    /// The forms in which every filled cell is a date or moment; none when it is no column of dates.
    pub dates: Vec<DateForm>,
    /// Every filled cell is a month, a quarter, a CPR number, an SE number.
    pub is: Vec<ColumnIs>,
}

/// What every filled cell of a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnIs {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A personal number.
    Cpr,
    /// Eight digits, as SE and CVR numbers have.
    Se,
    /// Numbers or dates by the type of the spreadsheet's cells.
    Typed,
}

#[derive(Default)]
struct Look {
    filled: u32,
    blank: u32,
    typed: u32,
    months: u32,
    quarters: u32,
    cprs: u32,
    ses: u32,
    comma: u32,
    point: u32,
    dated: u32,
    amounts: AmountSurvey,
    dates: DateSurvey,
    seen: BTreeSet<String>,
}

impl Look {
    fn add(&mut self, piece: &Piece<'_>, line: u32) {
        let text = match piece {
            Piece::Text(text) => text.clone().into_owned(),
            Piece::Typed(cell) => {
                self.typed += 1;
                plain_text(&cell.value)
            }
        };
        if text.is_empty() {
            self.blank += 1;
            return;
        }
        self.filled += 1;
        self.months += u32::from(month_of(&text).is_some());
        self.quarters += u32::from(quarter_of(&text).is_some());
        self.cprs += u32::from(cell::cpr(&text).is_ok());
        self.ses += u32::from(cell::se(&text).is_ok());
        self.comma += u32::from(mapped_amount(&text, DecimalSign::Comma).is_ok());
        self.point += u32::from(mapped_amount(&text, DecimalSign::Point).is_ok());
        self.dated += u32::from(crate::mapping::dates::is_date(&text));
        self.amounts.add(&text, line);
        self.dates.add(&text, line);
        if self.seen.len() < SAMPLES {
            self.seen.insert(text);
        }
    }

    fn reading(self, name: &str) -> ColumnReading {
        let every = |count: u32| self.filled > 0 && count == self.filled;
        let reads = |sign: &DecimalSign| match sign {
            DecimalSign::Comma => every(self.comma),
            DecimalSign::Point => every(self.point) || every(self.comma) && every(self.point),
        };
        // One separator before three digits is an amount by either sign, though by one of them with too many decimals.
        let decimals = match (every(self.comma), every(self.point)) {
            (false, false) => Vec::new(),
            _ => self.amounts.possible().into_iter().filter(|sign| reads(sign) || self.amounts.is_open()).collect(),
        };
        let is = [
            (every(self.months), ColumnIs::Month),
            (every(self.quarters), ColumnIs::Quarter),
            (every(self.cprs), ColumnIs::Cpr),
            (every(self.ses), ColumnIs::Se),
            (every(self.typed), ColumnIs::Typed),
        ];
        let mask = if every(self.cprs) { masked_person } else { masked_runs };
        ColumnReading {
            name: name.to_owned(),
            samples: self.seen.iter().map(|text| mask(text).chars().take(SAMPLE_LENGTH).collect()).collect(),
            filled: self.filled,
            blank: self.blank,
            decimals,
            dates: if every(self.dated) { self.dates.possible().to_vec() } else { Vec::new() },
            is: is.into_iter().filter(|(holds, _)| *holds).map(|(_, is)| is).collect(),
        }
    }
}

/// What each column can be read as, by its first rows.
pub(crate) fn look_at(table: &Foreign<'_>) -> Result<Vec<ColumnReading>, Refusal> {
    let mut looks: Vec<Look> = table.names.iter().map(|_| Look::default()).collect();
    let mut rows = 0;
    table.source.each(|row| {
        rows += 1;
        if rows <= ROWS_LOOKED_AT && !row.is_blank() {
            looks.iter_mut().enumerate().for_each(|(place, look)| look.add(&row.cell(place), row.line()));
        }
        Ok(())
    })?;
    Ok(looks
        .into_iter()
        .zip(&table.names)
        .map(|(look, name)| look.reading(&crate::masking::shown(name, false)))
        .collect())
}
