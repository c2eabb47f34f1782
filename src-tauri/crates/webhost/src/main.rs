//! The same commands as the desktop program, over loopback, for development and browser tests.
//!
//! What is here: a small web server on 127.0.0.1 that serves the built window and answers its
//! commands, so that the whole program can be driven in an ordinary browser against the real Rust
//! and a real workspace file.
//!
//! What is deliberately not here: anything that the desktop program needs. No shipped crate depends
//! on this one; a test in `xtask` sees to that.
//!
//! Start reading at [`server`]; who may call is decided in [`guard`].

mod arguments;
mod files;
mod guard;
mod server;

use std::io::Read as _;
use std::io::Write as _;
use std::process::ExitCode;

use arguments::Arguments;
use trepunkt_api::Surroundings;
use trepunkt_core::wall_time::WallTime;

fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            complain(&reason);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<(), String> {
    if arguments.ends_with_input {
        std::thread::spawn(end_with_input);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().build().map_err(|error| error.to_string())?;
    runtime.block_on(server::serve(arguments, announce))
}

fn surroundings(who: String) -> Surroundings {
    #[expect(clippy::disallowed_methods, reason = "a host is where the clock comes in")]
    let clock = || WallTime::new(chrono::Local::now().naive_local());
    Surroundings { who, machine: "webvært".to_owned(), clock: Box::new(clock) }
}

/// The one line that whoever started this host waits for.
fn announce(address: &str) {
    let mut out = std::io::stdout();
    let written = writeln!(out, "TREPUNKT_WEBHOST {address}").and_then(|()| out.flush());
    if written.is_err() {
        complain("the starter no longer listens");
    }
}

fn complain(reason: &str) {
    // Nothing is left to do when even the error channel is closed.
    writeln!(std::io::stderr(), "trepunkt-webhost: {reason}").ok();
}

/// A browser test that dies closes its end of the input; the host must not outlive it.
#[expect(clippy::exit, reason = "the server waits for ever in another thread")]
fn end_with_input() {
    let mut bytes = [0_u8; 64];
    let mut input = std::io::stdin().lock();
    while matches!(input.read(&mut bytes), Ok(count) if count > 0) {}
    std::process::exit(0);
}
