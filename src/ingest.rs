//! Files -> articles -> engine: the only module that knows all stages of indexing.
//!
//! Only files whose size or modification time changed are read. Worker threads read and understand;
//! the engine takes what they send. A batch ends between files, so that what is committed holds each
//! file whole or not at all.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};

use crate::article::Article;
use crate::decode::Limits;
use crate::engine::{Change, Engine, FileRecord};
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

/// Most raw documents of one file handed to another thread at a time.
const HAND_OVER: usize = 64;
/// Most bytes of text among them.
const HAND_OVER_BYTES: usize = 1 << 20;
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
    let found = walk::files(root, &options.walk)?;
    let mut known: HashMap<String, FileRecord> = engine
        .fingerprints()?
        .into_iter()
        .map(|f| (f.path.clone(), f))
        .collect();
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
        let (send, receive) = crossbeam_channel::bounded::<Change>(256);
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
                };
                std::thread::Builder::new()
                    .name(format!("morgue-read-{n}"))
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || worker.work())?;
            }
            drop((send, hand, take));
            // When the engine gives up, the workers find nobody to send to and end.
            engine.apply(&mut receive.into_iter())
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

struct Worker<'a> {
    run: &'a Run<'a>,
    begun: Instant,
    send: Sender<Change>,
    hand: Sender<Handed>,
    take: Receiver<Handed>,
    reading: &'a AtomicUsize,
    /// The batch has a file: it has one however short it is.
    any: &'a AtomicBool,
}

