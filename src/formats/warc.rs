//! Web archives: WARC, each captured page that holds an article a record.

use std::io::{BufRead, Read};

use super::{Emit, Format, Input, RawDate, RawDocument, html};
use crate::article::Origin;

/// WARC.
pub const FORMAT: Format = Format {
    name: "warc",
    extensions: &["warc"],
    sniff: |head| head.starts_with(b"WARC/"),
    read,
};

/// Longest header, of a record or of HTTP.
const HEADER: usize = 64 << 10;
/// Least text of a page that passes for an article, in bytes.
const ARTICLE: usize = 250;

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let mut number = 0;
    let limit = input.limits.record_bytes;
    while let Some(header) = header(input.bytes)? {
        let length: u64 = header
            .get("content-length")
            .and_then(|l| l.parse().ok())
            .unwrap_or(0);
        let mut rest = input.bytes.take(length);
        let kind = header
            .get("warc-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let wanted = matches!(kind.as_str(), "response" | "resource") && length <= limit as u64;
        let mut block = Vec::new();
        if wanted {
            rest.read_to_end(&mut block)?;
        } else {
            std::io::copy(&mut rest, &mut std::io::sink())?;
        }
        if wanted && let Some(mut raw) = page(&kind, &header, &block, limit) {
            raw.record = number;
            number += 1;
            emit(raw)?;
        }
    }
    Ok(())
}

/// The lines of a header, names in lower case.
struct Header(Vec<(String, String)>);

impl Header {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.as_str())
    }
}

/// Reads the next record's header, past the blank lines before it; none at the end.
fn header(bytes: &mut dyn BufRead) -> anyhow::Result<Option<Header>> {
    let mut lines = Vec::new();
    let mut size = 0;
    loop {
        let mut line = Vec::new();
        let read = bytes.take(HEADER as u64).read_until(b'\n', &mut line)?;
        size += read;
        if read == 0 {
            return Ok((!lines.is_empty()).then_some(Header(lines)));
        }
        let blank = line.trim_ascii().is_empty();
        match (blank, lines.is_empty()) {
            (true, true) => size = 0,
            (true, false) => return Ok(Some(Header(lines))),
            (false, first) => {
                anyhow::ensure!(size <= HEADER, "damaged WARC: header too long");
                anyhow::ensure!(
                    !first || line.starts_with(b"WARC/"),
                    "damaged WARC: no record where one should start"
                );
                lines.push(field(&line));
            }
        }
    }
}

fn field(line: &[u8]) -> (String, String) {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':').unwrap_or((&line, ""));
    (name.trim().to_ascii_lowercase(), value.trim().to_owned())
}

/// The article in a captured page; none when it is no page, or no article.
fn page(kind: &str, header: &Header, block: &[u8], limit: usize) -> Option<RawDocument> {
    let raw = match kind {
        "response" => {
            let (http, body) = http(block)?;
            let kind = http.get("content-type").unwrap_or("text/html");
            if !is_html(kind) {
                return None;
            }
            let body = transferred(&http, body, limit)?;
            html::bytes(&body, charset(kind))
        }
        _ => {
            let kind = header.get("content-type").unwrap_or_default();
            if !is_html(kind) {
                return None;
            }
            html::bytes(block, charset(kind))
        }
    };
    article(raw, header)
}

fn article(mut raw: RawDocument, header: &Header) -> Option<RawDocument> {
    if raw.body.len() < ARTICLE {
        return None;
    }
    let target = header
        .get("warc-target-uri")
        .map(|u| u.trim_matches(['<', '>']).to_owned());
    if let Some(target) = &target {
        raw.dates.push(RawDate {
            text: target.clone(),
            origin: Origin::Url,
        });
    }
    raw.url = raw.url.or(target);
    if let Some(date) = header.get("warc-date") {
        raw.dates.push(RawDate {
            text: date.to_owned(),
            origin: Origin::Capture,
        });
    }
    // Copyright lines are the worst of all candidates.
    raw.dates.sort_by_key(|d| d.origin == Origin::Copyright);
    Some(raw)
}

fn is_html(content_type: &str) -> bool {
    content_type.to_ascii_lowercase().contains("html")
}

fn charset(content_type: &str) -> Option<&str> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("charset=")? + 8;
    let name = content_type.get(at..)?.split([';', ' ']).next()?;
    Some(name.trim_matches(['"', '\''])).filter(|n| !n.is_empty())
}

/// Header and body of a successful HTTP response.
fn http(block: &[u8]) -> Option<(Header, &[u8])> {
    let mut lines = Vec::new();
    let mut at = 0;
    loop {
        let end = at + memchr::memchr(b'\n', block.get(at..at + HEADER.min(block.len() - at))?)?;
        let line = &block[at..end];
        at = end + 1;
        if line.trim_ascii().is_empty() {
            break;
        }
        if lines.is_empty() {
            let status = line.split(|b| *b == b' ').nth(1)?;
            if !line.starts_with(b"HTTP/") || !status.starts_with(b"2") {
                return None;
            }
        }
        lines.push(field(line));
        if lines.len() > 1000 {
            return None;
        }
    }
    Some((Header(lines), &block[at..]))
}

