//! Documents of one scorer that also pass a test.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// Documents of `base` for which `holds`, with the points `base` gives. Each is looked at once, in order.
pub struct Filtered<F> {
    base: Box<dyn Scorer>,
    holds: F,
}

impl<F: FnMut(DocId) -> bool + Send + 'static> Filtered<F> {
    /// `base` stands on its first document.
    pub fn new(base: Box<dyn Scorer>, holds: F) -> Self {
        let mut scorer = Filtered { base, holds };
        scorer.settle();
        scorer
    }

    fn settle(&mut self) -> DocId {
        let mut doc = self.base.doc();
        while doc != TERMINATED && !(self.holds)(doc) {
            doc = self.base.advance();
        }
        doc
    }
}

impl<F: FnMut(DocId) -> bool + Send + 'static> DocSet for Filtered<F> {
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

impl<F: FnMut(DocId) -> bool + Send + 'static> Scorer for Filtered<F> {
    fn score(&mut self) -> Score {
        self.base.score()
    }
}
