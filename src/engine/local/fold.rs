//! Plan -> hits, copies of one story folded under the best of those that match.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, TERMINATED};

use super::Snapshot;
use super::pairs::{AGAIN, Pair};
use super::plan::Plan;
use super::search::{self, Found, Orders};
use crate::engine::Sort;

/// Matches with copies there is room for at once.
const ROOM: usize = 1 << 16;

/// Matches, folded.
pub struct Folded {
    /// Articles that match.
    pub total: u64,
    /// How many of them are copies under another.
    pub folded: u64,
    /// The first hits in order.
    pub heads: Vec<Found>,
    /// The copies under each of these, in order.
    pub copies: FxHashMap<DocAddress, Vec<DocAddress>>,
}

impl Folded {
    /// The copies under a hit.
    pub fn under(&self, head: &Found) -> &[DocAddress] {
        self.copies.get(&head.address).map_or(&[], Vec::as_slice)
    }
}

/// A match that has copies.
struct Copied {
    story: u32,
    score: f32,
    order: f64,
    address: DocAddress,
}

/// Every match is looked at, and those with copies are kept until the end, 24 bytes each. What breaks ties is read for
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
    let mut segments = Vec::new();
    let mut total = 0;
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let mut scorer = plan.scorer(&snapshot.fields, segment, ord)?;
        let orders = Orders::new(segment, ord as u32, sort)?;
        let mut walk = known.of_segment(ord);
        let alive = segment.alive_bitset();
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                total += 1;
                let score = if most == 0 { 0.0 } else { scorer.score() };
                match walk.story(doc) {
                    Some(story) => copied.push(Copied {
                        story,
                        score,
                        order: orders.order(doc, score),
                        address: DocAddress::new(ord as u32, doc),
                    }),
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
    copied.sort_unstable_by_key(|copied| copied.story);
    let mut folded = 0;
    let mut stories: FxHashMap<DocAddress, Vec<DocAddress>> = FxHashMap::default();
    for story in copied.chunk_by(|a, b| a.story == b.story) {
        folded += story.len() as u64 - 1;
        let first = story.iter().map(|c| c.order).max_by(f64::total_cmp);
        if most == 0 || !first.is_some_and(|first| best.wants(first)) {
            continue;
        }
        let found = story.iter().filter_map(|c| {
            let orders = segments.get(c.address.segment_ord as usize)?;
            Some(orders.found(c.address.doc_id, c.score, c.order))
        });
        let mut found: Vec<Found> = found.collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        if let Some((head, rest)) = found.split_first() {
            best.push(*head);
            stories.insert(head.address, rest.iter().map(|f| f.address).collect());
        }
    }
    let mut heads = best.into_sorted();
    if rerank {
        search::again(&snapshot.searcher, pairs, &mut heads)?;
        heads.truncate(most);
    }
    let under = |head: &Found| Some((head.address, stories.remove(&head.address)?));
    Ok(Folded {
        total,
        folded,
        copies: heads.iter().filter_map(under).collect(),
        heads,
    })
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
