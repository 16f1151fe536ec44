//! Where sentences and paragraphs end.

/// Words with a dot that do not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "maj", "cmdr", "adm",
    "sen", "rep", "gov", "rev", "hon", "pres", "st", "jr", "sr", "vs", "no", "nos", "vol", "art",
    "fig", "dept", "univ", "inc", "corp", "co", "ltd", "bros", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat",
    "sun", "etc", "approx", "est", "ave", "blvd", "sra", "srta", "sr", "dra", "mme", "mlle", "hr",
    "fr", "ing", "z.b", "bzw", "ca", "dhr", "mevr", "p", "pp",
];

/// For each letter the lengths of the abbreviations it begins, a bit each: most words need no more looking.
const LENGTHS: [u16; 26] = {
    let mut lengths = [0; 26];
    let mut i = 0;
    while i < ABBREVIATIONS.len() {
        let word = ABBREVIATIONS[i].as_bytes();
        lengths[(word[0] - b'a') as usize] |= 1 << word.len();
        i += 1;
    }
    lengths
};

fn is_abbreviation(word: &str) -> bool {
    let [first, ..] = word.as_bytes() else {
        return false;
    };
    let letter = usize::from((first | 0x20).wrapping_sub(b'a'));
    word.len() < 16
        && LENGTHS
            .get(letter)
            .is_some_and(|l| l & 1 << word.len() != 0)
        && ABBREVIATIONS.iter().any(|a| a.eq_ignore_ascii_case(word))
}

/// Start and end, in bytes, of each sentence of `text`, in order, without the white space between them.
///
/// A sentence ends at `.`, `!`, `?`, `…` (with closing quotation marks and brackets) before white space
/// and something that can open another, and at every line that is followed by a blank one. Costs one
/// pass over the text.
pub fn sentences(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut all = Vec::with_capacity(bytes.len() / 100);
    let mut marks = Places::of(memchr::memchr3_iter(b'.', b'!', b'?', bytes));
    let mut lines = Places::of(memchr::memchr_iter(b'\n', bytes));
    let mut start = skip_space(text, 0);
    let mut at = start;
    loop {
        let next = marks.from(at).min(lines.from(at)).min(bytes.len());
        // A sentence of kilobytes is no sentence: what follows need not wait for it.
        let late = at.max(start + LONGEST + 1);
        let space = bytes
            .get(late..next)
            .and_then(|rest| memchr::memchr(b' ', rest));
        if let Some(space) = space {
            close(text, &mut all, start, late + space);
            start = skip_space(text, late + space);
            at = start.max(late + space + 1);
            continue;
        }
        at = next;
        match bytes.get(at) {
            None => break,
            Some(b'\n') if is_break(bytes, at) => {
                close(text, &mut all, start, at);
                start = skip_space(text, at);
                at = start.max(at + 1);
            }
            Some(b'\n') => at += 1,
            Some(_) => {
                let end = past_closers(text, at + 1);
                if end < bytes.len() && !ends_sentence(text, start, at, end) {
                    at = end;
                } else {
                    close(text, &mut all, start, end);
                    start = skip_space(text, end);
                    at = start.max(at + 1);
                }
            }
        }
    }
    close(text, &mut all, start, bytes.len());
    all
}

/// Longest sentence that is not cut at its next space, in bytes.
const LONGEST: usize = 2_000;

/// Places in order, asked for by a place that only grows.
struct Places<I> {
    rest: I,
    next: usize,
}

impl<I: Iterator<Item = usize>> Places<I> {
    fn of(mut rest: I) -> Self {
        let next = rest.next().unwrap_or(usize::MAX);
        Places { rest, next }
    }

    /// The first one not before `at`.
    fn from(&mut self, at: usize) -> usize {
        while self.next < at {
            self.next = self.rest.next().unwrap_or(usize::MAX);
        }
        self.next
    }
}

/// Where a sentence begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The word it begins with, counted from 0.
    pub word: u32,
    /// A paragraph begins here, too.
    pub paragraph: bool,
}

