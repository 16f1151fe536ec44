//! Changes -> the index, a batch at a time, durably.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use anyhow::Context;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Index, IndexWriter, TantivyError, Term};

use super::lookup::documents;
use super::pending::{Backlog, Pending};
use super::schema::Fields;
use super::seam::{describe, guard};
use super::state::{self, Payload, State};
use super::texts::{self, Packer, Texts};
use super::{LocalIndex, document, kept};
use crate::article::Article;
use crate::engine::{Change, Engine, FileRecord};
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
    tantivy: IndexWriter<Pending>,
    /// What it has not yet taken.
    backlog: Arc<Backlog>,
    fields: Arc<Fields>,
    /// What is being added to.
    state: Arc<State>,
    packer: Packer,
    /// Reads what has been committed; made when a file has moved.
    texts: Option<Texts>,
    /// Documents there will be when the batch is committed.
    documents: u64,
    /// Documents written since it was opened.
    written: u64,
    /// Documents the batch adds, by file.
    added: FxHashMap<String, u64>,
    /// Committed documents the batch removes, by segment and document: an article in an archive file has two paths.
    gone: FxHashSet<(u32, DocId)>,
}

impl Writer {
    /// Lets go of the commit it has added to: segments that are merged away stay mapped as long as that is held.
    fn close(self) -> IndexWriter<Pending> {
        self.tantivy
    }

    fn open(index: &LocalIndex) -> anyhow::Result<Self> {
        let threads = index.options.threads.max(1);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((index.options.memory / threads).max(15 << 20))
            .num_merge_threads(1)
            .build();
        let tantivy: IndexWriter<Pending> =
            index
                .index
                .writer_with_options(options)
                .map_err(|e| match e {
                    TantivyError::LockFailure(LockError::LockBusy, _) => IndexError::Locked {
                        dir: index.dir.clone(),
                        holder: None,
                    }
                    .into(),
                    other => describe(other, &index.dir),
                })?;
        // tantivy gives the first deed the number of the last commit. A merge of committed segments takes a removal
        // of that number for a committed one, in some of them: it may come early, or get lost. So nothing has it.
        tantivy.run(std::iter::empty())?;
        // Only with the lock in hand is it certain that nobody is writing these.
        state::remove_leftovers(&index.index, &index.dir)?;
        let mut policy = LogMergePolicy::default();
        policy.set_max_docs_before_merge(MERGE_UP_TO);
        policy.set_min_num_segments(10);
        tantivy.set_merge_policy(Box::new(policy));
        index.refresh()?;
        let state = index.state()?;
        Ok(Writer {
            tantivy,
            backlog: Arc::default(),
            fields: Arc::new(index.fields.clone()),
            documents: state.searcher.num_docs(),
            written: 0,
            packer: Packer::new(&state.searcher, &index.fields)?,
            texts: None,
            state,
            added: FxHashMap::default(),
            gone: FxHashSet::default(),
        })
    }

    /// Removes all documents of a file, and counts them.
    fn forget(&mut self, path: &str, path_field: Field) -> anyhow::Result<()> {
        let term = Term::from_field_text(path_field, path);
        self.documents -= self.added.remove(path).unwrap_or_default();
        for (ord, segment) in (0..).zip(self.state.searcher.segment_readers()) {
            for doc in documents(segment, &term)? {
                self.documents -= u64::from(self.gone.insert((ord, doc)));
            }
        }
        self.tantivy.delete_term(term);
        Ok(())
    }

    /// Counts a document of a file.
    fn count(&mut self, file: &str) {
        match self.added.get_mut(file) {
            Some(count) => *count += 1,
            None => drop(self.added.insert(file.to_owned(), 1)),
        }
    }

    /// Adds an article of a file.
    fn add(&mut self, article: Box<Article>, packed: Vec<u8>) -> anyhow::Result<()> {
        self.count(article.file());
        let fields = self.fields.clone();
        self.put(Pending::article(article, packed, fields, &self.backlog))
    }

    /// Adds the record of a file.
    fn add_file(&mut self, file: &FileRecord) -> anyhow::Result<()> {
        self.count(&file.path);
        let document = document::from_file(file, &self.fields);
        self.put(Pending::made(document, &self.backlog))
    }

