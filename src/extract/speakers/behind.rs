//! The source of a statement where it stands behind its verb: `said Jane Smith, a farmer`.

use super::names::Cast;
use super::sources::{Is, REACH, Source};
use super::whom::person_of;
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::tokens::{Kind, reads, shape};

/// The source right after an inverted verb (`said John Smith, a farmer`), from token `start`.
pub fn after(doc: &Doc, cast: &Cast, start: usize) -> Option<Source> {
    // `dit-il`: past the joint.
    let joint = doc.kind(start) == Kind::Other && doc.text_of(start, start + 1).starts_with('-');
    let start = start + usize::from(joint);
    // `anunció este martes la ministra`, `a déclaré aux journalistes Mme Rivet`: past when and to whom.
    let start = match doc.lexicon.english {
        true => start,
        false => circumstance(doc, cast, start),
    };
    let t = doc.at(start);
    if t.kind == Kind::Word
        && t.is(class::SUBJECT)
        && cast.name_at(start).is_none()
        && !t.is(class::DET)
    {
        return Some(Source {
            start: start as u32,
            end: start as u32 + 1,
            is: Is::Pronoun,
        });
    }
    // `tweeted another.`
    if reads!(doc, start, "another" | "one" | "others" | "some" | "many")
        && matches!(
            doc.kind(start + 1),
            Kind::Stop | Kind::Paragraph | Kind::Colon | Kind::Comma
        )
    {
        return Some(Source {
            start: start as u32,
            end: start as u32 + 1,
            is: Is::Noun,
        });
    }
    let limit = (start + REACH).min(doc.tokens.len());
    let mut i = start;
    let mut noun = false;
    while i < limit {
        let t = doc.at(i);
        if let Some(k) = cast.name_at(i) {
            noun = true;
            i = (cast.names[k].end as usize).max(i + 1);
            continue;
        }
        match t.kind {
            Kind::Number => noun = true,
            Kind::Word if t.has(shape::GENITIVE) => {}
            Kind::Word => {
                let cap = t.has(shape::CAP);
                // `the second official`, `a Monday editorial`
                let attribute = i == start + 1
                    && doc.is(i - 1, class::DET)
                    && doc.kind(i + 1) == Kind::Word
                    && t.is(class::ADVERB | class::DAY);
                // `a publishing executive`
                let kind = t.is(class::ING)
                    && doc.lexicon.english
                    && i == start + 1
                    && doc.is(start, class::DET)
                    && doc.is(i + 1, class::ROLE | class::PEOPLE | class::ORG | class::DOC);
                if attribute || kind {
                    i += 1;
                    continue;
                }
                if t.is(class::RELATIVE
                    | class::THAT
                    | class::WH
                    | class::AUX
                    | class::MODAL
                    | class::ING)
                    && !t.is(class::DET)
                    || t.is(class::SUBORD) && !t.is(class::PREP)
                    || (t.is(class::TIME) && !t.is(class::DOC) && noun && !cap)
                    || t.is(class::DAY)
                    || t.is(class::ADVERB) && !t.is(class::DET | class::PEOPLE) && !cap
                    || t.is(class::PRONOUN) && !t.is(class::PEOPLE | class::DET | class::NUMBER)
                {
                    break;
                }
                if t.is(class::PREP)
                    && !cap
                    && noun
                    && !matches!(
                        doc.text_of(i, i + 1),
                        "of" | "for"
                            | "with"
                            | "from"
                            | "to"
                            | "at"
                            | "in"
                            | "de"
                            | "del"
                            | "du"
                            | "des"
                            | "d'"
                    )
                {
                    break;
                }
                if t.is(class::PREP)
                    && !cap
                    && (!noun
                        || doc.is(i + 1, class::DAY | class::VENUE)
                        || doc.is(i + 2, class::VENUE) && reads!(doc, i, "in"))
                {
                    break;
                }
                if t.is(class::COORD) && !cap {
                    // `Smith and Jones`, not `Smith and then`.
                    let next = doc.at(i + 1);
                    if !(next.has(shape::CAP) || next.is(class::ROLE | class::PEOPLE))
                        || reads!(doc, i, "but")
                    {
                        break;
                    }
                }
                if !t.is(class::DET | class::PREP | class::COORD) {
                    noun = true;
                }
            }
            Kind::Other
                if matches!(
                    doc.text_of(i, i + 1),
                    "%" | "$" | "&" | "-" | "/" | "@" | "#" | ","
                ) => {}
            _ => break,
        }
        i += 1;
    }
    if !noun || i == start {
        return None;
    }
    let mut person = person_of(doc, cast, start, i);
    let mut end = i;
    // `said the mayor, Jane Smith`, `said another farmer, Jane Smith.`, `said his friend, the actress Jane Smith.`
    let one = |name: usize| {
        let whose = doc.is(start, class::POSS) || doc.at(start + 1).has(shape::GENITIVE);
        (whose || reads!(doc, start, "another" | "one" | "a" | "an"))
            && matches!(
                doc.kind(cast.names[name].end as usize),
                Kind::Stop | Kind::Paragraph | Kind::Comma
            )
    };
    let first = i + 1 + usize::from(doc.is(i + 1, class::DEF));
    let first = first + usize::from(doc.at(first).lower() && doc.is(first, class::ROLE));
    if person.is_none()
        && doc.kind(i) == Kind::Comma
        && let Some(k) = cast.name_at(first)
        && ((start..i).any(|k| doc.is(k, class::ROLE)) || one(k))
        && cast.names[k].title as usize <= first
        && !doc.at(cast.names[k].end as usize).has(shape::GENITIVE)
    {
        person = cast.names[k].person;
        if person.is_some() {
            end = cast.names[k].end as usize;
        }
    }
    // `wrote a man calling himself John Smith`
    let calling = match doc.text_of(i, i + 1) {
        "calling" if doc.is(i + 1, class::PRONOUN) => Some(i + 2),
        "named" => Some(i + 1),
        _ => None,
    };
    if let Some(k) = calling
        .and_then(|i| cast.name_at(i))
        .filter(|_| person.is_none())
    {
        person = cast.names[k].person;
        end = if person.is_some() {
            cast.names[k].end as usize
        } else {
            end
        };
    }
    Some(Source::of(start, end, person))
}

