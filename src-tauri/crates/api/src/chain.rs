//! How deliveries of the same stand to each other: which newer one has taken an older one's place, and which
//! can be compared.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use trepunkt_core::delivery::ExtractScope;
use trepunkt_core::id::DeliveryId;
use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::WallTime;
use trepunkt_store::Delivery;

use crate::completeness::main_months;

/// The kinds where a newer extract of the same scope takes the place of the older.
pub(crate) const EXTRACTS: [SourceKind; 3] =
    [SourceKind::EindkomstPersum, SourceKind::EindkomstVirsum, SourceKind::EindkomstDetail];

/// Which of two extracts of the same counts: the newer one, and of those made at the same time the reports one by one.
pub(crate) type Rank = (Option<WallTime>, bool);

/// The rank of an extract.
pub(crate) fn rank(kind: SourceKind, made: Option<WallTime>) -> Rank {
    (made, kind == SourceKind::EindkomstDetail)
}

/// The kind under which extracts of the same take each other's place: reports one by one and their sums per employee
/// are two forms of one.
pub(crate) fn family(kind: SourceKind) -> SourceKind {
    if kind == SourceKind::EindkomstDetail { SourceKind::EindkomstPersum } else { kind }
}

/// How one delivery stands among the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The next newer deliveries that have taken its place, in part or whole.
    pub(crate) superseded_by: Vec<DeliveryId>,
    /// True when nothing of it counts any more.
    pub(crate) is_superseded: bool,
    /// The deliveries whose place it has taken.
    pub(crate) supersedes: Vec<DeliveryId>,
    /// The files that came with it and are of the same kind, itself among them.
    pub(crate) unit: Vec<DeliveryId>,
    /// Earlier deliveries that tell of the same, as units; the nearest first.
    pub(crate) comparable: Vec<Vec<DeliveryId>>,
}

/// How each standing delivery stands.
pub(crate) fn places(standing: &[Delivery]) -> BTreeMap<DeliveryId, Place> {
    let mut places: BTreeMap<DeliveryId, Place> =
        standing.iter().map(|delivery| (delivery.id, Place::default())).collect();
    supersede(standing, &mut places);
    compare(standing, &mut places);
    places
}

fn supersede(standing: &[Delivery], places: &mut BTreeMap<DeliveryId, Place>) {
    let mut by_scope: BTreeMap<(SourceKind, ExtractScope), Vec<&Delivery>> = BTreeMap::new();
    for delivery in standing.iter().filter(|delivery| EXTRACTS.contains(&delivery.kind)) {
        for scope in &delivery.extract.scopes {
            by_scope.entry((family(delivery.kind), *scope)).or_default().push(delivery);
        }
    }
    let mut scopes_lost: BTreeMap<DeliveryId, usize> = BTreeMap::new();
    for deliveries in by_scope.values() {
        for older in deliveries {
            let rank = |delivery: &Delivery| rank(delivery.kind, delivery.extract.time);
            let newer = deliveries.iter().filter(|newer| rank(newer) > rank(older));
            let Some(next) = newer.min_by_key(|newer| (rank(newer), newer.id)) else { continue };
            *scopes_lost.entry(older.id).or_default() += 1;
            push(places, older.id, |place| &mut place.superseded_by, next.id);
            push(places, next.id, |place| &mut place.supersedes, older.id);
        }
    }
    for delivery in standing {
        let lost = scopes_lost.get(&delivery.id).copied().unwrap_or_default();
        if let Some(place) = places.get_mut(&delivery.id) {
            place.is_superseded = lost > 0 && lost == delivery.extract.scopes.len();
        }
    }
}

fn push(
    places: &mut BTreeMap<DeliveryId, Place>,
    of: DeliveryId,
    list: impl Fn(&mut Place) -> &mut Vec<DeliveryId>,
    one: DeliveryId,
) {
    if let Some(place) = places.get_mut(&of)
        && !list(place).contains(&one)
    {
        list(place).push(one);
    }
}

/// Deliveries of one import and kind are the files of one extract.
struct Unit {
    kind: SourceKind,
    ids: Vec<DeliveryId>,
    months: BTreeSet<(trepunkt_store::ExpectedOf, trepunkt_core::period::Month)>,
    time: Option<WallTime>,
}

fn compare(standing: &[Delivery], places: &mut BTreeMap<DeliveryId, Place>) {
    let mut units: BTreeMap<(trepunkt_core::id::OperationId, SourceKind), Unit> = BTreeMap::new();
    for delivery in standing.iter().filter(|delivery| has_fields(delivery.kind)) {
        let unit = units.entry((delivery.operation, delivery.kind)).or_insert_with(|| Unit {
            kind: delivery.kind,
            ids: Vec::new(),
            months: BTreeSet::new(),
            time: None,
        });
        unit.ids.push(delivery.id);
        unit.months.extend(main_months(delivery));
        unit.time = unit.time.max(delivery.extract.time);
    }
    let mut units: Vec<Unit> = units.into_values().collect();
    units.sort_by_key(|unit| (unit.kind, unit.time, unit.ids.first().copied()));
    for (at, unit) in units.iter().enumerate() {
        let earlier = units[..at].iter().rev();
        let alike = earlier.filter(|older| older.kind == unit.kind && !older.months.is_disjoint(&unit.months));
        let comparable: Vec<Vec<DeliveryId>> = alike.map(|older| older.ids.clone()).collect();
        for id in &unit.ids {
            if let Some(place) = places.get_mut(id) {
                place.comparable.clone_from(&comparable);
                place.unit.clone_from(&unit.ids);
            }
        }
    }
}

/// The kinds whose records are compared field by field.
fn has_fields(kind: SourceKind) -> bool {
    EXTRACTS.contains(&kind) || [SourceKind::TokIndberetning, SourceKind::EindkomstRecord].contains(&kind)
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
