//! The parts of indexing and answering, one by one, on `sample_corpus`: `cargo bench`.
//!
//! Each is measured in bytes of text or in queries a second. What they add up to against other programs is
//! the business of `benches/compare`.

use std::hint::black_box;
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use morgue::article::Article;
use morgue::copies::Sketch;
use morgue::decode::charset;
use morgue::engine::local::{LocalIndex, Options};
use morgue::engine::{Engine, SearchRequest};
use morgue::extract::{dates, language, quotes};
use morgue::formats::html;
use morgue::query::Query;
use morgue::text::words;
use morgue::{ingest, walk};

fn main() {
    divan::main();
}

fn corpus() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/sample_corpus"))
}

fn articles() -> Vec<Article> {
    let files = walk::files(corpus(), &walk::Options::default()).expect("sample_corpus");
    let mut all = Vec::new();
    for entry in files.files {
        ingest::articles(
            &entry.absolute,
            &ingest::Options::default(),
            &mut |article| {
                all.push(article);
                Ok(())
            },
        )
        .expect("a readable file");
    }
    all
}

fn size(articles: &[Article]) -> BytesCount {
    BytesCount::new(articles.iter().map(|a| a.body.len()).sum::<usize>())
}

#[divan::bench]
fn decode(bencher: Bencher) {
    let text: String = articles().into_iter().map(|a| a.body).collect();
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    bencher
        .counter(BytesCount::new(windows.len()))
        .bench(|| charset::text(black_box(&windows), None).len());
}

#[divan::bench]
fn html_page(bencher: Bencher) {
    let page = corpus().join("lodva-courier/2023/09/haldvik-summit.html");
    let bytes = std::fs::read(page).expect("a page");
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench(|| html::bytes(black_box(&bytes), None));
}

#[divan::bench]
fn split_into_words(bencher: Bencher) {
    let articles = articles();
    bencher.counter(size(&articles)).bench(|| {
        let mut word = String::new();
        let mut n = 0;
        for article in &articles {
            let mut walk = words::words(&article.body);
            while walk.next_into(&mut word).is_some() {
                n += 1;
            }
        }
        n
    });
}

#[divan::bench]
fn detect_language(bencher: Bencher) {
    let articles = articles();
    bencher.counter(size(&articles)).bench(|| {
        for article in &articles {
            black_box(language::detect(&article.body));
        }
    });
}

#[divan::bench]
fn statements(bencher: Bencher) {
    let articles = articles();
    bencher.counter(size(&articles)).bench(|| {
        for a in &articles {
            black_box(quotes::statements(
                &a.headline,
                &a.body,
                a.language.as_deref(),
                &[],
            ));
        }
    });
}

#[divan::bench]
fn dates_mentioned(bencher: Bencher) {
    let articles = articles();
    bencher.counter(size(&articles)).bench(|| {
        for a in &articles {
            black_box(dates::mentions(&a.body, a.published, a.language.as_deref()));
        }
    });
}

#[divan::bench]
fn sketch_for_copies(bencher: Bencher) {
    let articles = articles();
    bencher.counter(size(&articles)).bench(|| {
        for a in &articles {
            black_box(Sketch::of(&a.body));
        }
    });
}

#[divan::bench(args = [
    "expansion",
    "gas transit",
    "\"gas transit\"",
    "OSCE OR expansion",
    "expan*",
    "Aldersund~1",
    "gas NEAR/5 transit",
    "Torvanin SAID expansion",
    "date:2023-10..2024-03",
])]
fn query_with_passages(bencher: Bencher, text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let index = LocalIndex::open_or_create(folder.path(), Options::default()).expect("an index");
    ingest::update(
        &index,
        corpus(),
        &ingest::Options::default(),
        &ingest::Progress::default(),
    )
    .expect("an update");
    index.finish().expect("the end");
    let request = SearchRequest::new(Query::parse(text, false).expect("a query"), 10);
    bencher.bench(|| index.search(black_box(&request)).expect("an answer"));
}

#[divan::bench]
fn parse_query() -> Query {
    Query::parse(
        black_box("(gas NEAR/5 transit) AND title:(strike OR walkout) NOT \"grain accord\"~2 date:2023..2024"),
        false,
    )
    .expect("a query")
}
