//! Saved web pages.
//!
//! One parse serves all: [`parse`] builds the tree within bounds, [`flat`] lays it flat,
//! [`metadata`] and [`dates`] read what the page says of itself, [`prune`] takes its furniture
//! off, [`body`] finds the article in what is left.

pub use body::debug;
mod blocks;
mod body;
mod clean;
mod dates;
mod flat;
mod jsonld;
mod metadata;
mod parse;
mod phrases;
mod prune;
mod strip;

use super::{Emit, Format, Input, RawDocument, Shape};
use crate::decode;

/// HTML.
pub const FORMAT: Format = Format {
    name: "html",
    extensions: &["html", "htm", "xhtml"],
    sniff: |head| head.first() == Some(&b'<'),
    read,
};

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    input.bytes.read_to_end(&mut bytes)?;
    emit(page(&decode::text(&bytes, None)))
}

/// The article a page holds.
pub fn page(html: &str) -> RawDocument {
    let (document, cut) = parse::parse(html);
    let flat = flat::Flat::new(&document);
    let meta = metadata::read(&flat);
    let body = body::body(&flat, meta.headline.as_deref().unwrap_or_default());
    RawDocument {
        headline: meta.headline,
        body,
        byline: meta.byline,
        dates: meta.dates,
        outlet: meta.outlet,
        section: meta.section,
        language: meta.language,
        url: meta.url,
        shape: Shape::Page,
        notes: cut.map(str::to_owned).into_iter().collect(),
        ..RawDocument::default()
    }
}
