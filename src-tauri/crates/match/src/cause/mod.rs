//! Why a block stayed open: the first cause that fits, and whether the data admit another (design §5.3).
//!
//! In this order: a receipt or a time ([`standing`]), another month ([`shift`]), what the block itself tells –
//! rounding, sign, multiples ([`alike`]) –, a neighbouring key ([`neighbours`]), and where none of it fits the plain
//! fact that something is missing or differs. Only a receipt, a time, a closed shift and the plain fact can be proven,
//! and only when all that could tell otherwise was delivered and does not ([`proof`]).

mod alike;
mod nearest;
mod neighbours;
mod proof;
mod shift;
mod standing;

use std::collections::BTreeSet;
use std::collections::HashSet;

use trepunkt_core::cause::Cause;
use trepunkt_core::cause::Certainty;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::evidence::Evidence;
use trepunkt_core::evidence::NearMiss;
use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::result::Difference;
use trepunkt_core::result::DifferenceKey;
use trepunkt_core::result::Pair;
use trepunkt_core::result::Point;
use trepunkt_core::result::RunNote;
use trepunkt_core::rule::RulePack;
use trepunkt_core::wall_time::WallTime;

use crate::MatchError;
use crate::Sources;
use crate::around::Around;
use crate::around::Payee;
use crate::findings::Findings;
use crate::findings::OpenBlock;
use crate::hash::ContentHash;
use crate::key::KeyParts;
use crate::key::Person;
use crate::newest::Outdated;
use crate::rows::NO_KIND;
use crate::rows::Rows;
use crate::rows::Standing;
use nearest::Miss;
use neighbours::Edge;
use neighbours::Graph;
use shift::Shift;

/// What was found out about an open block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    cause: Cause,
    certainty: Certainty,
    as_of: Option<WallTime>,
    alternatives: u32,
    elsewhere: DifferenceKey,
    factor: Option<u32>,
    rule: Option<String>,
}

impl Verdict {
    fn new(cause: Cause, certainty: Certainty) -> Self {
        let elsewhere = DifferenceKey::default();
        Self { cause, certainty, as_of: None, alternatives: 0, elsewhere, factor: None, rule: None }
    }

    fn suggested(cause: Cause) -> Self {
        Self::new(cause, Certainty::Suggested)
    }
}

/// A verdict and the records that came nearest to a match.
#[derive(Clone, Debug)]
pub(crate) struct Explained {
    verdict: Verdict,
    nearest: Vec<Miss>,
}

/// An open block in numbers.
#[derive(Clone, Copy, Debug)]
struct Left<'a> {
    parts: KeyParts<'a>,
    /// The extract that serves it.
    extract: Option<usize>,
    /// Lines less cells.
    amount: Money,
    /// What of it no refused or later line explains.
    rest: Money,
    /// No line that is left was refused or reported after the extract.
    settled: bool,
    /// Its key stands for the months of the period together.
    whole_period: bool,
}

/// Everything that the causes are found from.
struct Case<'c, 'a> {
    rules: &'c RulePack,
    rows: &'c Rows<'a>,
    findings: &'c Findings<'c, 'a>,
    wanted: &'c dyn Fn(Field) -> bool,
    around: Around<'a>,
    left: Vec<Left<'a>>,
}

impl<'a> Case<'_, 'a> {
    fn block(&self, place: usize) -> &OpenBlock {
        &self.findings.open[place]
    }

    fn payee(&self, place: usize) -> Payee<'a> {
        (self.left[place].parts.se, self.left[place].parts.person)
    }

    fn sum(&self, rows: &[u32]) -> Money {
        rows.iter().map(|row| self.rows.row(*row).amount).sum()
    }

    /// What stands at another key on the other side of what is left here: a cell for a line, a line for a cell.
    fn opposite<R>(&self, place: usize, [line, cell]: [Option<R>; 2]) -> Option<R> {
        let block = self.block(place);
        let for_lines = cell.filter(|_| !block.lines.is_empty());
        for_lines.or(line.filter(|_| !block.cells.is_empty()))
    }

    /// The sums per company contradict the sums per person there.
    fn is_contradicted(&self, place: usize) -> bool {
        let parts = &self.left[place].parts;
        let differs = |note: &RunNote| matches!(note, RunNote::CompanySumDiffers(se, month, _) if (*se, *month) == (parts.se, parts.month));
        self.findings.notes.iter().any(differs)
    }
}

