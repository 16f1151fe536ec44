//! Damaged files of an index: a search answers rightly or says that the index is damaged, and `check` finds all
//! that could change an answer.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use morgue::engine::local::LocalIndex;

use crate::support::{Archive, Random, Run, cases, command, run};

/// What is asked; each reads other parts of the index.
const QUESTIONS: &[&[&str]] = &[
    &["query", "OSCE OR expansion", "--format", "json"],
    &["query", "\"gas transit\" NOT grain", "--format", "json"],
    &["query", "title:strike", "--format", "json", "--explain"],
    &["query", "Torvanin SAID expansion", "--format", "json"],
    &["query", "date:2023-05..2024-02 alliance", "--count"],
    &["query", "mentions:1999", "--format", "json"],
    &["query", "expan* source:courier lang:en", "--count"],
    &[
        "query",
        "=Aid OR grain",
        "--sort",
        "newest",
        "--format",
        "jsonl",
    ],
    &["quotes", "soup OR lunch", "--format", "json"],
    &["speakers", "--format", "json"],
    &["timeline", "strike", "--format", "json"],
    &["show", "harbourpost.example", "--format", "json"],
    &["status", "--format", "json"],
];

/// An index of several segments, some with documents deleted, as it grows by updates.
fn grown() -> Archive {
    let archive = Archive::sample();
    archive.index(&["--exclude", "lodva-courier", "--exclude", "spindle24"]);
    archive.index(&["--exclude", "spindle24"]);
    let gone = "vessary-harbour-post/2023/2023-06-27-storm-warning.txt";
    fs::remove_file(archive.path().join(gone)).expect("a file to remove");
    archive.index(&["--exclude", "nothing-at-all"]);
    archive
}

/// The files of a folder, by name.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(dir)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.is_file() && p.extension().is_none_or(|e| e != "lock"))
        .collect();
    all.sort();
    all
}

/// What was done to which file.
struct Damage {
    file: String,
    what: String,
}

/// Does something to one of the files. `quiet` leaves the time of modification as it was, as a failing disk does.
fn damage(dir: &Path, random: &mut Random, quiet: bool) -> Damage {
    let all = files(dir);
    let path = random.pick(&all).clone();
    let before = fs::metadata(&path).and_then(|m| m.modified());
    let before: SystemTime = before.expect("a time");
    let mut bytes = fs::read(&path).expect("a file");
    let at = random.below(bytes.len());
    let what = match random.below(6) {
        0..=2 => {
            let bit = random.below(8);
            bytes[at] ^= 1 << bit;
            format!("bit {bit} of byte {at} of {}", bytes.len())
        }
        3 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        4 => {
            bytes.clear();
            "emptied".to_owned()
        }
        _ => "deleted".to_owned(),
    };
    match &*what {
        "deleted" => fs::remove_file(&path).expect("a file to remove"),
        _ => fs::write(&path, bytes).expect("a file"),
    }
    if quiet && path.exists() {
        let file = File::options().write(true).open(&path).expect("the file");
        file.set_modified(before).expect("a time to set");
    }
    Damage {
        file: path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned(),
        what,
    }
}

fn ask(archive: &Archive, question: &[&str]) -> (Run, Duration) {
    let begun = Instant::now();
    let mut run = run(command(archive.path(), question));
    // The size of the index is what it is, also with a file less.
    let lines = run.out.lines().filter(|l| !l.starts_with("  \"bytes\": "));
    run.out = lines.collect::<Vec<_>>().join("\n");
    (run, begun.elapsed())
}

