//! One commit of the index: what it says of itself, and the searcher that sees it.
//!
//! tantivy keeps checksums of its segments and compares them with nothing, and none of `meta.json`, which names
//! them. So each commit says how many documents it has, and both are compared when the index is opened.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, META_LOCK};
use tantivy::index::SegmentComponent;
use tantivy::{Index, IndexMeta, Searcher, TantivyError};

use super::schema::{self, VERSION};
use super::seam;
use crate::error::IndexError;

/// Bytes of segments compared with their checksums whenever an index is opened, the smallest files first, so
/// that no question waits for a look at all of it. Larger files are when they were changed after the commit, and by `check`.
const COMPARED: u64 = 2 << 20;
/// The file that says of what an index consists.
const META: &str = "meta.json";
/// How often to begin again when another program commits meanwhile.
const TRIES: usize = 50;

/// What a commit says of the index as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// [`schema::VERSION`] of the program that wrote it.
    pub version: u32,
    /// When, RFC 3339.
    pub updated: String,
    /// Documents in the index: articles, statements and files.
    pub documents: u64,
    /// tantivy's number of the commit.
    pub opstamp: u64,
    /// CRC-32 of the others.
    sum: u32,
}

impl Payload {
    /// Of a commit made now.
    pub fn new(documents: u64, opstamp: u64) -> Self {
        let mut payload = Payload {
            version: VERSION,
            updated: jiff::Timestamp::now().to_string(),
            documents,
            opstamp,
            sum: 0,
        };
        payload.sum = payload.crc();
        payload
    }

    fn crc(&self) -> u32 {
        let text = format!(
            "{} {} {} {}",
            self.version, self.updated, self.documents, self.opstamp
        );
        crc32fast::hash(text.as_bytes())
    }

    /// Reads what a commit says; none when nothing has been committed yet.
    ///
    /// Fails when another version wrote it and when it is damaged.
    fn of(meta: &IndexMeta) -> anyhow::Result<Option<Self>> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let damaged = || IndexError::Damaged("meta.json: its last commit cannot be read".into());
        let Some(text) = &meta.payload else {
            // Segments come with a commit, and a commit with its payload.
            return match meta.segments.is_empty() {
                true => Ok(None),
                false => Err(damaged().into()),
            };
        };
        let found: Version = serde_json::from_str(text).map_err(|_| damaged())?;
        if found.version != VERSION {
            return Err(IndexError::Version {
                found: found.version,
                expected: VERSION,
            }
            .into());
        }
        let payload: Payload = serde_json::from_str(text).map_err(|_| damaged())?;
        if payload.sum != payload.crc() || payload.opstamp != meta.opstamp {
            return Err(damaged().into());
        }
        Ok(Some(payload))
    }
}

/// One commit, as it is searched.
pub struct State {
    /// Sees the documents of this commit and no other.
    pub searcher: Searcher,
    /// What it says of itself; none before the first commit.
    pub payload: Option<Payload>,
}

/// The last commit. `open` gives a searcher of the index as it is then, and is called again when another
/// program commits meanwhile. `compare`: the files with their checksums, too.
pub fn last(
    index: &Index,
    dir: &Path,
    compare: bool,
    open: &mut dyn FnMut() -> anyhow::Result<Searcher>,
) -> anyhow::Result<State> {
    // As long as the file is the same, what it says need not be read again.
    let bytes = || fs::read(dir.join(META)).ok();
    let mut seen = bytes();
    let mut before = index.load_metas()?;
    for _ in 0..TRIES {
        let state = read(index, dir, &before, compare, open);
        let now = bytes();
        if now.is_some() && now == seen {
            return state;
        }
        seen = now;
        let after = index.load_metas()?;
        // Merging makes other segments of the same documents.
        let same_commit = before.payload == after.payload;
        if same_commit && (state.is_ok() || files(&before) == files(&after)) {
            return state;
        }
        before = after;
    }
    anyhow::bail!(
        "the index in {} is written too often to be read: run this again",
        dir.display()
    )
}

fn read(
    index: &Index,
    dir: &Path,
    meta: &IndexMeta,
    compare: bool,
    open: &mut dyn FnMut() -> anyhow::Result<Searcher>,
) -> anyhow::Result<State> {
    let payload = Payload::of(meta)?;
    let (schema, _) = schema::schema();
    if meta.schema != schema || meta.index_settings != schema::settings() {
        return Err(match payload {
            // Begun by another version, and nothing came of it.
            None => IndexError::Missing(dir.to_owned()),
            Some(_) => IndexError::Damaged("meta.json: not as this version writes it".into()),
        }
        .into());
    }
    if compare {
        compare_files(index, dir, meta)?;
    }
    let searcher = open()?;
    let (found, expected) = (
        searcher.num_docs(),
        payload.as_ref().map_or(0, |p| p.documents),
    );
    if found != expected {
        return Err(IndexError::Damaged(format!(
            "it holds {found} documents, and {expected} were committed"
        ))
        .into());
    }
    Ok(State { searcher, payload })
}

