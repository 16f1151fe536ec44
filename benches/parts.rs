//! The parts of indexing and answering, one by one, on `sample_corpus`: `cargo bench`.
//!
//! Each is measured in bytes of text or in queries a second. What they add up to against other programs is
//! the business of `benches/compare`.

use std::hint::black_box;
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use frostem::{Algorithm, Stemmer};
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
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{
    LowerCaser, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer,
};
use tantivy::{Index, TantivyDocument, doc};

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
            let language = a.language.as_deref();
            let tokens = quotes::scan(&a.body, language).all();
            black_box(quotes::statements(
                &a.headline,
                &a.body,
                language,
                tokens,
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
            let language = a.language.as_deref();
            let tokens = dates::scan(&a.body, language).all();
            black_box(dates::mentions(&a.body, tokens, a.published, language));
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
    query(bencher, text, true);
}

/// What is left of them without passages: the difference is theirs.
#[divan::bench(args = ["expansion", "gas transit", "OSCE OR expansion"])]
fn query_without_passages(bencher: Bencher, text: &str) {
    query(bencher, text, false);
}

fn query(bencher: Bencher, text: &str, passages: bool) {
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
    let mut request = SearchRequest::new(Query::parse(text, false).expect("a query"), 10);
    request.fold = false;
    if !passages {
        request.passages = 0;
    }
    bencher.bench(|| index.search(black_box(&request)).expect("an answer"));
}

/// Words as tantivy's `en_stem` has them, by the stemmer the program uses itself.
#[derive(Clone)]
struct Stems;

#[derive(Clone)]
struct StemTokens<T>(T);

struct StemStream<T>(T, Stemmer);

impl TokenFilter for Stems {
    type Tokenizer<T: Tokenizer> = StemTokens<T>;

    fn transform<T: Tokenizer>(self, tokens: T) -> StemTokens<T> {
        StemTokens(tokens)
    }
}

impl<T: Tokenizer> Tokenizer for StemTokens<T> {
    type TokenStream<'a> = StemStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        StemStream(self.0.token_stream(text), Stemmer::new(Algorithm::English))
    }
}

impl<T: TokenStream> TokenStream for StemStream<T> {
    fn advance(&mut self) -> bool {
        let more = self.0.advance();
        if more {
            let token = self.0.token_mut();
            token.text = self.1.stem(&token.text).into_owned();
        }
        more
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

/// tantivy's snippets of its ten best for the same words, stemmed as in `benches/floor`.
#[divan::bench(args = ["expansion", "gas AND transit", "OSCE OR expansion"])]
fn snippets_of_tantivy(bencher: Bencher, text: &str) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("stems")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text_field = TextOptions::default()
        .set_indexing_options(words)
        .set_stored();
    let body = schema.add_text_field("body", text_field);
    let index = Index::create_in_ram(schema.build());
    let stems = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stems);
    index.tokenizers().register("stems", stems.build());
    let mut writer = index.writer(20 << 20).expect("a writer");
    for article in articles() {
        let added = writer.add_document(doc!(body => article.body));
        added.expect("an article");
    }
    writer.commit().expect("a commit");
    let searcher = index.reader().expect("a reader").searcher();
    let query = QueryParser::for_index(&index, vec![body]);
    let query = query.parse_query(text).expect("a query");
    let top = TopDocs::with_limit(10).order_by_score();
    let top = searcher.search(&query, &top).expect("hits");
    let hits: Vec<TantivyDocument> = top
        .iter()
        .map(|(_, address)| searcher.doc(*address).expect("a document"))
        .collect();
    bencher.bench(|| {
        let snippets = SnippetGenerator::create(&searcher, &*query, body).expect("snippets");
        let all = hits.iter().map(|hit| snippets.snippet_from_doc(hit));
        black_box(all.map(|s| s.to_html().len()).sum::<usize>())
    });
}

#[divan::bench]
fn parse_query() -> Query {
    Query::parse(
        black_box("(gas NEAR/5 transit) AND title:(strike OR walkout) NOT \"grain accord\"~2 date:2023..2024"),
        false,
    )
    .expect("a query")
}
