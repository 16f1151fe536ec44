//! Whom a noun phrase names: its head, or the name at its end that an office stands before.

use super::looks::and_company;
use super::names::Cast;
use super::phrases::plural;
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::tokens::{Kind, reads, shape};

/// Words in small letters of what somebody is, at most.
const OFFICE: usize = 8;

/// True for a name behind what its bearer is in an organisation of a long name: `the Harbour Department (HD) director
/// Jane Smith`, `Lodva Council of Boats safety officer Jane Smith`; not for `lawyers for Lodva Boats chairman Jane Smith`.
fn officer(doc: &Doc, cast: &Cast, start: usize, end: usize) -> bool {
    let Some(name) = cast.ending_at(end).map(|k| &cast.names[k]) else {
        return false;
    };
    let (title, first) = (name.title as usize, name.start as usize);
    if title < start + 2 {
        return false;
    }
    let titled = title < first && doc.is(first - 1, class::TITLE | class::ROLE);
    let office = doc.at(title - 1).lower() && doc.is(title - 1, class::ROLE);
    if !titled && !office {
        return false;
    }
    let other = class::PREP | class::DET | class::POSS | class::RELATIVE | class::SUBORD;
    let small = |k: usize| doc.at(k).lower() && !doc.is(k, other);
    let mut of = title;
    while of > start && of + OFFICE > title && small(of - 1) {
        of -= 1;
    }
    // In `the District of Lodva Judge Jane Smith` the place is before the title.
    of += usize::from(titled && !doc.is(title, class::TITLE | class::ROLE));
    let Some(of) = of.checked_sub(1).filter(|k| *k >= start) else {
        return false;
    };
    // `Treasurer Jane Smith and Senator John Jones` are two; `Jones and Co chairman Jane Smith` is she.
    let another = |k: usize| {
        let name = cast.ending_at(k + 1).map(|k| &cast.names[k]);
        name.is_some_and(|name| name.person.is_some()) && !and_company(doc, k + 1)
    };
    if (start..title).any(another) {
        return false;
    }
    if doc.kind(of) == Kind::Unbracket {
        return office;
    }
    let head = start + usize::from(doc.is(start, class::DEF));
    // `the lawyer for Lodva Boats chairman Jane Smith`, `a book by Courier reporter Jane Smith`
    let preposition = |k: &usize| doc.at(*k).lower() && doc.is(*k, class::PREP);
    let whose = (head..of).find(preposition);
    if whose.is_some_and(|to| (head..to).any(|k| !doc.at(k).has(shape::CAP)))
        || (head..of).any(|k| {
            doc.at(k).lower() && doc.is(k, class::ING)
                || preposition(&k) && !reads!(doc, k, "of" | "for" | "on" | "in" | "at")
        })
    {
        return false;
    }
    let first = doc.at(head);
    let own = !first.has(shape::FIRST)
        || first.is(class::ORG | class::NATION | class::PLACE)
        || doc.at(head + 1).has(shape::CAP)
        || (head..title).any(|k| doc.at(k).has(shape::GENITIVE));
    (doc.at(of).has(shape::CAP) || doc.at(of).has(shape::GENITIVE))
        && first.has(shape::CAP)
        && !first.is(class::PEOPLE | class::ROLE | class::DOC | class::DET | class::POSS)
        && own
}

/// Who a noun phrase names: its head, what follows a preposition left aside.
pub fn person_of(doc: &Doc, cast: &Cast, start: usize, end: usize) -> Option<u32> {
    let mut head = start;
    while head < end {
        let t = doc.at(head);
        let inside = cast.name_at(head).is_some();
        if t.kind == Kind::Comma && !inside {
            break;
        }
        if !inside
            && head > start
            && t.kind == Kind::Word
            && t.is(class::PREP | class::RELATIVE | class::COORD)
            && t.lower()
            || t.kind == Kind::Bracket && !inside
        {
            break;
        }
        head += 1;
    }
    if doc.at(head.saturating_sub(1)).has(shape::GENITIVE) {
        return None;
    }
    // An office has a preposition of its own, or an `and`, and so has the name of an organisation.
    let whole = compound(doc, cast, start, head, end) || double(doc, cast, head, end);
    let person = |end: usize| cast.names[cast.ending_at(end)?].person;
    // `the University of Holmsund's Dr Jane Smith`
    let titled = |end: usize| {
        let name = &cast.names[cast.ending_at(end)?];
        let title = name.title as usize;
        let whose =
            name.title < name.start && title > start && doc.at(title - 1).has(shape::GENITIVE);
        name.person.filter(|_| whose)
    };
    let last = person(end).filter(|_| whole || officer(doc, cast, start, end));
    last.or_else(|| person(head)).or_else(|| titled(end))
}