/// Where the days, adverbs and addressees end that may stand between a verb and its subject behind it, in languages
/// that put it there.
fn circumstance(doc: &Doc, cast: &Cast, from: usize) -> usize {
    let timely = |i: usize| doc.at(i).lower() && doc.is(i, class::DAY | class::TIME);
    let mut i = from;
    for _ in 0..4 {
        // An article, a preposition, or both.
        let small = |k: usize| {
            doc.at(k).lower() && doc.is(k, class::DET | class::PREP) && cast.name_at(k).is_none()
        };
        let noun = (i..i + 2).find(|k| !small(*k)).unwrap_or(i + 2);
        let to = (i..noun).any(|k| doc.is(k, class::PREP) || reads!(doc, k, "au" | "aux" | "al"));
        let next = if timely(noun) {
            noun + 1
        } else if to && doc.at(noun).lower() && doc.is(noun, class::ADDRESSEE | class::VENUE) {
            phrase_of(doc, noun + 1)
        } else if doc.at(i).lower() && doc.is(i, class::ADVERB) && !doc.is(i, class::DET) {
            i + 1
        } else {
            break;
        };
        i = next;
    }
    // With nothing behind it, it was the subject after all.
    match matches!(doc.kind(i), Kind::Word | Kind::Number) {
        true => i,
        false => from,
    }
}

/// Past `de prensa` behind `en rueda`.
fn phrase_of(doc: &Doc, at: usize) -> usize {
    let of = matches!(doc.text_of(at, at + 1), "de" | "d'");
    match of && doc.at(at + 1).lower() && !doc.is(at + 1, class::ROLE) {
        true => at + 2,
        false => at,
    }
}
