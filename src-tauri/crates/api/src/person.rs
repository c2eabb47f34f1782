//! One person across everything that stands: reports, the register, payments, and the differences of the current runs.
//!
//! A look-up is an act of its own: it asks for the whole number and a reason, and the log says who looked whom up, when
//! and why. The number itself is in no log, name or message.

use std::collections::BTreeMap;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::period::Month;
use trepunkt_core::period::Period;
use trepunkt_core::person::Cpr;
use trepunkt_core::result::Difference;
use trepunkt_core::result::Point;
use trepunkt_core::source::SourceKind;
use trepunkt_store::Delivery;
use trepunkt_store::StoredFact;
use trepunkt_store::StoredRecord;
use trepunkt_store::Which;

use crate::chain;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::findings;
use crate::findings::Line;
use crate::session::Session;

/// What is known of a person.
pub struct Known {
    /// Whom it is about.
    pub cpr: Cpr,
    /// TØK beside the register, by month, payer and field.
    pub sums: Vec<Sum>,
    /// Every line, by month and then as they were delivered.
    pub lines: Vec<PersonLine>,
    /// The differences of the current runs that name the person.
    pub differences: Vec<PersonDifference>,
}

/// What both say of a month, payer and field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The base month.
    pub month: Month,
    /// The payer.
    pub se: SeNumber,
    /// The field.
    pub field: Field,
    /// What TØK reported; none for nothing.
    pub tok: Option<Money>,
    /// What the register holds.
    pub register: Option<Money>,
}

/// One line.
pub struct PersonLine {
    /// The month that it belongs to.
    pub month: Option<Month>,
    /// The payer, of income.
    pub se: Option<SeNumber>,
    /// The kind of its file.
    pub kind: SourceKind,
    /// The file's name.
    pub file: String,
    /// False when a newer delivery has taken its file's place.
    pub counts: bool,
    /// What it says.
    pub line: Line,
}

/// A difference that names the person.
pub struct PersonDifference {
    /// Such as `a-skat`.
    pub reconciliation: String,
    /// For when.
    pub period: Period,
    /// What it is.
    pub difference: Difference,
}

/// A personal number as people write it: `010190-1234` or ten digits.
///
/// # Errors
/// When it is none. The message does not repeat it.
pub fn cpr_of(text: &str) -> Result<Cpr, ApiError> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let is_number = digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let cpr = is_number.then(|| digits.parse().ok()).flatten().and_then(|number| Cpr::new(number).ok());
    cpr.ok_or_else(|| {
        ApiError::new(ErrorCode::Invalid, "Det er ikke et CPR-nummer.")
            .hint("Et CPR-nummer har ti cifre, og de første seks er en dato.")
    })
}

/// Looks the person up, and logs it.
///
/// # Errors
/// Without a number or a reason, or when the workspace is open for reading only: then nothing could be logged.
pub fn look_up(session: &Session, cpr: &str, reason: &str) -> Result<Known, ApiError> {
    let cpr = cpr_of(cpr)?;
    let reason = trepunkt_import::masked(reason.trim());
    if reason.is_empty() {
        return Err(ApiError::new(ErrorCode::Invalid, "Skriv, hvorfor personen slås op."));
    }
    // Law 11: first the log, then the look. The birth date tells which person without being the number.
    let detail = format!("{cpr}. Begrundelse: {reason}");
    session.workspace().append_audit("person-searched", &detail, &session.moment().act())?;
    let standing = session.workspace().deliveries(Which::Standing)?;
    let lines = lines(session, &standing, cpr)?;
    Ok(Known { cpr, sums: sums(&lines), differences: differences(session, cpr)?, lines })
}

fn lines(session: &Session, standing: &[Delivery], cpr: Cpr) -> Result<Vec<PersonLine>, ApiError> {
    let places = chain::places(standing);
    let of_id: BTreeMap<DeliveryId, &Delivery> = standing.iter().map(|delivery| (delivery.id, delivery)).collect();
    let ids: Vec<DeliveryId> = of_id.keys().copied().collect();
    let workspace = session.workspace();
    let records = workspace.records_of_person(&ids, cpr)?;
    let mut lines: Vec<PersonLine> = workspace
        .records(&records)?
        .iter()
        .filter_map(|record| {
            let delivery = of_id.get(&record.id.delivery())?;
            Some(PersonLine {
                month: month_of(record),
                se: payer_of(record),
                kind: delivery.kind,
                file: delivery.name.clone(),
                counts: !places.get(&delivery.id).is_some_and(|place| place.is_superseded),
                line: findings::line(Point::A, record),
            })
        })
        .collect();
    lines.sort_by_key(|line| (line.month, line.line.record));
    Ok(lines)
}

fn month_of(record: &StoredRecord) -> Option<Month> {
    let of_day = |day: trepunkt_core::wall_time::Date| Month::of(day.calendar());
    match &record.fact {
        StoredFact::Income(income) => Some(income.head.month),
        StoredFact::Payment(payment) => of_day(payment.disposition),
        StoredFact::Answer(answer) => of_day(crate::completeness::day_of(answer.time)),
        _ => None,
    }
}

fn payer_of(record: &StoredRecord) -> Option<SeNumber> {
    match &record.fact {
        StoredFact::Income(income) => Some(income.head.se),
        _ => None,
    }
}

/// Lines that a newer extract has replaced are shown, and not counted.
fn sums(lines: &[PersonLine]) -> Vec<Sum> {
    let mut sums: BTreeMap<(Month, SeNumber, Field), [Option<Money>; 2]> = BTreeMap::new();
    for one in lines.iter().filter(|one| one.counts) {
        let (Some(month), Some(se), Some(field)) = (one.month, one.se, one.line.field) else { continue };
        let Some(amount) = one.line.amount else { continue };
        let side = usize::from(one.kind != SourceKind::TokIndberetning);
        let sum = &mut sums.entry((month, se, field)).or_default()[side];
        *sum = Some(sum.unwrap_or_default() + amount);
    }
    sums.into_iter().map(|((month, se, field), [tok, register])| Sum { month, se, field, tok, register }).collect()
}

fn differences(session: &Session, cpr: Cpr) -> Result<Vec<PersonDifference>, ApiError> {
    let workspace = session.workspace();
    let mut found = Vec::new();
    for run in workspace.runs(u32::MAX)? {
        let current = workspace.current_run(&run.reconciliation, run.period)?;
        if current.is_none_or(|current| current.id != run.id) {
            continue;
        }
        let own = workspace.differences(run.id)?.into_iter().map(|stored| stored.difference);
        found.extend(own.filter(|one| one.key.cpr == Some(cpr)).map(|difference| PersonDifference {
            reconciliation: run.reconciliation.clone(),
            period: run.period,
            difference,
        }));
    }
    found.sort_by(|left, right| (left.period, &left.reconciliation).cmp(&(right.period, &right.reconciliation)));
    Ok(found)
}
