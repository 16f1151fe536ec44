//! Plan -> hits, copies of one story folded under the best of those that match.

use rustc_hash::FxHashMap;
use tantivy::fastfield::AliveBitSet;
use tantivy::query::Scorer;
use tantivy::{BitSet, DocAddress, DocId, TERMINATED};

use super::Snapshot;
use super::copies::Walk;
use super::holders::HolderScorer;
use super::home::Home;
use super::pairs::{AGAIN, Pair};
use super::plan::Plan;
use super::search::{self, Best, Bounded, Floor, Found, Orders, bounded};
use super::segments;
use super::sums::SumsScorer;
use crate::engine::{COPIES, Sort};

/// Matches with copies there is room for at once.
const ROOM: usize = 1 << 20;

/// Stories in one number of bits.
const BITS: usize = u64::BITS as usize;

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

/// Matches that have copies.
#[derive(Default)]
struct Copied {
    /// Of each its story: all are looked over for those of a few, mostly by another processor.
    stories: Vec<u32>,
    /// And what it is worth: not a number where that has not been asked for, as the match is not among the first, but
    /// its story may be.
    matches: Vec<(DocId, f32)>,
}

impl Copied {
    fn with_capacity(matches: usize) -> Self {
        Copied {
            stories: Vec::with_capacity(matches),
            matches: Vec::with_capacity(matches),
        }
    }

    fn push(&mut self, story: u32, doc: DocId, score: f32) {
        self.stories.push(story);
        self.matches.push((doc, score));
    }

    /// Those of some stories.
    fn of<'a>(&'a self, stories: &'a BitSet) -> impl Iterator<Item = (u32, DocId, f32)> + 'a {
        let all = self.stories.iter().zip(&self.matches);
        let wanted = all.filter(|(story, _)| stories.contains(**story));
        wanted.map(|(story, (doc, score))| (*story, *doc, *score))
    }
}

/// What matches in one segment.
struct Matches {
    total: u64,
    /// The first of those without copies.
    best: Best,
    /// How many the others are, and a bit for each of their stories.
    have_copies: u64,
    stories: Vec<u64>,
    /// The first stories.
    leaders: Leaders,
    /// Nothing is kept of them where only numbers are asked for.
    copied: Copied,
    /// What added up the occurrences in every document: it takes long to do it again.
    sums: Option<Box<SumsScorer>>,
    orders: Orders,
}

