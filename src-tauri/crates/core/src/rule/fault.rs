//! A fault in a pack, told so that whoever wrote it finds the place and knows what may stand there.

use std::fmt;

/// Which of the two texts a fault stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleFile {
    /// The pack that ships with the program.
    Shipped,
    /// The municipality's own rules.
    Own,
}

/// A fault in a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// What is wrong, in Danish.
    pub what: String,
    /// What may stand there, where it is a choice.
    pub allowed: Vec<String>,
    /// Which text; none when only one was read.
    pub file: Option<RuleFile>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The key, such as `reconciliation[a-skat].passes[2].kind`.
    pub key: Option<String>,
}

impl std::error::Error for RuleFault {}

impl fmt::Display for RuleFault {
    /// `linje 4, reconciliation[a-skat].in_advence: nøglen findes ikke; tilladt er `id`, `name``
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = match self.file {
            Some(RuleFile::Shipped) => Some("de leverede regler".to_owned()),
            Some(RuleFile::Own) => Some("egne regler".to_owned()),
            None => None,
        };
        let line = self.line.map(|line| format!("linje {line}"));
        let place: Vec<String> = [file, line, self.key.clone()].into_iter().flatten().collect();
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        f.write_str(&self.what)?;
        match self.allowed.as_slice() {
            [] => Ok(()),
            allowed => write!(f, "; tilladt er `{}`", allowed.join("`, `")),
        }
    }
}

/// A fault at a place of a text that is not yet a line of it.
#[derive(Clone, Debug)]
pub(super) struct Unplaced {
    pub(super) what: String,
    pub(super) allowed: Vec<String>,
    pub(super) offset: Option<usize>,
    pub(super) key: Option<String>,
}

impl Unplaced {
    /// The fault at its line of the text.
    pub(super) fn found_in(self, text: &str, file: Option<RuleFile>) -> RuleFault {
        let line = self.offset.map(|offset| line_of(text, offset));
        RuleFault { what: self.what, allowed: self.allowed, file, line, key: self.key }
    }
}

/// The line of a place in a text, from 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// What the reader of shapes says, in Danish, and what it would have taken.
///
/// Its few sentences are fixed; whatever else comes is from a table of the pack itself and is Danish already.
pub(super) fn translated(message: &str) -> (String, Vec<String>) {
    let quoted = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let Some((said, expected)) = message.split_once(", expected ") else {
        let missing = message.strip_prefix("missing field ").map(|name| format!("nøglen {name} mangler"));
        return (missing.unwrap_or_else(|| message.to_owned()), Vec::new());
    };
    if let Some(name) = said.strip_prefix("unknown field ") {
        return (format!("nøglen {name} findes ikke"), quoted(expected));
    }
    if let Some(name) = said.strip_prefix("unknown variant ") {
        return (format!("værdien {name} findes ikke"), quoted(expected));
    }
    let wrong = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
    match wrong {
        Some(found) => (format!("her skal stå {}, ikke {}", form(expected), form(found)), Vec::new()),
        None => (message.to_owned(), Vec::new()),
    }
}

/// The forms that a value can have, in Danish.
fn form(english: &str) -> String {
    let known = [
        ("a string", "en tekst i anførselstegn"),
        ("string", "teksten"),
        ("a sequence", "en liste"),
        ("sequence", "en liste"),
        ("struct", "en tabel"),
        ("map", "en tabel"),
        ("a boolean", "true eller false"),
        ("boolean", "værdien"),
        ("integer", "tallet"),
        ("floating point", "kommatallet"),
    ];
    let numbers = ["i64", "u64", "u32", "u16", "u8", "usize", "i32"];
    if numbers.contains(&english) {
        return "et helt tal".to_owned();
    }
    let found = known.iter().find_map(|(from, to)| english.strip_prefix(from).map(|rest| format!("{to}{rest}")));
    found.unwrap_or_else(|| english.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_reader_says_is_told_in_danish() {
        let check = |message: &str, what: &str, allowed: &[&str]| {
            let (said, may) = translated(message);
            assert_eq!(
                (said.as_str(), may),
                (what, allowed.iter().map(|one| (*one).to_owned()).collect()),
                "{message}"
            );
        };
        check("unknown field `a`, expected `b`", "nøglen `a` findes ikke", &["b"]);
        check("unknown field `a`, expected one of `b`, `c`", "nøglen `a` findes ikke", &["b", "c"]);
        check("unknown variant `a`, expected `b` or `c`", "værdien `a` findes ikke", &["b", "c"]);
        check("missing field `a`", "nøglen `a` mangler", &[]);
        let expected = "her skal stå et helt tal, ikke teksten \"x\"";
        check("invalid type: string \"x\", expected u32", expected, &[]);
        let expected = "her skal stå en liste, ikke tallet `7`";
        check("invalid type: integer `7`, expected a sequence", expected, &[]);
        check("`16` er ikke et feltnummer", "`16` er ikke et feltnummer", &[]);
    }
}
