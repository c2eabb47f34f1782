//! The calendar of deliveries in the room *Kilder*, and what *Overblik* says is missing.

use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::person::masked_account;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_store::Expectation;
use trepunkt_store::ExpectedOf;
use trepunkt_store::Which;

use crate::completeness;
use crate::completeness::Present;
use crate::completeness::Series;
use crate::completeness::State;
use crate::dto::Calendar;
use crate::dto::CalendarCell;
use crate::dto::CalendarRequest;
use crate::dto::CalendarRow;
use crate::dto::CellState;
use crate::dto::ExpectationsSave;
use crate::dto::ExpectedDelivery;
use crate::dto::ExpectedFrom;
use crate::dto::MissingDelivery;
use crate::dto::OperationDone;
use crate::dto::Standing;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::session::Session;
use crate::view::count;
use crate::view::deliveries;
use crate::view::period_name;

/// Months of one calendar.
const MONTHS_MAX: u8 = 24;

/// The months up to the one asked for, or to the newest that something is delivered for.
pub(crate) fn show(session: &Session, request: &CalendarRequest) -> Result<Calendar, ApiError> {
    let workspace = session.workspace();
    let (standing, stated) = (workspace.deliveries(Which::Standing)?, workspace.expectations()?);
    let today = completeness::day_of(session.now());
    let present = completeness::present(&standing);
    let proposed = completeness::learn(&present, &stated);
    let until = match &request.until {
        Some(text) => month(text)?,
        None => newest(&present).or_else(|| Month::of(today.calendar())).ok_or_else(ApiError::internal)?,
    };
    let wanted = i16::from(request.months.clamp(1, MONTHS_MAX));
    let months: Vec<Month> = (1 - wanted..=0).filter_map(|offset| until.plus(offset)).collect();
    let page = Page { present: &present, stated: &stated, proposed: &proposed, months: &months, today };
    Ok(Calendar {
        months: months.iter().map(|month| period_name(Period::Month(*month))).collect(),
        rows: page.rows(),
        stated: stated.iter().map(expected).collect(),
        proposed: proposed.iter().map(expected).collect(),
    })
}

/// The newest month that something is mainly about.
fn newest(present: &Present) -> Option<Month> {
    let months = present.values().flat_map(|months| months.iter());
    months.filter(|(_, here)| here.is_main).map(|(month, _)| *month).max()
}

struct Page<'a> {
    present: &'a Present,
    stated: &'a [Expectation],
    proposed: &'a [Expectation],
    months: &'a [Month],
    today: Date,
}

impl Page<'_> {
    /// What is stated or proposed for one of the months, and what is here in one of them.
    fn rows(&self) -> Vec<CalendarRow> {
        let is_shown = |one: &&Expectation| {
            self.months.iter().any(|month| one.from <= *month && one.to.is_none_or(|to| *month <= to))
        };
        let asked = self.stated.iter().chain(self.proposed).filter(is_shown);
        let here = self.present.iter().filter(|(_, months)| {
            self.months.iter().any(|month| months.get(month).is_some_and(|here| here.is_main && !here.is_by_others))
        });
        let mut series: Vec<Series> = asked.map(|one| (one.kind, one.of.clone())).collect();
        series.extend(here.map(|(series, _)| series.clone()));
        series.sort();
        series.dedup();
        series.iter().map(|series| self.row(series)).collect()
    }

    fn row(&self, series: &Series) -> CalendarRow {
        let among =
            |expectations: &[Expectation]| expectations.iter().any(|one| one.kind == series.0 && one.of == series.1);
        let standing = if among(self.stated) {
            Standing::Stated
        } else if among(self.proposed) {
            Standing::Proposed
        } else {
            Standing::Delivered
        };
        CalendarRow {
            kind: series.0.text().to_owned(),
            kind_name: series.0.label().to_owned(),
            of: from(&series.1),
            standing,
            cells: self.months.iter().map(|month| self.cell(series, *month)).collect(),
        }
    }

    fn cell(&self, series: &Series, month: Month) -> CalendarCell {
        let is_expected = completeness::is_expected(self.stated, series, month)
            || completeness::is_expected(self.proposed, series, month);
        let months = self.present.get(series);
        let here = months.and_then(|months| months.get(&month));
        let state = match completeness::state(months, series.0, month, self.today) {
            state @ (State::Here | State::Touched) => state,
            state if is_expected => state,
            _ => State::NotExpected,
        };
        CalendarCell {
            state: cell_state(state),
            is_expected,
            deliveries: here.map(|here| here.deliveries.iter().map(|id| id.0).collect()).unwrap_or_default(),
            records: here.map_or(0, |here| here.records),
            due: due(state),
        }
    }
}

