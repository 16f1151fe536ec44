//! Lines that open with the speaker's name and a colon.

use super::attribute::{Attributor, Pattern};
use super::doc::Doc;
use super::lexicon::class;
use super::tokens::{Kind, shape};
use crate::extract::speakers::sources::{Is, Source};

impl Attributor<'_> {
    /// `Smith: …` at the start of a paragraph; in a transcript what follows up to the next such line too.
    pub(super) fn line(&mut self, colon: usize) {
        let doc = self.doc;
        let sentence = doc.sentence(colon);
        let floor = sentence.start as usize;
        let Some(is) = self.label(floor, colon) else {
            return;
        };
        let start = colon + 1;
        let next = |from: usize| {
            (from..doc.tokens.len())
                .find(|i| doc.kind(*i) == Kind::Paragraph)
                .unwrap_or(doc.tokens.len())
        };
        let end = next(start);
        // `Smith: 547.`
        let words = (start..end).any(|i| doc.kind(i) == Kind::Word);
        if end < start + 2 || !words || sentence.headline && !self.transcript && floor > 0 {
            return;
        }
        let source = Source {
            start: floor as u32,
            end: colon as u32,
            is,
        };
        // `Smith: “…” Jones: “…”`: what stands in marks ends with them.
        let marked = doc.inside[start + 1]
            .checked_sub(1)
            .filter(|_| doc.kind(start) == Kind::Open);
        if let Some(q) = marked.map(|q| doc.quoted[q as usize])
            && !self.transcript
            && q.closed
            && (q.end as usize) + 2 < end
        {
            let end = q.end as usize + 1;
            self.push(start, end, (colon, colon + 1), Some(source), Pattern::Line);
            self.skip = end;
            return;
        }
        self.push(start, end, (colon, colon + 1), Some(source), Pattern::Line);
        let mut from = end + 1;
        while self.transcript && from < doc.tokens.len() && !self.labelled(from) {
            let end = next(from);
            if end > from {
                self.push(from, end, (colon, colon + 1), Some(source), Pattern::Line);
            }
            from = end + 1;
        }
        self.skip = from;
    }

    /// What a paragraph that starts at `floor` is labelled with, when its label ends at `colon`: a person;
    /// `Q` and `A`; in a transcript any words in capitals; in the first line of a text, which may be its headline, any
    /// source (`Poll: …`).
    fn label(&self, floor: usize, colon: usize) -> Option<Is> {
        let doc = self.doc;
        if colon - floor > 8
            || colon == floor
            || !(floor == 0 || doc.kind(floor - 1) == Kind::Paragraph)
        {
            return None;
        }
        let k = self.cast.ending_at(colon).map(|k| &self.cast.names[k]);
        if let Some(name) = k
            && name.title as usize <= floor + 1
            && let Some(person) = name.person
        {
            // A word in no list that is named nowhere else may label a caption (`REVEALED: …`).
            let caption = !self.transcript
                && name.words == 1
                && doc.at(colon - 1).has(shape::ALL_CAPS)
                && !doc.is(colon - 1, class::GIVEN | class::SURNAME | class::FAMOUS)
                && self.cast.mentions(person).len() == 1;
            return (!caption).then_some(Is::Person(person));
        }
        let letter = colon == floor + 1 && matches!(doc.text_of(floor, colon), "Q" | "A");
        let source = floor == 0
            && colon <= 5
            && (k.is_some()
                || doc.is(
                    colon - 1,
                    class::DOC | class::PEOPLE | class::ORG | class::ROLE,
                ))
            && (floor..colon).all(|i| doc.kind(i) == Kind::Word)
            && !doc.is(colon - 1, class::PLACE);
        // `QUESTION:`, `MODERATOR:`
        let capitals = self.transcript
            && (floor..colon).all(|i| doc.kind(i) == Kind::Word && doc.at(i).has(shape::ALL_CAPS));
        (letter || source || capitals).then_some(Is::Noun)
    }

    /// True when a paragraph opens with a label of any kind: `SMITH:`, `QUESTION:`, `Q:`.
    pub(super) fn labelled(&self, from: usize) -> bool {
        let doc = self.doc;
        (from..from + 6)
            .take_while(|i| doc.kind(*i) == Kind::Word)
            .last()
            .is_some_and(|i| doc.kind(i + 1) == Kind::Colon)
    }
}

/// Labels looked at to tell a transcript.
const LABELS: usize = 40;

/// True when several paragraphs open with a name in capitals and a colon, some of them with the same one: captions
/// have labels as well (`REVEALED: …`), each its own.
pub(super) fn transcript(doc: &Doc) -> bool {
    let labels = doc.sentences.iter().filter_map(|s| {
        let from = s.start as usize;
        let capitals = (from..from + 5)
            .take_while(|i| doc.kind(*i) == Kind::Word && doc.at(*i).has(shape::ALL_CAPS))
            .count();
        let labelled = capitals > 0 && doc.kind(from + capitals) == Kind::Colon;
        labelled.then(|| doc.at(from + capitals - 1).word)
    });
    let mut labels: Vec<u32> = labels.take(LABELS).collect();
    let all = labels.len();
    labels.sort_unstable();
    labels.dedup();
    all > 3 && labels.len() < all
}
