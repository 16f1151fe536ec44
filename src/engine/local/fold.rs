//! Plan -> hits, copies of one story folded under the best of those that match.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, TERMINATED};

use super::Snapshot;
use super::home::Home;
use super::pairs::{AGAIN, Pair};
use super::plan::Plan;
use super::search::{self, Found, Orders};
use crate::engine::{COPIES, Sort};

/// Matches with copies there is room for at once.
const ROOM: usize = 1 << 20;

/// Matches, folded.
pub struct Folded {
    /// Articles that match.
    pub total: u64,
    /// How many of them are copies under another.
    pub folded: u64,
    /// The first hits in order.
    pub heads: Vec<Found>,
    /// The copies under each of these.
    under: FxHashMap<DocAddress, Under>,
}

impl Folded {
    /// Matches of which nothing is folded.
    pub fn unfolded(total: u64, heads: Vec<Found>) -> Self {
        Folded {
            total,
            folded: 0,
            heads,
            under: FxHashMap::default(),
        }
    }

    /// The copies under a hit.
    pub fn under(&self, head: &Found) -> &Under {
        self.under.get(&head.address).unwrap_or(&NONE)
    }
}

/// The copies under a hit.
pub struct Under {
    /// How many there are.
    pub total: u64,
    /// The first [`COPIES`] of them, in order.
    pub first: Vec<DocAddress>,
}

/// No copy.
pub static NONE: Under = Under {
    total: 0,
    first: Vec::new(),
};

/// A match that has copies.
struct Copied {
    story: u32,
    score: f32,
    address: DocAddress,
}

/// Every match is looked at, and those with copies are kept until the end, 16 bytes each. What breaks ties is read for
/// the few stories that can be among the first.
pub fn folded(
    snapshot: &Snapshot,
    plan: &Plan,
    pairs: &[Pair],
    sort: Sort,
    most: usize,
) -> anyhow::Result<Folded> {
    let known = snapshot.copies()?;
    let rerank = !pairs.is_empty() && sort == Sort::Relevance && most > 0;
    let most_kept = if rerank { most.max(AGAIN) } else { most };
    let mut best = Best::new(most_kept);
    // Room is no memory before it is used, and one that grows is copied each time.
    let mut copied: Vec<Copied> = Vec::with_capacity(known.len().min(ROOM));
    let mut stories = Stories::new(known.stories());
    let mut segments = Vec::new();
    let mut total = 0;
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let mut scorer = plan.scorer(&snapshot.fields, segment, ord)?;
        let orders = Orders::new(segment, ord as u32, sort, Home::of(segment, false)?)?;
        let mut walk = known.of_segment(ord);
        let alive = segment.alive_bitset();
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                total += 1;
                let score = if most == 0 { 0.0 } else { scorer.score() };
                match walk.story(doc) {
                    Some(story) => {
                        stories.take(story, orders.order(doc, score));
                        if most > 0 {
                            copied.push(Copied {
                                story,
                                score,
                                address: DocAddress::new(ord as u32, doc),
                            });
                        }
                    }
                    None if most == 0 => {}
                    None => {
                        let order = orders.order(doc, score);
                        if best.wants(order) {
                            best.push(orders.found(doc, score, order));
                        }
                    }
                }
            }
            doc = scorer.advance();
        }
        segments.push(orders);
    }
    let folded = stories.folded;
    stories.keep(most_kept, |order| best.wants(order));
    copied.retain(|copied| stories.has(copied.story));
    copied.sort_unstable_by_key(|copied| copied.story);
    let mut under: FxHashMap<DocAddress, Under> = FxHashMap::default();
    for story in copied.chunk_by(|a, b| a.story == b.story) {
        let ordered = story.iter().filter_map(|c| {
            let orders = segments.get(c.address.segment_ord as usize)?;
            Some((orders.order(c.address.doc_id, c.score), c, orders))
        });
        let mut ordered: Vec<(f64, &Copied, &Orders)> = ordered.collect();
        // The hit, and the copies that are told of.
        let shown = COPIES + 1;
        if let Some((_, last, _)) = (ordered.len() > shown)
            .then(|| ordered.select_nth_unstable_by(COPIES, |a, b| b.0.total_cmp(&a.0)))
        {
            let last = last.0;
            ordered.retain(|(order, ..)| *order >= last);
        }
        let found = ordered.iter();
        let found = found.map(|(order, c, orders)| orders.found(c.address.doc_id, c.score, *order));
        let mut found: Vec<Found> = found.collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(shown);
        if let Some((head, rest)) = found.split_first() {
            best.push(*head);
            let rest = Under {
                total: story.len() as u64 - 1,
                first: rest.iter().map(|f| f.address).collect(),
            };
            under.insert(head.address, rest);
        }
    }
    let mut heads = best.into_sorted();
    if rerank {
        search::again(&snapshot.searcher, pairs, &mut heads)?;
        heads.truncate(most);
    }
    Ok(Folded {
        total,
        folded,
        under,
        heads,
    })
}

/// The stories that matches are copies of.
struct Stories {
    /// The order of the best match of each; not a number where there is none.
    best: Vec<f64>,
    /// Matches beside the first of their story.
    folded: u64,
}

impl Stories {
    /// So many, none seen.
    fn new(count: usize) -> Self {
        Stories {
            best: vec![f64::NAN; count],
            folded: 0,
        }
    }

    /// A match is one of this story.
    fn take(&mut self, story: u32, order: f64) {
        if let Some(best) = self.best.get_mut(story as usize) {
            self.folded += u64::from(!best.is_nan());
            // The other one, where one is not a number.
            *best = best.max(order);
        }
    }

    /// Keeps those that may be among the first `most`: of the first so many, and as good as the last of these.
    fn keep(&mut self, most: usize, wanted: impl Fn(f64) -> bool) {
        let seen = self.best.iter().copied().filter(|order| !order.is_nan());
        let mut orders: Vec<f64> = seen.filter(|order| wanted(*order)).collect();
        let last = match most {
            0 => f64::INFINITY,
            n if n < orders.len() => {
                *orders
                    .select_nth_unstable_by(n - 1, |a, b| b.total_cmp(a))
                    .1
            }
            _ => f64::NEG_INFINITY,
        };
        for order in &mut self.best {
            if !(*order >= last && wanted(*order)) {
                *order = f64::NAN;
            }
        }
    }

    fn has(&self, story: u32) -> bool {
        self.best.get(story as usize).is_some_and(|o| !o.is_nan())
    }
}

/// The best so many.
struct Best {
    most: usize,
    /// The worst of those kept is on top.
    heap: BinaryHeap<Reverse<Found>>,
}

impl Best {
    fn new(most: usize) -> Self {
        Best {
            most,
            heap: BinaryHeap::with_capacity(most.min(10_000) + 1),
        }
    }

    /// False when nothing of this order can be among them.
    fn wants(&self, order: f64) -> bool {
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.most);
        worst.is_none_or(|worst| order >= worst.0.order())
    }

    fn push(&mut self, found: Found) {
        if self.heap.len() < self.most {
            self.heap.push(Reverse(found));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && found > worst.0
        {
            *worst = Reverse(found);
        }
    }

    fn into_sorted(self) -> Vec<Found> {
        let mut all: Vec<Found> = self.heap.into_iter().map(|Reverse(found)| found).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }
}
