//! Sources that are named beside what they say, with no verb of theirs: `according to X`, `as reported by X`.

use super::attribute::{Attributor, Group, Pattern, REACH};
use super::lexicon::{Cue, class, takes};
use super::tokens::{Kind, reads};
use crate::extract::speakers::behind;
use crate::extract::speakers::phrases;
use crate::extract::speakers::sources::{self, Is, Source};

impl Attributor<'_> {
    /// `…, as reported by the Times`; `The move was first reported by the Times`.
    pub(super) fn reported_by(&mut self, g: &Group, cue: Cue, floor: usize) {
        let doc = self.doc;
        if g.auxiliary & class::BE != 0 && self.told_by(g, cue, floor) {
            return;
        }
        if cue.takes & takes::NOUN == 0
            || cue.takes & (takes::CLAUSE | takes::THAT) == 0
            || g.start <= floor
        {
            return;
        }
        let Some(source) = behind::after(doc, self.cast, g.end + 1) else {
            return;
        };
        let cue_span = (g.verb, g.end + 1);
        if reads!(doc, g.start - 1, "as") {
            let end = g.start
                - 1
                - usize::from(g.start - 1 > floor && doc.kind(g.start - 2) == Kind::Comma);
            if end > floor + 3 && end < floor + REACH {
                self.push(floor, end, cue_span, Some(source), Pattern::According);
            }
            return;
        }
        if g.auxiliary & class::BE == 0 {
            return;
        }
        if let Some(s) = sources::before(doc, self.cast, floor, g.start) {
            self.push(
                s.start as usize,
                s.end as usize,
                cue_span,
                Some(source),
                Pattern::Noun,
            );
        }
    }

    /// `The crew were told by the mayor that it was lost`, `He was asked by a reader why it was lost`.
    fn told_by(&mut self, g: &Group, cue: Cue, floor: usize) -> bool {
        let doc = self.doc;
        let by = g.end + 1;
        if cue.takes & takes::OBJECT == 0 || cue.takes & (takes::CLAUSE | takes::THAT) == 0 {
            return false;
        }
        let Some(found) = behind::after(doc, self.cast, by) else {
            return false;
        };
        // `told by a man who runs the mill`
        let opens = |k: &usize| {
            doc.at(*k).lower()
                && doc.is(*k, class::THAT | class::WH)
                && !reads!(doc, *k, "who" | "which")
        };
        let end = found.end as usize;
        let that = (by + 1..end).find(opens);
        // `was asked by the council to take part in a vote on whether it would do`
        if (by..that.unwrap_or(end)).any(|k| reads!(doc, k, "to")) {
            return false;
        }
        let start = that.or_else(|| Some(self.adverbials(end)).filter(opens));
        let source = sources::phrase(doc, self.cast, by, that.unwrap_or(end));
        let (Some(start), Some(source)) = (start, source) else {
            return false;
        };
        let end = self.content_end(g, start, &source, floor, Pattern::That);
        self.push(start, end, (g.verb, by), Some(source), Pattern::Told);
        true
    }

    /// The source behind `according to`.
    fn accorded(&self, np: usize) -> Option<Source> {
        let doc = self.doc;
        if !doc.lexicon.english {
            return behind::after(doc, self.cast, np);
        }
        let word = doc.text_of(np, np + 1);
        let of = |end: usize, is| Source {
            start: np as u32,
            end: end as u32,
            is,
        };
        let alone = !matches!(doc.kind(np + 1), Kind::Word | Kind::Number | Kind::Open);
        if matches!(word, "him" | "her" | "them") && alone {
            return Some(of(np + 1, Is::Pronoun));
        }
        // `some on the board`
        if matches!(word, "some" | "many" | "others" | "several")
            && doc.is(np + 1, class::PREP)
            && let Some(end) = (np + 2..np + 9).find(|k| doc.kind(*k) != Kind::Word)
        {
            return Some(of(end, Is::Noun));
        }
        // `early results`, `recently published documents`
        let adverb =
            |k: &usize| doc.at(*k).lower() && doc.is(*k, class::ADVERB) && !doc.is(*k, class::DET);
        let from = (np..np + 3).find(|k| !adverb(k)).unwrap_or(np);
        let found = behind::after(doc, self.cast, from)?;
        Some(of(found.end as usize, found.is))
    }

    /// `According to Smith, …` and `…, according to Smith`.
    pub(super) fn according(&mut self, at: usize) {
        let doc = self.doc;
        let mut np = at + 1;
        if reads!(doc, np, "to" | "con") {
            np += 1;
        } else if doc.lexicon.english {
            return;
        }
        if !doc.lexicon.english && doc.at(np).cue != 0 && doc.at(np).lower() {
            // `según explicó el alcalde`: the verb belongs to it.
            np += 1;
            self.skip = self.skip.max(np);
        }
        let Some(source) = self.accorded(np) else {
            return;
        };
        // `according to media reports`, `according to a statement the ministry released`: no verb in it has a statement of
        // its own.
        self.skip = self.skip.max(source.end as usize);
        let sentence = doc.sentence(at);
        let floor = sentence.start as usize;
        let floor = floor.max(at.saturating_sub(REACH));
        let leading = (floor..at).all(|k| {
            doc.is(k, class::ADVERB | class::COORD)
                || !doc.lexicon.english && doc.is(k, class::PREP)
                || !matches!(doc.kind(k), Kind::Word | Kind::Number)
        });
        // `He said that, according to the report, …`
        let leading = leading
            || at > floor + 1 && doc.kind(at - 1) == Kind::Comma && reads!(doc, at - 2, "that");
        if leading {
            let limit = (source.end as usize + 60).min(sentence.end as usize);
            let next = |from: usize| (from..limit).find(|k| doc.kind(*k) == Kind::Comma);
            let Some(mut comma) = next(source.end as usize) else {
                return;
            };
            // `According to John Smith, a farmer, …`.
            if doc.is(comma + 1, class::DET | class::ROLE)
                && let Some(second) = next(comma + 1)
                && (comma + 1..second.min(comma + 6)).any(|k| doc.is(k, class::ROLE))
            {
                comma = second;
            }
            let g = Group::at(at, np);
            let start = comma + 1 + usize::from(doc.kind(comma + 1) == Kind::Open);
            let end = self.content_end(
                &g,
                start,
                &Source {
                    start: np as u32,
                    ..source
                },
                at,
                Pattern::According,
            );
            self.latest = Some((doc.sentence_of[at], source));
            self.push(start, end, (at, np), Some(source), Pattern::According);
        } else {
            let end = match doc.kind(at - 1) {
                Kind::Comma | Kind::Dash => at - 1,
                Kind::Close => at - 1,
                _ => at,
            };
            let start = match doc
                .inside
                .get(end.saturating_sub(1))
                .and_then(|q| q.checked_sub(1))
            {
                Some(q) => self.lead(doc.quoted[q as usize].start as usize),
                None => floor,
            };
            self.latest = Some((doc.sentence_of[at], source));
            self.push(start, end, (at, np), Some(source), Pattern::According);
            // `The plan, according to Smith, has failed.`
            let tail = source.end as usize;
            let verbless = !(start..end).any(|k| phrases::finite(doc, k));
            // `One of the plans they have, according to Smith, is to go`
            let verb = doc.at(tail + 1).lower() && doc.is(tail + 1, class::AUX | class::MODAL);
            if (verbless || verb)
                && doc.kind(tail) == Kind::Comma
                && doc.sentence_of[tail] == doc.sentence_of[at]
            {
                let g = Group::at(at, np);
                let from = tail + 1 + usize::from(doc.kind(tail + 1) == Kind::Open);
                let source = Source {
                    start: np as u32,
                    ..source
                };
                let end = self.content_end(&g, from, &source, at, Pattern::According);
                self.push(from, end, (at, np), Some(source), Pattern::According);
            }
        }
    }
}
