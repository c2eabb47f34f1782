//! A running balance, proved line by line: each balance is the one before it and the amount between.
//!
//! A list may run forwards or backwards in time. Which of the two it is need not be said: the balances of
//! all lines prove the one and refute the other, or they refute both and the file is refused.

use trepunkt_core::money::Money;

use crate::mapping::amounts::danish;
use crate::refusal::Refusal;

/// One line with its balance and the amount that led to it, as the file signs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Balanced {
    pub(crate) line: u32,
    pub(crate) amount: Money,
    pub(crate) balance: Money,
}

/// The first line whose balance is not the one before it and the amount, going down the file.
fn broken(lines: &[Balanced], forwards: bool) -> Option<(Balanced, Money)> {
    lines.windows(2).find_map(|pair| {
        let (earlier, later) = if forwards { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
        let expected = earlier.balance.checked_add(later.amount)?;
        (expected != later.balance).then_some((later, expected))
    })
}

/// Proves the balances.
///
/// # Errors
/// With the line at which they do not tie, by the direction that holds longer.
pub(crate) fn prove(lines: &[Balanced], column: &str) -> Result<(), Refusal> {
    let (Some(forwards), Some(backwards)) = (broken(lines, true), broken(lines, false)) else {
        return Ok(());
    };
    let (at, expected) = if forwards.0.line >= backwards.0.line { forwards } else { backwards };
    let message = format!(
        "Saldoen i linje {} er {}, men saldoen før og linjens beløb giver {}.",
        at.line,
        danish(at.balance),
        danish(expected)
    );
    let hint = "En linje mangler, står dobbelt eller er ændret; hent listen igen, og indlæs den uden at rette i den.";
    Err(Refusal::new("balance-broken", message, hint).at(at.line).column(column).value(danish(at.balance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[(i64, i64)], expected: Result<(), u32>) {
        let lines: Vec<Balanced> = (2..)
            .zip(lines)
            .map(|(line, (amount, balance))| Balanced {
                line,
                amount: Money::from_minor(*amount),
                balance: Money::from_minor(*balance),
            })
            .collect();
        let seen = prove(&lines, "Saldo").map_err(|refusal| refusal.line.unwrap_or_default());
        assert_eq!(seen, expected, "proving {lines:?}");
    }

    #[test]
    fn balances_are_proved_in_either_direction() {
        check(&[], Ok(()));
        check(&[(-100, -100)], Ok(()));
        check(&[(-100, -100), (-50, -150), (150, 0)], Ok(()));
        check(&[(150, 0), (-50, -150), (-100, -100)], Ok(()));
        check(&[(-100, -100), (-50, -150), (150, 1)], Err(4));
        check(&[(-100, -100), (-50, -151), (150, 0)], Err(3));
    }
}
