//! Looking for a place that is close by, mostly.

/// The first number from `from` on, below `end`, of which this is not true, else `end`; before it, it is true of all.
/// Looks in growing steps, then halves.
pub fn past(from: usize, end: usize, is: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut step) = (from, 1);
    while low + step <= end && is(low + step - 1) {
        low += step;
        step *= 2;
    }
    let mut high = (low + step - 1).min(end);
    while low < high {
        let middle = low + (high - low) / 2;
        match is(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::past;

    #[test]
    fn growing_steps_end_where_halves_do() {
        for end in 0..40 {
            for from in 0..=end {
                for first in from..=end {
                    assert_eq!(past(from, end, |n| n < first), first);
                }
            }
        }
    }
}
