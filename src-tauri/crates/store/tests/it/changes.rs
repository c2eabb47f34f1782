//! What a newer delivery says otherwise, against a comparison made without any cleverness.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use trepunkt_core::code::Field;
use trepunkt_core::code::Receipt;
use trepunkt_core::delivery::Extract;
use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::money::Money;
use trepunkt_core::record::Facts;
use trepunkt_core::record::IncomeRecord;
use trepunkt_core::record::IncomeTable;
use trepunkt_core::source::SourceKind;
use trepunkt_core::text_pool::TextId;
use trepunkt_store::Change;
use trepunkt_store::Changes;
use trepunkt_store::StoreError;
use trepunkt_store::Workspace;

use crate::support::Made;
use crate::support::Place;
use crate::support::claims;
use crate::support::company_sums;
use crate::support::income;
use crate::support::month;
use crate::support::se;

/// One line: reference (empty for a cell of an extract), field, amount, receipt.
type Line = (&'static str, u16, i64, Receipt);

fn made(kind: SourceKind, lines: &[Line], seed: u8) -> Made {
    let mut table = IncomeTable::default();
    let shared = income(0).heads[0];
    for (position, (reference, field, amount, receipt)) in (2..).zip(lines) {
        let reference = table.texts.keep(reference, TextId::default()).expect("room");
        let none = TextId::default();
        table.heads.push(trepunkt_core::record::IncomeHead {
            reference,
            benefit: none,
            name: none,
            receipt: *receipt,
            ..shared
        });
        table.records.push(IncomeRecord {
            head: position - 2,
            line: position,
            field: Field::new(*field).expect("a field"),
            amount: Money::from_minor(*amount),
        });
    }
    let mut made = Made::of(kind, Facts::Income(table));
    made.bytes.push(seed);
    made.extract.is_split = kind == SourceKind::EindkomstPersum;
    made
}

fn compare(workspace: &mut Workspace, older: &Made, newer: &Made, limit: usize) -> Result<Changes, StoreError> {
    let (_, older) = older.import(workspace).expect("the older one");
    let (_, newer) = newer.import(workspace).expect("the newer one");
    workspace.changes_between(&[older], &[newer], limit)
}

/// Added, removed, changed in amount or receipt, unchanged, outside.
fn totals(changes: &Changes) -> [u64; 5] {
    let changed = changes.changed.total + changes.answered.total;
    [changes.added.total, changes.removed.total, changed, changes.unchanged, changes.outside]
}

fn amounts(change: &Change) -> (Option<i64>, Option<i64>) {
    let minor = |version: trepunkt_store::Version| version.amount.minor();
    (change.before.map(minor), change.after.map(minor))
}

#[test]
fn reports_that_came_went_and_changed_are_listed() {
    use Receipt::Acknowledged;
    use Receipt::Awaiting;
    let place = Place::new();
    let mut workspace = place.create(None);
    let older = [
        ("T1", 15, 100, Acknowledged),
        ("T2", 15, 200, Awaiting),
        ("T3", 15, 300, Acknowledged),
        ("T4", 15, 400, Acknowledged),
        ("T6", 15, 5, Acknowledged),
        ("T6", 15, 5, Acknowledged),
    ];
    let newer = [
        ("T6", 15, 4, Acknowledged),
        ("T6", 15, 6, Acknowledged),
        ("T5", 15, 500, Acknowledged),
        ("T4", 15, 401, Acknowledged),
        ("T2", 15, 200, Acknowledged),
        ("T1", 15, 100, Acknowledged),
    ];
    let (older, newer) = (made(SourceKind::TokIndberetning, &older, 0), made(SourceKind::TokIndberetning, &newer, 1));
    let changes = compare(&mut workspace, &older, &newer, 10).expect("a comparison");
    assert_eq!(totals(&changes), [1, 1, 3, 1, 0], "one came, one went, three changed, one is as it was");
    assert_eq!(changes.added.first[0].reference, "T5", "the one that came");
    assert_eq!(amounts(&changes.added.first[0]), (None, Some(500)), "was not there before");
    assert_eq!(amounts(&changes.removed.first[0]), (Some(300), None), "the one that went");
    let changed = &changes.changed.first;
    let names: Vec<&str> = changed.iter().map(|change| change.reference.as_str()).collect();
    assert_eq!(names, ["T4", "T6"], "in the order of the keys");
    let answered = &changes.answered.first[..];
    assert_eq!(answered.len(), 1, "a receipt alone is no change of an amount");
    let receipts = [answered[0].before, answered[0].after].map(|version| version.and_then(|version| version.receipt));
    assert_eq!(receipts, [Some(Awaiting), Some(Acknowledged)], "a receipt that came");
    assert_eq!(amounts(&changed[0]), (Some(400), Some(401)), "an amount that moved");
    assert_eq!(amounts(&changed[1]), (Some(10), Some(10)), "two reports that share an amount otherwise");
    assert_eq!((changed[0].month, changed[0].se), (month("2026-10"), se(17_000_004)), "where");
    let sums = |list: &trepunkt_store::ChangeList| (list.before.minor(), list.after.minor());
    let found = [&changes.added, &changes.removed, &changes.changed, &changes.answered].map(sums);
    assert_eq!(found, [(0, 500), (300, 0), (410, 411), (200, 200)], "sums of all, listed or not");

    let cut = workspace.changes_between(&[DeliveryId(1)], &[DeliveryId(2)], 1).expect("a comparison");
    assert_eq!(totals(&cut), totals(&changes), "the totals are whole");
    assert_eq!(cut.changed.after, changes.changed.after, "so are the sums");
    assert_eq!(cut.changed.first, changed[..1], "the list is cut");
    let same = workspace.changes_between(&[DeliveryId(1)], &[DeliveryId(1)], 1).expect("a comparison");
    assert_eq!(totals(&same), [0, 0, 0, 5, 0], "nothing differs from itself");
}

#[test]
fn cells_of_an_extract_are_compared_as_sums() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let persum = |lines: &[Line], seed| made(SourceKind::EindkomstPersum, lines, seed);
    let none = Receipt::None;
    let older = persum(&[("", 15, 40, none), ("", 15, 60, none), ("", 16, 8, none)], 0);
    let newer = persum(&[("", 15, 100, none), ("", 16, 9, none), ("", 13, 1, none)], 1);
    let changes = compare(&mut workspace, &older, &newer, 10).expect("a comparison");
    assert_eq!(totals(&changes), [1, 0, 1, 1, 0], "the same sum from other rows is no change");
    assert_eq!(amounts(&changes.changed.first[0]), (Some(8), Some(9)), "felt 0016");
    assert_eq!(changes.changed.first[0].income_kind.map(|kind| kind.number()), Some(170), "with its income kind");

    let mut unsplit = persum(&[("", 15, 100, none), ("", 16, 8, none)], 2);
    let Facts::Income(table) = &mut unsplit.facts else { panic!("income") };
    table.heads.iter_mut().for_each(|head| head.income_kind = None);
    unsplit.extract.is_split = false;
    let (_, unsplit) = unsplit.import(&mut workspace).expect("an import");
    let changes = workspace.changes_between(&[DeliveryId(1)], &[unsplit], 10).expect("a comparison");
    assert_eq!(totals(&changes), [0, 0, 0, 2, 0], "an extract without the split is compared without it");
}

