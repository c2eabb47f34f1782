//! The only two commands of the window. Everything else is a name in the one list of `trepunkt-api`.

use std::sync::Arc;

use serde_json::Value;
use tauri::State;
use tauri::async_runtime::spawn_blocking;
use tauri::ipc::Response;
use trepunkt_api::ApiError;
use trepunkt_api::ErrorCode;
use trepunkt_api::Host;

/// A command that answers a shape.
#[tauri::command]
pub(crate) async fn rpc(host: State<'_, Arc<Host>>, command: String, request: Value) -> Result<Value, ApiError> {
    carry(&host, move |host| host.rpc(&command, request)).await
}

/// A command that answers rows as raw bytes: as text they would cost many times as much.
#[tauri::command]
pub(crate) async fn rpc_bytes(
    host: State<'_, Arc<Host>>,
    command: String,
    request: Value,
) -> Result<Response, ApiError> {
    carry(&host, move |host| host.rpc_bytes(&command, request)).await.map(Response::new)
}

/// Commands read files and databases, so they never run on the thread that draws.
async fn carry<T: Send + 'static>(
    host: &Arc<Host>,
    work: impl FnOnce(&Host) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let host = Arc::clone(host);
    let ended = spawn_blocking(move || work(&host)).await;
    ended.unwrap_or_else(|_| Err(ApiError::new(ErrorCode::Internal, "Programmet er ved at lukke.")))
}
