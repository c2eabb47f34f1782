//! Payments that TØK sent, and what NemKonto and the bank answered.

use crate::code::System;
use crate::code::codes;
use crate::money::Money;
use crate::wall_time::Date;
use crate::wall_time::WallTime;

codes! {
    /// How the receiver is identified.
    ReceiverKind {
        /// A person, by CPR number.
        Cpr = 1, "CPR";
        /// A company, by CVR number.
        Cvr = 2, "CVR";
    }
}

codes! {
    /// The way a payment goes. Only the first three go through NemKonto.
    PaymentMethod {
        /// To the receiver's NemKonto.
        Nemkonto = 1, "NemKonto";
        /// At once, to the receiver's NemKonto.
        Immediate = 2, "Straks";
        /// To another account that was named.
        Alternative = 3, "Alternativ";
        /// A cash voucher: posted, never drawn on the bank.
        CashVoucher = 4, "Kontantbilag";
        /// To the municipality itself: posted only.
        OwnAccount = 5, "Egen konto";
    }
}

impl PaymentMethod {
    /// True when the bank will see it.
    pub const fn goes_through_nemkonto(self) -> bool {
        matches!(self, Self::Nemkonto | Self::Immediate | Self::Alternative)
    }
}

codes! {
    /// Where a payment stands, as TØK knows it.
    PaymentStatus {
        /// Waits to be sent.
        Queued = 1, "I kø";
        /// Sent to NemKonto.
        Sent = 2, "Sendt";
        /// Carried out.
        Done = 3, "Gennemført";
        /// Failed.
        Failed = 4, "Fejlet";
        /// Called back before it was sent.
        Recalled = 5, "Tilbagekaldt";
    }
}

/// One payment of TØK.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentRecord {
    /// Line in the file, from 1.
    pub line: u32,
    /// UdbetalingsID, at most 27 characters.
    pub id: String,
    /// BundtID; empty when it is in none.
    pub bundle: String,
    /// EffektueringsID; empty when not said.
    pub effectuation: String,
    /// The benefit system.
    pub system: System,
    /// The benefit's text code.
    pub benefit: String,
    /// How the receiver is identified.
    pub receiver_kind: ReceiverKind,
    /// The receiver's CPR or CVR number.
    pub receiver: u64,
    /// Before tax.
    pub gross: Option<Money>,
    /// After tax and ATP.
    pub net: Option<Money>,
    /// Sent for payment, positive.
    pub amount: Money,
    /// When the money is to be at the receiver's disposal.
    pub disposition: Date,
    /// The way it goes.
    pub method: PaymentMethod,
    /// The municipality's account: registration number and account, 14 digits.
    pub account: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// When it was sent.
    pub sent: Option<WallTime>,
    /// The receiver's account where it is not the NemKonto; masked like a personal number.
    pub receiver_account: String,
}

/// One answer of NemKonto or the bank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerRecord {
    /// Line (or entry) in the file, from 1.
    pub line: u32,
    /// UdbetalingsID; a bank puts eight digits of NemKonto's own before it.
    pub payment: String,
    /// BundtID; empty when not said.
    pub bundle: String,
    /// 0, 1, 2, 5, 7, 8 or 9 (NemKonto's *retursvar*).
    pub answer: u8,
    /// What was said.
    pub text: String,
    /// When.
    pub time: WallTime,
    /// The amount, when repeated.
    pub amount: Option<Money>,
}

/// True when `found` names the payment `own`: equal, or with NemKonto's eight digits in front.
///
/// Source: NemKonto's questions and answers on payments; the sender controls at most 27 characters
/// and the service puts its own eight-digit number before them.
pub fn names_payment(found: &str, own: &str) -> bool {
    const PREFIX_DIGITS: usize = 8;
    if own.is_empty() {
        return false;
    }
    let prefix = found.strip_suffix(own);
    prefix.is_some_and(|prefix| {
        prefix.is_empty() || (prefix.len() == PREFIX_DIGITS && prefix.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_named_by_its_suffix() {
        let check = |found: &str, own: &str, expected: bool| {
            assert_eq!(names_payment(found, own), expected, "`{found}` names `{own}`");
        };
        check("U123", "U123", true);
        check("00000042U123", "U123", true);
        check("0000042U123", "U123", false);
        check("ABCDEFGHU123", "U123", false);
        check("U1234", "U123", false);
        check("", "", false);
    }
}
