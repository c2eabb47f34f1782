//! Embeds the window, its configuration and its permissions.

use tauri_build::AppManifest;
use tauri_build::Attributes;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Naming the commands makes them need a permission like any other; unnamed they would be open to every window.
    tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(&["rpc", "rpc_bytes"])))?;
    Ok(())
}
