//! Every match in its context, and the words that keep a query's company: what is asked and what is answered.

use super::Reference;
use crate::article::Span;
use crate::query::Query;

/// In which order the lines come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Best articles first, lines of one in the order of its text.
    #[default]
    Relevance,
    /// First published first, undated ones at the end.
    Date,
    /// By the words before the match, the nearest first.
    Left,
    /// By the words after it.
    Right,
}

/// Which matches are wanted, and how much around them.
#[derive(Debug, Clone)]
pub struct ConcordanceRequest {
    /// What is looked for.
    pub query: Query,
    /// Their order.
    pub order: Order,
    /// Most lines; none for all.
    pub limit: Option<usize>,
    /// Most characters on either side of a match.
    pub context: usize,
    /// As in [`super::SearchRequest`].
    pub loose_dates: bool,
    /// Of the copies of one story only the best is read.
    pub fold: bool,
}

/// One match in its context.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The article it stands in.
    pub article: Reference,
    /// True when the match lies in the headline, and not in the body.
    pub in_headline: bool,
    /// The match, in bytes of the headline or the body.
    pub span: Span,
    /// Whole words before it, white space as one blank.
    pub left: String,
    /// The match.
    pub text: String,
    /// Whole words after it.
    pub right: String,
    /// Who says it, when it lies in a statement.
    pub speaker: Option<String>,
}

/// How much there is, however much was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Matches {
    /// Matches.
    pub matches: u64,
    /// Articles with at least one.
    pub articles: u64,
    /// Articles not read, copies of others.
    pub folded: u64,
}

/// Which words are wanted.
#[derive(Debug, Clone)]
pub struct CollocatesRequest {
    /// What they stand near.
    pub query: Query,
    /// Words on either side of a match that are near.
    pub window: usize,
    /// Most words given.
    pub limit: usize,
    /// Least times a word must stand near.
    pub least: u64,
    /// As in [`super::SearchRequest`].
    pub loose_dates: bool,
    /// Of the copies of one story only the best is read.
    pub fold: bool,
}

/// A word that stands near the matches more often than chance would have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocate {
    /// The word, folded.
    pub word: String,
    /// Times it stands near a match.
    pub near: u64,
    /// Times it stands in a body of the archive.
    pub archive: u64,
    /// Times it would stand near, were it spread evenly.
    pub expected: f64,
    /// Dunning's log-likelihood: above 10.83, chance does so once in a thousand.
    pub score: f64,
}

/// The company of a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Collocates {
    /// The matches they stand near; those in bodies count.
    pub of: Matches,
    /// Words near a match, each counted once however many matches it is near.
    pub near: u64,
    /// Words in all bodies of the archive.
    pub archive: u64,
    /// Best first.
    pub words: Vec<Collocate>,
}
