//! The benefits that the municipality pays, and what is reported of each.

use trepunkt_core::code::System;

use super::dice::Dice;

/// A-income with AM-bidrag.
pub(super) const WITH_AM: u16 = 13;
/// A-income without AM-bidrag: nearly all benefits.
pub(super) const WITHOUT_AM: u16 = 14;
/// A-skat.
pub(super) const A_TAX: u16 = 15;
/// AM-bidrag.
pub(super) const AM: u16 = 16;
/// B-income without AM-bidrag.
pub(super) const B_INCOME: u16 = 38;
/// Subsidies; with Kode68 0170 the supplement to the obligatory pension.
pub(super) const SUBSIDY: u16 = 37;
/// ATP, both shares.
pub(super) const ATP: u16 = 46;
/// Obligatory pension.
pub(super) const OP: u16 = 47;
/// Repayment of kontanthjælp.
pub(super) const REPAYMENT: u16 = 98;
/// Kode68 of the supplement to the obligatory pension.
pub(super) const OP_SUPPLEMENT_KIND: u16 = 170;

/// Amounts by field, ascending, in øre.
pub(super) type Amounts = Vec<(u16, i64)>;

/// How often a benefit is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rhythm {
    /// Once a month, in arrears.
    Monthly,
    /// By the week, in arrears.
    Weekly,
    /// Once a month, in advance.
    InAdvance,
}

/// One kind of benefit.
#[derive(Debug)]
pub(super) struct Benefit {
    pub(super) system: System,
    pub(super) code: &'static str,
    pub(super) income_type: u8,
    pub(super) kind: u16,
    /// Which of the municipality's four companies pays it.
    pub(super) payer: usize,
    pub(super) rhythm: Rhythm,
    field: u16,
    kroner: (i64, i64),
    /// Whether the gross has øre.
    pub(super) has_minor: bool,
    /// Percent of receivers with ATP and with obligatory pension.
    pension: (u64, u64),
    share: u64,
}

/// The company whose extracts are drawn without the split by Kode68.
pub(super) const UNSPLIT_PAYER: usize = 3;

macro_rules! benefit {
    ($system:ident $code:literal $income_type:literal $kind:literal payer $payer:literal $rhythm:ident $field:ident
     $low:literal-$high:literal minor $minor:literal pension $atp:literal/$op:literal share $share:literal) => {
        Benefit {
            system: System::$system,
            code: $code,
            income_type: $income_type,
            kind: $kind,
            payer: $payer,
            rhythm: Rhythm::$rhythm,
            field: $field,
            kroner: ($low, $high),
            has_minor: $minor,
            pension: ($atp, $op),
            share: $share,
        }
    };
}

/// All of them. Income in advance carries no tax here (small supplements below the deduction), since an
/// extract does not tell advance from arrears and the claim that it belongs to is a setting.
pub(super) static BENEFITS: [Benefit; 10] = [
    benefit!(Ky "KONTANTHJ" 6 41 payer 0 Monthly WITHOUT_AM 7_500-17_500 minor false pension 50/50 share 30),
    benefit!(Ky "UDDHJ" 6 87 payer 0 Monthly WITHOUT_AM 4_200-9_800 minor false pension 30/40 share 12),
    benefit!(Ksd "SYGEDAGP" 7 103 payer 1 Weekly WITHOUT_AM 2_900-4_900 minor true pension 45/60 share 26),
    benefit!(Kp "PERSTILL" 4 6 payer 2 InAdvance WITHOUT_AM 310-2_900 minor true pension 0/0 share 8),
    benefit!(Kp "AELDRECHK" 4 10 payer 2 Monthly WITHOUT_AM 3_000-9_800 minor false pension 0/0 share 3),
    benefit!(Ky "REVAL" 4 42 payer 3 Monthly WITHOUT_AM 11_000-19_000 minor false pension 50/50 share 3),
    benefit!(Ky "LEDIGHED" 4 38 payer 3 Monthly WITHOUT_AM 12_000-18_600 minor false pension 60/70 share 4),
    benefit!(Ky "FLEKSLON" 4 83 payer 3 Monthly WITHOUT_AM 4_500-15_500 minor true pension 60/70 share 4),
    benefit!(Ky "RESSOURCE" 4 84 payer 3 Monthly WITHOUT_AM 11_700-18_000 minor true pension 50/60 share 4),
    benefit!(Ky "TABTARB" 0 105 payer 3 Monthly WITH_AM 3_100-24_000 minor true pension 30/0 share 6),
];