/// Every match is looked at, and those with copies are kept until the end, 12 bytes each. What breaks ties is read for
/// those that can be among the first.
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
    let floor = Floor::new();
    let matches = segments::each(searcher, postings, |ord, segment| {
        let mut scorer = plan.scorer(f, segment, ord)?;
        let orders = Orders::new(segment, ord as u32, sort, Home::of(segment, false)?)?;
        let alive = segment.alive_bitset();
        let walk = copies.of_segment(ord);
        let best = Best::above(&floor, most_kept);
        let mut here = Matches::new(best, most_kept, copies.stories(), walk.len(), orders);
        match most {
            0 => here.count(scorer.as_mut(), alive, walk),
            _ => {
                bounded!(scorer, one => here.collect(one, alive, walk));
                here.sums = scorer.downcast::<SumsScorer>().ok();
            }
        }
        Ok(here)
    })?;
    let total = matches.iter().map(|here| here.total).sum();
    let have_copies: u64 = matches.iter().map(|here| here.have_copies).sum();
    let folded = have_copies - distinct(&matches);
    let mut best = Best::new(most_kept);
    let mut leaders = Leaders::new(most_kept);
    let mut copied = Vec::with_capacity(matches.len());
    for here in matches {
        best.join(here.best);
        leaders.join(here.leaders);
        copied.push((here.copied, here.orders, here.sums));
    }
    let may_be_shown = leaders.first(|order| best.wants(order), copies.stories());
    let kept = copied
        .iter()
        .map(|(copied, ..)| copied.stories.len() as u64);
    let kept = kept.sum();
    let of_each = segments::beside(copied, kept, |(copied, orders, sums)| {
        let ord = orders.segment();
        let scorer = || plan.scorer(f, searcher.segment_reader(ord), ord as usize);
        Shown::of(&copied, &orders, &may_be_shown, sums.as_deref(), scorer)
    })?;
    let mut shown = Shown::default();
    of_each.into_iter().for_each(|here| shown.join(here));
    let mut under: FxHashMap<DocAddress, Under> = FxHashMap::default();
    for (total, first) in shown.0.into_values() {
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

/// Of each story that may be shown: its matches, and the hit with the copies that are told of.
#[derive(Default)]
struct Shown(FxHashMap<u32, (u64, Best)>);

impl Shown {
    /// In one segment. Where some have not been asked for their points, these come from `sums`, or from the `scorer` of
    /// the matches, opened anew.
    fn of(
        copied: &Copied,
        orders: &Orders,
        may_be: &BitSet,
        sums: Option<&SumsScorer>,
        scorer: impl Fn() -> anyhow::Result<Box<dyn Scorer>>,
    ) -> anyhow::Result<Self> {
        let mut shown = Shown::default();
        let mut again = None;
        for (story, doc, score) in copied.of(may_be) {
            let score = match sums {
                _ if !score.is_nan() => score,
                Some(sums) => sums.points(doc),
                None => {
                    let again = match &mut again {
                        Some(again) => again,
                        None => again.insert(scorer()?),
                    };
                    if again.doc() < doc {
                        again.seek(doc);
                    }
                    again.score()
                }
            };
            let (total, first) = shown.story(story);
            *total += 1;
            orders.offer(first, doc, score);
        }
        Ok(shown)
    }

    fn story(&mut self, story: u32) -> &mut (u64, Best) {
        let new = || (0, Best::new(COPIES + 1));
        self.0.entry(story).or_insert_with(new)
    }

    /// Takes in those of another segment.
    fn join(&mut self, other: Shown) {
        for (story, (more, found)) in other.0 {
            let (total, first) = self.story(story);
            *total += more;
            first.join(found);
        }
    }
}

impl Matches {
    /// None yet, of a segment in which so many articles have copies, of so many stories in all.
    fn new(best: Best, most: usize, stories: usize, copied: usize, orders: Orders) -> Self {
        Matches {
            total: 0,
            best,
            have_copies: 0,
            stories: vec![0; stories.div_ceil(BITS)],
            leaders: Leaders::new(most),
            // Room is no memory before it is used, and one that grows is copied each time.
            copied: match most {
                0 => Copied::default(),
                _ => Copied::with_capacity(copied.min(ROOM)),
            },
            sums: None,
            orders,
        }
    }

    /// A match is one of this story.
    fn see(&mut self, story: u32) {
        self.have_copies += 1;
        let (at, nth) = (story as usize / BITS, story as usize % BITS);
        if let Some(bits) = self.stories.get_mut(at) {
            *bits |= 1 << nth;
        }
    }

    fn count(&mut self, scorer: &mut dyn Scorer, alive: Option<&AliveBitSet>, mut copies: Walk) {
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                self.total += 1;
                if let Some(story) = copies.story(doc) {
                    self.see(story);
                }
            }
            doc = scorer.advance();
        }
    }

    fn collect<S: Bounded + ?Sized>(
        &mut self,
        scorer: &mut S,
        alive: Option<&AliveBitSet>,
        mut copies: Walk,
    ) {
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                self.total += 1;
                let most = scorer.most();
                let order = self.orders.order(doc, most);
                let story = copies.story(doc);
                let wanted =
                    self.best.wants(order) && (story.is_none() || order >= self.leaders.least());
                let score = match () {
                    () if S::EXACT => most,
                    () if wanted => scorer.score(),
                    () => f32::NAN,
                };
                if let Some(story) = story {
                    self.see(story);
                    self.copied.push(story, doc, score);
                }
                if wanted {
                    self.take(story, doc, score);
                }
            }
            doc = scorer.advance();
        }
    }

    /// Takes in a match that may be among the first.
    fn take(&mut self, story: Option<u32>, doc: DocId, score: f32) {
        let order = self.orders.order(doc, score);
        match story {
            None => self.orders.offer(&mut self.best, doc, score),
            Some(story) if self.best.wants(order) && order >= self.leaders.least() => {
                let found = self.orders.found(doc, score, order);
                self.leaders.take(story, found);
            }
            Some(_) => {}
        }
    }
}

