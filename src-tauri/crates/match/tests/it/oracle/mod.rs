//! The same rules once more, slowly: plain lists, plain loops, one block at a time, no packed keys, no sorting tricks.
//! What it says of a month, the engine must say too.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::code::ClaimType;
use trepunkt_core::code::Receipt;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::RunNote;

mod causes;
mod table;

use causes::Causes;
use causes::Open;
use causes::Said;
use table::Item;
use table::Table;

use crate::month::Cell;
use crate::month::Claim;
use crate::month::Line;
use crate::month::SmallMonth;
use crate::month::cpr;
use crate::month::month;
use crate::month::se;
use crate::shown;

type Key = (u32, String, u16, Month);
/// Payer, whether it is a claim without field, and the field.
type Place = (u32, bool, u16);
/// Inflow and outflow by pair and cause.
type Steps = BTreeMap<(Pair, String), (i64, i64)>;
/// Sum, number and names of what B holds for a claim.
type HeldSum = (i64, usize, Vec<String>);

/// The month of the run.
fn october() -> Month {
    month("2026-10")
}

struct Oracle<'a> {
    small: &'a SmallMonth,
    /// Three points: fields 0015 and 0016, and November's income in advance.
    three: bool,
    groups: Vec<String>,
    differences: Vec<String>,
    notes: BTreeSet<RunNote>,
    points: [(usize, i64); 3],
    bridges: BTreeMap<Place, ([Option<i64>; 3], Steps)>,
    held: BTreeMap<(u32, u16, Month), HeldSum>,
    /// The keys left open, and what to call each.
    open: Vec<Open>,
    places: Vec<String>,
    /// The lines that no newer export has replaced, of all months and fields.
    kept: Vec<Line>,
}

/// Everything that a run must find, as [`shown::whole`] shows it.
pub(crate) fn expected(small: &SmallMonth, three: bool) -> Vec<String> {
    let mut oracle = Oracle {
        small,
        three,
        groups: Vec::new(),
        differences: Vec::new(),
        notes: BTreeSet::new(),
        points: [(0, 0); 3],
        bridges: BTreeMap::new(),
        held: BTreeMap::new(),
        open: Vec::new(),
        places: Vec::new(),
        kept: Vec::new(),
    };
    oracle.kept = oracle.kept();
    oracle.compare_reports();
    oracle.explain();
    if three {
        oracle.compare_claims();
    }
    oracle.whole()
}

fn file_text(amount: i64) -> String {
    Money::from_minor(amount).to_file_text()
}

/// The lines with their reports numbered: what follows each other in a file and says the same is one report.
fn numbered(lines: &[Line]) -> Vec<Line> {
    let mut numbered = lines.to_vec();
    for place in 0..lines.len() {
        let report = |line: &Line| Line { field: 0, amount: 0, head: 0, ..line.clone() };
        let before = (0..place).rev().find(|before| lines[*before].file == lines[place].file);
        let same = before.filter(|before| report(&lines[*before]) == report(&lines[place]));
        numbered[place].head = same.map_or(place, |before| numbered[before].head);
    }
    numbered
}

fn same_fact(left: &Line, right: &Line) -> bool {
    left.id == right.id && left.person == right.person && left.kind == right.kind && left.field == right.field
}

