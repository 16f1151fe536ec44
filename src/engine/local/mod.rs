//! The index on disk, by tantivy; the only place that names it.

mod analyzer;
mod document;
mod expand;
mod pairs;
mod passages;
mod plan;
mod ranking;
mod schema;
mod scorer;
mod search;
mod status;
mod suggest;
mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use tantivy::query::Scorer;
use tantivy::{DocSet, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term};

use self::passages::Highlighter;
use self::plan::{Plan, Planner};
use self::schema::Fields;
use super::{
    Change, Contribution, EmptyReport, Engine, FileRecord, Hit, SearchRequest, SearchResponse,
    Status, WordReport,
};
use crate::article::Article;
use crate::error::IndexError;
use crate::query::{Node, Query};

pub use write::Options;

/// What a commit says of the index as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    /// [`schema::VERSION`] of the program that wrote it.
    version: u32,
    /// When, RFC 3339.
    updated: String,
}

/// An index in a directory of its own.
pub struct LocalIndex {
    dir: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    payload: Option<Payload>,
    options: Options,
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
        let (schema, _) = schema::schema();
        guard(|| LocalIndex::with(dir, Index::create_in_dir(dir, schema)?, options))
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
            writer: Mutex::new(None),
        })
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
        guard(|| {
            let searcher = self.reader.searcher();
            let mut report = EmptyReport::default();
            let mut words = Vec::new();
            leaves(&query.root, None, &mut words);
            words.dedup();
            words.truncate(20);
            for node in words {
                let mut planner = Planner::new(&searcher, &self.fields, true);
                let plan = planner.plan(&node)?;
                let (articles, _) =
                    search::search(&searcher, &self.fields, &plan, super::Sort::Relevance, 0)?;
                let word = Query { root: node.clone() }.to_string();
                let suggestion = match &node {
                    Node::Word(text) if articles == 0 => {
                        suggest::nearest(&searcher, &self.fields, text)?
                    }
                    _ => None,
                };
                report.words.push(WordReport {
                    word,
                    articles,
                    suggestion,
                });
            }
            if let Some(undated) = without_dates(&query.root) {
                let mut planner = Planner::new(&searcher, &self.fields, true);
                let plan = planner.plan(&undated)?;
                let (articles, _) =
                    search::search(&searcher, &self.fields, &plan, super::Sort::Relevance, 0)?;
                report.without_dates = Some(articles);
            }
            Ok(report)
        })
    }

    /// Where a query matches in an article, in bytes of its body.
    pub fn highlight(
        &self,
        query: &Query,
        body: &str,
    ) -> anyhow::Result<Vec<crate::article::Span>> {
        guard(|| {
            let searcher = self.reader.searcher();
            let mut planner = Planner::new(&searcher, &self.fields, true);
            planner.plan(&query.root)?;
            Ok(Highlighter::new(planner.marks).body(body))
        })
    }

    fn article(
        &self,
        searcher: &Searcher,
        address: tantivy::DocAddress,
    ) -> anyhow::Result<Article> {
        let doc: TantivyDocument = searcher.doc(address)?;
        document::to_article(&doc, &self.fields)
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
        guard(|| {
            let searcher = self.reader.searcher();
            let mut planner = Planner::new(&searcher, &self.fields, request.loose_dates);
            let plan = planner.plan(&request.query.root)?;
            let most = match request.limit {
                0 => 0,
                limit => request.offset.saturating_add(limit),
            };
            let (total, found) = search::ranked(
                &searcher,
                &self.fields,
                &plan,
                &planner.pairs,
                request.sort,
                most,
            )?;
            let highlighter = Highlighter::new(std::mem::take(&mut planner.marks));
            let mut hits = Vec::new();
            for found in found.iter().skip(request.offset) {
                let article = self.article(&searcher, found.address)?;
                let explanation = match request.explain {
                    true => explain(&plan, &self.fields, &searcher, found.address)?,
                    false => Vec::new(),
                };
                hits.push(Hit {
                    id: article.display_id(),
                    headline_matches: highlighter.headline(&article.headline),
                    passages: highlighter.passages(&article, request.passages),
                    score: found.score,
                    explanation,
                    source: article.source,
                    headline: article.headline,
                    byline: article.byline,
                    published: article.published,
                    outlet: article.outlet,
                    section: article.section,
                    url: article.url,
                    language: article.language,
                });
            }
            Ok(SearchResponse { total, hits })
        })
    }

    fn get(&self, id: &str) -> anyhow::Result<Option<Article>> {
        guard(|| {
            let searcher = self.reader.searcher();
            let own = Plan::All {
                with: vec![
                    Plan::Articles,
                    Planner::new(&searcher, &self.fields, true)
                        .plan(&exact(crate::query::Field::Id, id))?,
                ],
                without: Vec::new(),
            };
            let (_, found) =
                search::search(&searcher, &self.fields, &own, super::Sort::Relevance, 1)?;
            if let Some(found) = found.first() {
                return Ok(Some(self.article(&searcher, found.address)?));
            }
            // `path#record`, or a path alone for its first record.
            let (path, record) = match id.rsplit_once('#') {
                Some((path, record)) if record.parse::<u32>().is_ok() => {
                    (path, record.parse().unwrap_or(0))
                }
                _ => (id, 0),
            };
            for (ord, segment) in searcher.segment_readers().iter().enumerate() {
                let index = segment.inverted_index(self.fields.path)?;
                let term = Term::from_field_text(self.fields.path, path);
                let Some(mut postings) =
                    index.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?
                else {
                    continue;
                };
                let mut doc = postings.doc();
                while doc != tantivy::TERMINATED {
                    if !segment.is_deleted(doc) {
                        let stored: TantivyDocument =
                            searcher.doc(tantivy::DocAddress::new(ord as u32, doc))?;
                        if let Ok(article) = document::to_article(&stored, &self.fields)
                            && article.source.record == record
                        {
                            return Ok(Some(article));
                        }
                    }
                    doc = postings.advance();
                }
            }
            Ok(None)
        })
    }
}

