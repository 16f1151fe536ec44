//! From reporting verbs to statements: what each verb governs, and who its subject is.

use super::doc::Doc;
use super::lexicon::{Cue, class, takes};
use super::lines::transcript;
use super::tokens::{Kind, reads, reads_folded, shape};
use crate::extract::speakers::names::Cast;
use crate::extract::speakers::phrases;
use crate::extract::speakers::sources::{Is, Source};

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
    /// `was told by Smith that …`.
    Told,
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
}

/// Words around a reporting verb that belong to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// First token.
    pub start: usize,
    /// The verb itself.
    pub verb: usize,
    /// One past the verb.
    pub end: usize,
    /// `saying`, with no auxiliary.
    pub participle: bool,
    /// `was reported`.
    pub passive: bool,
    /// `to say`.
    pub infinitive: bool,
    /// Classes of the auxiliaries.
    pub auxiliary: u64,
}

impl Group {
    /// Words that report without being a verb.
    pub(super) fn at(start: usize, end: usize) -> Group {
        Group {
            start,
            verb: start,
            end,
            participle: false,
            passive: false,
            infinitive: false,
            auxiliary: 0,
        }
    }
}

/// Longest clause read in search of its end, in tokens.
pub(super) const REACH: usize = 400;

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
    pub(super) latest: Option<(u32, Source)>,
    /// Form of the verb being read.
    form: Form,
    /// The text is a transcript.
    pub(super) transcript: bool,
    /// Nothing before this token is read any more: it lies in a speaker's line, or in a source of `according to`.
    pub(super) skip: usize,
}

/// Most words that a sentence opens with before it says anything.
pub(super) const OPENING: usize = 4;

impl<'a> Attributor<'a> {
    /// Nothing found yet.
    pub fn new(doc: &'a Doc<'a>, cast: &'a Cast) -> Self {
        Attributor {
            doc,
            cast,
            found: Vec::with_capacity(doc.places.cues.len()),
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
        for i in doc.places.cues.iter().map(|place| *place as usize) {
            if i < self.skip {
                continue;
            }
            let t = &doc.tokens[i];
            self.form = Form::Finite;
            if doc.inside[i] != 0 {
                if !doc.lexicon.english && t.cue != 0 && t.lower() {
                    self.incise(i);
                }
                continue;
            }
            let opens =
                doc.lexicon.english && t.has(shape::FIRST) && t.has(shape::CAP) && t.cue != 0;
            if t.kind == Kind::Colon {
                self.line(i);
            } else if t.is(class::ACCORDING) {
                self.according(i);
            } else if opens && t.is(class::PAST) {
                self.opening_verb(i);
            } else if opens && t.is(class::ING) {
                self.fragment(i);
            } else if (t.lower()
                || t.has(shape::HEADLINE)
                || !doc.lexicon.english && t.has(shape::FIRST))
                && self.cast.name_at(i).is_none()
            {
                self.verb(i);
            }
        }
    }

    pub(super) fn push(
        &mut self,
        start: usize,
        end: usize,
        cue: (usize, usize),
        source: Option<Source>,
        pattern: Pattern,
    ) {
        if start >= end || source.is_some_and(|source| self.is_nobody(&source)) {
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
        });
    }

    /// `Nobody mentioned politics`: what was not said is no statement.
    fn is_nobody(&self, source: &Source) -> bool {
        let first = source.start as usize;
        reads_folded!(self.doc, first, "nobody" | "none")
            || reads_folded!(self.doc, first, "no") && reads_folded!(self.doc, first + 1, "one")
    }

    pub(super) fn overlapping(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let quoted = &self.doc.quoted;
        let from = quoted.partition_point(|q| q.end as usize <= start);
        let to = quoted.partition_point(|q| (q.start as usize) < end);
        from..to.max(from)
    }

