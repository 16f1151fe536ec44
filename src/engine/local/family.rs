//! From statements to their articles, and back: scorers of one that are made of scorers of the other.

use std::ops::Range;

use tantivy::columnar::Column;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::analyzer::LINE;
use super::ranking;
use super::rows::{Row, Rows};
use super::spans::Spans;

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

/// Which places of an article belong to which of its statements.
pub enum Own {
    /// Words of the body: the columns tell the first, and one past the last. None in a segment without statements.
    Words(Option<(Column<u64>, Column<u64>)>),
    /// A statement has a line of [`LINE`] places.
    Lines,
    /// A statement has one value, and a place is left free behind each.
    Values,
}

impl Own {
    /// The places of each statement of an article, which are these rows.
    fn places(&self, rows: &Range<Row>, buffer: &mut Buffer) {
        buffer.places.clear();
        let each = |by: u32| {
            let all = 0..rows.len() as u32;
            all.map(move |nth| nth.saturating_mul(by)..(nth + 1).saturating_mul(by))
        };
        match self {
            Own::Words(Some(columns)) => {
                // One by one, each would be a call.
                buffer.from.resize(rows.len(), 0);
                buffer.to.resize(rows.len(), 0);
                let first = u64::from(rows.start);
                columns.0.values.get_range(first, &mut buffer.from);
                columns.1.values.get_range(first, &mut buffer.to);
                let both = buffer.from.iter().zip(&buffer.to);
                let both = both.map(|(from, to)| *from as u32..*to as u32);
                buffer.places.extend(both);
            }
            Own::Words(None) => buffer.places.resize(rows.len(), 0..0),
            Own::Lines => buffer.places.extend(each(LINE)),
            Own::Values => buffer.places.extend(each(2)),
        }
    }
}

/// The places of each statement of one article, and what they are read into.
#[derive(Default)]
struct Buffer {
    places: Vec<Range<u32>>,
    from: Vec<u64>,
    to: Vec<u64>,
}

/// Words of a typical statement: shorter ones are worth a little more.
const TYPICAL: f32 = 20.0;

/// Statements that hold a match of words of their article. What is said is not indexed twice: a statement is a
/// range of words of the body.
pub struct WithinScorer {
    articles: Box<dyn Scorer>,
    spans: Spans,
    rows: Rows,
    own: Own,
    buffer: Buffer,
    weight: f32,
    /// Places a statement needs.
    least: usize,
    /// Matching statements of one article, with their points; the article itself has been passed.
    found: Vec<(Row, Score)>,
    at: usize,
}

impl WithinScorer {
    /// `articles` may have matches, `spans` tells where; a statement needs `least` of them.
    pub fn new(
        articles: Box<dyn Scorer>,
        spans: Spans,
        rows: Rows,
        own: Own,
        weight: f32,
        least: usize,
    ) -> Self {
        let mut scorer = WithinScorer {
            articles,
            spans,
            rows,
            own,
            buffer: Buffer::default(),
            weight,
            least,
            found: Vec::new(),
            at: 0,
        };
        scorer.settle();
        scorer
    }

    /// To the next article with a matching statement.
    fn settle(&mut self) -> DocId {
        self.at = 0;
        self.found.clear();
        while self.found.is_empty() && self.articles.doc() != TERMINATED {
            let article = self.articles.doc();
            let rows = self.rows.of_article(article);
            if !rows.is_empty() {
                self.spans.load(article);
                self.own.places(&rows, &mut self.buffer);
            }
            for (row, own) in rows.zip(&self.buffer.places) {
                let tf = self.spans.count(own);
                if tf >= self.least {
                    let length = own.len() as f32 / TYPICAL;
                    let k = ranking::K1 * (1.0 - ranking::B + ranking::B * length);
                    let points = ranking::points(self.weight, tf as f32, k);
                    self.found.push((row, points));
                }
            }
            self.articles.advance();
        }
        self.doc()
    }
}

impl DocSet for WithinScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at < self.found.len() {
            self.doc()
        } else {
            self.settle()
        }
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).map_or(TERMINATED, |(row, _)| *row)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while self.doc() < target {
            if self.found.last().is_some_and(|(row, _)| *row >= target) {
                self.at += 1;
                continue;
            }
            // Articles before that of the target have nothing to offer.
            let article = self.rows.article(target);
            if self.articles.doc() < article {
                self.articles.seek(article);
            }
            self.settle();
        }
        self.doc()
    }

    fn size_hint(&self) -> u32 {
        self.articles.size_hint()
    }
}

impl Scorer for WithinScorer {
    fn score(&mut self) -> Score {
        self.found.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}
