//! Voucher lines for the ERP system: each difference debited to one account and credited to another, so that the
//! voucher balances to 0,00. The columns are those of `erp-postering`, which Trepunkt reads back.

use trepunkt_core::money::Money;
use trepunkt_core::period::Period;
use trepunkt_core::wall_time::Date;
use trepunkt_report::Cell;
use trepunkt_report::Sheet;

use super::Case;
use super::Draft;
use super::VoucherOrder;
use crate::completeness::end_of;
use crate::error::ApiError;
use crate::error::ErrorCode;

const HEADERS: [&str; 8] = ["Bilagsnr", "Posteringsdato", "Konto", "Beløb", "Tekst", "Reference", "P-SE-nr", "Ydelse"];

/// The longest account or voucher number that is taken: longer than any chart of accounts.
const NUMBER_MAX: usize = 32;

/// Why the difference cannot stand in a voucher, if it cannot.
pub(super) fn obstacle(case: &Case<'_>) -> Option<&'static str> {
    case.difference.amount.is_zero().then_some("der er intet beløb at bogføre")
}

/// The voucher over the cases.
///
/// # Errors
/// When an account or the number is not one, or both accounts are the same.
pub(super) fn draft(cases: &[Case<'_>], order: &VoucherOrder, period: Period) -> Result<Draft, ApiError> {
    let (debit, credit) = (number(&order.debit, "Kontoen")?, number(&order.credit, "Kontoen")?);
    if debit == credit {
        return Err(ApiError::new(ErrorCode::Invalid, "De to konti er den samme."));
    }
    let own = format!("TP-{period}");
    let voucher = number(order.number.as_deref().unwrap_or(&own), "Bilagsnummeret")?;
    let last_day = || period.months().last().copied().map(end_of);
    let date = order
        .date
        .or_else(last_day)
        .ok_or_else(|| ApiError::new(ErrorCode::Invalid, "Sig, hvilken dag bilaget skal bogføres."))?;
    let mut rows = Vec::with_capacity(2 * cases.len());
    for case in cases {
        let amount = case.difference.amount;
        rows.push(row(case, (&voucher, date), &debit, amount));
        rows.push(row(case, (&voucher, date), &credit, -amount));
    }
    let balance: Money = rows.iter().map(|row| row.1).sum();
    assert!(balance.is_zero(), "a voucher balances by its making");
    let lines = rows.len();
    let rows = rows.into_iter().map(|row| row.0).collect();
    let sheet = Sheet { headers: HEADERS.map(str::to_owned).to_vec(), rows };
    Ok(Draft { bytes: trepunkt_report::sheet_csv(&sheet), lines, sum: balance, notes: Vec::new() })
}

fn row(case: &Case<'_>, (voucher, date): (&str, Date), account: &str, amount: Money) -> (Vec<Cell>, Money) {
    let difference = case.difference;
    let key = &difference.key;
    // A voucher goes to people who do not need to know whom it is about; the reference leads back to the difference.
    let reference = key.payment.as_ref().or(key.bundle.as_ref()).map(|reference| trepunkt_import::masked(reference));
    let cells = vec![
        Cell::text(voucher),
        Cell::Day(date),
        Cell::text(account),
        Cell::Amount(amount),
        Cell::text(difference.cause.label()),
        Cell::text(reference.unwrap_or_else(|| difference.fingerprint.clone())),
        Cell::code(key.se),
        Cell::Empty,
    ];
    (cells, amount)
}

fn number(text: &str, what: &str) -> Result<String, ApiError> {
    let text = text.trim();
    let is_number = !text.is_empty()
        && text.chars().count() <= NUMBER_MAX
        && text.starts_with(|c: char| c.is_alphanumeric())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/' | ' '));
    if !is_number {
        return Err(ApiError::new(
            ErrorCode::Invalid,
            format!("{what} `{}` kan ikke bruges.", trepunkt_import::masked(text)),
        )
        .hint("Brug tal og bogstaver, eventuelt delt af punktum, bindestreg eller skråstreg."));
    }
    Ok(text.to_owned())
}
