//! From reporting verbs to statements: what each verb governs, and who its subject is.

use super::doc::Doc;
use super::lexicon::{Cue, class, takes};
use super::tokens::{Kind, shape};
use crate::extract::speakers::names::Cast;
use crate::extract::speakers::sources::{self, Is, Source};

/// How a statement was found; for weighing and for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// `“…,” Smith said`.
    QuoteFirst,
    /// `Smith said: “…”`.
    QuoteAfter,
    /// `…, Smith said.`
    ClauseFirst,
    /// `Smith said that …`.
    That,
    /// `Smith said he …`.
    Clause,
    /// `Smith criticised the …`.
    Noun,
    /// `Smith vowed to …`.
    Infinitive,
    /// `Smith called for …`.
    Preposition,
    /// `according to Smith`.
    According,
    /// `Smith: …`.
    Line,
    /// A quotation nothing beside it attributes.
    Bare,
}

/// The reporting verb's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `said`, `has said`, or no verb at all.
    Finite,
    /// `saying`.
    Participle,
    /// `to say`.
    Infinitive,
    /// `and said`.
    Joined,
}

/// A statement; token indices.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// First token of what was said.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The reporting words.
    pub cue: Option<(u32, u32)>,
    /// Who said it, as the text has it.
    pub source: Option<Source>,
    /// How it was found.
    pub pattern: Pattern,
    /// The verb's form.
    pub form: Form,
}

/// Words around a reporting verb that belong to it.
#[derive(Debug, Clone, Copy)]
struct Group {
    start: usize,
    verb: usize,
    end: usize,
    participle: bool,
    passive: bool,
    infinitive: bool,
    auxiliary: u64,
}

/// Longest clause read in search of its end, in tokens.
const REACH: usize = 400;

/// Finds statements by their reporting words, in the order of those.
pub struct Attributor<'a> {
    /// The text.
    pub doc: &'a Doc<'a>,
    /// Who is named in it.
    pub cast: &'a Cast,
    /// What was found so far.
    pub found: Vec<Statement>,
    /// For each quotation whether a statement covers it.
    pub claimed: Vec<bool>,
    /// For each sentence the latest source in it.
    latest: Option<(u32, Source)>,
    /// Form of the verb being read.
    form: Form,
    /// The text is a transcript.
    transcript: bool,
    /// Nothing before this token is read any more: it lies in a speaker's line.
    skip: usize,
}

impl<'a> Attributor<'a> {
    /// Nothing found yet.
    pub fn new(doc: &'a Doc<'a>, cast: &'a Cast) -> Self {
        Attributor {
            doc,
            cast,
            found: Vec::new(),
            claimed: vec![false; doc.quoted.len()],
            latest: None,
            form: Form::Finite,
            transcript: transcript(doc),
            skip: 0,
        }
    }

    /// Reads the whole text.
    pub fn run(&mut self) {
        let doc = self.doc;
        for i in 0..doc.tokens.len() {
            let t = &doc.tokens[i];
            self.form = Form::Finite;
            if doc.inside[i] != 0 || i < self.skip {
                continue;
            }
            if t.kind == Kind::Colon {
                self.line(i);
            } else if t.kind != Kind::Word {
                continue;
            } else if t.is(class::ACCORDING) {
                self.according(i);
            } else if t.has(shape::FIRST) && t.has(shape::CAP) && t.is(class::PAST) && t.cue != 0 {
                self.opening_verb(i);
            } else if t.cue != 0
                && (t.lower() || t.has(shape::HEADLINE))
                && self.cast.name_at(i).is_none()
            {
                self.verb(i);
            }
        }
    }

    fn push(
        &mut self,
        start: usize,
        end: usize,
        cue: (usize, usize),
        source: Option<Source>,
        pattern: Pattern,
    ) {
        if start >= end {
            return;
        }
        for q in self.overlapping(start, end) {
            self.claimed[q] = true;
        }
        self.found.push(Statement {
            start: start as u32,
            end: end as u32,
            cue: Some((cue.0 as u32, cue.1 as u32)),
            source,
            pattern,
            form: self.form,
        });
    }

    fn overlapping(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let quoted = &self.doc.quoted;
        let from = quoted.partition_point(|q| q.end as usize <= start);
        let to = quoted.partition_point(|q| (q.start as usize) < end);
        from..to.max(from)
    }

