//! Noun phrases, read from their end without a parser: word classes, capitals and punctuation tell.

use super::names::Cast;
use super::sources::REACH;
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::{class, takes};
use crate::extract::quotes::tokens::{Kind, reads, shape};

/// True when a token can stand inside a noun phrase read backwards.
fn nominal(doc: &Doc, i: usize) -> bool {
    let t = doc.at(i);
    match t.kind {
        Kind::Number => true,
        Kind::Word => {
            if t.has(shape::GENITIVE) {
                return true;
            }
            if t.has(shape::CAP) && !t.has(shape::FIRST) {
                return true;
            }
            if t.is(class::AUX | class::MODAL | class::SUBORD) {
                return false;
            }
            if t.is(class::THAT | class::WH | class::RELATIVE)
                || t.is(class::NEG) && !t.is(class::DET)
            {
                return false;
            }
            if t.is(class::PRONOUN)
                && !t.is(class::PEOPLE | class::DET | class::NUMBER | class::POSS)
            {
                return false;
            }
            true
        }
        Kind::Other => matches!(
            doc.text_of(i, i + 1),
            "%" | "$" | "&" | "-" | "/" | "#" | "@" | ","
        ),
        _ => false,
    }
}

/// True for a verb that can only say something (`said`), not for one that may be a participle
/// (`people accused of`).
pub fn says(doc: &Doc, k: usize) -> bool {
    let takes = doc.lexicon.cue(doc.at(k).cue).takes;
    takes & takes::DIRECT != 0 && takes & (takes::WEAK | takes::NOUN | takes::OBJECT) == 0
}

/// True for a plural as far as the word alone tells.
pub fn plural(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("ss")
}

/// True for a plural that does not look like one.
pub fn irregular(word: &str) -> bool {
    matches!(word, "people" | "men" | "women" | "police")
}

/// True for a part of many that has a plural verb: `nearly a third say`, `9 percent say`.
pub fn share(word: &str) -> bool {
    matches!(
        word,
        "percent" | "pct" | "cent" | "third" | "quarter" | "half" | "majority"
    )
}

/// True for a finite verb as far as the word alone tells.
pub fn finite(doc: &Doc, i: usize) -> bool {
    let t = doc.at(i);
    if t.kind != Kind::Word || t.has(shape::CAP) && !t.has(shape::FIRST) {
        return false;
    }
    if t.is(class::AUX | class::MODAL) {
        return true;
    }
    if t.is(class::PAST | class::VERB) {
        return true;
    }
    t.is(class::PRES) && !t.is(class::BASE | class::DOC | class::PEOPLE | class::ORG)
        || (t.classes == 0 && t.lower() && doc.ends(i, "ed"))
}

/// Longest relative clause read between a subject and its verb, in tokens.
const RELATIVE: usize = 20;

/// The `who` of a clause with a verb of its own that ends before `end`: `members who have heard from the mayor`.
pub fn who(doc: &Doc, from: usize, end: usize) -> Option<usize> {
    let who = (from.max(end.saturating_sub(RELATIVE))..end)
        .rev()
        .take_while(|k| matches!(doc.kind(*k), Kind::Word | Kind::Number | Kind::Other))
        .find(|k| reads!(doc, *k, "who" | "whose"))?;
    let clause =
        who > from && doc.kind(who - 1) == Kind::Word && (who + 1..end).any(|k| finite(doc, k));
    clause.then_some(who)
}

