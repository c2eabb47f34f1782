//! Short texts of one delivery, kept side by side instead of each in its own allocation.

/// Where a text stands in its [`TextPool`]; the default is the empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId {
    start: u32,
    length: u16,
}

/// The texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextPool {
    bytes: String,
}

impl TextPool {
    /// Keeps the text and says where. A text equal to the one kept last is not kept twice:
    /// the fields of one report follow each other.
    ///
    /// Nothing is returned when the text is longer than 65 535 bytes or the pool has 4 GiB.
    pub fn keep(&mut self, text: &str, last: TextId) -> Option<TextId> {
        if self.get(last) == text {
            return Some(last);
        }
        let id = TextId { start: u32::try_from(self.bytes.len()).ok()?, length: u16::try_from(text.len()).ok()? };
        self.bytes.push_str(text);
        Some(id)
    }

    /// The text; empty for the default id.
    pub fn get(&self, id: TextId) -> &str {
        let start = usize::try_from(id.start).unwrap_or(usize::MAX);
        self.bytes.get(start..start.saturating_add(usize::from(id.length))).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_kept_is_the_text_given_back() {
        let mut pool = TextPool::default();
        let first = pool.keep("TOEK1", TextId::default()).expect("room");
        let same = pool.keep("TOEK1", first).expect("room");
        let other = pool.keep("TOEK2", same).expect("room");
        assert_eq!(first, same, "a repeated text is kept once");
        assert_eq!(
            (pool.get(first), pool.get(other), pool.get(TextId::default())),
            ("TOEK1", "TOEK2", ""),
            "texts come back"
        );
    }
}