fn cell_state(state: State) -> CellState {
    match state {
        State::NotExpected => CellState::Blank,
        State::Here => CellState::Here,
        State::Touched => CellState::Touched,
        State::Awaited(_) => CellState::Awaited,
        State::Late(_) => CellState::Late,
        State::Missing => CellState::Missing,
    }
}

fn due(state: State) -> Option<String> {
    match state {
        State::Late(due) | State::Awaited(Some(due)) => Some(due.to_string()),
        State::NotExpected | State::Here | State::Touched | State::Awaited(None) | State::Missing => None,
    }
}

/// What a period lacks of what is expected.
pub(crate) fn missing(
    session: &Session,
    present: &Present,
    stated: &[Expectation],
    months: &[Month],
) -> Vec<MissingDelivery> {
    let today = completeness::day_of(session.now());
    let missing = completeness::missing(present, stated, months, today);
    let one = |((kind, of), _, state): &(Series, Month, State)| MissingDelivery {
        kind: kind.text().to_owned(),
        kind_name: kind.label().to_owned(),
        of: from(of),
        state: cell_state(*state),
        due: due(*state),
    };
    missing.iter().map(one).collect()
}

/// States what is expected.
pub(crate) fn save(session: &Session, request: &ExpectationsSave) -> Result<OperationDone, ApiError> {
    let expectations = request.expectations.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if let Some(twice) = overlap(&expectations) {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            format!("{} er angivet to gange for samme måned.", twice.kind.label()),
        )
        .hint("Ret månederne, så de ikke overlapper."));
    }
    let moment = session.moment();
    let operation = session.workspace().save_expectations(&expectations, &moment.act())?;
    let text = match count(expectations.len()) {
        1 => "1 forventet leverance".to_owned(),
        many => format!("{many} forventede leverancer"),
    };
    Ok(OperationDone { operation: Some(operation.0), text })
}

/// The same series expected twice in one month would be counted twice.
fn overlap(expectations: &[Expectation]) -> Option<&Expectation> {
    let clash = |one: &Expectation, other: &Expectation| {
        let ends_before = |first: &Expectation, second: &Expectation| first.to.is_some_and(|to| to < second.from);
        one.kind == other.kind && one.of == other.of && !ends_before(one, other) && !ends_before(other, one)
    };
    let twice = |(at, one): (usize, &Expectation)| expectations[..at].iter().any(|other| clash(one, other));
    expectations.iter().enumerate().find(|(at, one)| twice((*at, one))).map(|(_, one)| one)
}

fn read(one: &ExpectedDelivery) -> Result<Expectation, ApiError> {
    let kind = deliveries::kind(Some(&one.kind))?.ok_or_else(ApiError::internal)?;
    let of = match &one.of {
        ExpectedFrom::All => ExpectedOf::All,
        ExpectedFrom::Payer(text) => ExpectedOf::Payer(se_number(text)?),
        ExpectedFrom::Account(text) if text.trim().is_empty() => {
            return Err(ApiError::new(ErrorCode::Invalid, "Kontoen mangler."));
        }
        ExpectedFrom::Account(text) => ExpectedOf::Account(masked_account(text.trim())),
    };
    let (from, to) = (month(&one.from)?, one.to.as_deref().map(month).transpose()?);
    if to.is_some_and(|to| to < from) {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            format!("{} slutter, før den begynder.", SourceKind::label(kind)),
        )
        .hint("Vælg en sidste måned, der ikke ligger før den første."));
    }
    Ok(Expectation { kind, of, from, to })
}

/// An SE number, read from text.
pub(crate) fn se_number(text: &str) -> Result<SeNumber, ApiError> {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_whole = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| is_whole).and_then(SeNumber::new).ok_or_else(|| {
        ApiError::new(ErrorCode::Invalid, format!("`{text}` er ikke et SE-nummer."))
            .hint("Et SE-nummer har otte cifre.")
    })
}

fn month(text: &str) -> Result<Month, ApiError> {
    text.parse().map_err(|_| {
        ApiError::new(ErrorCode::Invalid, format!("`{text}` er ikke en måned.")).hint("En måned skrives `2026-10`.")
    })
}

fn expected(one: &Expectation) -> ExpectedDelivery {
    ExpectedDelivery {
        kind: one.kind.text().to_owned(),
        of: from(&one.of),
        from: one.from.to_string(),
        to: one.to.map(|to| to.to_string()),
    }
}

fn from(of: &ExpectedOf) -> ExpectedFrom {
    match of {
        ExpectedOf::All => ExpectedFrom::All,
        ExpectedOf::Payer(se) => ExpectedFrom::Payer(se.to_string()),
        ExpectedOf::Account(account) => ExpectedFrom::Account(account.clone()),
    }
}
