//! The statements of a segment: rows of a column that holds one value for each.
//!
//! A statement is no document of its own. What is said are words of its article, and where they stand, and whose they
//! are, is a value in a column, of which an article has as many as it has statements. So statements have numbers: a
//! segment's first article with statements has the first rows, in the order of its text, and so on. Scorers of
//! statements walk over these numbers as others walk over documents.

use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::column_index::{MultiValueIndex, OptionalIndex, Set};
use tantivy::columnar::{Column, ColumnIndex, StrColumn};
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::document::voice_of;
use super::steps::past;

/// Number of a statement in its segment.
pub type Row = u32;

/// Most statements of a segment whose places are kept in memory, 8 bytes each.
const MOST_KEPT: Row = 4 << 20;

/// Statements are looked up in their column where they are asked for. A query with many words of statements asks for
/// the same ones again and again: then all of them are read once.
#[derive(Default)]
struct Kept {
    /// Articles that were said to be asked for, about.
    asked: AtomicU64,
    all: OnceLock<All>,
}

/// The statements of a segment.
struct All {
    /// Each article's first one; behind the last article, how many there are.
    firsts: Vec<Row>,
    places: Vec<u64>,
}

/// Which article has which statements, and where these stand. Clones share what is kept of it.
#[derive(Clone)]
pub struct Rows {
    /// The [`place`](super::document::place) of each statement; none in a segment without one.
    column: Option<Column<u64>>,
    kept: Arc<Kept>,
    /// The article last found, its place among those that have statements, and its rows: statements of one article
    /// are asked for side by side.
    last: Cell<(DocId, u32, Row, Row)>,
}

impl Rows {
    /// Of a segment.
    pub fn of(segment: &SegmentReader) -> anyhow::Result<Self> {
        let column = segment.fast_fields().column_opt::<u64>("place")?;
        Ok(Rows {
            column,
            kept: Arc::default(),
            last: Cell::new((TERMINATED, 0, 0, 0)),
        })
    }

    /// How many there are, those of deleted articles among them.
    pub fn total(&self) -> Row {
        self.column.as_ref().map_or(0, |c| c.values.num_vals())
    }

    /// Announces that the statements of about so many articles will be asked for.
    pub fn expect(&self, articles: u32) {
        let articles = u64::from(articles);
        let asked = articles + self.kept.asked.fetch_add(articles, Ordering::Relaxed);
        let Some(column) = &self.column else { return };
        // To read all takes as long as to ask for each article twice.
        if asked > 2 * u64::from(column.num_docs()) && self.total() <= MOST_KEPT {
            self.kept.all.get_or_init(|| {
                let docs = 0..column.num_docs();
                let mut firsts = Vec::with_capacity(docs.len() + 1);
                firsts.extend(docs.map(|doc| self.first_from(doc)));
                firsts.push(self.total());
                let mut places = vec![0; self.total() as usize];
                column.values.get_range(0, &mut places);
                All { firsts, places }
            });
        }
    }

    /// Where these stand, as [`place`](super::document::place) packs it. `room` is used where it has to be read.
    pub fn places<'a>(&'a self, rows: &Range<Row>, room: &'a mut Vec<u64>) -> &'a [u64] {
        if let Some(all) = self.kept.all.get() {
            let range = rows.start as usize..rows.end as usize;
            return all.places.get(range).unwrap_or_default();
        }
        if room.len() < rows.len() {
            room.resize(rows.len(), 0);
        }
        let Some(column) = &self.column else {
            return &[];
        };
        let room = &mut room[..rows.len()];
        // One by one, each would be a call.
        column.values.get_range(u64::from(rows.start), room);
        room
    }

    /// The voice of a statement.
    pub fn voice(&self, row: Row) -> Option<u32> {
        if let Some(all) = self.kept.all.get() {
            return all.places.get(row as usize).copied().and_then(voice_of);
        }
        let column = self.column.as_ref().filter(|_| row < self.total())?;
        voice_of(column.values.get_val(row))
    }

    /// Those of an article.
    pub fn of_article(&self, article: DocId) -> Range<Row> {
        if let Some(all) = self.kept.all.get() {
            let nth = |i| all.firsts.get(i).copied().unwrap_or(self.total());
            return nth(article as usize)..nth(article as usize + 1);
        }
        let column = self.column.as_ref();
        column.map_or(0..0, |c| c.index.value_row_ids(article))
    }

    /// The first statement of this article or of a later one; [`Rows::total`] when there is none.
    pub fn first_from(&self, article: DocId) -> Row {
        match self.column.as_ref().map(|c| &c.index) {
            None | Some(ColumnIndex::Empty { .. }) => 0,
            Some(ColumnIndex::Full) => article.min(self.total()),
            Some(ColumnIndex::Optional(index)) => match article < index.num_docs() {
                true => index.rank(article),
                false => self.total(),
            },
            Some(ColumnIndex::Multivalued(index)) if article >= index.num_docs() => self.total(),
            Some(ColumnIndex::Multivalued(index)) => {
                let starts = index.get_start_index_column();
                match index {
                    MultiValueIndex::MultiValueIndexV1(_) => starts.get_val(article),
                    MultiValueIndex::MultiValueIndexV2(v2) => {
                        starts.get_val(v2.optional_index.rank(article))
                    }
                }
            }
        }
    }

