//! Raw document -> article.

pub mod byline;
pub mod dateline;
pub mod dates;
pub mod furniture;
pub mod headline;
pub mod language;
pub mod paragraphs;
pub mod published;
pub mod quotes;
pub mod section;
pub mod speakers;

use crate::article::{Article, Origin, Source};
use crate::formats::{RawDate, RawDocument, Shape};

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
pub fn article(mut raw: RawDocument, path: &str, options: Options) -> Article {
    let verbatim = options.verbatim && raw.shape == Shape::Record;
    if !verbatim {
        raw.body = clean(&mut raw);
    }
    let dateline = dateline::parse(&raw.body).map(|found| {
        raw.dates.extend(found.date.map(|date| RawDate {
            text: date.to_owned(),
            origin: Origin::Dateline,
        }));
        found.dateline
    });
    let headline = raw.headline.unwrap_or_default();
    let body = raw.body;
    let language = raw
        .language
        .as_deref()
        .and_then(language::declared)
        .or_else(|| {
            let code = language::detect(&body).or_else(|| language::detect(&headline));
            code.map(str::to_owned)
        });
    let byline = raw
        .byline
        .map(|by| byline::of_field(&by).to_owned())
        .filter(|by| !by.is_empty());
    let published = published::choose(&raw.dates, path);
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
        byline,
        dateline,
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

/// The body without what is not the story: the head of a text file, furniture, hard line breaks.
fn clean(raw: &mut RawDocument) -> String {
    let mut body = std::mem::take(&mut raw.body);
    if memchr::memchr(b'\r', body.as_bytes()).is_some() {
        body = body.replace("\r\n", "\n").replace('\r', "\n");
    }
    let is_head = raw.shape == Shape::Text;
    let mut parts = paragraphs::split(&body, |line| is_head && headline::is_head_line(line));
    match raw.shape {
        Shape::Text => headline::take(&mut parts, raw),
        Shape::Page => {
            let repeated = match (&raw.headline, parts.all.first()) {
                (Some(headline), Some(first)) => headline::same(headline, &first.text),
                _ => false,
            };
            if repeated && parts.all.len() > 1 {
                parts.all.remove(0);
            }
        }
        Shape::Record => {
            // A byline above the story, where the record does not name the writer.
            if raw.byline.is_none()
                && parts.all.len() > 2
                && let Some(by) = parts.all.first().and_then(|p| byline::parse(&p.text))
            {
                raw.byline = Some(by.to_owned());
                parts.all.remove(0);
            }
        }
    }
    if raw.shape != Shape::Page {
        furniture::clean(&mut parts);
    }
    match parts.unchanged(&body) {
        true => body,
        false => parts.join(),
    }
}
