//! What survives a fall at a bad moment: a rebuild cut short, a first run cut short, a signal, a second writer.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use morgue::article::{Article, Source};
use morgue::engine::local::{LocalIndex, Options};
use morgue::engine::{Change, Engine};

use crate::support::{Archive, command, papers, run};

/// Sends a signal to a child.
fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([format!("-{name}"), child.id().to_string()])
        .status();
    assert!(status.expect("kill").success());
}

/// Where the index of an archive lies.
fn home(archive: &Archive) -> std::path::PathBuf {
    archive.path().join(".morgue")
}

#[test]
fn a_reader_leaves_a_rebuild_alone_between_its_renames() {
    let archive = papers(4);
    archive.index(&[]);
    let home = home(&archive);
    let hits = archive.ids("barley");
    assert!(!hits.is_empty());
    // As a rebuild has it for a moment.
    crate::support::copy(&home.join("index"), &home.join("index.new"));
    fs::copy(
        home.join("index/.managed.json"),
        home.join("index.new/.managed.json"),
    )
    .expect("a copy");
    fs::rename(home.join("index"), home.join("index.old")).expect("a rename");
    assert_eq!(archive.ids("barley"), hits);
    archive.ok(&["status"]);
    assert!(!home.join("index").exists() && home.join("index.old").exists());
    fs::rename(home.join("index.new"), home.join("index")).expect("the second rename");
    assert_eq!(archive.ids("barley"), hits);
    // The next writer clears up.
    archive.index(&[]);
    assert!(!home.join("index.old").exists());
}

#[test]
fn a_rebuild_cut_short_leaves_the_old_index_and_its_choices() {
    let archive = papers(6);
    archive.index(&["--exclude", "paper-1.txt"]);
    let hits = archive.ids("barley");
    let home = home(&archive);
    fs::rename(home.join("index"), home.join("index.old")).expect("a rename");
    fs::create_dir(home.join("index.new")).expect("a folder");
    fs::write(home.join("index.new/archive.json"), "{\"exclude\": []}").expect("a file");
    archive.index(&[]);
    assert_eq!(archive.ids("barley"), hits);
    for gone in ["index.old", "index.new"] {
        assert!(!home.join(gone).exists(), "{gone}");
    }
    // Cut short after the second rename, the new choices are in force.
    fs::write(home.join("index/archive.json"), "{\"exclude\": []}").expect("a file");
    archive.index(&[]);
    assert!(archive.ids("barley").len() > hits.len());
    assert!(!home.join("index/archive.json").exists());
}

