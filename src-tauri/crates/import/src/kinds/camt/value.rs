//! The values of a bank message: amounts with any number of decimals, dates, times, directions.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use trepunkt_core::money::Money;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use super::super::bank_remarks::Remark;
use crate::xml::Element;

/// The longest whole part that is stored: what the counterparty's own fields hold.
const WHOLE_DIGITS: usize = 12;
/// The longest amount that is calculated with; ISO 20022 allows eighteen digits.
const DIGITS: usize = 20;

const ASK_THE_BANK: &str = "Hent filen igen fra banken; bed banken rette den, hvis fejlen er der stadig.";

/// The size of an amount, exact. A sign is refused, since the direction stands in its own element.
pub(super) fn size(text: &str) -> Result<Decimal, Remark> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = whole.len() + decimals.len();
    if text.is_empty() {
        return Err(Remark::new("amount-missing", "Beløbet mangler.", ASK_THE_BANK));
    }
    if digits == 0 || !is_number(whole) || !is_number(decimals) {
        let message = "Beløbet er ikke et tal uden fortegn med punktum som decimaltegn.";
        return Err(Remark::new("amount-form", message, ASK_THE_BANK).value(text));
    }
    let number =
        format!("{}.{}", if whole.is_empty() { "0" } else { whole }, if decimals.is_empty() { "0" } else { decimals });
    let number = Decimal::from_str_exact(&number).ok().filter(|_| digits <= DIGITS);
    number.ok_or_else(|| too_large(text))
}

fn too_large(text: &str) -> Remark {
    Remark::new("amount-size", "Beløbet har flere cifre, end et beløb kan have.", ASK_THE_BANK).value(text)
}

/// The amount in hundredths, when it is a whole number of them.
pub(super) fn money(amount: Decimal) -> Result<Money, Remark> {
    let mut number = amount.normalize();
    if number.scale() > 2 {
        let message = "Beløbet har mere end to decimaler og kan ikke gemmes uden at blive afrundet.";
        return Err(Remark::new("amount-decimals", message, ASK_THE_BANK).value(&number.to_string()));
    }
    number.rescale(2);
    let minor = i64::try_from(number.mantissa()).ok().filter(|minor| {
        let limit = 10_u64.pow(u32::try_from(WHOLE_DIGITS + 2).unwrap_or(0));
        minor.unsigned_abs() < limit
    });
    minor.map(Money::from_minor).ok_or_else(|| too_large(&number.to_string()))
}

/// The amount as a message shows it: Danish, with all the decimals that count and at least two.
pub(super) fn danish(amount: Decimal) -> String {
    let mut number = amount.normalize();
    if number.scale() < 2 {
        number.rescale(2);
    }
    number.to_string().replace('.', ",")
}

/// True for money in, false for money out, none when not said.
pub(super) fn is_credit(element: Element<'_>) -> Result<Option<bool>, Remark> {
    let mut said = element.all("CdtDbtInd");
    let first = said.next().map_or("", Element::text);
    let is_credit = match (first, said.next()) {
        ("", None) => None,
        ("CRDT", None) => Some(true),
        ("DBIT", None) => Some(false),
        _ => {
            let message = "Retningen (CdtDbtInd) er hverken CRDT eller DBIT.";
            return Err(Remark::new("direction-unknown", message, ASK_THE_BANK).column("CdtDbtInd").value(first));
        }
    };
    Ok(is_credit)
}

/// The amount with its sign.
pub(super) fn signed(size: Decimal, is_credit: bool) -> Decimal {
    if is_credit { size } else { -size }
}

/// The currency of an amount: three letters; empty when the amount has none.
pub(super) fn currency(amount: Element<'_>) -> String {
    letters(amount.attribute("Ccy")).unwrap_or_default()
}

/// The three letters of a currency.
pub(super) fn letters(text: &str) -> Option<String> {
    let text = text.trim();
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| text.to_ascii_uppercase())
}

/// The date in an element that holds `Dt` or `DtTm`, each in either form.
pub(super) fn date_in(element: Option<Element<'_>>, column: &'static str) -> Result<Option<Date>, Remark> {
    let Some(element) = element else {
        return Ok(None);
    };
    let parts = ["Dt", "DtTm"].map(|name| element.value(name));
    let text = parts.into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| element.text());
    if text.is_empty() {
        return Ok(None);
    }
    let message = "Datoen er ikke skrevet som ÅÅÅÅ-MM-DD eller findes ikke.";
    let fault = || Remark::new("date-form", message, ASK_THE_BANK).column(column).value(text);
    date(text).map(Some).ok_or_else(fault)
}

