//! The source of a statement as the text has it: the noun phrase beside a reporting verb.

use super::names::{Cast, Name};
use super::phrases::{self, finite, phrase_before, plural, unbracket};
use super::whom::person_of;
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::{class, takes};
use crate::extract::quotes::tokens::{Kind, reads, shape};

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// A person by name.
    Person(u32),
    /// He, she, they, I, who ...
    Pronoun,
    /// A noun: officials, the senator, the ministry.
    Noun,
}

/// A source; token indices.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// First token.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What it is.
    pub is: Is,
}

impl Source {
    /// The noun phrase of these tokens, which names this person, or is a noun.
    pub fn of(start: usize, end: usize, person: Option<u32>) -> Source {
        Source {
            start: start as u32,
            end: end as u32,
            is: person.map_or(Is::Noun, Is::Person),
        }
    }

    /// A name with its titles; none of what is no person.
    pub fn named(name: &Name) -> Option<Source> {
        let person = name.person?;
        Some(Source {
            start: name.title,
            end: name.end,
            is: Is::Person(person),
        })
    }
}

/// Longest noun phrase read, in tokens; bounds the cost on hostile text.
pub const REACH: usize = 60;

/// The source right before a verb group that starts at `verb`; nothing before `from` is read.
pub fn before(doc: &Doc, cast: &Cast, from: usize, verb: usize) -> Option<Source> {
    let from = from.max(verb.saturating_sub(2 * REACH));
    let last = verb.checked_sub(1).filter(|k| *k >= from)?;
    let t = doc.at(last);
    match t.kind {
        Kind::Comma | Kind::Dash => return around(doc, cast, from, last),
        // `a reader named “Otter” said`
        Kind::Close => {
            let open = (from..last)
                .rev()
                .take(6)
                .find(|k| doc.kind(*k) == Kind::Open)?;
            let named = open.checked_sub(1).filter(|k| *k > from)?;
            if !matches!(
                doc.text_of(named, open),
                "named" | "called" | "user" | "nicknamed"
            ) {
                return None;
            }
            let found = before(doc, cast, from, open)?;
            return Some(Source {
                end: verb as u32,
                ..found
            });
        }
        Kind::Unbracket => {
            let open = (from..last)
                .rev()
                .take(REACH)
                .find(|k| doc.kind(*k) == Kind::Bracket)?;
            return match open > from {
                true => before(doc, cast, from, open),
                // `(Harbour Investments Inc) said`
                false if doc.at(open + 1).has(shape::CAP) => phrase(doc, cast, open + 1, last),
                false => None,
            };
        }
        _ => {}
    }
    if t.is(class::RELATIVE) && t.lower() {
        return relative(doc, cast, from, last);
    }
    // `Smith herself said`
    if reads!(doc, last, "himself" | "herself" | "itself" | "themselves")
        && doc.kind(last.wrapping_sub(1)) == Kind::Word
    {
        let name = cast.ending_at(last).map(|k| &cast.names[k]);
        let found = name.and_then(Source::named);
        return found
            .or_else(|| before(doc, cast, from, last))
            .map(|s| Source {
                end: verb as u32,
                ..s
            });
    }
    // `groups that back it said`, `people who know them said`
    if doc.is(last, class::PRONOUN)
        && reads!(doc, last, "them" | "him" | "her" | "us" | "it" | "me")
        && last > from + 2
        && doc.at(last - 1).lower()
        && doc.is(last - 2, class::RELATIVE)
        // `that day it said`
        && (reads!(doc, last - 2, "who")
            || !reads!(doc, last, "it")
            || finite(doc, last - 1))
        && !doc.is(last - 1, class::FUNCTION)
        && doc.kind(last - 3) == Kind::Word
        && let noun = phrase_before(doc, cast, from, last - 2)
        && noun < last - 2
    {
        return Some(Source::of(noun, verb, person_of(doc, cast, noun, last - 2)));
    }
    // `most of them said`, `a source close to him said`
    if reads!(doc, last, "them" | "him" | "us" | "me")
        && last > from + 1
        && doc.is(last - 1, class::PREP)
        && let noun = phrase_before(doc, cast, from, last - 1)
        && noun < last - 1
        && doc.is(
            noun,
            class::DET | class::NUMBER | class::PEOPLE | class::ROLE,
        )
        && !(noun..last).any(|k| finite(doc, k))
    {
        return Some(Source::of(noun, verb, None));
    }
    if t.kind == Kind::Word
        && t.is(class::PRONOUN)
        && !t.is(class::PEOPLE | class::NUMBER | class::DET)
    {
        if t.is(class::SUBJECT)
            || reads!(
                doc,
                last,
                "everyone"
                    | "someone"
                    | "nobody"
                    | "everybody"
                    | "anyone"
                    | "anybody"
                    | "somebody"
                    | "one"
                    | "others"
            )
            || t.has(shape::CAP)
        {
            return Some(Source {
                start: last as u32,
                end: verb as u32,
                is: Is::Pronoun,
            });
        }
        return None;
    }
    if let Some(found) = related(doc, cast, from, verb) {
        return Some(found);
    }
    let start = phrase_before(doc, cast, from, verb);
    // `a view that critics share`: who has a verb of his own behind `that`.
    let people = doc.at(start).lower()
        && doc.is(start, class::PEOPLE | class::ROLE | class::ORG)
        && !doc.is(start, class::PAST | class::PRES | class::BASE | class::VERB)
        && verb == start + 1;
    // `Those who saw it said`: the noun is before the relative clause.
    if start > from + 1
        && doc.is(start - 1, class::RELATIVE)
        && reads!(doc, start - 1, "who" | "that" | "which")
        && cast.name_at(start).is_none()
        && doc.kind(start - 2) != Kind::Comma
        && !doc.is(start, class::DET | class::SUBJECT)
        && !people
    {
        let noun = phrase_before(doc, cast, from, start - 1);
        // `Jane Smith, the woman who founded it said`: a comma that is missing.
        if let Some(found) = in_front(doc, cast, from, noun) {
            return Some(found);
        }
        if noun < start - 1 && !doc.is(start - 2, class::CUE & !class::BASE & !class::PRES) {
            let is = match person_of(doc, cast, noun, start - 1) {
                Some(p) => Is::Person(p),
                None => Is::Noun,
            };
            return Some(Source {
                start: noun as u32,
                end: verb as u32,
                is,
            });
        }
    }
    let found = phrase(doc, cast, start, verb)?;
    // `Jane Smith, the party's director of health said`: a comma that is missing.
    if found.is == Is::Noun
        && (start..verb).any(|k| doc.is(k, class::ROLE) && doc.at(k).lower())
        && let Some(found) = in_front(doc, cast, from, start)
    {
        return Some(found);
    }
    Some(found)
}

