//! Which deliveries a month needs: what is here, what is expected, what is late.
//!
//! A *series* is one kind of file of one payer or account. What is delivered says in which months a series
//! is here; the user says in which it is expected; what earlier months have in common is proposed.

use std::collections::BTreeMap;

use trepunkt_core::company::SeNumber;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::period::Month;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Delivery;
use trepunkt_store::Expectation;
use trepunkt_store::ExpectedOf;

use crate::chain::family;

/// A delivery is about a month when it has at least this part of what it has about its fullest month.
/// TØK's export of October brushes September and November; that does not make those delivered.
const MAIN_PART: u32 = 10;
/// A series that has been silent longer, counted from the newest month of all, has ended. In months.
const SILENT_MAX: u16 = 2;
/// Months that a series must have been delivered for before it is proposed.
const MONTHS_TO_LEARN: usize = 2;
/// A delivery this many days late is no longer on its way.
const LATE_DAYS_MAX: i32 = 31;
/// Days from a month's end to a delivery that still say something of when the next one comes.
const LAG_DAYS: std::ops::RangeInclusive<i32> = -31..=120;

/// One kind of file of one payer or account.
pub(crate) type Series = (SourceKind, ExpectedOf);

/// What is here of one series and month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Presence {
    /// The deliveries that are about it, oldest first.
    pub(crate) deliveries: Vec<DeliveryId>,
    /// Records about it.
    pub(crate) records: u32,
    /// False when each delivery merely brushes the month.
    pub(crate) is_main: bool,
    /// True when only deliveries of another kind are here that take this one's place.
    pub(crate) is_by_others: bool,
    /// When the first that is mainly about it was made, or imported where it does not say.
    pub(crate) first: Option<WallTime>,
    /// When the newest extract was made; none where none says so.
    pub(crate) made: Option<WallTime>,
}

/// What is here.
pub(crate) type Present = BTreeMap<Series, BTreeMap<Month, Presence>>;

/// How an expected delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nobody expects it.
    NotExpected,
    /// It is here.
    Here,
    /// Only some lines of a neighbouring month's delivery are here.
    Touched,
    /// Its time has not come; the day it usually has come, where that is known.
    Awaited(Option<Date>),
    /// It is not here, and usually is by this day.
    Late(Date),
    /// It is not here, and a later one is, or nothing is known of when it comes, or it is long overdue.
    Missing,
}

/// What the standing deliveries are about.
pub(crate) fn present(standing: &[Delivery]) -> Present {
    let mut present = Present::new();
    for (delivery, kind) in standing.iter().flat_map(|one| counts_as(one.kind).map(move |kind| (one, kind))) {
        for (of, months) in months_of(delivery) {
            let fullest = months.values().copied().max().unwrap_or_default();
            for (month, records) in months {
                let here = present.entry((kind, of.clone())).or_default().entry(month).or_default();
                here.is_by_others = kind != delivery.kind && (here.is_by_others || here.deliveries.is_empty());
                here.deliveries.push(delivery.id);
                here.records = here.records.saturating_add(records);
                if records.saturating_mul(MAIN_PART) >= fullest {
                    let time = delivery.extract.time.unwrap_or(delivery.at);
                    here.is_main = true;
                    here.first = Some(here.first.map_or(time, |first| first.min(time)));
                }
                here.made = here.made.max(delivery.extract.time);
            }
        }
    }
    present
}

/// The kinds that a delivery fills: its own, and the one whose place it takes.
fn counts_as(kind: SourceKind) -> impl Iterator<Item = SourceKind> {
    let also = Some(family(kind)).filter(|other| *other != kind);
    std::iter::once(kind).chain(also)
}

