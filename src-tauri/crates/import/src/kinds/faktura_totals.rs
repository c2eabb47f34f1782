//! An invoice's totals, computed anew from its lines and compared with what it says itself.

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use trepunkt_core::invoice::InvoiceDialect;

use super::faktura_amount::decimal;
use crate::catalogue::Flag;
use crate::findings::Findings;
use crate::masking::shown;
use crate::refusal::Refusal;
use crate::xml::Element;

/// What the document's records need of its totals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    pub(super) payable: Decimal,
    pub(super) tax: Decimal,
}

/// By how much a tax may differ from its rate: what the European rules allow (BR-CO-17).
const RATE_TOLERANCE: Decimal = Decimal::ONE;

/// The amount of a child element, which must be in the document's currency; none when it is not there.
pub(super) fn amount_in(parent: Element<'_>, name: &str, currency: &str) -> Result<Option<Decimal>, Refusal> {
    let Some(element) = parent.child(name) else {
        return Ok(None);
    };
    let own = element.attribute("currencyID");
    if own != currency {
        let message = if own.is_empty() {
            format!("{name} mangler valuta (currencyID).")
        } else {
            format!("{name} er i {}, men dokumentet er i {currency}.", shown(own, false))
        };
        return Err(Refusal::new("invoice-currency", message, "Bed leverandøren om et gyldigt dokument.").column(name));
    }
    decimal(element.text()).map(Some).map_err(|fault| {
        let words = fault.words();
        Refusal::new(words.code, words.message, words.hint).column(name).value(shown(element.text(), false))
    })
}

/// What does not agree.
#[derive(Default)]
struct Mismatches(Vec<String>);

impl Mismatches {
    fn compare(&mut self, what: &str, declared: Decimal, computed: Decimal) {
        if declared != computed {
            self.0.push(format!("{what}: opgivet {}, beregnet {}", danish(declared), danish(computed)));
        }
    }

    fn check(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Refusal::new(
            "control-total",
            format!("Dokumentets totaler stemmer ikke. {}.", self.0.join("; ")),
            "Bed leverandøren om et rigtigt dokument; intet af det er brugt.",
        )
        .column("LegalMonetaryTotal"))
    }
}

/// The number with a decimal comma and at least two decimals.
fn danish(number: Decimal) -> String {
    let mut number = number.normalize();
    number.rescale(number.scale().max(2));
    number.to_string().replace('.', ",")
}

/// Compares every total of the document with what its lines, allowances, charges and taxes give.
pub(super) fn check(
    root: Element<'_>,
    dialect: InvoiceDialect,
    currency: &str,
    lines: &[Decimal],
    findings: &mut Findings,
) -> Result<Sums, Refusal> {
    let total = root.child("LegalMonetaryTotal").ok_or_else(|| no_total("LegalMonetaryTotal"))?;
    let declared = |name: &str| amount_in(total, name, currency);
    let or_none = |name: &str| declared(name).map(Option::unwrap_or_default);
    let mut mismatches = Mismatches::default();
    let line_sum = sum(lines.iter().copied())?;
    let line_total = declared("LineExtensionAmount")?.ok_or_else(|| no_total("LineExtensionAmount"))?;
    mismatches.compare("Sum af linjer (LineExtensionAmount)", line_total, line_sum);
    let (allowances, charges) = allowances_and_charges(root, currency)?;
    for (name, computed) in [("AllowanceTotalAmount", allowances), ("ChargeTotalAmount", charges)] {
        if let Some(declared) = declared(name)? {
            mismatches.compare(name, declared, computed);
        }
    }
    let tax = tax(root, currency, &mut mismatches, findings)?;
    let net = sum([line_sum, -allowances, charges])?;
    let gross = sum([net, tax])?;
    let rounding = or_none("PayableRoundingAmount")?;
    if let Some(declared) = declared("TaxExclusiveAmount")? {
        // The one element in which the dialects contradict each other: OIOUBL writes the tax in it,
        // EN 16931 the sum without tax. Nothing is computed from it.
        let (own, other) = match dialect {
            InvoiceDialect::Oioubl => (tax, net),
            InvoiceDialect::Peppol => (net, tax),
        };
        let what = if declared == other {
            "TaxExclusiveAmount (brugt som i den anden dialekt end den, CustomizationID nævner)"
        } else {
            "TaxExclusiveAmount"
        };
        mismatches.compare(what, declared, own);
    }
    if let Some(declared) = declared("TaxInclusiveAmount")? {
        // Official OIOUBL documents have the rounding of the payable amount in it.
        let is_rounded = dialect == InvoiceDialect::Oioubl && declared == sum([gross, rounding])?;
        mismatches.compare("TaxInclusiveAmount", declared, if is_rounded { declared } else { gross });
    }
    let payable = declared("PayableAmount")?.ok_or_else(|| no_total("PayableAmount"))?;
    let prepaid = or_none("PrepaidAmount")?;
    mismatches.compare("At betale (PayableAmount)", payable, sum([gross, -prepaid, rounding])?);
    mismatches.check()?;
    Ok(Sums { payable, tax })
}

