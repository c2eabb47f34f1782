//! Work on differences, roles and signatures, and the seals on all of it.

use trepunkt_core::cause::Cause;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RunId;
use trepunkt_core::result::Difference;
use trepunkt_core::role::Role;
use trepunkt_core::work::WorkKind;
use trepunkt_core::work::WorkState;
use trepunkt_core::work::WorkStep;
use trepunkt_seal::Identity;
use trepunkt_store::Endorsers;
use trepunkt_store::NewDecision;
use trepunkt_store::NewSignOff;
use trepunkt_store::NewWork;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::Made;
use crate::support::Place;
use crate::support::claims;
use crate::support::period;
use crate::support::result;
use crate::support::save;

fn person(name: &str) -> Identity {
    Identity::create(name, "en lang adgangssætning").expect("an identity").0
}

/// A workspace with a run.
fn run_in(place: &Place) -> (Workspace, RunId) {
    let mut workspace = place.create(None);
    Made::income(0).import(&mut workspace).expect("an import");
    let facts = trepunkt_core::record::Facts::Claims(claims());
    Made::of(trepunkt_core::source::SourceKind::SkatKrav, facts).import(&mut workspace).expect("an import");
    let inputs = [DeliveryId(1), DeliveryId(2)];
    let run = save(&mut workspace, &inputs, &result(DeliveryId(1), DeliveryId(2))).expect("a run");
    (workspace, run)
}

fn differences(workspace: &Workspace, run: RunId) -> Vec<Difference> {
    workspace.differences(run).expect("differences").into_iter().map(|stored| stored.difference).collect()
}

pub(crate) fn resolve(workspace: &mut Workspace, about: &[&Difference], attached: Option<(&str, &[u8])>) {
    let step = WorkStep {
        cause: Some(Cause::AmountDiffers),
        comment: "afklaret".to_owned(),
        ..WorkStep::new(WorkKind::Resolve)
    };
    let new = NewWork { reconciliation: "a-skat", period: period(), differences: about, step: &step, attached };
    workspace.add_work(&new, &ACT).expect("a step");
}

/// The version that is signed next.
fn prepare(workspace: &mut Workspace, run: RunId, version: u32, by: &Identity) -> Result<i64, StoreError> {
    let statement = format!("resultat {version}");
    let new = NewSignOff {
        reconciliation: "a-skat",
        period: period(),
        version,
        run,
        note: "",
        statement: &statement,
        key: by.public().key,
        signature: by.sign(statement.as_bytes()),
    };
    workspace.add_sign_off(&new, &ACT)?;
    Ok(workspace.sign_offs("a-skat", period())?[0].id)
}

fn decide(workspace: &mut Workspace, sign_off: i64, is_approval: bool, by: &Identity) -> Result<(), StoreError> {
    let statement = "set";
    let new = NewDecision {
        sign_off,
        is_approval,
        reason: if is_approval { "" } else { "se på linje 3" },
        at: ACT.at,
        statement,
        key: by.public().key,
        signature: by.sign(statement.as_bytes()),
    };
    workspace.add_decision(&new, &ACT).map(drop)
}

/// Work, evidence, two people and a signed version in a workspace that has a run. Gives the two.
pub(crate) fn signed(workspace: &mut Workspace) -> (Identity, Identity) {
    let run = RunId(1);
    let all = differences(workspace, run);
    resolve(workspace, &[&all[0]], Some(("bilag.txt", b"et bilag")));
    let (anne, bo) = (person("Anne"), person("Bo"));
    workspace.enrol(&anne.public(), Role::Preparer, &anne, &ACT).expect("the first");
    workspace.enrol(&bo.public(), Role::Approver, &anne, &ACT).expect("the second");
    let sign_off = prepare(workspace, run, 1, &anne).expect("a signature");
    decide(workspace, sign_off, true, &bo).expect("a second one");
    (anne, bo)
}

fn refused(outcome: Result<impl std::fmt::Debug, StoreError>, why: &str) {
    match outcome {
        Err(StoreError::NotAllowed(reason)) => assert!(reason.contains(why), "refused because {reason}"),
        other => panic!("{other:?} should be refused: {why}"),
    }
}

#[test]
fn a_step_stands_until_it_is_undone() {
    let place = Place::new();
    let (mut workspace, run) = run_in(&place);
    let all = differences(&workspace, run);
    let state =
        |workspace: &Workspace| workspace.work("a-skat", period(), None).expect("the work").standing(&all[0]).state;
    assert_eq!(state(&workspace), WorkState::Open, "nothing was done");
    resolve(&mut workspace, &[&all[0]], Some(("bilag.txt", b"et bilag")));
    assert_eq!(state(&workspace), WorkState::Resolved, "it is done with");
    assert_eq!(workspace.evidence(1).expect("the file").bytes, b"et bilag", "with its file");
    let before = workspace.operations(1).expect("the log")[0].id;
    workspace.undo_last(&ACT).expect("an undo");
    assert_eq!(state(&workspace), WorkState::Open, "undo after apply is where it began");
    let then = workspace.work("a-skat", period(), Some(before)).expect("the work");
    assert_eq!(then.standing(&all[0]).state, WorkState::Resolved, "and the past is still what it was");
    workspace.undo_last(&ACT).expect("the run is undone too");
}

