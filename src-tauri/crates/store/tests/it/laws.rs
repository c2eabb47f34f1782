//! Laws that the database itself keeps, and edits behind its back that are found.

use rusqlite::Connection;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::record::Facts;
use trepunkt_core::source::SourceKind;
use trepunkt_store::Endorsers;
use trepunkt_store::Expectation;
use trepunkt_store::ExpectedOf;
use trepunkt_store::NewProfile;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::families::every_family;
use crate::signing::signed;
use crate::support::ACT;
use crate::support::Made;
use crate::support::Place;
use crate::support::claims;
use crate::support::company_sums;
use crate::support::confirmed;
use crate::support::month;
use crate::support::result;
use crate::support::save;

/// A workspace with a row in every table.
fn full(place: &Place) -> Workspace {
    let mut workspace = place.create(None);
    Made::income(0).import(&mut workspace).expect("an import");
    Made::of(SourceKind::SkatKrav, Facts::Claims(claims())).import(&mut workspace).expect("an import");
    Made::of(SourceKind::EindkomstVirsum, Facts::CompanySums(company_sums()))
        .import(&mut workspace)
        .expect("an import");
    save(&mut workspace, &[DeliveryId(1), DeliveryId(2)], &result(DeliveryId(1), DeliveryId(2))).expect("a run");
    workspace.set_setting("sprog", "da", &ACT).expect("a setting");
    workspace
}

/// The same with a row in every younger table.
fn fuller(place: &Place) -> Workspace {
    let mut workspace = full(place);
    for made in every_family() {
        made.import(&mut workspace).expect("an import");
    }
    let profile =
        NewProfile { name: "Liste", kind: SourceKind::BankCsv, header_set: [1; 32], text: "kind = \"bank-csv\"" };
    workspace.save_profile(&profile, &ACT).expect("a profile");
    let expected = Expectation { kind: SourceKind::Camt053, of: ExpectedOf::All, from: month("2026-10"), to: None };
    workspace.save_expectations(&[expected], &ACT).expect("an expectation");
    workspace.confirm_cutoff(&confirmed(None), None, &ACT).expect("a confirmation");
    let (first, second) = signed(&mut workspace);
    let both = Endorsers { first: &first, second: &second };
    workspace.adopt_rules("2026.1", "x", "prøve", Some(&both), &ACT).expect("own rules");
    workspace
}

fn tables(connection: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut names = connection.prepare(sql).expect("a query");
    names.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("names")
}

#[test]
fn no_row_of_any_table_can_be_changed_or_deleted() {
    let place = Place::new();
    fuller(&place).close().expect("it closes");
    let connection = Connection::open(place.path()).expect("a plain file opens");
    connection.execute_batch("PRAGMA recursive_triggers = ON").expect("as the program sets it");
    let tables = tables(&connection);
    assert!(tables.len() > 20, "the tables are there: {tables:?}");
    for table in tables {
        let rows: i64 =
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count");
        assert!(rows > 0, "the test has a row of {table} to try it on");
        let columns = connection.prepare(&format!("SELECT * FROM {table}")).expect("a query");
        let column = columns.column_names().last().expect("a column").to_string();
        for sql in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let error = connection.execute_batch(&sql).expect_err("it is refused").to_string();
            assert!(error.contains(&format!("{table} is append-only")), "`{sql}` is refused with: {error}");
        }
    }
}

#[test]
fn a_record_is_in_at_most_one_group_per_run_and_pair() {
    let place = Place::new();
    full(&place).close().expect("it closes");
    let connection = Connection::open(place.path()).expect("a plain file opens");
    let again = "INSERT INTO match_member SELECT run_id, pair, record_id, group_number + 1, next_record_id \
                 FROM match_member LIMIT 1";
    let error = connection.execute_batch(again).expect_err("it is refused").to_string();
    assert!(error.contains("UNIQUE constraint failed: match_member"), "by the table itself: {error}");
    let other_pair = "INSERT INTO match_member VALUES (1, 1, (SELECT min(record_id) FROM match_member), 0, 0)";
    connection.execute_batch(other_pair).expect("the other pair is another matter");
}

fn check_broken(sql: &str, entry: i64) {
    let place = Place::new();
    let workspace = full(&place);
    assert!(workspace.verify_audit().expect("a walk").is_whole(), "whole before `{sql}`");
    workspace.close().expect("it closes");
    place.tamper(sql);
    let state = place.open(None).verify_audit().expect("a walk");
    let broken = state.broken.map(|broken| broken.entry);
    assert_eq!(broken, Some(entry), "the first broken entry is named after `{sql}`");
}

#[test]
fn an_edit_of_the_audit_log_is_found_and_located() {
    check_broken("UPDATE audit SET who = 'en anden' WHERE id = 3", 3);
    check_broken("UPDATE audit SET at = at + 1 WHERE id = 1", 1);
    check_broken("UPDATE audit SET detail = detail || '.' WHERE id = 4", 4);
    check_broken("UPDATE audit SET what = 'run' WHERE id = 2", 2);
    check_broken("UPDATE audit SET hash = zeroblob(32) WHERE id = 2", 2);
    check_broken("DELETE FROM audit WHERE id = 3", 3);
    check_broken("PRAGMA foreign_keys = OFF; UPDATE audit SET operation_id = NULL WHERE id = 2", 2);
    check_broken("UPDATE workspace SET identity = zeroblob(16)", 1);
}

#[test]
fn an_edit_of_the_operation_log_is_found_too() {
    check_broken("UPDATE operation SET who = 'en anden' WHERE id = 3", 4);
    check_broken("UPDATE operation SET undoes = 2 WHERE id = 4", 6);
    // The run's rules have an entry of their own, and what an operation wrote is sealed, so the setting's operation is entry 11 of 12.
    check_broken("DELETE FROM setting; PRAGMA foreign_keys = OFF; DELETE FROM operation WHERE id = 6", 11);
    check_broken("INSERT INTO operation VALUES (7, 'run', 1, 'x', 'y', NULL)", 13);
}

