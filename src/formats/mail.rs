//! Mail: newsletters as single messages or in an mbox, and web pages saved as MHTML.

use std::io::BufRead;

use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::{Emit, Format, Input, RawDate, RawDocument, Shape, html};
use crate::article::Origin;

/// Messages, mbox, MHTML.
pub const FORMAT: Format = Format {
    name: "mail",
    extensions: &["eml", "mbox", "mbx", "mht", "mhtml"],
    sniff,
    read,
};

/// True for the header of a message, or mbox's line before it.
fn sniff(head: &[u8]) -> bool {
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    let mut first = lines.next().unwrap_or_default();
    if separator(first) {
        first = lines.next().unwrap_or_default();
    }
    let field = |line: &[u8]| {
        let name = line
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-');
        let name = name.count();
        name > 1 && line.get(name) == Some(&b':')
    };
    // A text file may begin with fields too, but not with those that only machines write.
    let machine = |line: &[u8]| {
        [
            "mime-version:",
            "message-id:",
            "received:",
            "return-path:",
            "delivered-to:",
            "x-mailer:",
            "content-transfer-encoding:",
        ]
        .iter()
        .any(|f| {
            line.get(..f.len())
                .is_some_and(|l| l.eq_ignore_ascii_case(f.as_bytes()))
        })
    };
    field(first)
        && std::iter::once(first)
            .chain(lines)
            .take_while(|l| !l.is_empty())
            .any(machine)
}

/// True for `From ada@post.example Tue May  4 10:00:00 2021`, which begins a message in an mbox.
fn separator(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    line.starts_with(b"From ")
        && line.contains(&b':')
        && line.split(|b| *b == b' ').any(|w| {
            let year = w.len() == 4 && w.iter().all(u8::is_ascii_digit);
            year && (w.starts_with(b"19") || w.starts_with(b"20"))
        })
}

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    messages(input.bytes, input.limits.record_bytes, emit)
}

/// Gives on each message; a file without mbox's separators is one.
fn messages(bytes: &mut dyn BufRead, limit: usize, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let mut record = 0;
    let mut message: Vec<u8> = Vec::new();
    let mut line = Vec::new();
    let mut mbox = false;
    let mut blank = true;
    let mut cut = false;
    let mut give = |message: &mut Vec<u8>, cut: bool| -> anyhow::Result<()> {
        if let Some(mut raw) = document(message) {
            raw.record = record;
            record += 1;
            if cut {
                raw.notes.push("message cut".to_owned());
            }
            emit(raw)?;
        }
        message.clear();
        Ok(())
    };
    loop {
        line.clear();
        // A line longer than the limit comes in pieces; the first alone may be a separator.
        let mut whole = std::io::Read::take(&mut *bytes, limit as u64);
        match whole.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            // What came of the last message before a cut counts.
            Err(error) => {
                give(&mut message, true)?;
                return Err(error.into());
            }
        }
        if blank && separator(&line) && (mbox || message.is_empty()) {
            give(&mut message, cut)?;
            (mbox, cut, blank) = (true, false, false);
            continue;
        }
        blank = line.trim_ascii().is_empty();
        let text: &[u8] = match mbox && quoted(&line) {
            true => &line[1..],
            false => &line,
        };
        match message.len() + text.len() <= limit {
            true => message.extend_from_slice(text),
            false => cut = true,
        }
    }
    give(&mut message, cut)
}

/// True for a line that mbox has quoted, so that it is no separator (`>From`).
fn quoted(line: &[u8]) -> bool {
    let bare = line.iter().position(|b| *b != b'>').unwrap_or(0);
    bare > 0 && line[bare..].starts_with(b"From ")
}

