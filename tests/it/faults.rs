//! System calls that fail, or that the program does not survive, at chosen moments of indexing; and full disks.
//!
//! `strace` injects them. Without it these tests fail when `CI` is set, and else say that they tested nothing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use morgue::engine::local::LocalIndex;
use morgue::engine::{Engine, SearchRequest};
use morgue::query::Query;

use crate::support::{Archive, Run, cases, command, paper, papers, run};

/// Calls that fail together: the same deed by different names.
const CALLS: &[&str] = &[
    "rename,renameat,renameat2",
    "fsync,fdatasync",
    "write,pwrite64,writev",
    "unlink,unlinkat",
    "openat,open",
    "read,pread64",
];
const FAULTS: &[&str] = &["signal=KILL", "error=EIO", "error=ENOSPC"];

/// Says so when `strace` cannot be used, and fails where it must be.
fn has_strace() -> bool {
    let works = Command::new("strace")
        .args([
            "-f",
            "-o",
            "/dev/null",
            "-e",
            "inject=unlink:error=EIO:when=99",
            "true",
        ])
        .status()
        .is_ok_and(|s| s.success());
    if !works {
        let text = "strace is missing or may not trace here: no fault was injected";
        assert!(std::env::var_os("CI").is_none(), "{text}");
        untested(text);
    }
    works
}

/// Says that a test did nothing, also where the output of tests that pass is held back.
fn untested(why: &str) {
    let _ = writeln!(std::io::stderr(), "NOT TESTED: {why}");
}

/// A copy of a folder as it is, times and hidden files and all.
fn copy_of(dir: &Path) -> Archive {
    let copy = Archive::empty();
    let status = Command::new("cp")
        .arg("-a")
        .arg(dir.join("."))
        .arg(copy.path())
        .status();
    assert!(status.expect("cp").success());
    copy
}

/// What an index answers, with the text and the place of every article, and who speaks.
fn answers(archive: &Archive) -> Vec<String> {
    let index = LocalIndex::open(&archive.path().join(".morgue/index")).expect("a sound index");
    let query = Query::parse("barley", false).expect("a query");
    let found = index.search(&SearchRequest::new(query, 500));
    let speakers = index.speakers(None).expect("speakers");
    vec![
        format!("{:#?}", found.expect("an answer")),
        format!("{speakers:#?}"),
    ]
}

/// The ways an index comes about: made, brought up to date in several batches, made anew.
struct Scene {
    name: &'static str,
    archive: Archive,
    args: &'static [&'static str],
    right: Vec<String>,
}

fn scenes() -> Vec<Scene> {
    let change = |archive: &Archive| {
        for i in [1, 3] {
            let (path, text) = paper(i, 7);
            archive.write(&path, text);
        }
        let (path, text) = paper(9, 7);
        archive.write(&path, text);
        fs::remove_file(archive.path().join(paper(2, 0).0)).expect("a file to remove");
    };
    let scene = |name, args, archive: Archive| {
        let ended = copy_of(archive.path());
        ended.index(&[]);
        Scene {
            name,
            right: answers(&ended),
            archive,
            args,
        }
    };
    let first = papers(5);
    change(&first);
    let update = papers(5);
    update.index(&[]);
    change(&update);
    let rebuild = copy_of(update.path());
    vec![
        scene("first", &["index", "."], first),
        scene("update", &["index", "."], update),
        scene("rebuild", &["index", ".", "--rebuild"], rebuild),
    ]
}

/// One thing that goes wrong once.
struct Point {
    calls: &'static str,
    fault: &'static str,
    when: usize,
}

/// Indexes with one fault, and checks what is left and that the next run sets all right.
fn inject(scene: &Scene, point: &Point) -> Run {
    let label = format!(
        "{} {}:{}:when={}",
        scene.name, point.calls, point.fault, point.when
    );
    let archive = copy_of(scene.archive.path());
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-qqq", "-o", "/dev/null"])
        .arg(format!("-etrace={}", point.calls))
        .arg(format!(
            "-einject={}:{}:when={}",
            point.calls, point.fault, point.when
        ))
        .arg(crate::support::MORGUE)
        .args(scene.args)
        .current_dir(archive.path())
        .env("MORGUE_COMMIT_SECONDS", "0.001");
    let outcome = run(traced);
    let killed = point.fault == "signal=KILL";
    if !killed {
        // 127 and 139 are the system's, which could not begin the program; 134 is no end of ours.
        assert!(matches!(outcome.code, 0 | 2 | 127), "{label}: {outcome:?}");
        if outcome.code == 2 {
            // The fault may have met the message itself.
            let told = outcome.err.contains("morgue: ") || point.calls.starts_with("write");
            assert!(told, "{label}: {outcome:?}");
            assert!(!outcome.err.contains("panicked"), "{label}: {outcome:?}");
        }
    }
    let dir = archive.path().join(".morgue/index");
    if LocalIndex::is_committed(&dir) {
        let report = LocalIndex::check(&dir).expect("a report");
        // What is found anew may be missing, and is not damaged.
        assert!(
            report.damage.is_empty(),
            "{label}: {:?} {outcome:?}",
            report.damage
        );
    } else {
        let old = archive.path().join(".morgue/index.old");
        let lost = scene.name != "first" && !LocalIndex::is_committed(&old);
        assert!(!lost, "{label}: the index is lost");
    }
    archive.index(&[]);
    assert_eq!(answers(&archive), scene.right, "{label}");
    outcome
}

