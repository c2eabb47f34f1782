//! The passes over the lines and cells of one key.

use std::collections::BTreeSet;

use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;

use crate::shown;

/// What a line is tried by: standing, refused, without time, time.
type Cost = (u8, bool, bool, Option<i64>);

/// A line or a cell on the table of one block.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) shown: String,
    pub(super) amount: i64,
    pub(super) kind: Option<u16>,
    /// 0 at the extract, 1 after it, 2 refused.
    pub(super) standing: u8,
    pub(super) cost: Cost,
    pub(super) surely: bool,
    pub(super) taken: bool,
}

/// The lines and cells of one key.
pub(super) struct Table {
    pub(super) lines: Vec<Item>,
    pub(super) cells: Vec<Item>,
    pub(super) split: bool,
    pub(super) consistent: bool,
    pub(super) groups: Vec<String>,
}

impl Table {
    pub(super) fn run(&mut self) {
        self.pair(true);
        self.sums(true);
        self.pair(false);
        self.sums(false);
        self.reverse(true);
        self.reverse(false);
    }

    fn pool(&self, at_extract: bool) -> Vec<usize> {
        let usable = |line: &Item| !line.taken && (!at_extract || line.standing == 0);
        (0..self.lines.len()).filter(|line| usable(&self.lines[*line])).collect()
    }

    fn free_cells(&self) -> Vec<usize> {
        (0..self.cells.len()).filter(|cell| !self.cells[*cell].taken).collect()
    }

    fn pair(&mut self, at_extract: bool) {
        if !self.split {
            self.pair_among(self.pool(at_extract), false);
            return;
        }
        let (kindless, of_a_kind) = self.pool(at_extract).iter().partition(|line| self.lines[**line].kind.is_none());
        self.pair_among(of_a_kind, true);
        self.pair_among(kindless, false);
    }

    fn pair_among(&mut self, lines: Vec<usize>, same_kind: bool) {
        let start = self.free_cells();
        let fit = |table: &Self, line: usize, cell: usize| {
            let (line, cell) = (&table.lines[line], &table.cells[cell]);
            line.amount == cell.amount && (!same_kind || line.kind == cell.kind)
        };
        loop {
            let able = lines
                .iter()
                .copied()
                .filter(|line| !self.lines[*line].taken)
                .filter(|line| self.free_cells().iter().any(|cell| fit(self, *line, *cell)));
            let Some(line) = able.min_by_key(|line| self.lines[*line].cost) else { return };
            let cell = self.free_cells().into_iter().find(|cell| fit(self, line, *cell)).expect("one fits");
            let tied = lines.iter().filter(|other| {
                let (one, other) = (&self.lines[line], &self.lines[**other]);
                one.amount == other.amount && one.cost == other.cost && (!same_kind || one.kind == other.kind)
            });
            let ways = tied.count().max(start.iter().filter(|cell| fit(self, line, **cell)).count()) - 1;
            self.take(PassKind::Key, ways, &[line], &[cell]);
        }
    }

    fn take(&mut self, pass: PassKind, ways: usize, lines: &[usize], cells: &[usize]) {
        self.consistent &= lines.iter().all(|line| self.lines[*line].standing == 0);
        let left = lines.iter().map(|line| self.lines[*line].shown.clone()).collect();
        let right = cells.iter().map(|cell| self.cells[*cell].shown.clone()).collect();
        self.groups.push(shown::group(Pair::AB, pass, u32::try_from(ways).expect("few"), left, right));
        lines.iter().for_each(|line| self.lines[*line].taken = true);
        cells.iter().for_each(|cell| self.cells[*cell].taken = true);
    }

    fn sums(&mut self, at_extract: bool) {
        let pass = if at_extract { PassKind::KeySumAtExtract } else { PassKind::KeySum };
        if self.split {
            for kind in 0..100 {
                let lines: Vec<usize> =
                    self.pool(at_extract).into_iter().filter(|line| self.lines[*line].kind == Some(kind)).collect();
                let cells: Vec<usize> =
                    self.free_cells().into_iter().filter(|cell| self.cells[*cell].kind == Some(kind)).collect();
                self.take_if_equal(pass, &lines, &cells);
            }
        }
        let (lines, cells) = (self.pool(at_extract), self.free_cells());
        let has_kindless = lines.iter().any(|line| self.lines[*line].kind.is_none());
        let known = |line: &usize| {
            let kind = self.lines[*line].kind;
            kind.is_none() || cells.iter().any(|cell| self.cells[*cell].kind == kind)
        };
        if !self.split || (has_kindless && lines.iter().all(known)) {
            self.take_if_equal(pass, &lines, &cells);
        }
    }

    fn take_if_equal(&mut self, pass: PassKind, lines: &[usize], cells: &[usize]) {
        let left: i64 = lines.iter().map(|line| self.lines[*line].amount).sum();
        let right: i64 = cells.iter().map(|cell| self.cells[*cell].amount).sum();
        if !lines.is_empty() && !cells.is_empty() && left == right {
            self.take(pass, 0, lines, cells);
        }
    }