    fn verb(&mut self, v: usize) {
        let doc = self.doc;
        let sentence = doc.sentence(v);
        let floor = sentence.start as usize;
        let cue = doc.lexicon.cue(doc.at(v).cue);
        let Some(g) = self.group(v, floor) else {
            return;
        };
        if self.by_whom(g.end) {
            self.reported_by(&g, cue, floor);
            return;
        }
        // `a man calling himself John Smith`
        let named = doc.is(g.end, class::PRONOUN)
            && doc.ends(g.end, "self")
            && self.cast.name_at(g.end + 1).is_some();
        // `half of those questioned said`
        let asked = reads!(doc, g.start.saturating_sub(1), "those")
            && doc.is(g.end, class::PAST | class::PRES)
            && doc.at(g.end).lower();
        if g.passive || named || asked || self.is_naming(&g) || !self.complete(&g, cue) {
            return;
        }
        self.form = match () {
            () if g.infinitive => Form::Infinitive,
            () if g.participle => Form::Participle,
            () if g.start > floor && doc.is(g.start - 1, class::COORD) => Form::Joined,
            () => Form::Finite,
        };
        if self.quote_first(&g, cue, floor) || self.quoted_as(g.verb).is_some() {
            return;
        }
        if !doc.lexicon.english && self.subject_behind(&g, cue) {
            return;
        }
        if self.behind(&g, cue) && self.clause_first(&g, cue, floor) {
            return;
        }
        // Forward: the content follows.
        let Some((start, pattern, cue_end)) = self.content_start(&g, cue) else {
            self.clause_first(&g, cue, floor);
            return;
        };
        let Some(source) = self.source(&g, floor) else {
            return;
        };
        if !self.plausible(&g, cue, start, pattern, &source) {
            return;
        }
        // `It would be lost, Smith said after the vote.`
        if pattern == Pattern::Clause
            && cue.takes & (takes::DIRECT | takes::BELIEF | takes::WEAK) == takes::DIRECT
            && doc.at(start).lower()
            && doc.is(start, class::PREP | class::SUBORD)
            && !reads!(doc, start, "to")
            && self.concludes(&source, floor)
            && self.clause_first(&g, cue, floor)
        {
            return;
        }
        self.latest = Some((doc.sentence_of[v], source));
        let end = match pattern {
            // A mark that opens nothing has no stretch of its own.
            Pattern::QuoteAfter if !doc.quoted.is_empty() => {
                let stretch = doc.inside[start.min(doc.inside.len() - 1)].max(1) as usize - 1;
                doc.quoted[stretch].end as usize
            }
            _ => self.content_end(&g, start, &source, floor, pattern),
        };
        if pattern == Pattern::Noun && self.says_nothing(&g, start, end) {
            return;
        }
        self.push(start, end, (g.verb, cue_end), Some(source), pattern);
    }

    /// True for what was done with words and does not tell them: `issued a statement`, `called John Smith.`, `found
    /// himself in the lead`.
    fn says_nothing(&self, g: &Group, start: usize, end: usize) -> bool {
        let doc = self.doc;
        let verb = doc.text_of(g.verb, g.verb + 1);
        match verb {
            "issued" | "issue" | "issues" | "issuing" | "released" => {
                let last = (start..end).rev().find(|k| doc.kind(*k) == Kind::Word);
                end < start + 5 && last.is_some_and(|k| doc.is(k, class::DOC | class::VENUE))
            }
            "called" | "calls" => self.cast.name_at(start).is_some_and(|k| {
                let name = &self.cast.names[k];
                name.person.is_some() && name.end as usize == end
            }),
            "found" | "finds" | "find" => doc.ends(start, "self"),
            _ => false,
        }
    }

    /// False for a verb that reports only with its particle and has none: `can put right`.
    fn complete(&self, g: &Group, cue: Cue) -> bool {
        cue.takes & takes::PARTICLE == 0 || cue.goes_with(self.doc.text_of(g.end, g.end + 1))
    }

