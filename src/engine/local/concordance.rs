//! Every match of a query, read from the articles themselves.
//!
//! Each article that matches is read once, one at a time. Lines in the order of their articles are handed on as
//! they are found; those ordered by their words are kept until the end, or the first of them when only so many
//! are wanted.

use std::cmp::Ordering;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use rustc_hash::FxHashMap;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::ordered::in_order;
use super::passages::Highlighter;
use super::plan::Planner;
use super::search::Found;
use super::{Snapshot, fold, search};
use crate::article::{Article, Span};
use crate::engine::concordance::{
    Collocate, Collocates, CollocatesRequest, ConcordanceRequest, Line, Matches, Order,
};
use crate::engine::{Reference, Sort};
use crate::query::{self, Query};
use crate::text::words::{list, words};

/// Which articles are visited.
struct Visit<'a> {
    query: &'a Query,
    loose_dates: bool,
    fold: bool,
    /// Their order; else they come as they are stored, which is the quickest.
    sort: Option<Sort>,
}

/// Calls `take` with what `make` makes of every article that matches, with the highlighter of the query. Returns how
/// many articles are folded under others, and the states of [`in_order`].
fn visit<S: Default + Send, T: Send>(
    snapshot: &Snapshot,
    visit: Visit<'_>,
    make: impl Fn(&mut S, &Article, &Highlighter) -> T + Sync,
    take: &mut dyn FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<(u64, Vec<S>)> {
    let mut planner = Planner::new(snapshot, visit.loose_dates);
    let plan = planner.plan(&visit.query.root, false)?;
    let (f, searcher) = (&snapshot.fields, &snapshot.searcher);
    let order = visit.sort.unwrap_or_default();
    let (mut found, under) = match visit.fold {
        true => {
            let found = fold::folded(snapshot, &plan, &planner.pairs, order, usize::MAX)?;
            (found.heads, found.folded)
        }
        false => {
            let all = search::ranked(searcher, f, &plan, &planner.pairs, order, usize::MAX)?;
            (all.1, 0)
        }
    };
    if visit.sort.is_none() {
        found.sort_unstable_by_key(|found| found.address);
    }
    let highlighter = Highlighter::new(std::mem::take(&mut planner.marks));
    let make = |state: &mut S, found: &Found| {
        let article = snapshot.article(found.address)?;
        Ok(make(state, &article, &highlighter))
    };
    let states = in_order(&found, S::default, make, take)?;
    Ok((under, states))
}

/// A line and what it is ordered by.
type Ordered = (String, Line);

/// See [`super::LocalIndex::concordance`].
pub fn concordance(
    snapshot: &Snapshot,
    request: &ConcordanceRequest,
    take: &mut dyn FnMut(Line) -> anyhow::Result<()>,
) -> anyhow::Result<Matches> {
    let sort = match request.order {
        Order::Relevance => Some(Sort::Relevance),
        Order::Date => Some(Sort::Oldest),
        Order::Left | Order::Right => None,
    };
    let most = request.limit.unwrap_or(usize::MAX);
    let mut all = Matches::default();
    let mut kept: Vec<Ordered> = Vec::new();
    // True when only numbers are wanted any more.
    let enough = AtomicBool::new(most == 0);
    let lines = |_: &mut (), article: &Article, highlighter: &Highlighter| {
        let (headline, body) = (highlighter.headline(article), highlighter.body(article));
        let matches = headline.len() + body.len();
        let spans = headline.into_iter().map(|span| (span, true));
        let spans = spans.chain(body.into_iter().map(|span| (span, false)));
        let wanted = match enough.load(Relaxed) {
            true => 0,
            false if sort.is_some() => most,
            false => usize::MAX,
        };
        let lines = spans.take(wanted).map(|(span, in_headline)| {
            let line = line(article, span, in_headline, request.context);
            (by(request.order, &line), line)
        });
        (matches as u64, lines.collect::<Vec<Ordered>>())
    };
    let mut each = |(matches, lines): (u64, Vec<Ordered>)| -> anyhow::Result<()> {
        all.articles += u64::from(matches > 0);
        match sort {
            Some(_) => {
                let left = (most as u64).saturating_sub(all.matches);
                for (_, line) in lines.into_iter().take(left as usize) {
                    take(line)?;
                }
                enough.store(left <= matches, Relaxed);
            }
            None => kept.extend(lines),
        }
        all.matches += matches;
        if kept.len() / 2 > most.max(1000) {
            kept.sort_unstable_by(by_words);
            kept.truncate(most);
        }
        Ok(())
    };
    let articles = Visit {
        query: &request.query,
        loose_dates: request.loose_dates,
        fold: request.fold,
        sort,
    };
    (all.folded, _) = visit(snapshot, articles, lines, &mut each)?;
    kept.sort_unstable_by(by_words);
    for (_, line) in kept.into_iter().take(most) {
        take(line)?;
    }
    Ok(all)
}

/// What a line is ordered by, beside the order of the articles.
fn by(order: Order, line: &Line) -> String {
    match order {
        Order::Relevance | Order::Date => String::new(),
        Order::Left => {
            let mut words = list(&line.left);
            words.reverse();
            words.join(" ")
        }
        Order::Right => list(&line.right).join(" "),
    }
}

/// Equal contexts in the order of where they stand, whatever the order of indexing.
fn by_words((a, x): &Ordered, (b, y): &Ordered) -> Ordering {
    a.cmp(b)
        .then_with(|| x.article.source.cmp(&y.article.source))
        .then_with(|| y.in_headline.cmp(&x.in_headline))
        .then_with(|| x.span.cmp(&y.span))
}

fn line(article: &Article, span: Span, in_headline: bool, context: usize) -> Line {
    let text = if in_headline {
        &article.headline
    } else {
        &article.body
    };
    let inside = |q: &&crate::article::Quote| q.span.start <= span.start && span.end <= q.span.end;
    let quote = match in_headline {
        true => None,
        false => article.quotes.iter().find(inside),
    };
    let speaker = quote.and_then(|q| article.speakers.get(q.speaker?));
    Line {
        article: Reference::of(article),
        in_headline,
        span,
        left: before(text, span.start, context),
        text: blanks(span.of(text)),
        right: after(text, span.end, context),
        speaker: speaker.map(|s| s.name.clone()),
    }
}

/// White space as one blank each.
fn blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last whole words before `end`, at most so many characters of the text.
fn before(text: &str, end: usize, most: usize) -> String {
    let text = &text[..end];
    let Some((start, _)) = text.char_indices().rev().take(most).last() else {
        return String::new();
    };
    let whole = text[..start].is_empty() || text[..start].ends_with(char::is_whitespace);
    let part = match text[start..].find(char::is_whitespace) {
        Some(blank) if !whole => &text[start + blank..],
        _ => &text[start..],
    };
    // What stands right before the match stays there: an opening mark, or a blank.
    let near = if part.ends_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    blanks(part) + near
}

/// The first whole words from `start` on.
fn after(text: &str, start: usize, most: usize) -> String {
    let text = &text[start..];
    let end = text.char_indices().nth(most).map_or(text.len(), |(i, _)| i);
    let whole = text[end..].is_empty() || text[end..].starts_with(char::is_whitespace);
    let part = match text[..end].rfind(char::is_whitespace) {
        Some(blank) if !whole => &text[..blank],
        _ => &text[..end],
    };
    let near = if part.starts_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    near.to_owned() + &blanks(part)
}

/// What of the company of a query one thread has counted.
#[derive(Default)]
struct Counted {
    articles: u64,
    matches: u64,
    near: u64,
    words: FxHashMap<String, u64>,
}

/// See [`super::LocalIndex::collocates`].
pub fn collocates(snapshot: &Snapshot, request: &CollocatesRequest) -> anyhow::Result<Collocates> {
    let mut found = Collocates::default();
    let count = |counted: &mut Counted, article: &Article, highlighter: &Highlighter| {
        let spans = highlighter.body(article);
        counted.articles += u64::from(!spans.is_empty());
        counted.matches += spans.len() as u64;
        if !spans.is_empty() {
            counted.near += near(&article.body, &spans, request.window, &mut counted.words);
        }
    };
    let articles = Visit {
        query: &request.query,
        loose_dates: request.loose_dates,
        fold: request.fold,
        sort: None,
    };
    let (folded, parts) = visit(snapshot, articles, count, &mut |()| Ok(()))?;
    found.of.folded = folded;
    let mut counts: FxHashMap<String, u64> = FxHashMap::default();
    for part in parts {
        found.of.articles += part.articles;
        found.of.matches += part.matches;
        found.near += part.near;
        for (word, near) in part.words {
            *counts.entry(word).or_default() += near;
        }
    }
    found.archive = snapshot
        .searcher
        .segment_readers()
        .iter()
        .map(|s| Ok(s.inverted_index(snapshot.fields.body)?.total_num_tokens()))
        .sum::<anyhow::Result<u64>>()?
        .max(found.near);
    for (word, near) in counts {
        let named = word.chars().any(char::is_alphabetic) && !query::is_stop_word(&word);
        if near < request.least.max(1) || !named {
            continue;
        }
        let archive = occurrences(snapshot, &word)?.max(near);
        let expected = archive as f64 * found.near as f64 / found.archive.max(1) as f64;
        if near as f64 > expected {
            let score = log_likelihood(near, found.near, archive, found.archive);
            found.words.push(Collocate {
                word,
                near,
                archive,
                expected,
                score,
            });
        }
    }
    found.words.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.word.cmp(&b.word))
    });
    found.words.truncate(request.limit);
    Ok(found)
}