/// `Members who have heard from the mayor said`: whom a relative clause before the verb belongs to.
fn related(doc: &Doc, cast: &Cast, from: usize, verb: usize) -> Option<Source> {
    let who = phrases::who(doc, from, verb)?;
    // Nobody else speaks in it.
    let speaks = |k: usize| {
        doc.lexicon.cue(doc.at(k).cue).takes & takes::DIRECT != 0
            || doc.is(k, class::THAT | class::WH | class::SUBJECT | class::SUBORD)
    };
    if (who + 1..verb).any(speaks) {
        return None;
    }
    let noun = phrase_before(doc, cast, from, who);
    let people = class::PEOPLE | class::ROLE | class::ORG;
    let own = doc.is(who - 1, people) || plural(doc.text_of(who - 1, who));
    (noun < who && own).then(|| Source::of(noun, verb, person_of(doc, cast, noun, who)))
}

/// The person whose name opens a clause and stands before the comma before `start`.
fn in_front(doc: &Doc, cast: &Cast, from: usize, start: usize) -> Option<Source> {
    let comma = start
        .checked_sub(1)
        .filter(|k| *k > from && doc.kind(*k) == Kind::Comma)?;
    let name = &cast.names[cast.ending_at(comma)?];
    let title = name.title as usize;
    let opens = title == from || title > 0 && doc.kind(title - 1) == Kind::Close;
    Source::named(name).filter(|_| opens)
}

/// The noun phrase of these tokens as a source; none when they can be none.
pub fn phrase(doc: &Doc, cast: &Cast, start: usize, end: usize) -> Option<Source> {
    if start >= end {
        return None;
    }
    if end - start == 1 {
        let t = doc.at(start);
        if t.kind == Kind::Word && t.is(class::SUBJECT) && cast.name_at(start).is_none() {
            return Some(Source {
                start: start as u32,
                end: end as u32,
                is: Is::Pronoun,
            });
        }
        let verb = t.cue != 0 && t.is(class::PAST) && !t.is(class::NOUN | class::PEOPLE);
        if t.kind != Kind::Word && t.kind != Kind::Number
            || (verb
                || t.is(class::PREP | class::COORD)
                // `most said`, but `and most recently said`
                || t.is(class::ADVERB) && (!t.is(class::DET) || doc.is(end, class::ADVERB)))
                && !t.has(shape::CAP)
        {
            return None;
        }
    }
    Some(Source::of(start, end, person_of(doc, cast, start, end)))
}

