//! Raw document -> article.

pub mod dates;
pub mod published;
pub mod quotes;
pub mod speakers;

use crate::article::{Article, Source};
use crate::formats::RawDocument;

/// What to leave out or leave alone.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Keep a record's body byte for byte.
    pub verbatim: bool,
    /// Find statements and speakers.
    pub quotes: bool,
    /// Find dates mentioned.
    pub dates: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            verbatim: false,
            quotes: true,
            dates: true,
        }
    }
}

/// Understands one document. Never fails: what cannot be found is absent.
pub fn article(raw: RawDocument, path: &str, options: Options) -> Article {
    let language = raw
        .language
        .as_deref()
        .map(|l| l.chars().take(2).collect::<String>().to_ascii_lowercase());
    let headline = raw.headline.unwrap_or_default();
    let published = published::choose(&raw.dates, path);
    let body = raw.body;
    let (speakers, quotes) = match options.quotes {
        true => quotes::statements(&headline, &body, language.as_deref(), &raw.speakers),
        false => Default::default(),
    };
    let dates = match options.dates {
        true => dates::mentions(&body, published, language.as_deref()),
        false => Vec::new(),
    };
    Article {
        source: Source {
            path: path.to_owned(),
            record: raw.record,
        },
        id: raw.id,
        headline,
        body,
        byline: raw.byline,
        dateline: None,
        published,
        outlet: raw.outlet,
        section: raw.section,
        url: raw.url,
        language,
        speakers,
        quotes,
        dates,
        notes: raw.notes,
    }
}
