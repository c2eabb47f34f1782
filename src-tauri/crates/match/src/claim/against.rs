//! A run against its claim: which lines count, where the sums of payers and fields stand, who is in which group.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::result::Member;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::result::PointTotal;

use super::ClaimFindings;
use super::ClaimLine;
use super::Claimed;
use super::Slot;
use super::SumKey;
use crate::Sources;
use crate::bridge::Bridges;
use crate::cutoff;
use crate::cutoff::Known;
use crate::cutoff::Timing;
use crate::engine::Frame;
use crate::findings::Findings;
use crate::newest::Outdated;
use crate::rows::Rows;

/// Where the sums of a payer and field stand, towards the claim and in the bridges.
///
/// A payer whose claim names one total for all fields is compared by that total: its bridge has no field.
pub(crate) struct Places<'f, 'a> {
    frame: &'f Frame<'a>,
    in_one_total: BTreeSet<SeNumber>,
}

impl<'f, 'a> Places<'f, 'a> {
    pub(crate) fn new(frame: &'f Frame<'a>, lines: &[ClaimLine]) -> Self {
        Self { frame, in_one_total: payers_in_one_total(lines).collect() }
    }

    /// The payer and field of a bridge: a claim is settled per group of SE numbers, two points are compared number by
    /// number.
    pub(crate) fn bridge(&self, se: SeNumber, field: Field) -> (SeNumber, Option<Field>) {
        if !self.frame.has_claim() {
            return (se, Some(field));
        }
        let settling = self.settling(se);
        (settling, (!self.in_one_total.contains(&settling)).then_some(field))
    }

    pub(crate) fn sum_key(&self, se: SeNumber, field: Field, month: Month) -> SumKey {
        let (se, field) = self.bridge(se, field);
        // A claim over a quarter names a quarter before it by its first month, whatever month the income is of.
        let is_earlier = self.frame.months.own.first().is_some_and(|first| month < *first);
        match self.frame.period {
            Period::Quarter(_) if is_earlier => (se, field, month.first_of_quarter()),
            Period::Quarter(_) | Period::Month(_) => (se, field, month),
        }
    }

    fn settling(&self, se: SeNumber) -> SeNumber {
        self.frame.rules.settling(se, self.frame.period)
    }
}

/// The claim lines that the run compares with; none where two points are compared.
pub(crate) fn lines_of(frame: &Frame<'_>, sources: &Sources) -> Vec<ClaimLine> {
    let Some(source) = frame.reconciliation.source(Point::C) else { return Vec::new() };
    let settling = |se| frame.rules.settling(se, frame.period);
    let mut lines = super::lines(sources, source, &frame.months, &|field| frame.wants(field), &settling);
    let in_one_total: BTreeSet<SeNumber> = payers_in_one_total(&lines).collect();
    for line in &mut lines {
        // Beside a total, nobody says which of the fields it leaves out; so they are compared together.
        if matches!(line.claimed, Claimed::Field(_)) && in_one_total.contains(&line.se) {
            line.claimed = Claimed::AllFields;
        }
    }
    lines
}

fn payers_in_one_total(lines: &[ClaimLine]) -> impl Iterator<Item = SeNumber> {
    lines.iter().filter(|line| line.claimed == Claimed::AllFields).map(|line| line.se)
}

/// What the cut-off explains, where the rules infer one.
pub(crate) fn timing(
    frame: &Frame<'_>,
    sources: &Sources,
    outdated: &Outdated,
    rows: &Rows<'_>,
    findings: &Findings<'_, '_>,
    places: &Places<'_, '_>,
    slots: &[Slot],
) -> Option<Timing> {
    if !frame.reconciliation.infers_cutoff() {
        return None;
    }
    let of_this = |one: &&ConfirmedCutoff| one.reconciliation == frame.reconciliation.id;
    let confirmed: Vec<&ConfirmedCutoff> = sources.cutoffs.iter().filter(of_this).collect();
    let known = Known {
        rows,
        findings,
        reports: &sources.reports,
        outdated,
        wanted: &|field| frame.wants(field),
        only_kind: &|field| frame.reconciliation.only_kind(field),
        sum_key: &|se, field, month| places.sum_key(se, field, month),
    };
    Some(cutoff::infer(slots, &known, &confirmed, frame.period, frame.rules.cutoff))
}

/// Adds the claim to the bridges.
pub(crate) fn add_to(bridges: &mut Bridges, lines: &[ClaimLine]) -> PointTotal {
    for line in lines {
        bridges.add(line.se, line.field(), Point::C, line.amount);
    }
    let records = u64::try_from(lines.len()).expect("a usize fits in 64 bits");
    PointTotal { point: Point::C, records, sum: lines.iter().map(|line| line.amount).sum() }
}

/// Memberships of the pair B–C: the cells under a sum key that was grouped, and the claim lines.
pub(crate) fn members(
    places: &Places<'_, '_>,
    rows: &Rows<'_>,
    findings: &Findings<'_, '_>,
    found: &ClaimFindings,
    first_group: usize,
) -> Vec<Member> {
    let number = |group: usize| u32::try_from(first_group + group).expect("groups are fewer than lines");
    let mut of_place: BTreeMap<u64, Option<u32>> = BTreeMap::new();
    let mut members: Vec<Member> = Vec::new();
    let mut last: Option<(u64, Option<u32>)> = None;
    for (row, key) in (0_u32..).zip(&rows.keys) {
        if key.point() != Point::B || findings.is_outside(row) || found.moved_cells.contains(&row) {
            continue;
        }
        let place = key.without_person();
        let group = match last {
            Some((same, group)) if same == place => group,
            _ => *of_place.entry(place).or_insert_with(|| {
                let parts = rows.dictionary.parts(*key);
                let sum_key = places.sum_key(parts.se, parts.field, parts.month);
                found.of_cells.get(&sum_key).copied().map(number)
            }),
        };
        last = Some((place, group));
        if let Some(group) = group {
            members.push(Member { pair: Pair::BC, record: rows.record(row), group });
        }
    }
    let of_lines = found.of_lines.iter();
    members.extend(of_lines.map(|(record, group)| Member { pair: Pair::BC, record: *record, group: number(*group) }));
    // Files follow each other in long sorted runs, which a stable sort merges.
    members.sort();
    members
}
