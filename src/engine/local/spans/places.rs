//! Distances between places, apart from where the places come from: the index and the highlighter share them.

/// Most pairs of places that are looked at in one article.
const MOST: usize = 200_000;

/// First and last position of a match, in words of one field.
pub type Places = (u32, u32);

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

/// True when [`close`] finds something; stops at the first.
pub fn any_close(
    left: &[Places],
    right: &[Places],
    distance: u32,
    ordered: bool,
    not: bool,
) -> bool {
    let mut any = false;
    pairs(left, right, distance, ordered, &mut |_, r| {
        any = r.is_none() == not;
        !any
    });
    any
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
    // How far back a place on the right can begin and still end close by.
    let longest = right.iter().map(|r| r.1 - r.0).max().unwrap_or_default();
    for l in left {
        let mut alone = true;
        let behind = right.partition_point(|r| r.0 <= l.1);
        for r in right[behind..].iter().take_while(|r| r.0 - l.1 <= distance) {
            alone = false;
            if !take(*l, Some(*r)) {
                return;
            }
        }
        if !ordered {
            let before = right.partition_point(|r| r.0 < l.0);
            let reach = l.0.saturating_sub(distance).saturating_sub(longest);
            for r in right[..before].iter().rev().take_while(|r| r.0 >= reach) {
                if r.1 < l.0 && l.0 - r.1 <= distance {
                    alone = false;
                    if !take(*l, Some(*r)) {
                        return;
                    }
                }
            }
        }
        if alone && !take(*l, None) {
            return;
        }
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
        assert_eq!(close(&a, &b, 3, false, false), [(1, 4), (18, 20)]);
        assert_eq!(close(&a, &b, 3, true, false), [(1, 4)]);
        assert_eq!(close(&a, &b, 1, false, false), []);
        // A word is not near itself.
        assert_eq!(close(&[(3, 3)], &[(3, 3)], 5, false, false), []);
        assert_eq!(close(&a, &b, 2, false, true), [(1, 1)]);
        assert_eq!(close(&a, &b, 3, true, true), [(20, 20)]);
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
