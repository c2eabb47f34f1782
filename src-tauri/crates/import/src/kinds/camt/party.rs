//! The other party of an entry: its account and name, by the direction in which money went.

use crate::xml::Element;

/// Account and name, each empty when not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) account: String,
    pub(super) name: String,
}

/// The identification of an account, in the words of every version.
pub(super) fn account(element: Element<'_>) -> &str {
    let paths = ["Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id", "Id/UPIC", "Prxy/Id"];
    paths.into_iter().map(|path| element.value(path)).find(|text| !text.is_empty()).unwrap_or_default()
}

/// The party that is not the owner of `own`. Money out goes to the creditor, money in comes from
/// the debtor; an entry that takes another back names the parties of the one it takes back.
pub(super) fn counterparty(details: Element<'_>, is_out: bool, own: &str) -> Party {
    let Some(parties) = details.child("RltdPties") else {
        return Party::default();
    };
    let (first, second) = if is_out { ("Cdtr", "Dbtr") } else { ("Dbtr", "Cdtr") };
    let party = named(parties, first);
    if !is_same(&party.account, own) {
        return party;
    }
    let other = named(parties, second);
    if other.account.is_empty() || is_same(&other.account, own) { party } else { other }
}

fn named(parties: Element<'_>, role: &str) -> Party {
    let names = [
        format!("{role}/Nm"),
        format!("{role}/Pty/Nm"),
        format!("{role}/Agt/FinInstnId/Nm"),
        format!("Ultmt{role}/Nm"),
        format!("Ultmt{role}/Pty/Nm"),
    ];
    let name = names.iter().map(|path| parties.value(path)).find(|text| !text.is_empty()).unwrap_or_default();
    let account = parties.child(&format!("{role}Acct")).map_or("", account);
    Party { account: account.to_owned(), name: name.to_owned() }
}

/// True when both name one account; one may be the end of the other (an IBAN and its local number).
fn is_same(one: &str, other: &str) -> bool {
    const LOCAL_LENGTH: usize = 10;
    let plain = |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    let (one, other) = (plain(one).to_ascii_uppercase(), plain(other).to_ascii_uppercase());
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let ends = |long: &str, short: &str| short.len() >= LOCAL_LENGTH && long.ends_with(short);
    one == other || ends(&one, &other) || ends(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Tree;

    #[test]
    fn the_other_party_follows_the_direction() {
        let check = |parties: &str, is_out: bool, account: &str, name: &str| {
            let text = format!("<T><RltdPties>{parties}</RltdPties></T>");
            let tree = Tree::parse(&text, &mut |_| Ok(())).expect("a document");
            let seen = counterparty(tree.root().expect("a root"), is_out, "DK5000400440116243");
            let expected = Party { account: account.to_owned(), name: name.to_owned() };
            assert_eq!(seen, expected, "out={is_out}: {parties}");
        };
        let acct = |role: &str, form: &str, number: &str| {
            format!("<{role}Acct><Id><{form}>{number}</{form}></Id></{role}Acct>")
        };
        let both = format!(
            "<Dbtr><Nm>Kommunen</Nm></Dbtr>{}<Cdtr><Pty><Nm>Borger</Nm></Pty></Cdtr>{}",
            acct("Dbtr", "IBAN", "DK5000400440116243"),
            acct("Cdtr", "BBAN", "12345678901234")
        );
        check(&both, true, "12345678901234", "Borger");
        check(&both, false, "12345678901234", "Borger");
        check("<Dbtr><Nm>Ejer</Nm></Dbtr>", true, "", "");
        check("<UltmtDbtr><Nm>Sidste</Nm></UltmtDbtr>", false, "", "Sidste");
        check("<Cdtr><Agt><FinInstnId><Nm>Bank</Nm></FinInstnId></Agt></Cdtr>", true, "", "Bank");
        check("<CdtrAcct><Id><PrtryAcct><Id>77</Id></PrtryAcct></Id></CdtrAcct>", true, "77", "");
    }
}
