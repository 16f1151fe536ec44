//! Where indirect speech ends: the next report, the end of a clause in a parenthesis, the sentence.

use super::attribute::{Attributor, Group, Pattern, REACH};
use super::lexicon::{class, takes};
use super::tokens::{Kind, reads, shape};
use crate::extract::speakers::behind;
use crate::extract::speakers::phrases;
use crate::extract::speakers::sources::Source;

/// Most words of who closes a sentence, and of the verb.
const LONGEST: usize = 16;

/// Tokens between two commas that stand between a subject and its verb, at most.
const ASIDE: usize = 16;

impl Attributor<'_> {
    /// Where what starts at `start` ends.
    pub(super) fn content_end(
        &self,
        g: &Group,
        start: usize,
        source: &Source,
        floor: usize,
        pattern: Pattern,
    ) -> usize {
        let doc = self.doc;
        let mut sentence = doc.sentence_of[start];
        let floor = floor.max(g.start.saturating_sub(REACH));
        // Few statements have a dash or a bracket that asks for them.
        let count = |kind: Kind| (floor..g.start).filter(|k| doc.kind(*k) == kind).count();
        let opened_dash = || count(Kind::Dash) % 2 == 1;
        let bracketed = || count(Kind::Bracket) > count(Kind::Unbracket);
        let relative = doc.at(source.start as usize).is(class::RELATIVE);
        let nested = relative
            && source.start as usize > floor
            && doc.kind(source.start as usize - 1) == Kind::Comma
            || source.start as usize > floor
                && (source.start as usize) < g.start
                && doc.is(source.start as usize - 1, class::SUBORD)
                && source.start as usize == floor + 1
            || source.start as usize > floor
                && (source.start as usize) < g.start
                && doc.is(source.start as usize - 1, class::RELATIVE | class::WH);
        let phrase = matches!(
            pattern,
            Pattern::Noun | Pattern::Preposition | Pattern::Infinitive
        );
        let verb = doc.at(g.verb).classes & (class::PAST | class::PRES | class::ING);
        let limit = (start + REACH).min(doc.tokens.len());
        let mut depth = 0;
        let mut i = start;
        while i < limit {
            if doc.inside[i] != 0 {
                let q = doc.quoted[doc.inside[i] as usize - 1];
                i = q.end as usize;
                sentence = doc.sentence_of[i.min(doc.sentence_of.len() - 1)];
                if doc.kind(i) == Kind::Close {
                    i += 1;
                    let stopped = i >= 2 && doc.kind(i - 2) == Kind::Stop;
                    if stopped
                        && (doc.sentence_of[i.min(doc.sentence_of.len() - 1)] != sentence
                            || doc.at(i).has(shape::CAP))
                    {
                        return i;
                    }
                    if i >= 2 && doc.kind(i - 2) == Kind::Comma && self.cut(i, verb, phrase) {
                        return i;
                    }
                }
                continue;
            }
            if doc.sentence_of[i] != sentence {
                break;
            }
            match doc.kind(i) {
                Kind::Paragraph | Kind::Stop => {
                    if doc.kind(i) == Kind::Stop
                        && doc.sentence_of[(i + 1).min(doc.sentence_of.len() - 1)] == sentence
                        && doc.kind(i + 1) != Kind::Paragraph
                        && doc.kind(i + 1) != Kind::Close
                    {
                        i += 1;
                        continue;
                    }
                    return i;
                }
                Kind::Bracket => depth += 1,
                Kind::Unbracket => {
                    if depth == 0 && bracketed() {
                        return i;
                    }
                    depth -= 1;
                }
                Kind::Dash if phrase && i > start + 1 || opened_dash() => return i,
                Kind::Comma if depth <= 0 && (nested || self.cut(i + 1, verb, phrase)) => {
                    // Of a clause there is but the subject.
                    let subject = || {
                        let verb = |k| phrases::finite(doc, k);
                        let comma = |k: &usize| doc.kind(*k) == Kind::Comma;
                        let behind = (i + 1..i + ASIDE).find(comma);
                        pattern == Pattern::Clause
                            && !(start..i).any(verb)
                            && behind.is_some_and(|k| doc.at(k + 1).lower() && verb(k + 1))
                    };
                    let first = pattern == Pattern::That && i == start + 1;
                    let aside = !nested && (first || self.concedes(i + 1) && subject());
                    match self.past_aside(i).filter(|_| aside) {
                        Some(next) => i = next,
                        None => return i,
                    }
                    continue;
                }
                Kind::Semicolon if depth <= 0 => return i,
                Kind::Word if doc.is(i, class::COORD) && depth <= 0 && i > start => {
                    // `said this and called for that`.
                    let mut k = i + 1;
                    while doc.is(k, class::ADVERB | class::AUX) {
                        k += 1;
                    }
                    let next = doc.at(k);
                    let verbal = phrase
                        && verb & (class::PAST | class::ING) != 0
                        && next.lower()
                        && phrases::finite(doc, k)
                        && !next.is(class::PART);
                    if verbal {
                        return i;
                    }
                    let alike = if verb & class::ING != 0 {
                        class::PAST
                    } else {
                        verb
                    };
                    if next.cue != 0
                        && next.is(alike)
                        && next.lower()
                        && (doc.lexicon.cue(next.cue).takes & (takes::WEAK | takes::BELIEF) == 0
                            || doc.lexicon.cue(next.cue).takes & takes::DIRECT != 0)
                    {
                        return i;
                    }
                }
                Kind::Word if doc.is(i, class::ACCORDING) => return i,
                Kind::Word if phrase && depth <= 0 && i > start + 1 && self.phrase_ends(i) => {
                    return i;
                }
                _ => {}
            }
            i += 1;
        }
        i
    }

    /// `said that, despite the rain, …`; `said that, according to the report, …`: where what was said goes on, behind
    /// the comma at `comma` or behind the next one.
    fn past_aside(&self, comma: usize) -> Option<usize> {
        let doc = self.doc;
        let next = comma + 1;
        if doc.is(next, class::ACCORDING) {
            let sentence = doc.sentence(next).end as usize;
            return (next..sentence)
                .find(|k| doc.kind(*k) == Kind::Comma)
                .map(|k| k + 1);
        }
        self.concedes(next).then_some(next)
    }

    /// True for a word that begins what stands beside a report, behind a comma.
    fn concedes(&self, k: usize) -> bool {
        reads!(self.doc, k, "compared" | "despite" | "though" | "although")
    }

    /// True when what follows tells when or where it was said, after a noun phrase.
    pub(super) fn phrase_ends(&self, i: usize) -> bool {
        let doc = self.doc;
        let t = doc.at(i);
        t.lower()
            && reads!(
                doc,
                i,
                "while" | "when" | "during" | "saying" | "calling" | "telling" | "after" | "before"
            )
            || t.is(class::DAY) && t.has(shape::CAP) && !doc.is(i + 1, class::VENUE)
            || t.is(class::PREP) && t.lower() && doc.is(i + 1, class::DAY)
    }

    /// True for `says Woodward.` at the end of a sentence.
    fn inverted(&self, verb: usize) -> bool {
        let doc = self.doc;
        let t = doc.at(verb);
        if t.cue == 0 || !t.lower() || !t.is(class::PAST | class::PRES) {
            return false;
        }
        let takes = doc.lexicon.cue(t.cue).takes;
        takes & takes::DIRECT != 0
            && takes & (takes::WEAK | takes::ADDRESSED) == 0
            && behind::after(doc, self.cast, verb + 1)
                .is_some_and(|s| matches!(doc.kind(s.end as usize), Kind::Stop | Kind::Paragraph))
    }

    /// True when a comma is followed by another report rather than by more of this one.
    pub(super) fn cut(&self, next: usize, verb: u64, phrase: bool) -> bool {
        let doc = self.doc;
        let t = doc.at(next);
        if phrase {
            let list =
                t.is(class::COORD) && !reads!(doc, next, "but") && !phrases::finite(doc, next + 1);
            if t.lower()
                && t.is(class::COORD
                    | class::DET
                    | class::RELATIVE
                    | class::SUBORD
                    | class::SUBJECT
                    | class::PREP
                    | class::ING
                    | class::ADVERB)
                && !list
                || t.lower() && doc.ends(next, "ing")
            {
                return true;
            }
        } else if self.concedes(next) {
            return true;
        }
        if t.is(class::ACCORDING) || self.inverted(next) {
            return true;
        }
        if t.is(class::ING) && t.lower() && t.cue != 0 {
            return doc.lexicon.cue(t.cue).takes & takes::BELIEF == 0;
        }
        if phrase && t.lower() && t.cue != 0 && t.is(verb & !class::ING) {
            return true;
        }
        let mut k = next;
        if t.is(class::COORD) {
            if reads!(doc, next, "but") && self.cast.name_at(next + 1).is_some() {
                return true;
            }
            k += 1;
            while doc.is(k, class::ADVERB | class::AUX) {
                k += 1;
            }
            let v = doc.at(k);
            if v.cue != 0 && v.is(verb & !class::ING) && v.lower() {
                return true;
            }
        }
        // `…, he said`; `…, and he said`.
        let source = match self.cast.name_at(k) {
            Some(n) => Some(self.cast.names[n].end as usize),
            None => doc.is(k, class::SUBJECT).then_some(k + 1),
        };
        let reports = |v: usize| {
            let t = doc.at(v);
            t.cue != 0
                && t.is(class::PAST | class::PRES)
                && doc.lexicon.cue(t.cue).takes & takes::DIRECT != 0
        };
        let verb = source.map(|end| {
            let more = |v: &usize| doc.is(*v, class::ADVERB | class::AUX);
            (end..).find(|v| !more(v)).unwrap_or(end)
        });
        verb.is_some_and(reports) || self.closes(k, reports)
    }

    /// True when nothing follows but who reports it: `…, people familiar with it said.`, `…, press reports said.`
    fn closes(&self, start: usize, reports: impl Fn(usize) -> bool) -> bool {
        let doc = self.doc;
        (start + 1..start + LONGEST)
            .take_while(|v| doc.kind(*v) == Kind::Word)
            .any(|v| {
                doc.at(v).lower()
                    && reports(v)
                    && matches!(doc.kind(v + 1), Kind::Stop | Kind::Paragraph)
            })
    }
}
