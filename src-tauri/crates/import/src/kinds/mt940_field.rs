//! The fields of SWIFT's text form that hold money: balances, entries, totals.

use chrono::NaiveDate;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;

use super::bank_remarks::Remark;

/// An amount such as `1234,5`: digits, a comma that is always there, any number of decimals.
pub(super) fn amount(text: &str) -> Result<Money, Remark> {
    const HINT: &str = "Hent kontoudtoget igen i banken.";
    let fault = |code, message: &str| Err(Remark::new(code, message, HINT).value(text));
    let (whole, decimals) = match text.split_once(',').or_else(|| text.split_once('.')) {
        Some(parts) => parts,
        None if !text.is_empty() && text.bytes().all(|byte| byte == b'0') => (text, ""),
        None => return Err(comma_missing(text)),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + decimals.len() == 0 || !is_digits(whole) || !is_digits(decimals) {
        return fault("amount-form", "Beløbet er ikke et tal.");
    }
    // A point with three digits behind it may part thousands.
    if text.contains('.') && decimals.len() > 2 {
        return fault("amount-point", "Beløbet bruger punktum, så det kan læses på to måder.");
    }
    let cents = decimals.trim_end_matches('0');
    if cents.len() > 2 {
        return fault("amount-decimals", "Beløbet har mere end to decimaler.");
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > 15 {
        return fault("amount-size", "Beløbet har mere end femten cifre før kommaet.");
    }
    let digits = format!("{whole}{cents:0<2}");
    match digits.parse::<i64>() {
        Ok(minor) => Ok(Money::from_minor(minor)),
        Err(_) => fault("amount-form", "Beløbet er ikke et tal."),
    }
}

/// An amount of digits alone.
pub(super) fn comma_missing(text: &str) -> Remark {
    let message = "Beløbet har intet decimalkomma, så kroner og øre kan ikke skelnes.";
    Remark::new("amount-comma", message, "Hent kontoudtoget igen i banken.").value(text)
}

/// Two digits of a year: banks wrote this form since the eighties.
pub(super) fn full_year(two: i32) -> i32 {
    if two >= 80 { 1900 + two } else { 2000 + two }
}

fn number(text: Option<&str>) -> Option<i32> {
    text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).and_then(|text| text.parse().ok())
}

/// `YYMMDD`; none inside for a date that no calendar has.
pub(super) fn date(text: &str) -> Option<Option<Date>> {
    let year = full_year(number(text.get(..2))?);
    let (month, day) = (number(text.get(2..4))?, number(text.get(4..6))?);
    let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    Some(NaiveDate::from_ymd_opt(year, month, day).map(Date::new))
}

/// `MMDD` beside a value date: in the year that puts it nearest, for around New Year the two differ.
fn entry_date(text: &str, value: Date) -> Option<Date> {
    let month = u32::try_from(number(text.get(..2))?).ok()?;
    let day = u32::try_from(number(text.get(2..4))?).ok()?;
    let year = chrono::Datelike::year(&value.calendar());
    let candidates = (year - 1..=year + 1).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    candidates.map(Date::new).min_by_key(|date| (date.days().abs_diff(value.days()), date.days()))
}

/// A balance: `C100318EUR380115,12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) amount: Money,
    /// Empty where a bank left it out.
    pub(super) currency: String,
    pub(super) date: Option<Date>,
}

fn signed(is_debit: bool, amount: Money) -> Money {
    if is_debit { -amount } else { amount }
}

pub(super) fn balance(text: &str) -> Result<Balance, Remark> {
    let form = || {
        let message = "Saldoen er ikke skrevet som C/D, dato, valuta og beløb.";
        Remark::new("balance-form", message, "Hent kontoudtoget igen i banken.").value(text)
    };
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_debit = match text.as_bytes().first() {
        Some(b'C') => false,
        Some(b'D') => true,
        _ => return Err(form()),
    };
    let date = date(text.get(1..7).unwrap_or_default()).ok_or_else(form)?;
    let rest = text.get(7..).unwrap_or_default();
    let (currency, rest) = match rest.get(..3) {
        Some(code) if code.bytes().all(|byte| byte.is_ascii_uppercase()) => (code, rest.get(3..).unwrap_or_default()),
        _ => ("", rest),
    };
    Ok(Balance { amount: signed(is_debit, amount(rest)?), currency: currency.to_owned(), date })
}