impl Oracle<'_> {
    fn wants(&self, field: u16) -> bool {
        !self.three || field == 15 || field == 16
    }

    fn concerns(&self, of: Month) -> bool {
        of == october() || (self.three && of == month("2026-11"))
    }

    /// The newest time among the extract files over just this payer and month; none when there is no such file.
    fn extract(&self, of: u32, of_month: Month) -> Option<Option<i64>> {
        let covering = |file: usize| self.small.extracts[file].scopes.contains(&(of, of_month, of_month));
        (0..self.small.extracts.len()).filter(|file| covering(*file)).map(|file| self.small.extracts[file].time).max()
    }

    fn serves(&self, file: usize, of: u32, of_month: Month) -> bool {
        self.small.extracts[file].scopes.contains(&(of, of_month, of_month))
            && self.extract(of, of_month) == Some(self.small.extracts[file].time)
    }

    /// The lines that no newer export has replaced.
    fn kept(&mut self) -> Vec<Line> {
        let all = numbered(&self.small.lines);
        let rank = |file: usize, fact: &Line| {
            let newest = self.small.lines.iter().filter(|line| line.file == file).map(|line| line.time).max().flatten();
            let awaits = |line: &Line| line.file == file && same_fact(line, fact) && line.receipt == Receipt::Awaiting;
            (newest, !all.iter().any(awaits), file)
        };
        let amounts = |file: usize, fact: &Line| {
            let of_fact = all.iter().filter(|line| line.file == file && same_fact(line, fact));
            let mut amounts: Vec<i64> = of_fact.map(|line| line.amount).collect();
            amounts.sort_unstable();
            amounts
        };
        let (mut kept, mut moved, mut seen) = (Vec::new(), 0, Vec::<Line>::new());
        for line in &all {
            let others: Vec<usize> = if line.id.is_empty() {
                Vec::new()
            } else {
                all.iter().filter(|other| same_fact(other, line)).map(|other| other.file).collect()
            };
            let best = others.iter().copied().max_by_key(|file| rank(*file, line)).unwrap_or(line.file);
            if best == line.file {
                kept.push(line.clone());
            }
            if seen.iter().any(|other| same_fact(other, line)) {
                continue;
            }
            seen.push(line.clone());
            let concerns = all.iter().any(|other| same_fact(other, line) && self.concerns(other.month));
            let differs = others.iter().any(|file| amounts(*file, line) != amounts(best, line));
            moved += u64::from(!line.id.is_empty() && concerns && differs && self.wants(line.field));
        }
        if moved > 0 {
            self.notes.insert(RunNote::AmountMovedBetweenDeliveries(moved));
        }
        kept
    }

    /// Those of them that the run reads.
    fn lines(&self) -> Vec<Line> {
        let mut lines = self.kept.clone();
        lines.retain(|line| self.concerns(line.month) && self.wants(line.field));
        lines
    }

    /// The cells that count, copies left out.
    fn cells(&mut self, lines: &[Line]) -> Vec<Cell> {
        let is_advance = |cell: &Cell| {
            lines.iter().any(|line| line.month == cell.month && line.in_advance && same_key(&key_of_line(line), cell))
        };
        let counts = |cell: &&Cell| {
            self.wants(cell.field)
                && self.serves(cell.file, cell.se, cell.month)
                && (cell.month == october() || (self.three && cell.month == month("2026-11") && is_advance(cell)))
        };
        let all: Vec<Cell> = self.small.cells.iter().filter(counts).cloned().collect();
        let alike = |left: &Cell, right: &Cell| key_of_cell(left) == key_of_cell(right) && left.kind == right.kind;
        let are_copies = |left: usize, right: usize| {
            all.iter().any(|cell| {
                let twin = |other: &Cell| other.file == right && alike(other, cell);
                cell.file == left && cpr(&cell.person).is_some() && all.iter().any(twin)
            })
        };
        let replaced = |cell: &Cell| {
            all.iter().any(|other| other.file > cell.file && alike(other, cell) && are_copies(cell.file, other.file))
        };
        let amounts = |cell: &Cell| {
            let same = all.iter().filter(|other| other.file == cell.file && alike(other, cell));
            let mut amounts: Vec<i64> = same.map(|other| other.amount).collect();
            amounts.sort_unstable();
            amounts
        };
        let mut moved: Vec<(Key, Option<u16>)> = Vec::new();
        for cell in all.iter().filter(|cell| replaced(cell)) {
            let kept = all.iter().filter(|other| alike(other, cell) && !replaced(other));
            let name = (key_of_cell(cell), cell.kind);
            if !kept.clone().any(|other| amounts(other) == amounts(cell)) && !moved.contains(&name) {
                moved.push(name);
            }
        }
        self.add_moved(moved.len());
        all.iter().filter(|cell| !replaced(cell)).cloned().collect()
    }

    fn add_moved(&mut self, count: usize) {
        let before = self.notes.iter().find_map(|note| match note {
            RunNote::AmountMovedBetweenDeliveries(count) => Some(*count),
            _ => None,
        });
        let total = before.unwrap_or(0) + u64::try_from(count).expect("few");
        if let Some(before) = before {
            self.notes.remove(&RunNote::AmountMovedBetweenDeliveries(before));
        }
        if total > 0 {
            self.notes.insert(RunNote::AmountMovedBetweenDeliveries(total));
        }
    }

    fn compare_reports(&mut self) {
        let lines = self.lines();
        let cells = self.cells(&lines);
        let mut keys: Vec<Key> = lines.iter().map(key_of_line).chain(cells.iter().map(key_of_cell)).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let lines: Vec<&Line> = lines.iter().filter(|line| key_of_line(line) == key).collect();
            let cells: Vec<&Cell> = cells.iter().filter(|cell| key_of_cell(cell) == key).collect();
            if self.belongs(&key, &lines) {
                self.block(&key, &lines, &cells);
            }
        }
    }

    fn belongs(&mut self, key: &Key, lines: &[&Line]) -> bool {
        let in_advance = self.three && !lines.is_empty() && lines.iter().all(|line| line.in_advance);
        let counts_in = if in_advance { key.3.plus(-1) } else { Some(key.3) };
        if counts_in != Some(october()) {
            return false;
        }
        if self.extract(key.0, key.3).is_some() {
            return true;
        }
        if key.3 == october() {
            self.notes.insert(RunNote::ExtractMissing(se(key.0), key.3));
            return true;
        }
        self.notes.insert(RunNote::InAdvanceLeftOut(se(key.0), key.3));
        false
    }

    fn is_split(&self, key: &Key) -> bool {
        let serving = (0..self.small.extracts.len()).filter(|file| self.serves(*file, key.0, key.3));
        serving.clone().any(|file| self.small.cells.iter().any(|cell| cell.file == file && cell.kind.is_some()))
    }

    fn block(&mut self, key: &Key, lines: &[&Line], cells: &[&Cell]) {
        let extract = self.extract(key.0, key.3);
        let mut table = Table {
            lines: lines.iter().map(|line| item_of_line(line, extract.flatten())).collect(),
            cells: cells.iter().map(|cell| item_of_cell(cell)).collect(),
            split: self.is_split(key),
            consistent: true,
            groups: Vec::new(),
            undecided: None,
        };
        for (letter, items) in [("A", &mut table.lines), ("B", &mut table.cells)] {
            let names = items.iter_mut().enumerate();
            names.for_each(|(number, item)| item.name = format!("{letter}{key:?}{number}"));
        }
        let before = [table.lines.clone(), table.cells.clone()];
        table.cells.sort_by_key(|cell| cell.kind.unwrap_or(u16::MAX));
        let total = |items: &[Item]| (!items.is_empty()).then(|| items.iter().map(|item| item.amount).sum::<i64>());
        let totals = [total(&table.lines), total(&table.cells)];
        for (point, items) in [(0, &table.lines), (1, &table.cells)] {
            self.points[point].0 += items.len();
            self.points[point].1 += totals[point].unwrap_or(0);
        }
        let bridge = self.bridges.entry((key.0, false, key.2)).or_default();
        for (point, total) in totals.iter().enumerate() {
            bridge.0[point] = Some(bridge.0[point].unwrap_or(0) + total.unwrap_or(0));
        }
        if !table.cells.is_empty() {
            let held = self.held.entry((key.0, key.2, key.3)).or_default();
            held.0 += totals[1].unwrap_or(0);
            held.1 += table.cells.len();
            held.2.extend(table.cells.iter().map(|cell| cell.shown.clone()));
        }
        table.run();
        self.groups.extend(table.groups.iter().cloned());
        self.leftovers(key, &table, before, extract);
    }

    fn leftovers(&mut self, key: &Key, table: &Table, members: [Vec<Item>; 2], extract: Option<Option<i64>>) {
        let left = |items: &[Item]| -> Vec<Item> { items.iter().filter(|item| !item.taken).cloned().collect() };
        let (lines, cells) = (left(&table.lines), left(&table.cells));
        if lines.is_empty() && cells.is_empty() {
            return;
        }
        let total = |items: &Vec<Item>| (!items.is_empty()).then(|| items.iter().map(|item| item.amount).sum::<i64>());
        let totals = [total(&members[0]), total(&members[1])];
        let kinds: Vec<Option<u16>> = lines.iter().chain(&cells).map(|item| item.kind).collect();
        let both_carry =
            table.split && totals.iter().all(Option::is_some) && table.lines.iter().all(|line| line.kind.is_some());
        let one_kind = kinds.iter().all(|kind| kind.is_some() && *kind == kinds[0]);
        let kind = kinds[0].filter(|_| both_carry && one_kind).map_or_else(String::new, |kind| format!("/{kind:04}"));
        let person = cpr(&key.1).map_or("-".to_owned(), |_| key.1.clone());
        self.places.push(format!("{person} {:04} {}{kind}", key.2, key.3));
        let (consistent, undecided) = (table.consistent, table.undecided);
        self.open.push(Open { key: key.clone(), lines, cells, members, totals, extract, consistent, undecided });
    }

    /// The causes, when all keys are known.
    fn explain(&mut self) {
        let in_scope = self.lines();
        let open = std::mem::take(&mut self.open);
        let causes = Causes {
            small: self.small,
            kept: &self.kept,
            in_scope: &in_scope,
            wants: &|field| self.wants(field),
            open: &open,
            serving: &|of, of_month| self.extract(of, of_month),
        };
        let said = causes.say();
        for ((one, place), said) in open.iter().zip(std::mem::take(&mut self.places)).zip(said) {
            let amount = one.totals[0].unwrap_or(0) - one.totals[1].unwrap_or(0);
            let records = one.lines.iter().map(|item| format!("A{}", item.shown));
            let records = records.chain(one.cells.iter().map(|item| format!("B{}", item.shown))).collect();
            let nearest = said.nearest.iter().map(|(failed, amount)| format!(" {failed} {}", file_text(*amount)));
            let (verdict, nearest) = (shown_verdict(&said, one), nearest.collect::<String>());
            self.differ(Pair::AB, &place, [one.totals[0], one.totals[1], None], &verdict, records, &nearest);
            self.step((one.key.0, false, one.key.2), Pair::AB, said.cause, amount);
        }
    }

    fn differ(
        &mut self,
        pair: Pair,
        place: &str,
        totals: [Option<i64>; 3],
        verdict: &str,
        mut records: Vec<String>,
        nearest: &str,
    ) {
        records.sort();
        let left = if pair == Pair::AB { 0 } else { 1 };
        let amount = totals[left].unwrap_or(0) - totals[left + 1].unwrap_or(0);
        let totals = totals.map(|total| total.map_or("-".to_owned(), file_text)).join("|");
        let shown =
            format!("{} {place} {} [{totals}] {verdict}: {}", pair.text(), file_text(amount), records.join(" "));
        self.differences.push(format!("{} |{nearest}", shown.trim_end()));
    }

    fn step(&mut self, place: Place, pair: Pair, cause: &str, amount: i64) {
        let order = trepunkt_core::cause::Cause::ALL.iter().position(|one| one.code() == cause).expect("a cause");
        let steps = &mut self.bridges.entry(place).or_default().1;
        let step = steps.entry((pair, format!("{order:02}{cause}"))).or_default();
        if amount < 0 { step.0 -= amount } else { step.1 += amount }
    }

    /// The claim lines that count: as often as in the file that has the line most often.
    fn claims(&self) -> Vec<Claim> {
        let mut counted: Vec<Claim> = Vec::new();
        for claim in &self.small.claims {
            let same = |other: &&Claim| Claim { file: 0, ..(*other).clone() } == Claim { file: 0, ..claim.clone() };
            let in_file = |file: usize| self.small.claims.iter().filter(same).filter(|one| one.file == file).count();
            let most = self.small.claims.iter().map(|one| in_file(one.file)).max().unwrap_or(0);
            if counted.iter().filter(same).count() < most && self.wants(field(claim).unwrap_or(15)) {
                counted.push(claim.clone());
            }
        }
        counted
    }

    fn compare_claims(&mut self) {
        let claims = self.claims();
        for claim in &claims {
            self.points[2].0 += 1;
            self.points[2].1 += claim.amount;
            let place = (claim.se, field(claim).is_none(), field(claim).unwrap_or(0));
            let point = &mut self.bridges.entry(place).or_default().0[2];
            *point = Some(point.unwrap_or(0) + claim.amount);
        }
        let of_field = claims.iter().filter_map(|claim| Some((claim.se, field(claim)?, claim.month)));
        let mut keys: Vec<(u32, u16, Month)> = self.held.keys().copied().chain(of_field).collect();
        keys.sort();
        keys.dedup();
        let mut open: Vec<(u32, u16, Month)> = Vec::new();
        for key in keys {
            let (held, claimed) = (self.held.get(&key).map_or(0, |held| held.0), sum_of(&claims_at(&claims, key)));
            if held == claimed { self.claim_group(&claims, &[key]) } else { open.push(key) }
        }
        while let Some(first) = open.first().copied() {
            let (same, rest): (Vec<_>, Vec<_>) = open.iter().partition(|key| (key.0, key.1) == (first.0, first.1));
            open = rest;
            let (inside, outside): (Vec<_>, Vec<_>) = same.iter().partition(|key| self.concerns(key.2));
            outside.iter().for_each(|key| self.claim_difference(&claims, &[*key]));
            let naming = inside.iter().filter(|key| !claims_at(&claims, **key).is_empty()).count();
            if naming != 1 {
                inside.iter().for_each(|key| self.claim_difference(&claims, &[*key]));
                continue;
            }
            let held: i64 = inside.iter().map(|key| self.held.get(key).map_or(0, |held| held.0)).sum();
            let claimed: i64 = inside.iter().map(|key| sum_of(&claims_at(&claims, *key))).sum();
            match held == claimed {
                true => self.claim_group(&claims, &inside),
                false => self.claim_difference(&claims, &inside),
            }
        }
        for claim in claims.iter().filter(|claim| field(claim).is_none()) {
            let verdict = match claim.claim_type {
                ClaimType::Provisional => ("claim_only", "suggested"),
                _ => ("interest_or_fee", "proven"),
            };
            let place = format!("- - {}", claim.month);
            let records = vec![format!("C{}", shown_claim(claim))];
            let said = format!("{} {}", verdict.0, verdict.1);
            self.differ(Pair::BC, &place, [None, None, Some(claim.amount)], &said, records, "");
            self.step((claim.se, true, 0), Pair::BC, verdict.0, -claim.amount);
        }
    }

    fn claim_group(&mut self, claims: &[Claim], keys: &[(u32, u16, Month)]) {
        let left = keys.iter().filter_map(|key| self.held.get(key)).flat_map(|held| held.2.clone()).collect();
        let right = keys.iter().flat_map(|key| claims_at(claims, *key)).map(|claim| shown_claim(&claim)).collect();
        self.groups.push(shown::group(Pair::BC, PassKind::ClaimSum, 0, left, right));
    }

    /// Months of a payer and field that are compared as one.
    fn claim_difference(&mut self, claims: &[Claim], keys: &[(u32, u16, Month)]) {
        let lines: Vec<Claim> = keys.iter().flat_map(|key| claims_at(claims, *key)).collect();
        let held: Vec<i64> = keys.iter().filter_map(|key| self.held.get(key)).map(|held| held.0).collect();
        let held = (!held.is_empty()).then(|| held.iter().sum::<i64>());
        let claimed = (!lines.is_empty()).then(|| sum_of(&lines));
        let amount = held.unwrap_or(0) - claimed.unwrap_or(0);
        let first = keys[0];
        let verdict = match (held, claimed) {
            (None, Some(_)) => ("claim_only", "suggested"),
            _ => ("unexplained", "unknown"),
        };
        let place = format!("- {:04} {}", first.1, first.2);
        let records = lines.iter().map(|claim| format!("C{}", shown_claim(claim))).collect();
        let said = format!("{} {}", verdict.0, verdict.1);
        self.differ(Pair::BC, &place, [None, held, claimed], &said, records, "");
        self.step((first.0, false, first.1), Pair::BC, verdict.0, amount);
    }

    fn whole(mut self) -> Vec<String> {
        let count = if self.three { 3 } else { 2 };
        let named = ["A", "B", "C"].iter().zip(self.points).take(count);
        let mut whole: Vec<String> =
            named.map(|(name, (records, sum))| format!("{name} {records} {}", file_text(sum))).collect();
        self.groups.sort();
        self.differences.sort();
        whole.extend(self.groups);
        whole.extend(self.differences);
        for ((of, no_field, field), (points, steps)) in self.bridges {
            let filled = |point: usize| {
                let exists = points[point].is_some() || (!no_field && (point < 2 || self.three));
                if exists { file_text(points[point].unwrap_or(0)) } else { "-".to_owned() }
            };
            let field = if no_field { "-".to_owned() } else { format!("{field:04}") };
            let steps: String = steps
                .iter()
                .map(|((pair, cause), (inflow, outflow))| {
                    format!(" {} {} +{} -{}", pair.text(), &cause[2..], file_text(*inflow), file_text(*outflow))
                })
                .collect();
            whole.push(format!("{} {field} {}|{}|{}{steps}", se(of), filled(0), filled(1), filled(2)));
        }
        whole.extend(self.notes.iter().map(|note| format!("{note:?}")));
        whole
    }
}