/// `Smith, the mayor, said`; `The mayor, John Smith, said`; `Smith, speaking on Monday, said`.
fn around(doc: &Doc, cast: &Cast, from: usize, comma: usize) -> Option<Source> {
    let kind = doc.kind(comma);
    let floor = from.max(comma.saturating_sub(REACH));
    let mut end = comma;
    let mut named = None;
    for _ in 0..4 {
        let open = (floor..end).rev().find(|k| {
            doc.inside[*k] == 0
                && (doc.kind(*k) == kind
                    // `Harbour Inc (HBI.M), said`
                    || doc.kind(*k) == Kind::Stop && doc.kind(*k + 2) != Kind::Unbracket
                    || matches!(doc.kind(*k), Kind::Semicolon | Kind::Colon)
                    || doc.kind(*k) == Kind::Close
                        // `The film, called “Who?”, says`
                        && *k + 1 < end
                        && matches!(doc.kind(*k - usize::from(*k > 0)), Kind::Comma | Kind::Stop))
        })?;
        if doc.kind(open) != kind || open == from {
            return None;
        }
        let segment = doc.at(open + 1);
        let name = cast.name_at(open + 1);
        // `Smith, now retired in Westport, Mass., said`
        let state = segment.has(shape::CAP) && segment.has(shape::DOTTED) && end == open + 2;
        if state
            && doc.at(open - 1).has(shape::CAP)
            && cast
                .ending_at(open)
                .is_none_or(|k| cast.names[k].person.is_none())
        {
            end = open;
            continue;
        }
        if let Some(k) = name
            && cast.names[k].end as usize == unbracket(doc, from, end)
            && cast.names[k].person.is_some()
        {
            // The name itself stands in apposition, unless what is before it is no noun phrase.
            let start = phrase_before(doc, cast, from, open);
            let noun =
                start < open && (start..open).any(|i| doc.is(i, class::ROLE | class::PEOPLE));
            let person = cast.names[k].person?;
            return Some(Source {
                start: if noun {
                    start
                } else {
                    cast.names[k].title as usize
                } as u32,
                end: end as u32,
                is: Is::Person(person),
            });
        }
        let apposition = segment.is(class::DET
            | class::RELATIVE
            | class::ROLE
            | class::PREP
            | class::ING
            | class::ADVERB
            | class::POSS
            | class::NATION
            | class::TIME
            | class::SUBORD
            | class::COORD
            | class::PEOPLE
            | class::PLACE
            | class::TITLE
            | class::NUMBER)
            || segment.kind == Kind::Number
            || segment.lower()
            || named.is_some();
        // `Smith, the county's mayor, said`: a person right before the comma outranks what follows it.
        let person = {
            let end = unbracket(doc, from, open);
            cast.ending_at(end).is_some_and(|k| {
                let n = &cast.names[k];
                n.person.is_some()
                    && (n.title as usize == from
                        || !doc.is(n.title as usize - 1, class::PREP)
                            && doc.kind(n.title as usize - 1) != Kind::Comma
                        || doc.kind(n.title as usize - 1) == Kind::Comma)
            })
        };
        if !apposition && !person {
            // `Smith, who lives near the capital, Westport, said`
            let other = name.is_none_or(|k| cast.names[k].person.is_none());
            let who = (floor..open)
                .rev()
                .find(|k| doc.kind(*k) == Kind::Comma && reads!(doc, k + 1, "who" | "whose"));
            if let Some(k) = who.filter(|_| other).and_then(|k| cast.ending_at(k))
                && let Some(found) = Source::named(&cast.names[k])
            {
                return Some(found);
            }
            return phrase(doc, cast, open + 1, end);
        }
        named = Some(open);
        // A comma before this one may close a list (`Smith, of Boise, a farmer, said`).
        let start = phrase_before(doc, cast, from, open);
        let open = unbracket(doc, from, open);
        if start < open {
            // `Smith, a farmer who worked for Jones, one of her clients, said`
            let who = start
                .checked_sub(1)
                .map(|k| k - usize::from(k > from && doc.is(k, class::ADVERB)));
            if let Some(who) = who.filter(|k| *k > from && reads!(doc, *k, "who")) {
                let noun = phrase_before(doc, cast, from, who);
                if let Some(found) = in_front(doc, cast, from, noun) {
                    return Some(found);
                }
            }
            let source = phrase(doc, cast, start, open)?;
            let head = doc.at(start);
            let list = source.is == Is::Noun
                && !head.is(class::DET | class::PEOPLE | class::ROLE)
                && start > from
                && doc.kind(start - 1) == kind
                && (doc.at(start).lower()
                    || doc.kind(start) == Kind::Number
                    || cast.name_at(start).is_none_or(|k| cast.names[k].other));
            if !list && !doc.at(start).is(class::ING) {
                // `Smith, the fund's lawyer, treasurer and strategist, said`.
                if source.is == Is::Noun
                    && start > from + 1
                    && doc.kind(start - 1) == Kind::Comma
                    && doc.is(
                        start,
                        class::DET | class::ROLE | class::POSS | class::NATION,
                    )
                {
                    // `Smith, 48, a farmer, from Boise, said`.
                    let aged = start > from + 3
                        && doc.kind(start - 2) == Kind::Number
                        && doc.kind(start - 3) == Kind::Comma;
                    let comma = if aged { start - 3 } else { start - 1 };
                    let end = unbracket(doc, from, comma);
                    if let Some(k) = cast.ending_at(end)
                        && let Some(person) = cast.names[k].person
                    {
                        let start = cast.names[k].title;
                        return Some(Source {
                            start,
                            end: end as u32,
                            is: Is::Person(person),
                        });
                    }
                }
                return Some(source);
            }
        } else if reads!(doc, open.saturating_sub(1), "who") {
            // `Smith, who, after it was over, said`
            return relative(doc, cast, from, open - 1);
        } else if doc.is(open.saturating_sub(1), class::SUBJECT) {
            return Some(Source {
                start: open as u32 - 1,
                end: open as u32,
                is: Is::Pronoun,
            });
        }
        end = open;
    }
    None
}

