//! The files of one extract say the same time, and so does a file of it that was saved once more. What two of them
//! both hold is one fact, not two.

use std::collections::BTreeSet;

use trepunkt_core::result::Point;

use crate::findings::Findings;
use crate::key::Person;
use crate::rows::Rows;
use crate::rows::index;

/// Leaves out cells that another delivery of the same extract holds too, and says for how many the amounts differ.
///
/// Files of a series share no person. Where two deliveries do, they are the same file twice, and which copy counts is
/// settled by content alone. Two persons of the same name may well stand in two files of a series; so names alone
/// do not make two deliveries the same.
pub(crate) fn leave_out_repeated(rows: &Rows<'_>, order: &[u32], findings: &mut Findings<'_, '_>) -> u64 {
    if rows.coverage.extracts.iter().all(|extract| extract.is_one_delivery()) {
        return 0;
    }
    let mut same: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut repeats: Vec<Vec<u32>> = Vec::new();
    for cells in order.chunk_by(|left, right| rows.key_of(*left).block() == rows.key_of(*right).block()) {
        let mut cells: Vec<u32> = cells.iter().copied().filter(|row| rows.point(*row) == Point::B).collect();
        cells.sort_by_key(|row| rows.row(*row).kind);
        for alike in cells.chunk_by(|left, right| rows.row(*left).kind == rows.row(*right).kind) {
            let deliveries: BTreeSet<u32> = alike.iter().map(|row| rows.fact(*row).source).collect();
            if deliveries.len() < 2 {
                continue;
            }
            if matches!(rows.dictionary.parts(rows.key_of(alike[0])).person, Person::Cpr(_)) {
                same.extend(deliveries.iter().flat_map(|one| deliveries.iter().map(|other| (*one, *other))));
            }
            repeats.push(alike.to_vec());
        }
    }
    repeats.iter().filter(|cells| keep_one(rows, cells, &same, findings)).count().try_into().unwrap_or(u64::MAX)
}

/// Keeps the cells of one delivery among those that hold the same, and says whether the amounts differ.
fn keep_one(rows: &Rows<'_>, cells: &[u32], same: &BTreeSet<(u32, u32)>, findings: &mut Findings<'_, '_>) -> bool {
    let source = |row: &u32| rows.fact(*row).source;
    let rank = |source: u32| rows.sources[index(source)].sha256;
    let is_replaced = |row: &&u32| {
        let by = |other: &u32| same.contains(&(source(row), source(other))) && rank(source(other)) > rank(source(row));
        cells.iter().any(by)
    };
    let (replaced, kept): (Vec<&u32>, Vec<&u32>) = cells.iter().partition(|row| is_replaced(row));
    replaced.iter().for_each(|row| findings.leave_out(**row));
    let amounts = |of: u32| {
        let mut amounts: Vec<_> =
            cells.iter().filter(|row| source(row) == of).map(|row| rows.row(*row).amount).collect();
        amounts.sort_unstable();
        amounts
    };
    let expected: BTreeSet<_> = kept.iter().map(|row| amounts(source(row))).collect();
    replaced.iter().any(|row| !expected.contains(&amounts(source(row))))
}
