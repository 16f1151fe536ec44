//! Titles and roles: what the text calls each person, and whom it calls by a title alone.

use std::sync::OnceLock;

use super::names::{Cast, Name};
use super::whom::person_of;
use super::{looks, phrases};
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::{class, number, takes};
use crate::extract::quotes::tokens::{Kind, reads_folded, shape};
use crate::text::words::single_spaced;

/// A role some mention gives a person; token indices.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// Whose.
    pub person: u32,
    /// First token.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Number of the word that names it (`minister`).
    head: u32,
}

/// All roles of a text, in order of their mention.
pub struct Roles {
    /// In order.
    pub all: Vec<Role>,
    /// For each person the role to show.
    chosen: Vec<Option<u32>>,
    /// Ages as written, by their number, and whose.
    ages: Vec<(u32, u32)>,
}

/// What somebody may be called, and be known again by, that is no role to show.
const PLAIN: [&str; 5] = ["man", "woman", "boy", "girl", "guy"];

/// Longest role read, in tokens.
const REACH: usize = 16;

/// Reads the roles beside every mention of a person.
pub fn roles(doc: &Doc, cast: &Cast) -> Roles {
    let mut all = Vec::with_capacity(cast.people.len());
    let mut ages = Vec::new();
    for name in &cast.names {
        let Some(person) = name.person else { continue };
        let mut add = |head: Option<u32>, start: usize, end: usize| {
            if let Some(head) = head {
                all.push(Role {
                    person,
                    start: start as u32,
                    end: end as u32,
                    head,
                });
            }
        };
        let start = before(doc, cast, name);
        if start < name.start as usize {
            // `Harbour Union boss Sir Ivo Marsh`: nobody is a sir by trade.
            let last = (start..name.start as usize).rfind(|k| !courtesy(doc, *k));
            let end = last.map_or(start, |k| k + 1);
            add(head_before(doc, start, end), start, end);
        } else if name.title > 1
            && doc.kind(name.title as usize - 1) == Kind::Comma
            && (doc.kind(name.end as usize) == Kind::Comma
                || !doc.lexicon.english
                    && matches!(
                        doc.kind(name.end as usize),
                        Kind::Dash | Kind::Stop | Kind::Close | Kind::Bracket
                    ))
        {
            // `The palace spokesman, Ivo Marsh,`.
            let end = name.title as usize - 1;
            let start = phrases::phrase_before(doc, cast, doc.sentence(end).start as usize, end);
            // `anunció este martes la ministra de X, N.`: the day is none of it.
            let start = (start + 1..end)
                .rev()
                .find(|k| {
                    doc.is(*k, class::DET) && doc.is(*k - 1, class::DAY) && doc.at(*k - 1).lower()
                })
                .unwrap_or(start);
            // `señaló en rueda de prensa el portavoz, N.`, `según el presidente del puerto, N.`: nor what else precedes.
            let role =
                |k: &usize| doc.is(*k, class::DET) && doc.is(*k + 1, class::ROLE | class::TITLE);
            let start = match doc.lexicon.english || doc.is(start, class::DET | class::POSS) {
                true => start,
                false => (start..end).rev().find(role).unwrap_or(start),
            };
            if start < end
                && doc.is(start, class::DET | class::POSS)
                && person_of(doc, cast, start, end).is_none()
            {
                let start = start + usize::from(doc.is(start, class::DET | class::POSS));
                add(head(doc, start, end), start, end);
            }
        }
        if doc.kind(name.end as usize) == Kind::Comma {
            let mut from = name.end as usize + 1;
            // `Smith, 61, a farmer,`: the age will do for `the 61-year-old`.
            if doc.kind(from) == Kind::Number && doc.kind(from + 1) == Kind::Comma {
                ages.push((number(doc.text_of(from, from + 1).as_bytes()), person));
                from += 2;
            }
            let (start, end) = apposition(doc, from);
            if !names_another(doc, cast, start, end) {
                add(head(doc, start, end), start, end);
            }
        }
    }
    let mut chosen: Vec<Option<u32>> = vec![None; cast.people.len()];
    let plain = PLAIN.map(|word| number(word.as_bytes()));
    for (k, role) in all.iter().enumerate() {
        if plain.contains(&role.head) {
            continue;
        }
        let slot = &mut chosen[role.person as usize];
        let long = |r: &Role| r.end - r.start > 1;
        if slot.is_none_or(|c| !long(&all[c as usize]) && long(role)) {
            *slot = Some(k as u32);
        }
    }
    Roles { all, chosen, ages }
}

