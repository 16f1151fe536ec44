//! From statements to their articles, and back: scorers of one that are made of scorers of the other.

use std::ops::Range;

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::analyzer::LINE;
use super::document;
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
    /// Words of the body.
    Words,
    /// A statement has a line of [`LINE`] places.
    Lines,
    /// A statement has one value, and a place is left free behind each.
    Values,
}

impl Own {
    /// The places of some statements of an article, which are these rows, packed; its first one is this.
    fn places<'a>(
        &self,
        of: &'a Rows,
        rows: &Range<Row>,
        first: Row,
        room: &'a mut Vec<u64>,
    ) -> &'a [u64] {
        let by = match self {
            Own::Words => return of.places(rows, room),
            Own::Lines => u64::from(LINE),
            Own::Values => 2,
        };
        room.clear();
        let all = rows.clone().map(|row| u64::from(row - first));
        room.extend(all.map(|nth| document::place(nth * by, by)));
        room
    }
}

/// Words of a typical statement: shorter ones are worth a little more.
const TYPICAL: f32 = 20.0;

/// Statements whose places are read at once: most words stand early or seldom, and the last ones are not needed.
const AT_ONCE: Row = 8;

/// A statement with matches.
#[derive(Clone, Copy)]
pub struct Match {
    /// Which one.
    pub row: Row,
    /// How many matches.
    count: u32,
    /// Its words.
    words: u32,
}

/// Statements that hold a match of words of their article. What is said is not indexed twice: a statement is a
/// range of words of the body.
pub struct WithinScorer {
    articles: Box<dyn Scorer>,
    spans: Spans,
    rows: Rows,
    own: Own,
    /// For the places of each statement of an article.
    room: Vec<u64>,
    weight: f32,
    /// Places a statement needs.
    least: usize,
    /// The article of the statements found, which has been passed.
    article: DocId,
    /// Its matching statements.
    found: Vec<Match>,
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
        rows.expect(articles.size_hint());
        let mut scorer = WithinScorer {
            articles,
            spans,
            rows,
            own,
            room: Vec::new(),
            weight,
            least,
            article: TERMINATED,
            found: Vec::new(),
            at: 0,
        };
        scorer.next_article();
        scorer
    }

    /// Whose each statement is.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The article of the statements found; [`TERMINATED`] behind the last.
    pub fn article(&self) -> DocId {
        self.article
    }

    /// All matching statements of that article.
    pub fn found(&self) -> &[Match] {
        &self.found
    }

    /// What one of them is worth.
    pub fn points(&self, found: &Match) -> Score {
        let length = found.words as f32 / TYPICAL;
        let k = ranking::K1 * (1.0 - ranking::B + ranking::B * length);
        ranking::points(self.weight, found.count as f32, k)
    }

    /// To the next article with a matching statement.
    pub fn next_article(&mut self) {
        self.at = 0;
        self.found.clear();
        while self.found.is_empty() {
            self.article = self.articles.doc();
            if self.article == TERMINATED {
                return;
            }
            self.look();
            self.articles.advance();
        }
    }

    /// Looks for matches in the statements of the article.
    fn look(&mut self) {
        let all = self.rows.of_article(self.article);
        if all.is_empty() {
            return;
        }
        self.spans.load(self.article);
        let mut walk = self.spans.walk();
        if walk.is_empty() {
            return;
        }
        let mut from = all.start;
        while from < all.end {
            let rows = from..all.end.min(from + AT_ONCE);
            from = rows.end;
            let places = self
                .own
                .places(&self.rows, &rows, all.start, &mut self.room);
            for (row, own) in rows.zip(places) {
                let own = document::words_of(*own);
                // Statements stand in the order of the text.
                if walk.is_past(own.start) {
                    return;
                }
                let tf = walk.count(&own);
                if tf >= self.least {
                    self.found.push(Match {
                        row,
                        count: tf as u32,
                        words: own.len() as u32,
                    });
                }
            }
        }
    }

    /// To the first article from this one on with a matching statement.
    fn settle_from(&mut self, article: DocId) {
        if self.articles.doc() < article {
            self.articles.seek(article);
        }
        self.next_article();
    }
}

impl DocSet for WithinScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.found.len() {
            self.next_article();
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found
            .get(self.at)
            .map_or(TERMINATED, |found| found.row)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while self.doc() < target {
            if self.found.last().is_some_and(|last| last.row >= target) {
                self.at += 1;
                continue;
            }
            // Articles before that of the target have nothing to offer.
            let article = self.rows.article(target);
            self.settle_from(article);
        }
        self.doc()
    }

    fn size_hint(&self) -> u32 {
        self.articles.size_hint()
    }
}

impl Scorer for WithinScorer {
    fn score(&mut self) -> Score {
        self.found
            .get(self.at)
            .map_or(0.0, |found| self.points(found))
    }
}

/// Articles of which a statement holds a match; the points of the best one. What [`ParentScorer`] gives, without
/// looking up whose each statement is.
pub struct HolderScorer(pub WithinScorer);

impl DocSet for HolderScorer {
    fn advance(&mut self) -> DocId {
        self.0.next_article();
        self.0.article
    }

    fn doc(&self) -> DocId {
        self.0.article
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.0.article < target {
            self.0.settle_from(target);
        }
        self.0.article
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for HolderScorer {
    fn score(&mut self) -> Score {
        let points = self.0.found.iter().map(|found| self.0.points(found));
        points.fold(0.0, f32::max)
    }
}
