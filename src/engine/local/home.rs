//! What a statement shares with its article is kept with the article alone, and read through the distance between
//! them: the same columns with every statement would be a twentieth of the index.

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

/// A column of articles, asked for articles and statements alike.
pub struct OfArticle<T> {
    values: Column<T>,
    /// How far behind its article a statement lies.
    nth: Option<Column<u64>>,
}

impl<T: Copy + PartialOrd + std::fmt::Debug + Send + Sync + 'static> OfArticle<T> {
    /// The column with what is needed to find a statement's article.
    pub fn new(values: Column<T>, segment: &SegmentReader) -> anyhow::Result<Self> {
        let nth = segment.fast_fields().column_opt::<u64>("nth")?;
        Ok(OfArticle { values, nth })
    }

    /// The same where only articles are asked for, and statements are not told from them.
    pub fn of_articles(values: Column<T>) -> Self {
        OfArticle { values, nth: None }
    }

    /// How far behind its article a document lies; 0 for what is no statement.
    pub fn distance(&self, doc: DocId) -> u32 {
        let nth = self.nth.as_ref().and_then(|nth| nth.first(doc));
        nth.unwrap_or_default() as u32
    }

    /// The first value of an article, or of a statement's article.
    pub fn first(&self, doc: DocId) -> Option<T> {
        self.values.first(doc.saturating_sub(self.distance(doc)))
    }

    /// All its values.
    pub fn all(&self, doc: DocId) -> impl Iterator<Item = T> + '_ {
        let article = doc.saturating_sub(self.distance(doc));
        self.values.values_for_doc(article)
    }
}

/// The days in a column; none in a segment where no article has one.
pub fn days(segment: &SegmentReader, name: &str) -> anyhow::Result<Option<OfArticle<i64>>> {
    let column = segment.fast_fields().column_opt::<i64>(name)?;
    column.map(|c| OfArticle::new(c, segment)).transpose()
}

/// What breaks ties, the same whatever the order of indexing; the statements of an article stay together and in
/// order among equals.
pub struct Keys(Option<OfArticle<u64>>);

impl Keys {
    /// Of a segment.
    pub fn of(segment: &SegmentReader) -> anyhow::Result<Self> {
        let column = segment.fast_fields().column_opt::<u64>("key")?;
        let keys = column.map(|c| OfArticle::new(c, segment)).transpose()?;
        Ok(Keys(keys))
    }

    /// Of the articles of a segment.
    pub fn of_articles(segment: &SegmentReader) -> anyhow::Result<Self> {
        let column = segment.fast_fields().column_opt::<u64>("key")?;
        Ok(Keys(column.map(OfArticle::of_articles)))
    }

    /// Of a document.
    pub fn get(&self, doc: DocId) -> u64 {
        let Some(keys) = &self.0 else { return 0 };
        let key = keys.first(doc).unwrap_or_default();
        match keys.distance(doc) {
            0 => key,
            nth => key & !0xffff | u64::from((nth - 1).min(0xffff)),
        }
    }
}
