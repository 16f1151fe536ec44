//! The sentences that show why an article matches.
//!
//! Ranked as in Lucene's UnifiedHighlighter (PassageScorer): each passage is scored like a small document,
//! early ones a little higher. What is highlighted is exactly what matched: all forms of a word, a phrase
//! as a whole and nowhere else, near words only where they are near. One pass over the words of the body and
//! one over its sentences.

use std::ops::Range;

use super::document::day_number;
use super::finder::Finder;
use super::marks::{Condition, Mark, Marks, Place, Shape};
use super::spans::WHOLE;
use crate::article::{Article, DateMention, Quote, Span};
use crate::engine::Passage;
use crate::text::sentences::sentences;
use crate::text::words::list;

/// Saturation of a word within a passage.
const K1: f32 = 1.2;
/// How much a long passage is lowered.
const B: f32 = 0.75;
/// Length of a typical passage, in bytes; also sets how fast the bonus of early passages falls.
const PIVOT: f32 = 87.0;
/// A passage shorter than this takes the next sentence of its paragraph along.
const SHORT: usize = 70;
/// What a date that was asked for counts, beside words: as much as one that stands in one article of a hundred.
const DATE: f32 = 4.6;
/// A lead shown for want of matches is at most about this long.
const LEAD: usize = 240;

/// The marks of a query, ready to be found in articles.
pub struct Highlighter {
    marks: Vec<Mark>,
    conditions: Vec<Condition>,
    dates: Vec<(i64, i64)>,
    finder: Finder,
    /// Names of people a statement of whom comes first, whatever it says.
    voices: Vec<Vec<String>>,
}

/// A match: its bytes, and the mark it is of; a date has a number past the last one.
type Match = (Span, usize);

impl Highlighter {
    /// Takes the marks of a plan.
    pub fn new(marks: Marks) -> Self {
        Highlighter {
            finder: Finder::new(marks.leaves),
            marks: marks.all,
            conditions: marks.conditions,
            dates: marks.dates,
            voices: Vec::new(),
        }
    }

    /// Shows a statement of one of these people first.
    pub fn with_voices(self, voices: Vec<Vec<String>>) -> Self {
        Highlighter { voices, ..self }
    }

    /// Matches in an article's headline, in order.
    pub fn headline(&self, article: &Article) -> Vec<Span> {
        let headline = self.finder.read(&article.headline, article);
        let mut body = None;
        let mut found = Vec::new();
        for (m, mark) in self.marks.iter().enumerate() {
            if !matches!(mark.place, Place::Anywhere | Place::Headline) {
                continue;
            }
            let here = headline.find(&mark.shape, &WHOLE);
            let mut count = here.len();
            if !here.is_empty() && count < mark.least && mark.place == Place::Anywhere {
                let body = body.get_or_insert_with(|| self.finder.read(&article.body, article));
                count += body.find(&mark.shape, &WHOLE).len();
            }
            if count >= mark.least {
                found.extend(headline.bytes(&here).into_iter().map(|span| (span, m)));
            }
        }
        found.sort_by_key(|(span, m)| (span.start, span.end, *m));
        merge(found)
    }

    /// Matches in an article's body, in order, overlapping ones as one.
    pub fn body(&self, article: &Article) -> Vec<Span> {
        merge(self.in_body(article))
    }

    /// The first match in an article's body, a date only where no word matches.
    pub fn first(&self, article: &Article) -> Option<Span> {
        let (words, dates): (Vec<Match>, Vec<Match>) = self
            .in_body(article)
            .into_iter()
            .partition(|(_, m)| *m < self.marks.len());
        let first = |found| merge(found).first().copied();
        first(words).or_else(|| first(dates))
    }

    fn in_body(&self, article: &Article) -> Vec<Match> {
        let body = self.finder.read(&article.body, article);
        let mut found = Vec::new();
        for (m, mark) in self.marks.iter().enumerate() {
            let mut take = |range: &Range<u32>, elsewhere: usize| {
                let here = body.find(&mark.shape, range);
                if here.len() + elsewhere >= mark.least {
                    found.extend(body.bytes(&here).into_iter().map(|span| (span, m)));
                }
            };
            match &mark.place {
                Place::Headline => {}
                Place::Body => take(&WHOLE, 0),
                Place::Lead(words) => take(&(0..*words), 0),
                Place::Anywhere => {
                    let elsewhere = match mark.least {
                        1 => 0,
                        _ => {
                            let headline = self.finder.read(&article.headline, article);
                            headline.find(&mark.shape, &WHOLE).len()
                        }
                    };
                    take(&WHOLE, elsewhere);
                }
                Place::Statement(who) => {
                    let only = mark.only.and_then(|n| self.conditions.get(n));
                    for quote in article.quotes.iter().filter(|q| speaks(article, q, who)) {
                        let words = body.words_of(quote.span);
                        let count = |shape: &Shape| body.find(shape, &words).len();
                        if only.is_none_or(|condition| condition.holds(&count)) {
                            take(&words, 0);
                        }
                    }
                }
            }
        }
        let meets = |date: &&DateMention| {
            let (first, last) = (day_number(date.first), day_number(date.last));
            let mut ranges = self.dates.iter();
            ranges.any(|(from, to)| first <= *to && last >= *from)
        };
        let dates = article.dates.iter().filter(|_| !self.dates.is_empty());
        found.extend(dates.filter(meets).map(|d| (d.span, self.marks.len())));
        found.sort_by_key(|(span, m)| (span.start, span.end, *m));
        found.dedup();
        found
    }