    fn plausible(
        &self,
        g: &Group,
        cue: Cue,
        start: usize,
        pattern: Pattern,
        source: &Source,
    ) -> bool {
        let weak = cue.takes & takes::WEAK != 0;
        // `a club called the Anvil`: a participle, unless its noun is somebody's.
        let doc = self.doc;
        let noun = doc.at(g.start.saturating_sub(1));
        if cue.takes & (takes::DIRECT | takes::CLAUSE | takes::THAT) == 0
            && source.is == Is::Noun
            && g.auxiliary == 0
            && doc.is(g.verb, class::PAST)
            && noun.lower()
            && !noun.is(class::PEOPLE | class::ROLE | class::ORG | class::DOC | class::RELATIVE)
        {
            return false;
        }
        // `most confirmed cases have been cured`, but `most say they were cured`
        let first = source.start as usize;
        let most = first + 1 == source.end as usize && reads_folded!(doc, first, "most");
        let clause = doc.is(start, class::SUBJECT | class::DET | class::POSS | class::WH);
        if most && !(clause && matches!(pattern, Pattern::Clause | Pattern::That)) {
            return false;
        }
        if self.disagrees(g, source) {
            return false;
        }
        if self.form == Form::Infinitive && source.is == Is::Noun && pattern != Pattern::That {
            return false;
        }
        if weak && !matches!(pattern, Pattern::QuoteAfter | Pattern::That) && g.participle {
            // `…, he said, adding the harbour must close.`
            let beside = g.start > 0 && doc.kind(g.start - 1) == Kind::Comma;
            return beside && pattern == Pattern::Clause && self.is_added(g, start);
        }
        if weak && source.is == Is::Noun && matches!(pattern, Pattern::Noun | Pattern::Clause) {
            return self.adds(g, start, source);
        }
        true
    }

    /// `The company added profits would rise`, `officials added they had no comment`: a clause, not a thing added.
    fn adds(&self, g: &Group, start: usize, source: &Source) -> bool {
        let doc = self.doc;
        let people = |k: usize| {
            doc.is(k, class::PEOPLE | class::ROLE | class::ORG | class::DOC)
                || doc.at(k).has(shape::CAP)
        };
        (source.start as usize..source.end as usize).any(people) && self.is_added(g, start)
    }

    /// True for a clause that was added, which an auxiliary or a pronoun tells.
    fn is_added(&self, g: &Group, start: usize) -> bool {
        let doc = self.doc;
        let verb = |k: usize| doc.at(k).lower() && doc.is(k, class::AUX | class::MODAL);
        let ends = |k: &usize| {
            !matches!(doc.kind(*k), Kind::Word | Kind::Number | Kind::Other)
                || doc.is(
                    *k,
                    class::RELATIVE | class::SUBJECT | class::THAT | class::SUBORD | class::COORD,
                )
                || verb(*k)
        };
        let subject = doc.is(start, class::SUBJECT) && !doc.is(start, class::DET);
        doc.text_of(g.verb, g.end).starts_with("add")
            && !doc.is(start, class::PREP)
            && match subject {
                true => phrases::finite(doc, start + 1),
                false => (start + 1..start + 16).find(ends).is_some_and(verb),
            }
    }

    /// True for a noun that looks like a verb, of which the one before would be the subject: `an official report said`,
    /// `no comment on a press report that …`, `media reports`. One of them would have `reports`, several `report`.
    fn disagrees(&self, g: &Group, source: &Source) -> bool {
        let doc = self.doc;
        if self.form != Form::Finite
            || g.auxiliary != 0
            || !doc.lexicon.english
            || doc.is(g.verb, class::PAST)
        {
            return false;
        }
        let text = |i: usize| doc.text_of(i, i + 1);
        // `press reports said`
        let next = doc.at(g.end);
        if text(g.verb) != "says"
            && next.lower()
            && next.is(class::PAST)
            && doc.lexicon.cue(next.cue).takes & takes::DIRECT != 0
        {
            return true;
        }
        // `in Borno state`, `on television, state broadcasters said`
        let noun = g.start.saturating_sub(1);
        let one = doc.kind(noun) != Kind::Word
            || doc.at(noun).has(shape::CAP) && !phrases::plural(text(noun));
        if text(g.verb) == "state" && one {
            return true;
        }
        if source.end as usize != g.start {
            return false;
        }
        let irregular = |i: usize| phrases::irregular(text(i)) || text(i) == "media";
        if doc.is(g.verb, class::BASE) {
            let one = |i: &usize| matches!(text(*i), "a" | "an" | "A" | "An");
            let article = (source.start as usize..g.start).rev().find(one);
            // A number of people have `report`, and so have a man and a woman.
            let several = |i: usize| {
                let word = text(i);
                phrases::plural(word)
                    || phrases::share(word)
                    || irregular(i)
                    || doc.is(i, class::COORD)
            };
            return article.is_some_and(|article| !(article..g.start).any(several));
        }
        let kind = class::PEOPLE | class::ROLE | class::ORG;
        let several = doc.is(noun, kind) && phrases::plural(text(noun)) || irregular(noun);
        several && doc.at(noun).lower() && doc.is(g.verb, class::PRES)
    }
}