/// Finds the cause of every open block, in their order.
pub(crate) fn explain<'a>(
    rules: &RulePack,
    sources: &'a Sources,
    outdated: &Outdated,
    rows: &Rows<'a>,
    findings: &Findings<'_, 'a>,
    wanted: &dyn Fn(Field) -> bool,
) -> Result<Vec<Explained>, MatchError> {
    let left: Vec<Left<'a>> = findings.open.iter().map(|block| left(rows, block)).collect();
    let (mut persons, mut months) = (HashSet::new(), BTreeSet::new());
    for one in left.iter().filter(|one| one.extract.is_some() && !one.whole_period) {
        persons.insert((one.parts.se, one.parts.person));
        months.extend([-1, 0, 1].into_iter().filter_map(|offset| one.parts.month.plus(offset)));
    }
    let around = Around::look(sources, outdated, &persons, &months)?;
    let case = Case { rules, rows, findings, wanted, around, left };
    let places = 0..findings.open.len();
    let shifts: Vec<Vec<Shift>> = places.clone().map(|place| shift::candidates(&case, place)).collect();
    let mut verdicts: Vec<Option<Verdict>> = places.clone().map(|place| standing::verdict(&case, place)).collect();
    let graph = Graph::new(&case, &verdicts);
    let whole = shift::whole_reports(&case, &shifts);
    for place in places.clone().filter(|place| case.left[*place].settled) {
        if verdicts[place].is_none() {
            let shifted = || shift::verdict(&case, place, &shifts[place], &graph, &whole);
            verdicts[place] = shifted().or_else(|| alike::verdict(&case, place));
        }
    }
    let paired = graph.pair(&case, &verdicts);
    let explained = places.zip(verdicts).zip(paired).map(|((place, verdict), paired)| {
        let verdict = verdict
            .or(paired)
            .or_else(|| alike::repayment(&case, place, &graph))
            .or_else(|| alike::correction(&case, place))
            .unwrap_or_else(|| plain(&case, place, &shifts[place], &graph));
        let nearest = nearest::list(&case, place, &shifts[place], graph.edges(place), verdict.cause);
        Explained { verdict, nearest }
    });
    Ok(explained.collect())
}

fn left<'a>(rows: &Rows<'a>, block: &OpenBlock) -> Left<'a> {
    let parts = rows.dictionary.parts(block.key);
    let sum = |of: &[u32]| -> Money { of.iter().map(|row| rows.row(*row).amount).sum() };
    let at_extract = |row: &u32| rows.row(*row).standing == Standing::AtExtract;
    let standing: Vec<u32> = block.lines.iter().copied().filter(at_extract).collect();
    Left {
        parts,
        extract: rows.extract(block.key),
        amount: sum(&block.lines) - sum(&block.cells),
        rest: sum(&standing) - sum(&block.cells),
        settled: standing.len() == block.lines.len(),
        whole_period: rows.coverage.is_whole_period(parts.se, parts.month),
    }
}

/// Something is missing on one side, or the amounts differ.
fn plain(case: &Case<'_, '_>, place: usize, shifts: &[Shift], graph: &Graph<'_>) -> Verdict {
    let block = case.block(place);
    let cause = match (block.lines.is_empty(), block.cells.is_empty()) {
        (_, true) => Cause::MissingInEindkomst,
        (true, _) => Cause::MissingInTok,
        (false, false) => Cause::AmountDiffers,
    };
    let proven = shifts.is_empty() && proof::admits_nothing_else(case, place, cause, graph);
    let alternatives = graph.edges(place).len() + shifts.len();
    let alternatives = u32::try_from(alternatives).unwrap_or(u32::MAX);
    let certainty = if proven { Certainty::Proven } else { Certainty::Suggested };
    Verdict { alternatives, ..Verdict::new(cause, certainty) }
}

