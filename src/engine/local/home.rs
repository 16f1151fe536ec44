//! What a statement shares with its article is kept with the article alone, and found by the statement's row.

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

use super::rows::Rows;

/// A column of articles, asked for articles or for statements.
pub struct OfArticle<T> {
    values: Column<T>,
    /// Where statements are asked for: whose they are.
    rows: Option<Rows>,
}

impl<T: Copy + PartialOrd + std::fmt::Debug + Send + Sync + 'static> OfArticle<T> {
    /// The column; `statements` when it is asked for these by their rows.
    pub fn new(
        values: Column<T>,
        segment: &SegmentReader,
        statements: bool,
    ) -> anyhow::Result<Self> {
        let rows = statements.then(|| Rows::of(segment)).transpose()?;
        Ok(OfArticle { values, rows })
    }

    /// The article asked for, or that of the statement.
    fn article(&self, doc: DocId) -> DocId {
        self.rows.as_ref().map_or(doc, |rows| rows.article(doc))
    }

    /// The first value of an article, or of a statement's article.
    pub fn first(&self, doc: DocId) -> Option<T> {
        self.values.first(self.article(doc))
    }

    /// All its values.
    pub fn all(&self, doc: DocId) -> impl Iterator<Item = T> + '_ {
        self.values.values_for_doc(self.article(doc))
    }
}

/// The days in a column; none in a segment where no article has one.
pub fn days(
    segment: &SegmentReader,
    name: &str,
    statements: bool,
) -> anyhow::Result<Option<OfArticle<i64>>> {
    let column = segment.fast_fields().column_opt::<i64>(name)?;
    column
        .map(|c| OfArticle::new(c, segment, statements))
        .transpose()
}

/// What breaks ties, the same whatever the order of indexing; the statements of an article stay together and in
/// order among equals.
pub struct Keys(Option<OfArticle<u64>>);

impl Keys {
    /// Of the articles of a segment, or of its statements.
    pub fn of(segment: &SegmentReader, statements: bool) -> anyhow::Result<Self> {
        let column = segment.fast_fields().column_opt::<u64>("key")?;
        let keys = column.map(|c| OfArticle::new(c, segment, statements));
        Ok(Keys(keys.transpose()?))
    }

    /// Of an article or a statement.
    pub fn get(&self, doc: DocId) -> u64 {
        let Some(keys) = &self.0 else { return 0 };
        let key = keys.first(doc).unwrap_or_default();
        match &keys.rows {
            None => key,
            Some(rows) => key & !0xffff | u64::from(rows.nth(doc).min(0xffff)),
        }
    }
}
