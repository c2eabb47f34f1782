//! What the user teaches: profiles of foreign tables, and the deliveries that a month needs.

use trepunkt_core::source::SourceKind;
use trepunkt_store::Expectation;
use trepunkt_store::ExpectedOf;
use trepunkt_store::NewProfile;
use trepunkt_store::OperationKind;
use trepunkt_store::StoreError;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::Place;
use crate::support::month;
use crate::support::se;

const PROFILE: NewProfile<'_> =
    NewProfile { name: "Bankens liste", kind: SourceKind::BankCsv, header_set: [1; 32], text: "kind = \"bank-csv\"\n" };

fn named(workspace: &Workspace) -> Vec<(String, String)> {
    let profiles = workspace.profiles(Which::Standing).expect("profiles");
    profiles.into_iter().map(|profile| (profile.name, profile.text)).collect()
}

fn pair(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[test]
fn the_newest_standing_profile_of_a_name_counts() {
    let place = Place::new();
    let mut workspace = place.create(None);
    assert_eq!(named(&workspace), [], "nothing is known at first");
    let (_, id) = workspace.save_profile(&PROFILE, &ACT).expect("a profile");
    let kept = workspace.profiles(Which::Standing).expect("profiles").remove(0);
    assert_eq!((kept.id, kept.at, kept.who.as_str(), kept.counts), (id, ACT.at, "anne", true), "who and when");
    assert_eq!((kept.name.as_str(), kept.kind, kept.header_set), (PROFILE.name, PROFILE.kind, [1; 32]), "what");
    assert_eq!(kept.text, PROFILE.text, "and what it says");

    let newer = NewProfile { text: "kind = \"camt053\"\n", kind: SourceKind::Camt053, header_set: [2; 32], ..PROFILE };
    let (operation, _) = workspace.save_profile(&newer, &ACT).expect("a newer version");
    let other = NewProfile { name: "Anden liste", text: "x", ..PROFILE };
    workspace.save_profile(&other, &ACT).expect("another");
    assert_eq!(named(&workspace), [pair("Anden liste", "x"), pair(PROFILE.name, newer.text)], "one of each name");
    assert_eq!(workspace.profiles(Which::All).expect("profiles").len(), 3, "every version is kept");

    let undo = workspace.undo(operation, &ACT).expect("an undo");
    assert_eq!(
        named(&workspace),
        [pair("Anden liste", "x"), pair(PROFILE.name, PROFILE.text)],
        "the older one is back"
    );
    workspace.undo(undo.id, &ACT).expect("the undo is undone");
    assert_eq!(named(&workspace)[1], pair(PROFILE.name, newer.text), "and gone again");
}

#[test]
fn a_profile_is_found_by_the_headers_of_its_table() {
    let place = Place::new();
    let mut workspace = place.create(None);
    workspace.save_profile(&PROFILE, &ACT).expect("a profile");
    let found = |workspace: &Workspace, set: u8| -> Vec<String> {
        let profiles = workspace.profiles_for_headers(&[set; 32]).expect("a search");
        profiles.into_iter().map(|profile| profile.name).collect()
    };
    assert_eq!(found(&workspace, 1), [PROFILE.name], "the same headers");
    assert_eq!(found(&workspace, 2), Vec::<String>::new(), "other headers");
    workspace.save_profile(&NewProfile { name: "Anden liste", ..PROFILE }, &ACT).expect("another");
    assert_eq!(found(&workspace, 1), ["Anden liste", PROFILE.name], "both are offered: which one is not guessed");
    workspace.save_profile(&NewProfile { header_set: [2; 32], ..PROFILE }, &ACT).expect("a newer version");
    assert_eq!(found(&workspace, 1), ["Anden liste"], "an older version of a name no longer counts");
}

#[test]
fn a_profile_needs_a_name_and_its_words_stay_out_of_the_log() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let outcome = workspace.save_profile(&NewProfile { name: "  ", ..PROFILE }, &ACT);
    assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "a nameless profile: {outcome:?}");
    workspace.save_profile(&NewProfile { name: "Liste for 010190-0004", ..PROFILE }, &ACT).expect("a profile");
    let operation = workspace.operations(1).expect("operations").remove(0);
    assert_eq!((operation.kind, operation.detail.as_str()), (OperationKind::Profile, "P1"), "the log has its number");
    assert!(workspace.verify_audit().expect("a walk").is_whole(), "and an entry for it");
}

#[test]
fn the_newest_standing_statement_of_expectations_counts_whole() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let expected =
        |of, to: Option<&str>| Expectation { kind: SourceKind::Camt053, of, from: month("2026-10"), to: to.map(month) };
    assert_eq!(workspace.expectations().expect("expectations"), [], "nobody has stated any");
    let first = [
        expected(ExpectedOf::Payer(se(17_000_004)), None),
        expected(ExpectedOf::Account("DK5000400440116243".to_owned()), Some("2026-12")),
        expected(ExpectedOf::All, Some("2026-10")),
    ];
    workspace.save_expectations(&first, &ACT).expect("stated");
    assert_eq!(workspace.expectations().expect("expectations"), first, "as they were stated");
    let second = [expected(ExpectedOf::All, None)];
    workspace.save_expectations(&second, &ACT).expect("stated again");
    workspace.save_expectations(&[], &ACT).expect("nothing is expected any more");
    assert_eq!(workspace.expectations().expect("expectations"), [], "an empty statement is one too");
    workspace.undo_last(&ACT).expect("an undo").expect("of the empty one");
    assert_eq!(workspace.expectations().expect("expectations"), second, "the one before is back");
    workspace.undo_last(&ACT).expect("an undo").expect("of the second");
    assert_eq!(workspace.expectations().expect("expectations"), first, "and the first");

    let operation =
        workspace.operations(20).expect("operations").into_iter().find(|one| one.stands && one.detail == "3");
    assert_eq!(operation.map(|one| one.kind), Some(OperationKind::Expectations), "the log says how many");
    let backwards = [expected(ExpectedOf::All, Some("2026-09"))];
    let outcome = workspace.save_expectations(&backwards, &ACT);
    assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "ends before it begins: {outcome:?}");
    let personal = [expected(ExpectedOf::Account("010190-0004".to_owned()), None)];
    workspace.save_expectations(&personal, &ACT).expect("stated");
    let masked = ExpectedOf::Account("010190-••••".to_owned());
    assert_eq!(workspace.expectations().expect("expectations")[0].of, masked, "as coverage writes it");
    assert!(workspace.verify_audit().expect("a walk").is_whole(), "the log tells all of it");
}
