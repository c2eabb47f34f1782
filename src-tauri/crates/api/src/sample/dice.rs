//! Seeded numbers, the same on every machine for ever: splitmix64, integers only.

/// A stream of numbers that its seed alone decides.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Dice {
    /// The stream with this number under the seed. Each person has an own stream, so that a change in
    /// how one is made leaves all others as they were.
    pub(super) fn stream(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed);
        let mixed = dice.roll();
        let mut dice = Self(mixed ^ number.wrapping_mul(STEP));
        let start = dice.roll();
        Self(start)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`; 0 when there is no choice.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.roll()) * u128::from(bound);
        u64::try_from(wide >> 64).expect("the upper half of a 128-bit product fits in 64 bits")
    }

    /// A number from `low` to `high`, both included; `low` when they have changed places.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(0);
        low + i64::try_from(self.below(span)).expect("the span of two i64 of one month is small")
    }

    /// The same for days.
    pub(super) fn day(&mut self, low: i32, high: i32) -> i32 {
        i32::try_from(self.between(i64::from(low), i64::from(high))).expect("between two i32")
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A place in a list of this length.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let bound = u64::try_from(length).expect("a list is shorter than 2^64");
        usize::try_from(self.below(bound)).expect("a place in a list")
    }

    /// Puts a list in a seeded order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.place(end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one_for_ever() {
        let mut dice = Dice(0);
        assert_eq!(
            [dice.roll(), dice.roll()],
            [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4],
            "the first two numbers of splitmix64 from seed 0"
        );
    }

    #[test]
    fn bounds_hold() {
        let mut dice = Dice::stream(7, 7);
        for _ in 0..1_000 {
            assert!((-3..=4).contains(&dice.between(-3, 4)), "both ends included, nothing outside");
        }
        assert_eq!(dice.between(9, 2), 9, "an empty span gives its lower end");
        assert_ne!(Dice::stream(1, 1).roll(), Dice::stream(1, 2).roll(), "streams differ");
    }
}
