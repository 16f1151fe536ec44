//! The word of the index nearest to one it lacks.

use tantivy::Searcher;

use super::expand::Near;
use super::schema::Fields;
use super::slips::Slips;
use crate::text::words;

/// The word of headlines and bodies nearest to `word`, of those as near the most frequent. Those with the same first
/// letter come first, then those that a wrong one explains; only asked for words that nothing has.
pub fn nearest(searcher: &Searcher, f: &Fields, word: &str) -> anyhow::Result<Option<String>> {
    let [folded] = &words::list(word)[..] else {
        return Ok(None);
    };
    let most: u8 = match folded.chars().count() {
        0..=2 => return Ok(None),
        3..=5 => 1,
        _ => 2,
    };
    let mut letters = folded.chars();
    let (Some(first), Some(second)) = (letters.next(), letters.next()) else {
        return Ok(None);
    };
    // A wrong first letter: another for it, one before it, it left out, it and the next swapped.
    let explained = |candidate: &str| {
        let mut letters = candidate.chars();
        let begin = letters.next();
        let next = letters.next();
        begin == Some(second) || next == Some(first) || next == Some(second)
    };
    let mut near = Near::new(folded);
    // Best: fewest edits, then most articles.
    let mut best: [Option<(usize, u64, String)>; 2] = [None, None];
    for segment in searcher.segment_readers() {
        for field in [f.body, f.headline] {
            let index = segment.inverted_index(field)?;
            let Some(slips) = Slips::of(folded, most, false) else {
                return Ok(None);
            };
            let mut stream = index.terms().search(slips).into_stream()?;
            while stream.advance() {
                let Ok(candidate) = std::str::from_utf8(stream.key()) else {
                    continue;
                };
                let own = candidate.starts_with(first);
                if !own && !explained(candidate) {
                    continue;
                }
                let best = &mut best[usize::from(!own)];
                let limit = best.as_ref().map_or(usize::from(most), |(d, _, _)| *d);
                let Some(distance) = near.edits(candidate, limit).filter(|d| *d > 0) else {
                    continue;
                };
                let articles = u64::from(stream.value().doc_freq);
                let better = |(d, n, _): &(usize, u64, String)| distance < *d || articles > *n;
                if best.as_ref().is_none_or(better) {
                    *best = Some((distance, articles, candidate.to_owned()));
                }
            }
        }
    }
    let [own, other] = best;
    Ok(own.or(other).map(|(_, _, word)| word))
}
