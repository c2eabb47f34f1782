//! Rows of one file that tell the same payment twice. The same row again counts once; rows that
//! contradict each other count not at all.

use crate::catalogue::CellFault;
use crate::masking::shown;
use crate::walk::Intake;

/// Rejects the rows that must go, and takes them out of `all`.
///
/// `key` gives a row's line and what it is known by. Rows of one key that are not the `same` are all
/// rejected as a `contradiction`, or stand side by side where the kind allows several.
pub(super) fn reject<T>(
    all: &mut Vec<T>,
    key: impl Fn(&T) -> (u32, &str),
    same: impl Fn(&T, &T) -> bool,
    contradiction: Option<CellFault>,
    column: &str,
    intake: &mut Intake<'_, '_>,
) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    let named = |index: &usize| all.get(*index).map(|one| key(one).1);
    order.sort_by(|left, right| named(left).cmp(&named(right)).then(left.cmp(right)));
    let mut gone: Vec<(usize, CellFault, u32)> = Vec::new();
    for group in order.chunk_by(|left, right| named(left) == named(right)) {
        judge(all, group, &key, &same, contradiction, &mut gone);
    }
    gone.sort_unstable_by_key(|(index, ..)| *index);
    for (index, what, other_line) in &gone {
        if let Some(one) = all.get(*index) {
            let (line, name) = key(one);
            let detail = Some(format!("Se også linje {other_line}."));
            intake.findings.reject_with(line, Some(column.to_owned()), Some(shown(name, false)), *what, detail);
            intake.count.accepted -= 1;
            intake.count.rejected += 1;
        }
    }
    let mut index = 0;
    all.retain(|_| {
        let goes = gone.binary_search_by_key(&index, |(index, ..)| *index).is_ok();
        index += 1;
        !goes
    });
}

fn judge<T>(
    all: &[T],
    group: &[usize],
    key: &impl Fn(&T) -> (u32, &str),
    same: &impl Fn(&T, &T) -> bool,
    contradiction: Option<CellFault>,
    gone: &mut Vec<(usize, CellFault, u32)>,
) {
    let of = |index: usize| all.get(index).map(|one| (one, key(one).0));
    let Some(((first, first_line), rest)) = group.split_first().and_then(|(first, rest)| Some((of(*first)?, rest)))
    else {
        return;
    };
    let differs = rest.iter().filter_map(|index| of(*index)).find(|(one, _)| !same(first, one));
    if let (Some((_, second_line)), Some(what)) = (differs, contradiction) {
        gone.extend(group.iter().filter_map(|index| {
            let (_, line) = of(*index)?;
            Some((*index, what, if line == first_line { second_line } else { first_line }))
        }));
        return;
    }
    // Each row against the earlier ones that stay; a payment has a handful of answers at most, and a
    // file in which one has thousands is compared with the first few only.
    let mut kept: Vec<(&T, u32)> = Vec::new();
    for (index, (one, line)) in group.iter().filter_map(|index| Some((*index, of(*index)?))) {
        match kept.iter().find(|(earlier, _)| same(earlier, one)) {
            Some((_, earlier_line)) => gone.push((index, CellFault::PaymentRepeated, *earlier_line)),
            None if kept.len() < KEPT => kept.push((one, line)),
            None => {}
        }
    }
}

/// How many different rows of one key are remembered.
const KEPT: usize = 64;