fn shown_verdict(said: &Said, open: &Open) -> String {
    let certainty = match (said.unknown, said.proven) {
        (true, _) => "unknown",
        (_, true) => "proven",
        _ => "suggested",
    };
    let mut shown = format!("{} {certainty}", said.cause);
    let elsewhere = if said.elsewhere.is_empty() { String::new() } else { format!(" >{}", said.elsewhere) };
    shown.push_str(&elsewhere);
    shown.push_str(&said.factor.map_or_else(String::new, |factor| format!(" x{factor}")));
    shown.push_str(&if said.rule.is_empty() { String::new() } else { format!(" {}", said.rule) });
    shown.push_str(&open.undecided.map_or_else(String::new, |(how, _)| format!(" {how}")));
    shown.push_str(&if said.alternatives > 0 { format!(" ~{}", said.alternatives) } else { String::new() });
    shown
}

fn key_of_line(line: &Line) -> Key {
    (line.se, line.person.clone(), line.field, line.month)
}

fn key_of_cell(cell: &Cell) -> Key {
    (cell.se, cell.person.clone(), cell.field, cell.month)
}

fn same_key(key: &Key, cell: &Cell) -> bool {
    *key == key_of_cell(cell)
}

fn field(claim: &Claim) -> Option<u16> {
    claim.claim_type.field().map(|field| field.number())
}

