//! One JSON value a line, in a way that no reader splits further.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// JSON leaves U+0085, U+2028 and U+2029 as they are, but many readers of lines (Python's
/// `splitlines`, JavaScript before 2019) break there; this writes them as escapes.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['\u{85}', '\u{2028}', '\u{2029}']) {
            CompactFormatter.write_string_fragment(out, &rest[..at])?;
            let breaker = rest[at..].chars().next().unwrap_or_default();
            write!(out, "\\u{:04x}", breaker as u32)?;
            rest = &rest[at + breaker.len_utf8()..];
        }
        CompactFormatter.write_string_fragment(out, rest)
    }
}

/// Writes `value` as one line of JSON, with the line feed.
pub fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, OneLine))?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_separators_inside_strings_are_escaped() {
        let text = "a\u{2028}b\u{85}c\n\u{2029}";
        let mut out = Vec::new();
        write(&mut out, &text).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert_eq!(line, "\"a\\u2028b\\u0085c\\n\\u2029\"\n");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
