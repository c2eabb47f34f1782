//! One run from beginning to end.

use std::collections::BTreeMap;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
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
use crate::claim;
use crate::claim::ClaimFindings;
use crate::claim::ClaimLine;
use crate::claim::Held;
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
struct Frame<'a> {
    rules: &'a RulePack,
    reconciliation: &'a Reconciliation,
    period: Period,
    months: Months,
}

impl Frame<'_> {
    fn wants(&self, field: Field) -> bool {
        self.reconciliation.fields.is_empty() || self.reconciliation.fields.contains(&field)
    }

    fn has_claim(&self) -> bool {
        self.reconciliation.source(Point::C).is_some()
    }

    /// The payer of a bridge: a claim is settled per group of SE numbers, two points are compared number by number.
    fn bridge_se(&self, se: SeNumber) -> SeNumber {
        if self.has_claim() { self.rules.settling(se, self.period) } else { se }
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
    let rows = Rows::new(sources, &frame.months, &coverage, &outdated, &wanted, progress)?;
    go_on(progress)?;
    let sorted = Sorted::new(&rows, agrees_at_once(&plan, &rows));
    go_on(progress)?;
    let mut findings = Findings::new(&rows, heading(&frame));
    findings.notes.extend(coverage.notes.iter().cloned());
    findings.notes.extend(control::compare(sources, &coverage, &frame.months));
    let moved = outdated.moved + series::leave_out_repeated(&rows, &sorted.order, &mut findings);
    if moved > 0 {
        findings.notes.insert(RunNote::AmountMovedBetweenDeliveries(moved));
    }
    walk(&frame, &rows, &sorted, &plan, &mut findings, progress)?;
    findings.assert_conservation();
    Ok(conclude(&frame, sources, &rows, findings))
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
        let expected = match point {
            Point::A => PointSource::TokIndberetning,
            Point::B => PointSource::Eindkomst,
            Point::C => PointSource::SkatKrav,
        };
        if *source != expected {
            return Err(MatchError::Rules(format!("punkt {} kan ikke læse den kildetype", point.text())));
        }
        if !scope::is_present(*point, reconciliation, *period, sources) {
            return Err(MatchError::PointMissing(*point));
        }
    }
    let on_claims = reconciliation.passes.iter().filter(|(pair, _)| *pair == Pair::BC);
    match on_claims.clone().find(|(_, kind)| *kind != PassKind::ClaimSum) {
        Some((_, kind)) => Err(MatchError::Rules(format!("`{}` er ikke et matchtrin mellem B og C", kind.text()))),
        None => Ok(()),
    }
}

/// True when the first pass to see a line and a cell of equal amount would take them, so that columns may.
fn agrees_at_once(plan: &[Step], rows: &Rows<'_>) -> bool {
    let has_references =
        || rows.facts.iter().any(|fact| fact.has_reference && rows.sources[index(fact.source)].point == Point::B);
    match plan.iter().find(|step| step.kind != PassKind::Identity) {
        Some(step) if step.kind == PassKind::Key => plan[0].kind == PassKind::Key || !has_references(),
        _ => false,
    }
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
    bench.run(plan);
    let (lines, cells) = (std::mem::take(&mut bench.lines), std::mem::take(&mut bench.cells));
    let consistent = bench.consistent;
    if !lines.is_empty() || !cells.is_empty() {
        findings.leave_open(OpenBlock { key, lines, cells, totals, consistent, kinds_known });
    }
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
fn conclude(frame: &Frame<'_>, sources: &Sources, rows: &Rows<'_>, mut findings: Findings<'_, '_>) -> RunResult {
    let mut differences = Vec::with_capacity(findings.open.len());
    for block in &findings.open {
        let difference = cause::difference(rows, &frame.reconciliation.id, frame.period, block);
        findings.hash.mark(b'd');
        findings.hash.key(rows.dictionary.parts(block.key));
        block.lines.iter().chain(&block.cells).for_each(|row| hash_row(&mut findings.hash, rows, *row));
        hash_difference(&mut findings.hash, &difference);
        differences.push(difference);
    }
    let (mut bridges, mut points, held) = totals(frame, rows, &findings);
    let mut members = members_ab(rows, &findings);
    let mut groups = std::mem::take(&mut findings.groups);
    if frame.has_claim() {
        let settling = |se| frame.rules.settling(se, frame.period);
        let lines = claim::lines(sources, &frame.months, &|field| frame.wants(field), &settling);
        let by_sum = frame.reconciliation.passes.iter().any(|(_, kind)| *kind == PassKind::ClaimSum);
        let name = (frame.reconciliation.id.as_str(), frame.period);
        let found = claim::compare(held, &lines, &frame.months, name, by_sum, &mut findings.hash);
        points.push(add_claim(&mut bridges, &lines));
        members.extend(members_bc(frame, rows, &findings, &found, groups.len()));
        groups.extend_from_slice(&found.groups);
        differences.extend(found.differences);
    }
    for difference in &differences {
        let se = difference.key.se.expect("every difference of these points names its payer");
        // A difference with the claim already names the payer that settles.
        let se = if difference.pair == Pair::BC { se } else { frame.bridge_se(se) };
        bridges.step(se, difference);
    }
    differences.sort_by(|left, right| (left.pair, &left.key).cmp(&(right.pair, &right.key)));
    assert_exclusive(&members);
    let bridges = bridges.close(frame.has_claim());
    let result_hash = seal(findings.hash, &points, &bridges);
    let notes = findings.notes.into_iter().collect();
    RunResult { points, groups, members, differences, bridges, cutoffs: Vec::new(), notes, result_hash }
}

/// What A and B hold: per payer and field, in all, and per settling payer, field and month for the claim.
fn totals(
    frame: &Frame<'_>,
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
        bridges.add(frame.bridge_se(se), Some(field), key.point(), sum);
        if key.point() == Point::B {
            let month = rows.dictionary.months[key.month_rank()];
            let held = held.entry((frame.rules.settling(se, frame.period), field, month)).or_default();
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

fn add_claim(bridges: &mut Bridges, lines: &[ClaimLine<'_>]) -> PointTotal {
    for line in lines {
        bridges.add(line.se, line.facts.claim_type.field(), Point::C, line.facts.amount);
    }
    let records = u64::try_from(lines.len()).expect("a usize fits in 64 bits");
    PointTotal { point: Point::C, records, sum: lines.iter().map(|line| line.facts.amount).sum() }
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

/// Memberships of the pair B–C, sorted.
fn members_bc(
    frame: &Frame<'_>,
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
        if key.point() != Point::B || findings.is_outside(row) {
            continue;
        }
        let place = key.without_person();
        let group = match last {
            Some((same, group)) if same == place => group,
            _ => *of_place.entry(place).or_insert_with(|| {
                let parts = rows.dictionary.parts(*key);
                let sum_key = (frame.rules.settling(parts.se, frame.period), parts.field, parts.month);
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

/// A record is in at most one group per pair (law 5), and the list is sorted.
fn assert_exclusive(members: &[Member]) {
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
fn seal(mut hash: ContentHash, points: &[PointTotal], bridges: &[Bridge]) -> [u8; 32] {
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
    hash.finish()
}