    /// The words that belong to the verb at `v`, when it is a verb here.
    fn group(&self, v: usize, floor: usize) -> Option<Group> {
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
            if p.is(class::AUX | class::MODAL | class::NEG)
                || p.is(class::ADVERB) && !p.is(class::DET | class::PEOPLE | class::SUBORD)
            {
                g.auxiliary |=
                    p.classes & (class::AUX | class::MODAL | class::NEG | class::BE | class::HAVE);
                g.start = k;
                continue;
            }
            if doc.text_of(k, k + 1) == "to" {
                g.infinitive = true;
                g.start = k;
                break;
            }
            // `Smith on Tuesday said`.
            if p.is(class::DAY | class::TIME) && k > floor + 1 {
                let lead = (1..3).find(|d| {
                    k >= floor + d
                        && matches!(
                            doc.text_of(k - d, k - d + 1),
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
        let before = doc.at(g.start.wrapping_sub(1).min(doc.tokens.len() - 1));
        let has_before = g.start > floor;
        let determined = has_before
            && before.kind == Kind::Word
            && (before.has(shape::GENITIVE)
                || before.is(class::POSS)
                || before.is(class::DET)
                    && !before.is(class::PEOPLE | class::PRONOUN | class::THAT | class::RELATIVE)
                    && !matches!(
                        doc.text_of(g.start - 1, g.start),
                        "all"
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
                || before.is(class::PREP)
                    && before.lower()
                    && !before.is(class::SUBORD | class::ADVERB));
        let finite_aux = g.auxiliary & (class::AUX | class::MODAL) != 0;
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
        if !finite_aux
            && t.is(class::PAST)
            && doc.text_of(v + 1, v + 2) == "by"
            && doc.lexicon.cue(t.cue).takes & (takes::NOUN | takes::OBJECT) != 0
        {
            return None;
        }
        if t.is(class::NOUN)
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
        if t.is(class::BASE) && !t.is(class::PAST) && !finite_aux {
            return self.plural(g.start, floor).then_some(g);
        }
        if t.is(class::PRES) && finite_aux && g.auxiliary & (class::BE | class::MODAL) != 0 {
            return None;
        }
        Some(g)
    }

    /// True when the word before a form that is also a noun (`claims`, `attacks`) is surely its subject.
    fn subject_like(&self, k: usize) -> bool {
        let doc = self.doc;
        let t = doc.at(k);
        t.kind == Kind::Comma
            || t.kind == Kind::Unbracket
            || t.is(class::SUBJECT | class::RELATIVE | class::COORD)
            || self.cast.ending_at(k + 1).is_some()
            || t.is(class::ROLE | class::PEOPLE | class::ORG | class::DOC) && !t.is(class::NATION)
    }

    /// True when what stands before can be the subject of a verb in the plural.
    fn plural(&self, end: usize, floor: usize) -> bool {
        let doc = self.doc;
        let Some(k) = end.checked_sub(1).filter(|k| *k >= floor) else {
            return false;
        };
        let t = doc.at(k);
        if t.kind == Kind::Comma {
            return true;
        }
        if t.kind != Kind::Word {
            return t.kind == Kind::Number;
        }
        let word = doc.text_of(k, k + 1);
        if t.is(class::COORD) {
            return false;
        }
        if t.is(class::SUBJECT) {
            return !matches!(word, "he" | "she" | "it" | "He" | "She" | "It");
        }
        if t.is(class::RELATIVE) {
            return true;
        }
        let start = sources::phrase_before(doc, self.cast, floor, end);
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

    fn verb(&mut self, v: usize) {
        let doc = self.doc;
        let sentence = doc.sentence(v);
        let floor = sentence.start as usize;
        let cue = doc.lexicon.cue(doc.at(v).cue);
        let Some(g) = self.group(v, floor) else {
            return;
        };
        if g.passive {
            return;
        }
        self.form = match () {
            () if g.infinitive => Form::Infinitive,
            () if g.participle => Form::Participle,
            () if g.start > floor && doc.is(g.start - 1, class::COORD) => Form::Joined,
            () => Form::Finite,
        };
        if self.quote_first(&g, cue, floor) {
            return;
        }
        // Forward: the content follows.
        let Some((start, pattern, cue_end)) = self.content_start(&g, cue) else {
            self.clause_first(&g, cue, floor);
            return;
        };
        let Some(source) = self.source(&g, cue, floor) else {
            return;
        };
        if !self.plausible(&g, cue, pattern, &source) {
            return;
        }
        self.latest = Some((doc.sentence_of[v], source));
        let end = match pattern {
            Pattern::QuoteAfter => {
                let q = doc.quoted[doc.inside[start.min(doc.inside.len() - 1)].max(1) as usize - 1];
                self.after_quote(q.end as usize, start)
            }
            _ => self.content_end(&g, start, &source, floor, pattern),
        };
        self.push(start, end, (g.verb, cue_end), Some(source), pattern);
    }

    /// `Said Smith, “…”`.
    fn opening_verb(&mut self, v: usize) {
        let doc = self.doc;
        if doc.lexicon.cue(doc.at(v).cue).takes & takes::DIRECT == 0 {
            return;
        }
        let Some(source) = sources::after(doc, self.cast, v + 1) else {
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

    /// Where a statement ends that opens with the quotation that ends at `close`: there, or with its
    /// sentence when that goes on (`called it “a mess” for the country`).
    fn after_quote(&self, close: usize, _start: usize) -> usize {
        close
    }

    fn plausible(&self, g: &Group, cue: Cue, pattern: Pattern, source: &Source) -> bool {
        let weak = cue.takes & takes::WEAK != 0;
        if weak && !matches!(pattern, Pattern::QuoteAfter | Pattern::That) && g.participle {
            return false;
        }
        if weak && source.is == Is::Noun && matches!(pattern, Pattern::Noun | Pattern::Clause) {
            return false;
        }
        true
    }

    /// The subject of a verb, by its form.
    fn source(&self, g: &Group, _cue: Cue, floor: usize) -> Option<Source> {
        let doc = self.doc;
        let here = doc.sentence_of[g.verb];
        let before = g.start.checked_sub(1).filter(|k| *k >= floor);
        let shared = g.participle
            || g.infinitive
            || before.is_some_and(|k| doc.is(k, class::COORD))
            || before.is_some_and(|k| {
                doc.kind(k) == Kind::Comma && k > floor && doc.is(k - 1, class::COORD)
            });
        if shared {
            if let Some((sentence, source)) = self.latest
                && sentence == here
            {
                return Some(source);
            }
            // `A spokesman saying`: a noun right before a bare participle.
            return sources::subject(doc, self.cast, floor, g.start);
        }
        sources::before(doc, self.cast, floor, g.start)
    }

    /// First token of what was said, how it hangs on the verb, and where the cue ends.
    fn content_start(&self, g: &Group, cue: Cue) -> Option<(usize, Pattern, usize)> {
        let doc = self.doc;
        let mut i = g.end;
        let mut cue_end = i;
        let takes_ = |bit: u16| cue.takes & bit != 0;
        // `called for`, `spoke out against`; `put it`, `pointed out` go on like plain verbs.
        let mut particle = false;
        if takes_(takes::OBJECT) && !doc.is(i, class::PREP) {
            i = self.addressee(i);
        }
        let mut preposition = false;
        while cue.prepositions != 0
            && let Some(k) = super::lexicon::PREPOSITIONS
                .iter()
                .position(|p| *p == doc.text_of(i, i + 1))
            && cue.prepositions & (1 << k) != 0
            && (doc.kind(i + 1) == Kind::Word || matches!(doc.text_of(i, i + 1), "out" | "it"))
            && !(doc.is(i + 1, class::DAY | class::VENUE))
        {
            particle |= matches!(doc.text_of(i, i + 1), "out" | "it");
            preposition |= !matches!(doc.text_of(i, i + 1), "out" | "it");
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
        i = self.adverbials(i);
        if let Some(k) = self.far_that(i) {
            i = k;
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
                .filter(|_| {
                    !only_preposition
                        && cue.takes & (takes::DIRECT | takes::CLAUSE | takes::NOUN) != 0
                });
            }
            Kind::Colon | Kind::Comma if next.kind == Kind::Open => {
                return (takes_(takes::DIRECT)
                    || t.kind == Kind::Colon
                    || takes_(takes::NOUN) && t.kind == Kind::Colon)
                    .then_some((i + 2, Pattern::QuoteAfter, cue_end));
            }
            Kind::Colon
                if takes_(takes::DIRECT) && next.kind == Kind::Word && next.has(shape::CAP) =>
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
        if doc.text_of(i, i + 1) == "to"
            && (takes_(takes::INF) || takes_(takes::OBJECT) && i > g.end)
        {
            return doc
                .is(i + 1, !(class::DET | class::PRONOUN | class::POSS))
                .then_some((i, Pattern::Infinitive, cue_end))
                .or(Some((i, Pattern::Infinitive, cue_end)));
        }
        if t.is(class::WH) && cue.takes & (takes::THAT | takes::CLAUSE) != 0 && t.lower() {
            return Some((i, Pattern::That, cue_end));
        }
        let ambiguous = cue.takes & (takes::WEAK | takes::NOUN | takes::BELIEF) != 0;
        let opens_clause = t.kind != Kind::Other
            && !(t.is(class::PREP | class::COORD) && t.lower())
            || t.kind == Kind::Number;
        if takes_(takes::CLAUSE) && opens_clause && (!ambiguous || self.has_verb(i)) {
            return Some((i, Pattern::Clause, cue_end));
        }
        if takes_(takes::NOUN)
            && (t.kind != Kind::Word
                || !t.is(class::PREP | class::COORD | class::ADVERB)
                || t.is(class::DET))
        {
            return Some((i, Pattern::Noun, cue_end));
        }
        if takes_(takes::CLAUSE)
            && t.lower()
            && t.is(class::PREP | class::SUBORD)
            && self.has_verb(i)
            && i == g.end
        {
            return Some((i, Pattern::Clause, cue_end));
        }
        None
    }

    /// `said on the floor that`: the `that` behind a prepositional phrase.
    fn far_that(&self, from: usize) -> Option<usize> {
        let doc = self.doc;
        if !doc.is(from, class::PREP) || !doc.at(from).lower() {
            return None;
        }
        for i in from + 2..from + 14 {
            let t = doc.at(i);
            if doc.text_of(i, i + 1) == "that" {
                return Some(i);
            }
            let goes_on = match t.kind {
                Kind::Word => {
                    !sources::finite(doc, i) && !t.is(class::RELATIVE | class::SUBORD)
                        || t.is(class::PREP)
                }
                Kind::Number => true,
                _ => false,
            };
            if !goes_on {
                return None;
            }
        }
        None
    }

    /// True when a finite verb follows before the sentence ends.
    fn has_verb(&self, from: usize) -> bool {
        let doc = self.doc;
        for i in from..(from + 40).min(doc.tokens.len()) {
            match doc.kind(i) {
                Kind::Stop | Kind::Paragraph | Kind::Semicolon => return false,
                Kind::Word if sources::finite(doc, i) => return true,
                _ => {}
            }
        }
        true
    }

    /// True when a quotation is a sentence rather than a few words of one.
    fn full(&self, first: usize) -> bool {
        let doc = self.doc;
        let Some(q) = doc.inside[first.min(doc.inside.len() - 1)].checked_sub(1) else {
            return false;
        };
        let q = doc.quoted[q as usize];
        let stop =
            q.end > q.start && matches!(doc.kind(q.end as usize - 1), Kind::Stop | Kind::Comma);
        doc.at(first).has(shape::CAP) && (stop || q.end - q.start > 6)
    }

    /// Past whom it was said to: `told reporters`, `told the committee`.
    fn addressee(&self, from: usize) -> usize {
        let doc = self.doc;
        let mut i = from;
        let t = doc.at(i);
        if t.kind != Kind::Word {
            return from;
        }
        if t.is(class::PRONOUN) && !t.is(class::DET | class::THAT | class::WH) {
            return i + 1;
        }
        if t.is(class::THAT | class::WH) && !t.is(class::DET) || doc.text_of(i, i + 1) == "that" {
            return from;
        }
        while i < from + 24 {
            let t = doc.at(i);
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
                            || t.is(class::DAY)
                            || doc.text_of(i, i + 1) == "to"
                            || t.is(class::PREP)
                                && !matches!(doc.text_of(i, i + 1), "of" | "at" | "from"))
                    }
                }
                Kind::Number => true,
                _ => false,
            };
            if !goes_on {
                break;
            }
            i += 1;
            if doc.is(i - 1, class::ADDRESSEE | class::PEOPLE)
                && doc.at(i - 1).lower()
                && !doc.is(i, class::PREP)
            {
                break;
            }
        }
        i
    }

    /// Past when, where and how it was said: `on Tuesday`, `in an interview with …`, `, in Berlin,`.
    fn adverbials(&self, from: usize) -> usize {
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

    fn adverbial(&self, from: usize) -> usize {
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
            && doc.text_of(from, from + 1) != "there"
        {
            return from + 1;
        }
        if matches!(
            doc.text_of(from, from + 1),
            "last" | "this" | "late" | "early" | "earlier"
        ) && doc.is(from + 1, class::TIME)
        {
            let mut i = from + 2;
            while doc.is(i, class::TIME) {
                i += 1;
            }
            return i;
        }
        if !t.is(class::PREP)
            || !t.lower()
            || matches!(
                doc.text_of(from, from + 1),
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
                while doc.is(i, class::TIME) && !doc.is(i, class::SUBORD) {
                    i += 1;
                }
                // `with CNN's John Smith`, `on Sunday`, `in Iowa`: more of the same.
                if doc.is(i, class::PREP)
                    && doc.at(i).lower()
                    && (doc.at(i + 1).has(shape::CAP) || doc.is(i + 1, class::DET | class::VENUE))
                {
                    i += 1;
                    continue;
                }
                if !(doc.at(i).has(shape::GENITIVE)) {
                    break;
                }
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
        if venue { i } else { from }
    }

    /// Where what starts at `start` ends.
    fn content_end(
        &self,
        g: &Group,
        start: usize,
        source: &Source,
        floor: usize,
        pattern: Pattern,
    ) -> usize {
        let doc = self.doc;
        let mut sentence = doc.sentence_of[start];
        let opened_dash = (floor..g.start)
            .filter(|k| doc.kind(*k) == Kind::Dash)
            .count()
            % 2
            == 1;
        let bracketed = {
            let mut depth = 0i32;
            for k in floor..g.start {
                match doc.kind(k) {
                    Kind::Bracket => depth += 1,
                    Kind::Unbracket => depth -= 1,
                    _ => {}
                }
            }
            depth > 0
        };
        let relative = doc.at(source.start as usize).is(class::RELATIVE);
        let nested = relative
            && source.start as usize > floor
            && doc.kind(source.start as usize - 1) == Kind::Comma
            || source.start as usize > floor
                && (source.start as usize) < g.start
                && doc.is(source.start as usize - 1, class::SUBORD)
                && source.start as usize == floor + 1
            || source.start as usize > floor
                && (source.start as usize) < g.start
                && doc.is(source.start as usize - 1, class::RELATIVE | class::WH);
        let phrase = matches!(
            pattern,
            Pattern::Noun | Pattern::Preposition | Pattern::Infinitive
        );
        let verb = doc.at(g.verb).classes & (class::PAST | class::PRES | class::ING);
        let limit = (start + REACH).min(doc.tokens.len());
        let mut depth = 0;
        let mut i = start;
        while i < limit {
            if doc.inside[i] != 0 {
                let q = doc.quoted[doc.inside[i] as usize - 1];
                i = q.end as usize;
                sentence = doc.sentence_of[i.min(doc.sentence_of.len() - 1)];
                if doc.kind(i) == Kind::Close {
                    i += 1;
                    let stopped = i >= 2 && doc.kind(i - 2) == Kind::Stop;
                    if stopped
                        && (doc.sentence_of[i.min(doc.sentence_of.len() - 1)] != sentence
                            || doc.at(i).has(shape::CAP))
                    {
                        return i;
                    }
                    if i >= 2 && doc.kind(i - 2) == Kind::Comma && self.cut(i, verb, phrase) {
                        return i;
                    }
                }
                continue;
            }
            if doc.sentence_of[i] != sentence {
                break;
            }
            match doc.kind(i) {
                Kind::Paragraph | Kind::Stop => {
                    if doc.kind(i) == Kind::Stop
                        && doc.sentence_of[(i + 1).min(doc.sentence_of.len() - 1)] == sentence
                        && doc.kind(i + 1) != Kind::Paragraph
                        && doc.kind(i + 1) != Kind::Close
                    {
                        i += 1;
                        continue;
                    }
                    return i;
                }
                Kind::Bracket => depth += 1,
                Kind::Unbracket => {
                    if depth == 0 && bracketed {
                        return i;
                    }
                    depth -= 1;
                }
                Kind::Dash if opened_dash => return i,
                Kind::Comma if depth <= 0 => {
                    if nested || self.cut(i + 1, verb, phrase) {
                        return i;
                    }
                }
                Kind::Semicolon if depth <= 0 => return i,
                Kind::Word if doc.is(i, class::COORD) && depth <= 0 && i > start => {
                    // `said this and called for that`.
                    let mut k = i + 1;
                    while doc.is(k, class::ADVERB | class::AUX) {
                        k += 1;
                    }
                    let next = doc.at(k);
                    let verbal = phrase
                        && verb & (class::PAST | class::ING) != 0
                        && next.lower()
                        && sources::finite(doc, k)
                        && !next.is(class::PART);
                    if verbal {
                        return i;
                    }
                    let alike = if verb & class::ING != 0 {
                        class::PAST
                    } else {
                        verb
                    };
                    if next.cue != 0
                        && next.is(alike)
                        && next.lower()
                        && doc.lexicon.cue(next.cue).takes & (takes::WEAK | takes::BELIEF) == 0
                    {
                        return i;
                    }
                }
                Kind::Word if doc.is(i, class::ACCORDING) => return i,
                Kind::Word if phrase && depth <= 0 && i > start + 1 && self.phrase_ends(i) => {
                    return i;
                }
                _ => {}
            }
            i += 1;
        }
        i
    }

    /// True when what follows tells when or where it was said, after a noun phrase.
    fn phrase_ends(&self, i: usize) -> bool {
        let doc = self.doc;
        let t = doc.at(i);
        t.lower()
            && matches!(
                doc.text_of(i, i + 1),
                "while" | "when" | "during" | "saying" | "calling" | "telling" | "after" | "before"
            )
            || t.is(class::DAY) && t.has(shape::CAP) && !doc.is(i + 1, class::VENUE)
            || t.is(class::PREP) && t.lower() && doc.is(i + 1, class::DAY)
    }

    /// True when a comma is followed by another report rather than by more of this one.
    fn cut(&self, next: usize, verb: u64, phrase: bool) -> bool {
        let doc = self.doc;
        let t = doc.at(next);
        if phrase {
            let list = t.is(class::COORD)
                && doc.text_of(next, next + 1) != "but"
                && !sources::finite(doc, next + 1);
            if t.lower()
                && t.is(class::COORD
                    | class::DET
                    | class::RELATIVE
                    | class::SUBORD
                    | class::SUBJECT
                    | class::PREP
                    | class::ING
                    | class::ADVERB)
                && !list
                || t.lower() && doc.text_of(next, next + 1).ends_with("ing")
            {
                return true;
            }
        } else if matches!(
            doc.text_of(next, next + 1),
            "compared" | "despite" | "though" | "although"
        ) {
            return true;
        }
        if t.is(class::ACCORDING) {
            return true;
        }
        if t.is(class::ING) && t.lower() && t.cue != 0 {
            return doc.lexicon.cue(t.cue).takes & takes::BELIEF == 0;
        }
        let mut k = next;
        if t.is(class::COORD) {
            k += 1;
            while doc.is(k, class::ADVERB | class::AUX) {
                k += 1;
            }
            let v = doc.at(k);
            if v.cue != 0 && v.is(verb & !class::ING) && v.lower() {
                return true;
            }
        }
        // `…, he said`; `…, and he said`.
        let source = match self.cast.name_at(k) {
            Some(n) => self.cast.names[n].end as usize,
            None if doc.is(k, class::SUBJECT) => k + 1,
            None => return false,
        };
        let mut k = source;
        while doc.is(k, class::ADVERB | class::AUX) {
            k += 1;
        }
        let v = doc.at(k);
        v.cue != 0
            && v.is(class::PAST | class::PRES)
            && doc.lexicon.cue(v.cue).takes & takes::DIRECT != 0
    }

    /// `“…,” said Smith` and `“…,” Smith said`; true when it was one.
    fn quote_first(&mut self, g: &Group, cue: Cue, floor: usize) -> bool {
        let doc = self.doc;
        if cue.takes & (takes::DIRECT | takes::CLAUSE | takes::NOUN) == 0
            && !(cue.takes & takes::WEAK != 0)
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
            let k = k?;
            let k = match doc.kind(k) {
                Kind::Comma | Kind::Dash if k > 0 && doc.kind(k - 1) == Kind::Close => k - 1,
                _ => k,
            };
            (k >= floor && doc.kind(k) == Kind::Close).then_some(k)
        };
        let before = g.start.checked_sub(1);
        let (source, close) = if let Some(close) = closing(before) {
            // Inverted, or no subject at all.
            (sources::after(doc, self.cast, g.end), close)
        } else {
            let Some(source) = sources::before(doc, self.cast, floor, g.start) else {
                return false;
            };
            let Some(close) = closing((source.start as usize).checked_sub(1)) else {
                return false;
            };
            (Some(source), close)
        };
        let q = doc.inside[close.saturating_sub(1)];
        let Some(q) = q.checked_sub(1).map(|q| doc.quoted[q as usize]) else {
            return false;
        };
        // Words in quotation marks that are the subject, not what was said.
        let stop = matches!(
            doc.kind(q.end as usize - 1),
            Kind::Comma | Kind::Stop | Kind::Dash
        ) || close + 1
            == g.start.min(source.map_or(usize::MAX, |s| s.start as usize)) - 1
            && doc.kind(close + 1) == Kind::Comma;
        if !stop && (q.end - q.start < 6 || self.content_start(g, cue).is_some()) {
            return false;
        }
        let source = match source {
            Some(s) => Some(s),
            None if cue.takes & takes::WEAK != 0 => return false,
            None => None,
        };
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
        self.rest(g, cue, source);
        true
    }

    /// Start of the statement that ends with a quotation: the quotation's, or its sentence's when words
    /// before it belong to it (`It is “a mess,” he said`).
    fn lead(&self, quote: usize) -> usize {
        let doc = self.doc;
        let floor = doc.sentence(quote.saturating_sub(1)).start as usize;
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
    fn rest(&mut self, g: &Group, cue: Cue, source: Option<Source>) {
        let doc = self.doc;
        let from = source.map_or(g.end, |s| (s.end as usize).max(g.end));
        let sentence = doc.sentence_of[g.verb];
        let mut i = from;
        while i < from + 60 && i + 1 < doc.tokens.len() && doc.sentence_of[i] == sentence {
            match doc.kind(i) {
                Kind::Open => {
                    // Straight after a comma, dash or colon: the statement goes on.
                    if i > 0
                        && matches!(
                            doc.kind(i - 1),
                            Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon
                        )
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
        let _ = cue;
    }

    /// `…, Smith said.` and `…, said Smith`, without quotation marks at the end.
    fn clause_first(&mut self, g: &Group, cue: Cue, floor: usize) -> bool {
        let doc = self.doc;
        if cue.takes & (takes::CLAUSE | takes::DIRECT) == 0
            || g.infinitive
            || g.participle
            || cue.takes & takes::WEAK != 0
        {
            return false;
        }
        let mut source = None;
        let mut comma = None;
        if g.start > floor
            && doc.kind(g.start - 1) == Kind::Comma
            && let Some(s) = sources::after(doc, self.cast, g.end)
        {
            source = Some(s);
            comma = Some(g.start - 1);
        }
        if source.is_none()
            && let Some(s) = sources::before(doc, self.cast, floor, g.start)
            && s.start as usize > floor
            && matches!(doc.kind(s.start as usize - 1), Kind::Comma | Kind::Dash)
        {
            source = Some(s);
            comma = Some(s.start as usize - 1);
        }
        let (Some(source), Some(comma)) = (source, comma) else {
            return false;
        };
        let floor = match self.found.iter().rev().take(3).find(|s| {
            s.cue
                .is_some_and(|c| c.0 as usize >= floor && (c.0 as usize) < comma)
        }) {
            Some(s) if (s.end as usize) < comma => s.end as usize + 1,
            Some(_) => return false,
            None => floor,
        };
        if comma < floor + 2 {
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
        let clause = (floor..comma).any(|k| sources::finite(doc, k))
            && (!opener || (floor..comma).any(|k| doc.kind(k) == Kind::Comma));
        let tail = self.adverbials((source.end as usize).max(g.end));
        let goes_on =
            doc.kind(tail) == Kind::Comma && doc.sentence_of[tail] == doc.sentence_of[g.verb];
        if !clause && !goes_on {
            return false;
        }
        self.latest = Some((doc.sentence_of[g.verb], source));
        self.push(
            floor,
            comma,
            (g.verb, g.end),
            Some(source),
            Pattern::ClauseFirst,
        );
        // `If elected, he said, he would …`.
        let after = (source.end as usize).max(g.end);
        let tail = self.adverbials(after);
        if doc.kind(tail) == Kind::Comma && doc.sentence_of[tail] == doc.sentence_of[g.verb] {
            let next = doc.at(tail + 1);
            if next.kind == Kind::Open
                || next.kind == Kind::Word
                    && !next.is(class::ING
                        | class::RELATIVE
                        | class::COORD
                        | class::SUBORD
                        | class::PREP)
                    && comma - floor < 8
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

    /// `According to Smith, …` and `…, according to Smith`.
    fn according(&mut self, at: usize) {
        let doc = self.doc;
        let mut np = at + 1;
        if matches!(doc.text_of(np, np + 1), "to" | "a" | "con") {
            np += 1;
        } else if doc.lexicon.english {
            return;
        }
        let Some(source) = sources::after(doc, self.cast, np) else {
            return;
        };
        let sentence = doc.sentence(at);
        let floor = sentence.start as usize;
        let leading = (floor..at).all(|k| {
            doc.is(k, class::ADVERB | class::COORD)
                || !matches!(doc.kind(k), Kind::Word | Kind::Number)
        });
        if leading {
            let Some(comma) = (source.end as usize
                ..(source.end as usize + 40).min(sentence.end as usize))
                .find(|k| doc.kind(*k) == Kind::Comma)
            else {
                return;
            };
            let g = Group {
                start: at,
                verb: at,
                end: np,
                participle: false,
                passive: false,
                infinitive: false,
                auxiliary: 0,
            };
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
        }
    }

    /// `Smith: …` at the start of a paragraph; in a transcript what follows up to the next such line too.
    fn line(&mut self, colon: usize) {
        let doc = self.doc;
        let sentence = doc.sentence(colon);
        let floor = sentence.start as usize;
        let Some(person) = self.label(floor, colon) else {
            return;
        };
        let start = colon + 1;
        let next = |from: usize| {
            (from..doc.tokens.len())
                .find(|i| doc.kind(*i) == Kind::Paragraph)
                .unwrap_or(doc.tokens.len())
        };
        let end = next(start);
        if end < start + 2 || sentence.headline && !self.transcript {
            return;
        }
        let source = Source {
            start: floor as u32,
            end: colon as u32,
            is: Is::Person(person),
        };
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

    /// The person a paragraph that starts at `floor` is labelled with, when its label ends at `colon`.
    fn label(&self, floor: usize, colon: usize) -> Option<u32> {
        let doc = self.doc;
        if colon - floor > 8
            || colon == floor
            || !(floor == 0 || doc.kind(floor - 1) == Kind::Paragraph)
        {
            return None;
        }
        let k = self.cast.ending_at(colon)?;
        let name = &self.cast.names[k];
        (name.title as usize <= floor + 1).then_some(name.person)?
    }

    /// True when a paragraph opens with a label of any kind: `SMITH:`, `QUESTION:`, `Q:`.
    fn labelled(&self, from: usize) -> bool {
        let doc = self.doc;
        (from..from + 6)
            .take_while(|i| doc.kind(*i) == Kind::Word)
            .last()
            .is_some_and(|i| doc.kind(i + 1) == Kind::Colon)
    }
}

/// True when several paragraphs open with a name in capitals and a colon.
fn transcript(doc: &Doc) -> bool {
    let labels = doc.sentences.iter().filter(|s| {
        let from = s.start as usize;
        let capitals = (from..from + 5)
            .take_while(|i| doc.kind(*i) == Kind::Word && doc.at(*i).has(shape::ALL_CAPS))
            .count();
        capitals > 0 && doc.kind(from + capitals) == Kind::Colon
    });
    labels.take(4).count() > 3
}
