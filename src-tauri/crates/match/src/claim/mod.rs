//! The register against the claim: what a payer owes per field and month, and what was claimed.
//!
//! The sums meet per (settling payer, field, income month), see [`slots`]. Which persons a claim left out is not for a
//! sum to say: that is what the inference of the cut-off is for ([`crate::cutoff`]), and what it found is [`Timing`].

mod against;
mod lines;
mod slots;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;

use crate::cause::fingerprint;
use crate::cutoff::Moved;
use crate::cutoff::Timing;
use crate::hash::ContentHash;

pub(crate) use against::Places;
pub(crate) use against::add_to;
pub(crate) use against::lines_of;
pub(crate) use against::members;
pub(crate) use against::timing;
pub(crate) use lines::ClaimLine;
pub(crate) use lines::Claimed;
pub(crate) use lines::lines;
pub(crate) use slots::Held;
pub(crate) use slots::Slot;
pub(crate) use slots::SumKey;
pub(crate) use slots::slots;

/// What is compared, and how.
#[derive(Debug)]
pub(crate) struct Comparison<'a> {
    pub(crate) lines: &'a [ClaimLine],
    pub(crate) slots: &'a [Slot],
    /// Reconciliation and period, for the names of differences.
    pub(crate) name: (&'a str, Period),
    /// Sums that agree are a match.
    pub(crate) by_sum: bool,
    /// What the cut-off explains, where the rules infer one.
    pub(crate) timing: Option<&'a Timing>,
}

/// What the pair B–C came to.
#[derive(Debug, Default)]
pub(crate) struct ClaimFindings {
    pub(crate) groups: Vec<MatchGroup>,
    /// The group (an index into `groups`) of the cells under a sum key.
    pub(crate) of_cells: BTreeMap<SumKey, usize>,
    /// Cells that stand in a difference instead, as rows.
    pub(crate) moved_cells: BTreeSet<u32>,
    /// The group of each grouped line.
    pub(crate) of_lines: Vec<(RecordId, usize)>,
    pub(crate) differences: Vec<Difference>,
    /// Lines that stand in a difference.
    open_lines: usize,
}

/// Compares what the register holds with what is claimed.
pub(crate) fn compare(comparison: &Comparison<'_>, hash: &mut ContentHash) -> ClaimFindings {
    let mut found = ClaimFindings::default();
    for (index, slot) in comparison.slots.iter().enumerate() {
        let moved = comparison.timing.map(|timing| timing.of_slot(index)).unwrap_or_default();
        let explained: Money = moved.iter().map(|moved| moved.amount).sum();
        let rest = slot.surplus() - explained;
        let pass = if moved.is_empty() { PassKind::ClaimSum } else { PassKind::ClaimCutoff };
        if rest.is_zero() && (comparison.by_sum || pass == PassKind::ClaimCutoff) {
            let moved = moved.iter().map(|moved| moved.cells.len()).sum();
            found.group(comparison, slot, pass, moved, hash);
        } else {
            found.open_slot(comparison, slot, rest, explained, hash);
        }
        for moved in moved {
            found.move_away(comparison, moved, hash);
        }
    }
    found.open_lines(comparison, hash);
    let placed = found.of_lines.len() + found.open_lines;
    assert_eq!(placed, comparison.lines.len(), "every claim line is in one group or one difference");
    found
}

impl ClaimFindings {
    /// `moved` cells of the slot stand in differences instead.
    fn group(
        &mut self,
        comparison: &Comparison<'_>,
        slot: &Slot,
        pass: PassKind,
        moved: usize,
        hash: &mut ContentHash,
    ) {
        if slot.lines.is_empty() && u64::try_from(moved).is_ok_and(|moved| moved == slot.held.cells) {
            return;
        }
        let group = self.groups.len();
        self.groups.push(MatchGroup { pair: Pair::BC, pass, tolerance_used: Money::ZERO, alternatives: 0 });
        hash.mark(b'C');
        hash.mark(pass.number());
        hash_slot(hash, comparison.lines, slot);
        self.of_lines.extend(slot.lines.iter().map(|line| (comparison.lines[*line].record, group)));
        self.of_cells.extend(slot.keys().map(|key| (key, group)));
    }

