//! Why keys stay open: design §5.3 once more, by comparing everything with everything.

use std::collections::BTreeSet;

use trepunkt_core::code::Receipt;
use trepunkt_core::period::Month;

use super::Key;
use super::table::Item;
use crate::month::Cell;
use crate::month::Line;
use crate::month::SmallMonth;
use crate::month::cpr;
use crate::month::month;

/// A key that the passes left open.
pub(super) struct Open {
    pub(super) key: Key,
    pub(super) lines: Vec<Item>,
    pub(super) cells: Vec<Item>,
    /// All that the key holds.
    pub(super) members: [Vec<Item>; 2],
    pub(super) totals: [Option<i64>; 2],
    /// The time of the extract, where there is an extract.
    pub(super) extract: Option<Option<i64>>,
    pub(super) consistent: bool,
    /// `several` or `not_proven`, and how many other sets.
    pub(super) undecided: Option<(&'static str, u32)>,
}

/// What is said of an open key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) cause: &'static str,
    pub(super) proven: bool,
    pub(super) unknown: bool,
    pub(super) alternatives: u32,
    pub(super) elsewhere: String,
    pub(super) factor: Option<u32>,
    pub(super) rule: &'static str,
    /// Failed condition and amount.
    pub(super) nearest: Vec<(&'static str, i64)>,
}

/// Another key, or another field that the run leaves out.
#[derive(Clone)]
struct Edge {
    to: Option<usize>,
    failed: &'static str,
    elsewhere: String,
    near: Near,
}

/// A record that almost matched: amount, kind, and which one it is.
type Near = (i64, u16, String);

/// The sums around a key.
#[derive(Default)]
struct Sum {
    lines: Vec<(i64, Near)>,
    cells: Vec<(i64, Near)>,
    unsettled: bool,
    repeated: bool,
}

pub(super) struct Causes<'a> {
    pub(super) small: &'a SmallMonth,
    /// The lines that count, of all months and fields, and those that the run reads.
    pub(super) kept: &'a [Line],
    pub(super) in_scope: &'a [Line],
    pub(super) wants: &'a dyn Fn(u16) -> bool,
    pub(super) open: &'a [Open],
    pub(super) serving: &'a dyn Fn(u32, Month) -> Option<Option<i64>>,
}

fn suggested(cause: &'static str) -> Said {
    Said { cause, ..Said::default() }
}

fn sum(items: &[Item]) -> i64 {
    items.iter().map(|item| item.amount).sum()
}

fn near(item: &Item) -> Near {
    (item.amount, item.kind.unwrap_or(u16::MAX), item.name.clone())
}

/// The number with two neighbouring digits swapped, for every place.
fn swapped(person: &str) -> Vec<String> {
    let digits: Vec<char> = person.chars().collect();
    let swaps = (0..digits.len() - 1).rev().map(|place| {
        let mut other = digits.clone();
        other.swap(place, place + 1);
        other.into_iter().collect::<String>()
    });
    swaps.filter(|other| other != person && cpr(other).is_some()).collect()
}

