//! Cut-offs that people confirm: what counts, what takes the place of what, and what an undo brings back.

use trepunkt_core::company::SeNumber;
use trepunkt_core::cutoff::ConfirmedCutoff;
use trepunkt_core::period::Period;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::OperationKind;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::Place;
use crate::support::confirmed;
use crate::support::month;
use crate::support::period;
use crate::support::se;

/// The payer and the moment of each word that counts.
fn counting(workspace: &Workspace) -> Vec<(Option<SeNumber>, i64)> {
    let words = workspace.confirmed_cutoffs("a-skat", period()).expect("a search");
    words.iter().map(|word| (word.cutoff.se, word.cutoff.moment.seconds())).collect()
}

fn word(payer: Option<u32>, seconds: i64) -> ConfirmedCutoff {
    ConfirmedCutoff { moment: WallTime::from_seconds(seconds), ..confirmed(payer.map(se)) }
}

#[test]
fn a_confirmed_cut_off_comes_back_with_who_and_when() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let said = confirmed(Some(se(17_000_004)));
    let operation = workspace.confirm_cutoff(&said, None, &ACT).expect("it is kept");
    let words = workspace.confirmed_cutoffs("a-skat", period()).expect("a search");
    let word = words.first().expect("it counts");
    assert_eq!((&word.cutoff, word.operation, word.at), (&said, operation, ACT.at), "what, by which operation, when");
    assert_eq!((words.len(), word.who.as_str()), (1, ACT.who), "once, and by whom");
    let logged = workspace.operation(operation).expect("it is logged");
    let detail = format!("a-skat 2026-10 {} 17000004", said.moment.iso());
    assert_eq!((logged.kind, logged.detail), (OperationKind::Cutoff, detail), "and the log says what");
    let other = Period::Month(month("2026-09"));
    assert_eq!(workspace.confirmed_cutoffs("a-skat", other).expect("a search"), [], "another month has none");
    assert_eq!(workspace.confirmed_cutoffs("atp-op", period()).expect("a search"), [], "nor another reconciliation");
}

#[test]
fn the_newest_word_counts_and_an_undo_brings_the_older_one_back() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let mut say = |payer, seconds, expected: &[(Option<u32>, i64)]| {
        let operation = workspace.confirm_cutoff(&word(payer, seconds), None, &ACT).expect("it is kept");
        let expected: Vec<_> = expected.iter().map(|(payer, seconds)| (payer.map(se), *seconds)).collect();
        assert_eq!(counting(&workspace), expected, "after {payer:?} {seconds}");
        operation
    };
    say(Some(17_000_004), 100, &[(Some(17_000_004), 100)]);
    say(Some(17_000_012), 200, &[(Some(17_000_004), 100), (Some(17_000_012), 200)]);
    say(Some(17_000_004), 300, &[(Some(17_000_004), 300), (Some(17_000_012), 200)]);
    let all = say(None, 400, &[(None, 400)]);
    say(Some(17_000_012), 500, &[(None, 400), (Some(17_000_012), 500)]);
    workspace.undo(all, &ACT).expect("an undo");
    let back = [(Some(se(17_000_004)), 300), (Some(se(17_000_012)), 500)];
    assert_eq!(counting(&workspace), back, "without the word about all, the older ones count again");
}
