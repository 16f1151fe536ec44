//! Whose a reporting verb is: its subject, also where another stands between, or none.

use super::attribute::{Attributor, Group, OPENING};
use super::doc::Doc;
use super::lexicon::{class, takes};
use super::tokens::{Kind, reads, shape};
use crate::extract::speakers::behind;
use crate::extract::speakers::sources::{self, Is, Source};
use crate::extract::speakers::{phrases, subject};

/// True for a form of the verbs that say of whom something was heard.
fn quotes(doc: &Doc, verb: usize) -> bool {
    reads!(
        doc,
        verb,
        "quoted" | "quotes" | "quoting" | "quote" | "cited" | "cites" | "citing"
    )
}

/// Tokens of where somebody is who is quoted, at most.
const PLACE: usize = 8;
/// Tokens of a party and a place in brackets, with the second one, at most.
const PARTY: usize = 8;

impl Attributor<'_> {
    /// Who is quoted: `the agency quoted Jane Smith as saying`, which says of whom it was heard and by whom it was said.
    pub(super) fn quoted_as(&self, verb: usize) -> Option<Source> {
        let doc = self.doc;
        if !quotes(doc, verb) {
            return None;
        }
        let first = verb + 1;
        let saying = |as_: usize| {
            let says = doc.at(as_ + 1);
            reads!(doc, as_, "as") && says.cue != 0 && says.is(class::ING)
        };
        // `quoted them as saying`
        if reads!(doc, first, "him" | "her" | "them") && saying(first + 1) {
            return Some(Source {
                start: first as u32,
                end: first as u32 + 1,
                is: Is::Pronoun,
            });
        }
        let quoted = behind::after(doc, self.cast, first)?;
        if saying(quoted.end as usize) {
            return Some(quoted);
        }
        // `quoted one man inside the company as saying`
        let place = quoted.end as usize;
        let far = (place + 1..place + PLACE)
            .take_while(|k| doc.kind(*k) == Kind::Word && !phrases::finite(doc, *k))
            .find(|k| saying(*k))?;
        let inside = quoted.is == Is::Noun && doc.at(place).lower() && doc.is(place, class::PREP);
        inside.then_some(Source {
            end: far as u32,
            ..quoted
        })
    }

    /// Who is quoted: `Jane Smith was quoted by the agency as saying`.
    pub(super) fn quoted_by(&self, g: &Group, floor: usize) -> Option<Source> {
        let doc = self.doc;
        let as_ = g.start.checked_sub(1).filter(|k| *k > floor)?;
        if !g.participle || !reads!(doc, as_, "as") {
            return None;
        }
        let from = floor.max(as_.saturating_sub(14));
        let quoted = (from..as_).rev().find(|k| quotes(doc, *k))?;
        let group = self.group(quoted, floor).filter(|g| g.passive)?;
        sources::before(doc, self.cast, floor, group.start)
    }

    /// The subject of a verb, by its form.
    pub(super) fn source(&self, g: &Group, floor: usize) -> Option<Source> {
        let doc = self.doc;
        let here = doc.sentence_of[g.verb];
        let before = g.start.checked_sub(1).filter(|k| *k >= floor);
        let shared = g.participle
            || g.infinitive
            || before.is_some_and(|k| doc.is(k, class::COORD))
            || before.is_some_and(|k| {
                doc.kind(k) == Kind::Comma && k > floor && doc.is(k - 1, class::COORD)
            });
        if shared {
            // `quoted Jane Smith as saying`
            if g.participle
                && let Some(as_) = before.filter(|k| reads!(doc, *k, "as"))
                && let Some(quoted) = (floor.max(as_.saturating_sub(2 * sources::REACH))..as_)
                    .rev()
                    .find_map(|verb| self.quoted_as(verb))
                    .filter(|s| s.end as usize == as_)
            {
                return Some(quoted);
            }
            // `with the police Monday reporting`
            let timely = |k: usize| k > floor && doc.is(k, class::DAY | class::TIME);
            if g.participle
                && let Some(k) = before.map(|k| k - usize::from(timely(k)))
                && doc.kind(k) == Kind::Word
            {
                // `with protesters chanting`: the noun right before is the subject.
                let start = phrases::phrase_before(doc, self.cast, floor, k + 1);
                let noun = |i: usize| {
                    doc.is(i, class::PEOPLE | class::ROLE | class::ORG | class::DOC)
                        || self.cast.name_at(i).is_some()
                };
                // `Smith emailed supporters saying`
                let wrote = start > floor
                    && (doc.lexicon.cue(doc.at(start - 1).cue).takes & takes::OBJECT != 0
                        || reads!(doc, start - 1, "emailed" | "texted" | "wrote"));
                if start <= k
                    && noun(k)
                    && !wrote
                    && !doc.is(k, class::DAY | class::TIME | class::VENUE)
                {
                    return sources::before(doc, self.cast, floor, k + 1);
                }
                // `with some critics suggesting`, `with critics suggesting`
                let with = (floor.max(k.saturating_sub(OPENING))..k)
                    .rev()
                    .find(|w| reads!(doc, *w, "with"));
                // `ended with a speech decrying it`
                let own = |w: usize| doc.is(k, class::DOC) && reads!(doc, w + 1, "a" | "an");
                let several = doc.at(k).lower() && phrases::plural(doc.text_of(k, k + 1));
                if let Some(with) = with.filter(|w| (noun(k) || several) && !own(*w)) {
                    return sources::phrase(doc, self.cast, with + 1, k + 1);
                }
            }
            // `“…. …,” said Smith, adding`: of a sentence that begins in a quotation, who is quoted.
            if doc.inside[floor] != 0
                && let Some(said) = self
                    .found
                    .iter()
                    .rev()
                    .take(4)
                    .rev()
                    .find(|s| (s.start..s.end).contains(&(floor as u32)) && s.source.is_some())
            {
                return said.source;
            }
            let latest = self.latest.filter(|(s, _)| *s == here).map(|(_, s)| s);
            if g.participle
                && let Some(source) = self.nearest_clause(
                    latest.map_or(floor, |s| (s.end as usize).max(floor)),
                    g.start,
                )
            {
                return Some(source);
            }
            let from = latest.map_or(floor, |s| (s.end as usize).max(floor));
            if let Some(source) = self.joined_clause(from, g) {
                return Some(source);
            }
            if latest.is_some() {
                return latest;
            }
            // `And continued: “…”`
            let and = g.start == floor + 1 && doc.is(floor, class::COORD);
            let told = self.latest.filter(|(s, _)| and && *s + 1 == here);
            return subject::subject(doc, self.cast, floor, g.start)
                .or_else(|| subject::nearest(doc, self.cast, floor, g.start))
                .or(told.map(|(_, s)| s));
        }
        let close = g
            .start
            .checked_sub(1)
            .filter(|k| *k > floor && doc.kind(*k) == Kind::Close);
        if close.is_some() {
            // `The paper, in a leader called “Dangerous Days,” said: “…”`
            return subject::subject(doc, self.cast, floor, g.start);
        }
        let before = sources::before(doc, self.cast, floor, g.start);
        // `Jane Smith from the parks service, says`: a comma too many.
        if before.is_none()
            && let Some(comma) = g
                .start
                .checked_sub(1)
                .filter(|k| doc.kind(*k) == Kind::Comma)
            && let Some(name) = self.cast.name_at(floor).map(|k| &self.cast.names[k])
            && let Some(found) = Source::named(name)
            && doc.is(name.end as usize, class::PREP)
            && !(floor..comma).any(|k| phrases::finite(doc, k))
        {
            return Some(found);
        }
        // `Sen. Jane Smith (D-R.I.), said`
        if before.is_none()
            && let Some(comma) = g.start.checked_sub(1).filter(|k| *k > floor)
            && doc.kind(comma) == Kind::Comma
            && doc.kind(comma - 1) == Kind::Unbracket
            && let Some(open) = (floor.max(comma.saturating_sub(PARTY))..comma)
                .rev()
                .find(|k| doc.kind(*k) == Kind::Bracket)
            && let Some(found) = sources::before(doc, self.cast, floor, open)
            && matches!(found.is, Is::Person(_))
        {
            return Some(found);
        }
        // `Holm Mills NV, said`
        if before.is_none()
            && doc.lexicon.english
            && let Some(comma) = g
                .start
                .checked_sub(1)
                .filter(|k| doc.kind(*k) == Kind::Comma)
            && comma > floor
            && doc.at(comma - 1).has(shape::CAP)
            && phrases::phrase_before(doc, self.cast, floor, comma) == floor
            && !(floor..comma).any(|k| phrases::finite(doc, k))
        {
            return sources::phrase(doc, self.cast, floor, comma);
        }
        if before.is_none() && !doc.lexicon.english && g.start <= floor + 1 {
            // `Añadió que …`: no subject at all means the one before.
            return self.latest.map(|(_, s)| s);
        }
        before
    }

    /// The subject of the main clause behind one in front: `When the mayor was asked, he laughed and said`.
    fn joined_clause(&self, from: usize, g: &Group) -> Option<Source> {
        let doc = self.doc;
        let opens = |k: usize| doc.kind(k) == Kind::Comma && doc.inside[k] == 0;
        let floor = from.max(g.start.saturating_sub(40));
        let mut commas = (floor..g.start).rev().filter(|k| opens(*k));
        let participle = g.participle;
        commas.find_map(|comma| {
            // `…, when protesters broke in, shouting`
            let when = participle && reads!(doc, comma + 1, "when" | "where");
            let first = comma + 1 + usize::from(when);
            if participle && !when {
                return None;
            }
            let source = match self.cast.name_at(first) {
                Some(k) => {
                    let name = &self.cast.names[k];
                    (name.end, Is::Person(name.person?))
                }
                None if doc.is(first, class::SUBJECT)
                    && !doc.is(first, class::RELATIVE | class::WH) =>
                {
                    (first as u32 + 1, Is::Pronoun)
                }
                None if when => {
                    let end = subject::subject_end(doc, self.cast, first, g.start);
                    let who = (first..end).any(|k| doc.is(k, class::PEOPLE | class::ROLE));
                    (end as u32, who.then_some(Is::Noun)?)
                }
                None => return None,
            };
            let mut verb = source.0 as usize;
            while doc.is(verb, class::ADVERB) {
                verb += 1;
            }
            (verb < g.start && phrases::finite(doc, verb)).then_some(Source {
                start: first as u32,
                end: source.0,
                is: source.1,
            })
        })
    }

    /// The subject of the last clause joined on before a participle: `…, but Smith went on, asking`.
    fn nearest_clause(&self, from: usize, end: usize) -> Option<Source> {
        let doc = self.doc;
        let floor = from.max(end.saturating_sub(40));
        let joint = (floor..end)
            .rev()
            .find(|k| doc.is(*k, class::COORD) && doc.at(*k).lower() && doc.inside[*k] == 0)?;
        let first = joint + 1;
        let (after, is) = match self.cast.name_at(first) {
            Some(k) => {
                let name = &self.cast.names[k];
                (name.end as usize, name.person.map(Is::Person)?)
            }
            None if doc.is(first, class::SUBJECT) => (first + 1, Is::Pronoun),
            None => return None,
        };
        let mut verb = after;
        while doc.is(verb, class::ADVERB) {
            verb += 1;
        }
        (verb < end && phrases::finite(doc, verb)).then_some(Source {
            start: first as u32,
            end: after as u32,
            is,
        })
    }
}
