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
    /// Which record it is.
    pub(super) name: String,
    /// Which report it is part of.
    pub(super) head: usize,
    pub(super) time: Option<i64>,
    /// Amount, kind, marked R, period: what makes two reports the same.
    pub(super) says: (i64, Option<u16>, bool, Option<i32>),
}

/// The lines and cells of one key.
pub(super) struct Table {
    pub(super) lines: Vec<Item>,
    pub(super) cells: Vec<Item>,
    pub(super) split: bool,
    pub(super) consistent: bool,
    pub(super) groups: Vec<String>,
    /// How the search for sets ended where it found no single one, and how many other sets there are.
    pub(super) undecided: Option<(&'static str, u32)>,
}

impl Table {
    pub(super) fn run(&mut self) {
        self.pair(true);
        self.sums(true);
        self.pair(false);
        self.sums(false);
        self.reverse(true);
        self.reverse(false);
        self.sets();
        self.lines.sort_by_key(|line| (line.cost, line.amount, line.kind.unwrap_or(u16::MAX)));
        self.cells.sort_by_key(|cell| (cell.amount, cell.kind.unwrap_or(u16::MAX)));
    }

    /// Single amounts that exactly one set of the other side's records makes up.
    fn sets(&mut self) {
        let (lines, cells) = (self.pool(true), self.free_cells());
        let mut sets: Vec<(bool, usize, Vec<usize>)> = Vec::new();
        for of_cells in [true, false] {
            let (wholes, parts) = if of_cells { (&cells, &lines) } else { (&lines, &cells) };
            if parts.len() < 2 {
                continue;
            }
            for whole in wholes {
                match self.ways(of_cells, *whole, parts) {
                    ways if ways.len() > 1 => {
                        let others = u32::try_from(ways.len() - 1).expect("few");
                        self.undecided = self.undecided.max(Some(("several", others)));
                    }
                    mut ways => sets.extend(ways.pop().filter(|set| set.len() > 1).map(|set| (of_cells, *whole, set))),
                }
            }
        }
        let class = |item: &Item| (item.amount, item.kind);
        let of = |table: &Self, (of_cells, whole, parts): &(bool, usize, Vec<usize>)| {
            let (one, other) = if *of_cells { (&table.cells, &table.lines) } else { (&table.lines, &table.cells) };
            let mut classes: Vec<_> = parts.iter().map(|part| class(&other[*part])).collect();
            classes.push(class(&one[*whole]));
            classes
        };
        let clashes = |table: &Self, number: usize| {
            let mine = of(table, &sets[number]);
            (0..sets.len()).any(|other| other != number && of(table, &sets[other]).iter().any(|one| mine.contains(one)))
        };
        let single: Vec<usize> = (0..sets.len()).filter(|number| !clashes(self, *number)).collect();
        for (of_cells, whole, parts) in single.into_iter().map(|number| sets[number].clone()) {
            let side = if of_cells { &self.lines } else { &self.cells };
            let alike = |item: &Item| (class(item), item.cost);
            let spare = side.iter().enumerate().filter(|(place, item)| {
                !item.taken && !parts.contains(place) && parts.iter().any(|part| alike(&side[*part]) == alike(item))
            });
            let ways = spare.count();
            let (lines, cells) = if of_cells { (parts, vec![whole]) } else { (vec![whole], parts) };
            self.take(PassKind::Subset, ways, &lines, &cells);
        }
    }

    /// Every way to make up the amount, as the first records of each amount; records of equal amount are one choice.
    fn ways(&self, of_cells: bool, whole: usize, parts: &[usize]) -> Vec<Vec<usize>> {
        let (wholes, side) = if of_cells { (&self.cells, &self.lines) } else { (&self.lines, &self.cells) };
        let line_kind = |part: usize| if of_cells { side[part].kind } else { wholes[whole].kind };
        let may = |part: &usize| !self.split || line_kind(*part).is_none() || side[*part].kind == wholes[whole].kind;
        let mut fitting: Vec<usize> =
            parts.iter().copied().filter(may).filter(|part| side[*part].amount != 0).collect();
        fitting.sort_by_key(|part| (side[*part].cost, side[*part].amount, side[*part].kind.unwrap_or(u16::MAX)));
        let mut ways: Vec<(Vec<i64>, Vec<usize>)> = Vec::new();
        for mask in 1_u32..1 << fitting.len() {
            let chosen: Vec<usize> =
                (0..fitting.len()).filter(|bit| mask >> bit & 1 == 1).map(|bit| fitting[bit]).collect();
            let mut amounts: Vec<i64> = chosen.iter().map(|part| side[*part].amount).collect();
            amounts.sort_unstable();
            // The first records of an amount stand for all.
            let is_first = chosen.iter().all(|part| {
                let before = fitting.iter().take_while(|other| *other != part);
                before.filter(|other| side[**other].amount == side[*part].amount).all(|other| chosen.contains(other))
            });
            if is_first && chosen.len() <= 12 && amounts.iter().sum::<i64>() == wholes[whole].amount {
                ways.push((amounts, chosen));
            }
        }
        ways.into_iter().map(|(_, chosen)| chosen).collect()
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
