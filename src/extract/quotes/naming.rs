//! `called` behind a noun that gets its name so: `a group called Friends of the Harbour`. Nothing is said there.

use super::attribute::{Attributor, Group};
use super::lexicon::class;
use super::tokens::{Kind, reads, reads_folded, shape};
use crate::extract::speakers::phrases::finite;

/// Tokens read before the verb for the article of its noun, and behind it for the name, at most.
const REACH: usize = 12;

impl Attributor<'_> {
    /// True for a participle that names what stands before it. Its noun comes for the first time, so it has `a`, and
    /// behind the name the sentence goes on or ends: in `a critic called Holm a liar` something is told of Holm. Nouns
    /// that could say nothing are left out whatever stands before them, see [`Attributor::plausible`].
    pub(super) fn is_naming(&self, g: &Group) -> bool {
        let doc = self.doc;
        if !reads!(doc, g.verb, "called") || g.verb != g.start {
            return false;
        }
        let of_noun = |k: &usize| {
            let t = doc.at(*k);
            let elsewhere = class::PREP | class::RELATIVE | class::SUBJECT;
            matches!(t.kind, Kind::Word | Kind::Number) && (t.is(class::DET) || !t.is(elsewhere))
        };
        let article = (g.start.saturating_sub(REACH)..g.start)
            .rev()
            .take_while(of_noun)
            .find(|k| doc.is(*k, class::DET | class::POSS) || reads_folded!(doc, *k, "one"));
        let is_new =
            |k: usize| k + 1 < g.start && reads_folded!(doc, k, "a" | "an" | "one" | "another");
        let name = self.cast.ending_at(g.start).map(|k| &self.cast.names[k]);
        if !article.is_some_and(is_new) || name.is_some_and(|name| name.person.is_some()) {
            return false;
        }
        let Some(end) = self.name_end(g.end) else {
            return false;
        };
        let t = doc.at(end);
        let goes_on =
            finite(doc, end) || t.is(class::RELATIVE) && t.lower() || reads!(doc, end, "to");
        // `an official called the Harbour Fund, which he knows, a waste`, `a lawmaker called Holm deluded`
        if doc.is(g.start - 1, class::ROLE) {
            return goes_on && t.classes != 0;
        }
        let joined = class::PREP | class::COORD | class::PART;
        match t.kind {
            Kind::Word => goes_on || t.lower() && t.is(joined),
            Kind::Number | Kind::Open | Kind::Mark | Kind::Other | Kind::Colon => false,
            _ => true,
        }
    }

    /// One past the name that starts here, in marks or in capitals: `“Who Sails?”`, `the Friends of the Harbour`.
    fn name_end(&self, start: usize) -> Option<usize> {
        let doc = self.doc;
        let most = start + REACH;
        if doc.kind(start) == Kind::Open {
            let close = (start + 1..most).find(|k| doc.kind(*k) == Kind::Close)?;
            return Some(close + 1);
        }
        let capital = |k: usize| doc.kind(k) == Kind::Word && doc.at(k).has(shape::CAP);
        let first = start + usize::from(reads!(doc, start, "the"));
        // `called #SailsNow`
        let first = first + usize::from(doc.text_of(first, first + 1) == "#");
        if !capital(first) || doc.is(first, class::SUBJECT | class::DET | class::POSS) {
            return None;
        }
        let mut end = first + 1;
        while end < most {
            let small =
                |k: usize| reads!(doc, k, "of" | "for" | "the" | "and" | "in" | "on" | "to");
            let joined = (end..end + 3).take_while(|k| small(*k)).count();
            match () {
                () if capital(end) || doc.kind(end) == Kind::Number => end += 1,
                () if joined > 0 && capital(end + joined) => end += joined + 1,
                () => return Some(end),
            }
        }
        None
    }
}
