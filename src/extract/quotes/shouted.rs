//! Texts all in capitals, as telexes and old archives have them: which of their words would have a capital elsewhere.
//!
//! Capitals tell names from other words, and where all words have them they tell nothing. What is left is what the
//! lexicon knows: given names, family names, places; and what stands behind a title or a given name.

use rustc_hash::FxHashSet;

use super::lexicon::{Lexicon, class};
use super::tokens::{Kind, Token, shape};

/// Fewest words of a text that is judged: a headline is no such text.
const FEWEST: usize = 30;
/// Words no list has that may follow a title or a given name as parts of a name.
const PARTS: usize = 2;

/// Words that are names whatever stands around them, unless they are [`COMMON`] as well.
const LISTED: u64 = class::GIVEN
    | class::SURNAME
    | class::FAMOUS
    | class::HONORIFIC
    | class::PLACE
    | class::NATION
    | class::MONTH
    | class::DAY
    | class::SUFFIX;
const COMMON: u64 = class::FUNCTION | class::NOUN | class::VERB | class::DOC;
/// What words have that are no names.
const ENDINGS: [&str; 6] = ["ED", "ING", "LY", "ION", "NESS", "MENT"];

/// Takes the capitals from all words of such a text that would not have one elsewhere; true when it was one.
pub fn recase(text: &str, tokens: &mut [Token], lexicon: &Lexicon) -> bool {
    let (mut words, mut shouted) = (0, 0);
    for token in tokens.iter() {
        let long = token.kind == Kind::Word && token.end - token.start > 1;
        words += usize::from(long);
        shouted += usize::from(long && token.has(shape::ALL_CAPS));
        // Most texts show it at once.
        if words == FEWEST && shouted * 2 < words {
            return false;
        }
    }
    if words < FEWEST || shouted * 10 < words * 8 {
        return false;
    }
    // Pronouns after all.
    for token in tokens.iter_mut() {
        if matches!(
            &text[token.start as usize..token.end as usize],
            "IT" | "US" | "WHO"
        ) {
            let word = text[token.start as usize..token.end as usize].to_lowercase();
            token.classes = lexicon.get(word.as_bytes()).classes;
        }
    }
    let listed = |t: &Token| t.kind == Kind::Word && t.is(LISTED) && !t.is(COMMON) && t.cue == 0;
    let unknown = |t: &Token| {
        let word = &text[t.start as usize..t.end as usize];
        t.kind == Kind::Word
            && t.classes == 0
            && t.cue == 0
            && !t.has(shape::GENITIVE)
            && !ENDINGS.iter().any(|e| word.ends_with(e))
    };
    // Words behind a title or a given name, while they may belong to it.
    let mut behind = None;
    let mut names: FxHashSet<u32> = FxHashSet::default();
    for i in 0..tokens.len() {
        let t = tokens[i];
        if t.kind != Kind::Word {
            behind = None;
            continue;
        }
        let next = tokens.get(i + 1);
        let titles = t.is(class::TITLE) && next.is_some_and(|t| listed(t) || unknown(t));
        let part = unknown(&t) && behind.is_some_and(|n| n < PARTS);
        if part {
            names.insert(t.word);
        }
        let named = listed(&t) || titles || part || t.has(shape::INITIAL);
        behind = match (part, t.is(class::TITLE | class::HONORIFIC | class::GIVEN)) {
            (true, _) => behind.map(|n| n + 1),
            (false, true) if named => Some(0),
            _ => None,
        };
        capital(&mut tokens[i], named);
    }
    for token in tokens {
        if token.lower() && unknown(token) && names.contains(&token.word) {
            capital(token, true);
        }
    }
    true
}

fn capital(token: &mut Token, named: bool) {
    token.shape &= !(shape::ALL_CAPS | shape::CAP);
    if named {
        token.shape |= shape::CAP;
    }
}
