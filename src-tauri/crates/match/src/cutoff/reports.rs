//! What was reported when, as far as it bears on the claim.
//!
//! Of the period: the lines of TØK that the register confirms (they stand in a match), and what the register holds
//! beside them, which has no time of its own. Of earlier months: the acknowledged lines of TØK.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::code::Receipt;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::record::IncomeHead;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Point;

use super::Late;
use super::Moved;
use super::agreement::Settled;
use super::search::Event;
use crate::DeliveredIncome;
use crate::claim::Slot;
use crate::claim::SumKey;
use crate::findings::Findings;
use crate::hash::ContentHash;
use crate::key::KeyParts;
use crate::key::PackedKey;
use crate::key::Person;
use crate::newest::Outdated;
use crate::rows::Rows;
use crate::rows::Standing;
use crate::rows::index;

/// All that a run knows of reports.
pub(crate) struct Known<'k, 'a> {
    pub(crate) rows: &'k Rows<'a>,
    pub(crate) findings: &'k Findings<'k, 'a>,
    pub(crate) reports: &'k [DeliveredIncome],
    pub(crate) outdated: &'k Outdated,
    pub(crate) wanted: &'k dyn Fn(Field) -> bool,
    pub(crate) only_kind: &'k dyn Fn(Field) -> Option<IncomeKind>,
    /// Where the sums of a payer, field and month stand towards the claim.
    pub(crate) sum_key: &'k dyn Fn(SeNumber, Field, Month) -> SumKey,
}

/// An amount that bears on the claim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    pub(crate) event: Event,
    place: Place,
}

/// Where an amount comes from.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// A line of TØK, as a row.
    Line(u32),
    /// What the register holds in an open block, by the block's place.
    Held(usize),
    /// A line of an earlier month: its delivery's place among the reports, and its own.
    Earlier(usize, usize),
}

/// One person's reports of a payer, field and month.
type Key<'k> = (SeNumber, Person<'k>, Field, Month);

/// The reports of the months before the period.
pub(crate) struct Earlier<'k> {
    delivered: &'k [DeliveredIncome],
    pub(crate) reports: Vec<Report>,
    /// The slots, those that the claim does not name included.
    pub(crate) slots: usize,
    /// The payer that settles each of them.
    pub(crate) payers: BTreeMap<usize, SeNumber>,
}

impl Known<'_, '_> {
    /// The amounts of the period.
    pub(crate) fn of_period(&self, slots: &[Slot]) -> Vec<Report> {
        let of_key: BTreeMap<SumKey, usize> =
            slots.iter().enumerate().flat_map(|(index, slot)| slot.keys().map(move |key| (key, index))).collect();
        let slot_of = |key: PackedKey| {
            let parts = self.rows.dictionary.parts(key);
            of_key.get(&(self.sum_key)(parts.se, parts.field, parts.month)).copied()
        };
        let mut known: HashMap<u64, Option<usize>> = HashMap::new();
        let mut reports = Vec::new();
        for (row, key) in (0_u32..).zip(&self.rows.keys) {
            if key.point() != Point::A || self.findings.group_of(row).is_none() {
                continue;
            }
            let slot = *known.entry(key.without_person()).or_insert_with(|| slot_of(*key));
            reports.extend(slot.map(|slot| self.line(row, slot)));
        }
        for (place, block) in self.findings.open.iter().enumerate().filter(|(_, block)| !block.cells.is_empty()) {
            reports.extend(slot_of(block.key).map(|slot| self.held(place, slot)));
        }
        reports
    }

    fn line(&self, row: u32, slot: usize) -> Report {
        let facts = self.rows.row(row);
        let at_extract = facts.standing == Standing::AtExtract;
        let time = self.rows.fact(row).reported.filter(|_| facts.standing != Standing::AfterExtract);
        let event = Event { slot, time, amount: facts.amount, is_loose: time.is_none() || !at_extract };
        Report { event, place: Place::Line(row) }
    }

