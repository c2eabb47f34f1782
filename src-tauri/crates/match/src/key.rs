//! Keys packed into one number, so that sorting and grouping move eight bytes and compare once.
//!
//! The dictionaries belong to one run and are sorted, so the order of packed keys is the order of their content.

use std::collections::BTreeSet;

use trepunkt_core::code::Field;
use trepunkt_core::company::SeNumber;
use trepunkt_core::period::Month;
use trepunkt_core::person::Cpr;
use trepunkt_core::result::Point;

use crate::MatchError;

const POINT_BITS: u32 = 1;
const MONTH_BITS: u32 = 4;
const FIELD_BITS: u32 = 10;
/// Ten decimal digits fit in 34 bits; the bit above them marks a place in the dictionary of names.
const CPR_BITS: u32 = 34;
const PERSON_BITS: u32 = CPR_BITS + 1;
const SE_BITS: u32 = 13;

const MONTH_SHIFT: u32 = POINT_BITS;
const FIELD_SHIFT: u32 = MONTH_SHIFT + MONTH_BITS;
const PERSON_SHIFT: u32 = FIELD_SHIFT + FIELD_BITS;
const SE_SHIFT: u32 = PERSON_SHIFT + PERSON_BITS;

const _: () = assert!(SE_SHIFT + SE_BITS <= 64, "a packed key is one u64");

/// Payer, person, field and month, and in the last bit the point. Records of one block differ only there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PackedKey(pub(crate) u64);

/// Who income belongs to: a personal number, or where there is none the name that the register holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Person<'a> {
    Cpr(Cpr),
    Name(&'a str),
}

/// The parts of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyParts<'a> {
    pub(crate) se: SeNumber,
    pub(crate) person: Person<'a>,
    pub(crate) field: Field,
    pub(crate) month: Month,
}

/// The values that the keys of one run can hold, each sorted.
#[derive(Debug, Default)]
pub(crate) struct Dictionary<'a> {
    pub(crate) ses: Vec<SeNumber>,
    pub(crate) fields: Vec<Field>,
    pub(crate) months: Vec<Month>,
    names: Vec<&'a str>,
}

impl PackedKey {
    /// The key without the point: the same for all records of a block.
    pub(crate) fn block(self) -> u64 {
        self.0 >> POINT_BITS
    }

    pub(crate) fn point(self) -> Point {
        if self.0 & 1 == 0 { Point::A } else { Point::B }
    }

    /// Payer, field, month and point: where sums are added up.
    pub(crate) fn without_person(self) -> u64 {
        self.0 & !(((1 << PERSON_BITS) - 1) << PERSON_SHIFT)
    }

    pub(crate) fn se_rank(self) -> usize {
        part(self.0, SE_SHIFT, SE_BITS)
    }

    pub(crate) fn field_rank(self) -> usize {
        part(self.0, FIELD_SHIFT, FIELD_BITS)
    }

    pub(crate) fn month_rank(self) -> usize {
        part(self.0, MONTH_SHIFT, MONTH_BITS)
    }
}

impl<'a> Dictionary<'a> {
    /// The dictionaries of these values.
    pub(crate) fn new(
        ses: BTreeSet<SeNumber>,
        names: BTreeSet<&'a str>,
        fields: BTreeSet<Field>,
        months: Vec<Month>,
    ) -> Result<Self, MatchError> {
        fits("SE-numre", ses.len(), SE_BITS)?;
        fits("felter", fields.len(), FIELD_BITS)?;
        fits("måneder", months.len(), MONTH_BITS)?;
        fits("navne uden CPR-nummer", names.len(), CPR_BITS)?;
        Ok(Self {
            ses: ses.into_iter().collect(),
            names: names.into_iter().collect(),
            fields: fields.into_iter().collect(),
            months,
        })
    }

    /// The key of these parts, all of which must be in the dictionaries, for the point (A or B).
    pub(crate) fn pack(&self, parts: KeyParts<'_>, point: Point) -> PackedKey {
        let person = match parts.person {
            Person::Cpr(cpr) => cpr.number(),
            Person::Name(name) => (1 << CPR_BITS) | rank(self.names.binary_search(&name)),
        };
        let field = rank(self.fields.binary_search(&parts.field));
        PackedKey(self.pack_head(parts.se, person, parts.month, point) | (field << FIELD_SHIFT))
    }

