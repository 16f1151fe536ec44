//! A text in tokens, sentences and stretches in quotation marks.

use std::cell::Cell;
use std::mem;
use std::ops::Range;

use super::lexicon::{self, Lexicon, class};
use super::marks::{self, Quoted};
use super::shouted;
use super::tokens::{Kind, Places, Read, Scan, Token, shape};
use crate::extract::{KEPT_TOKENS, TOGETHER};

/// A sentence; token indices.
#[derive(Debug, Clone, Copy)]
pub struct Sentence {
    /// First token.
    pub start: u32,
    /// One past its last token, which is its full stop or the closing mark after it.
    pub end: u32,
    /// Number of its paragraph.
    pub paragraph: u32,
    /// Written like a headline: every long word is capitalised.
    pub headline: bool,
}

/// A text, read.
pub struct Doc<'a> {
    /// The text.
    pub text: &'a str,
    /// The words known.
    pub lexicon: &'static Lexicon,
    /// Its tokens; the last is always a [`Kind::Paragraph`].
    pub tokens: Vec<Token>,
    /// The last of them once more, for whoever asks beyond it: no length to compare twice.
    last: Token,
    /// Where some of them are.
    pub places: Places,
    /// A text all in capitals, in small letters: it is compared with words that are, and any of its words may begin a
    /// sentence.
    small: Option<Box<str>>,
    /// Stretches in quotation marks, in order.
    pub quoted: Vec<Quoted>,
    /// For each token the stretch it lies in, counted from 1; 0 outside.
    pub inside: Vec<u32>,
    /// Sentences, in order.
    pub sentences: Vec<Sentence>,
    /// For each token its sentence.
    pub sentence_of: Vec<u32>,
}

/// The end of a text without a token.
const END: Token = Token {
    start: 0,
    end: 0,
    word: 0,
    cue: 0,
    kind: Kind::Paragraph,
    shape: 0,
    classes: 0,
};

/// The long vectors of a text that has been read, for the next one of its thread: taken and given back for each text,
/// their memory is cleared each time, two hundredths of indexing.
#[derive(Default)]
struct Room {
    quoted: Vec<Quoted>,
    inside: Vec<u32>,
    sentences: Vec<Sentence>,
    sentence_of: Vec<u32>,
}

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
    /// Tokens, the same. Some texts are read before the first of them becomes a [`Doc`].
    static READ: Cell<Vec<Read>> = Cell::default();
}

impl Drop for Doc<'_> {
    fn drop(&mut self) {
        if self.tokens.capacity() <= KEPT_TOKENS {
            let mut kept = READ.take();
            if kept.len() < TOGETHER {
                kept.push(Read {
                    tokens: mem::take(&mut self.tokens),
                    places: mem::take(&mut self.places),
                });
            }
            READ.set(kept);
            ROOM.set(Room {
                quoted: mem::take(&mut self.quoted),
                inside: mem::take(&mut self.inside),
                sentences: mem::take(&mut self.sentences),
                sentence_of: mem::take(&mut self.sentence_of),
            });
        }
    }
}

/// Reads the tokens of a text, for [`Doc::of`].
pub fn scan<'a>(text: &'a str, lexicon: &'a Lexicon) -> Scan<'a> {
    let mut kept = READ.take();
    let read = kept.pop().unwrap_or_default();
    READ.set(kept);
    Scan::new(text, lexicon, read)
}

/// Seen of an organisation's name on either side of a comma, at most.
const NAME: usize = 6;

