//! What the passes have found so far: the groups, where each row went, and the blocks that are still open.

use std::collections::BTreeSet;

use trepunkt_core::evidence::Uniqueness;
use trepunkt_core::money::Money;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunNote;

use crate::hash::ContentHash;
use crate::key::PackedKey;
use crate::rows::Rows;
use crate::rows::index;

/// Where a row has gone. Anything below [`LAST_GROUP`] is the number of its group.
const NOWHERE: u32 = u32::MAX;
const OUTSIDE: u32 = u32::MAX - 1;
const OPEN: u32 = u32::MAX - 2;
const LAST_GROUP: u32 = u32::MAX - 16;

/// A block that the passes could not close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenBlock {
    pub(crate) key: PackedKey,
    /// The lines that are left, those first that a cell would sooner take.
    pub(crate) lines: Vec<u32>,
    /// The cells that are left, in content order.
    pub(crate) cells: Vec<u32>,
    /// What A and B hold at the key, what was matched included.
    pub(crate) totals: [Option<Money>; 2],
    /// Whatever was matched or reversed here is what the extract should hold, no more and no less.
    pub(crate) consistent: bool,
    /// True when all records of the block carry a Kode68, or the point has none there.
    pub(crate) kinds_known: bool,
    /// All lines and all cells of the block, in content order.
    pub(crate) members: [Vec<u32>; 2],
    /// How far the search for sets came where it found no single one, and how many other sets there are.
    pub(crate) undecided: Option<(Uniqueness, u32)>,
}

/// The running account of the pair A–B.
#[derive(Debug)]
pub(crate) struct Findings<'w, 'a> {
    rows: &'w Rows<'a>,
    pub(crate) groups: Vec<MatchGroup>,
    place: Vec<u32>,
    pub(crate) open: Vec<OpenBlock>,
    pub(crate) notes: BTreeSet<RunNote>,
    pub(crate) hash: ContentHash,
    /// Members of the group at hand, kept to save allocations.
    members: Vec<u32>,
}

impl<'w, 'a> Findings<'w, 'a> {
    pub(crate) fn new(rows: &'w Rows<'a>, hash: ContentHash) -> Self {
        let place = vec![NOWHERE; rows.rows.len()];
        Self {
            rows,
            groups: Vec::with_capacity(rows.rows.len() / 2),
            place,
            open: Vec::new(),
            notes: BTreeSet::new(),
            hash,
            members: Vec::new(),
        }
    }

    /// Says that a block belongs to the period; its groups and leftovers follow.
    pub(crate) fn enter(&mut self, key: PackedKey) {
        self.hash.mark(b'K');
        self.hash.key(self.rows.dictionary.parts(key));
    }

    /// The row does not belong to the period.
    pub(crate) fn leave_out(&mut self, row: u32) {
        self.move_to(row, OUTSIDE);
    }

    /// Puts rows of one block into one group.
    pub(crate) fn group(&mut self, pass: PassKind, alternatives: u32, members: impl IntoIterator<Item = u32>) {
        let rows = self.rows;
        let mut ordered = std::mem::take(&mut self.members);
        ordered.clear();
        ordered.extend(members);
        ordered.sort_unstable_by_key(|row| (rows.point(*row), rows.content(*row), *row));
        self.group_ordered(pass, alternatives, &ordered);
        self.members = ordered;
    }

    /// Puts rows of one block into one group; they stand in content order, lines first.
    pub(crate) fn group_ordered(&mut self, pass: PassKind, alternatives: u32, members: &[u32]) {
        let group = u32::try_from(self.groups.len()).expect("groups are fewer than lines");
        assert!(group < LAST_GROUP, "groups are fewer than lines, whose number was checked");
        self.groups.push(MatchGroup { pair: Pair::AB, pass, tolerance_used: Money::ZERO, alternatives });
        let count = u32::try_from(members.len()).expect("members are fewer than lines");
        let mut bytes = [b'G', pass.number(), 0, 0, 0, 0, 0, 0, 0, 0];
        bytes[2..6].copy_from_slice(&alternatives.to_be_bytes());
        bytes[6..].copy_from_slice(&count.to_be_bytes());
        self.hash.bytes(&bytes);
        for row in members {
            self.move_to(*row, group);
            hash_row(&mut self.hash, self.rows, *row);
        }
    }

    /// The passes are done with the block, and this is left.
    pub(crate) fn leave_open(&mut self, block: OpenBlock) {
        for row in block.lines.iter().chain(&block.cells) {
            self.move_to(*row, OPEN);
        }
        self.open.push(block);
    }

    /// A record goes to one place per pair of points and stays there (law 5).
    fn move_to(&mut self, row: u32, place: u32) {
        let current = &mut self.place[index(row)];
        assert!(*current == NOWHERE, "a record is in at most one group or difference per pair");
        *current = place;
    }

    pub(crate) fn is_free(&self, row: u32) -> bool {
        self.place[index(row)] == NOWHERE
    }

    pub(crate) fn is_outside(&self, row: u32) -> bool {
        self.place[index(row)] == OUTSIDE
    }

    /// The group of the row, if it is in one.
    pub(crate) fn group_of(&self, row: u32) -> Option<u32> {
        let place = self.place[index(row)];
        (place < LAST_GROUP).then_some(place)
    }

    /// Nothing is lost: every row has gone somewhere, and the open ones are exactly those of the open blocks.
    pub(crate) fn assert_conservation(&self) {
        let open = self.place.iter().filter(|place| **place == OPEN).count();
        let held: usize = self.open.iter().map(|block| block.lines.len() + block.cells.len()).sum();
        assert!(!self.place.contains(&NOWHERE), "every record ends in a group, in a difference or outside the period");
        assert_eq!(open, held, "every record without a group stands in a difference");
    }
}

/// A row's content beside its key.
pub(crate) fn hash_row(hash: &mut ContentHash, rows: &Rows<'_>, row: u32) {
    let (amount, kind, content) = rows.content(row);
    let mut bytes = [0; 27];
    bytes[0] = if rows.point(row) == Point::A { b'a' } else { b'b' };
    bytes[1..9].copy_from_slice(&amount.to_be_bytes());
    bytes[9..11].copy_from_slice(&kind.to_be_bytes());
    bytes[11..].copy_from_slice(&content.to_be_bytes());
    hash.bytes(&bytes);
}
