//! Saved web pages.

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
    let body = dom_query::Document::from(html).text().to_string();
    RawDocument {
        body,
        shape: Shape::Page,
        ..RawDocument::default()
    }
}