#[cfg(target_os = "linux")]
#[test]
fn no_failing_call_breaks_an_index() {
    if !has_strace() {
        return;
    }
    let scenes = scenes();
    // Threads count for themselves; most calls are made by one that makes few.
    let most = cases(6, 40);
    let mut points = 0;
    let mut codes = std::collections::BTreeMap::new();
    for when in 1..=most {
        for calls in CALLS {
            for (i, fault) in FAULTS.iter().enumerate() {
                let scene = &scenes[(when + i) % scenes.len()];
                // The first files opened and read are the program's own libraries.
                let offset = match calls.split(',').next() {
                    Some("openat") => 5,
                    Some("read") => 8,
                    _ => 0,
                };
                let point = Point {
                    calls,
                    fault,
                    when: when + offset,
                };
                *codes.entry(inject(scene, &point).code).or_insert(0) += 1;
                points += 1;
            }
        }
    }
    println!("{points} points; exit codes {codes:?}");
    assert!(points >= 100);
    assert!(codes.len() >= 3, "few of the faults were met: {codes:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_article_that_could_not_be_read_is_tried_again() {
    if !has_strace() {
        return;
    }
    for (call, k) in [("openat", 1), ("read", 1), ("statx", 2)] {
        let archive = papers(3);
        let (path, _) = paper(1, 0);
        let mut traced = Command::new("strace");
        traced
            .args(["-f", "-qqq", "-o", "/dev/null", "-P"])
            .arg(archive.path().join(&path))
            .arg(format!("-einject={call}:error=EIO:when={k}"))
            .arg(crate::support::MORGUE)
            .args(["index", archive.path().to_str().expect("UTF-8")]);
        let run = run(traced);
        assert_eq!(run.code, 0, "{call}: {run:?}");
        let told = format!("skipped {path}: ");
        if call != "statx" || run.err.contains(&told) {
            assert!(run.err.contains(&told), "{call}: {}", run.err);
            assert!(
                run.err.contains("Input/output error"),
                "{call}: {}",
                run.err
            );
        }
        // Nothing has changed but that it can be read.
        let again = archive.ok(&["index", "."]);
        assert!(
            again.out.contains("files skipped: 0;"),
            "{call}: {}",
            again.out
        );
        assert_eq!(archive.ids("number1").len(), 1, "{call}");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_named_and_costs_nothing() {
    let archive = papers(12);
    archive.index(&[]);
    let before = answers(&archive);
    for i in 20..90 {
        let (path, text) = paper(i, 1);
        archive.write(&path, text);
    }
    let mut failed = 0;
    // The shell counts blocks of 512 or 1024 bytes.
    for blocks in [0, 1, 2, 4, 8, 16, 24, 32] {
        let mut limited = command(archive.path(), &[] as &[&str]);
        limited = {
            let mut shell = Command::new("sh");
            shell
                .args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" index .")])
                .arg(limited.get_program())
                .current_dir(archive.path());
            shell
        };
        let run = run(limited);
        if run.code == 0 {
            continue;
        }
        failed += 1;
        assert_eq!(run.code, 2, "{blocks} blocks: {run:?}");
        assert!(run.err.contains(".morgue"), "{blocks} blocks: {}", run.err);
        assert!(
            run.err.contains("File too large"),
            "{blocks} blocks: {}",
            run.err
        );
        assert_eq!(answers(&archive), before, "{blocks} blocks");
    }
    assert!(failed >= 4, "only {failed} limits were too small");
    archive.index(&[]);
    assert_ne!(answers(&archive), before);
    archive.ok(&["check"]);
}

/// A file system of its own in memory, as long as it lives.
struct Small(PathBuf);

impl Small {
    /// None where none can be mounted.
    fn mount(at: &Path, kilobytes: usize) -> Option<Self> {
        let options = format!("size={kilobytes}k");
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .stderr(std::process::Stdio::null())
            .status();
        status
            .is_ok_and(|s| s.success())
            .then(|| Small(at.to_owned()))
    }

    fn grow(&self, kilobytes: usize) {
        let options = format!("remount,size={kilobytes}k");
        let status = Command::new("mount")
            .args(["-o", &options])
            .arg(&self.0)
            .status();
        assert!(status.expect("mount").success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_index_on_a_small_disk_goes_on_when_there_is_room() {
    let home = tempfile::tempdir().expect("a folder");
    let Some(small) = Small::mount(home.path(), 512) else {
        untested("no small file system can be mounted here");
        return;
    };
    let place = home.path().join("home");
    let place = place.to_str().expect("UTF-8");
    let archive = papers(12);
    archive.index(&["--index", place]);
    let count = || {
        archive
            .ok(&["query", "barley", "--count", "--index", place])
            .out
    };
    let before = count();
    for i in 20..140 {
        let (path, text) = paper(i, 1);
        archive.write(&path, text);
    }
    let used = || -> usize {
        let run = Command::new("du")
            .arg("-sk")
            .arg(home.path())
            .output()
            .expect("du");
        let text = String::from_utf8(run.stdout).expect("text");
        text.split_whitespace()
            .next()
            .expect("a number")
            .parse()
            .expect("a number")
    };
    let mut failed = 0;
    for more in [4, 8, 16, 24, 32, 48, 64, 96, 128, 160, 192, 256, 320, 512] {
        small.grow(used() + more);
        let run = archive.run(&["index", ".", "--index", place]);
        if run.code == 0 {
            break;
        }
        failed += 1;
        assert_eq!(run.code, 2, "{more} kB more: {run:?}");
        assert!(run.err.contains(place), "{more} kB more: {}", run.err);
        assert!(
            run.err.contains("No space left on device"),
            "{more} kB more: {}",
            run.err
        );
        assert_eq!(count(), before, "{more} kB more");
    }
    assert!(failed >= 2, "only {failed} sizes were too small");
    small.grow(65_536);
    archive.index(&["--index", place]);
    assert_ne!(count(), before);
    archive.ok(&["check", "--index", place]);
}
