//! Codes of eIndkomst and TØK: fields, income kinds, receipts, claim types.

use std::fmt;

/// A field number of eIndkomst, four digits (`0015` is A-skat).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field(u16);

impl Field {
    /// A-skat withheld.
    pub const A_TAX: Self = Self(15);
    /// AM-bidrag withheld.
    pub const AM: Self = Self(16);

    /// The field, when it has at most four digits and is not zero.
    pub fn new(number: u16) -> Option<Self> {
        (1..=9_999).contains(&number).then_some(Self(number))
    }

    /// The number, for storage and comparison.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}", self.0))
    }
}

/// An indtægtsart (`Kode68`), four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncomeKind(u16);

impl IncomeKind {
    /// The code, when it has at most four digits.
    pub fn new(number: u16) -> Option<Self> {
        (number <= 9_999).then_some(Self(number))
    }

    /// The number, for storage and comparison.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for IncomeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}", self.0))
    }
}

/// Declares a closed set of codes with the number that storage uses and the word that files use.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $number:literal, $text:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $name {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The number that stands for it in the workspace file; never reused.
            pub const fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// The code with this number.
            pub const fn from_number(number: u8) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }

            /// The word that files and scripts use.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The code written so, whatever the case of its letters.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| crate::code::same_letters(code.text(), text))
            }
        }
    };
}
pub(crate) use codes;

pub(crate) fn same_letters(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right) || left.to_lowercase() == right.to_lowercase()
}

codes! {
    /// What eIndkomst answered to a report, as TØK knows it.
    Receipt {
        /// Not a report of TØK: an extract carries no receipts.
        None = 0, "";
        /// Acknowledged.
        Acknowledged = 1, "Kvitteret";
        /// Rejected: eIndkomst does not hold it.
        Rejected = 2, "Afvist";
        /// No answer yet.
        Awaiting = 3, "Afventer";
    }
}

codes! {
    /// The benefit system a report comes from.
    System {
        /// Not said.
        Unknown = 0, "";
        /// Sygedagpenge.
        Ksd = 1, "KSD";
        /// Kontanthjælp and other support.
        Ky = 2, "KY";
        /// Supplements to pensions.
        Kp = 3, "KP";
    }
}

codes! {
    /// What a line of SKAT's claim is for.
    ClaimType {
        /// Tax withheld, field 0015.
        ATax = 1, "A-skat";
        /// Labour market contribution, field 0016.
        Am = 2, "AM-bidrag";
        /// Interest.
        Interest = 3, "Rente";
        /// A fee.
        Fee = 4, "Gebyr";
        /// A provisional assessment, until a report replaces it.
        Provisional = 5, "Foreløbig";
    }
}

codes! {
    /// What a line of an ATP claim is for.
    AtpScheme {
        /// ATP, field 0046.
        Atp = 1, "ATP";
        /// Obligatory pension, field 0047.
        Op = 2, "OP";
        /// Addition for refunds to employers, field 0037 with Kode68 0170.
        OpAddition = 3, "OP-tillæg";
        /// One total for several schemes.
        Collected = 4, "Samlet";
        /// Interest.
        Interest = 5, "Rente";
        /// A fee.
        Fee = 6, "Gebyr";
    }
}

impl ClaimType {
    /// The eIndkomst field whose sum the line claims; none for interest, fees and provisional claims.
    pub const fn field(self) -> Option<Field> {
        match self {
            Self::ATax => Some(Field::A_TAX),
            Self::Am => Some(Field::AM),
            Self::Interest | Self::Fee | Self::Provisional => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_survive_storage_and_files() {
        for code in Receipt::ALL {
            assert_eq!(Receipt::from_number(code.number()), Some(*code), "{code:?} by number");
            assert_eq!(Receipt::from_text(code.text()), Some(*code), "{code:?} by text");
        }
        assert_eq!(ClaimType::from_text("FORELØBIG"), Some(ClaimType::Provisional), "Danish letters fold too");
        assert_eq!(ClaimType::from_text("skat"), None, "an unknown word is not guessed");
        assert_eq!(Field::A_TAX.to_string(), "0015", "fields are padded");
    }
}
