//! kill -9 at random moments of indexing, again and again, and what must be true after each.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use morgue::engine::local::LocalIndex;
use morgue::engine::{Engine, SearchRequest};
use morgue::query::Query;

use crate::support::{Archive, Random, cases, command, paper};

/// Files of an archive.
const FILES: usize = 48;

/// What an index holds of each file: the version of each of its articles.
fn held(dir: &Path) -> BTreeMap<String, Vec<usize>> {
    let index = LocalIndex::open(dir).expect("a sound index");
    let query = Query::parse("*", false).expect("a query");
    let mut request = SearchRequest::new(query, 10_000);
    request.passages = 0;
    let found = index.search(&request).expect("an answer");
    let mut held: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for hit in found.hits {
        let article = index.get(&hit.id).expect("an answer").expect("the article");
        let version = article
            .body
            .split("version")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .and_then(|digits| digits.parse().ok());
        held.entry(article.source.path)
            .or_default()
            .push(version.expect("a version"));
    }
    held
}

/// Files of the index that belong to no commit: something was being written.
fn leftovers(dir: &Path) -> Vec<String> {
    let meta = fs::read_to_string(dir.join("meta.json")).unwrap_or_default();
    let names = fs::read_dir(dir).into_iter().flatten().map(|e| {
        e.expect("an entry")
            .file_name()
            .into_string()
            .expect("UTF-8")
    });
    let left = |name: &String| {
        // `meta.json` writes the number of a segment with hyphens.
        let segment = name.split('.').next().unwrap_or_default();
        let known = segment.len() != 32 || meta.replace('-', "").contains(segment);
        name.starts_with(".tmp") || name.ends_with(".new") || !known
    };
    names.filter(left).collect()
}

/// An archive, the version each file has, and all that an index may hold of it after a kill.
struct History {
    archive: Archive,
    now: BTreeMap<usize, usize>,
    may: BTreeMap<String, Vec<Option<usize>>>,
}

impl History {
    fn write(&mut self, i: usize, version: usize) {
        let (path, text) = paper(i, version);
        self.archive.write(&path, text);
        self.now.insert(i, version);
        self.may
            .entry(path)
            .or_insert_with(|| vec![None])
            .push(Some(version));
    }

    fn remove(&mut self, i: usize) {
        let (path, _) = paper(i, 0);
        fs::remove_file(self.archive.path().join(&path)).expect("a file to remove");
        self.now.remove(&i);
        self.may.entry(path).or_default().push(None);
    }

    /// What is there now is all that may be held from now on.
    fn settle(&mut self) {
        self.may.clear();
        for (i, version) in &self.now {
            self.may.insert(paper(*i, 0).0, vec![Some(*version)]);
        }
    }

    /// Every file whole, in a version it has had since the last run that ended, or absent when it may be.
    fn check(&self, held: &BTreeMap<String, Vec<usize>>) {
        for (path, versions) in held {
            let records = if path.ends_with(".jsonl") { 3 } else { 1 };
            assert_eq!(versions.len(), records, "{path} in part: {versions:?}");
            let same = versions.iter().all(|v| *v == versions[0]);
            assert!(same, "{path} of two versions: {versions:?}");
            let may = self
                .may
                .get(path)
                .is_some_and(|may| may.contains(&Some(versions[0])));
            assert!(
                may,
                "{path}: version {} of {:?}",
                versions[0],
                self.may.get(path)
            );
        }
        for (path, may) in &self.may {
            assert!(
                held.contains_key(path) || may.contains(&None),
                "{path} is lost: {may:?}"
            );
        }
    }

    /// Files the index has as they are now.
    fn current(&self, held: &BTreeMap<String, Vec<usize>>) -> usize {
        let is =
            |(i, v): &(&usize, &usize)| held.get(&paper(**i, 0).0).is_some_and(|h| h[0] == **v);
        self.now.iter().filter(is).count()
    }
}

/// The last number of committed files a run told of.
fn acknowledged(err: &str) -> usize {
    let mut lines = err
        .lines()
        .rev()
        .filter_map(|l| l.strip_prefix("committed "));
    let last = lines.next().and_then(|l| l.split(' ').next()?.parse().ok());
    last.unwrap_or(0)
}

