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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Limits, open_bytes};
    use std::io::Write;

    fn read_bytes(bytes: &[u8], limits: &Limits) -> anyhow::Result<RawDocument> {
        let mut out = None;
        let mut reader = open_bytes(bytes, limits)?;
        let input = Input {
            name: "a.txt",
            bytes: &mut *reader,
            limits,
            budget: &decode::Budget::new(0, limits),
            depth: 0,
            fields: &[],
            verbatim: false,
            skipped: &mut |_| {},
        };
        read(input, &mut |raw| {
            out = Some(raw);
            Ok(())
        })?;
        Ok(out.unwrap_or_default())
    }

    #[test]
    fn a_truncated_file_keeps_what_came_before() {
        let mut stored = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        let text = "Title: Council meets\n\nIt met in the harbour.\n".repeat(2000);
        stored.write_all(text.as_bytes()).unwrap();
        let stored = stored.finish().unwrap();
        let raw = read_bytes(&stored[..stored.len() / 2], &Limits::default()).unwrap();
        assert_eq!(raw.headline.as_deref(), Some("Council meets"));
        assert!(raw.body.len() > 10_000);
        assert_eq!(raw.notes, ["truncated gzip"]);
    }

    #[test]
    fn a_text_over_the_limit_is_an_error() {
        let limits = Limits {
            document_bytes: 10,
            ..Limits::default()
        };
        assert!(read_bytes(b"0123456789", &limits).is_ok());
        let error = read_bytes(b"0123456789a", &limits).unwrap_err();
        assert_eq!(
            error.to_string(),
            "longer than 10 bytes, the limit for one document"
        );
    }
}
