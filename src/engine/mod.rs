//! The seam between what morgue understands and how it is stored: domain types only.

pub mod concordance;
pub mod export;
pub mod facets;
pub mod fresh;
pub mod local;
pub mod timeline;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::facets::{Counts, Facet};
use crate::article::{Article, Published, QuoteKind, Source, Span};
use crate::query::Query;

/// What is known of a file of the archive, so that an unchanged one is not read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Path relative to the archive.
    pub path: String,
    /// Size in bytes, as stored.
    pub size: u64,
    /// Last modification, in nanoseconds since 1970 (negative before).
    pub modified: i64,
    /// SHA-256 of its bytes; empty when it could not be read.
    pub hash: Vec<u8>,
    /// Articles taken from it.
    pub articles: u32,
    /// Why it, or a part of it, was skipped; a line for each part.
    pub skipped: Option<String>,
}

/// One step of a batch. All of a batch becomes visible at once, or nothing of it.
#[derive(Debug)]
pub enum Change {
    /// An article of a file.
    Add(Box<Article>),
    /// A file, after its articles; what the index held of this path before goes.
    File(FileRecord),
    /// A file that is gone, with all that came from it.
    Remove(String),
    /// A file whose bytes are known under another path.
    Move {
        /// The path it had.
        from: String,
        /// What it is now.
        to: FileRecord,
    },
    /// A file about to be read again: forget what came from it.
    Forget(String),
}

/// In which order hits come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Last published first, undated ones at the end.
    Newest,
    /// First published first, undated ones at the end.
    Oldest,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// An article.
    #[default]
    Articles,
    /// A statement; plain words of the query are looked for in what was said.
    Statements,
}

/// A question, and how much of the answer is wanted.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// What a hit has to be.
    pub query: Query,
    /// What a hit is.
    pub target: Target,
    /// Most hits returned; 0 only counts.
    pub limit: usize,
    /// Hits passed over first.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// Most passages for each hit; 0 leaves them out.
    pub passages: usize,
    /// Say how each score came about.
    pub explain: bool,
    /// Articles dated less finely than the range asked for count when they may lie in it.
    pub loose_dates: bool,
    /// Copies of one story are one hit, the first of them in the order asked for; see [`Hit::copies`]. Statements
    /// are not folded.
    pub fold: bool,
    /// Most copies named under each hit, [`COPIES`] at the most.
    pub copies: usize,
    /// What the matches are to be counted by, too.
    pub facets: Vec<Facet>,
    /// Most values given of each of these.
    pub facet_values: usize,
}

impl SearchRequest {
    /// The first `limit` hits by relevance, with up to three passages each.
    pub fn new(query: Query, limit: usize) -> Self {
        SearchRequest {
            query,
            target: Target::Articles,
            limit,
            offset: 0,
            sort: Sort::Relevance,
            passages: 3,
            explain: false,
            loose_dates: false,
            fold: false,
            copies: COPIES,
            facets: Vec::new(),
            facet_values: usize::MAX,
        }
    }
}

impl SearchResponse {
    /// Hits there are, however many are returned.
    pub fn listed(&self) -> u64 {
        self.total.saturating_sub(self.folded)
    }
}

/// An article, as far as it takes to name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// File and record.
    pub source: Source,
    /// The id it goes by.
    pub id: String,
    /// Its headline.
    pub headline: String,
    /// When it was published.
    pub published: Option<Published>,
    /// The outlet.
    pub outlet: Option<String>,
    /// Address.
    pub url: Option<String>,
}

impl Reference {
    /// Names an article.
    pub fn of(article: &Article) -> Self {
        Reference {
            id: article.display_id(),
            source: article.source.clone(),
            headline: article.headline.clone(),
            published: article.published,
            outlet: article.outlet.clone(),
            url: article.url.clone(),
        }
    }
}

/// The answer.
#[derive(Debug, Clone, Default)]
pub struct SearchResponse {
    /// What a match is.
    pub target: Target,
    /// Articles or statements that match, however many are returned.
    pub total: u64,
    /// Articles among them that are no hits of their own but copies under another.
    pub folded: u64,
    /// Those asked for, in order.
    pub hits: Vec<Hit>,
    /// Matches by each of [`SearchRequest::facets`], in their order.
    pub facets: Vec<Counts>,
}

/// A statement that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Bytes of the article's body.
    pub span: Span,
    /// What was said.
    pub text: String,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// The words that attribute it.
    pub cue: Option<String>,
    /// The source as the text has it there.
    pub mention: Option<String>,
    /// Canonical name of who said it.
    pub speaker: Option<String>,
    /// Role the article gives.
    pub role: Option<String>,
    /// What matched, in bytes of the body.
    pub matches: Vec<Span>,
}

/// Copies given with each hit. A notice printed every day for years may have a hundred thousand, each of which has to
/// be read to be named.
pub const COPIES: usize = 50;

