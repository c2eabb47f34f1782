//! What holds for any bank message: it ties or it is refused, nothing of it is lost, and no bytes
//! make it fail.

use std::fmt::Write;

use proptest::prelude::*;
use trepunkt_core::bank::BankTable;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_import::Choices;
use trepunkt_import::Reading;
use trepunkt_import::SourceFile;
use trepunkt_import::Verdict;
use trepunkt_import::read;
use trepunkt_import::row_at;

fn read_one(bytes: &[u8]) -> Reading {
    let file = SourceFile { name: "bank.xml", bytes };
    read(&[file], &Choices::default(), &Unwatched).pop().expect("one reading per file")
}

fn table(reading: &Reading) -> &BankTable {
    match &reading.facts {
        Facts::Bank(table) => table,
        other => panic!("a bank file gives bank facts, not {other:?}"),
    }
}

fn kroner(minor: i64) -> String {
    format!("{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

fn direction(minor: i64) -> &'static str {
    if minor < 0 { "DBIT" } else { "CRDT" }
}

fn balance(code: &str, minor: i64) -> String {
    let (amount, direction) = (kroner(minor), direction(minor));
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"DKK\">{amount}</Amt>\
         <CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>2026-10-30</Dt></Dt></Bal>"
    )
}

/// A statement that ties.
fn statement(opening: i64, moves: &[i64]) -> String {
    let closing = opening + moves.iter().sum::<i64>();
    let mut text = format!(
        "<Stmt><Id>1</Id><Acct><Id><IBAN>DK5000400440116243</IBAN></Id><Ccy>DKK</Ccy></Acct>{}{}",
        balance("OPBD", opening),
        balance("CLBD", closing)
    );
    for minor in moves {
        let (amount, direction) = (kroner(*minor), direction(*minor));
        write!(
            text,
            "<Ntry><Amt Ccy=\"DKK\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>BOOK</Sts>\
             <BookgDt><Dt>2026-10-30</Dt></BookgDt></Ntry>"
        )
        .expect("a text can grow");
    }
    text + "</Stmt>"
}

fn document(statements: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr>\
         <CreDtTm>2026-10-31T04:00:00</CreDtTm></GrpHdr>{statements}</BkToCstmrStmt></Document>"
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_ties_is_read_to_the_last_oere(opening in -9_999_999_i64..9_999_999, moves in prop::collection::vec(-999_999_i64..999_999, 0..20)) {
        let reading = read_one(document(&statement(opening, &moves)).as_bytes());
        prop_assert_eq!(reading.verdict, Verdict::Accepted);
        let read: Vec<i64> = table(&reading).entries.iter().map(|entry| entry.amount.minor()).collect();
        prop_assert_eq!(&read, &moves);
        let ends = table(&reading).statements.iter().map(|one| (one.opening.map(|end| end.minor()), one.closing.map(|end| end.minor())));
        prop_assert_eq!(ends.collect::<Vec<_>>(), vec![(Some(opening), Some(opening + moves.iter().sum::<i64>()))]);
    }

    #[test]
    fn an_entry_that_is_taken_out_is_missed(opening in -9_999_999_i64..9_999_999, moves in prop::collection::vec(1_i64..999_999, 1..20), at in any::<prop::sample::Index>()) {
        let text = document(&statement(opening, &moves));
        let entries: Vec<usize> = text.match_indices("<Ntry>").map(|(place, _)| place).collect();
        let from = entries[at.index(entries.len())];
        let to = from + text[from..].find("</Ntry>").expect("its end") + "</Ntry>".len();
        let reading = read_one(format!("{}{}", &text[..from], &text[to..]).as_bytes());
        prop_assert_eq!(reading.verdict, Verdict::Refused);
        prop_assert_eq!(reading.diagnostics[0].code, "balance-mismatch");
    }

    #[test]
    fn no_change_of_bytes_makes_it_fail(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()) {
        let mut bytes = document(&statement(10_000, &[-5_000, 70])).into_bytes();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if cut.index(4) == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        let reading = read_one(&bytes);
        prop_assert!(reading.rows.ties());
        let file = SourceFile { name: "x", bytes: &bytes };
        let row = row_at(&file, SourceKind::Camt053, 1, false);
        prop_assert!(row.is_none_or(|row| row.line == 1));
    }
}

#[test]
fn the_row_behind_a_record_is_shown_with_persons_masked() {
    let entry = "<Ntry><Amt Ccy=\"DKK\">7.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls>\
                 <RltdPties><CdtrAcct><Id><Othr><Id>010190 0004</Id></Othr></Id></CdtrAcct></RltdPties>\
                 <RmtInf><Ustrd>Vedr. 0101900004</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt>";
    let text = document(&statement(10_000, &[-5_000])).replace("</Stmt>", entry).replace("50.00", "43.00");
    let text =
        text.replacen("<Amt Ccy=\"DKK\">43.00</Amt><CdtDbtInd>DBIT", "<Amt Ccy=\"DKK\">50.00</Amt><CdtDbtInd>DBIT", 1);
    let reading = read_one(text.as_bytes());
    assert_eq!(reading.verdict, Verdict::Accepted, "{:?}", reading.diagnostics);
    assert_eq!(table(&reading).entries[1].counter_account, "010190 0004", "what the bank wrote is kept");
    let file = SourceFile { name: "x", bytes: text.as_bytes() };
    let shown = |reveal| row_at(&file, SourceKind::Camt053, 2, reveal).expect("the second entry").cells;
    let find = |cells: &[(String, String)], name: &str| {
        let cell = cells.iter().find(|(column, _)| column.ends_with(name));
        cell.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    assert_eq!(find(&shown(false), "Acct/Id/Othr/Id"), "010190-••••", "a person as an account");
    assert_eq!(find(&shown(false), "Ustrd"), "Vedr. 010190-••••", "a person in a text");
    assert_eq!(find(&shown(true), "Ustrd"), "Vedr. 0101900004", "revealed when somebody may see it");
    assert_eq!(find(&shown(true), "Amt"), "7.00", "the amount as written");
    assert!(row_at(&file, SourceKind::Camt053, 3, true).is_none(), "there is no third entry");
    assert!(row_at(&file, SourceKind::Camt053, 0, true).is_none(), "entries are numbered from 1");
}

#[test]
fn two_currencies_are_never_added() {
    let text =
        document(&statement(0, &[])).replace("camt.053", "camt.054").replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn");
    let entries = "<Ntry><Amt Ccy=\"DKK\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry>\
                   <Ntry><Amt Ccy=\"EUR\">2.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry></Stmt>";
    let text = text.replace("</Stmt>", entries).replace("Stmt>", "Ntfctn>");
    let reading = read_one(text.as_bytes());
    let sums: Vec<(&str, i64)> = reading.control.sums.iter().map(|(name, sum)| (name.as_str(), sum.minor())).collect();
    assert_eq!(sums, [("DKK", 100), ("EUR", 200)], "a sum for each currency");
}
