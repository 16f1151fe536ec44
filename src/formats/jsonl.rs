//! JSON lines: one record a line, read one at a time.

use std::io::{BufRead, Cursor, Read};

use super::{Emit, Format, Input, json};
use crate::decode::{self, Cut};

/// JSON lines.
pub const FORMAT: Format = Format {
    name: "jsonl",
    extensions: &["jsonl", "ndjson", "jl"],
    sniff: |head| decode::peek(head).trim_start().starts_with('{'),
    read,
};

/// Reads either kind of JSON: lines while the first one holds a whole object, else values that go
/// over lines. What a line holds decides, never the name.
pub(super) fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let mut records = json::Records {
        limits: input.limits,
        fields: input.fields,
        verbatim: input.verbatim,
        skipped: input.skipped,
        next: 0,
        complaints: 0,
        envelopes: 0,
    };
    let head = input.bytes.fill_buf()?;
    if let Some((_, _)) = decode::charset::utf16(&head[..head.len().min(super::HEAD)]) {
        // Rare enough to be held whole.
        let whole = decode::read_whole(input.bytes, input.limits.document_bytes)?;
        let text = decode::text_owned(whole.bytes, None);
        return lines(&mut Cursor::new(text), &mut records, emit);
    }
    if head.starts_with(b"\xEF\xBB\xBF") {
        input.bytes.consume(3);
    }
    lines(input.bytes, &mut records, emit)
}

fn lines(
    bytes: &mut dyn BufRead,
    records: &mut json::Records<'_>,
    emit: &mut Emit<'_>,
) -> anyhow::Result<()> {
    let limit = records.limits.record_bytes;
    let mut line = Vec::new();
    let mut number = 0u64;
    let mut read_any = false;
    loop {
        line.clear();
        let end = match next_line(bytes, &mut line, limit) {
            Ok(end) => end,
            Err(error) => match Cut::of(&error) {
                Some(cut) => {
                    records.complain(format!("line {}", number + 1), cut.to_string());
                    return Ok(());
                }
                None => return Err(error.into()),
            },
        };
        if line.is_empty() && end == End::File {
            return Ok(());
        }
        number += 1;
        if end == End::TooLong {
            if !read_any {
                // One line that holds all: an array or an envelope, read by its elements.
                let mut rest = Cursor::new(std::mem::take(&mut line)).chain(bytes);
                return json::values(&mut rest, records, emit);
            }
            discard_line(bytes)?;
            records.skip(
                format!("line {number}"),
                format!("longer than {limit} bytes"),
            );
            continue;
        }
        let first = line.iter().find(|b| !b.is_ascii_whitespace());
        let Some(first) = first else {
            continue;
        };
        // The first line tells what the file is: an array, or an object that goes on below.
        let goes_on = !read_any && *first == b'{' && !json::is_closed(&line);
        if !read_any && *first == b'[' || goes_on && !are_lines(&line, bytes.fill_buf()?) {
            line.push(b'\n');
            let mut rest = Cursor::new(std::mem::take(&mut line)).chain(bytes);
            return json::values(&mut rest, records, emit);
        }
        read_any = true;
        records.take(&line, || format!("line {number}"), emit)?;
        if records.is_full() {
            return Ok(());
        }
    }
}

/// True when a first line that is no whole object is a damaged one, as the lines behind it are whole.
fn are_lines(first: &[u8], rest: &[u8]) -> bool {
    // What begins here goes on, and may have elements of a line each.
    if matches!(
        first.trim_ascii_end().last(),
        Some(b'[' | b'{' | b',' | b':')
    ) {
        return false;
    }
    let mut lines = rest.split_inclusive(|b| *b == b'\n');
    lines.any(|line| {
        let line = line.trim_ascii_end();
        line.starts_with(b"{\"") && line.ends_with(b"}") && json::is_closed(line)
    })
}

/// How [`next_line`] ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Line,
    File,
    TooLong,
}

/// Appends bytes up to the next line feed, which it consumes, or up to `limit`.
fn next_line(bytes: &mut dyn BufRead, line: &mut Vec<u8>, limit: usize) -> std::io::Result<End> {
    loop {
        let chunk = match bytes.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok(End::File);
        }
        let end = memchr::memchr(b'\n', chunk);
        let part = &chunk[..end.unwrap_or(chunk.len())];
        let room = limit - line.len();
        if part.len() > room {
            line.extend_from_slice(&part[..room]);
            bytes.consume(room);
            return Ok(End::TooLong);
        }
        line.extend_from_slice(part);
        let used = part.len() + usize::from(end.is_some());
        bytes.consume(used);
        if end.is_some() {
            return Ok(End::Line);
        }
    }
}

fn discard_line(bytes: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let chunk = bytes.fill_buf()?;
        let end = memchr::memchr(b'\n', chunk);
        let used = end.map_or(chunk.len(), |end| end + 1);
        let last = end.is_some() || chunk.is_empty();
        bytes.consume(used);
        if last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_first_line_is_told_from_an_object_of_many() {
        for (first, rest, lines) in [
            ("{\"title\": broken", "{\"title\": \"a\"}\n", true),
            (
                "{\"title\": \"half",
                "{\"title\": 1\n{\"title\": \"a\"}",
                true,
            ),
            ("{\"title\": \"half", "\"body\": \"a\"}\n", false),
            ("{\"articles\": [", "{\"title\": \"a\"}\n", false),
            ("{\"article\":", "{\"title\": \"a\"}\n}", false),
            ("{\"title\": \"a\"", ", \"x\": {\n", false),
            ("{", "  \"title\": \"a\"\n}", false),
            ("{", "", false),
        ] {
            assert_eq!(
                are_lines(first.as_bytes(), rest.as_bytes()),
                lines,
                "{first} {rest}"
            );
        }
    }
}
