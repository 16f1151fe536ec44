//! Web archives: WARC, each captured page that holds an article a record.

use std::io::{BufRead, BufReader, Read};

use super::{Emit, Format, Input, RawDate, RawDocument, Skipped, html};
use crate::article::Origin;
use crate::decode::compression::Expanded;
use crate::decode::{self, Budget, Cut, Whole};

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
    let (bytes, budget, limit) = (input.bytes, input.budget, input.limits.record_bytes);
    let (mut number, mut records) = (0, 0u64);
    let mut skip = |place: String, reason: String| (input.skipped)(Skipped { place, reason });
    while let Some(Next { header, passed }) = next(bytes)? {
        if passed {
            skip(format!("after record {records}"), "damaged WARC".to_owned());
        }
        let Some(header) = header else { break };
        records += 1;
        let place = || match header.get("warc-target-uri") {
            Some(uri) => format!("record {records}, {uri}"),
            None => format!("record {records}"),
        };
        let length: u64 = header
            .get("content-length")
            .and_then(|l| l.parse().ok())
            .unwrap_or(0);
        let kind = header
            .get("warc-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let mut rest = bytes.take(length);
        if matches!(kind.as_str(), "response" | "resource") {
            // Of a record that is too long the head, which says whether it would have been an article.
            let most = if length > limit as u64 {
                HEADER as u64
            } else {
                length
            };
            let read = match decode::read_whole(&mut (&mut rest).take(most), HEADER.max(limit)) {
                Ok(read) => read,
                Err(error) => {
                    skip(place(), cut(error)?);
                    continue;
                }
            };
            // Behind damage begins another record.
            let damaged = read.note.is_some();
            let cut = read.note.unwrap_or_else(|| "truncated WARC".to_owned());
            let block = read.bytes;
            let whole = (block.len() as u64) == length;
            match page(&kind, &header, &block, limit, budget) {
                Page::Other => {}
                Page::Unread(reason) => skip(place(), reason),
                _ if length > limit as u64 => {
                    skip(
                        place(),
                        format!("longer than {limit} bytes, the limit for one record"),
                    );
                }
                Page::Short if !whole => skip(place(), cut),
                Page::Short => {}
                Page::Article(mut raw) => {
                    raw.record = number;
                    number += 1;
                    if !whole {
                        skip(place(), cut.clone());
                        raw.notes.push(cut);
                    }
                    emit(*raw)?;
                }
            }
            if damaged {
                continue;
            }
        }
        if let Err(error) = std::io::copy(&mut rest, &mut std::io::sink()) {
            skip(place(), cut(error.into())?);
        }
    }
    Ok(())
}

/// Why a record ends early; an error when it is not for what the file is.
fn cut(error: anyhow::Error) -> anyhow::Result<String> {
    match error.downcast_ref().and_then(Cut::of) {
        Some(cut) => Ok(cut.to_string()),
        None => Err(error),
    }
}

/// The lines of a header, names in lower case.
struct Header(Vec<(String, String)>);

impl Header {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.as_str())
    }
}

/// Where the next record begins.
struct Next {
    /// None when there is none.
    header: Option<Header>,
    /// Something that is no record stood before it.
    passed: bool,
}

