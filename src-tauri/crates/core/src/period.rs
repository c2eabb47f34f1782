//! Months, quarters and the period of a run.

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;
use chrono::NaiveDate;

/// A calendar month, counted from January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u16);

/// A month or quarter that is reconciled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// `2026-10`
    Month(Month),
    /// `2026-Q4`, named by its first month.
    Quarter(Month),
}

/// Text that is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` er ikke en periode; skriv `2026-10` for en måned eller `2026-Q4` for et kvartal")]
pub struct NotAPeriod(pub String);

const MONTH_NAMES: [&str; 12] = [
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

impl Month {
    /// The month, when `year` is 1900–2199 and `month` is 1–12.
    pub fn new(year: u16, month: u16) -> Option<Self> {
        ((1900..2200).contains(&year) && (1..=12).contains(&month)).then(|| Self(year * 12 + month - 1))
    }

    /// The month that holds the date.
    pub fn of(date: NaiveDate) -> Option<Self> {
        Self::new(u16::try_from(date.year()).ok()?, u16::try_from(date.month()).ok()?)
    }

    /// The number that stands for the month in the workspace file.
    pub const fn ordinal(self) -> u16 {
        self.0
    }

    /// The month with this [`ordinal`](Self::ordinal).
    pub fn from_ordinal(ordinal: u16) -> Option<Self> {
        Self::new(ordinal / 12, ordinal % 12 + 1)
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.0 / 12
    }

    /// 1–12.
    pub const fn number(self) -> u16 {
        self.0 % 12 + 1
    }

    /// The month `count` months later (earlier when negative).
    pub fn plus(self, count: i16) -> Option<Self> {
        Self::from_ordinal(self.0.checked_add_signed(count)?)
    }

    /// The first month of the month's quarter.
    pub fn first_of_quarter(self) -> Self {
        Self(self.0 - self.0 % 3)
    }

    /// `oktober 2026`
    pub fn name(self) -> String {
        format!("{} {}", MONTH_NAMES[usize::from(self.0 % 12)], self.year())
    }

    /// The month from `YYYYMM`, as extracts write it.
    pub fn from_compact(text: &str) -> Option<Self> {
        if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Self::new(text[..4].parse().ok()?, text[4..].parse().ok()?)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        match text.parse::<Period>()? {
            Period::Month(month) => Ok(month),
            Period::Quarter(_) => Err(NotAPeriod(text.to_owned())),
        }
    }
}

impl Period {
    /// The months of the period, in order.
    pub fn months(self) -> Vec<Month> {
        match self {
            Self::Month(month) => vec![month],
            Self::Quarter(first) => (0..3).filter_map(|offset| first.plus(offset)).collect(),
        }
    }

    /// The period before, of the same length.
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::Month(month) => month.plus(-1).map(Self::Month),
            Self::Quarter(first) => first.plus(-3).map(Self::Quarter),
        }
    }

    /// The period after, of the same length.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Month(month) => month.plus(1).map(Self::Month),
            Self::Quarter(first) => first.plus(3).map(Self::Quarter),
        }
    }

    /// `oktober 2026` or `4. kvartal 2026`
    pub fn name(self) -> String {
        match self {
            Self::Month(month) => month.name(),
            Self::Quarter(first) => format!("{}. kvartal {}", (first.number() - 1) / 3 + 1, first.year()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Quarter(first) => write!(f, "{:04}-Q{}", first.year(), (first.number() - 1) / 3 + 1),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let wrong = || NotAPeriod(text.to_owned());
        let (year, rest) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())
                .flatten()
        };
        let year = digits(year, 4).ok_or_else(wrong)?;
        if let Some(quarter) = rest.strip_prefix('Q') {
            let quarter = digits(quarter, 1).filter(|number| (1..=4).contains(number)).ok_or_else(wrong)?;
            return Month::new(year, quarter * 3 - 2).map(Self::Quarter).ok_or_else(wrong);
        }
        Month::new(year, digits(rest, 2).ok_or_else(wrong)?).map(Self::Month).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: Option<&str>) {
        let period = text.parse::<Period>();
        assert_eq!(period.as_ref().ok().map(|period| period.name()).as_deref(), name, "reading `{text}`");
        if let Ok(period) = period {
            assert_eq!(period.to_string(), text, "a period is written as it was read");
        }
    }

    #[test]
    fn periods_are_read_and_named() {
        check("2026-10", Some("oktober 2026"));
        check("2026-Q4", Some("4. kvartal 2026"));
        for wrong in ["2026-13", "2026-00", "2026-Q5", "26-10", "2026-1", "2026", "", "2026-+1", "1066-10"] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_month_knows_its_neighbours_over_the_new_year() {
        let december = Month::from_compact("202612").expect("a month");
        assert_eq!(december.plus(1), Month::new(2027, 1), "December is followed by January");
        assert_eq!(Month::new(2027, 1).and_then(|month| month.plus(-1)), Some(december), "and back");
    }
}