/// First token of the noun phrase that ends before `end`, and not before `from`; `end` when there is none.
pub fn phrase_before(doc: &Doc, cast: &Cast, from: usize, end: usize) -> usize {
    let end = unbracket(doc, from, end);
    let floor = from.max(end.saturating_sub(REACH));
    let mut i = end;
    while i > floor {
        let k = i - 1;
        // `James E. (Jim) Nugent`, `May`: a name is one piece, whatever else its words are.
        if let Some(name) = cast.ending_at(i).map(|n| &cast.names[n])
            && name.person.is_some()
            && (name.start as usize) >= floor
        {
            i = name.start as usize;
            continue;
        }
        // `a Ministry of Trade (MIT) official`
        if doc.kind(k) == Kind::Unbracket {
            let short = (floor..k).rev().take(4);
            let open = { short }.find(|o| doc.kind(*o) == Kind::Bracket);
            if let Some(open) = open.filter(|o| *o > floor) {
                i = open;
                continue;
            }
        }
        if doc.is(k, class::COORD) && !doc.at(k).has(shape::CAP) {
            // `she and another reporter`
            let pronoun = k > floor
                && doc.is(k - 1, class::SUBJECT)
                && doc.is(k - 1, class::PRONOUN)
                && !doc.is(k - 1, class::DET | class::RELATIVE)
                // `supported it and Smith said`
                && !reads!(doc, k - 1, "it" | "you");
            if pronoun && i == k + 1 && i < end && reads!(doc, k, "and") {
                return k - 1;
            }
            // `Smith and Jones said`, but not `Smith left and Jones said`.
            let bound = k.saturating_sub(20).max(floor);
            let mut verb = k == floor || doc.kind(k - 1) == Kind::Comma;
            let mut j = k;
            while !verb && j > bound {
                j -= 1;
                if matches!(
                    doc.kind(j),
                    Kind::Comma | Kind::Semicolon | Kind::Open | Kind::Close | Kind::Stop
                ) {
                    break;
                }
                verb = finite(doc, j);
            }
            if verb || reads!(doc, k, "but") {
                break;
            }
            i = k;
            continue;
        }
        if !nominal(doc, k) {
            break;
        }
        // `released a video`: a verb and its object, but not in `who released a video`.
        let verb = doc.at(k).lower() && finite(doc, k) && !doc.is(k, class::AUX | class::MODAL);
        if verb
            && i < end
            && doc.is(k + 1, class::DET | class::POSS)
            && k > floor
            && !doc.is(k - 1, class::RELATIVE | class::ADVERB)
        {
            break;
        }
        if doc.at(k).is(class::PAST | class::PRES)
            && doc.at(k).lower()
            && i < end
            && !doc.at(k).is(class::BASE
                | class::NOUN
                | class::DOC
                | class::PEOPLE
                | class::ROLE
                | class::PREP)
            && (!doc.is(k + 1, class::PREP) || says(doc, k))
        {
            // `…, informed sources said`
            let attribute = i + 1 == end && k > floor && doc.kind(k - 1) == Kind::Comma;
            if attribute && doc.is(i, class::PEOPLE | class::DOC) && !says(doc, k) {
                return k;
            }
            // Another reporting verb: its object cannot be this verb's subject.
            break;
        }
        i = k;
    }
    strip(doc, cast, i, end)
}

/// Where a phrase ends that a parenthesis follows: `Smith (R-Ohio)`.
pub fn unbracket(doc: &Doc, from: usize, end: usize) -> usize {
    if end <= from || doc.kind(end - 1) != Kind::Unbracket {
        return end;
    }
    let open = (from..end - 1)
        .rev()
        .take(REACH)
        .find(|k| doc.kind(*k) == Kind::Bracket);
    open.filter(|k| *k > from).unwrap_or(end)
}

/// Without the adverbs, conjunctions and prepositional phrases it opens with.
fn strip(doc: &Doc, cast: &Cast, start: usize, end: usize) -> usize {
    let mut i = start;
    while i < end {
        let t = doc.at(i);
        if t.kind == Kind::Word && !t.has(shape::CAP | shape::FIRST) && t.is(class::PARTICLE) {
            break;
        }
        let opener = t.kind == Kind::Word
            && (t.is(class::COORD | class::SUBORD | class::DAY)
                || t.is(class::ADVERB) && !t.is(class::DET | class::PEOPLE))
            && cast.name_at(i).is_none()
            // `today's figures`
            && !doc.at(i + 1).has(shape::GENITIVE);
        if opener && !t.is(class::PREP) {
            i += 1;
            continue;
        }
        if t.is(class::ACCORDING) {
            i += 1 + usize::from(reads!(doc, i + 1, "to"));
            continue;
        }
        if timely(doc, i, end) && cast.name_at(i).is_none() {
            i += 2;
            continue;
        }
        if t.is(class::PREP) && cast.name_at(i).is_none() {
            // `On Tuesday Smith said`: the phrase proper is the last one with no preposition before it.
            if about(doc, i, end) {
                return i;
            }
            let mut best = bare(doc, i, end);
            let mut k = end;
            while k > i + 1 {
                k -= 1;
                let start_here = cast
                    .name_at(k)
                    .is_some_and(|n| cast.names[n].title as usize == k)
                    || doc.is(k, class::DET | class::POSS)
                    || part_of(doc, k);
                if start_here
                    && !doc.is(
                        k - 1,
                        class::PREP | class::DET | class::POSS | class::NATION,
                    )
                {
                    best = k;
                    if !doc.is(k, class::DET) || k == i + 1 {
                        break;
                    }
                }
            }
            return best;
        }
        break;
    }
    i
}

