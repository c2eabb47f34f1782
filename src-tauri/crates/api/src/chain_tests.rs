use trepunkt_core::company::SeNumber;
use trepunkt_core::id::OperationId;
use trepunkt_core::wall_time::WallTime;

use super::*;
use crate::completeness::tests::delivery;

fn scope(se: u32) -> ExtractScope {
    let month = "2026-10".parse().expect("a month");
    ExtractScope { se: SeNumber::new(se).expect("an SE number"), from: month, to: month }
}

/// An extract of October, made at an hour, over payers.
fn extract(id: u32, hour: i64, payers: &[u32]) -> Delivery {
    let mut made = delivery(id, SourceKind::EindkomstPersum, "2026-11-05", &[("2026-10", 9)]);
    made.extract.time = Some(WallTime::from_seconds(hour * 3_600));
    made.extract.scopes = payers.iter().map(|se| scope(*se)).collect();
    made
}

fn ids(numbers: &[u32]) -> Vec<DeliveryId> {
    numbers.iter().map(|number| DeliveryId(*number)).collect()
}

#[track_caller]
fn check(standing: &[Delivery], of: u32, superseded_by: &[u32], is_superseded: bool, supersedes: &[u32]) {
    let places = places(standing);
    let place = &places[&DeliveryId(of)];
    let found = (&place.superseded_by, place.is_superseded, &place.supersedes);
    assert_eq!(found, (&ids(superseded_by), is_superseded, &ids(supersedes)), "D{of}");
}

#[test]
fn a_newer_extract_takes_the_place_of_the_next_older() {
    // Imported in another order than made.
    let chain = [extract(1, 3, &[1, 2]), extract(2, 1, &[1, 2]), extract(3, 2, &[1])];
    check(&chain, 1, &[], false, &[3, 2]);
    check(&chain, 2, &[3, 1], true, &[]);
    check(&chain, 3, &[1], true, &[2]);
    let partly = [extract(1, 1, &[1, 2]), extract(2, 2, &[1])];
    check(&partly, 1, &[2], false, &[]);
    let same_time = [extract(1, 1, &[1]), extract(2, 1, &[1])];
    check(&same_time, 1, &[], false, &[]);
    let mut by_report = extract(2, 1, &[1]);
    by_report.kind = SourceKind::EindkomstDetail;
    let two_forms = [extract(1, 1, &[1]), by_report];
    check(&two_forms, 1, &[2], true, &[]);
    check(&two_forms, 2, &[], false, &[1]);
}

#[test]
fn deliveries_of_the_same_months_can_be_compared() {
    let tok = |id: u32, months: &[(&str, u32)]| delivery(id, SourceKind::TokIndberetning, "2026-11-05", months);
    let mut files =
        [tok(1, &[("2026-10", 90)]), tok(2, &[("2026-10", 80)]), tok(3, &[("2026-10", 95), ("2026-11", 1)])];
    files[1].operation = OperationId(1);
    let other = tok(4, &[("2026-11", 70), ("2026-10", 2)]);
    let krav = delivery(5, SourceKind::SkatKrav, "2026-11-05", &[("2026-10", 3)]);
    let standing: Vec<Delivery> = files.into_iter().chain([other, krav]).collect();
    let places = places(&standing);
    let of = |id: u32| (places[&DeliveryId(id)].unit.clone(), places[&DeliveryId(id)].comparable.clone());
    assert_eq!(of(1), (ids(&[1, 2]), vec![]), "the first has none before it");
    assert_eq!(of(3), (ids(&[3]), vec![ids(&[1, 2])]), "the files of one import are one side");
    assert_eq!(of(4), (ids(&[4]), vec![]), "brushing a month does not make it the same");
    assert_eq!(of(5), (vec![], vec![]), "claims are not compared by field");
}
