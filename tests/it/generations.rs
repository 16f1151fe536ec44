//! Many readers, one writer; and that only the articles decide the answers, not how the index came about.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use morgue::engine::local::{LocalIndex, Options};
use morgue::engine::{Engine, SearchRequest};
use morgue::ingest::{self, Progress};
use morgue::query::Query;

use crate::support::{Archive, Random, cases, paper, papers};

/// Brings an index up to date with the files of an archive, in this process.
fn update(archive: &Archive, dir: &std::path::Path, threads: usize) {
    let options = Options {
        threads,
        memory: 30 << 20,
    };
    let index = LocalIndex::open_or_create(dir, options).expect("an index");
    let options = ingest::Options {
        threads,
        ..ingest::Options::default()
    };
    let report = ingest::update(&index, archive.path(), &options, &Progress::default());
    let report = report.expect("a report");
    assert!(report.skipped.is_empty(), "{:?}", report.skipped);
    assert_eq!(index.finish().expect("an end"), [""; 0]);
}

/// Everything a search answers, as text that shows every field.
fn answer(index: &LocalIndex, query: &str) -> String {
    let query = Query::parse(query, false).expect("a query");
    let mut request = SearchRequest::new(query, 1000);
    request.fold = true;
    format!("{:#?}", index.search(&request).expect("an answer"))
}

