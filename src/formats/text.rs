//! Plain text: one article a file.

use super::{Emit, Format, Input, RawDocument, Shape, header};
use crate::decode;

/// Plain text.
pub const FORMAT: Format = Format {
    name: "text",
    extensions: &["txt", "text", "asc", "article"],
    sniff,
    read,
};

/// Anything that is not binary, and not a web page or records under another name.
pub(super) fn sniff(head: &[u8]) -> bool {
    !decode::is_binary(head) && !is_structured(&decode::peek(head))
}

fn is_structured(head: &str) -> bool {
    let head = head.trim_start();
    let record = head.strip_prefix('[').unwrap_or(head).trim_start();
    let record = record.strip_prefix('{').map(str::trim_start);
    record.is_some_and(|r| r.starts_with('"'))
        || ["<!doctype html", "<html", "<?xml"].iter().any(|tag| {
            head.get(..tag.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
        })
}

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let whole = decode::read_whole(input.bytes, input.limits.document_bytes)?;
    let text = decode::text_owned(whole.bytes, None);
    let mut document = document(text);
    document.notes.extend(whole.note);
    emit(document)
}

/// The article in a text: what its header lines say, and the rest as body.
pub fn document(text: String) -> RawDocument {
    let (found, start) = header::read(&text);
    let mut out = found.document(0, true);
    out.body = match start {
        0 => text,
        _ => text[start..].to_owned(),
    };
    out.shape = Shape::Text;
    out
}
