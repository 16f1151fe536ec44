//! What the index says of itself: file records, and counts for `status`.

use rustc_hash::FxHashMap;
use tantivy::{Searcher, SegmentReader, Term};

use super::LocalIndex;
use super::document::day;
use super::lookup::documents;
use super::rows::Rows;
use super::schema::{self, ARTICLE, Fields};
use crate::engine::{FileRecord, Status};

/// Every file record, in order of path. Reads columns only: a million records cost no stored document.
pub fn fingerprints(searcher: &Searcher) -> anyhow::Result<Vec<FileRecord>> {
    let mut all = Vec::new();
    for segment in searcher.segment_readers() {
        let fast = segment.fast_fields();
        let Some(paths) = fast.str("file")? else {
            continue;
        };
        let (dictionary, ords) = paths.into_parts();
        let (size, modified, articles) = (
            fast.u64("size")?,
            fast.i64("modified")?,
            fast.u64("articles")?,
        );
        let hashes = fast.bytes("hash")?;
        let reasons = fast.str("skipped")?;
        // All paths at once and in order: looking each up would walk its block anew.
        let mut names: Vec<String> = Vec::with_capacity(dictionary.num_terms());
        let mut stream = dictionary.stream()?;
        while stream.advance() {
            names.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        let hash_list: Vec<Vec<u8>> = match &hashes {
            Some(hashes) => {
                let mut list = Vec::with_capacity(hashes.num_terms());
                let mut stream = hashes.dictionary().stream()?;
                while stream.advance() {
                    list.push(stream.key().to_vec());
                }
                list
            }
            None => Vec::new(),
        };
        for doc in segment.doc_ids_alive() {
            let Some(path) = ords.first(doc).and_then(|ord| names.get(ord as usize)) else {
                continue;
            };
            let hash = hashes
                .as_ref()
                .and_then(|h| h.term_ords(doc).next())
                .and_then(|ord| hash_list.get(ord as usize));
            let mut reason = String::new();
            let skipped = match &reasons {
                Some(column) => match column.term_ords(doc).next() {
                    Some(ord) => column.ord_to_str(ord, &mut reason)?.then_some(reason),
                    None => None,
                },
                None => None,
            };
            all.push(FileRecord {
                path: path.clone(),
                size: size.first(doc).unwrap_or_default(),
                modified: modified.first(doc).unwrap_or_default(),
                hash: hash.cloned().unwrap_or_default(),
                articles: articles.first(doc).unwrap_or_default() as u32,
                skipped,
            });
        }
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

/// True when there is no article. Stops at the first one.
pub fn is_empty(searcher: &Searcher, f: &Fields) -> anyhow::Result<bool> {
    let term = Term::from_field_text(f.kind, ARTICLE);
    for segment in searcher.segment_readers() {
        if documents(segment, &term)?.next().is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Counts over all articles, from columns.
pub fn status(index: &LocalIndex) -> anyhow::Result<Status> {
    let state = index.state()?;
    let searcher = &state.searcher;
    let files = fingerprints(searcher)?;
    let mut status = Status {
        version: schema::VERSION,
        articles: 0,
        quotes: 0,
        files: files.len() as u64,
        skipped: files
            .into_iter()
            .filter_map(|f| Some((f.path, f.skipped?)))
            .flat_map(|(path, parts)| {
                let parts = parts
                    .lines()
                    .map(move |line| (path.clone(), line.to_owned()));
                parts.collect::<Vec<_>>()
            })
            .collect(),
        first: None,
        last: None,
        undated: 0,
        languages: Vec::new(),
        outlets: Vec::new(),
        bytes: size_on_disk(index.dir())?,
        updated: state
            .payload
            .as_ref()
            .map(|p| p.updated.clone())
            .unwrap_or_default(),
    };
    let mut languages = FxHashMap::default();
    let mut outlets = FxHashMap::default();
    for segment in searcher.segment_readers() {
        let articles = alive(index, segment)?;
        let rows = Rows::of(segment)?;
        let quotes = articles
            .iter()
            .map(|doc| rows.of_article(*doc).len() as u64);
        status.quotes += quotes.sum::<u64>();
        status.articles += articles.len() as u64;
        count(segment, "language", &articles, &mut languages)?;
        count(segment, "outlet", &articles, &mut outlets)?;
        let fast = segment.fast_fields();
        let (first, last) = (
            fast.column_opt::<i64>("first_day")?,
            fast.column_opt::<i64>("last_day")?,
        );
        for doc in articles {
            match (
                first.as_ref().and_then(|c| c.first(doc)),
                last.as_ref().and_then(|c| c.first(doc)),
            ) {
                (Some(from), Some(to)) => {
                    status.first = status.first.into_iter().chain(day(from)).min();
                    status.last = status.last.into_iter().chain(day(to)).max();
                }
                _ => status.undated += 1,
            }
        }
    }
    status.languages = ranked(languages);
    status.outlets = ranked(outlets);
    Ok(status)
}

/// The articles of a segment.
fn alive(index: &LocalIndex, segment: &SegmentReader) -> anyhow::Result<Vec<u32>> {
    let term = Term::from_field_text(index.fields.kind, ARTICLE);
    Ok(documents(segment, &term)?.collect())
}

fn count(
    segment: &SegmentReader,
    column: &str,
    articles: &[u32],
    counts: &mut FxHashMap<String, u64>,
) -> anyhow::Result<()> {
    let Some(labels) = segment.fast_fields().str(column)? else {
        return Ok(());
    };
    let mut by_ord: FxHashMap<u64, u64> = FxHashMap::default();
    for doc in articles {
        if let Some(ord) = labels.term_ords(*doc).next() {
            *by_ord.entry(ord).or_default() += 1;
        }
    }
    for (ord, n) in by_ord {
        let mut label = String::new();
        if labels.ord_to_str(ord, &mut label)? {
            *counts.entry(label).or_default() += n;
        }
    }
    Ok(())
}

fn ranked(counts: FxHashMap<String, u64>) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

fn size_on_disk(dir: &std::path::Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(dir)? {
        let meta = entry?.metadata()?;
        bytes += if meta.is_file() { meta.len() } else { 0 };
    }
    Ok(bytes)
}
