//! Where words and phrases stand in an article, for what depends on their distance, their number or their spelling.

mod leaves;
mod places;
mod scorer;

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashSet;
use tantivy::DocId;
use tantivy::columnar::Column;

use crate::query::Within;

pub use leaves::{Forms, List, Spelling, Written};
use places::{Partners, any_close, close};
pub use places::{Places, each_sequence, pairs, sequences, together};
pub use scorer::placed;

/// All words of a text.
pub const WHOLE: Range<u32> = 0..u32::MAX;

/// The places of a part of a query in one field of one segment.
pub enum Spans {
    /// A word in some forms.
    Forms(Forms),
    /// The same, read to the end beforehand.
    List(List),
    /// A word as written.
    Written(Box<Written>),
    /// These words in order, with at most so many others between.
    Sequence(Vec<Spans>, u32),
    /// Any of these.
    Any(Vec<Spans>),
    /// Two parts close together.
    Close(Box<Close>),
}

/// Two parts close together.
pub struct Close {
    /// One.
    pub left: Spans,
    /// The other.
    pub right: Spans,
    /// How close.
    pub within: Within,
    /// `left` where no `right` is so close.
    pub not: bool,
    /// Where sentences and paragraphs begin.
    pub units: Units,
}

/// Where the sentences or paragraphs of an article begin, in words.
#[derive(Default)]
pub struct Units {
    column: Option<Column<u64>>,
    starts: Vec<u32>,
}

impl Units {
    /// By the column of [`super::schema::Fields::units`]; a field without it is one sentence.
    pub fn new(column: Option<Column<u64>>) -> Self {
        Units {
            column,
            starts: Vec::new(),
        }
    }

    fn load(&mut self, doc: DocId, paragraphs: bool) {
        self.starts.clear();
        if let Some(column) = &self.column {
            let units = column.values_for_doc(doc);
            let wanted = units.filter(|unit| !paragraphs || unit & 1 == 1);
            self.starts.extend(wanted.map(|unit| (unit >> 1) as u32));
        }
    }
}

impl Spans {
    /// Reads where the words stand in this article. Articles must come in order.
    pub fn load(&mut self, doc: DocId) {
        match self {
            Spans::Forms(forms) => forms.load(doc),
            Spans::List(list) => list.load(doc),
            Spans::Written(written) => written.load(doc),
            Spans::Sequence(parts, _) | Spans::Any(parts) => {
                parts.iter_mut().for_each(|p| p.load(doc));
            }
            Spans::Close(close) => {
                close.left.load(doc);
                // Near nothing there is nothing: in few headlines, for one, is the first word.
                if close.left.single().is_some_and(<[u32]>::is_empty) && close.right.forget() {
                    return;
                }
                close.right.load(doc);
                match close.within {
                    Within::Words { .. } => {}
                    Within::Sentence => close.units.load(doc, false),
                    Within::Paragraph => close.units.load(doc, true),
                }
            }
        }
    }

    /// The places among these words of the article last loaded, as if there were no others, in order of their
    /// start.
    pub fn places(&self, range: &Range<u32>) -> Vec<Places> {
        let one = |at: &u32| (*at, *at);
        let inside = |all: &[u32]| -> Vec<Places> { within(all, range).iter().map(one).collect() };
        match self {
            Spans::Forms(forms) => inside(&forms.found),
            Spans::List(list) => list.places(range).map(|at| (at, at)).collect(),
            Spans::Written(written) => inside(&written.found),
            Spans::Sequence(parts, slop) => {
                let lists: Vec<_> = parts.iter().map(|p| p.starts(range)).collect();
                sequences(&lists, *slop)
            }
            Spans::Any(parts) => {
                let mut all: Vec<Places> = parts.iter().flat_map(|p| p.places(range)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Spans::Close(c) => {
                let (left, right) = (c.left.places(range), c.right.places(range));
                match c.within {
                    Within::Words { distance, ordered } => {
                        close(&left, &right, distance, ordered, c.not)
                    }
                    _ => together(&left, &right, &c.units.starts, c.not),
                }
            }
        }
    }

    /// Where those places start.
    fn starts(&self, range: &Range<u32>) -> Cow<'_, [u32]> {
        match self {
            Spans::Forms(forms) => Cow::Borrowed(within(&forms.found, range)),
            _ => self.places(range).into_iter().map(|(at, _)| at).collect(),
        }
    }

    /// How many places there are among these words.
    pub fn count(&self, range: &Range<u32>) -> usize {
        match self {
            Spans::Forms(forms) => within(&forms.found, range).len(),
            Spans::Written(written) => within(&written.found, range).len(),
            Spans::List(list) => list.places(range).count(),
            _ => self.places(range).len(),
        }
    }

    /// Counts the places of several parts of the text, one after the other.
    pub fn walk(&self) -> Walk<'_> {
        let single = self.single();
        let nth = |all: &[u32], n| all.get(n).copied().unwrap_or(u32::MAX);
        let few = single.filter(|all| all.len() <= FEW);
        let few = few.map(|all| std::array::from_fn(|n| nth(all, n)));
        let whole = match single.is_none() && self.divides() {
            // So many may not be all of them.
            true => Some(self.places(&WHOLE)).filter(|all| all.len() < places::MOST),
            false => None,
        };
        let (first, last) = match (single, &whole) {
            (Some(all), _) => (all.first().copied(), all.last().copied()),
            (None, Some(all)) => (all.first().map(|p| p.0), all.last().map(|p| p.0)),
            (None, None) => (Some(0), Some(u32::MAX)),
        };
        Walk {
            spans: self,
            single,
            few,
            whole,
            // Of nothing, the first comes behind the last.
            first: first.unwrap_or(u32::MAX),
            last: last.unwrap_or(0),
            at: 0,
            start: 0,
        }
    }

