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
use super::spans::{Spans, Walk};

/// Which places of an article belong to which of its statements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// Words of the body.
    Words,
    /// Those of its voice, which has so many.
    Voice(u32),
}

impl Own {
    /// A voice has a line of names.
    pub const LINES: Own = Own::Voice(LINE);
    /// A voice has one value.
    pub const VALUES: Own = Own::Voice(1);
}

/// Counts the places of each voice of an article, which are so many each. `places` are those of its statements.
fn by_voice(walk: &mut Walk<'_>, each: u32, places: &[u64], heard: &mut Vec<u32>) {
    heard.clear();
    let last = places
        .iter()
        .filter_map(|place| document::voice_of(*place))
        .max();
    let mut from = 0;
    for _ in 0..last.map_or(0, |last| last + 1) {
        if walk.is_past(from) {
            break;
        }
        let to = from.saturating_add(each);
        heard.push(walk.count(&(from..to)) as u32);
        from = to;
    }
}

/// How often a voice was counted.
fn count_of(heard: &[u32], voice: Option<u32>) -> u32 {
    let count = voice.and_then(|voice| heard.get(voice as usize));
    count.copied().unwrap_or_default()
}

/// Statements whose places are read at once: most words stand early or seldom, and the last ones are not needed.
const AT_ONCE: Row = 8;

/// A statement with matches.
#[derive(Clone)]
pub struct Match {
    /// Which one.
    pub row: Row,
    /// How many matches.
    count: u32,
    /// Its places.
    pub own: Range<u32>,
}

/// Of what is counted in [`Candidates::Told`]: statements that have the commonest form of a word, and [`SEVERAL`] for
/// each that has another one.
pub const SAID: usize = 0;
/// The [`common::most`] level of a form, where a statement has it more than once.
pub const REPEATED: usize = 1;
/// Words of the body that are matches where they are in a statement.
pub const OTHERS: usize = 2;

/// With two forms of a word, statements may have both, and how many have either is not known. Neither is it where so
/// many statements of an article have one.
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

    fn seek(&mut self, article: DocId) -> DocId {
        match self.all().doc() < article {
            true => self.all_mut().seek(article),
            false => self.all().doc(),
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
        // Each form of which there is more is in a statement more, or stands elsewhere.
        let others = (said as u32 / SEVERAL as u32) as f32 + counted[OTHERS];
        Some(Untold {
            statements: (others == 0.0).then_some(said as usize),
            level: counted[REPEATED] as u32,
            others,
        })
    }
}

/// An article that holds matches, whose statements have not been looked at. See [`common::most`].
#[derive(Clone, Copy)]
struct Untold {
    /// Statements that have the word, where they have one form of it.
    statements: Option<usize>,
    level: u32,
    others: f32,
}

/// A part of a query that statements match, and what tells which: `articles` may have matches, `spans` tells where in
/// them, and a statement needs `least`.
pub struct Within {
    /// Where matches may be.
    pub articles: Candidates,
    /// Where they are.
    pub spans: Spans,
    /// Whose each statement is.
    pub rows: Rows,
    /// What of an article belongs to a statement.
    pub own: Own,
    /// What a match weighs before lengths are looked at.
    pub weight: f32,
    /// Matches a statement needs.
    pub least: usize,
    /// For the places of each statement of an article.
    pub room: Vec<u64>,
    /// For the matches of each of its voices.
    pub heard: Vec<u32>,
}

impl Within {
    /// Articles that may have matches, about.
    pub fn size_hint(&self) -> u32 {
        self.articles.all().size_hint()
    }

    /// The article that may have matches at or behind this one.
    pub fn seek(&mut self, article: DocId) -> DocId {
        self.articles.seek(article)
    }

    /// The article that may have matches now.
    pub fn candidate(&self) -> DocId {
        self.articles.all().doc()
    }

    /// To the next one.
    pub fn advance(&mut self) {
        self.articles.all_mut().advance();
    }

    /// Adds the statements of an article that match to `found`. Articles must come in order.
    pub fn look(&mut self, article: DocId, found: &mut Vec<Match>) {
        let all = self.rows.of_article(article);
        if all.is_empty() {
            return;
        }
        self.spans.load(article);
        let mut walk = self.spans.walk();
        if walk.is_empty() {
            return;
        }
        if let Own::Voice(each) = self.own {
            let places = self.rows.places(&all, &mut self.room);
            by_voice(&mut walk, each, places, &mut self.heard);
            for (row, place) in all.zip(places) {
                let count = count_of(&self.heard, document::voice_of(*place));
                if count as usize >= self.least {
                    let own = 0..each;
                    found.push(Match { row, count, own });
                }
            }
            return;
        }
        let mut from = all.start;
        while from < all.end {
            let rows = from..all.end.min(from + AT_ONCE);
            from = rows.end;
            let places = self.rows.places(&rows, &mut self.room);
            for (row, place) in rows.zip(places) {
                let own = document::words_of(*place);
                // Statements stand in the order of the text.
                if walk.is_past(own.start) {
                    return;
                }
                let tf = walk.count(&own);
                if tf >= self.least {
                    let count = tf as u32;
                    found.push(Match { row, count, own });
                }
            }
        }
    }

