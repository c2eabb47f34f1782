//! What a difference rests on beside its own records: where the counterpart stands instead, what came nearest,
//! and how far other explanations were ruled out.

use crate::code::codes;
use crate::id::RecordId;
use crate::result::DifferenceKey;

/// Facts that a sentence needs beyond the records themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Where the counterpart stands instead; only the parts that differ are set.
    pub elsewhere: DifferenceKey,
    /// How many times the one amount is the other.
    pub factor: Option<u32>,
    /// The id of the rule that explains it, such as a rounding rule of the rule pack.
    pub rule: Option<String>,
    /// How far other explanations were ruled out by a search; none where none was needed.
    pub uniqueness: Option<Uniqueness>,
    /// What came nearest to a match, best first. Few: a person reads them.
    pub nearest: Vec<NearMiss>,
}

codes! {
    /// What a search for the records behind an amount came to (law 7).
    Uniqueness {
        /// Proven to be the only one.
        Unique = 1, "unique";
        /// Others fit as well.
        Several = 2, "several";
        /// The budget ended before that was settled.
        NotProven = 3, "not_proven";
    }
}

/// A record that almost matched, and the condition that it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NearMiss {
    /// The record on the other side.
    pub record: RecordId,
    /// What kept them apart.
    pub failed: FailedCondition,
}

codes! {
    /// The one condition that a near miss fails.
    FailedCondition {
        /// Everything agrees but the amount.
        Amount = 1, "amount";
        /// The same in another base month.
        Month = 2, "month";
        /// The same for another person.
        Person = 3, "person";
        /// The same under another SE number.
        SeNumber = 4, "se";
        /// The same in another field.
        Field = 5, "field";
        /// The same under another indtægtsart.
        IncomeKind = 6, "kode68";
        /// The same with the opposite sign.
        Sign = 7, "sign";
        /// It fits, and belongs to another match already.
        Taken = 8, "taken";
        /// Reported after the other side was made up.
        Time = 9, "time";
        /// Refused by eIndkomst, or still without an answer.
        Receipt = 10, "receipt";
        /// The same amount on another account.
        Account = 11, "account";
        /// The same amount on another day.
        Date = 12, "date";
        /// The same amount under another reference.
        Reference = 13, "reference";
        /// The other side says that it failed.
        Status = 14, "status";
    }
}

impl FailedCondition {
    /// Why they are no match, in Danish, to answer *Hvorfor ikke?*
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Amount => "beløbet er et andet",
            Self::Month => "basismåneden er en anden",
            Self::Person => "personen er en anden",
            Self::SeNumber => "SE-nummeret er et andet",
            Self::Field => "feltet er et andet",
            Self::IncomeKind => "indtægtsarten er en anden",
            Self::Sign => "fortegnet er modsat",
            Self::Taken => "linjen hører allerede til et andet match",
            Self::Time => "den er indberettet, efter at den anden side blev gjort op",
            Self::Receipt => "den er afvist eller endnu ikke kvitteret",
            Self::Account => "kontoen er en anden",
            Self::Date => "datoen er en anden",
            Self::Reference => "referencen er en anden",
            Self::Status => "den anden side melder, at den ikke er gennemført",
        }
    }
}
