//! The terminal program `trepunkt`: everything the window does, for scripts and schedulers.
//!
//! With `--json` exactly one document on stdout; everything else goes to stderr.

use std::process::ExitCode;

fn main() -> ExitCode {
    trepunkt_cli::run(std::env::args_os())
}
