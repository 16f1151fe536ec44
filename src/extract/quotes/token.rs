//! What is known of a token.

use std::ops::Deref;

use super::lexicon::class;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with apostrophes and hyphens inside; abbreviations with their dots.
    Word,
    /// Starts with a digit.
    Number,
    /// `.` `!` `?` `…`.
    Stop,
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// `;`.
    Semicolon,
    /// A dash between blanks, or a long one.
    Dash,
    /// A quotation mark not yet paired.
    Mark,
    /// An opening quotation mark.
    Open,
    /// A closing quotation mark.
    Close,
    /// `(` or `[`.
    Bracket,
    /// `)` or `]`.
    Unbracket,
    /// The end of a paragraph.
    Paragraph,
    /// Anything else.
    Other,
}

/// Shape of a word, one bit each.
pub mod shape {
    /// First letter upper case.
    pub const CAP: u8 = 1;
    /// At least two letters, all upper case.
    pub const ALL_CAPS: u8 = 2;
    /// One capital and a dot.
    pub const INITIAL: u8 = 4;
    /// Ends with a dot that belongs to it.
    pub const DOTTED: u8 = 8;
    /// First word of its sentence.
    pub const FIRST: u8 = 16;
    /// A blank stands before it.
    pub const SPACED: u8 = 32;
    /// `'s` or the `'` of a plural, after a noun.
    pub const GENITIVE: u8 = 64;
    /// Every long word of its sentence is capitalised: a headline.
    pub const HEADLINE: u8 = 128;
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Number of its folded form: equal words have equal numbers.
    pub word: u32,
    /// Reporting verb it is a form of, 0 for none.
    pub cue: u16,
    /// What it is.
    pub kind: Kind,
    /// Bits of [`shape`].
    pub shape: u8,
    /// Bits of [`class`].
    pub classes: u64,
}

/// Places of tokens, in order.
#[derive(Debug, Default)]
pub struct Sparse {
    /// Those of them, and behind them what has been written in vain.
    room: Vec<u32>,
    len: usize,
}

impl Sparse {
    /// Takes this place, or does not, without a branch: which word has a capital no processor foresees, and to be
    /// wrong about that costs more than to write a number in vain.
    #[inline(always)]
    pub fn take_if(&mut self, at: u32, wanted: bool) {
        match self.room.get_mut(self.len) {
            Some(place) => *place = at,
            None => self.grow(at),
        }
        self.len += usize::from(wanted);
    }

    #[cold]
    fn grow(&mut self, at: u32) {
        self.room.resize(self.room.len() * 2 + 64, at);
    }
}

impl Deref for Sparse {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.room[..self.len]
    }
}

/// Tokens that are asked for one after the other, by their places: what looks for them goes past all others, which are
/// many times as many.
#[derive(Debug, Default)]
pub struct Places {
    /// What is neither word nor number, and words with a dot of their own.
    pub signs: Sparse,
    /// Words with a capital.
    pub capitals: Sparse,
    /// Words that may tell of a statement, and colons.
    pub cues: Sparse,
}

impl Places {
    /// None of any text.
    pub fn clear(&mut self) {
        self.signs.len = 0;
        self.capitals.len = 0;
        self.cues.len = 0;
    }

    /// Takes the next token, at this place.
    #[inline(always)]
    pub fn take(&mut self, at: usize, token: &Token) {
        let other = token.kind != Kind::Word && token.kind != Kind::Number;
        let sign = other || token.has(shape::DOTTED);
        self.signs.take_if(at as u32, sign);
        if token.kind == Kind::Word {
            self.take_word(at, token);
        } else {
            self.cues.take_if(at as u32, token.kind == Kind::Colon);
        }
    }

    /// Takes the next token, a word without a dot.
    #[inline(always)]
    pub fn take_word(&mut self, at: usize, token: &Token) {
        self.capitals.take_if(at as u32, token.has(shape::CAP));
        let tells = (token.cue != 0) | token.is(class::ACCORDING);
        self.cues.take_if(at as u32, tells);
    }
}

impl Token {
    /// True when the word is in one of the classes.
    pub fn is(&self, classes: u64) -> bool {
        self.classes & classes != 0
    }

    /// True when it has one of the shapes.
    pub fn has(&self, shapes: u8) -> bool {
        self.shape & shapes != 0
    }

    /// True for a word in lower case.
    pub fn lower(&self) -> bool {
        self.kind == Kind::Word && !self.has(shape::CAP)
    }

    /// True for the word of this [`lexicon::number`](super::lexicon::number), in small letters and without a genitive.
    pub fn reads(&self, word: u32) -> bool {
        self.reads_folded(word) && !self.has(shape::CAP)
    }

    /// True for the word of this [`lexicon::number`](super::lexicon::number), in any letters and without a genitive.
    pub fn reads_folded(&self, word: u32) -> bool {
        self.word == word && self.kind == Kind::Word && !self.has(shape::GENITIVE)
    }
}

/// True when the token of a [`Doc`](super::doc::Doc) at a place is one of these words, in small letters.
///
/// Their numbers are compared, which takes one step for each: to cut a word out of the text and to compare its letters
/// takes dozens. Of four billion other words one has the same number, and would pass for it.
macro_rules! reads {
    ($doc:expr, $at:expr, $($word:literal)|+) => {{
        let token: &$crate::extract::quotes::tokens::Token = $doc.at($at);
        $(token.reads(const { $crate::extract::quotes::lexicon::number_of_small($word) }))||+
    }};
}
pub(crate) use reads;

/// As [`reads`], whatever the letters' case.
macro_rules! reads_folded {
    ($doc:expr, $at:expr, $($word:literal)|+) => {{
        let token: &$crate::extract::quotes::tokens::Token = $doc.at($at);
        $(token.reads_folded(const { $crate::extract::quotes::lexicon::number_of_small($word) }))||+
    }};
}
pub(crate) use reads_folded;
