//! What is known of a token.

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

/// Tokens that are asked for one after the other, by their places: what looks for them goes past all others, which are
/// many times as many.
#[derive(Debug, Default)]
pub struct Places {
    /// What is neither word nor number, and words with a dot of their own.
    pub signs: Vec<u32>,
    /// Words with a capital.
    pub capitals: Vec<u32>,
    /// Words that may tell of a statement, and colons.
    pub cues: Vec<u32>,
}

impl Places {
    /// None of any text.
    pub fn clear(&mut self) {
        self.signs.clear();
        self.capitals.clear();
        self.cues.clear();
    }

    /// Takes the next token, at this place.
    #[inline(always)]
    pub fn take(&mut self, at: usize, token: &Token) {
        let at = at as u32;
        let word = token.kind == Kind::Word;
        if !word && token.kind != Kind::Number || token.has(shape::DOTTED) {
            self.signs.push(at);
        }
        if word && token.has(shape::CAP) {
            self.capitals.push(at);
        }
        if token.cue != 0 || token.kind == Kind::Colon || token.is(class::ACCORDING) {
            self.cues.push(at);
        }
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
}
