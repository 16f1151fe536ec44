//! One pass over the text: words, numbers, punctuation, with what the lexicon knows of each word.
//!
//! Everything after this works on the array of tokens: integers and bits, no text.

mod word;

use std::mem;

use super::lexicon::{self, Lexicon, class};
use super::spelling;
pub use super::token::{Kind, Places, Token, shape};
pub(crate) use super::token::{reads, reads_folded};
use crate::text::short::{self, Plain};

/// [`class::ADVERB`] for the entry of a word in `-ly` that is no name and nothing else: not for `ally`, `assembly`,
/// `rally`.
#[cold]
fn adverb(entry: lexicon::Word) -> u64 {
    let others = class::GIVEN
        | class::PEOPLE
        | class::ROLE
        | class::CUE
        | class::DOC
        | class::ORG
        | class::VENUE
        | class::NOUN;
    u64::from(entry.classes & others == 0) * class::ADVERB
}

/// The tokens of a text; their memory serves for the next one.
#[derive(Default)]
pub struct Read {
    /// The tokens, paragraphs ended by a [`Kind::Paragraph`] each (the last one too).
    pub tokens: Vec<Token>,
    /// Where some of them are.
    pub places: Places,
}

/// A text whose tokens are read, in order.
pub struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    lexicon: &'a Lexicon,
    out: Vec<Token>,
    places: Places,
    folded: Vec<u8>,
    spaced: bool,
    /// The latest line break did not end a paragraph.
    joined: bool,
    /// Where the line starts.
    line: usize,
}

/// What is a token by itself, whatever stands around it.
static SIGNS: [Option<Kind>; 256] = {
    let mut signs = [None; 256];
    let mut b = 0;
    while b < 128 {
        signs[b] = match b as u8 {
            b',' => Some(Kind::Comma),
            b':' => Some(Kind::Colon),
            b';' => Some(Kind::Semicolon),
            b'(' | b'[' => Some(Kind::Bracket),
            b')' | b']' => Some(Kind::Unbracket),
            b'"' => Some(Kind::Mark),
            _ => None,
        };
        b += 1;
    }
    signs
};

/// What may stand behind a word of letters alone.
#[derive(Clone, Copy)]
enum Behind {
    /// Nothing of the word.
    Nothing,
    /// A full stop, of the word or of the sentence.
    Stop,
    /// What may be more of the word.
    More,
}

static BEHIND: [Behind; 256] = {
    let mut behind = [Behind::Nothing; 256];
    let mut b = 0;
    while b < 256 {
        behind[b] = match b as u8 {
            b'.' => Behind::Stop,
            b'&' | b'\'' | b'-' | b'0'..=b'9' | 0x80.. => Behind::More,
            _ => Behind::Nothing,
        };
        b += 1;
    }
    behind
};

impl<'a> Scan<'a> {
    /// Of a text. `room` is used for what is read.
    pub fn new(text: &'a str, lexicon: &'a Lexicon, room: Read) -> Self {
        let Read {
            mut tokens,
            mut places,
        } = room;
        tokens.clear();
        tokens.reserve(text.len() / 5 + 8);
        places.clear();
        Scan {
            text,
            // Offsets are 32 bits wide: what lies beyond 4 GB is not read.
            bytes: &text.as_bytes()[..text.len().min(u32::MAX as usize - 8)],
            lexicon,
            out: tokens,
            places,
            folded: Vec::with_capacity(64),
            spaced: true,
            joined: false,
            line: 0,
        }
    }

    /// All tokens.
    pub fn all(mut self) -> Read {
        let mut at = 0;
        while at < self.bytes.len() {
            at = self.next(at);
        }
        self.read()
    }

    /// The tokens read, which end here.
    pub fn read(mut self) -> Read {
        let len = self.bytes.len();
        self.push(len, len, Kind::Paragraph, 0);
        Read {
            tokens: self.out,
            places: self.places,
        }
    }

    /// Reads the token, or the blank, at this byte; where the next one starts.
    #[inline(always)]
    pub fn next(&mut self, at: usize) -> usize {
        // Letters before all others, capitals with the small ones: one guess instead of two.
        if self.bytes[at].is_ascii_alphabetic() {
            let word = Plain::of(&self.bytes[at..]);
            let hash = short::hash(word.key);
            return self.letters(at, word, hash, self.lexicon.by_hash(hash));
        }
        self.other(at)
    }

