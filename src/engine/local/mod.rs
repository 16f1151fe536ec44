//! The index on disk, by tantivy; the only place that names it.

mod analyzer;
mod answer;
mod checks;
mod concordance;
mod copies;
mod document;
mod empty;
mod expand;
mod export;
mod facets;
mod family;
mod filtered;
mod finder;
mod fold;
mod fresh;
mod home;
mod lookup;
mod marks;
mod meta;
mod pairs;
mod passages;
mod people;
mod plan;
mod ranking;
mod schema;
mod scorer;
mod search;
mod spans;
mod status;
mod suggest;
mod timeline;
mod write;

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use tantivy::{Index, IndexReader, ReloadPolicy};

use self::copies::Copies;
use self::passages::Highlighter;
use self::plan::Planner;
use self::schema::Fields;
use super::concordance::{Collocates, CollocatesRequest, ConcordanceRequest, Line, Matches};
use super::export::{Row, Totals};
use super::fresh::Seen;
use super::timeline::{Timeline, TimelineRequest};
use super::{
    Change, EmptyReport, Engine, FileRecord, SearchRequest, SearchResponse, SpeakerPage,
    SpeakerSummary, Status,
};
use crate::article::{Article, Span};
use crate::error::IndexError;
use crate::people::{Aliases, Person};
use crate::query::Query;

pub use fresh::Fresh;
pub use write::Options;

/// What a commit says of the index as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    /// [`schema::VERSION`] of the program that wrote it.
    version: u32,
    /// When, RFC 3339.
    updated: String,
}

/// One state of an index, for one question.
struct Snapshot {
    searcher: tantivy::Searcher,
    fields: Fields,
    dir: PathBuf,
    updated: String,
    aliases: String,
    persons: OnceCell<Arc<Vec<Person>>>,
    copies: OnceCell<Arc<Copies>>,
}

impl Snapshot {
    /// The persons with more than one name; found at first use.
    fn persons(&self) -> anyhow::Result<Arc<Vec<Person>>> {
        if let Some(known) = self.persons.get() {
            return Ok(known.clone());
        }
        let found = people::persons(&self.searcher, &self.dir, &self.updated, &self.aliases)?;
        Ok(self.persons.get_or_init(|| found).clone())
    }

    /// Which articles are copies of one story; read at first use.
    fn copies(&self) -> anyhow::Result<Arc<Copies>> {
        if let Some(known) = self.copies.get() {
            return Ok(known.clone());
        }
        let found = Arc::new(copies::copies(&self.searcher, &self.dir, &self.updated)?);
        Ok(self.copies.get_or_init(|| found).clone())
    }
}

/// An index in a directory of its own.
pub struct LocalIndex {
    dir: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    payload: Option<Payload>,
    options: Options,
    /// Text of the user's `aliases.toml`.
    aliases: String,
    writer: Mutex<Option<write::Writer>>,
}