/// Words of a noun without its article, at most.
const NOUN: usize = 8;

/// Where the noun right before `end` begins, whatever governs it; `end` when there is none.
fn noun_before(doc: &Doc, from: usize, end: usize) -> usize {
    let other = class::PREP
        | class::COORD
        | class::SUBORD
        | class::ADVERB
        | class::PRONOUN
        | class::RELATIVE
        | class::THAT
        | class::AUX
        | class::MODAL
        | class::NEG;
    let opens = |k: usize| doc.is(k, class::DET | class::POSS);
    let word = |k: usize| doc.kind(k) == Kind::Word && !doc.is(k, other) && !opens(k);
    let mut start = end;
    while start > from.max(end.saturating_sub(NOUN)) && word(start - 1) {
        start -= 1;
    }
    match start < end && start > from && opens(start - 1) {
        true => start - 1,
        false => start,
    }
}

/// `Smith, who said`: the pronoun is the source, what it stands for tells the person.
fn relative(doc: &Doc, cast: &Cast, from: usize, who: usize) -> Option<Source> {
    let text = doc.text_of(who, who + 1);
    if !matches!(text, "who" | "which" | "that") || who == from {
        return None;
    }
    let mut end = who;
    if doc.kind(end - 1) == Kind::Comma {
        end -= 1;
    } else if doc.is(end - 1, class::COORD) {
        return None;
    }
    let start = phrase_before(doc, cast, from, end);
    if start >= end {
        // `an ally, from Jane Smith, who said`
        let person = cast.ending_at(end).and_then(|k| cast.names[k].person);
        let person = person.filter(|_| text == "who");
        // `in a report that said`, `in the report, which said`
        let noun = noun_before(doc, from, end);
        let paper = noun < end && doc.is(end - 1, class::DOC);
        if text == "that" {
            return paper.then(|| Source::of(noun, who + 1, None));
        }
        let others = class::ORG | class::PEOPLE | class::ROLE;
        let tells =
            paper || noun < end && (doc.is(end - 1, others) || doc.at(noun).has(shape::CAP));
        return (text == "who" || tells).then_some(Source {
            start: who as u32,
            end: who as u32 + 1,
            is: person.map_or(Is::Pronoun, Is::Person),
        });
    }
    if text == "that" {
        // `citing a report that said`
        let citing = doc.at(start).lower()
            && doc.is(start, class::ING)
            && doc.is(start + 1, class::DET | class::POSS);
        // A noun with a relative clause, not `said that said`.
        return phrase(doc, cast, start + usize::from(citing), end).map(|s| Source {
            end: who as u32 + 1,
            ..s
        });
    }
    let close = unbracket(doc, from, end);
    let mut person = match cast.ending_at(close) {
        Some(k) if text == "who" => cast.names[k].person,
        _ => person_of(doc, cast, start, end),
    };
    if person.is_none() && doc.kind(end) == Kind::Comma && text == "who" {
        // `Smith, a lawyer, who said`.
        person = match around(doc, cast, from, end) {
            Some(Source {
                is: Is::Person(p), ..
            }) => Some(p),
            _ => None,
        };
    }
    let is = match person {
        Some(p) if text == "who" => Is::Person(p),
        _ => Is::Pronoun,
    };
    Some(Source {
        start: who as u32,
        end: who as u32 + 1,
        is,
    })
}
