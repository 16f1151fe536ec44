//! Every hostile file of `tests/corpora/hostile` comes out as its line in `expected.txt` says.
//!
//! The small ones lie there; the large ones are made by [`make`]. `tests/corpora/hostile/measure` writes all of them
//! with [`written`] and measures time and memory of each with a release build.

mod make;

use std::fs;
use std::path::Path;

use morgue::engine::Engine;
use morgue::engine::local::LocalIndex;

use crate::support::{Archive, copy, repository};

/// Puts the hostile files into a folder: those that lie in the repository, those made, and those that no repository
/// can hold.
fn write_all(folder: &Path, made: bool) {
    copy(&repository("tests/corpora/hostile/files"), folder);
    for (name, bytes) in make::FILES.iter().filter(|_| made) {
        fs::write(folder.join(name), bytes()).expect("a file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        let fifo = std::process::Command::new("mkfifo")
            .arg(folder.join("fs-pipe.txt"))
            .status();
        assert!(fifo.expect("mkfifo").success());
        symlink(".", folder.join("fs-loop")).expect("a link");
        symlink("/dev/zero", folder.join("fs-device.txt")).expect("a link");
        let odd = std::ffi::OsStr::from_bytes(b"fs-caf\xe9.txt");
        fs::write(folder.join(odd), make::STORY).expect("a file");
        fs::write(folder.join("fs-new\nline.txt"), make::STORY).expect("a file");
        fs::write(
            folder.join(format!("fs-{}.txt", "l".repeat(245))),
            make::STORY,
        )
        .expect("a file");
        fs::create_dir(folder.join("fs-folder.txt")).expect("a folder");
    }
}

/// A line for each file: how many articles came from it, and what was left out.
fn outcome(archive: &Archive) -> String {
    let run = archive.run(&["index", ".", "--follow"]);
    assert_ne!(run.code, 2, "{run:?}");
    assert!(!run.err.contains("panicked"), "{}", run.err);
    let index = LocalIndex::open(&archive.path().join(".morgue/index")).expect("an index");
    let mut lines: Vec<String> = Vec::new();
    for file in index.fingerprints().expect("files") {
        let skipped = file.skipped.unwrap_or_default().replace('\n', "; ");
        let name = file
            .path
            .replace('\n', "\\n")
            .replace(&"l".repeat(245), "long");
        lines.push(format!("{name}: {} articles; {skipped}", file.articles));
    }
    // The walk itself tells of what is no regular file.
    for line in run.err.lines().filter(|l| l.starts_with("  skipped fs-")) {
        lines.push(line.trim_start_matches("  skipped ").to_owned());
    }
    lines.sort();
    lines
        .iter()
        .map(|line| format!("{}\n", line.trim_end_matches([' ', ';'])))
        .collect()
}

#[test]
fn every_file_comes_out_as_expected() {
    let archive = Archive::empty();
    // A build without optimisation needs minutes for those that are made.
    let bless = std::env::var_os("MORGUE_BLESS").is_some();
    let made = bless || !cfg!(debug_assertions);
    write_all(archive.path(), made);
    let outcome = outcome(&archive);
    let path = repository("tests/corpora/hostile/expected.txt");
    if bless {
        fs::write(&path, outcome).expect("a file");
        return;
    }
    let expected = fs::read_to_string(&path).expect("what is expected");
    let name = |line: &str| line.split(": ").next().unwrap_or_default().to_owned();
    let is_asked = |line: &&str| made || make::FILES.iter().all(|(file, _)| *file != name(line));
    let expected: Vec<&str> = expected.lines().filter(is_asked).collect();
    let outcome: Vec<&str> = outcome.lines().collect();
    for line in &outcome {
        assert!(expected.contains(line), "not expected: {line}");
    }
    assert_eq!(outcome.len(), expected.len());
}

#[test]
fn there_are_enough_of_them() {
    let expected = fs::read_to_string(repository("tests/corpora/hostile/expected.txt"));
    assert!(expected.expect("what is expected").lines().count() >= 100);
}

/// Writes the files for `tests/corpora/hostile/measure`.
#[test]
#[ignore = "writes files for a measurement"]
fn written() {
    let folder = std::env::var_os("MORGUE_HOSTILE").expect("MORGUE_HOSTILE: a folder to write to");
    write_all(Path::new(&folder), true);
}