    fn put(&mut self, document: Pending) -> anyhow::Result<()> {
        self.documents += 1;
        self.written += 1;
        match self.tantivy.add_document(document) {
            Ok(_) => Ok(()),
            // One of its threads has failed, and only joining it says why.
            Err(TantivyError::ErrorInThread(what)) => {
                self.tantivy.prepare_commit()?;
                Err(TantivyError::ErrorInThread(what).into())
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Makes a dictionary of these articles, which are packed by it as well.
    fn learn(&mut self, changes: &[Change]) -> anyhow::Result<()> {
        let articles = changes.iter().filter_map(|change| match change {
            Change::Add(article) => Some(&**article),
            _ => None,
        });
        let articles: Vec<&Article> = articles.collect();
        if let Some(dictionary) = texts::dictionary(&articles) {
            self.packer = Packer::with(&dictionary)?;
            let document = document::from_dictionary(&dictionary, &self.fields);
            self.put(Pending::made(document, &self.backlog))?;
        }
        Ok(())
    }

    /// Makes the batch the last commit, durably.
    fn commit(&mut self, dir: &Path) -> anyhow::Result<()> {
        let mut prepared = self.tantivy.prepare_commit()?;
        let payload = Payload::new(self.documents, prepared.opstamp());
        prepared.set_payload(&serde_json::to_string(&payload)?);
        prepared.commit()?;
        self.added.clear();
        self.gone.clear();
        // The rename of meta.json is on disk only when its folder is.
        sync_dir(dir)
            .context("the batch is in the index, but a loss of power now may still take it away")
    }
}

/// See [`Engine::apply`]. The writer stays open from batch to batch, until [`LocalIndex::finish`].
pub fn apply(index: &LocalIndex, changes: &mut dyn Iterator<Item = Change>) -> anyhow::Result<()> {
    let mut held = index.writer.lock().unwrap_or_else(PoisonError::into_inner);
    // After an error or a panic, what the batch wrote so far must not come with the next one.
    let writer = held.take();
    let first = changes.next();
    if first.is_none() && index.state()?.payload.is_some() {
        *held = writer;
        return Ok(());
    }
    let mut writer = match writer {
        Some(writer) => writer,
        None => Writer::open(index)?,
    };
    let mut first: Vec<Change> = first.into_iter().collect();
    if !writer.packer.taught {
        let (more, full) = some(changes, HELD, HELD_BYTES);
        first.extend(more);
        if full {
            writer.learn(&first)?;
        }
    }
    let mut all = first.into_iter().chain(changes);
    loop {
        let (few, _) = some(&mut all, HANDFUL, HANDFUL_BYTES);
        if few.is_empty() {
            break;
        }
        // The dictionary is read again for each article: one after the other they find it in the processor's cache.
        let packed = few.iter().map(|change| match change {
            Change::Add(article) => writer.packer.pack(article),
            _ => Ok(Vec::new()),
        });
        let packed: Vec<Vec<u8>> = packed.collect::<anyhow::Result<_>>()?;
        for (change, packed) in few.into_iter().zip(packed) {
            one(index, &mut writer, change, packed)?;
        }
    }
    let committed = writer.commit(&index.dir);
    // The batch is committed whether or not it can be read now; whoever asks next tries again.
    let read = index.refresh();
    committed?;
    if read.is_ok() {
        writer.state = index.state()?;
        writer.texts = None;
        *held = Some(writer);
    }
    Ok(())
}

/// Articles that come at once, or bytes of them, before a dictionary is made of some: it takes a third of a second,
/// and what it saves of fewer articles nobody notices.
const HELD: usize = 2000;
const HELD_BYTES: usize = 16 << 20;
/// Articles packed one after the other, and bytes of them.
const HANDFUL: usize = 128;
const HANDFUL_BYTES: usize = 1 << 20;

/// The next changes, until so many articles or bytes of them have come, and whether they have; none at the end.
fn some(
    changes: &mut dyn Iterator<Item = Change>,
    articles: usize,
    bytes: usize,
) -> (Vec<Change>, bool) {
    let (mut added, mut length) = (0, 0);
    let mut all = Vec::new();
    while added < articles && length < bytes {
        let Some(change) = changes.next() else {
            return (all, false);
        };
        if let Change::Add(article) = &change {
            added += 1;
            length += article.body.len();
        }
        all.push(change);
    }
    (all, true)
}

/// Makes one change; `packed` is the article of one that adds.
fn one(
    index: &LocalIndex,
    writer: &mut Writer,
    change: Change,
    packed: Vec<u8>,
) -> anyhow::Result<()> {
    let f = &index.fields;
    match change {
        Change::Forget(path) | Change::Remove(path) => writer.forget(&path, f.path),
        Change::Add(article) => writer.add(article, packed),
        Change::File(file) => writer.add_file(&file),
        Change::Move { from, to } => {
            let moved = stored(index, writer, &from)?;
            writer.forget(&from, f.path)?;
            for mut article in moved {
                let member = article.source.path.strip_prefix(article.file());
                article.source.path = format!("{}{}", to.path, member.unwrap_or_default());
                article.container = article.container.map(|_| to.path.clone());
                let packed = writer.packer.pack(&article)?;
                writer.add(Box::new(article), packed)?;
            }
            writer.add_file(&to)
        }
    }
}

/// The articles committed from one file.
fn stored(index: &LocalIndex, writer: &mut Writer, path: &str) -> anyhow::Result<Vec<Article>> {
    let term = Term::from_field_text(index.fields.path, path);
    let searcher = &writer.state.searcher;
    let texts = match &mut writer.texts {
        Some(texts) => texts,
        none => none.insert(Texts::of(searcher, &index.fields)?),
    };
    let mut all = Vec::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        for doc in documents(segment, &term)? {
            let stored = texts.stored(DocAddress::new(ord as u32, doc))?;
            // Statements and the file's record come with the article; one that is damaged must not just be left out.
            if stored.bytes(index.fields.article).is_some() {
                all.push(texts.article(&stored, &index.fields)?);
            }
        }
    }
    Ok(all)
}

/// Segments a run may leave behind that are small beside its largest one.
const FEW: usize = 4;
/// So many of a small one would go into the largest.
const SMALL: u32 = 4;

/// Which segments of these sizes, in documents, are merged when a run ends that wrote so many: those that are small,
/// when they are many and merging them is little beside what the run has done. Each is opened for each question.
fn small(sizes: &[u32], written: u64) -> Vec<usize> {
    let largest = sizes.iter().max().copied().unwrap_or_default();
    let is_small = |i: &usize| sizes[*i] < largest / SMALL;
    let small: Vec<usize> = (0..sizes.len()).filter(is_small).collect();
    let documents: u64 = small.iter().map(|i| u64::from(sizes[*i])).sum();
    match small.len() > FEW && documents <= written {
        true => small,
        false => Vec::new(),
    }
}

/// Merges the small segments of a finished run into one. Another run that has begun meanwhile does it when it ends.
fn join(index: &Index, written: u64) -> anyhow::Result<()> {
    let all = index.searchable_segment_metas()?;
    let sizes: Vec<u32> = all.iter().map(|segment| segment.max_doc()).collect();
    let chosen = small(&sizes, written);
    if chosen.is_empty() {
        return Ok(());
    }
    let mut writer: IndexWriter = match index.writer_with_num_threads(1, 15 << 20) {
        Err(TantivyError::LockFailure(LockError::LockBusy, _)) => return Ok(()),
        writer => writer?,
    };
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let chosen: Vec<_> = chosen.iter().map(|i| all[*i].id()).collect();
    writer.merge(&chosen).wait()?;
    Ok(writer.wait_merging_threads()?)
}

fn sync_dir(dir: &Path) -> anyhow::Result<()> {
    if cfg!(windows) {
        // Folders cannot be opened there, and need not be.
        return Ok(());
    }
    File::open(dir)
        .and_then(|d| d.sync_all())
        .with_context(|| format!("cannot sync {}", dir.display()))
}

impl LocalIndex {
    /// After a run that did not come to its end: removes what it left half written, so that [`LocalIndex::finish`]
    /// does the rest of its work also when nothing else is to be done.
    pub fn take_up(&self) -> anyhow::Result<()> {
        guard(&self.dir, || {
            let mut held = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            if held.is_none() {
                *held = Some(Writer::open(self)?);
            }
            Ok(())
        })
    }

    /// Waits for merges, lets go of the lock, and makes what they wrote durable; what is kept beside the index is
    /// written, or mended where there was no batch. Call it after the last batch.
    ///
    /// Gives a note for each thing that could not be done and loses nothing but time; all batches are committed
    /// whatever happens here.
    pub fn finish(&self) -> anyhow::Result<Vec<String>> {
        let held = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(writer) = held else {
            return kept::mend(self);
        };
        let written = writer.written;
        let mut notes = Vec::new();
        let mut note = |what: &str, outcome: anyhow::Result<()>| {
            if let Err(error) = outcome {
                notes.push(format!("{what}: {error:#}"));
            }
        };
        let tantivy = writer.close();
        let merged = guard(&self.dir, || Ok(tantivy.wait_merging_threads()?));
        note("segments are not merged", merged);
        let joined = guard(&self.dir, || join(&self.index, written));
        note("small segments are not merged", joined);
        // What was being read when a segment was replaced has stayed.
        let tidied = guard(&self.dir, || {
            match self.index.directory().acquire_lock(&INDEX_WRITER_LOCK) {
                Ok(_lock) => state::remove_leftovers(&self.index, &self.dir),
                Err(_) => Ok(()),
            }
        });
        note("files that are not needed any more are left", tidied);
        sync_dir(&self.dir)?;
        match kept::write(self) {
            Ok(more) => notes.extend(more),
            Err(error) => notes.push(format!("the index cannot be read again: {error:#}")),
        }
        Ok(notes)
    }
}

// The trait is in scope for its documentation links.
#[allow(unused_imports)]
use Engine as _;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Source;

    fn add(path: &str) -> Change {
        Change::Add(Box::new(Article {
            source: Source {
                path: path.to_owned(),
                record: 0,
            },
            body: "Barley was sold.".to_owned(),
            ..Article::default()
        }))
    }

    fn of_one_thread(dir: &Path) -> LocalIndex {
        let options = Options {
            threads: 1,
            ..Options::default()
        };
        LocalIndex::open_or_create(dir, options).unwrap()
    }

    /// When the last batch was committed.
    fn updated(index: &LocalIndex) -> Option<String> {
        let state = index.state().unwrap();
        state.payload.as_ref().map(|p| p.updated.clone())
    }

    #[test]
    fn small_segments_are_merged_when_they_are_many_and_the_run_was_long() {
        let sizes = [250, 9, 250, 25, 25, 12, 25, 4];
        assert_eq!(small(&sizes, 1000), [1, 3, 4, 5, 6, 7]);
        assert_eq!(small(&sizes, 99), [0; 0], "a short run");
        assert_eq!(small(&sizes[2..], 1000), [1, 2, 3, 4, 5]);
        assert_eq!(small(&sizes[4..], 1000), [0; 0], "none is small");
        assert_eq!(small(&[250, 25, 25, 25], 1000), [0; 0], "they are few");
        assert_eq!(small(&[], 0), [0; 0]);
    }

    /// What a run leaves in many small segments is merged when it ends, and nothing of it is lost.
    #[test]
    fn a_run_ends_in_few_segments() {
        let dir = tempfile::tempdir().unwrap();
        let index = of_one_thread(dir.path());
        let many = (0..40).map(|n| add(&format!("many-{n}")));
        index.apply(&mut many.into_iter()).unwrap();
        for n in 0..6 {
            let mut one = [add(&format!("one-{n}"))].into_iter();
            index.apply(&mut one).unwrap();
        }
        let last = updated(&index);
        assert_eq!(index.finish().unwrap(), [""; 0]);
        assert_eq!(index.index.searchable_segments().unwrap().len(), 2);
        drop(index);
        let index = LocalIndex::open(dir.path()).unwrap();
        assert_eq!(index.status().unwrap().articles, 46);
        assert_eq!(updated(&index), last);
    }

    /// A kill before a merge leaves many segments, which the next run merges while its first batch is written.
    #[test]
    fn the_first_removal_of_a_run_is_not_taken_for_a_committed_one() {
        let dir = tempfile::tempdir().unwrap();
        let index = of_one_thread(dir.path());
        index.take_up().unwrap();
        let writer = index.writer.lock().unwrap().take().unwrap();
        writer.tantivy.set_merge_policy(Box::new(NoMergePolicy));
        *index.writer.lock().unwrap() = Some(writer);
        for n in 0..11 {
            // The largest comes first in a merge, and must not be the one with the removal; nor must that be emptied.
            let more = [(3, 8), (5, 4)]
                .iter()
                .find(|(at, _)| *at == n)
                .map_or(0, |(_, more)| *more);
            let more = (0..more).map(|m| add(&format!("d{n}-{m}")));
            let all = [add(&format!("a{n}")), add(&format!("b{n}"))];
            index.apply(&mut all.into_iter().chain(more)).unwrap();
        }
        // The last commit removes from a segment in the middle.
        let last = [Change::Forget("a5".to_owned()), add("c")];
        index.apply(&mut last.into_iter()).unwrap();
        drop(index);
        let index = of_one_thread(dir.path());
        let first = [Change::Forget("b5".to_owned()), add("b5")];
        index.apply(&mut first.into_iter()).unwrap();
        assert_eq!(index.finish().unwrap(), [""; 0]);
        drop(index);
        let index = LocalIndex::open(dir.path()).unwrap();
        assert_eq!(index.status().unwrap().articles, 22 + 12);
    }
}
