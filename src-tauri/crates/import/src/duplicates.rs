//! Rows that say the same report twice.
//!
//! (IndberetningsID, CPR, Kode68, Feltnr) is unique. A row that repeats another in all it says is
//! one fact and counts once. Rows of one key that say different things contradict each other;
//! which of them is right cannot be known from the file, and the first would be a guess that
//! depends on the order of rows. So none of them counts, and each is rejected aloud.

use trepunkt_core::record::IncomeHead;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::text_pool::TextId;

use crate::catalogue::CellFault;
use crate::masking::shown;
use crate::walk::Intake;

/// A record that must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Twice {
    /// Index into the table's records.
    index: usize,
    what: CellFault,
    other_line: u32,
}

/// Rejects the rows that must go, whole, and takes their records out of the table with what lies beside the heads.
/// Records without a reference are never the same report: there is nothing to know one again by.
pub(crate) fn reject<T: Copy>(table: &mut IncomeTable, beside: &mut Vec<T>, column: &str, intake: &mut Intake<'_, '_>) {
    let found = find(table);
    if found.is_empty() {
        return;
    }
    let line_of = |twice: &Twice| table.records[twice.index].line;
    let mut lines: Vec<u32> = Vec::with_capacity(found.len());
    // In the order of the file, so the records of one row follow each other. A row that contradicts another in one
    // of its amounts is no repetition, though it repeats the rest.
    for row in found.chunk_by(|one, other| line_of(one) == line_of(other)) {
        let twice = row.iter().find(|twice| twice.what == CellFault::Contradiction).unwrap_or(&row[0]);
        let record = table.records[twice.index];
        lines.push(record.line);
        let reference = table.texts.get(table.heads[at(record.head)].reference);
        let detail = Some(format!("Se også linje {}.", twice.other_line));
        let (column, value) = (Some(column.to_owned()), Some(shown(reference, false)));
        intake.findings.reject_with(record.line, column, value, twice.what, detail);
        intake.count.accepted -= 1;
        intake.count.rejected += 1;
    }
    for record in table.records.iter_mut().filter(|record| lines.binary_search(&record.line).is_ok()) {
        record.head = GONE;
    }
    drop_marked(table, beside);
}

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

const fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(MULTIPLIER).rotate_left(29)
}

fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(MULTIPLIER);
    hash ^ (hash >> 29)
}

fn head_hash(table: &IncomeTable, head: &IncomeHead) -> u64 {
    let mut hash = MULTIPLIER;
    for chunk in table.texts.get(head.reference).as_bytes().chunks(8) {
        let mut word = [0_u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = mix(hash, u64::from_le_bytes(word));
    }
    hash = mix(hash, head.cpr.map_or(0, |cpr| cpr.number()));
    mix(hash, head.income_kind.map_or(u64::MAX, |kind| u64::from(kind.number())))
}

/// The records that must go, in the order of the file. A sort of hashes finds where to look; what
/// is a duplicate is decided by the values themselves.
fn find(table: &IncomeTable) -> Vec<Twice> {
    let heads: Vec<u64> = table.heads.iter().map(|head| head_hash(table, head)).collect();
    let hash = |record: &IncomeRecord| finish(mix(heads[at(record.head)], u64::from(record.field.number())));
    let mut sorted: Vec<u64> = table.records.iter().map(hash).collect();
    sorted.sort_unstable();
    let mut suspects: Vec<u64> = sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    suspects.dedup();
    if suspects.is_empty() {
        return Vec::new();
    }
    let mut indexes: Vec<usize> = (0..table.records.len())
        .filter(|index| suspects.binary_search(&hash(&table.records[*index])).is_ok())
        .filter(|index| !key(table, *index).0.is_empty())
        .collect();
    indexes.sort_by(|left, right| key(table, *left).cmp(&key(table, *right)).then(left.cmp(right)));
    let mut found = Vec::new();
    for group in indexes.chunk_by(|left, right| key(table, *left) == key(table, *right)) {
        judge(table, group, &mut found);
    }
    found.sort_by_key(|twice| twice.index);
    found
}

fn at(index: u32) -> usize {
    usize::try_from(index).expect("an index of 32 bits fits the machine")
}

fn key(table: &IncomeTable, index: usize) -> (&str, Option<u64>, Option<u16>, u16) {
    let record = &table.records[index];
    let head = &table.heads[at(record.head)];
    (
        table.texts.get(head.reference),
        head.cpr.map(|cpr| cpr.number()),
        head.income_kind.map(|kind| kind.number()),
        record.field.number(),
    )
}

fn judge(table: &IncomeTable, group: &[usize], found: &mut Vec<Twice>) {
    let Some((first, rest)) = group.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return;
    };
    let line = |index: usize| table.records[index].line;
    if rest.iter().all(|other| says_the_same(table, *first, *other)) {
        found.extend(rest.iter().map(|index| Twice {
            index: *index,
            what: CellFault::Repeated,
            other_line: line(*first),
        }));
        return;
    }
    let second = rest.first().copied().unwrap_or(*first);
    found.extend(group.iter().map(|index| {
        let other = if index == first { second } else { *first };
        Twice { index: *index, what: CellFault::Contradiction, other_line: line(other) }
    }));
}

fn says_the_same(table: &IncomeTable, left: usize, right: usize) -> bool {
    let (left, right) = (&table.records[left], &table.records[right]);
    let (left_head, right_head) = (&table.heads[at(left.head)], &table.heads[at(right.head)]);
    let texts = |head: &IncomeHead| [head.benefit, head.name].map(|id| table.texts.get(id));
    let bare = |head: &IncomeHead| IncomeHead {
        reference: TextId::default(),
        benefit: TextId::default(),
        name: TextId::default(),
        ..*head
    };
    left.amount == right.amount && bare(left_head) == bare(right_head) && texts(left_head) == texts(right_head)
}

/// No record has this head.
const GONE: u32 = u32::MAX;

/// Drops the marked records, and the heads that are left without any, with what lies beside them.
fn drop_marked<T: Copy>(table: &mut IncomeTable, beside: &mut Vec<T>) {
    if table.records.iter().all(|record| record.head != GONE) {
        return;
    }
    table.records.retain(|record| record.head != GONE);
    let mut heads = Vec::with_capacity(table.heads.len());
    let mut kept = Vec::with_capacity(beside.len());
    let mut last = None;
    for record in &mut table.records {
        if last != Some(record.head) {
            last = Some(record.head);
            heads.push(table.heads[at(record.head)]);
            kept.push(beside[at(record.head)]);
        }
        record.head = u32::try_from(heads.len() - 1).expect("there are no more heads than before");
    }
    table.heads = heads;
    *beside = kept;
}