/// Counts the words within `window` words of a match, not over the end of a paragraph, and returns how many they
/// are. The words of the matches themselves do not count.
fn near(body: &str, spans: &[Span], window: usize, counts: &mut FxHashMap<String, u64>) -> u64 {
    // Where each word stands, its paragraph, and the match it is part of.
    let mut places: Vec<(usize, usize, usize, bool)> = Vec::new();
    let (mut walk, mut word) = (words(body), String::new());
    let (mut paragraph, mut last, mut at) = (0, 0, 0);
    while let Some((start, end)) = walk.next_into(&mut word) {
        paragraph += usize::from(body[last..start].contains("\n\n"));
        last = end;
        while spans.get(at).is_some_and(|span| span.end <= start) {
            at += 1;
        }
        let inside = spans.get(at).is_some_and(|span| span.start < end);
        places.push((start, end, paragraph, inside));
    }
    let mut wanted = vec![false; places.len()];
    for (i, (_, _, paragraph, inside)) in places.iter().enumerate() {
        if !inside {
            continue;
        }
        let from = i.saturating_sub(window);
        let to = (i + window).min(places.len().saturating_sub(1));
        for k in from..=to {
            let (other, matched) = (places[k].2, places[k].3);
            wanted[k] |= other == *paragraph && !matched;
        }
    }
    let mut total = 0;
    for ((start, end, ..), _) in places.iter().zip(&wanted).filter(|(_, wanted)| **wanted) {
        total += 1;
        // Alone, a word reads as it does in its text.
        if words(&body[*start..*end]).next_into(&mut word).is_none() {
            continue;
        }
        match counts.get_mut(&word) {
            Some(n) => *n += 1,
            None => {
                counts.insert(word.clone(), 1);
            }
        }
    }
    total
}

