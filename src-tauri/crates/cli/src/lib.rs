//! The terminal program: the same use cases as the window, for scripts and schedulers.
//!
//! What is here: the words of the command line, the passphrase's way in, progress on stderr, and
//! the words for people when no JSON is asked for. What is deliberately not here: any rule of
//! reconciliation. Start reading at [`run`].

mod arguments;
mod clock;
mod command;
mod passphrase;
mod progress;
mod words;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use trepunkt_api::ApiError;
use trepunkt_api::ErrorCode;
use trepunkt_api::script::Ending;

use crate::arguments::Arguments;

/// Exit code: something was refused.
const REFUSED: u8 = 1;
/// Exit code: wrong usage.
const WRONG_USAGE: u8 = 2;
/// Exit code: done, with rejected rows or unexplained kroner.
const INCOMPLETE: u8 = 3;

/// Exit code: verification failed.
const UNPROVEN: u8 = 4;

/// Runs one command and says how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let is_wrong = error.use_stderr();
            // Nothing can be said where nothing can be written.
            drop(error.print());
            return ExitCode::from(if is_wrong { WRONG_USAGE } else { 0 });
        }
    };
    match command::perform(&arguments) {
        Ok((document, ending)) => {
            remark(&ending.notes);
            let text = if arguments.json {
                serde_json::to_string_pretty(&document).unwrap_or_default()
            } else {
                words::describe(&document)
            };
            let mut out = std::io::stdout().lock();
            match writeln!(out, "{}", text.trim_end()) {
                // A reader that has gone away (a closed pipe) is no failure of ours.
                Ok(()) | Err(_) => ExitCode::from(code(&ending)),
            }
        }
        Err(error) => {
            complain(&error);
            ExitCode::from(failure(&error))
        }
    }
}

fn code(ending: &Ending) -> u8 {
    match ending {
        Ending { is_unproven: true, .. } => UNPROVEN,
        Ending { is_incomplete: true, .. } => INCOMPLETE,
        Ending { is_refused: true, .. } => REFUSED,
        Ending { .. } => 0,
    }
}

fn failure(error: &ApiError) -> u8 {
    match error.code {
        ErrorCode::Invalid => WRONG_USAGE,
        _ => REFUSED,
    }
}

fn remark(notes: &[String]) {
    let mut stderr = std::io::stderr().lock();
    for note in notes {
        // Nothing can be said where nothing can be written.
        drop(writeln!(stderr, "bemærk: {note}"));
    }
}

fn complain(error: &ApiError) {
    let mut stderr = std::io::stderr().lock();
    // Nothing can be said where nothing can be written.
    drop(writeln!(stderr, "fejl: {}", error.message));
    for hint in &error.hints {
        drop(writeln!(stderr, "  råd: {hint}"));
    }
}