/// The difference of an open block.
pub(crate) fn difference(
    rows: &Rows<'_>,
    reconciliation: &str,
    period: Period,
    block: &OpenBlock,
    explained: &Explained,
) -> Difference {
    let parts = rows.dictionary.parts(block.key);
    let sum = |of: &[u32]| -> Money { of.iter().map(|row| rows.row(*row).amount).sum() };
    let amount = sum(&block.lines) - sum(&block.cells);
    let [a, b] = block.totals;
    assert_eq!(
        amount,
        a.unwrap_or_default() - b.unwrap_or_default(),
        "what is left of a block differs by as much as the block, since every group is exact"
    );
    let whole_period = rows.coverage.is_whole_period(parts.se, parts.month);
    let key = DifferenceKey {
        se: Some(parts.se),
        cpr: match parts.person {
            Person::Cpr(cpr) => Some(cpr),
            Person::Name(_) => None,
        },
        field: Some(parts.field),
        month: (!whole_period).then_some(parts.month),
        income_kind: income_kind(rows, block),
        ..DifferenceKey::default()
    };
    let mut name = fingerprint(reconciliation, period, Pair::AB);
    name.key(parts);
    let records =
        |point, of_point: &[u32]| -> Vec<_> { of_point.iter().map(|row| (point, rows.record(*row))).collect() };
    let Explained { verdict, nearest } = explained;
    let nearest = nearest.iter().map(|miss| NearMiss { record: miss.named.record, failed: miss.failed });
    let undecided = block.undecided.map_or(0, |(_, others)| others);
    Difference {
        fingerprint: name.short(),
        pair: Pair::AB,
        key,
        totals: [a, b, None],
        amount,
        cause: verdict.cause,
        certainty: verdict.certainty,
        records: [records(Point::A, &block.lines), records(Point::B, &block.cells)].concat(),
        alternatives: verdict.alternatives.max(undecided),
        as_of: verdict.as_of,
        evidence: Evidence {
            elsewhere: verdict.elsewhere.clone(),
            factor: verdict.factor,
            rule: verdict.rule.clone(),
            uniqueness: block.undecided.map(|(uniqueness, _)| uniqueness),
            nearest: nearest.collect(),
        },
    }
}

/// Adds what a verdict rests on to the content of a run; records by their content.
pub(crate) fn hash_evidence(hash: &mut ContentHash, difference: &Difference, explained: &Explained) {
    let evidence = &difference.evidence;
    let elsewhere = &evidence.elsewhere;
    hash.number(elsewhere.se.map_or(0, |se| u64::from(se.number())));
    hash.number(elsewhere.cpr.map_or(0, trepunkt_core::person::Cpr::number));
    hash.number(elsewhere.field.map_or(0, |field| u64::from(field.number())));
    hash.maybe_month(elsewhere.month);
    hash.number(elsewhere.income_kind.map_or(u64::MAX, |kind| u64::from(kind.number())));
    hash.number(evidence.factor.map_or(0, u64::from));
    hash.text(evidence.rule.as_deref().unwrap_or_default());
    hash.mark(evidence.uniqueness.map_or(0, trepunkt_core::evidence::Uniqueness::number));
    hash.count(explained.nearest.len());
    for Miss { failed, named } in &explained.nearest {
        let (amount, kind, content) = named.content;
        hash.mark(failed.number());
        hash.bytes(&amount.to_be_bytes());
        hash.bytes(&kind.to_be_bytes());
        hash.bytes(&content.to_be_bytes());
    }
}

/// Starts the name of a difference; the key follows.
pub(crate) fn fingerprint(reconciliation: &str, period: Period, pair: Pair) -> ContentHash {
    let mut name = ContentHash::new("difference");
    name.text(reconciliation);
    name.text(&period.to_string());
    name.text(pair.text());
    name
}

/// The Kode68 of what is left, when both points carry one and it is the same.
fn income_kind(rows: &Rows<'_>, block: &OpenBlock) -> Option<IncomeKind> {
    let mut kinds = block.lines.iter().chain(&block.cells).map(|row| rows.row(*row).kind);
    let first = kinds.next().filter(|kind| *kind != NO_KIND && block.kinds_known)?;
    kinds.all(|kind| kind == first).then(|| IncomeKind::new(first)).flatten()
}