    /// What neither the sums nor the cut-off explain.
    fn open_slot(
        &mut self,
        comparison: &Comparison<'_>,
        slot: &Slot,
        rest: Money,
        explained: Money,
        hash: &mut ContentHash,
    ) {
        let (cause, certainty) = if slot.held.cells == 0 && !slot.lines.is_empty() && explained.is_zero() {
            (Cause::ClaimOnly, Certainty::Suggested)
        } else {
            (Cause::Unexplained, Certainty::Unknown)
        };
        let (se, field, month) = (slot.se, slot.field, slot.month());
        let mut named = fingerprint(comparison.name.0, comparison.name.1, Pair::BC);
        named.text("sum");
        named.bytes(&se.number().to_be_bytes());
        named.bytes(&field.map_or(0, trepunkt_core::code::Field::number).to_be_bytes());
        named.maybe_month(month);
        hash.mark(b'D');
        hash_slot(hash, comparison.lines, slot);
        hash.text(cause.code());
        hash.money(rest);
        self.open_lines += slot.lines.len();
        let records = slot.lines.iter().map(|line| (Point::C, comparison.lines[*line].record));
        self.differences.push(Difference {
            fingerprint: named.short(),
            pair: Pair::BC,
            key: DifferenceKey { se: Some(se), field, month, ..DifferenceKey::default() },
            totals: [
                None,
                (slot.held.cells > 0).then_some(slot.held.sum - explained),
                (!slot.lines.is_empty()).then_some(slot.claimed),
            ],
            amount: rest,
            cause,
            certainty,
            records: records.collect(),
            alternatives: 0,
            as_of: None,
            evidence: Evidence::default(),
        });
    }

    /// What is on another claim than the one at hand, person by person.
    fn move_away(&mut self, comparison: &Comparison<'_>, moved: &Moved, hash: &mut ContentHash) {
        let difference = moved.difference(comparison.name);
        hash.mark(b'M');
        hash.bytes(&moved.content);
        hash.money(difference.amount);
        hash.text(difference.cause.code());
        hash.text(difference.certainty.code());
        hash.number(u64::from(difference.alternatives));
        hash.maybe_time(difference.as_of);
        self.moved_cells.extend(&moved.cells);
        self.differences.push(difference);
    }

    /// Lines that no field can answer for: interest, fees, provisional assessments. Each stands for itself.
    fn open_lines(&mut self, comparison: &Comparison<'_>, hash: &mut ContentHash) {
        let has_no_slot = |line: &&ClaimLine| matches!(line.claimed, Claimed::InterestOrFee | Claimed::Provisional);
        let lines: Vec<&ClaimLine> = comparison.lines.iter().filter(has_no_slot).collect();
        for alike in lines.chunk_by(|left, right| left.content == right.content) {
            for (occurrence, line) in alike.iter().enumerate() {
                let (cause, certainty) = match line.claimed {
                    Claimed::InterestOrFee => (Cause::InterestOrFee, Certainty::Proven),
                    Claimed::Provisional | Claimed::Field(_) | Claimed::AllFields => {
                        (Cause::ClaimOnly, Certainty::Suggested)
                    }
                };
                let mut named = fingerprint(comparison.name.0, comparison.name.1, Pair::BC);
                named.text("line");
                named.bytes(&line.content);
                named.count(occurrence);
                hash.mark(b'L');
                hash.bytes(&line.content);
                hash.text(cause.code());
                self.open_lines += 1;
                self.differences.push(Difference {
                    fingerprint: named.short(),
                    pair: Pair::BC,
                    key: DifferenceKey { se: Some(line.se), month: Some(line.month), ..DifferenceKey::default() },
                    totals: [None, None, Some(line.amount)],
                    amount: -line.amount,
                    cause,
                    certainty,
                    records: vec![(Point::C, line.record)],
                    alternatives: 0,
                    as_of: None,
                    evidence: Evidence::default(),
                });
            }
        }
    }
}

fn hash_slot(hash: &mut ContentHash, lines: &[ClaimLine], slot: &Slot) {
    hash.bytes(&slot.se.number().to_be_bytes());
    hash.bytes(&slot.field.map_or(0, trepunkt_core::code::Field::number).to_be_bytes());
    hash.count(slot.months.len());
    slot.months.iter().for_each(|month| hash.maybe_month(Some(*month)));
    hash.number(slot.held.cells);
    hash.money(slot.held.sum);
    hash.count(slot.lines.len());
    slot.lines.iter().for_each(|line| hash.bytes(&lines[*line].content));
}