#[test]
fn what_one_side_does_not_speak_of_has_not_changed() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let none = Receipt::None;
    let older = made(SourceKind::EindkomstPersum, &[("", 15, 1, none), ("", 16, 2, none)], 0);
    let mut newer = made(SourceKind::EindkomstPersum, &[("", 15, 1, none)], 1);
    let Facts::Income(table) = &mut newer.facts else { panic!("income") };
    table.heads[0].month = month("2026-11");
    let changes = compare(&mut workspace, &older, &newer, 10).expect("a comparison");
    assert_eq!(totals(&changes), [0, 0, 0, 0, 3], "October and November have nothing in common");

    // The same rows, but the newer extract was drawn over both months.
    newer.bytes.push(2);
    newer.extract = Extract {
        scopes: vec![ExtractScope { se: se(17_000_004), from: month("2026-10"), to: month("2026-11") }],
        ..newer.extract
    };
    let (_, newer) = newer.import(&mut workspace).expect("an import");
    let changes = workspace.changes_between(&[DeliveryId(1)], &[newer], 10).expect("a comparison");
    assert_eq!(totals(&changes), [0, 2, 0, 0, 1], "then what October had is gone");
}

#[test]
fn files_of_one_extract_are_one_side() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let none = Receipt::None;
    let parts = [
        made(SourceKind::EindkomstPersum, &[("", 15, 1, none)], 0),
        made(SourceKind::EindkomstPersum, &[("", 16, 2, none)], 1),
        made(SourceKind::EindkomstPersum, &[("", 15, 1, none), ("", 16, 2, none)], 2),
    ];
    let ids: Vec<DeliveryId> = parts.iter().map(|part| part.import(&mut workspace).expect("an import").1).collect();
    let changes = workspace.changes_between(&ids[..2], &ids[2..], 10).expect("a comparison");
    assert_eq!(totals(&changes), [0, 0, 0, 2, 0], "a row that lies in another file of the series has not changed");
}

