//! Bank lists with a header: which bank writes which columns, and their rows.

use super::bank_book::Book;
use super::bank_book::Days;
use super::bank_book::Decimals;
use super::bank_book::Manner;
use super::bank_book::Raw;
use super::bank_decimals;
use super::bank_proof::Proof;
use super::bank_remarks::Remark;
use crate::delimited::DELIMITERS;
use crate::delimited::Delimited;
use crate::header::folded;
use crate::pulse::Beat;
use crate::refusal::Refusal;
use crate::rows::Row;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Booked,
    Value,
    Amount,
    Currency,
    Balance,
    Status,
    Account,
    Text,
    Reference,
    BankReference,
    Counter,
    /// Who pays and who is paid; the account's owner is one of them.
    Payer,
    Payee,
    Name,
    /// Card type of a payment slip, and its payment id.
    Card,
    SlipId,
    /// Known, and not kept: the archived file has it.
    Aside,
}

/// One bank's list.
#[derive(Debug)]
pub(super) struct List {
    pub(super) name: &'static str,
    /// Columns that must be there; `#` stands for a number.
    must: &'static [(&'static str, Role)],
    may: &'static [(&'static str, Role)],
    /// Other columns may follow.
    is_open: bool,
    days: Days,
    /// None where the user of the bank chooses.
    decimals: Option<Decimals>,
}

use Role as R;

/// All lists. No header fits two of them.
pub(super) const LISTS: &[List] = &[
    List {
        name: "BEC",
        must: &[
            ("Dato", R::Booked),
            ("Tekst", R::Text),
            ("Beløb", R::Amount),
            ("Saldo", R::Balance),
            ("Valørdato", R::Value),
            ("Type", R::Aside),
            ("Adviseringer", R::Text),
        ],
        may: &[],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: "Danske Bank",
        must: &[
            ("Dato", R::Booked),
            ("Tekst", R::Text),
            ("Beløb", R::Amount),
            ("Saldo", R::Balance),
            ("Status", R::Status),
            ("Afstemt", R::Aside),
        ],
        may: &[("Kategori", R::Aside), ("Underkategori", R::Aside)],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: "Nordea Erhverv",
        must: &[
            ("Bogført", R::Booked),
            ("Tekst", R::Text),
            ("Rentedato", R::Value),
            ("Beløb", R::Amount),
            ("Saldo", R::Balance),
        ],
        may: &[],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: "Nordea",
        must: &[
            ("Bogføringsdato", R::Booked),
            ("Beløb", R::Amount),
            ("Afsender", R::Payer),
            ("Modtager", R::Payee),
            ("Navn", R::Name),
            ("Beskrivelse", R::Text),
            ("Saldo", R::Balance),
            ("Valuta", R::Currency),
            ("Afstemt", R::Aside),
        ],
        may: &[],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: "Sydbank",
        must: &[("Dato", R::Booked), ("Tekst", R::Text), ("Beløb", R::Amount), ("Hovedkategori", R::Aside)],
        may: &[("Kategori", R::Aside), ("Underkategori", R::Aside), ("Kategori/Underkategori", R::Aside)],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: "Bankdata",
        must: &[
            ("Dato", R::Booked),
            ("Tekst", R::Text),
            ("Beløb", R::Amount),
            ("Saldo", R::Balance),
            ("Kontonummer", R::Account),
        ],
        may: &[
            ("Afstemt", R::Aside),
            ("Kontonavn", R::Aside),
            ("Hovedkategori", R::Aside),
            ("Kategori", R::Aside),
            ("Kommentar", R::Text),
        ],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: "Bankdata",
        must: &[
            ("Dato", R::Booked),
            ("Tekst", R::Text),
            ("Beløb", R::Amount),
            ("Saldo", R::Balance),
            ("Afstemt", R::Aside),
        ],
        may: &[],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: SHARED,
        must: &[("Dato", R::Booked), ("Tekst", R::Text), ("Beløb", R::Amount), ("Saldo", R::Balance)],
        may: &[],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
    List {
        name: "Nykredit",
        must: &[
            ("Exportkonto", R::Account),
            ("Afsenderkonto", R::Payer),
            ("Modtagerkonto", R::Payee),
            ("Dato", R::Booked),
            ("Tekst", R::Text),
            ("Beløb", R::Amount),
            ("Saldo", R::Balance),
        ],
        may: &[],
        is_open: true,
        days: Days::SpeltOrSlashes,
        decimals: None,
    },
    List {
        name: "SDC",
        must: &[
            ("Kontonr.", R::Account),
            ("Dato", R::Booked),
            ("Valørdato", R::Value),
            ("Beløb", R::Amount),
            ("Valuta", R::Currency),
            ("Oprindeligt beløb", R::Aside),
            ("Oprindelig valuta", R::Aside),
            ("Mod-konto", R::Counter),
            ("Tekst", R::Text),
            ("Ekstern reference", R::Reference),
            ("Bankens reference", R::BankReference),
            ("Samlepost", R::Aside),
            ("Betalt fra/til", R::Name),
            ("Kortart", R::Card),
            ("Betaler-id", R::SlipId),
            ("Navn-adresse 1", R::Name),
            ("Advis 1", R::Text),
        ],
        may: &[("Navn-adresse #", R::Aside), ("Advis #", R::Text)],
        is_open: false,
        days: Days::Spelt,
        decimals: Some(Decimals::Comma),
    },
];

/// The list whose header is also the Skattekonto's.
pub(super) const SHARED: &str = "Lån & Spar eller Bankdata";

/// A header that was found.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) list: &'static List,
    pub(super) delimiter: u8,
    /// The rows below the header.
    pub(super) rows: Delimited<'a>,
    pub(super) names: Vec<String>,
    roles: Vec<Role>,
    /// Rows above the header.
    above: u32,
}

