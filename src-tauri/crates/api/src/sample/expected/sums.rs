//! The points A and B of a month at every key.

use std::collections::BTreeSet;

use trepunkt_core::person::Cpr;

use crate::sample::benefit::UNSPLIT_PAYER;
use crate::sample::book::Book;
use crate::sample::register::Row;

/// (company, person, field)
pub(super) type Key = (usize, Cpr, u16);

/// TØK.
pub(super) const A: usize = 0;
/// eIndkomst.
pub(super) const B: usize = 1;

/// One record of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    key: Key,
    point: usize,
    kind: Option<u16>,
    minor: i64,
}

/// All records of a month, sorted by key.
#[derive(Debug)]
pub(super) struct MonthSums {
    cells: Vec<Cell>,
}

/// What stands at one key.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    cells: &'a [Cell],
}

impl MonthSums {
    /// The month's reports and the persons' rows of its extracts, by company.
    pub(super) fn new(book: &Book, rows: &[Vec<Row>; 4], month: usize) -> Self {
        let mut cells = Vec::new();
        for report in book.reports.iter().filter(|report| report.month == month) {
            cells.extend(report.amounts.iter().map(|(field, minor)| Cell {
                key: (report.payer, report.cpr, *field),
                point: A,
                kind: Some(report.kind),
                minor: *minor,
            }));
        }
        for (payer, rows) in rows.iter().enumerate() {
            for row in rows {
                let cpr = row.cpr.expect("a row of a person names the person");
                cells.extend(row.cells.iter().map(|(field, minor)| Cell {
                    key: (payer, cpr, *field),
                    point: B,
                    kind: row.kind,
                    minor: *minor,
                }));
            }
        }
        cells.sort_unstable();
        Self { cells }
    }

    /// Every key, ascending.
    pub(super) fn keys(&self) -> impl Iterator<Item = At<'_>> {
        self.cells.chunk_by(|left, right| left.key == right.key).map(|cells| At { cells })
    }

    /// What stands at a key, when anything does.
    pub(super) fn at(&self, key: Key) -> Option<At<'_>> {
        let start = self.cells.partition_point(|cell| cell.key < key);
        let length = self.cells[start..].partition_point(|cell| cell.key == key);
        (length > 0).then(|| At { cells: &self.cells[start..start + length] })
    }
}

impl At<'_> {
    pub(super) fn key(&self) -> Key {
        self.cells[0].key
    }

    fn of(&self, point: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |cell| cell.point == point)
    }

    /// How many records a point has here.
    pub(super) fn records(&self, point: usize) -> u64 {
        u64::try_from(self.of(point).count()).expect("few")
    }

    /// The sum of a point; none where it has nothing, which is not the same as 0,00.
    pub(super) fn minor(&self, point: usize) -> Option<i64> {
        self.of(point).map(|cell| cell.minor).reduce(|sum, minor| sum + minor)
    }

    /// TØK less eIndkomst.
    pub(super) fn difference(&self) -> i64 {
        self.minor(A).unwrap_or(0) - self.minor(B).unwrap_or(0)
    }

    /// True when the sums differ, or when they agree under different income kinds and both sides tell the kind.
    pub(super) fn differs(&self) -> bool {
        self.difference() != 0 || (self.key().0 != UNSPLIT_PAYER && self.sums_by_kind(A) != self.sums_by_kind(B))
    }

    /// The sums that are not zero by income kind; the cells of a point are sorted by it.
    fn sums_by_kind(&self, point: usize) -> Vec<(Option<u16>, i64)> {
        let mut sums: Vec<(Option<u16>, i64)> = Vec::new();
        for cell in self.of(point) {
            match sums.last_mut().filter(|(kind, _)| *kind == cell.kind) {
                Some((_, sum)) => *sum += cell.minor,
                None => sums.push((cell.kind, cell.minor)),
            }
        }
        sums.retain(|(_, sum)| *sum != 0);
        sums
    }

    /// The income kind, when both sides carry it and it is one.
    pub(super) fn common_kind(&self) -> Option<u16> {
        self.minor(A).and(self.minor(B))?;
        let kinds: BTreeSet<Option<u16>> = self.cells.iter().map(|cell| cell.kind).collect();
        (kinds.len() == 1).then(|| kinds.first().copied().flatten()).flatten()
    }
}
