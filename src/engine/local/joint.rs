//! Statements that hold a match of each of several parts of a query.

use std::ops::Range;

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::rows::Row;
use super::within::{Match, Within};

/// Parts that are looked for together.
pub const MOST: usize = 8;

/// A statement that holds them.
struct Held {
    row: Row,
    /// Its words, where they are known.
    words: Option<Range<u32>>,
    /// What each part is worth, in the order of the query: sums are the same whichever is the rarest.
    points: [Score; MOST],
}

/// Statements that hold a match of each of several parts of a query; their points together.
///
/// Only articles that may hold all parts are looked at, and of those, the statements that hold the rarest one. Where
/// each part finds its own statements, all articles that may hold that part are.
pub struct JointScorer {
    /// Which part of the query each is; the rarest first.
    parts: Vec<(usize, Within)>,
    /// The statements of an article.
    held: Vec<Held>,
    at: usize,
    /// For those of the rarest part.
    room: Vec<Match>,
}

impl JointScorer {
    /// Of one part at least, and of at most [`MOST`].
    pub fn new(parts: Vec<Within>) -> Self {
        let mut parts: Vec<(usize, Within)> = parts.into_iter().enumerate().collect();
        parts.sort_by_key(|(_, part)| part.size_hint());
        if let Some((_, rarest)) = parts.first() {
            rarest.rows.expect(rarest.size_hint());
        }
        let mut scorer = JointScorer {
            parts,
            held: Vec::new(),
            at: 0,
            room: Vec::new(),
        };
        scorer.next_article();
        scorer
    }

    /// The first article from where the rarest part stands that may hold all.
    fn candidate(&mut self) -> DocId {
        let Some(((_, rarest), others)) = self.parts.split_first_mut() else {
            return TERMINATED;
        };
        let mut article = rarest.candidate();
        while article != TERMINATED {
            let mut each = others.iter_mut().map(|(_, other)| other.seek(article));
            match each.find(|found| *found > article) {
                None => return article,
                Some(TERMINATED) => break,
                Some(found) => article = rarest.seek(found),
            }
        }
        TERMINATED
    }

    /// To the statements of the next article that has any.
    fn next_article(&mut self) {
        self.held.clear();
        self.at = 0;
        while self.held.is_empty() {
            let article = self.candidate();
            if article == TERMINATED {
                return;
            }
            self.look(article);
        }
    }

    fn look(&mut self, article: DocId) {
        let Some(((nth, rarest), others)) = self.parts.split_first_mut() else {
            return;
        };
        self.room.clear();
        rarest.look(article, &mut self.room);
        rarest.advance();
        for found in &self.room {
            let mut points = [0.0; MOST];
            points[*nth] = rarest.points(found);
            self.held.push(Held {
                row: found.row,
                words: rarest.of_words().then(|| found.own.clone()),
                points,
            });
        }
        for (nth, other) in others {
            if self.held.is_empty() {
                return;
            }
            other.keep(
                article,
                &mut self.held,
                |held| (held.row, held.words.clone()),
                |held, points| held.points[*nth] = points,
            );
        }
    }
}

impl DocSet for JointScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.held.len() {
            self.next_article();
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.held.get(self.at).map_or(TERMINATED, |held| held.row)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while self.doc() < target {
            if self.held.last().is_some_and(|last| last.row >= target) {
                self.at += 1;
                continue;
            }
            // Articles before that of the target have nothing to offer.
            if let Some((_, rarest)) = self.parts.first_mut() {
                rarest.seek(rarest.rows.article(target));
            }
            self.next_article();
        }
        self.doc()
    }

    fn size_hint(&self) -> u32 {
        self.parts.first().map_or(0, |(_, part)| part.size_hint())
    }
}

impl Scorer for JointScorer {
    fn score(&mut self) -> Score {
        let held = self.held.get(self.at);
        held.map_or(0.0, |held| held.points[..self.parts.len()].iter().sum())
    }
}
