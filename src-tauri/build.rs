//! Embeds the window, its configuration and its permissions.
fn main() {
    tauri_build::build();
}