/// True when something has been committed to the index in `dir`, or when that cannot be told because it is damaged.
pub fn is_committed(dir: &Path) -> bool {
    #[derive(Deserialize)]
    struct Meta {
        segments: Vec<serde::de::IgnoredAny>,
        payload: Option<String>,
    }
    match fs::read(dir.join(META)) {
        Ok(bytes) => serde_json::from_slice::<Meta>(&bytes).map_or(true, |meta| {
            meta.payload.is_some() || !meta.segments.is_empty()
        }),
        Err(e) => e.kind() != io::ErrorKind::NotFound,
    }
}

/// Makes the folder for a new index, without the files of one that was begun there and never committed.
pub fn clear(dir: &Path) -> anyhow::Result<()> {
    let cannot = |e: io::Error, path: &Path| seam::describe(e.into(), path);
    fs::create_dir_all(dir).map_err(|e| cannot(e, dir))?;
    for entry in fs::read_dir(dir).map_err(|e| cannot(e, dir))? {
        let entry = entry.map_err(|e| cannot(e, dir))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_of_segment(&name) || is_temporary(&name) || matches!(&*name, META | ".managed.json") {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes what a killed writer left in `dir`: files that are begun, and segments that belong to no commit. Only
/// whoever holds the lock of the writer may do so.
pub fn remove_leftovers(index: &Index, dir: &Path) -> anyhow::Result<()> {
    // A reader that has read an older `meta.json` opens its files first.
    let _opening = index
        .directory()
        .acquire_lock(&META_LOCK)
        .map_err(|e| TantivyError::LockFailure(e, None))?;
    let living = files(&index.load_metas()?);
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_temporary(&name) || (is_of_segment(&name) && !living.contains(Path::new(&name))) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(seam::describe(e.into(), path)),
        _ => Ok(()),
    }
}

/// `0f3b….term`: tantivy names segments by numbers of 128 bits.
fn is_of_segment(name: &str) -> bool {
    name.split_once('.')
        .is_some_and(|(id, _)| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(".tmp") || name.ends_with(".new")
}

/// Names of the files a commit consists of, beside `meta.json`.
pub fn files(meta: &IndexMeta) -> HashSet<PathBuf> {
    use SegmentComponent::{Delete, FastFields, FieldNorms, Positions, Postings, Store, Terms};
    let mut all = HashSet::new();
    for segment in &meta.segments {
        for part in [Terms, Postings, Positions, Store, FastFields, FieldNorms] {
            all.insert(segment.relative_path(part));
        }
        if segment.has_deletes() {
            all.insert(segment.relative_path(Delete));
        }
    }
    all
}

/// Looks for every file, and compares those with their checksums that are small or were changed after the commit:
/// a segment is written before the `meta.json` that names it, and never again.
fn compare_files(index: &Index, dir: &Path, meta: &IndexMeta) -> anyhow::Result<()> {
    let committed = modified(&fs::metadata(dir.join(META))?);
    let mut all = Vec::new();
    for name in files(meta) {
        let found = match fs::metadata(dir.join(&name)) {
            Ok(found) => found,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(IndexError::Damaged(format!("{} is missing", name.display())).into());
            }
            Err(e) => return Err(seam::describe(e.into(), &dir.join(&name))),
        };
        all.push((found.len(), modified(&found) > committed, name));
    }
    all.sort();
    let mut bytes = 0;
    for (size, later, name) in all {
        bytes += size;
        if later || bytes <= COMPARED {
            compare(index, &name)?;
        }
    }
    Ok(())
}

fn modified(found: &fs::Metadata) -> Option<SystemTime> {
    found.modified().ok()
}

/// Compares a file of a segment with its checksum.
pub fn compare(index: &Index, name: &Path) -> anyhow::Result<()> {
    let damaged = |what: &str| IndexError::Damaged(format!("{}: {what}", name.display()));
    match index.directory().validate_checksum(name) {
        Ok(true) => Ok(()),
        Ok(false) => Err(damaged("its checksum is wrong").into()),
        Err(e) => Err(TantivyError::from(e).into()),
    }
}
