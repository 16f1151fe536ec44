//! Saved web pages.
//!
//! One parse serves all: [`parse`] builds the tree within bounds, [`flat`] lays it flat,
//! [`metadata`] and [`dates`] read what the page says of itself, [`prune`] takes its furniture
//! off, [`body`] finds the article in what is left.

pub use body::debug;
mod blocks;
mod body;
mod clean;
mod dates;
mod flat;
mod jsonld;
mod metadata;
mod parse;
mod phrases;
mod prune;
mod strip;

use super::{Emit, Format, Input, RawDocument, Shape};
use crate::decode;

/// HTML.
pub const FORMAT: Format = Format {
    name: "html",
    extensions: &["html", "htm", "xhtml"],
    sniff,
    read,
};

/// Bytes looked through for a declared charset.
const PRESCAN: usize = 4096;

/// Begins with a tag, or has one that only pages have near its start.
fn sniff(head: &[u8]) -> bool {
    let text = decode::peek(head);
    let text = text.trim_start();
    let mut bytes = text.bytes();
    let tag = bytes.next() == Some(b'<')
        && bytes
            .next()
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?'));
    let lower = text.to_ascii_lowercase();
    tag || ["<html", "<body", "<head>", "</p>", "</div>"]
        .iter()
        .any(|t| lower.contains(t))
}

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let whole = decode::read_whole(input.bytes, input.limits.document_bytes)?;
    let charset = declared_charset(&whole.bytes);
    let html = decode::text_owned(whole.bytes, charset.as_deref());
    let mut raw = page(&html);
    raw.notes.extend(whole.note);
    emit(raw)
}

/// The charset a page declares in a meta element or an XML declaration near its start.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    for key in [&b"charset"[..], b"encoding"] {
        let mut at = 0;
        while let Some(found) = memchr::memmem::find(&head[at..], key) {
            at += found + key.len();
            let rest = head[at..].trim_ascii_start();
            let Some(rest) = rest.strip_prefix(b"=") else {
                continue;
            };
            let name: String = rest
                .trim_ascii_start()
                .iter()
                .skip_while(|b| matches!(b, b'"' | b'\''))
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.'))
                .map(|b| char::from(*b))
                .collect();
            if !name.is_empty() {
                return Some(name);
            }
        }
    }
    None
}

/// The article a page holds.
///
/// Never fails: a page that cannot be followed is taken as the text between its tags, and what was
/// left out is noted. Time is linear in the page's length.
pub fn page(html: &str) -> RawDocument {
    // Third parties build the tree; should they stumble over a page, its text is still worth having.
    let read = std::panic::catch_unwind(|| followed(html));
    read.unwrap_or_else(|_| RawDocument {
        body: strip::text(html),
        shape: Shape::Page,
        notes: vec!["tags stripped: the page could not be followed".to_owned()],
        ..RawDocument::default()
    })
}

fn followed(html: &str) -> RawDocument {
    let (document, cut) = parse::parse(html);
    let flat = flat::Flat::new(&document);
    let meta = metadata::read(&flat);
    let body = body::body(&flat, meta.headline.as_deref().unwrap_or_default());
    RawDocument {
        headline: meta.headline,
        body,
        byline: meta.byline,
        dates: meta.dates,
        outlet: meta.outlet,
        section: meta.section,
        language: meta.language,
        url: meta.url,
        shape: Shape::Page,
        notes: cut.map(str::to_owned).into_iter().collect(),
        ..RawDocument::default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use proptest::prelude::*;

    /// Reads a page on a thread with the stack Rust gives by default, within seconds.
    fn survives(html: String) -> RawDocument {
        let start = Instant::now();
        let raw = std::thread::spawn(move || page(&html)).join().unwrap();
        // Without optimisation, and beside other tests, all is several times slower.
        let most = if cfg!(debug_assertions) { 100 } else { 10 };
        assert!(start.elapsed().as_secs() < most, "{:?}", start.elapsed());
        raw
    }

    #[test]
    fn nesting_without_end() {
        for tag in [
            "div",
            "ul><li",
            "table><tr><td",
            "b",
            "font size=1",
            "svg><g",
            "math><mi",
            "blockquote",
            "span",
            "section",
            "a href=x",
            "template",
            "select",
            "button",
            "form",
            "table",
            "p><object",
        ] {
            let html = format!("<p>before</p>{}deep", format!("<{tag}>").repeat(100_000));
            let raw = survives(html);
            assert!(
                raw.body.contains("deep")
                    || tag == "template"
                    || tag == "select"
                    || raw.body.contains("before"),
                "{tag}: {:?}",
                raw.body.len()
            );
        }
    }

    #[test]
    fn formatting_opened_anew_in_every_paragraph() {
        let html: String = (0..50_000)
            .map(|i| format!("<p><b id={i}>text {i} "))
            .collect();
        survives(html);
        let html: String = (0..50_000)
            .map(|i| format!("<div><b id={i}>text</div>"))
            .collect();
        survives(html);
        let html = "<b><div></b>".repeat(50_000);
        survives(html);
        let html = "<table><div><table><b>".repeat(50_000);
        survives(html);
    }

    #[test]
    fn many_of_everything() {
        survives("<p>word word word ".repeat(500_000));
        survives("<br>".repeat(1_000_000));
        survives(format!("<a {}>x", "a1 b2 c3 ".repeat(500_000)));
        survives(format!(
            "<a {}>x",
            (0..300_000).map(|i| format!("a{i} ")).collect::<String>()
        ));
        survives("<".repeat(5_000_000));
        survives("<svg>".repeat(500_000));
        survives("<script>".repeat(500_000));
        survives("<!--".repeat(500_000));
        survives("&amp".repeat(1_000_000));
        survives("<title>".repeat(500_000));
        survives("<p class='date author'>2020-01-0</p>".repeat(100_000));
        survives("<time datetime=x>1 2 3</time>".repeat(200_000));
        survives(format!("<p>{}", "word, ".repeat(2_000_000)));
        survives("<h1>Headline of it</h1><li><a>".repeat(100_000));
        survives(format!("<div class='{}'>x</div>", "share-".repeat(100_000)));
    }

    #[test]
    fn a_page_of_fifty_megabytes() {
        let paragraph = "<div class=\"row\"><p>The harbour opened, said the mayor, on <a href=x>Monday</a>.</p></div>\n";
        let raw = survives(paragraph.repeat(50_000_000 / paragraph.len()));
        assert!(raw.body.contains("The harbour opened"));
        assert!(!raw.notes.is_empty());
    }

    #[test]
    fn charset_is_found() {
        let head = b"<html><head><META http-equiv=Content-Type content=\"text/html; charset=windows-1251\">";
        assert_eq!(declared_charset(head).as_deref(), Some("windows-1251"));
        assert_eq!(
            declared_charset(b"<meta charset='UTF-8'>").as_deref(),
            Some("utf-8")
        );
        assert_eq!(
            declared_charset(b"<?xml version='1.0' encoding='koi8-r'?>").as_deref(),
            Some("koi8-r")
        );
        assert_eq!(declared_charset(b"<p>charset of it"), None);
    }

    proptest! {
        #[test]
        fn any_text(html in ".{0,400}") {
            page(&html);
        }

        #[test]
        fn any_tags(html in "(<(/?)(p|div|b|table|tr|td|li|ul|h1|a|svg|time|script|br|span|title|meta)( class=\"(date|share|é)\")?>|2020-01-02|wörd |\"|&amp;){0,60}") {
            page(&html);
        }
    }
}

/// DEBUG
pub fn parse_only(html: &str) -> usize {
    parse::parse(html).0.tree.len()
}
