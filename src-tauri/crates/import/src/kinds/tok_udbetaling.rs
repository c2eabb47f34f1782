//! TØK's payments: one row each.

use trepunkt_core::code::System;
use trepunkt_core::company::SeNumber;
use trepunkt_core::money::Money;
use trepunkt_core::payment::PaymentMethod;
use trepunkt_core::payment::PaymentRecord;
use trepunkt_core::payment::PaymentStatus;
use trepunkt_core::payment::ReceiverKind;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;

use super::Kind;
use super::Yield;
use super::amount_in;
use super::filled;
use super::flag_sign;
use super::list;
use super::list::Frame;
use super::list::read_list;
use super::repeats;
use super::word;
use crate::catalogue::CellFault;
use crate::catalogue::Flag;
use crate::cell;
use crate::findings::Fault;
use crate::findings::Findings;
use crate::findings::InColumn;
use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Layout;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::walk::Intake;

/// The digits of a registration number and an account.
const ACCOUNT_DIGITS: usize = 14;
/// What the sender of a payment may use of its reference.
const ID_LENGTH: usize = 27;

const COLUMNS: &[Column] = &[
    Column::must("UdbetalingsID", ColumnType::Text),
    Column::must("Modtagertype", ColumnType::Text),
    Column::must("Modtager", ColumnType::Cpr),
    Column::must("Beløb", ColumnType::Amount),
    Column::must("Dispositionsdato", ColumnType::Date),
    Column::must("Metode", ColumnType::Text),
    Column::must("Kommunekonto", ColumnType::Code(ACCOUNT_DIGITS)),
    Column::must("Status", ColumnType::Text),
    Column::may("BundtID", ColumnType::Text),
    Column::may("EffektueringsID", ColumnType::Text),
    Column::may("Fagsystem", ColumnType::Text),
    Column::may("Ydelse", ColumnType::Text),
    Column::may("Bruttobeløb", ColumnType::Amount),
    Column::may("Efter-skat-ATP", ColumnType::Amount),
    Column::may("Sendt", ColumnType::Time),
    // Masked as a person is: banks have put a personal number where an account belongs.
    Column::may("Modtagerkonto", ColumnType::Cpr),
];

pub(crate) const KIND: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::TokUdbetaling], columns: COLUMNS, fields: Fields::None, in_sheets: true },
    settle: |_| Ok(SourceKind::TokUdbetaling),
    read,
};

/// What was odd about a receiver, told once per row that is kept.
#[derive(Clone, Copy, Debug, Default)]
struct Oddities {
    cpr_repaired: bool,
    cpr_modulus: bool,
    cvr_modulus: bool,
}

fn read(intake: &mut Intake<'_, '_>) -> Result<Yield, Refusal> {
    let (frame, mut payments) = read_list(intake, take)?;
    repeats::reject(
        &mut payments,
        |(payment, _)| (payment.line, payment.id.as_str()),
        |(left, _), (right, _)| PaymentRecord { line: right.line, ..left.clone() } == *right,
        Some(CellFault::PaymentContradiction),
        frame.name(frame.at(0)),
        intake,
    );
    let receiver = frame.name(frame.at(2));
    let mut repaired = 0_u32;
    let mut flag = |is_odd: bool, flag: Flag, line: u32| {
        if is_odd {
            intake.findings.flag(flag, Some(line), Some(receiver));
        }
    };
    for (payment, odd) in &payments {
        repaired = repaired.saturating_add(u32::from(odd.cpr_repaired));
        flag(odd.cpr_repaired, Flag::CprZero, payment.line);
        flag(odd.cpr_modulus, Flag::CprModulus, payment.line);
        flag(odd.cvr_modulus, Flag::CvrModulus, payment.line);
    }
    Ok(list::plain(Facts::Payments(payments.into_iter().map(|(payment, _)| payment).collect()), repaired))
}

