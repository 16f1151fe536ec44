//! From statements to their articles, and back: scorers of one that are made of scorers of the other.

use std::ops::Range;

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::rows::{Row, Rows};

/// Articles of which a statement matches; the points of the best one.
pub struct ParentScorer {
    statements: Box<dyn Scorer>,
    rows: Rows,
    doc: DocId,
    best: Score,
}

impl ParentScorer {
    /// Statements stand on their first match.
    pub fn new(statements: Box<dyn Scorer>, rows: Rows) -> Self {
        let mut scorer = ParentScorer {
            statements,
            rows,
            doc: 0,
            best: 0.0,
        };
        scorer.settle();
        scorer
    }

    /// Takes in all statements of the article the first one belongs to.
    fn settle(&mut self) -> DocId {
        self.doc = self.rows.article(self.statements.doc());
        self.best = 0.0;
        if self.doc != TERMINATED {
            let end = self.rows.of_article(self.doc).end;
            while self.statements.doc() < end {
                self.best = self.best.max(self.statements.score());
                self.statements.advance();
            }
        }
        self.doc
    }
}

impl DocSet for ParentScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            TERMINATED
        } else {
            self.settle()
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let row = self.rows.first_from(target);
        if self.statements.doc() < row {
            self.statements.seek(row);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.statements.size_hint()
    }
}

impl Scorer for ParentScorer {
    fn score(&mut self) -> Score {
        self.best
    }
}

/// Every statement; no points.
pub struct EveryRow {
    row: Row,
    total: Row,
}

impl EveryRow {
    /// Of a segment.
    pub fn new(rows: &Rows) -> Self {
        EveryRow {
            row: 0,
            total: rows.total(),
        }
    }
}

impl DocSet for EveryRow {
    fn advance(&mut self) -> DocId {
        self.row = self.row.saturating_add(1).min(self.total);
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.row = self.row.max(target).min(self.total);
        self.doc()
    }

    fn doc(&self) -> DocId {
        match self.row < self.total {
            true => self.row,
            false => TERMINATED,
        }
    }

    fn size_hint(&self) -> u32 {
        self.total
    }
}

impl Scorer for EveryRow {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Statements whose article matches; no points.
pub struct ChildScorer {
    articles: Box<dyn Scorer>,
    rows: Rows,
    /// Those left of the article; it has been passed.
    here: Range<Row>,
}

impl ChildScorer {
    /// Articles stand on their first match.
    pub fn new(articles: Box<dyn Scorer>, rows: Rows) -> Self {
        let mut scorer = ChildScorer {
            articles,
            rows,
            here: 0..0,
        };
        scorer.settle();
        scorer
    }

    /// To the first statement of the article the scorer stands on, or of a later one.
    fn settle(&mut self) -> DocId {
        while self.here.is_empty() && self.articles.doc() != TERMINATED {
            self.here = self.rows.of_article(self.articles.doc());
            self.articles.advance();
        }
        self.doc()
    }
}

impl DocSet for ChildScorer {
    fn advance(&mut self) -> DocId {
        self.here.next();
        self.settle()
    }

    fn doc(&self) -> DocId {
        match self.here.is_empty() {
            true => TERMINATED,
            false => self.here.start,
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        if target < self.here.end {
            self.here.start = target;
            return target;
        }
        let article = self.rows.article(target);
        if self.articles.doc() < article {
            self.articles.seek(article);
        }
        self.here = 0..0;
        self.settle();
        // Of the article of `target` itself the first ones may come too early.
        if self.doc() < target {
            self.here.start = target;
        }
        self.settle()
    }

    fn size_hint(&self) -> u32 {
        self.articles.size_hint().saturating_mul(8)
    }
}

impl Scorer for ChildScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}