/// An article that matches, or one of its statements.
#[derive(Debug, Clone)]
pub struct Hit {
    /// File and record.
    pub source: Source,
    /// The id it goes by: the record's own, else `path#record`.
    pub id: String,
    /// Headline.
    pub headline: String,
    /// Matches in the headline, in bytes of it.
    pub headline_matches: Vec<Span>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The outlet.
    pub outlet: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Relevance; higher is better, and comparable within one answer only.
    pub score: f32,
    /// The best passages, in the order of the text, those in a statement that was asked for first.
    pub passages: Vec<Passage>,
    /// The statement, when statements were asked for.
    pub statement: Option<Statement>,
    /// How many other articles match and have the same story, where copies are folded.
    pub folded: u64,
    /// The first of these in the order asked for, [`SearchRequest::copies`] at most.
    pub copies: Vec<Reference>,
    /// How the score came about, where asked for.
    pub explanation: Vec<Contribution>,
}

/// A stretch of whole sentences of the body that shows why an article matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Bytes of the body.
    pub span: Span,
    /// The text of it.
    pub text: String,
    /// What matched, in bytes of the body.
    pub matches: Vec<Span>,
    /// Who says it, when it lies in a statement.
    pub speaker: Option<String>,
}

/// What one word or phrase added to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The word or phrase.
    pub what: String,
    /// Points.
    pub points: f32,
    /// Articles of the archive that have it.
    pub articles: u64,
}

/// How often a word of the query stands in the archive, and what else may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordReport {
    /// The word or phrase, as typed.
    pub word: String,
    /// Articles that have it, whatever else was asked.
    pub articles: u64,
    /// The nearest word the archive has, when it lacks this one.
    pub suggestion: Option<String>,
}

/// Why an answer is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmptyReport {
    /// Each word of the query.
    pub words: Vec<WordReport>,
    /// Articles that match when the date is left out, when the query has a date.
    pub without_dates: Option<u64>,
}

/// Somebody who speaks in the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SpeakerSummary {
    /// The name the person goes by.
    pub name: String,
    /// Other names taken to be this person's.
    pub variants: Vec<String>,
    /// Statements.
    pub statements: u64,
    /// Articles with at least one.
    pub articles: u64,
    /// Day of the first one.
    pub first: Option<Date>,
    /// Day of the last one.
    pub last: Option<Date>,
    /// Roles as the articles give them, with their statements, most frequent first.
    pub roles: Vec<Role>,
}

/// A role somebody speaks in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// As the articles give it.
    pub role: String,
    /// Statements made in it.
    pub statements: u64,
    /// Day of the first.
    pub first: Option<Date>,
    /// Day of the last.
    pub last: Option<Date>,
}

/// All about one speaker.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SpeakerPage {
    /// Who it is.
    pub summary: SpeakerSummary,
    /// Statements by month: first day of the month and how many, without gaps.
    pub months: Vec<(Date, u64)>,
    /// Who else speaks in the same articles, with the number of them, most first.
    pub company: Vec<(String, u64)>,
    /// Words said more often than by others (log-likelihood), most characteristic first.
    pub words: Vec<String>,
}

/// The state of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Version of the index format.
    pub version: u32,
    /// Articles.
    pub articles: u64,
    /// Statements.
    pub quotes: u64,
    /// Files read.
    pub files: u64,
    /// Files skipped, and parts of files (members, records), each with the reason.
    pub skipped: Vec<(String, String)>,
    /// First day of the earliest article.
    pub first: Option<Date>,
    /// Last day of the latest.
    pub last: Option<Date>,
    /// Articles without a date.
    pub undated: u64,
    /// Articles by language, most first.
    pub languages: Vec<(String, u64)>,
    /// Articles by outlet, most first.
    pub outlets: Vec<(String, u64)>,
    /// Bytes on disk.
    pub bytes: u64,
    /// When it was last written, RFC 3339.
    pub updated: String,
}

/// What a look at everything in an index found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Articles read.
    pub articles: u64,
    /// Statements.
    pub quotes: u64,
    /// Files they come from.
    pub files: u64,
    /// Bytes compared with their checksums.
    pub bytes: u64,
    /// What is wrong, the first faults; none when the index is sound.
    pub damage: Vec<String>,
}

/// What stores articles and answers. Speaks domain types only; every call may come from any thread.
pub trait Engine: Send + Sync {
    /// What is known of each file, by path.
    fn fingerprints(&self) -> anyhow::Result<Vec<FileRecord>>;
    /// Applies a batch and makes it durable. After an error all of it may be visible, when only its durability is
    /// in doubt, or nothing; never a part.
    fn apply(&self, changes: &mut dyn Iterator<Item = Change>) -> anyhow::Result<()>;
    /// Answers a question.
    fn search(&self, request: &SearchRequest) -> anyhow::Result<SearchResponse>;
    /// One article, by its display id.
    fn get(&self, id: &str) -> anyhow::Result<Option<Article>>;
}
