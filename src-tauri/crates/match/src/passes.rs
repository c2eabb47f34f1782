//! The passes over one block: which lines and cells of one payer, person, field and month belong together.
//!
//! A pass never takes a line in place of another that fits better: pools are matched as an assignment (within one
//! amount the cost of a line does not depend on the cell, so the cheapest lines are an optimal choice), and a
//! one-to-one match takes the same amount from both sides, so it can never spoil an agreement of sums.

use std::collections::BTreeMap;

use trepunkt_core::evidence::Uniqueness;
use trepunkt_core::money::Money;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::rule::Reconciliation;
use trepunkt_core::rule::SearchLimits;

use crate::MatchError;
use crate::assignment::assign;
use crate::findings::Findings;
use crate::rows::NO_KIND;
use crate::rows::Rows;
use crate::rows::Standing;

/// One pass of the pair A–B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) kind: PassKind,
    /// Takes only lines that the extract should hold.
    pub(crate) only_at_extract: bool,
}

/// One rank of lines against days between dates, in the cost of a pair.
const RANK: i64 = 1 << 24;

/// The passes that compare reports with the register.
const OF_INCOME: [PassKind; 6] = [
    PassKind::Identity,
    PassKind::Key,
    PassKind::KeySum,
    PassKind::KeySumAtExtract,
    PassKind::Reversal,
    PassKind::Subset,
];

/// The passes of the pair A–B in the order of the rules.
pub(crate) fn plan(reconciliation: &Reconciliation) -> Result<Vec<Step>, MatchError> {
    let of_pair = reconciliation.passes.iter().filter(|(pair, _)| *pair == Pair::AB);
    let kinds: Vec<PassKind> = of_pair.map(|(_, kind)| *kind).collect();
    if let Some(kind) = kinds.iter().find(|kind| !OF_INCOME.contains(kind)) {
        return Err(MatchError::Rules(format!("`{}` er ikke et matchtrin mellem A og B her", kind.text())));
    }
    let step = |(position, kind): (usize, &PassKind)| {
        let later = &kinds[position + 1..];
        let waits = *kind == PassKind::Key && later.contains(&PassKind::KeySumAtExtract);
        Step { kind: *kind, only_at_extract: waits || *kind == PassKind::KeySumAtExtract }
    };
    Ok(kinds.iter().enumerate().map(step).collect())
}

/// One block on the bench.
#[derive(Debug)]
pub(crate) struct Bench<'b, 'w, 'a> {
    pub(crate) rows: &'w Rows<'a>,
    findings: &'b mut Findings<'w, 'a>,
    /// Lines that no pass has taken.
    pub(crate) lines: Vec<u32>,
    /// Cells that no pass has taken.
    pub(crate) cells: Vec<u32>,
    /// The extract tells income kinds apart, so different kinds veto a match.
    pub(crate) is_split: bool,
    /// See [`crate::findings::OpenBlock::consistent`].
    pub(crate) consistent: bool,
    /// See [`crate::findings::OpenBlock::undecided`].
    pub(crate) undecided: Option<(Uniqueness, u32)>,
}

impl<'b, 'w, 'a> Bench<'b, 'w, 'a> {
    pub(crate) fn new(
        rows: &'w Rows<'a>,
        findings: &'b mut Findings<'w, 'a>,
        lines: Vec<u32>,
        cells: Vec<u32>,
        is_split: bool,
    ) -> Self {
        Self { rows, findings, lines, cells, is_split, consistent: true, undecided: None }
    }

    /// Runs the passes; what they leave stays in `lines` and `cells`, in content order.
    pub(crate) fn run(&mut self, plan: &[Step], search: SearchLimits) {
        for step in plan {
            if self.lines.is_empty() && self.cells.is_empty() {
                return;
            }
            match step.kind {
                PassKind::Identity => self.identity(),
                PassKind::Key => self.key(step.only_at_extract),
                PassKind::KeySumAtExtract | PassKind::KeySum => self.key_sum(*step),
                PassKind::Reversal => self.reversal(),
                PassKind::Subset => self.subset(search),
                PassKind::ClaimSum
                | PassKind::ClaimCutoff
                | PassKind::Payment
                | PassKind::Bundle
                | PassKind::DayTotal
                | PassKind::Settlement => unreachable!("the plan refuses it between A and B"),
            }
        }
        let rows = self.rows;
        self.lines.sort_by_key(|row| (rows.cost(*row), rows.content(*row)));
        self.cells.sort_by_key(|row| rows.content(*row));
    }

    /// Same reference and same amount: hard evidence, whatever the times say.
    fn identity(&mut self) {
        let rows = self.rows;
        if !self.cells.iter().any(|cell| rows.fact(*cell).has_reference) {
            return;
        }
        let named = |row: &u32| rows.fact(*row).has_reference;
        let lines: Vec<u32> = self.lines.iter().copied().filter(named).collect();
        let cells: Vec<u32> = self.cells.iter().copied().filter(named).collect();
        self.pair_kinds(PassKind::Identity, lines, cells, |row| (rows.reference(row), rows.row(row).amount));
    }

