//! TØK's payments of the period and what became of them.

use std::collections::BTreeMap;
use std::collections::HashMap;

use trepunkt_core::id::RecordId;
use trepunkt_core::money::Money;
use trepunkt_core::payment::AnswerRecord;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::payment::names_payment;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::source::SourceKind;
use trepunkt_report::Cell;
use trepunkt_report::Column;
use trepunkt_report::Condition;
use trepunkt_report::Formula;
use trepunkt_report::Kind;
use trepunkt_report::Place;
use trepunkt_report::Row;
use trepunkt_report::Section;
use trepunkt_report::Table;

use crate::error::ApiError;
use crate::findings;
use crate::reports::basis::Basis;
use crate::reports::standard;
use crate::running;
use crate::session::Session;

/// The reconciliation of payments, and the sheet of them with the columns that others count on.
const BANK: &str = "bank";
const LIST: &str = "Udbetalinger";
const LIST_METHOD: usize = 4;
const LIST_STATUS: usize = 5;
const LIST_ANSWER: usize = 7;
const LIST_AMOUNT: usize = 6;

/// A payment with the last answer to it.
struct Paid {
    payment: PaymentRecord,
    answer: Option<AnswerRecord>,
    told: String,
}

/// The payments by method and status, by answer, and one by one.
pub(crate) fn sections(session: &Session, basis: &Basis) -> Result<Vec<Section>, ApiError> {
    let paid = paid(session, basis)?;
    let lead = "Udbetalinger med disposition i perioden, som de sidst er leveret.";
    Ok(vec![
        standard::table("Efter metode og status", lead, by_status(&paid)),
        standard::table("Efter NemKontos svar", "Det seneste svar på hver udbetaling.", by_answer(&paid)),
        Section { is_wide: true, ..standard::table("Udbetalinger", "", list(basis, &paid)) },
    ])
}

/// The payments one by one.
pub(crate) fn all(session: &Session, basis: &Basis) -> Result<Table, ApiError> {
    Ok(list(basis, &paid(session, basis)?))
}

/// The payments of the period, each as the newest delivery has it.
fn paid(session: &Session, basis: &Basis) -> Result<Vec<Paid>, ApiError> {
    let period = basis.found.run.period;
    let months = period.months();
    let sources = running::load_kinds(session, period, &[SourceKind::TokUdbetaling, SourceKind::NemkontoRetur])?;
    let mut payments: BTreeMap<String, PaymentRecord> = BTreeMap::new();
    let mut places: HashMap<String, RecordId> = HashMap::new();
    for delivered in &sources.payments {
        for (payment, ordinal) in delivered.records.iter().zip(0_u32..) {
            if Month::of(payment.disposition.calendar()).is_some_and(|month| months.contains(&month)) {
                payments.insert(payment.id.clone(), payment.clone());
                places.insert(payment.id.clone(), RecordId::new(delivered.delivery, ordinal));
            }
        }
    }
    let mut answers: BTreeMap<&str, &AnswerRecord> = BTreeMap::new();
    for answer in sources.answers.iter().flat_map(|delivered| &delivered.records) {
        // NemKonto puts eight digits of its own before the payment's name.
        let own = [answer.payment.as_str(), answer.payment.get(8..).unwrap_or_default()];
        let Some(name) = own.into_iter().find(|own| payments.contains_key(*own) && names_payment(&answer.payment, own))
        else {
            continue;
        };
        let newest = answers.entry(name).or_insert(answer);
        if newest.time < answer.time {
            *newest = answer;
        }
    }
    let told = told(session, basis)?;
    let list = payments.values().map(|payment| Paid {
        payment: payment.clone(),
        answer: answers.get(payment.id.as_str()).map(|answer| (*answer).clone()),
        told: told.as_ref().map(|told| of_place(told, places.get(&payment.id))).unwrap_or_default(),
    });
    Ok(list.collect())
}

/// The cause of a payment's difference, or that it has none.
fn of_place(told: &HashMap<RecordId, String>, place: Option<&RecordId>) -> String {
    place.and_then(|place| told.get(place)).cloned().unwrap_or_else(|| "afstemt".to_owned())
}

/// The causes of the differences of the reconciliation of payments, by the payment's line; none where it was not run.
fn told(session: &Session, basis: &Basis) -> Result<Option<HashMap<RecordId, String>>, ApiError> {
    let period = basis.found.run.period;
    let is_known = session.rules().reconciliation(BANK).is_some_and(|bank| bank.accepts(period));
    if !is_known || findings::standing_run(session, BANK, period)?.is_none() {
        return Ok(None);
    }
    let mut told = HashMap::new();
    for finding in findings::load(session, BANK, period)?.differences {
        for (_, record) in &finding.difference.records {
            told.insert(*record, finding.difference.cause.label().to_owned());
        }
    }
    Ok(Some(told))
}

