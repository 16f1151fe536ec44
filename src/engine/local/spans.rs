//! Where words and phrases stand in an article, for what depends on their distance.

use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::expand::{EVERY, Languages};

/// First and last position of a match, in words of one field.
pub type Places = (u32, u32);

/// Most places of one part in one article that are looked at; beyond, a distance says nothing.
const MOST: usize = 10_000;

/// The places of a part of a query in one field of one segment. Articles must be asked for in order.
pub enum Spans {
    /// Any of these forms of a word, each in the languages in which it is one; with each article's language
    /// where that makes a difference.
    Forms(
        Vec<(SegmentPostings, Languages)>,
        Option<Arc<dyn ColumnValues<u64>>>,
    ),
    /// These words in order, with at most so many others between.
    Sequence(Vec<SegmentPostings>, u32),
    /// Any of these.
    Any(Vec<Spans>),
    /// Two parts within a distance.
    Near(Box<Near>),
}

/// Two parts within a distance, in words from the end of one to the start of the other.
pub struct Near {
    /// One.
    pub left: Spans,
    /// The other.
    pub right: Spans,
    /// Most words from one to the other; 1 is side by side.
    pub distance: u32,
    /// `left` comes first.
    pub ordered: bool,
}

fn positions(postings: &mut SegmentPostings, doc: DocId, out: &mut Vec<u32>) {
    if postings.doc() < doc {
        postings.seek(doc);
    }
    if postings.doc() == doc {
        postings.append_positions_with_offset(0, out);
    }
}

impl Spans {
    /// The places in this article, in order of their start.
    pub fn places(&mut self, doc: DocId) -> Vec<Places> {
        let mut found: Vec<Places> = match self {
            Spans::Forms(forms, language) => {
                let mut all = Vec::new();
                let bit = language
                    .as_ref()
                    .map_or(EVERY, |column| 1 << column.get_val(doc).min(31));
                for (form, languages) in forms {
                    if *languages & bit != 0 {
                        positions(form, doc, &mut all);
                    }
                }
                all.into_iter().map(|p| (p, p)).collect()
            }
            Spans::Sequence(words, slop) => {
                let mut lists = vec![Vec::new(); words.len()];
                for (word, list) in words.iter_mut().zip(&mut lists) {
                    positions(word, doc, list);
                }
                sequences(&lists, *slop)
            }
            Spans::Any(parts) => parts.iter_mut().flat_map(|p| p.places(doc)).collect(),
            Spans::Near(near) => {
                let (left, right) = (near.left.places(doc), near.right.places(doc));
                pairs(&left, &right, near.distance, near.ordered)
            }
        };
        found.sort_unstable();
        found.dedup();
        found.truncate(MOST);
        found
    }
}

/// Where the words stand in order with at most `slop` others between, one match for each start.
pub fn sequences(positions: &[Vec<u32>], slop: u32) -> Vec<Places> {
    let Some((first, rest)) = positions.split_first() else {
        return Vec::new();
    };
    // Every list is walked once: where the first word moves on, so does the earliest end.
    let mut at = vec![0; rest.len()];
    let mut found = Vec::new();
    for start in first {
        let mut last = *start;
        for (list, at) in rest.iter().zip(&mut at) {
            while list.get(*at).is_some_and(|p| *p <= last) {
                *at += 1;
            }
            match list.get(*at) {
                Some(p) => last = *p,
                None => return found,
            }
        }
        if last - start - rest.len() as u32 <= slop {
            found.push((*start, last));
        }
    }
    found
}

/// The pairs of places within a distance: for each on the left the nearest on the right, on either side
/// unless `ordered`. Both lists are in order of their start.
fn pairs(left: &[Places], right: &[Places], distance: u32, ordered: bool) -> Vec<Places> {
    let mut found = Vec::new();
    for l in left {
        let at = right.partition_point(|r| r.0 <= l.1);
        if let Some(r) = right.get(at)
            && r.0 - l.1 <= distance
        {
            found.push((l.0, r.1.max(l.1)));
        }
        if ordered {
            continue;
        }
        // Starts are in order, ends nearly so: a few steps back find the nearest end before.
        let before = right[..right.partition_point(|r| r.0 < l.0)]
            .iter()
            .rev()
            .take(8)
            .find(|r| r.1 < l.0);
        if let Some(r) = before
            && l.0 - r.1 <= distance
        {
            found.push((r.0, l.1));
        }
    }
    found
}

/// Articles in which two parts stand within a distance.
pub struct NearScorer {
    /// Articles that have both.
    base: Box<dyn Scorer>,
    /// The two parts, by field.
    fields: Vec<Near>,
}

impl NearScorer {
    /// `base` has both parts; each of `fields` is asked whether they are close there.
    pub fn new(base: Box<dyn Scorer>, fields: Vec<Near>) -> Self {
        let mut scorer = NearScorer { base, fields };
        scorer.settle();
        scorer
    }

    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.base.doc();
            if doc == TERMINATED {
                return doc;
            }
            let close = self.fields.iter_mut().any(|near| {
                let (left, right) = (near.left.places(doc), near.right.places(doc));
                !pairs(&left, &right, near.distance, near.ordered).is_empty()
            });
            if close {
                return doc;
            }
            self.base.advance();
        }
    }
}

impl DocSet for NearScorer {
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

impl Scorer for NearScorer {
    fn score(&mut self) -> Score {
        self.base.score()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_order_are_found_once_each() {
        assert_eq!(
            sequences(&[vec![1, 5, 9], vec![2, 7, 10]], 0),
            [(1, 2), (9, 10)]
        );
        assert_eq!(
            sequences(&[vec![1, 5, 9], vec![2, 7, 10]], 1),
            [(1, 2), (5, 7), (9, 10)]
        );
        assert_eq!(sequences(&[vec![3], vec![2]], 5), []);
        assert_eq!(
            sequences(&[vec![1, 2], vec![2, 3], vec![3, 4]], 0),
            [(1, 3), (2, 4)]
        );
    }

    #[test]
    fn pairs_keep_their_distance_and_order() {
        let (a, b) = ([(1, 1), (20, 20)], [(4, 4), (18, 18)]);
        assert_eq!(pairs(&a, &b, 3, false), [(1, 4), (18, 20)]);
        assert_eq!(pairs(&a, &b, 3, true), [(1, 4)]);
        assert_eq!(pairs(&a, &b, 1, false), []);
        // A word is not near itself.
        assert_eq!(pairs(&[(3, 3)], &[(3, 3)], 5, false), []);
    }
}
