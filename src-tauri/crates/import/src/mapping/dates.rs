//! Dates of a foreign table: which form its column has, and one date read by it.

use std::fmt;

use chrono::NaiveDate;
use chrono::NaiveTime;
use serde::Deserialize;
use serde::Serialize;
use trepunkt_core::period::Month;

use crate::catalogue::CellFault;
use crate::cell;
use crate::masking::shown;
use crate::refusal::Refusal;

/// The order of the parts, how many digits a year has, and what stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateForm {
    order: Order,
    has_century: bool,
    separator: Option<char>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Year,
    Day,
    Month,
}

/// The forms that a column may have. The month stands first only between slashes: nobody writes it so otherwise.
const FORMS: &[(Order, bool, Option<char>)] = &[
    (Order::Year, true, Some('-')),
    (Order::Day, true, Some('-')),
    (Order::Year, true, Some('.')),
    (Order::Day, true, Some('.')),
    (Order::Year, true, Some('/')),
    (Order::Day, true, Some('/')),
    (Order::Month, true, Some('/')),
    (Order::Year, true, None),
    (Order::Day, true, None),
    (Order::Year, false, Some('-')),
    (Order::Day, false, Some('-')),
    (Order::Day, false, Some('.')),
    (Order::Year, false, Some('/')),
    (Order::Day, false, Some('/')),
    (Order::Month, false, Some('/')),
    (Order::Year, false, None),
    (Order::Day, false, None),
];

impl DateForm {
    /// Every form that can be read.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMS.iter().map(|(order, has_century, separator)| Self {
            order: *order,
            has_century: *has_century,
            separator: *separator,
        })
    }

    /// The form written so: `DD.MM.YYYY`, `YYYYMMDD`, also with the Danish Å for the year.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim().to_uppercase().replace('Å', "Y");
        Self::all().find(|form| form.to_string() == text)
    }

    fn date(self, text: &str) -> Option<NaiveDate> {
        let year_digits = if self.has_century { 4 } else { 2 };
        let parts: [&str; 3] = match self.separator {
            Some(separator) => {
                let mut parts = text.split(separator);
                [parts.next()?, parts.next()?, parts.next().filter(|_| parts.next().is_none())?]
            }
            None => {
                let widths = if self.order == Order::Year { [year_digits, 2] } else { [2, 2] };
                let is_whole = text.len() == year_digits + 4;
                let (first, rest) = text.split_at_checked(widths[0]).filter(|_| is_whole)?;
                let (second, third) = rest.split_at_checked(widths[1])?;
                [first, second, third]
            }
        };
        let (year, month, day) = match self.order {
            Order::Year => (parts[0], parts[1], parts[2]),
            Order::Day => (parts[2], parts[1], parts[0]),
            Order::Month => (parts[2], parts[0], parts[1]),
        };
        let number = |text: &str, widths: std::ops::RangeInclusive<usize>| {
            let digits = cell::digits(text).filter(|_| widths.contains(&text.len()));
            digits.and_then(|number| u32::try_from(number).ok())
        };
        let year = number(year, year_digits..=year_digits)?;
        // A year of two digits is of this century: accounts are kept for years, not for lifetimes.
        let year = i32::try_from(if self.has_century { year } else { 2000 + year }).ok()?;
        let date = NaiveDate::from_ymd_opt(year, number(month, 1..=2)?, number(day, 1..=2)?)?;
        (1900..2200).contains(&year).then_some(date)
    }
}

impl fmt::Display for DateForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = if self.has_century { "YYYY" } else { "YY" };
        let parts = match self.order {
            Order::Year => [year, "MM", "DD"],
            Order::Day => ["DD", "MM", year],
            Order::Month => ["MM", "DD", year],
        };
        f.pad(&parts.join(&self.separator.map(String::from).unwrap_or_default()))
    }
}

impl From<DateForm> for String {
    fn from(form: DateForm) -> Self {
        form.to_string()
    }
}

impl TryFrom<String> for DateForm {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_text(&text).ok_or_else(|| {
            let known: Vec<String> = Self::all().map(|form| form.to_string()).collect();
            format!("datoformen `{text}` kendes ikke; den er en af {}", known.join(", "))
        })
    }
}