/// What the first line of an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryLine {
    pub(super) value: Option<Date>,
    pub(super) booked: Option<Date>,
    /// A date stood there that no calendar has.
    pub(super) impossible: Option<String>,
    pub(super) amount: Money,
    /// The digits that stand without a comma: read as whole units, which a balance must prove.
    pub(super) commaless: Option<String>,
    pub(super) is_reversal: bool,
    pub(super) is_expected: bool,
    pub(super) reference: String,
    pub(super) bank_reference: String,
}

/// `YYMMDD[MMDD](C|D|RC|RD|EC|ED)[letter]amount[N|F|S + 3][reference][//bank's reference]`.
pub(super) fn entry(text: &str) -> Result<EntryLine, Remark> {
    let form = |at: &str| {
        let message = "Posteringen er ikke skrevet som dato, C/D, beløb, type og reference.";
        Remark::new("entry-form", message, "Hent kontoudtoget igen i banken.").value(at)
    };
    let value_text = text.get(..6).ok_or_else(|| form(text))?;
    let value = date(value_text).ok_or_else(|| form(text))?;
    let rest = text.get(6..).unwrap_or_default();
    let (entry_text, rest) = match rest.get(..4) {
        Some(day) if day.bytes().all(|byte| byte.is_ascii_digit()) => (day, rest.get(4..).unwrap_or_default()),
        _ => ("", rest.trim_start()),
    };
    let marks =
        [("RC", true, true, false), ("RD", false, true, false), ("EC", false, false, true), ("ED", true, false, true)];
    let marks = marks.into_iter().chain([("C", false, false, false), ("D", true, false, false)]);
    let (mark, is_debit, is_reversal, is_expected) =
        marks.into_iter().find(|(mark, ..)| rest.starts_with(mark)).ok_or_else(|| form(text))?;
    let rest = rest.get(mark.len()..).unwrap_or_default();
    // The third letter of the currency may stand between mark and amount.
    let rest = rest.strip_prefix(|letter: char| letter.is_ascii_uppercase()).unwrap_or(rest).trim_start();
    let end = rest.find(|letter: char| !matches!(letter, '0'..='9' | ',' | '.')).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at_checked(end).ok_or_else(|| form(text))?;
    let is_typed = rest.starts_with(['N', 'F', 'S']);
    let is_bare = is_typed && !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let commaless = is_bare.then(|| digits.to_owned());
    let money = if is_bare { amount(&format!("{digits},"))? } else { amount(digits)? };
    let (reference, bank_reference) = references(rest);
    let booked = value.filter(|_| !entry_text.is_empty()).map(|value| entry_date(entry_text, value));
    let impossible = match (value, booked) {
        (None, _) => Some(value_text.to_owned()),
        (Some(_), Some(None)) => Some(entry_text.to_owned()),
        _ => None,
    };
    let booked = booked.flatten();
    let amount = signed(is_debit, money);
    Ok(EntryLine { value, booked, impossible, amount, commaless, is_reversal, is_expected, reference, bank_reference })
}

/// Behind the amount: four letters of type, the owner's reference, the bank's behind `//`.
fn references(rest: &str) -> (String, String) {
    let behind = rest.get(4..).unwrap_or_default();
    let (own, bank) = behind.split_once("//").unwrap_or((behind, ""));
    let own = own.trim();
    let own = if matches!(own, "NONREF" | "NOREF" | "KREF+") { "" } else { own };
    (own.to_owned(), bank.trim().to_owned())
}

