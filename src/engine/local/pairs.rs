//! A little more for articles in which words of the query stand together.
//!
//! Positions are read for the best articles only ([`AGAIN`] of them): the bonus is small, and reading them for
//! every match would cost more than the search.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader};

use super::plan::Group;
use super::ranking::{self, CLOSE, NEXT};

/// How many of the best articles are looked at again. Those behind keep their order, below all of these.
pub const AGAIN: usize = 300;

/// Words side by side in a query.
pub struct Pair {
    /// The first.
    pub first: Arc<Group>,
    /// The one behind it.
    pub next: Arc<Group>,
}

/// Where a word stands in one segment's articles, by field.
struct Places {
    group: Arc<Group>,
    /// By field slot.
    cursors: Vec<Vec<SegmentPostings>>,
    /// By field slot, of the article last looked at.
    positions: Vec<Vec<u32>>,
}

/// Reads the pairs of one segment; articles must come in order.
pub struct Reader<'p> {
    pairs: &'p [Pair],
    places: Vec<Places>,
}

impl<'p> Reader<'p> {
    /// Opens the positions of the words of these pairs. `ord` is the segment's place in the searcher.
    pub fn new(pairs: &'p [Pair], segment: &SegmentReader, ord: usize) -> anyhow::Result<Self> {
        let mut places: Vec<Places> = Vec::new();
        for group in pairs.iter().flat_map(|p| [&p.first, &p.next]) {
            if places.iter().any(|p| Arc::ptr_eq(&p.group, group)) {
                continue;
            }
            let mut cursors = Vec::new();
            for (slot, field) in group.fields().enumerate() {
                let index = segment.inverted_index(field)?;
                let mut of_field = Vec::new();
                for info in group.forms_in(ord, slot) {
                    of_field.push(index.read_postings_from_terminfo(
                        info,
                        IndexRecordOption::WithFreqsAndPositions,
                    )?);
                }
                cursors.push(of_field);
            }
            let positions = vec![Vec::new(); cursors.len()];
            places.push(Places {
                group: group.clone(),
                cursors,
                positions,
            });
        }
        Ok(Reader { pairs, places })
    }

    /// What the pairs add to this article's points. `k` is its BM25 `K`.
    pub fn bonus(&mut self, doc: DocId, k: f32) -> f32 {
        for place in &mut self.places {
            for (cursors, positions) in place.cursors.iter_mut().zip(&mut place.positions) {
                positions.clear();
                for cursor in cursors {
                    if cursor.doc() < doc {
                        cursor.seek(doc);
                    }
                    if cursor.doc() == doc {
                        cursor.append_positions_with_offset(0, positions);
                    }
                }
                positions.sort_unstable();
            }
        }
        let of = |group: &Arc<Group>| self.places.iter().find(|p| Arc::ptr_eq(&p.group, group));
        let mut bonus = 0.0;
        for pair in self.pairs {
            let (Some(first), Some(next)) = (of(&pair.first), of(&pair.next)) else {
                continue;
            };
            let (mut behind, mut near) = (0, 0);
            for (a, b) in first.positions.iter().zip(&next.positions) {
                let (o, u) = ranking::closeness(a, b);
                behind += o;
                near += u;
            }
            // How many articles have the pair is not known without reading them all; the mean of the words' idf
            // ranks nearly as well.
            let idf = (pair.first.idf + pair.next.idf) / 2.0;
            bonus += ranking::points(NEXT * idf, behind as f32, k)
                + ranking::points(CLOSE * idf, near as f32, k);
        }
        bonus
    }
}
