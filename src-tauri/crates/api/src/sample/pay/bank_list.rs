//! The third account's list from the net bank, in the form of the banks at Bankdata.

use trepunkt_core::money::Money;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::Payroll;
use crate::sample::claim_files::windows_1252;
use crate::sample::files::Shelf;
use crate::sample::files::Tally;
use crate::sample::files::put;

const ACCOUNT: usize = 2;
const HEADER: &str = "Dato;Tekst;Beløb;Saldo;Afstemt;Kontonummer;Kontonavn;Hovedkategori;Kategori;Kommentar\r\n";

impl Payroll<'_> {
    /// The list of some days, both included, oldest first.
    pub(super) fn bank_list(&self, shelf: &mut Shelf, (from, to): (i32, i32)) {
        let (bookings, mut balance, _) = self.statement(ACCOUNT, (from, to));
        if bookings.is_empty() {
            return;
        }
        let account = self.accounts[ACCOUNT].digits();
        let mut text = String::from(HEADER);
        let mut tally = Tally::below_header();
        for booking in bookings {
            balance += booking.amount;
            let (amount, left) = (Money::from_minor(booking.amount), Money::from_minor(balance));
            let words = format!("{} {}", booking.text, booking.reference);
            put!(text, "{};{}", Date::from_days(booking.day), words.trim_end());
            put!(text, ";{};{};Nej;{account};Udbetalinger;;;\r\n", amount.to_file_text(), left.to_file_text());
            tally.accepted += 1;
            tally.add("DKK".to_owned(), booking.amount);
        }
        let name = format!("netbank-{}-{}.csv", Date::from_days(from).iso(), Date::from_days(to).iso());
        shelf.put(name, SourceKind::BankCsv, windows_1252(&text), tally);
    }
}
