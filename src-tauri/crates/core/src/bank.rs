//! Bank statements: what was booked on the municipality's accounts.

use crate::code::codes;
use crate::money::Money;
use crate::wall_time::Date;

codes! {
    /// Whether an entry counts.
    EntryStatus {
        /// Booked.
        Booked = 1, "BOOK";
        /// Announced; kept, never reconciled.
        Pending = 2, "PDNG";
        /// For information; kept, never reconciled.
        Information = 3, "INFO";
    }
}

/// One account and period of a bank file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankStatement {
    /// The statement's own number or identification, as written.
    pub number: String,
    /// The account as written: IBAN, or registration number and account.
    pub account: String,
    /// ISO 4217; only DKK is reconciled.
    pub currency: String,
    /// Balance before the first entry.
    pub opening: Option<Money>,
    /// Balance after the last entry.
    pub closing: Option<Money>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// One entry of a statement, or one detail of a collective entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankEntry {
    /// Index into [`BankTable::statements`].
    pub statement: u32,
    /// The entry's number in the file from 1 (its line, where the file has one row per entry).
    pub line: u32,
    /// The detail within a collective entry, from 1; 0 for the entry itself.
    pub detail: u32,
    /// Booking date.
    pub booked: Option<Date>,
    /// Value date.
    pub value: Option<Date>,
    /// In minor units of the statement's currency, as the account moves: negative is money out.
    pub amount: Money,
    /// The currency, when it is not the statement's.
    pub currency: String,
    /// Whether it counts.
    pub status: EntryStatus,
    /// True when it takes back an earlier entry.
    pub is_reversal: bool,
    /// What the bank wrote about it; a personal number in it is masked when shown.
    pub text: String,
    /// The sender's reference (end-to-end); empty when none.
    pub reference: String,
    /// The bank's own reference, which ties the details of another file to this entry.
    pub bank_reference: String,
    /// Slip code and payment id of a payment slip (`71/…`), as written.
    pub slip: String,
    /// The other account, as written; banks have put a personal number here.
    pub counter_account: String,
    /// The other party's name.
    pub counter_name: String,
}

/// The bank facts of one delivery. A record's ordinal is its index in `entries`. The details of a
/// collective entry follow it and are not added to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankTable {
    /// The statements.
    pub statements: Vec<BankStatement>,
    /// The entries.
    pub entries: Vec<BankEntry>,
}

/// Digits of a Danish account with its registration number (BBAN).
const BBAN_DIGITS: usize = 14;
/// Digits of a registration number.
const BRANCH_DIGITS: usize = 4;

/// True when `found`, as a bank wrote it, is the Danish account `own` of registration number and account number in
/// 14 digits: an IBAN, both numbers with or without separators and leading zeros, or the account number alone.
pub fn names_account(found: &str, own: &str) -> bool {
    let plain: String = found.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
    let Some((branch, number)) = own.split_at_checked(BRANCH_DIGITS).filter(|_| own.len() == BBAN_DIGITS) else {
        return !plain.is_empty() && found == own;
    };
    let iban = plain.strip_prefix("DK").and_then(|rest| rest.get(2..)).filter(|rest| rest.len() == BBAN_DIGITS);
    let digits = iban.unwrap_or(&plain);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let short = number.trim_start_matches('0');
    let after_branch = digits.strip_prefix(branch);
    digits == own
        || (!short.is_empty() && digits.trim_start_matches('0') == short)
        || after_branch.is_some_and(|rest| !rest.is_empty() && rest.trim_start_matches('0') == short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_in_every_form_banks_write() {
        let check = |found: &str, own: &str, expected: bool| {
            assert_eq!(names_account(found, own), expected, "`{found}` names `{own}`");
        };
        check("DK5038910001234567", "38910001234567", true);
        check("DK50 3891 0001 2345 67", "38910001234567", true);
        check("38910001234567", "38910001234567", true);
        check("3891 0001234567", "38910001234567", true);
        check("3891-1234567", "38910001234567", true);
        check("3891/1234567", "38910001234567", true);
        check("0001234567", "38910001234567", true);
        check("1234567", "38910001234567", true);
        check("DK5038910001234568", "38910001234567", false);
        check("DK503891000123456", "38910001234567", false);
        check("38920001234567", "38910001234567", false);
        check("3891", "38910001234567", false);
        check("", "38910001234567", false);
        check("Kasse", "38910001234567", false);
        check("", "", false);
    }
}
