//! Runs and what they found.

use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::RecordId;
use trepunkt_core::id::RunId;
use trepunkt_core::money::Money;
use trepunkt_core::progress::Unwatched;
use trepunkt_core::record::Facts;
use trepunkt_core::result::MatchGroup;
use trepunkt_core::result::Member;
use trepunkt_core::result::Pair;
use trepunkt_core::result::PassKind;
use trepunkt_core::result::RunResult;
use trepunkt_core::source::SourceKind;
use trepunkt_store::NewRun;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::Cancelling;
use crate::support::Made;
use crate::support::Place;
use crate::support::claims;
use crate::support::confirmed;
use crate::support::empty_result;
use crate::support::period;
use crate::support::result;
use crate::support::save;

const INPUTS: [DeliveryId; 2] = [DeliveryId(1), DeliveryId(2)];

fn workspace(place: &Place) -> Workspace {
    let mut workspace = place.create(None);
    Made::income(0).import(&mut workspace).expect("an import");
    Made::of(SourceKind::SkatKrav, Facts::Claims(claims())).import(&mut workspace).expect("an import");
    workspace
}

#[test]
fn a_run_comes_back_as_it_was_found() {
    let place = Place::new();
    let mut workspace = workspace(&place);
    let found = result(INPUTS[0], INPUTS[1]);
    let id = save(&mut workspace, &INPUTS, &found).expect("it is stored");
    let run = workspace.current_run("a-skat", period()).expect("a search").expect("it is the current one");
    assert_eq!((run.id, run.stands, run.inputs_stand), (id, true, true), "it stands on standing deliveries");
    assert_eq!((run.reconciliation.as_str(), run.period), ("a-skat", period()), "what and when");
    assert_eq!((run.rules_version.as_str(), run.program_version.as_str()), ("2026.1", "0.1.0"), "by which rules");
    assert_eq!(workspace.rules(&run.rules).expect("the rules").1, "version = \"2026.1\"", "and their very text");
    assert_eq!((run.groups, run.matched_records, run.differences), (3, 5, 2), "a record matched twice is one record");
    assert_eq!((run.unexplained, run.elapsed_ms), (Money::from_minor(7_000), 12), "in and out do not cancel");
    assert_eq!(run.confirmed, [confirmed(None)], "the cut-offs it went by");
    assert_eq!((run.points, run.inputs.as_slice()), (found.points, INPUTS.as_slice()), "points and deliveries");
    assert_eq!(run.result_hash, found.result_hash, "the hash");
    let differences = workspace.differences(id).expect("differences");
    assert_eq!(differences.iter().map(|one| one.ordinal).collect::<Vec<_>>(), [0, 1], "numbered in order");
    let differences: Vec<_> = differences.into_iter().map(|one| one.difference).collect();
    assert_eq!(differences, found.differences, "differences, records and all");
    assert_eq!(workspace.bridges(id).expect("bridges"), found.bridges, "bridges, records and all");
    assert_eq!(workspace.cutoffs(id).expect("cut-offs"), found.cutoffs, "cut-offs with their candidates");
    assert_eq!(workspace.notes(id).expect("notes"), found.notes, "notes");
    assert_eq!(workspace.members(id).expect("members"), found.members, "memberships");
    assert_eq!(workspace.groups(id).expect("groups"), found.groups, "groups");
}

#[test]
fn a_record_knows_its_group() {
    let place = Place::new();
    let mut workspace = workspace(&place);
    let id = save(&mut workspace, &INPUTS, &result(INPUTS[0], INPUTS[1])).expect("it is stored");
    let check = |pair, ordinal, expected: Option<(PassKind, Vec<RecordId>)>| {
        let group = workspace.group_of(id, pair, RecordId::new(INPUTS[0], ordinal)).expect("a search");
        assert_eq!(group.map(|(group, members)| (group.pass, members)), expected, "record {ordinal} in {pair}");
    };
    let of_income = |ordinals: &[u32]| ordinals.iter().map(|ordinal| RecordId::new(INPUTS[0], *ordinal)).collect();
    for ordinal in [0, 2, 3] {
        check(Pair::AB, ordinal, Some((PassKind::KeySum, of_income(&[0, 2, 3]))));
    }
    check(Pair::AB, 1, Some((PassKind::Key, of_income(&[1]))));
    check(Pair::BC, 2, Some((PassKind::ClaimSum, vec![RecordId::new(INPUTS[0], 2), RecordId::new(INPUTS[1], 0)])));
    check(Pair::BC, 0, None);
}