/// Whom and which months one delivery is about, with the records about each. An extract is about all that it
/// was drawn over, also where there was nothing to tell.
fn months_of(delivery: &Delivery) -> BTreeMap<ExpectedOf, BTreeMap<Month, u32>> {
    let mut found: BTreeMap<ExpectedOf, BTreeMap<Month, u32>> = BTreeMap::new();
    let mut add = |of: ExpectedOf, month: Month, records: u32| {
        let sum = found.entry(of).or_default().entry(month).or_default();
        *sum = sum.saturating_add(records);
    };
    for one in &delivery.coverage {
        add(ExpectedOf::Payer(one.se), one.month, one.records);
    }
    for one in &delivery.account_coverage {
        // Suppliers come and go; that invoices come is what can be expected.
        let is_all = one.account.is_empty() || delivery.kind == SourceKind::Faktura;
        let of = if is_all { ExpectedOf::All } else { ExpectedOf::Account(one.account.clone()) };
        add(of, one.month, one.records);
    }
    for scope in &delivery.extract.scopes {
        for month in (scope.from.ordinal()..=scope.to.ordinal()).filter_map(Month::from_ordinal) {
            let most = found.get(&ExpectedOf::Payer(scope.se)).and_then(|months| months.values().max()).copied();
            let months = found.entry(ExpectedOf::Payer(scope.se)).or_default();
            // As much as the fullest, so that a month drawn empty is a main month too.
            months.entry(month).or_insert(most.unwrap_or_default());
        }
    }
    found
}

/// The months that a delivery is mainly about, per payer or account.
pub(crate) fn main_months(delivery: &Delivery) -> impl Iterator<Item = (ExpectedOf, Month)> {
    months_of(delivery).into_iter().flat_map(|(of, months)| {
        let fullest = months.values().copied().max().unwrap_or_default();
        let main = months.into_iter().filter(move |(_, records)| records.saturating_mul(MAIN_PART) >= fullest);
        main.map(move |(month, _)| (of.clone(), month))
    })
}

/// True in the months that a kind is delivered for: ATP's claims come by the quarter and count in its first.
pub(crate) fn is_due_in(kind: SourceKind, month: Month) -> bool {
    kind != SourceKind::AtpKrav || (month.number() - 1).is_multiple_of(3)
}

/// The last month of what a delivery counted in this month is about.
fn last_month(kind: SourceKind, month: Month) -> Month {
    if kind == SourceKind::AtpKrav { month.plus(2).unwrap_or(month) } else { month }
}

/// What earlier months have in common and nobody has stated: series delivered for several months and not
/// silent since. Each is expected from its first month on.
pub(crate) fn learn(present: &Present, stated: &[Expectation]) -> Vec<Expectation> {
    let mains = |months: &BTreeMap<Month, Presence>| {
        let own = months.iter().filter(|(_, here)| here.is_main && !here.is_by_others);
        own.map(|(month, _)| *month).collect::<Vec<Month>>()
    };
    let Some(newest) = present.values().flat_map(mains).max() else { return Vec::new() };
    let goes_on =
        |kind: SourceKind, last: Month| newest.ordinal().saturating_sub(last_month(kind, last).ordinal()) <= SILENT_MAX;
    let is_stated = |(kind, of): &Series| stated.iter().any(|one| one.kind == *kind && one.of == *of);
    let mut learnt = Vec::new();
    for (series, months) in present.iter().filter(|(series, _)| !is_stated(series)) {
        let months = mains(months);
        if let (Some(first), Some(last)) = (months.first(), months.last())
            && months.len() >= MONTHS_TO_LEARN
            && goes_on(series.0, *last)
        {
            learnt.push(Expectation { kind: series.0, of: series.1.clone(), from: *first, to: None });
        }
    }
    learnt
}

/// True when somebody expects the series in the month.
pub(crate) fn is_expected(expectations: &[Expectation], (kind, of): &Series, month: Month) -> bool {
    let holds = |one: &Expectation| {
        one.kind == *kind && one.of == *of && one.from <= month && one.to.is_none_or(|to| month <= to)
    };
    is_due_in(*kind, month) && expectations.iter().any(holds)
}

