//! Who `he`, `she` and `the senator` are.
//!
//! A pronoun's antecedent is chosen by a weighted sum of a few plain facts about each person named
//! before it; the weights were set by logistic regression over annotated news and rounded.

use std::ops::Range;

use super::names::{Cast, Gender, Name};
use super::phrases;
use super::roles::Roles;
use super::sources::{Is, Source};
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::{Lexicon, class};
use crate::extract::quotes::tokens::{Kind, shape};

/// How many names back an antecedent is looked for.
const REACH: usize = 60;

/// Longest phrase that opens a sentence and is read for whose statement it speaks of, in tokens.
const OPENING: usize = 16;

/// Adverbs between a name and its verb, at most; bounds the cost on hostile text.
const ADVERBS: usize = 8;

/// Facts about a candidate, in the order of [`WEIGHTS`].
pub const FACTS: usize = 17;

/// What each fact is worth.
pub const WEIGHTS: [f32; FACTS] = [
    2.0,  // named in the same sentence
    2.5,  // in the one before
    1.2,  // two before
    -1.0, // for each paragraph further back, up to 6
    -0.2, // latest mention is a subject
    1.3,  // latest mention opens its sentence
    0.1,  // latest mention is a genitive
    -2.0, // latest mention stands in a quotation
    0.8,  // was the latest to speak
    0.5,  // gender known, and right
    0.3,  // mentions so far, logarithm
    1.6,  // latest subject among candidates
    -0.4, // latest mention right after a preposition
    1.0,  // named by full name at the latest mention
    0.8,  // subject of the same sentence
    0.6,  // latest mention in a headline
    -2.5, // named in what is said
];

/// Answers for one text, in reading order.
pub struct Resolver<'a> {
    doc: &'a Doc<'a>,
    cast: &'a Cast,
    roles: &'a Roles,
    latest: Option<u32>,
    /// Where the latest speaker was told, in tokens.
    spoke: Option<usize>,
    /// Unnamed person who spoke last, at this token.
    unnamed: Option<(u32, Gender)>,
    cache: Vec<(u32, Option<u32>)>,
}

/// Where a name stands: bits subject 1, first 2, genitive 4, quoted 8, after a preposition 16.
fn place(doc: &Doc, n: &Name) -> u8 {
    let mut bits = 0;
    let end = n.end as usize;
    let adverb = |k: &usize| doc.is(*k, class::ADVERB) && doc.at(*k).lower();
    let verb = (end..end + ADVERBS).find(|k| !adverb(k));
    let genitive = doc.at(end).has(shape::GENITIVE);
    if genitive {
        bits |= 4;
    }
    let before = (n.title as usize).checked_sub(1).map(|k| doc.at(k));
    if before.is_some_and(|t| t.is(class::PREP) && t.lower()) {
        bits |= 16;
    } else if !genitive
        && (phrases::finite(doc, verb.unwrap_or(end))
            || doc.kind(end) == Kind::Comma && doc.is(end + 1, class::RELATIVE | class::DET))
    {
        bits |= 1;
    }
    let sentence = doc.sentence(n.title as usize);
    let opens = n.title - sentence.start.min(n.title) < 60
        && (sentence.start..n.title).all(|i| {
            !matches!(doc.kind(i as usize), Kind::Word | Kind::Number)
                || doc.is(
                    i as usize,
                    class::COORD
                        | class::ADVERB
                        | class::SUBORD
                        | class::ROLE
                        | class::NATION
                        | class::DEF,
                )
        });
    if opens && !genitive {
        bits |= 2;
    }
    if doc.inside[n.start as usize] != 0 {
        bits |= 8;
    }
    bits
}

impl<'a> Resolver<'a> {
    /// Nobody has spoken yet.
    pub fn new(doc: &'a Doc<'a>, cast: &'a Cast, roles: &'a Roles) -> Self {
        Resolver {
            doc,
            cast,
            roles,
            latest: None,
            spoke: None,
            unnamed: None,
            cache: Vec::with_capacity(16),
        }
    }

