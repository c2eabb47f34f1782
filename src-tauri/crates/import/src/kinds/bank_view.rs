//! What all bank files share once they are read: the preview, and remarks on what the entries say.

use trepunkt_core::bank::BankEntry;
use trepunkt_core::bank::BankTable;
use trepunkt_core::bank::EntryStatus;
use trepunkt_core::person::Cpr;

use super::bank_letters::Letters;
use super::bank_remarks::Remark;
use super::bank_remarks::Remarks;
use super::bank_slip;
use crate::PREVIEW_ROWS;
use crate::masking::masked_runs;
use crate::reading::Preview;
use crate::reading::PreviewRow;

/// The first entries.
pub(super) fn preview(table: &BankTable) -> Preview {
    let header = ["Konto", "Bogført", "Valør", "Beløb", "Valuta", "Status", "Tekst", "Reference", "Modpart"];
    let row = |entry: &BankEntry| {
        let statement = usize::try_from(entry.statement).ok().and_then(|at| table.statements.get(at));
        let date = |date: Option<trepunkt_core::wall_time::Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let status = match entry.status {
            EntryStatus::Booked => "Bogført",
            EntryStatus::Pending => "Afventer",
            EntryStatus::Information => "Til orientering",
        };
        let cells = [
            statement.map(|statement| statement.account.clone()).unwrap_or_default(),
            date(entry.booked),
            date(entry.value),
            entry.amount.to_string(),
            statement.map(|statement| statement.currency.clone()).unwrap_or_default(),
            status.to_owned(),
            entry.text.clone(),
            entry.reference.clone(),
            format!("{} {}", entry.counter_account, entry.counter_name).trim().to_owned(),
        ];
        let cells = cells.into_iter().map(|cell| masked_runs(&cell).chars().take(200).collect()).collect();
        PreviewRow { line: entry.line, cells }
    };
    let rows = table.entries.iter().take(PREVIEW_ROWS).map(row).collect();
    Preview { header: header.map(str::to_owned).to_vec(), rows }
}

/// How the letters were written, where that is odd.
pub(super) fn remark_letters(letters: &Letters, remarks: &mut Remarks) {
    if letters.damaged_mark {
        let message = "Filen begynder med et beskadiget UTF-8-mærke; det er ikke læst med.";
        remarks.note(None, Remark::new("bom-damaged", message, "Kontrollér æ, ø og å i teksterne."));
    }
    if letters.controls > 0 {
        let message = format!("Styretegn i filen: {}; de er læst som mellemrum.", letters.controls);
        remarks.note(None, Remark::new("control-characters", message, "Intet skal gøres."));
    }
}

/// Code lines whose check digit is wrong.
pub(super) fn remark_slips(table: &BankTable, remarks: &mut Remarks) {
    let mut faulty = table.entries.iter().filter(|entry| bank_slip::is_faulty(&entry.slip));
    if let Some(first) = faulty.next() {
        let message = format!("Betalings-ID med forkert kontrolciffer i {} postering(er).", 1 + faulty.count());
        let hint = "Kontrollér Betalings-ID; det bruges kun til at genkende betalingen.";
        remarks.warn(Some(first.line), Remark::new("slip-check-digit", message, hint).value(&first.slip));
    }
}

/// Banks have put a personal number where the other account belongs. It is kept, and told.
pub(super) fn remark_accounts(table: &BankTable, remarks: &mut Remarks) {
    let is_person = |entry: &&BankEntry| {
        let account: String = entry.counter_account.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
        account.len() == 10 && account.parse().is_ok_and(|number| Cpr::new(number).is_ok())
    };
    let mut persons = table.entries.iter().filter(is_person);
    if let Some(first) = persons.next() {
        let message =
            format!("Et CPR-nr står som modkonto i {} postering(er); det vises maskeret.", 1 + persons.count());
        let hint = "Intet skal gøres; nogle banker skriver det ved NemKonto-betalinger.";
        remarks.note(Some(first.line), Remark::new("cpr-as-account", message, hint));
    }
}