    /// The words known.
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }

    /// A word that begins with these letters, and the blank behind it. `entry` is that of a word of these letters alone.
    #[inline(always)]
    pub fn letters(&mut self, at: usize, word: Plain, hash: u64, entry: lexicon::Word) -> usize {
        match self.plain(at, word, hash, entry) {
            // A blank, most often, which needs no look of its own.
            Some(end) => {
                self.spaced = self.bytes.get(end) == Some(&b' ');
                end + usize::from(self.spaced)
            }
            None => self.joined(at, word, hash, entry),
        }
    }

    /// What is no letter of ASCII.
    pub fn other(&mut self, at: usize) -> usize {
        let b = self.bytes[at];
        if let Some(kind) = SIGNS[usize::from(b)] {
            self.one(at, 1, kind);
            self.spaced = self.bytes.get(at + 1) == Some(&b' ');
            return at + 1 + usize::from(self.spaced);
        }
        let next = match b {
            b' ' | b'\t' | b'\r' => {
                self.spaced = true;
                at + 1
            }
            b'\n' => self.newline(at),
            b'0'..=b'9' => self.numeral(at),
            b'.' | b'!' | b'?' => self.stops(at),
            b'\'' | b'`' => match self.bytes.get(at + 1) == Some(&b) {
                // `'''` at the end of a quotation within another: the inner one closes first.
                true if !self.spaced && self.bytes.get(at + 2) == Some(&b) => {
                    self.one(at, 1, Kind::Mark)
                }
                true => self.one(at, 2, Kind::Mark),
                false => self.apostrophe(at, 1),
            },
            b'-' => self.hyphen(at),
            b'<' | b'>' if spelling::is_pointed(self.bytes, at) => {
                self.spaced = true;
                at + spelling::ticker(self.bytes, at).max(1)
            }
            0..=127 => self.one(at, 1, Kind::Other),
            _ => self.wide(at),
        };
        debug_assert!(next > at);
        next
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind, shape: u8) {
        self.add(Token {
            start: start as u32,
            end: end as u32,
            word: 0,
            cue: 0,
            kind,
            shape,
            classes: 0,
        });
    }

    #[inline(always)]
    fn add(&mut self, mut token: Token) {
        token.shape |= u8::from(mem::take(&mut self.spaced)) * shape::SPACED;
        self.places.take(self.out.len(), &token);
        self.out.push(token);
    }

    /// Adds a word without a dot.
    #[inline(always)]
    fn add_word(&mut self, mut token: Token) {
        token.shape |= u8::from(mem::take(&mut self.spaced)) * shape::SPACED;
        self.places.take_word(self.out.len(), &token);
        self.out.push(token);
    }

    fn one(&mut self, at: usize, len: usize, kind: Kind) -> usize {
        self.push(at, at + len, kind, 0);
        at + len
    }

    fn stops(&mut self, at: usize) -> usize {
        let stop = |b: &&u8| matches!(b, b'.' | b'!' | b'?');
        let end = at + self.bytes[at..].iter().take_while(stop).count();
        self.push(at, end, Kind::Stop, 0);
        end
    }

    /// A blank line ends a paragraph; so does a line break after a full stop or before an indent.
    fn newline(&mut self, at: usize) -> usize {
        let len = at - self.line;
        let mut end = at;
        let mut lines = 0;
        let mut indent = 0;
        while let Some(b) = self.bytes.get(end) {
            match b {
                b'\n' => (lines, indent) = (lines + 1, 0),
                b' ' | b'\t' | b'\r' => indent += 1,
                _ => break,
            }
            end += 1;
        }
        self.line = end - indent;
        let last = self.out.last().map(|t| t.kind);
        let done = matches!(
            last,
            Some(Kind::Stop | Kind::Mark | Kind::Colon | Kind::Unbracket)
        );
        // In text broken by width a full stop at the end of a line is chance.
        let by_width = self.joined && len > 50;
        let done = done && !by_width && !self.wrapped(end);
        let ends = lines > 1 || indent >= 3 || len > 90 || done;
        self.joined = !ends;
        if ends && last != Some(Kind::Paragraph) {
            self.push(at, at + 1, Kind::Paragraph, 0);
        }
        self.spaced = true;
        end
    }

    /// True when what follows goes on in lower case: a line broken by width alone.
    fn wrapped(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(u8::is_ascii_lowercase)
    }

    fn letter_at(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(b) if b.is_ascii() => b.is_ascii_alphabetic(),
            Some(_) => self.text[at..]
                .chars()
                .next()
                .is_some_and(char::is_alphabetic),
            None => false,
        }
    }

    /// Length of an apostrophe or hyphen at this byte, 0 when there is none.
    fn joint(&self, at: usize) -> (usize, bool) {
        match self.bytes.get(at) {
            Some(b'\'') => (1, true),
            Some(b'-') => (1, false),
            Some(0xE2) if self.bytes[at..].starts_with("’".as_bytes()) => (3, true),
            Some(0xE2) if self.bytes[at..].starts_with("‑".as_bytes()) => (3, false),
            _ => (0, false),
        }
    }

    /// A word of nothing but ASCII letters, as nine of ten are; none for any other, which [`Scan::word`] reads.
    #[inline(always)]
    fn plain(
        &mut self,
        start: usize,
        word: Plain,
        hash: u64,
        entry: lexicon::Word,
    ) -> Option<usize> {
        if word.len > 15 {
            return None;
        }
        let end = start + word.len;
        let behind = self.bytes.get(end).copied().unwrap_or(b' ');
        match BEHIND[usize::from(behind)] {
            Behind::Nothing => {}
            Behind::Stop if self.ends_sentence(word, end) => {}
            _ => return None,
        }
        // `the mayor s office`, `he s late`: a text that has lost its apostrophes.
        if word.len == 1 && self.bytes[start] == b's' && self.spaced && self.lexicon.english {
            return Some(self.clitic_word(start, end, b"'s"));
        }
        self.add_plain(start, word, hash, entry);
        Some(end)
    }

    /// Adds a word of nothing but ASCII letters.
    #[inline(always)]
    fn add_plain(&mut self, start: usize, word: Plain, hash: u64, mut entry: lexicon::Word) {
        let end = start + word.len;
        // The lowest bit is that of the first letter, and is CAP itself.
        let mut shape = word.capitals as u8 & shape::CAP;
        if word.capitals > 1 && word.capitals == (1 << word.len) - 1 {
            shape |= shape::ALL_CAPS;
            entry = self.acronym(&self.bytes[start..end], true).unwrap_or(entry);
        }
        // Few words end so, while half of all are longer than four letters: asked in this order, it is foreseen.
        if self.bytes[..end].ends_with(b"ly") && word.len > 4 && shape == 0 {
            entry.classes |= adverb(entry);
        }
        self.add_word(Token {
            start: start as u32,
            end: end as u32,
            word: lexicon::number_of(hash),
            cue: entry.cue,
            kind: Kind::Word,
            shape,
            classes: entry.classes,
        });
    }

    /// True when the full stop behind a word is, as one look at it shows, that of the sentence.
    fn ends_sentence(&self, word: Plain, stop: usize) -> bool {
        word.len > 3
            && matches!(self.bytes.get(stop + 1), None | Some(b' ' | b'\n' | b'"'))
            && (word.len > 5 || {
                let dotted = word.key | u128::from(b'.') << (8 * word.len);
                self.lexicon.by_hash(short::hash(dotted)).classes == 0
            })
    }

    /// `US`, `WHO`, `IT`: no pronouns.
    #[cold]
    fn acronym(&self, word: &[u8], shouted: bool) -> Option<lexicon::Word> {
        match word {
            _ if !shouted || !self.lexicon.english => None,
            b"US" => Some(self.lexicon.get(b"u.s.")),
            b"WHO" => Some(self.lexicon.get(b"nato")),
            b"IT" => Some(lexicon::Word::default()),
            _ => None,
        }
    }

    fn numeral(&mut self, start: usize) -> usize {
        let mut at = start;
        while let Some(&b) = self.bytes.get(at) {
            let inner = matches!(b, b'.' | b',' | b'-' | b':' | b'/')
                && self
                    .bytes
                    .get(at + 1)
                    .is_some_and(|n| n.is_ascii_digit() || (b == b'-' && n.is_ascii_alphabetic()));
            if !(b.is_ascii_alphanumeric() || inner) {
                break;
            }
            at += 1;
        }
        self.push(start, at, Kind::Number, 0);
        at
    }

    fn hyphen(&mut self, at: usize) -> usize {
        let end = at + self.bytes[at..].iter().take_while(|b| **b == b'-').count();
        let spaced = self.spaced && matches!(self.bytes.get(end), Some(b' ' | b'\n') | None);
        let line_start = self.out.last().is_none_or(|t| t.kind == Kind::Paragraph);
        if !self.lexicon.english && !self.spaced && self.pronoun_after(end) {
            // `dit-il`, `a-t-elle`: one joint.
            let joint = if self.bytes[end..].starts_with(b"t-") {
                end + 2
            } else {
                end
            };
            return self.one(at, joint - at, Kind::Other);
        }
        let kind = match end - at > 1 || spaced || line_start {
            true => Kind::Dash,
            false => Kind::Other,
        };
        self.push(at, end, kind, 0);
        end
    }

    fn wide(&mut self, at: usize) -> usize {
        let Some(c) = self.text[at..].chars().next() else {
            return at + 1;
        };
        let len = c.len_utf8();
        match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '‚' | '‛' | '‹' | '›' | '「' | '」'
            | '＂' => self.one(at, len, Kind::Mark),
            '’' => self.apostrophe(at, len),
            '–' | '—' | '―' => self.one(at, len, Kind::Dash),
            '…' => self.one(at, len, Kind::Stop),
            '\u{2028}' | '\u{2029}' => self.one(at, len, Kind::Paragraph),
            c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => {
                self.spaced = true;
                at + len
            }
            c if c.is_alphabetic() => self.word(at),
            _ => self.one(at, len, Kind::Other),
        }
    }
}
