//! What everyone in the house speaks of: an article, where it came from, and what was found in it.
//!
//! Every offset in this module is a UTF-8 byte offset into [`Article::body`], so that whatever is
//! exported can be checked against its source.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A half-open range of UTF-8 bytes in an article's body, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// True when it holds no byte.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// True when the two share at least one byte.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The text it covers. Panics when the span is not of this text.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }
}

/// Where an article lies: a file of the archive, and which record of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Source {
    /// Path relative to the archive, with `/` between its parts; bytes that are not UTF-8 as `\xNN`. Of a member of
    /// an archive file its path in there follows that of the file (`dump.zip/2023/a.html`).
    pub path: String,
    /// Number of the record in the file, from 0.
    pub record: u32,
}

/// How finely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The year alone.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
}

/// Where a publication date was read, the most reliable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A field of a structured record, or a header line of a text file.
    Field,
    /// JSON-LD in a page.
    JsonLd,
    /// A meta element of a page.
    Meta,
    /// A `<time>` element.
    TimeElement,
    /// An element whose class or id speaks of a date.
    DateElement,
    /// A line of its own, or beside the byline, near the headline.
    Text,
    /// The dateline (`MOSCOW, Jan. 27 (Reuters) -`).
    Dateline,
    /// The URL.
    Url,
    /// The path or name of the file.
    Path,
    /// The day a web capture was made.
    Capture,
    /// A copyright line.
    Copyright,
}

/// When an article was published, how finely that is known, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Published {
    /// The day; the first of the month or year when `precision` is coarser.
    pub date: Date,
    /// How finely it is known.
    pub precision: Precision,
    /// Where it was read.
    pub origin: Origin,
}

impl Published {
    /// `2022-01-27`, `2022-01` or `2022`: only what is known.
    pub fn iso(&self) -> String {
        match self.precision {
            Precision::Day => self.date.to_string(),
            Precision::Month => format!("{:04}-{:02}", self.date.year(), self.date.month()),
            Precision::Year => format!("{:04}", self.date.year()),
        }
    }
}

/// How a statement is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// In the speaker's words, inside quotation marks.
    Direct,
    /// Partly in quotation marks.
    Mixed,
    /// In the writer's words.
    Indirect,
}

/// A statement, and who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// What was said, without the outer quotation marks.
    pub span: Span,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// The words that attribute it (`said`, `according to`); none for a bare quote.
    pub cue: Option<Span>,
    /// The source as the text has it at this place (`the minister`, `he`, `Lavrov`), where it has one.
    pub mention: Option<Span>,
    /// Index into [`Article::speakers`]; none when the source is not a person known by name.
    pub speaker: Option<usize>,
}

/// A person who speaks in an article, under one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// Canonical name: the fullest form the article gives (`Sergei Lavrov`).
    pub name: String,
    /// Role as the text gives it (`Russian Foreign Minister`), where it gives one.
    pub role: Option<String>,
    /// Other forms of the name in this article (`Lavrov`), without the canonical one.
    pub variants: Vec<String>,
}

/// A calendar expression in the body and the time it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateMention {
    /// The expression.
    pub span: Span,
    /// Its value as in TimeML: `2022-01-27`, `2022-01`, `2022-Q3`, `2022-W04`, `199` (a decade) ...
    pub value: String,
    /// First day it covers.
    pub first: Date,
    /// Last day it covers.
    pub last: Date,
}

/// The place and agency an article opens with (`MOSCOW (Reuters) -`); its text stays in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dateline {
    /// Where it was filed.
    pub place: Option<String>,
    /// News agency or outlet.
    pub agency: Option<String>,
}

/// A news article, as understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Article {
    /// File and record.
    pub source: Source,
    /// The archive file (ZIP, tar) it lies in, by its path on disk: that of [`Article::source`] begins with it.
    pub container: Option<String>,
    /// The id a structured record brought along.
    pub id: Option<String>,
    /// Headline; empty when none was found.
    pub headline: String,
    /// Clean text, paragraphs apart by a blank line.
    pub body: String,
    /// Who wrote it, without the `By`.
    pub byline: Option<String>,
    /// Place and agency.
    pub dateline: Option<Dateline>,
    /// When it was published; none when nothing says so.
    pub published: Option<Published>,
    /// The outlet (`The Meridian Post`, `example.org`).
    pub outlet: Option<String>,
    /// Section (`Politics`).
    pub section: Option<String>,
    /// Where it stood on the web.
    pub url: Option<String>,
    /// ISO 639-1 code of the language it is written in; none when the text is too short to tell.
    pub language: Option<String>,
    /// Who speaks in it.
    pub speakers: Vec<Speaker>,
    /// What they said, in order of [`Span::start`].
    pub quotes: Vec<Quote>,
    /// The dates it mentions, in order.
    pub dates: Vec<DateMention>,
    /// What was cut or repaired on the way (`depth limit`, `truncated gzip`), for the reader to know.
    pub notes: Vec<String>,
}

impl Article {
    /// The first 16 bytes of the SHA-256 of the body, in hexadecimal: tells whether a text is still the same.
    pub fn content_hash(&self) -> String {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(&self.body);
        digest.iter().take(16).map(|b| format!("{b:02x}")).collect()
    }

    /// Path on disk of the file it came from.
    pub fn file(&self) -> &str {
        self.container.as_deref().unwrap_or(&self.source.path)
    }

    /// The id it goes by everywhere: the record's own, else `path#record`.
    pub fn display_id(&self) -> String {
        match &self.id {
            Some(id) => id.clone(),
            None => format!("{}#{}", self.source.path, self.source.record),
        }
    }
}