/// How many rows a bank may put above its header.
const ABOVE: u32 = 4;

/// Finds the header of a known list.
pub(super) fn find(text: &str) -> Option<Found<'_>> {
    DELIMITERS.into_iter().find_map(|delimiter| {
        let mut rows = Delimited::new(text, delimiter);
        let named = u32::from(rows.skip_separator_line());
        let mut row = Row::default();
        for above in named..=named + ABOVE {
            if !rows.next(&mut row).ok()? {
                return None;
            }
            let names = names_of(&row);
            if let Some((list, roles)) = LISTS.iter().find_map(|list| Some((list, fit(list, &names)?))) {
                return Some(Found { list, delimiter, rows, names, roles, above });
            }
        }
        None
    })
}

/// The headers without empty ones at the end, which a delimiter behind the last column makes.
fn names_of(row: &Row<'_>) -> Vec<String> {
    let mut names: Vec<String> = row.cells.iter().map(|cell| cell.plain().trim().to_owned()).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    names
}

fn is_named(pattern: &str, name: &str) -> bool {
    match pattern.split_once('#') {
        Some((front, _)) => {
            let number = name.strip_prefix(folded(front).as_str());
            number
                .is_some_and(|number| matches!(number.len(), 1 | 2) && number.bytes().all(|byte| byte.is_ascii_digit()))
        }
        None => folded(pattern) == name,
    }
}

/// What each column holds, when the header is this list's.
fn fit(list: &List, names: &[String]) -> Option<Vec<Role>> {
    let names: Vec<String> = names.iter().map(|name| folded(name)).collect();
    let is_once = |name: &String| names.iter().filter(|other| *other == name).count() == 1;
    let has = |(pattern, _): &(&str, Role)| names.iter().any(|name| is_named(pattern, name) && is_once(name));
    if !list.must.iter().all(has) {
        return None;
    }
    let role = |name: &String| {
        let known = list.must.iter().chain(list.may).find(|(pattern, _)| is_named(pattern, name));
        match known {
            Some((_, role)) if is_once(name) => Some(*role),
            _ => list.is_open.then_some(Role::Aside),
        }
    };
    names.iter().map(role).collect()
}

impl Found<'_> {
    fn place(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|own| *own == role)
    }

    fn name(&self, role: Role) -> String {
        self.place(role).and_then(|place| self.names.get(place)).cloned().unwrap_or_default()
    }

    /// How many cells a row must have: banks leave out empty ones at the end.
    fn least(&self) -> usize {
        let needed = [Role::Booked, Role::Amount, Role::Currency, Role::Balance, Role::Status, Role::Account];
        let last = needed.into_iter().filter_map(|role| self.place(role)).max();
        last.map_or(0, |last| last + 1)
    }

    pub(super) const fn proof(&self) -> Proof {
        Proof::Running
    }
}