/// How many stories matches are of, in one segment or several.
fn distinct(matches: &[Matches]) -> u64 {
    let (first, others) = match matches.split_first() {
        Some((first, others)) => (&first.stories, others),
        None => return 0,
    };
    let of = |(at, bits): (usize, &u64)| {
        let all = others.iter().filter_map(|here| here.stories.get(at));
        u64::from(all.fold(*bits, |all, bits| all | bits).count_ones())
    };
    first.iter().enumerate().map(of).sum()
}

/// The stories whose best matches are the first.
struct Leaders {
    most: usize,
    /// The best match of each: all of those that can be among the first, and some more.
    best: FxHashMap<u32, Found>,
    /// So many are at least as good as this.
    least: Option<Found>,
}

impl Leaders {
    /// The first `most` of them; none yet.
    fn new(most: usize) -> Self {
        Leaders {
            most,
            best: FxHashMap::default(),
            least: None,
        }
    }

    /// A match of a lower order leaves them as they are.
    fn least(&self) -> f64 {
        self.least.map_or(f64::NEG_INFINITY, |least| least.order())
    }

    /// A match is one of this story.
    fn take(&mut self, story: u32, found: Found) {
        if self.least.is_some_and(|least| found < least) {
            return;
        }
        let best = self.best.entry(story).or_insert(found);
        *best = found.max(*best);
        if self.best.len() > self.most.saturating_mul(2).saturating_add(FEW) {
            self.forget();
        }
    }

    /// Takes in those of another segment.
    fn join(&mut self, other: Leaders) {
        let all = other.best.into_iter();
        all.for_each(|(story, found)| self.take(story, found));
    }

    /// Leaves the first ones.
    fn forget(&mut self) {
        if self.best.len() <= self.most {
            return;
        }
        let mut all: Vec<Found> = self.best.values().copied().collect();
        let (_, least, _) = all.select_nth_unstable_by(self.most - 1, |a, b| b.cmp(a));
        let least = *least;
        self.best.retain(|_, found| *found >= least);
        self.least = Some(least);
    }

    /// Those of the first whose order is wanted, a bit for each story: every match is asked whether its story is one
    /// of the few.
    fn first(mut self, wanted: impl Fn(f64) -> bool, stories: usize) -> BitSet {
        self.forget();
        let mut first = BitSet::with_max_value(stories as u32);
        for (story, found) in self.best {
            if wanted(found.order()) {
                first.insert(story);
            }
        }
        first
    }
}

/// So many more than are asked for are kept before the first ones are looked for.
const FEW: usize = 64;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn leaders_are_the_stories_whose_best_matches_come_first(
            matches in prop::collection::vec((0u32..60, 0u32..5), 0..400),
            most in 1usize..8,
            segments in 1usize..4,
        ) {
            // Many are equally good, and then their keys decide.
            let found = |nth: usize, points: u32| Found::new(points as f32, nth as u64);
            let mut all = Leaders::new(most);
            for part in 0..segments {
                let mut here = Leaders::new(most);
                for (nth, (story, points)) in matches.iter().enumerate() {
                    let found = found(nth, *points);
                    if nth % segments == part && found.order() >= here.least() {
                        here.take(*story, found);
                    }
                }
                all.join(here);
            }
            let mut best: BTreeMap<u32, Found> = BTreeMap::new();
            for (nth, (story, points)) in matches.iter().enumerate() {
                let found = found(nth, *points);
                let known = best.entry(*story).or_insert(found);
                *known = found.max(*known);
            }
            let mut ordered: Vec<(Found, u32)> = best.into_iter().map(|(s, f)| (f, s)).collect();
            ordered.sort_by_key(|(found, _)| std::cmp::Reverse(*found));
            let expected: BTreeSet<u32> = ordered.iter().take(most).map(|(_, s)| *s).collect();
            let first = all.first(|_| true, 60);
            let first: BTreeSet<u32> = (0..60).filter(|story| first.contains(*story)).collect();
            prop_assert_eq!(first, expected);
        }
    }
}
