//! Words that are read letter by letter: with a dot, an apostrophe or a hyphen in them, with letters beyond ASCII, or
//! long.

use std::mem;

use super::super::lexicon::{self, class};
use super::super::spelling;
use super::{Kind, Scan, Token, adverb, shape};
use crate::text::fold;
use crate::text::short::{self, Plain};

impl Scan<'_> {
    /// Reads the word that starts here, and an English clitic behind it; returns where they end.
    ///
    /// Not part of the loop that calls it, to which it would leave no registers.
    #[inline(never)]
    pub(super) fn word(&mut self, start: usize) -> usize {
        self.folded.clear();
        let mut at = start;
        let (mut upper, mut lower, mut first_upper) = (0u32, 0u32, false);
        let mut dots = 0;
        let mut split = 0; // start of an English clitic, in bytes of the text
        while let Some(&b) = self.bytes.get(at) {
            match b {
                b'a'..=b'z' => {
                    lower += 1;
                    self.folded.push(b);
                    at += 1;
                }
                b'A'..=b'Z' => {
                    first_upper |= at == start;
                    upper += 1;
                    self.folded.push(b.to_ascii_lowercase());
                    at += 1;
                }
                b'0'..=b'9' => {
                    self.folded.push(b);
                    at += 1;
                }
                b'.' if (upper + lower == 1 + dots + self.party() || self.is_doctorate(at))
                    && self.letter_at(at + 1) =>
                {
                    // `U.S.`, `a.m.`: one letter, one dot, again and again; `D-R.I.` and `Ph.D.`
                    dots += 1;
                    self.folded.push(b'.');
                    at += 1;
                }
                b'.' if lower > 0 && spelling::is_site(self.bytes, at + 1) => {
                    self.folded.push(b'.');
                    at += 1;
                }
                b'&' if upper > 0 && lower == 0 && self.letter_at(at + 1) => {
                    self.folded.push(b);
                    at += 1;
                }
                b'\'' | b'-' | 0xE2 if self.joint(at).0 > 0 => {
                    let (len, apostrophe) = self.joint(at);
                    let next = at + len;
                    let goes_on = self.letter_at(next)
                        || (!apostrophe && self.bytes.get(next).is_some_and(u8::is_ascii_digit));
                    if !goes_on {
                        break;
                    }
                    if apostrophe && self.lexicon.english && self.clitic(next) {
                        split = at;
                        break;
                    }
                    if !apostrophe && !self.lexicon.english && self.pronoun_after(next) {
                        break;
                    }
                    let elided = [&b"l"[..], b"d", b"n", b"s", b"c", b"j", b"m", b"t", b"qu"];
                    if apostrophe && !self.lexicon.english && elided.contains(&&self.folded[..]) {
                        // `l'`, `d'`, `qu'`: a word of its own.
                        self.folded.push(b'\'');
                        at = next;
                        break;
                    }
                    self.folded.push(if apostrophe { b'\'' } else { b'-' });
                    at = next;
                }
                0..=127 => break,
                _ => {
                    let Some(c) = self.text[at..].chars().next() else {
                        break;
                    };
                    // Letters of a text decoded wrongly (`PeÃ±a`) stay together.
                    let garbled = matches!(c, '\u{80}'..='\u{bf}')
                        && (self.text[start..at].ends_with(['Ã', 'Â']));
                    if !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}') && !garbled {
                        break;
                    }
                    match c.is_uppercase() {
                        true => {
                            first_upper |= at == start;
                            upper += 1;
                        }
                        false => lower += 1,
                    }
                    let mut buffer = [0; 4];
                    for l in c.to_lowercase() {
                        self.folded
                            .extend_from_slice(l.encode_utf8(&mut buffer).as_bytes());
                    }
                    at += c.len_utf8();
                }
            }
        }
        let mut shape = 0;
        if first_upper {
            shape |= shape::CAP;
            if upper >= 2 && lower == 0 {
                shape |= shape::ALL_CAPS;
            }
        }
        // `al-Sayed`, `d'Estaing`: capitals after the particle.
        let particles: [&[u8]; 9] = [
            b"al-", b"el-", b"ul-", b"as-", b"ash-", b"an-", b"ar-", b"at-", b"d'",
        ];
        if !first_upper && upper > 0 && particles.iter().any(|p| self.folded.starts_with(p)) {
            shape |= shape::CAP;
        }
        let mut entry = None;
        if split == 0 && self.bytes.get(at) == Some(&b'.') && self.bytes.get(at + 1) != Some(&b'.')
        {
            let initial = upper == 1
                && lower == 0
                && dots == 0
                && spelling::capital_follows(self.bytes, at + 1);
            let short = at - start <= 5;
            self.folded.push(b'.');
            let known = match dots > 0 || (short && !initial) {
                true => self.lexicon.get(&self.folded),
                false => Default::default(),
            };
            // `R-Ky., said`: before a comma a full stop is that of the word.
            let inner = spelling::is_sign(self.bytes, &self.folded, at + 1)
                || self.bytes.get(at + 1) == Some(&b',');
            if dots > 0 || initial || inner || known.classes != 0 {
                if known.classes != 0 {
                    entry = Some(known);
                }
                at += 1;
                shape |= shape::DOTTED;
                if initial {
                    shape |= shape::INITIAL;
                }
            } else {
                self.folded.pop();
            }
        }
        let shouted = shape & shape::ALL_CAPS != 0;
        let known = entry.or_else(|| self.acronym(&self.bytes[start..at], shouted));
        let hash = lexicon::key(&self.folded).map(short::hash);
        let mut entry = known.unwrap_or_else(|| match hash {
            Some(hash) => self.lexicon.by_hash(hash),
            None => self.lexicon.get(&self.folded),
        });
        if first_upper
            && entry.classes == 0
            && let Some(k) = self.folded.iter().position(|b| *b == b'-')
        {
            // `Jean-Marc`: a given name by its first half.
            entry.classes = self.lexicon.get(&self.folded[..k]).classes & class::GIVEN;
        }
        if first_upper
            && entry.classes == 0
            && !self.folded.is_ascii()
            && let Ok(word) = std::str::from_utf8(&self.folded)
        {
            // `Andrés`: names are listed in one spelling.
            let plain = self.lexicon.get(fold::fold(word).as_bytes()).classes;
            entry.classes = plain & (class::GIVEN | class::SURNAME);
        }
        let word = hash.map_or_else(|| lexicon::number(&self.folded), lexicon::number_of);
        if self.folded.len() > 4 && self.folded.ends_with(b"ly") && !first_upper {
            entry.classes |= adverb(entry);
        }
        self.add(Token {
            start: start as u32,
            end: at as u32,
            word,
            cue: entry.cue,
            kind: Kind::Word,
            shape,
            classes: entry.classes,
        });
        match split {
            0 => at,
            _ => self.apostrophe(split, self.joint(split).0),
        }
    }

    /// One for a word that begins with the letter of a party: `D-R.I.`
    fn party(&self) -> u32 {
        u32::from(self.lexicon.english && self.folded.get(1) == Some(&b'-'))
    }

    /// `Ph.D.`, at its first full stop.
    fn is_doctorate(&self, at: usize) -> bool {
        self.folded == b"ph" && self.bytes[at..].starts_with(b".D.")
    }

    /// A word with a sign in it or behind it: often it is but a noun's `'s`.
    ///
    /// Not part of the loop that calls it, as [`Scan::word`].
    #[inline(never)]
    pub(super) fn joined(
        &mut self,
        start: usize,
        word: Plain,
        hash: u64,
        entry: lexicon::Word,
    ) -> usize {
        let end = start + word.len;
        let (len, apostrophe) = self.joint(end);
        if apostrophe && word.len <= 15 && self.lexicon.english && self.clitic(end + len) {
            self.add_plain(start, word, hash, entry);
            return self.apostrophe(end, len);
        }
        self.word(start)
    }

    /// True when an English clitic starts here: `s`, `d`, `m`, `ll`, `re`, `ve`, and no letter after it.
    pub(super) fn clitic(&self, at: usize) -> bool {
        let len = match self.bytes.get(at..at + 2) {
            Some([b's' | b'd' | b'm' | b'S', next]) if !next.is_ascii_alphabetic() => 1,
            Some(b"ll" | b"re" | b"ve") => 2,
            None if matches!(self.bytes.get(at), Some(b's' | b'd' | b'm')) => 1,
            _ => 0,
        };
        len > 0 && !self.letter_at(at + len) && self.joint(at + len).0 == 0
    }

    /// `-il`, `-t-elle`: a French pronoun behind its verb starts here.
    pub(super) fn pronoun_after(&self, at: usize) -> bool {
        let rest = &self.bytes[at..];
        let rest = rest.strip_prefix(b"t-").unwrap_or(rest);
        [&b"il"[..], b"elle", b"ils", b"elles", b"on", b"je"]
            .iter()
            .any(|p| {
                rest.starts_with(p) && !self.letter_at(self.bytes.len() - rest.len() + p.len())
            })
    }

    /// A clitic with its apostrophe, the bare apostrophe of a plural's genitive, or a quotation mark.
    pub(super) fn apostrophe(&mut self, at: usize, len: usize) -> usize {
        let spaced = self.spaced || self.out.is_empty();
        let next = at + len;
        if !spaced && self.lexicon.english && self.clitic(next) {
            let end = next
                + self.bytes[next..]
                    .iter()
                    .take(2)
                    .take_while(|b| b.is_ascii_alphabetic())
                    .count();
            self.folded.clear();
            self.folded.push(b'\'');
            self.folded
                .extend(self.bytes[next..end].iter().map(u8::to_ascii_lowercase));
            let folded = mem::take(&mut self.folded);
            let end = self.clitic_word(at, end, &folded);
            self.folded = folded;
            return end;
        }
        self.one(at, len, Kind::Mark)
    }

    /// A clitic: a genitive behind a noun, else short for a verb.
    pub(super) fn clitic_word(&mut self, at: usize, end: usize, folded: &[u8]) -> usize {
        let entry = self.lexicon.get(folded);
        let genitive = folded == b"'s"
            && self.out.last().is_some_and(|t| {
                t.kind != Kind::Word
                    || !t.is(class::PRONOUN | class::WH | class::ADVERB)
                    || t.is(class::DAY)
            });
        let (shape, classes) = match genitive {
            true => (shape::GENITIVE, 0),
            false => (0, entry.classes),
        };
        self.add(Token {
            start: at as u32,
            end: end as u32,
            word: lexicon::number(folded),
            cue: 0,
            kind: Kind::Word,
            shape,
            classes,
        });
        end
    }
}