impl Benefit {
    /// A benefit as common as it is in the municipality.
    pub(super) fn draw(dice: &mut Dice) -> &'static Self {
        let mut place = dice.below(BENEFITS.iter().map(|benefit| benefit.share).sum());
        for benefit in &BENEFITS {
            if place < benefit.share {
                return benefit;
            }
            place -= benefit.share;
        }
        &BENEFITS[0]
    }

    /// A benefit with tax that satisfies the condition, when there is one.
    pub(super) fn taxed(dice: &mut Dice, holds: impl Fn(&Self) -> bool) -> Option<&'static Self> {
        let fit: Vec<&Self> =
            BENEFITS.iter().filter(|benefit| benefit.rhythm != Rhythm::InAdvance && holds(benefit)).collect();
        fit.get(dice.place(fit.len())).copied()
    }

    /// Whether AM-bidrag is withheld.
    pub(super) const fn has_am(&self) -> bool {
        self.field == WITH_AM
    }

    /// What one report of it says: income, tax, AM-bidrag, ATP and obligatory pension.
    pub(super) fn amounts(&self, dice: &mut Dice, year: u16) -> Amounts {
        let minor = if self.has_minor { dice.between(1, 99) } else { 0 };
        let gross = dice.between(self.kroner.0, self.kroner.1) * 100 + minor;
        let am = if self.field == WITH_AM { whole(gross * 8 / 100) } else { 0 };
        let mut amounts = vec![(self.field, gross)];
        if self.rhythm != Rhythm::InAdvance {
            amounts.push((A_TAX, whole((gross - am) * dice.between(9, 38) / 100)));
        }
        if am > 0 {
            amounts.push((AM, am));
        }
        let has_atp = dice.chance(self.pension.0);
        if has_atp {
            amounts.push((ATP, if self.rhythm == Rhythm::Weekly { 15_700 } else { 29_700 }));
        }
        if dice.chance(self.pension.1) {
            let own = match (has_atp, self.rhythm) {
                (false, _) => 0,
                (true, Rhythm::Weekly) => 5_200,
                (true, _) => 9_900,
            };
            amounts.push((OP, whole((gross - own) * op_per_mille(year) / 1_000 + 50)));
        }
        amounts
    }
}

/// The obligatory pension grows by 0,3 percent points a year, from 2020 to 3,3 % in 2030.
fn op_per_mille(year: u16) -> i64 {
    (i64::from(year) - 2019).clamp(1, 11) * 3
}

/// Down to whole kroner.
pub(super) fn whole(minor: i64) -> i64 {
    minor / 100 * 100
}

/// A part of the income, tax and AM-bidrag of a report, in whole kroner; pensions are left alone.
pub(super) fn part(amounts: &Amounts, numerator: i64, denominator: i64) -> Amounts {
    let parts = amounts.iter().filter(|(field, _)| [WITH_AM, WITHOUT_AM, A_TAX, AM].contains(field));
    parts
        .map(|(field, amount)| (*field, whole(amount * numerator / denominator)))
        .filter(|(_, part)| *part != 0)
        .collect()
}

/// The same amounts with the opposite sign.
pub(super) fn opposite(amounts: &Amounts) -> Amounts {
    amounts.iter().map(|(field, amount)| (*field, -amount)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_obey_the_rules_of_the_field() {
        let mut dice = Dice::stream(9, 9);
        for _ in 0..2_000 {
            let benefit = Benefit::draw(&mut dice);
            let amounts = benefit.amounts(&mut dice, 2026);
            let of = |wanted: u16| amounts.iter().find(|(field, _)| *field == wanted).map_or(0, |(_, amount)| *amount);
            assert!(amounts.windows(2).all(|pair| pair[0].0 < pair[1].0), "fields ascend: {amounts:?}");
            assert!(of(A_TAX) * 100 <= (of(WITH_AM) + of(WITHOUT_AM)) * 55, "tax is at most 55 %: {amounts:?}");
            assert_eq!(of(AM), whole(of(WITH_AM) * 8 / 100), "AM-bidrag is 8 % of what carries it: {amounts:?}");
            let taxed = benefit.rhythm != Rhythm::InAdvance;
            assert_eq!(of(A_TAX) > 0, taxed, "income in arrears is taxed, income in advance is not: {amounts:?}");
        }
        assert_eq!(op_per_mille(2026), 21, "2,1 % in 2026");
    }
}
