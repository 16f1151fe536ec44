//! Whether a clause speaks of what was or of what will be.
//!
//! No parser: the nearest verb to the left decides, then the nearest to the right; auxiliaries and
//! infinitives are looked through (`was told to appear on Friday`, `declined to comment Friday`).

use super::lexicon::{Class, Lexicon, Verb};
use super::token::{CAPITAL, Kind, PARAGRAPH, Token};

/// What the clause around an expression says of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    Past,
    Future,
    Unknown,
}

/// How far to look, in tokens; sentences longer than this are rare and their far verbs mislead.
const REACH: usize = 30;

/// The tense of the clause in which tokens `from..to` stand.
pub fn of(body: &str, tokens: &[Token], from: usize, to: usize, lexicon: &Lexicon) -> Tense {
    if let Some(ahead) = from.checked_sub(2)
        && tokens[ahead].kind == Kind::Word
        && lexicon
            .ahead
            .iter()
            .any(|w| **w == *tokens[ahead].text(body))
    {
        return Tense::Future;
    }
    let left = backwards(body, tokens, from, lexicon);
    if left != Tense::Unknown {
        return left;
    }
    forwards(body, tokens, to, lexicon)
}

fn ends_sentence(tokens: &[Token], i: usize) -> bool {
    let token = &tokens[i];
    if !matches!(token.kind, Kind::Mark) {
        return false;
    }
    match token.value as u8 {
        b'!' | b'?' | b';' => true,
        b'.' => match tokens.get(i + 1) {
            // A dot after an initial or an unknown abbreviation goes on in lower case or at once.
            Some(next) => next.kind != Kind::Word || next.has(CAPITAL) && !initial(tokens, i),
            None => true,
        },
        _ => false,
    }
}

fn initial(tokens: &[Token], dot: usize) -> bool {
    dot > 0 && {
        let before = &tokens[dot - 1];
        before.kind == Kind::Word
            && before.has(CAPITAL)
            && before.end - before.start <= 3
            && before.end == tokens[dot].start
    }
}

fn is_determiner(token: &Token, lexicon: &Lexicon) -> bool {
    token.kind == Kind::Word
        && matches!(
            lexicon.entry(token.word).class,
            Class::Determiner | Class::Count
        )
}

fn verb(body: &str, token: &Token, lexicon: &Lexicon) -> Option<Verb> {
    match token.kind {
        // `May`
        Kind::Word if lexicon.entry(token.word).class == Class::Month && token.has(CAPITAL) => None,
        Kind::Word => {
            // Of words with a capital only those listed: `Limited`, German nouns.
            lexicon.verb(token.text(body), token.has(CAPITAL))
        }
        _ => None,
    }
}

fn backwards(body: &str, tokens: &[Token], from: usize, lexicon: &Lexicon) -> Tense {
    let stop = from.saturating_sub(REACH);
    let mut i = from;
    while i > stop {
        i -= 1;
        if tokens[i].has(PARAGRAPH) && i + 1 < from && tokens[i + 1].has(PARAGRAPH) {
            return Tense::Unknown;
        }
        if i + 1 < tokens.len() && tokens[i + 1].has(PARAGRAPH) || ends_sentence(tokens, i) {
            return Tense::Unknown;
        }
        match verb(body, &tokens[i], lexicon) {
            // `Until Thursday, they had`: the clause comes after it.
            Some(Verb::Future)
                if i + 1 == from
                    && tokens[i].has(CAPITAL)
                    && (i == 0 || tokens[i].has(PARAGRAPH) || ends_sentence(tokens, i - 1)) => {}
            // `the plan`, `its target`: nouns.
            Some(Verb::Future) if i > stop && is_determiner(&tokens[i - 1], lexicon) => continue,
            Some(Verb::Future) => return Tense::Future,
            Some(Verb::PastWithInfinitive) => return Tense::Past,
            Some(Verb::Present) => {
                // `failed to meet`: the verb before decides.
                let infinitive = i > stop
                    && matches!(
                        verb(body, &tokens[i - 1], lexicon),
                        Some(Verb::Infinitive | Verb::Link)
                    );
                if !infinitive && !tokens[i].has(CAPITAL) {
                    return Tense::Future;
                }
            }
            Some(Verb::Past) => {
                return participle(body, tokens, i, stop, lexicon);
            }
            Some(Verb::Infinitive) => match infinitive(body, tokens, i, stop, lexicon) {
                Tense::Unknown => continue,
                tense => return tense,
            },
            _ => (),
        }
    }
    Tense::Unknown
}

/// Past tense, unless an auxiliary before it makes it a participle of something to come.
fn participle(body: &str, tokens: &[Token], at: usize, stop: usize, lexicon: &Lexicon) -> Tense {
    let mut link = false;
    for i in (stop.max(at.saturating_sub(4))..at).rev() {
        if ends_sentence(tokens, i) || tokens[i + 1].has(PARAGRAPH) {
            break;
        }
        match verb(body, &tokens[i], lexicon) {
            Some(Verb::Link) => link = true,
            Some(Verb::Future) if link || i + 2 >= at => return Tense::Future,
            Some(Verb::Infinitive) if link => {
                return match infinitive(body, tokens, i, stop, lexicon) {
                    Tense::Past => Tense::Past,
                    _ => Tense::Future,
                };
            }
            Some(_) => break,
            None if tokens[i].kind == Kind::Mark => break,
            None => (),
        }
    }
    Tense::Past
}

/// What `to` says: an infinitive under a future verb, or under one that tells what happened.
fn infinitive(body: &str, tokens: &[Token], at: usize, stop: usize, lexicon: &Lexicon) -> Tense {
    // `to` before a noun, a name or a number is a preposition.
    match tokens.get(at + 1) {
        Some(next)
            if next.kind == Kind::Word
                && !next.has(CAPITAL)
                && (matches!(lexicon.entry(next.word).class, Class::None | Class::Edge)) => {}
        _ => return Tense::Unknown,
    }
    for i in (stop.max(at.saturating_sub(3))..at).rev() {
        match verb(body, &tokens[i], lexicon) {
            Some(Verb::Future) => return Tense::Future,
            // `is to resume`
            Some(Verb::Link) if i + 1 == at => return Tense::Future,
            Some(Verb::PastWithInfinitive) => return Tense::Past,
            Some(_) => return Tense::Unknown,
            None => (),
        }
    }
    Tense::Unknown
}

fn forwards(body: &str, tokens: &[Token], to: usize, lexicon: &Lexicon) -> Tense {
    let end = tokens.len().min(to.saturating_add(REACH));
    for i in to..end {
        if tokens[i].has(PARAGRAPH) || ends_sentence(tokens, i) {
            return Tense::Unknown;
        }
        match verb(body, &tokens[i], lexicon) {
            Some(Verb::Future) => return Tense::Future,
            Some(Verb::Past | Verb::PastWithInfinitive) => return Tense::Past,
            Some(Verb::Present) if !tokens[i].has(CAPITAL) => return Tense::Future,
            _ => (),
        }
    }
    Tense::Unknown
}
