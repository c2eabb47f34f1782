//! The frame that kinds share of which a row is one record.

use trepunkt_core::delivery::Extract;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;

use super::Yield;
use super::amount_in;
use crate::amount::Sign;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::walk::Intake;
use crate::walk::RowReader;
use crate::walk::walk;

/// Where the columns of a layout stand in a file, and what they are called there.
pub(super) struct Frame {
    /// By the order of the layout's columns.
    places: Vec<Option<usize>>,
    names: Vec<String>,
}

/// Makes one record of one row; an error rejects the row.
pub(super) type TakeRow<T> = fn(&Frame, &Row<'_>, &mut Findings) -> Result<T, Fault>;

struct Reader<T> {
    frame: Frame,
    records: Vec<T>,
    take: TakeRow<T>,
}

/// Reads all rows.
pub(super) fn read_list<T>(intake: &mut Intake<'_, '_>, take: TakeRow<T>) -> Result<(Frame, Vec<T>), Refusal> {
    let names = (0..intake.header.names.len()).map(|place| intake.header.name(place)).collect();
    let frame = Frame { places: intake.header.places.clone(), names };
    let mut reader = Reader { frame, records: Vec::new(), take };
    walk(intake, &mut reader)?;
    Ok((reader.frame, reader.records))
}

impl<'a, T> RowReader<'a> for Reader<T> {
    fn take(&mut self, row: &Row<'a>, findings: &mut Findings) -> Result<(), Fault> {
        self.records.push((self.take)(&self.frame, row, findings)?);
        Ok(())
    }

    fn records(&self) -> usize {
        self.records.len()
    }

    fn take_back(&mut self, from: usize) {
        self.records.truncate(from);
    }
}

impl Frame {
    /// The places of the layout's columns from `first` on.
    pub(super) fn places<const N: usize>(&self, first: usize) -> [Option<usize>; N] {
        std::array::from_fn(|at| self.at(first + at))
    }

    pub(super) fn at(&self, column: usize) -> Option<usize> {
        self.places.get(column).copied().flatten()
    }

    pub(super) fn name(&self, place: Option<usize>) -> &str {
        place.and_then(|place| self.names.get(place)).map_or("", String::as_str)
    }
}

/// An amount that may be blank, and how it was written.
pub(super) fn optional_amount(row: &Row<'_>, place: Option<usize>) -> Result<(Option<Money>, Sign), Fault> {
    if row.cell(place).text().is_empty() {
        return Ok((None, Sign::Usual));
    }
    amount_in(row, place).map(|(amount, sign)| (Some(amount), sign))
}

/// What a list becomes that says nothing but its rows.
pub(super) fn plain(facts: Facts, repaired: u32) -> Yield {
    Yield { facts, extract: Extract::default(), repaired, trailer: None, needs_trailer: false }
}