/// A moment as its parts: the date's text, and the clock where there is one.
fn cut(text: &str) -> Option<(&str, Option<NaiveTime>)> {
    let Some((date, clock)) = text.split_once(['T', ' ']) else {
        return Some((text, None));
    };
    let clock = clock.trim().trim_start_matches("kl.").trim();
    let clock = clock.split(['.', ':']).map(|part| cell::digits(part).filter(|_| part.len() == 2));
    let parts: Vec<u32> = clock.map(|part| part.and_then(|part| u32::try_from(part).ok())).collect::<Option<_>>()?;
    let time = match parts[..] {
        [hour, minute] => NaiveTime::from_hms_opt(hour, minute, 0),
        [hour, minute, second] => NaiveTime::from_hms_opt(hour, minute, second),
        _ => None,
    };
    time.map(|time| (date, Some(time)))
}

/// The date as the layouts write it. A date that carries a clock is no date.
pub(crate) fn mapped_date(text: &str, form: Option<DateForm>) -> Result<String, CellFault> {
    date_of(text, form).map(|date| date.format("%Y-%m-%d").to_string())
}

fn date_of(text: &str, form: Option<DateForm>) -> Result<NaiveDate, CellFault> {
    let form = form.ok_or(CellFault::MappedDate)?;
    form.date(text).ok_or(CellFault::MappedDate)
}

/// The moment as the layouts write it. A clock without seconds is at the full minute.
pub(crate) fn mapped_time(text: &str, form: Option<DateForm>) -> Result<String, CellFault> {
    let (date, clock) = cut(text).ok_or(CellFault::MappedTime)?;
    let clock = clock.ok_or(CellFault::MappedTime)?;
    let date = date_of(date, form).map_err(|_| CellFault::MappedTime)?;
    Ok(date.and_time(clock).format("%Y-%m-%dT%H:%M:%S").to_string())
}

/// The month as the layouts write it: of a date, of `2026-10`, `202610`, `10-2026` or `oktober 2026`.
pub(crate) fn mapped_month(text: &str, form: Option<DateForm>, months_back: i16) -> Result<String, CellFault> {
    let of_date = || date_of(text, form).ok().and_then(Month::of);
    let month = month_of(text).or_else(of_date).ok_or(CellFault::MonthForm)?;
    month.plus(-months_back).map(|month| month.to_string()).ok_or(CellFault::MonthForm)
}

/// A month that is written as such.
pub(crate) fn month_of(text: &str) -> Option<Month> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [compact] if compact.len() == 6 => {
            let back = || format!("{}{}", compact.get(2..).unwrap_or_default(), compact.get(..2).unwrap_or_default());
            cell::compact_month(compact).or_else(|_| cell::compact_month(&back())).ok()
        }
        [year, month] if year.len() == 4 => numbered(year, month),
        [month, year] if year.len() == 4 => numbered(year, month),
        _ => None,
    }
    .filter(|month| (1900..2200).contains(&month.year()))
}

fn numbered(year: &str, month: &str) -> Option<Month> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    const WHOLE: [&str; 12] = [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let name = month.to_lowercase();
    let named = |names: &[&str; 12]| names.iter().position(|known| *known == name);
    let number = match named(&NAMES).or_else(|| named(&WHOLE)) {
        Some(place) => u16::try_from(place + 1).ok()?,
        None => u16::try_from(cell::digits(month).filter(|_| month.len() <= 2)?).ok()?,
    };
    Month::new(u16::try_from(cell::digits(year)?).ok()?, number)
}

/// The quarter as the layouts write it: `2026-Q4`, `2026K4`, `4. kvartal 2026`, or the quarter of a date.
pub(crate) fn mapped_quarter(text: &str, form: Option<DateForm>) -> Result<String, CellFault> {
    if let Some(date) = form.and_then(|form| form.date(text)) {
        let month = Month::of(date).ok_or(CellFault::QuarterForm)?;
        return Ok(format!("{:04}-Q{}", month.year(), month.number().div_ceil(3)));
    }
    quarter_of(text).ok_or(CellFault::QuarterForm)
}

