//! Statements that hold words of their article.

use std::ops::Range;

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::analyzer::LINE;
use super::common;
use super::document;
use super::group::GroupScorer;
use super::ranking;
use super::rows::{Row, Rows};
use super::spans::Spans;

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

/// Of what is counted in [`Candidates::Told`]: statements that have the commonest form of a word, and [`SEVERAL`] for
/// each that has another one.
pub const SAID: usize = 0;
/// The [`common::most`] level of a form, where a statement has it more than once.
pub const REPEATED: usize = 1;
/// Words of the body that are matches where they are in a statement.
pub const OTHERS: usize = 2;

/// With two forms of a word, statements may have both, and how many have either is not known. Neither is it where an
/// article has so many statements.
pub const SEVERAL: f32 = 4096.0;

/// Articles of which a statement may hold a match.
pub enum Candidates {
    /// Any of these.
    Any(Box<dyn Scorer>),
    /// Those in which a word is [`SAID`] hold one for sure; those that have only [`OTHERS`] may.
    Told(Box<GroupScorer>),
}

impl Candidates {
    fn all(&self) -> &dyn DocSet {
        match self {
            Candidates::Any(articles) => articles,
            Candidates::Told(articles) => &**articles,
        }
    }

    fn all_mut(&mut self) -> &mut dyn DocSet {
        match self {
            Candidates::Any(articles) => articles,
            Candidates::Told(articles) => &mut **articles,
        }
    }

    /// What is known of an article with a match before its statements are looked at.
    fn untold(&self) -> Option<Untold> {
        let articles = match self {
            Candidates::Any(_) => return None,
            Candidates::Told(articles) => articles,
        };
        let counted: [f32; OTHERS + 1] = articles.occurrences();
        let said = counted[SAID];
        if said == 0.0 {
            return None;
        }
        let alone = said < SEVERAL && counted[OTHERS] == 0.0;
        Some(match alone {
            true => Untold::Alone {
                statements: said as usize,
                level: counted[REPEATED] as u32,
            },
            false => Untold::Several,
        })
    }
}

/// An article that holds matches, whose statements have not been looked at.
#[derive(Clone, Copy)]
enum Untold {
    /// Of one form of the word.
    Alone {
        /// Statements that have it.
        statements: usize,
        /// See [`common::most`].
        level: u32,
    },
    /// Of several, of which a statement may have more than one.
    Several,
}

/// Statements that hold a match of words of their article. But for its common words, what is said is not indexed
/// twice: a statement is a range of words of the body.
///
/// Statements are looked at where they are asked for. That takes twenty times as long as to find their article, and who
/// counts articles, or wants the best of them, has little need of it.
pub struct WithinScorer {
    articles: Candidates,
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
    /// It holds some, and they have not been looked for.
    untold: Option<Untold>,
    /// Its matching statements, once they have been.
    found: Vec<Match>,
    at: usize,
}

impl WithinScorer {
    /// `articles` may have matches, `spans` tells where; a statement needs `least` of them.
    pub fn new(
        articles: Candidates,
        spans: Spans,
        rows: Rows,
        own: Own,
        weight: f32,
        least: usize,
    ) -> Self {
        if let Candidates::Any(articles) = &articles {
            rows.expect(articles.size_hint());
        }
        let mut scorer = WithinScorer {
            articles,
            spans,
            rows,
            own,
            room: Vec::new(),
            weight,
            least,
            article: TERMINATED,
            untold: None,
            found: Vec::new(),
            at: 0,
        };
        scorer.next_found();
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
    pub fn found(&mut self) -> &[Match] {
        if self.untold.take().is_some() {
            self.look();
        }
        &self.found
    }

    /// How many they are.
    pub fn count(&mut self) -> usize {
        match self.untold {
            Some(Untold::Alone { statements, .. }) => statements,
            _ => self.found().len(),
        }
    }

    /// None of them is worth more.
    pub fn most(&mut self) -> Score {
        match self.untold {
            Some(Untold::Alone { level, .. }) => common::most(self.weight, level),
            _ => self.best(),
        }
    }

    /// What the best of them is worth.
    pub fn best(&mut self) -> Score {
        self.found();
        let points = self.found.iter().map(|found| self.points(found));
        points.fold(0.0, f32::max)
    }

    /// What one of them is worth.
    pub fn points(&self, found: &Match) -> Score {
        let k = ranking::k_of_statement(found.words);
        ranking::points(self.weight, found.count as f32, k)
    }

    /// To the next article with a matching statement.
    pub fn next_article(&mut self) {
        loop {
            self.at = 0;
            self.found.clear();
            self.article = self.articles.all().doc();
            if self.article == TERMINATED {
                self.untold = None;
                return;
            }
            self.untold = self.articles.untold();
            if self.untold.is_none() {
                self.look();
            }
            self.articles.all_mut().advance();
            if self.untold.is_some() || !self.found.is_empty() {
                return;
            }
        }
    }

    /// The same, and looks at its statements.
    fn next_found(&mut self) {
        self.next_article();
        self.find();
    }

    /// Looks at the statements of the article, or of the next one that has any.
    fn find(&mut self) {
        while self.found().is_empty() && self.article != TERMINATED {
            self.next_article();
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
        if self.articles.all().doc() < article {
            self.articles.all_mut().seek(article);
        }
        self.next_article();
    }
}

impl DocSet for WithinScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.found.len() {
            self.next_found();
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
            self.find();
        }
        self.doc()
    }

    fn size_hint(&self) -> u32 {
        self.articles.all().size_hint()
    }
}

impl Scorer for WithinScorer {
    fn score(&mut self) -> Score {
        self.found
            .get(self.at)
            .map_or(0.0, |found| self.points(found))
    }
}

/// Articles of which a statement holds a match; the points of the best one. What
/// [`ParentScorer`](super::family::ParentScorer) gives, without looking up whose each statement is.
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
        self.0.best()
    }
}
