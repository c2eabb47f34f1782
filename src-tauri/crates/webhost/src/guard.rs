//! Who may call: only the page that this run's starter opened.
//!
//! Another program on the machine, and any web page in the same browser, can reach a loopback port.
//! So every call must carry the random token of this run, name this very host, and come from this
//! very origin.

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;

/// The header that may carry the token.
pub(crate) const TOKEN_HEADER: &str = "x-trepunkt-token";
/// The query field that may carry the token.
pub(crate) const TOKEN_FIELD: &str = "token";
const TOKEN_BYTES: usize = 32;

/// Decides about calls to one run of the host.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    token: String,
    port: u16,
}

/// Why a call is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The name that the caller used for this host is another: a rebound DNS name.
    Host,
    /// A page from elsewhere asks.
    Origin,
    /// The token is missing or wrong.
    Token,
}

impl Guard {
    /// A guard with a new random token.
    pub(crate) fn new(port: u16) -> Result<Self, String> {
        let mut bytes = [0_u8; TOKEN_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
        Ok(Self { token: bytes.iter().map(|byte| format!("{byte:02x}")).collect(), port })
    }

    /// The address to open, token included.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?{TOKEN_FIELD}={}", self.port, self.token)
    }

    /// The cookie that lets the page load its own parts. Cookies do not know ports, so its name does.
    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name(), self.token)).ok()
    }

    /// Lets a call through, or says why not.
    pub(crate) fn check(&self, headers: &HeaderMap, query: Option<&str>) -> Result<(), Refusal> {
        let host = text(headers, header::HOST.as_str()).ok_or(Refusal::Host)?;
        if !self.names().iter().any(|name| name == host) {
            return Err(Refusal::Host);
        }
        if let Some(origin) = text(headers, header::ORIGIN.as_str())
            && !self.names().iter().any(|name| origin.strip_prefix("http://") == Some(name))
        {
            return Err(Refusal::Origin);
        }
        let carried =
            [text(headers, TOKEN_HEADER).map(str::to_owned), self.token_in_cookies(headers), token_in_query(query)];
        if carried.into_iter().flatten().any(|token| same(token.as_bytes(), self.token.as_bytes())) {
            Ok(())
        } else {
            Err(Refusal::Token)
        }
    }

    /// Does the query carry this run's token? Then the answer sets the cookie.
    pub(crate) fn opens(&self, query: Option<&str>) -> bool {
        token_in_query(query).is_some_and(|token| same(token.as_bytes(), self.token.as_bytes()))
    }

    fn names(&self) -> [String; 2] {
        [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)]
    }

    fn cookie_name(&self) -> String {
        format!("trepunkt_token_{}", self.port)
    }

    fn token_in_cookies(&self, headers: &HeaderMap) -> Option<String> {
        let wanted = self.cookie_name();
        text(headers, header::COOKIE.as_str())?
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.to_owned())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn token_in_query(query: Option<&str>) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes()).find(|(name, _)| name == TOKEN_FIELD).map(|(_, value)| value.into_owned())
}

/// Compares in a time that depends on the lengths only, so that a wrong token tells nothing.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (one, other)| sum | (one ^ other)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard { token: "abc123".to_owned(), port: 4711 }
    }

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], query: Option<&str>, expected: Result<(), Refusal>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_str(value).expect("a header value"));
        }
        assert_eq!(guard().check(&map, query), expected, "{headers:?} {query:?}");
    }

    #[test]
    fn only_the_page_of_this_run_may_call() {
        let host = ("host", "127.0.0.1:4711");
        check(&[host], Some("token=abc123"), Ok(()));
        check(&[host, (TOKEN_HEADER, "abc123")], None, Ok(()));
        check(&[host, ("cookie", "other=1; trepunkt_token_4711=abc123")], None, Ok(()));
        check(&[("host", "localhost:4711"), ("origin", "http://localhost:4711")], Some("token=abc123"), Ok(()));

        check(&[host], None, Err(Refusal::Token));
        check(&[host], Some("token=abc124"), Err(Refusal::Token));
        check(&[host], Some("token="), Err(Refusal::Token));
        check(&[host, ("cookie", "trepunkt_token_4712=abc123")], None, Err(Refusal::Token));
        check(&[("host", "evil.example:4711")], Some("token=abc123"), Err(Refusal::Host));
        check(&[("host", "127.0.0.1:80")], Some("token=abc123"), Err(Refusal::Host));
        check(&[], Some("token=abc123"), Err(Refusal::Host));
        check(&[host, ("origin", "http://evil.example")], Some("token=abc123"), Err(Refusal::Origin));
        check(&[host, ("origin", "null")], Some("token=abc123"), Err(Refusal::Origin));
        check(&[host, ("origin", "https://127.0.0.1:4711")], Some("token=abc123"), Err(Refusal::Origin));
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (one, other) = (Guard::new(1).expect("randomness"), Guard::new(1).expect("randomness"));
        assert_eq!(one.token.len(), 2 * TOKEN_BYTES, "every byte counts");
        assert_ne!(one.token, other.token, "a token belongs to one run");
    }
}