    /// What the register holds of an open block: its time is at best that of the latest line beside it.
    fn held(&self, place: usize, slot: usize) -> Report {
        let block = &self.findings.open[place];
        let at_extract = block.lines.iter().filter(|row| self.rows.row(**row).standing == Standing::AtExtract);
        let time = at_extract.filter_map(|row| self.rows.fact(*row).reported).max();
        let amount = block.cells.iter().map(|row| self.rows.row(*row).amount).sum();
        Report { event: Event { slot, time, amount, is_loose: true }, place: Place::Held(place) }
    }

    /// A digest of what a report of the period says, to break ties by.
    pub(crate) fn content(&self, report: &Report) -> [u8; 32] {
        let rows = match &report.place {
            Place::Line(row) => std::slice::from_ref(row),
            Place::Held(place) => &self.findings.open[*place].cells,
            Place::Earlier(..) => &[],
        };
        let mut hash = ContentHash::new("report");
        rows.iter().for_each(|row| hash.bytes(&self.content_of(*row)));
        hash.finish()
    }

    fn content_of(&self, row: u32) -> [u8; 32] {
        let (amount, kind, content) = self.rows.content(row);
        let mut hash = ContentHash::new("row");
        hash.key(self.rows.dictionary.parts(self.rows.key_of(row)));
        hash.bytes(&amount.to_be_bytes());
        hash.bytes(&kind.to_be_bytes());
        hash.bytes(&content.to_be_bytes());
        hash.finish()
    }

