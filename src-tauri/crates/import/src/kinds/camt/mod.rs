//! Bank messages of ISO 20022: camt.052 (during the day), camt.053 (statement), camt.054 (details).
//!
//! All versions whose fields mean the same are read in one way; where a version moved a field, both
//! places are looked at. A row is an entry (`Ntry`); its number runs through the file from 1.
//!
//! Start at [`read`], then `statement.rs`, `balance.rs` (the proof) and `entry.rs`.

mod balance;
mod entry;
mod oddities;
mod party;
mod reader;
mod statement;
mod totals;
mod value;
mod view;

use trepunkt_core::delivery::Extract;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;

use self::reader::Reader;
use super::document::Content;
use super::document::Document;
use crate::pulse::Beat;
use crate::reading::SourceRow;
use crate::refusal::Refusal;
use crate::xml;
use crate::xml::Element;
use crate::xml::Tree;

pub(crate) const DOCUMENT: Document = Document { recognise, read, row_at };

/// Kind, what its namespace contains, how its message begins, and what one statement is called.
const MESSAGES: [(SourceKind, &str, &str, &str); 3] = [
    (SourceKind::Camt052, "camt.052.001.", "BkToCstmrAcctRpt", "Rpt"),
    (SourceKind::Camt053, "camt.053.001.", "BkToCstmrStmt", "Stmt"),
    (SourceKind::Camt054, "camt.054.001.", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
];

/// The message by its namespace; where a document has none, by the name of the message in it.
fn recognise(bytes: &[u8]) -> Option<SourceKind> {
    let root = xml::root(bytes).filter(|root| root.name == "Document")?;
    let is_kind = |(_, namespace, message, _): &&(SourceKind, &str, &str, &str)| {
        if root.namespace.is_empty() {
            root.first_child.starts_with(message)
        } else {
            root.namespace.contains(namespace)
        }
    };
    MESSAGES.iter().find(is_kind).map(|(kind, ..)| *kind)
}

fn read(bytes: &[u8], kind: SourceKind, beat: &mut Beat<'_>) -> Result<Content, Refusal> {
    let decoded = xml::decode(bytes)?;
    let tree = Tree::parse(&decoded.text, &mut |position| beat.at(position))?;
    let mut reader = Reader::new(kind, beat);
    let statements: Vec<Element<'_>> = statements(&tree, kind).collect();
    if statements.is_empty() {
        return Err(no_statements());
    }
    for (statement, number) in statements.iter().zip(1..) {
        statement::read(*statement, number, &mut reader)?;
    }
    let elsewhere = tree.count("Ntry").saturating_sub(usize::try_from(reader.count.rows).unwrap_or(usize::MAX));
    if elsewhere > 0 {
        return Err(entries_elsewhere(elsewhere));
    }
    reader.oddities.tell(&mut reader.remarks);
    let created = messages(&tree, kind).next().map_or("", |message| message.value("GrpHdr/CreDtTm"));
    Ok(Content {
        facts: Facts::Bank(reader.table),
        extract: Extract { time: value::time(created), ..Extract::default() },
        count: reader.count,
        encoding: decoded.name,
        repaired: 0,
        declared_rows: reader.declared,
        diagnostics: reader.remarks.into_diagnostics(),
        preview: reader.preview,
    })
}

fn row_at(bytes: &[u8], kind: SourceKind, line: u32, reveal_cpr: bool) -> Option<SourceRow> {
    let decoded = xml::decode(bytes).ok()?;
    let tree = Tree::parse(&decoded.text, &mut |_| Ok(())).ok()?;
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    let entry = statements(&tree, kind).flat_map(|statement| statement.all("Ntry")).nth(at)?;
    Some(view::source_row(entry, line, reveal_cpr))
}

/// The messages of that kind; the first versions wrote their number behind the name.
fn messages<'t>(tree: &'t Tree<'t>, kind: SourceKind) -> impl Iterator<Item = Element<'t>> {
    let name = MESSAGES.iter().find(|(other, ..)| *other == kind).map_or("", |(_, _, name, _)| name);
    let is_message = move |element: &Element<'_>| {
        let rest = element.name().strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('V'))
    };
    tree.root().into_iter().flat_map(|root| root.children()).filter(is_message)
}

fn statements<'t>(tree: &'t Tree<'t>, kind: SourceKind) -> impl Iterator<Item = Element<'t>> {
    let name = MESSAGES.iter().find(|(other, ..)| *other == kind).map_or("", |(.., name)| name);
    messages(tree, kind).flat_map(move |message| message.all(name))
}

fn no_statements() -> Refusal {
    Refusal::new(
        "no-statements",
        "Filen er en bankfil, men indeholder ingen kontoudtog.",
        "Hent filen igen fra banken, og vælg mindst én konto.",
    )
}

fn entries_elsewhere(count: usize) -> Refusal {
    Refusal::new(
        "entries-elsewhere",
        format!("Filen har {count} postering(er), som ikke står i et kontoudtog."),
        "Hent filen igen fra banken.",
    )
}
