//! An entry as a preview and as the row behind a record show it.

use crate::masking::masked_person;
use crate::masking::masked_runs;
use crate::reading::PreviewRow;
use crate::reading::SourceRow;
use crate::xml::Element;

/// The longest cell that a preview shows, in characters.
const CELL_LENGTH: usize = 200;
/// At most this many values of one entry are shown; a collective entry may have thousands.
const VALUES: usize = 2_000;

/// Column and the paths of which the first that holds a text is shown.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("Bogført", &["BookgDt/Dt", "BookgDt/DtTm"]),
    ("Valør", &["ValDt/Dt", "ValDt/DtTm"]),
    ("Beløb", &["Amt"]),
    ("Retning", &["CdtDbtInd"]),
    ("Status", &["Sts/Cd", "Sts/Prtry", "Sts"]),
    ("Bankens reference", &["AcctSvcrRef"]),
    ("Reference", &["NtryDtls/TxDtls/Refs/EndToEndId", "TxDtls/Refs/EndToEndId"]),
    ("Tekst", &["AddtlNtryInf", "NtryDtls/TxDtls/RmtInf/Ustrd", "TxDtls/RmtInf/Ustrd"]),
];

pub(super) fn header() -> Vec<String> {
    let mut header: Vec<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    header.push("Valuta".to_owned());
    header
}

pub(super) fn preview_row(entry: Element<'_>, line: u32) -> PreviewRow {
    let cell = |paths: &[&str]| {
        let text = paths.iter().map(|path| entry.value(path)).find(|text| !text.is_empty()).unwrap_or_default();
        masked_runs(text).chars().take(CELL_LENGTH).collect()
    };
    let mut cells: Vec<String> = COLUMNS.iter().map(|(_, paths)| cell(paths)).collect();
    cells.push(entry.child("Amt").map_or("", |amount| amount.attribute("Ccy")).chars().take(CELL_LENGTH).collect());
    PreviewRow { line, cells }
}

/// All values of an entry, each with its path.
pub(super) fn source_row(entry: Element<'_>, line: u32, reveal_cpr: bool) -> SourceRow {
    let mut cells = Vec::new();
    let mut left_out = 0_usize;
    collect(entry, "", reveal_cpr, &mut cells, &mut left_out);
    if left_out > 0 {
        cells.push(("…".to_owned(), format!("mindst {left_out} værdier mere")));
    }
    SourceRow { line, cells }
}

/// No deeper than the reader of XML lets a document be.
fn collect(
    element: Element<'_>,
    path: &str,
    reveal_cpr: bool,
    cells: &mut Vec<(String, String)>,
    left_out: &mut usize,
) {
    let mut put = |name: String, text: &str| {
        if cells.len() < VALUES {
            let is_account = name.ends_with("Acct/Id/Othr/Id");
            cells.push((name, shown(text, is_account, reveal_cpr)));
        } else {
            *left_out += 1;
        }
    };
    for (name, text) in element.attributes() {
        put(format!("{path}@{name}"), text);
    }
    if !element.text().is_empty() {
        put(path.to_owned(), element.text());
    }
    let mut before: Vec<(&str, usize)> = Vec::new();
    for child in element.children() {
        if cells.len() >= VALUES {
            *left_out += 1;
            continue;
        }
        let name = child.name();
        let times = match before.iter_mut().find(|(other, _)| *other == name) {
            Some((_, times)) => {
                *times += 1;
                *times
            }
            None => {
                before.push((name, 1));
                1
            }
        };
        let times = if times > 1 { format!("[{times}]") } else { String::new() };
        let slash = if path.is_empty() { "" } else { "/" };
        collect(child, &format!("{path}{slash}{name}{times}"), reveal_cpr, cells, left_out);
    }
}

fn shown(text: &str, is_account: bool, reveal_cpr: bool) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match reveal_cpr {
        true => text.to_owned(),
        // Nine to eleven digits in whatever groups, where a number of a person may stand.
        false if is_account && (9..=11).contains(&digits) => masked_person(text),
        false => masked_runs(text),
    }
}
