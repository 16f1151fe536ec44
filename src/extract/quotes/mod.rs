//! Statements, and who made them.
//!
//! One pass makes tokens ([`tokens`]), on which everything else works: quotation marks are paired
//! ([`marks`]), sentences split ([`doc`]), names found and told apart ([`names`]), reporting verbs
//! read with what they govern ([`attribute`]), quotations nobody claims given to whom the
//! neighbourhood tells ([`bare`]), and pronouns and titles resolved ([`resolve`]). All of it is linear
//! in the length of the text.

mod according;
pub(crate) mod attribute;
mod backward;
pub(crate) mod bare;
mod circumstance;
mod content;
pub(crate) mod doc;
mod extent;
mod group;
mod incise;
pub(crate) mod lexicon;
mod lines;
pub(crate) mod marks;
mod naming;
mod opening;
mod order;
mod shouted;
mod spelling;
mod token;
pub(crate) mod tokens;
mod who;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::article::{Quote, QuoteKind, Span, Speaker};
use crate::extract::speakers::names::Cast;
use crate::extract::speakers::resolve::{self, Resolver};
use crate::extract::speakers::{capitals, names, roles};
use crate::text::words::single_spaced;
use attribute::{Attributor, Pattern, Statement};
use doc::Doc;
use lexicon::class;
use tokens::{Kind, reads};
pub use tokens::{Read, Scan};

/// Reads the tokens of a body. `language` is an ISO 639-1 code; unknown ones are read as English.
pub fn scan<'a>(body: &'a str, language: Option<&str>) -> Scan<'a> {
    doc::scan(body, lexicon::of(language))
}

/// Speakers and statements of one article, statements in order of their start.
///
/// `read` are the tokens of the body, see [`scan`]. `given` are the speakers the input itself names, and are believed.
pub fn statements(
    headline: &str,
    body: &str,
    language: Option<&str>,
    read: Read,
    given: &[String],
) -> (Vec<Speaker>, Vec<Quote>) {
    let doc = Doc::of(body, lexicon::of(language), read);
    let cast = names::cast(&doc, given);
    let mut attributor = Attributor::new(&doc, &cast);
    attributor.run();
    attributor.bare();
    let transcript = attributor.transcript;
    let mut found = attributor.found;
    found.retain_mut(|s| trim(&doc, s));
    found.sort_by_key(|s| (s.start, s.end));
    let roles = roles::roles(&doc, &cast);
    let who = people(&doc, &cast, &roles, &found);
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut place = vec![usize::MAX; cast.people.len()];
    let mut quotes = Vec::with_capacity(found.len());
    for (s, who) in found.iter().zip(who) {
        let speaker = who.map(|p| {
            let p = p as usize;
            if place[p] == usize::MAX {
                place[p] = speakers.len();
                speakers.push(speaker(&doc, &cast, &roles, p as u32, headline, given));
            }
            place[p]
        });
        quotes.push(quote(&doc, s, speaker, transcript));
    }
    if let [only] = given
        && let Some(lone) = sole(&mut speakers, only)
    {
        for quote in quotes
            .iter_mut()
            .filter(|q| q.speaker.is_none() && q.mention.is_none())
        {
            quote.speaker = Some(lone);
        }
    }
    (speakers, quotes)
}

/// Index of the one speaker the input names, who is added when the text does not name him; none when
/// others speak as well.
fn sole(speakers: &mut Vec<Speaker>, given: &str) -> Option<usize> {
    let others = speakers.iter().any(|s| !resolve::same_last(&s.name, given));
    if others {
        return None;
    }
    if speakers.is_empty() {
        speakers.push(Speaker {
            name: given.to_owned(),
            role: None,
            variants: Vec::new(),
        });
    }
    Some(0)
}

/// Who made each statement, asked for in the order of their attributions.
fn people(doc: &Doc, cast: &Cast, roles: &roles::Roles, found: &[Statement]) -> Vec<Option<u32>> {
    let mut resolver = Resolver::new(doc, cast, roles);
    let mut order: Vec<u32> = (0..found.len() as u32).collect();
    order.sort_by_key(|k| {
        let s = &found[*k as usize];
        s.cue.map_or(s.start, |c| c.0)
    });
    let mut who = vec![None; found.len()];
    for k in order {
        let s = &found[k as usize];
        // Hardly anybody calls himself by name; but what looks like the object of a verb may reach too far.
        let said = match s.pattern {
            Pattern::Noun | Pattern::Infinitive | Pattern::Preposition => 0..0,
            _ => s.start..s.end,
        };
        who[k as usize] = s.source.and_then(|source| match s.pattern {
            Pattern::Told => resolver.aside(&source, said),
            _ => resolver.person(&source, said),
        });
    }
    who
}

