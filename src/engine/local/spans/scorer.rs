//! Articles by where words stand in them.

use std::ops::Range;

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::Spans;

/// Articles in which something stands at enough places.
pub struct PlacedScorer {
    /// Articles that may.
    base: Box<dyn Scorer>,
    /// By field.
    fields: Vec<Spans>,
    /// Words of each field that count.
    range: Range<u32>,
    /// Places needed, all fields together.
    least: usize,
}

impl PlacedScorer {
    /// `base` has every article that may match; each is looked at.
    pub fn new(base: Box<dyn Scorer>, fields: Vec<Spans>, range: Range<u32>, least: usize) -> Self {
        let mut scorer = PlacedScorer {
            base,
            fields,
            range,
            least,
        };
        scorer.settle();
        scorer
    }

    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.base.doc();
            if doc == TERMINATED {
                return doc;
            }
            let mut count = 0;
            for field in &mut self.fields {
                field.load(doc);
                if self.least == 1 {
                    if field.any(&self.range) {
                        return doc;
                    }
                    continue;
                }
                count += field.places(&self.range).len();
                if count >= self.least {
                    return doc;
                }
            }
            self.base.advance();
        }
    }
}

impl DocSet for PlacedScorer {
    fn advance(&mut self) -> DocId {
        self.base.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.base.doc() < target {
            self.base.seek(target);
            self.settle();
        }
        self.base.doc()
    }

    fn doc(&self) -> DocId {
        self.base.doc()
    }

    fn size_hint(&self) -> u32 {
        self.base.size_hint() / 2
    }
}

impl Scorer for PlacedScorer {
    fn score(&mut self) -> Score {
        self.base.score()
    }
}