#[test]
fn a_first_run_that_never_committed_is_no_index() {
    let archive = papers(3);
    let dir = home(&archive).join("index");
    drop(LocalIndex::open_or_create(&dir, Options::default()).expect("an index"));
    assert!(dir.join("meta.json").exists());
    // Nothing is said of segments that a killed writer left.
    fs::write(dir.join(format!("{:032x}.term", 7)), "half").expect("a file");
    let run = archive.run(&["status"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no index here"), "{}", run.err);
    let run = archive.ok(&["query", "barley", "--count"]);
    assert!(run.err.contains("added"), "{}", run.err);
    assert!(!dir.join(format!("{:032x}.term", 7)).exists());
}

#[test]
fn choices_of_a_first_run_that_fell_are_kept() {
    let archive = papers(6);
    // A folder in the place of the index: the run falls when it begins to write.
    archive.write(".morgue/index", "in the way");
    let run = archive.run(&["index", ".", "--exclude", "paper-1.txt"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains(".morgue/index"), "{}", run.err);
    fs::remove_file(archive.path().join(".morgue/index")).expect("a file");
    // A broken pattern is not kept.
    assert_eq!(archive.run(&["index", ".", "--exclude", "["]).code, 2);
    archive.index(&[]);
}

#[test]
fn an_open_index_stays_at_its_commit() {
    let dir = tempfile::tempdir().expect("a folder");
    let add = |index: &LocalIndex, n: u32| {
        let article = Article {
            source: Source {
                path: format!("a{n}.txt"),
                record: 0,
            },
            headline: "Barley".to_owned(),
            body: "Barley was sold.".to_owned(),
            ..Article::default()
        };
        index
            .apply(&mut std::iter::once(Change::Add(Box::new(article))))
            .expect("a batch");
    };
    let writer = LocalIndex::open_or_create(dir.path(), Options::default()).expect("an index");
    add(&writer, 1);
    let reader = LocalIndex::open(dir.path()).expect("an index");
    let before = reader.status().expect("a status");
    add(&writer, 2);
    let after = reader.status().expect("a status");
    assert_eq!((before.articles, &before.updated), (1, &after.updated));
    assert_eq!(after.articles, 1);
    let now = writer.status().expect("a status");
    assert_eq!(now.articles, 2);
    assert_ne!(now.updated, before.updated);
}

#[test]
fn damaged_names_of_people_are_found_anew() {
    let archive = Archive::sample();
    archive.index(&[]);
    let file = home(&archive).join("index/people");
    let before = archive.ok(&["speakers"]).out;
    let bytes = fs::read(&file).expect("the file");
    let at = bytes
        .windows(8)
        .position(|w| w == b"Torvanin")
        .expect("a name");
    let mut bad = bytes.clone();
    bad[at + 3] = b'x';
    fs::write(&file, bad).expect("a file");
    assert_eq!(archive.ok(&["speakers"]).out, before);
    fs::write(&file, &bytes[..at]).expect("a file");
    assert_eq!(archive.ok(&["speakers"]).out, before);
}

#[test]
fn a_run_mends_what_can_be_found_anew() {
    let archive = Archive::sample();
    archive.index(&[]);
    let index = home(&archive).join("index");
    for name in ["people", "copies", "counts"] {
        let file = index.join(name);
        let bytes = fs::read(&file).expect("the file");
        let half = &bytes[..bytes.len() / 2];
        for damaged in [None, Some(half)] {
            match damaged {
                None => fs::remove_file(&file).expect("the file"),
                Some(half) => fs::write(&file, half).expect("a file"),
            }
            let run = archive.ok(&["index", "."]);
            assert!(run.out.contains(" 0 added"), "{}", run.out);
            assert_eq!(fs::read(&file).expect("the file"), bytes, "{name}");
        }
    }
    archive.ok(&["check"]);
    // Other names are kept when a run has seen them.
    let before = fs::read(index.join("people")).expect("the file");
    archive.write(
        "aliases.toml",
        "[\"Alexei Torvanin\"]\nnot = [\"Torvanin\"]\n",
    );
    archive.ok(&["index", "."]);
    assert_ne!(fs::read(index.join("people")).expect("the file"), before);
}

#[test]
fn what_can_be_found_anew_is_no_failure_of_a_run() {
    let archive = papers(3);
    archive.write(".morgue/index/people/in/the/way", "");
    let run = archive.ok(&["index", "."]);
    assert!(run.err.contains("note: who is who"), "{}", run.err);
    assert!(run.err.contains("index/people"), "{}", run.err);
    assert!(run.out.contains("added"), "{}", run.out);
    assert!(!archive.ids("barley").is_empty());
}

#[test]
fn a_second_writer_learns_who_is_first() {
    let archive = papers(2);
    archive.index(&[]);
    let path = home(&archive).join("lock");
    assert_eq!(fs::read_to_string(&path).expect("a lock"), "");
    let lock = File::options().write(true).open(&path).expect("the lock");
    lock.lock().expect("nobody else holds it");
    fs::write(&path, "4711").expect("a number");
    for args in [&["index", "."][..], &["query", "barley", "--update"]] {
        let begun = std::time::Instant::now();
        let second = archive.run(args);
        assert_eq!(second.code, 2);
        // It does not wait for the first one to end.
        assert!(begun.elapsed().as_secs() < 60);
        let who = "another morgue (process 4711) is writing to";
        assert!(second.err.contains(who), "{}", second.err);
    }
    // It has not touched what the first one wrote there.
    assert_eq!(fs::read_to_string(&path).expect("a lock"), "4711");
    let run = archive.ok(&["query", "barley", "--count"]);
    assert!(run.err.contains("may lack articles"), "{}", run.err);
    drop(lock);
    archive.index(&[]);
    let run = archive.ok(&["query", "barley", "--count"]);
    assert!(!run.err.contains("may lack articles"), "{}", run.err);
}

/// Begins a run with a batch every few milliseconds and gives it when `files` of them are committed.
fn begun(dir: &Path, args: &[&str]) -> (Child, BufReader<std::process::ChildStderr>) {
    let mut child = command(dir, args)
        .env("MORGUE_COMMIT_SECONDS", "0.01")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut err = BufReader::new(child.stderr.take().expect("standard error"));
    let mut line = String::new();
    while !line.starts_with("committed ") {
        line.clear();
        let n = err.read_line(&mut line).expect("a line");
        assert!(n > 0, "it ended before a batch was committed");
    }
    (child, err)
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_it_has_read() {
    // So many that the first batch is not the last one.
    let archive = papers(2000);
    let rest = |mut err: BufReader<_>| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut err, &mut text).expect("text");
        text
    };
    let (mut child, err) = begun(archive.path(), &["index", "."]);
    signal(&child, "INT");
    let (status, err) = (child.wait().expect("an end"), rest(err));
    assert_eq!(status.code(), Some(130), "{err}");
    assert!(err.contains("stopping after the files under way"), "{err}");
    assert!(
        err.contains("morgue: stopped: what was read is in the index"),
        "{err}"
    );
    let some = archive.ids("barley").len();
    assert!(some > 0);
    let run = archive.ok(&["query", "barley", "--count"]);
    assert!(run.err.contains("may lack articles"), "{}", run.err);

    archive.index(&[]);
    let all = archive.ids("barley");
    assert!(all.len() > some, "{} of {}", some, all.len());
    let fresh = papers(2000);
    fresh.index(&[]);
    assert_eq!(all, fresh.ids("barley"));

    // A rebuild that is stopped changes nothing.
    let (mut child, err) = begun(archive.path(), &["index", ".", "--rebuild"]);
    signal(&child, "TERM");
    let (status, err) = (child.wait().expect("an end"), rest(err));
    assert_eq!(status.code(), Some(130), "{err}");
    assert!(err.contains("the index is as it was before"), "{err}");
    assert_eq!(archive.ids("barley"), all);
    assert!(!home(&archive).join("index.new").exists());
}

#[test]
fn an_index_that_grew_by_many_batches_is_the_same() {
    let archive = papers(30);
    let mut many = command(archive.path(), &["index", "."]);
    many.env("MORGUE_COMMIT_SECONDS", "0");
    let many = run(many);
    assert_eq!(many.code, 0, "{many:?}");
    let ids = archive.ids("barley");
    archive.index(&["--rebuild"]);
    assert_eq!(archive.ids("barley"), ids);
}
