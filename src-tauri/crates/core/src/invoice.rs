//! Electronic invoices and credit notes (OIOUBL, Peppol BIS Billing 3).

use crate::code::codes;
use crate::money::Money;
use crate::wall_time::Date;

codes! {
    /// Which dialect the document is in. They use one element for opposite things, so it decides how
    /// totals are read.
    InvoiceDialect {
        /// OIOUBL 2.0 or 2.1.
        Oioubl = 1, "oioubl";
        /// Peppol BIS Billing 3 (EN 16931).
        Peppol = 2, "peppol";
    }
}

/// One line of an invoice; the document's own facts are repeated on each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvoiceRecord {
    /// The line's number in the document, from 1.
    pub line: u32,
    /// The dialect.
    pub dialect: InvoiceDialect,
    /// True for a credit note: its amounts count against the supplier.
    pub is_credit_note: bool,
    /// The document's number.
    pub number: String,
    /// When it was issued.
    pub issued: Date,
    /// When it falls due.
    pub due: Option<Date>,
    /// ISO 4217.
    pub currency: String,
    /// The supplier's CVR, SE or GLN, digits only.
    pub supplier: String,
    /// The supplier's name.
    pub supplier_name: String,
    /// The customer's GLN or CVR, digits only.
    pub customer: String,
    /// The payment line or account, as written.
    pub payment_reference: String,
    /// The whole document's payable amount.
    pub payable: Money,
    /// The whole document's tax.
    pub tax: Money,
    /// The line's text.
    pub text: String,
    /// The line's amount without tax.
    pub amount: Money,
}
