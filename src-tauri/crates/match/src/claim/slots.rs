//! Where sums meet: what a payer holds of a field, beside the claim lines that ask for it.
//!
//! A claim may name each income month, or put all it counts under one of them (the income in advance of the next
//! month too, or a whole quarter). A slot is the months of a payer and field that must be looked at together.

use std::collections::BTreeMap;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;

use super::ClaimLine;
use super::Claimed;
use crate::scope::Months;

/// Settling payer, field (none for one total of all fields) and income month.
pub(crate) type SumKey = (SeNumber, Option<Field>, Month);

/// What the register holds under a sum key.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    pub(crate) sum: Money,
    pub(crate) cells: u64,
}

/// Months of a payer and field that are compared as one.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) se: SeNumber,
    pub(crate) field: Option<Field>,
    /// In order; one, unless the claim names only one of several.
    pub(crate) months: Vec<Month>,
    pub(crate) held: Held,
    /// Indexes into the claim lines, in content order.
    pub(crate) lines: Vec<usize>,
    pub(crate) claimed: Money,
    /// Before the period: what the claim asks for beside what the register holds of the period.
    pub(crate) is_earlier: bool,
}

impl Slot {
    /// What the register holds beyond the claim.
    pub(crate) fn surplus(&self) -> Money {
        self.held.sum - self.claimed
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = SumKey> {
        self.months.iter().map(|month| (self.se, self.field, *month))
    }

    /// The month that stands in the key of a difference over the whole slot.
    pub(crate) fn month(&self) -> Option<Month> {
        self.months.first().copied()
    }

    fn add(&mut self, other: Self) {
        self.months.extend(other.months);
        self.held.sum += other.held.sum;
        self.held.cells += other.held.cells;
        self.lines.extend(other.lines);
        self.claimed += other.claimed;
    }
}

/// The slots of what is held and what is claimed, in the order of payer, field and month.
pub(crate) fn slots(held: BTreeMap<SumKey, Held>, lines: &[ClaimLine], months: &Months) -> Vec<Slot> {
    let mut meetings: BTreeMap<SumKey, Slot> = BTreeMap::new();
    let mut at = |key: SumKey, change: &mut dyn FnMut(&mut Slot)| {
        change(meetings.entry(key).or_insert_with(|| Slot {
            se: key.0,
            field: key.1,
            months: vec![key.2],
            held: Held::default(),
            lines: Vec::new(),
            claimed: Money::ZERO,
            is_earlier: months.own.first().is_some_and(|first| key.2 < *first),
        }));
    };
    for (key, held) in held {
        at(key, &mut |slot| slot.held = held);
    }
    for (index, line) in lines.iter().enumerate() {
        if matches!(line.claimed, Claimed::Field(_) | Claimed::AllFields) {
            at((line.se, line.field(), line.month), &mut |slot| {
                slot.lines.push(index);
                slot.claimed += line.amount;
            });
        }
    }
    let meetings: Vec<Slot> = meetings.into_values().collect();
    meetings
        .chunk_by(|left, right| (left.se, left.field) == (right.se, right.field))
        .flat_map(|of| joined(of, months))
        .collect()
}

/// Months that agree stand alone. The others are one slot when they are all of the period and one of them alone has
/// claim lines; then that line asks for all of them.
fn joined(of_payer: &[Slot], months: &Months) -> Vec<Slot> {
    let (mut slots, open): (Vec<Slot>, Vec<Slot>) =
        of_payer.iter().cloned().partition(|slot| slot.surplus().is_zero() || !months.contains(slot.months[0]));
    let named = open.iter().filter(|slot| !slot.lines.is_empty()).count();
    if named == 1 {
        slots.extend(open.into_iter().reduce(|mut all, slot| {
            all.add(slot);
            all
        }));
    } else {
        slots.extend(open);
    }
    slots.sort_by(|left, right| left.months.cmp(&right.months));
    slots
}
