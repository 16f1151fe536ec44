//! Distances between places, apart from where the places come from: the index and the highlighter share them.

use std::cmp::Ordering;

/// Most pairs of places that are looked at in one article.
pub(super) const MOST: usize = 200_000;

/// First and last position of a match, in words of one field.
pub type Places = (u32, u32);

/// Where the words stand in order with at most `slop` others between, one match for each start.
pub fn sequences(positions: &[impl AsRef<[u32]>], slop: u32) -> Vec<Places> {
    let mut found = Vec::new();
    each_sequence(positions, slop, &mut Vec::new(), |places| {
        found.push(places)
    });
    found
}

/// Calls `take` with each of [`sequences`]. `at` is room for its work.
pub fn each_sequence(
    positions: &[impl AsRef<[u32]>],
    slop: u32,
    at: &mut Vec<usize>,
    mut take: impl FnMut(Places),
) {
    let Some((first, rest)) = positions.split_first() else {
        return;
    };
    // Every list is walked once: where the first word moves on, so does the earliest end.
    at.clear();
    at.resize(rest.len(), 0);
    for start in first.as_ref() {
        let mut last = *start;
        for (list, at) in rest.iter().zip(&mut *at) {
            let list = list.as_ref();
            while list.get(*at).is_some_and(|p| *p <= last) {
                *at += 1;
            }
            match list.get(*at) {
                Some(p) => last = *p,
                None => return,
            }
        }
        if last - start - rest.len() as u32 <= slop {
            take((*start, last));
        }
    }
}