/// `the Department for Culture, Media and Sport`: a comma in the name of an organisation is none of its sentence.
fn within_names(tokens: &mut [Token], signs: &[u32]) {
    let named = |t: &Token| t.kind == Kind::Word && t.has(shape::CAP);
    for comma in signs.iter().map(|sign| *sign as usize) {
        // The last token ends a paragraph.
        if tokens[comma].kind != Kind::Comma
            || comma == 0
            || !named(&tokens[comma - 1])
            || !named(&tokens[comma + 1])
        {
            continue;
        }
        // `Smith & Sons, Inc., said`
        let form = &tokens[comma + 1];
        if form.is(class::ORG) && form.has(shape::DOTTED) {
            tokens[comma].kind = Kind::Other;
            let behind = comma + 2;
            let verb = |t: &Token| t.lower() && (t.cue != 0 || t.is(class::AUX | class::MODAL));
            // `Jane Smith, director of Smith & Sons, Inc., said`
            let of = tokens[comma.saturating_sub(2 * NAME)..comma].iter().rev();
            let mut of = of.take_while(|t| !matches!(t.kind, Kind::Stop | Kind::Paragraph));
            if tokens[behind].kind == Kind::Comma
                && tokens.get(behind + 1).is_some_and(verb)
                && !of.any(|t| t.kind == Kind::Comma)
            {
                tokens[behind].kind = Kind::Other;
            }
            continue;
        }
        let before = &tokens[comma.saturating_sub(NAME)..comma];
        let after = &tokens[comma + 1..tokens.len().min(comma + 1 + NAME)];
        let of = before
            .iter()
            .rposition(|t| !named(t) && t.kind != Kind::Other);
        let opens = of.is_some_and(|k| {
            k > 0
                && before[k].lower()
                && before[k].is(class::PREP)
                && named(&before[k - 1])
                && before[k - 1].is(class::ORG)
        });
        let and = after.iter().position(|t| !named(t)).unwrap_or(NAME);
        let lists = after
            .get(and)
            .is_some_and(|t| t.lower() && t.is(class::COORD))
            && after.get(and + 1).is_some_and(named);
        if opens && lists {
            tokens[comma].kind = Kind::Other;
        }
    }
}

/// `First Minister Jane Smith`, `first lady Jane Smith`: no adverb, but part of a title.
fn first_of_all(tokens: &mut [Token], capitals: &[u32]) {
    let first = lexicon::number(b"first");
    let offices =
        ["minister", "lady", "gentleman"].map(|office| lexicon::number(office.as_bytes()));
    for at in capitals.iter().map(|place| *place as usize) {
        // `First Minister` at its first word, `first minister Smith` behind both of them.
        let own = tokens[at].word == first;
        let at = if own { at } else { at.saturating_sub(2) };
        let office = &tokens[(at + 1).min(tokens.len() - 1)];
        if tokens[at].word == first
            && office.kind == Kind::Word
            && offices.contains(&office.word)
            && (office.has(shape::CAP) || !own)
        {
            tokens[at].classes = class::TITLE;
        }
    }
}

/// True for a word by which a headline is told: of four bytes and more.
fn is_long(token: &Token) -> bool {
    token.kind == Kind::Word && !token.has(shape::GENITIVE) && token.end - token.start >= 4
}

