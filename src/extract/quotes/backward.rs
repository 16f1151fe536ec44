//! Verbs that look back at what was said: `…, said Jane Smith, a farmer.`, `The harbour, said Jane Smith, is closed.`

use super::attribute::{Attributor, Group, OPENING, REACH};
use super::lexicon::{Cue, class, takes};
use super::tokens::{Kind, reads, shape};
use crate::extract::speakers::behind;
use crate::extract::speakers::phrases;
use crate::extract::speakers::sources::{Is, Source};

/// Tokens of an apposition behind who said it, at most.
const APPOSITION: usize = 14;

impl Attributor<'_> {
    /// True when the verb looks back at what was said: `…, said Jane Smith, a farmer.`, and
    /// `The others, Smith said, “were late”.`
    pub(super) fn behind(&self, g: &Group, cue: Cue) -> bool {
        let doc = self.doc;
        if cue.takes & takes::DIRECT == 0 || g.participle || g.start == 0 {
            return false;
        }
        if doc.kind(g.start - 1) == Kind::Comma {
            let Some(s) = behind::after(doc, self.cast, g.end) else {
                return false;
            };
            // `…, said profits would rise.`
            if (s.start as usize..s.end as usize).any(|k| phrases::finite(doc, k)) {
                return false;
            }
            // `said the Harbour Institute (HI)`, `said Jane Smith from the Institute (HI) in an interview.`
            let named = self.past_brackets(s.end as usize);
            // `said Holm Securities (Europe) Ltd.`
            let form = named > s.end as usize
                && doc.is(named, class::ORG)
                && doc.at(named).has(shape::CAP);
            let named = named + usize::from(form);
            // `said Holm Capital Markets as lead manager.`
            let as_ =
                reads!(doc, named, "as") && (named..named + 7).any(|k| doc.kind(k) == Kind::Stop);
            let tail = self.adverbials(named);
            let next = named + 1;
            if matches!(s.is, Is::Person(_)) && doc.kind(tail) == Kind::Stop || as_ {
                return true;
            }
            // `They will come, said Jane Smith, in spring`
            let first = doc.sentence(g.verb).start as usize;
            let told = (first.max(g.start.saturating_sub(REACH))..g.start - 1)
                .any(|k| phrases::finite(doc, k));
            // `They will come, said a report on Tuesday.`
            let who = class::PEOPLE | class::ROLE | class::ORG | class::DOC;
            if s.is == Is::Noun && told && tail > named && doc.kind(tail) == Kind::Stop {
                return doc.is(named - 1, who) && !doc.is(s.start as usize, class::THAT);
            }
            return match doc.kind(named) {
                Kind::Stop | Kind::Paragraph => s.is != Is::Pronoun,
                Kind::Word if s.is == Is::Noun => told && self.more_of_whom(named),
                // `The harbour, said Jane Smith, is closed`
                Kind::Comma if self.parted(g, cue, named) => !doc.is(s.start as usize, class::THAT),
                // `The question, said Jane Smith, a farmer, is when`, `…, said Holm Marine Inc, owned by its workers.`
                Kind::Comma
                    if self.is_named(&s)
                        && doc.at(g.verb).lower()
                        && (told && self.adds_nothing(next)
                            // `The board, a small one, said Jane Smith, a farmer, was right.`
                            || (first..g.start - 1).all(|k| doc.kind(k) != Kind::Comma)
                                && self.past_apposition(g, cue, named).is_some()) =>
                {
                    true
                }
                // `The boats came, said Jane Smith, they were late.`
                Kind::Comma if matches!(s.is, Is::Person(_)) && told && self.is_spoken(next) => {
                    true
                }
                // `For instance, said Jane Smith, …`
                Kind::Comma if self.opens(first, g.start - 1) => true,
                Kind::Comma => {
                    let who = match doc.lexicon.english {
                        true => reads!(doc, next, "who"),
                        false => doc.is(next, class::RELATIVE | class::THAT),
                    };
                    // `said Jane Smith, lead scientist`, `said Jane Smith of the museum in Alberta, Canada.`
                    let noun = |k: &usize| {
                        matches!(doc.kind(*k), Kind::Word | Kind::Other)
                            && !phrases::finite(doc, *k)
                    };
                    let role = (next..next + APPOSITION)
                        .take_while(noun)
                        .any(|k| doc.at(k).lower() && doc.is(k, class::ROLE));
                    let place = doc.at(next).has(shape::CAP) && doc.kind(next + 1) == Kind::Stop;
                    // `…, say some members, who know it`
                    s.is == Is::Noun && who && told
                        || matches!(s.is, Is::Person(_))
                            && (who
                                || role
                                || place
                                || doc.is(next, class::COORD)
                                || doc.is(next, class::PREP) && told
                                || doc.is(next, class::DET | class::ROLE | class::NUMBER))
                }
                _ => false,
            };
        }
        doc.kind(g.end) == Kind::Comma
            && doc.kind(g.end + 1) == Kind::Open
            && doc.at(g.end + 2).lower()
    }

    /// True for a clause that a pronoun begins: nobody is called so.
    pub(super) fn is_spoken(&self, at: usize) -> bool {
        let doc = self.doc;
        doc.at(at).lower()
            && doc.is(at, class::SUBJECT)
            && !doc.is(at, class::DET | class::RELATIVE | class::WH | class::THAT)
            && phrases::finite(doc, at + 1)
    }

    /// True for a person, and for what begins with a name.
    fn is_named(&self, source: &Source) -> bool {
        let first = source.start as usize;
        matches!(source.is, Is::Person(_))
            || self.doc.at(first).has(shape::CAP) && self.cast.name_at(first).is_some()
    }

    /// The comma behind an apposition that begins behind this one, where a clause goes on with its verb.
    pub(super) fn past_apposition(&self, g: &Group, cue: Cue, comma: usize) -> Option<usize> {
        let doc = self.doc;
        let close = (comma + 1..comma + APPOSITION)
            .take_while(|k| !phrases::finite(doc, *k))
            .find(|k| doc.kind(*k) != Kind::Word && doc.kind(*k) != Kind::Number)?;
        self.parted(g, cue, close).then_some(close)
    }

    /// True when a sentence ends without a further verb.
    fn adds_nothing(&self, from: usize) -> bool {
        let doc = self.doc;
        let end = doc.sentence(from).end as usize;
        let goes_on = |k: usize| match doc.kind(k) {
            Kind::Word => !phrases::finite(doc, k),
            Kind::Number | Kind::Comma | Kind::Other | Kind::Bracket | Kind::Unbracket => true,
            kind => matches!(kind, Kind::Stop | Kind::Paragraph),
        };
        end <= from + 2 * APPOSITION && (from..end).all(goes_on)
    }

    /// True where a noun goes on that stands behind its verb: `…, said an official who had seen it.`, `…, said people
    /// close to it.`
    pub(super) fn more_of_whom(&self, at: usize) -> bool {
        let more = ["who", "familiar", "close", "briefed", "involved"];
        more.contains(&self.doc.text_of(at, at + 1))
    }

    /// True when a whole clause and its comma stand before who said it.
    pub(super) fn concludes(&self, source: &Source, floor: usize) -> bool {
        let doc = self.doc;
        let comma = (source.start as usize).saturating_sub(1);
        let opens = class::PREP | class::SUBORD | class::ING | class::ADVERB | class::TIME;
        comma > floor
            && doc.kind(comma) == Kind::Comma
            && !doc.is(comma + 1, class::RELATIVE)
            && !doc.is(floor, opens)
            && (floor.max(comma.saturating_sub(REACH))..comma).any(|k| phrases::finite(doc, k))
    }

    /// Past what stands in brackets at `at`, if anything does.
    pub(super) fn past_brackets(&self, at: usize) -> usize {
        let doc = self.doc;
        if doc.kind(at) != Kind::Bracket {
            return at;
        }
        let close = (at + 1..at + 8).find(|k| doc.kind(*k) == Kind::Unbracket);
        close.map_or(at, |k| k + 1)
    }

    /// True for a few words that a sentence opens with and that say nothing yet: `In fact`, `But`.
    pub(super) fn opens(&self, start: usize, comma: usize) -> bool {
        let doc = self.doc;
        let small = |k: usize| doc.kind(k) == Kind::Word && !phrases::finite(doc, k);
        start < comma
            && comma <= start + OPENING
            && (doc.is(start, class::ADVERB | class::COORD | class::PREP) || doc.ends(start, "ly"))
            && (start..comma).all(small)
    }
}
