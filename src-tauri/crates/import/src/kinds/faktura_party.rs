//! Who sends an invoice, who is to pay it, and how.

use crate::masking::masked_person;
use crate::xml::Element;

const SUPPLIER: &str = "AccountingSupplierParty/Party";
const CUSTOMER: &str = "AccountingCustomerParty/Party";

/// The supplier's company number, or where it has none the number under which it is known. A
/// personal number is masked unless revealed: nothing is reconciled by it.
pub(super) fn supplier(root: Element<'_>, reveal_cpr: bool) -> String {
    let paths = ["PartyLegalEntity/CompanyID", "PartyTaxScheme/CompanyID", "EndpointID", "PartyIdentification/ID"];
    number(root, SUPPLIER, &paths, reveal_cpr)
}

/// The customer's address in the network, or else its company number.
pub(super) fn customer(root: Element<'_>, reveal_cpr: bool) -> String {
    let paths = ["EndpointID", "PartyIdentification/ID", "PartyLegalEntity/CompanyID", "PartyTaxScheme/CompanyID"];
    number(root, CUSTOMER, &paths, reveal_cpr)
}

fn number(root: Element<'_>, party: &str, paths: &[&str], reveal_cpr: bool) -> String {
    let found = root.at(party).and_then(|party| {
        let mut ids = paths.iter().filter_map(|path| party.at(path));
        ids.find(|id| id.text().bytes().any(|byte| byte.is_ascii_digit()))
    });
    let Some(id) = found else {
        return String::new();
    };
    let digits: String = id.text().chars().filter(char::is_ascii_digit).collect();
    // CVR and SE numbers have eight digits and a GLN thirteen: ten may be a person, whatever is said.
    let may_be_person = id.attribute("schemeID").ends_with("CPR") || matches!(digits.len(), 9 | 10);
    if may_be_person && !reveal_cpr { masked_person(&digits) } else { digits }
}

/// The supplier's name.
pub(super) fn supplier_name<'t>(root: Element<'t>) -> &'t str {
    let Some(party) = root.at(SUPPLIER) else {
        return "";
    };
    let names = ["PartyName/Name", "PartyLegalEntity/RegistrationName"].map(|path| party.value(path));
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

/// What the customer asked to be written on the invoice. Municipalities put a person here.
pub(super) fn customer_reference<'t>(root: Element<'t>) -> &'t str {
    let contact = root.at(CUSTOMER).map(|party| party.value("Contact/ID")).unwrap_or_default();
    if contact.is_empty() { root.value("BuyerReference") } else { contact }
}

/// All ways of paying that the document names, each as a payment line or an account.
pub(super) fn payment_reference(root: Element<'_>) -> String {
    let mut all: Vec<String> = Vec::new();
    for one in root.all("PaymentMeans").map(reference_of).filter(|one| !one.is_empty()) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all.join("; ")
}

fn reference_of(means: Element<'_>) -> String {
    let payment = means.value("PaymentID");
    let instruction = means.value("InstructionID");
    let account = means.value("PayeeFinancialAccount/ID");
    let creditor = match means.value("CreditAccount/AccountID") {
        "" => account,
        creditor => creditor,
    };
    // Peppol writes `71#…` where OIOUBL has the card and the id apart.
    let (card, id) = payment.split_once('#').unwrap_or((payment, instruction));
    if matches!(card, "71" | "73" | "75" | "01" | "04" | "15") && !creditor.is_empty() {
        return format!("+{card}<{id}+{creditor}<");
    }
    let branch = means.value("PayeeFinancialAccount/FinancialInstitutionBranch/ID");
    let parts = [branch, account, payment, instruction];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
