//! Changes -> the index, a batch at a time, durably.

use std::fs::File;
use std::path::Path;

use anyhow::Context;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, UserOperation};
use tantivy::{IndexWriter, TantivyDocument, TantivyError, Term};

use super::schema::VERSION;
use super::{LocalIndex, Payload, copies, document, people};
use crate::engine::{Change, Engine};
use crate::error::IndexError;

/// How an index is written.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Threads that build postings.
    pub threads: usize,
    /// Memory for postings not yet written, in bytes, all threads together.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            threads: 2,
            memory: 192 << 20,
        }
    }
}

/// Documents beyond which segments are no longer merged into one.
const MERGE_UP_TO: usize = 2_000_000;

/// tantivy's writer; dropping it lets go of the lock.
pub struct Writer {
    tantivy: IndexWriter,
}

impl Writer {
    fn open(index: &LocalIndex) -> anyhow::Result<Self> {
        let threads = index.options.threads.max(1);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((index.options.memory / threads).max(15 << 20))
            .num_merge_threads(1)
            .build();
        let tantivy = index
            .index
            .writer_with_options(options)
            .map_err(|e| match e {
                TantivyError::LockFailure(..) => IndexError::Locked(index.dir.clone()).into(),
                other => describe(other),
            })?;
        // Only with the lock in hand is it certain that nobody is writing these.
        remove_leftovers(&index.dir)?;
        let mut policy = LogMergePolicy::default();
        policy.set_max_docs_before_merge(MERGE_UP_TO);
        policy.set_min_num_segments(10);
        tantivy.set_merge_policy(Box::new(policy));
        Ok(Writer { tantivy })
    }
}

/// Files a killed writer leaves behind.
fn remove_leftovers(dir: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(".tmp") && entry.metadata()?.is_file() {
            std::fs::remove_file(entry.path()).or_else(|e| match e.kind() {
                std::io::ErrorKind::NotFound => Ok(()),
                _ => Err(e),
            })?;
        }
    }
    Ok(())
}

/// See [`Engine::apply`]. The writer stays open from batch to batch, until [`LocalIndex::finish`].
pub fn apply(index: &LocalIndex, changes: &mut dyn Iterator<Item = Change>) -> anyhow::Result<()> {
    let mut held = index
        .writer
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut any = false;
    for change in changes {
        any = true;
        if held.is_none() {
            *held = Some(Writer::open(index)?);
        }
        let writer = held.as_mut().context("the writer is gone")?;
        if let Err(error) = one(index, writer, change) {
            // What the batch wrote so far must not come with the next one.
            *held = None;
            return Err(error);
        }
    }
    if !any && index.payload.is_some() {
        return Ok(());
    }
    if held.is_none() {
        *held = Some(Writer::open(index)?);
    }
    let writer = held.as_mut().context("the writer is gone")?;
    if let Err(error) = commit(index, &mut writer.tantivy) {
        *held = None;
        return Err(error);
    }
    index.reader.reload()?;
    Ok(())
}

fn one(index: &LocalIndex, writer: &mut Writer, change: Change) -> anyhow::Result<()> {
    let f = &index.fields;
    let forget = |path: &str| {
        writer
            .tantivy
            .delete_term(Term::from_field_text(f.path, path))
    };
    match change {
        Change::Forget(path) | Change::Remove(path) => {
            forget(&path);
        }
        Change::Add(article) => {
            add(writer, document::from_article(*article, f)?)?;
        }
        Change::File(file) => {
            writer.tantivy.add_document(document::from_file(&file, f))?;
        }
        Change::Move { from, to } => {
            let moved = stored(index, &from)?;
            forget(&from);
            forget(&to.path);
            for mut article in moved {
                let member = article.source.path.strip_prefix(article.file());
                article.source.path = format!("{}{}", to.path, member.unwrap_or_default());
                article.container = article.container.map(|_| to.path.clone());
                add(writer, document::from_article(article, f)?)?;
            }
            writer.tantivy.add_document(document::from_file(&to, f))?;
        }
    }
    Ok(())
}

/// Adds documents as one block: they stay side by side, also when segments are merged.
fn add(writer: &Writer, documents: Vec<TantivyDocument>) -> anyhow::Result<()> {
    writer
        .tantivy
        .run(documents.into_iter().map(UserOperation::Add))?;
    Ok(())
}

/// The articles committed from one file.
fn stored(index: &LocalIndex, path: &str) -> anyhow::Result<Vec<crate::article::Article>> {
    use tantivy::DocSet;
    let searcher = index.reader.searcher();
    let term = Term::from_field_text(index.fields.path, path);
    let mut all = Vec::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let inverted = segment.inverted_index(index.fields.path)?;
        let Some(mut postings) =
            inverted.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?
        else {
            continue;
        };
        let mut doc = postings.doc();
        while doc != tantivy::TERMINATED {
            if !segment.is_deleted(doc) {
                let stored: TantivyDocument =
                    searcher.doc(tantivy::DocAddress::new(ord as u32, doc))?;
                // File records hold no body, and none is needed.
                if let Ok(article) = document::to_article(&stored, &index.fields) {
                    all.push(article);
                }
            }
            doc = postings.advance();
        }
    }
    Ok(all)
}

fn commit(index: &LocalIndex, writer: &mut IndexWriter) -> anyhow::Result<()> {
    let payload = Payload {
        version: VERSION,
        updated: jiff::Timestamp::now().to_string(),
    };
    let mut prepared = writer.prepare_commit().map_err(describe)?;
    prepared.set_payload(&serde_json::to_string(&payload)?);
    prepared.commit().map_err(describe)?;
    // The rename of meta.json is on disk only when its folder is.
    sync_dir(&index.dir)
}

fn sync_dir(dir: &Path) -> anyhow::Result<()> {
    File::open(dir)
        .and_then(|d| d.sync_all())
        .with_context(|| format!("cannot sync {}", dir.display()))
}

impl LocalIndex {
    /// Waits for merges, lets go of the lock, and makes what they wrote durable. Call it after the last batch.
    pub fn finish(&self) -> anyhow::Result<()> {
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .take();
        if let Some(writer) = writer {
            writer.tantivy.wait_merging_threads().map_err(describe)?;
            sync_dir(&self.dir)?;
            self.reader.reload()?;
            let snapshot = self.snapshot()?;
            people::keep(
                &snapshot.searcher,
                &self.dir,
                &snapshot.updated,
                &self.aliases,
            )?;
            copies::keep(&snapshot.searcher, &self.dir, &snapshot.updated)?;
        }
        Ok(())
    }
}

/// tantivy's error in words that name the cause and the remedy.
pub fn describe(error: TantivyError) -> anyhow::Error {
    match error {
        TantivyError::DataCorruption(what) => IndexError::Damaged(format!("{what:?}")).into(),
        TantivyError::IncompatibleIndex(what) => IndexError::Damaged(format!("{what:?}")).into(),
        TantivyError::IoError(e) => anyhow::anyhow!("the index cannot be read or written: {e}"),
        TantivyError::OpenReadError(e) => IndexError::Damaged(e.to_string()).into(),
        other => anyhow::anyhow!("the index cannot be used: {other}"),
    }
}

// The trait is in scope for its documentation links.
#[allow(unused_imports)]
use Engine as _;
