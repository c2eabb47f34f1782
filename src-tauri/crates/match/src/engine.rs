//! One run from beginning to end.

use std::collections::BTreeMap;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::Cutoff;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::progress::Progress;
use trepunkt_core::result::Bridge;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Member;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::Point;
use trepunkt_core::result::PointTotal;
use trepunkt_core::result::RunNote;
use trepunkt_core::result::RunResult;
use trepunkt_core::rule::PointSource;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::RulePack;

use crate::MatchError;
use crate::Sources;
use crate::bridge::Bridges;
use crate::cause;
use crate::cause::Explained;
use crate::claim;
use crate::claim::Comparison;
use crate::claim::Held;
use crate::claim::Places;
use crate::claim::SumKey;
use crate::columns::Sorted;
use crate::control;
use crate::findings::Findings;
use crate::findings::OpenBlock;
use crate::findings::hash_row;
use crate::hash::ContentHash;
use crate::key::PackedKey;
use crate::newest::Outdated;
use crate::passes;
use crate::passes::Bench;
use crate::passes::Step;
use crate::rows::NO_KIND;
use crate::rows::Rows;
use crate::rows::index;
use crate::scope;
use crate::scope::Coverage;
use crate::scope::Months;
use crate::series;

/// Rows between two looks at whether to go on.
const STRIDE: usize = 1 << 16;

/// What a run works with from beginning to end.
pub(crate) struct Frame<'a> {
    pub(crate) rules: &'a RulePack,
    pub(crate) reconciliation: &'a Reconciliation,
    pub(crate) period: Period,
    pub(crate) months: Months,
}

impl Frame<'_> {
    pub(crate) fn wants(&self, field: Field) -> bool {
        self.reconciliation.fields.is_empty() || self.reconciliation.fields.contains(&field)
    }

    pub(crate) fn has_claim(&self) -> bool {
        self.reconciliation.source(Point::C).is_some()
    }

    /// True when the rules have this pass between the register and the claim.
    pub(crate) fn passes_on_claim(&self, kind: PassKind) -> bool {
        self.reconciliation.passes.contains(&(Pair::BC, kind))
    }
}

pub(crate) fn run(
    rules: &RulePack,
    reconciliation: &Reconciliation,
    period: Period,
    sources: &Sources,
    progress: &dyn Progress,
) -> Result<RunResult, MatchError> {
    let frame = Frame { rules, reconciliation, period, months: Months::new(reconciliation, period) };
    refuse_unfit(&frame, sources)?;
    let plan = passes::plan(reconciliation)?;
    let wanted = |field: Field| frame.wants(field);
    let coverage = Coverage::new(&sources.extracts, &frame.months)?;
    let outdated = Outdated::find(&sources.reports, &frame.months, &wanted);
    go_on(progress)?;
    let only_kind = |field: Field| reconciliation.only_kind(field);
    let rows = Rows::new(sources, &frame.months, &coverage, &outdated, &wanted, &only_kind, progress)?;
    go_on(progress)?;
    let sorted = Sorted::new(&rows, agrees_at_once(&plan, &rows));
    go_on(progress)?;
    let mut findings = Findings::new(&rows, heading(&frame));
    findings.notes.extend(coverage.notes.iter().cloned());
    findings.notes.extend(unsplit(reconciliation, &coverage));
    findings.notes.extend(control::compare(sources, &coverage, &frame.months));
    let moved = outdated.moved + series::leave_out_repeated(&rows, &sorted.order, &mut findings);
    if moved > 0 {
        findings.notes.insert(RunNote::AmountMovedBetweenDeliveries(moved));
    }
    walk(&frame, &rows, &sorted, &plan, &mut findings, progress)?;
    findings.assert_conservation();
    go_on(progress)?;
    let explained = cause::explain(rules, sources, &outdated, &rows, &findings, &wanted)?;
    Ok(conclude(&frame, sources, &outdated, &rows, findings, &explained))
}

fn go_on(progress: &dyn Progress) -> Result<(), MatchError> {
    if progress.is_cancelled() { Err(MatchError::Cancelled) } else { Ok(()) }
}

