//! Plan -> hits: the best of every segment, ties broken the same way whatever the order of indexing.

use std::cell::Cell;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::{self, AtomicI64};

use tantivy::columnar::Column;
use tantivy::fastfield::AliveBitSet;
use tantivy::query::Scorer;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader, TERMINATED};

use super::holders::HolderScorer;
use super::home::Home;
use super::pairs::{AGAIN, Pair, Reader};
use super::plan::Plan;
use super::ranking::Lengths;
use super::schema::Fields;
use super::segments;
use super::sums::SumsScorer;
use super::within::WithinScorer;
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
    /// A match ordered by its points and by this key, anywhere.
    #[cfg(test)]
    pub fn new(score: f32, key: u64) -> Self {
        Found {
            score,
            order: f64::from(score),
            key,
            address: DocAddress::new(0, 0),
        }
    }

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
    let statements = plan.of_statements();
    let postings = plan.postings(searcher.num_docs());
    let floor = Floor::new();
    let each = segments::each(searcher, postings, |ord, segment| {
        let mut scorer = plan.scorer(f, segment, ord)?;
        let alive = segment.alive_bitset();
        let home = match scorer.downcast_ref::<WithinScorer>() {
            Some(within) => Home::in_rows(within.rows()),
            None => Home::of(segment, statements)?,
        };
        let mut best = Best::above(&floor, most);
        if let Some(within) = scorer.downcast_mut::<WithinScorer>() {
            let orders = Orders::new(segment, ord as u32, sort, home)?;
            let total = collect_by_article(within, &orders, alive, &mut best);
            return Ok((total, best));
        }
        if most == 0 {
            return Ok((count(scorer.as_mut(), &home, alive), best));
        }
        let orders = Orders::new(segment, ord as u32, sort, home)?;
        let total = bounded!(scorer, one => collect(one, &orders, alive, &mut best));
        Ok((total, best))
    })?;
    let mut total = 0;
    let mut best = Best::new(most);
    for (here, found) in each {
        total += here;
        best.join(found);
    }
    Ok((total, best.into_sorted()))
}

fn count(scorer: &mut dyn Scorer, home: &Home, alive: Option<&AliveBitSet>) -> u64 {
    let mut total = 0;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        total += u64::from(home.is_alive(doc, alive));
        doc = scorer.advance();
    }
    total
}

/// What the matches of a segment are ordered by.
pub struct Orders {
    ord: u32,
    sort: Sort,
    home: Home,
    keys: Option<Column<u64>>,
    days: Option<Column<i64>>,
    /// The article last asked for, and its order by day: statements of one are asked for side by side.
    last: Cell<(DocId, f64)>,
}

impl Orders {
    /// Of the segment with this number.
    pub fn new(segment: &SegmentReader, ord: u32, sort: Sort, home: Home) -> anyhow::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Orders {
            ord,
            sort,
            home,
            keys: fast.column_opt("key")?,
            days: match sort {
                Sort::Relevance => None,
                _ => fast.column_opt("first_day")?,
            },
            last: Cell::new((TERMINATED, f64::NEG_INFINITY)),
        })
    }

    /// The place of the segment in the searcher.
    pub fn segment(&self) -> u32 {
        self.ord
    }

    /// Higher comes first; undated articles come last either way.
    pub fn order(&self, doc: DocId, score: f32) -> f64 {
        let by_day = || self.by_day(self.home.article(doc));
        match self.sort {
            Sort::Relevance => f64::from(score),
            Sort::Newest | Sort::Oldest => by_day().unwrap_or(f64::NEG_INFINITY),
        }
    }

    /// The order of an article and of all its statements; none where points decide.
    fn by_day(&self, article: DocId) -> Option<f64> {
        let sign = match self.sort {
            Sort::Relevance => return None,
            Sort::Newest => 1.0,
            Sort::Oldest => -1.0,
        };
        let (last, order) = self.last.get();
        if article == last {
            return Some(order);
        }
        let day = self.days.as_ref().and_then(|days| days.first(article));
        let order = day.map_or(f64::NEG_INFINITY, |day| sign * day as f64);
        self.last.set((article, order));
        Some(order)
    }

    /// Has `best` take in a match, where it is among them.
    pub fn offer(&self, best: &mut Best, doc: DocId, score: f32) {
        let order = self.order(doc, score);
        if best.wants(order) {
            best.push(self.found(doc, score, order));
        }
    }

    /// A match of this order.
    pub fn found(&self, doc: DocId, score: f32, order: f64) -> Found {
        Found {
            score,
            order,
            key: self.key(doc),
            address: DocAddress::new(self.ord, doc),
        }
    }

    /// What breaks ties, the same whatever the order of indexing; the statements of an article stay together and in
    /// order among equals.
    pub fn key(&self, doc: DocId) -> u64 {
        let keys = self.keys.as_ref();
        let key = keys.and_then(|keys| keys.first(self.home.article(doc)));
        let key = key.unwrap_or_default();
        match self.home.nth(doc) {
            None => key,
            Some(nth) => key & !0xffff | u64::from(nth.min(0xffff)),
        }
    }
}