#[test]
fn a_reader_sees_one_generation_and_never_an_older_one() {
    const FILES: usize = 6;
    const READERS: usize = 3;
    let searches = cases(300, 6000);
    let archive = papers(FILES);
    let dir = archive.path().join(".morgue/index");
    update(&archive, &dir, 2);
    let (over, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let seen = std::thread::scope(|scope| {
        let reader = || {
            let mut last = 0;
            let mut generations = 0;
            let mut n = 0;
            while !over.load(Ordering::Relaxed) {
                // Mostly a new one, as each command has; sometimes one that stays open.
                let index = LocalIndex::open(&dir).expect("a sound index");
                for _ in 0..1 + n % 3 {
                    let query = Query::parse("barley", false).expect("a query");
                    let found = index.search(&SearchRequest::new(query, 100));
                    let found = found.expect("an answer");
                    let text = found.hits.iter().map(|h| h.passages[0].text.as_str());
                    let mut versions: Vec<usize> = text
                        .map(|t| {
                            let rest = t.split("version").nth(1).expect("a version");
                            rest.split(' ')
                                .next()
                                .expect("digits")
                                .parse()
                                .expect("digits")
                        })
                        .collect();
                    assert_eq!(versions.len(), FILES + 2 * FILES.div_ceil(3));
                    versions.dedup();
                    assert_eq!(versions.len(), 1, "two generations at once: {versions:?}");
                    assert!(versions[0] >= last, "{} after {last}", versions[0]);
                    generations += usize::from(versions[0] > last);
                    last = versions[0];
                    n += 1;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                // What is kept beside the segments belongs to the same commit.
                let people = index.speakers(None).expect("speakers");
                assert_eq!(people.len(), 1);
            }
            (n, generations)
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        let mut version = 0;
        while done.load(Ordering::Relaxed) < searches {
            // Whoever fails has stopped counting.
            assert!(!readers.iter().any(|r| r.is_finished()), "a reader failed");
            version += 1;
            for i in 0..FILES {
                let (path, text) = paper(i, version);
                archive.write(&path, text);
            }
            update(&archive, &dir, 2);
        }
        over.store(true, Ordering::Relaxed);
        let seen: Vec<(usize, usize)> = readers
            .into_iter()
            .map(|r| r.join().expect("a reader"))
            .collect();
        println!(
            "{} commits; searches and generations met by each reader: {seen:?}",
            version
        );
        seen
    });
    assert!(
        seen.iter().any(|(_, generations)| *generations > 2),
        "{seen:?}"
    );
}

/// A few changes: files come, change, move and go.
fn change(archive: &Archive, present: &mut Vec<String>, random: &mut Random, step: usize) {
    for n in 0..1 + random.below(5) {
        let path = |random: &mut Random| random.below(present.len());
        match random.below(5) {
            0 | 1 => {
                let (name, text) = paper(random.below(40), step);
                let name = format!("in-{step}-{n}/{name}");
                archive.write(&name, text);
                present.push(name);
            }
            _ if present.is_empty() => {}
            2 => {
                let path = &present[path(random)];
                let i = random.below(13) * 3 + usize::from(path.ends_with(".txt"));
                archive.write(path, paper(i, 100 + step).1);
            }
            3 => {
                let at = path(random);
                let old = present[at].clone();
                let name = old.rsplit('/').next().expect("a name");
                let new = format!("moved-{step}-{n}/{name}");
                let target = archive.path().join(&new);
                fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
                fs::rename(archive.path().join(&old), target).expect("a rename");
                present[at] = new;
            }
            _ => {
                let path = present.swap_remove(path(random));
                fs::remove_file(archive.path().join(path)).expect("a file to remove");
            }
        }
    }
}

#[test]
fn any_history_answers_like_an_index_made_at_once() {
    const QUERIES: &[&str] = &[
        "*",
        "barley sold",
        "number7 OR number3 OR number12",
        "\"harbour office\" NOT version1",
        "said:sacks",
        "quellmouth NEAR/9 monday",
    ];
    let cases = cases(64, 2000);
    for case in 0..cases {
        let mut random = Random::new(500_000 + case as u64);
        let archive = Archive::empty();
        let mut present = Vec::new();
        let dir = archive.path().join(".morgue/index");
        for step in 0..1 + random.below(5) {
            change(&archive, &mut present, &mut random, step);
            update(&archive, &dir, 1 + random.below(2));
        }
        let fresh = archive.path().join(".fresh/index");
        update(&archive, &fresh, 1 + random.below(2));
        let report = LocalIndex::check(&dir).expect("a report");
        assert!(report.damage.is_empty(), "case {case}: {:?}", report.damage);
        let (grown, fresh) = (LocalIndex::open(&dir), LocalIndex::open(&fresh));
        let (grown, fresh) = (grown.expect("an index"), fresh.expect("an index"));
        for query in QUERIES {
            let (a, b) = (answer(&grown, query), answer(&fresh, query));
            assert_eq!(a, b, "case {case}, {query}");
        }
        let speakers = |index: &LocalIndex| index.speakers(None).expect("speakers");
        assert_eq!(speakers(&grown), speakers(&fresh), "case {case}");
    }
    println!("{cases} histories");
}

#[test]
fn threads_and_the_order_of_a_folder_change_no_byte() {
    const ASKED: &[&[&str]] = &[
        &[
            "query",
            "OSCE OR expansion",
            "--format",
            "json",
            "-n",
            "100",
        ],
        &["query", "*", "--format", "jsonl", "-n", "100"],
        &["query", "grain", "--format", "json", "--explain"],
        &["quotes", "soup OR lunch OR corridor", "--format", "json"],
        &["speakers", "--format", "json"],
        &["timeline", "strike", "--format", "json"],
    ];
    let there = Archive::sample();
    // The same files, made in the opposite order, so that a folder lists them otherwise.
    let back = Archive::empty();
    let mut files = crate::support::files_below(there.path());
    files.reverse();
    for path in files {
        back.write(&path, fs::read(there.path().join(&path)).expect("a file"));
    }
    let mut all = Vec::new();
    for (archive, threads) in [(&there, "1"), (&there, "2"), (&back, "2"), (&back, "1")] {
        archive.index(&["--rebuild", "--threads", threads]);
        let answers: Vec<String> = ASKED.iter().map(|args| archive.ok(args).out).collect();
        all.push(answers);
    }
    for other in &all[1..] {
        for (i, answer) in other.iter().enumerate() {
            assert_eq!(answer, &all[0][i], "{:?}", ASKED[i]);
        }
    }
}