    /// The person a source is who said the tokens `said`; sources are asked for in reading order of their statements.
    pub fn person(&mut self, source: &Source, said: Range<u32>) -> Option<u32> {
        let person = match source.is {
            Is::Person(p) => Some(p),
            _ => {
                let known = self
                    .cache
                    .iter()
                    .rev()
                    .take(12)
                    .find(|(at, _)| *at == source.start);
                match known {
                    Some((_, p)) => *p,
                    None => {
                        let p = match source.is {
                            Is::Pronoun => self.pronoun(source.start as usize, said),
                            _ => self.definite(source),
                        };
                        self.cache.push((source.start, p));
                        p
                    }
                }
            }
        };
        if let Some(p) = person {
            self.latest = Some(p);
            self.spoke = Some(source.start as usize);
            self.unnamed = None;
        } else if source.is == Is::Noun {
            // Of `the official report` the last word says what it is.
            let doc = self.doc;
            let (start, end) = (source.start as usize, source.end as usize);
            let ends = |k: &usize| {
                doc.kind(*k) == Kind::Comma
                    || doc.at(*k).lower() && doc.is(*k, class::PREP | class::RELATIVE)
            };
            let head = (start + 1..end).find(ends).unwrap_or(end) - 1;
            if doc.is(head, class::ROLE) && doc.at(head).lower() {
                self.unnamed = Some((source.start, Gender::Unknown));
            }
        }
        person
    }

    /// The same for one of whom nothing more is told: in `Smith was asked by a reporter. He said`, `he` is Smith.
    pub fn aside(&mut self, source: &Source, said: Range<u32>) -> Option<u32> {
        let before = (self.latest, self.spoke, self.unnamed);
        let person = self.person(source, said);
        (self.latest, self.spoke, self.unnamed) = before;
        person
    }

