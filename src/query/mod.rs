//! Text <-> [`Query`]: what is asked, knowing nothing of how it is stored.

pub mod dates;
mod display;
pub mod fields;
mod habits;
pub mod language;
pub mod lengths;
mod lexer;
pub mod list;
mod parser;
mod plain;

use std::str::FromStr;

use crate::error::QueryError;
use dates::Range;
pub use fields::Field;
use lengths::Words;
pub use plain::is_stop_word;

/// Most parts that stand near one another in a row, after the first: each multiplies the places compared.
pub const MAX_NEAR: usize = 7;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 64;
/// Most words, phrases and other leaves in one query.
pub const MAX_LEAVES: usize = 1024;
/// Most words of one phrase: each is looked up in every article that has the rarest of them.
pub const MAX_PHRASE: usize = 64;
/// Widest distance between two words, and most words between those of a phrase.
pub const MAX_DISTANCE: u32 = 100;
/// Most times a word can be asked for.
pub const MAX_TIMES: u32 = 1000;

/// A question to an archive. [`FromStr`] reads it (all words required), `Display` prints the canonical
/// text, and reading that gives the same query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What an article has to be.
    pub root: Node,
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Every article.
    All,
    /// A word, matched by its stem; several words when the text splits (`decision-making`).
    Word(String),
    /// Words side by side as written, or within `slop` words of that.
    Phrase {
        /// The words, as typed.
        text: String,
        /// Other words allowed between them.
        slop: u32,
    },
    /// A word with `*` (any letters) and `?` (one letter).
    Pattern(String),
    /// A word as it is written, capitals and accents too; several words side by side.
    Exact(String),
    /// A word and those within so many edits (1 or 2).
    Fuzzy {
        /// The word, as typed.
        text: String,
        /// Most insertions, deletions, substitutions and transpositions.
        edits: u8,
    },
    /// The same, looked for in one field.
    In(Field, Box<Node>),
    /// Published in this range.
    Published(Range),
    /// Speaks of a day in this range.
    Mentions(Range),
    /// A body of so many words.
    Length(Words),
    /// Like the article of this id, by the words that mark it out.
    Similar(String),
    /// Both close together.
    Near {
        /// One.
        left: Box<Node>,
        /// The other.
        right: Box<Node>,
        /// How close.
        within: Within,
        /// `left` where no `right` is so close.
        not: bool,
    },
    /// At least so many times.
    AtLeast {
        /// How many.
        count: u32,
        /// Of what.
        what: Box<Node>,
    },
    /// Inside one statement of this speaker.
    Said {
        /// Name of the speaker.
        who: String,
        /// What it must hold.
        what: Box<Node>,
    },
    /// All of them.
    And(Vec<Node>),
    /// Any of them.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

/// How close two parts of a query stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// So many words from the end of one to the start of the other; 1 is side by side.
    Words {
        /// Most of them.
        distance: u32,
        /// The left one comes first.
        ordered: bool,
    },
    /// In one sentence; a headline is one.
    Sentence,
    /// In one paragraph; a headline is one.
    Paragraph,
}

impl Query {
    /// Every article.
    pub fn all() -> Self {
        Query { root: Node::All }
    }

    /// Reads a query; bare words side by side are alternatives when `any`.
    pub fn parse(text: &str, any: bool) -> Result<Self, QueryError> {
        let query = Query {
            root: parser::parse(text, any)?,
        };
        // Printed back it may have parentheses that can be left out, up to nine for one that is written (eight words
        // near each other in a row, among alternatives). It must be read again then.
        if text.matches('(').count() > MAX_DEPTH / 10
            && let Err(refused) = parser::parse(&query.to_string(), false)
        {
            return Err(QueryError {
                query: text.to_owned(),
                at: text.rfind('(').unwrap_or_default(),
                len: 1,
                ..refused
            });
        }
        Ok(query)
    }

    /// This and also `other`.
    pub fn and(self, other: Node) -> Self {
        let root = match self.root {
            Node::All => other,
            Node::And(mut all) => {
                all.push(other);
                Node::And(all)
            }
            one => Node::And(vec![one, other]),
        };
        Query { root }
    }
}

impl Node {
    /// True when it stands at places of a text, so that a distance can be measured from it: words, phrases,
    /// alternatives of these, and what is near them.
    pub fn has_places(&self) -> bool {
        match self {
            Node::Word(_)
            | Node::Phrase { .. }
            | Node::Pattern(_)
            | Node::Fuzzy { .. }
            | Node::Exact(_)
            | Node::Near { .. } => true,
            Node::Or(nodes) => nodes.iter().all(Node::has_places),
            _ => false,
        }
    }

    /// True for a word or a phrase without wildcards, as somebody is named by.
    pub(crate) fn is_name(&self) -> bool {
        match self {
            Node::Word(_) => true,
            Node::Phrase { text, .. } => !crate::text::words::patterns(text, true)
                .iter()
                .any(|part| part.contains(['*', '?'])),
            _ => false,
        }
    }

    /// True when it looks at where words stand, or at how they are written, which labels such as a source do
    /// not keep.
    pub(crate) fn needs_prose(&self) -> bool {
        match self {
            Node::Exact(_) | Node::AtLeast { .. } => true,
            Node::Near {
                left,
                right,
                within,
                ..
            } => {
                !matches!(within, Within::Words { .. }) || left.needs_prose() || right.needs_prose()
            }
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::needs_prose),
            Node::Not(inner) => inner.needs_prose(),
            _ => false,
        }
    }
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        Query::parse(text, false)
    }
}

/// One node of several: none is every article, one is itself.
fn group(mut nodes: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    match nodes.len() {
        0 => Node::All,
        1 => nodes.remove(0),
        _ => many(nodes),
    }
}
