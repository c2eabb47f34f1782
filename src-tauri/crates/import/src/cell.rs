//! One cell's text to one typed value. Each reader accepts exactly the forms that can mean one thing.

use chrono::NaiveDate;
use trepunkt_core::code::Field;
use trepunkt_core::code::IncomeKind;
use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;

use crate::catalogue::CellFault;

/// The number of up to nineteen digits and nothing else.
pub(crate) fn digits(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 19 {
        return None;
    }
    bytes.iter().try_fold(0_u64, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}

fn pair(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [ten @ b'0'..=b'9', one @ b'0'..=b'9'] => Some(u32::from(ten - b'0') * 10 + u32::from(one - b'0')),
        _ => None,
    }
}

fn year(bytes: &[u8]) -> Option<i32> {
    let (century, rest) = bytes.split_at_checked(2)?;
    i32::try_from(pair(century)? * 100 + pair(rest)?).ok()
}

/// A CPR number, and whether its leading zero was missing.
pub(crate) fn cpr(text: &str) -> Result<(Cpr, bool), CellFault> {
    let (birth, serial) = match text.len() {
        0 => return Err(CellFault::Empty),
        10 | 11 if text.as_bytes().get(text.len() - 5) == Some(&b'-') => {
            (&text[..text.len() - 5], &text[text.len() - 4..])
        }
        _ => ("", text),
    };
    let length = birth.len() + serial.len();
    let number = match (digits(birth), digits(serial)) {
        (Some(birth), Some(serial)) if length <= 10 => birth * 10_000 + serial,
        (None, Some(serial)) if birth.is_empty() => serial,
        (None, None) if birth.is_empty() && text.len() > 19 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            return Err(CellFault::CprLength);
        }
        _ => return Err(CellFault::CprForm),
    };
    if !matches!(length, 9 | 10) {
        return Err(CellFault::CprLength);
    }
    Cpr::new(number).map(|cpr| (cpr, length == 9)).map_err(|_| CellFault::CprDate)
}

/// An SE number: eight digits.
pub(crate) fn se(text: &str) -> Result<SeNumber, CellFault> {
    if text.is_empty() {
        return Err(CellFault::Empty);
    }
    let number = digits(text).filter(|_| text.len() == 8).and_then(|number| u32::try_from(number).ok());
    number.and_then(SeNumber::new).ok_or(CellFault::SeForm)
}

/// A code of at most `width` digits, and whether zeros in front were missing.
fn code(text: &str, width: usize, fault: CellFault) -> Result<(u16, bool), CellFault> {
    if text.is_empty() {
        return Err(CellFault::Empty);
    }
    let number = digits(text).filter(|_| text.len() <= width).and_then(|number| u16::try_from(number).ok());
    number.map(|number| (number, text.len() < width)).ok_or(fault)
}

/// A field number, and whether its leading zeros were missing: there is but one way to put them back.
pub(crate) fn field(text: &str) -> Result<(Field, bool), CellFault> {
    let (number, is_short) = code(text, 4, CellFault::FieldForm)?;
    Field::new(number).map(|field| (field, is_short)).ok_or(CellFault::FieldForm)
}

/// A Kode68; blank means that the row carries none.
pub(crate) fn income_kind(text: &str) -> Result<Option<IncomeKind>, CellFault> {
    if text.is_empty() {
        return Ok(None);
    }
    let (number, _) = code(text, 4, CellFault::IncomeKindForm)?;
    IncomeKind::new(number).map(Some).ok_or(CellFault::IncomeKindForm)
}

/// An indkomsttype of one or two digits.
pub(crate) fn income_type(text: &str) -> Result<u8, CellFault> {
    let (number, _) = code(text, 2, CellFault::IncomeTypeForm)?;
    u8::try_from(number).map_err(|_| CellFault::IncomeTypeForm)
}

/// A date, `YYYY-MM-DD` or `DD-MM-YYYY`.
pub(crate) fn date(text: &str) -> Result<Date, CellFault> {
    calendar(text).map(Date::new)
}

