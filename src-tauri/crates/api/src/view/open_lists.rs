//! Lists that the window has open, shown in windows of rows.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use serde::Serialize;

use crate::dto::WindowRequest;
use crate::error::ApiError;
use crate::error::ErrorCode;

/// Rows of one window.
const WINDOW_ROWS_MAX: u32 = 500;
/// Lists kept open; the oldest is closed when more are opened.
const LISTS_OPEN_MAX: usize = 8;

/// The lists that the window has open.
pub(crate) struct OpenLists<T> {
    lists: Mutex<Numbered<T>>,
}

/// The last number given, and the lists under theirs.
type Numbered<T> = (u32, BTreeMap<u32, Vec<T>>);

impl<T> Default for OpenLists<T> {
    fn default() -> Self {
        Self { lists: Mutex::new((0, BTreeMap::new())) }
    }
}

impl<T: Serialize> OpenLists<T> {
    fn lists(&self) -> MutexGuard<'_, Numbered<T>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes all lists; they belong to a workspace.
    pub(crate) fn clear(&self) {
        self.lists().1.clear();
    }

    /// Keeps a list open under a new number.
    pub(crate) fn keep(&self, rows: Vec<T>) -> u32 {
        let mut lists = self.lists();
        lists.0 += 1;
        let number = lists.0;
        lists.1.insert(number, rows);
        while lists.1.len() > LISTS_OPEN_MAX {
            lists.1.pop_first();
        }
        number
    }

    /// A window of an open list, as a JSON list in raw bytes.
    pub(crate) fn window(&self, request: &WindowRequest) -> Result<Vec<u8>, ApiError> {
        if request.length > WINDOW_ROWS_MAX {
            return Err(ApiError::new(ErrorCode::Limit, format!("Højst {WINDOW_ROWS_MAX} rækker ad gangen.")));
        }
        let lists = self.lists();
        let rows = lists
            .1
            .get(&request.view)
            .ok_or_else(|| ApiError::new(ErrorCode::NotFound, "Listen er lukket.").hint("Åbn listen igen."))?;
        let position = |row: u32| usize::try_from(row).unwrap_or(usize::MAX).min(rows.len());
        let (first, end) = (position(request.start), position(request.start.saturating_add(request.length)));
        serde_json::to_vec(&rows[first..end]).map_err(|_| ApiError::internal())
    }
}