fn claims_at(claims: &[Claim], key: (u32, u16, Month)) -> Vec<Claim> {
    claims
        .iter()
        .filter(|claim| field(claim).map(|field| (claim.se, field, claim.month)) == Some(key))
        .cloned()
        .collect()
}

fn sum_of(claims: &[Claim]) -> i64 {
    claims.iter().map(|claim| claim.amount).sum()
}

fn shown_claim(claim: &Claim) -> String {
    format!("{} {} {}", claim.claim_type.text(), claim.month, file_text(claim.amount))
}

fn item_of_line(line: &Line, extract: Option<i64>) -> Item {
    let refused = line.receipt != Receipt::Acknowledged;
    let after = line.time.zip(extract).is_some_and(|(time, extract)| time > extract);
    let standing = if refused { 2 } else { u8::from(after) };
    let mut shown = file_text(line.amount);
    match line.time {
        _ if refused => shown.push('x'),
        Some(time) if time > 0 => shown.push_str(&format!("@{time}")),
        Some(_) | None => {}
    }
    // Every extract of these tests is made on a whole minute.
    let surely = refused || line.time.zip(extract).is_some_and(|(time, extract)| time >= extract + 60);
    let cost = (standing, refused, line.time.is_none(), line.time);
    let says = (line.amount, line.kind, line.is_correction, line.period);
    Item {
        shown,
        amount: line.amount,
        kind: line.kind,
        standing,
        cost,
        surely,
        taken: false,
        name: String::new(),
        head: line.head,
        time: line.time,
        says,
    }
}

fn item_of_cell(cell: &Cell) -> Item {
    Item {
        shown: file_text(cell.amount),
        amount: cell.amount,
        kind: cell.kind,
        standing: 0,
        cost: (0, true, true, None),
        surely: false,
        taken: false,
        name: String::new(),
        head: 0,
        time: None,
        says: (cell.amount, cell.kind, false, None),
    }
}