    fn side(&mut self, are_lines: bool) -> &mut Vec<Item> {
        if are_lines { &mut self.lines } else { &mut self.cells }
    }

    fn reverse(&mut self, are_lines: bool) {
        let split = self.split;
        let free = |table: &mut Self| -> Vec<usize> {
            let side = table.side(are_lines);
            (0..side.len()).filter(|item| !side[*item].taken).collect()
        };
        for item in free(self) {
            if self.side(are_lines)[item].amount == 0 {
                self.cancel(are_lines, 0, &[item]);
            }
        }
        let class = |item: &Item| (if split { item.kind } else { None }, item.standing);
        let start = free(self);
        loop {
            let side = self.side(are_lines).clone();
            let opposite = |one: usize, other: usize| {
                !side[other].taken
                    && side[other].amount == -side[one].amount
                    && class(&side[one]) == class(&side[other])
            };
            let now: Vec<usize> = start.iter().copied().filter(|item| !side[*item].taken).collect();
            let plus = now.iter().copied().filter(|item| side[*item].amount > 0);
            let able = plus.filter(|item| now.iter().any(|other| opposite(*item, *other)));
            let Some(plus) = able.min_by_key(|item| side[*item].cost) else { break };
            let minus = now.iter().copied().filter(|other| opposite(plus, *other)).min_by_key(|item| side[*item].cost);
            let minus = minus.expect("one cancels it");
            let alike = |amount: i64| {
                let same = |item: &&usize| side[**item].amount == amount && class(&side[**item]) == class(&side[plus]);
                start.iter().filter(same).count()
            };
            let ways = alike(side[plus].amount).max(alike(side[minus].amount)) - 1;
            self.cancel(are_lines, ways, &[plus, minus]);
        }
        for by_standing in [true, false] {
            let side = self.side(are_lines).clone();
            let of_class = |item: &Item| (if split { item.kind } else { None }, by_standing.then_some(item.standing));
            let mut done: Vec<usize> = Vec::new();
            for item in free(self) {
                if done.contains(&item) {
                    continue;
                }
                let same = free(self).into_iter().filter(|other| of_class(&side[*other]) == of_class(&side[item]));
                let same: Vec<usize> = same.collect();
                done.extend(&same);
                if same.iter().map(|item| side[*item].amount).sum::<i64>() == 0 {
                    self.cancel(are_lines, 0, &same);
                }
            }
        }
        let rest = free(self);
        let side = self.side(are_lines).clone();
        let kinds: BTreeSet<Option<u16>> = rest.iter().map(|item| side[*item].kind).collect();
        let distinct = kinds.iter().filter(|kind| !are_lines || kind.is_some()).count();
        if (!split || distinct < 2) && !rest.is_empty() && rest.iter().map(|item| side[*item].amount).sum::<i64>() == 0
        {
            self.cancel(are_lines, 0, &rest);
        }
    }

    fn cancel(&mut self, are_lines: bool, ways: usize, items: &[usize]) {
        let side = self.side(are_lines);
        let names: Vec<String> = items.iter().map(|item| side[*item].shown.clone()).collect();
        let same = items.iter().all(|item| side[*item].standing == side[items[0]].standing);
        items.iter().for_each(|item| side[*item].taken = true);
        self.consistent &= same;
        let (left, right) = if are_lines { (names, Vec::new()) } else { (Vec::new(), names) };
        self.groups.push(shown::group(Pair::AB, PassKind::Reversal, u32::try_from(ways).expect("few"), left, right));
    }
}

pub(super) fn verdict(lines: &[&Item], cells: &[&Item], amount: i64, consistent: bool) -> (&'static str, &'static str) {
    let share = |standing: u8| -> Vec<&&Item> { lines.iter().filter(|line| line.standing == standing).collect() };
    let sum = |items: &[&&Item]| items.iter().map(|item| item.amount).sum::<i64>();
    let (after, refused) = (share(1), share(2));
    let certainty = |explaining: &[&&Item]| {
        let whole = explaining.len() == lines.len() && cells.is_empty() && consistent;
        if whole && explaining.iter().all(|item| item.surely) { "proven" } else { "suggested" }
    };
    if cells.is_empty() && !refused.is_empty() && sum(&refused) == amount {
        ("missing_in_eindkomst", certainty(&refused))
    } else if !after.is_empty() && sum(&after) == amount {
        ("timing_after_extract", certainty(&after))
    } else if !after.is_empty() && !refused.is_empty() && sum(&after) + sum(&refused) == amount {
        ("missing_in_eindkomst", "suggested")
    } else if amount == 0 {
        ("wrong_income_kind", "suggested")
    } else if cells.is_empty() {
        ("missing_in_eindkomst", "suggested")
    } else if lines.is_empty() {
        ("missing_in_tok", "suggested")
    } else {
        ("amount_differs", "suggested")
    }
}
