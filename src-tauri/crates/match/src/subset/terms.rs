//! Solutions of few terms among many amounts: one and two by a walk from both ends, three by such a walk for each
//! first term, four by sums of two against sums of two.

use super::Search;
use super::Stage;

/// Complete when no solution can have more than four terms.
pub(super) fn search(search: &mut Search) -> Stage {
    let singles = search.classes.binary_search_by_key(&search.target, |class| class.value);
    if singles.is_ok_and(|class| search.keep(vec![class])) {
        return Stage::Enough;
    }
    for terms in 2..=search.terms.min(4) {
        let stage = match terms {
            2 => walk(search, None),
            3 => threes(search),
            _ => fours(search),
        };
        if stage != Stage::Complete {
            return stage;
        }
    }
    if search.terms <= 4 { Stage::Complete } else { Stage::Open }
}

fn threes(search: &mut Search) -> Stage {
    for first in 0..search.classes.len() {
        let stage = walk(search, Some(first));
        if stage != Stage::Complete {
            return stage;
        }
    }
    Stage::Complete
}

/// Two terms that make up the target with the first term, none of them before it.
fn walk(search: &mut Search, first: Option<usize>) -> Stage {
    let from = first.unwrap_or(0);
    let rest = search.target - first.map_or(0, |first| search.classes[first].value);
    let width = search.classes.len() - from;
    if !search.spend(u64::try_from(width).unwrap_or(u64::MAX)) {
        return Stage::Open;
    }
    let (mut low, mut high) = (from, search.classes.len());
    while low < high {
        let sum = search.classes[low].value + search.classes[high - 1].value;
        if sum == rest && search.keep(first.into_iter().chain([low, high - 1]).collect()) {
            return Stage::Enough;
        }
        if sum < rest {
            low += 1;
        } else {
            high -= 1;
        }
    }
    Stage::Complete
}

fn fours(search: &mut Search) -> Stage {
    let count = search.classes.len();
    let pairs = u64::try_from(count * (count + 1) / 2).unwrap_or(u64::MAX);
    if !search.spend(pairs) {
        return Stage::Open;
    }
    let mut sums: Vec<(i64, u32, u32)> = Vec::with_capacity(count * (count + 1) / 2);
    let number = |class: usize| u32::try_from(class).expect("their pairs fit in memory");
    for first in 0..count {
        let value = search.classes[first].value;
        sums.extend((first..count).map(|second| (value + search.classes[second].value, number(first), number(second))));
    }
    sums.sort_unstable();
    let index = |class: u32| usize::try_from(class).expect("the program is built for 64-bit machines");
    let (target, mut end) = (search.target, sums.len());
    for (sum, first, second) in &sums {
        while end > 0 && sum + sums[end - 1].0 > target {
            end -= 1;
        }
        for (_, third, fourth) in sums[..end].iter().rev().take_while(|other| sum + other.0 == target) {
            if !search.spend(1) {
                return Stage::Open;
            }
            // Every four is met in several orders; one of them is kept.
            let is_ordered = first <= second && second <= third && third <= fourth;
            if is_ordered && search.keep([*first, *second, *third, *fourth].map(index).to_vec()) {
                return Stage::Enough;
            }
        }
    }
    Stage::Complete
}
