//! What the index holds of an article and of a file.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings};

use super::analyzer::{FOLDED, FoldedTokenizer, NewsTokenizer, TOKENIZER};

/// Version of the index: of this schema, of the analyzer and of what extraction finds. Any change to
/// one of them raises it, and the user is told to rebuild.
pub const VERSION: u32 = 32;

/// Kinds of documents, as terms of the `kind` field.
pub const ARTICLE: &str = "a";
/// A file record.
pub const FILE: &str = "f";
/// A dictionary of [`super::texts`].
pub const DICTIONARY: &str = "d";

/// The fields, by name of their use.
#[derive(Debug, Clone)]
pub struct Fields {
    /// [`ARTICLE`], [`FILE`] or [`DICTIONARY`].
    pub kind: Field,
    /// Path on disk of the file a document came from, what its documents are deleted by; and the path of an article.
    /// The two differ in an archive file.
    pub path: Field,
    /// The whole article, as [`super::texts`] packs it; the other fields are for finding it.
    pub article: Field,
    /// What articles are unpacked by.
    pub dictionary: Field,
    /// The record's own id.
    pub id: Field,
    /// Headline, its words folded: [`super::analyzer::Folded`].
    pub headline: Field,
    /// Body, the same.
    pub body: Field,
    /// Byline.
    pub byline: Field,
    /// Outlet.
    pub outlet: Field,
    /// Section.
    pub section: Field,
    /// Language code as a term.
    pub language: Field,
    /// Number of the language among those with a stemmer; see [`super::expand`].
    pub stemmer: Field,
    /// Address as words.
    pub url: Field,
    /// First day the publication date can mean, in days since 1970.
    pub first_day: Field,
    /// Last day it can mean.
    pub last_day: Field,
    /// Hash of an article's path and record: breaks ties the same way whatever the order of indexing.
    pub key: Field,
    /// What tells copies of one story, see [`crate::copies::Sketch::pack`]; none for a text of a few words.
    pub sketch: Field,
    /// First day of each date an article mentions, in days since 1970.
    pub mention_first: Field,
    /// Last day of each, in the same order.
    pub mention_last: Field,
    /// Of each statement the words of the body that it is, and its voice, see [`super::document::place`]. But for common
    /// words, what is said is not indexed again. This column tells which statements are an article's, see
    /// [`super::rows`].
    pub place: Field,
    /// The common words of its statements, each as often as statements have it, and what else [`super::common`] notes of
    /// them.
    pub said: Field,
    /// How each word of the headline is written, see [`crate::text::case`]; packed numbers in order.
    pub headline_case: Field,
    /// How each word of the body is written.
    pub body_case: Field,
    /// The words of the body that begin a sentence, but for the first: twice the word, and one more where a
    /// paragraph begins.
    pub units: Field,
    /// Words of the body.
    pub length: Field,
    /// Who speaks, in every form the article gives: one line for each of its [`super::voices::Voices`], see
    /// [`FoldedTokenizer`].
    pub speaker: Field,
    /// Of each person among them the canonical one of these names, see [`super::named`].
    pub person: Field,
    /// Of each person the role the article gives, or the empty one.
    pub role: Field,
    /// Path of a file record, for reading all of them at once.
    pub file: Field,
    /// Size of a file.
    pub size: Field,
    /// Modification time of a file.
    pub modified: Field,
    /// Articles of a file.
    pub articles: Field,
    /// SHA-256 of a file.
    pub hash: Field,
    /// Why a file or part of it was skipped.
    pub skipped: Field,
}

/// The schema and its fields.
pub fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let folded = words.clone().set_tokenizer(FOLDED);
    let lines = folded.clone().set_fieldnorms(false);
    let said = lines.clone().set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(folded);
    // Labels rank nothing, so they need no lengths.
    let names = TextOptions::default().set_indexing_options(words.clone().set_fieldnorms(false));
    // Facets and status count these without touching the stored documents.
    let label = names.clone().set_fast("raw");
    let whole = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let term = TextOptions::default().set_indexing_options(whole);
    let column = NumericOptions::default().set_fast();
    let fields = Fields {
        kind: b.add_text_field("kind", term.clone()),
        path: b.add_text_field("path", term.clone()),
        article: b.add_bytes_field("article", STORED),
        dictionary: b.add_bytes_field("dictionary", STORED),
        id: b.add_text_field("id", term.clone()),
        headline: b.add_text_field("headline", text.clone()),
        body: b.add_text_field("body", text.clone()),
        byline: b.add_text_field("byline", names.clone()),
        outlet: b.add_text_field("outlet", label.clone()),
        section: b.add_text_field("section", label),
        language: b.add_text_field("language", term.clone().set_fast("raw")),
        stemmer: b.add_u64_field("stemmer", column.clone()),
        url: b.add_text_field("url", names.clone()),
        first_day: b.add_i64_field("first_day", column.clone()),
        last_day: b.add_i64_field("last_day", column.clone()),
        key: b.add_u64_field("key", column.clone()),
        sketch: b.add_u64_field("sketch", column.clone()),
        mention_first: b.add_i64_field("mention_first", column.clone()),
        mention_last: b.add_i64_field("mention_last", column.clone()),
        place: b.add_u64_field("place", column.clone()),
        said: b.add_text_field("said", TextOptions::default().set_indexing_options(said)),
        headline_case: b.add_u64_field("headline_case", column.clone()),
        body_case: b.add_u64_field("body_case", column.clone()),
        units: b.add_u64_field("units", column.clone()),
        length: b.add_u64_field("length", column.clone()),
        speaker: b.add_text_field(
            "speaker",
            TextOptions::default().set_indexing_options(lines),
        ),
        person: b.add_text_field("person", TextOptions::default().set_fast("raw")),
        role: b.add_text_field("role", TextOptions::default().set_fast("raw")),
        file: b.add_text_field("file", TextOptions::default().set_fast("raw")),
        size: b.add_u64_field("size", column.clone()),
        modified: b.add_i64_field("modified", column.clone()),
        articles: b.add_u64_field("articles", column),
        hash: b.add_bytes_field("hash", FAST),
        skipped: b.add_text_field("skipped", TextOptions::default().set_fast("raw")),
    };
    (b.build(), fields)
}

/// What is stored is compressed already, see [`super::texts`], and a block is copied whole for one article of it. So
/// a thread to compress blocks would do nothing but wake up.
pub fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_blocksize: 4096,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

/// Makes the tokenizers known to an index just opened or created.
pub fn register(index: &Index) {
    index
        .tokenizers()
        .register(TOKENIZER, NewsTokenizer::default());
    index
        .tokenizers()
        .register(FOLDED, FoldedTokenizer::default());
}