/// As many records of one delivery as `count`, dealt out to groups of which many are alike.
fn dealt(count: u32) -> RunResult {
    let groups = count.div_ceil(2);
    let group = |number: u32| MatchGroup {
        pair: Pair::AB,
        pass: if number.is_multiple_of(50) { PassKind::KeySum } else { PassKind::Key },
        tolerance_used: Money::ZERO,
        alternatives: 0,
    };
    // A step without a common factor deals every number once, and no two neighbours to one group.
    let member = |ordinal: u32| Member {
        pair: Pair::AB,
        record: RecordId::new(INPUTS[0], ordinal),
        group: u32::try_from(u64::from(ordinal) * 7_919 % u64::from(groups)).expect("less than groups"),
    };
    RunResult { groups: (0..groups).map(group).collect(), members: (0..count).map(member).collect(), ..empty_result() }
}

#[test]
fn groups_of_any_number_come_back() {
    let place = Place::new();
    let mut workspace = workspace(&place);
    for count in [0, 1, 2, 63, 64, 65, 127, 128, 129, 1_000] {
        let found = dealt(count);
        let id = save(&mut workspace, &INPUTS, &found).expect("it is stored");
        assert_eq!(workspace.groups(id).expect("groups"), found.groups, "groups of {count} records");
        assert_eq!(workspace.members(id).expect("members"), found.members, "memberships of {count} records");
        for member in &found.members {
            let (group, records) =
                workspace.group_of(id, Pair::AB, member.record).expect("a search").expect("it is in a group");
            let same = found.members.iter().filter(|other| other.group == member.group);
            let expected: Vec<RecordId> = same.map(|other| other.record).collect();
            let index = usize::try_from(member.group).expect("small");
            assert_eq!((group, records), (found.groups[index], expected), "the group of {member:?}");
        }
    }
}

#[test]
fn an_identical_rerun_is_recognised_only_while_it_is_current() {
    let place = Place::new();
    let mut workspace = workspace(&place);
    let id = save(&mut workspace, &INPUTS, &empty_result()).expect("it is stored");
    let rules = workspace.run(id).expect("the run").rules;
    let find = |workspace: &Workspace, inputs: &[DeliveryId], rules: &[u8; 32], version: &str| {
        let cutoffs = [confirmed(None)];
        let found =
            workspace.find_run_with_inputs("a-skat", period(), inputs, &cutoffs, rules, version).expect("a search");
        found.map(|run| run.id)
    };
    assert_eq!(find(&workspace, &[DeliveryId(2), DeliveryId(1)], &rules, "0.1.0"), Some(id), "in any order");
    assert_eq!(find(&workspace, &INPUTS[..1], &rules, "0.1.0"), None, "fewer deliveries");
    assert_eq!(find(&workspace, &INPUTS, &[0; 32], "0.1.0"), None, "other rules");
    assert_eq!(find(&workspace, &INPUTS, &rules, "0.2.0"), None, "another program");
    let without = workspace.find_run_with_inputs("a-skat", period(), &INPUTS, &[], &rules, "0.1.0").expect("a search");
    assert_eq!(without, None, "without the confirmed cut-off");
    let newer = save(&mut workspace, &INPUTS[..1], &empty_result()).expect("it is stored");
    assert_eq!(find(&workspace, &INPUTS, &rules, "0.1.0"), None, "an older run is not the answer now");
    let runs: Vec<RunId> = workspace.runs(10).expect("runs").into_iter().map(|run| run.id).collect();
    assert_eq!(runs, [newer, id], "the list has both, newest first");
}