/// A quarter that is written as such.
pub(crate) fn quarter_of(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let word = lower.split(|letter: char| !letter.is_alphabetic()).find(|word| !word.is_empty())?;
    if !matches!(word, "q" | "k" | "kv" | "kvt" | "kvartal") {
        return None;
    }
    let mut numbers: Vec<&str> = lower.split(|letter: char| !letter.is_ascii_digit()).collect();
    numbers.retain(|part| !part.is_empty());
    let year = numbers.iter().find(|part| part.len() == 4)?;
    let quarter = numbers.iter().find(|part| part.len() == 1)?;
    (numbers.len() == 2 && ("1"..="4").contains(quarter)).then(|| format!("{year}-Q{quarter}"))
}

/// True for a date or a moment in any form.
pub(crate) fn is_date(text: &str) -> bool {
    cut(text).is_some_and(|(date, _)| DateForm::all().any(|form| form.date(date).is_some()))
}

/// What the cells of a column say about the form of its dates.
#[derive(Clone, Debug, Default)]
pub(crate) struct DateSurvey {
    /// The forms that every date so far allows, and whether there was any.
    possible: Option<Vec<DateForm>>,
    /// The first date that two of the forms read differently.
    telling: Option<(u32, String)>,
    /// The first date that left no form.
    clash: Option<(u32, String)>,
    first: Option<(u32, String)>,
}

impl DateSurvey {
    /// Takes a cell; one that no form reads says nothing.
    pub(crate) fn add(&mut self, text: &str, line: u32) {
        let Some((date, _)) = cut(text) else { return };
        if month_of(text).is_some() || quarter_of(text).is_some() || self.clash.is_some() {
            return;
        }
        // Most columns have one form, and then one try a cell is enough.
        if let Some([form]) = self.possible.as_deref()
            && form.date(date).is_some()
        {
            return;
        }
        let reads: Vec<DateForm> = DateForm::all().filter(|form| form.date(date).is_some()).collect();
        if reads.is_empty() {
            return;
        }
        let left = match self.possible.take() {
            None => reads,
            Some(possible) => possible.into_iter().filter(|form| reads.contains(form)).collect(),
        };
        self.first.get_or_insert_with(|| (line, text.to_owned()));
        if left.is_empty() {
            self.clash = Some((line, text.to_owned()));
        }
        if self.telling.is_none() && left.iter().any(|form| form.date(date) != left[0].date(date)) {
            self.telling = Some((line, date.to_owned()));
        }
        self.possible = Some(left);
    }

    /// The forms that all dates allow; none seen gives none.
    pub(crate) fn possible(&self) -> &[DateForm] {
        self.possible.as_deref().unwrap_or_default()
    }

    /// The column's form; none when it holds no date.
    ///
    /// # Errors
    /// With both readings, when two forms are left that read a date differently, or when no form is left.
    pub(crate) fn settle(&self, column: &str) -> Result<Option<DateForm>, Refusal> {
        if let (Some((line, text)), Some((first_line, first))) = (&self.clash, &self.first) {
            let message = format!(
                "Datoerne i kolonnen {column} er ikke skrevet på samme måde: `{}` i linje {first_line} og `{}` i linje {line}.",
                shown(first, false),
                shown(text, false)
            );
            return Err(Refusal::new("date-mixed", message, SAY_WHICH).at(*line).column(column));
        }
        let differing = |text: &str| {
            let first = self.possible().first().copied()?;
            let other = self.possible().iter().copied().find(|form| form.date(text) != first.date(text))?;
            Some((first, other))
        };
        match self.telling.as_ref().and_then(|(line, text)| Some((line, text, differing(text)?))) {
            Some((line, text, (one, other))) => Err(ambiguous(column, *line, text, one, other)),
            None => Ok(self.possible().first().copied()),
        }
    }
}

const SAY_WHICH: &str = "Sig i profilen, hvordan datoerne er skrevet, fx dates = \"DD-MM-YYYY\".";

