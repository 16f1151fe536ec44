//! A cursor over JSON that is read a buffer at a time.

use std::io::{self, BufRead};

use memchr::{memchr_iter, memchr2};

/// A cursor over JSON bytes that knows only brackets and strings. It holds no more than the reader's
/// own buffer, and its depth is a number: nesting costs nothing.
pub(super) struct Scan<'a> {
    bytes: &'a mut dyn BufRead,
    /// Number of the line it stands in, from 1.
    pub line: u64,
}

impl<'a> Scan<'a> {
    /// A cursor at the beginning of `bytes`.
    pub fn new(bytes: &'a mut dyn BufRead) -> Self {
        Scan { bytes, line: 1 }
    }

    /// Where it stands, for messages.
    pub fn place(&self) -> String {
        format!("line {}", self.line)
    }

    /// Goes on by `count` bytes, which the last look has shown.
    pub fn step(&mut self, count: usize) {
        self.bytes.consume(count);
    }

    /// Skips white space; the next byte, or none at the end.
    pub fn blank(&mut self) -> io::Result<Option<u8>> {
        loop {
            let chunk = self.bytes.fill_buf()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let end = chunk.iter().position(|b| !b.is_ascii_whitespace());
            let blank = end.unwrap_or(chunk.len());
            self.line += memchr_iter(b'\n', &chunk[..blank]).count() as u64;
            let next = end.map(|end| chunk[end]);
            self.bytes.consume(blank);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Consumes the value that begins here, or what is left of one that is `depth` brackets deep;
    /// copies it to `into`, up to a byte more than its limit. False when the input ends first.
    pub fn value(
        &mut self,
        mut into: Option<(&mut Vec<u8>, usize)>,
        depth: u64,
    ) -> io::Result<bool> {
        let mut depth = depth;
        let (mut in_string, mut escaped, mut begun) = (false, false, depth > 0);
        loop {
            let chunk = self.bytes.fill_buf()?;
            if chunk.is_empty() {
                // A bare number may end with the file.
                return Ok(begun && depth == 0 && !in_string);
            }
            let mut at = 0;
            let mut done = false;
            while at < chunk.len() && !done {
                if escaped {
                    escaped = false;
                    at += 1;
                    continue;
                }
                if in_string {
                    match memchr2(b'"', b'\\', &chunk[at..]) {
                        None => at = chunk.len(),
                        Some(hit) => {
                            at += hit + 1;
                            if chunk[at - 1] == b'\\' {
                                escaped = true;
                            } else {
                                in_string = false;
                                done = depth == 0;
                            }
                        }
                    }
                    continue;
                }
                match chunk[at] {
                    b'"' => in_string = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth > 0 => {
                        depth -= 1;
                        done = depth == 0;
                    }
                    b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => {
                        // The end of a bare word, which is not part of it.
                        done = true;
                        break;
                    }
                    _ => {}
                }
                begun = true;
                at += 1;
            }
            if let Some((out, limit)) = &mut into {
                let room = (*limit + 1).saturating_sub(out.len());
                out.extend_from_slice(&chunk[..at.min(room)]);
            }
            self.line += memchr_iter(b'\n', &chunk[..at]).count() as u64;
            self.bytes.consume(at);
            if done {
                return Ok(true);
            }
        }
    }
}
