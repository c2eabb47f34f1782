//! The second account's statement, as MT940.

use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::Payroll;
use super::booking::Of;
use crate::sample::files::Shelf;
use crate::sample::files::Tally;
use crate::sample::files::put;

const ACCOUNT: usize = 1;

impl Payroll<'_> {
    /// The statement of some days, both included.
    pub(super) fn mt940_file(&self, shelf: &mut Shelf, (from, to): (i32, i32)) {
        let (bookings, opening, closing) = self.statement(ACCOUNT, (from, to));
        let account = &self.accounts[ACCOUNT];
        let mut text = format!(":20:UDTOG{}\r\n:25:{}/{:010}\r\n", compact(to), account.registration, account.number);
        put!(text, ":28C:00001/001\r\n:60F:{}{}DKK{}\r\n", mark(opening), compact(from), kroner(opening));
        let mut tally = Tally::default();
        for (number, booking) in (1_usize..).zip(bookings) {
            let (day, amount) = (compact(booking.day), booking.amount);
            // Sixteen characters are what the field has room for; a payment's reference is longer.
            let reference = match booking.of {
                Of::Bundle(_) => booking.reference.as_str(),
                Of::Payment(_) | Of::Nemkonto | Of::Other => "NONREF",
            };
            put!(text, ":61:{day}{}{}{}NTRF{reference}//{number:08}\r\n", &day[2..], mark(amount), kroner(amount));
            let named = if reference == "NONREF" { booking.reference.as_str() } else { "" };
            put!(text, ":86:{}\r\n", format!("{} {named}", booking.text).trim_end());
            tally.accepted += 1;
            tally.add("DKK".to_owned(), amount);
        }
        put!(text, ":62F:{}{}DKK{}\r\n-\r\n", mark(closing), compact(to), kroner(closing));
        let name = format!("mt940-{}-{}.txt", Date::from_days(from).iso(), Date::from_days(to).iso());
        shelf.put(name, SourceKind::Mt940, crate::sample::claim_files::windows_1252(&text), tally);
    }
}

/// `YYMMDD`
fn compact(day: i32) -> String {
    Date::from_days(day).iso().replace('-', "")[2..].to_owned()
}

fn mark(minor: i64) -> &'static str {
    if minor < 0 { "D" } else { "C" }
}

fn kroner(minor: i64) -> String {
    format!("{},{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}