fn calendar(text: &str) -> Result<NaiveDate, CellFault> {
    let (year, month, day) = match text.as_bytes() {
        [] => return Err(CellFault::Empty),
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            (year(&[*y1, *y2, *y3, *y4]), pair(&[*m1, *m2]), pair(&[*d1, *d2]))
        }
        [d1, d2, b'-', m1, m2, b'-', y1, y2, y3, y4] => {
            (year(&[*y1, *y2, *y3, *y4]), pair(&[*m1, *m2]), pair(&[*d1, *d2]))
        }
        _ => return Err(CellFault::DateForm),
    };
    let (Some(year), Some(month), Some(day)) = (year, month, day) else {
        return Err(CellFault::DateForm);
    };
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1900..2200).contains(&year)).ok_or(CellFault::DateImpossible)
}

/// A date that may be blank.
pub(crate) fn optional_date(text: &str) -> Result<Option<Date>, CellFault> {
    if text.is_empty() { Ok(None) } else { date(text).map(Some) }
}

/// A time, `YYYY-MM-DDThh:mm:ss`.
pub(crate) fn time(text: &str) -> Result<WallTime, CellFault> {
    if text.is_empty() {
        return Err(CellFault::Empty);
    }
    let bytes = text.as_bytes();
    let (Some(day), Some(b'T' | b' '), Some(clock)) = (text.get(..10), bytes.get(10), bytes.get(11..)) else {
        return Err(CellFault::TimeForm);
    };
    if bytes[4] != b'-' {
        return Err(CellFault::TimeForm);
    }
    let day = calendar(day).map_err(|fault| match fault {
        CellFault::DateForm => CellFault::TimeForm,
        _ => CellFault::TimeImpossible,
    })?;
    let [h1, h2, b':', m1, m2, b':', s1, s2] = clock else {
        return Err(CellFault::TimeForm);
    };
    let (Some(hour), Some(minute), Some(second)) = (pair(&[*h1, *h2]), pair(&[*m1, *m2]), pair(&[*s1, *s2])) else {
        return Err(CellFault::TimeForm);
    };
    day.and_hms_opt(hour, minute, second).map(WallTime::new).ok_or(CellFault::TimeImpossible)
}

/// A month, `YYYY-MM`.
pub(crate) fn month(text: &str) -> Result<Month, CellFault> {
    if text.is_empty() {
        return Err(CellFault::Empty);
    }
    let [y1, y2, y3, y4, b'-', m1, m2] = text.as_bytes() else {
        return Err(CellFault::MonthForm);
    };
    compact(&[*y1, *y2, *y3, *y4, *m1, *m2])
}

/// A month as extracts write it, `YYYYMM`.
pub(crate) fn compact_month(text: &str) -> Result<Month, CellFault> {
    if text.is_empty() {
        return Err(CellFault::Empty);
    }
    compact(text.as_bytes())
}

fn compact(bytes: &[u8]) -> Result<Month, CellFault> {
    let number = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit).then(|| year(bytes)).flatten();
    let (Some(year), Some(month)) = (bytes.get(..4).and_then(number), bytes.get(4..).and_then(pair)) else {
        return Err(CellFault::MonthForm);
    };
    let month = u16::try_from(month).ok();
    u16::try_from(year).ok().zip(month).and_then(|(year, month)| Month::new(year, month)).ok_or(CellFault::MonthForm)
}

