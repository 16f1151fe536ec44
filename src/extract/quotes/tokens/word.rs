//! Words that are read letter by letter: with a dot, an apostrophe or a hyphen in them, with letters beyond ASCII, or
//! long.

use super::super::lexicon::{self, class};
use super::super::spelling;
use super::{Kind, Scan, Token, adverb, shape};
use crate::text::fold;

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
                b'.' if upper + lower == 1 + dots && self.letter_at(at + 1) => {
                    // `U.S.`, `a.m.`: one letter, one dot, again and again.
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
        let mut entry = known.unwrap_or_else(|| self.lexicon.get(&self.folded));
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
        let word = lexicon::number(&self.folded);
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
}