/// The pairs of places at most `distance` words from the end of one to the start of the other, as the places they
/// reach over; with `not`, the places on the left that no place on the right is so close to. Both lists, and what
/// comes back, are in order of their start.
pub fn close(
    left: &[Places],
    right: &[Places],
    distance: u32,
    ordered: bool,
    not: bool,
) -> Vec<Places> {
    let mut found = Vec::new();
    pairs(left, right, distance, ordered, &mut |l, r| {
        match (l, r) {
            (l, None) if not => found.push(l),
            (l, Some(r)) if !not => found.push((l.0.min(r.0), l.1.max(r.1))),
            _ => {}
        }
        found.len() < MOST
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// True when there is such a pair of single words. Each is looked at once.
pub fn any_close(left: &[u32], right: &[u32], distance: u32, ordered: bool) -> bool {
    let (mut left, mut right) = (left, right);
    let near = |from: u32, to: &u32| to - from <= distance;
    while let ([l, others @ ..], [r, more @ ..]) = (left, right) {
        // The nearest behind each is the next in both lists together.
        match l.cmp(r) {
            Ordering::Less if near(*l, r) => return true,
            Ordering::Less => left = others,
            Ordering::Greater if !ordered && near(*r, l) => return true,
            Ordering::Greater => right = more,
            Ordering::Equal => {
                let behind = more.first().is_some_and(|r| near(*l, r));
                if behind || !ordered && others.first().is_some_and(|l| near(*r, l)) {
                    return true;
                }
                (left, right) = (others, more);
            }
        }
    }
    false
}

/// Calls `take` with every pair within the distance, and with each place on the left that has none, until it
/// answers false.
pub fn pairs(
    left: &[Places],
    right: &[Places],
    distance: u32,
    ordered: bool,
    take: &mut dyn FnMut(Places, Option<Places>) -> bool,
) {
    let right = Partners::new(right, distance, ordered);
    for l in left {
        let mut alone = true;
        let mut go_on = right.each(*l, &mut |r| {
            alone = false;
            take(*l, Some(r))
        });
        if alone {
            go_on = take(*l, None);
        }
        if !go_on {
            return;
        }
    }
}

/// Places to which others may be close.
pub struct Partners<'a> {
    all: &'a [Places],
    distance: u32,
    ordered: bool,
    /// How far back one can begin and still end close by.
    longest: u32,
}

impl<'a> Partners<'a> {
    /// `all` in order of their start. `ordered`: only those behind are close.
    pub fn new(all: &'a [Places], distance: u32, ordered: bool) -> Self {
        let lengths = all.iter().map(|r| r.1 - r.0);
        Partners {
            all,
            distance,
            ordered,
            longest: lengths.max().unwrap_or_default(),
        }
    }

    /// Calls `take` with each that is close to this one, until it answers false. Returns its last answer.
    pub fn each(&self, l: Places, take: &mut dyn FnMut(Places) -> bool) -> bool {
        let behind = self.all.partition_point(|r| r.0 <= l.1);
        let near = |r: &&Places| r.0 - l.1 <= self.distance;
        if !self.all[behind..].iter().take_while(near).all(|r| take(*r)) {
            return false;
        }
        if self.ordered {
            return true;
        }
        let before = self.all.partition_point(|r| r.0 < l.0);
        let reach =
            l.0.saturating_sub(self.distance)
                .saturating_sub(self.longest);
        let mut before = self.all[..before].iter().rev().take_while(|r| r.0 >= reach);
        before.all(|r| r.1 >= l.0 || l.0 - r.1 > self.distance || take(*r))
    }

    /// True when none is close to this one.
    pub fn leave_alone(&self, l: Places) -> bool {
        self.each(l, &mut |_| false)
    }
}

/// The places of both that share a sentence (or paragraph) with one of the other; with `not`, the places on the
/// left that do not. `starts` are the words at which the second and later ones begin. A place that reaches over
/// several is in none. All lists are in order.
pub fn together(left: &[Places], right: &[Places], starts: &[u32], not: bool) -> Vec<Places> {
    let unit = |p: &Places| {
        let first = starts.partition_point(|s| *s <= p.0);
        let last = starts.partition_point(|s| *s <= p.1);
        (first == last).then_some(first)
    };
    let units = |all: &[Places]| -> Vec<usize> {
        let mut units: Vec<usize> = all.iter().filter_map(unit).collect();
        units.sort_unstable();
        units
    };
    let among = |units: &[usize], p: &Places| {
        unit(p).is_some_and(|unit| units.binary_search(&unit).is_ok())
    };
    let of_right = units(right);
    let mut found: Vec<Places> = left
        .iter()
        .filter(|p| among(&of_right, p) != not)
        .copied()
        .collect();
    if !not {
        let of_left = units(left);
        found.extend(right.iter().filter(|p| among(&of_left, p)));
        found.sort_unstable();
        found.dedup();
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_are_close_where_pairs_are_found(
            [left, right] in [(); 2].map(|()| prop::collection::btree_set(0u32..60, 0..9)),
            distance in 0u32..9,
            ordered in any::<bool>(),
        ) {
            let single = |all: &[u32]| -> Vec<Places> { all.iter().map(|at| (*at, *at)).collect() };
            let [left, right] = [left, right].map(Vec::from_iter);
            let found = close(&single(&left), &single(&right), distance, ordered, false);
            prop_assert_eq!(any_close(&left, &right, distance, ordered), !found.is_empty());
        }
    }

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
        assert_eq!(close(&a, &b, 3, false, false), [(1, 4), (18, 20)]);
        assert_eq!(close(&a, &b, 3, true, false), [(1, 4)]);
        assert_eq!(close(&a, &b, 1, false, false), []);
        // A word is not near itself.
        assert_eq!(close(&[(3, 3)], &[(3, 3)], 5, false, false), []);
        assert_eq!(close(&a, &b, 2, false, true), [(1, 1)]);
        assert_eq!(close(&a, &b, 3, true, true), [(20, 20)]);
        let partners = Partners::new(&b, 2, true);
        assert!(partners.leave_alone((1, 1)) && !partners.leave_alone((2, 2)));
        // A long place may begin long before it ends close by.
        assert_eq!(
            close(&[(9, 9)], &[(1, 8), (2, 3)], 1, false, false),
            [(1, 9)]
        );
    }

    #[test]
    fn units_hold_both_or_not() {
        let (a, b) = ([(1, 1), (7, 7), (12, 12)], [(3, 3), (9, 9)]);
        assert_eq!(
            together(&a, &b, &[5, 10], false),
            [(1, 1), (3, 3), (7, 7), (9, 9)]
        );
        assert_eq!(together(&a, &b, &[5, 10], true), [(12, 12)]);
        assert_eq!(together(&a, &b, &[2, 5, 8, 10], false), []);
        // A phrase over the end of a sentence is in neither.
        assert_eq!(together(&[(4, 5)], &[(6, 6)], &[5], false), []);
    }
}
