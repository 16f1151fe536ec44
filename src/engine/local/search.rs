//! Plan -> hits: the best of every segment, ties broken the same way whatever the order of indexing.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::fastfield::AliveBitSet;
use tantivy::query::Scorer;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, TERMINATED};

use super::home::{self, Keys, OfArticle};
use super::pairs::{AGAIN, Pair, Reader};
use super::plan::Plan;
use super::ranking::Lengths;
use super::rows::Rows;
use super::schema::Fields;
use crate::engine::Sort;

/// A match: what it is ordered by, and where it lies.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// Points.
    pub score: f32,
    /// Higher comes first.
    order: f64,
    /// Breaks ties: a hash of where the article lies.
    key: u64,
    /// Where it is stored.
    pub address: DocAddress,
}

impl Found {
    /// Higher comes first.
    pub fn order(&self) -> f64 {
        self.order
    }

    /// A hash of where the article lies.
    pub fn key(&self) -> u64 {
        self.key
    }
}

impl Ord for Found {
    /// The better one is greater.
    fn cmp(&self, other: &Self) -> Ordering {
        self.order
            .total_cmp(&other.order)
            .then(other.key.cmp(&self.key))
    }
}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Found {}

/// As [`search`], with the points that `pairs` add to the best when they are ordered by relevance.
pub fn ranked(
    searcher: &Searcher,
    f: &Fields,
    plan: &Plan,
    pairs: &[Pair],
    sort: Sort,
    most: usize,
) -> anyhow::Result<(u64, Vec<Found>)> {
    if pairs.is_empty() || sort != Sort::Relevance || most == 0 || plan.of_statements() {
        return search(searcher, f, plan, sort, most);
    }
    let (total, mut found) = search(searcher, f, plan, sort, most.max(AGAIN))?;
    again(searcher, pairs, &mut found)?;
    found.truncate(most);
    Ok((total, found))
}

/// Orders the best of `found` anew, with the points that `pairs` add.
pub fn again(searcher: &Searcher, pairs: &[Pair], found: &mut [Found]) -> anyhow::Result<()> {
    let again = found.len().min(AGAIN);
    let mut by_place: Vec<usize> = (0..again).collect();
    by_place.sort_by_key(|i| found[*i].address);
    let mut open: Option<(u32, Reader, Lengths)> = None;
    for i in by_place {
        let DocAddress {
            segment_ord,
            doc_id,
        } = found[i].address;
        if open.as_ref().is_none_or(|(ord, ..)| *ord != segment_ord) {
            let segment = searcher.segment_reader(segment_ord);
            let reader = Reader::new(pairs, segment, segment_ord as usize)?;
            open = Some((segment_ord, reader, pairs[0].first.lengths(segment)?));
        }
        if let Some((_, reader, lengths)) = &mut open {
            found[i].score += reader.bonus(doc_id, lengths.k(doc_id));
            found[i].order = f64::from(found[i].score);
        }
    }
    found[..again].sort_unstable_by(|a, b| b.cmp(a));
    Ok(())
}

/// The number of matches, and the first `most` of them in order.
pub fn search(
    searcher: &Searcher,
    f: &Fields,
    plan: &Plan,
    sort: Sort,
    most: usize,
) -> anyhow::Result<(u64, Vec<Found>)> {
    let mut total = 0;
    // The worst of those kept is on top.
    let mut best: BinaryHeap<Reverse<Found>> = BinaryHeap::with_capacity(most.min(10_000) + 1);
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let mut scorer = plan.scorer(f, segment, ord)?;
        let alive = Alive::of(segment, plan.of_statements())?;
        total += match most {
            0 => count(scorer.as_mut(), &alive),
            _ => {
                let orders = Orders::new(segment, ord as u32, sort, plan.of_statements())?;
                collect(scorer.as_mut(), &orders, &alive, most, &mut best)
            }
        };
    }
    let mut found: Vec<Found> = best.into_iter().map(|Reverse(found)| found).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok((total, found))
}

/// What of a segment has not been deleted.
pub struct Alive<'s> {
    articles: Option<&'s AliveBitSet>,
    rows: Option<Rows>,
}

impl<'s> Alive<'s> {
    /// Of its articles, or of its statements.
    pub fn of(segment: &'s SegmentReader, statements: bool) -> anyhow::Result<Self> {
        let articles = segment.alive_bitset();
        let rows = (statements && articles.is_some()).then(|| Rows::of(segment));
        Ok(Alive {
            articles,
            rows: rows.transpose()?,
        })
    }

    /// True when this article, or statement, is there.
    pub fn has(&self, doc: DocId) -> bool {
        self.articles.is_none_or(|alive| {
            alive.is_alive(self.rows.as_ref().map_or(doc, |rows| rows.article(doc)))
        })
    }
}

fn count(scorer: &mut dyn Scorer, alive: &Alive<'_>) -> u64 {
    let mut total = 0;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        total += u64::from(alive.has(doc));
        doc = scorer.advance();
    }
    total
}

/// What the matches of a segment are ordered by.
pub struct Orders {
    ord: u32,
    sort: Sort,
    keys: Keys,
    days: Option<OfArticle<i64>>,
}

impl Orders {
    /// Of the segment with this number. `statements`: it is these that are asked for.
    pub fn new(
        segment: &SegmentReader,
        ord: u32,
        sort: Sort,
        statements: bool,
    ) -> anyhow::Result<Self> {
        Ok(Orders {
            ord,
            sort,
            keys: Keys::of(segment, statements)?,
            days: match sort {
                Sort::Relevance => None,
                _ => home::days(segment, "first_day", statements)?,
            },
        })
    }

    /// Higher comes first; undated articles come last either way.
    pub fn order(&self, doc: DocId, score: f32) -> f64 {
        match (self.sort, &self.days) {
            (Sort::Relevance, _) => f64::from(score),
            (Sort::Newest, Some(days)) => days.first(doc).map_or(f64::NEG_INFINITY, |d| d as f64),
            (Sort::Oldest, Some(days)) => {
                days.first(doc).map_or(f64::NEG_INFINITY, |d| -(d as f64))
            }
            (_, None) => f64::NEG_INFINITY,
        }
    }

    /// A match with this order.
    pub fn found(&self, doc: DocId, score: f32, order: f64) -> Found {
        Found {
            score,
            order,
            key: self.keys.get(doc),
            address: DocAddress::new(self.ord, doc),
        }
    }
}

fn collect(
    scorer: &mut dyn Scorer,
    orders: &Orders,
    alive: &Alive<'_>,
    most: usize,
    best: &mut BinaryHeap<Reverse<Found>>,
) -> u64 {
    let mut total = 0;
    let mut worst = best
        .peek()
        .filter(|_| best.len() >= most)
        .map(|Reverse(f)| *f);
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        if alive.has(doc) {
            total += 1;
            let score = scorer.score();
            let order = orders.order(doc, score);
            if worst.is_none_or(|w| order >= w.order) {
                let found = orders.found(doc, score, order);
                if worst.is_none_or(|w| found > w) {
                    best.push(Reverse(found));
                    if best.len() > most {
                        best.pop();
                    }
                    worst = best
                        .peek()
                        .filter(|_| best.len() >= most)
                        .map(|Reverse(f)| *f);
                }
            }
        }
        doc = scorer.advance();
    }
    total
}