/// The date and time in any text that holds one of each, day before month: `Dannet 05-02-2025 10:11`.
pub(crate) fn time_within(text: &str) -> Option<WallTime> {
    let parts: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let at = parts
        .windows(3)
        .position(|three| matches!((three[0].len(), three[1].len(), three[2].len()), (1 | 2, 1 | 2, 4) | (4, 2, 2)))?;
    let [first, second, third] = [parts[at], parts[at + 1], parts[at + 2]];
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    let clock = |at: usize| parts.get(at).filter(|part| part.len() <= 2).and_then(|part| part.parse::<u32>().ok());
    let (hour, minute) = (clock(at + 3)?, clock(at + 4).filter(|_| parts[at + 4].len() == 2)?);
    let second = if parts.get(at + 5).is_some_and(|part| part.len() == 2) { clock(at + 5)? } else { 0 };
    day.and_hms_opt(hour, minute, second).map(WallTime::new)
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn check<T: ToString + Debug>(
        text: &str,
        read: fn(&str) -> Result<T, CellFault>,
        expected: Result<&str, CellFault>,
    ) {
        let seen = read(text).map(|value| value.to_string());
        assert_eq!(seen.as_deref().map_err(|fault| *fault), expected, "reading `{text}`");
    }

    #[test]
    fn personal_numbers_keep_or_regain_their_ten_digits() {
        let read = |text| cpr(text).map(|(cpr, repaired)| (cpr.reveal(), repaired));
        for (text, repaired) in
            [("0101900004", false), ("010190-0004", false), ("101900004", true), ("10190-0004", true)]
        {
            assert_eq!(read(text), Ok(("0101900004".to_owned(), repaired)), "reading `{text}`");
        }
        assert_eq!(read("8605014001"), Ok(("8605014001".to_owned(), false)), "a constructed number");
        for (text, fault) in [
            ("", CellFault::Empty),
            ("01019000", CellFault::CprLength),
            ("01019000041", CellFault::CprLength),
            ("010190-00041", CellFault::CprForm),
            ("0101900-004", CellFault::CprForm),
            ("0101900OO4", CellFault::CprForm),
            ("3102900004", CellFault::CprDate),
            ("+101900004", CellFault::CprForm),
            ("Alle", CellFault::CprForm),
        ] {
            assert_eq!(read(text), Err(fault), "reading `{text}`");
        }
    }

    #[test]
    fn dates_times_and_months_are_read_in_their_listed_forms_only() {
        check("2026-10-01", date, Ok("01-10-2026"));
        check("01-10-2026", date, Ok("01-10-2026"));
        check("29-02-2024", date, Ok("29-02-2024"));
        check("31-02-2026", date, Err(CellFault::DateImpossible));
        check("2026-13-01", date, Err(CellFault::DateImpossible));
        check("0026-10-01", date, Err(CellFault::DateImpossible));
        check("1-10-2026", date, Err(CellFault::DateForm));
        check("20261001", date, Err(CellFault::DateForm));
        check("01/10/2026", date, Err(CellFault::DateForm));
        check("2026-10-01T00:00:00", date, Err(CellFault::DateForm));
        check("", date, Err(CellFault::Empty));
        check("2026-11-04T18:00:07", time, Ok("04-11-2026 18:00:07"));
        check("2026-11-04T24:00:00", time, Err(CellFault::TimeImpossible));
        check("2026-02-30T10:00:00", time, Err(CellFault::TimeImpossible));
        check("2026-11-04T18:00", time, Err(CellFault::TimeForm));
        check("04-11-2026T18:00:00", time, Err(CellFault::TimeForm));
        check("2026-11-04", time, Err(CellFault::TimeForm));
        check("æøå-11-04T18:00:00", time, Err(CellFault::TimeForm));
        check("2026-10", month, Ok("2026-10"));
        check("2026-13", month, Err(CellFault::MonthForm));
        check("202610", month, Err(CellFault::MonthForm));
        check("202610", compact_month, Ok("2026-10"));
        check("2026-10", compact_month, Err(CellFault::MonthForm));
        check("2026100", compact_month, Err(CellFault::MonthForm));
    }

    #[test]
    fn codes_have_their_widths() {
        check("15100079", se, Ok("15100079"));
        check("1510007", se, Err(CellFault::SeForm));
        check("151000790", se, Err(CellFault::SeForm));
        check("00000000", se, Err(CellFault::SeForm));
        check("1510007a", se, Err(CellFault::SeForm));
        check("0015", |text| field(text).map(|(field, _)| field), Ok("0015"));
        check("15", |text| field(text).map(|(field, _)| field), Ok("0015"));
        check("00015", |text| field(text).map(|(field, _)| field), Err(CellFault::FieldForm));
        check("0000", |text| field(text).map(|(field, _)| field), Err(CellFault::FieldForm));
        check("04", income_type, Ok("4"));
        check("004", income_type, Err(CellFault::IncomeTypeForm));
    }

    #[test]
    fn the_time_of_an_extract_is_found_in_its_text() {
        let read = |text| time_within(text).map(|time| time.iso());
        let expected = Some("2026-11-04T18:05:00".to_owned());
        for text in [
            "Dannet 04-11-2026 18:05",
            "dannet d. 4.11.2026 kl. 18.05",
            "2026-11-04T18:05:00",
            "Udtræk 04/11-2026 kl 18:05:00",
        ] {
            assert_eq!(read(text), expected, "reading `{text}`");
        }
        for text in ["", "Dannet 04-11-2026", "Dannet 31-02-2026 18:05", "18:05", "Dannet 04-11-2026 25:05"] {
            assert_eq!(read(text), None, "`{text}` holds no date and time");
        }
    }
}