/// Reads the rows below the header.
pub(super) fn read(found: &Found<'_>, beat: &mut Beat<'_>) -> Result<Book, Refusal> {
    let columns = [Role::Amount, Role::Balance].map(|role| found.place(role));
    let decimals = match found.list.decimals {
        Some(decimals) => decimals,
        None => bank_decimals::settle(found.rows, columns, &found.names)?,
    };
    let mut book = Book::new(Manner {
        list: found.list.name,
        decimals,
        days: found.list.days,
        booked: found.name(Role::Booked),
        value: found.name(Role::Value),
        amount: found.name(Role::Amount),
        balance: found.name(Role::Balance),
    });
    for _ in 0..=found.above {
        book.structural();
    }
    book.remark_missing([Role::Currency, Role::Account, Role::Balance].map(|role| found.place(role).is_some()));
    let mut rows = found.rows;
    let mut row = Row::default();
    let mut blanks = 0_u32;
    let mut since = 0_u32;
    while rows.next(&mut row)? {
        since += 1;
        if since.is_multiple_of(4096) {
            beat.at(rows.position())?;
        }
        if row.is_blank() {
            blanks += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut blanks) {
            book.structural();
        }
        if names_of(&row) == found.names {
            book.structural();
            continue;
        }
        let raw = cut(found, &row)?;
        book.take(raw)?;
        if row.unterminated {
            let message = "Filens sidste linje slutter uden linjeskift.";
            let hint = "Linjen er læst; kontrollér, at filen er hel.";
            book.remarks.note(Some(row.line), Remark::new("no-final-line-end", message, hint));
        }
    }
    beat.at(rows.position())?;
    Ok(book)
}

/// The cells of a row by their roles.
fn cut(found: &Found<'_>, row: &Row<'_>) -> Result<Raw, Refusal> {
    let width = found.names.len();
    if row.unterminated && row.cells.len() < width && row.cells.len() <= found.least() {
        return Err(Refusal::truncated(row.line, None));
    }
    let surplus = row.cells.iter().skip(width).any(|cell| !cell.text().is_empty());
    if surplus && found.delimiter == b',' {
        return Err(Refusal::delimiter_comma(row.line, found.name(Role::Amount)));
    }
    let all = |role: Role| {
        let cells = found.roles.iter().enumerate().filter(move |(_, own)| **own == role);
        cells.map(|(place, _)| row.cell(Some(place)).plain().into_owned()).filter(|text| !text.is_empty())
    };
    let one = |role: Role| all(role).next().unwrap_or_default();
    let given = |role: Role| found.place(role).map(|place| row.cell(Some(place)).plain().into_owned());
    let account = one(Role::Account);
    let is_out = one(Role::Amount).trim().starts_with('-');
    let other = one(if is_out { Role::Payee } else { Role::Payer });
    let counter = if other.is_empty() { one(Role::Counter) } else { other };
    let (card, payer) = (one(Role::Card), one(Role::SlipId));
    let slip = if card.len() == 2 && !payer.is_empty() { format!("{card}/{payer}") } else { String::new() };
    Ok(Raw {
        line: row.line,
        booked: one(Role::Booked),
        value: one(Role::Value),
        amount: one(Role::Amount),
        currency: given(Role::Currency),
        balance: given(Role::Balance),
        status: given(Role::Status),
        text: all(Role::Text).collect::<Vec<_>>().join(" "),
        reference: if slip.is_empty() && !payer.is_empty() { payer } else { one(Role::Reference) },
        bank_reference: one(Role::BankReference),
        slip,
        counter_account: counter,
        counter_name: one(Role::Name),
        account,
        fault: misshapen(found, row, surplus),
        ..Raw::default()
    })
}

fn misshapen(found: &Found<'_>, row: &Row<'_>, surplus: bool) -> Option<Remark> {
    if let Some((column, fault)) = row.flaw {
        let words = fault.words();
        let name = found.names.get(column).cloned().unwrap_or_default();
        return Some(Remark::new(words.code, words.message, words.hint).column(name));
    }
    if surplus || row.cells.len() < found.least() {
        let words = crate::catalogue::CellFault::CellCount.words();
        return Some(Remark::new(words.code, words.message, words.hint));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_known_by_its_own_header_only() {
        for list in LISTS {
            let names: Vec<String> = list.must.iter().map(|(name, _)| (*name).to_owned()).collect();
            let fitting = LISTS.iter().filter(|other| fit(other, &names).is_some()).count();
            let expected = 1;
            assert_eq!(fitting, expected, "the header of {} ({names:?}) is one list's", list.name);
        }
    }

    #[test]
    fn other_headers_are_no_list() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(find(text).map(|found| found.list.name), expected, "looking in {text:?}");
        };
        check("\"Dato\";\"Tekst\";\"Beløb\";\"Saldo\";\"Valørdato\";\"Type\";\"Adviseringer\";\n", Some("BEC"));
        check("DATO,tekst,beløb,saldo\n", Some(SHARED));
        check("\nKontoudtog\nDato;Tekst;Beløb;Saldo\n", Some(SHARED));
        check("Dato;Tekst;Beløb;Saldo;Bemærkning\n", None);
        check("Dato;Tekst;Beløb;Saldo;Saldo\n", None);
        check("Dato;Tekst;Beløb\n", None);
        check("", None);
        check("\"", None);
    }
}