/// A body without the encodings of its transfer; none when one of them is not known.
fn transferred(http: &Header, body: &[u8], limit: usize) -> Option<Vec<u8>> {
    let value = |name: &str| http.get(name).unwrap_or_default().to_ascii_lowercase();
    // Many archives store the body decoded and keep the header as it was: look, do not trust.
    let body = match value("transfer-encoding").contains("chunked") {
        true => unchunked(body).unwrap_or_else(|| body.to_vec()),
        false => body.to_vec(),
    };
    let mut out = Vec::new();
    let read = match value("content-encoding").as_str() {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            flate2::read::MultiGzDecoder::new(&body[..])
                .take(limit as u64)
                .read_to_end(&mut out)
        }
        "deflate" if !body.starts_with(b"<") => flate2::read::ZlibDecoder::new(&body[..])
            .take(limit as u64)
            .read_to_end(&mut out),
        "br" | "zstd" if !body.trim_ascii_start().starts_with(b"<") => return None,
        _ => return Some(body),
    };
    // What was read before a damage counts.
    (read.is_ok() || !out.is_empty()).then_some(out)
}

fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = memchr::memchr(b'\n', &body[..body.len().min(64)])?;
        let line = std::str::from_utf8(&body[..end]).ok()?;
        let size = line.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(&body[..size.min(body.len())]);
        body = body.get(size..)?;
        body = body
            .strip_prefix(b"\r\n")
            .or(body.strip_prefix(b"\n"))
            .unwrap_or(body);
        if body.is_empty() {
            return Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Limits;
    use proptest::prelude::*;

    fn all(bytes: &[u8]) -> anyhow::Result<Vec<RawDocument>> {
        let mut out = Vec::new();
        let mut bytes = bytes;
        let limit = Limits::default().record_bytes;
        let source: &mut dyn BufRead = &mut bytes;
        while let Some(header) = header(source)? {
            let length = header
                .get("content-length")
                .and_then(|l| l.parse().ok())
                .unwrap_or(0);
            let mut block = Vec::new();
            source.take(length).read_to_end(&mut block)?;
            let kind = header.get("warc-type").unwrap_or_default().to_owned();
            out.extend(page(&kind, &header, &block, limit));
        }
        Ok(out)
    }

    fn record(kind: &str, block: &[u8]) -> Vec<u8> {
        let mut out = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <https://post.example/harbour>\r\n\
             WARC-Date: 2021-05-04T10:00:00Z\r\nContent-Length: {}\r\n\r\n",
            block.len()
        )
        .into_bytes();
        out.extend_from_slice(block);
        out.extend_from_slice(b"\r\n\r\n");
        out
    }

    fn story() -> String {
        let text =
            "The harbour of Exampleton opened on Tuesday, said Bob Sample, the mayor. ".repeat(5);
        format!(
            "<html><head><title>Harbour</title></head><body><h1>Harbour</h1><p>{text}</p></body></html>"
        )
    }

    #[test]
    fn responses_that_are_articles() {
        let mut bytes = record("warcinfo", b"software: x");
        let ok = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}",
            story()
        );
        bytes.extend(record("response", ok.as_bytes()));
        let gone = format!(
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n{}",
            story()
        );
        bytes.extend(record("response", gone.as_bytes()));
        bytes.extend(record(
            "response",
            b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG",
        ));
        let got = all(&bytes).unwrap();
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].headline.as_deref(), Some("Harbour"));
        assert_eq!(got[0].url.as_deref(), Some("https://post.example/harbour"));
        let last = got[0].dates.last().unwrap();
        assert_eq!(
            (last.text.as_str(), last.origin),
            ("2021-05-04T10:00:00Z", Origin::Capture)
        );
    }

    #[test]
    fn bodies_as_they_were_sent() {
        use std::io::Write;
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zip.write_all(story().as_bytes()).unwrap();
        let zip = zip.finish().unwrap();
        let mut sent = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        let (a, b) = zip.split_at(zip.len() / 2);
        for part in [a, b] {
            sent.extend(format!("{:x}\r\n", part.len()).bytes());
            sent.extend_from_slice(part);
            sent.extend_from_slice(b"\r\n");
        }
        sent.extend_from_slice(b"0\r\n\r\n");
        let got = all(&record("response", &sent)).unwrap();
        assert_eq!(got[0].headline.as_deref(), Some("Harbour"));
    }

    #[test]
    fn damage_is_told() {
        assert!(all(b"WARC/1.0\r\nContent-Length: 2\r\n\r\nabcdef\r\n").is_err());
        assert_eq!(all(b"").unwrap().len(), 0);
        let cut = record("response", story().as_bytes());
        assert!(all(&cut[..60]).is_ok());
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = all(&bytes);
            let _ = unchunked(&bytes);
            let _ = http(&bytes);
        }

        #[test]
        fn any_headers(text in "(WARC/1.0|Content-Length: 9|WARC-Type: response|HTTP/1.1 200 |\r\n|[a-f0-9]{1,3}){0,30}") {
            let _ = all(text.as_bytes());
            let _ = unchunked(text.as_bytes());
            let _ = http(text.as_bytes());
        }
    }
}
