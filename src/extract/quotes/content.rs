//! Where what was said begins: behind addressees, days and places.

use super::attribute::{Attributor, Group, Pattern};
use super::lexicon::{Cue, class, takes};
use super::tokens::{Kind, reads, shape};
use crate::extract::speakers::phrases;

/// Tokens of a title in quotation marks, at most.
const TITLE: usize = 8;
/// Tokens of an aside between a verb and its `that`, at most.
const ASIDE: usize = 16;

impl Attributor<'_> {
    /// First token of what was said, how it hangs on the verb, and where the cue ends.
    pub(super) fn content_start(&self, g: &Group, cue: Cue) -> Option<(usize, Pattern, usize)> {
        let doc = self.doc;
        let mut i = g.end;
        let mut cue_end = i;
        let takes_ = |bit: u16| cue.takes & bit != 0;
        // `called for`, `spoke out against`; `put it`, `pointed out` go on like plain verbs.
        let mut particle = false;
        if takes_(takes::OBJECT) && !doc.is(i, class::PREP) {
            let past = self.addressee(i);
            // `promised a new country.`: no addressee but what was promised.
            let object = takes_(takes::NOUN)
                && !matches!(
                    doc.kind(past),
                    Kind::Word | Kind::Open | Kind::Colon | Kind::Number
                )
                && doc.kind(past + 1) != Kind::Open
                && self.aside_that(past).is_none();
            // `who accused the mayor of theft said`
            if (i..past).any(|k| self.said(k)) {
                return None;
            }
            if !object {
                // `told the guests not to go`
                let not = past > i && doc.is(past - 1, class::NEG) && reads!(doc, past, "to");
                i = past - usize::from(not);
                // `told the Harbour Forum (HF)`, `told the Harbour Forum (HF) meeting`
                let close = self.past_brackets(i);
                if close > i {
                    let noun = doc.at(close).lower()
                        && doc.is(close, class::VENUE | class::ADDRESSEE | class::ORG);
                    i = if noun { self.addressee(close) } else { close };
                }
            }
        }
        // `warned the island on Monday against it`
        if i > g.end && cue.prepositions != 0 {
            let on = usize::from(doc.is(i, class::PREP) && doc.is(i + 1, class::DAY));
            let goes_with =
                |k: &usize| doc.kind(*k) == Kind::Word && cue.goes_with(doc.text_of(*k, k + 1));
            let mut past = [self.moment(i + on), self.adverbial(i)].into_iter();
            i = past.find(|k| *k > i + on && goes_with(k)).unwrap_or(i);
        }
        let mut preposition = false;
        while cue.prepositions != 0
            && cue.goes_with(doc.text_of(i, i + 1))
            && (doc.kind(i + 1) == Kind::Word || reads!(doc, i, "out" | "it"))
            && !(doc.is(i + 1, class::DAY | class::VENUE))
        {
            particle |= reads!(doc, i, "out" | "it");
            preposition |= !reads!(doc, i, "out" | "it");
            i += 1;
            cue_end = i;
        }
        if preposition {
            let t = doc.at(i);
            let content = matches!(t.kind, Kind::Word | Kind::Number | Kind::Open);
            let start = if cue_end > g.end && cue_end - 1 > g.end && takes_(takes::OBJECT) {
                i - 1
            } else {
                i
            };
            if start < i {
                cue_end = g.end;
            }
            return (content && !t.is(class::PREP)).then_some((
                start,
                Pattern::Preposition,
                cue_end,
            ));
        }
        if !particle && cue.takes & takes::PARTICLE != 0 {
            return None;
        }
        let only_preposition = cue.takes & !(takes::WEAK | takes::BELIEF) == 0;
        let circumstance = i;
        i = self.adverbials(i);
        let doing = self
            .doing(circumstance)
            .then(|| self.far_that(circumstance));
        if let Some(k) = doing
            .flatten()
            .or_else(|| self.far_that(i))
            .or_else(|| self.past_place(g.end, i))
        {
            i = k;
        } else if takes_(takes::THAT | takes::CLAUSE)
            && !takes_(takes::WEAK | takes::BELIEF)
            && !g.infinitive
            && let Some(k) = self.aside_that(self.past_phrase(i))
        {
            i = k;
        } else if i > circumstance
            && !reads!(doc, i, "to")
            && !doc.is(i, class::THAT | class::SUBJECT | class::DET | class::POSS)
            && let Some(k) = self.far_that(circumstance)
        {
            i = k;
        }
        // `as Smith said in April while promoting a film`
        if doc.at(i).lower()
            && reads!(doc, i, "while" | "when" | "after" | "before")
            && doc.ends(i + 1, "ing")
            && self.says_when(i + 2)
        {
            return None;
        }
        if takes_(takes::DIRECT)
            && !takes_(takes::WEAK)
            && let Some(k) = self.far_mark(i)
        {
            i = k;
        }
        if let Some(colon) = self.colon_behind(g, cue, i) {
            i = colon;
        }
        // `said – in a letter, as it happens – that`
        if doc.kind(i) == Kind::Dash
            && let Some(close) = (i + 1..i + 14).find(|k| doc.kind(*k) == Kind::Dash)
            && doc.is(close + 1, class::THAT)
        {
            i = close + 1;
        }
        // `people who know them said`
        if reads!(doc, i, "them" | "him" | "us" | "me") && self.said(i + 1) {
            return None;
        }
        let t = doc.at(i);
        let next = doc.at(i + 1);
        match t.kind {
            Kind::Open => {
                return Some((
                    i + 1,
                    if takes_(takes::DIRECT) && self.full(i + 1) {
                        Pattern::QuoteAfter
                    } else {
                        Pattern::Clause
                    },
                    cue_end,
                ))
                .filter(|(_, p, _)| {
                    (cue.takes & takes::WEAK == 0 || *p == Pattern::QuoteAfter)
                        && !only_preposition
                        && cue.takes & (takes::DIRECT | takes::CLAUSE | takes::NOUN) != 0
                });
            }
            Kind::Colon | Kind::Comma if next.kind == Kind::Open => {
                return (takes_(takes::DIRECT) || t.kind == Kind::Colon).then_some((
                    i + 2,
                    Pattern::QuoteAfter,
                    cue_end,
                ));
            }
            Kind::Colon
                if takes_(takes::DIRECT) && next.kind == Kind::Word && next.has(shape::CAP) =>
            {
                return Some((i + 1, Pattern::Clause, cue_end));
            }
            // `As Smith explained, three taxes were put off`
            Kind::Comma
                if takes_(takes::CLAUSE)
                    && self.after_as(g)
                    && next.kind == Kind::Word
                    && !next.is(class::COORD | class::RELATIVE) =>
            {
                return Some((i + 1, Pattern::Clause, cue_end));
            }
            // `says, if successful, it could help`
            Kind::Comma
                if takes_(takes::CLAUSE)
                    && !takes_(takes::WEAK)
                    && i == g.end
                    && doc.is(i + 1, class::SUBORD | class::PREP)
                    && self.clause_behind(i + 1) =>
            {
                return Some((i + 1, Pattern::Clause, cue_end));
            }
            Kind::Paragraph if i > g.end && doc.kind(i - 1) == Kind::Colon => return None,
            Kind::Word | Kind::Number | Kind::Other => {}
            _ => return None,
        }
        if only_preposition {
            return None;
        }
        if t.is(class::THAT) && cue.takes & (takes::THAT | takes::CLAUSE) != 0 {
            return Some((i, Pattern::That, cue_end));
        }
        if t.is(class::NEG)
            && reads!(doc, i + 1, "to")
            && (takes_(takes::INF) || takes_(takes::OBJECT))
        {
            return Some((i, Pattern::Infinitive, cue_end));
        }
        // No verb follows in `given to the users`.
        let noun = next.is(class::DEF | class::POSS) || next.has(shape::CAP);
        let verb = next.kind == Kind::Open || next.kind == Kind::Word && !noun;
        if reads!(doc, i, "to")
            && verb
            && (takes_(takes::INF) || takes_(takes::OBJECT) && i > g.end)
        {
            return Some((i, Pattern::Infinitive, cue_end));
        }
        if t.is(class::WH) && cue.takes & (takes::THAT | takes::CLAUSE) != 0 && t.lower() {
            return Some((i, Pattern::That, cue_end));
        }
        let ambiguous = cue.takes & (takes::WEAK | takes::NOUN | takes::BELIEF) != 0;
        let sum = matches!(doc.text_of(i, i + 1), "$" | "£" | "€") && self.has_verb(i);
        let opens_clause = (t.kind != Kind::Other || sum)
            && !(t.is(class::PREP | class::COORD) && t.lower())
            || t.kind == Kind::Number;
        if takes_(takes::CLAUSE) && opens_clause && (!ambiguous || self.has_verb(i)) {
            return Some((i, Pattern::Clause, cue_end));
        }
        // `raised $5 million`: no words.
        let money = cue.takes & (takes::DIRECT | takes::CLAUSE | takes::THAT) == 0
            && matches!(doc.text_of(i, i + 1), "$" | "£" | "€");
        if takes_(takes::NOUN)
            && !money
            && (t.kind != Kind::Word
                || !t.is(class::PREP | class::COORD | class::ADVERB)
                || t.is(class::DET))
        {
            return Some((i, Pattern::Noun, cue_end));
        }
        if takes_(takes::CLAUSE)
            && t.lower()
            && t.is(class::PREP | class::SUBORD)
            && (self.has_verb(i) || !ambiguous && self.clause_behind(i))
            && i == g.end
        {
            // `As Smith remarked at the feast, the mayor had gone`
            let first = doc.sentence(g.verb).start as usize;
            let as_ = matches!(doc.text_of(first, first + 1), "As" | "as");
            let comma = (i..i + 15).find(|k| doc.kind(*k) == Kind::Comma);
            let start = comma.filter(|_| as_).map_or(i, |k| k + 1);
            return Some((start, Pattern::Clause, cue_end));
        }
        None
    }

    /// True when no verb and no comma follow before the sentence ends.
    fn says_when(&self, from: usize) -> bool {
        let doc = self.doc;
        (from..doc.tokens.len().min(from + 40))
            .take_while(|k| !matches!(doc.kind(*k), Kind::Stop | Kind::Paragraph | Kind::Close))
            .all(|k| doc.kind(k) != Kind::Comma && !phrases::finite(doc, k))
    }

    /// `after meeting the mayor`, `when asked`: what somebody did meanwhile begins here.
    fn doing(&self, from: usize) -> bool {
        let doc = self.doc;
        reads!(
            doc,
            from,
            "while" | "when" | "after" | "before" | "by" | "upon"
        ) && (doc.is(from + 1, class::ING)
            || doc.ends(from + 1, "ing")
            || reads!(doc, from + 1, "asked"))
    }

    /// True for a `that` with a clause behind it: not for `a film that won`, `that's it`.
    fn is_clause(&self, that: usize) -> bool {
        let doc = self.doc;
        doc.is(that, class::THAT)
            && !phrases::finite(doc, that + 1)
            && !doc.at(that + 1).has(shape::GENITIVE)
            && self.has_verb(that + 1)
    }

    /// `said of the harbour: It is closed`: the colon behind a phrase; not for `decided to ask: Is it closed?`
    fn colon_behind(&self, g: &Group, cue: Cue, from: usize) -> Option<usize> {
        let doc = self.doc;
        let colon = self.past_phrase(from);
        let infinitive = reads!(doc, from, "to")
            && doc.at(from + 1).lower()
            && !doc.is(from + 1, class::DET | class::POSS | class::PRONOUN)
            && !(from..colon).any(|k| doc.at(k).has(shape::CAP));
        let writes = reads!(
            doc,
            g.verb,
            "wrote" | "writes" | "added" | "adds" | "tweeted" | "posted" | "explained"
        );
        let says = writes || phrases::says(doc, g.verb);
        let quoted = cue.takes & (takes::DIRECT | takes::WEAK) == takes::DIRECT
            && doc.kind(colon + 1) == Kind::Open;
        (colon > from && doc.kind(colon) == Kind::Colon && !infinitive && (says || quoted))
            .then_some(colon)
    }

    /// Past `on Channel Nine`, if it begins here, or any such phrase, up to its comma.
    pub(super) fn past_phrase(&self, from: usize) -> usize {
        let doc = self.doc;
        let phrase = |k: &usize| {
            matches!(doc.kind(*k), Kind::Word | Kind::Number) && !phrases::finite(doc, *k)
        };
        match doc.is(from, class::PREP) && doc.at(from).lower() {
            true => (from + 1..from + ASIDE)
                .find(|k| !phrase(k))
                .unwrap_or(from),
            false => from,
        }
    }

    /// `said, before the vote, that`: the `that` behind an aside between commas, of which the first is here. In an aside
    /// nothing is said: `the papers show, he said, that` is his.
    fn aside_that(&self, comma: usize) -> Option<usize> {
        let doc = self.doc;
        let aside = |k: &usize| match doc.kind(*k) {
            Kind::Word => {
                !phrases::says(doc, *k)
                    || !doc.at(*k).lower()
                    || !doc.is(*k, class::PAST | class::PRES)
            }
            kind => matches!(kind, Kind::Number | Kind::Comma),
        };
        if doc.kind(comma) != Kind::Comma {
            return None;
        }
        (comma + 1..comma + ASIDE)
            .take_while(aside)
            .skip(1)
            .find(|k| doc.kind(*k) == Kind::Comma && self.is_clause(k + 1))
            .map(|close| close + 1)
    }

    /// `said on the floor that`: the `that` behind a prepositional phrase.
    pub(super) fn far_that(&self, from: usize) -> Option<usize> {
        let doc = self.doc;
        let doing = self.doing(from);
        if !doing && !doc.is(from, class::PREP) || !doc.at(from).lower() {
            return None;
        }
        let shown = reads!(doc, from, "on" | "in" | "at" | "during");
        // Past a title in quotation marks: `on the channel's “This Week” that`.
        let title = |i: usize| {
            let q = doc.inside[(i + 1).min(doc.inside.len() - 1)].checked_sub(1)?;
            let close = doc.quoted[q as usize].end as usize;
            (shown && doc.kind(i) == Kind::Open && close <= i + TITLE).then_some(close + 1)
        };
        let mut i = title(from + 1).unwrap_or(from + 2);
        while i < from + 14 {
            let t = doc.at(i);
            if t.is(class::THAT) {
                return (!doing || self.is_clause(i)).then_some(i);
            }
            if let Some(behind) = title(i) {
                i = behind;
                continue;
            }
            let sent = self.participle(i);
            if sent > i {
                i = sent;
                continue;
            }
            let goes_on = match t.kind {
                Kind::Word => {
                    !phrases::finite(doc, i) && !t.is(class::RELATIVE | class::SUBORD)
                        || t.is(class::PREP)
                }
                Kind::Number => true,
                // `in Westport, Canada, that`
                Kind::Comma => {
                    doc.at(i - 1).has(shape::CAP)
                        && (doc.at(i + 1).has(shape::CAP) || doc.is(i + 1, class::THAT))
                }
                _ => false,
            };
            if !goes_on {
                return None;
            }
            i += 1;
        }
        None
    }

    /// `told the Harbour Press Agency (HPA), “…”`, `had written a few years before, “…”`: the comma or colon before a
    /// quotation, with no verb between.
    fn far_mark(&self, from: usize) -> Option<usize> {
        let doc = self.doc;
        let goes_on = |i: usize| match doc.kind(i) {
            Kind::Word => {
                !phrases::finite(doc, i)
                    && !doc.is(
                        i,
                        class::THAT | class::WH | class::RELATIVE | class::SUBJECT,
                    )
            }
            Kind::Number | Kind::Bracket | Kind::Unbracket => true,
            _ => false,
        };
        let end = (from..from + 16).find(|i| !goes_on(*i))?;
        let leads = matches!(doc.kind(end), Kind::Comma | Kind::Colon);
        (end > from && leads && doc.kind(end + 1) == Kind::Open && self.full(end + 2))
            .then_some(end)
    }

    /// `told a forum in Westport, Canada(,) that`: the `that` behind the second half of a place's name.
    fn past_place(&self, verb: usize, comma: usize) -> Option<usize> {
        let doc = self.doc;
        if comma == verb || doc.kind(comma) != Kind::Comma {
            return None;
        }
        let named = |i: usize| doc.kind(i) == Kind::Word && doc.at(i).has(shape::CAP);
        let mut i = comma + 1;
        while i < comma + 5 && named(i) {
            i += 1;
        }
        let that = i + usize::from(doc.kind(i) == Kind::Comma);
        (i > comma + 1 && doc.is(that, class::THAT)).then_some(that)
    }

    /// True for a verb in the clause that opens its sentence with `As`.
    fn after_as(&self, g: &Group) -> bool {
        let doc = self.doc;
        let first = doc.sentence(g.verb).start as usize;
        let first = first + usize::from(doc.is(first, class::COORD));
        matches!(doc.text_of(first, first + 1), "As" | "as")
            && g.start > first + 1
            && (first..g.start).all(|k| doc.kind(k) != Kind::Comma && !phrases::finite(doc, k))
    }

    /// `said by 1990, sales could rise`: a phrase, its comma, and a clause that begins like one.
    fn clause_behind(&self, from: usize) -> bool {
        let doc = self.doc;
        let phrase = |k: &usize| {
            let mark = matches!(doc.kind(*k), Kind::Open | Kind::Close);
            mark || matches!(doc.kind(*k), Kind::Word | Kind::Number)
                && !phrases::finite(doc, *k)
                && !doc.is(*k, class::RELATIVE)
        };
        let Some(comma) = (from..from + 14).find(|k| !phrase(k)) else {
            return false;
        };
        let first = doc.at(comma + 1);
        let opens = first.is(class::DET | class::SUBJECT | class::POSS)
            || self.cast.name_at(comma + 1).is_some()
            || first.lower() && phrases::plural(doc.text_of(comma + 1, comma + 2));
        let other = class::ING | class::COORD | class::THAT | class::RELATIVE | class::PREP;
        // `said on Monday, the mayor …`: when it was said.
        let circumstance = self.adverbial(from) >= comma;
        doc.kind(comma) == Kind::Comma
            && opens
            && !circumstance
            && !first.is(class::THAT)
            && (first.is(class::DET) || !first.is(other))
            && self.has_verb(comma + 1)
            && (comma + 1..comma + 41).any(|k| phrases::finite(doc, k))
    }

    /// True when a finite verb follows before the sentence ends.
    pub(super) fn has_verb(&self, from: usize) -> bool {
        let doc = self.doc;
        for i in from..(from + 40).min(doc.tokens.len()) {
            match doc.kind(i) {
                Kind::Stop | Kind::Paragraph | Kind::Semicolon | Kind::Comma => return false,
                Kind::Word if i > from && doc.is(i, class::RELATIVE) && !doc.is(i, class::DET) => {
                    return false;
                }
                Kind::Word if phrases::finite(doc, i) => return true,
                _ => {}
            }
        }
        true
    }

    /// True when a quotation is a sentence rather than a few words of one.
    pub(super) fn full(&self, first: usize) -> bool {
        let doc = self.doc;
        let Some(q) = doc.inside[first.min(doc.inside.len() - 1)].checked_sub(1) else {
            return false;
        };
        let q = doc.quoted[q as usize];
        let stop = q.end > q.start && matches!(doc.kind(doc.last_of(&q)), Kind::Stop | Kind::Comma);
        doc.at(first).has(shape::CAP) && (stop || q.end - q.start > 6)
    }
}
