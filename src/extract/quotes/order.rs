//! What was said standing before its attribution: `“…,” Smith said` and `…, Smith said`.

use super::attribute::{Attributor, Group, Pattern, REACH, Statement};
use super::lexicon::{Cue, class, takes};
use super::tokens::{Kind, reads, shape};
use crate::extract::speakers::behind;
use crate::extract::speakers::phrases;
use crate::extract::speakers::sources::{self, Is, Source};

/// Tokens of a quotation that is hardly a sentence.
const FEW: u32 = 6;
/// Longest dateline, in tokens.
const DATELINE: usize = 18;

impl Attributor<'_> {
    /// `“…,” said Smith` and `“…,” Smith said`; true when it was one.
    pub(super) fn quote_first(&mut self, g: &Group, cue: Cue, floor: usize) -> bool {
        let doc = self.doc;
        if cue.takes & (takes::DIRECT | takes::CLAUSE | takes::NOUN) == 0
            && cue.takes & takes::WEAK == 0
            || g.infinitive
        {
            return false;
        }
        if g.participle
            && self
                .latest
                .is_some_and(|(s, _)| s == doc.sentence_of[g.verb])
        {
            return false;
        }
        let closing = |k: Option<usize>| {
            let mut k = k?;
            // `…», a-t-il dit`.
            while !doc.lexicon.english
                && k > floor
                && (doc.is(k, class::AUX) || doc.kind(k) == Kind::Other)
            {
                k -= 1;
            }
            let k = match doc.kind(k) {
                Kind::Comma | Kind::Dash if k > 0 && doc.kind(k - 1) == Kind::Close => k - 1,
                _ => k,
            };
            (k >= floor && doc.kind(k) == Kind::Close).then_some(k)
        };
        let before = g.start.checked_sub(1);
        // `a reader named “Otter” said`: those marks are the name's.
        let marked = before.filter(|k| doc.kind(*k) == Kind::Close);
        let marked = marked.and_then(|_| sources::before(doc, self.cast, floor, g.start));
        let (source, close) = if let Some(close) = closing(before).filter(|_| marked.is_none()) {
            // Inverted, or no subject at all.
            (behind::after(doc, self.cast, g.end), close)
        } else {
            let source = self.quoted_by(g, floor);
            let source = source.or_else(|| sources::before(doc, self.cast, floor, g.start));
            // `“…,” Smith's aunt, told reporters`: a comma too many.
            let source = source.or_else(|| {
                let comma = before.filter(|k| *k > floor && doc.kind(*k) == Kind::Comma)?;
                let start = phrases::phrase_before(doc, self.cast, floor, comma);
                sources::phrase(doc, self.cast, start, comma)
            });
            let Some(source) = source else {
                return false;
            };
            let Some(close) = closing((source.start as usize).checked_sub(1)) else {
                return false;
            };
            // `“…,” the agency quoted Jane Smith as saying.`
            (self.quoted_as(g.verb).or(Some(source)), close)
        };
        let q = doc.inside[close.saturating_sub(1)];
        let Some(q) = q.checked_sub(1).map(|q| doc.quoted[q as usize]) else {
            return false;
        };
        let last = doc.last_of(&q);
        // Words in quotation marks that are the subject, not what was said.
        let raya = doc.text_of(close, close + 1).starts_with(['—', '–', '-']);
        let stop = raya
            || matches!(doc.kind(last), Kind::Comma | Kind::Stop | Kind::Dash)
            || doc.kind(close + 1) == Kind::Comma;
        // On “Morning Futures,” Smith said that ...
        let opens = doc.sentence(q.start as usize).start + 1 >= q.start;
        if closing(before).is_none()
            && !opens
            && self.title(&q)
            && self.content_start(g, cue).is_some()
        {
            return false;
        }
        // `“Many words with no comma” said Smith`
        let inverted = opens
            && closing(before).is_some()
            && source.is_some_and(|s| matches!(s.is, Is::Person(_)));
        let content = !inverted && self.content_start(g, cue).is_some();
        if !stop && (q.end - q.start < FEW || content) {
            return false;
        }
        // `The paper, in a leader called “Dangerous Days,” said: “…”`, `Smith, in a cape with the words “No more,”
        // shouted, “…”`
        if closing(before).is_some()
            && !opens
            && (self.title(&q) || source.is_none())
            && matches!(
                self.content_start(g, cue),
                Some((_, Pattern::QuoteAfter | Pattern::That, _))
            )
        {
            return false;
        }
        // `Smith teased the “reporter,” saying, “…”`
        if g.participle && !opens && self.content_start(g, cue).is_some() {
            return false;
        }
        // `Hale was urged to “make a deal.” Smith said he would`: what Smith said follows.
        let full_stop = doc.text_of(last, last + 1) == ".";
        if closing(before).is_none() && full_stop && self.content_start(g, cue).is_some() {
            return false;
        }
        // `“…,” Smith said after Jones wrote`: the quotation is Smith's.
        let taken = self.found.iter().rev().take(3).any(|s| {
            s.pattern == Pattern::QuoteFirst
                && s.end == q.end
                && s.cue.is_some_and(|c| c.0 as usize > close)
        });
        if taken {
            return false;
        }
        // “No.” Nobody spoke: after a full stop only when nothing has claimed the quotation.
        if full_stop
            && self
                .overlapping(q.start as usize, q.end as usize)
                .any(|k| self.claimed[k])
        {
            return false;
        }
        let source = match source {
            Some(s) => Some(s),
            None if cue.takes & takes::WEAK != 0 => return false,
            // `«…», aseguró.`: where a verb needs no subject, it is the one before.
            None if !doc.lexicon.english => self.latest.map(|(_, s)| s),
            // `Smith, who said it was “a mess”, called for more.`
            None if self
                .overlapping(q.start as usize, q.end as usize)
                .any(|k| self.claimed[k]) =>
            {
                return false;
            }
            None => None,
        };
        // `It wants to keep its “golden rule”, a report said.`: a few words of the clause that was said.
        let few = q.end - q.start < FEW
            && doc.kind(close + 1) == Kind::Comma
            && !matches!(doc.kind(last), Kind::Comma | Kind::Stop);
        if few && self.clause_first(g, cue, floor) {
            return true;
        }
        let start = self.lead(q.start as usize);
        if let Some(s) = source {
            self.latest = Some((doc.sentence_of[g.verb], s));
        }
        self.push(
            start,
            q.end as usize,
            (g.verb, g.end),
            source,
            Pattern::QuoteFirst,
        );
        self.rest(g, source);
        true
    }

    /// Start of the statement that ends with a quotation: the quotation's, or its sentence's when words
    /// before it belong to it (`It is “a mess,” he said`).
    pub(super) fn lead(&self, quote: usize) -> usize {
        let doc = self.doc;
        let floor =
            (doc.sentence(quote.saturating_sub(1)).start as usize).max(quote.saturating_sub(REACH));
        let floor = self.past_dateline(floor);
        let first = (floor..quote)
            .find(|k| matches!(doc.kind(*k), Kind::Word | Kind::Number) && doc.inside[*k] == 0);
        let Some(first) = first else { return quote };
        // Not when those words report something themselves.
        let taken = self.found.iter().rev().take(4).any(|s| {
            s.cue
                .is_some_and(|c| c.0 as usize >= floor && (c.0 as usize) < quote)
        });
        let opener = doc.kind(quote.saturating_sub(2)) == Kind::Colon;
        match taken || opener || quote - first > 60 {
            true => quote,
            false => floor,
        }
    }

    /// The part of a statement after its attribution: `…,” he said, “…”`, and what else the verb governs.
    pub(super) fn rest(&mut self, g: &Group, source: Option<Source>) {
        let doc = self.doc;
        let from = source.map_or(g.end, |s| (s.end as usize).max(g.end));
        let sentence = doc.sentence_of[g.verb];
        let mut i = from;
        while i < from + 60 && i + 1 < doc.tokens.len() && doc.sentence_of[i] == sentence {
            match doc.kind(i) {
                Kind::Open => {
                    // Straight after a comma, dash or colon: the statement goes on.
                    let raya = doc.text_of(i, i + 1).starts_with(['—', '–', '-']);
                    if i > 0
                        && (raya
                            || matches!(
                                doc.kind(i - 1),
                                Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon
                            ))
                    {
                        let q = doc.inside[i + 1];
                        if let Some(q) = q.checked_sub(1) {
                            let q = doc.quoted[q as usize];
                            self.push(
                                q.start as usize,
                                q.end as usize,
                                (g.verb, g.end),
                                source,
                                Pattern::QuoteFirst,
                            );
                        }
                    }
                    return;
                }
                Kind::Stop | Kind::Paragraph => return,
                Kind::Word
                    if doc.at(i).cue != 0 && doc.is(i, class::PAST | class::PRES | class::ING) =>
                {
                    return;
                }
                _ => {}
            }
            i += 1;
        }
    }

    /// Where a sentence begins that may have a dateline before it: `VESSARY, May 3 (Meridian Wire) - The harbour …`.
    fn past_dateline(&self, start: usize) -> usize {
        let doc = self.doc;
        let place = doc.text_of(start, start + 1);
        if place.len() < 3 || !place.chars().all(char::is_uppercase) {
            return start;
        }
        let dash = |i: usize| {
            doc.kind(i) == Kind::Dash || matches!(doc.text_of(i, i + 1), "-" | "–" | "—" | "--")
        };
        let Some(end) = (start + 1..start + DATELINE).find(|i| dash(*i)) else {
            return start;
        };
        let of_dateline = |i: usize| match doc.kind(i) {
            Kind::Word => doc.at(i).has(shape::CAP) || doc.is(i, class::MONTH | class::PREP),
            Kind::Number | Kind::Comma | Kind::Bracket | Kind::Unbracket | Kind::Stop => true,
            _ => doc.text_of(i, i + 1) == ".",
        };
        let opens = doc.at(end + 1).has(shape::CAP) || doc.kind(end + 1) == Kind::Open;
        match (start..end).all(of_dateline) && opens {
            true => end + 1,
            false => start,
        }
    }

    /// True when a clause goes on with its verb behind this comma, which ends the words that report it: `The harbour,
    /// Smith said, is closed`.
    pub(super) fn parted(&self, g: &Group, cue: Cue, comma: usize) -> bool {
        let doc = self.doc;
        let adverb = usize::from(doc.is(comma + 1, class::ADVERB) && doc.at(comma + 1).lower());
        let verb = comma + 1 + adverb;
        let whole = takes::DIRECT | takes::CLAUSE;
        cue.takes & (whole | takes::WEAK | takes::ADDRESSED) == whole
            && doc.kind(comma) == Kind::Comma
            && doc.at(verb).lower()
            && (doc.is(verb, class::AUX | class::MODAL)
                || phrases::finite(doc, verb) && !doc.is(verb, class::PREP | class::COORD))
            // `The mayor, who had seen the reports, said`
            && (doc.at(verb).cue == 0 || !doc.is(g.verb, class::NOUN))
    }

    /// `…, Smith said.` and `…, said Smith`, without quotation marks at the end.
    pub(super) fn clause_first(&mut self, g: &Group, cue: Cue, floor: usize) -> bool {
        let doc = self.doc;
        // `All came home, he added.`, `All came home, added Smith.`
        let ends = |k: usize| matches!(doc.kind(k), Kind::Stop | Kind::Paragraph | Kind::Comma);
        let added = cue.takes & takes::CLAUSE != 0
            && cue.takes & takes::BELIEF == 0
            && (ends(g.end)
                || behind::after(doc, self.cast, g.end).is_some_and(|s| ends(s.end as usize)));
        if cue.takes & (takes::CLAUSE | takes::DIRECT) == 0
            || g.infinitive
            || g.participle
            || cue.takes & takes::WEAK != 0 && !added
        {
            return false;
        }
        let mut source = None;
        let mut comma = None;
        if g.start > floor
            && cue.takes & takes::ADDRESSED == 0
            && doc.kind(g.start - 1) == Kind::Comma
            && let Some(s) = behind::after(doc, self.cast, g.end)
        {
            source = Some(s);
            comma = Some(g.start - 1);
        }
        if source.is_none()
            && let Some(s) = sources::before(doc, self.cast, floor, g.start)
            && s.start as usize > floor
        {
            // `It was lost, as Jane Smith has said.`
            let before = s.start as usize - 1;
            let as_ = before > floor
                && reads!(doc, before, "as")
                && matches!(doc.kind(g.end), Kind::Stop | Kind::Paragraph);
            let before = before - usize::from(as_);
            if matches!(doc.kind(before), Kind::Comma | Kind::Dash) {
                source = Some(s);
                comma = Some(before);
            }
        }
        let (Some(source), Some(comma)) = (source, comma) else {
            return false;
        };
        // `…, the panel concluded.`, but `…, a round of talks concluded.`, `…, concluded talks with the panel.`
        let weak = cue.takes & takes::WEAK != 0;
        let told = class::PEOPLE | class::ROLE | class::ORG | class::DOC;
        let body = (source.start as usize) < g.verb
            && doc.is(source.end as usize - 1, told)
            && !doc.is(source.start as usize, class::ING);
        let adds = doc.text_of(g.verb, g.end).starts_with("add");
        if weak && source.is == Is::Noun && !body && !adds {
            return false;
        }
        // `…, a trade official told reporters.`
        let told = match cue.takes & takes::OBJECT {
            0 => g.end,
            _ => self.addressee(g.end),
        };
        // `the film tells the story of a girl`
        let hearer = |k: usize| {
            doc.is(
                k,
                class::ADDRESSEE | class::PEOPLE | class::ORG | class::ROLE | class::PRONOUN,
            ) || doc.at(k).has(shape::CAP)
        };
        let told = match (g.end..told).any(hearer) {
            true => told,
            false => g.end,
        };
        let tail = self.adverbials((source.end as usize).max(told));
        // `The harbour, Smith said through a spokesman, is closed`
        let through = self.past_phrase(tail);
        let tail = match reads!(doc, tail, "through") && self.parted(g, cue, through) {
            true => through,
            false => tail,
        };
        // `The question, said Jane Smith, a farmer, is when`
        let behind = source.start as usize > g.verb && doc.kind(tail) == Kind::Comma;
        let apposed = behind.then(|| self.past_apposition(g, cue, tail)).flatten();
        let tail = apposed.unwrap_or(tail);
        let goes_on =
            doc.kind(tail) == Kind::Comma && doc.sentence_of[tail] == doc.sentence_of[g.verb];
        let more = source.start as usize > g.verb && self.more_of_whom(tail);
        let last = more || matches!(doc.kind(tail), Kind::Stop | Kind::Paragraph);
        let here = |s: &&mut Statement| {
            s.cue
                .is_some_and(|c| c.0 as usize >= floor && (c.0 as usize) < comma)
        };
        let whole = more || matches!(source.is, Is::Person(_));
        let floor = match self.found.iter_mut().rev().take(3).find(here) {
            // `Smith would state his view when they met, Jones said.`
            Some(s)
                if last
                    && whole
                    && (s.end as usize) < comma
                    && doc.is(s.end as usize, class::SUBORD)
                    && doc.at(s.end as usize).lower() =>
            {
                floor
            }
            Some(s) if (s.end as usize) < comma => s.end as usize + 1,
            // `…, leading many to believe it was done, Jane Smith, the mayor, said.`
            Some(s) if last && whole && (s.start as usize) < comma => {
                s.end = s.end.min(comma as u32);
                floor
            }
            // `Smith explained how it was done, those people said.`
            Some(s) if last && s.end as usize <= comma => floor,
            Some(_) => return false,
            None => floor,
        };
        let floor = self.past_dateline(floor);
        let opening = self.past_dateline(doc.sentence(g.verb).start as usize);
        if comma < floor + 1 || comma > floor + REACH {
            return false;
        }
        // `In Berlin, Smith said`: not a clause, unless commas inside it say that one follows.
        let first = (floor..comma)
            .find(|k| doc.kind(*k) == Kind::Word)
            .unwrap_or(floor);
        let opener = doc.is(
            first,
            class::PREP | class::SUBORD | class::ING | class::ADVERB | class::TIME,
        ) && !doc.is(first, class::SUBJECT | class::DET | class::COORD);
        // Not all verbs are known, least of other languages.
        let few = if doc.lexicon.english { 5 } else { 3 };
        let named = source.start as usize..source.end as usize;
        let whole = floor == opening || !doc.lexicon.english;
        let long = last
            && whole
            && comma > floor + few
            && !named.into_iter().any(|k| phrases::finite(doc, k));
        let clause = (long || (floor..comma).any(|k| phrases::finite(doc, k)))
            && (!opener || last || (floor..comma).any(|k| doc.kind(k) == Kind::Comma));
        if !goes_on && (!clause || comma == floor + 1) {
            return false;
        }
        self.latest = Some((doc.sentence_of[g.verb], source));
        // `And yet, Smith said, …`: a few words without a verb are not what was said, if they are no subject of it.
        let parted = goes_on && !opener && self.parted(g, cue, tail);
        if clause || parted || comma > floor + 4 {
            self.push(
                floor,
                comma,
                (g.verb, g.end),
                Some(source),
                Pattern::ClauseFirst,
            );
        }
        // `If elected, he said, he would …`.
        if goes_on {
            let next = doc.at(tail + 1);
            if next.kind == Kind::Open
                || next.kind == Kind::Word
                    // After `said Jane Smith,` comes who she is.
                    && ((source.start as usize) < g.verb
                        || parted
                        || self.opens(floor, comma)
                        || self.is_spoken(tail + 1))
                    && !next.is(class::COORD)
                    // `By contrast, he said, digging takes weeks`, but `…, he said, adding that`
                    && (self.opens(floor, comma) && next.cue == 0
                        || !next.is(class::ING) && !doc.ends(tail + 1, "ing"))
                    && !reads!(doc, tail + 1, "who" | "which")
                    && (parted || self.adverbial(tail + 1) == tail + 1)
            {
                let start = tail + 1 + usize::from(next.kind == Kind::Open);
                let end = self.content_end(g, start, &source, floor, Pattern::Clause);
                self.push(
                    start,
                    end,
                    (g.verb, g.end),
                    Some(source),
                    Pattern::ClauseFirst,
                );
            }
        }
        true
    }
}
