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

/// Articles found beforehand, for words with very many forms and for very many words.
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

    /// Reads all the cursors to their end, one after the other: with a word's thousands of forms open at once
    /// their buffers would take more memory than their articles. `postings` is how many these have together,
    /// `max_doc` the documents of the segment.
    pub fn new(
        cursors: impl Iterator<Item = anyhow::Result<Cursor>>,
        postings: u64,
        max_doc: DocId,
        lengths: Lengths,
        weight: f32,
    ) -> anyhow::Result<Self> {
        // Labels weigh nothing and still have to be told from nothing.
        let worth = |w: f32| if w > 0.0 { w } else { 1.0 };
        let mut docs = Vec::new();
        // Sorting few is cheaper than a place for every document, and many dearer.
        let mut dense = match postings * 4 > u64::from(max_doc) {
            true => vec![0.0; max_doc as usize],
            false => Vec::new(),
        };
        for cursor in cursors {
            let mut c = cursor?;
            let mut doc = c.doc();
            while doc != TERMINATED {
                let tf = c.freq() as f32 * worth(c.weight);
                match dense.get_mut(doc as usize) {
                    Some(sum) => *sum += tf,
                    None => docs.push((doc, tf)),
                }
                doc = c.advance();
            }
        }
        docs.sort_by_key(|(doc, _)| *doc);
        docs.dedup_by(|b, a| {
            let same = a.0 == b.0;
            if same {
                a.1 += b.1;
            }
            same
        });
        let sums = dense.iter().zip(0..).filter(|(tf, _)| **tf > 0.0);
        docs.extend(sums.map(|(tf, doc)| (doc, *tf)));
        for (doc, tf) in &mut docs {
            *tf = ranking::points(weight, *tf, lengths.k(*doc));
        }
        Ok(ListScorer::of(docs))
    }
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