#[test]
fn a_result_that_breaks_a_law_is_refused() {
    let place = Place::new();
    let mut workspace = workspace(&place);
    let check = |workspace: &mut Workspace, what: &str, change: &dyn Fn(&mut RunResult)| {
        let mut found = result(INPUTS[0], INPUTS[1]);
        change(&mut found);
        let outcome = save(workspace, &INPUTS, &found);
        assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "{what}: {outcome:?}");
    };
    check(&mut workspace, "a bridge that does not close", &|found| {
        found.bridges[0].steps[0].outflow = Money::from_minor(499);
    });
    check(&mut workspace, "a record of another delivery", &|found| {
        found.differences[0].records[0].1 = RecordId::new(DeliveryId(3), 0);
    });
    check(&mut workspace, "a record used twice", &|found| found.members[1].record = found.members[0].record);
    check(&mut workspace, "a member of no group", &|found| found.members[0].group = 3);
    check(&mut workspace, "a member of another pair's group", &|found| found.members[0].group = 2);
    check(&mut workspace, "an empty group", &|found| found.groups.push(found.groups[0]));
    check(&mut workspace, "members out of order", &|found| found.members.swap(0, 1));
    check(&mut workspace, "a negative inflow", &|found| {
        found.bridges[0].steps[0].inflow = Money::from_minor(-500);
        found.bridges[0].steps[0].outflow = Money::ZERO;
    });
    assert_eq!(workspace.runs(10).expect("runs"), [], "nothing is left of any of them");
    save(&mut workspace, &INPUTS, &result(INPUTS[0], INPUTS[1])).expect("the unchanged result is lawful");
}

#[test]
fn a_run_on_what_is_no_longer_there_is_refused() {
    let place = Place::new();
    let mut workspace = workspace(&place);
    workspace.undo_last(&ACT).expect("an undo").expect("of the claim");
    let outcome = save(&mut workspace, &INPUTS, &empty_result());
    assert!(matches!(outcome, Err(StoreError::InputUndone(DeliveryId(2)))), "undone meanwhile: {outcome:?}");
    let outcome = save(&mut workspace, &[DeliveryId(9)], &empty_result());
    assert!(matches!(outcome, Err(StoreError::NoSuch(_))), "never there: {outcome:?}");
    let run = NewRun {
        reconciliation: "a-skat",
        period: period(),
        rules: [0; 32],
        program_version: "0.1.0",
        inputs: &INPUTS[..1],
        confirmed: &[],
        elapsed_ms: 0,
        result: &empty_result(),
    };
    let outcome = workspace.save_run(&run, &ACT, &Unwatched);
    assert!(matches!(outcome, Err(StoreError::Unlawful(_))), "rules that were never kept: {outcome:?}");
    let rules = workspace.keep_rules("1", "x", &ACT).expect("rules");
    let outcome = workspace.save_run(&NewRun { rules, ..run }, &ACT, &Cancelling);
    assert!(matches!(outcome, Err(StoreError::Cancelled)), "cancelled: {outcome:?}");
    assert_eq!(workspace.runs(10).expect("runs"), [], "nothing is left of any of them");
}

#[test]
fn rules_are_kept_once() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let first = workspace.keep_rules("1", "a = 1", &ACT).expect("rules");
    let entries = workspace.verify_audit().expect("a walk").entries;
    assert_eq!(workspace.keep_rules("1", "a = 1", &ACT).expect("rules"), first, "the same text is the same");
    assert_eq!(workspace.verify_audit().expect("a walk").entries, entries, "and nothing new is logged");
    let other = workspace.keep_rules("1", "a = 2", &ACT).expect("rules");
    assert_ne!(other, first, "another text is another, whatever its version says");
    assert_eq!(workspace.rules(&first).expect("rules"), ("1".to_owned(), "a = 1".to_owned()), "both can be read");
}