/// A count with its sum: `3PLN0,03`.
pub(super) fn total(text: &str) -> Result<(u32, Money), Remark> {
    let text = text.trim();
    let form = || {
        let message = "Kontrolsummen er ikke skrevet som antal, valuta og beløb.";
        Remark::new("total-form", message, "Hent kontoudtoget igen i banken.").value(text)
    };
    let end = text.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(form)?;
    let (count, rest) = text.split_at_checked(end).ok_or_else(form)?;
    let count = count.parse().map_err(|_| form())?;
    let currency = rest.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase())).ok_or_else(form)?;
    let sum = amount(rest.get(currency.len()..).unwrap_or_default())?;
    Ok((count, sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<i64, &str>) {
        assert_eq!(amount(text).map(Money::minor).map_err(|remark| remark.code), expected, "reading `{text}`");
    }

    #[test]
    fn amounts_have_a_comma_and_any_decimals() {
        check("380115,12", Ok(38_011_512));
        check("380115,1", Ok(38_011_510));
        check("380115,", Ok(38_011_500));
        check("001,12", Ok(112));
        check(",5", Ok(50));
        check("1,100", Ok(110));
        check("0000000000000000,00", Ok(0));
        check("0", Ok(0));
        check("12.34", Ok(1234));
        check("119", Err("amount-comma"));
        check("1,125", Err("amount-decimals"));
        check("1.234", Err("amount-point"));
        check("1.234,56", Err("amount-form"));
        check("1,2,3", Err("amount-form"));
        check(",", Err("amount-form"));
        check("", Err("amount-comma"));
        check("1234567890123456,00", Err("amount-size"));
    }

    fn check_entry(text: &str, value: &str, booked: Option<&str>, minor: i64, own: &str, bank: &str) {
        let line = entry(text).unwrap_or_else(|remark| panic!("`{text}` is an entry: {remark:?}"));
        assert_eq!(line.value.map(|date| date.iso()).as_deref(), Some(value), "value date of `{text}`");
        assert_eq!(line.booked.map(|date| date.iso()).as_deref(), booked, "entry date of `{text}`");
        assert_eq!(line.amount.minor(), minor, "amount of `{text}`");
        assert_eq!((line.reference.as_str(), line.bank_reference.as_str()), (own, bank), "references of `{text}`");
    }

    #[test]
    fn entries_are_read_in_all_dialects() {
        check_entry("1611010101CR10,5NTRFREF 1//B1", "2016-11-01", Some("2017-01-01"), 1050, "REF 1", "B1");
        check_entry("1612310102DR10,NTRFNONREF", "2016-12-31", Some("2017-01-02"), -1000, "", "");
        check_entry("1701021231D10,NTRFNONREF//", "2017-01-02", Some("2016-12-31"), -1000, "", "");
        check_entry("110701CN50,00NZ10NONREF", "2011-07-01", None, 5000, "", "");
        check_entry("240312    DD212,39NMSCNONREF//", "2024-03-12", None, -21_239, "", "");
        check_entry("0709040904RCR204,88NRTINONREF", "2007-09-04", Some("2007-09-04"), -20_488, "", "");
        check_entry("0709040904RD204,88NRTIA/B//C", "2007-09-04", Some("2007-09-04"), 20_488, "A/B", "C");
        check_entry("0203170320CM5000,00S05168790452", "2002-03-17", Some("2002-03-20"), 500_000, "68790452", "");
    }

    #[test]
    fn digits_alone_are_whole_units_to_be_proved() {
        let check = |text: &str, minor: i64, commaless: Option<&str>| {
            let line = entry(text).unwrap_or_else(|remark| panic!("`{text}` is an entry: {remark:?}"));
            assert_eq!((line.amount.minor(), line.commaless.as_deref()), (minor, commaless), "reading `{text}`");
        };
        check("1407290729C500NTRFX//B", 50_000, Some("500"));
        check("1407290729D0NTRFX//B", 0, Some("0"));
        check("1407290729C500,NTRFX//B", 50_000, None);
        check("1407290729C5.50NTRFX//B", 550, None);
    }

    #[test]
    fn impossible_dates_and_torn_entries_are_told() {
        let line = entry("1602300301DR6,00N024NONREF").expect("it has the form of an entry");
        assert_eq!(line.impossible.as_deref(), Some("160230"), "there is no 30 February");
        assert_eq!(line.amount.minor(), -600, "its amount counts in the balance");
        for (text, code) in [
            ("", "entry-form"),
            ("1602", "entry-form"),
            ("160229X5,", "entry-form"),
            ("1811261126CR", "amount-comma"),
            ("æøåæøå", "entry-form"),
        ] {
            assert_eq!(entry(text).map_err(|remark| remark.code), Err(code), "reading `{text}`");
        }
    }

    #[test]
    fn balances_and_totals_are_read() {
        let seen = balance("D100318EUR380115,12").expect("a balance");
        assert_eq!((seen.amount.minor(), seen.currency.as_str()), (-38_011_512, "EUR"), "a debit balance");
        let seen = balance("C020315105000,00").expect("a balance");
        assert_eq!((seen.amount.minor(), seen.currency.as_str()), (10_500_000, ""), "a balance without currency");
        assert!(balance("X").is_err() && balance("C1003").is_err(), "anything else is none");
        assert_eq!(total("3PLN0,03").map(|(count, sum)| (count, sum.minor())).ok(), Some((3, 3)), "a total");
        assert!(total("PLN").is_err() && total("").is_err(), "anything else is none");
    }
}
