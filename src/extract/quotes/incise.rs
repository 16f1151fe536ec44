//! Reporting words inside a quotation, as French has them: `« Nous attendons, a déclaré Paul Marchand, la réponse. »`

use super::attribute::{Attributor, Pattern};
use super::lexicon::{class, takes};
use super::tokens::Kind;
use crate::extract::speakers::behind;
use crate::extract::speakers::sources::Is;

/// Tokens of an apposition, at most.
const APPOSITION: usize = 12;

impl Attributor<'_> {
    /// Reads `, VERB SUBJECT,` within the quotation around `v`: what stands before and after it was said by the subject.
    pub(super) fn incise(&mut self, v: usize) {
        let doc = self.doc;
        let Some(q) = doc.inside[v].checked_sub(1) else {
            return;
        };
        let q = doc.quoted[q as usize];
        let (start, end) = (q.start as usize, q.end as usize);
        let cue = doc.lexicon.cue(doc.at(v).cue);
        let Some(g) = self.group(v, start) else {
            return;
        };
        if cue.takes & takes::DIRECT == 0 || g.infinitive || g.participle || g.passive {
            return;
        }
        // `se réjouit-il`, `s'inquiète M. Roux`
        let mut from = g.start;
        while from > start && matches!(doc.text_of(from - 1, from), "se" | "s'" | "s’") {
            from -= 1;
        }
        if from <= start + 1 || doc.kind(from - 1) != Kind::Comma {
            return;
        }
        let Some(source) = behind::after(doc, self.cast, g.end).filter(|s| s.end as usize <= end)
        else {
            return;
        };
        let mut after = source.end as usize;
        // `…, le ministre des Transports, …`
        if doc.kind(after) == Kind::Comma
            && source.is != Is::Pronoun
            && doc.is(after + 1, class::DET | class::ROLE)
            && let Some(comma) = (after + 1..end.min(after + APPOSITION))
                .find(|k| doc.kind(*k) == Kind::Comma || *k + 1 == end)
            && (after + 1..comma).any(|k| doc.is(k, class::ROLE | class::TITLE))
        {
            after = comma;
        }
        if after < end && !matches!(doc.kind(after), Kind::Comma | Kind::Stop) {
            return;
        }
        self.latest = Some((doc.sentence_of[v], source));
        let words = (g.verb, g.end);
        self.push(start, from - 1, words, Some(source), Pattern::QuoteFirst);
        if (after..end).any(|k| doc.kind(k) == Kind::Word) {
            self.push(after + 1, end, words, Some(source), Pattern::QuoteFirst);
        }
        self.skip = end;
    }
}