/// The words at which sentences begin, but for the first word of the text, given where each word begins. A
/// paragraph begins behind a blank line.
pub fn units(text: &str, starts: &[u32]) -> Vec<Unit> {
    let mut all: Vec<Unit> = Vec::new();
    let mut end = 0;
    let mut at = 0;
    // A blank line before what holds no word counts for the next word.
    let mut blank = false;
    for (from, to) in sentences(text) {
        blank |= text[end..from].bytes().filter(|b| *b == b'\n').count() > 1;
        end = to;
        while starts.get(at).is_some_and(|s| (*s as usize) < from) {
            at += 1;
        }
        if starts.get(at).is_none_or(|s| *s as usize >= to) {
            continue;
        }
        if at > 0 {
            all.push(Unit {
                word: at as u32,
                paragraph: blank,
            });
        }
        blank = false;
    }
    all
}

fn close(text: &str, all: &mut Vec<(usize, usize)>, start: usize, end: usize) {
    if let Some(part) = text.get(start..end) {
        let end = start + part.trim_end().len();
        if end > start {
            all.push((start, end));
        }
    }
}

fn skip_space(text: &str, at: usize) -> usize {
    text.get(at..)
        .map_or(text.len(), |rest| text.len() - rest.trim_start().len())
}

/// A line feed with nothing but white space between it and the next one.
fn is_break(bytes: &[u8], at: usize) -> bool {
    bytes[at + 1..]
        .iter()
        .find(|b| !matches!(b, b' ' | b'\t' | b'\r'))
        == Some(&b'\n')
}

fn past_closers(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len()
        - rest
            .trim_start_matches(['.', '!', '?', '"', '”', '’', '\'', '»', ')', ']', '“'])
            .len()
}

/// Does the mark at `at`, with its closers up to `end`, close the sentence begun at `start`?
fn ends_sentence(text: &str, start: usize, at: usize, end: usize) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.trim_start().chars().next() else {
        return true;
    };
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    if next.is_lowercase() || matches!(next, ',' | ';' | ':') {
        return false;
    }
    if text.as_bytes()[at] != b'.' {
        return true;
    }
    let from = text.floor_char_boundary(at.saturating_sub(24).max(start));
    let before = text[from..at]
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"'))
        .next()
        .unwrap_or_default();
    // A single capital is an initial; `U.S.` before a capital is undecided, and mostly goes on.
    let initial = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
    let acronym = before.contains('.')
        && before.split('.').all(|p| p.chars().count() == 1)
        && next.is_alphabetic();
    let known = is_abbreviation(before);
    let number_after = before.eq_ignore_ascii_case("no") && !next.is_ascii_digit();
    !(initial || acronym || known) || number_after
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|(a, b)| &text[a..b])
            .collect()
    }

    #[test]
    fn marks_end_sentences_and_abbreviations_do_not() {
        assert_eq!(
            split("Mr. Vale spoke. He left at 5 p.m. on Jan. 3. “Enough!” he said."),
            [
                "Mr. Vale spoke.",
                "He left at 5 p.m. on Jan. 3.",
                "“Enough!” he said.",
            ]
        );
        assert_eq!(
            split("“It is over.” The hall was silent"),
            ["“It is over.”", "The hall was silent"]
        );
        assert_eq!(
            split("A U.S. Army unit.\n\nHeadline without a stop\n\nNext"),
            ["A U.S. Army unit.", "Headline without a stop", "Next"]
        );
        assert_eq!(
            split("It cost 3.5 million. No. Really?"),
            ["It cost 3.5 million.", "No.", "Really?"]
        );
    }

    #[test]
    fn units_are_counted_in_words() {
        let text = "One two. Three!\n\n***\n\nFour five. – Six";
        let (starts, _) = crate::text::words::starts(text, |_| {});
        let found: Vec<(u32, bool)> = units(text, &starts)
            .iter()
            .map(|u| (u.word, u.paragraph))
            .collect();
        assert_eq!(found, [(2, false), (3, true), (5, false)]);
        assert_eq!(units("", &[]), []);
    }

    #[test]
    fn megabytes_without_a_stop_take_one_pass() {
        let text = "word ".repeat(1_000_000) + &".".repeat(100_000) + &"\n".repeat(100_000);
        assert!(sentences(&text).len() > 100);
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_on_boundaries(text in "\\PC*|[A-Za-z.!?\n “”é]{0,200}") {
            let mut last = 0;
            for (a, b) in sentences(&text) {
                prop_assert!(last <= a && a < b && b <= text.len());
                prop_assert!(text.is_char_boundary(a) && text.is_char_boundary(b));
                last = b;
            }
        }
    }
}
