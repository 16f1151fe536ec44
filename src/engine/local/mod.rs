//! The index on disk, by tantivy; the only place that names it.

mod alternatives;
mod analyzer;
mod answer;
mod beside;
mod check;
mod checks;
mod common;
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
mod group;
mod holders;
mod home;
mod joint;
mod kept;
mod lookup;
mod marks;
mod named;
mod ordered;
mod packed;
mod pairs;
mod passages;
mod pending;
mod people;
mod plan;
mod ranking;
mod rows;
mod schema;
mod scorer;
mod seam;
mod search;
mod segments;
mod slips;
mod spans;
mod state;
mod status;
mod steps;
mod stored;
mod suggest;
mod summaries;
mod sums;
mod texts;
mod timeline;
mod voices;
mod within;
mod write;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy};

use self::copies::Copies;
use self::passages::Highlighter;
use self::plan::Planner;
use self::schema::Fields;
use self::seam::guard;
use self::state::State;
use self::texts::Texts;
use super::concordance::{Collocates, CollocatesRequest, ConcordanceRequest, Line, Matches};
use super::export::{Row, Totals};
use super::fresh::Seen;
use super::timeline::{Timeline, TimelineRequest};
use super::{
    Change, CheckReport, EmptyReport, Engine, FileRecord, SearchRequest, SearchResponse,
    SpeakerPage, SpeakerSummary, Status,
};
use crate::article::{Article, Span};
use crate::error::IndexError;
use crate::people::{Aliases, Person};
use crate::query::Query;

pub use fresh::Fresh;
pub use write::Options;

/// One state of an index, for one question.
struct Snapshot {
    searcher: tantivy::Searcher,
    fields: Fields,
    dir: PathBuf,
    updated: String,
    aliases: String,
    persons: OnceLock<Arc<Vec<Person>>>,
    copies: OnceLock<Arc<Copies>>,
    texts: OnceLock<Arc<Texts>>,
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

    /// What unpacks the articles; read at first use.
    fn texts(&self) -> anyhow::Result<Arc<Texts>> {
        if let Some(known) = self.texts.get() {
            return Ok(known.clone());
        }
        let found = Arc::new(Texts::of(&self.searcher, &self.fields)?);
        Ok(self.texts.get_or_init(|| found).clone())
    }

