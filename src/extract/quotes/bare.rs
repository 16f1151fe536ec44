//! Quotations no reporting verb claims: the rest of a statement, or one whose speaker the
//! neighbourhood tells.

use super::attribute::{Attributor, Pattern, Statement};
use super::lexicon::class;
use super::marks::Quoted;
use super::tokens::{Kind, reads, shape};
use crate::extract::speakers::sources::{self, Is, Source};
use crate::extract::speakers::subject;

/// Fewest tokens of a quotation inside another's sentence that is taken for speech.
const LEAST: u32 = 6;

impl Attributor<'_> {
    /// Attributes what is left, in order; call after [`Attributor::run`].
    pub fn bare(&mut self) {
        let doc = self.doc;
        self.found.sort_by_key(|s| (s.start, s.end));
        let mut out: Vec<Statement> = Vec::with_capacity(self.found.len() + 8);
        let mut next = 0; // first statement of `found` not yet in `out`
        for (k, q) in doc.quoted.iter().enumerate() {
            while next < self.found.len() && self.found[next].start <= q.start {
                out.push(self.found[next]);
                next += 1;
            }
            if self.claimed[k] {
                continue;
            }
            if let Some(s) = self.leftover(q, &out, next) {
                out.push(s);
            }
        }
        out.extend_from_slice(&self.found[next..]);
        self.found = out;
    }

    fn leftover(&self, q: &Quoted, before: &[Statement], next: usize) -> Option<Statement> {
        let doc = self.doc;
        let first = q.start as usize;
        let words = (q.start..q.end)
            .filter(|i| doc.kind(*i as usize) == Kind::Word)
            .count() as u32;
        if words == 0 {
            return None;
        }
        let mark = first - usize::from(q.opened && first > 0);
        let sentence = doc.sentence(mark);
        let paragraph = sentence.paragraph;
        let leads = (sentence.start as usize).max(mark.saturating_sub(400))..mark;
        let outside =
            |i: &usize| doc.inside[*i] == 0 && matches!(doc.kind(*i), Kind::Word | Kind::Number);
        // `Then, “…”`, `But “…”`
        let words_before = { leads }.filter(outside).take(3).collect::<Vec<_>>();
        let small = |i: &usize| doc.is(*i, class::COORD | class::ADVERB);
        let leads =
            words_before.is_empty() || words_before.len() < 3 && words_before.iter().all(small);
        let stop = q.end > q.start
            && matches!(
                doc.kind(doc.last_of(q)),
                Kind::Stop | Kind::Comma | Kind::Dash
            );
        let after = doc.at(q.end as usize + usize::from(q.closed));
        let ends = stop || matches!(after.kind, Kind::Paragraph | Kind::Stop);
        let statement = |source: Option<Source>, pattern| Statement {
            start: q.start,
            end: q.end,
            cue: None,
            source,
            pattern,
        };
        let previous = before
            .last()
            .filter(|s| doc.sentence(s.start as usize).paragraph == paragraph);
        if leads && let Some(source) = self.signed(q) {
            return Some(statement(Some(source), Pattern::Bare));
        }
        if leads && ends && (words >= 3 || stop) {
            // A sentence of its own.
            if let Some(p) = previous {
                // `“…,” said Hale, who denies it. “…”`: whoever was quoted, not whoever was reported since.
                let quoted = before.iter().rev().take(6).find(|s| {
                    matches!(
                        s.pattern,
                        Pattern::QuoteFirst | Pattern::QuoteAfter | Pattern::Bare
                    ) && doc.sentence(s.start as usize).paragraph == paragraph
                });
                // `Hale called it “absurd”. “…”`: who was quoted in the sentence before.
                let just = p.cue.is_some_and(|c| {
                    doc.sentence_of[c.0 as usize] + 1 == doc.sentence_of[mark]
                        && !self
                            .overlapping(p.start as usize, p.end as usize)
                            .is_empty()
                });
                let by = if just { p } else { quoted.unwrap_or(p) };
                return Some(statement(by.source, Pattern::Bare));
            }
            // `Smith shrugged. “It is what it is.”`
            if mark > 0
                && doc.kind(mark - 1) != Kind::Paragraph
                && doc.sentence(mark - 1).paragraph == paragraph
            {
                let said = doc.sentence(mark - 1);
                let by = subject::subject(doc, self.cast, said.start as usize, said.end as usize);
                if let Some(by) = by.filter(|s| s.is != Is::Noun) {
                    return Some(statement(Some(by), Pattern::Bare));
                }
            }
            // Attributed further on in the same paragraph.
            let later = self.found[next..].first().filter(|s| {
                doc.sentence(s.start as usize).paragraph == paragraph
                    && s.pattern == Pattern::QuoteFirst
            });
            if let Some(s) = later {
                return Some(statement(s.source, Pattern::Bare));
            }
            if let Some(source) = self.announced(sentence.start as usize) {
                return Some(statement(Some(source), Pattern::Bare));
            }
            let last = before
                .last()
                .filter(|s| doc.sentence(s.start as usize).paragraph + 2 > paragraph);
            if q.continued || last.is_some() {
                // Whoever was quoted last, rather than whoever was reported in between.
                let quoted = before.iter().rev().take(4).find(|s| {
                    matches!(
                        s.pattern,
                        Pattern::QuoteFirst | Pattern::QuoteAfter | Pattern::Bare | Pattern::Line
                    ) && (q.continued || doc.sentence(s.start as usize).paragraph + 2 > paragraph)
                });
                return Some(statement(
                    quoted.or(before.last()).and_then(|s| s.source),
                    Pattern::Bare,
                ));
            }
            return (words >= LEAST).then(|| statement(None, Pattern::Bare));
        }
        if leads {
            // `“…,” said Smith. “He did it for the town” and other matters.`
            let quoted = previous.filter(|s| {
                let told = matches!(s.pattern, Pattern::QuoteFirst | Pattern::QuoteAfter);
                told && doc.sentence_of[s.start as usize] + 1
                    >= doc.sentence_of[mark].saturating_sub(1)
            });
            let long = words >= 2 * LEAST;
            return quoted
                .filter(|_| long)
                .map(|s| statement(s.source, Pattern::Bare));
        }
        // Inside a sentence: its subject's words, when they are many, or announced by a colon.
        let colon = mark > 0 && doc.kind(mark - 1) == Kind::Colon;
        let comma =
            mark > 0 && doc.kind(mark - 1) == Kind::Comma && stop && doc.at(first).has(shape::CAP);
        if !(colon || comma && words > 2 || words >= LEAST) || sentence.headline {
            return None;
        }
        if !colon && self.title(q) {
            return None;
        }
        // `Smith: “…”` in the middle of a paragraph.
        if colon
            && let Some(k) = self.cast.ending_at(mark - 1)
            && let Some(person) = self.cast.names[k].person
        {
            let name = &self.cast.names[k];
            return Some(statement(
                Some(Source {
                    start: name.title,
                    end: name.end,
                    is: Is::Person(person),
                }),
                Pattern::Bare,
            ));
        }
        // `Smith was asked, “…?”`: whoever asked is not told.
        let floor = sentence.start as usize;
        let asked = mark >= floor + 2
            && doc.at(mark - 2).cue != 0
            && self.group(mark - 2, floor).is_some_and(|g| g.passive);
        if asked {
            return Some(statement(None, Pattern::Bare));
        }
        let source = before
            .last()
            .filter(|s| {
                s.cue
                    .is_some_and(|c| doc.sentence_of[c.0 as usize] == doc.sentence_of[mark])
            })
            .and_then(|s| s.source)
            .or_else(|| self.of_text(floor, mark))
            .or_else(|| subject::subject(doc, self.cast, floor, mark));
        Some(statement(source, Pattern::Bare))
    }

    /// `From Smith's letter: “…”`: whose the text is.
    fn of_text(&self, start: usize, mark: usize) -> Option<Source> {
        let doc = self.doc;
        if doc.text_of(start, start + 1) != "From" || doc.kind(mark - 1) != Kind::Colon {
            return None;
        }
        let whole = sources::phrase(doc, self.cast, start + 1, mark - 1)?;
        let name = self.cast.name_at(start + 1).map(|k| &self.cast.names[k]);
        let of = name.filter(|n| doc.at(n.end as usize).has(shape::GENITIVE));
        let is = of.and_then(|n| n.person).map_or(whole.is, Is::Person);
        Some(Source { is, ..whole })
    }

    /// True for the title of a book, a song, a programme: every long word is capitalised.
    pub(super) fn title(&self, q: &Quoted) -> bool {
        let doc = self.doc;
        let (mut long, mut caps) = (0, 0);
        for i in q.start..q.end {
            let t = doc.at(i as usize);
            if t.kind == Kind::Word && t.end - t.start >= 4 {
                long += 1;
                caps += u32::from(t.has(shape::CAP));
            }
        }
        long >= 1 && caps == long && doc.at(q.start as usize).has(shape::CAP)
    }

    /// `“…” — Jane Smith, Boise`: who signs a quotation, on its line or the next.
    fn signed(&self, q: &Quoted) -> Option<Source> {
        let doc = self.doc;
        let mut i = q.end as usize + usize::from(q.closed);
        if doc.kind(i) == Kind::Paragraph {
            i += 1;
        }
        if doc.kind(i) != Kind::Dash {
            return None;
        }
        let k = self.cast.name_at(i + 1)?;
        let name = &self.cast.names[k];
        let person = name.person?;
        let ends = matches!(
            doc.kind(name.end as usize),
            Kind::Comma | Kind::Paragraph | Kind::Stop | Kind::Bracket | Kind::Semicolon
        );
        (name.title as usize == i + 1 && ends).then_some(Source {
            start: name.title,
            end: name.end,
            is: Is::Person(person),
        })
    }

    /// Who is announced by a paragraph that ends with a colon right before `start`.
    fn announced(&self, start: usize) -> Option<Source> {
        let doc = self.doc;
        let paragraph = start.checked_sub(1)?;
        let mut colon = paragraph;
        while colon > 0 && doc.kind(colon) == Kind::Paragraph {
            colon -= 1;
        }
        // `As Smith explained,` and a new paragraph.
        let explained = doc.kind(colon) == Kind::Comma
            && colon > 0
            && doc.at(colon - 1).cue != 0
            && doc.is(colon - 1, class::PAST | class::PRES);
        // `Smith issued a statement.`
        let issued = doc.kind(colon) == Kind::Stop && {
            let first = doc.sentence(colon).start as usize;
            (first..colon).any(|k| {
                reads!(doc, k, "issued" | "released" | "posted" | "tweeted")
                    && doc.is(k + 1, class::DET)
                    && doc.is(k + 2, class::DOC | class::VENUE)
            })
        };
        if doc.kind(colon) != Kind::Colon && !explained && !issued {
            return None;
        }
        let sentence = doc.sentence(colon);
        if doc.kind(colon) == Kind::Stop {
            return subject::subject(doc, self.cast, sentence.start as usize, colon);
        }
        let said = self.found.iter().rev().take(200).find(|s| {
            s.cue
                .is_some_and(|c| doc.sentence_of[c.0 as usize] == doc.sentence_of[colon])
        });
        if let Some(s) = said {
            return s.source;
        }
        // The last reporting verb of that sentence, else its subject.
        let verb = (sentence.start as usize..colon).rev().take(60).find(|i| {
            doc.at(*i).cue != 0 && doc.is(*i, class::PAST | class::PRES) && doc.inside[*i] == 0
        });
        verb.and_then(|v| {
            let mut g = v;
            while g > sentence.start as usize && doc.is(g - 1, class::AUX | class::ADVERB) {
                g -= 1;
            }
            sources::before(doc, self.cast, sentence.start as usize, g)
        })
        .or_else(|| subject::subject(doc, self.cast, sentence.start as usize, colon))
    }
}
