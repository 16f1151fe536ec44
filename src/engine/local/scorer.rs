//! Iterators over the articles of one segment that match a part of a query, with their points.
//!
//! tantivy's own scorers fix k1 and b, know a term where we know a group of forms, and score in order of
//! the segment; these share its postings and its [`DocSet`] contract.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::filtered::Filtered;
use super::group::Cursor;
use super::ranking::{self, Lengths};
use super::spans::each_sequence;
use super::sums::{SumsScorer, places};

/// Articles found beforehand.
pub struct ListScorer {
    /// Article and points, by article.
    docs: Vec<(DocId, Score)>,
    at: usize,
}

impl ListScorer {
    /// Of these, in order.
    pub fn of(docs: Vec<(DocId, Score)>) -> Self {
        ListScorer { docs, at: 0 }
    }
}

/// The articles of a word with very many forms. Reads all the cursors to their end, one after the other: with
/// thousands of forms open at once their buffers would take more memory than their articles. `postings` is how many
/// these have together, `max_doc` the documents of the segment.
pub fn read(
    cursors: impl Iterator<Item = anyhow::Result<Cursor>>,
    postings: u64,
    max_doc: DocId,
    lengths: Lengths,
    weight: f32,
) -> anyhow::Result<Box<dyn Scorer>> {
    // Sorting few is cheaper than a place for every document, and many dearer.
    if postings * 16 > u64::from(max_doc) {
        let mut sums = vec![0u16; places(max_doc)];
        for cursor in cursors {
            let cursor = cursor?;
            let worth = worth(cursor.weight);
            cursor.read(|doc, freq| {
                if let Some(sum) = sums.get_mut(doc as usize) {
                    *sum = sum.saturating_add((freq as f32 * worth) as u16);
                }
            });
        }
        return Ok(Box::new(SumsScorer::new(sums, postings, lengths, weight)));
    }
    let mut docs = Vec::with_capacity(postings as usize);
    for cursor in cursors {
        let cursor = cursor?;
        let worth = worth(cursor.weight);
        cursor.read(|doc, freq| docs.push((doc, freq as f32 * worth)));
    }
    docs.sort_by_key(|(doc, _)| *doc);
    docs.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1 += b.1;
        }
        same
    });
    for (doc, tf) in &mut docs {
        *tf = ranking::points(weight, *tf, lengths.k(*doc));
    }
    Ok(Box::new(ListScorer::of(docs)))
}

/// What an occurrence counts. Labels weigh nothing and still have to be told from nothing.
fn worth(weight: f32) -> f32 {
    if weight > 0.0 { weight } else { 1.0 }
}

impl DocSet for ListScorer {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs[self.at..].partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}

impl Scorer for ListScorer {
    fn score(&mut self) -> Score {
        self.docs.get(self.at).map_or(0.0, |(_, points)| *points)
    }
}

/// Articles that have words in this order in one field, with at most `slop` other words between.
pub struct PhraseScorer {
    words: Vec<SegmentPostings>,
    /// Index into `words` of the rarest.
    lead: usize,
    slop: u32,
    lengths: Lengths,
    /// What the phrase is worth in this field.
    field: f32,
    weight: f32,
    doc: DocId,
    count: u32,
    positions: Vec<Vec<u32>>,
    /// Room for the search among these.
    room: Vec<usize>,
}

impl PhraseScorer {
    /// `words` in their order, each with positions.
    pub fn new(
        words: Vec<SegmentPostings>,
        slop: u32,
        lengths: Lengths,
        field: f32,
        weight: f32,
    ) -> Self {
        let lead = (0..words.len())
            .min_by_key(|i| words[*i].size_hint())
            .unwrap_or_default();
        let positions = vec![Vec::new(); words.len()];
        let mut scorer = PhraseScorer {
            words,
            lead,
            slop,
            lengths,
            field,
            weight,
            doc: 0,
            count: 0,
            positions,
            room: Vec::new(),
        };
        scorer.settle();
        scorer
    }

