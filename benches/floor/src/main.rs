//! Indexes title and body with tantivy's own `en_stem`, stores both, and answers a query: the floor.
//!
//! floor index JSONL-OR-DIR INDEX     every line {title, body}, or every file: first line title, rest body
//! floor query INDEX TEXT             top 10 with tantivy's snippets
//! floor walk DIR                     a bare stat walk

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::Value;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, TantivyDocument, doc};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["index", from, to] => index(Path::new(from), Path::new(to)),
        ["query", at, text] => query(Path::new(at), text),
        ["walk", dir] => {
            let mut bytes = 0;
            for entry in walkdir::WalkDir::new(dir) {
                bytes += entry?.metadata()?.len();
            }
            println!("{bytes}");
            Ok(())
        }
        _ => anyhow::bail!("floor index FROM INDEX | floor query INDEX TEXT | floor walk DIR"),
    }
}

fn index(from: &Path, to: &Path) -> anyhow::Result<()> {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(words).set_stored();
    let title = schema.add_text_field("title", text.clone());
    let body = schema.add_text_field("body", text);
    schema.add_text_field("id", STORED);
    fs::create_dir_all(to)?;
    let index = Index::create_in_dir(to, schema.build())?;
    let mut writer = index.writer_with_num_threads(2, 256 << 20)?;
    if from.is_dir() {
        for entry in walkdir::WalkDir::new(from) {
            let entry = entry?;
            if entry.file_type().is_file() {
                let whole = fs::read_to_string(entry.path())?;
                let (first, rest) = whole.split_once('\n').unwrap_or((&whole, ""));
                writer.add_document(doc!(title => first, body => rest))?;
            }
        }
    } else {
        for line in BufReader::with_capacity(1 << 16, File::open(from)?).lines() {
            let value: Value = serde_json::from_str(&line?)?;
            let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
            writer.add_document(doc!(title => field("title"), body => field("body")))?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn query(at: &Path, text: &str) -> anyhow::Result<()> {
    let index = Index::open_in_dir(at)?;
    let schema = index.schema();
    let (title, body) = (schema.get_field("title")?, schema.get_field("body")?);
    let searcher = index.reader()?.searcher();
    let mut parser = QueryParser::for_index(&index, vec![title, body]);
    parser.set_conjunction_by_default();
    let query = parser.parse_query(text)?;
    let (top, total) = searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count))?;
    let snippets = SnippetGenerator::create(&searcher, &*query, body)?;
    println!("{total}");
    for (score, address) in top {
        let doc: TantivyDocument = searcher.doc(address)?;
        let headline = doc.get_first(title).and_then(|v| v.as_str()).unwrap_or_default();
        println!("{score} {headline}\n  {}", snippets.snippet_from_doc(&doc).to_html());
    }
    Ok(())
}
