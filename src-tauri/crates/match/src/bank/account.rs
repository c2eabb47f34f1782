//! One account in the many forms that banks write it.

/// Digits of a registration number, and of the account behind it.
const BRANCH: usize = 4;
const NUMBER: usize = 10;

/// The same text for the same account: registration number and account in fourteen digits where both are said, else
/// the letters and digits as written. An account number alone is not joined with one that has a registration number:
/// two branches may have it. None when no account is named.
pub(super) fn canonical(written: &str) -> Option<String> {
    let plain: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.is_empty() {
        return None;
    }
    let plain = plain.to_ascii_uppercase();
    let danish =
        plain.strip_prefix("DK").filter(|rest| rest.len() == 2 + BRANCH + NUMBER).and_then(|rest| rest.get(2..));
    let digits = danish.unwrap_or(&plain);
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    // The two numbers are told apart by what stands between them, or by their length.
    let parted = written.trim().split_once(|letter: char| !letter.is_ascii_alphanumeric());
    let has_branch = parted.is_some_and(|(branch, _)| branch.len() == BRANCH) || digits.len() > NUMBER;
    match digits.split_at_checked(BRANCH) {
        Some((branch, number)) if is_digits && has_branch && (1..=NUMBER).contains(&number.len()) => {
            Some(format!("{branch}{number:0>NUMBER$}"))
        }
        _ => Some(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_in_all_its_forms() {
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(canonical(written).as_deref(), expected, "the account `{written}`");
        };
        let whole = Some("38910001234567");
        check("DK5038910001234567", whole);
        check("DK50 3891 0001 2345 67", whole);
        check("dk5038910001234567", whole);
        check("38910001234567", whole);
        check("3891 0001234567", whole);
        check("3891-1234567", whole);
        check(" 3891/1234567 ", whole);
        check("38911234567", whole);
        check("0001234567", Some("0001234567"));
        check("1234567", Some("1234567"));
        check("SE4550000000058398257466", Some("SE4550000000058398257466"));
        check("12345678/1020304050", Some("123456781020304050"));
        check("Kasse 1", Some("KASSE1"));
        check(" / ", None);
        check("", None);
    }
}