/// True for somebody else, in a list of people: `Smith, his lawyer Ada Holm, and others`. Not for `Berg supporter`.
fn names_another(doc: &Doc, cast: &Cast, start: usize, end: usize) -> bool {
    let end = noun_end(doc, start, end);
    let and = (start..end).find(|k| doc.is(*k, class::COORD));
    let stop = and.unwrap_or(end);
    let mut people = (start..stop).filter_map(|k| cast.name_at(k).map(|n| &cast.names[n]));
    people.any(|name| {
        let behind = name.end as usize;
        name.person.is_some()
            // `a North Carolina Republican`
            && !doc.is(behind - 1, class::ROLE | class::PEOPLE | class::NATION)
            && (behind >= stop || phrases::finite(doc, behind))
    })
}

/// Start of what stands before a name as its title.
fn before(doc: &Doc, cast: &Cast, name: &Name) -> usize {
    let title = name.title as usize;
    // `Minister of Industry and Trade Ada Holm`, not `Spokesmen for Ada Holm`
    let field = title < name.start as usize || title > 0 && !doc.is(title - 1, class::PREP);
    let office = looks::office(doc, title).filter(|_| field);
    let mut i = office.unwrap_or(title);
    let floor = title.saturating_sub(REACH);
    // `palace spokesman`, `former Berg campaign manager`: must end in a role.
    if i > floor
        && doc.at(i - 1).lower()
        && !doc.is(i - 1, class::ROLE | class::TITLE)
        && (doc.lexicon.english || !doc.is(i - 1, class::NATION))
    {
        match looks::continued(doc, i) {
            0 => return i,
            words => i -= words,
        }
    }
    while i > floor {
        let t = doc.at(i - 1);
        let goes_on = match t.kind {
            Kind::Word => {
                t.has(shape::GENITIVE)
                    || t.has(shape::CAP)
                        && (!t.is(class::SUBJECT | class::NOTNAME) || describes(doc, i - 1))
                        && !(t.has(shape::FIRST) && t.is(class::ADVERB))
                        && !(t.is(class::MONTH) && looks::when(doc, i - 1))
                        && cast.name_at(i - 1).is_none_or(|k| {
                            cast.names[k].person.is_none()
                                || doc.at(cast.names[k].end as usize).lower()
                                || doc.at(cast.names[k].end as usize).has(shape::GENITIVE)
                        })
                    || t.lower()
                        && !t.is(class::DET
                            | class::POSS
                            | class::PREP
                            | class::COORD
                            | class::AUX
                            | class::MODAL
                            | class::SUBORD
                            | class::PRONOUN
                            | class::WH
                            | class::RELATIVE
                            | class::ADVERB
                            | class::NEG)
                        && (!t.is(class::CUE | class::VERB) || t.is(class::ROLE | class::ORG))
            }
            Kind::Other => doc.text_of(i - 1, i) == "-",
            _ => false,
        };
        i -= match goes_on {
            true => 1,
            false => match looks::continued(doc, i) {
                0 => break,
                words => words,
            },
        };
    }
    // `the Harbour Watch's editor`, where it was not seen whose; `On Monday Harbour Party leader`.
    while i < title
        && (doc.at(i).has(shape::GENITIVE)
            || doc.is(i, class::DAY) && i > 0 && matches!(doc.text_of(i - 1, i), "on" | "On"))
    {
        i += 1;
    }
    i
}

/// True for an adjective that no name has and a title may begin with: `Former mayor Ada Holm`.
fn describes(doc: &Doc, i: usize) -> bool {
    reads_folded!(doc, i, "former" | "top" | "first")
        || reads_folded!(doc, i, "real") && reads_folded!(doc, i + 1, "estate")
}

