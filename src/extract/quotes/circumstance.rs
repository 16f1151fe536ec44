//! What stands between a reporting verb and what was said: to whom, when, where and how.

use super::attribute::Attributor;
use super::lexicon::class;
use super::tokens::{Kind, reads, shape};
use crate::extract::speakers::phrases;

impl Attributor<'_> {
    /// Past whom it was said to: `told reporters`, `told the committee`.
    pub(super) fn addressee(&self, from: usize) -> usize {
        let doc = self.doc;
        let mut i = from;
        let t = doc.at(i);
        if t.kind != Kind::Word || t.is(class::COORD) {
            return from;
        }
        if t.is(class::PRONOUN) && !t.is(class::DET | class::THAT | class::WH) {
            return i + 1;
        }
        if t.is(class::THAT | class::WH) && !t.is(class::DET) || reads!(doc, i, "that") {
            return from;
        }
        while i < from + 24 {
            let t = doc.at(i);
            // `thanked the town and said`
            if t.is(class::COORD) && self.said(i + 1) {
                break;
            }
            if let Some(k) = self.cast.name_at(i) {
                i = (self.cast.names[k].end as usize).max(i + 1);
                continue;
            }
            let goes_on = match t.kind {
                Kind::Word => {
                    if t.has(shape::GENITIVE) {
                        true
                    } else if i > from
                        && (t.is(class::DET | class::POSS | class::PRONOUN) && !t.is(class::PEOPLE))
                    {
                        // A second noun phrase: the clause begins, unless a preposition leads to it.
                        doc.is(i - 1, class::PREP | class::COORD)
                    } else {
                        !(t.is(class::THAT | class::WH | class::AUX | class::MODAL | class::SUBORD)
                            && !t.is(class::DET)
                            || t.is(class::DAY) && !self.named_by_day(i)
                            || reads!(doc, i, "to")
                            || t.is(class::PREP) && !reads!(doc, i, "of" | "at" | "from"))
                    }
                }
                Kind::Number => true,
                _ => false,
            };
            if !goes_on {
                break;
            }
            i += 1;
            // Not in `a lawyers' meeting`.
            if doc.is(i - 1, class::ADDRESSEE | class::PEOPLE)
                && doc.at(i - 1).lower()
                && !doc.is(i, class::PREP)
                && !doc.at(i).has(shape::GENITIVE)
            {
                break;
            }
        }
        i
    }

    /// True for a verb that can only say something, and has.
    pub(super) fn said(&self, k: usize) -> bool {
        let t = self.doc.at(k);
        t.lower() && t.is(class::PAST) && phrases::says(self.doc, k)
    }

    /// `the Sunday Mirror`: a day that belongs to a name.
    fn named_by_day(&self, i: usize) -> bool {
        let doc = self.doc;
        let next = doc.at(i + 1);
        i > 0
            && doc.is(i - 1, class::DEF)
            && doc.at(i).has(shape::CAP)
            && next.kind == Kind::Word
            && next.has(shape::CAP)
            && !next.is(class::DAY)
    }

    /// Past when, where and how it was said: `on Tuesday`, `in an interview with …`, `, in Berlin,`.
    pub(super) fn adverbials(&self, from: usize) -> usize {
        let doc = self.doc;
        let mut i = from;
        for _ in 0..6 {
            let t = doc.at(i);
            if t.kind == Kind::Comma && i > from {
                // `said on Tuesday, “…`: left to the caller.
                break;
            }
            if t.kind == Kind::Comma {
                let inner = self.adverbial(i + 1);
                if inner > i + 1 && matches!(doc.kind(inner), Kind::Comma) {
                    if doc.kind(inner + 1) == Kind::Open {
                        i = inner;
                        break;
                    }
                    i = inner + 1;
                    continue;
                }
                break;
            }
            let next = self.adverbial(i);
            if next == i {
                break;
            }
            i = next;
        }
        i
    }

    /// Behind the day, and the year, of `May 27, 2017`.
    fn past_day(&self, at: usize) -> usize {
        let doc = self.doc;
        if doc.kind(at) != Kind::Number {
            return at;
        }
        let year = doc.kind(at + 1) == Kind::Comma
            && doc.kind(at + 2) == Kind::Number
            && doc.text_of(at + 2, at + 3).len() == 4;
        at + if year { 3 } else { 1 }
    }

    /// Past an article and the noun it belongs to, in small letters and no place of speech: `the mayor`, `the harbour
    /// board`. Where a clause follows, that tells how long the noun is.
    fn determined(&self, at: usize) -> usize {
        let doc = self.doc;
        if !doc.is(at, class::DET | class::POSS) || doc.is(at, class::THAT) || !doc.at(at).lower() {
            return at;
        }
        let noun = |k: &usize| {
            let t = doc.at(*k);
            t.lower()
                && !t.has(shape::GENITIVE)
                && !t.is(class::FUNCTION | class::TIME | class::VENUE | class::THAT)
                && !phrases::finite(doc, *k)
        };
        let end = (at + 1..at + 5).find(|k| !noun(k)).unwrap_or(at + 5);
        let t = doc.at(end);
        let clause = t.is(class::THAT | class::SUBJECT | class::DET | class::POSS | class::DAY)
            || reads!(doc, end, "last" | "this" | "earlier")
            || t.has(shape::CAP)
            || !matches!(t.kind, Kind::Word | Kind::Number | Kind::Other);
        match clause && end > at + 1 {
            true => end,
            false => at,
        }
    }

    /// Past `released on Friday`, `sent to the mayor`, behind what was.
    pub(super) fn participle(&self, at: usize) -> usize {
        let doc = self.doc;
        let sent = reads!(
            doc,
            at,
            "released"
                | "issued"
                | "posted"
                | "published"
                | "sent"
                | "provided"
                | "obtained"
                | "aired"
                | "broadcast"
                | "shared"
                | "made"
                | "recorded"
                | "distributed"
                | "read"
        );
        if !sent {
            return at;
        }
        let moment = self.moment(at + 1);
        if moment > at + 1 {
            return moment;
        }
        let mut i = at + 1;
        if !doc.is(i, class::PREP) || !doc.at(i).lower() {
            return at;
        }
        i += 1;
        let behind = self.moment(i).max(self.determined(i));
        if behind > i {
            return behind;
        }
        i += usize::from(doc.is(i, class::DET | class::POSS));
        let name = (i..i + 6).find(|k| !doc.at(*k).has(shape::CAP));
        let end = name.unwrap_or(i);
        match end > i {
            true => self.moment(end),
            false => at,
        }
    }

    /// Past an adverb or a time: `Tuesday`, `last week`, `later`.
    pub(super) fn moment(&self, from: usize) -> usize {
        let end = self.instant(from);
        // `said yesterday's vote was lost`
        match self.doc.at(end).has(shape::GENITIVE) {
            true => from,
            false => end,
        }
    }

    fn instant(&self, from: usize) -> usize {
        let doc = self.doc;
        let t = doc.at(from);
        if t.kind != Kind::Word {
            return from;
        }
        if t.is(class::DAY) || t.is(class::TIME | class::MONTH) && t.has(shape::CAP) {
            let mut i = from + 1;
            while doc.is(i, class::TIME) && !doc.at(i).is(class::SUBORD)
                || doc.kind(i) == Kind::Number
            {
                i += 1;
            }
            return i;
        }
        if t.is(class::ADVERB)
            && t.lower()
            && !t.is(class::DET | class::NUMBER | class::SUBORD)
            && !reads!(
                doc,
                from,
                "there"
                    | "much"
                    | "more"
                    | "most"
                    | "almost"
                    | "nearly"
                    | "about"
                    | "far"
                    | "early"
                    | "late"
                    | "even"
                    | "only"
                    | "just"
                    | "never"
                    | "not"
                    | "both"
                    | "all"
                    | "sort"
                    | "kind"
                    | "now"
            )
        {
            return from + 1;
        }
        if reads!(doc, from, "last" | "this" | "late" | "early" | "earlier")
            && doc.is(from + 1, class::TIME)
        {
            let mut i = from + 2;
            while doc.is(i, class::TIME) {
                i += 1;
            }
            return i;
        }
        from
    }

    /// Past one of them: a moment, or a preposition and a place of speech.
    pub(super) fn adverbial(&self, from: usize) -> usize {
        let doc = self.doc;
        let t = doc.at(from);
        let moment = self.moment(from);
        if moment > from {
            return moment;
        }
        if t.kind != Kind::Word
            || !t.is(class::PREP)
            || !t.lower()
            || reads!(
                doc,
                from,
                "to" | "of" | "about" | "against" | "for" | "like" | "as"
            )
        {
            return from;
        }
        // A preposition, and a place of speech within a few words.
        let mut i = from + 1;
        let mut venue = false;
        while i < from + 14 {
            let t = doc.at(i);
            if t.is(class::DAY | class::VENUE | class::MONTH) {
                venue = true;
                i += 1;
                // `in a video message`, `during his campaign speech`
                let compound = |k: usize| {
                    doc.at(k).lower()
                        && doc.is(k, class::VENUE | class::DOC)
                        && !phrases::plural(doc.text_of(k, k + 1))
                };
                while i < from + 14 && t.lower() && t.is(class::VENUE) && compound(i) {
                    i += 1;
                }
                // Not of `before the Nov. 8 election`.
                if t.is(class::MONTH) && !doc.is(i - 2, class::DET | class::POSS) {
                    i = self.past_day(i);
                }
                while doc.is(i, class::TIME) && !doc.is(i, class::SUBORD) {
                    i += 1;
                }
                // `a statement released on Friday`, `a letter sent to the mayor`
                let sent = self.participle(i);
                if sent > i {
                    i = sent;
                    break;
                }
                // `with CNN's John Smith`, `on Sunday`, `in Iowa`: more of the same.
                if doc.is(i, class::PREP)
                    && doc.at(i).lower()
                    && (doc.at(i + 1).has(shape::CAP) || doc.is(i + 1, class::DET | class::VENUE))
                {
                    i += 1;
                    let noun = self.determined(i);
                    if noun > i {
                        i = noun;
                        break;
                    }
                    continue;
                }
                if !(doc.at(i).has(shape::GENITIVE)) {
                    break;
                }
                // `in today's issue of the journal`: not the day is where it was said.
                venue = false;
                i += 1;
                continue;
            }
            let inside = match t.kind {
                Kind::Word => {
                    t.has(shape::CAP) && !t.is(class::SUBJECT)
                        || t.has(shape::GENITIVE)
                        || t.is(class::DET | class::POSS | class::PREP | class::NUMBER)
                            && !t.is(class::THAT)
                            && (!venue || !t.is(class::POSS))
                        || !venue
                            && !t.is(class::AUX
                                | class::MODAL
                                | class::THAT
                                | class::SUBJECT
                                | class::COORD
                                | class::WH
                                | class::CUE)
                }
                Kind::Number => true,
                _ => false,
            };
            if !inside {
                break;
            }
            if t.is(class::DAY | class::VENUE | class::MONTH) {
                continue;
            }
            i += 1;
        }
        // `in Lower Harbour she will`
        let named = (from + 1..from + 5)
            .find(|k| !doc.at(*k).has(shape::CAP))
            .filter(|k| *k > from + 1 && doc.at(*k).lower() && doc.is(*k, class::SUBJECT));
        match (venue, named) {
            (true, _) => i,
            (false, Some(subject)) if reads!(doc, from, "in") => subject,
            _ => from,
        }
    }
}