#[test]
fn the_same_difference_is_not_named_twice_in_one_step() {
    let place = Place::new();
    let (mut workspace, run) = run_in(&place);
    let all = differences(&workspace, run);
    let step = WorkStep::new(WorkKind::Begin);
    let twice = [&all[0], &all[0]];
    let new = NewWork { reconciliation: "a-skat", period: period(), differences: &twice, step: &step, attached: None };
    assert!(matches!(workspace.add_work(&new, &ACT), Err(StoreError::Unlawful(_))), "it is one difference");
    let none = NewWork { differences: &[], ..new };
    assert!(matches!(workspace.add_work(&none, &ACT), Err(StoreError::Unlawful(_))), "and nothing is nothing");
}

#[test]
fn work_on_the_same_payer_and_person_is_found_in_other_periods() {
    let place = Place::new();
    let (mut workspace, run) = run_in(&place);
    let all = differences(&workspace, run);
    resolve(&mut workspace, &[&all[0]], None);
    let november = "2026-11".parse().expect("a period");
    let like = workspace.work_on_like("a-skat", november, &all[0]).expect("a look back");
    assert_eq!(like.len(), 1, "the step of October");
    assert_eq!(workspace.work_on_like("a-skat", period(), &all[0]).expect("a look"), [], "not of its own period");
    assert_eq!(workspace.work_on_like("eindkomst", november, &all[0]).expect("a look"), [], "nor of another");
}

#[test]
fn roles_are_given_by_administrators_alone() {
    let place = Place::new();
    let (mut workspace, _) = run_in(&place);
    let (anne, bo, eve) = (person("Anne"), person("Bo"), person("Eve"));
    refused(workspace.enrol(&bo.public(), Role::Approver, &anne, &ACT), "optager sig selv");
    workspace.enrol(&anne.public(), Role::Preparer, &anne, &ACT).expect("the first enrols herself");
    let people = workspace.people(None).expect("people");
    assert_eq!(people[0].roles, [Role::Preparer, Role::Administrator].into(), "and is administrator too");
    refused(workspace.enrol(&eve.public(), Role::Approver, &eve, &ACT), "kun en administrator");
    workspace.enrol(&bo.public(), Role::Approver, &anne, &ACT).expect("an administrator enrols another");
    refused(workspace.enrol(&bo.public(), Role::Approver, &anne, &ACT), "allerede");
    refused(workspace.withdraw_role(anne.public().key, Role::Administrator, &anne, &ACT), "mindst én");
    workspace.withdraw_role(bo.public().key, Role::Approver, &anne, &ACT).expect("a role is taken away");
    assert_eq!(workspace.people(None).expect("people").len(), 1, "nobody without a role is listed");
    assert_eq!(workspace.unproven_enrolments().expect("a look"), [], "and every step is signed");
    assert!(workspace.undo_last(&ACT).is_err(), "a role is no slip of the hand");
}

#[test]
fn nobody_signs_both() {
    let place = Place::new();
    let (mut workspace, run) = run_in(&place);
    let (anne, bo) = (person("Anne"), person("Bo"));
    refused(prepare(&mut workspace, run, 1, &anne), "ikke optaget");
    workspace.enrol(&anne.public(), Role::Preparer, &anne, &ACT).expect("the first");
    workspace.enrol(&anne.public(), Role::Approver, &anne, &ACT).expect("she may approve what others prepare");
    workspace.enrol(&bo.public(), Role::Approver, &anne, &ACT).expect("the second");
    refused(prepare(&mut workspace, run, 1, &bo), "ikke forbereder");
    let sign_off = prepare(&mut workspace, run, 1, &anne).expect("a signature");
    refused(prepare(&mut workspace, run, 2, &anne), "venter på godkendelse");
    refused(decide(&mut workspace, sign_off, true, &anne), "kan ikke selv godkende");
    decide(&mut workspace, sign_off, true, &bo).expect("another approves");
    refused(decide(&mut workspace, sign_off, true, &bo), "venter");
    assert!(workspace.undo_last(&ACT).is_err(), "an approval is not undone");
    assert!(workspace.sign_offs("a-skat", period()).expect("it")[0].is_approved(), "two people have signed");
    workspace.close().expect("it closes");
    // Not even past the program.
    let sql = "INSERT INTO decision SELECT 9, 2, id, 1, '', 0, '', public_key, zeroblob(64) FROM sign_off";
    let connection = rusqlite::Connection::open(place.path()).expect("a plain file opens");
    let error = connection.execute_batch(sql).expect_err("refused").to_string();
    assert!(error.contains("another key"), "the database itself says so: {error}");
}

