//! One cell of a foreign table to the text that the kind's own layout would have in its place.

use std::borrow::Cow;

use calamine::Data;
use trepunkt_core::money::Money;

use crate::amount::Sign;
use crate::catalogue::CellFault;
use crate::header::ColumnType;
use crate::mapping::amounts::DecimalSign;
use crate::mapping::amounts::danish;
use crate::mapping::amounts::mapped_amount;
use crate::mapping::dates::DateForm;
use crate::mapping::dates::mapped_date;
use crate::mapping::dates::mapped_month;
use crate::mapping::dates::mapped_quarter;
use crate::mapping::dates::mapped_time;
use crate::mapping::foreign::Piece;
use crate::mapping::plan::PlannedCell;
use crate::number::whole_text;
use crate::sheet::plain_text;
use crate::sheet::render_cell;
use crate::workbook::GridCell;

/// What a cell became.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// The text, how its sign was written, and whether binary noise of a number was dropped.
    Text(String, Sign, bool),
    /// The profile asks for what this cell lacks, and there is no answer.
    Unanswered,
}

/// What is found of a cell before it is read by what its column holds.
pub(crate) enum Found<'a> {
    Blank,
    Text(Cow<'a, str>),
    Typed(&'a GridCell),
    /// None of the patterns fits.
    NoPattern,
}

impl PlannedCell {
    /// What the cell says once patterns and words are applied.
    pub(crate) fn found<'a>(&self, piece: Piece<'a>) -> Found<'a> {
        let is_plain = self.patterns.is_empty() && self.translate.is_empty();
        let text = match piece {
            Piece::Text(text) => text,
            Piece::Typed(cell) => match (&cell.value, is_plain) {
                (_, false) => Cow::Owned(plain_text(&cell.value)),
                // A bare number in a column of dates is one only by the form that the profile or the column says.
                (Data::Float(number), true) if self.is_dated() => match whole_text(*number) {
                    Ok(digits) => Cow::Owned(digits),
                    Err(_) => return Found::Typed(cell),
                },
                (_, true) => return Found::Typed(cell),
            },
        };
        if text.trim().is_empty() {
            return Found::Blank;
        }
        let text = match self.by_pattern(&text) {
            Some(found) => found.map_or(text, Cow::Owned),
            None => return Found::NoPattern,
        };
        match self.translate.get(&text.trim().to_lowercase()) {
            Some(word) => Found::Text(Cow::Owned(word.clone())),
            None => Found::Text(text),
        }
    }

    /// The value that a pattern finds: some of none when there are no patterns, none when none fits.
    fn by_pattern(&self, text: &str) -> Option<Option<String>> {
        if self.patterns.is_empty() {
            return Some(None);
        }
        let found = self.patterns.iter().find_map(|(find, give)| Some((find.captures(text)?, give)))?;
        let mut value = String::new();
        found.0.expand(found.1, &mut value);
        Some(Some(value))
    }

    fn is_dated(&self) -> bool {
        matches!(self.holds, ColumnType::Date | ColumnType::Time | ColumnType::Month | ColumnType::Quarter)
    }

    /// The text for the row.
    pub(crate) fn write(&self, piece: Piece<'_>) -> Result<Written, CellFault> {
        let text = match self.found(piece) {
            Found::Blank | Found::NoPattern if self.is_unanswered => return Ok(Written::Unanswered),
            Found::Blank => return Ok(self.fixed()),
            Found::NoPattern if self.value.is_some() => return Ok(self.fixed()),
            Found::NoPattern => return Err(CellFault::NoPattern),
            Found::Typed(cell) => return self.write_typed(cell),
            Found::Text(text) => text,
        };
        let text = text.trim();
        let plain = |text: String| Written::Text(text, Sign::Usual, false);
        match self.holds {
            ColumnType::Amount => {
                let (amount, sign) = mapped_amount(text, self.decimal.unwrap_or(DecimalSign::Comma))?;
                Ok(Written::Text(self.signed(amount), sign, false))
            }
            ColumnType::Date => mapped_date(text, self.dates).map(plain),
            ColumnType::Time => mapped_time(text, self.dates).map(plain),
            ColumnType::Month => mapped_month(text, self.dates, self.months_back).map(plain),
            ColumnType::Quarter => mapped_quarter(text, self.dates).map(plain),
            // People group digits with blanks; there is but one way to close them up.
            ColumnType::Se | ColumnType::Cpr => {
                Ok(plain(text.chars().filter(|letter| !letter.is_whitespace()).collect()))
            }
            ColumnType::Text | ColumnType::Code(_) => Ok(plain(text.to_owned())),
        }
    }

    fn fixed(&self) -> Written {
        Written::Text(self.value.clone().unwrap_or_default(), Sign::Usual, false)
    }

    fn signed(&self, amount: Money) -> String {
        danish(if self.is_turned { Money::from_minor(-amount.minor()) } else { amount })
    }

    /// A number or date cell is read by its own type.
    fn write_typed(&self, cell: &GridCell) -> Result<Written, CellFault> {
        let (holds, part) = match self.holds {
            ColumnType::Month | ColumnType::Quarter => (ColumnType::Time, 10),
            holds => (holds, usize::MAX),
        };
        let (text, is_noise) = render_cell(cell, Some(holds))?;
        let text = text.get(..part.min(text.len())).unwrap_or(&text);
        let written = match self.holds {
            ColumnType::Amount => self.signed(mapped_amount(text, DecimalSign::Comma)?.0),
            ColumnType::Month => mapped_month(text, DateForm::from_text("YYYY-MM-DD"), self.months_back)?,
            ColumnType::Quarter => mapped_quarter(text, DateForm::from_text("YYYY-MM-DD"))?,
            _ => text.to_owned(),
        };
        Ok(Written::Text(written, Sign::Usual, is_noise))
    }
}
