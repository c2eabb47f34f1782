//! Synthetic personal and company numbers: real dates with serials that stand for nobody.

use std::collections::HashSet;

use chrono::Datelike;
use chrono::NaiveDate;
use trepunkt_core::company::SeNumber;
use trepunkt_core::person::Cpr;

use super::dice::Dice;

/// Gives out personal numbers, each once.
#[derive(Debug, Default)]
pub(super) struct Register {
    used: HashSet<Cpr>,
}

const DIGITS: usize = 10;

impl Register {
    /// A number nobody has yet.
    pub(super) fn new_person(&mut self, dice: &mut Dice) -> Cpr {
        loop {
            let cpr = draw(dice);
            if self.used.insert(cpr) {
                return cpr;
            }
        }
    }

    /// A number nobody has yet, and beside it one that differs by two neighbouring digits having
    /// changed places; both are dates.
    pub(super) fn new_mistaken_person(&mut self, dice: &mut Dice) -> (Cpr, Cpr) {
        loop {
            let right = draw(dice);
            let start = dice.place(DIGITS - 1);
            let wrong = (0..DIGITS - 1).find_map(|offset| swapped(right, (start + offset) % (DIGITS - 1)));
            match wrong {
                Some(wrong) if !self.used.contains(&right) && !self.used.contains(&wrong) => {
                    self.used.extend([right, wrong]);
                    return (right, wrong);
                }
                _ => {}
            }
        }
    }
}

/// The number with the digit at `place` and the next one having changed places, when that is another number.
fn swapped(cpr: Cpr, place: usize) -> Option<Cpr> {
    let mut digits = cpr.reveal().into_bytes();
    digits.swap(place, place + 1);
    let number = digits.iter().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
    Cpr::new(number).ok().filter(|other| *other != cpr)
}

/// One number in fifty is constructed, one in ten of the others lacks the modulus-11 check.
fn draw(dice: &mut Dice) -> Cpr {
    let born = NaiveDate::from_epoch_days(dice.day(-8_766, 13_878)).expect("a date from 1946 to 2007");
    let constructed = dice.chance(2);
    let with_modulus = dice.chance(90) && !constructed;
    loop {
        let seventh = if born.year() < 2000 { dice.below(4) } else { 4 + dice.below(6) };
        let day = u64::from(born.day()) + if constructed { 60 } else { 0 };
        let year = u64::try_from(born.year().rem_euclid(100)).expect("two digits");
        let date = (day * 100 + u64::from(born.month())) * 100 + year;
        let number = date * 10_000 + seventh * 1_000 + dice.below(1_000);
        let cpr = Cpr::new(number).expect("made of a date");
        if constructed || cpr.has_valid_modulus() == with_modulus {
            return cpr;
        }
    }
}

/// Four company numbers that pass the check.
pub(super) fn companies(dice: &mut Dice) -> [SeNumber; 4] {
    let mut found = Vec::new();
    while found.len() < 4 {
        let number = 10_000_000 + dice.below(30_000_000);
        let se = u32::try_from(number).ok().and_then(SeNumber::new).expect("eight digits");
        if se.has_valid_modulus() && !found.contains(&se) {
            found.push(se);
        }
    }
    found.sort_unstable();
    found.try_into().expect("four were found")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_of_every_sort() {
        let mut register = Register::default();
        let mut dice = Dice::stream(3, 0);
        let people: Vec<Cpr> = (0..2_000).map(|_| register.new_person(&mut dice)).collect();
        let count = |holds: fn(&Cpr) -> bool| people.iter().filter(|cpr| holds(cpr)).count();
        assert!((500..700).contains(&count(|cpr| cpr.number() < 1_000_000_000)), "three in ten begin with a zero");
        assert!((15..80).contains(&count(|cpr| cpr.is_constructed())), "some are constructed");
        assert!((150..320).contains(&count(|cpr| !cpr.has_valid_modulus())), "some lack the check");
        let born = |cpr: &Cpr| cpr.birth_date().is_some_and(|date| (1946..2008).contains(&date.year()));
        assert!(people.iter().all(born), "all are of an age to receive something");
    }

    #[test]
    fn a_mistaken_person_is_one_swap_away() {
        let mut register = Register::default();
        let mut dice = Dice::stream(4, 0);
        for _ in 0..200 {
            let (right, wrong) = register.new_mistaken_person(&mut dice);
            let (right, wrong) = (right.reveal(), wrong.reveal());
            let different: Vec<usize> =
                (0..DIGITS).filter(|place| right.as_bytes()[*place] != wrong.as_bytes()[*place]).collect();
            assert!(matches!(different.as_slice(), [first, second] if first + 1 == *second), "{right} and {wrong}");
        }
    }

    #[test]
    fn company_numbers_pass_the_check() {
        for seed in 0..20 {
            let companies = companies(&mut Dice::stream(seed, 0));
            assert!(companies.iter().all(|se| se.has_valid_modulus()), "seed {seed}");
            assert!(companies.windows(2).all(|pair| pair[0] < pair[1]), "all different, seed {seed}");
        }
    }
}