    /// Leaves of these statements of an article those that match, with what that is worth.
    pub fn keep<T>(
        &mut self,
        article: DocId,
        all: &mut Vec<T>,
        row: impl Fn(&T) -> (Row, Option<Range<u32>>),
        worth: impl Fn(&mut T, Score),
    ) {
        self.spans.load(article);
        let mut walk = self.spans.walk();
        if let Own::Voice(each) = self.own {
            let own = self.rows.of_article(article);
            let places = self.rows.places(&own, &mut self.room);
            by_voice(&mut walk, each, places, &mut self.heard);
            all.retain_mut(|one| {
                let place = places.get((row(one).0 - own.start) as usize);
                let voice = place.and_then(|place| document::voice_of(*place));
                let count = count_of(&self.heard, voice);
                worth(one, points(self.weight, count, &(0..each)));
                count as usize >= self.least
            });
            return;
        }
        let room = &mut self.room;
        all.retain_mut(|one| {
            let (row, own) = row(one);
            let own = own.unwrap_or_else(|| {
                let places = self.rows.places(&(row..row + 1), room);
                places
                    .first()
                    .map_or(0..0, |place| document::words_of(*place))
            });
            let count = walk.count(&own);
            worth(one, points(self.weight, count as u32, &own));
            count >= self.least
        });
    }

    /// True where the places of a statement are its words.
    pub fn of_words(&self) -> bool {
        self.own == Own::Words
    }

    /// What a statement with these matches is worth.
    pub fn points(&self, found: &Match) -> Score {
        points(self.weight, found.count, &found.own)
    }
}

fn points(weight: f32, count: u32, own: &Range<u32>) -> Score {
    let k = ranking::k_of_statement(own.end.saturating_sub(own.start));
    ranking::points(weight, count as f32, k)
}

/// Statements that hold a match of words of their article. But for its common words, what is said is not indexed
/// twice: a statement is a range of words of the body.
///
/// Statements are looked at where they are asked for. That takes twenty times as long as to find their article, and who
/// counts articles, or wants the best of them, has little need of it.
pub struct WithinScorer {
    of: Within,
    /// The article of the statements found, which has been passed.
    article: DocId,
    /// It holds some, and they have not been looked for.
    untold: Option<Untold>,
    /// Its matching statements, once they have been.
    found: Vec<Match>,
    at: usize,
}

impl WithinScorer {
    /// On the first statement.
    pub fn new(of: Within) -> Self {
        if matches!(of.articles, Candidates::Any(_)) {
            of.rows.expect(of.size_hint());
        }
        let mut scorer = WithinScorer {
            of,
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
        &self.of.rows
    }

    /// The article of the statements found; [`TERMINATED`] behind the last.
    pub fn article(&self) -> DocId {
        self.article
    }

    /// All matching statements of that article.
    pub fn found(&mut self) -> &[Match] {
        if self.untold.take().is_some() {
            self.of.look(self.article, &mut self.found);
        }
        &self.found
    }

    /// How many they are.
    pub fn count(&mut self) -> usize {
        match self.untold {
            Some(Untold {
                statements: Some(statements),
                ..
            }) => statements,
            _ => self.found().len(),
        }
    }

    /// None of them is worth more.
    pub fn most(&mut self) -> Score {
        match self.untold {
            Some(Untold { level, others, .. }) => common::most(self.of.weight, level, others),
            None => self.best(),
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
        self.of.points(found)
    }

    /// To the next article with a matching statement.
    pub fn next_article(&mut self) {
        loop {
            self.at = 0;
            self.found.clear();
            self.article = self.of.candidate();
            if self.article == TERMINATED {
                self.untold = None;
                return;
            }
            self.untold = self.of.articles.untold();
            if self.untold.is_none() {
                self.of.look(self.article, &mut self.found);
            }
            self.of.advance();
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

    /// To the first article from this one on with a matching statement.
    pub fn settle_from(&mut self, article: DocId) {
        self.of.seek(article);
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
            let article = self.of.rows.article(target);
            self.settle_from(article);
            self.find();
        }
        self.doc()
    }

    fn size_hint(&self) -> u32 {
        self.of.size_hint()
    }
}

impl Scorer for WithinScorer {
    fn score(&mut self) -> Score {
        self.found
            .get(self.at)
            .map_or(0.0, |found| self.points(found))
    }
}
