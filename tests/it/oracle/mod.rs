//! A second engine, in memory: it scans every article for every question, and is so simple that it can be
//! believed. Random queries have to find the same articles and statements in it and in the index on disk, and
//! what the index highlights has to be what was found.

mod pool;
mod scan;

use std::collections::BTreeSet;

use morgue::article::Span;
use morgue::engine::local::{self, LocalIndex};
use morgue::engine::{Engine, SearchRequest, Target, facets};
use morgue::ingest::{self, Progress};
use morgue::query::Query;

use self::pool::Pool;
use self::scan::Memory;
use crate::support::{Archive, Random, deep};

/// What an engine finds: how many, and which, and counted by what they have in common.
fn found(
    engine: &dyn Engine,
    request: &SearchRequest,
) -> (u64, BTreeSet<String>, Vec<facets::Counts>) {
    let answer = engine
        .search(request)
        .unwrap_or_else(|e| panic!("{}: {e}", request.query));
    assert_eq!(answer.total, answer.hits.len() as u64, "{}", request.query);
    let scores: Vec<f32> = answer.hits.iter().map(|h| h.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{}", request.query);
    let name = |hit: morgue::engine::Hit| match hit.statement {
        Some(s) => format!("{} {}..{}", hit.id, s.span.start, s.span.end),
        None => hit.id,
    };
    let names = answer.hits.into_iter().map(name).collect();
    (answer.total, names, answer.facets)
}

#[test]
fn the_index_finds_what_a_scan_finds() {
    let archive = Archive::sample();
    let options = ingest::Options::default();
    let home = tempfile::tempdir().expect("a folder");
    let index = LocalIndex::open_or_create(home.path(), local::Options::default()).expect("new");
    ingest::update(&index, archive.path(), &options, &Progress::default()).expect("articles");
    index.finish().expect("an end");
    let index = LocalIndex::open(home.path()).expect("an index");
    let memory = Memory::default();
    ingest::update(&memory, archive.path(), &options, &Progress::default()).expect("articles");
    memory.ready();

    let pool = Pool::new(&memory.all());
    let mut random = Random::new(27);
    let (mut wrong, mut some, mut none, mut shown) = (Vec::new(), 0, 0, 0);
    let mut asked = Vec::new();
    for i in 0..2000 * deep() {
        let root = pool.query(&mut random);
        let request = SearchRequest {
            loose_dates: random.below(2) == 0,
            passages: random.below(3),
            facets: facets::FACETS.to_vec(),
            facet_values: [2, usize::MAX][random.below(2)],
            target: match i % 4 {
                0 => Target::Statements,
                _ => Target::Articles,
            },
            ..SearchRequest::new(Query { root }, 10_000)
        };
        let (ours, theirs) = (found(&index, &request), found(&memory, &request));
        if (ours.0, &ours.1) != (theirs.0, &theirs.1) {
            let more: Vec<_> = ours.1.difference(&theirs.1).take(3).collect();
            let less: Vec<_> = theirs.1.difference(&ours.1).take(3).collect();
            wrong.push(format!(
                "{:?} {} finds {} instead of {}, has more {more:?}, lacks {less:?}",
                request.target, request.query, ours.0, theirs.0
            ));
        }
        if ours.2 != theirs.2 {
            wrong.push(format!(
                "{:?} {} counts {:?} instead of {:?}",
                request.target, request.query, ours.2, theirs.2
            ));
        }
        some += usize::from(ours.0 > 0);
        none += usize::from(ours.0 == 0);
        asked.push(request.query.to_string());
        // What is printed is what was asked.
        let again: Query = request.query.to_string().parse().expect("canonical text");
        assert_eq!(again, request.query, "{again}");
        if request.target == Target::Articles && random.below(2) == 0 {
            shown += usize::from(highlights_agree(
                &index,
                &memory,
                &request.query,
                &mut wrong,
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        some > 800 && none > 100 && shown > 100,
        "{some} found something, {none} nothing, {shown} were highlighted"
    );
    everything_was_asked(&asked);
}

/// Compares what is highlighted in the articles found, where the scan can tell.
fn highlights_agree(
    index: &LocalIndex,
    memory: &Memory,
    query: &Query,
    wrong: &mut Vec<String>,
) -> bool {
    if !scan::tells_places(&query.root) {
        return false;
    }
    let mut any = false;
    for (article, expected) in memory.places(&query.root).into_iter().take(5) {
        let shown = index.highlight(query, &article).expect("spans");
        any |= !shown.is_empty();
        if shown != expected {
            let text = |spans: &[Span]| -> Vec<(usize, String)> {
                let of = |s: &Span| (s.start, s.of(&article.body).to_owned());
                spans.iter().map(of).collect()
            };
            wrong.push(format!(
                "{query} shows {:?} instead of {:?} in {}",
                text(&shown),
                text(&expected),
                article.display_id()
            ));
        }
    }
    any
}

/// Fails when some part of the language was hardly asked for.
fn everything_was_asked(asked: &[String]) {
    let operators = [
        " AND ",
        " OR ",
        "NOT ",
        " NEAR/",
        " BEFORE/",
        " NOT NEAR/",
        " NOT BEFORE/",
        " SENTENCE ",
        " NOT SENTENCE ",
        " PARAGRAPH ",
        " NOT PARAGRAPH ",
        " SAID ",
        "ATLEAST/",
        "=",
        "*",
        "?",
        "~1",
        "~2",
        "\"~",
    ];
    let fields = morgue::query::fields::FIELDS;
    let names = fields.iter().map(|f| format!("{}:", f.names[0]));
    let others = ["date:", "mentions:", "length:", "similar:"].map(str::to_owned);
    for part in operators
        .map(str::to_owned)
        .into_iter()
        .chain(names)
        .chain(others)
    {
        let times = asked.iter().filter(|q| q.contains(&part)).count();
        assert!(times >= 5, "{part} is asked {times} times");
    }
}
