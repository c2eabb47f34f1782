//! Meet in the middle: every sum of either half once, sorted, and the two lists walked towards each other.

use super::Class;
use super::Search;
use super::Stage;

/// A sum of one half: the sum, its number of terms, and the choice behind it as a number of mixed radix.
type Part = (i64, usize, u64);

/// Complete where both halves fit in the budget.
pub(super) fn search(search: &mut Search) -> Stage {
    let Some(middle) = middle(&search.classes, search.steps) else { return Stage::Open };
    let (left, right) = search.classes.split_at(middle);
    let (mut low, mut high) = (sums(left), sums(right));
    low.sort_unstable();
    high.sort_unstable();
    let cost = low.len() + high.len();
    search.spend(u64::try_from(cost).unwrap_or(u64::MAX).saturating_mul(log(cost)));
    let (target, mut end) = (search.target, high.len());
    for (sum, terms, choice) in low {
        while end > 0 && sum + high[end - 1].0 > target {
            end -= 1;
        }
        // Equal sums follow each other; the end stays, for the next sum of the other half may be equal too.
        for (_, others, other) in high[..end].iter().rev().take_while(|part| sum + part.0 == target) {
            if !search.spend(1) {
                return Stage::Open;
            }
            if terms + others == 0 || terms + others > search.terms {
                continue;
            }
            let mut classes = chosen(&search.classes[..middle], choice, 0);
            classes.extend(chosen(&search.classes[middle..], *other, middle));
            if search.keep(classes) {
                return Stage::Enough;
            }
        }
    }
    Stage::Complete
}

/// Where to cut so that both halves have about as many sums; none when that is more than the budget holds.
fn middle(classes: &[Class], steps: u64) -> Option<usize> {
    let ways = |classes: &[Class]| {
        classes.iter().try_fold(1_u64, |ways, class| {
            ways.checked_mul(u64::try_from(class.count).ok()?.checked_add(1)?).filter(|ways| *ways <= steps)
        })
    };
    let cost = |cut: usize| {
        let sums = ways(&classes[..cut])?.checked_add(ways(&classes[cut..])?)?;
        sums.checked_mul(u64::from(sums.max(2).ilog2()) + 1).filter(|cost| *cost <= steps)
    };
    // A long list has no chance, and trying every cut of it would cost more than the search.
    if classes.len() > 128 {
        return None;
    }
    (0..=classes.len()).filter_map(|cut| Some((cost(cut)?, cut))).min().map(|(_, cut)| cut)
}

fn log(count: usize) -> u64 {
    u64::from(count.max(2).ilog2()) + 1
}

fn sums(classes: &[Class]) -> Vec<Part> {
    let mut parts: Vec<Part> = vec![(0, 0, 0)];
    let mut radix = 1_u64;
    for class in classes {
        let before = parts.len();
        let (mut sum, mut choice) = (0, 0);
        for taken in 1..=class.count {
            (sum, choice) = (sum + class.value, choice + radix);
            parts.extend_from_within(..before);
            for part in &mut parts[before * taken..] {
                *part = (part.0 + sum, part.1 + taken, part.2 + choice);
            }
        }
        radix *= u64::try_from(class.count).expect("counts are small here") + 1;
    }
    parts
}

/// The classes behind a choice, numbered from `first`.
fn chosen(classes: &[Class], mut choice: u64, first: usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    for (number, class) in classes.iter().enumerate() {
        let radix = u64::try_from(class.count).expect("counts are small here") + 1;
        let taken = usize::try_from(choice % radix).expect("it is at most the count");
        chosen.extend(std::iter::repeat_n(first + number, taken));
        choice /= radix;
    }
    chosen
}