#[test]
fn no_damage_gives_a_wrong_answer() {
    let archive = grown();
    let index = archive.path().join(".morgue/index");
    let kept = tempfile::tempdir().expect("a folder");
    for file in files(&index) {
        fs::copy(&file, kept.path().join(file.file_name().expect("a name"))).expect("a copy");
    }
    let right: Vec<String> = QUESTIONS.iter().map(|q| ask(&archive, q).0.out).collect();
    assert!(
        files(&index)
            .iter()
            .any(|f| f.extension().is_some_and(|e| e == "del"))
    );
    let report = LocalIndex::check(&index).expect("a report");
    assert!(report.damage.is_empty(), "{:?}", report.damage);
    let (mut found, mut refused) = (0, 0);
    let cases = cases(300, 1000);
    for case in 0..cases {
        let mut random = Random::new(70_000 + case as u64);
        let done = damage(&index, &mut random, case % 2 == 0);
        let label = format!("case {case}: {} {}", done.file, done.what);
        let sound = match LocalIndex::check(&index) {
            Ok(report) => report.damage.is_empty(),
            Err(_) => false,
        };
        found += usize::from(!sound);
        // What check calls sound answers everything rightly; of the rest, one question is asked.
        let all: Vec<usize> = match sound && done.file != ".managed.json" {
            true => (0..QUESTIONS.len()).collect(),
            false => vec![random.below(QUESTIONS.len())],
        };
        for i in all {
            let (run, took) = ask(&archive, QUESTIONS[i]);
            let label = format!("{label}: {:?}", QUESTIONS[i]);
            assert!(took.as_secs() < 10, "{label}: {took:?}");
            assert!(!run.err.contains("panicked"), "{label}: {}", run.err);
            // A lost meta.json is no index, and a question builds one.
            let built = run.err.contains(" added, ");
            match run.code {
                2 => {
                    refused += 1;
                    let told = ["--rebuild", "no index here"]
                        .iter()
                        .any(|t| run.err.contains(t));
                    assert!(told, "{label}: {}", run.err);
                }
                // The size and the time of an index made anew are others.
                0 | 1 if built && QUESTIONS[i][0] == "status" => {}
                0 | 1 => assert_eq!(run.out, right[i], "{label}: {}", run.err),
                code => panic!("{label}: exit code {code}: {}", run.err),
            }
        }
        for file in files(&index) {
            fs::remove_file(file).expect("a file to remove");
        }
        // Older than meta.json, as they were written.
        for file in files(kept.path()) {
            let to = index.join(file.file_name().expect("a name"));
            fs::copy(&file, &to).expect("a copy");
            let time = fs::metadata(&file)
                .and_then(|m| m.modified())
                .expect("a time");
            let file = File::options().write(true).open(to).expect("the file");
            file.set_modified(time).expect("a time to set");
        }
    }
    println!("{cases} damages: {found} found by check, {refused} answers refused, none wrong");
}

#[test]
fn check_says_what_is_wrong_and_what_to_do() {
    let archive = grown();
    let sound = archive.ok(&["check"]);
    let articles = archive.ok(&["status", "--format", "json"]).json()["articles"].clone();
    assert!(
        sound
            .out
            .starts_with(&format!("sound: {articles} articles, ")),
        "{}",
        sound.out
    );
    let index = archive.path().join(".morgue/index");
    let store = files(&index)
        .into_iter()
        .find(|f| f.extension().is_some_and(|e| e == "store"))
        .expect("a store");
    let mut bytes = fs::read(&store).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&store, bytes).expect("a file");
    let people = index.join("people");
    fs::write(&people, "nobody").expect("a file");
    let run = archive.run(&["check"]);
    assert_eq!(run.code, 2);
    let name = store.file_name().expect("a name").to_string_lossy();
    assert!(run.out.contains(&*name), "{}", run.out);
    assert!(
        run.out.contains("people: its checksum is wrong"),
        "{}",
        run.out
    );
    assert!(
        run.err.contains("the index is damaged (2 faults)"),
        "{}",
        run.err
    );
    assert!(run.err.contains("--rebuild"), "{}", run.err);
    let json = archive.run(&["check", "--format", "json"]).json();
    assert_eq!(json["damage"].as_array().map(Vec::len), Some(2), "{json}");
    // Changed after the commit, so any search notices.
    let query = archive.run(&["query", "OSCE"]);
    assert_eq!(query.code, 2);
    assert!(query.err.contains(&*name), "{}", query.err);
    archive.index(&["--rebuild"]);
    archive.ok(&["check"]);

    fs::write(archive.path().join(".morgue/archive.json"), "{").expect("a file");
    assert_eq!(archive.run(&["check"]).code, 2);
    let nowhere = Archive::empty();
    nowhere.write(".morgue/lock", "");
    let run = nowhere.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no index here"), "{}", run.err);
}