impl Worker<'_> {
    /// Understands what others hand over, reads the next file otherwise, until neither is left.
    fn work(&self) {
        loop {
            let alive = match self.take.try_recv() {
                Ok(handed) => self.understand(handed),
                Err(_) => match self.next() {
                    Some((entry, old)) => {
                        let alive = self.read(entry, old);
                        self.reading.fetch_sub(1, Ordering::AcqRel);
                        alive
                    }
                    None if self.reading.load(Ordering::Acquire) == 0 && self.take.is_empty() => {
                        return;
                    }
                    None => match self.take.recv_timeout(Duration::from_millis(2)) {
                        Ok(handed) => self.understand(handed),
                        Err(_) => true,
                    },
                },
            };
            if !alive {
                return;
            }
        }
    }

    fn next(&self) -> Option<(Entry, Option<FileRecord>)> {
        let over = self.begun.elapsed() > self.run.options.batch;
        let stop = self.run.progress.stop.load(Ordering::Relaxed);
        if (over && self.any.load(Ordering::Acquire)) || stop {
            return None;
        }
        let mut todo = lock(&self.run.todo);
        let next = todo.next();
        if next.is_some() {
            self.any.store(true, Ordering::Release);
            self.reading.fetch_add(1, Ordering::AcqRel);
        }
        next
    }

    /// Reads one file. False when nobody takes its articles any more.
    fn read(&self, entry: Entry, old: Option<FileRecord>) -> bool {
        if let Some(moved) = self.moved(&entry, old.as_ref()) {
            self.done(&entry, 0);
            return self.send.send(moved).is_ok();
        }
        if old.is_some() && self.send.send(Change::Forget(entry.path.clone())).is_err() {
            return false;
        }
        if !self.replaced(&entry.path) {
            return false;
        }
        let file = Arc::new(Reading {
            path: entry.path.clone(),
            old: old.map_or(0, |o| o.articles),
            articles: AtomicU32::new(0),
            pending: AtomicUsize::new(1),
            record: Mutex::new(None),
            broken: Mutex::new(None),
        });
        let mut documents = Vec::new();
        let mut bytes = 0;
        // Of a large file it is told how far it has been read, by what came out of it.
        let mut counted = 0;
        let mut alive = true;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            read::documents(
                &entry.absolute,
                &entry.path,
                &self.run.options.limits,
                &self.run.options.fields,
                self.run.options.extract.verbatim,
                &mut |raw| {
                    bytes += raw.body.len();
                    let more = (raw.body.len() as u64).min(entry.size.saturating_sub(counted));
                    counted += more;
                    let all = &self.run.progress.bytes_done;
                    all.fetch_add(more, Ordering::Relaxed);
                    documents.push(raw);
                    if documents.len() >= HAND_OVER || bytes >= HAND_OVER_BYTES {
                        bytes = 0;
                        alive &= self.hand_over(&file, std::mem::take(&mut documents));
                        anyhow::ensure!(alive, "nobody takes its articles");
                    }
                    Ok(())
                },
            )
        }));
        if !alive || !self.each(&file, documents) {
            return false;
        }
        let (hash, mut skipped, again) = match outcome {
            Ok(Ok(done)) => (done.hash, done.skipped, done.failed),
            Ok(Err(error)) => {
                let again = is_of_system(&error);
                (Vec::new(), Some(format!("{error:#}")), again)
            }
            Err(_) => (Vec::new(), Some(FAILED.to_owned()), false),
        };
        if let Some(broken) = lock(&file.broken).take() {
            skipped.get_or_insert(broken);
        }
        *lock(&file.record) = Some(FileRecord {
            path: entry.path.clone(),
            size: entry.size,
            modified: if again { NEVER } else { entry.modified },
            hash,
            articles: 0,
            skipped,
        });
        self.done(&entry, counted);
        self.release(&file)
    }

    /// A file where a folder was: what came from that goes now, before members of the file come under the same paths.
    /// False when nobody takes it.
    fn replaced(&self, path: &str) -> bool {
        if !self.run.was_folder.contains(path) {
            return true;
        }
        let below = |file: &str| file.strip_prefix(path).is_some_and(|r| r.starts_with('/'));
        let mut gone = lock(&self.run.gone);
        let files: Vec<String> = gone.keys().filter(|f| below(f)).cloned().collect();
        files.into_iter().all(|file| {
            let articles = gone.remove(&file).map_or(0, |old| u64::from(old.articles));
            lock(&self.run.report).removed += articles;
            self.send.send(Change::Remove(file)).is_ok()
        })
    }

    /// Counts a file as read, of which so many bytes are counted already.
    fn done(&self, entry: &Entry, counted: u64) {
        self.run.progress.files_done.fetch_add(1, Ordering::Relaxed);
        self.run
            .progress
            .bytes_done
            .fetch_add(entry.size.saturating_sub(counted), Ordering::Relaxed);
    }

    /// The same bytes as under a path that has vanished, or as before a mere touch: nothing to understand anew.
    fn moved(&self, entry: &Entry, old: Option<&FileRecord>) -> Option<Change> {
        let candidates: Vec<FileRecord> = match old {
            Some(old) => vec![old.clone()],
            None => lock(&self.run.gone)
                .values()
                .filter(|f| f.size == entry.size)
                .cloned()
                .collect(),
        };
        // What was skipped is tried again: the reason may be gone.
        if !candidates
            .iter()
            .any(|f| f.size == entry.size && !f.hash.is_empty() && f.skipped.is_none())
        {
            return None;
        }
        let hash = read::hash(&entry.absolute).ok()?;
        let from = candidates
            .into_iter()
            .find(|f| f.hash == hash && f.skipped.is_none())?;
        if old.is_none() && lock(&self.run.gone).remove(&from.path).is_none() {
            return None;
        }
        let mut report = lock(&self.run.report);
        report.files += 1;
        report.bytes += entry.size;
        match old {
            Some(_) => report.unchanged += u64::from(from.articles),
            None => report.moved += u64::from(from.articles),
        }
        let to = FileRecord {
            path: entry.path.clone(),
            modified: entry.modified,
            ..from.clone()
        };
        Some(Change::Move {
            from: from.path,
            to,
        })
    }

    /// Gives documents to an idle thread, or understands them here when all are busy.
    fn hand_over(&self, file: &Arc<Reading>, documents: Vec<RawDocument>) -> bool {
        file.pending.fetch_add(1, Ordering::AcqRel);
        match self.hand.try_send(Handed {
            file: file.clone(),
            documents,
        }) {
            Ok(()) => true,
            Err(refused) => self.understand(refused.into_inner()),
        }
    }

    fn understand(&self, handed: Handed) -> bool {
        self.each(&handed.file, handed.documents) && self.release(&handed.file)
    }

    fn each(&self, file: &Reading, documents: Vec<RawDocument>) -> bool {
        for raw in documents {
            let record = raw.record;
            let article = catch_unwind(AssertUnwindSafe(|| {
                understood(raw, &file.path, self.run.options.extract)
            }));
            match article {
                Ok(article) => {
                    file.articles.fetch_add(1, Ordering::AcqRel);
                    if self.send.send(Change::Add(Box::new(article))).is_err() {
                        return false;
                    }
                }
                Err(_) => {
                    let reason = format!("record {record}: {FAILED}");
                    lock(&file.broken).get_or_insert(reason);
                }
            }
        }
        true
    }

    /// Whoever is last with a file sends its record.
    fn release(&self, file: &Reading) -> bool {
        if file.pending.fetch_sub(1, Ordering::AcqRel) > 1 {
            return true;
        }
        let Some(mut record) = lock(&file.record).take() else {
            return true;
        };
        record.articles = file.articles.load(Ordering::Acquire);
        if record.skipped.is_none() {
            record.skipped = lock(&file.broken).take();
        }
        {
            let (new, old) = (u64::from(record.articles), u64::from(file.old));
            let mut report = lock(&self.run.report);
            report.files += 1;
            report.bytes += record.size;
            report.added += new.saturating_sub(old);
            report.updated += new.min(old);
            report.removed += old.saturating_sub(new);
            report.skipped.extend(
                record
                    .skipped
                    .clone()
                    .map(|reason| (record.path.clone(), reason)),
            );
        }
        self.send.send(Change::File(record)).is_ok()
    }
}

/// The article a document of this file holds.
fn understood(mut raw: RawDocument, file: &str, options: extract::Options) -> Article {
    match raw.member.take() {
        None => extract::article(raw, file, options),
        Some(member) => Article {
            container: Some(file.to_owned()),
            ..extract::article(raw, &format!("{file}/{member}"), options)
        },
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
                let understood = AssertUnwindSafe(|| understood(raw, &shown, options.extract));
                match catch_unwind(understood) {
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