/// How often a word stands in the bodies of the archive.
fn occurrences(snapshot: &Snapshot, word: &str) -> anyhow::Result<u64> {
    let body = snapshot.fields.body;
    let term = Term::from_field_text(body, word);
    let mut all = 0;
    for segment in snapshot.searcher.segment_readers() {
        let inverted = segment.inverted_index(body)?;
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqs)?
        else {
            continue;
        };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                all += u64::from(postings.term_freq());
            }
            doc = postings.advance();
        }
    }
    Ok(all)
}

/// How surprising it is that of `archive` times a word stands `near` times among the `places` near a match, when
/// the archive has `words` words (T. Dunning, "Accurate methods for the statistics of surprise and coincidence",
/// 1993: G² of the table of two rows and two columns).
fn log_likelihood(near: u64, places: u64, archive: u64, words: u64) -> f64 {
    let table = [
        [near, archive.saturating_sub(near)],
        [
            places.saturating_sub(near),
            words.saturating_sub(archive + places.saturating_sub(near)),
        ],
    ]
    .map(|row| row.map(|n| n as f64));
    let all: f64 = table.iter().flatten().sum();
    let mut sum = 0.0;
    for row in &table {
        for (seen, other) in row.iter().zip([0, 1]) {
            let column: f64 = table.iter().map(|r| r[other]).sum();
            let expected = row.iter().sum::<f64>() * column / all.max(1.0);
            if *seen > 0.0 {
                sum += seen * (seen / expected.max(1e-9)).ln();
            }
        }
    }
    2.0 * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_whole_words() {
        let text = "The grain\n\ndeal “held” for the winter.";
        let at = text.find("held").unwrap();
        assert_eq!(before(text, at, 100), "The grain deal “");
        assert_eq!(before(text, at, 8), "deal “");
        assert_eq!(before(text, at, 4), "“");
        assert_eq!(before(text, 0, 10), "");
        assert_eq!(after(text, at + 4, 100), "” for the winter.");
        assert_eq!(after(text, at + 4, 7), "” for");
        assert_eq!(after(text, text.len(), 7), "");
        assert_eq!(before("a b", 2, 9), "a ");
        assert_eq!(after("a b", 1, 9), " b");
    }

    #[test]
    fn words_near_two_matches_count_once() {
        let body = "old grain deal and new grain deal now\n\nover the line";
        let spans: Vec<Span> = body
            .match_indices("grain")
            .map(|(i, m)| Span::new(i, i + m.len()))
            .collect();
        let mut counts = FxHashMap::default();
        assert_eq!(near(body, &spans, 3, &mut counts), 6);
        assert_eq!((counts["deal"], counts["and"], counts["old"]), (2, 1, 1));
        assert!(!counts.contains_key("grain") && !counts.contains_key("over"));
    }

    #[test]
    fn log_likelihood_is_dunnings() {
        // The first line of his table 2: cells of 110, 2442, 111 and 29114.
        let score = log_likelihood(110, 2552, 221, 31_777);
        assert!((score - 270.72).abs() < 0.01, "{score}");
        // Spread evenly there is no surprise.
        assert!(log_likelihood(10, 100, 100, 1000).abs() < 1e-9);
    }
}
