//! Acts that the rules say two people must answer for (`[close] two_persons`).

use std::path::Path;

use trepunkt_core::rule::TwoPersonAct;
use trepunkt_seal::Identity;
use trepunkt_store::Endorsers;

use crate::close::people;
use crate::dto::SignerKey;
use crate::error::ApiError;
use crate::error::ErrorCode;
use crate::session::Session;

/// The two as the store takes them; none where nobody signs and the rules ask for nobody.
///
/// # Errors
/// When the rules ask for two and there are not two.
pub(crate) fn endorsers<'a>(
    session: &Session,
    act: TwoPersonAct,
    by: &'a [Identity],
) -> Result<Option<Endorsers<'a>>, ApiError> {
    match by {
        [] if !session.rules().close.needs_two(act) => Ok(None),
        [first, second] => Ok(Some(Endorsers { first, second })),
        _ => Err(ApiError::new(ErrorCode::Precondition, "Handlingen kræver to personer, som hver underskriver den.")
            .hint("Giv begges identitetsfiler. Det er reglen `[close] two_persons`, der siger det.")),
    }
}

/// Opens the identities that the window sends.
pub(crate) fn opened(keys: &[SignerKey]) -> Result<Vec<Identity>, ApiError> {
    keys.iter().map(|key| people::open_identity(Path::new(&key.identity), &key.passphrase)).collect()
}