    /// The acknowledged lines of the months before the period.
    pub(crate) fn of_earlier_months(&self, slots: &[Slot]) -> Earlier<'_> {
        let mut of_key: BTreeMap<SumKey, usize> = BTreeMap::new();
        let mut payers = BTreeMap::new();
        for (index, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.is_earlier) {
            of_key.extend(slot.keys().map(|key| (key, index)));
            payers.insert(index, slot.se);
        }
        let mut earlier = Earlier { delivered: self.reports, reports: Vec::new(), slots: slots.len(), payers };
        let first = self.rows.months.own.first().copied();
        for (place, delivered) in self.reports.iter().enumerate() {
            for (position, record) in delivered.table.records.iter().enumerate() {
                let head = &delivered.table.heads[index(record.head)];
                let counts = first.is_some_and(|first| head.month < first)
                    && head.receipt == Receipt::Acknowledged
                    && (self.wanted)(record.field)
                    && (self.only_kind)(record.field).is_none_or(|kind| head.income_kind == Some(kind))
                    && !self.outdated.is_replaced(place, position);
                let Some(time) = head.reported.filter(|_| counts) else { continue };
                let key = (self.sum_key)(head.se, record.field, head.month);
                let slot = *of_key.entry(key).or_insert_with(|| {
                    earlier.payers.insert(earlier.slots, key.0);
                    earlier.slots += 1;
                    earlier.slots - 1
                });
                let event = Event { slot, time: Some(time), amount: record.amount, is_loose: false };
                let place = Place::Earlier(place, position);
                earlier.reports.push(Report { event, place });
            }
        }
        earlier
    }

    /// The reports after the moment, one difference for each key, with the slot that each belongs to. `own` are all
    /// reports of the period.
    pub(crate) fn late<'s>(
        &self,
        late: &[Late<'_>],
        own: &[Report],
        settled_of: &dyn Fn(&Report) -> Option<&'s Settled>,
    ) -> Vec<(usize, Moved)> {
        let mut of_block: BTreeMap<u64, Vec<Late<'_>>> = BTreeMap::new();
        for one in late {
            of_block.entry(self.block(one.report)).or_default().push(*one);
        }
        let cells = self.cells_of(&of_block.keys().copied().collect());
        // What a person's key moved is proven as a whole: no other report there may be on the other side either.
        let wavers = |report: &&Report| {
            let settled = settled_of(report);
            report.event.time.is_some_and(|time| !settled.is_some_and(|settled| settled.is_sure_of(time)))
        };
        let wavering = own.iter().filter(|report| !report.event.is_loose).filter(wavers);
        let wavering: BTreeSet<u64> =
            wavering.map(|report| self.block(report)).filter(|block| of_block.contains_key(block)).collect();
        let moved = of_block.into_iter().filter_map(|(block, late)| {
            let cells = cells.get(&block).map(Vec::as_slice).unwrap_or_default();
            let is_sure = !wavering.contains(&block);
            let moved = self.moved(&late, cells, settled_of(late[0].report)?, is_sure)?;
            Some((late[0].report.event.slot, moved))
        });
        moved.collect()
    }

    fn block(&self, report: &Report) -> u64 {
        match report.place {
            Place::Line(row) => self.rows.key_of(row).block(),
            Place::Held(place) => self.findings.open[place].key.block(),
            Place::Earlier(..) => unreachable!("an earlier month is no block of the period"),
        }
    }

    /// The cells of some blocks, as rows in content order.
    fn cells_of(&self, blocks: &BTreeSet<u64>) -> BTreeMap<u64, Vec<u32>> {
        let mut cells: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        if blocks.is_empty() {
            return cells;
        }
        for (row, key) in (0_u32..).zip(&self.rows.keys) {
            if key.point() == Point::B && blocks.contains(&key.block()) && !self.findings.is_outside(row) {
                cells.entry(key.block()).or_default().push(row);
            }
        }
        cells.values_mut().for_each(|cells| cells.sort_by_key(|row| self.rows.content(*row)));
        cells
    }

    /// A cell stands in the difference only when all of it came after the moment. Else it stands with the claim, and
    /// the lines say which part of it does not.
    fn moved(&self, late: &[Late<'_>], cells: &[u32], settled: &Settled, is_sure: bool) -> Option<Moved> {
        let amount: Money = late.iter().map(|one| one.report.event.amount).sum();
        let held: Money = cells.iter().map(|row| self.rows.row(*row).amount).sum();
        if amount.is_zero() {
            return None;
        }
        let mut lines: Vec<u32> = Vec::new();
        for one in late {
            match one.report.place {
                Place::Line(row) => lines.push(row),
                Place::Held(place) => lines.extend(&self.findings.open[place].lines),
                Place::Earlier(..) => {}
            }
        }
        lines.sort_by_key(|row| self.rows.content(*row));
        let cells = if held == amount { cells.to_vec() } else { Vec::new() };
        let parts = self.rows.dictionary.parts(cells.first().or(lines.first()).map(|row| self.rows.key_of(*row))?);
        let surely = |one: &Late<'_>| {
            let Event { time, is_loose, .. } = one.report.event;
            !is_loose && time.is_some_and(|time| settled.surely_lacks(time))
        };
        let alternatives = late.iter().map(|one| one.alternatives).max().unwrap_or(0);
        let content = digest(parts, lines.iter().chain(&cells).map(|row| self.content_of(*row)));
        let record = |point| move |row: &u32| (point, self.rows.record(*row));
        Some(Moved {
            key: difference_key(parts),
            name: digest(parts, std::iter::empty()),
            content,
            held: Some(held),
            amount,
            cause: Cause::TimingNextClaim,
            certainty: certainty(is_sure && late.iter().all(surely)),
            records: lines.iter().map(record(Point::A)).chain(cells.iter().map(record(Point::B))).collect(),
            cells,
            as_of: settled.interval().after,
            alternatives: u32::try_from(alternatives).unwrap_or(u32::MAX),
        })
    }
}

