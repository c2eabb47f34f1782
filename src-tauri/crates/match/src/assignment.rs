//! Who goes with whom, all things considered: the assignment problem on small components.
//!
//! Hungarian method in the form of shortest augmenting paths with potentials (Jonker and Volgenant 1987): as many pairs
//! as possible, and of all such choices one of least total cost. Which of several such choices is taken depends on the
//! order of rows and columns alone; callers put them in content order. Polynomial, but only for small components; what
//! is larger is paired off in order of cost.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// More rows or columns than this are not solved to the optimum. No real key comes near.
const LARGEST: usize = 24;

/// A pair costs at most this, so that one pair more always outweighs what it costs.
const HIGHEST: i64 = 1 << 40;

/// Pairs `(row, column)`, from the allowed ones with their costs. Of equally good choices the one that gives the first
/// row its first possible column, then the second row, and so on.
pub(crate) fn assign(allowed: &BTreeMap<(usize, usize), i64>) -> Vec<(usize, usize)> {
    let rows = allowed.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
    let columns = allowed.keys().map(|(_, column)| column + 1).max().unwrap_or(0);
    if rows > LARGEST || columns > LARGEST {
        return in_order(allowed);
    }
    let worth = |allowed: &BTreeMap<(usize, usize), i64>| -> (usize, i64) {
        let pairs = optimum(allowed, rows, columns);
        (pairs.len(), pairs.iter().map(|pair| allowed[pair]).sum())
    };
    let best = worth(allowed);
    let mut left = allowed.clone();
    for row in 0..rows {
        let choices: Vec<usize> = left.range((row, 0)..(row + 1, 0)).map(|((_, column), _)| *column).collect();
        let first = choices.into_iter().find_map(|chosen| {
            let mut with = left.clone();
            with.retain(|(other, column), _| (*other == row) == (*column == chosen));
            (worth(&with) == best).then_some(with)
        });
        match first {
            Some(with) => left = with,
            None => left.retain(|(other, _), _| *other != row),
        }
    }
    left.into_keys().collect()
}

/// As many pairs as possible at least cost.
fn optimum(allowed: &BTreeMap<(usize, usize), i64>, rows: usize, columns: usize) -> Vec<(usize, usize)> {
    // Every row may also stay alone, in a column of its own that costs more than all pairs together.
    let width = columns + rows;
    let alone = HIGHEST * 256;
    let cost = |row: usize, column: usize| match allowed.get(&(row, column)) {
        Some(cost) => (*cost).clamp(0, HIGHEST),
        None if column == columns + row => alone,
        None => alone * 256,
    };
    let (mut of_row, mut of_column) = (vec![0_i64; rows + 1], vec![0_i64; width + 1]);
    // Column `width` is where the augmenting path of a new row starts.
    let mut taken_by: Vec<Option<usize>> = vec![None; width + 1];
    for row in 0..rows {
        taken_by[width] = Some(row);
        let mut column = width;
        let mut least = vec![i64::MAX; width + 1];
        let mut from = vec![width; width + 1];
        let mut visited = vec![false; width + 1];
        while let Some(current) = taken_by[column] {
            visited[column] = true;
            let (mut delta, mut next) = (i64::MAX, width);
            for other in (0..width).filter(|other| !visited[*other]) {
                let reduced = cost(current, other) - of_row[current] - of_column[other];
                if reduced < least[other] {
                    (least[other], from[other]) = (reduced, column);
                }
                if least[other] < delta {
                    (delta, next) = (least[other], other);
                }
            }
            for other in 0..=width {
                match visited[other] {
                    true => {
                        of_row[taken_by[other].expect("a visited column is taken")] += delta;
                        of_column[other] -= delta;
                    }
                    false if other < width => least[other] -= delta,
                    false => {}
                }
            }
            column = next;
        }
        while column != width {
            taken_by[column] = taken_by[from[column]];
            column = from[column];
        }
    }
    let pairs = (0..columns).filter_map(|column| Some((taken_by[column]?, column)));
    pairs.filter(|pair| allowed.contains_key(pair)).collect()
}

/// The cheapest pair first, then the next one that is still free.
fn in_order(allowed: &BTreeMap<(usize, usize), i64>) -> Vec<(usize, usize)> {
    let mut order: Vec<(i64, (usize, usize))> = allowed.iter().map(|(pair, cost)| (*cost, *pair)).collect();
    order.sort_unstable();
    let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, (row, column)) in order {
        if !rows.contains(&row) && !columns.contains(&column) {
            rows.insert(row);
            columns.insert(column);
            pairs.push((row, column));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::ProptestConfig;
    use proptest::proptest;

    use super::*;

    /// Most pairs, then least cost, by trying everything.
    fn best(allowed: &BTreeMap<(usize, usize), i64>) -> (usize, i64) {
        let edges: Vec<((usize, usize), i64)> = allowed.iter().map(|(pair, cost)| (*pair, *cost)).collect();
        let sets = (0_u32..1 << edges.len()).filter_map(|mask| {
            let chosen: Vec<_> =
                (0..edges.len()).filter(|edge| mask >> edge & 1 == 1).map(|edge| edges[edge]).collect();
            let clash = chosen.iter().enumerate().any(|(place, (pair, _))| {
                chosen[..place].iter().any(|(other, _)| other.0 == pair.0 || other.1 == pair.1)
            });
            (!clash).then(|| (chosen.len(), -chosen.iter().map(|(_, cost)| cost).sum::<i64>()))
        });
        let (count, cost) = sets.max().expect("the empty set is one");
        (count, -cost)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_other_assignment_is_better(allowed in btree_map((0_usize..5, 0_usize..5), 0_i64..20, 0..10)) {
            let pairs = assign(&allowed);
            let cost: i64 = pairs.iter().map(|pair| allowed[pair]).sum();
            assert_eq!((pairs.len(), cost), best(&allowed), "{pairs:?}");
            let columns: BTreeSet<usize> = pairs.iter().map(|pair| pair.1).collect();
            assert_eq!(columns.len(), pairs.len(), "nobody is taken twice");
        }
    }

    #[test]
    fn a_large_component_is_paired_in_order_of_cost() {
        let allowed: BTreeMap<(usize, usize), i64> =
            (0..70).map(|row| ((row, row / 2), 70 - i64::try_from(row).expect("small"))).collect();
        let pairs = assign(&allowed);
        assert_eq!(pairs.len(), 35, "every column has one");
        assert!(pairs.iter().all(|(row, column)| *row == column * 2 + 1), "the cheaper of its two");
    }
}