fn collect<S: Bounded + ?Sized>(
    scorer: &mut S,
    orders: &Orders,
    alive: Option<&AliveBitSet>,
    best: &mut Best,
) -> u64 {
    let mut total = 0;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        if orders.home.is_alive(doc, alive) {
            total += 1;
            if best.wants(orders.order(doc, scorer.most())) {
                orders.offer(best, doc, scorer.score());
            }
        }
        doc = scorer.advance();
    }
    total
}

/// As [`collect`], of statements that are found article by article: whose they are need not be looked up where they
/// are not wanted, and neither need they themselves.
fn collect_by_article(
    scorer: &mut WithinScorer,
    orders: &Orders,
    alive: Option<&AliveBitSet>,
    best: &mut Best,
) -> u64 {
    let mut total = 0;
    while scorer.article() != TERMINATED {
        let article = scorer.article();
        if alive.is_none_or(|alive| alive.is_alive(article)) {
            let order = orders.by_day(article);
            if best.wants(order.unwrap_or_else(|| f64::from(scorer.most()))) {
                for nth in 0..scorer.found().len() {
                    let found = scorer.found()[nth].clone();
                    orders.offer(best, found.row, scorer.points(&found));
                }
            }
            total += scorer.count() as u64;
        }
        scorer.next_article();
    }
    total
}

/// What walks over documents and may know that one is worth no more than others before it knows what it is worth.
pub trait Bounded: Scorer {
    /// True when [`Bounded::most`] is what [`Scorer::score`] gives.
    const EXACT: bool;

    /// The document is worth no more than this.
    fn most(&mut self) -> Score;
}

/// Does something with a scorer as what it is, where that knows more.
macro_rules! bounded {
    ($scorer:ident, $one:ident => $what:expr) => {
        if let Some($one) = $scorer.downcast_mut::<HolderScorer>() {
            $what
        } else if let Some($one) = $scorer.downcast_mut::<SumsScorer>() {
            $what
        } else {
            let $one = $scorer.as_mut();
            $what
        }
    };
}

pub(super) use bounded;

impl Bounded for dyn Scorer {
    const EXACT: bool = true;

    fn most(&mut self) -> Score {
        self.score()
    }
}

impl Bounded for HolderScorer {
    const EXACT: bool = false;

    fn most(&mut self) -> Score {
        HolderScorer::most(self)
    }
}

impl Bounded for SumsScorer {
    const EXACT: bool = false;

    fn most(&mut self) -> Score {
        SumsScorer::most(self)
    }
}

/// What the first so many of one segment are ordered by at least, and so those of all.
#[derive(Clone)]
pub struct Floor(Arc<AtomicI64>);

