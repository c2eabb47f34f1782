//! Why points disagree: coded reasons, and how sure the program is.

/// Declares the causes with the code scripts see, the Danish and English label and the next step.
macro_rules! causes {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $danish:literal, $english:literal, $step:literal;)+) => {
        /// The reason of a difference. The code is stable; scripts and signed results carry it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cause { $($(#[$meta])* $name,)+ }

        impl Cause {
            /// All causes, in the order in which lists show them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The Danish label.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $danish,)+ }
            }

            /// The English label.
            pub const fn label_english(self) -> &'static str {
                match self { $(Self::$name => $english,)+ }
            }

            /// What a person does next, in Danish.
            pub const fn next_step(self) -> &'static str {
                match self { $(Self::$name => $step,)+ }
            }

            /// The cause with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|cause| cause.code() == code)
            }
        }
    };
}

causes! {
    /// Reported after the extract was made.
    TimingAfterExtract = "timing_after_extract", "Indberettet efter udtrækket", "Reported after the extract", "hent nyt udtræk";
    /// Reported after the claim's cut-off.
    TimingNextClaim = "timing_next_claim", "Kommer på næste opkrævning", "On the next claim", "bær frem";
    /// Part of the claim, but of an earlier month.
    TimingPreviousClaim = "timing_previous_claim", "Hører til en tidligere måned", "Belongs to an earlier month", "acceptér";
    /// TØK has it, eIndkomst does not.
    MissingInEindkomst = "missing_in_eindkomst", "Mangler i eIndkomst", "Missing in eIndkomst", "ret i fagsystem / genindberet";
    /// eIndkomst has it, TØK does not.
    MissingInTok = "missing_in_tok", "Kun i eIndkomst", "Only in eIndkomst", "dokumentér eller ret";
    /// Both have the key, with different amounts.
    AmountDiffers = "amount_differs", "Beløbet afviger", "Amount differs", "undersøg";
    /// The same report twice in TØK.
    DuplicateInTok = "duplicate_in_tok", "Dobbelt i TØK", "Duplicate in TØK", "ret i TØK";
    /// The same amount several times in eIndkomst.
    DuplicateInEindkomst = "duplicate_in_eindkomst", "Dobbelt i eIndkomst", "Duplicate in eIndkomst", "tilbagefør";
    /// The same in another month.
    ShiftedPeriod = "shifted_period", "Anden måned", "Another month", "ret periode";
    /// Perhaps another person.
    WrongPerson = "wrong_person", "Anden person?", "Another person?", "vurder";
    /// Perhaps another SE number.
    WrongSe = "wrong_se", "Andet SE-nummer?", "Another SE number?", "vurder";
    /// Perhaps another field.
    WrongField = "wrong_field", "Andet felt?", "Another field?", "ret felt";
    /// Perhaps another indtægtsart.
    WrongIncomeKind = "wrong_income_kind", "Anden indtægtsart?", "Another income kind?", "ret indtægtsart";
    /// The same amount with the opposite sign.
    SignReversed = "sign_reversed", "Omvendt fortegn", "Sign reversed", "ret";
    /// Two records of one point that cancel.
    ReversalPair = "reversal_pair", "Tilbageført", "Reversed", "ingen";
    /// A documented rounding.
    Rounding = "rounding", "Afrunding", "Rounding", "acceptér";
    /// Repayment under LL § 8 O.
    RepaymentLl8o = "repayment_ll8o", "Tilbagebetaling (LL § 8 O)", "Repayment (LL § 8 O)", "kontrollér";
    /// An R-marked correction.
    RCorrection = "r_correction", "R-rettelse", "R-marked correction", "ingen";
    /// Interest or a fee on the claim.
    InterestOrFee = "interest_or_fee", "Renter eller gebyr", "Interest or fee", "kontér";
    /// On the claim only.
    ClaimOnly = "claim_only", "Kun på kravet", "Only on the claim", "spørg SKAT/ATP";
    /// A payment that was rejected.
    PaymentRejected = "payment_rejected", "Afvist udbetaling", "Rejected payment", "genudbetal";
    /// Sent, but not booked by the bank.
    PaymentNotCleared = "payment_not_cleared", "Ikke trukket i banken", "Not cleared in the bank", "følg op";
    /// Booked by the bank only.
    BankOnly = "bank_only", "Kun i banken", "Only in the bank", "kontér";
    /// Cash voucher or own account.
    OutsideNemkonto = "outside_nemkonto", "Uden om NemKonto", "Outside NemKonto", "ingen";
    /// Paid to another creditor.
    WrongCreditor = "wrong_creditor", "Anden kreditor", "Another creditor", "ret betaling";
    /// No rule explains it; a number of its own, never hidden.
    Unexplained = "unexplained", "Uforklaret", "Unexplained", "undersøg";
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The delivered data admit no other listed cause.
    Proven,
    /// It fits, and so may something else.
    Suggested,
    /// Nothing is claimed.
    Unknown,
}

impl Certainty {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Proven, Self::Suggested, Self::Unknown];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Suggested => "suggested",
            Self::Unknown => "unknown",
        }
    }

    /// The Danish word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Proven => "bevist",
            Self::Suggested => "forslag",
            Self::Unknown => "ukendt",
        }
    }

    /// The certainty with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|certainty| certainty.code() == code)
    }
}
