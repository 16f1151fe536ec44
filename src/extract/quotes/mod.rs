//! Statements, and who made them.

pub(crate) mod attribute;
pub(crate) mod bare;
pub(crate) mod doc;
pub(crate) mod lexicon;
pub(crate) mod marks;
pub(crate) mod tokens;

use crate::article::{Quote, QuoteKind, Span, Speaker};
use crate::extract::speakers::resolve::Resolver;
use crate::extract::speakers::{names, roles};
use attribute::{Attributor, Pattern, Statement};
use doc::Doc;
use tokens::Kind;

/// Speakers and statements of one article, statements in order of their start.
///
/// `language` is an ISO 639-1 code; unknown ones are read as English. `given` are the speakers the
/// input itself names, and are believed.
pub fn statements(
    headline: &str,
    body: &str,
    language: Option<&str>,
    given: &[String],
) -> (Vec<Speaker>, Vec<Quote>) {
    let _ = (headline, given);
    let doc = Doc::new(body, lexicon::of(language));
    let cast = names::cast(&doc);
    let mut a = Attributor::new(&doc, &cast);
    a.run();
    a.bare();
    let mut found = a.found;
    found.sort_by_key(|s| (s.start, s.end));
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut index = vec![usize::MAX; cast.people.len()];
    let mut quotes = Vec::new();
    let roles = roles::roles(&doc, &cast);
    let mut resolver = Resolver::new(&doc, &cast, &roles);
    let mut order: Vec<u32> = (0..found.len() as u32).collect();
    order.sort_by_key(|k| {
        let s = &found[*k as usize];
        s.cue.map_or(s.start, |c| c.0)
    });
    let mut who = vec![None; found.len()];
    for k in order {
        who[k as usize] = found[k as usize].source.and_then(|s| resolver.person(&s));
    }
    for (s, who) in found.iter().zip(who) {
        if let Some(q) = quote(&doc, &cast, &roles, s, who, &mut speakers, &mut index) {
            quotes.push(q);
            PATTERNS.with(|p| p.borrow_mut().push(format!("{:?}/{:?}/{}", s.pattern, s.form, match s.source { None => "none", Some(x) => match x.is { crate::extract::speakers::sources::Is::Person(_) => "P", crate::extract::speakers::sources::Is::Pronoun => "pro", _ => "N" } }))); // DEVEL
        }
    }
    (speakers, quotes)
}

fn quote(
    doc: &Doc,
    cast: &names::Cast,
    roles: &roles::Roles,
    s: &Statement,
    who: Option<u32>,
    speakers: &mut Vec<Speaker>,
    index: &mut [usize],
) -> Option<Quote> {
    let byte = |a: u32, b: u32| Span::new(doc.at(a as usize).start as usize, doc.at(b as usize - 1).end as usize);
    let (mut a, mut b) = (s.start, s.end);
    while a < b && matches!(doc.kind(a as usize), Kind::Open | Kind::Comma | Kind::Paragraph | Kind::Close) {
        a += 1;
    }
    while b > a && matches!(doc.kind(b as usize - 1), Kind::Close | Kind::Paragraph | Kind::Open) {
        b -= 1;
    }
    if a >= b {
        return None;
    }
    let speaker = match who {
        Some(person) => {
            let p = person as usize;
            if index[p] == usize::MAX {
                index[p] = speakers.len();
                let full = &cast.names[cast.people[p].full as usize];
                speakers.push(Speaker {
                    name: doc.text_of(full.start as usize, full.end as usize).to_owned(),
                    role: roles.of(doc, person),
                    variants: Vec::new(),
                });
            }
            Some(index[p])
        }
        _ => None,
    };
    Some(Quote {
        span: byte(a, b),
        kind: match s.pattern {
            Pattern::QuoteFirst | Pattern::QuoteAfter | Pattern::Bare => QuoteKind::Direct,
            _ => QuoteKind::Indirect,
        },
        cue: s.cue.map(|c| byte(c.0, c.1)),
        mention: s.source.map(|x| byte(x.start, x.end)),
        speaker,
    })
}

// DEVEL
thread_local! { pub static PATTERNS: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) }; }
