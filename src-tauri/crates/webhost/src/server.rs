//! The web server: what it answers, and how.
//!
//! | call | answer |
//! |---|---|
//! | `GET /…` | the built window |
//! | `GET /host` | the folders that a browser may name in commands |
//! | `POST /rpc/{command}` | JSON; the header `x-trepunkt-answer` says `ok` or `error` |
//! | `POST /rpc_bytes/{command}` | raw bytes, or JSON when `x-trepunkt-answer` is `error` |
//! | `POST /upload?name=…` | keeps the body as a file, answers `{"path"}` |
//! | `POST /batch` | an empty folder for files sent one by one, answers `{"batch","path"}` |
//! | `POST /upload?batch=…&name=…` | keeps the body in that folder; the name may be a path in it |
//! | `GET /download?path=…` | a file that a command wrote under the exports |
//!
//! A refused command is an ordinary answer with status 200: browsers write other statuses to their
//! console, and the browser tests take every line there for a fault.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use axum::middleware;
use axum::middleware::Next;
use axum::response::IntoResponse as _;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use serde_json::Value;
use serde_json::json;
use tokio::net::TcpListener;
use trepunkt_api::ApiError;
use trepunkt_api::ErrorCode;
use trepunkt_api::Host;

use crate::arguments::Arguments;
use crate::files::Folders;
use crate::guard::Guard;

/// The largest file that a browser may send.
const UPLOAD_BYTES_MAX: usize = 1 << 30;

/// As strict as the desktop program's, with this very host in place of its inner channel.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

const ANSWER_HEADER: &str = "x-trepunkt-answer";

struct Served {
    host: Host,
    folders: Folders,
    guard: Guard,
}

type Shared = State<Arc<Served>>;

/// Listens on loopback and answers until the process ends. `announce` is told the address.
pub(crate) async fn serve(arguments: Arguments, announce: impl FnOnce(&str)) -> Result<(), String> {
    let folders = Folders::new(&arguments.ui, &arguments.workdir)?;
    let listener = TcpListener::bind(("127.0.0.1", arguments.port)).await.map_err(|error| error.to_string())?;
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    let guard = Guard::new(port)?;
    let host = Host::new(crate::surroundings(arguments.name));
    announce(&guard.address());
    axum::serve(listener, router(Served { host, folders, guard })).await.map_err(|error| error.to_string())
}

fn router(served: Served) -> Router {
    let served = Arc::new(served);
    Router::new()
        .route("/host", get(host))
        .route("/rpc/{command}", post(rpc))
        .route("/rpc_bytes/{command}", post(rpc_bytes))
        .route("/batch", post(batch))
        .route("/upload", post(upload))
        .route("/download", get(download))
        .fallback(get(asset))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&served), admit))
        .with_state(served)
}

/// Every call passes here first.
async fn admit(State(served): Shared, request: Request, next: Next) -> Response {
    let query = request.uri().query();
    if let Err(refusal) = served.guard.check(request.headers(), query) {
        return (StatusCode::FORBIDDEN, format!("{refusal:?}")).into_response();
    }
    let cookie = served.guard.opens(query).then(|| served.guard.cookie()).flatten();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(cookie) = cookie {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn host(State(served): Shared) -> Response {
    let folders = &served.folders;
    json_answer(&json!({ "exports": folders.exports, "workspaces": folders.workspaces }))
}

async fn rpc(State(served): Shared, Path(command): Path<String>, body: Bytes) -> Response {
    blocking(move || {
        let answer = parsed(&body).and_then(|request| served.host.rpc(&command, request));
        answer.map_or_else(|error| refused(&error), |value| json_answer(&value))
    })
    .await
}

async fn rpc_bytes(State(served): Shared, Path(command): Path<String>, body: Bytes) -> Response {
    blocking(move || {
        let answer = parsed(&body).and_then(|request| served.host.rpc_bytes(&command, request));
        answer.map_or_else(|error| refused(&error), raw_answer)
    })
    .await
}

async fn batch(State(served): Shared) -> Response {
    let folders = &served.folders;
    folders
        .open_batch()
        .map_or_else(unkept, |batch| json_answer(&json!({ "batch": batch, "path": folders.batch(batch) })))
}

async fn upload(State(served): Shared, uri: Uri, body: Bytes) -> Response {
    let name = field(&uri, "name").unwrap_or_default();
    let batch = field(&uri, "batch").map(|number| number.parse().unwrap_or(u64::MAX));
    blocking(move || {
        let kept = match batch {
            None => served.folders.receive(&name, &body),
            Some(batch) => served.folders.receive_into(batch, &name, &body).map(|()| served.folders.batch(batch)),
        };
        kept.map_or_else(unkept, |path| json_answer(&json!({ "path": path })))
    })
    .await
}

fn unkept(reason: String) -> Response {
    (StatusCode::BAD_REQUEST, reason).into_response()
}

async fn download(State(served): Shared, uri: Uri) -> Response {
    let path = field(&uri, "path").unwrap_or_default();
    blocking(move || match served.folders.exported(&path) {
        Some((name, bytes)) => {
            let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
            let disposition = format!("attachment; filename*=UTF-8''{}", encoded.replace('+', "%20"));
            let mut response = bytes.into_response();
            if let Ok(value) = HeaderValue::from_str(&disposition) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
            }
            response
        }
        None => StatusCode::NOT_FOUND.into_response(),
    })
    .await
}

async fn asset(State(served): Shared, uri: Uri) -> Response {
    blocking(move || match served.folders.asset(uri.path()) {
        Some((media_type, bytes)) => ([(header::CONTENT_TYPE, media_type)], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
    .await
}

/// Commands read files and databases; none of that may hold up the other calls.
async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(work).await {
        Ok(response) => response,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn field(uri: &Uri, wanted: &str) -> Option<String> {
    form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

fn parsed(body: &[u8]) -> Result<Value, ApiError> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new(ErrorCode::Invalid, format!("Forespørgslen er ikke JSON: {error}")))
}

fn json_answer(value: &Value) -> Response {
    answer("ok", "application/json", value.to_string().into_bytes())
}

fn raw_answer(bytes: Vec<u8>) -> Response {
    answer("ok", "application/octet-stream", bytes)
}

fn refused(error: &ApiError) -> Response {
    // An error is plain text and lists of it: it always has a JSON form.
    answer("error", "application/json", serde_json::to_vec(error).unwrap_or_default())
}

fn answer(kind: &'static str, media_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(ANSWER_HEADER, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