fn ambiguous(column: &str, line: u32, text: &str, one: DateForm, other: DateForm) -> Refusal {
    let date = |form: DateForm| form.date(text).map(|date| date.format("%d-%m-%Y").to_string()).unwrap_or_default();
    let message = format!(
        "Datoerne i kolonnen {column} kan læses på to måder: `{}` er {}, hvis formen er {one}, og {}, hvis den er {other}.",
        shown(text, false),
        date(one),
        date(other)
    );
    Refusal::new("date-ambiguous", message, SAY_WHICH).at(line).column(column).value(shown(text, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[&str], expected: Result<Option<&str>, &str>) {
        let mut survey = DateSurvey::default();
        for (line, text) in (2..).zip(cells) {
            survey.add(text, line);
        }
        let seen = survey.settle("Dato").map(|form| form.map(|form| form.to_string()));
        let seen = seen.as_ref().map(|form| form.as_deref()).map_err(|refusal| refusal.code);
        assert_eq!(seen, expected, "settling {cells:?}");
    }

    #[test]
    fn the_column_as_a_whole_settles_its_date_form() {
        check(&["2026-10-01"], Ok(Some("YYYY-MM-DD")));
        check(&["01.10.2026", "1.2.2026"], Ok(Some("DD.MM.YYYY")));
        check(&["20261001"], Ok(Some("YYYYMMDD")));
        check(&["01102026"], Ok(Some("DDMMYYYY")));
        check(&["01/02/2026", "13/02/2026"], Ok(Some("DD/MM/YYYY")));
        check(&["01/02/2026", "02/13/2026"], Ok(Some("MM/DD/YYYY")));
        check(&["28-10-26"], Err("date-ambiguous"));
        check(&["28-10-32", "32-10-28"], Err("date-mixed"));
        check(&["31-10-56", "30-10-56", "01-10-56"], Ok(Some("DD-MM-YY")));
        check(&["01/02/2026"], Err("date-ambiguous"));
        check(&["011026"], Err("date-ambiguous"));
        check(&["10/10/2026"], Ok(Some("DD/MM/YYYY")));
        check(&["2026-10-01", "01.10.2026"], Err("date-mixed"));
        check(&["", "abc", "oktober 2026"], Ok(None));
        check(&["01.10.2026 kl. 09.15"], Ok(Some("DD.MM.YYYY")));
    }

    #[test]
    fn months_and_quarters_are_read_however_they_are_written() {
        let form = DateForm::from_text("DD.MM.ÅÅÅÅ");
        for text in ["2026-10", "202610", "102026", "10-2026", "10/2026", "okt 2026", "Oktober 2026", "01.10.2026"] {
            assert_eq!(mapped_month(text, form, 0).as_deref(), Ok("2026-10"), "reading `{text}`");
        }
        assert_eq!(mapped_month("16.11.2026", form, 1).as_deref(), Ok("2026-10"), "the month before");
        assert_eq!(mapped_month("13-2026", form, 0), Err(CellFault::MonthForm), "there is no 13th month");
        for text in ["2026-Q4", "2026K4", "4. kvartal 2026", "Q4 2026", "01.11.2026"] {
            assert_eq!(mapped_quarter(text, form).as_deref(), Ok("2026-Q4"), "reading `{text}`");
        }
        assert_eq!(mapped_quarter("5. kvartal 2026", form), Err(CellFault::QuarterForm), "there is no fifth quarter");
    }

    #[test]
    fn moments_need_their_clock() {
        let form = DateForm::from_text("DD-MM-YYYY");
        assert_eq!(mapped_time("04-11-2026 18:00:07", form).as_deref(), Ok("2026-11-04T18:00:07"), "with seconds");
        assert_eq!(mapped_time("04-11-2026 kl. 18.05", form).as_deref(), Ok("2026-11-04T18:05:00"), "without");
        assert_eq!(mapped_time("04-11-2026", form), Err(CellFault::MappedTime), "no clock");
        assert_eq!(mapped_time("04-11-2026 25:00", form), Err(CellFault::MappedTime), "no such hour");
    }
}