    /// One line and one cell of the same amount.
    fn key(&mut self, only_at_extract: bool) {
        let rows = self.rows;
        let (lines, cells) = (self.pool(only_at_extract), self.cells.clone());
        self.pair_kinds(PassKind::Key, lines, cells, |row| rows.row(row).amount);
    }

    /// Pairs lines and cells of equal value: each kind with itself, and then lines that name no kind with what is left.
    fn pair_kinds<V: Ord + Copy>(
        &mut self,
        pass: PassKind,
        lines: Vec<u32>,
        cells: Vec<u32>,
        value: impl Fn(u32) -> V,
    ) {
        let rows = self.rows;
        if lines.is_empty() || cells.is_empty() {
            return;
        }
        if !self.is_split {
            self.pair_equal(pass, lines, cells, value);
            return;
        }
        let kind = |row: u32| rows.row(row).kind;
        let (kindless, of_a_kind): (Vec<u32>, Vec<u32>) = lines.into_iter().partition(|line| kind(*line) == NO_KIND);
        self.pair_equal(pass, of_a_kind, cells.clone(), |row| (kind(row), value(row)));
        let cells = cells.into_iter().filter(|cell| self.findings.is_free(*cell)).collect();
        self.pair_equal(pass, kindless, cells, value);
    }

    /// Pairs lines and cells of equal value, the cheapest lines first.
    fn pair_equal<V: Ord + Copy>(
        &mut self,
        pass: PassKind,
        mut lines: Vec<u32>,
        mut cells: Vec<u32>,
        value: impl Fn(u32) -> V,
    ) {
        let rows = self.rows;
        lines.sort_by_key(|row| (value(*row), rows.cost(*row), rows.content(*row)));
        cells.sort_by_key(|row| (value(*row), rows.content(*row)));
        let mut cells = &cells[..];
        for equal in lines.chunk_by(|left, right| value(*left) == value(*right)) {
            let wanted = value(equal[0]);
            cells = &cells[cells.partition_point(|cell| value(*cell) < wanted)..];
            let (meeting, later) = cells.split_at(cells.partition_point(|cell| value(*cell) <= wanted));
            cells = later;
            if meeting.iter().any(|cell| rows.tells_reports_apart(*cell)) {
                self.pair_reports(pass, equal, meeting);
                continue;
            }
            let mut free = meeting.iter();
            for tied in equal.chunk_by(|left, right| rows.cost(*left) == rows.cost(*right)) {
                let alternatives = others(tied.len().max(meeting.len()));
                for (line, cell) in tied.iter().zip(free.by_ref()) {
                    self.consistent &= rows.row(*line).standing == Standing::AtExtract;
                    self.findings.group(pass, alternatives, [*line, *cell]);
                }
            }
        }
        self.drop_taken();
    }

