//! Saved web pages.
//!
//! One parse serves all: [`parse`] builds the tree within bounds, [`flat`] lays it flat,
//! [`metadata`] and [`dates`] read what the page says of itself, [`prune`] takes its furniture
//! off, [`body`] finds the article in what is left.

mod blocks;
mod body;
mod flat;
mod parse;
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
    let body = body::body(document);
    RawDocument {
        body,
        shape: Shape::Page,
        notes: cut.map(str::to_owned).into_iter().collect(),
        ..RawDocument::default()
    }
}