/// How a series stands in a month.
pub(crate) fn state(months: Option<&BTreeMap<Month, Presence>>, kind: SourceKind, month: Month, today: Date) -> State {
    let here = months.and_then(|months| months.get(&month));
    if here.is_some_and(|here| here.is_main) {
        return State::Here;
    }
    if here.is_some() {
        return State::Touched;
    }
    let is_later_here = months.is_some_and(|months| months.range(month..).any(|(_, here)| here.is_main));
    let end = end_of(last_month(kind, month));
    let due = months.and_then(|months| usual_lag(months, kind)).map(|lag| Date::from_days(end.days() + lag));
    match due {
        _ if is_later_here => State::Missing,
        Some(due) if today <= due => State::Awaited(Some(due)),
        None if today <= end => State::Awaited(None),
        Some(due) if today.days() - due.days() <= LATE_DAYS_MAX => State::Late(due),
        _ => State::Missing,
    }
}

/// Days from a month's end to the day the series usually is here: the median of what earlier months took.
fn usual_lag(months: &BTreeMap<Month, Presence>, kind: SourceKind) -> Option<i32> {
    let lag = |(month, here): (&Month, &Presence)| {
        let came = here.first.filter(|_| here.is_main).map(day_of)?;
        Some(came.days() - end_of(last_month(kind, *month)).days()).filter(|days| LAG_DAYS.contains(days))
    };
    let mut lags: Vec<i32> = months.iter().filter_map(lag).collect();
    lags.sort_unstable();
    (lags.len() >= MONTHS_TO_LEARN).then(|| lags[lags.len() / 2])
}

/// The day of a time.
pub(crate) fn day_of(time: WallTime) -> Date {
    const DAY: i64 = 86_400;
    Date::from_days(i32::try_from(time.seconds().div_euclid(DAY)).unwrap_or(i32::MAX))
}

/// The last day of a month.
pub(crate) fn end_of(month: Month) -> Date {
    let next = month.plus(1).unwrap_or(month);
    let first = chrono::NaiveDate::from_ymd_opt(i32::from(next.year()), u32::from(next.number()), 1);
    first.map_or(Date::from_days(i32::MAX), |first| Date::from_days(Date::new(first).days() - 1))
}

/// What of a month is expected and not here, in the order of the kinds. Where nobody has stated anything, it
/// is what the payers that are here at all lack for the reconciliations of income.
pub(crate) fn missing(
    present: &Present,
    stated: &[Expectation],
    months: &[Month],
    today: Date,
) -> Vec<(Series, Month, State)> {
    let mut series: Vec<Series> = stated.iter().map(|one| (one.kind, one.of.clone())).collect();
    let is_asked = |series: &Series, month: Month| is_expected(stated, series, month) || stated.is_empty();
    if stated.is_empty() {
        series = payers(present, months).into_iter().flat_map(|se| POINTS.map(|kind| (kind, payer(se)))).collect();
    }
    series.sort();
    series.dedup();
    let mut missing = Vec::new();
    for series in series {
        for month in months.iter().filter(|month| is_asked(&series, **month)) {
            match state(present.get(&series), series.0, *month, today) {
                State::NotExpected | State::Here => {}
                // The reconciliations run on it, and nobody has said that more is expected.
                State::Touched if stated.is_empty() => {}
                state => missing.push((series.clone(), *month, state)),
            }
        }
    }
    missing
}

/// What each payer needs for the reconciliations of income.
pub(crate) const POINTS: [SourceKind; 3] =
    [SourceKind::TokIndberetning, SourceKind::EindkomstPersum, SourceKind::SkatKrav];

/// The series of a payer.
pub(crate) fn payer(se: SeNumber) -> ExpectedOf {
    ExpectedOf::Payer(se)
}

/// The payers that something about income is here of.
pub(crate) fn payers(present: &Present, months: &[Month]) -> Vec<SeNumber> {
    let is_here = |of_months: &BTreeMap<Month, Presence>| months.iter().any(|month| of_months.contains_key(month));
    let mut payers: Vec<SeNumber> = present
        .iter()
        .filter(|((kind, _), months)| POINTS.contains(kind) && is_here(months))
        .filter_map(|((_, of), _)| if let ExpectedOf::Payer(se) = of { Some(*se) } else { None })
        .collect();
    payers.sort_unstable();
    payers.dedup();
    payers
}

#[cfg(test)]
#[path = "completeness_tests.rs"]
pub(crate) mod tests;
