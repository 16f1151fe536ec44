//! [`crate::text::words`] as tantivy wants it.
//!
//! Words are indexed as written, folded but not stemmed: phrases, wildcards and spelling look at real
//! words, and indexing is spared the stemmer, which is a third of its time. Stems are found when a
//! query is planned (see [`super::expand`]).

use memchr::{memchr, memchr_iter};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use wide::{bytemuck, i8x16};

use crate::text::words::{self, Letters, Words};

/// Its name in the schema.
pub const TOKENIZER: &str = "words";
/// Name of [`FoldedTokenizer`].
pub const FOLDED: &str = "folded";
/// Positions from one line to the next: a position tells which line it is in.
pub const LINE: u32 = 64;

/// Words, folded, one position each.
#[derive(Clone, Default)]
pub struct NewsTokenizer {
    token: Token,
}

/// The words of one text.
pub struct NewsStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
}

impl Tokenizer for NewsTokenizer {
    type TokenStream<'a> = NewsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsStream<'a> {
        self.token.reset();
        NewsStream {
            words: words::words(text),
            token: &mut self.token,
        }
    }
}

impl TokenStream for NewsStream<'_> {
    fn advance(&mut self) -> bool {
        match self.words.next_into(&mut self.token.text) {
            Some((from, to)) => {
                self.token.offset_from = from;
                self.token.offset_to = to;
                self.token.position = self.token.position.wrapping_add(1);
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The words of a text, folded, as [`FoldedTokenizer`] takes them: a space behind each.
#[derive(Default)]
pub struct Folded {
    text: Vec<u8>,
    /// Where the line of names starts, in bytes.
    line: usize,
    /// Places taken in it.
    used: u32,
}

/// A space behind so many bytes.
const SPACES: [u128; 16] = {
    let mut spaces = [b' ' as u128; 16];
    let mut len = 1;
    while len < 16 {
        spaces[len] = spaces[len - 1] << 8;
        len += 1;
    }
    spaces
};

/// In the place of a word: a place is left free.
const GAP: &str = "\t";
/// In the place of a word: a line ends.
const END: &str = "\n";

impl Folded {
    /// For a text of so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        // As long as the text, mostly: what is left out are its signs, and what comes in are spaces for them.
        Folded {
            text: Vec::with_capacity(bytes + bytes / 16 + 32),
            line: 0,
            used: 0,
        }
    }

    /// Adds a word, as [`words::starts`](crate::text::words::starts) gives it.
    #[inline(always)]
    pub fn take(&mut self, word: Letters) {
        match word {
            // Sixteen bytes are written, whatever the word: to copy as many as it has is a guess each time.
            Letters::Few(key, len) => {
                let end = self.text.len() + len + 1;
                let spaced = key | SPACES[len & 15];
                self.text.extend_from_slice(&spaced.to_le_bytes());
                self.text.truncate(end);
            }
            Letters::Many(word) => {
                self.text.extend_from_slice(word);
                self.text.push(b' ');
            }
        }
    }

    /// Adds a name to the line, unless the line has its words side by side. No phrase goes from one name to the next.
    /// Of a line too long, the rest is left out.
    pub fn name(&mut self, name: &str) {
        let (start, before) = (self.text.len(), self.used);
        words::letters(name, |word| {
            // The last place stays free: nothing is beside the first word of the next line.
            if self.used + 1 < LINE {
                self.take(word);
                self.used += 1;
            }
        });
        let (line, name) = self.text[self.line..].split_at(start - self.line);
        let mut spaces = memchr_iter(b' ', line);
        let known = line.starts_with(name) || spaces.any(|at| line[at + 1..].starts_with(name));
        if known {
            self.text.truncate(start);
            self.used = before;
            return;
        }
        self.take(Letters::of(GAP.as_bytes()));
        self.used += 1;
    }

    /// Ends a line of names: those of the next one have places from the next [`LINE`] on.
    pub fn end_line(&mut self) {
        self.take(Letters::of(END.as_bytes()));
        self.used = 0;
        self.line = self.text.len();
    }

    /// All of them.
    pub fn finish(self) -> String {
        String::from_utf8(self.text)
            .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
    }
}

/// Words that have been folded already, one position each; in lines, those of the first have positions from 0, those
/// of the next from [`LINE`], and so on.
#[derive(Clone, Default)]
pub struct FoldedTokenizer {
    token: Token,
}

/// The words of one such text.
pub struct FoldedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
    /// Position its line begins at.
    line: u32,
    /// Position of the next word.
    next: u32,
}

impl Tokenizer for FoldedTokenizer {
    type TokenStream<'a> = FoldedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FoldedStream<'a> {
        self.token.reset();
        FoldedStream {
            rest: text,
            token: &mut self.token,
            line: 0,
            next: 0,
        }
    }
}

impl TokenStream for FoldedStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(end) = space(self.rest.as_bytes()) {
            let word = self.rest;
            self.rest = &word[end + 1..];
            // Both are below all that is in a word.
            match word.as_bytes()[0] {
                b'\t' => self.next = self.next.saturating_add(1),
                b'\n' => {
                    self.line = self.line.saturating_add(LINE);
                    self.next = self.line;
                }
                _ => {
                    let text = &mut self.token.text;
                    text.clear();
                    // Of sixteen bytes more are copied than are wanted: to copy no more is a guess each time.
                    match word.get(..16).filter(|_| end < 16) {
                        Some(more) => {
                            text.push_str(more);
                            text.truncate(end);
                        }
                        None => text.push_str(&word[..end]),
                    }
                    self.token.position = self.next as usize;
                    self.next = self.next.saturating_add(1);
                    return true;
                }
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Where the first space is. Words are short: sixteen bytes at once have it nearly always, and a search made for long
/// texts takes twice the time.
fn space(text: &[u8]) -> Option<usize> {
    let Some(bytes) = text.first_chunk::<16>() else {
        return memchr(b' ', text);
    };
    let bytes: i8x16 = bytemuck::cast(*bytes);
    let spaces = bytes.simd_eq(i8x16::splat(b' ' as i8));
    match spaces.to_bitmask() {
        0 => Some(16 + memchr(b' ', &text[16..])?),
        found => Some(found.trailing_zeros() as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(tokenizer: &mut impl Tokenizer, text: &str) -> Vec<(String, usize)> {
        let mut stream = tokenizer.token_stream(text);
        let mut all = Vec::new();
        while stream.advance() {
            all.push((stream.token().text.clone(), stream.token().position));
        }
        all
    }

    proptest! {
        #[test]
        fn folded_before_or_behind_are_the_same_words(text in "(\\PC|[a-zA-Z' .,\\-\n]){0,80}") {
            let mut folded = Folded::with_capacity(text.len());
            let (starts, _) = crate::text::words::starts(&text, |word| folded.take(word));
            let own = tokens(&mut FoldedTokenizer::default(), &folded.finish());
            prop_assert_eq!(own.len(), starts.len());
            prop_assert_eq!(own, tokens(&mut NewsTokenizer::default(), &text));
        }
    }

    proptest! {
        #[test]
        fn a_space_is_found_where_it_is(text in "([ !\x1f@\u{a0}é]|[a-z]{0,9}){0,9}") {
            prop_assert_eq!(space(text.as_bytes()), text.find(' '));
        }
    }

    #[test]
    fn a_position_tells_its_line() {
        let long = "word ".repeat(70);
        let text = format!("Ada Holm\tHolm\tAd\n\n\tthe mayor\n{long}\nHolm\tAda Holm");
        let mut folded = Folded::default();
        for line in text.split('\n') {
            line.split('\t').for_each(|name| folded.name(name));
            folded.end_line();
        }
        let all = tokens(&mut FoldedTokenizer::default(), &folded.finish());
        let word = |word: &str, at: u32| (word.to_owned(), at as usize);
        // `Holm` is found by the words of `Ada Holm`, `Ad` is not.
        assert_eq!(all[..3], [word("ada", 0), word("holm", 1), word("ad", 3)]);
        assert_eq!(
            all[3..5],
            [word("the", 2 * LINE), word("mayor", 2 * LINE + 1)]
        );
        assert_eq!(all[5], word("word", 3 * LINE));
        let in_long = all.iter().filter(|(word, _)| word == "word").count();
        assert_eq!(in_long as u32, LINE - 1);
        let rest = &all[5 + in_long..];
        let last = [
            word("holm", 4 * LINE),
            word("ada", 4 * LINE + 2),
            word("holm", 4 * LINE + 3),
        ];
        assert_eq!(*rest, last);
    }
}