impl Earlier<'_> {
    /// The reports after the claim before, one difference for each key, with the slot that each belongs to.
    /// `settled_of` gives a report's claim before and its claim.
    pub(crate) fn since<'s>(
        &self,
        reports: &[&Report],
        settled_of: &dyn Fn(&Report) -> Option<(&'s Settled, &'s Settled)>,
    ) -> Vec<(usize, Moved)> {
        let mut of_key: BTreeMap<Key<'_>, Vec<&Report>> = BTreeMap::new();
        for report in reports {
            of_key.entry(self.key(report)).or_default().push(report);
        }
        // What a person's key moved is proven as a whole: no other report there may be on this claim either.
        let wavers = |report: &&Report| match (report.event.time, settled_of(report)) {
            (Some(time), Some((before, settled))) => {
                let is_elsewhere = before.surely_holds(time) || settled.surely_lacks(time);
                let is_here = before.surely_lacks(time) && settled.surely_holds(time);
                !(is_elsewhere || is_here)
            }
            _ => true,
        };
        let wavering = self.reports.iter().filter(wavers).map(|report| self.key(report));
        let wavering: BTreeSet<Key<'_>> = wavering.filter(|key| of_key.contains_key(key)).collect();
        let moved = of_key.into_iter().filter_map(|(key, reports)| {
            let (before, _) = settled_of(reports[0])?;
            Some((reports[0].event.slot, self.moved(&reports, before, !wavering.contains(&key))?))
        });
        moved.collect()
    }

    fn key(&self, report: &Report) -> Key<'_> {
        let parts = self.parts(report);
        (parts.se, parts.person, parts.field, parts.month)
    }

    fn head(&self, report: &Report) -> (&DeliveredIncome, &IncomeHead, usize) {
        let Place::Earlier(place, position) = report.place else { unreachable!("these are of earlier months") };
        let delivered = &self.delivered[place];
        (delivered, &delivered.table.heads[index(delivered.table.records[position].head)], position)
    }

    fn parts(&self, report: &Report) -> KeyParts<'_> {
        let (delivered, head, position) = self.head(report);
        let person = head.cpr.map_or_else(|| Person::Name(delivered.table.texts.get(head.name)), Person::Cpr);
        KeyParts { se: head.se, person, field: delivered.table.records[position].field, month: head.month }
    }

    fn moved(&self, reports: &[&Report], before: &Settled, is_sure: bool) -> Option<Moved> {
        let amount: Money = reports.iter().map(|report| report.event.amount).sum();
        if amount.is_zero() {
            return None;
        }
        let parts = self.parts(reports[0]);
        let mut lines: Vec<([u8; 32], RecordId)> = reports.iter().map(|report| self.line(report)).collect();
        lines.sort_unstable();
        Some(Moved {
            key: difference_key(parts),
            name: digest(parts, std::iter::empty()),
            content: digest(parts, lines.iter().map(|(content, _)| *content)),
            held: None,
            amount: -amount,
            cause: Cause::TimingPreviousClaim,
            certainty: certainty(is_sure),
            records: lines.into_iter().map(|(_, record)| (Point::A, record)).collect(),
            cells: Vec::new(),
            as_of: before.interval().after,
            alternatives: 0,
        })
    }

    fn line(&self, report: &Report) -> ([u8; 32], RecordId) {
        let (delivered, head, position) = self.head(report);
        let mut hash = ContentHash::new("line");
        hash.money(report.event.amount);
        hash.maybe_time(report.event.time);
        hash.text(delivered.table.texts.get(head.reference));
        let ordinal = u32::try_from(position).expect("the number of lines was checked");
        (hash.finish(), RecordId::new(delivered.delivery, ordinal))
    }
}

fn certainty(surely: bool) -> Certainty {
    if surely { Certainty::Proven } else { Certainty::Suggested }
}

fn digest(parts: KeyParts<'_>, contents: impl Iterator<Item = [u8; 32]>) -> [u8; 32] {
    let mut hash = ContentHash::new("moved");
    hash.key(parts);
    contents.for_each(|content| hash.bytes(&content));
    hash.finish()
}

fn difference_key(parts: KeyParts<'_>) -> DifferenceKey {
    let cpr = match parts.person {
        Person::Cpr(cpr) => Some(cpr),
        Person::Name(_) => None,
    };
    DifferenceKey {
        se: Some(parts.se),
        cpr,
        field: Some(parts.field),
        month: Some(parts.month),
        ..DifferenceKey::default()
    }
}
