//! What the host is told when it starts.

use std::path::PathBuf;

/// The arguments of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The port on 127.0.0.1; 0 lets the system choose.
    pub(crate) port: u16,
    /// The built window.
    pub(crate) ui: PathBuf,
    /// The only folder where this host writes: uploads, exports and workspaces.
    pub(crate) workdir: PathBuf,
    /// Who works.
    pub(crate) name: String,
    /// Ends when the standard input is closed.
    pub(crate) ends_with_input: bool,
}

const USAGE: &str = "usage: trepunkt-webhost --port PORT --ui DIR --workdir DIR [--name WHO] [--ends-with-input]";

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut port, mut ui, mut workdir) = (None, None, None);
        let (mut name, mut ends_with_input) = ("Udvikler".to_owned(), false);
        while let Some(word) = words.next() {
            if word == "--ends-with-input" {
                ends_with_input = true;
                continue;
            }
            let value = words.next().ok_or_else(|| format!("`{word}` lacks its value\n{USAGE}"))?;
            match word.as_str() {
                "--port" => port = Some(value.parse().map_err(|_| format!("`{value}` is not a port\n{USAGE}"))?),
                "--ui" => ui = Some(PathBuf::from(value)),
                "--workdir" => workdir = Some(PathBuf::from(value)),
                "--name" => name = value,
                _ => return Err(format!("`{word}` is not known\n{USAGE}")),
            }
        }
        let lacking = |what: &str| format!("`{what}` is lacking\n{USAGE}");
        Ok(Self {
            port: port.ok_or_else(|| lacking("--port"))?,
            ui: ui.ok_or_else(|| lacking("--ui"))?,
            workdir: workdir.ok_or_else(|| lacking("--workdir"))?,
            name,
            ends_with_input,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Result<(u16, &str, bool), &str>) {
        let found = Arguments::parse(line.split_whitespace().map(str::to_owned));
        match (found, expected) {
            (Ok(found), Ok((port, name, ends))) => {
                assert_eq!((found.port, found.name.as_str(), found.ends_with_input), (port, name, ends), "{line}");
            }
            (Err(found), Err(part)) => assert!(found.contains(part), "{line}: `{found}` should name `{part}`"),
            (found, _) => panic!("{line}: {found:?}"),
        }
    }

    #[test]
    fn every_argument_is_known_or_refused() {
        check("--port 0 --ui a --workdir b", Ok((0, "Udvikler", false)));
        check("--ends-with-input --port 8080 --ui a --workdir b --name Anna", Ok((8080, "Anna", true)));
        check("--ui a --workdir b", Err("--port"));
        check("--port 70000 --ui a --workdir b", Err("70000"));
        check("--port 1 --ui a --workdir", Err("--workdir"));
        check("--port 1 --ui a --workdir b --host 0.0.0.0", Err("--host"));
    }
}