#[test]
fn only_like_is_compared_with_like() {
    let place = Place::new();
    let mut workspace = place.create(None);
    Made::income(0).import(&mut workspace).expect("an import");
    Made::of(SourceKind::SkatKrav, Facts::Claims(claims())).import(&mut workspace).expect("an import");
    let virsum = Made::of(SourceKind::EindkomstVirsum, Facts::CompanySums(company_sums()));
    virsum.import(&mut workspace).expect("an import");
    let compare = |older, newer| workspace.changes_between(&[DeliveryId(older)], &[DeliveryId(newer)], 1);
    assert!(matches!(compare(1, 2), Err(StoreError::Unlawful(_))), "a report is no claim");
    assert!(matches!(compare(2, 2), Err(StoreError::Unlawful(_))), "claims have no fields");
    assert!(matches!(compare(1, 9), Err(StoreError::NoSuch(_))), "there is no ninth");
    assert_eq!(totals(&compare(3, 3).expect("a comparison")), [0, 0, 0, 2, 0], "sums of companies have");
    let nothing = workspace.changes_between(&[], &[], 1).expect("a comparison");
    assert_eq!(nothing, Changes::default(), "nothing has not changed");
}

fn line() -> impl Strategy<Value = Line> {
    let reference = proptest::sample::select(vec!["T1", "T2", "T3", "T4"]);
    let receipt = proptest::sample::select(vec![Receipt::Acknowledged, Receipt::Awaiting]);
    (reference, 15..17_u16, 1..4_i64, receipt)
}

/// Added, removed, changed and unchanged, counted the slow way.
fn naive(older: &[Line], newer: &[Line]) -> [u64; 4] {
    let by_key = |lines: &[Line]| {
        let mut map: BTreeMap<(&str, u16), Vec<(i64, Receipt)>> = BTreeMap::new();
        for (reference, field, amount, receipt) in lines {
            map.entry((reference, *field)).or_default().push((*amount, *receipt));
        }
        map.values_mut().for_each(|said| said.sort_unstable());
        map
    };
    let (older, newer) = (by_key(older), by_key(newer));
    let mut counted = [0; 4];
    for key in older.keys().chain(newer.keys()).collect::<std::collections::BTreeSet<_>>() {
        let place = match (older.get(key), newer.get(key)) {
            (None, _) => 0,
            (_, None) => 1,
            (before, after) if before == after => 3,
            _ => 2,
        };
        counted[place] += 1;
    }
    counted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn changes_are_those_that_a_naive_comparison_finds(older in vec(line(), 1..16), newer in vec(line(), 1..16)) {
        let place = Place::new();
        let mut workspace = place.create(None);
        let (old, new) = (made(SourceKind::TokIndberetning, &older, 0), made(SourceKind::TokIndberetning, &newer, 1));
        let found = compare(&mut workspace, &old, &new, 100).expect("a comparison");
        let [added, removed, changed, unchanged, outside] = totals(&found);
        prop_assert_eq!([added, removed, changed, unchanged], naive(&older, &newer));
        prop_assert_eq!(outside, 0);
        let back = workspace.changes_between(&[DeliveryId(2)], &[DeliveryId(1)], 100).expect("a comparison");
        prop_assert_eq!(totals(&back), [removed, added, changed, unchanged, 0], "seen from the other side");
    }
}