    fn pronoun(&mut self, at: usize, said: Range<u32>) -> Option<u32> {
        let t = self.doc.at(at);
        let gender = match self.doc.text_of(at, at + 1) {
            "he" | "He" | "HE" | "him" => Gender::Male,
            "she" | "She" | "SHE" | "her" => Gender::Female,
            _ if t.is(class::SUBJECT) && t.is(class::MALE) => Gender::Male,
            _ if t.is(class::SUBJECT) && t.is(class::FEMALE) => Gender::Female,
            _ => return None,
        };
        let candidates = self.candidates(at, gender, said);
        let best = candidates
            .iter()
            .map(|(p, f)| (*p, f.iter().zip(&WEIGHTS).map(|(f, w)| f * w).sum::<f32>()))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(p, _)| p);
        if best.is_some_and(|p| self.beforehand(p, at)) {
            return None;
        }
        if let Some((noun, _)) = self.unnamed
            && best.is_some_and(|p| self.latest_mention(p, at).is_none_or(|m| m < noun))
        {
            return None;
        }
        best
    }

    /// `Before Smith's statement, he told`: of Smith it would be `Before his statement, Smith told`. Who it is cannot
    /// be told, but hardly he.
    fn beforehand(&self, person: u32, at: usize) -> bool {
        let doc = self.doc;
        let opens = doc.sentence(at).start as usize;
        if at > opens + OPENING
            || !matches!(doc.text_of(opens, opens + 1), "Before" | "Until")
            || doc.kind(at - 1) != Kind::Comma
        {
            return false;
        }
        let names = &self.cast.names;
        let first = names.partition_point(|n| (n.start as usize) < opens);
        let mut here = names[first..].iter().take_while(|n| (n.end as usize) < at);
        let (Some(whose), None) = (here.next(), here.next()) else {
            return false;
        };
        let of = whose.end as usize;
        whose.person == Some(person)
            && whose.title as usize == opens + 1
            && doc.at(of).has(shape::GENITIVE)
            && (of + 1..at).any(|k| doc.is(k, class::VENUE))
    }

    fn latest_mention(&self, person: u32, at: usize) -> Option<u32> {
        let mentions = self.cast.mentions(person);
        let names = &self.cast.names;
        let k = mentions.partition_point(|m| (names[*m as usize].start as usize) < at);
        Some(names[mentions[k.checked_sub(1)?] as usize].start)
    }

    /// People named before `at` whom the pronoun may mean, with their facts.
    fn candidates(&self, at: usize, gender: Gender, said: Range<u32>) -> Vec<(u32, [f32; FACTS])> {
        let doc = self.doc;
        let names = &self.cast.names;
        let here = doc.sentence_of[at];
        let paragraph = doc.sentence(at).paragraph;
        let upto = names.partition_point(|n| (n.end as usize) <= at);
        let first = names.partition_point(|n| n.start < said.start);
        let told = names[first..].partition_point(|n| n.start < said.end);
        let told = &names[first..first + told];
        let mut out: Vec<(u32, [f32; FACTS])> = Vec::new();
        let mut subject_seen = false;
        for k in (upto.saturating_sub(REACH)..upto).rev() {
            let n = &names[k];
            let Some(p) = n.person else { continue };
            if out.iter().any(|(q, _)| *q == p) {
                continue;
            }
            let person = &self.cast.people[p as usize];
            if person.gender != Gender::Unknown && person.gender != gender {
                continue;
            }
            let place = place(doc, n);
            // Who spoke last may have been called `she` since.
            let spoke = self.spoke.filter(|_| self.latest == Some(p)).unwrap_or(0);
            let seen = spoke.max(n.start as usize);
            let back = here - doc.sentence_of[seen].min(here);
            let far = paragraph.saturating_sub(doc.sentence(seen).paragraph);
            let count = self
                .cast
                .mentions(p)
                .partition_point(|m| (*m as usize) < upto);
            let mut f = [0.0; FACTS];
            let bit = |b: bool| if b { 1.0 } else { 0.0 };
            f[0] = bit(back == 0);
            f[1] = bit(back == 1);
            f[2] = bit(back == 2);
            f[3] = far.min(6) as f32;
            f[4] = bit(place & 1 != 0);
            f[5] = bit(place & 2 != 0);
            f[6] = bit(place & 4 != 0);
            f[7] = bit(place & 8 != 0);
            f[8] = bit(self.latest == Some(p));
            f[9] = bit(person.gender == gender);
            f[10] = (count as f32 + 1.0).ln();
            if place & 1 != 0 && !subject_seen {
                subject_seen = true;
                f[11] = 1.0;
            }
            f[12] = bit(place & 16 != 0);
            f[13] = bit(n.words > 1);
            f[14] = bit(back == 0 && place & 3 != 0);
            f[15] = bit(doc.sentence(n.start as usize).headline);
            f[16] = bit(told.iter().any(|n| n.person == Some(p)));
            out.push((p, f));
        }
        out
    }

    /// `the senator`, `the Russian foreign minister`: the latest person with that role. `A palace
    /// spokesman` only when the latest speaker is called exactly that.
    fn definite(&self, source: &Source) -> Option<u32> {
        let (start, end) = (source.start as usize, source.end as usize);
        if matches!(self.doc.text_of(start, start + 1), "a" | "A" | "an" | "An") {
            let latest = self.latest?;
            return self
                .roles
                .exactly(self.doc, start + 1, end, latest)
                .then_some(latest);
        }
        self.roles.bearer(self.doc, start, end)
    }
}

/// Last word of a name, suffixes aside, in lower case.
fn last(name: &str) -> String {
    let word = |w: &str| {
        w.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    let mut words = name.split_whitespace().map(word);
    words
        .rfind(|w| !matches!(w.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | ""))
        .unwrap_or_default()
}

/// True when two names share their last word.
pub fn same_last(a: &str, b: &str) -> bool {
    last(a) == last(b)
}

/// True when `given` names the same person as `name`, at least as fully.
pub fn fuller(given: &str, name: &str) -> bool {
    let words = |n: &str| n.split_whitespace().count();
    let first = |n: &str| {
        n.split_whitespace()
            .next()
            .unwrap_or_default()
            .to_lowercase()
    };
    same_last(given, name)
        && (words(name) == 1 || words(given) >= words(name) && first(given) == first(name))
        && given != name
}

/// The first and last name a headline gives somebody the text calls by the last alone.
pub fn in_headline(headline: &str, name: &str, lexicon: &Lexicon) -> Option<String> {
    let mut before = "";
    for word in headline.split_whitespace().take(60) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let bare = bare
            .strip_suffix("'s")
            .or(bare.strip_suffix("’s"))
            .unwrap_or(bare);
        let unbroken = before.ends_with(char::is_alphanumeric);
        if bare == name
            && unbroken
            && lexicon.get(before.to_lowercase().as_bytes()).classes & class::GIVEN != 0
        {
            return Some(format!("{before} {name}"));
        }
        before = word;
    }
    None
}