fn refuse_unfit(frame: &Frame<'_>, sources: &Sources) -> Result<(), MatchError> {
    let Frame { reconciliation, period, .. } = frame;
    if !reconciliation.accepts(*period) {
        return Err(MatchError::WrongPeriod { reconciliation: reconciliation.id.clone(), period: *period });
    }
    for (point, source) in &reconciliation.points {
        let expected: &[PointSource] = match point {
            Point::A => &[PointSource::TokIndberetning],
            Point::B => &[PointSource::Eindkomst],
            Point::C => &[PointSource::SkatKrav, PointSource::AtpKrav],
        };
        if !expected.contains(source) {
            return Err(MatchError::Rules(format!("punkt {} kan ikke læse den kildetype", point.text())));
        }
        if !scope::is_present(*point, reconciliation, *period, sources) {
            return Err(MatchError::PointMissing(*point));
        }
    }
    let on_claims = reconciliation.passes.iter().filter(|(pair, _)| *pair == Pair::BC);
    let of_claims = [PassKind::ClaimSum, PassKind::ClaimCutoff];
    match on_claims.clone().find(|(_, kind)| !of_claims.contains(kind)) {
        Some((_, kind)) => Err(MatchError::Rules(format!("`{}` er ikke et matchtrin mellem B og C", kind.text()))),
        None => Ok(()),
    }
}

/// True when the first pass to see a line and a cell of equal amount would take them, so that columns may.
fn agrees_at_once(plan: &[Step], rows: &Rows<'_>) -> bool {
    let has_references =
        || rows.facts.iter().any(|fact| fact.has_reference && rows.sources[index(fact.source)].point == Point::B);
    match plan.iter().find(|step| step.kind != PassKind::Identity) {
        Some(step) if step.kind == PassKind::Key => !has_references(),
        _ => false,
    }
}

/// Payers and months whose extract cannot tell apart what the rules want told apart.
fn unsplit<'c>(reconciliation: &Reconciliation, coverage: &'c Coverage) -> impl Iterator<Item = RunNote> + use<'c> {
    let matters = !reconciliation.kinds.is_empty();
    coverage
        .served()
        .filter(move |(se, month)| matters && !coverage.tells_kinds(*se, *month))
        .map(|(se, month)| RunNote::KindsNotTold(se, month))
}

fn heading(frame: &Frame<'_>) -> ContentHash {
    let mut hash = ContentHash::new("run");
    hash.text(&frame.reconciliation.id);
    hash.text(&frame.period.to_string());
    hash.text(&frame.rules.version);
    hash
}

/// Takes the blocks one by one, in the order of their keys.
fn walk<'w, 'a>(
    frame: &Frame<'_>,
    rows: &'w Rows<'a>,
    sorted: &Sorted,
    plan: &[Step],
    findings: &mut Findings<'w, 'a>,
    progress: &dyn Progress,
) -> Result<(), MatchError> {
    let total = u64::try_from(sorted.order.len()).unwrap_or(u64::MAX);
    let (mut start, mut reported) = (0, 0);
    while start < sorted.order.len() {
        if start >= reported {
            go_on(progress)?;
            progress.report(u64::try_from(start).unwrap_or(total), total);
            reported = start + STRIDE;
        }
        let key = sorted.keys[start];
        if sorted.agrees[start] {
            findings.enter(key);
            findings.group_ordered(PassKind::Key, 0, &sorted.order[start..start + 2]);
            start += 2;
            continue;
        }
        let length = sorted.keys[start..].iter().take_while(|other| other.block() == key.block()).count();
        block(frame, rows, key, &sorted.order[start..start + length], plan, findings);
        start += length;
    }
    progress.report(total, total);
    Ok(())
}

/// One block: does it belong to the period, and what do the passes make of it?
fn block<'w, 'a>(
    frame: &Frame<'_>,
    rows: &'w Rows<'a>,
    key: PackedKey,
    members: &[u32],
    plan: &[Step],
    findings: &mut Findings<'w, 'a>,
) {
    let free = members.iter().copied().filter(|row| findings.is_free(*row));
    let (lines, cells): (Vec<u32>, Vec<u32>) = free.partition(|row| rows.point(*row) == Point::A);
    if !belongs(frame, rows, key, &lines, findings) {
        lines.iter().chain(&cells).for_each(|row| findings.leave_out(*row));
        return;
    }
    findings.enter(key);
    let extract = rows.extract(key).map(|extract| &rows.coverage.extracts[extract]);
    let is_split = extract.is_some_and(|extract| extract.is_split);
    let total = |records: &[u32]| -> Option<Money> {
        (!records.is_empty()).then(|| records.iter().map(|row| rows.row(*row).amount).sum())
    };
    let totals = [total(&lines), total(&cells)];
    let both_there = totals.iter().all(Option::is_some);
    let kinds_known = both_there && is_split && lines.iter().all(|row| rows.row(*row).kind != NO_KIND);
    let mut bench = Bench::new(rows, findings, lines, cells, is_split);
    bench.run(plan, frame.rules.search);
    let (lines, cells) = (std::mem::take(&mut bench.lines), std::mem::take(&mut bench.cells));
    let (consistent, undecided) = (bench.consistent, bench.undecided);
    if !lines.is_empty() || !cells.is_empty() {
        let members = members_of(rows, members, findings);
        findings.leave_open(OpenBlock { key, lines, cells, totals, consistent, kinds_known, members, undecided });
    }
}

