//! The first account's statements, as camt.053.

use trepunkt_core::source::SourceKind;
use trepunkt_core::wall_time::Date;

use super::Payroll;
use super::booking::Booking;
use crate::sample::files::Shelf;
use crate::sample::files::Tally;
use crate::sample::files::put;

const ACCOUNT: usize = 0;

impl Payroll<'_> {
    /// The statement of some days, both included.
    pub(super) fn camt_file(&self, shelf: &mut Shelf, (from, to): (i32, i32)) {
        let (bookings, opening, closing) = self.statement(ACCOUNT, (from, to));
        let made = format!("{}T04:30:00", Date::from_days(to + 1).iso());
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.push_str("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">\n");
        let day = Date::from_days(to).iso();
        put!(text, "<BkToCstmrStmt><GrpHdr><MsgId>UDTOG-{day}</MsgId><CreDtTm>{made}</CreDtTm></GrpHdr>\n");
        put!(text, "<Stmt><Id>{day}</Id><CreDtTm>{made}</CreDtTm><FrToDt><FrDtTm>{}T00:00:00</FrDtTm>", iso(from));
        put!(text, "<ToDtTm>{day}T23:59:59</ToDtTm></FrToDt>");
        put!(text, "<Acct><Id><IBAN>{}</IBAN></Id><Ccy>DKK</Ccy></Acct>\n", self.accounts[ACCOUNT].iban());
        balance(&mut text, "OPBD", opening, from);
        balance(&mut text, "CLBD", closing, to);
        let mut tally = Tally::default();
        for (number, booking) in (1_usize..).zip(bookings) {
            self.entry(&mut text, booking, &format!("{}-{number:06}", iso(to).replace('-', "")));
            tally.accepted += 1;
            tally.add("DKK".to_owned(), booking.amount);
            (0..booking.details.len()).for_each(|_| tally.add("DKK".to_owned(), 0));
        }
        text.push_str("</Stmt></BkToCstmrStmt></Document>\n");
        let name = format!("kontoudtog-{}-{}.xml", iso(from), iso(to));
        shelf.put(name, SourceKind::Camt053, text.into_bytes(), tally);
    }

    fn entry(&self, text: &mut String, booking: &Booking, bank_reference: &str) {
        let day = iso(booking.day);
        put!(*text, "<Ntry>{}<Sts>BOOK</Sts>", amount(booking.amount));
        put!(*text, "<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>");
        put!(*text, "<AcctSvcrRef>{bank_reference}</AcctSvcrRef><NtryDtls>");
        if booking.count > 1 {
            put!(*text, "<Btch><PmtInfId>{}</PmtInfId><NbOfTxs>{}</NbOfTxs></Btch>", booking.reference, booking.count);
            for place in &booking.details {
                put!(*text, "<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>", self.bank_id(*place));
                put!(*text, "<Amt Ccy=\"DKK\">{}</Amt></TxDtls>", kroner(self.payments[*place].booked()));
            }
        } else {
            text.push_str("<TxDtls>");
            if !booking.reference.is_empty() {
                put!(*text, "<Refs><EndToEndId>{}</EndToEndId></Refs>", booking.reference);
            }
            if let Some((reference, creditor, name)) = &booking.slip {
                put!(*text, "<RltdPties><Cdtr><Nm>{name}</Nm></Cdtr>");
                put!(*text, "<CdtrAcct><Id><Othr><Id>{creditor}</Id></Othr></Id></CdtrAcct></RltdPties>");
                put!(*text, "<RmtInf><Strd><CdtrRefInf><Ref>71/{reference}</Ref></CdtrRefInf></Strd></RmtInf>");
            }
            text.push_str("</TxDtls>");
        }
        put!(*text, "</NtryDtls><AddtlNtryInf>{}</AddtlNtryInf></Ntry>\n", booking.text);
    }
}

fn iso(day: i32) -> String {
    Date::from_days(day).iso()
}

fn balance(text: &mut String, code: &str, minor: i64, day: i32) {
    put!(*text, "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}", amount(minor));
    put!(*text, "<Dt><Dt>{}</Dt></Dt></Bal>\n", iso(day));
}

/// An amount with its direction.
fn amount(minor: i64) -> String {
    let direction = if minor < 0 { "DBIT" } else { "CRDT" };
    format!("<Amt Ccy=\"DKK\">{}</Amt><CdtDbtInd>{direction}</CdtDbtInd>", kroner(minor))
}

/// Kroner and øre without a sign.
fn kroner(minor: i64) -> String {
    format!("{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}
