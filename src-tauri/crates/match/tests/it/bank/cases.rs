//! What is one fact and what is not, case by case.

use trepunkt_core::source::SourceKind::BankCsv;
use trepunkt_core::source::SourceKind::Camt052;
use trepunkt_core::source::SourceKind::Camt053;
use trepunkt_core::source::SourceKind::Camt054;
use trepunkt_core::source::SourceKind::Mt940;

use super::small::File;
use super::small::file;
use super::small::joined;

fn check(what: &str, files: &[File], expected: &[&str]) {
    let seen = joined(files);
    assert_eq!(seen, expected, "{what}");
    let turned: Vec<File> = files.iter().rev().cloned().collect();
    assert_eq!(joined(&turned), seen, "{what}, whatever the order of the files");
}

#[test]
fn one_entry_in_several_files_is_one_fact() {
    let statement = file('S', Camt053, &["1 -500 R1 Løn"]);
    check("a statement alone", std::slice::from_ref(&statement), &["S0"]);
    check("the same file twice", &[statement.clone(), statement.clone()], &["S0"]);
    let report = file('R', Camt052, &["1 -500 R1 Løn."]);
    check("a report with its reference", &[statement.clone(), report], &["S0 = R0 ref"]);
    let list = file('L', BankCsv, &["1 -500 - Løn"]);
    check("a list with its words", &[statement.clone(), list.clone()], &["S0 = L0 same"]);
    let swift = file('M', Mt940, &["1 -500 77 SALA"]);
    check("another form with its amount", &[statement.clone(), swift], &["S0 = M0 amount"]);
    let other = file('T', Camt053, &["1 -500 R1 Løn", "2 -10 R2 Gebyr"]);
    check("an overlapping statement", &[statement.clone(), other], &["S0 = T0 ref", "T1"]);
    let elsewhere = File { account: "DK8700400440116295".to_owned(), ..list.clone() };
    check("another account", &[statement.clone(), elsewhere], &["L0", "S0"]);
    let bare = File { account: "0040 0440116243".to_owned(), ..list.clone() };
    check("the account in another form", &[statement.clone(), bare], &["S0 = L0 same"]);
    let nowhere = File { account: String::new(), ..list };
    check("an account that nobody named", &[statement, nowhere], &["L0", "S0"]);
}

#[test]
fn alike_is_not_the_same() {
    let statement = file('S', Camt053, &["1 -500 R1 A", "1 -500 R2 A"]);
    check("two alike in one file", std::slice::from_ref(&statement), &["S0", "S1"]);
    let report = file('R', Camt052, &["1 -500 R2 A"]);
    check("the reference tells which", &[statement.clone(), report], &["S0", "S1 = R0 ref"]);
    let other = file('R', Camt052, &["1 -500 R3 A", "1 -500 - A"]);
    check("another reference is another fact", &[statement.clone(), other], &["R0", "S0 = R1 same", "S1"]);
    let list = file('L', BankCsv, &["1 -500 - x", "1 -500 - y", "1 -500 - z"]);
    check("so many that day", &[statement.clone(), list], &["L2", "S0 = L0 count", "S1 = L1 count"]);
    let lists = [file('K', BankCsv, &["1 -500 - x"]), file('L', BankCsv, &["1 -500 - y"])];
    check("one kind of file says it in one way", &lists, &["K0", "L0"]);
    let days = [statement, file('L', BankCsv, &["2 -500 - A"])];
    check("another day", &days, &["L0", "S0", "S1"]);
}

#[test]
fn a_proved_statement_says_all_of_its_days() {
    let statement = file('S', Camt053, &["1 -500 R1 A", "3 -70 R2 B"]);
    let report = file('R', Camt052, &["1 -500 R1 A", "2 -20 R9 C", "3 -30 R8 D", "4 -40 R7 E"]);
    let expected = ["R2", "R3", "S0 = R0 ref", "S1", "R1 apart: not in statement"];
    check("only what it must have is missed", &[statement.clone(), report.clone()], &expected);
    let unproved = File { is_proved: false, ..statement };
    check("an unproved one proves nothing", &[unproved, report], &["R1", "R2", "R3", "S0 = R0 ref", "S1"]);
}

#[test]
fn details_belong_to_the_entry_that_reference_and_amount_prove() {
    let statement = file('S', Camt053, &["1 -500 R1 A", "1 -300 R2 B"]);
    let notice = |entries: &[&str]| file('N', Camt054, entries);
    let whole = notice(&["1 -500 R1 A", ">1 -200 - x", ">1 -300 - y"]);
    check("a collective entry", &[statement.clone(), whole.clone()], &["S0 = N0 ref > N1 N2", "S1"]);
    let again = File { name: 'O', ..whole.clone() };
    check("the same again", &[statement.clone(), whole.clone(), again], &["S0 = N0 ref, O0 same > N1 N2", "S1"]);
    let parts = notice(&["1 -200 R1 x", "1 -300 R1 y"]);
    check("several that add up to it", &[statement.clone(), parts], &["S0 > N0 N1", "S1"]);
    let short = notice(&["1 -200 R1 x", "1 -299 R1 y"]);
    let expected = ["S0", "S1", "N0 apart: sum differs", "N1 apart: sum differs"];
    check("several that do not", &[statement.clone(), short], &expected);
    let torn = notice(&["1 -500 R1 A", ">1 -200 - x", ">1 -299 - y"]);
    check("details that do not", &[statement.clone(), torn], &["S0", "S1", "N0 apart: sum differs"]);
    let inner = notice(&["1 -500 - A", ">1 -200 R1 x", ">1 -300 R1 y"]);
    check("a reference on the details only", &[statement.clone(), inner], &["S0 = N0 ref > N1 N2", "S1"]);
    let mixed = notice(&["1 -500 - A", ">1 -200 R1 x", ">1 -300 R2 y"]);
    check("details of two references", &[statement.clone(), mixed], &["S0", "S1", "N0 apart: no entry"]);
    let unknown = notice(&["1 -500 R7 A"]);
    check("a reference that nobody knows", &[statement.clone(), unknown], &["S0", "S1", "N0 apart: no entry"]);
    let rivals = notice(&["1 -500 R1 A", "1 -500 R1 B"]);
    let expected = ["S0", "S1", "N0 apart: several", "N1 apart: several"];
    check("two that both are it", &[statement, rivals], &expected);
    let twins = file('S', Camt053, &["1 -500 R1 A", "2 -500 R1 A"]);
    check("two entries of one reference", &[twins, whole.clone()], &["S0", "S1", "N0 apart: several"]);
    let own = file('S', Camt053, &["1 -500 R1 A", ">1 -100 - p", ">1 -400 - q"]);
    check("an entry that has details of its own", &[own, whole], &["S0 = N0 ref > S1 S2"]);
    let batch = file('S', Camt053, &["1 -500 - B7/A", "1 -900 - B8/A"]);
    let of_batch = notice(&["1 -500 N1 B7/x", ">1 -200 - x", ">1 -300 - y"]);
    check(
        "notices alone",
        &[notice(&["1 -500 R1 A", ">1 -200 - x", ">1 -300 - y", "2 -5 - B"])],
        &["N0 > N1 N2", "N3"],
    );
    check("by the batch", &[batch.clone(), of_batch], &["S0 = N0 ref > N1 N2", "S1"]);
    let other_sum = notice(&["1 -500 N1 B8/x"]);
    check("a batch of another amount", &[batch, other_sum], &["S0", "S1", "N0 apart: sum differs"]);
}