/// The date of a date or a date and time, as written.
pub(super) fn date(text: &str) -> Option<Date> {
    let (day, rest) = text.split_at_checked(10)?;
    let day = calendar(day)?;
    let is_sound = is_zone(rest) || rest.strip_prefix('T').is_some_and(|clock| seconds(clock).is_some());
    is_sound.then(|| Date::new(day))
}

/// The wall clock of a date and time, as written; fractions of a second do not count.
pub(super) fn time(text: &str) -> Option<WallTime> {
    let (day, rest) = text.split_at_checked(10)?;
    let midnight = WallTime::new(calendar(day)?.and_hms_opt(0, 0, 0)?);
    let clock = rest.strip_prefix('T')?;
    Some(WallTime::from_seconds(midnight.seconds() + seconds(clock)?))
}

fn calendar(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = [0..4, 5..7, 8..10].map(|range| text.get(range));
    let has_hyphens = text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-');
    let number = |part: Option<&str>| part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok();
    let year: u32 = number(year).filter(|year| has_hyphens && (1900..2200).contains(year))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(month)?, number(day)?)
}

/// `hh:mm:ss` with an optional fraction and zone, in seconds since midnight.
fn seconds(text: &str) -> Option<i64> {
    let (clock, rest) = text.split_at_checked(8)?;
    let mut parts = clock.split(':').map(|part| {
        let is_pair = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i64>().ok().filter(|_| is_pair)
    });
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let zone =
        rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    let is_sound = hour < 24 && minute < 60 && second < 60 && is_zone(zone);
    is_sound.then_some(hour * 3600 + minute * 60 + second)
}

/// Nothing, `Z`, or `+01:00`.
fn is_zone(text: &str) -> bool {
    match text.as_bytes() {
        [] | [b'Z'] => true,
        [b'+' | b'-', hours @ .., b':', ten, one] => {
            hours.len() == 2 && hours.iter().chain([ten, one]).all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_whatever_their_decimals() {
        let check = |text: &str, expected: Result<i64, &str>| {
            let seen = size(text).and_then(money).map(Money::minor);
            assert_eq!(
                seen.as_ref().map_err(|remark| remark.code),
                expected.as_ref().map_err(|code| *code),
                "`{text}`"
            );
        };
        check("0", Ok(0));
        check("12", Ok(1_200));
        check("12.", Ok(1_200));
        check(".5", Ok(50));
        check("12.5", Ok(1_250));
        check("5442.09000", Ok(544_209));
        check("999999999999.99", Ok(99_999_999_999_999));
        check("18.155", Err("amount-decimals"));
        check("0.00001", Err("amount-decimals"));
        check("1000000000000.00", Err("amount-size"));
        check("123456789012345678901", Err("amount-size"));
        for text in ["-5", "+5", "1,50", "1e3", ".", "12.5.1", "1 000", "NaN"] {
            check(text, Err("amount-form"));
        }
        check("", Err("amount-missing"));
    }

    #[test]
    fn amounts_are_shown_with_all_that_counts() {
        let check = |text: &str, expected: &str| {
            assert_eq!(danish(size(text).expect("a number")), expected, "showing {text}");
        };
        check("18.1", "18,10");
        check("18.15000", "18,15");
        check("18.155", "18,155");
        check("200000", "200000,00");
    }

    #[test]
    fn dates_and_times_are_read_as_written() {
        let check = |text: &str, day: Option<&str>, clock: Option<&str>| {
            assert_eq!(date(text).map(Date::iso).as_deref(), day, "the date of `{text}`");
            assert_eq!(time(text).map(WallTime::iso).as_deref(), clock, "the time of `{text}`");
        };
        check("2026-10-01", Some("2026-10-01"), None);
        check("2026-10-01+02:00", Some("2026-10-01"), None);
        check("2026-10-01T23:30:00+02:00", Some("2026-10-01"), Some("2026-10-01T23:30:00"));
        check("2026-10-01T23:30:00.123456789", Some("2026-10-01"), Some("2026-10-01T23:30:00"));
        check("2026-10-01T23:30:00Z", Some("2026-10-01"), Some("2026-10-01T23:30:00"));
        for text in [
            "",
            "2026-02-30",
            "01-10-2026",
            "2026-10-01T24:00:00",
            "2026-10-01 12:00:00",
            "2026-10-01x",
            "202\u{e6}-1-01",
        ] {
            check(text, None, None);
        }
    }
}