    /// The article of a statement; [`TERMINATED`] for a number that is none's.
    pub fn article(&self, row: Row) -> DocId {
        let (article, _, from, to) = self.last.get();
        if (from..to).contains(&row) {
            return article;
        }
        if row >= self.total() {
            return TERMINATED;
        }
        match self.column.as_ref().map(|c| &c.index) {
            None | Some(ColumnIndex::Empty { .. }) => TERMINATED,
            Some(ColumnIndex::Full) => row,
            Some(ColumnIndex::Optional(index)) => index.select(row),
            Some(ColumnIndex::Multivalued(index)) => self.look_up(index, row),
        }
    }

    /// Which statement of its article it is, from 0.
    pub fn nth(&self, row: Row) -> u32 {
        row.saturating_sub(self.of_article(self.article(row)).start)
    }

    /// Looks from the article last found on, in growing steps, then halves.
    fn look_up(&self, index: &MultiValueIndex, row: Row) -> DocId {
        let starts = index.get_start_index_column();
        let (_, last, from, _) = self.last.get();
        let end = starts.num_vals().saturating_sub(1);
        // Its start is not behind the row, the next one's is.
        let low = if row >= from { last.min(end) } else { 0 };
        let next = past(low as usize + 1, end as usize, |i| {
            starts.get_val(i as u32) <= row
        });
        let low = next as u32 - 1;
        let article = match index {
            MultiValueIndex::MultiValueIndexV1(_) => low,
            MultiValueIndex::MultiValueIndexV2(v2) => {
                let (article, last, from, _) = self.last.get();
                let known = match row >= from && article != TERMINATED {
                    true => (article, last),
                    false => (0, 0),
                };
                select(&v2.optional_index, low, known)
            }
        };
        let (from, to) = (starts.get_val(low), starts.get_val(low + 1));
        self.last.set((article, low, from, to));
        article
    }
}

/// The document with the `nth` value. `known` is an earlier document and how many with a value come before it.
///
/// Most have one: some steps from the known one are quicker than to count through a block.
fn select(index: &OptionalIndex, nth: u32, known: (DocId, u32)) -> DocId {
    let (mut doc, mut before) = known;
    for _ in 0..6 {
        // So many more are to be passed at least.
        doc += nth - before;
        before = index.rank(doc);
        if before == nth {
            match index.contains(doc) {
                true => return doc,
                false => doc += 1,
            }
        }
    }
    index.select(nth)
}

/// A label of each person who speaks in an article, as the number its column gives it.
pub struct Labels {
    ords: Column<u64>,
    /// The empty one comes first and stands for none.
    none: bool,
}

impl Labels {
    /// Of a column with a value for each of an article's [`Voices::named`](super::voices::Voices::named).
    pub fn of(column: &StrColumn) -> anyhow::Result<Self> {
        Ok(Labels {
            ords: column.ords().clone(),
            none: column.dictionary().term_ord(b"")?.is_some(),
        })
    }

    /// Those of an article, by their places in the column.
    pub fn of_article(&self, article: DocId) -> Range<u32> {
        self.ords.index.value_row_ids(article)
    }

    /// That of a voice among these; none for nobody, and for a source without a name.
    pub fn get(&self, own: &Range<u32>, voice: Option<u32>) -> Option<u64> {
        let at = own.start.checked_add(voice?)?;
        own.contains(&at).then(|| self.at(at)).flatten()
    }

    /// That at a place in the column.
    pub fn at(&self, at: u32) -> Option<u64> {
        let ord = self.ords.values.get_val(at);
        (!self.none || ord > 0).then_some(ord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::schema::{FAST, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    fn segment(counts: &[u8]) -> SegmentReader {
        let mut schema = Schema::builder();
        let field = schema.add_u64_field("place", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15 << 20).unwrap();
        for count in counts {
            let mut doc = TantivyDocument::new();
            (0..*count).for_each(|n| doc.add_u64(field, u64::from(n)));
            writer.add_document(doc).unwrap();
        }
        writer.commit().unwrap();
        index.reader().unwrap().searcher().segment_reader(0).clone()
    }

    fn agree(counts: &[u8], order: &[usize]) {
        let rows = Rows::of(&segment(counts)).unwrap();
        let mut own = Vec::new();
        for (doc, count) in (0..).zip(counts) {
            let from = own.len() as u32;
            assert_eq!(rows.first_from(doc), from);
            own.extend((0..u32::from(*count)).map(|n| (doc, n)));
            let of = rows.of_article(doc);
            assert_eq!(of.len(), usize::from(*count));
            assert!(of.is_empty() || of == (from..own.len() as u32));
        }
        assert_eq!(rows.total() as usize, own.len());
        assert_eq!(rows.first_from(counts.len() as u32), rows.total());
        assert_eq!(rows.article(rows.total()), TERMINATED);
        for place in order.iter().filter(|_| !own.is_empty()) {
            let place = place % own.len();
            let found = (rows.article(place as u32), rows.nth(place as u32));
            assert_eq!(found, own[place], "row {place}");
        }
    }

    #[test]
    fn columns_of_every_shape_know_whose_a_statement_is() {
        let all: Vec<usize> = (0..40).collect();
        agree(&[1, 1, 1], &all);
        agree(&[0, 1, 0, 1, 1, 0], &all);
        agree(&[0, 0], &all);
        agree(&[0, 3, 0, 0, 7, 1, 0], &all);
        agree(&[2, 3, 7, 1], &all);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn whose_a_statement_is_in_any_order(
            counts in prop::collection::vec(0u8..9, 1..60),
            order in prop::collection::vec(0usize..500, 1..60),
        ) {
            agree(&counts, &order);
        }
    }
}
