//! Branch and bound: largest amounts first, and a branch is left as soon as what remains cannot reach the target.

use super::Class;
use super::Search;
use super::Stage;

/// The classes by falling size, with what all from each of them on can add at most.
struct Tree {
    /// Class and its number in the search.
    classes: Vec<(Class, usize)>,
    /// Sum of the positive and of the negative amounts from here on.
    sums: Vec<[i64; 2]>,
    /// The largest and the smallest amount from here on; 0 where there is none of that sign.
    ends: Vec<[i64; 2]>,
}

/// Complete when the budget lasts.
pub(super) fn search(search: &mut Search) -> Stage {
    let mut classes: Vec<(Class, usize)> = search.classes.iter().copied().zip(0..).collect();
    classes.sort_by_key(|(class, number)| (std::cmp::Reverse(class.value.unsigned_abs()), *number));
    let mut tree = Tree { sums: vec![[0; 2]; classes.len() + 1], ends: vec![[0; 2]; classes.len() + 1], classes };
    for place in (0..tree.classes.len()).rev() {
        let class = tree.classes[place].0;
        let whole = class.value * i64::try_from(class.count).expect("its sum was checked");
        let sign = usize::from(class.value < 0);
        tree.sums[place] = tree.sums[place + 1];
        tree.ends[place] = tree.ends[place + 1];
        tree.sums[place][sign] += whole;
        // They fall in size, so the first of a sign is the outermost.
        tree.ends[place][sign] = class.value;
    }
    let (target, terms) = (search.target, search.terms);
    descend(search, &tree, &mut Vec::new(), 0, target, terms)
}

fn descend(search: &mut Search, tree: &Tree, taken: &mut Vec<usize>, from: usize, left: i64, terms: usize) -> Stage {
    if left == 0 && !taken.is_empty() && search.keep(taken.clone()) {
        return Stage::Enough;
    }
    for place in from..tree.classes.len() {
        if !can_reach(tree, place, left, terms) {
            return Stage::Complete;
        }
        if !search.spend(1) {
            return Stage::Open;
        }
        let (class, number) = tree.classes[place];
        let depth = taken.len();
        let mut rest = left;
        for count in 1..=class.count.min(terms) {
            rest -= class.value;
            taken.push(number);
            let stage = descend(search, tree, taken, place + 1, rest, terms - count);
            if stage != Stage::Complete {
                return stage;
            }
        }
        taken.truncate(depth);
    }
    Stage::Complete
}

/// True when some of the amounts from `place` on may make up what is left; once false it stays so further on.
fn can_reach(tree: &Tree, place: usize, left: i64, terms: usize) -> bool {
    let terms = i64::try_from(terms).unwrap_or(i64::MAX);
    let [most, least] = [0, 1].map(|sign| {
        let by_terms = tree.ends[place][sign].saturating_mul(terms);
        if sign == 0 { tree.sums[place][0].min(by_terms) } else { tree.sums[place][1].max(by_terms) }
    });
    terms > 0 && least <= left && left <= most
}
