//! House rules on files that neither compiler nor linter knows.

mod rules;

use std::fs;

use crate::place;
use rules::LINES_MAX;
use rules::RULES;
use rules::Rule;

/// A text file of the repository.
pub(crate) struct File {
    path: String,
    text: String,
}

/// Every text file that is or will be part of the repository.
pub(crate) fn files() -> Result<Vec<File>, String> {
    let listed = place::printed("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
    let root = place::root();
    let mut files: Vec<File> = listed
        .split('\0')
        .filter(|path| !path.is_empty())
        .filter_map(|path| Some(File { path: path.to_owned(), text: fs::read_to_string(root.join(path)).ok()? }))
        .collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Every breach of a rule.
pub(crate) fn findings(files: &[File]) -> Vec<String> {
    files.iter().flat_map(findings_in).collect()
}

fn findings_in(file: &File) -> Vec<String> {
    let mut findings = Vec::new();
    let lines = file.text.lines().count();
    if is_code(&file.path) && lines > LINES_MAX {
        findings.push(format!("{}: {lines} lines; more than {LINES_MAX} are too many to overlook", file.path));
    }
    for rule in RULES.iter().filter(|rule| rule.holds_in(&file.path)) {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(word) = rule.word_in(line) {
                findings.push(format!("{}:{}: `{word}`: {}", file.path, number + 1, rule.why));
            }
        }
    }
    findings
}

fn ends_with(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

fn is_code(path: &str) -> bool {
    ends_with(path, &["rs", "ts", "tsx", "css", "mjs"]) && !path.contains("/generated/")
}

impl Rule {
    fn holds_in(&self, path: &str) -> bool {
        let under = |pattern: &&str| match pattern.strip_prefix('*') {
            Some(end) => path.ends_with(end),
            None => path.starts_with(pattern),
        };
        (self.rooms.is_empty() || self.rooms.iter().any(under))
            && !self.except.iter().any(under)
            && (self.endings.is_empty() || ends_with(path, self.endings))
    }

    /// The word that the line must not hold. In code a comment may talk about anything.
    fn word_in(&self, line: &str) -> Option<&'static str> {
        if !self.endings.is_empty() && line.trim_start().starts_with("//") {
            return None;
        }
        self.words.iter().copied().find(|word| holds(line, word))
    }
}

/// Does the line hold the word, not as a part of a longer one?
fn holds(line: &str, word: &str) -> bool {
    let joins = |character: Option<char>| character.is_some_and(|one| one.is_alphanumeric() || one == '_');
    let starts_as_word = joins(word.chars().next());
    let ends_as_word = joins(word.chars().next_back());
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !(starts_as_word && joins(before) || ends_as_word && joins(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let found = findings(&[File { path: path.to_owned(), text: text.to_owned() }]);
        assert_eq!(found.len(), expected.len(), "{path}: {found:?}");
        for (found, part) in found.iter().zip(expected) {
            assert!(found.contains(part), "{path}: `{found}` should say `{part}`");
        }
    }

    #[test]
    fn each_rule_finds_its_breach_in_its_room_only() {
        check("src-tauri/crates/core/src/money.rs", "let x: f64 = 1.0;", &["`f64`"]);
        check("src-tauri/crates/core/src/money.rs", "// never an f64 here\nlet xf64y = 1;", &[]);
        check("src-tauri/crates/report/src/sheet.rs", "let x: f64 = 1.0;", &[]);
        check(
            "src-tauri/crates/match/src/lib.rs",
            "use std::fs;\nlet now = Instant::now();",
            &["`std::fs`", "`Instant::now`"],
        );
        check("src-tauri/crates/store/src/lib.rs", "use std::fs;", &[]);
        check("src-tauri/crates/api/src/lib.rs", "use std::net::TcpStream;", &["`std::net`"]);
        check("src-tauri/crates/webhost/src/lib.rs", "use std::net::TcpStream;", &[]);
        check("ui/src/rooms/overview.tsx", "import { open } from '@tauri-apps/plugin-dialog'", &["`@tauri-apps`"]);
        check("ui/src/host/tauri.ts", "import { open } from '@tauri-apps/plugin-dialog'", &[]);
        check("ui/src/app.tsx", "console.log(row)", &["`console.log`"]);
        check("docs/notes.md", &["see ", "/home", "/anna/x"].concat(), &["`/home/`"]);
        check("tests/it/main.rs", &["#[", "ignore]"].concat(), &["ignore"]);
        check("ui/src/a.test.ts", &["test.", "only('x')"].concat(), &["only("]);
        check("src-tauri/crates/api/src/lib.rs", "rows.iter().skip(1);\nstd::env::var(name)", &["`std::env`"]);
        check("src-tauri/crates/store/src/migration_tests.rs", "std::env::var(name)", &[]);
    }

    #[test]
    fn long_files_are_found_unless_generated() {
        let long = "x\n".repeat(LINES_MAX + 1);
        check("ui/src/app.tsx", &long, &["601 lines"]);
        check("ui/src/app.tsx", &"x\n".repeat(LINES_MAX), &[]);
        check("ui/src/generated/api.ts", &long, &[]);
        check("sample-data/tok.csv", &long, &[]);
    }
}
