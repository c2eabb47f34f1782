//! The proof of running balances: each is the one before it and the amount, in the order of the file,
//! oldest first or newest first.

use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;

use super::bank_remarks::Remark;
use crate::refusal::Refusal;

/// One booked row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) line: u32,
    pub(super) amount: Money,
    pub(super) balance: Option<Money>,
    /// The balance before it, in lists that say so.
    pub(super) opening: Option<Money>,
    pub(super) booked: Option<Date>,
}

/// What the balance column of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// The balance after each row.
    Running,
    /// The balance after each row, or the same closing balance on all.
    RunningOrClosing,
    /// There is none.
    Nothing,
}

/// What was proved.
#[derive(Debug, Default)]
pub(super) struct Proved {
    pub(super) opening: Option<Money>,
    pub(super) closing: Option<Money>,
    pub(super) remark: Option<Remark>,
}

/// Where a chain breaks.
#[derive(Debug, PartialEq, Eq)]
struct Break {
    line: u32,
    expected: Money,
    found: Money,
    /// How many balances tied before.
    tied: usize,
}

fn add(left: Money, right: Money) -> Result<Money, Refusal> {
    left.checked_add(right).ok_or_else(|| Refusal::sum_too_large("Saldo"))
}

fn minus(left: Money, right: Money) -> Result<Money, Refusal> {
    add(left, Money::from_minor(right.minor().saturating_neg()))
}

type Ends = Option<(Money, Money)>;

/// Goes along the rows from the oldest; opening and closing when it holds.
fn chain<'s>(steps: impl Iterator<Item = &'s Step>) -> Result<Result<Ends, Break>, Refusal> {
    let mut ends: Ends = None;
    let mut open = Money::ZERO;
    let mut tied = 0;
    for step in steps {
        open = add(open, step.amount)?;
        let Some(found) = step.balance else { continue };
        match &mut ends {
            None => ends = Some((minus(found, open)?, found)),
            Some((_, closing)) => {
                let expected = add(*closing, open)?;
                if expected != found {
                    return Ok(Err(Break { line: step.line, expected, found, tied }));
                }
                *closing = found;
                tied += 1;
            }
        }
        open = Money::ZERO;
    }
    if let Some((_, closing)) = &mut ends {
        *closing = add(*closing, open)?;
    }
    Ok(Ok(ends))
}

/// Proves one account.
///
/// # Errors
/// When a balance does not tie in either direction.
pub(super) fn prove(steps: &[Step], proof: Proof, list: &str, column: &str) -> Result<Proved, Refusal> {
    if proof == Proof::Nothing || steps.is_empty() {
        return Ok(Proved::default());
    }
    for step in steps {
        if let (Some(opening), Some(balance)) = (step.opening, step.balance)
            && add(opening, step.amount)? != balance
        {
            return prove_opening(steps, step.line, opening, column);
        }
    }
    let older_first = chain(steps.iter())?;
    let newer_first = chain(steps.iter().rev())?;
    let plain =
        |ends: Ends| Proved { opening: ends.map(|ends| ends.0), closing: ends.map(|ends| ends.1), remark: None };
    match (older_first, newer_first) {
        (Ok(ends), Ok(other)) if ends == other => Ok(plain(ends)),
        (Ok(ends), Ok(other)) => Ok(match is_ascending(steps) {
            Some(true) => plain(ends),
            Some(false) => plain(other),
            None => Proved { remark: Some(undirected()), ..Proved::default() },
        }),
        (Ok(ends), Err(_)) | (Err(_), Ok(ends)) => Ok(plain(ends)),
        (Err(_), Err(_)) if proof == Proof::RunningOrClosing && is_constant(steps) => constant(steps),
        (Err(_), Err(_)) if steps.iter().all(|step| step.opening.is_some()) => {
            let message =
                "Hver postering stemmer med sin egen primosaldo, men posteringerne hænger ikke sammen indbyrdes.";
            let hint = "Kontrollér, at der ikke mangler posteringer imellem.";
            Ok(Proved { remark: Some(Remark::new("balance-gaps", message, hint)), ..Proved::default() })
        }
        (Err(forward), Err(backward)) => {
            let is_forward = is_ascending(steps).unwrap_or(forward.tied >= backward.tied);
            Err(broken(if is_forward { &forward } else { &backward }, list, column))
        }
    }
}

/// Where a list gives the balance before the whole file, or the day, on each row, only the chain counts.
fn prove_opening(steps: &[Step], line: u32, opening: Money, column: &str) -> Result<Proved, Refusal> {
    let ends = match (chain(steps.iter())?, chain(steps.iter().rev())?) {
        (Ok(ends), _) | (Err(_), Ok(ends)) => ends,
        (Err(broken_at), Err(_)) => return Err(broken(&broken_at, "listen", column)),
    };
    match ends {
        Some((first, _)) if steps.iter().all(|step| step.opening.is_none_or(|own| own == first)) => {
            Ok(Proved { opening: ends.map(|ends| ends.0), closing: ends.map(|ends| ends.1), remark: None })
        }
        _ => {
            let first = ends.map_or(Money::ZERO, |ends| ends.0);
            Err(broken(&Break { line, expected: first, found: opening, tied: 0 }, "listen", column))
        }
    }
}