fn by_status(paid: &[Paid]) -> Table {
    let mut sums: BTreeMap<(u8, u8), (&Paid, u64, Money)> = BTreeMap::new();
    for one in paid {
        let key = (one.payment.method.number(), one.payment.status.number());
        let sum = sums.entry(key).or_insert((one, 0, Money::ZERO));
        sum.1 += 1;
        sum.2 += one.payment.amount;
    }
    let columns = vec![
        Column::new("Metode", Kind::Text),
        Column::new("Status", Kind::Text),
        Column::new("Antal", Kind::Count),
        Column::new("Beløb", Kind::Amount),
    ];
    let which =
        || vec![Condition::Same { theirs: LIST_METHOD, own: 0 }, Condition::Same { theirs: LIST_STATUS, own: 1 }];
    let row = |(one, count, sum): (&Paid, u64, Money)| {
        Row::of(vec![
            Cell::text(one.payment.method.text()),
            Cell::text(one.payment.status.text()),
            Cell::Count(count),
            Cell::Amount(sum),
        ])
        .with(2, Formula::CountOf { table: LIST, column: LIST_METHOD, which: which() })
        .with(3, Formula::SumOf { table: LIST, column: LIST_AMOUNT, which: which() })
    };
    let mut table = Table::new("Status", columns, sums.into_values().map(row).collect()).with_sums("I alt", &[2, 3]);
    table.empty = "Ingen udbetalinger er leveret for perioden.".to_owned();
    table
}

/// `svar 1`; `intet svar`
fn answer_name(one: &Paid) -> String {
    one.answer.as_ref().map_or_else(|| "intet svar".to_owned(), |answer| format!("svar {}", answer.answer))
}

fn by_answer(paid: &[Paid]) -> Table {
    let mut sums: BTreeMap<String, (u64, Money)> = BTreeMap::new();
    for one in paid {
        let sum = sums.entry(answer_name(one)).or_default();
        sum.0 += 1;
        sum.1 += one.payment.amount;
    }
    let columns =
        vec![Column::new("Svar", Kind::Text), Column::new("Antal", Kind::Count), Column::new("Beløb", Kind::Amount)];
    let which = || vec![Condition::Same { theirs: LIST_ANSWER, own: 0 }];
    let row = |(name, (count, sum)): (String, (u64, Money))| {
        Row::of(vec![Cell::text(name), Cell::Count(count), Cell::Amount(sum)])
            .with(1, Formula::CountOf { table: LIST, column: LIST_ANSWER, which: which() })
            .with(2, Formula::SumOf { table: LIST, column: LIST_AMOUNT, which: which() })
    };
    let mut table = Table::new("Svar", columns, sums.into_iter().map(row).collect()).with_sums("I alt", &[1, 2]);
    table.empty = "Ingen udbetalinger er leveret for perioden.".to_owned();
    table
}

fn list(basis: &Basis, paid: &[Paid]) -> Table {
    let columns = vec![
        Column::new("UdbetalingsID", Kind::Code),
        Column::new("Bundt", Kind::Code),
        Column::new("Modtager", Kind::Code),
        Column::new("Disposition", Kind::Code),
        Column::new("Metode", Kind::Code),
        Column::new("Status", Kind::Code),
        Column::new("Beløb", Kind::Amount),
        Column::new("Svar", Kind::Code),
        Column::new("Svartekst", Kind::Text),
        Column::new("Svar modtaget", Kind::Code),
        Column::new("Afstemning", Kind::Text),
        Column::new("Ydelse", Kind::Code).at(Place::SheetOnly),
        Column::new("Kommunekonto", Kind::Code).at(Place::SheetOnly),
        Column::new("Sendt", Kind::Code).at(Place::SheetOnly),
    ];
    let row = |one: &Paid| {
        let payment = &one.payment;
        let receiver = match payment.receiver_kind {
            ReceiverKind::Cpr => basis.cpr(Cpr::new(payment.receiver).ok()),
            ReceiverKind::Cvr => Cell::text(format!("CVR {:08}", payment.receiver)),
        };
        Row::of(vec![
            basis.foreign(&payment.id),
            basis.foreign(&payment.bundle),
            receiver,
            Cell::Day(payment.disposition),
            Cell::text(payment.method.text()),
            Cell::text(payment.status.text()),
            Cell::Amount(payment.amount),
            Cell::text(answer_name(one)),
            one.answer.as_ref().map_or(Cell::Empty, |answer| basis.foreign(&answer.text)),
            one.answer.as_ref().map_or(Cell::Empty, |answer| Cell::Time(answer.time)),
            Cell::text(one.told.clone()),
            Cell::text(payment.benefit.clone()),
            basis.account(&payment.account),
            payment.sent.map_or(Cell::Empty, Cell::Time),
        ])
    };
    let mut table = Table::new(LIST, columns, paid.iter().map(row).collect());
    table.empty = "Ingen udbetalinger er leveret for perioden.".to_owned();
    table
}
