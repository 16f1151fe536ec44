//! Text <-> [`Query`]: what is asked, knowing nothing of how it is stored.

pub mod dates;
mod display;
pub mod fields;
mod lexer;
mod parser;
mod plain;

use std::str::FromStr;

use crate::error::QueryError;
use dates::Range;
pub use fields::Field;
pub use plain::is_stop_word;

/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 64;
/// Most words, phrases and other leaves in one query.
pub const MAX_LEAVES: usize = 1024;

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
    /// Both within a distance.
    Near {
        /// One.
        left: Box<Node>,
        /// The other.
        right: Box<Node>,
        /// Most words from one to the other.
        distance: u32,
        /// `left` comes first.
        ordered: bool,
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

impl Query {
    /// Every article.
    pub fn all() -> Self {
        Query { root: Node::All }
    }

    /// Reads a query; bare words side by side are alternatives when `any`.
    pub fn parse(text: &str, any: bool) -> Result<Self, QueryError> {
        Ok(Query {
            root: parser::parse(text, any)?,
        })
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
