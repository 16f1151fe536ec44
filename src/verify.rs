//! A hit list -> which of its rows still hold, by the files of the archive and not by its index.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use anyhow::{Context, bail};
use calamine::{Data, Reader};
use serde_json::Value;

use crate::article::{Article, Span};
use crate::ingest;
use crate::output::export::line;
use crate::read;
use crate::walk;

/// What a row of a list says of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Number in the list, from 1.
    pub number: u64,
    /// File of the archive.
    pub path: String,
    /// Record of the file.
    pub record: u32,
    /// Hash of the body.
    pub hash: String,
    /// Where the match stands in the body, and its text.
    pub found: Option<(Span, String)>,
}

/// A row that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The row.
    pub row: Row,
    /// Why.
    pub reason: String,
}

/// The rows of a list: CSV, TSV, JSON, JSON lines or XLSX, as its name ends.
///
/// Fails when it cannot be read, or lacks the columns `path`, `record` and `sha256`.
pub fn rows(list: &Path) -> anyhow::Result<Vec<Row>> {
    let ending = list
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let shown = list.display();
    let text = || std::fs::read_to_string(list).with_context(|| format!("cannot read {shown}"));
    match ending.to_ascii_lowercase().as_str() {
        "csv" => separated(&text()?, false),
        "tsv" => separated(&text()?, true),
        "json" => {
            let value: Value = serde_json::from_str(&text()?)?;
            let hits = value.get("hits").and_then(Value::as_array);
            let hits = hits.context("there are no hits in it")?;
            hits.iter()
                .enumerate()
                .map(|(i, hit)| object(hit, i))
                .collect()
        }
        "jsonl" => {
            let text = text()?;
            let values: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
            let hits: Vec<Value> = values?
                .into_iter()
                .filter(|v| v.get("id").is_some())
                .collect();
            hits.iter()
                .enumerate()
                .map(|(i, hit)| object(hit, i))
                .collect()
        }
        "xlsx" => {
            let mut book: calamine::Xlsx<_> =
                calamine::open_workbook(list).with_context(|| format!("cannot read {shown}"))?;
            let sheet = book
                .worksheet_range("Hits")
                .context("it has no sheet Hits")?;
            let text = |c: &Data| match c {
                Data::Empty => String::new(),
                other => other.to_string(),
            };
            table(sheet.rows().map(|r| r.iter().map(text).collect()))
        }
        _ => bail!(
            "only lists in CSV, TSV, JSON, JSON lines and XLSX can be verified, told by the ending"
        ),
    }
}

fn separated(text: &str, tabs: bool) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(!tabs)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut all = Vec::new();
    for record in reader.records() {
        let record: Vec<String> = record?.iter().map(str::to_owned).collect();
        // What the list says of itself.
        if !record.first().is_some_and(|c| c.starts_with("# ")) || record.len() > 1 {
            all.push(record);
        }
    }
    table(all.into_iter())
}

/// Rows by the names in the first one.
fn table(mut all: impl Iterator<Item = Vec<String>>) -> anyhow::Result<Vec<Row>> {
    let names = all.next().context("it is empty")?;
    let at = |name: &str| names.iter().position(|n| n == name);
    let needed = |name: &str| {
        at(name)
            .with_context(|| format!("it has no column {name}; path, record and sha256 are needed"))
    };
    let (path, record, hash) = (needed("path")?, needed("record")?, needed("sha256")?);
    let (start, end, found) = (at("start"), at("end"), at("match"));
    let mut rows = Vec::new();
    for (i, cells) in (1..).zip(all) {
        let cell = |at: usize| cells.get(at).map(|c| plain(c)).unwrap_or_default();
        let number = |at: usize| cell(at).parse::<usize>().ok();
        let span = match (start.and_then(number), end.and_then(number)) {
            (Some(start), Some(end)) => Some(Span { start, end }),
            _ => None,
        };
        rows.push(Row {
            number: i,
            path: cell(path).to_owned(),
            record: cell(record)
                .parse()
                .with_context(|| format!("row {i}: {} is no number of a record", cell(record)))?,
            hash: cell(hash).to_owned(),
            found: span.zip(found.map(|at| cell(at).to_owned())),
        });
    }
    Ok(rows)
}

/// A cell without the apostrophe that keeps it from being a formula.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

fn object(hit: &Value, i: usize) -> anyhow::Result<Row> {
    let number = i as u64 + 1;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let context = hit.get("context");
    let of = |name: &str| context.and_then(|c| c.get(name));
    let offset = |name: &str| of(name).and_then(Value::as_u64).map(|n| n as usize);
    let span = match (offset("start"), offset("end")) {
        (Some(start), Some(end)) => Some(Span { start, end }),
        _ => None,
    };
    Ok(Row {
        number,
        path: text(hit.get("path")).with_context(|| format!("hit {number} has no path"))?,
        record: hit
            .get("record")
            .and_then(Value::as_u64)
            .unwrap_or_default() as u32,
        hash: text(hit.get("sha256")).with_context(|| {
            format!("hit {number} has no sha256: make the list with --all or --output")
        })?,
        found: span.zip(text(of("match"))),
    })
}

/// The rows that do not hold, in the order of the list. Each file is read once, as `options` say.
pub fn broken(
    root: &Path,
    rows: Vec<Row>,
    options: &ingest::Options,
) -> anyhow::Result<Vec<Broken>> {
    let mut files: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut all = Vec::new();
    for row in rows {
        // A list comes from somebody: it names files of the archive and no others.
        let inside = Path::new(&row.path)
            .components()
            .all(|c| matches!(c, Component::Normal(_)));
        if !inside {
            let reason = "the path leads out of the archive".to_owned();
            all.push(Broken { row, reason });
            continue;
        }
        // Members of an archive file are read with it, and it only once.
        let path = root.join(&row.path);
        let file = read::locate(&path).map_or(path.as_path(), |(file, _)| file);
        let file = walk::shown(file.strip_prefix(root).unwrap_or(file));
        files.entry(file).or_default().push(row);
    }
    for (file, rows) in files {
        let place = |row: &Row| (row.path.clone(), row.record);
        let mut articles: BTreeMap<(String, u32), Option<Article>> =
            rows.iter().map(|r| (place(r), None)).collect();
        let mut why = String::from("the file has no such article");
        let read = ingest::articles(&root.join(&file), options, &mut |article| {
            let member = article.source.path.strip_prefix(article.file());
            let path = format!("{file}{}", member.unwrap_or_default());
            if let Some(place) = articles.get_mut(&(path, article.source.record)) {
                *place = Some(article);
            }
            Ok(())
        });
        match read {
            Ok(None) => {}
            Ok(Some(skipped)) => why = skipped.replace('\n', "; "),
            Err(error) => why = format!("{error:#}"),
        }
        for row in rows {
            let article = articles.get(&place(&row)).and_then(Option::as_ref);
            let reason = article.map_or_else(|| Some(why.clone()), |a| differs(a, &row));
            all.extend(reason.map(|reason| Broken { row, reason }));
        }
    }
    all.sort_by_key(|b| b.row.number);
    Ok(all)
}

/// What of the row is not so in the article.
fn differs(article: &Article, row: &Row) -> Option<String> {
    if article.content_hash() != row.hash {
        return Some("the text is another one".to_owned());
    }
    let (span, text) = row.found.as_ref()?;
    match article.body.get(span.start..span.end) {
        Some(there) if line(there) == line(text) => None,
        Some(there) => Some(format!("there stands {:?}", line(there))),
        None => Some("the text has no such place".to_owned()),
    }
}
