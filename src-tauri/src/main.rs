//! The desktop shell: one window, the file dialogs, and the two commands through which the window
//! reaches the program.
//!
//! What is deliberately not here: everything that can be known without a window. What a command does
//! is in `trepunkt-api`; this crate only carries it over.
//!
//! Start reading at [`run`]; the two commands are in [`ipc`].

#![cfg_attr(windows, windows_subsystem = "windows")]

mod ipc;

use std::process::ExitCode;
use std::sync::Arc;

use serde_json::json;
use tauri::App;
use tauri::WebviewWindowBuilder;
use trepunkt_api::Host;
use trepunkt_api::Surroundings;
use trepunkt_core::wall_time::WallTime;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write as _;
            // Without a window this is the only place left to say it; nobody listening is no further fault.
            writeln!(std::io::stderr(), "trepunkt: {error}").ok();
            ExitCode::FAILURE
        }
    }
}

/// Opens the window, on the workspace that the first argument names if there is one.
#[expect(clippy::exit, reason = "Tauri's own code, where a part of the program that was built in cannot be found")]
fn run() -> tauri::Result<()> {
    let host = Arc::new(Host::new(surroundings()));
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let unopened = wanted.filter(|path| !opens(&host, path));
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(host)
        .invoke_handler(tauri::generate_handler![ipc::rpc, ipc::rpc_bytes])
        .setup(move |app| Ok(show_window(app, unopened.as_deref())?))
        .run(tauri::generate_context!())
}

/// Opens a workspace that needs no passphrase before the window is there, so that its first picture is the month.
fn opens(host: &Host, path: &str) -> bool {
    host.rpc("workspace_open", json!({ "path": path, "passphrase": null })).is_ok()
}

/// The window is made here and not by the configuration, so that it can be told which workspace still
/// waits for a passphrase (or cannot be opened, which the window then explains).
fn show_window(app: &App, unopened: Option<&str>) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app, config)?
            .initialization_script(format!("window.__TREPUNKT_OPEN__ = {};", json!(unopened)))
            .build()?;
    }
    Ok(())
}

fn surroundings() -> Surroundings {
    #[expect(clippy::disallowed_methods, reason = "a host is where the clock comes in")]
    let clock = || WallTime::new(chrono::Local::now().naive_local());
    Surroundings { who: who(), machine: machine(), clock: Box::new(clock) }
}

/// The user's name as the operating system tells it.
/// The machine's name, for those who wait for the workspace that it has open.
fn machine() -> String {
    let told = std::env::var("COMPUTERNAME").ok().or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    told.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "ukendt maskine".to_owned())
}

fn who() -> String {
    let mut told = ["USERNAME", "USER", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    told.find(|name| !name.trim().is_empty()).unwrap_or_else(|| "ukendt".to_owned())
}