impl Causes<'_> {
    pub(super) fn say(&self) -> Vec<Said> {
        let mut said: Vec<Option<Said>> = (0..self.open.len()).map(|place| self.standing(place)).collect();
        let in_graph: Vec<bool> = (0..self.open.len())
            .map(|place| {
                let done = said[place].as_ref().is_some_and(|said| said.proven || said.unknown);
                self.rest(place) != 0 && self.open[place].extract.is_some() && !done
            })
            .collect();
        let edges: Vec<Vec<Edge>> = (0..self.open.len()).map(|place| self.edges(place, &in_graph)).collect();
        let shifts: Vec<Vec<(Month, Near)>> = (0..self.open.len()).map(|place| self.shifts(place)).collect();
        let lonely = |place: usize| {
            let (_, _, field, of) = &self.open[place].key;
            let meets = |other: &usize| {
                let key = &self.open[*other].key;
                in_graph[*other] && (&key.2, &key.3) == (field, of) && self.rest(*other) == -self.rest(place)
            };
            !(0..self.open.len()).any(|other| meets(&other))
        };
        for place in (0..self.open.len()).filter(|place| self.settled(*place)) {
            if said[place].is_none() {
                let shifted = self.shifted(place, &shifts, &edges[place], lonely(place));
                said[place] = shifted.or_else(|| self.alike(place));
            }
        }
        let paired = self.pair(&edges, &said);
        (0..self.open.len())
            .map(|place| {
                let mut said = said[place]
                    .clone()
                    .or_else(|| paired[place].clone())
                    .or_else(|| self.repayment(place, &in_graph))
                    .or_else(|| self.correction(place))
                    .unwrap_or_else(|| self.plain(place, &shifts[place], &edges[place], lonely(place)));
                said.nearest = self.nearest(place, &shifts[place], &edges[place], said.cause);
                said.alternatives = said.alternatives.max(self.open[place].undecided.map_or(0, |(_, others)| others));
                said
            })
            .collect()
    }

    fn amount(&self, place: usize) -> i64 {
        sum(&self.open[place].lines) - sum(&self.open[place].cells)
    }

    fn rest(&self, place: usize) -> i64 {
        let lines = self.open[place].lines.iter().filter(|line| line.standing == 0);
        lines.map(|line| line.amount).sum::<i64>() - sum(&self.open[place].cells)
    }

    fn settled(&self, place: usize) -> bool {
        self.open[place].lines.iter().all(|line| line.standing == 0)
    }

    fn standing(&self, place: usize) -> Option<Said> {
        let open = &self.open[place];
        if open.extract.is_none() {
            return Some(Said { unknown: true, ..suggested("unexplained") });
        }
        let of = |standing: u8| open.lines.iter().filter(move |line| line.standing == standing);
        let total = |standing: u8| of(standing).map(|line| line.amount).sum::<i64>();
        let proven = |standing: u8| {
            let whole = of(standing).count() == open.lines.len() && open.cells.is_empty() && open.consistent;
            whole && of(standing).all(|line| line.surely)
        };
        let amount = self.amount(place);
        let (after, refused) = (of(1).count() > 0, of(2).count() > 0);
        if open.cells.is_empty() && refused && total(2) == amount {
            Some(Said { proven: proven(2), ..suggested("missing_in_eindkomst") })
        } else if after && total(1) == amount {
            Some(Said { proven: proven(1), ..suggested("timing_after_extract") })
        } else if after && refused && total(1) + total(2) == amount {
            Some(suggested("missing_in_eindkomst"))
        } else if amount == 0 {
            let kinds: BTreeSet<Option<u16>> = open.cells.iter().map(|cell| cell.kind).collect();
            let one = if kinds.len() == 1 { kinds.first().copied().flatten() } else { None };
            let elsewhere = one.map_or_else(String::new, |kind| format!("{kind:04}"));
            Some(Said { elsewhere, ..suggested("wrong_income_kind") })
        } else {
            None
        }
    }

    /// What stands elsewhere on the other side of what is left here.
    fn opposite(&self, place: usize, lines: Option<Near>, cells: Option<Near>) -> Option<Near> {
        let open = &self.open[place];
        let for_lines = if open.lines.is_empty() { None } else { cells };
        for_lines.or(if open.cells.is_empty() { None } else { lines })
    }

    fn edges(&self, place: usize, in_graph: &[bool]) -> Vec<Edge> {
        let mut edges = Vec::new();
        if !in_graph[place] {
            return edges;
        }
        let (of, person, field, in_month) = &self.open[place].key;
        let mut look = |failed: &'static str, at: &dyn Fn(&Key) -> bool, named: &dyn Fn(&Key) -> String| {
            for (to, other) in self.open.iter().enumerate() {
                let fits = in_graph[to] && other.key.3 == *in_month && self.rest(to) == -self.rest(place);
                if !fits || !at(&other.key) {
                    continue;
                }
                let first = |items: &[Item]| items.first().map(near);
                if let Some(near) = self.opposite(place, first(&other.lines), first(&other.cells)) {
                    edges.push(Edge { to: Some(to), failed, elsewhere: named(&other.key), near });
                }
            }
        };
        look("field", &|key| key.0 == *of && key.1 == *person && key.2 != *field, &|key| format!("{:04}", key.2));
        look("se", &|key| key.0 != *of && key.1 == *person && key.2 == *field, &|key| key.0.to_string());
        if cpr(person).is_some() {
            for other in swapped(person) {
                look("person", &|key| key.0 == *of && key.1 == other && key.2 == *field, &|key| key.1.clone());
            }
        }
        let fields: BTreeSet<u16> =
            self.kept.iter().map(|line| line.field).chain(self.small.cells.iter().map(|cell| cell.field)).collect();
        for other in fields.into_iter().filter(|other| !(self.wants)(*other)) {
            let Some(sum) = self.around(*of, person, *in_month, other) else { continue };
            let near = self.opposite(place, sum.first(true), sum.first(false));
            if let (Some(difference), Some(near)) = (sum.difference(), near)
                && difference == -self.rest(place)
            {
                edges.push(Edge { to: None, failed: "field", elsewhere: format!("{other:04}"), near });
            }
        }
        edges
    }

    fn around(&self, of: u32, person: &str, in_month: Month, field: u16) -> Option<Sum> {
        let here = |se: u32, who: &str, month: Month, other: u16| {
            se == of && who == person && month == in_month && other == field
        };
        let time = (self.serving)(of, in_month).flatten();
        let mut sum = Sum::default();
        let mut any = false;
        for line in self.kept.iter().filter(|line| here(line.se, &line.person, line.month, line.field)) {
            any = true;
            let late = line.time.zip(time).is_some_and(|(line, extract)| line > extract);
            if late || line.receipt != Receipt::Acknowledged {
                sum.unsettled = true;
            } else {
                sum.lines.push((line.amount, (line.amount, line.kind.unwrap_or(u16::MAX), String::new())));
            }
        }
        let mut files = BTreeSet::new();
        let serves = |cell: &&Cell| {
            let file = &self.small.extracts[cell.file];
            file.scopes.contains(&(cell.se, cell.month, cell.month))
                && (self.serving)(cell.se, cell.month) == Some(file.time)
        };
        for cell in
            self.small.cells.iter().filter(serves).filter(|cell| here(cell.se, &cell.person, cell.month, cell.field))
        {
            any = true;
            files.insert(cell.file);
            sum.cells.push((cell.amount, (cell.amount, cell.kind.unwrap_or(u16::MAX), String::new())));
        }
        sum.repeated = files.len() > 1;
        any.then_some(sum)
    }

    fn delivered(&self, of: u32, in_month: Month) -> bool {
        let reported = self.small.lines.iter().any(|line| (line.se, line.month) == (of, in_month));
        reported && (self.serving)(of, in_month).is_some()
    }

    fn shifts(&self, place: usize) -> Vec<(Month, Near)> {
        let (of, person, field, here) = &self.open[place].key;
        if self.open[place].extract.is_none() || self.rest(place) == 0 {
            return Vec::new();
        }
        let beside = [-1, 1].into_iter().filter_map(|offset| here.plus(offset));
        beside
            .filter(|other| self.delivered(*of, *other))
            .filter_map(|other| {
                let sum = self.around(*of, person, other, *field)?;
                let near = self.opposite(place, sum.first(true), sum.first(false))?;
                (sum.difference()? == -self.rest(place)).then_some((other, near))
            })
            .collect()
    }

    fn shifted(&self, place: usize, shifts: &[Vec<(Month, Near)>], edges: &[Edge], lonely: bool) -> Option<Said> {
        let (to, _) = shifts[place].first()?;
        let others = shifts[place].len() - 1 + edges.len();
        let open = &self.open[place];
        let whole = open.lines.iter().all(|line| self.moved_whole(line.head, *to, shifts));
        let (of, person, field, _) = &open.key;
        let sum = self.around(*of, person, *to, *field)?;
        let reported: i64 = sum.lines.iter().map(|line| line.0).sum();
        let rest = self.rest(place);
        let one_reading = !sum.unsettled
            && reported > 0
            && rest % reported != 0
            && sum.lines.iter().all(|line| line.0 == 0 || rest % line.0 != 0);
        let time = (self.serving)(*of, *to).flatten();
        let reaches =
            time.is_some_and(|time| self.small.lines.iter().any(|line| line.time.is_some_and(|line| line >= time)));
        let closed = rest > 0 && self.certain(place) && open.cells.is_empty() && reaches && one_reading;
        Some(Said {
            proven: others == 0 && whole && closed && lonely,
            alternatives: u32::try_from(others).expect("few"),
            elsewhere: to.to_string(),
            ..suggested("shifted_period")
        })
    }

    /// All of the report that the run reads, zeros apart, may have moved to that month.
    fn moved_whole(&self, head: usize, to: Month, shifts: &[Vec<(Month, Near)>]) -> bool {
        let all = self.in_scope.iter().filter(|line| line.head == head && line.amount != 0).count();
        let movable = self.open.iter().zip(shifts).filter(|(_, shifts)| shifts.iter().any(|shift| shift.0 == to));
        let moved = movable.map(|(open, _)| open.lines.iter().filter(|line| line.head == head).count());
        moved.sum::<usize>() == all
    }

    fn certain(&self, place: usize) -> bool {
        let open = &self.open[place];
        let time = open.extract.flatten();
        let in_time = |line: &Item| line.time.zip(time).is_some_and(|(line, extract)| line < extract);
        self.settled(place)
            && open.consistent
            && open.undecided.is_none()
            && open.lines.iter().all(in_time)
            && cpr(&open.key.1).is_some()
            && open.key.3 == month("2026-10")
            && time.is_some()
    }

    fn alike(&self, place: usize) -> Option<Said> {
        let open = &self.open[place];
        let (lines, cells, amount) = (sum(&open.lines), sum(&open.cells), self.amount(place));
        if let [Some(a), Some(b)] = open.totals {
            let wholes = [a, b].iter().filter(|amount| *amount % 100 == 0).count();
            if wholes == 1 && a.abs_diff(b) < 100 {
                return Some(Said { rule: "hele-kroner", ..suggested("rounding") });
            }
        }
        if !open.lines.is_empty() && !open.cells.is_empty() {
            let single = open.lines.iter().filter(|line| line.amount * 2 == amount).count();
            let whole = usize::from(lines == -cells && lines != 0);
            let ways = if open.lines.len() == 1 { whole.max(single) } else { whole + single };
            if ways > 0 {
                return Some(Said {
                    alternatives: u32::try_from(ways - 1).expect("few"),
                    ..suggested("sign_reversed")
                });
            }
        }
        if let Some(factor) = self.twice(&open.lines, &open.members[0])
            && open.cells.is_empty()
            && open.totals[1].is_some()
        {
            return Some(Said { factor, ..suggested("duplicate_in_tok") });
        }
        if !open.lines.is_empty() && !open.cells.is_empty() && open.key.2 != 98 {
            let times = |of: i64, amount: i64| (2..=12).find(|factor| amount != 0 && amount * factor == of);
            let mut factors: Vec<i64> = times(cells, lines).into_iter().collect();
            if open.lines.len() > 1 {
                factors.extend(open.lines.iter().filter_map(|line| times(cells - lines + line.amount, line.amount)));
            }
            if let Some(factor) = factors.first() {
                let alternatives = u32::try_from(factors.len() - 1).expect("few");
                let factor = u32::try_from(*factor).ok();
                return Some(Said { factor, alternatives, ..suggested("duplicate_in_eindkomst") });
            }
        }
        if let Some(factor) = self.twice(&open.cells, &open.members[1])
            && open.lines.is_empty()
            && open.totals[0].is_some()
        {
            return Some(Said { factor, ..suggested("duplicate_in_eindkomst") });
        }
        None
    }

    /// Every item left has a twin that is not; how often the same stands there, when it is one report.
    fn twice(&self, left: &[Item], members: &[Item]) -> Option<Option<u32>> {
        let twins = |item: &Item| members.iter().filter(|other| other.says == item.says).count();
        let remaining = |item: &Item| left.iter().filter(|other| other.says == item.says).count();
        if left.is_empty() || left.iter().any(|item| twins(item) == remaining(item)) {
            return None;
        }
        let same = left.iter().all(|item| item.says == left[0].says);
        Some(same.then(|| u32::try_from(twins(&left[0])).expect("few")))
    }

    fn repayment(&self, place: usize, in_graph: &[bool]) -> Option<Said> {
        let (of, person, field, here) = &self.open[place].key;
        let fields: &[u16] = match field {
            98 => &[13, 14, 36, 38],
            13 | 14 | 36 | 38 => &[98],
            _ => &[],
        };
        let fits = |other: &&u16| {
            (0..self.open.len()).any(|to| {
                let key = &self.open[to].key;
                let there = (&key.0, &key.1, &key.2, &key.3) == (of, person, *other, here);
                in_graph[to] && there && self.rest(to) == self.rest(place)
            })
        };
        let fitting: Vec<&u16> = fields.iter().filter(fits).collect();
        let elsewhere = format!("{:04}", fitting.first()?);
        let alternatives = u32::try_from(fitting.len() - 1).expect("few");
        Some(Said { elsewhere, alternatives, ..suggested("repayment_ll8o") })
    }

    fn correction(&self, place: usize) -> Option<Said> {
        let open = &self.open[place];
        let all = !open.lines.is_empty() && open.cells.is_empty() && open.lines.iter().all(|line| line.says.2);
        let is_tax = open.key.2 == 15 || open.key.2 == 16;
        (all && !is_tax && self.settled(place)).then(|| suggested("r_correction"))
    }

    fn plain(&self, place: usize, shifts: &[(Month, Near)], edges: &[Edge], lonely: bool) -> Said {
        let open = &self.open[place];
        let (of, _, _, here) = &open.key;
        let twins = |line: &Item| open.members[0].iter().filter(|other| other.says == line.says).count();
        let (cause, shown) = match (open.lines.is_empty(), open.cells.is_empty()) {
            (_, true) => {
                ("missing_in_eindkomst", open.totals[1].is_none() && open.lines.iter().all(|line| twins(line) == 1))
            }
            (true, _) => {
                let time = open.extract.flatten();
                let after = |line: &Line| {
                    line.month == *here && line.time.zip(time).is_some_and(|(line, extract)| line >= extract)
                };
                ("missing_in_tok", open.totals[0].is_none() && self.small.lines.iter().any(after))
            }
            _ => {
                let alone = open.members.iter().all(|members| members.len() == 1);
                let less = matches!(open.totals, [Some(a), Some(b)] if a > b && b > 0 && a % b != 0);
                ("amount_differs", alone && less)
            }
        };
        let beside = [-1, 1].into_iter().all(|offset| {
            here.plus(offset).is_some_and(|other| {
                self.delivered(*of, other) && (self.serving)(*of, other).is_some_and(|time| time.is_some())
            })
        });
        let payers = self.payers().into_iter().all(|payer| (self.serving)(payer, *here).is_some());
        let proven =
            shifts.is_empty() && edges.is_empty() && lonely && self.certain(place) && beside && payers && shown;
        let alternatives = u32::try_from(edges.len() + shifts.len()).expect("few");
        Said { proven, alternatives, ..suggested(cause) }
    }

    /// Everybody who pays something that the run looks at.
    fn payers(&self) -> BTreeSet<u32> {
        let months: Vec<Month> =
            if (self.wants)(98) { vec![month("2026-10")] } else { vec![month("2026-10"), month("2026-11")] };
        let of_lines = self.small.lines.iter().filter(|line| months.contains(&line.month)).map(|line| line.se);
        let served = |cell: &&Cell| {
            let time = (self.serving)(cell.se, cell.month);
            months.contains(&cell.month) && time == Some(self.small.extracts[cell.file].time)
        };
        of_lines.chain(self.small.cells.iter().filter(served).map(|cell| cell.se)).collect()
    }

    /// Most pairs, least cost, and of equals the one whose first row has the first column.
    fn pair(&self, edges: &[Vec<Edge>], said: &[Option<Said>]) -> Vec<Option<Said>> {
        let spot = |place: usize| {
            let key = &self.open[place].key;
            (key.0, key.1.clone(), key.3)
        };
        let votes = |from: usize, to: usize| {
            let pairs =
                (0..edges.len()).flat_map(|one| edges[one].iter().filter_map(move |edge| Some((one, edge.to?))));
            let missing = pairs.filter(|(one, _)| self.rest(*one) > 0);
            missing.filter(|(one, other)| spot(*one) == spot(from) && spot(*other) == spot(to)).count()
        };
        let cost = |from: usize, edge: &Edge| {
            let to = edge.to.expect("an edge between open keys");
            let class = ["field", "se", "person"].iter().position(|class| *class == edge.failed).expect("a class");
            let explained = usize::from(said[from].is_some() || said[to].is_some());
            (explained << 30) + (1_000 - votes(from, to)) * 8 + class
        };
        let mut list: Vec<(usize, usize, usize)> = Vec::new();
        for from in (0..edges.len()).filter(|place| self.rest(*place) > 0) {
            list.extend(edges[from].iter().filter_map(|edge| Some((from, edge.to?, cost(from, edge)))));
        }
        let rows: Vec<usize> = list.iter().map(|edge| edge.0).collect::<BTreeSet<_>>().into_iter().collect();
        let mut paired = vec![None; edges.len()];
        for (from, to) in best(&rows, &list, &mut Vec::new()).1 {
            paired[from] = Some(to);
            paired[to] = Some(from);
        }
        (0..edges.len())
            .map(|place| {
                let to = paired[place];
                let edge = edges[place].iter().find(|edge| edge.to == to)?;
                let cause = match edge.failed {
                    "field" => "wrong_field",
                    "se" => "wrong_se",
                    _ => "wrong_person",
                };
                let alternatives = u32::try_from(edges[place].len() - 1).expect("few");
                Some(Said { elsewhere: edge.elsewhere.clone(), alternatives, ..suggested(cause) })
            })
            .collect()
    }

    fn nearest(&self, place: usize, shifts: &[(Month, Near)], edges: &[Edge], cause: &str) -> Vec<(&'static str, i64)> {
        let open = &self.open[place];
        let mut all: Vec<(&'static str, Near)> = Vec::new();
        all.extend(
            shifts.iter().enumerate().map(|(number, (_, near))| ("month", (near.0, near.1, format!("m{number}")))),
        );
        all.extend(edges.iter().enumerate().map(|(number, edge)| {
            let name = if edge.near.2.is_empty() { format!("f{number}") } else { edge.near.2.clone() };
            (edge.failed, (edge.near.0, edge.near.1, name))
        }));
        let lines_left = !open.lines.is_empty();
        let (own, other) = if lines_left { (&open.lines, &open.cells) } else { (&open.cells, &open.lines) };
        for item in own {
            for opposite in other {
                let failed = match item.amount == opposite.amount {
                    true => "kode68",
                    false if item.amount == -opposite.amount => "sign",
                    false => "amount",
                };
                all.push((failed, near(opposite)));
            }
            let is_left = |member: &&Item| other.iter().all(|left| left.name != member.name);
            let taken = open.members[usize::from(lines_left)].iter().filter(is_left);
            all.extend(taken.filter(|taken| taken.amount == item.amount).map(|taken| ("taken", near(taken))));
            if cause.starts_with("duplicate") {
                let twins = open.members[usize::from(!lines_left)].iter().filter(|twin| twin.says == item.says);
                let matched = twins.filter(|twin| own.iter().all(|left| left.name != twin.name));
                all.extend(matched.map(|twin| ("taken", near(twin))));
            }
        }
        let tells = |failed: &str| match failed {
            "month" => "shifted_period",
            "person" => "wrong_person",
            "se" => "wrong_se",
            "field" => "wrong_field",
            "kode68" => "wrong_income_kind",
            "sign" => "sign_reversed",
            "taken" => "duplicate_in_tok",
            _ => "amount_differs",
        };
        let order = ["kode68", "sign", "taken", "month", "field", "se", "person", "amount"];
        let rank = |failed: &str| order.iter().position(|one| *one == failed);
        all.sort_by_key(|(failed, near)| (tells(failed) != cause, rank(failed), near.0, near.1));
        let mut shown: Vec<(&'static str, Near)> = Vec::new();
        for one in all {
            if shown.len() < 3 && shown.iter().all(|known| known.1.2 != one.1.2) {
                shown.push(one);
            }
        }
        shown.into_iter().map(|(failed, near)| (failed, near.0)).collect()
    }
}

type Choice = (usize, usize);

/// The best pairs for the rows from here on.
fn best(rows: &[usize], edges: &[(usize, usize, usize)], taken: &mut Vec<usize>) -> ((usize, i64), Vec<Choice>) {
    let Some((row, rest)) = rows.split_first() else { return ((0, 0), Vec::new()) };
    let mut choice: Option<((usize, i64), Vec<Choice>)> = None;
    let mut columns: Vec<&(usize, usize, usize)> = edges.iter().filter(|edge| edge.0 == *row).collect();
    columns.sort_by_key(|edge| edge.1);
    for (_, column, cost) in columns.into_iter().filter(|edge| !taken.contains(&edge.1)).copied().collect::<Vec<_>>() {
        taken.push(column);
        let ((count, price), mut pairs) = best(rest, edges, taken);
        taken.pop();
        let worth = (count + 1, price - i64::try_from(cost).expect("small"));
        pairs.push((*row, column));
        if choice.as_ref().is_none_or(|(best, _)| worth > *best) {
            choice = Some((worth, pairs));
        }
    }
    let (worth, pairs) = best(rest, edges, taken);
    match choice {
        Some(choice) if choice.0 >= worth => choice,
        _ => (worth, pairs),
    }
}

impl Sum {
    fn difference(&self) -> Option<i64> {
        let total = |items: &[(i64, Near)]| items.iter().map(|item| item.0).sum::<i64>();
        (!self.repeated).then(|| total(&self.lines) - total(&self.cells))
    }

    fn first(&self, of_lines: bool) -> Option<Near> {
        let items = if of_lines { &self.lines } else { &self.cells };
        items.iter().map(|item| item.1.clone()).min()
    }
}
