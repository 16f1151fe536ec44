//! Plan -> hits, copies of one story folded under the best of those that match.

use rustc_hash::FxHashMap;
use tantivy::{BitSet, DocAddress, DocId, TERMINATED};

use super::Snapshot;
use super::home::Home;
use super::pairs::{AGAIN, Pair};
use super::plan::Plan;
use super::search::{self, Best, Found, Orders};
use super::segments;
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
    doc: DocId,
}

/// What matches in one segment.
struct Matches {
    total: u64,
    /// The first of those without copies.
    best: Best,
    copied: Vec<Copied>,
    orders: Orders,
}

/// Every match is looked at, and those with copies are kept until the end, 12 bytes each. What breaks ties is read for
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
    let (copies, searcher, f) = (&*known, &snapshot.searcher, &snapshot.fields);
    let postings = plan.postings(searcher.num_docs());
    let matches = segments::each(searcher, postings, |ord, segment| {
        let mut scorer = plan.scorer(f, segment, ord)?;
        let mut walk = copies.of_segment(ord);
        let mut here = Matches {
            total: 0,
            best: Best::new(most_kept),
            orders: Orders::new(segment, ord as u32, sort, Home::of(segment, false)?)?,
            // Room is no memory before it is used, and one that grows is copied each time.
            copied: Vec::with_capacity(walk.len().min(ROOM)),
        };
        let alive = segment.alive_bitset();
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                here.total += 1;
                let score = if most == 0 { 0.0 } else { scorer.score() };
                match walk.story(doc) {
                    Some(story) => here.copied.push(Copied { story, score, doc }),
                    None if most == 0 => {}
                    None => here.orders.offer(&mut here.best, doc, score),
                }
            }
            doc = scorer.advance();
        }
        Ok(here)
    })?;
    let mut total = 0;
    let mut best = Best::new(most_kept);
    let mut stories = Stories::new(known.stories());
    let mut copied = Vec::with_capacity(matches.len());
    for here in matches {
        total += here.total;
        best.join(here.best);
        for one in &here.copied {
            stories.take(one.story, here.orders.order(one.doc, one.score));
        }
        copied.push((here.copied, here.orders));
    }
    let folded = stories.folded;
    let mut may_be_shown = stories.first(most_kept, |order| best.wants(order));
    if may_be_shown.len() > most_kept {
        may_be_shown = stories.first_of_equals(&may_be_shown, most_kept, &copied);
    }
    // Of each story that may be shown: its matches, and the hit with the copies that are told of.
    let mut shown: FxHashMap<u32, (u64, Best)> = FxHashMap::default();
    for (copied, orders) in &copied {
        for one in copied.iter().filter(|one| may_be_shown.contains(one.story)) {
            let new = || (0, Best::new(COPIES + 1));
            let (total, first) = shown.entry(one.story).or_insert_with(new);
            *total += 1;
            orders.offer(first, one.doc, one.score);
        }
    }
    let mut under: FxHashMap<DocAddress, Under> = FxHashMap::default();
    for (total, first) in shown.into_values() {
        if let Some((head, rest)) = first.into_sorted().split_first() {
            best.push(*head);
            let rest = Under {
                total: total - 1,
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

    /// Those that may be among the first `most`: of the first so many, and as good as the last of these.
    fn first(&self, most: usize, wanted: impl Fn(f64) -> bool) -> BitSet {
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
        let stories = self.best.iter().zip(0..);
        let stories = stories.filter(|(order, _)| **order >= last && wanted(**order));
        self.chosen(stories.map(|(_, story)| story))
    }

    /// These, a bit for each story: every match is asked whether its story is one of the few, and a table of their
    /// orders would not stay in the processor's cache.
    fn chosen(&self, stories: impl Iterator<Item = u32>) -> BitSet {
        let mut chosen = BitSet::with_max_value(self.best.len() as u32);
        stories.for_each(|story| {
            chosen.insert(story);
        });
        chosen
    }

    /// The first `most` of those chosen, where many are equally good, as all are of which a query knows only that they
    /// match: by what breaks ties between their best matches.
    fn first_of_equals(
        &self,
        chosen: &BitSet,
        most: usize,
        copied: &[(Vec<Copied>, Orders)],
    ) -> BitSet {
        let mut keys = vec![u64::MAX; self.best.len()];
        for (copied, orders) in copied {
            for one in copied.iter().filter(|one| chosen.contains(one.story)) {
                let story = one.story as usize;
                if orders.order(one.doc, one.score) == self.best[story] {
                    keys[story] = keys[story].min(orders.key(one.doc));
                }
            }
        }
        let all = (0..self.best.len() as u32).filter(|story| chosen.contains(*story));
        let mut all: Vec<u32> = all.collect();
        if most < all.len() {
            let of = |story: &u32| (self.best[*story as usize], keys[*story as usize]);
            all.select_nth_unstable_by(most, |a, b| {
                let ((x, k), (y, l)) = (of(a), of(b));
                y.total_cmp(&x).then(k.cmp(&l))
            });
        }
        self.chosen(all.into_iter().take(most))
    }
}