fn no_total(name: &'static str) -> Refusal {
    Refusal::new(
        "control-total-missing",
        format!("{name} mangler, så dokumentets total kan ikke kontrolleres."),
        "Bed leverandøren om et gyldigt dokument.",
    )
    .column(name)
}

fn sum(numbers: impl IntoIterator<Item = Decimal>) -> Result<Decimal, Refusal> {
    let added = numbers.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
    added.ok_or_else(|| Refusal::sum_too_large("dokumentets beløb"))
}

/// The sums of the document's own allowances and charges; those of a line are in its amount.
fn allowances_and_charges(root: Element<'_>, currency: &str) -> Result<(Decimal, Decimal), Refusal> {
    let (mut allowances, mut charges) = (Decimal::ZERO, Decimal::ZERO);
    for one in root.all("AllowanceCharge") {
        let amount = amount_in(one, "Amount", currency)?.ok_or_else(|| no_total("AllowanceCharge/Amount"))?;
        let side = match one.value("ChargeIndicator") {
            "true" | "1" => &mut charges,
            "false" | "0" => &mut allowances,
            other => {
                return Err(Refusal::new(
                    "invoice-field",
                    "ChargeIndicator er hverken true eller false, så beløbet kan være et tillæg eller et fradrag.",
                    "Bed leverandøren om et gyldigt dokument.",
                )
                .column("ChargeIndicator")
                .value(shown(other, false)));
            }
        };
        *side = sum([*side, amount])?;
    }
    Ok((allowances, charges))
}

/// The document's tax: the sum of its tax totals, each equal to its parts and each part to its rate.
fn tax(
    root: Element<'_>,
    currency: &str,
    mismatches: &mut Mismatches,
    findings: &mut Findings,
) -> Result<Decimal, Refusal> {
    let mut all = Decimal::ZERO;
    for total in root.all("TaxTotal") {
        // A tax told a second time in the currency of the accounts has no parts and is not owed again.
        let own = total.child("TaxAmount").map(|amount| amount.attribute("currencyID"));
        if own != Some(currency) && total.child("TaxSubtotal").is_none() {
            continue;
        }
        let amount = amount_in(total, "TaxAmount", currency)?.ok_or_else(|| no_total("TaxTotal/TaxAmount"))?;
        let mut parts = Decimal::ZERO;
        for part in total.all("TaxSubtotal") {
            let own = amount_in(part, "TaxAmount", currency)?.ok_or_else(|| no_total("TaxSubtotal/TaxAmount"))?;
            parts = sum([parts, own])?;
            check_rate(part, own, currency, mismatches, findings)?;
        }
        if total.child("TaxSubtotal").is_some() {
            mismatches.compare("Moms (TaxTotal/TaxAmount)", amount, parts);
        }
        all = sum([all, amount])?;
    }
    Ok(all)
}

/// A part of the tax against its base and rate, where it has one.
fn check_rate(
    part: Element<'_>,
    tax: Decimal,
    currency: &str,
    mismatches: &mut Mismatches,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let category = part.child("TaxCategory");
    let text = |name: &str| category.map(|category| category.value(name)).unwrap_or_default();
    // The buyer accounts for a reverse charge, and a duty by the piece follows no rate.
    if matches!(text("ID"), "ReverseCharge" | "AE") || category.is_some_and(|one| one.child("PerUnitAmount").is_some())
    {
        return Ok(());
    }
    let (Some(base), Ok(rate)) = (amount_in(part, "TaxableAmount", currency)?, decimal(text("Percent"))) else {
        return Ok(());
    };
    let Some(exact) = base.checked_mul(rate).and_then(|product| product.checked_div(Decimal::ONE_HUNDRED)) else {
        return Err(Refusal::sum_too_large("moms"));
    };
    let computed = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    if (tax - computed).abs() > RATE_TOLERANCE {
        mismatches.compare(&format!("Moms af {} ved {} %", danish(base), rate.normalize()), tax, computed);
    } else if tax != computed {
        findings.flag(Flag::TaxRounding, None, Some("TaxAmount"));
    }
    Ok(())
}
