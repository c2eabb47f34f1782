//! The claims of SKAT and ATP as files.

use trepunkt_core::code::AtpScheme;
use trepunkt_core::code::ClaimType;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::atp::AtpClaim;
use super::calendar::first_day;
use super::calendar::next_bank_day;
use super::files::Shelf;
use super::files::Tally;
use super::files::put;
use super::skat::Claim;

/// SKAT's creditor number on payment slips.
pub(super) const SKAT_CREDITOR: &str = "80000008";
/// ATP's creditor number on payment slips; a made-up one.
pub(super) const ATP_CREDITOR: &str = "81000001";

const CLAIM_HEADER: &str = "P-SE-nr;Kravtype;Periode;Kravmåned;Forfaldsdato;Sidste rettidige dag;Beløb;\
                            Posteringsdato;Tekst;Betalings-ID\r\n";
const ATP_HEADER: &str = "P-SE-nr;Ordning;Ydelse;Kvartal;Kravkvartal;Forfaldsdato;Beløb;Kreditornr;Betalings-ID\r\n";

/// SKAT's claim of a month, in the encoding that such lists mostly have: Windows-1252.
pub(super) fn claim_file(shelf: &mut Shelf, claims: &[Claim], claim_month: Month, se: &[SeNumber; 4]) {
    if claims.is_empty() {
        return;
    }
    let mut text = String::from(CLAIM_HEADER);
    let mut tally = Tally::below_header();
    let first = first_day(claim_month.plus(1).expect("a claim falls due within 1900-2199"));
    let [due, posted, last_timely] = [0, 2, 9].map(|days| Date::from_days(first + days));
    for claim in claims {
        let (se, kind, month) = (se[claim.payer], claim.claim_type.text(), claim.month);
        let words = match claim.claim_type {
            ClaimType::Interest => format!("Rente af krav for {}", month.name()),
            _ if month != claim_month => format!("{kind}, efterangivelse for {}", month.name()),
            _ => format!("{kind} for {}", month.name()),
        };
        put!(text, "{se};{kind};{month};{claim_month};{due};{last_timely};{}", grouped(claim.amount));
        put!(text, ";{posted};{words};{}\r\n", payment_line(se, SKAT_CREDITOR));
        tally.accepted += 1;
        tally.add(kind.to_owned(), claim.amount);
    }
    let name = format!("skat-krav-{claim_month}.csv");
    shelf.put(name, SourceKind::SkatKrav, windows_1252(&text), tally);
}

/// ATP's claim of a quarter.
pub(super) fn atp_file(shelf: &mut Shelf, claims: &[AtpClaim], claim_quarter: Month, due: i32, se: &[SeNumber; 4]) {
    if claims.is_empty() {
        return;
    }
    let mut text = format!("\u{feff}{ATP_HEADER}");
    let mut tally = Tally::below_header();
    let due = Date::from_days(next_bank_day(due));
    for claim in claims {
        let (se, scheme) = (se[claim.payer], claim.scheme.text());
        let benefit = if claim.scheme == AtpScheme::Collected { "SYGEDAGP" } else { "" };
        let [of, on] = [claim.quarter, claim_quarter].map(Period::Quarter);
        put!(
            text,
            "{se};{scheme};{benefit};{of};{on};{};{}",
            due.iso(),
            Money::from_minor(claim.amount).to_file_text()
        );
        put!(text, ";{ATP_CREDITOR};{}\r\n", payment_line(se, ATP_CREDITOR));
        tally.accepted += 1;
        tally.add(scheme.to_owned(), claim.amount);
    }
    let name = format!("atp-krav-{}.csv", Period::Quarter(claim_quarter));
    shelf.put(name, SourceKind::AtpKrav, text.into_bytes(), tally);
}

/// An amount with thousands points, as SKAT prints it.
fn grouped(minor: i64) -> String {
    Money::from_minor(minor).to_string().replace('\u{2212}', "-")
}

/// A payment line: the reference that names the company, and the creditor.
fn payment_line(se: SeNumber, creditor: &str) -> String {
    format!("+71<{}+{creditor}<", slip_reference(se))
}

/// The reference of a company on payment slips: fourteen digits and their modulus-10 check. It is the same on every
/// claim.
pub(super) fn slip_reference(se: SeNumber) -> String {
    let digits = format!("{:014}", se.number());
    let weighted = digits.bytes().enumerate().map(|(place, digit)| {
        let product = u32::from(digit - b'0') * if place.is_multiple_of(2) { 1 } else { 2 };
        product / 10 + product % 10
    });
    format!("{digits}{}", (10 - weighted.sum::<u32>() % 10) % 10)
}

/// The bytes of a text that has no letters beyond Latin-1, which Windows-1252 shares.
pub(super) fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("a claim is written in Danish letters")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slip_references_carry_their_check_digit() {
        let check = |number: u32, expected: &str| {
            assert_eq!(slip_reference(SeNumber::new(number).expect("eight digits")), expected, "of {number}");
        };
        check(20_250_131, "000000202501318");
    }
}