    /// The best `most` passages of an article, in the order of the text; its first sentences when the body
    /// has no match.
    pub fn passages(&self, article: &Article, most: usize) -> Vec<Passage> {
        if most == 0 || article.body.is_empty() {
            return Vec::new();
        }
        let body = &article.body;
        let matches = self.in_body(article);
        let sentences = sentences(body);
        if !self.voices.is_empty()
            && let Some(first) = self.statement(article, &matches, &sentences)
        {
            // The others as they would be without it, those aside that it has already.
            let plain = self.by_matches(article, matches, &sentences, most);
            let apart =
                |p: &Passage| p.span.end <= first.span.start || p.span.start >= first.span.end;
            let others = plain
                .into_iter()
                .filter(|p| !p.matches.is_empty())
                .filter(apart);
            let others: Vec<Passage> = others.take(most - 1).collect();
            return std::iter::once(first).chain(others).collect();
        }
        self.by_matches(article, matches, &sentences, most)
    }

    /// The statement of the people asked for that has most of the matches, the first of these, with the
    /// sentences it lies in.
    fn statement(
        &self,
        article: &Article,
        matches: &[Match],
        sentences: &[(usize, usize)],
    ) -> Option<Passage> {
        let holds = |q: &Quote| {
            let inside = |m: &&Match| q.span.start <= m.0.start && m.0.end <= q.span.end;
            matches.iter().filter(inside).count()
        };
        let mut best: Option<(usize, &Quote)> = None;
        for quote in &article.quotes {
            if speaks(article, quote, &self.voices) {
                let held = holds(quote);
                if best.is_none_or(|(most, _)| held > most) {
                    best = Some((held, quote));
                }
            }
        }
        let (_, quote) = best?;
        let mut end = quote.span.start;
        let mut start = None;
        for (from, to) in sentences.iter().filter(|(_, to)| *to > quote.span.start) {
            if *from >= quote.span.end || start.is_some_and(|s| to - s > 2 * LEAD) {
                break;
            }
            start = start.or(Some(*from));
            end = *to;
        }
        let span = Span::new(start.unwrap_or(end).min(quote.span.start), end);
        let inside = |m: &&Match| span.start <= m.0.start && m.0.end <= span.end;
        let speaker = quote.speaker.and_then(|s| article.speakers.get(s));
        Some(Passage {
            span,
            text: span.of(&article.body).to_owned(),
            matches: merge(matches.iter().filter(inside).copied().collect()),
            speaker: speaker
                .map(|s| s.name.clone())
                .or_else(|| quote.mention.map(|m| m.of(&article.body).to_owned())),
        })
    }

    fn by_matches(
        &self,
        article: &Article,
        matches: Vec<Match>,
        sentences: &[(usize, usize)],
        most: usize,
    ) -> Vec<Passage> {
        let body = &article.body;
        if matches.is_empty() {
            return lead(body, sentences).into_iter().collect();
        }
        // Sentences with matches; a match over several sentences makes them one.
        let mut candidates: Vec<(Span, Vec<Match>)> = Vec::new();
        let mut at = 0;
        for found in matches {
            while at + 1 < sentences.len() && sentences[at].1 <= found.0.start {
                at += 1;
            }
            let mut end = at;
            while end + 1 < sentences.len() && sentences[end].1 < found.0.end {
                end += 1;
            }
            let span = Span::new(
                sentences[at].0.min(found.0.start),
                sentences[end].1.max(found.0.end),
            );
            match candidates.last_mut() {
                Some((last, list)) if last.end > span.start => {
                    last.end = last.end.max(span.end);
                    list.push(found);
                }
                _ => candidates.push((span, vec![found])),
            }
        }
        let mut order: Vec<(f32, usize)> = candidates
            .iter()
            .enumerate()
            .map(|(i, (span, list))| (self.score(*span, list), i))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.keep_a_date(&mut order, &candidates, most);
        order.truncate(most);
        // What was asked of a speaker comes first, then the order of the text.
        let asked = |i: usize| {
            let place = |m: &Match| self.marks.get(m.1).map(|mark| &mark.place);
            let asks = |m: &Match| matches!(place(m), Some(Place::Statement(_)));
            candidates[i].1.iter().any(asks)
        };
        order.sort_by_key(|(_, i)| (!asked(*i), *i));
        let mut passages: Vec<Passage> = Vec::new();
        for (_, i) in order {
            let (mut span, list) = (candidates[i].0, &candidates[i].1);
            if span.len() < SHORT
                && let Some(next) = sentences.iter().find(|(start, _)| *start >= span.end)
                && !body[span.end..next.0].contains('\n')
                && candidates.get(i + 1).is_none_or(|(s, _)| s.start >= next.1)
                && next.1 - span.start < 4 * SHORT
            {
                span.end = next.1;
            }
            let spans = merge(list.clone());
            // Neighbours are one passage.
            if let Some(last) = passages.last_mut()
                && last.span.end <= span.start
                && body[last.span.end..span.start].trim().is_empty()
                && !body[last.span.end..span.start].contains('\n')
            {
                last.span.end = span.end;
                last.text = last.span.of(body).to_owned();
                last.matches.extend(spans);
                last.speaker = speaker(article, &last.matches);
                continue;
            }
            let speaker = speaker(article, &spans);
            passages.push(Passage {
                span,
                text: span.of(body).to_owned(),
                matches: spans,
                speaker,
            });
        }
        passages
    }

