//! Kinds whose reconciliations come later. Their files are read and checked column by column, so that a
//! profile for them can be made and tried; then they are refused, for nothing of them can be kept yet.

use trepunkt_core::source::SourceKind;

use super::Kind;
use super::Yield;
use super::amount_in;
use super::list::Frame;
use super::list::TakeRow;
use super::list::read_list;
use crate::catalogue::CellFault;
use crate::cell;
use crate::findings::Fault;
use crate::findings::InColumn;
use crate::header::Column;
use crate::header::ColumnType;
use crate::header::Fields;
use crate::header::Layout;
use crate::refusal::Refusal;
use crate::rows::Row;
use crate::walk::Intake;

const POSTING: &[Column] = &[
    Column::must("Bilagsnr", ColumnType::Text),
    Column::must("Posteringsdato", ColumnType::Date),
    Column::must("Konto", ColumnType::Text),
    Column::must("Beløb", ColumnType::Amount),
    Column::may("Tekst", ColumnType::Text),
    Column::may("Reference", ColumnType::Text),
    Column::may("P-SE-nr", ColumnType::Se),
    Column::may("Ydelse", ColumnType::Text),
];

const DEBT: &[Column] = &[
    Column::must("FordringsID", ColumnType::Text),
    Column::must("Type", ColumnType::Text),
    Column::must("Debitortype", ColumnType::Text),
    Column::must("Debitor", ColumnType::Cpr),
    Column::must("Hovedstol", ColumnType::Amount),
    Column::must("Restgæld", ColumnType::Amount),
    Column::must("Stiftelsesdato", ColumnType::Date),
    Column::must("Status", ColumnType::Text),
    Column::may("Ydelse", ColumnType::Text),
    Column::may("Nedskrevet", ColumnType::Amount),
    Column::may("Dækket", ColumnType::Amount),
    Column::may("Afskrevet", ColumnType::Amount),
    Column::may("Forfaldsdato", ColumnType::Date),
    Column::may("Opdateret", ColumnType::Time),
];

const ORDER: &[Column] = &[
    Column::must("EffektueringsID", ColumnType::Text),
    Column::must("Fagsystem", ColumnType::Text),
    Column::must("Ordretype", ColumnType::Text),
    Column::must("Modtager", ColumnType::Cpr),
    Column::must("Beløb", ColumnType::Amount),
    Column::must("Sendt", ColumnType::Time),
    Column::may("Ydelse", ColumnType::Text),
    Column::may("Periode-start", ColumnType::Date),
    Column::may("Periode-slut", ColumnType::Date),
    Column::may("Dispositionsdato", ColumnType::Date),
];

pub(crate) const POSTINGS: Kind = Kind {
    layout: &Layout {
        kinds: &[SourceKind::TokPostering, SourceKind::ErpPostering],
        columns: POSTING,
        fields: Fields::None,
        in_sheets: true,
    },
    settle: |intake| Ok(intake.choice.unwrap_or(SourceKind::TokPostering)),
    read: |intake| read(intake, |frame, row, _| check(frame, row, POSTING)),
};

pub(crate) const DEBTS: Kind = Kind {
    layout: &Layout {
        kinds: &[SourceKind::TokFordring, SourceKind::Debitor],
        columns: DEBT,
        fields: Fields::None,
        in_sheets: true,
    },
    settle: |intake| Ok(intake.choice.unwrap_or(SourceKind::TokFordring)),
    read: |intake| read(intake, |frame, row, _| check(frame, row, DEBT)),
};

pub(crate) const ORDERS: Kind = Kind {
    layout: &Layout { kinds: &[SourceKind::Fagsystem], columns: ORDER, fields: Fields::None, in_sheets: true },
    settle: |_| Ok(SourceKind::Fagsystem),
    read: |intake| read(intake, |frame, row, _| check(frame, row, ORDER)),
};

/// Checks every cell by what its column holds, and says how it went.
fn read(intake: &mut Intake<'_, '_>, take: TakeRow<()>) -> Result<Yield, Refusal> {
    read_list(intake, take)?;
    let (read, rejected) = (intake.count.accepted, intake.count.rejected);
    Err(Refusal::new(
        "kind-later",
        format!(
            "Filens kolonner passer: {read} linjer kan læses, {rejected} ikke. Men ingen afstemning bruger dem endnu."
        ),
        "Filen gemmes ikke i denne udgave; profilen kan gemmes nu og bruges, når afstemningen kommer.",
    ))
}

fn check(frame: &Frame, row: &Row<'_>, columns: &[Column]) -> Result<(), Fault> {
    for (at, column) in columns.iter().enumerate() {
        let place = frame.at(at);
        let text = row.cell(place).text();
        if text.is_empty() && !column.must {
            continue;
        }
        if text.is_empty() {
            return Err(Fault { column: place, what: CellFault::Empty });
        }
        match column.holds {
            ColumnType::Amount => amount_in(row, place).map(|_| ()),
            ColumnType::Date => cell::date(text).map(|_| ()).within(place),
            ColumnType::Time => cell::time(text).map(|_| ()).within(place),
            ColumnType::Se => cell::se(text).map(|_| ()).within(place),
            ColumnType::Month => cell::month(text).map(|_| ()).within(place),
            // A debtor or receiver may be a company.
            ColumnType::Cpr => cell::se(text).map(|_| ()).or_else(|_| cell::cpr(text).map(|_| ())).within(place),
            ColumnType::Text | ColumnType::Quarter | ColumnType::Code(_) => Ok(()),
        }?;
    }
    Ok(())
}