/// Takes marks and blanks off both ends; false when nothing is left.
fn trim(doc: &Doc, s: &mut Statement) -> bool {
    let outer = |i: u32| {
        matches!(
            doc.kind(i as usize),
            Kind::Open | Kind::Close | Kind::Paragraph
        )
    };
    while s.start < s.end
        && (outer(s.start)
            || matches!(
                doc.kind(s.start as usize),
                Kind::Comma | Kind::Dash | Kind::Stop | Kind::Colon
            ))
    {
        s.start += 1;
    }
    // The second mark of `that “it is over”` stays with the first.
    let opens = |i: u32| match doc.kind(i as usize) {
        Kind::Open => 1,
        Kind::Close => -1,
        _ => 0,
    };
    let mut open: i64 = match s.start < s.end && outer(s.end - 1) {
        true => (s.start..s.end).map(opens).sum(),
        false => 0,
    };
    while s.end > s.start && outer(s.end - 1) {
        let before = open - opens(s.end - 1);
        if before > 0 {
            break;
        }
        open = before;
        s.end -= 1;
    }
    // `described the mayor and, telling …`
    let last = (s.end as usize).saturating_sub(1);
    if s.end > s.start + 1 && doc.inside[last] == 0 && reads!(doc, last, "and" | "or" | "but") {
        s.end -= 1;
    }
    // `defended the mayor by saying`, `would not discuss it, aside from saying`
    let behind = doc.at(s.end as usize);
    let says = behind.lower() && behind.is(class::ING) && behind.cue != 0;
    let says = says && !reads!(doc, s.end as usize - 1, "like");
    let small = |i: u32| doc.at(i as usize).lower() && doc.inside[i as usize] == 0;
    if says && s.end > s.start + 1 && small(s.end - 1) && doc.is(s.end as usize - 1, class::PREP) {
        s.end -= 1;
        let pair = reads!(doc, s.end as usize - 1, "aside" | "other" | "rather");
        s.end -= u32::from(pair && s.end > s.start + 1);
        let comma = doc.kind(s.end as usize - 1) == Kind::Comma;
        s.end -= u32::from(comma && s.end > s.start + 1);
    }
    s.start < s.end
}

fn quote(doc: &Doc, s: &Statement, speaker: Option<usize>, transcript: bool) -> Quote {
    let span = |a: u32, b: u32| {
        Span::new(
            doc.at(a as usize).start as usize,
            doc.at(b as usize - 1).end as usize,
        )
    };
    let here = s.start as usize..s.end as usize;
    let (mut all, mut inside) = (0, 0);
    // Sums, without a branch: what is a word no processor foresees.
    for (token, mark) in doc.tokens[here.clone()].iter().zip(&doc.inside[here]) {
        let word = u32::from(matches!(token.kind, Kind::Word | Kind::Number));
        all += word;
        inside += word & u32::from(*mark != 0);
    }
    let first = s.start as usize;
    let told = doc.inside[first] == 0 && doc.is(first, class::THAT);
    let labelled_later = s.source.is_some_and(|source| source.start > 0);
    Quote {
        span: span(s.start, s.end),
        kind: match inside {
            // What stands behind its speaker's name is word for word; a headline sums up.
            0 if s.pattern == Pattern::Line && (transcript || labelled_later) => QuoteKind::Direct,
            0 => QuoteKind::Indirect,
            // `that “it is over”` tells, and quotes while it tells.
            n if n * 4 >= all * 3 && !told => QuoteKind::Direct,
            _ => QuoteKind::Mixed,
        },
        cue: s.cue.map(|c| span(c.0, c.1)),
        mention: s.source.map(|x| {
            // `Smith & Sons, Inc., said`
            let comma = doc.text_of(x.end as usize - 1, x.end as usize) == ",";
            span(x.start, x.end - u32::from(comma && x.end > x.start + 1))
        }),
        speaker,
    }
}

/// A person as a speaker: the fullest name (the input's own, the text's, or the headline's), role, other forms.
fn speaker(
    doc: &Doc,
    cast: &Cast,
    roles: &roles::Roles,
    person: u32,
    headline: &str,
    given: &[String],
) -> Speaker {
    let surface = |k: u32| {
        let name = &cast.names[k as usize];
        single_spaced(doc.written(name.start as usize, name.end as usize))
    };
    let p = &cast.people[person as usize];
    // `James E. (Jim) Nugent` is James E. Nugent; the form as written is one of his.
    let full = surface(p.full);
    let mut name = match full.contains('(') {
        true => {
            let words = full.split(' ').filter(|word| !word.starts_with('('));
            words.collect::<Vec<_>>().join(" ")
        }
        false => full.into_owned(),
    };
    if let Some(fuller) = given.iter().find(|g| resolve::fuller(g, &name)) {
        name.clone_from(fuller);
    } else if !name.contains(' ')
        && let Some(fuller) = resolve::in_headline(headline, &name, doc.lexicon)
    {
        name = fuller;
    }
    // `LAVROV: …`: as the text has it elsewhere, else as names are written.
    let same = |form: &str, name: &str| form.to_lowercase() == name.to_lowercase();
    let natural = capitals::natural(&name);
    let capitals = natural.is_some();
    if let Some(natural) = natural {
        let mut forms = cast.mentions(person).iter().map(|k| surface(*k));
        let elsewhere = forms.find(|form| *form != name && same(form, &name));
        name = elsewhere.map_or(natural, Cow::into_owned);
    }
    let mut variants: Vec<String> = Vec::new();
    for mention in cast.mentions(person).iter().take(50) {
        let form = surface(*mention);
        let is_name = form == name || capitals && same(&form, &name);
        if !is_name && !variants.iter().any(|v| *v == form) {
            variants.push(form.into_owned());
        }
    }
    Speaker {
        name,
        role: roles.of(doc, person),
        variants,
    }
}