fn is_ascending(steps: &[Step]) -> Option<bool> {
    let mut dates = steps.iter().filter_map(|step| step.booked);
    let (first, last) = (dates.next()?, dates.next_back()?);
    (first != last).then_some(first < last)
}

fn is_constant(steps: &[Step]) -> bool {
    let first = steps.first().and_then(|step| step.balance);
    first.is_some() && steps.iter().all(|step| step.balance == first)
}

fn constant(steps: &[Step]) -> Result<Proved, Refusal> {
    let closing = steps.first().and_then(|step| step.balance).unwrap_or_default();
    let sum = steps.iter().try_fold(Money::ZERO, |sum, step| add(sum, step.amount))?;
    let message = "Alle posteringer bærer samme saldo, kontoens slutsaldo; de er ikke bevist linje for linje.";
    let remark = Remark::new("not-proved", message, "Kontrollér posteringerne mod kontoens saldo i banken.");
    Ok(Proved { opening: Some(minus(closing, sum)?), closing: Some(closing), remark: Some(remark) })
}

fn undirected() -> Remark {
    let message = "Saldiene passer både med ældste og nyeste postering først, så primo- og slutsaldo er uvisse.";
    Remark::new("direction-open", message, "Intet skal gøres; hver saldo stemmer.")
}

fn broken(at: &Break, list: &str, column: &str) -> Refusal {
    Refusal::new(
        "balance-differs",
        format!("Saldoen i {list} stemmer ikke i linje {}: ventet {}, fundet {}.", at.line, at.expected, at.found),
        "Der mangler posteringer, eller et beløb er ændret. Hent listen igen i banken.",
    )
    .at(at.line)
    .column(column)
    .value(at.found.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(rows: &[(i32, i64, Option<i64>)]) -> Vec<Step> {
        let step = |(at, (day, amount, balance)): (usize, &(i32, i64, Option<i64>))| Step {
            line: u32::try_from(at).expect("few rows") + 2,
            amount: Money::from_minor(*amount),
            balance: balance.map(Money::from_minor),
            opening: None,
            booked: Some(Date::from_days(*day)),
        };
        rows.iter().enumerate().map(step).collect()
    }

    fn check(rows: &[(i32, i64, Option<i64>)], proof: Proof, expected: Result<(Option<i64>, Option<i64>), u32>) {
        let seen = prove(&steps(rows), proof, "listen", "Saldo");
        let seen = seen.map(|proved| (proved.opening.map(Money::minor), proved.closing.map(Money::minor)));
        assert_eq!(seen.map_err(|refusal| refusal.line.expect("a line")), expected, "proving {rows:?}");
    }

    #[test]
    fn balances_tie_in_either_direction_or_not_at_all() {
        let running = Proof::Running;
        check(&[(1, 10, Some(110)), (2, -5, Some(105))], running, Ok((Some(100), Some(105))));
        check(&[(2, -5, Some(105)), (1, 10, Some(110))], running, Ok((Some(100), Some(105))));
        check(&[(1, 10, Some(110)), (2, -5, Some(106))], running, Err(3));
        check(&[(3, 1, Some(106)), (2, -5, Some(105)), (1, 10, Some(111))], running, Err(3));
        check(&[(1, 10, Some(110)), (2, 7, None), (3, -5, Some(112))], running, Ok((Some(100), Some(112))));
        check(&[(1, 10, None)], running, Ok((None, None)));
        check(&[], running, Ok((None, None)));
        check(&[(1, 10, Some(i64::MAX)), (2, 1, Some(5))], Proof::Nothing, Ok((None, None)));
    }

    #[test]
    fn dates_decide_where_both_directions_tie() {
        let running = Proof::Running;
        check(&[(1, 10, Some(10)), (2, -10, Some(0))], running, Ok((Some(0), Some(0))));
        check(&[(2, 10, Some(10)), (1, -10, Some(0))], running, Ok((Some(10), Some(10))));
        check(&[(1, 10, Some(10)), (1, -10, Some(0))], running, Ok((None, None)));
    }

    #[test]
    fn one_closing_balance_on_all_rows_is_known() {
        let rows = [(1, 10, Some(200)), (2, 20, Some(200))];
        check(&rows, Proof::RunningOrClosing, Ok((Some(170), Some(200))));
        check(&rows, Proof::Running, Err(3));
    }
}
