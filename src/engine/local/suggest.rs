//! The word of the index nearest to one it lacks.

use tantivy::Searcher;
use tantivy::termdict::TermDictionary;

use super::expand::Near;
use super::schema::Fields;
use crate::text::words;

/// The word of headlines and bodies nearest to `word`, of those as near the most frequent. Walks the
/// words with the same first letter, then, when none is near, those that a wrong one explains; only asked for words
/// that nothing has.
pub fn nearest(searcher: &Searcher, f: &Fields, word: &str) -> anyhow::Result<Option<String>> {
    let [folded] = &words::list(word)[..] else {
        return Ok(None);
    };
    let most = match folded.chars().count() {
        0..=2 => return Ok(None),
        3..=5 => 1,
        _ => 2,
    };
    let mut letters = folded.chars();
    let (Some(first), Some(second)) = (letters.next(), letters.next()) else {
        return Ok(None);
    };
    let mut near = Near::new(folded);
    for own in [true, false] {
        // Best: fewest edits, then most articles.
        let mut best: Option<(usize, u64, String)> = None;
        for segment in searcher.segment_readers() {
            for field in [f.body, f.headline] {
                let index = segment.inverted_index(field)?;
                let dictionary = index.terms();
                // A wrong first letter: another for it, one before it, it left out, it and the next swapped.
                let prefixes = match own {
                    true => vec![first.to_string()],
                    false => firsts(dictionary)?
                        .into_iter()
                        .filter(|c| *c != first)
                        .flat_map(|c| [first, second].map(|next| format!("{c}{next}")))
                        .chain([second.to_string()])
                        .collect(),
                };
                for prefix in prefixes {
                    let mut stream = dictionary.range().ge(&prefix).into_stream()?;
                    while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                        let Ok(candidate) = std::str::from_utf8(stream.key()) else {
                            continue;
                        };
                        let limit = best.as_ref().map_or(most, |(d, _, _)| *d);
                        let Some(distance) = near.edits(candidate, limit).filter(|d| *d > 0) else {
                            continue;
                        };
                        let articles = u64::from(stream.value().doc_freq);
                        let better =
                            |(d, n, _): &(usize, u64, String)| distance < *d || articles > *n;
                        if best.as_ref().is_none_or(better) {
                            best = Some((distance, articles, candidate.to_owned()));
                        }
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

/// The letters that words of a dictionary begin with.
fn firsts(dictionary: &TermDictionary) -> std::io::Result<Vec<char>> {
    let mut all = Vec::new();
    let mut from = Some('\0');
    while let Some(c) = from {
        let mut stream = dictionary
            .range()
            .ge(c.encode_utf8(&mut [0; 4]))
            .into_stream()?;
        let found = stream
            .advance()
            .then(|| String::from_utf8_lossy(stream.key()).chars().next());
        let Some(first) = found.flatten() else { break };
        all.push(first);
        from = (u32::from(first) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
    }
    Ok(all)
}
