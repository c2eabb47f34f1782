//! Bounded dynamic programming over the sums of positive amounts: in how many ways each is reached, up to two.

use super::Search;
use super::Stage;

/// Bytes that the trace of reachable sums may take.
const MEMORY: usize = 1 << 25;

/// Complete when there is no solution at all, or just one whatever its number of terms.
pub(super) fn search(search: &mut Search) -> Stage {
    if !search.is_positive() || search.target <= 0 {
        return Stage::Open;
    }
    let unit = search.classes.iter().fold(0, |unit, class| common(unit, class.value));
    if unit == 0 || search.target % unit != 0 {
        return Stage::Complete;
    }
    let Ok(target) = usize::try_from(search.target / unit) else { return Stage::Open };
    let items: usize = search.classes.iter().map(|class| class.count).sum();
    // Eight sums are counted in about the time of one step elsewhere.
    let cost = items.checked_mul(target).map(|cost| cost / 8);
    let words = target / 64 + 1;
    let memory = search.classes.len().checked_mul(words * 8);
    match (cost.and_then(|cost| u64::try_from(cost).ok()), memory) {
        (Some(cost), Some(memory)) if memory <= MEMORY && cost <= search.steps => search.spend(cost),
        _ => return Stage::Open,
    };
    let sizes: Vec<usize> =
        search.classes.iter().map(|class| usize::try_from(class.value / unit).unwrap_or(usize::MAX)).collect();
    let (ways, reached) = count(search, &sizes, target);
    match ways {
        0 => Stage::Complete,
        1 => {
            let solution = trace(search, &sizes, target, &reached);
            if search.keep(solution) { Stage::Enough } else { Stage::Complete }
        }
        _ => Stage::Open,
    }
}

/// The ways to the target, and for each class the sums that the classes up to it reach, as bits.
fn count(search: &Search, sizes: &[usize], target: usize) -> (u8, Vec<Vec<u64>>) {
    let mut ways = vec![0_u8; target + 1];
    ways[0] = 1;
    let mut reached = Vec::with_capacity(sizes.len());
    for (class, size) in search.classes.iter().zip(sizes) {
        let before = ways.clone();
        for shift in (1..=class.count).map_while(|taken| size.checked_mul(taken).filter(|shift| *shift <= target)) {
            for (way, more) in ways[shift..].iter_mut().zip(&before) {
                *way = (*way + more).min(2);
            }
        }
        let mut bits = vec![0_u64; target / 64 + 1];
        for (sum, _) in ways.iter().enumerate().filter(|(_, way)| **way > 0) {
            bits[sum / 64] |= 1 << (sum % 64);
        }
        reached.push(bits);
    }
    (ways[target], reached)
}

/// The only way to the target, walked back class by class.
fn trace(search: &Search, sizes: &[usize], target: usize, reached: &[Vec<u64>]) -> Vec<usize> {
    let mut solution = Vec::new();
    let mut left = target;
    for class in (0..sizes.len()).rev() {
        let is_reached = |sum: usize| match class {
            0 => sum == 0,
            _ => reached[class - 1][sum / 64] >> (sum % 64) & 1 == 1,
        };
        let taken = (0..=search.classes[class].count)
            .find(|taken| left.checked_sub(sizes[class] * taken).is_some_and(is_reached))
            .expect("a way leads to every sum that was reached");
        left -= sizes[class] * taken;
        solution.extend(std::iter::repeat_n(class, taken));
    }
    solution
}

/// The greatest common divisor.
fn common(mut left: i64, mut right: i64) -> i64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left.abs()
}