/// True when the `and` at `and` joins what one person is: `chairman and chief executive Jane Smith`, `energy and mines
/// minister Jane Smith`.
fn double(doc: &Doc, cast: &Cast, and: usize, end: usize) -> bool {
    let Some(name) = cast.ending_at(end).map(|k| &cast.names[k]) else {
        return false;
    };
    let (title, start) = (name.title as usize, name.start as usize);
    if !reads!(doc, and, "and") || title <= and || and == 0 {
        return false;
    }
    // The word right before the name says what she is.
    let role = start - 1;
    let office = |i: usize| doc.is(i, class::ROLE | class::TITLE);
    let many = |i: usize| plural(doc.text_of(i, i + 1)) && doc.is(i, class::ROLE | class::PEOPLE);
    let known = cast
        .ending_at(and)
        .is_some_and(|k| cast.names[k].person.is_some());
    let plain = |i: usize| {
        !doc.is(i, class::DET | class::POSS | class::PREP | class::COORD)
            && !doc.at(i).has(shape::GENITIVE)
            && matches!(doc.kind(i), Kind::Word | Kind::Other)
    };
    // Nor is it she in `the president and Mrs Smith`.
    role > and
        && office(role)
        && !(role == and + 1 && doc.is(role, class::HONORIFIC))
        && !known
        && !many(and - 1)
        && (office(and - 1) || role > and + 1 && !doc.is(and - 1, class::PEOPLE))
        && (and + 1..start).all(plain)
}

/// True when a phrase whose first noun ends at `head` and that goes on with a preposition names a person at its end.
fn compound(doc: &Doc, cast: &Cast, start: usize, head: usize, end: usize) -> bool {
    let of = reads!(doc, head, "of" | "for" | "to");
    let Some(name) = cast.ending_at(end).map(|k| &cast.names[k]) else {
        return false;
    };
    let first = name.title as usize;
    if !of || head == start || first <= head {
        return false;
    }
    // `the wife of swimming champion John Smith`
    if doc.is(head - 1, class::RELATION) {
        return false;
    }
    // `Lawyers for President Jane Smith`: they are not she.
    let many = plural(doc.text_of(head - 1, head));
    if many && doc.is(head - 1, class::ROLE | class::TITLE | class::PEOPLE) {
        return false;
    }
    let post = doc.is(head - 1, class::ROLE | class::TITLE);
    if post && first == head + 1 {
        // `Secretary of State Jane Smith`; `Attorney for Holmsund Jane Smith`, not `a lawyer for President Jane Smith`, `the
        // aide of Minister Jane Smith`
        let titled = (first..name.start as usize).any(|i| doc.is(i, class::ROLE | class::TITLE));
        let office = match reads!(doc, head, "of") {
            // `chairman of General Holmsund Boats Jane Smith` begins with no title.
            true => {
                !doc.is(first, class::ROLE | class::TITLE)
                    || first + 1 < name.start as usize && doc.is(first + 1, class::ORG)
            }
            false => doc.at(start).has(shape::CAP) && !titled,
        };
        return office && name.title < name.start;
    }
    let between = |i: usize| !doc.is(i, class::ROLE | class::PEOPLE | class::POSS | class::PREP);
    // `secretary of state Jane Smith`, `chief of staff Jane Smith`
    if post
        && first <= head + 3
        && !reads!(doc, head, "to")
        && (head + 1..first).all(|i| doc.at(i).lower() && between(i) && !doc.is(i, class::DET))
    {
        return true;
    }
    // `Chairman of the Growers' Union Jane Smith`, not `a lawyer for the singer Jane Smith`
    let bare = |i: usize| !doc.is(i, class::DET | class::POSS) && doc.at(i).has(shape::CAP);
    if (post || doc.is(start, class::ROLE | class::TITLE) && head <= start + 2)
        && bare(start)
        && name.words > 1
        && (head + 1..first).all(|i| between(i) || reads!(doc, i, "of" | "for"))
    {
        return true;
    }
    // `Bank of Japan chief Jane Smith`
    // `Bank of Japan Governor Jane Smith`
    let role = name.start.saturating_sub(1) as usize;
    head < role
        && doc.is(role, class::ROLE)
        && start + usize::from(doc.is(start, class::DEF)) < head
        && (start..role).all(|i| {
            let t = doc.at(i);
            t.has(shape::CAP) || i == head || i == start && t.is(class::DEF) || t.is(class::COORD)
        })
}