/// The lines and cells of a block that count, in content order.
fn members_of(rows: &Rows<'_>, members: &[u32], findings: &Findings<'_, '_>) -> [Vec<u32>; 2] {
    let mut counting: Vec<u32> = members.iter().copied().filter(|row| !findings.is_outside(*row)).collect();
    counting.sort_by_key(|row| (rows.point(*row), rows.content(*row)));
    let (lines, cells) = counting.into_iter().partition(|row| rows.point(*row) == Point::A);
    [lines, cells]
}

/// True when the block counts in the period. A key with lines in advance and in arrears is not split by guess: it
/// stays in its own month, whole.
fn belongs(frame: &Frame<'_>, rows: &Rows<'_>, key: PackedKey, lines: &[u32], findings: &mut Findings<'_, '_>) -> bool {
    let month = rows.dictionary.months[key.month_rank()];
    let only_in_advance = !lines.is_empty() && lines.iter().all(|row| rows.row(*row).in_advance);
    if !frame.months.hold(month, only_in_advance) {
        return false;
    }
    if rows.extract(key).is_some() {
        return true;
    }
    let se = rows.dictionary.ses[key.se_rank()];
    let is_advance = frame.months.advance == Some(month);
    findings.notes.insert(if is_advance {
        RunNote::InAdvanceLeftOut(se, month)
    } else {
        RunNote::ExtractMissing(se, month)
    });
    !is_advance
}

/// Causes, claim, bridge and hash, when every block has been seen.
fn conclude(
    frame: &Frame<'_>,
    sources: &Sources,
    outdated: &Outdated,
    rows: &Rows<'_>,
    mut findings: Findings<'_, '_>,
    explained: &[Explained],
) -> RunResult {
    let mut differences = Vec::with_capacity(findings.open.len());
    for (block, explained) in findings.open.iter().zip(explained) {
        let difference = cause::difference(rows, &frame.reconciliation.id, frame.period, block, explained);
        findings.hash.mark(b'd');
        findings.hash.key(rows.dictionary.parts(block.key));
        block.lines.iter().chain(&block.cells).for_each(|row| hash_row(&mut findings.hash, rows, *row));
        hash_difference(&mut findings.hash, &difference);
        cause::hash_evidence(&mut findings.hash, &difference, explained);
        differences.push(difference);
    }
    let lines = claim::lines_of(frame, sources);
    let places = Places::new(frame, &lines);
    let (mut bridges, mut points, held) = totals(&places, rows, &findings);
    let mut members = members_ab(rows, &findings);
    let mut groups = std::mem::take(&mut findings.groups);
    let mut cutoffs = Vec::new();
    if frame.has_claim() {
        let slots = claim::slots(held, &lines, &frame.months);
        let timing = claim::timing(frame, sources, outdated, rows, &findings, &places, &slots);
        let comparison = Comparison {
            lines: &lines,
            slots: &slots,
            name: (&frame.reconciliation.id, frame.period),
            by_sum: frame.passes_on_claim(PassKind::ClaimSum),
            timing: timing.as_ref(),
        };
        let found = claim::compare(&comparison, &mut findings.hash);
        points.push(claim::add_to(&mut bridges, &lines));
        members.extend(claim::members(&places, rows, &findings, &found, groups.len()));
        groups.extend_from_slice(&found.groups);
        differences.extend(found.differences);
        cutoffs = timing.map(|timing| timing.cutoffs).unwrap_or_default();
    }
    for difference in &differences {
        let se = difference.key.se.expect("every difference of these points names its payer");
        // A difference of sums already names the payer that settles.
        let is_of_sums = difference.pair == Pair::BC && difference.records.iter().all(|(point, _)| *point == Point::C);
        let (se, field) = match difference.key.field {
            Some(field) if !is_of_sums => places.bridge(se, field),
            field => (se, field),
        };
        bridges.step(se, field, difference);
    }
    differences.sort_by(|left, right| (left.pair, &left.key).cmp(&(right.pair, &right.key)));
    assert_exclusive(&members);
    let bridges = bridges.close(frame.has_claim());
    let result_hash = seal(findings.hash, &points, &bridges, &cutoffs);
    let notes = findings.notes.into_iter().collect();
    RunResult { points, groups, members, differences, bridges, cutoffs, notes, result_hash }
}

