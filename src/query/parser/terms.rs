//! Words, phrases and what counts or spells them.

use super::Parser;
use crate::error::QueryError;
use crate::query::habits::{self, Capitals};
use crate::query::lexer::Kind;
use crate::query::{MAX_DISTANCE, MAX_PHRASE, Node, group};
use crate::text::words;

impl Parser<'_> {
    pub(super) fn word(&mut self, text: String, token: usize) -> Result<Node, QueryError> {
        let fuzzy = self.tilde(token);
        if text == "*" && self.tokens.len() == 1 {
            return Ok(Node::All);
        }
        if text.contains(['*', '?']) {
            let parts = words::patterns(&text, false);
            self.spend(parts.len().saturating_sub(1), token)?;
            if parts.is_empty() || parts.iter().any(|p| lone(p)) {
                return self.fail(
                    "a wildcard has letters beside it",
                    token,
                    Some("write expan* or lavend?r; a * as the whole query finds every article"),
                );
            }
            return match fuzzy {
                Some(_) => self.fail(
                    "a word has either wildcards or ~, not both",
                    token,
                    Some("write expan* or expansion~1"),
                ),
                None => Ok(Node::Pattern(text)),
            };
        }
        let count = words::list(&text).len();
        self.spend(count.saturating_sub(1), token)?;
        if count == 0 {
            return self.fail(
                "there is no word in this",
                token,
                Some("search for letters or digits"),
            );
        }
        match fuzzy {
            None => Ok(Node::Word(text)),
            Some(_) if count > 1 => self.fail(
                "~ behind several words loosens nothing",
                token,
                Some("write each word apart, or \"grain deal\"~3 for words between"),
            ),
            Some(n) => match n.unwrap_or(1) {
                edits @ 1..=2 => Ok(Node::Fuzzy {
                    text,
                    edits: edits as u8,
                }),
                _ => self.fail(
                    "a word may differ by 1 or 2 letters",
                    token + 1,
                    Some("write lavender~1"),
                ),
            },
        }
    }

    pub(super) fn phrase(&mut self, text: String, token: usize) -> Result<Node, QueryError> {
        let slop = match self.tilde(token) {
            None => 0,
            Some(n) => n.unwrap_or(1),
        };
        if slop > MAX_DISTANCE {
            return self.fail(
                "a phrase may be loosened by up to 100 words",
                token + 1,
                Some("write \"grain deal\"~3"),
            );
        }
        let parts = words::patterns(&text, true);
        self.spend(parts.len().saturating_sub(1), token)?;
        if parts.len() > MAX_PHRASE {
            return self.fail(
                "a phrase has at most 64 words",
                token,
                Some("its most telling words find it as well"),
            );
        }
        if parts.is_empty() {
            return self.fail(
                "there is no word in this phrase",
                token,
                Some("search for letters or digits"),
            );
        }
        if parts.iter().any(|p| lone(p)) {
            return self.fail(
                "a wildcard has letters beside it",
                token,
                Some("write \"grain deal\"~1 for a word between"),
            );
        }
        Ok(Node::Phrase { text, slop })
    }

    pub(super) fn exact(&mut self, text: String, token: usize) -> Result<Node, QueryError> {
        if self.tilde(token).is_some() {
            return self.fail(
                "a word is looked for either as written or with letters changed",
                token,
                Some("leave out the = or the ~"),
            );
        }
        let count = words::list(&text).len();
        self.spend(count.saturating_sub(1), token)?;
        if count == 0 {
            return self.fail(
                "there is no word behind =",
                token,
                Some("search for letters or digits"),
            );
        }
        if text.contains('*') || (text.contains('?') && !text.contains(char::is_whitespace)) {
            return self.fail(
                "a word is looked for either as written or with wildcards",
                token,
                Some("leave out the = or the wildcard"),
            );
        }
        Ok(Node::Exact(text))
    }

    pub(super) fn at_least(&mut self, count: u32, token: usize) -> Result<Node, QueryError> {
        self.operand(token)?;
        if matches!(self.peek(), Some(Kind::AtLeast(_) | Kind::Not)) {
            return self.fail(
                "ATLEAST stands directly before what it counts",
                token,
                Some("write NOT ATLEAST/3 word for less often"),
            );
        }
        let what = self.primary()?;
        if !what.has_places() {
            return self.fail(
                "only words, phrases and alternatives of these are counted",
                token,
                Some("write ATLEAST/3 word, or ATLEAST/3 (strike OR walkout)"),
            );
        }
        Ok(Node::AtLeast {
            count,
            what: Box::new(what),
        })
    }

    /// `caps(word)`: the spellings with these capitals.
    pub(super) fn capitals(
        &mut self,
        capitals: Capitals,
        token: usize,
    ) -> Result<Node, QueryError> {
        let words = match (
            self.tokens.get(token + 2).map(|t| &t.kind),
            self.tokens.get(token + 3).map(|t| &t.kind),
        ) {
            (Some(Kind::Word(text) | Kind::Quoted(text)), Some(Kind::Close)) => text.clone(),
            _ => {
                return self.fail(
                    "one word stands between these parentheses",
                    token,
                    Some("write =Word for each word as it is written: =Aid OR =AID"),
                );
            }
        };
        if words::list(&words).is_empty() || words.contains(['*', '?']) {
            return self.fail(
                "there is no word in this",
                token + 2,
                Some("search for letters or digits, without wildcards"),
            );
        }
        self.at = token + 4;
        let spellings = habits::spellings(&words, capitals);
        Ok(group(
            spellings.into_iter().map(Node::Exact).collect(),
            Node::Or,
        ))
    }
}

/// A wildcard without a letter.
fn lone(pattern: &str) -> bool {
    pattern.chars().all(|c| matches!(c, '*' | '?'))
}