/// `69% of them`, `40 percent of voters`: a number of people, or a part of them.
fn part_of(doc: &Doc, i: usize) -> bool {
    let unit = doc.text_of(i + 1, i + 2);
    let per_cent = usize::from(reads!(doc, i + 2, "cent"));
    doc.kind(i) == Kind::Number
        && matches!(unit, "%" | "percent" | "pct" | "per")
        && doc.text_of(i + 2 + per_cent, i + 3 + per_cent) == "of"
}

/// `About 100 workers`, `Over half of them`, `At least four banks`: how many there are, not where.
fn about(doc: &Doc, i: usize, end: usize) -> bool {
    let first = doc.text_of(i, i + 1).to_ascii_lowercase();
    let number = match (first.as_str(), doc.text_of(i + 1, i + 2)) {
        ("about" | "over" | "around" | "under", _) => i + 1,
        ("at", "least" | "most") => i + 2,
        _ => return false,
    };
    let counted = |k: usize| doc.kind(k) == Kind::Number || doc.is(k, class::NUMBER);
    let half = reads!(doc, number, "half");
    let behind = number + 1;
    let part = match doc.text_of(behind, behind + 1) {
        "of" | "percent" | "pct" | "per" => true,
        "in" | "out" => counted(behind + 1) || counted(behind + 2),
        _ => false,
    };
    half || counted(number)
        && match behind < end {
            true => part || (behind..end).all(|k| plain(doc, k)),
            // `at least 21,000 said`
            false => doc.is(end, class::PAST),
        }
}

/// True for a word in small letters that may be part of a noun phrase, whatever its kind.
fn plain(doc: &Doc, k: usize) -> bool {
    let t = doc.at(k);
    t.lower()
        && !t.has(shape::GENITIVE)
        && !t.is(class::FUNCTION | class::TIME | class::CUE | class::RELATIVE)
}

/// Where people without an article begin behind a preposition and what it belongs to: `In March rescue services`, `At
/// the time officials`. `end` when the phrase ends in no such noun.
fn bare(doc: &Doc, preposition: usize, end: usize) -> usize {
    // `with officials saying`: they are its own.
    let own = [
        "with",
        "along",
        "of",
        "from",
        "by",
        "to",
        "into",
        "including",
        "like",
        "unlike",
        "than",
        "between",
    ];
    let last = end - 1;
    let word = doc.text_of(last, end);
    let many = plural(word) || irregular(word) || word == "staff";
    // The first noun behind a preposition is its own.
    let behind = |k: usize| {
        k > preposition + 1
            && !doc.is(
                k - 1,
                class::PREP | class::DET | class::POSS | class::NUMBER,
            )
    };
    if own.contains(&doc.text_of(preposition, preposition + 1))
        || !many
        || !plain(doc, last)
        || !doc.is(last, class::PEOPLE | class::ROLE | class::ORG)
        || !behind(last)
        || doc.at(last - 1).has(shape::GENITIVE)
    {
        return end;
    }
    let mut first = last;
    while plain(doc, first - 1) && behind(first - 1) {
        first -= 1;
    }
    // `In a statement sent to Harbour shareholders`
    let inner = (preposition + 1..first)
        .rev()
        .find(|k| doc.is(*k, class::PREP));
    let object = |k: usize| plain(doc, k) || doc.is(k, class::TIME) || doc.kind(k) == Kind::Number;
    match inner {
        Some(inner) if !(inner + 1..first).any(object) => end,
        _ => first,
    }
}

/// True where a phrase opens with when it was that something was said: `last week Jane Smith`, `this month the mayor`.
fn timely(doc: &Doc, i: usize, end: usize) -> bool {
    let which = ["last", "Last", "this", "This", "next", "Next"];
    let (time, next) = (doc.at(i + 1), doc.at(i + 2));
    time.is(class::TIME)
        // `Last Week Tonight host Jane Smith`
        && (time.lower() || time.is(class::DAY | class::MONTH))
        && i + 2 < end
        && which.contains(&doc.text_of(i, i + 1))
        // `last week's report`, `last year profits`
        && !next.has(shape::GENITIVE)
        && (next.has(shape::CAP) || next.is(class::DET | class::POSS | class::ROLE | class::PEOPLE))
}
