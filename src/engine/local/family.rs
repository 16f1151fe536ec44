//! An article and its statements lie side by side in the index: the article, then each statement, which knows
//! how far behind its article it lies. These scorers go from one to the other.

use tantivy::columnar::Column;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::ranking;
use super::spans::Spans;

/// Articles of which a statement matches; the points of the best one.
pub struct ParentScorer {
    statements: Box<dyn Scorer>,
    /// How far behind its article a statement lies.
    nth: Column<u64>,
    doc: DocId,
    best: Score,
}

impl ParentScorer {
    /// Statements stand on their first match.
    pub fn new(statements: Box<dyn Scorer>, nth: Column<u64>) -> Self {
        let mut scorer = ParentScorer {
            statements,
            nth,
            doc: 0,
            best: 0.0,
        };
        scorer.settle();
        scorer
    }

    fn article(&self) -> DocId {
        let doc = self.statements.doc();
        match doc {
            TERMINATED => TERMINATED,
            doc => doc.saturating_sub(self.nth.first(doc).unwrap_or_default() as u32),
        }
    }

    /// Takes in all statements of the article the first one belongs to.
    fn settle(&mut self) -> DocId {
        self.doc = self.article();
        self.best = 0.0;
        while self.doc != TERMINATED && self.article() == self.doc {
            self.best = self.best.max(self.statements.score());
            self.statements.advance();
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
        if self.statements.doc() < target {
            self.statements.seek(target);
        }
        while self.settle() < target {}
        self.doc
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

/// Statements whose article matches; no points.
pub struct ChildScorer {
    articles: Box<dyn Scorer>,
    /// How many statements an article has.
    statements: Column<u64>,
    doc: DocId,
    /// One past the last statement of the article.
    end: DocId,
}

impl ChildScorer {
    /// Articles stand on their first match.
    pub fn new(articles: Box<dyn Scorer>, statements: Column<u64>) -> Self {
        let mut scorer = ChildScorer {
            articles,
            statements,
            doc: 0,
            end: 0,
        };
        scorer.settle();
        scorer
    }

    /// To the first statement of the article the scorer stands on, or of a later one.
    fn settle(&mut self) -> DocId {
        loop {
            let article = self.articles.doc();
            if article == TERMINATED {
                self.doc = TERMINATED;
                return TERMINATED;
            }
            let count = self.statements.first(article).unwrap_or_default() as u32;
            self.articles.advance();
            if count > 0 {
                self.doc = article + 1;
                self.end = article + 1 + count;
                return self.doc;
            }
        }
    }
}

impl DocSet for ChildScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.doc += 1;
        if self.doc < self.end {
            self.doc
        } else {
            self.settle()
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while self.doc < target {
            if target < self.end {
                self.doc = target;
            } else {
                // The article of `target` may lie well before it, so articles are not sought past.
                self.settle();
            }
        }
        self.doc
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

/// The columns that tie statements to their article; none where a segment has no statement.
pub struct Family {
    /// Of an article: how many statements lie behind it.
    pub statements: Option<Column<u64>>,
    /// Of a statement: how far behind its article it lies.
    pub nth: Option<Column<u64>>,
    /// Of a statement: the word of the body it begins with.
    pub from: Option<Column<u64>>,
    /// Of a statement: one past its last word.
    pub to: Option<Column<u64>>,
}

impl Family {
    /// The words of the body that each of an article's statements is.
    fn of(&self, article: DocId) -> impl ExactSizeIterator<Item = (u32, u32)> {
        let count = self.statements.as_ref().and_then(|c| c.first(article));
        let mut rows = 0..0;
        if let (Some(count), Some(from)) = (count, &self.from) {
            // Each statement has one value in either column, so those of an article lie side by side: the row of the
            // first is looked up for all.
            let first = from.index.value_row_ids(article + 1).start;
            rows = first..first + count as u32;
        }
        let value = |column: &Option<Column<u64>>, row| {
            let column = column.as_ref();
            column.map_or(0, |c| c.values.get_val(row)) as u32
        };
        rows.map(move |row| (value(&self.from, row), value(&self.to, row)))
    }
}

/// Words of a typical statement: shorter ones are worth a little more.
const TYPICAL: f32 = 20.0;

/// Statements that hold a match of words of their article. What is said is not indexed twice: a statement is a
/// range of words of the body.
pub struct WithinScorer {
    articles: Box<dyn Scorer>,
    spans: Spans,
    family: Family,
    weight: f32,
    /// Places a statement needs.
    least: usize,
    /// Matching statements of one article, with their points; the article itself has been passed.
    found: Vec<(DocId, Score)>,
    at: usize,
}

impl WithinScorer {
    /// `articles` may have matches in the body, `spans` tells where; a statement needs `least` of them.
    pub fn new(
        articles: Box<dyn Scorer>,
        spans: Spans,
        family: Family,
        weight: f32,
        least: usize,
    ) -> Self {
        let mut scorer = WithinScorer {
            articles,
            spans,
            family,
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
            let statements = self.family.of(article);
            if statements.len() > 0 {
                self.spans.load(article);
            }
            for (doc, (from, to)) in (article + 1..).zip(statements) {
                let tf = self.spans.places(&(from..to)).len();
                if tf >= self.least {
                    let length = to.saturating_sub(from) as f32 / TYPICAL;
                    let k = ranking::K1 * (1.0 - ranking::B + ranking::B * length);
                    let points = ranking::points(self.weight, tf as f32, k);
                    self.found.push((doc, points));
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
        self.found.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while self.doc() < target {
            if self.found.last().is_some_and(|(doc, _)| *doc >= target) {
                self.at += 1;
                continue;
            }
            // Articles before that of the target have nothing to offer.
            let nth = self
                .family
                .nth
                .as_ref()
                .and_then(|c| c.first(target))
                .unwrap_or_default();
            let article = target.saturating_sub(nth as u32);
            if target != TERMINATED && self.articles.doc() < article {
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
