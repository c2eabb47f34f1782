//! The municipality's bank accounts.

use crate::sample::dice::Dice;

/// Registration numbers of the three banks.
const REGISTRATIONS: [&str; super::ACCOUNTS] = ["0400", "5301", "3891"];

/// An account: four digits of registration number and ten of account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) registration: &'static str,
    pub(super) number: u64,
}

impl Account {
    /// The accounts of one municipality; no such accounts exist.
    pub(super) fn of_municipality(dice: &mut Dice) -> [Self; super::ACCOUNTS] {
        REGISTRATIONS.map(|registration| Self { registration, number: 9_000_000_000 + dice.below(999_999_999) })
    }

    /// Fourteen digits, as TØK writes it.
    pub(super) fn digits(&self) -> String {
        format!("{}{:010}", self.registration, self.number)
    }

    /// With country and check digits (ISO 13616: what the number leaves with `DK00` behind it, letters as 13 and 20, divided by 97).
    pub(super) fn iban(&self) -> String {
        let digits = self.digits();
        let rest = format!("{digits}132000").bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
        format!("DK{:02}{digits}", 98 - rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_has_the_check_digits_of_the_standard() {
        let account = Account { registration: "0040", number: 440_116_243 };
        assert_eq!(account.iban(), "DK5000400440116243", "the example that Danish banks use");
    }
}