#[cfg(unix)]
#[test]
fn killed_runs_lose_nothing() {
    let kills = cases(50, 2000);
    let mut random = Random::new(9);
    let (mut done, mut inside, mut writing, mut acked) = (0, 0, 0, 0);
    let mut took = Duration::from_millis(400);
    while done < kills {
        let mut history = History {
            archive: Archive::empty(),
            now: BTreeMap::new(),
            may: BTreeMap::new(),
        };
        let dir = history.archive.path().join(".morgue/index");
        for i in 0..FILES {
            history.write(i, 0);
        }
        let mut version = 0;
        let mut log = Vec::new();
        // An archive of its own for every dozen kills.
        for n in 0..12 {
            if n > 0 && random.below(3) > 0 {
                version += 1;
                for i in 0..FILES {
                    match (history.now.contains_key(&i), random.below(8)) {
                        (true, 0) => history.remove(i),
                        (_, 1..=5) => history.write(i, version),
                        _ => {}
                    }
                }
            }
            let before = match LocalIndex::is_committed(&dir) {
                true => history.current(&held(&dir)),
                false => 0,
            };
            let rebuild = LocalIndex::is_committed(&dir) && random.below(10) == 0;
            let mut args = vec!["index", "."];
            args.extend(rebuild.then_some("--rebuild"));
            let mut run = command(history.archive.path(), &args);
            // Several commits a run, however fast the machine is.
            let batch = took.mul_f64(random.below(10) as f64 / 60.0);
            run.env("MORGUE_COMMIT_SECONDS", batch.as_secs_f64().to_string());
            let mut child = run
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program");
            // A third at any time of a run, the others a little after one of its commits.
            let mut pipe = BufReader::new(child.stderr.take().expect("standard error"));
            let mut err = String::new();
            if random.below(3) == 0 {
                std::thread::sleep(took.mul_f64(random.below(1000) as f64 / 900.0));
            } else {
                let mut commits = 1 + random.below(6);
                while commits > 0 && pipe.read_line(&mut err).expect("text") > 0 {
                    commits -= usize::from(
                        err.lines()
                            .last()
                            .is_some_and(|l| l.starts_with("committed ")),
                    );
                }
                let wait = took.mul_f64(random.below(1000) as f64 / 10_000.0);
                std::thread::sleep(wait.min(Duration::from_millis(20)));
            }
            let ended = child.try_wait().expect("a status").is_some();
            child.kill().expect("a kill");
            child.wait().expect("an end");
            pipe.read_to_string(&mut err).expect("text");
            done += 1;
            log.push((args.len(), ended, leftovers(&dir), err.clone()));

            if !LocalIndex::is_committed(&dir) {
                let old = history.archive.path().join(".morgue/index.old");
                assert_eq!(acknowledged(&err), 0, "{err}");
                // Between the two renames of a rebuild, the old one is there.
                assert!(
                    before == 0 || LocalIndex::is_committed(&old),
                    "the index is lost"
                );
                inside += usize::from(!ended && !leftovers(&dir).is_empty());
                continue;
            }
            let report = LocalIndex::check(&dir).expect("a report");
            if !report.damage.is_empty() {
                let kept = std::env::temp_dir().join("morgue-kills-failed");
                let copied = std::process::Command::new("cp")
                    .arg("-a")
                    .args([history.archive.path(), &kept])
                    .status();
                panic!("{:?} after {log:#?}; {kept:?}: {copied:?}", report.damage);
            }
            let held = held(&dir);
            history.check(&held);
            let current = history.current(&held);
            if !rebuild {
                // Files told of as committed are as they are now, those of before are, too.
                let told = acknowledged(&err);
                acked += told;
                assert!(
                    current >= before.max(told),
                    "{current} of {before} and {told}: {err}"
                );
            }
            let begun = fs::metadata(history.archive.path().join(".morgue/lock"));
            let begun = begun.is_ok_and(|lock| lock.len() > 0);
            let busy =
                !leftovers(&dir).is_empty() || (rebuild && dir.with_extension("new").exists());
            inside += usize::from(!ended && begun && (busy || current < history.now.len()));
            writing += usize::from(!ended && busy);

            if random.below(4) == 0 || n == 11 {
                let begun = std::time::Instant::now();
                log.push((0, true, Vec::new(), history.archive.ok(&["index", "."]).out));
                took = took.mul_f64(0.7) + begun.elapsed().mul_f64(0.3);
                history.settle();
                let now = self::held(&dir);
                history.check(&now);
                assert_eq!(history.current(&now), history.now.len());
                assert_eq!(leftovers(&dir), [""; 0], "after {log:#?}");
            }
        }
        // In the end it answers like one made at once.
        let fresh = tempfile::tempdir().expect("a folder");
        let home = fresh.path().join("home");
        let home = home.to_str().expect("UTF-8");
        history.archive.ok(&["index", ".", "--index", home]);
        for query in [
            "barley",
            "sacks OR quillfeather",
            "number7",
            "said:left",
            "*",
        ] {
            let ask = |more: &[&str]| {
                let mut args = vec!["query", query, "--format", "json", "-n", "500"];
                args.extend(more);
                history.archive.run(&args)
            };
            let (grown, fresh) = (ask(&[]), ask(&["--index", home]));
            assert_ne!(grown.code, 2, "{grown:?}");
            assert_eq!(grown.out, fresh.out, "{query}");
        }
    }
    println!(
        "{done} kills, {inside} inside a batch, {writing} of them while files were being written; \
         {acked} files acknowledged and there"
    );
    assert!(
        inside * 3 >= done,
        "{inside} of {done} kills were inside a batch"
    );
}
