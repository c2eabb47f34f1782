//! Values of the record file: fixed places, zeros and blanks that mean nothing is there.

use chrono::NaiveDate;
use chrono::NaiveTime;
use trepunkt_core::code::Field;
use trepunkt_core::money::Money;
use trepunkt_core::person::Cpr;
use trepunkt_core::wall_time::Date;

use super::eindkomst_record_line as at;
use super::eindkomst_record_line::Line;
use super::eindkomst_record_line::Slot;
use crate::catalogue::CellFault;
use crate::cell;

/// A value that cannot be read, and where it stands.
pub(super) struct Fault<'a> {
    pub(super) slot: Option<Slot>,
    pub(super) value: &'a str,
    pub(super) what: CellFault,
}

impl Fault<'_> {
    pub(super) const fn line(what: CellFault) -> Self {
        Self { slot: None, value: "", what }
    }
}

pub(super) fn read_slot<'a, T>(
    line: &Line<'a>,
    slot: &Slot,
    read: fn(&str) -> Result<T, CellFault>,
) -> Result<T, Fault<'a>> {
    let value = line.get(slot);
    read(value).map_err(|what| Fault { slot: Some(*slot), value, what })
}

pub(super) fn field_of(text: &str) -> Result<Field, CellFault> {
    cell::field(text).and_then(|(field, is_short)| if is_short { Err(CellFault::FieldForm) } else { Ok(field) })
}

/// A personal number; none where the place is blank or zeros.
pub(super) fn cpr_of<'a>(line: &Line<'a>, slot: &Slot) -> Result<Option<Cpr>, Fault<'a>> {
    let Some(value) = line.filled(slot) else {
        return Ok(None);
    };
    let fault = |what| Fault { slot: Some(*slot), value, what };
    match cell::cpr(value).map_err(fault)? {
        (cpr, false) if value.len() == 10 => Ok(Some(cpr)),
        _ => Err(fault(CellFault::CprLength)),
    }
}

/// A date `YYYYMMDD`; none where the place is blank or zeros.
pub(super) fn date_of<'a>(line: &Line<'a>, slot: &Slot) -> Result<Option<Date>, Fault<'a>> {
    let Some(value) = line.filled(slot) else {
        return Ok(None);
    };
    let fault = |what| Fault { slot: Some(*slot), value, what };
    let number = cell::digits(value).filter(|_| value.len() == 8).ok_or_else(|| fault(CellFault::CompactDate))?;
    let part = |number: u64| u32::try_from(number).unwrap_or_default();
    let year = i32::try_from(number / 10_000).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, part(number / 100 % 100), part(number % 100))
        .filter(|_| (1900..2200).contains(&year))
        .map(|date| Some(Date::new(date)))
        .ok_or_else(|| fault(CellFault::DateImpossible))
}

/// A time `HHMMSS`.
pub(super) fn time_of(text: &str) -> Option<NaiveTime> {
    let number = cell::digits(text).filter(|_| text.len() == 6)?;
    let part = |number: u64| u32::try_from(number).ok();
    NaiveTime::from_hms_opt(part(number / 10_000)?, part(number / 100 % 100)?, part(number % 100)?)
}

/// Whole kroner, the digits behind the comma from the left, and a sign that must be there.
pub(super) fn amount_of<'a>(line: &Line<'a>) -> Result<Money, Fault<'a>> {
    let fault = |slot: Slot, what: CellFault| Fault { slot: Some(slot), value: line.get(&slot), what };
    let whole = line.raw(&at::WHOLE);
    let kroner = cell::digits(whole.trim_start()).filter(|_| whole.len() == 10);
    let kroner = kroner.ok_or_else(|| fault(at::WHOLE, CellFault::RecordAmount))?;
    let decimals = line.raw(&at::DECIMALS);
    let behind = decimals.trim_end();
    if decimals.len() != 6 || behind.is_empty() || !behind.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fault(at::DECIMALS, CellFault::RecordAmount));
    }
    let (hundredths, beyond) = behind.split_at_checked(2).unwrap_or((behind, ""));
    if beyond.bytes().any(|byte| byte != b'0') {
        return Err(fault(at::DECIMALS, CellFault::AmountDecimals));
    }
    let hundredths = cell::digits(&format!("{hundredths:0<2}")).unwrap_or_default();
    let size = kroner.checked_mul(100).and_then(|size| size.checked_add(hundredths));
    let size = size.and_then(|size| i64::try_from(size).ok()).ok_or_else(|| fault(at::WHOLE, CellFault::AmountSize))?;
    match line.raw(&at::SIGN) {
        "+" => Ok(Money::from_minor(size)),
        "-" => Ok(Money::from_minor(-size)),
        _ => Err(fault(at::SIGN, CellFault::SignMissing)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::eindkomst_record_line::Lines;
    use super::*;

    fn check(amount: &str, expected: Result<i64, CellFault>) {
        let text = format!("00000016001{:04}{amount}", 14);
        let line = Lines::new(&text).next().expect("numbered").expect("a line");
        let seen = amount_of(&line).map(Money::minor).map_err(|fault| fault.what);
        assert_eq!(seen, expected, "reading `{amount}`");
    }

    #[test]
    fn amounts_are_kroner_then_decimals_from_the_left_then_a_sign() {
        check("0000012550000000+", Ok(1_255_000));
        check("0000012550500000-", Ok(-1_255_050));
        check("0000000000050000+", Ok(5));
        check("00000000000     +", Ok(0));
        check("00000000005     +", Ok(50));
        check("     12550000000+", Ok(1_255_000));
        check("0000000000000000-", Ok(0));
        check("9999999999990000+", Ok(999_999_999_999));
    }

    #[test]
    fn nothing_else_is_an_amount() {
        check("0000000000005000+", Err(CellFault::AmountDecimals));
        check("0000000000000001+", Err(CellFault::AmountDecimals));
        check("0000000000000000", Err(CellFault::SignMissing));
        check("0000000000000000 ", Err(CellFault::SignMissing));
        check("0000000000000000*", Err(CellFault::SignMissing));
        check("0000000000      +", Err(CellFault::RecordAmount));
        check("0000000000 50000+", Err(CellFault::RecordAmount));
        check("000000000 000000+", Err(CellFault::RecordAmount));
        check("-000000001000000+", Err(CellFault::RecordAmount));
        check("æ000000001000000+", Err(CellFault::RecordAmount));
        check("000000", Err(CellFault::RecordAmount));
        check("", Err(CellFault::RecordAmount));
    }
}