/// `, the president of X,`: without article and commas.
fn apposition(doc: &Doc, start: usize) -> (usize, usize) {
    // `currently a harbour master`, `now chairman`
    let next = doc.at(start + 1);
    let skipped = doc.at(start).lower()
        && doc.is(start, class::ADVERB)
        && (next.has(shape::CAP)
            || next.is(class::DET | class::POSS | class::ROLE | class::NATION));
    let start = start + usize::from(skipped);
    let mut i = start;
    let first = doc.at(start);
    if !(first.is(class::DET | class::ROLE | class::TITLE | class::NATION | class::ORG)
        || first.lower()
        || first.has(shape::CAP))
    {
        return (start, start);
    }
    while i < start + REACH {
        let t = doc.at(i);
        let stop = match t.kind {
            Kind::Word => {
                t.lower()
                    && (t.is(class::AUX
                        | class::MODAL
                        | class::RELATIVE
                        | class::SUBORD
                        | class::WH
                        | class::SUBJECT)
                        && !t.is(class::DET)
                        || i == start
                            && t.is(class::PREP | class::COORD | class::ING | class::PAST))
            }
            Kind::Number => false,
            Kind::Other => false,
            _ => true,
        };
        if stop || tells(doc, i) {
            break;
        }
        i += 1;
    }
    // `Smith, the mayor of Lodva told the Herald.`
    let told = i > start && tells(doc, i);
    // `…, a spokesman said.` says nothing of whom it stands behind.
    if (start..i).any(|k| doc.at(k).lower() && phrases::says(doc, k)) {
        return (start, start);
    }
    // A clause rather than an apposition runs on to the full stop of a long sentence.
    let ends = matches!(doc.kind(i), Kind::Comma | Kind::Stop | Kind::Close);
    if !ends && !told && !doc.is(i, class::RELATIVE) {
        return (start, start);
    }
    let skip =
        usize::from(doc.is(start, class::DET | class::POSS) && !doc.is(start, class::PEOPLE));
    // The role comes early: `the mayor of X`, not `the day after the mayor`.
    let near = (start..i)
        .take_while(|k| !doc.is(*k, class::PREP))
        .any(|k| doc.is(k, class::ROLE));
    match near && start + skip < i {
        true => (start + skip, i),
        false => (start, start),
    }
}

/// True for `told`, which has no place in a role.
fn tells(doc: &Doc, i: usize) -> bool {
    let t = doc.at(i);
    t.lower() && t.is(class::PAST) && doc.lexicon.cue(t.cue).takes & takes::ADDRESSED != 0
}

/// Words before a name that say nothing of what somebody does.
const HONORIFICS: &[&str] = &[
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "miss",
    "señor",
    "señora",
    "sr.",
    "sra.",
    "sr",
    "sra",
    "don",
    "doña",
    "m.",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
    "sir",
    "dame",
];

/// Where a noun ends that starts at `start`: at `the mayor of`, and at `a lawyer representing`.
fn noun_end(doc: &Doc, start: usize, end: usize) -> usize {
    let mut role = false;
    let ends = |k: &usize| {
        let ing = role && doc.lexicon.english && doc.ends(*k, "ing");
        role |= doc.is(*k, class::ROLE);
        *k > start && doc.at(*k).lower() && (ing || doc.is(*k, class::PREP))
    };
    (start..end).find(ends).unwrap_or(end)
}

/// Number of the word that names a role: the last such before a preposition.
fn head(doc: &Doc, start: usize, end: usize) -> Option<u32> {
    last_role(doc, start, noun_end(doc, start, end))
}

/// The same of a role right before a name: in `Bank of England governor` the last of all.
fn head_before(doc: &Doc, start: usize, end: usize) -> Option<u32> {
    head(doc, start, end).or_else(|| last_role(doc, start, end))
}

fn last_role(doc: &Doc, start: usize, end: usize) -> Option<u32> {
    let role = |k: &usize| doc.is(*k, class::ROLE | class::TITLE) && !courtesy(doc, *k);
    let k = (start..end).rfind(role)?;
    Some(canonical(doc, k))
}

/// Short and long forms of a title.
const SAME: &[(&str, &str)] = &[
    ("sen.", "senator"),
    ("sen", "senator"),
    ("rep.", "congressman"),
    ("rep", "congressman"),
    ("representative", "congressman"),
    ("congresswoman", "congressman"),
    ("lawmaker", "congressman"),
    ("gov.", "governor"),
    ("gov", "governor"),
    ("gen.", "general"),
    ("col.", "colonel"),
    ("lt.", "lieutenant"),
    ("sgt.", "sergeant"),
    ("capt.", "captain"),
    ("dr.", "doctor"),
    ("dr", "doctor"),
    ("physician", "doctor"),
    ("prof.", "professor"),
    ("prof", "professor"),
    ("rev.", "pastor"),
    ("reverend", "pastor"),
    ("attorney", "lawyer"),
    ("spokeswoman", "spokesman"),
    ("spokesperson", "spokesman"),
    ("chairwoman", "chairman"),
    ("adviser", "advisor"),
];

