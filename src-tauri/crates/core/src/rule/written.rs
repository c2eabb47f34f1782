//! How numbers and days are written in a pack. What is written otherwise is refused at its place.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error;

use crate::code::Field;
use crate::code::IncomeKind;
use crate::company::SeNumber;
use crate::rule::RuleError;
use crate::wall_time::Date;

/// A number of so many digits, in quotation marks because its zeros count.
fn digits<T: std::str::FromStr>(text: &str, length: usize) -> Option<T> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// `"0015"`
pub(super) fn four_digits(text: &str) -> Result<Field, RuleError> {
    let field = digits(text, 4).and_then(Field::new);
    field.ok_or_else(|| RuleError(format!("`{text}` er ikke et feltnummer på fire cifre")))
}

/// `"0170"`
fn income_kind(text: &str) -> Result<IncomeKind, RuleError> {
    let kind = digits(text, 4).and_then(IncomeKind::new);
    kind.ok_or_else(|| RuleError(format!("`{text}` er ikke en indtægtsart; den skrives med fire cifre, fx `0170`")))
}

fn eight_digits(text: &str) -> Result<SeNumber, RuleError> {
    let number = digits(text, 8).and_then(SeNumber::new);
    number.ok_or_else(|| RuleError(format!("`{text}` er ikke et SE-nummer på otte cifre")))
}

fn calendar_day(text: &str) -> Result<Date, RuleError> {
    let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
    date.map(Date::new).map_err(|_| RuleError(format!("`{text}` er ikke en dato; skriv `2026-01-31`")))
}

/// A list whose every element is refused at its own place.
fn each<'de, D: Deserializer<'de>, T>(
    source: D,
    read: impl Fn(&str) -> Result<T, RuleError>,
) -> Result<Vec<T>, D::Error> {
    let texts = Vec::<String>::deserialize(source)?;
    texts.iter().map(|text| read(text).map_err(D::Error::custom)).collect()
}

/// `["0015", "0016"]`
pub(super) fn fields<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<Field>, D::Error> {
    each(source, four_digits)
}

/// `{ "0037" = "0170" }`
pub(super) fn kinds<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<(Field, IncomeKind)>, D::Error> {
    let texts = BTreeMap::<String, String>::deserialize(source)?;
    let read = |(field, kind): (&String, &String)| Ok((four_digits(field)?, income_kind(kind)?));
    texts.iter().map(|pair| read(pair).map_err(|error: RuleError| D::Error::custom(error))).collect()
}

/// `["04", "06"]`
pub(super) fn income_types<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<u8>, D::Error> {
    let read =
        |text: &str| digits(text, 2).ok_or_else(|| RuleError(format!("`{text}` er ikke en indkomsttype på to cifre")));
    each(source, read)
}

/// `["0083"]`
pub(super) fn income_kinds<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<IncomeKind>, D::Error> {
    each(source, income_kind)
}

/// `"17000004"`
pub(super) fn se_number<'de, D: Deserializer<'de>>(source: D) -> Result<SeNumber, D::Error> {
    eight_digits(&String::deserialize(source)?).map_err(D::Error::custom)
}

/// `["17000004", "17000012"]`
pub(super) fn se_numbers<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<SeNumber>, D::Error> {
    each(source, eight_digits)
}

/// `"2026-01-31"`, where a day must be said.
pub(super) fn that_day<'de, D: Deserializer<'de>>(source: D) -> Result<Date, D::Error> {
    calendar_day(&String::deserialize(source)?).map_err(D::Error::custom)
}

/// `"2026-01-31"`
pub(super) fn day<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Date>, D::Error> {
    calendar_day(&String::deserialize(source)?).map(Some).map_err(D::Error::custom)
}
