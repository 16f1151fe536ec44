//! The word of the index nearest to one it lacks.

use tantivy::Searcher;

use super::expand::within;
use super::schema::Fields;
use crate::text::words;

/// The word of headlines and bodies nearest to `word`, of those as near the most frequent. Walks the
/// words with the same first letter, then, when none is near, all of them; only asked for words that
/// nothing has.
pub fn nearest(searcher: &Searcher, f: &Fields, word: &str) -> anyhow::Result<Option<String>> {
    let [folded] = &words::list(word)[..] else {
        return Ok(None);
    };
    let chars: Vec<char> = folded.chars().collect();
    let most = match chars.len() {
        0..=2 => return Ok(None),
        3..=5 => 1,
        _ => 2,
    };
    let first: String = chars[..1].iter().collect();
    for prefix in [first.as_str(), ""] {
        // Best: fewest edits, then most articles.
        let mut best: Option<(usize, u64, String)> = None;
        for segment in searcher.segment_readers() {
            for field in [f.body, f.headline] {
                let index = segment.inverted_index(field)?;
                let mut stream = index.terms().range().ge(prefix).into_stream()?;
                while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                    let Ok(candidate) = std::str::from_utf8(stream.key()) else {
                        continue;
                    };
                    let limit = best.as_ref().map_or(most, |(d, _, _)| *d);
                    let Some(distance) = within(&chars, candidate, limit).filter(|d| *d > 0) else {
                        continue;
                    };
                    let articles = u64::from(stream.value().doc_freq);
                    if best
                        .as_ref()
                        .is_none_or(|(d, n, _)| distance < *d || articles > *n)
                    {
                        best = Some((distance, articles, candidate.to_owned()));
                    }
                }
            }
        }
        if let Some((_, _, word)) = best {
            return Ok(Some(word));
        }
    }
    Ok(None)
}