impl<'a> Doc<'a> {
    /// Reads a text.
    #[cfg(test)]
    pub fn new(text: &'a str, lexicon: &'static Lexicon) -> Doc<'a> {
        Doc::of(text, lexicon, scan(text, lexicon).all())
    }

    /// A text of which the tokens have been read.
    pub fn of(text: &'a str, lexicon: &'static Lexicon, read: Read) -> Doc<'a> {
        let Read {
            mut tokens,
            mut places,
        } = read;
        let mut room = ROOM.take();
        let shouted = lexicon.english && shouted::recase(text, &mut tokens, lexicon);
        if shouted {
            places.clear();
            let all = tokens.iter().enumerate();
            all.for_each(|(at, token)| places.take(at, token));
        }
        within_names(&mut tokens, &places.signs);
        if lexicon.english {
            first_of_all(&mut tokens, &places.capitals);
        }
        let quoted = mem::take(&mut room.quoted);
        let quoted = marks::pair(text, &mut tokens, &places.signs, !lexicon.english, quoted);
        let mut sentences = mem::take(&mut room.sentences);
        sentences.clear();
        let mut inside = mem::take(&mut room.inside);
        let mut sentence_of = mem::take(&mut room.sentence_of);
        inside.clear();
        inside.resize(tokens.len(), 0);
        // Every token gets its sentence.
        sentence_of.resize(tokens.len(), 0);
        for (k, q) in quoted.iter().enumerate() {
            inside[q.start as usize..q.end as usize].fill(k as u32 + 1);
        }
        let mut doc = Doc {
            text,
            lexicon,
            last: tokens.last().copied().unwrap_or(END),
            tokens,
            places,
            small: shouted.then(|| text.to_ascii_lowercase().into()),
            quoted,
            inside,
            sentences,
            sentence_of,
        };
        doc.split();
        doc.last = doc.tokens.last().copied().unwrap_or(END);
        doc
    }

    /// The text of tokens `start..end`, to be compared: in small letters where all of it is in capitals.
    pub fn text_of(&self, start: usize, end: usize) -> &str {
        let text = self.small.as_deref().unwrap_or(self.text);
        &text[self.bytes_of(start, end)]
    }

    /// The bytes of a token as it is written.
    pub fn bytes(&self, i: usize) -> &'a [u8] {
        let token = &self.tokens[i];
        &self.text.as_bytes()[token.start as usize..token.end as usize]
    }

    /// True when the token at `i` ends with these letters of ASCII, as [`Doc::text_of`] has them.
    pub fn ends(&self, i: usize, ending: &str) -> bool {
        let Some(token) = self.tokens.get(i) else {
            return false;
        };
        let text = self.small.as_deref().unwrap_or(self.text);
        text.as_bytes()[token.start as usize..token.end as usize].ends_with(ending.as_bytes())
    }

    /// The text of tokens `start..end` as it is written.
    pub fn written(&self, start: usize, end: usize) -> &'a str {
        &self.text[self.bytes_of(start, end)]
    }

    fn bytes_of(&self, start: usize, end: usize) -> Range<usize> {
        match start < end && end <= self.tokens.len() {
            true => self.tokens[start].start as usize..self.tokens[end - 1].end as usize,
            false => 0..0,
        }
    }

    /// The token at `i`; beyond the end, the last one, which ends a paragraph.
    pub fn at(&self, i: usize) -> &Token {
        self.tokens.get(i).unwrap_or(&self.last)
    }

    /// What the token at `i` is.
    pub fn kind(&self, i: usize) -> Kind {
        self.at(i).kind
    }

    /// True when the word at `i` is in one of the classes.
    pub fn is(&self, i: usize, classes: u64) -> bool {
        self.at(i).is(classes)
    }

    /// The sentence of a token.
    pub fn sentence(&self, i: usize) -> Sentence {
        self.sentences[self.sentence_of[i.min(self.sentence_of.len() - 1)] as usize]
    }

    fn split(&mut self) {
        let places = mem::take(&mut self.places);
        let (mut start, mut paragraph) = (0, 0);
        let mut capitals = &places.capitals[..];
        for i in places.signs.iter().map(|sign| *sign as usize) {
            let ends = match self.tokens[i].kind {
                // It belongs to the end before.
                _ if i < start => None,
                Kind::Word => self.after_abbreviation(i),
                Kind::Paragraph => Some(i + 1),
                Kind::Stop => self.after_stop(i),
                Kind::Unbracket
                    if self.tokens[i - usize::from(i > 0)].kind == Kind::Stop
                        && self.starts(i + 1) =>
                {
                    Some(i + 1)
                }
                _ => None,
            };
            let Some(end) = ends else {
                continue;
            };
            // The end of a paragraph right behind that of a sentence is no other.
            if self.tokens[start].kind == Kind::Paragraph {
                let last = self.sentences.len().saturating_sub(1) as u32;
                self.sentence_of[start..end].fill(last);
            } else {
                let within = capitals.partition_point(|place| (*place as usize) < end);
                let (here, behind) = capitals.split_at(within);
                self.close_sentence(start, end, paragraph, here);
                capitals = behind;
            }
            start = end;
            paragraph += u32::from(self.tokens[end - 1].kind == Kind::Paragraph);
        }
        if self.sentences.is_empty() {
            self.close_sentence(0, self.tokens.len(), 0, capitals);
        }
        self.places = places;
    }

    /// A sentence, and the `capitals` in it.
    fn close_sentence(&mut self, start: usize, end: usize, paragraph: u32, capitals: &[u32]) {
        let here = &mut self.tokens[start..end];
        let word = |t: &&mut Token| t.kind == Kind::Word && !t.has(shape::GENITIVE);
        if let Some(first) = here.iter_mut().find(word) {
            first.shape |= shape::FIRST;
        }
        // Of four long words at least most are capitalised: few sentences have as many capitals, and of those few that
        // have the first words tell.
        let headline = capitals.len() >= 4 && {
            let capitals = capitals.iter().map(|place| *place as usize - start);
            let capitals = capitals.filter(|at| is_long(&here[*at])).count();
            let small = here.iter().filter(|t| is_long(t) && !t.has(shape::CAP));
            capitals >= 4 && small.take(capitals / 4 + 1).count() <= capitals / 4
        };
        if headline {
            here.iter_mut().for_each(|t| t.shape |= shape::HEADLINE);
        }
        self.sentence_of[start..end].fill(self.sentences.len() as u32);
        self.sentences.push(Sentence {
            start: start as u32,
            end: end as u32,
            paragraph,
            headline,
        });
    }

    /// The last token of a stretch, the closing mark of one within it left aside: `“…, ‘…,’” said Smith`.
    pub fn last_of(&self, q: &Quoted) -> usize {
        let mut last = (q.end as usize).saturating_sub(1);
        while last > q.start as usize
            && self.kind(last) == Kind::Other
            && matches!(self.text_of(last, last + 1), "’" | "'" | "\"" | "”" | "''")
        {
            last -= 1;
        }
        last
    }

    /// True when a sentence may start at this token.
    fn starts(&self, i: usize) -> bool {
        let t = self.at(i);
        match t.kind {
            Kind::Word => t.has(shape::CAP) || self.small.is_some(),
            Kind::Number | Kind::Open | Kind::Bracket | Kind::Dash | Kind::Paragraph => true,
            Kind::Other => !matches!(
                self.text.as_bytes().get(t.start as usize),
                Some(b'%' | b'/')
            ),
            _ => false,
        }
    }

    /// Where the sentence ends whose full stop is at `i`, when it does.
    fn after_stop(&self, i: usize) -> Option<usize> {
        let mut end = i + 1;
        while matches!(self.kind(end), Kind::Stop | Kind::Close | Kind::Unbracket)
            && end + 1 < self.tokens.len()
            && end < i + 8
        {
            end += 1;
        }
        if !self.starts(end)
            || (end == i + 1
                && !self.at(end).has(shape::SPACED)
                && self.kind(end) != Kind::Paragraph)
        {
            return None;
        }
        // “Is it?” Smith asked. “No,” he said: the mark is not the sentence's end.
        let quoted = end > i + 1 && self.kind(end - 1) == Kind::Close;
        if quoted && self.attributes(end, self.text_of(i, i + 1) != ".") {
            return None;
        }
        Some(end)
    }

    /// True when a clause that attributes starts here: a few words of a name, then a verb of speech
    /// that takes nothing more (`Smith asked.`), or, behind a `question`, whom it was said to.
    fn attributes(&self, from: usize, question: bool) -> bool {
        let mut i = from;
        while i < from + 7 {
            let t = self.at(i);
            // `“Is it?” Smith, a farmer, asked.`
            if t.kind == Kind::Comma && i > from && self.at(i - 1).has(shape::CAP) {
                let comma = (i + 1..i + 25)
                    .find(|k| self.kind(*k) != Kind::Word && self.kind(*k) != Kind::Number);
                let verb = comma.map(|k| self.at(k + 1));
                return comma.is_some_and(|k| self.kind(k) == Kind::Comma)
                    && verb.is_some_and(|v| {
                        v.lower()
                            && v.is(class::PAST | class::PRES)
                            && self.lexicon.cue(v.cue).takes & super::lexicon::takes::DIRECT != 0
                    });
            }
            if t.kind != Kind::Word {
                return false;
            }
            if i > from || t.lower() {
                let cue = self.lexicon.cue(t.cue);
                if t.is(class::PAST | class::PRES) && cue.takes & super::lexicon::takes::DIRECT != 0
                {
                    let next = self.at(i + 1);
                    return matches!(
                        next.kind,
                        Kind::Stop | Kind::Comma | Kind::Paragraph | Kind::Open
                    ) || next.is(class::PREP | class::SUBORD | class::TIME)
                        || (i == from && next.has(shape::CAP))
                        || question
                            && (cue.takes & super::lexicon::takes::OBJECT != 0
                                || next.is(class::ADVERB));
                }
            }
            if t.lower() && !t.is(class::ROLE | class::DET | class::PRONOUN) && i > from + 3 {
                return false;
            }
            i += 1;
        }
        false
    }

    /// `… of the U.S. The …`: the dot is the abbreviation's and the sentence's.
    fn after_abbreviation(&self, i: usize) -> Option<usize> {
        let t = &self.tokens[i];
        if !t.has(shape::DOTTED) || t.has(shape::INITIAL) || t.is(class::HONORIFIC | class::TITLE) {
            return None;
        }
        let end = i + 1 + usize::from(self.kind(i + 1) == Kind::Close);
        let next = self.at(end);
        let starts = (next.has(shape::CAP)
            && next.is(class::NOTNAME | class::DET | class::SUBJECT)
            && !next.is(class::TIME | class::HONORIFIC))
            || next.kind == Kind::Open && self.at(end + 1).has(shape::CAP);
        starts.then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_goes_from_place_to_place_misses_no_token(parts in prop::collection::vec(prop::sample::select(vec![
            "“", "”", "\"", "'", "’", "«", "»", "—", "-", " ", " ", " ", " ", "\n", "\n\n", ".", ",", ":", "?", "(", ")",
            "said", "Said", "says", "according to", "the", "Senator", "Mr.", "John", "Smith", "SMITH", "U.S.", "J.", "10",
            "the growers' ", "Smith's ", "IT IS THE SENATOR SMITH WHO SAID SO ", "Élan ", "dit-il", "for Culture, Media and ",
        ]), 0..60), shouted in prop_oneof![Just(0usize), 0..30usize]) {
            // A text in capitals loses most of them.
            let text = "IT IS THE SENATOR SMITH WHO SAID SO. ".repeat(shouted) + &parts.concat();
            for language in ["en", "es", "fr"] {
                let doc = Doc::new(&text, lexicon::of(Some(language)));
                let places = |wanted: &dyn Fn(&Token) -> bool| -> Vec<u32> {
                    let all = (0..).zip(&doc.tokens);
                    all.filter(|(_, t)| wanted(t)).map(|(at, _)| at).collect()
                };
                let capital = |t: &Token| t.kind == Kind::Word && t.has(shape::CAP);
                prop_assert_eq!(&doc.places.capitals[..], &places(&capital));
                let cue = |t: &Token| t.cue != 0 || t.kind == Kind::Colon || t.is(class::ACCORDING);
                prop_assert_eq!(&doc.places.cues[..], &places(&cue));
                // A mark may have become the genitive of a plural since.
                let sign = |t: &Token| !matches!(t.kind, Kind::Word | Kind::Number) || t.has(shape::DOTTED);
                for at in places(&sign) {
                    prop_assert!(doc.places.signs.binary_search(&at).is_ok());
                }
                prop_assert!(doc.places.signs.is_sorted());
                let mut end = 0;
                for (n, sentence) in (0..).zip(&doc.sentences) {
                    let all = sentence.start as usize..sentence.end as usize;
                    // Between two sentences there is nothing but the end of a paragraph.
                    prop_assert!(doc.tokens[end..all.start].iter().all(|t| t.kind == Kind::Paragraph));
                    end = all.end;
                    prop_assert!(doc.sentence_of[all.clone()].iter().all(|of| *of == n));
                    let word = |at: &usize| doc.kind(*at) == Kind::Word && !doc.at(*at).has(shape::GENITIVE);
                    let first: Vec<usize> = all.clone().filter(|at| doc.at(*at).has(shape::FIRST)).collect();
                    let expected: Vec<usize> = all.clone().find(word).into_iter().collect();
                    prop_assert_eq!(first, expected);
                    let long = all.clone().filter(|at| is_long(doc.at(*at)));
                    let (capitals, small): (Vec<_>, Vec<_>) = long.partition(|at| doc.at(*at).has(shape::CAP));
                    let long = capitals.len() + small.len();
                    prop_assert_eq!(sentence.headline, long >= 4 && capitals.len() * 10 >= long * 8);
                }
                prop_assert!(doc.tokens[end..].iter().all(|t| t.kind == Kind::Paragraph));
            }
        }
    }
}
