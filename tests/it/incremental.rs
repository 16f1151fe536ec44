//! An index that grew by updates answers like one made at once, whatever the number of threads.

use std::fs;

use serde_json::Value;

use crate::support::{Archive, Random, deep, repository};

const QUERIES: &[&str] = &[
    "*",
    "Ulma",
    "OSCE OR expansion",
    "grain AND (dockers OR harbour)",
    "\"gas transit\"",
    "monitor* NOT said",
    "title:strike OR body:strikes",
    "envoy NEAR/4 valley",
    "date:2023-05..2024-02 alliance",
    "mentions:2023 minister",
    "quellmouth OR dredger",
];

/// All hits with their scores, and what stands in the index, for each query.
fn answers(archive: &Archive) -> Vec<Value> {
    QUERIES
        .iter()
        .map(|query| {
            let run = archive.run(&["query", query, "--format", "json", "-n", "1000"]);
            assert_ne!(run.code, 2, "{query}: {run:?}");
            run.json()
        })
        .collect()
}

/// The answers of an index made at once from the same files.
fn afresh(archive: &Archive, threads: &str) -> Vec<Value> {
    let home = tempfile::tempdir().expect("a folder");
    let home = home.path().join("index");
    let home = home.to_str().expect("UTF-8");
    archive.ok(&["index", ".", "--index", home, "--threads", threads]);
    QUERIES
        .iter()
        .map(|query| {
            let run = archive.run(&[
                "query", query, "--index", home, "--format", "json", "-n", "1000",
            ]);
            assert_ne!(run.code, 2, "{query}: {run:?}");
            run.json()
        })
        .collect()
}

/// Files of the sample corpus, as pairs of path and bytes.
fn stories() -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &str, found: &mut Vec<(String, Vec<u8>)>) {
        let mut entries: Vec<_> = fs::read_dir(repository("sample_corpus").join(folder))
            .expect("a folder")
            .map(|e| {
                e.expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .filter(|name| !name.starts_with('.'))
            .collect();
        entries.sort();
        for name in entries {
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            let full = repository("sample_corpus").join(&path);
            match full.is_dir() {
                true => walk(&path, found),
                false => found.push((path, fs::read(full).expect("a file"))),
            }
        }
    }
    let mut found = Vec::new();
    walk("", &mut found);
    found
}

/// A few changes to an archive: files come, change, move and go.
fn change(
    archive: &Archive,
    stories: &[(String, Vec<u8>)],
    present: &mut Vec<String>,
    random: &mut Random,
) {
    for _ in 0..1 + random.below(6) {
        match random.below(5) {
            0 | 1 => {
                let (path, bytes) = random.pick(stories);
                if !present.contains(path) {
                    archive.write(path, bytes);
                    present.push(path.clone());
                }
            }
            _ if present.is_empty() => {}
            2 => {
                let path = random.pick(present).clone();
                if path.ends_with(".txt") {
                    let file = archive.path().join(&path);
                    let mut bytes = fs::read(&file).expect("a file");
                    let n = random.below(100_000);
                    bytes.extend(format!("\n\nA dredger left Quellmouth {n} times.\n").bytes());
                    fs::write(file, bytes).expect("a file");
                }
            }
            3 => {
                let at = random.below(present.len());
                let old = present[at].clone();
                let new = format!("moved-{}/{old}", random.below(1000));
                let target = archive.path().join(&new);
                fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
                fs::rename(archive.path().join(&old), target).expect("a rename");
                present[at] = new;
            }
            _ => {
                let path = present.swap_remove(random.below(present.len()));
                fs::remove_file(archive.path().join(path)).expect("a file to remove");
            }
        }
    }
}

#[test]
fn updates_and_a_fresh_index_give_the_same_answers() {
    let stories = stories();
    for case in 0..8 * deep() {
        let mut random = Random::new(1000 + case as u64);
        let archive = Archive::empty();
        let mut present = Vec::new();
        for (path, bytes) in &stories {
            if random.below(2) == 0 {
                archive.write(path, bytes);
                present.push(path.clone());
            }
        }
        let mut steps = 0;
        loop {
            let run = archive.run(&["index", "."]);
            assert_ne!(run.code, 2, "{run:?}");
            if steps == 4 {
                break;
            }
            change(&archive, &stories, &mut present, &mut random);
            steps += 1;
        }
        let (grown, fresh) = (answers(&archive), afresh(&archive, "2"));
        for ((query, a), b) in QUERIES.iter().zip(grown).zip(fresh) {
            assert_eq!(a, b, "case {case}, {query}");
        }
    }
}

#[test]
fn one_thread_and_two_give_the_same_answers() {
    let archive = Archive::sample();
    assert_eq!(afresh(&archive, "1"), afresh(&archive, "2"));
}

/// What is asked about these stories, of an index into which the later names came first, and of one made at once.
fn either_way<T>(
    stories: usize,
    story: impl Fn(usize) -> String,
    ask: impl Fn(&Archive) -> T,
) -> (T, T) {
    let archive = Archive::empty();
    let write = |n: usize| archive.write(&format!("{n:03}.txt"), story(n));
    (150..stories).for_each(write);
    archive.index(&[]);
    (0..150).for_each(write);
    archive.index(&[]);
    let grown = ask(&archive);
    archive.index(&["--rebuild", "--threads", "1"]);
    (grown, ask(&archive))
}

/// Which article a timeline shows of many that fit as well does not depend on when each was indexed.
#[test]
fn timelines_show_the_same_articles_whatever_came_first() {
    const ASKED: [&[&str]; 3] = [
        &["timeline", "turbine", "--by", "month", "--format", "json"],
        &[
            "timeline",
            "speaker:holm",
            "--by",
            "month",
            "--format",
            "json",
        ],
        &[
            "timeline",
            "said:turbine",
            "--by",
            "month",
            "--format",
            "json",
        ],
    ];
    let story = |n: usize| {
        let body = "“The turbine stands still,” Ada Holm told the council of the river towns.";
        let day = 1 + n % 28;
        format!("Report number {n}\n\nMay {day}, 2021\n\n{body} It was her report number {n}.\n")
    };
    // More than are read for a headline.
    let (grown, fresh) = either_way(300, story, |archive| ASKED.map(|args| archive.ok(args).out));
    for ((grown, fresh), asked) in grown.iter().zip(&fresh).zip(ASKED) {
        assert!(grown.contains("Report number"), "{asked:?}: {grown}");
        assert_eq!(grown, fresh, "{asked:?}");
    }
}

/// Neither do the words that tell a person from others, of which not all articles are read.
#[test]
fn the_page_of_a_speaker_is_the_same_whatever_came_first() {
    let letter = |n: usize| char::from(b'a' + n as u8);
    let story = |n: usize| {
        // A word for every three stories.
        let (tens, ones) = (letter(n / 3 / 16), letter(n / 3 % 16));
        let body = format!("“The word is {tens}{ones}wo,” Ada Holm told the council.");
        format!("Report number {n}\n\nMay 3, 2021\n\n{body} It was her report number {n}.\n")
    };
    const ASKED: [&str; 4] = ["speakers", "Ada Holm", "--format", "json"];
    let (grown, fresh) = either_way(450, story, |archive| archive.ok(&ASKED).out);
    assert!(grown.contains("wo\""), "{grown}");
    assert_eq!(grown, fresh);
}