impl Floor {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Floor(Arc::new(AtomicI64::new(i64::MIN)))
    }

    /// Numbers are ordered as [`f64::total_cmp`] orders these.
    fn number(order: f64) -> i64 {
        let bits = order.to_bits() as i64;
        bits ^ ((bits >> 63) as u64 >> 1) as i64
    }

    fn raise(&self, order: f64) {
        self.0
            .fetch_max(Floor::number(order), atomic::Ordering::Relaxed);
    }

    fn is_below(&self, order: f64) -> bool {
        self.0.load(atomic::Ordering::Relaxed) <= Floor::number(order)
    }
}

/// The best so many.
pub struct Best {
    most: usize,
    /// The worst of those kept is on top.
    heap: BinaryHeap<Reverse<Found>>,
    /// Where others are looked for elsewhere.
    floor: Option<Floor>,
}

impl Best {
    /// None yet.
    pub fn new(most: usize) -> Self {
        Best {
            most,
            heap: BinaryHeap::with_capacity(most.min(10_000) + 1),
            floor: None,
        }
    }

    /// None yet, of one segment of several.
    pub fn above(floor: &Floor, most: usize) -> Self {
        Best {
            floor: Some(floor.clone()),
            ..Best::new(most)
        }
    }

    /// False when nothing of this order can be among them.
    pub fn wants(&self, order: f64) -> bool {
        if self.most == 0
            || self
                .floor
                .as_ref()
                .is_some_and(|floor| !floor.is_below(order))
        {
            return false;
        }
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.most);
        worst.is_none_or(|worst| order >= worst.0.order)
    }

    /// Takes it in, where it is among them.
    pub fn push(&mut self, found: Found) {
        if self.heap.len() < self.most {
            self.heap.push(Reverse(found));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && found > worst.0
        {
            *worst = Reverse(found);
        } else {
            return;
        }
        if let (Some(floor), Some(worst)) = (&self.floor, self.heap.peek())
            && self.heap.len() == self.most
        {
            floor.raise(worst.0.order);
        }
    }

    /// Takes in all of these.
    pub fn join(&mut self, mut other: Best) {
        // With everything asked for, the first of many would be copied, one by one.
        if self.heap.is_empty() {
            std::mem::swap(&mut self.heap, &mut other.heap);
        }
        other
            .heap
            .into_iter()
            .for_each(|Reverse(found)| self.push(found));
    }

    /// The first comes first.
    pub fn into_sorted(self) -> Vec<Found> {
        let mut all: Vec<Found> = self.heap.into_iter().map(|Reverse(found)| found).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_floor_is_below_what_comes_no_later(
            orders in prop::collection::vec((-9i32..9).prop_map(f64::from), 1..9),
            order in -9i32..9,
        ) {
            let (floor, order) = (Floor::new(), f64::from(order));
            prop_assert!(floor.is_below(f64::NEG_INFINITY));
            orders.iter().for_each(|order| floor.raise(*order));
            let highest = orders.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            prop_assert_eq!(floor.is_below(order), highest <= order);
        }

        #[test]
        fn the_best_of_segments_side_by_side_are_the_best_of_all(
            orders in prop::collection::vec(0i32..30, 0..60),
            most in 0usize..6,
        ) {
            let found = |(nth, order): (usize, &i32)| Found::new(*order as f32, nth as u64);
            let mut all: Vec<Found> = orders.iter().enumerate().map(found).collect();
            let floor = Floor::new();
            let mut segments = [(); 3].map(|()| Best::above(&floor, most));
            for (nth, found) in all.iter().enumerate() {
                let here = &mut segments[nth % 3];
                if here.wants(found.order()) {
                    here.push(*found);
                }
            }
            let mut best = Best::new(most);
            segments.into_iter().for_each(|here| best.join(here));
            all.sort_unstable_by(|a, b| b.cmp(a));
            all.truncate(most);
            prop_assert_eq!(best.into_sorted(), all);
        }
    }
}
