//! Articles of which a statement holds a match of any of several parts of a query.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::rows::Row;
use super::within::WithinScorer;

/// Parts of which any is looked for at once: they are looked over at each step.
pub const MOST: usize = 8;

/// Articles of which a statement holds a match; the points of the best one. What
/// [`ParentScorer`](super::family::ParentScorer) gives, without looking up whose each statement is, and without
/// looking at statements that are not asked for.
pub struct HolderScorer {
    parts: Vec<WithinScorer>,
    article: DocId,
    /// For the statements of an article, and what each is worth.
    room: Vec<(Row, Score)>,
}

impl HolderScorer {
    /// Of at most [`MOST`] parts.
    pub fn new(parts: Vec<WithinScorer>) -> Self {
        let mut scorer = HolderScorer {
            parts,
            article: TERMINATED,
            room: Vec::new(),
        };
        scorer.settle();
        scorer
    }

    fn settle(&mut self) -> DocId {
        let articles = self.parts.iter().map(WithinScorer::article);
        self.article = articles.min().unwrap_or(TERMINATED);
        self.article
    }

    /// The parts that match a statement of the article.
    fn here(&mut self) -> impl Iterator<Item = &mut WithinScorer> {
        let article = self.article;
        self.parts
            .iter_mut()
            .filter(move |part| part.article() == article)
    }

    /// None of its statements is worth more.
    pub fn most(&mut self) -> Score {
        // One may match all.
        self.here().map(WithinScorer::most).sum()
    }
}

impl DocSet for HolderScorer {
    fn advance(&mut self) -> DocId {
        if self.article != TERMINATED {
            self.here().for_each(WithinScorer::next_article);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.article
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for part in &mut self.parts {
            if part.article() < target {
                part.settle_from(target);
            }
        }
        self.settle()
    }

    fn size_hint(&self) -> u32 {
        let hints = self.parts.iter().map(WithinScorer::size_hint);
        hints.fold(0, u32::saturating_add)
    }
}

impl Scorer for HolderScorer {
    fn score(&mut self) -> Score {
        let mut room = std::mem::take(&mut self.room);
        room.clear();
        for part in self.here() {
            for nth in 0..part.found().len() {
                let found = part.found()[nth].clone();
                room.push((found.row, part.points(&found)));
            }
        }
        // Of one statement the parts stay in order, so that sums are the same whatever is in other statements.
        room.sort_by_key(|(row, _)| *row);
        let each = room.chunk_by(|a, b| a.0 == b.0);
        let sums = each.map(|same| same.iter().map(|(_, points)| points).sum());
        let best = sums.fold(0.0, f32::max);
        self.room = room;
        best
    }
}
