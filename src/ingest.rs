//! Files -> articles -> engine: the only module that knows all stages of indexing.
//!
//! Only files whose size or modification time changed are read. Worker threads read and understand;
//! the engine takes what they send. A batch ends between files, so that what is committed holds each
//! file whole or not at all.

mod flow;
mod worker;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use self::worker::Worker;

use crate::article::Article;
use crate::decode::Limits;
use crate::engine::{Change, Engine, FileRecord};
use crate::extract::Begun;
use crate::formats::RawDocument;
use crate::walk::Entry;
use crate::{extract, read, walk};

/// How an archive is indexed.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that read and understand.
    pub threads: usize,
    /// Which files.
    pub walk: walk::Options,
    /// What is looked for in each article.
    pub extract: extract::Options,
    /// User's own key names for structured records.
    pub fields: Vec<(String, String)>,
    /// What may be spent on a file.
    pub limits: Limits,
    /// A batch is committed when it has lasted so long, at the next end of a file.
    pub batch: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            walk: walk::Options::default(),
            extract: extract::Options::default(),
            fields: Vec::new(),
            limits: Limits::default(),
            batch: Duration::from_secs(60),
        }
    }
}

/// How far a run has come, for whoever watches.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files to be read; 0 while the folder is still being walked.
    pub files: AtomicU64,
    /// Files read.
    pub files_done: AtomicU64,
    /// Bytes to be read.
    pub bytes: AtomicU64,
    /// Bytes read.
    pub bytes_done: AtomicU64,
    /// Files read and committed; 0 until the first batch is.
    pub files_committed: AtomicU64,
    /// Set by the watcher: end after the files under way, and commit them.
    pub stop: Arc<AtomicBool>,
}

/// What a run did. Counts are of articles unless they say files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// New.
    pub added: u64,
    /// From a changed file, in place of an earlier one.
    pub updated: u64,
    /// Gone, with their file or from it.
    pub removed: u64,
    /// From files that did not change.
    pub unchanged: u64,
    /// Under a new path, not read again.
    pub moved: u64,
    /// Files read.
    pub files: u64,
    /// Their bytes as stored.
    pub bytes: u64,
    /// Files skipped whole or in part, with the reason, in this run or an earlier one.
    pub skipped: Vec<(String, String)>,
    /// Ended before all was read.
    pub stopped: bool,
    /// How long it took.
    pub seconds: f64,
}

/// Most changes on their way to the engine, and most bytes of text in them.
const UNDER_WAY: (usize, usize) = (256, 32 << 20);
/// Stack of a worker thread: third-party parsers recurse.
const STACK: usize = 64 << 20;

/// Brings the engine up to date with the files below `root`.
pub fn update(
    engine: &dyn Engine,
    root: &Path,
    options: &Options,
    progress: &Progress,
) -> anyhow::Result<Report> {
    let begun = Instant::now();
    // What the folder holds and what the index knows of it: half of the time of a run that finds nothing
    // changed goes to each, so they are asked side by side.
    let (found, known) = std::thread::scope(|scope| {
        let known = scope.spawn(|| -> anyhow::Result<FxHashMap<String, FileRecord>> {
            let records = engine.fingerprints()?.into_iter();
            Ok(records.map(|f| (f.path.clone(), f)).collect())
        });
        let found = walk::files(root, &options.walk);
        let known = known
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (found, known)
    });
    let (found, mut known) = (found?, known?);
    let mut report = Report::default();
    let mut todo: Vec<(Entry, Option<FileRecord>)> = Vec::new();
    for entry in found.files {
        match known.remove(&entry.path) {
            Some(old) if old.size == entry.size && old.modified == entry.modified => {
                report.unchanged += u64::from(old.articles);
                report
                    .skipped
                    .extend(old.skipped.map(|reason| (entry.path, reason)));
            }
            old => todo.push((entry, old)),
        }
    }
    // What lies in a folder that cannot be entered now is not known to be gone.
    let gone: Vec<FileRecord> = known
        .into_values()
        .filter(|old| {
            let kept = found.skipped.iter().any(|(path, _)| {
                path.is_empty()
                    || old
                        .path
                        .strip_prefix(path.as_str())
                        .is_some_and(|r| r.is_empty() || r.starts_with('/'))
            });
            report.unchanged += if kept { u64::from(old.articles) } else { 0 };
            !kept
        })
        .collect();
    report.skipped.extend(found.skipped);
    progress
        .bytes
        .store(todo.iter().map(|(e, _)| e.size).sum(), Ordering::Relaxed);
    progress.files.store(todo.len() as u64, Ordering::Relaxed);

    let was_folder: HashSet<&str> = gone.iter().flat_map(|f| folders(&f.path)).collect();
    let files = todo.iter().map(|(e, _)| &e.path);
    let was_folder = files.filter(|p| was_folder.contains(p.as_str())).cloned();
    let run = Run {
        options,
        progress,
        was_folder: was_folder.collect(),
        todo: Mutex::new(todo.into_iter()),
        gone: Mutex::new(gone.into_iter().map(|f| (f.path.clone(), f)).collect()),
        report: Mutex::new(report),
    };
    loop {
        let more = run.batch(engine)?;
        if !more {
            break;
        }
    }
    let gone = std::mem::take(&mut *lock(&run.gone));
    let mut report = run
        .report
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    if !report.stopped && !gone.is_empty() {
        report.removed += gone.values().map(|f| u64::from(f.articles)).sum::<u64>();
        let mut paths: Vec<String> = gone.into_keys().collect();
        paths.sort();
        engine.apply(&mut paths.into_iter().map(Change::Remove))?;
    } else if !report.stopped && report.files == 0 {
        // So that an empty archive has an index as well.
        engine.apply(&mut std::iter::empty())?;
    }
    report.skipped.sort();
    report.seconds = begun.elapsed().as_secs_f64();
    Ok(report)
}