impl LocalIndex {
    /// Opens the index in `dir`. Never creates one: a lost index must not read as an empty one.
    ///
    /// Fails with [`IndexError`] when there is none, when another version wrote it, or when it is damaged.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        if !dir.join("meta.json").is_file() {
            return Err(IndexError::Missing(dir.to_owned()).into());
        }
        guard(|| LocalIndex::with(dir, Index::open_in_dir(dir)?, Options::default()))
    }

    /// Opens the index in `dir` for writing, or makes a new one when there is none.
    pub fn open_or_create(dir: &Path, options: Options) -> anyhow::Result<Self> {
        if dir.join("meta.json").is_file() {
            return guard(|| LocalIndex::with(dir, Index::open_in_dir(dir)?, options));
        }
        std::fs::create_dir_all(dir).map_err(|e| {
            anyhow::anyhow!(
                "cannot make the folder {} for the index: {e}",
                dir.display()
            )
        })?;
        guard(|| {
            let index = Index::builder()
                .schema(schema::schema().0)
                .settings(schema::settings())
                .create_in_dir(dir)?;
            LocalIndex::with(dir, index, options)
        })
    }

    fn with(dir: &Path, index: Index, options: Options) -> anyhow::Result<Self> {
        let (expected, fields) = schema::schema();
        let payload = index.load_metas()?.payload;
        let payload: Option<Payload> = match payload {
            Some(text) => Some(
                serde_json::from_str(&text)
                    .map_err(|_| IndexError::Damaged("its last commit cannot be read".into()))?,
            ),
            None => None,
        };
        let found = payload.as_ref().map_or(schema::VERSION, |p| p.version);
        if found != schema::VERSION || index.schema() != expected {
            return Err(IndexError::Version {
                found,
                expected: schema::VERSION,
            }
            .into());
        }
        schema::register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .num_warming_threads(0)
            .doc_store_cache_num_blocks(8)
            .try_into()?;
        Ok(LocalIndex {
            dir: dir.to_owned(),
            index,
            reader,
            fields,
            payload,
            options,
            aliases: String::new(),
            writer: Mutex::new(None),
        })
    }

    /// Takes the text of an `aliases.toml`: which names are one person's, by the user's word.
    pub fn with_aliases(mut self, text: &str) -> anyhow::Result<Self> {
        Aliases::parse(text)?;
        self.aliases = text.to_owned();
        Ok(self)
    }

    fn snapshot(&self) -> anyhow::Result<Snapshot> {
        let updated = self
            .index
            .load_metas()?
            .payload
            .and_then(|p| serde_json::from_str::<Payload>(&p).ok());
        Ok(Snapshot {
            searcher: self.reader.searcher(),
            fields: self.fields.clone(),
            dir: self.dir.clone(),
            updated: updated.map(|p| p.updated).unwrap_or_default(),
            aliases: self.aliases.clone(),
            persons: OnceCell::new(),
            copies: OnceCell::new(),
        })
    }

    /// Who speaks: everybody, or those with a name that has all the words of `pattern` (the last word may be the
    /// beginning of one). In order of their names.
    pub fn speakers(&self, pattern: Option<&str>) -> anyhow::Result<Vec<SpeakerSummary>> {
        guard(|| people::summaries(&self.snapshot()?, pattern))
    }

    /// All about one of them.
    pub fn speaker(&self, summary: SpeakerSummary) -> anyhow::Result<SpeakerPage> {
        guard(|| people::page(&self.snapshot()?, &self.fields, summary))
    }

    /// Hits through time.
    pub fn timeline(&self, request: &TimelineRequest) -> anyhow::Result<Timeline> {
        guard(|| timeline::timeline(&self.snapshot()?, request))
    }

    /// Calls `take` for every match of a query, in its context; returns how many there are. An error of `take`
    /// ends it.
    pub fn concordance(
        &self,
        request: &ConcordanceRequest,
        take: &mut dyn FnMut(Line) -> anyhow::Result<()>,
    ) -> anyhow::Result<Matches> {
        guard(|| concordance::concordance(&self.snapshot()?, request, take))
    }

    /// The words that stand near the matches of a query more often than chance has it.
    pub fn collocates(&self, request: &CollocatesRequest) -> anyhow::Result<Collocates> {
        guard(|| concordance::collocates(&self.snapshot()?, request))
    }

    /// Calls `begin` with how many hits there are, then `take` for each hit that was asked for, in order; only one is
    /// in memory at a time, and 50 bytes of each of the others. An error of either ends it.
    pub fn export(
        &self,
        request: &SearchRequest,
        context: usize,
        begin: &mut dyn FnMut(&Totals) -> anyhow::Result<()>,
        take: &mut dyn FnMut(Row) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        guard(|| export::export(&self.snapshot()?, request, context, begin, take))
    }

    /// The articles that match and are not among those seen; from then on they are.
    pub fn fresh(&self, request: &SearchRequest, seen: &mut Seen) -> anyhow::Result<Fresh> {
        guard(|| fresh::fresh(self.snapshot()?, request, seen))
    }

    /// Version of its format.
    pub fn version(&self) -> u32 {
        schema::VERSION
    }

    /// The folder it lies in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// True when something has been committed to it.
    pub fn is_committed(&self) -> bool {
        self.payload.is_some()
    }

    /// Its state.
    pub fn status(&self) -> anyhow::Result<Status> {
        guard(|| status::status(self))
    }

    /// Why a query finds nothing: what each word finds alone, and what may have been meant.
    pub fn explain_empty(&self, query: &Query) -> anyhow::Result<EmptyReport> {
        guard(|| empty::explain(&self.snapshot()?, query))
    }

    /// Where a query matches in an article, in bytes of its body.
    pub fn highlight(&self, query: &Query, article: &Article) -> anyhow::Result<Vec<Span>> {
        guard(|| {
            let snapshot = self.snapshot()?;
            let mut planner = Planner::new(&snapshot, true);
            planner.plan(&query.root, false)?;
            Ok(Highlighter::new(planner.marks).body(article))
        })
    }
}

impl Engine for LocalIndex {
    fn fingerprints(&self) -> anyhow::Result<Vec<FileRecord>> {
        guard(|| status::fingerprints(&self.reader.searcher()))
    }

    fn apply(&self, changes: &mut dyn Iterator<Item = Change>) -> anyhow::Result<()> {
        guard(|| write::apply(self, changes))
    }

    fn search(&self, request: &SearchRequest) -> anyhow::Result<SearchResponse> {
        guard(|| answer::answer(&self.snapshot()?, request))
    }

    fn get(&self, id: &str) -> anyhow::Result<Option<Article>> {
        guard(|| {
            let snapshot = self.snapshot()?;
            match lookup::lookup(&snapshot, id)? {
                Some(address) => {
                    answer::article(&snapshot.searcher, &self.fields, address).map(Some)
                }
                None => Ok(None),
            }
        })
    }
}

/// Runs what touches tantivy: a panic there, as damaged files can cause, becomes an error with a remedy.
fn guard<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let hook_message = "tantivy panicked on a file of the index";
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(match error.downcast::<tantivy::TantivyError>() {
            Ok(error) => write::describe(error),
            Err(error) => error,
        }),
        Err(_) => Err(IndexError::Damaged(hook_message.into()).into()),
    }
}