fn check_damage(sql: &str, read: impl Fn(&Workspace) -> Result<(), StoreError>) {
    let place = Place::new();
    let workspace = fuller(&place);
    read(&workspace).expect("whole before the edit");
    workspace.close().expect("it closes");
    place.tamper(sql);
    let outcome = read(&place.open(None));
    assert!(matches!(outcome, Err(StoreError::Corrupt(_))), "`{sql}` is found: {outcome:?}");
}

#[test]
fn an_edit_of_what_was_delivered_is_found_when_it_is_read() {
    let income = |workspace: &Workspace| workspace.load_income(DeliveryId(1)).map(|_| ());
    check_damage("UPDATE income_record SET amount_minor = amount_minor + 1 WHERE field = 16", income);
    check_damage("DELETE FROM income_record WHERE field = 16", income);
    check_damage("DELETE FROM income_head WHERE cpr IS NULL", income);
    check_damage("UPDATE income_record SET head = 7", income);
    check_damage("UPDATE income_head SET cpr = 1 WHERE cpr IS NOT NULL", income);
    check_damage("UPDATE income_record SET field = 0 WHERE field = 16", income);
    check_damage("UPDATE claim_record SET amount_minor = 0", |workspace| {
        workspace.load_claims(DeliveryId(2)).map(|_| ())
    });
    check_damage("DELETE FROM company_sum", |workspace| workspace.load_company_sums(DeliveryId(3)).map(|_| ()));
    let atp = |workspace: &Workspace| workspace.load_atp_claims(DeliveryId(4)).map(|_| ());
    check_damage("UPDATE atp_claim_record SET scheme = 99", atp);
    check_damage("DELETE FROM atp_claim_record WHERE line = 2", atp);
    let payments = |workspace: &Workspace| workspace.load_payments(DeliveryId(5)).map(|_| ());
    check_damage("UPDATE payment_record SET amount_minor = amount_minor + 1", payments);
    check_damage("UPDATE payment_record SET receiver = -1", payments);
    let answers = |workspace: &Workspace| workspace.load_answers(DeliveryId(6)).map(|_| ());
    check_damage("UPDATE answer_record SET amount_minor = NULL", answers);
    let bank = |workspace: &Workspace| workspace.load_bank(DeliveryId(7)).map(|_| ());
    check_damage("UPDATE bank_entry SET amount_minor = 0 WHERE detail = 0", bank);
    check_damage("UPDATE bank_entry SET statement = 2", bank);
    check_damage("DELETE FROM bank_statement WHERE currency = 'EUR'", bank);
    let invoices = |workspace: &Workspace| workspace.load_invoices(DeliveryId(8)).map(|_| ());
    check_damage("UPDATE invoice_record SET amount_minor = 1", invoices);
    let original = |workspace: &Workspace| workspace.original(DeliveryId(1)).map(|_| ());
    check_damage("DELETE FROM delivery_original", original);
    check_damage("UPDATE delivery_original SET bytes = zeroblob(10)", original);
    check_damage("UPDATE delivery SET sha256 = zeroblob(32)", original);
    let list = |workspace: &Workspace| workspace.deliveries(trepunkt_store::Which::All).map(|_| ());
    check_damage("UPDATE delivery SET accepted_count = accepted_count + 1", list);
    let run = workspace_run;
    check_damage("UPDATE bridge_step SET in_minor = in_minor + 1", run);
    check_damage("UPDATE match_member SET next_record_id = record_id + 1", run);
    check_damage("UPDATE match_group SET group_count = group_count + 1", run);
    check_damage("DELETE FROM match_group", run);
    check_damage("UPDATE rule_text SET text = 'x'", run);
}

fn workspace_run(workspace: &Workspace) -> Result<(), StoreError> {
    let run = workspace.runs(1)?.remove(0);
    workspace.bridges(run.id)?;
    workspace.rules(&run.rules)?;
    workspace.groups(run.id)?;
    for member in workspace.members(run.id)? {
        workspace.group_of(run.id, member.pair, member.record)?;
    }
    Ok(())
}

#[test]
fn the_audit_log_tells_what_happened_and_names_nobody() {
    let place = Place::new();
    let mut workspace = full(&place);
    let whats: Vec<String> =
        workspace.audit(None, 100).expect("the log").into_iter().rev().map(|one| one.what).collect();
    let seals = whats.iter().filter(|what| *what == "seal").count();
    assert_eq!(seals, 5, "what each operation wrote is sealed: three imports, a run and a setting");
    let whats: Vec<&String> = whats.iter().filter(|what| *what != "seal").collect();
    let expected = ["create", "import", "import", "import", "rules-kept", "run", "setting"];
    assert_eq!(whats, expected, "one entry for each thing done, from the first write");
    let page: Vec<i64> = workspace.audit(Some(5), 2).expect("a page").into_iter().map(|one| one.id).collect();
    assert_eq!(page, [4, 3], "pages go back in time");
    let outcome = workspace.append_audit("cpr-revealed", "viste 010190-0004", &ACT);
    assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "a personal number is refused");
    workspace.append_audit("cpr-revealed", "D1:2, begrundelse: kontrol", &ACT).expect("a reference is not");
    let state = workspace.verify_audit().expect("a walk");
    assert_eq!((state.entries, state.is_whole()), (13, true), "the refused one left nothing");
    assert_eq!(state.head, workspace.audit(None, 1).expect("the log")[0].hash, "the head is the newest hash");
}