    /// Has no places any more, where it is a single word; false where it is not.
    fn forget(&mut self) -> bool {
        match self {
            Spans::Forms(forms) => forms.found.clear(),
            Spans::Written(written) => written.found.clear(),
            _ => return false,
        }
        true
    }

    /// The places of a single word.
    fn single(&self) -> Option<&[u32]> {
        match self {
            Spans::Forms(forms) => Some(&forms.found),
            Spans::Written(written) => Some(&written.found),
            _ => None,
        }
    }

    /// True when the places among some words are those of the whole text that lie among them: what is outside makes
    /// no difference.
    fn divides(&self) -> bool {
        match self {
            Spans::Forms(_) | Spans::List(_) | Spans::Written(_) => true,
            Spans::Sequence(parts, _) | Spans::Any(parts) => parts.iter().all(Spans::divides),
            Spans::Close(close) => {
                let words = matches!(close.within, Within::Words { .. }) && !close.not;
                words && close.left.divides() && close.right.divides()
            }
        }
    }

    /// True when there are places among these words.
    pub fn any(&self, range: &Range<u32>) -> bool {
        match self {
            Spans::Forms(forms) => !within(&forms.found, range).is_empty(),
            Spans::Written(written) => !within(&written.found, range).is_empty(),
            Spans::List(list) => list.places(range).next().is_some(),
            Spans::Any(parts) => parts.iter().any(|p| p.any(range)),
            Spans::Close(close) => {
                if let Within::Words { distance, ordered } = close.within
                    && let (Some(left), Some(right)) = (close.left.single(), close.right.single())
                    && !close.not
                {
                    let (left, right) = (within(left, range), within(right, range));
                    return any_close(left, right, distance, ordered);
                }
                let mut any = false;
                self.each(range, &mut |_| {
                    any = true;
                    false
                });
                any
            }
            Spans::Sequence(..) => !self.places(range).is_empty(),
        }
    }

    /// Calls `take` with the places among these words as they are found, some more than once, until it answers
    /// false. The pairs of two parts can be very many, and one of the first is close to a third part, mostly.
    fn each(&self, range: &Range<u32>, take: &mut dyn FnMut(Places) -> bool) {
        let (c, distance, ordered) = match self {
            Spans::Close(c) if let Within::Words { distance, ordered } = c.within => {
                (c, distance, ordered)
            }
            _ => {
                self.places(range).into_iter().all(take);
                return;
            }
        };
        // Of pairs the places are not listed, where it is the same which side they are on.
        let swapped = !ordered && !c.not && matches!(c.right, Spans::Close(_));
        let (one, other) = match swapped {
            true => (&c.right, &c.left),
            false => (&c.left, &c.right),
        };
        let other = other.places(range);
        let other = Partners::new(&other, distance, ordered);
        let pairs = matches!(one, Spans::Close(_));
        let mut tried: FxHashSet<Places> = FxHashSet::default();
        one.each(range, &mut |l| {
            if pairs && !tried.insert(l) {
                return true;
            }
            let go_on = match c.not {
                true => !other.leave_alone(l) || take(l),
                false => other.each(l, &mut |r| take((l.0.min(r.0), l.1.max(r.1)))),
            };
            go_on && tried.len() < places::MOST
        });
    }
}

/// Places compared at once.
const FEW: usize = 4;

/// See [`Spans::walk`].
pub struct Walk<'a> {
    spans: &'a Spans,
    /// The places of a single word.
    single: Option<&'a [u32]>,
    /// The same, where they are few: compared all at once, without a guess which comes next.
    few: Option<[u32; FEW]>,
    /// All places of something else, in order of their start, where those of a part are among them.
    whole: Option<Vec<Places>>,
    /// Before this word no place starts.
    first: u32,
    /// Behind this word no place starts.
    last: u32,
    /// The first of them that is not before `start`.
    at: usize,
    /// Where the part last asked for begins.
    start: u32,
}