    /// Reads a stored article.
    fn article(&self, address: DocAddress) -> anyhow::Result<Article> {
        let texts = self.texts()?;
        texts.article(&texts.stored(address)?, &self.fields)
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
    /// The commit that is searched.
    state: RwLock<Arc<State>>,
    /// Set when there is a later one that could not be read yet.
    stale: AtomicBool,
    options: Options,
    /// Text of the user's `aliases.toml`.
    aliases: String,
    writer: Mutex<Option<write::Writer>>,
}

impl LocalIndex {
    /// Opens the index in `dir`. Never creates one: a lost index must not read as an empty one.
    ///
    /// Fails with [`IndexError`] when there is none or nothing was ever committed to it, when another version wrote
    /// it, or when it is damaged.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        if !LocalIndex::is_committed(dir) {
            return Err(IndexError::Missing(dir.to_owned()).into());
        }
        guard(dir, || {
            LocalIndex::with(dir, Index::open_in_dir(dir)?, Options::default())
        })
    }

    /// True when [`LocalIndex::open`] finds an index in `dir`, sound or not.
    pub fn is_committed(dir: &Path) -> bool {
        state::is_committed(dir)
    }

    /// Opens the index in `dir` for writing, or makes a new one when there is none. Only one program may do so at
    /// a time.
    pub fn open_or_create(dir: &Path, options: Options) -> anyhow::Result<Self> {
        if LocalIndex::is_committed(dir) {
            return guard(dir, || {
                LocalIndex::with(dir, Index::open_in_dir(dir)?, options)
            });
        }
        guard(dir, || {
            state::clear(dir)?;
            let index = Index::builder()
                .schema(schema::schema().0)
                .settings(schema::settings())
                .create_in_dir(dir)?;
            LocalIndex::with(dir, index, options)
        })
    }

    fn with(dir: &Path, index: Index, options: Options) -> anyhow::Result<Self> {
        schema::register(&index);
        let mut reader: Option<IndexReader> = None;
        let state = state::last(&index, dir, true, &mut || {
            if let Some(reader) = &reader {
                reader.reload()?;
                return Ok(reader.searcher());
            }
            let made: IndexReader = index
                .reader_builder()
                .reload_policy(ReloadPolicy::Manual)
                .num_warming_threads(0)
                .doc_store_cache_num_blocks(8)
                .try_into()?;
            Ok(reader.insert(made).searcher())
        })?;
        let reader = reader.ok_or_else(|| IndexError::Missing(dir.to_owned()))?;
        Ok(LocalIndex {
            dir: dir.to_owned(),
            index,
            reader,
            fields: schema::schema().1,
            state: RwLock::new(Arc::new(state)),
            stale: AtomicBool::new(false),
            options,
            aliases: String::new(),
            writer: Mutex::new(None),
        })
    }

    /// From now on, the last commit is searched.
    fn refresh(&self) -> anyhow::Result<()> {
        self.stale.store(true, Ordering::Release);
        let state = state::last(&self.index, &self.dir, false, &mut || {
            self.reader.reload()?;
            Ok(self.reader.searcher())
        })?;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        self.stale.store(false, Ordering::Release);
        Ok(())
    }

    /// The commit that is searched.
    fn state(&self) -> anyhow::Result<Arc<State>> {
        if self.stale.load(Ordering::Acquire) {
            self.refresh()?;
        }
        Ok(self
            .state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone())
    }

    /// Takes the text of an `aliases.toml`: which names are one person's, by the user's word.
    pub fn with_aliases(mut self, text: &str) -> anyhow::Result<Self> {
        Aliases::parse(text)?;
        self.aliases = text.to_owned();
        Ok(self)
    }

    fn snapshot(&self) -> anyhow::Result<Snapshot> {
        let state = self.state()?;
        let payload = state.payload.as_ref();
        Ok(Snapshot {
            searcher: state.searcher.clone(),
            fields: self.fields.clone(),
            dir: self.dir.clone(),
            updated: payload.map(|p| p.updated.clone()).unwrap_or_default(),
            aliases: self.aliases.clone(),
            persons: OnceLock::new(),
            copies: OnceLock::new(),
            texts: OnceLock::new(),
        })
    }

    /// Who speaks: everybody, or those with a name that has all the words of `pattern` (the last word may be the
    /// beginning of one). In order of their names.
    pub fn speakers(&self, pattern: Option<&str>) -> anyhow::Result<Vec<SpeakerSummary>> {
        guard(&self.dir, || {
            summaries::summaries(&self.snapshot()?, pattern)
        })
    }

    /// All about one of them.
    pub fn speaker(&self, summary: SpeakerSummary) -> anyhow::Result<SpeakerPage> {
        guard(&self.dir, || {
            people::page(&self.snapshot()?, &self.fields, summary)
        })
    }

    /// Hits through time.
    pub fn timeline(&self, request: &TimelineRequest) -> anyhow::Result<Timeline> {
        guard(&self.dir, || timeline::timeline(&self.snapshot()?, request))
    }

    /// Calls `take` for every match of a query, in its context; returns how many there are. An error of `take`
    /// ends it.
    pub fn concordance(
        &self,
        request: &ConcordanceRequest,
        take: &mut dyn FnMut(Line) -> anyhow::Result<()>,
    ) -> anyhow::Result<Matches> {
        guard(&self.dir, || {
            concordance::concordance(&self.snapshot()?, request, take)
        })
    }

    /// The words that stand near the matches of a query more often than chance has it.
    pub fn collocates(&self, request: &CollocatesRequest) -> anyhow::Result<Collocates> {
        guard(&self.dir, || {
            concordance::collocates(&self.snapshot()?, request)
        })
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
        guard(&self.dir, || {
            export::export(&self.snapshot()?, request, context, begin, take)
        })
    }

    /// The articles that match and are not among those seen; from then on they are.
    pub fn fresh(&self, request: &SearchRequest, seen: &mut Seen) -> anyhow::Result<Fresh> {
        guard(&self.dir, || fresh::fresh(self.snapshot()?, request, seen))
    }

    /// Version of its format.
    pub fn version(&self) -> u32 {
        schema::VERSION
    }

    /// The folder it lies in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Compares every file of the index in `dir` with its checksum, reads every article, and looks whether they agree.
    ///
    /// Takes as long as reading the whole index. Fails when there is none, and when another version wrote it.
    pub fn check(dir: &Path) -> anyhow::Result<CheckReport> {
        check::check(dir)
    }

    /// True when it holds no article.
    pub fn is_empty(&self) -> anyhow::Result<bool> {
        guard(&self.dir, || {
            status::is_empty(&self.state()?.searcher, &self.fields)
        })
    }

    /// Its state.
    pub fn status(&self) -> anyhow::Result<Status> {
        guard(&self.dir, || status::status(self))
    }

    /// Why a query finds nothing: what each word finds alone, and what may have been meant.
    pub fn explain_empty(&self, query: &Query) -> anyhow::Result<EmptyReport> {
        guard(&self.dir, || empty::explain(&self.snapshot()?, query))
    }

    /// Where a query matches in an article, in bytes of its body.
    pub fn highlight(&self, query: &Query, article: &Article) -> anyhow::Result<Vec<Span>> {
        guard(&self.dir, || {
            let snapshot = self.snapshot()?;
            let mut planner = Planner::new(&snapshot, true);
            planner.plan(&query.root, false)?;
            Ok(Highlighter::new(planner.marks).body(article))
        })
    }
}

impl Engine for LocalIndex {
    fn fingerprints(&self) -> anyhow::Result<Vec<FileRecord>> {
        guard(&self.dir, || status::fingerprints(&self.state()?.searcher))
    }

    fn apply(&self, changes: &mut dyn Iterator<Item = Change>) -> anyhow::Result<()> {
        guard(&self.dir, || write::apply(self, changes))
    }

    fn search(&self, request: &SearchRequest) -> anyhow::Result<SearchResponse> {
        guard(&self.dir, || answer::answer(&self.snapshot()?, request))
    }

    fn get(&self, id: &str) -> anyhow::Result<Option<Article>> {
        guard(&self.dir, || {
            let snapshot = self.snapshot()?;
            match lookup::lookup(&snapshot, id)? {
                Some(address) => snapshot.article(address).map(Some),
                None => Ok(None),
            }
        })
    }
}