/// Reads the next record's header, past what is before it; none at the end.
fn next(bytes: &mut dyn BufRead) -> anyhow::Result<Option<Next>> {
    let mut lines = Vec::new();
    let (mut size, mut passed) = (0, false);
    let mut line = Vec::new();
    // True at the start of a line: one longer than a header comes in pieces.
    let mut fresh = true;
    loop {
        line.clear();
        let read = match bytes.take(HEADER as u64).read_until(b'\n', &mut line) {
            Ok(read) => read,
            // What comes next is another member, or nothing.
            Err(error) if matches!(Cut::of(&error), Some(Cut::Damaged(_))) => {
                (passed, fresh) = (true, true);
                lines.clear();
                size = 0;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if read == 0 {
            let header = (!lines.is_empty()).then_some(Header(lines));
            return Ok((header.is_some() || passed).then_some(Next { header, passed }));
        }
        let starts =
            std::mem::replace(&mut fresh, line.ends_with(b"\n")) && line.starts_with(b"WARC/");
        if starts {
            // A record within the header of another: that one is broken.
            passed |= !lines.is_empty();
            lines.clear();
            size = 0;
        }
        let blank = line.trim_ascii().is_empty();
        size += read;
        match (blank, lines.is_empty()) {
            (true, true) => {}
            (true, false) => {
                let header = Some(Header(lines));
                return Ok(Some(Next { header, passed }));
            }
            (false, true) if !starts => passed = true,
            (false, _) if size > HEADER => {
                passed = true;
                lines.clear();
            }
            (false, _) => lines.push(field(&line)),
        }
    }
}

fn field(line: &[u8]) -> (String, String) {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':').unwrap_or((&line, ""));
    (name.trim().to_ascii_lowercase(), value.trim().to_owned())
}

/// What a record holds.
enum Page {
    /// No web page.
    Other,
    /// A page that is no article.
    Short,
    /// A page that cannot be read, and why.
    Unread(String),
    Article(Box<RawDocument>),
}

fn page(kind: &str, header: &Header, block: &[u8], limit: usize, budget: &Budget) -> Page {
    let mut note = None;
    let raw = match kind {
        "response" => {
            let Some((http, body)) = http(block) else {
                return Page::Other;
            };
            let kind = http.get("content-type").unwrap_or("text/html");
            if !is_html(kind) {
                return Page::Other;
            }
            match transferred(&http, body, limit, budget) {
                Ok(body) => {
                    note = body.note;
                    html::bytes(&body.bytes, charset(kind))
                }
                Err(reason) => return Page::Unread(format!("{reason:#}")),
            }
        }
        _ => {
            let kind = header.get("content-type").unwrap_or_default();
            if !is_html(kind) {
                return Page::Other;
            }
            html::bytes(block, charset(kind))
        }
    };
    match article(raw, header) {
        Some(mut raw) => {
            raw.notes.extend(note);
            Page::Article(Box::new(raw))
        }
        None => Page::Short,
    }
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

/// A body without the encodings of its transfer. Of one that is damaged what came before the damage.
fn transferred(http: &Header, body: &[u8], limit: usize, budget: &Budget) -> anyhow::Result<Whole> {
    let value = |name: &str| http.get(name).unwrap_or_default().to_ascii_lowercase();
    // Many archives store the body decoded and keep the header as it was: look, do not trust.
    let body = match value("transfer-encoding").contains("chunked") {
        true => unchunked(body).unwrap_or_else(|| body.to_vec()),
        false => body.to_vec(),
    };
    let is_page = body.trim_ascii_start().starts_with(b"<");
    let decoder: Box<dyn Read + '_> = match value("content-encoding").as_str() {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            Box::new(flate2::read::MultiGzDecoder::new(&body[..]))
        }
        "deflate" if !is_page => Box::new(flate2::read::ZlibDecoder::new(&body[..])),
        "br" if !is_page => Box::new(brotli_decompressor::Decompressor::new(&body[..], 4096)),
        "zstd" if body.starts_with(b"\x28\xb5\x2f\xfd") => {
            Box::new(zstd::Decoder::with_buffer(&body[..])?)
        }
        _ => {
            return Ok(Whole {
                bytes: body,
                note: None,
            });
        }
    };
    let mut plain = BufReader::new(Expanded::new(decoder, "body", budget));
    decode::read_whole(&mut plain, limit)
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

    fn read_all(mut bytes: &[u8], limits: &Limits) -> (Vec<RawDocument>, Vec<String>) {
        let (mut found, mut skipped) = (Vec::new(), Vec::new());
        let input = Input {
            name: "a.warc",
            bytes: &mut bytes,
            limits,
            budget: &Budget::new(0, limits),
            depth: 0,
            fields: &[],
            verbatim: false,
            skipped: &mut |s| skipped.push(format!("{}: {}", s.place, s.reason)),
        };
        let mut emit = |raw| {
            found.push(raw);
            Ok(())
        };
        read(input, &mut emit).unwrap();
        (found, skipped)
    }

    fn all(bytes: &[u8]) -> Vec<RawDocument> {
        read_all(bytes, &Limits::default()).0
    }

    fn response(encoding: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n"
        );
        record("response", &[head.as_bytes(), body].concat())
    }

    /// One piece of brotli that is not compressed.
    fn brotli(plain: &[u8]) -> Vec<u8> {
        let head = (plain.len() as u32 - 1) << 4 | 1 << 20;
        [&head.to_le_bytes()[..3], plain, &[3]].concat()
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
        let got = all(&bytes);
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
        let got = all(&record("response", &sent));
        assert_eq!(got[0].headline.as_deref(), Some("Harbour"));
    }

    #[test]
    fn bodies_of_newer_encodings() {
        let page = story();
        let zstd = zstd::encode_all(page.as_bytes(), 3).unwrap();
        let bytes = [
            response("br", &brotli(page.as_bytes())),
            response("zstd", &zstd),
            // As archives store what they have decoded.
            response("br", page.as_bytes()),
        ];
        let (found, skipped) = read_all(&bytes.concat(), &Limits::default());
        assert_eq!(found.len(), 3, "{skipped:?}");
        assert!(
            found
                .iter()
                .all(|raw| raw.body == found[0].body && raw.notes.is_empty())
        );
    }

    #[test]
    fn a_damaged_member_costs_its_record_alone() {
        let limits = Limits::default();
        let page = |n: usize| {
            // Not all alike, so that there is something to damage.
            let words: Vec<String> = (0..400).map(|i| format!("{}", i * i * (n + 7))).collect();
            let body = format!("{}<p>{}.</p>", story(), words.join(" "));
            gzip(&response("identity", body.as_bytes()))
        };
        let members: Vec<Vec<u8>> = (0..4).map(page).collect();
        let whole = members.concat();
        let read = |stored: &[u8]| {
            let mut plain = decode::open_bytes(stored, &limits).unwrap();
            let mut bytes = Vec::new();
            let mut errors = 0;
            while let Err(error) = plain.read_to_end(&mut bytes) {
                assert!(Cut::of(&error).is_some());
                errors += 1;
            }
            assert!(errors < 3);
            let (mut found, mut skipped) = (0, Vec::new());
            let mut plain = decode::open_bytes(stored, &limits).unwrap();
            let input = Input {
                name: "a.warc",
                bytes: &mut *plain,
                limits: &limits,
                budget: &Budget::new(0, &limits),
                depth: 0,
                fields: &[],
                verbatim: false,
                skipped: &mut |s| skipped.push(format!("{}: {}", s.place, s.reason)),
            };
            let mut emit = |_| {
                found += 1;
                Ok(())
            };
            super::read(input, &mut emit).unwrap();
            (found, skipped)
        };
        assert_eq!(read(&whole), (4, Vec::new()));
        let (first, second) = (members[0].len(), members[1].len());
        for at in [
            first + second / 3,
            first + second / 2,
            first + second - 6,
            first + 9,
        ] {
            let mut stored = whole.clone();
            stored[at] ^= 0x5a;
            let (found, skipped) = read(&stored);
            assert!(found >= 3, "byte {at}: {found}, {skipped:?}");
            assert!(found == 4 || !skipped.is_empty(), "byte {at}");
        }
        // The header of a member: it is passed over, and said.
        let mut stored = whole.clone();
        stored[first + 2] = 9;
        let (found, skipped) = read(&stored);
        assert_eq!((found, skipped.len()), (3, 1), "{skipped:?}");
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let limits = Limits {
            record_bytes: 2000,
            ..Limits::default()
        };
        let long = format!("{}<p>{}</p>", story(), "More. ".repeat(500));
        let image = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
        let bytes = [
            response("identity", long.as_bytes()),
            response("br", b"\xff\xff\xff\xff"),
            response("gzip", &gzip(long.as_bytes())),
            record("response", &[&image[..], &[0; 3000]].concat()),
            response("identity", story().as_bytes()),
        ];
        let (found, skipped) = read_all(&bytes.concat(), &limits);
        assert_eq!(found.len(), 1);
        let place = "<https://post.example/harbour>";
        assert_eq!(
            skipped,
            [
                format!("record 1, {place}: longer than 2000 bytes, the limit for one record"),
                format!("record 2, {place}: damaged body"),
                format!("record 3, {place}: longer than 2000 bytes, the limit for one document"),
            ]
        );
    }

    #[test]
    fn a_damaged_record_is_passed_over() {
        let page = record("response", &response_of(&story()));
        let mut short = page.clone();
        let at = short.windows(4).position(|w| w == b"th: ").unwrap() + 4;
        short[at] = b'1';
        for broken in [
            short,
            b"WARC/1.0\r\nNo-End: 1".to_vec(),
            b"x\n".repeat(50_000),
            vec![b'x'; 200_000],
        ] {
            let bytes = [&page[..], &broken, b"\r\n", &page, &page].concat();
            let (found, skipped) = read_all(&bytes, &Limits::default());
            assert_eq!(found.len(), 3, "{skipped:?}");
            assert_eq!(skipped.len(), 1, "{skipped:?}");
            assert!(skipped[0].starts_with("after record"), "{skipped:?}");
        }
        let (found, skipped) = read_all(&page[..page.len() - 40], &Limits::default());
        assert_eq!((found.len(), skipped.len()), (1, 1));
        assert_eq!(found[0].notes, ["truncated WARC"]);
        let (found, skipped) = read_all(&page[..300], &Limits::default());
        assert_eq!((found.len(), skipped.len()), (0, 1));
        assert_eq!(read_all(b"", &Limits::default()).1, [""; 0]);
    }

    fn response_of(page: &str) -> Vec<u8> {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}").into_bytes()
    }

    fn gzip(plain: &[u8]) -> Vec<u8> {
        use std::io::Write;
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(plain).unwrap();
        out.finish().unwrap()
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