#[test]
fn a_signature_must_prove_its_statement() {
    let place = Place::new();
    let (mut workspace, run) = run_in(&place);
    let anne = person("Anne");
    workspace.enrol(&anne.public(), Role::Preparer, &anne, &ACT).expect("the first");
    let new = NewSignOff {
        reconciliation: "a-skat",
        period: period(),
        version: 1,
        run,
        note: "",
        statement: "et andet resultat",
        key: anne.public().key,
        signature: anne.sign(b"resultat"),
    };
    refused(workspace.add_sign_off(&new, &ACT), "passer ikke");
}

#[test]
fn a_version_sent_back_makes_room_for_the_next() {
    let place = Place::new();
    let (mut workspace, run) = run_in(&place);
    let (anne, bo) = (person("Anne"), person("Bo"));
    workspace.enrol(&anne.public(), Role::Preparer, &anne, &ACT).expect("the first");
    workspace.enrol(&bo.public(), Role::Approver, &anne, &ACT).expect("the second");
    let first = prepare(&mut workspace, run, 1, &anne).expect("a signature");
    decide(&mut workspace, first, false, &bo).expect("it is sent back");
    let second = prepare(&mut workspace, run, 2, &anne).expect("the next version");
    let withdrawn = workspace.undo_last(&ACT).expect("the preparer takes it back").expect("an undo");
    assert!(withdrawn.undoes.is_some(), "it is the signature that was taken back");
    refused(decide(&mut workspace, second, true, &bo), "venter");
    prepare(&mut workspace, run, 3, &anne).expect("and signs anew, beside the old ones");
}

#[test]
fn an_act_of_two_is_signed_by_two_who_may_and_stays() {
    let place = Place::new();
    let (mut workspace, _) = run_in(&place);
    let (anne, bo, rie, stranger) = (person("Anne"), person("Bo"), person("Rie"), person("Fremmed"));
    workspace.enrol(&anne.public(), Role::Preparer, &anne, &ACT).expect("the first");
    workspace.enrol(&bo.public(), Role::Approver, &anne, &ACT).expect("the second");
    workspace.enrol(&rie.public(), Role::Auditor, &anne, &ACT).expect("who only reads");
    let mut adopt =
        |text, first, second| workspace.adopt_rules("2026.1", text, "prøve", Some(&Endorsers { first, second }), &ACT);
    refused(adopt("a", &anne, &anne), "to forskellige");
    refused(adopt("a", &anne, &rie), "optaget");
    refused(adopt("a", &stranger, &bo), "optaget");
    let operation = adopt("a", &anne, &bo).expect("two who may");
    let undone = workspace.undo(operation, &ACT).expect_err("it is not taken back by one");
    assert!(undone.to_string().contains("to personer"), "{undone}");
    assert_eq!(workspace.own_rules_history().expect("rules").len(), 1, "what was refused left nothing");
    assert_eq!(workspace.unproven_endorsements().expect("a look"), [], "both are proven");
    workspace.close().expect("it closes");
    place.tamper("UPDATE own_rules SET text = 'b'");
    assert_eq!(place.open(None).unproven_endorsements().expect("a look"), [operation], "they signed another text");
}

fn check_seal(sql: &str, table: &str) {
    let place = Place::new();
    let (mut workspace, _) = run_in(&place);
    signed(&mut workspace);
    let seals = workspace.verify_seals().expect("a look");
    assert!(seals.broken.is_empty() && seals.whole > 5, "whole before `{sql}`: {seals:?}");
    workspace.close().expect("it closes");
    place.tamper(sql);
    let broken = place.open(None).verify_seals().expect("a look").broken;
    let tables: Vec<&str> = broken.iter().map(|one| one.table.as_str()).collect();
    assert_eq!(tables, [table], "the table is named after `{sql}`");
}

#[test]
fn an_edit_of_what_an_operation_wrote_is_found_and_located() {
    check_seal("UPDATE work SET comment = 'noget andet'", "work");
    check_seal("DELETE FROM work", "work");
    check_seal("UPDATE evidence SET name = 'andet.txt'", "evidence");
    check_seal("UPDATE difference SET amount_minor = amount_minor + 1", "difference");
    check_seal("UPDATE bridge SET a_minor = a_minor + 1", "bridge");
    check_seal("UPDATE run SET unexplained_minor = unexplained_minor + 1", "run");
    check_seal("UPDATE sign_off SET note = 'x'", "sign_off");
    check_seal("UPDATE decision SET reason = 'x'", "decision");
    check_seal("UPDATE enrolment SET role = 4 WHERE id = 3", "enrolment");
    check_seal("UPDATE delivery SET file_name = 'x' WHERE id = 1", "delivery");
}
