//! What furniture says.

use std::sync::LazyLock;

/// The lists of `phrases.txt`.
#[derive(Default)]
struct Phrases {
    start: Vec<&'static str>,
    long: Vec<&'static str>,
    whole: Vec<&'static str>,
    tail: Vec<&'static str>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    let mut section = "";
    for line in include_str!("phrases.txt").lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with("# ") {
            continue;
        }
        match section {
            _ if line.starts_with('[') => section = line,
            "[start]" => phrases.start.push(line),
            "[long]" => phrases.long.push(line),
            "[whole]" => phrases.whole.push(line),
            _ => phrases.tail.push(line),
        }
    }
    phrases.start.sort_unstable();
    phrases.long.sort_unstable();
    phrases.whole.sort_unstable();
    phrases.tail.sort_unstable();
    phrases
});

/// Lower case, without what stands before the first letter or digit and after the last.
fn plain(text: &str) -> String {
    let opening = |c: char| !c.is_alphanumeric() && !matches!(c, '©' | '(');
    text.trim_start_matches(opening)
        .chars()
        .take(120)
        .flat_map(char::to_lowercase)
        .collect()
}

/// True when one of the sorted phrases starts the text, at the end of a word.
fn starts(phrases: &[&str], text: &str) -> bool {
    // The phrases that start the text are among those that sort before it and share its first
    // letters: walk back from its place.
    let at = phrases.partition_point(|p| *p <= text);
    phrases[..at]
        .iter()
        .rev()
        .take_while(|p| p.as_bytes()[0] == text.as_bytes()[0])
        .any(|p| {
            text.strip_prefix(p).is_some_and(|rest| {
                p.ends_with(|c: char| !c.is_alphabetic())
                    || !rest.starts_with(|c: char| c.is_alphanumeric())
            })
        })
}

/// True when a block of this text is furniture by what it says; `linked` when links are a good
/// part of it.
pub fn furniture(text: &str, linked: bool) -> bool {
    if text.len() > 600 {
        return false;
    }
    let plain = plain(text);
    if plain.is_empty() {
        return true;
    }
    let ending = plain.trim_end_matches(|c: char| !c.is_alphanumeric());
    if PHRASES.whole.binary_search(&ending).is_ok() || starts(&PHRASES.long, &plain) {
        return true;
    }
    // A longer text of few links is prose that happens to start so.
    (text.len() <= 160 || linked) && starts(&PHRASES.start, &plain)
}

/// True when a line of this text begins what follows an article; a heading may say more.
pub fn tail(text: &str, heading: bool) -> bool {
    if text.len() > 80 {
        return false;
    }
    let plain = plain(text);
    let ending = plain.trim_end_matches(|c: char| !c.is_alphanumeric());
    PHRASES.tail.binary_search(&ending).is_ok()
        || heading && !plain.is_empty() && starts(&PHRASES.tail, &plain)
        || plain.starts_with("more ")
            && [
                " stories",
                " news",
                " articles",
                " headlines",
                " coverage",
                " videos",
            ]
            .iter()
            .any(|e| ending.ends_with(e))
}

/// True for the last line of an article that only says how to reach its writer.
pub fn farewell(text: &str) -> bool {
    if text.len() > 400 {
        return false;
    }
    let lower = text.to_lowercase();
    let follow = lower.contains("follow ") || lower.contains("reach ") || lower.contains("email ");
    let place = lower.contains("twitter") || lower.contains("facebook") || lower.contains('@');
    follow && place || lower.contains("contributed to this report")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_known_by_its_first_words() {
        for text in [
            "Read more: Harbour opens",
            "» READ MORE",
            "Advertisement",
            "Lesen Sie auch: Der Hafen",
            "Comments",
            "© 2020 The Example Post",
            "***",
        ] {
            assert!(furniture(text, false), "{text}");
        }
        for text in [
            "Readers more often than not agree.",
            "Sharing is what the harbour master wants.",
            "He read more than anyone else.",
        ] {
            assert!(!furniture(text, false), "{text}");
        }
    }

    #[test]
    fn tails() {
        assert!(tail("Related stories", false));
        assert!(tail("Mehr zum Thema", false));
        assert!(tail("More Example Post Stories", false));
        assert!(tail("Related to this", true));
        assert!(!tail("Related: the harbour", false));
        assert!(!tail("The harbour master was related to the mayor.", false));
    }
}
