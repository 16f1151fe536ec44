//! Verbs that open their sentence: `Said Smith, “…”`, `Adding, “…”`, `Dijo el ministro que …`.

use super::attribute::{Attributor, Group, Pattern};
use super::lexicon::{Cue, class, takes};
use super::tokens::Kind;
use crate::extract::speakers::behind;
use crate::extract::speakers::sources::Is;

impl Attributor<'_> {
    /// `Said Smith, “…”`.
    pub(super) fn opening_verb(&mut self, v: usize) {
        let doc = self.doc;
        if doc.lexicon.cue(doc.at(v).cue).takes & takes::DIRECT == 0 {
            return;
        }
        let Some(source) = behind::after(doc, self.cast, v + 1) else {
            return;
        };
        if source.is == Is::Noun && source.end - source.start > 8
            || doc.kind(source.end as usize) != Kind::Comma
                && doc.kind(source.end as usize) != Kind::Colon
        {
            return;
        }
        let end = (source.end as usize + 40).min(doc.tokens.len());
        let open = (source.end as usize..end)
            .find(|k| matches!(doc.kind(*k), Kind::Open | Kind::Stop | Kind::Paragraph));
        if let Some(k) = open
            && doc.kind(k) == Kind::Open
            && matches!(doc.kind(k - 1), Kind::Comma | Kind::Colon)
            && let Some(q) = doc.inside[k + 1].checked_sub(1)
        {
            let q = doc.quoted[q as usize];
            self.latest = Some((doc.sentence_of[v], source));
            self.push(
                q.start as usize,
                q.end as usize,
                (v, v + 1),
                Some(source),
                Pattern::QuoteAfter,
            );
        }
    }

    /// `Adding, “…”`: a sentence of nothing but a participle and what was said has the subject of the one before.
    pub(super) fn fragment(&mut self, v: usize) {
        let doc = self.doc;
        let here = doc.sentence_of[v];
        let paragraph = doc.sentence(v).paragraph;
        let g = Group::at(v, v + 1);
        let (Some((sentence, source)), Some((start, Pattern::QuoteAfter, end))) = (
            self.latest,
            self.content_start(&g, doc.lexicon.cue(doc.at(v).cue)),
        ) else {
            return;
        };
        let Some(q) = doc.inside[start].checked_sub(1) else {
            return;
        };
        let q = doc.quoted[q as usize];
        let close = q.end as usize + usize::from(q.closed);
        let alone = doc.kind(close) == Kind::Paragraph || doc.sentence_of[close] != here;
        let before = doc.sentence(source.start as usize).paragraph;
        if sentence + 1 == here && before == paragraph && alone {
            self.latest = Some((here, source));
            let cue = (v, end);
            self.push(
                q.start as usize,
                q.end as usize,
                cue,
                Some(source),
                Pattern::QuoteAfter,
            );
        }
    }

    /// `Dijo el ministro que …`, `a déclaré Jeanne Dupont : « … »`: subject, then content behind the verb.
    pub(super) fn subject_behind(&mut self, g: &Group, cue: Cue) -> bool {
        let doc = self.doc;
        let Some(source) = behind::after(doc, self.cast, g.end) else {
            return false;
        };
        let i = self.adverbials(source.end as usize);
        let (start, pattern) = match doc.kind(i) {
            Kind::Word if doc.is(i, class::THAT) => (i, Pattern::That),
            Kind::Colon | Kind::Comma if doc.kind(i + 1) == Kind::Open => {
                (i + 2, Pattern::QuoteAfter)
            }
            _ => return false,
        };
        if cue.takes & (takes::DIRECT | takes::CLAUSE | takes::THAT) == 0 {
            return false;
        }
        self.latest = Some((doc.sentence_of[g.verb], source));
        let end = match doc.inside.get(start).and_then(|q| q.checked_sub(1)) {
            Some(q) if pattern == Pattern::QuoteAfter => doc.quoted[q as usize].end as usize,
            _ => self.content_end(
                g,
                start,
                &source,
                doc.sentence(g.verb).start as usize,
                pattern,
            ),
        };
        self.push(start, end, (g.verb, g.end), Some(source), pattern);
        true
    }
}