/// What A and B hold: per payer and field, in all, and per settling payer, field and month for the claim.
fn totals(
    places: &Places<'_, '_>,
    rows: &Rows<'_>,
    findings: &Findings<'_, '_>,
) -> (Bridges, Vec<PointTotal>, BTreeMap<SumKey, Held>) {
    let mut sums: BTreeMap<u64, (Money, u64)> = BTreeMap::new();
    let mut last: Option<(u64, Money, u64)> = None;
    for (row, key) in (0_u32..).zip(&rows.keys) {
        if findings.is_outside(row) {
            continue;
        }
        let place = key.without_person();
        let amount = rows.row(row).amount;
        last = match last {
            Some((same, sum, count)) if same == place => Some((same, sum + amount, count + 1)),
            done => {
                flush(&mut sums, done);
                Some((place, amount, 1))
            }
        };
    }
    flush(&mut sums, last);
    let (mut bridges, mut held) = (Bridges::default(), BTreeMap::<SumKey, Held>::new());
    let mut points = [Point::A, Point::B].map(|point| PointTotal { point, records: 0, sum: Money::ZERO });
    for (place, (sum, count)) in sums {
        let key = PackedKey(place);
        let (se, field) = (rows.dictionary.ses[key.se_rank()], rows.dictionary.fields[key.field_rank()]);
        let total = &mut points[usize::from(key.point().number())];
        total.records += count;
        total.sum += sum;
        let (bridge_se, bridge_field) = places.bridge(se, field);
        bridges.add(bridge_se, bridge_field, key.point(), sum);
        if key.point() == Point::B {
            let month = rows.dictionary.months[key.month_rank()];
            let held = held.entry(places.sum_key(se, field, month)).or_default();
            held.sum += sum;
            held.cells += count;
        }
    }
    (bridges, points.to_vec(), held)
}

fn flush(sums: &mut BTreeMap<u64, (Money, u64)>, done: Option<(u64, Money, u64)>) {
    if let Some((place, sum, count)) = done {
        let total = sums.entry(place).or_default();
        total.0 += sum;
        total.1 += count;
    }
}

/// Memberships of the pair A–B; rows stand in the order of record ids, so these are sorted.
fn members_ab(rows: &Rows<'_>, findings: &Findings<'_, '_>) -> Vec<Member> {
    let mut members = Vec::with_capacity(rows.rows.len());
    for (row, _) in (0_u32..).zip(&rows.rows) {
        if let Some(group) = findings.group_of(row) {
            members.push(Member { pair: Pair::AB, record: rows.record(row), group });
        }
    }
    members
}

/// A record is in at most one group per pair (law 5), and the list is sorted.
pub(crate) fn assert_exclusive(members: &[Member]) {
    let rising = members.windows(2).all(|pair| (pair[0].pair, pair[0].record) < (pair[1].pair, pair[1].record));
    assert!(rising, "a record is in at most one group per pair, and the memberships are sorted");
}

fn hash_difference(hash: &mut ContentHash, difference: &Difference) {
    difference.totals.iter().for_each(|total| hash.maybe_money(*total));
    hash.money(difference.amount);
    hash.text(difference.cause.code());
    hash.text(difference.certainty.code());
    hash.number(u64::from(difference.alternatives));
    hash.maybe_time(difference.as_of);
}

/// Points and bridges end the content.
pub(crate) fn seal(mut hash: ContentHash, points: &[PointTotal], bridges: &[Bridge], cutoffs: &[Cutoff]) -> [u8; 32] {
    for point in points {
        hash.mark(point.point.number());
        hash.number(point.records);
        hash.money(point.sum);
    }
    for bridge in bridges {
        hash.bytes(&bridge.se.map_or(0, SeNumber::number).to_be_bytes());
        hash.bytes(&bridge.field.map_or(0, Field::number).to_be_bytes());
        hash.text(bridge.account.as_deref().unwrap_or_default());
        bridge.points.iter().for_each(|point| hash.maybe_money(*point));
        hash.count(bridge.steps.len());
        for step in &bridge.steps {
            hash.mark(step.pair.number());
            hash.text(step.cause.code());
            hash.money(step.inflow);
            hash.money(step.outflow);
        }
    }
    for cutoff in cutoffs {
        hash.bytes(&cutoff.se.number().to_be_bytes());
        for interval in [cutoff.inferred, cutoff.previous] {
            hash.mark(u8::from(interval.is_some()));
            hash.maybe_time(interval.and_then(|interval| interval.after));
            hash.maybe_time(interval.and_then(|interval| interval.before));
        }
        hash.mark(u8::from(cutoff.is_confirmed) << 2 | u8::from(cutoff.is_exact) << 1 | u8::from(cutoff.is_unique));
    }
    hash.finish()
}