/// The article in a message; none when there is neither subject nor text.
fn document(message: &[u8]) -> Option<RawDocument> {
    if message.trim_ascii().is_empty() {
        return None;
    }
    let message = MessageParser::default().parse(message)?;
    let markup = message.parts.iter().find_map(|p| match &p.body {
        PartType::Html(html) => Some((p, html)),
        _ => None,
    });
    let address = markup
        .and_then(|(p, _)| p.content_location())
        .filter(|l| l.starts_with("http"))
        .map(str::to_owned);
    let content = markup.map(|(_, html)| html);
    let subject = message
        .subject()
        .map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "));
    let subject = subject.filter(|s| !s.is_empty());
    let date = message.date().map(|d| d.to_rfc3339());
    if let (Some(address), Some(content)) = (&address, &content) {
        // A page that a browser has saved; the message is dated by the day it did.
        let mut raw = html::page(content);
        raw.headline = raw.headline.or(subject);
        raw.url = raw.url.or(Some(address.clone()));
        raw.dates.push(RawDate {
            text: address.clone(),
            origin: Origin::Url,
        });
        raw.dates.extend(date.map(|text| RawDate {
            text,
            origin: Origin::Capture,
        }));
        return Some(raw);
    }
    let sender = message.from().and_then(|f| f.first());
    let text = message.parts.iter().find_map(|p| match &p.body {
        PartType::Text(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    });
    let body = match (text, content) {
        (Some(text), _) => unflowed(text),
        (_, Some(content)) => html::fragment(content),
        _ => String::new(),
    };
    if body.is_empty() && subject.is_none() {
        return None;
    }
    Some(RawDocument {
        id: message.message_id().map(str::to_owned),
        headline: subject,
        body,
        byline: sender.and_then(|s| s.name()).and_then(html::clean_name),
        dates: date
            .into_iter()
            .map(|text| RawDate {
                text,
                origin: Origin::Field,
            })
            .collect(),
        shape: Shape::Record,
        ..RawDocument::default()
    })
}

/// Text whose lines were broken for transport, with its paragraphs in one line each where every
/// line but a paragraph's last is long; else as it stands.
fn unflowed(text: &str) -> String {
    let mut out = String::new();
    for paragraph in text.replace("\r\n", "\n").split("\n\n") {
        let lines: Vec<&str> = paragraph
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .collect();
        if lines.is_empty() {
            continue;
        }
        let wrapped = lines[..lines.len() - 1]
            .iter()
            .all(|l| l.chars().count() >= 55);
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&lines.join(if wrapped { " " } else { "\n" }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(mut bytes: &[u8]) -> Vec<RawDocument> {
        let mut out = Vec::new();
        messages(&mut bytes, 1 << 20, &mut |raw| {
            out.push(raw);
            Ok(())
        })
        .unwrap();
        out
    }

    const MESSAGE: &str = "Message-ID: <1@post.example>\r\nFrom: Ada Example <ada@post.example>\r\n\
        Subject: =?utf-8?q?Harbour_=E2=80=93_open?=\r\nDate: Tue, 4 May 2021 23:30:00 -0500\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        The harbour of Exampleton opened on Tuesday, after ten years =\r\nof work,\r\nthe mayor said.\r\n\r\n\
        >From here on it is open.\r\n";

    #[test]
    fn a_message() {
        let got = all(MESSAGE.as_bytes());
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].headline.as_deref(), Some("Harbour – open"));
        assert_eq!(got[0].byline.as_deref(), Some("Ada Example"));
        assert_eq!(got[0].id.as_deref(), Some("1@post.example"));
        assert!(got[0].dates[0].text.starts_with("2021-05-04"));
        assert!(got[0].body.starts_with(
            "The harbour of Exampleton opened on Tuesday, after ten years of work, the"
        ));
        assert!(sniff(MESSAGE.as_bytes()));
    }

    #[test]
    fn a_mailbox() {
        let mbox = format!(
            "From ada@post.example Tue May  4 10:00:00 2021\n{MESSAGE}\nFrom bob@post.example Wed May  5 10:00:00 2021\n\
             Subject: Second\n\nShort.\n"
        );
        let got = all(mbox.as_bytes());
        assert_eq!(got.len(), 2);
        assert!(
            got[0].body.ends_with("\n\nFrom here on it is open."),
            "{}",
            got[0].body
        );
        assert_eq!(
            (got[1].headline.as_deref(), got[1].record),
            (Some("Second"), 1)
        );
        assert!(sniff(mbox.as_bytes()));
    }

    #[test]
    fn a_saved_page() {
        let text = "The harbour of Exampleton opened on Tuesday, said Bob Sample. ".repeat(6);
        let saved = format!(
            "From: <Saved by Browser>\r\nSnapshot-Content-Location: https://post.example/2021/05/04/h\r\nSubject: Harbour\r\n\
             Date: Fri, 7 Jan 2022 10:00:00 -0000\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related; type=\"text/html\"; boundary=\"XX\"\r\n\r\n--XX\r\nContent-Type: text/html\r\n\
             Content-Location: https://post.example/2021/05/04/h\r\n\r\n\
             <html><h1>Harbour opens</h1><p>{text}</p></html>\r\n--XX\r\nContent-Type: image/png\r\n\r\nPNG\r\n--XX--\r\n"
        );
        let got = all(saved.as_bytes());
        assert_eq!(got[0].headline.as_deref(), Some("Harbour opens"));
        assert_eq!(
            got[0].url.as_deref(),
            Some("https://post.example/2021/05/04/h")
        );
        assert!(got[0].body.starts_with("The harbour of Exampleton"));
        assert_eq!(got[0].dates.last().unwrap().origin, Origin::Capture);
    }

    #[test]
    fn other_texts_are_no_mail() {
        assert!(!sniff(
            b"Title: Harbour opens\nDate: 4 May 2021\n\nThe harbour opened."
        ));
        assert!(!sniff(b"From here on it is open."));
        assert!(!sniff(b""));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            all(&bytes);
            sniff(&bytes);
        }

        #[test]
        fn any_lines(text in "(From a 1:1 2020|Subject: x|Content-Type: text/html|Content-Type: multipart/mixed; boundary=b|--b|<p>wörd|=C3|\r\n|\n){0,40}") {
            all(text.as_bytes());
            sniff(text.as_bytes());
        }
    }
}