fn take(frame: &Frame, row: &Row<'_>, findings: &mut Findings) -> Result<(PaymentRecord, Oddities), Fault> {
    let [id, kind, receiver, amount, disposition, method, account, status] = frame.places(0);
    let [bundle, effectuation, system, benefit, gross, net, sent, receiver_account] = frame.places(8);
    let cell = |place: Option<usize>| row.cell(place).text();
    let plain = |place: Option<usize>| row.cell(place).plain().into_owned();
    let (money, sign) = amount_in(row, amount)?;
    if money <= Money::ZERO {
        return Err(Fault { column: amount, what: CellFault::AmountNotPositive });
    }
    let receiver_kind = receiver_kind_of(cell(kind)).within(kind)?;
    let (number, oddities) = receiver_of(receiver_kind, cell(receiver)).within(receiver)?;
    let (gross_amount, gross_sign) = list::optional_amount(row, gross)?;
    let (net_amount, net_sign) = list::optional_amount(row, net)?;
    let record = PaymentRecord {
        line: row.line,
        id: id_of(plain(id)).within(id)?,
        bundle: plain(bundle),
        effectuation: plain(effectuation),
        system: system_of(cell(system)).within(system)?,
        benefit: plain(benefit),
        receiver_kind,
        receiver: number,
        gross: gross_amount,
        net: net_amount,
        amount: money,
        disposition: cell::date(cell(disposition)).within(disposition)?,
        method: method_of(cell(method)).within(method)?,
        account: account_of(cell(account)).within(account)?,
        status: status_of(cell(status)).within(status)?,
        sent: optional_time(cell(sent)).within(sent)?,
        receiver_account: plain(receiver_account),
    };
    for (sign, place) in [(sign, amount), (gross_sign, gross), (net_sign, net)] {
        flag_sign(findings, sign, row.line, Some(frame.name(place)));
    }
    Ok((record, oddities))
}

fn id_of(text: String) -> Result<String, CellFault> {
    filled(&text)?;
    if text.chars().count() > ID_LENGTH { Err(CellFault::PaymentIdLength) } else { Ok(text) }
}

fn receiver_kind_of(text: &str) -> Result<ReceiverKind, CellFault> {
    word(filled(text)?, ReceiverKind::ALL, ReceiverKind::text, ReceiverKind::from_text)
        .ok_or(CellFault::ReceiverKindWord)
}

/// The receiver's number, read as the kind says and as nothing else.
fn receiver_of(kind: ReceiverKind, text: &str) -> Result<(u64, Oddities), CellFault> {
    match kind {
        ReceiverKind::Cpr => {
            let (cpr, cpr_repaired) = cell::cpr(text)?;
            let cpr_modulus = !cpr.is_constructed() && !cpr.has_valid_modulus();
            Ok((cpr.number(), Oddities { cpr_repaired, cpr_modulus, ..Oddities::default() }))
        }
        ReceiverKind::Cvr => {
            let cvr: SeNumber = cell::se(filled(text)?).map_err(|_| CellFault::CvrForm)?;
            let oddities = Oddities { cvr_modulus: !cvr.has_valid_modulus(), ..Oddities::default() };
            Ok((u64::from(cvr.number()), oddities))
        }
    }
}

fn optional_time(text: &str) -> Result<Option<WallTime>, CellFault> {
    if text.is_empty() { Ok(None) } else { cell::time(text).map(Some) }
}

fn system_of(text: &str) -> Result<System, CellFault> {
    word(text, System::ALL, System::text, System::from_text).ok_or(CellFault::SystemWord)
}

fn method_of(text: &str) -> Result<PaymentMethod, CellFault> {
    word(filled(text)?, PaymentMethod::ALL, PaymentMethod::text, PaymentMethod::from_text).ok_or(CellFault::MethodWord)
}

fn status_of(text: &str) -> Result<PaymentStatus, CellFault> {
    word(filled(text)?, PaymentStatus::ALL, PaymentStatus::text, PaymentStatus::from_text)
        .ok_or(CellFault::PaymentStatusWord)
}

/// Registration number and account as 14 digits, a blank or hyphen between the two allowed.
fn account_of(text: &str) -> Result<String, CellFault> {
    let (registration, account) = match filled(text)?.split_once([' ', '-']) {
        Some((registration, account)) if registration.len() == 4 => (registration, account),
        Some(_) => return Err(CellFault::AccountForm),
        None => ("", text),
    };
    let digits = format!("{registration}{account}");
    let is_whole = digits.len() == ACCOUNT_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole { Ok(digits) } else { Err(CellFault::AccountForm) }
}
