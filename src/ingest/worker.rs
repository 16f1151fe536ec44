//! One thread of a run: reads files, understands documents.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};

use super::flow::Gate;
use super::{FAILED, Handed, NEVER, Reading, Run, is_of_system, lock};
use crate::engine::{Change, FileRecord};
use crate::extract::{Begun, TOGETHER, TOGETHER_BYTES};
use crate::formats::RawDocument;
use crate::read;
use crate::walk::Entry;

/// Most raw documents of one file handed to another thread at a time.
const HAND_OVER: usize = 64;
/// Most bytes of text among them.
const HAND_OVER_BYTES: usize = 1 << 20;

/// What a thread works with.
pub struct Worker<'a> {
    pub run: &'a Run<'a>,
    pub begun: Instant,
    pub send: Gate,
    pub hand: Sender<Handed>,
    pub take: Receiver<Handed>,
    pub reading: &'a AtomicUsize,
    /// The batch has a file: it has one however short it is.
    pub any: &'a AtomicBool,
    /// Files that have been read and have too few documents to begin with them.
    pub held: RefCell<Vec<Handed>>,
}

impl Worker<'_> {
    /// Understands what others hand over, reads the next file otherwise, until neither is left.
    pub fn work(&self) {
        loop {
            let alive = match self.take.try_recv() {
                Ok(handed) => self.understand(vec![handed]),
                Err(_) => match self.next() {
                    Some((entry, old)) => {
                        let alive = self.read(entry, old);
                        self.reading.fetch_sub(1, Ordering::AcqRel);
                        alive
                    }
                    None if !self.held.borrow().is_empty() => self.understand(self.held.take()),
                    None if self.reading.load(Ordering::Acquire) == 0 && self.take.is_empty() => {
                        self.send.flush();
                        return;
                    }
                    None if !self.send.flush() => false,
                    None => match self.take.recv_timeout(Duration::from_millis(2)) {
                        Ok(handed) => self.understand(vec![handed]),
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
            return self.send.send(moved);
        }
        if old.is_some() && !self.send.send(Change::Forget(entry.path.clone())) {
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
        if !alive {
            return false;
        }
        let (hash, skipped, again) = match outcome {
            Ok(Ok(done)) => (done.hash, done.skipped, done.failed),
            Ok(Err(error)) => {
                let again = is_of_system(&error);
                (Vec::new(), Some(format!("{error:#}")), again)
            }
            Err(_) => (Vec::new(), Some(FAILED.to_owned()), false),
        };
        *lock(&file.record) = Some(FileRecord {
            path: entry.path.clone(),
            size: entry.size,
            modified: if again { NEVER } else { entry.modified },
            hash,
            articles: 0,
            skipped,
        });
        self.done(&entry, counted);
        self.hold(Handed { file, documents })
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
            self.send.send(Change::Remove(file))
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
        // What was there before the file goes first.
        if !self.send.flush() {
            return false;
        }
        file.pending.fetch_add(1, Ordering::AcqRel);
        match self.hand.try_send(Handed {
            file: file.clone(),
            documents,
        }) {
            Ok(()) => true,
            Err(refused) => self.understand(vec![refused.into_inner()]),
        }
    }

    /// Takes the last documents of a file, which are understood with those of others when they are many.
    fn hold(&self, handed: Handed) -> bool {
        let full = {
            let mut held = self.held.borrow_mut();
            held.push(handed);
            // A file of which all was skipped counts as well: it waits for its record.
            let documents: usize = held.iter().map(|h| h.documents.len().max(1)).sum();
            let texts = held.iter().flat_map(|h| &h.documents);
            let bytes: usize = texts.map(|raw| raw.body.len()).sum();
            documents >= TOGETHER || bytes >= TOGETHER_BYTES
        };
        !full || self.understand(self.held.take())
    }

    /// Understands documents, some together, and is done with their files. False when nobody takes the articles.
    fn understand(&self, handed: Vec<Handed>) -> bool {
        let mut files = Vec::with_capacity(handed.len());
        let mut begun = Vec::with_capacity(TOGETHER);
        let mut bytes = 0;
        for Handed { file, documents } in handed {
            for raw in documents {
                bytes += raw.body.len();
                let record = raw.record;
                let options = self.run.options.extract;
                let article = AssertUnwindSafe(|| super::begun(raw, &file.path, options));
                begun.push((file.clone(), record, catch_unwind(article)));
                if begun.len() >= TOGETHER || bytes >= TOGETHER_BYTES {
                    bytes = 0;
                    if !self.finish(&mut begun) {
                        return false;
                    }
                }
            }
            files.push(file);
        }
        self.finish(&mut begun) && files.iter().all(|file| self.release(file))
    }

    /// Finishes what has been begun with, and sends it.
    fn finish(&self, begun: &mut Vec<(Arc<Reading>, u32, std::thread::Result<Begun>)>) -> bool {
        for (file, record, begun) in begun.drain(..) {
            let finish = |begun: Begun| catch_unwind(AssertUnwindSafe(|| begun.finish()));
            match begun.and_then(finish) {
                Ok(article) => {
                    file.articles.fetch_add(1, Ordering::AcqRel);
                    if !self.send.send(Change::Add(Box::new(article))) {
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
        self.send.send(Change::File(record))
    }
}