/// The same words by their numbers.
struct Numbers {
    honorifics: Vec<u32>,
    same: Vec<(u32, u32)>,
}

fn numbers() -> &'static Numbers {
    static NUMBERS: OnceLock<Numbers> = OnceLock::new();
    let of = |word: &str| number(word.as_bytes());
    NUMBERS.get_or_init(|| Numbers {
        honorifics: HONORIFICS.iter().map(|word| of(word)).collect(),
        same: SAME.iter().map(|(a, b)| (of(a), of(b))).collect(),
    })
}

fn courtesy(doc: &Doc, k: usize) -> bool {
    numbers().honorifics.contains(&doc.at(k).word)
}

/// Short and long forms of a title are one.
fn canonical(doc: &Doc, k: usize) -> u32 {
    let word = doc.at(k).word;
    let long = numbers().same.iter().find(|(short, _)| *short == word);
    long.map_or(word, |(_, long)| *long)
}

impl Roles {
    /// The person a definite noun phrase means: the latest before it who bears its role, all its
    /// distinctive words agreeing.
    pub fn bearer(&self, doc: &Doc, start: usize, end: usize) -> Option<u32> {
        let first = doc.at(start);
        let article = doc.is(start, class::DEF);
        let bare = first.has(shape::CAP) && !article && !first.is(class::DET);
        if !article && !bare {
            return None;
        }
        let stop = (start + 1..end)
            .find(|k| doc.is(*k, class::PREP) && doc.at(*k).lower())
            .unwrap_or(end);
        let aged = (start..stop)
            .map(|k| doc.text_of(k, k + 1))
            .find_map(|t| t.strip_suffix("-year-old"));
        if let Some(age) = aged {
            let age = number(age.as_bytes());
            let near = self.ages.iter().rev().take(60);
            return near.filter(|(a, _)| *a == age).map(|(_, p)| *p).next();
        }
        // The noun comes last in English, before its adjectives elsewhere.
        let noun = match doc.lexicon.english {
            true => stop - 1,
            false => (start..stop).find(|k| doc.is(*k, class::ROLE | class::TITLE))?,
        };
        if doc.at(stop - 1).has(shape::GENITIVE) || !doc.is(noun, class::ROLE | class::TITLE) {
            return None;
        }
        let head = canonical(doc, noun);
        let said: Vec<u32> = (start + usize::from(article)..stop)
            .filter(|k| *k != noun && doc.kind(*k) == Kind::Word && doc.at(*k).word != 0)
            .map(|k| doc.at(k).word)
            .collect();
        let upto = self.all.partition_point(|r| (r.start as usize) < start);
        let mut best: Option<(usize, u32)> = None;
        let near = &self.all[upto.saturating_sub(60)..upto];
        for r in near.iter().rev().filter(|r| r.head == head) {
            let words = |w: u32| (r.start..r.end).any(|k| doc.at(k as usize).word == w);
            let agree = said.iter().filter(|w| words(**w)).count();
            // `the French president` is not the Russian one.
            if !said.is_empty()
                && agree == 0
                && near.iter().any(|o| o.head == head && o.person != r.person)
            {
                continue;
            }
            if said.len() > agree
                && said.iter().any(|w| {
                    !words(*w)
                        && (start..stop).any(|k| {
                            doc.at(k).word == *w && doc.is(k, class::NATION | class::PLACE)
                        })
                })
                && agree == 0
            {
                continue;
            }
            if best.is_none_or(|(a, _)| agree > a) {
                best = Some((agree, r.person));
            }
        }
        best.map(|(_, p)| p)
    }

    /// True when a person bears exactly this role of two words or more.
    pub fn exactly(&self, doc: &Doc, start: usize, end: usize, person: u32) -> bool {
        let words = |a: usize, b: usize| (a..b).map(|k| doc.at(k).word);
        end >= start + 2
            && self.all.iter().rev().take(400).any(|r| {
                r.person == person && words(r.start as usize, r.end as usize).eq(words(start, end))
            })
    }

    /// The role to show for a person: the first with more than one word, else the first.
    pub fn of(&self, doc: &Doc, person: u32) -> Option<String> {
        let chosen = self.all[*self.chosen.get(person as usize)?.as_ref()? as usize];
        let text = doc.written(chosen.start as usize, chosen.end as usize);
        Some(single_spaced(text).into_owned())
    }
}