/// A value that is looked up as it stands.
fn exact(field: crate::query::Field, value: &str) -> Node {
    Node::In(
        field,
        Box::new(Node::Phrase {
            text: value.to_owned(),
            slop: 0,
        }),
    )
}

/// What each word and phrase added to the score of one article.
fn explain(
    plan: &Plan,
    f: &Fields,
    searcher: &Searcher,
    address: tantivy::DocAddress,
) -> anyhow::Result<Vec<Contribution>> {
    let ord = address.segment_ord as usize;
    let segment = searcher.segment_reader(address.segment_ord);
    let mut leaves = Vec::new();
    plan.leaves(&mut |leaf| leaves.push(leaf));
    let mut all = Vec::new();
    for leaf in leaves {
        let mut scorer: Box<dyn Scorer> = leaf.scorer(f, segment, ord)?;
        if scorer.doc() <= address.doc_id && scorer.seek(address.doc_id) == address.doc_id {
            let points = scorer.score();
            let (what, articles) = match leaf {
                Plan::Group(group) => (group.label.clone(), group.articles),
                Plan::Phrase(phrase) => (format!("\"{}\"", phrase.label), 0),
                _ => continue,
            };
            if points > 0.0 {
                all.push(Contribution {
                    what,
                    points,
                    articles,
                });
            }
        }
    }
    Ok(all)
}

/// The words and phrases of a query that are asked for, each with its field.
fn leaves(node: &Node, field: Option<crate::query::Field>, all: &mut Vec<Node>) {
    match node {
        Node::Word(_) | Node::Phrase { .. } | Node::Pattern(_) | Node::Fuzzy { .. } => {
            all.push(match field {
                Some(field) => Node::In(field, Box::new(node.clone())),
                None => node.clone(),
            })
        }
        Node::In(field, inner) => leaves(inner, Some(*field), all),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| leaves(n, field, all)),
        Node::Near { left, right, .. } => {
            leaves(left, field, all);
            leaves(right, field, all);
        }
        Node::Said { what, .. } => leaves(what, field, all),
        Node::All | Node::Not(_) | Node::Published(_) | Node::Mentions(_) => {}
    }
}

/// The query without its dates; none when it has none.
fn without_dates(node: &Node) -> Option<Node> {
    match node {
        Node::Published(_) => Some(Node::All),
        Node::And(nodes) => {
            let mut changed = false;
            let rest: Vec<Node> = nodes
                .iter()
                .map(|n| match without_dates(n) {
                    Some(other) => {
                        changed = true;
                        other
                    }
                    None => n.clone(),
                })
                .collect();
            changed.then_some(Node::And(rest))
        }
        _ => None,
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
