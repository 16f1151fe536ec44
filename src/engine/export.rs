//! Hits one after the other, with what makes each of them checkable.

use super::Hit;
use super::facets::Counts;
use crate::article::Span;

/// How many hits there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// Articles or statements that match.
    pub total: u64,
    /// Articles among them that are no hits of their own but copies under another.
    pub folded: u64,
    /// Hits that follow: all, or as many as were asked for.
    pub rows: u64,
    /// Articles of the archive.
    pub articles: u64,
    /// Matches by each of [`super::SearchRequest::facets`].
    pub facets: Vec<Counts>,
}

impl Totals {
    /// Hits there are, however many follow.
    pub fn hits(&self) -> u64 {
        self.total.saturating_sub(self.folded)
    }
}

/// A match with the words around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Words before it, white space made one space.
    pub left: String,
    /// As it stands in the text.
    pub text: String,
    /// Words after it.
    pub right: String,
    /// White space stands before it, and behind it.
    pub apart: [bool; 2],
    /// Bytes of the body; none when the match is in the headline.
    pub span: Option<Span>,
}

impl Context {
    /// What stands between the words before and the match, and between it and those after.
    pub fn gaps(&self) -> [&'static str; 2] {
        self.apart.map(|apart| if apart { " " } else { "" })
    }
}

/// A hit, as lists have it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The article or statement.
    pub hit: Hit,
    /// Its first match: in the statement, else in the body, else in the headline. A statement in which nothing was
    /// looked for stands there itself. None when the query looks into fields only.
    pub context: Option<Context>,
    /// See [`crate::article::Article::content_hash`].
    pub hash: String,
}
