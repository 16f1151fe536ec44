//! What a statement shares with its article is kept with the article alone, and found by whose it is.

use tantivy::fastfield::AliveBitSet;
use tantivy::{DocId, SegmentReader};

use super::rows::Rows;

/// Whose the things asked for are: statements have an article, and an article is its own.
pub struct Home(Option<Rows>);

impl Home {
    /// Of the articles of a segment, or of its statements.
    pub fn of(segment: &SegmentReader, statements: bool) -> anyhow::Result<Self> {
        let rows = statements.then(|| Rows::of(segment)).transpose()?;
        Ok(Home(rows))
    }

    /// Of statements that are looked up in these.
    pub fn in_rows(rows: &Rows) -> Self {
        Home(Some(rows.clone()))
    }

    /// The article asked for, or that of the statement.
    pub fn article(&self, doc: DocId) -> DocId {
        self.0.as_ref().map_or(doc, |rows| rows.article(doc))
    }

    /// Which statement of its article it is, from 0; none for an article.
    pub fn nth(&self, doc: DocId) -> Option<u32> {
        self.0.as_ref().map(|rows| rows.nth(doc))
    }

    /// False when the article has been deleted.
    pub fn is_alive(&self, doc: DocId, alive: Option<&AliveBitSet>) -> bool {
        alive.is_none_or(|alive| alive.is_alive(self.article(doc)))
    }
}