/// The folders a file lies in, one in another.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// What the threads of a run share.
struct Run<'a> {
    options: &'a Options,
    progress: &'a Progress,
    todo: Mutex<std::vec::IntoIter<(Entry, Option<FileRecord>)>>,
    /// Files that have vanished, until one turns up under another path.
    gone: Mutex<HashMap<String, FileRecord>>,
    /// Files to be read that stand where a folder with files was.
    was_folder: HashSet<String>,
    report: Mutex<Report>,
}

/// A file being read, shared by the threads that hold documents of it.
struct Reading {
    path: String,
    old: u32,
    articles: AtomicU32,
    /// Documents handed over and not yet understood, and one for the reader itself.
    pending: AtomicUsize,
    /// Set when the file has been read.
    record: Mutex<Option<FileRecord>>,
    broken: Mutex<Option<String>>,
}

/// Documents of a file, for any thread to understand.
struct Handed {
    file: Arc<Reading>,
    documents: Vec<RawDocument>,
}

impl Run<'_> {
    /// One batch; true when files are left for another.
    fn batch(&self, engine: &dyn Engine) -> anyhow::Result<bool> {
        if lock(&self.todo).as_slice().is_empty() {
            return Ok(false);
        }
        if self.progress.stop.load(Ordering::Relaxed) {
            lock(&self.report).stopped = true;
            return Ok(false);
        }
        let begun = Instant::now();
        let threads = self.options.threads.max(1);
        let (send, receive) = flow::bounded(UNDER_WAY.0, UNDER_WAY.1);
        let (hand, take) = crossbeam_channel::bounded::<Handed>(threads * 2);
        let reading = AtomicUsize::new(0);
        let any = AtomicBool::new(false);
        std::thread::scope(|scope| -> anyhow::Result<()> {
            for n in 0..threads {
                let worker = Worker {
                    run: self,
                    begun,
                    send: send.clone(),
                    hand: hand.clone(),
                    take: take.clone(),
                    reading: &reading,
                    any: &any,
                    held: RefCell::default(),
                };
                std::thread::Builder::new()
                    .name(format!("morgue-read-{n}"))
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || worker.work())?;
            }
            drop((send, hand, take));
            // When the engine gives up, the workers find nobody to send to and end.
            engine.apply(&mut { receive })
        })?;
        // Every file of a batch is done when it ends.
        let done = self.progress.files_done.load(Ordering::Relaxed);
        self.progress.files_committed.store(done, Ordering::Relaxed);
        if self.progress.stop.load(Ordering::Relaxed) {
            lock(&self.report).stopped = !lock(&self.todo).as_slice().is_empty();
            return Ok(false);
        }
        Ok(!lock(&self.todo).as_slice().is_empty())
    }
}

/// Begins with the article a document of this file holds.
fn begun(mut raw: RawDocument, file: &str, options: extract::Options) -> Begun {
    match raw.member.take() {
        None => extract::begin(raw, file, options),
        Some(member) => {
            let mut begun = extract::begin(raw, &format!("{file}/{member}"), options);
            begun.article.container = Some(file.to_owned());
            begun
        }
    }
}

/// Time of modification of a file the system failed to read: no file has it, so the next run tries again.
const NEVER: i64 = i64::MIN;

/// True when the system failed, and not the file.
fn is_of_system(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|e| e.raw_os_error().is_some())
}

/// What is said of a file or record that the program stumbles over.
const FAILED: &str = "the program failed on it; please report it";

/// Reads one file outside an archive, or one member of an archive file (`dump.zip/2023/a.html`) or a folder in it,
/// and hands on each article in it, in order. What was skipped comes back, a line for each part.
pub fn articles(
    path: &Path,
    options: &Options,
    take: &mut dyn FnMut(Article) -> anyhow::Result<()>,
) -> anyhow::Result<Option<String>> {
    let (file, member) = read::locate(path).unwrap_or((path, None));
    let shown = walk::shown(file);
    let wanted = member.map(walk::shown);
    let mut found = false;
    let mut failed = Vec::new();
    let read = catch_unwind(AssertUnwindSafe(|| {
        read::documents(
            file,
            &shown,
            &options.limits,
            &options.fields,
            options.extract.verbatim,
            &mut |raw| {
                let below = |wanted: &String| {
                    let rest = raw.member.as_deref()?.strip_prefix(wanted.as_str())?;
                    (rest.is_empty() || rest.starts_with('/')).then_some(())
                };
                if wanted.as_ref().is_some_and(|w| below(w).is_none()) {
                    return Ok(());
                }
                found = true;
                let record = raw.record;
                let understood = || begun(raw, &shown, options.extract).finish();
                match catch_unwind(AssertUnwindSafe(understood)) {
                    Ok(article) => take(article),
                    Err(_) => {
                        failed.push(format!("record {record}: {FAILED}"));
                        Ok(())
                    }
                }
            },
        )
    }));
    let done = read.unwrap_or_else(|_| Err(anyhow::anyhow!(FAILED)))?;
    if let Some(member) = wanted {
        let of_member = |line: &&str| line.starts_with(&member);
        let skipped = done.skipped.as_deref().unwrap_or_default();
        failed.extend(skipped.lines().filter(of_member).map(str::to_owned));
        anyhow::ensure!(
            found || !failed.is_empty(),
            "{shown} has no article {member}"
        );
    } else {
        failed.extend(done.skipped);
    }
    Ok((!failed.is_empty()).then(|| failed.join("\n")))
}