    /// To the first match from the lead's article on.
    fn settle(&mut self) -> DocId {
        'article: loop {
            let doc = self.words[self.lead].doc();
            self.doc = doc;
            if doc == TERMINATED {
                return doc;
            }
            for i in 0..self.words.len() {
                if self.words[i].doc() < doc {
                    self.words[i].seek(doc);
                }
                let other = self.words[i].doc();
                if other > doc {
                    self.words[self.lead].seek(other);
                    continue 'article;
                }
            }
            for (word, positions) in self.words.iter_mut().zip(&mut self.positions) {
                positions.clear();
                word.append_positions_with_offset(0, positions);
            }
            self.count = 0;
            each_sequence(&self.positions, self.slop, &mut self.room, |_| {
                self.count += 1;
            });
            if self.count > 0 {
                return doc;
            }
            self.words[self.lead].advance();
        }
    }
}

impl DocSet for PhraseScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.words[self.lead].advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        self.words[self.lead].seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        // Words side by side are rarer than the rarest of them.
        self.words[self.lead].size_hint() / 4
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        ranking::points(
            self.weight,
            self.count as f32 * self.field,
            self.lengths.k(self.doc),
        )
    }
}

/// One article; no points.
pub struct OneScorer(pub DocId);

impl DocSet for OneScorer {
    fn advance(&mut self) -> DocId {
        self.0 = TERMINATED;
        TERMINATED
    }

    fn doc(&self) -> DocId {
        self.0
    }

    fn size_hint(&self) -> u32 {
        1
    }
}

impl Scorer for OneScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Articles of `base` that are in none of the others. All stand on their first article.
pub fn outside(base: Box<dyn Scorer>, mut not: Vec<Box<dyn Scorer>>) -> Box<dyn Scorer> {
    let in_none = move |doc| {
        let mut others = not.iter_mut();
        !others.any(|n| n.doc() <= doc && n.seek(doc) == doc)
    };
    Box::new(Filtered::new(base, in_none))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{IndexRecordOption, Schema, TEXT};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    use super::super::expand::EVERY;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn forms_are_added_up_in_a_list_as_for_every_document(
            docs in prop::collection::vec((0usize..3, 0usize..3), 1..300),
            targets in prop::collection::vec(0u32..320, 0..20),
        ) {
            let mut schema = Schema::builder();
            let text = schema.add_text_field("text", TEXT);
            let index = Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
            for (a, b) in &docs {
                let mut doc = TantivyDocument::default();
                doc.add_text(text, "a ".repeat(*a) + &"b ".repeat(*b));
                writer.add_document(doc).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let index = searcher.segment_reader(0).inverted_index(text).unwrap();
            let end = docs.len() as u32;
            let scorer = |postings| {
                let cursors = [("a", 2.0), ("b", 0.0)].into_iter().filter_map(|(form, weight)| {
                    let info = index.get_term_info(&Term::from_field_text(text, form)).unwrap()?;
                    let option = IndexRecordOption::WithFreqs;
                    let postings = index.read_block_postings_from_terminfo(&info, option).unwrap();
                    Some(Ok(Cursor::new(postings, weight, EVERY)))
                });
                read(cursors, postings, end, Lengths { fields: Vec::new() }, 1.5).unwrap()
            };
            let all = |mut scorer: Box<dyn Scorer>| {
                let mut found = Vec::new();
                while scorer.doc() != TERMINATED {
                    found.push((scorer.doc(), scorer.score()));
                    scorer.advance();
                }
                found
            };
            let k = Lengths { fields: Vec::new() }.k(0);
            let expected = (0..).zip(&docs).filter(|(_, (a, b))| a + b > 0);
            let expected: Vec<(DocId, f32)> = expected
                .map(|(doc, (a, b))| (doc, ranking::points(1.5, (2 * a + b) as f32, k)))
                .collect();
            let (few, many) = (0, u64::from(end));
            prop_assert_eq!(&all(scorer(few)), &expected);
            prop_assert_eq!(&all(scorer(many)), &expected);
            for postings in [few, many] {
                let mut scorer = scorer(postings);
                for target in targets.iter().filter(|t| **t > 0) {
                    let from = scorer.doc().max(*target);
                    let next = expected.iter().find(|(doc, _)| *doc >= from);
                    prop_assert_eq!(scorer.seek(*target), next.map_or(TERMINATED, |(doc, _)| *doc));
                }
            }
        }
    }
}