impl Walk<'_> {
    /// True when there is no place in the whole text, as far as is known without a look at its parts.
    pub fn is_empty(&self) -> bool {
        self.first > self.last
    }

    /// True when no place starts at this word or later, as far as is known.
    pub fn is_past(&self, word: u32) -> bool {
        word > self.last
    }

    /// As [`Spans::count`]; quicker where parts come in order of their start.
    #[inline]
    pub fn count(&mut self, range: &Range<u32>) -> usize {
        if range.end <= self.first || self.is_past(range.start) {
            return 0;
        }
        if let Some(few) = &self.few {
            let words = range.end.saturating_sub(range.start);
            let inside = few.map(|at| usize::from(at.wrapping_sub(range.start) < words));
            return inside.iter().sum();
        }
        if range.start < self.start {
            self.at = 0;
        }
        self.start = range.start;
        match (self.single, &self.whole) {
            (Some(all), _) => {
                self.at += passed(&all[self.at..], |at| *at < range.start);
                passed(&all[self.at..], |at| *at < range.end)
            }
            (None, Some(all)) => {
                self.at += passed(&all[self.at..], |at| at.0 < range.start);
                let here = all[self.at..].iter();
                let here = here.take_while(|at| at.0 < range.end);
                here.filter(|at| at.1 < range.end).count()
            }
            (None, None) => self.spans.count(range),
        }
    }
}

/// How many come first that are so.
fn passed<T>(all: &[T], so: impl Fn(&T) -> bool) -> usize {
    all.iter().take_while(|at| so(at)).count()
}

/// The numbers of an ordered list that lie in a range.
fn within<'a>(all: &'a [u32], range: &Range<u32>) -> &'a [u32] {
    if *range == WHOLE {
        return all;
    }
    let from = all.partition_point(|at| *at < range.start);
    let to = all.partition_point(|at| *at < range.end);
    &all[from..to.max(from)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(found: impl IntoIterator<Item = u32>) -> Spans {
        let mut forms = Forms::new(Vec::new(), None);
        forms.found.extend(found);
        Spans::Forms(forms)
    }

    proptest! {
        #[test]
        fn there_is_a_place_where_places_are_found(
            first in prop::collection::btree_set(0u32..90, 0..9),
            more in prop::collection::vec((
                prop::collection::btree_set(0u32..90, 0..9), 0u32..30, any::<[bool; 3]>(),
            ), 1..4),
            range in (0u32..50, 10u32..90),
        ) {
            let all = more.into_iter().fold(word(first), |left, (found, distance, [ordered, not, other])| {
                let (left, right) = match other {
                    true => (word(found), left),
                    false => (left, word(found)),
                };
                Spans::Close(Box::new(Close {
                    left,
                    right,
                    within: Within::Words { distance, ordered },
                    // Mostly they are to be close.
                    not: not && distance < 10,
                    units: Units::default(),
                }))
            });
            let range = range.0..range.0 + range.1;
            prop_assert_eq!(all.any(&range), !all.places(&range).is_empty());
        }

        #[test]
        fn a_walk_counts_what_is_counted_part_by_part(
            found in prop::collection::vec(prop::collection::btree_set(0u32..60, 0..20), 4),
            slop in 0u32..3,
            distance in 0u32..20,
            [ordered, not, sentence] in any::<[bool; 3]>(),
            starts in prop::collection::btree_set(1u32..60, 0..6),
            parts in prop::collection::vec((0u32..60, 0u32..20), 0..20),
        ) {
            let word = |n: usize| word(found[n].iter().copied());
            let close = |left, right, within, not| Spans::Close(Box::new(Close {
                left,
                right,
                within,
                not,
                units: Units { column: None, starts: starts.iter().copied().collect() },
            }));
            let words = Within::Words { distance, ordered };
            let sequence = || Spans::Sequence(vec![word(0), word(1)], slop);
            let either = || Spans::Any(vec![sequence(), word(2)]);
            for spans in [
                word(0),
                sequence(),
                either(),
                close(either(), word(3), words, not),
                close(close(word(0), word(1), words, false), either(), words, not),
                close(word(0), word(1), if sentence { Within::Sentence } else { Within::Paragraph }, not),
            ] {
                let mut walk = spans.walk();
                if walk.is_empty() {
                    prop_assert_eq!(spans.count(&WHOLE), 0);
                }
                for (from, words) in &parts {
                    let part = *from..from + words;
                    prop_assert_eq!(walk.count(&part), spans.count(&part));
                    prop_assert!(!walk.is_past(*from) || spans.count(&(*from..u32::MAX)) == 0);
                }
            }
        }
    }
}
