//! The words that belong to a reporting verb: auxiliaries, adverbs, `to`; and whether it is a verb at all.

use super::attribute::{Attributor, Group};
use super::doc::Doc;
use super::lexicon::class;
use super::tokens::{Kind, reads, reads_folded, shape};
use crate::extract::speakers::phrases;

/// True for a determiner that can be a subject by itself.
fn stands_alone(doc: &Doc, k: usize) -> bool {
    reads_folded!(
        doc,
        k,
        "all"
            | "several"
            | "both"
            | "neither"
            | "either"
            | "these"
            | "those"
            | "this"
            | "such"
            | "most"
            | "few"
            | "another"
    )
}

impl Attributor<'_> {
    /// The words that belong to the verb at `v`, when it is a verb here.
    pub(super) fn group(&self, v: usize, floor: usize) -> Option<Group> {
        let doc = self.doc;
        let t = doc.at(v);
        let mut g = Group {
            start: v,
            verb: v,
            end: v + 1,
            participle: false,
            passive: false,
            infinitive: false,
            auxiliary: 0,
        };
        while g.start > floor {
            let k = g.start - 1;
            let p = doc.at(k);
            if p.kind != Kind::Word || self.cast.name_at(k).is_some() && !p.is(class::AUX) {
                break;
            }
            // `the Westport Today reported`
            let named =
                p.has(shape::CAP) && !p.has(shape::FIRST | shape::HEADLINE | shape::ALL_CAPS);
            // `Smith once said`, `Smith has since said`
            let joins = p.is(class::SUBORD)
                && (k == floor || t.is(class::ING) || doc.kind(k - 1) != Kind::Word);
            if p.is(class::AUX | class::MODAL | class::NEG)
                || p.is(class::ADVERB) && !p.is(class::DET | class::PEOPLE) && !joins && !named
            {
                g.auxiliary |=
                    p.classes & (class::AUX | class::MODAL | class::NEG | class::BE | class::HAVE);
                g.start = k;
                continue;
            }
            // `They all said`, `Smith and Jones have both said`, but `both said`
            let opener = class::COORD | class::PREP | class::SUBORD | class::WH | class::THAT;
            if reads!(doc, k, "all" | "both" | "each")
                && k > floor
                && matches!(doc.kind(k - 1), Kind::Word | Kind::Unbracket)
                && !doc.is(k - 1, opener)
            {
                g.start = k;
                continue;
            }
            if reads!(doc, k, "to") {
                g.infinitive = true;
                g.start = k;
                break;
            }
            // `Smith on Tuesday said`.
            if p.is(class::DAY | class::TIME) && k > floor + 1 {
                let lead = (1..3).find(|d| {
                    k >= floor + d
                        && reads!(
                            doc,
                            k - d,
                            "on" | "late" | "last" | "this" | "early" | "earlier"
                        )
                });
                if let Some(d) = lead {
                    g.start = k - d;
                    continue;
                }
            }
            break;
        }
        // `Smith has in the past said`, `Smith had for years argued`
        let within =
            (2..=3).find(|d| g.start > floor + d && reads!(doc, g.start - d, "in" | "for"));
        if let Some(start) = within.map(|d| g.start - d)
            && doc.is(start - 1, class::HAVE)
            && (start + 1..g.start).all(|k| doc.at(k).lower())
            && (doc.is(g.start - 1, class::TIME) || reads!(doc, g.start - 1, "past"))
        {
            g.auxiliary |= doc.at(start - 1).classes & (class::AUX | class::HAVE);
            g.start = start - 1;
        }
        // `had no comment on it`
        if v > floor && reads!(doc, v - 1, "no") {
            return None;
        }
        let before = doc.at(g.start.wrapping_sub(1).min(doc.tokens.len() - 1));
        let has_before = g.start > floor;
        // `Moody's said`
        let house = before.has(shape::GENITIVE)
            && has_before
            && (reads!(doc, v, "said" | "says" | "added")
                // `Moody's noted that`, `…, Moody's noted.`
                || t.is(class::PAST)
                    && !t.is(class::NOUN)
                    && (doc.is(v + 1, class::THAT) || doc.kind(v + 1) == Kind::Stop))
            && doc.at(g.start.saturating_sub(2)).has(shape::CAP);
        let determined = has_before
            && before.kind == Kind::Word
            && !house
            && (before.has(shape::GENITIVE)
                || before.is(class::POSS)
                || before.is(class::DET)
                    && !before.is(class::PEOPLE | class::PRONOUN | class::THAT | class::RELATIVE)
                    && !stands_alone(doc, g.start - 1)
                || before.is(class::PREP)
                    && before.lower()
                    && !before.is(class::SUBORD | class::ADVERB));
        let finite_aux = g.auxiliary & (class::AUX | class::MODAL) != 0;
        // `those remarks`, but `those say`
        let noun = has_before
            && t.is(class::NOUN)
            && !t.is(class::PAST)
            && before.is(class::DET)
            && !before.is(class::RELATIVE);
        if noun && !finite_aux && !g.infinitive {
            return None;
        }
        // `a police report says`
        if t.is(class::NOUN)
            && !t.is(class::PAST)
            && !finite_aux
            && !g.infinitive
            && doc.at(v + 1).lower()
            && (phrases::says(doc, v + 1)
                || doc.is(v + 1, class::PAST | class::PRES)
                    && !doc.is(v + 1, class::NOUN)
                    && doc.is(v + 2, class::THAT))
        {
            return None;
        }
        // `100 mln dlrs of capital notes due 1999`
        if reads!(doc, v, "notes")
            && reads!(
                doc,
                v + 1,
                "due" | "yielding" | "maturing" | "bearing" | "worth"
            )
        {
            return None;
        }
        // `was articulate`
        if t.is(class::BASE)
            && !t.is(class::PAST | class::PART)
            && !g.infinitive
            && g.auxiliary & class::BE != 0
            && g.auxiliary & class::MODAL == 0
        {
            return None;
        }
        if t.is(class::ING) && !t.is(class::PAST | class::PRES | class::BASE) {
            g.participle = g.auxiliary & class::BE == 0;
            if g.participle
                && has_before
                && (before.has(shape::GENITIVE) || before.is(class::POSS) || before.is(class::DET))
            {
                return None;
            }
            return Some(g);
        }
        if g.infinitive {
            return t.is(class::BASE | class::INF).then_some(g);
        }
        if determined && !finite_aux {
            return None;
        }
        if t.is(class::PAST | class::PART)
            && g.auxiliary & class::BE != 0
            && g.auxiliary & class::MODAL == 0
            || t.is(class::PART) && !t.is(class::BASE) && g.auxiliary & class::BE != 0
        {
            g.passive = true;
            return Some(g);
        }
        if t.is(class::PART) && !t.is(class::PAST) && g.auxiliary & class::HAVE == 0 {
            return None;
        }
        if !finite_aux && t.is(class::PAST | class::PART) && self.by_whom(v + 1) {
            g.passive = true;
            return Some(g);
        }
        // `Some advocates would leave`
        if t.is(class::NOUN | class::PEOPLE)
            && !t.is(class::PAST)
            && !finite_aux
            && doc.is(v + 1, class::AUX | class::MODAL)
        {
            return None;
        }
        if t.is(class::NOUN)
            && !t.is(class::PAST)
            && !finite_aux
            && has_before
            && !self.subject_like(g.start - 1)
        {
            return None;
        }
        // `Rust Belt states that have it`, `the Lyme attacks test it`, but `Newsweek states that it`
        if reads!(
            doc,
            v,
            "states" | "state" | "attacks" | "remarks" | "answers"
        ) && !finite_aux
            && g.start > floor
            && self
                .cast
                .ending_at(g.start)
                .is_some_and(|k| self.cast.names[k].person.is_none())
        {
            let next = doc.at(v + 1);
            let relative = next.is(class::THAT) && phrases::finite(doc, v + 2);
            let clause = next.is(class::DET | class::SUBJECT | class::POSS | class::THAT)
                || matches!(next.kind, Kind::Open | Kind::Colon | Kind::Comma);
            if relative || !clause {
                return None;
            }
        }
        if t.is(class::BASE) && !t.is(class::PAST) && !finite_aux {
            return self.plural(g.start, floor).then_some(g);
        }
        // `three points`, `the two claims`, `police orders`.
        if t.is(class::PRES)
            && !t.is(class::PAST)
            && !finite_aux
            && has_before
            && (before.kind == Kind::Number
                || before.is(class::NUMBER) && !reads_folded!(doc, g.start - 1, "one")
                || reads!(doc, g.start - 1, "police"))
        {
            return None;
        }
        if t.is(class::PRES) && finite_aux && g.auxiliary & (class::BE | class::MODAL) != 0 {
            return None;
        }
        Some(g)
    }

    /// True for the `by` of `reported by the police`, not of `said by telephone`.
    pub(super) fn by_whom(&self, at: usize) -> bool {
        let doc = self.doc;
        if !reads!(doc, at, "by") {
            return false;
        }
        let date = doc.kind(at + 1) == Kind::Number
            || doc.is(at + 1, class::TIME | class::ING)
            || doc.ends(at + 1, "ing");
        let means = matches!(
            doc.text_of(at + 1, at + 2),
            "telephone" | "phone" | "email" | "e-mail" | "text" | "video" | "letter" | "fax"
        );
        !date && !means
    }

    /// True when the word before a form that is also a noun (`claims`, `attacks`) is surely its subject.
    pub(super) fn subject_like(&self, k: usize) -> bool {
        let doc = self.doc;
        let t = doc.at(k);
        matches!(t.kind, Kind::Comma | Kind::Unbracket | Kind::Close)
            || t.is(class::SUBJECT | class::RELATIVE | class::COORD)
            || self.cast.ending_at(k + 1).is_some()
            || t.is(class::ROLE | class::PEOPLE | class::ORG | class::DOC) && !t.is(class::NATION)
    }

    /// True when what stands before can be the subject of a verb in the plural.
    pub(super) fn plural(&self, end: usize, floor: usize) -> bool {
        let doc = self.doc;
        let Some(k) = end.checked_sub(1).filter(|k| *k >= floor) else {
            return false;
        };
        let t = doc.at(k);
        // `“…,” say the growers`, not `“…,” state senator Jane Smith said`
        if matches!(t.kind, Kind::Comma | Kind::Close) {
            return t.kind == Kind::Comma || !doc.is(end, class::NOUN);
        }
        if t.kind != Kind::Word {
            return t.kind == Kind::Number || doc.text_of(k, k + 1) == "%";
        }
        if t.is(class::NUMBER) {
            return true;
        }
        let word = doc.text_of(k, k + 1);
        if t.is(class::COORD) {
            return false;
        }
        if phrases::share(word) {
            return true;
        }
        // `members who have seen the mayor say`
        let plain = |who: &usize| !(who + 1..end).any(|k| doc.is(k, class::SUBJECT));
        if let Some(who) = phrases::who(doc, floor, end).filter(plain) {
            let word = doc.text_of(who - 1, who);
            return phrases::plural(word) || matches!(word, "people" | "those");
        }
        if t.is(class::SUBJECT) {
            return !matches!(word, "he" | "she" | "it" | "He" | "She" | "It");
        }
        if t.is(class::RELATIVE) {
            return true;
        }
        let start = phrases::phrase_before(doc, self.cast, floor, end);
        start < end
            && (t.is(class::PEOPLE) && !t.is(class::PREP)
                || (start..end).any(|i| doc.is(i, class::PEOPLE))
                || word.ends_with('s')
                    && !t.has(shape::GENITIVE)
                    && self
                        .cast
                        .ending_at(end)
                        .is_none_or(|n| self.cast.names[n].person.is_none())
                || (start..end).any(|i| doc.is(i, class::COORD)))
    }
}
