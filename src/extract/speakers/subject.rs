//! The subject of a sentence as such, for verbs that stand far from theirs.

use super::names::Cast;
use super::phrases::finite;
use super::sources::{Is, REACH, Source, phrase};
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::tokens::{Kind, shape};

/// The subject of a sentence, read from its start; none when it does not open with a noun phrase.
pub fn subject(doc: &Doc, cast: &Cast, start: usize, end: usize) -> Option<Source> {
    let mut i = start;
    let limit = end.min(start + 2 * REACH);
    while i < limit {
        let t = doc.at(i);
        let named = cast.name_at(i).is_some();
        let person = cast.name_at(i).and_then(|k| cast.names[k].person);
        if person.is_none()
            && let Some(comma) = moment(doc, i, limit)
        {
            i = comma + 1;
            continue;
        }
        match t.kind {
            Kind::Open
            | Kind::Close
            | Kind::Dash
            | Kind::Bracket
            | Kind::Comma
            | Kind::Paragraph
            | Kind::Other => i += 1,
            Kind::Word
                if !named
                    && (t.is(class::PREP | class::SUBORD | class::ING | class::PART)
                        || doc.ends(i, "ing") && t.has(shape::FIRST))
                    && !t.is(class::SUBJECT | class::DET) =>
            {
                // An opening phrase or clause: the subject follows its comma.
                let comma = (i..limit).find(|k| {
                    doc.kind(*k) == Kind::Comma
                        && !(doc.at(k + 1).has(shape::CAP)
                            && cast.name_at(k + 1).is_some_and(|n| cast.names[n].other))
                })?;
                i = comma + 1;
            }
            Kind::Word
                if !named
                    && (t.is(class::ADVERB | class::COORD)
                        && !t.is(class::DET | class::SUBJECT)) =>
            {
                i += 1
            }
            _ => break,
        }
    }
    if i >= limit {
        return None;
    }
    let first = i;
    let phrase_end = subject_end(doc, cast, first, limit);
    let t = doc.at(first);
    if t.is(class::SUBJECT) && cast.name_at(first).is_none() {
        return Some(Source {
            start: first as u32,
            end: first as u32 + 1,
            is: Is::Pronoun,
        });
    }
    let found = phrase(doc, cast, first, phrase_end)?;
    if found.is == Is::Noun && doc.kind(phrase_end) == Kind::Comma && phrase_end + 1 < limit {
        let next = phrase_end + 1;
        if let Some(k) = cast.name_at(next)
            && cast.names[k].title as usize == next
            && let Some(person) = cast.names[k].person
        {
            // `One supporter, John Smith, left`; `Thirteen years later, Smith left`.
            let role = (first..phrase_end).any(|k| doc.is(k, class::ROLE | class::PEOPLE));
            let start = if role { first as u32 } else { next as u32 };
            return Some(Source {
                start,
                end: cast.names[k].end,
                is: Is::Person(person),
            });
        }
        let pronoun = doc.at(next);
        if pronoun.is(class::SUBJECT) && !pronoun.is(class::RELATIVE | class::WH) {
            return Some(Source {
                start: next as u32,
                end: next as u32 + 1,
                is: Is::Pronoun,
            });
        }
    }
    Some(found)
}

/// The comma behind words that only tell when: `Thirteen years later, …`, `Hours later, …`.
fn moment(doc: &Doc, from: usize, limit: usize) -> Option<usize> {
    let comma = (from..limit.min(from + 7)).find(|k| {
        let small = class::TIME | class::NUMBER | class::DET | class::ADVERB | class::PREP;
        !(doc.is(*k, small) || doc.kind(*k) == Kind::Number)
    })?;
    let times = (from..comma).any(|k| doc.is(k, class::TIME) && !doc.is(k, class::PREP));
    (times && doc.kind(comma) == Kind::Comma).then_some(comma)
}

/// Where a subject ends that starts at `first`: at its verb, or at a comma.
pub fn subject_end(doc: &Doc, cast: &Cast, first: usize, limit: usize) -> usize {
    let mut i = first;
    while i < limit {
        if let Some(k) = cast.name_at(i) {
            i = (cast.names[k].end as usize).max(i + 1);
            continue;
        }
        let t = doc.at(i);
        let stop = match t.kind {
            Kind::Word => {
                // `the first incident`, `the retired surgeon`
                let adjective = i == first + 1
                    && (doc.is(first, class::POSS)
                        || doc.text_of(first, first + 1).eq_ignore_ascii_case("the"))
                    && !t.is(class::AUX | class::MODAL);
                // `Jane Smith on Tuesday opened it`
                let when = t.is(class::PREP) && doc.is(i + 1, class::DAY);
                t.lower()
                    && !adjective
                    && (finite(doc, i)
                        || when
                        || t.is(class::RELATIVE | class::MODAL | class::AUX | class::ADVERB)
                            && !t.is(class::DET))
            }
            Kind::Number => false,
            Kind::Other => !matches!(doc.text_of(i, i + 1), "%" | "$" | "&" | "-"),
            _ => true,
        };
        if stop || i > first + 14 {
            break;
        }
        i += 1;
    }
    i.min(limit)
}

/// The nearest pronoun or name before `end` that a finite verb follows.
pub fn nearest(doc: &Doc, cast: &Cast, start: usize, end: usize) -> Option<Source> {
    let floor = start.max(end.saturating_sub(REACH));
    for k in (floor + 1..end).rev().filter(|k| finite(doc, *k)) {
        let mut before = k - 1;
        while before > floor && doc.is(before, class::ADVERB) {
            before -= 1;
        }
        let name = cast.ending_at(before + 1).map(|n| &cast.names[n]);
        if let Some(person) = name.and_then(|n| n.person) {
            let start = name.map_or(before as u32, |n| n.title);
            return Some(Source {
                start,
                end: before as u32 + 1,
                is: Is::Person(person),
            });
        }
        if doc.is(before, class::SUBJECT) && !doc.is(before, class::RELATIVE | class::WH) {
            return Some(Source {
                start: before as u32,
                end: before as u32 + 1,
                is: Is::Pronoun,
            });
        }
    }
    None
}
