//! Undo is history: nothing disappears, and what stands is what a naive model says.

use proptest::collection::vec;
use proptest::prelude::*;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::id::OperationId;
use trepunkt_core::id::RunId;
use trepunkt_store::Delivery;
use trepunkt_store::OperationKind;
use trepunkt_store::Run;
use trepunkt_store::StoreError;
use trepunkt_store::Which;
use trepunkt_store::Workspace;

use crate::support::ACT;
use crate::support::Made;
use crate::support::Place;
use crate::support::empty_result;
use crate::support::period;
use crate::support::save;

fn seen(workspace: &Workspace) -> (Vec<Delivery>, Option<Run>, Option<String>) {
    (
        workspace.deliveries(Which::Standing).expect("deliveries"),
        workspace.current_run("a-skat", period()).expect("a run"),
        workspace.setting("sprog").expect("a setting"),
    )
}

#[test]
fn undoing_brings_back_exactly_what_was_seen_before() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let mut states = vec![seen(&workspace)];
    let mut last = OperationId(0);
    Made::income(0).import(&mut workspace).expect("an import");
    states.push(seen(&workspace));
    save(&mut workspace, &[DeliveryId(1)], &empty_result()).expect("a run");
    states.push(seen(&workspace));
    workspace.set_setting("sprog", "en", &ACT).expect("a setting");
    states.push(seen(&workspace));
    save(&mut workspace, &[DeliveryId(1)], &empty_result()).expect("another run");
    let end = seen(&workspace);
    for before in states.into_iter().rev() {
        let undo = workspace.undo_last(&ACT).expect("an undo").expect("there was something");
        assert_eq!(undo.kind, OperationKind::Undo, "an undo is an operation");
        assert!(undo.undoes.is_some_and(|target| last == OperationId(0) || target < last), "each older than the last");
        last = undo.undoes.expect("it undid something");
        assert_eq!(seen(&workspace), before, "as it was before operation {last:?}");
    }
    assert_eq!(workspace.undo_last(&ACT).expect("an undo"), None, "creation cannot be undone");
    let all = workspace.deliveries(Which::All).expect("deliveries");
    assert_eq!((all.len(), all[0].stands), (1, false), "the undone delivery is still there");
    let undos: Vec<OperationId> = workspace.operations(4).expect("operations").into_iter().map(|one| one.id).collect();
    for undo in undos {
        workspace.undo(undo, &ACT).expect("the undo is undone");
    }
    assert_eq!(seen(&workspace), end, "undoing every undo brings all of it back");
    assert!(workspace.verify_audit().expect("a walk").is_whole(), "and the log tells all of it");
}

#[test]
fn a_run_says_when_its_deliveries_are_gone() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let (import, id) = Made::income(0).import(&mut workspace).expect("an import");
    save(&mut workspace, &[id], &empty_result()).expect("a run");
    workspace.undo(import, &ACT).expect("the import is undone under the run");
    let run = workspace.current_run("a-skat", period()).expect("a search").expect("the run itself stands");
    assert!(!run.inputs_stand, "but not what it was made of");
}

#[test]
fn what_cannot_be_undone_says_why() {
    let place = Place::new();
    let mut workspace = place.create(None);
    let made = Made::income(0);
    let (first, _) = made.import(&mut workspace).expect("an import");
    let undo = workspace.undo(first, &ACT).expect("an undo");
    let reason = |outcome: Result<_, StoreError>| {
        outcome.map(|_: trepunkt_store::Operation| ()).expect_err("refused").to_string()
    };
    assert_eq!(
        reason(workspace.undo(first, &ACT)),
        format!("handling {} kan ikke fortrydes: den er allerede fortrudt", first.0),
        "twice"
    );
    assert!(reason(workspace.undo(OperationId(1), &ACT)).ends_with("den oprettede arbejdsmappen"), "the creation");
    assert_eq!(reason(workspace.undo(OperationId(99), &ACT)), "handling 99 findes ikke i arbejdsmappen", "no such");
    made.import(&mut workspace).expect("the same file again");
    let outcome = workspace.undo(undo.id, &ACT);
    assert!(
        matches!(outcome, Err(StoreError::AlreadyStanding(DeliveryId(2)))),
        "bringing the first back would count every krone twice: {outcome:?}"
    );
    assert_eq!(workspace.deliveries(Which::Standing).expect("deliveries").len(), 1, "so only one stands");
}

/// One thing a user does.
#[derive(Clone, Debug)]
enum Step {
    Import(i64),
    Run,
    Setting(u8),
    UndoLast,
    Undo(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..4_i64).prop_map(Step::Import),
        Just(Step::Run),
        any::<u8>().prop_map(Step::Setting),
        Just(Step::UndoLast),
        (1..20_usize).prop_map(Step::Undo),
    ]
}