    /// As [`pack`](Self::pack), with the field left out.
    fn pack_head(&self, se: SeNumber, person: u64, month: Month, point: Point) -> u64 {
        let se = rank(self.ses.binary_search(&se));
        let month = rank(self.months.binary_search(&month));
        (se << SE_SHIFT) | (person << PERSON_SHIFT) | (month << MONTH_SHIFT) | u64::from(point == Point::B)
    }

    /// The same key with another field.
    pub(crate) fn with_field(key: PackedKey, field_rank: u64) -> PackedKey {
        let mask = ((1_u64 << FIELD_BITS) - 1) << FIELD_SHIFT;
        PackedKey((key.0 & !mask) | (field_rank << FIELD_SHIFT))
    }

    /// What the key says.
    pub(crate) fn parts(&self, key: PackedKey) -> KeyParts<'a> {
        let person = part(key.0, PERSON_SHIFT, PERSON_BITS);
        let person = if person >> CPR_BITS == 0 {
            Person::Cpr(Cpr::new(number(person)).expect("a key was packed from a personal number"))
        } else {
            Person::Name(self.names[person & ((1 << CPR_BITS) - 1)])
        };
        KeyParts {
            se: self.ses[key.se_rank()],
            person,
            field: self.fields[key.field_rank()],
            month: self.months[key.month_rank()],
        }
    }
}

fn part(key: u64, shift: u32, bits: u32) -> usize {
    usize::try_from((key >> shift) & ((1 << bits) - 1)).expect("the program is built for 64-bit machines")
}

fn number(value: usize) -> u64 {
    u64::try_from(value).expect("a usize fits in 64 bits")
}

fn rank(found: Result<usize, usize>) -> u64 {
    number(found.expect("the dictionaries were made of the values that are packed"))
}

fn fits(what: &'static str, count: usize, bits: u32) -> Result<(), MatchError> {
    let (count, limit) = (number(count), 1_u64 << bits);
    if count > limit { Err(MatchError::Limit { what, count, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<T: Ord>(values: impl IntoIterator<Item = Option<T>>) -> BTreeSet<T> {
        values.into_iter().map(|value| value.expect("a valid value")).collect()
    }

    fn dictionary<'a>() -> Dictionary<'a> {
        let months = (10..=11).filter_map(|month| Month::new(2026, month)).collect();
        Dictionary::new(
            values([SeNumber::new(17_000_004), SeNumber::new(99_999_999), SeNumber::new(1)]),
            BTreeSet::from(["", "Andersen", "Øre"]),
            values([Field::new(16), Field::new(9_999), Field::new(1)]),
            months,
        )
        .expect("the values fit")
    }

    #[test]
    fn a_key_gives_back_its_parts_and_sorts_like_them() {
        let dictionary = dictionary();
        let cpr = |number| Person::Cpr(Cpr::new(number).expect("a date"));
        let persons =
            [cpr(101_900_004), cpr(9_112_999_999), Person::Name(""), Person::Name("Andersen"), Person::Name("Øre")];
        let mut last = None;
        for se in &dictionary.ses {
            for person in persons {
                for field in &dictionary.fields {
                    for month in &dictionary.months {
                        for point in [Point::A, Point::B] {
                            let parts = KeyParts { se: *se, person, field: *field, month: *month };
                            let key = dictionary.pack(parts, point);
                            assert_eq!(dictionary.parts(key), parts, "the parts come back");
                            assert_eq!(key.point(), point, "so does the point");
                            assert!(last < Some(key), "keys rise with their content");
                            last = Some(key);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn too_many_values_are_refused_and_not_cut_off() {
        let ses = (1..=8_193).filter_map(SeNumber::new).collect();
        let error = Dictionary::new(ses, BTreeSet::new(), BTreeSet::new(), Vec::new()).expect_err("one too many");
        assert_eq!(error, MatchError::Limit { what: "SE-numre", count: 8_193, limit: 8_192 }, "the limit is named");
    }
}