    /// Where dates were asked for, the best passage with one is among those shown, if there is more than one.
    fn keep_a_date(
        &self,
        order: &mut [(f32, usize)],
        candidates: &[(Span, Vec<Match>)],
        most: usize,
    ) {
        let dated = |i: usize| {
            let found = candidates.get(i).map_or(&[][..], |(_, found)| found);
            found.iter().any(|(_, m)| *m >= self.marks.len())
        };
        let first = order.iter().position(|(_, i)| dated(*i));
        if let Some(at) = first.filter(|at| most > 1 && *at >= most) {
            order.swap(most - 1, at);
        }
    }

    /// What a match counts beside others.
    fn weight(&self, mark: usize) -> f32 {
        self.marks.get(mark).map_or(DATE, |m| m.weight.max(0.01))
    }

    fn score(&self, span: Span, matches: &[Match]) -> f32 {
        let norm = 1.0 + 1.0 / (PIVOT + span.start as f32).ln();
        let mut counts: Vec<(usize, f32)> = Vec::new();
        for (_, m) in matches {
            match counts.iter_mut().find(|(mark, _)| mark == m) {
                Some((_, n)) => *n += 1.0,
                None => counts.push((*m, 1.0)),
            }
        }
        let length = K1 * ((1.0 - B) + B * span.len() as f32 / PIVOT);
        norm * counts
            .iter()
            .map(|(m, tf)| self.weight(*m) * tf / (tf + length))
            .sum::<f32>()
    }
}

/// Does the name of who made the statement have all the words of one of these?
fn speaks(article: &Article, quote: &Quote, who: &[Vec<String>]) -> bool {
    if who.is_empty() {
        return true;
    }
    let mut names = Vec::new();
    match quote.speaker.and_then(|s| article.speakers.get(s)) {
        Some(speaker) => {
            names.push(list(&speaker.name));
            names.extend(speaker.variants.iter().map(|v| list(v)));
        }
        None => names.extend(quote.mention.map(|m| list(m.of(&article.body)))),
    }
    let has = |name: &Vec<String>| {
        let asked = who.iter().filter(|w| !w.is_empty());
        asked
            .into_iter()
            .any(|w| name.windows(w.len()).any(|part| part == w))
    };
    names.iter().any(has)
}

/// The speaker when every match lies in statements of one person.
fn speaker(article: &Article, matches: &[Span]) -> Option<String> {
    let mut name = None;
    for m in matches {
        let quote = article
            .quotes
            .iter()
            .find(|q| q.span.start <= m.start && m.end <= q.span.end)?;
        match name {
            None => name = Some(quote.speaker?),
            Some(known) if known == quote.speaker? => {}
            _ => return None,
        }
    }
    Some(article.speakers.get(name?)?.name.clone())
}

fn lead(body: &str, sentences: &[(usize, usize)]) -> Option<Passage> {
    let (start, mut end) = *sentences.first()?;
    for next in &sentences[1..] {
        if next.1 - start > LEAD || body[end..next.0].contains('\n') {
            break;
        }
        end = next.1;
    }
    let span = Span::new(start, end);
    Some(Passage {
        span,
        text: span.of(body).to_owned(),
        matches: Vec::new(),
        speaker: None,
    })
}

fn merge(matches: Vec<Match>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::with_capacity(matches.len());
    for (span, _) in matches {
        match spans.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => spans.push(span),
        }
    }
    spans
}