    /// Pairs lines and cells of one value where the cells say which report they come from: who carries another
    /// reference does not fit, and of the best lines each goes to the cell whose date is nearest.
    fn pair_reports(&mut self, pass: PassKind, lines: &[u32], cells: &[u32]) {
        let rows = self.rows;
        // Lines stand in order of cost; one rank outweighs all dates.
        let mut ranks = vec![0_i64; lines.len()];
        for place in 1..lines.len() {
            ranks[place] = ranks[place - 1] + i64::from(rows.cost(lines[place - 1]) != rows.cost(lines[place]));
        }
        let mut allowed = BTreeMap::new();
        for (row, line) in lines.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !rows.references_conflict(*line, **cell))
            {
                allowed.insert((row, column), ranks[row] * RANK + rows.days_apart(*line, *cell).min(RANK / 64));
            }
        }
        for (row, column) in assign(&allowed) {
            let cost = |(row, _): &(usize, usize)| ranks[*row];
            let tied = allowed.keys().filter(|pair| pair.1 == column && cost(pair) == ranks[row]).count();
            let meeting = allowed.keys().filter(|pair| pair.0 == row).count();
            self.consistent &= rows.row(lines[row]).standing == Standing::AtExtract;
            self.findings.group(pass, others(tied.max(meeting)), [lines[row], cells[column]]);
        }
    }

    /// The sums of both points agree, kind by kind where the extract tells them apart.
    fn key_sum(&mut self, step: Step) {
        let rows = self.rows;
        if self.is_split {
            let kind = |row: &u32| rows.row(*row).kind;
            let mut lines = self.pool(step.only_at_extract);
            lines.retain(|line| kind(line) != NO_KIND);
            lines.sort_by_key(kind);
            let mut cells = self.cells.clone();
            cells.sort_by_key(kind);
            for of_a_kind in lines.chunk_by(|left, right| kind(left) == kind(right)) {
                let start = cells.partition_point(|cell| kind(cell) < kind(&of_a_kind[0]));
                let end = cells.partition_point(|cell| kind(cell) <= kind(&of_a_kind[0]));
                self.group_sums(step.kind, of_a_kind, &cells[start..end]);
            }
            self.drop_taken();
        }
        let (lines, cells) = (self.pool(step.only_at_extract), self.cells.clone());
        if !self.is_split || self.kindless_may_fill(&lines, &cells) {
            self.group_sums(step.kind, &lines, &cells);
            self.drop_taken();
        }
    }

    /// Lines of several kinds agree with cells only through lines that name none, and only when no line names a kind
    /// that the cells do not have.
    fn kindless_may_fill(&self, lines: &[u32], cells: &[u32]) -> bool {
        let kind = |row: &u32| self.rows.row(*row).kind;
        let mut held: Vec<u16> = cells.iter().map(kind).collect();
        held.sort_unstable();
        lines.iter().any(|line| kind(line) == NO_KIND)
            && lines.iter().all(|line| kind(line) == NO_KIND || held.binary_search(&kind(line)).is_ok())
    }

    fn group_sums(&mut self, pass: PassKind, lines: &[u32], cells: &[u32]) {
        if lines.is_empty() || cells.is_empty() || self.sum(lines) != self.sum(cells) {
            return;
        }
        self.consistent &= lines.iter().all(|line| self.rows.row(*line).standing == Standing::AtExtract);
        self.findings.group(pass, 0, lines.iter().chain(cells).copied());
    }

    /// Records of one point that cancel exactly, and records of nothing.
    fn reversal(&mut self) {
        let (lines, cells) = (self.lines.clone(), self.cells.clone());
        self.reverse(lines, true);
        self.reverse(cells, false);
        self.drop_taken();
    }

    fn reverse(&mut self, mut records: Vec<u32>, are_lines: bool) {
        let rows = self.rows;
        records.sort_by_key(|row| rows.content(*row));
        for nothing in records.extract_if(.., |row| rows.row(*row).amount.is_zero()) {
            self.findings.group(PassKind::Reversal, 0, [nothing]);
        }
        let is_split = self.is_split;
        let class = move |row: u32| if is_split { rows.row(row).kind } else { NO_KIND };
        let standing = |row: u32| rows.row(row).standing;
        self.cancel_pairs(&mut records, |row| (class(row), standing(row), rows.row(row).amount.abs()));
        self.cancel_sums(&mut records, |row| (class(row), standing(row)));
        self.cancel_sums(&mut records, class);
        let mut kinds: Vec<u16> = records.iter().map(|row| class(*row)).collect();
        kinds.retain(|kind| !(are_lines && *kind == NO_KIND));
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() < 2 {
            self.cancel_sums(&mut records, |_| ());
        }
    }

    /// Pairs +x with −x of one class.
    fn cancel_pairs<C: Ord>(&mut self, records: &mut Vec<u32>, class: impl Fn(u32) -> C) {
        let rows = self.rows;
        records.sort_by_key(|row| (class(*row), rows.row(*row).amount, rows.cost(*row), rows.content(*row)));
        for alike in records.chunk_by(|left, right| class(*left) == class(*right)) {
            let (negative, positive) = alike.split_at(alike.partition_point(|row| rows.row(*row).amount < Money::ZERO));
            let alternatives = others(negative.len().max(positive.len()));
            for (plus, minus) in positive.iter().zip(negative) {
                self.findings.group(PassKind::Reversal, alternatives, [*plus, *minus]);
            }
        }
        records.retain(|row| self.findings.is_free(*row));
    }

    /// Groups all records of a class that add up to nothing.
    fn cancel_sums<C: Ord>(&mut self, records: &mut Vec<u32>, class: impl Fn(u32) -> C) {
        records.sort_by_key(|row| class(*row));
        for alike in records.chunk_by(|left, right| class(*left) == class(*right)) {
            if self.sum(alike).is_zero() {
                let first = self.rows.row(alike[0]).standing;
                self.consistent &= alike.iter().all(|row| self.rows.row(*row).standing == first);
                self.findings.group(PassKind::Reversal, 0, alike.iter().copied());
            }
        }
        records.retain(|row| self.findings.is_free(*row));
    }

    /// Groups an amount and the set that makes it up.
    pub(crate) fn group_set(&mut self, pass: PassKind, alternatives: u32, members: Vec<u32>) {
        self.findings.group(pass, alternatives, members);
        self.drop_taken();
    }

    /// An amount has more than one explanation within the block, or none was settled on; the worst is kept.
    pub(crate) fn leave_undecided(&mut self, how: Uniqueness, others: u32) {
        self.undecided = self.undecided.max(Some((how, others)));
    }

    fn pool(&self, only_at_extract: bool) -> Vec<u32> {
        let taken = |line: &&u32| !only_at_extract || self.rows.row(**line).standing == Standing::AtExtract;
        self.lines.iter().filter(taken).copied().collect()
    }

    fn sum(&self, records: &[u32]) -> Money {
        records.iter().map(|row| self.rows.row(*row).amount).sum()
    }

    fn drop_taken(&mut self) {
        self.lines.retain(|row| self.findings.is_free(*row));
        self.cells.retain(|row| self.findings.is_free(*row));
    }
}

/// How many others of `count` equally good ones there are.
fn others(count: usize) -> u32 {
    u32::try_from(count - 1).unwrap_or(u32::MAX)
}