/// What an operation did, as the model remembers it.
#[derive(Clone, Debug)]
enum Done {
    Create,
    Import { seed: i64, id: DeliveryId },
    Run(RunId),
    Setting(u8),
    Undo(usize),
}

/// Operations from number 1; asked about standing by the definition itself.
#[derive(Default)]
struct Model {
    done: Vec<Done>,
}

impl Model {
    fn stands(&self, number: usize) -> bool {
        !(number + 1..=self.done.len())
            .any(|later| matches!(self.done[later - 1], Done::Undo(target) if target == number) && self.stands(later))
    }

    fn standing(&self) -> impl DoubleEndedIterator<Item = &Done> {
        (1..=self.done.len()).filter(|number| self.stands(*number)).map(|number| &self.done[number - 1])
    }

    fn deliveries(&self) -> Vec<(i64, DeliveryId)> {
        let import = |done: &Done| match done {
            Done::Import { seed, id } => Some((*seed, *id)),
            _ => None,
        };
        self.standing().filter_map(import).collect()
    }

    fn has(&self, seed: i64) -> bool {
        self.deliveries().iter().any(|(standing, _)| *standing == seed)
    }

    fn undo(&mut self, number: usize) -> bool {
        let can = (1..=self.done.len()).contains(&number) && self.stands(number) && number > 1;
        if can {
            self.done.push(Done::Undo(number));
            let mut seeds: Vec<i64> = self.deliveries().into_iter().map(|(seed, _)| seed).collect();
            seeds.sort_unstable();
            if seeds.windows(2).any(|pair| pair[0] == pair[1]) {
                self.done.pop();
                return false;
            }
        }
        can
    }
}

fn take(workspace: &mut Workspace, model: &mut Model, step: &Step) {
    match *step {
        Step::Import(seed) => match Made::income(seed).import(workspace) {
            Ok((_, id)) => {
                assert!(!model.has(seed), "a standing file is not taken again");
                model.done.push(Done::Import { seed, id });
            }
            Err(error) => assert!(model.has(seed), "only a standing file is refused: {error}"),
        },
        Step::Run => {
            let inputs: Vec<DeliveryId> = model.deliveries().into_iter().map(|(_, id)| id).collect();
            model.done.push(Done::Run(save(workspace, &inputs, &empty_result()).expect("a run")));
        }
        Step::Setting(value) => {
            workspace.set_setting("sprog", &value.to_string(), &ACT).expect("a setting");
            model.done.push(Done::Setting(value));
        }
        Step::UndoLast => {
            let candidates = (2..=model.done.len()).rev();
            let last = candidates
                .filter(|number| !matches!(model.done[number - 1], Done::Undo(_)))
                .find(|number| model.stands(*number));
            let undone = workspace.undo_last(&ACT).expect("an undo");
            let undone = undone.and_then(|undo| undo.undoes).map(|id| usize::try_from(id.0).expect("small"));
            assert_eq!(undone, last, "the last that stands and is no undo");
            if let Some(last) = last {
                assert!(model.undo(last), "the model agrees");
            }
        }
        Step::Undo(number) => {
            let outcome = workspace.undo(OperationId(i64::try_from(number).expect("small")), &ACT);
            assert_eq!(outcome.is_ok(), model.undo(number), "undoing operation {number}: {outcome:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_stands_is_what_the_model_says(steps in vec(step(), 1..18)) {
        let place = Place::new();
        let mut workspace = place.create(None);
        let mut model = Model { done: vec![Done::Create] };
        for step in &steps {
            take(&mut workspace, &mut model, step);
            let (deliveries, run, setting) = seen(&workspace);
            let ids: Vec<DeliveryId> = deliveries.iter().map(|delivery| delivery.id).collect();
            let expected: Vec<DeliveryId> = model.deliveries().into_iter().map(|(_, id)| id).collect();
            prop_assert_eq!(ids, expected, "deliveries after {:?}", step);
            let last_run = model.standing().rev().find_map(|done| match done { Done::Run(id) => Some(*id), _ => None });
            prop_assert_eq!(run.map(|run| run.id), last_run, "the current run after {:?}", step);
            let last = model.standing().rev().find_map(|done| match done { Done::Setting(value) => Some(value.to_string()), _ => None });
            prop_assert_eq!(setting, last, "the setting after {:?}", step);
            let told: Vec<bool> = workspace.operations(100).expect("operations").iter().rev().map(|one| one.stands).collect();
            let expected: Vec<bool> = (1..=model.done.len()).map(|number| model.stands(number)).collect();
            prop_assert_eq!(told, expected, "every operation after {:?}", step);
        }
        prop_assert!(workspace.verify_audit().expect("a walk").is_whole(), "the log is whole");
    }
}
