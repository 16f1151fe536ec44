//! Saved web pages.
//!
//! One parse serves all: [`parse`] builds the tree within bounds, [`flat`] lays it flat,
//! [`metadata`] and [`dates`] read what the page says of itself, [`prune`] takes its furniture
//! off, [`body`] finds the article in what is left.

mod blocks;
mod body;
mod byline;
mod clean;
mod dates;
mod flat;
mod headline;
mod jsonld;
mod metadata;
mod parse;
mod phrases;
mod prune;
mod strip;

pub use byline::clean_name;
pub use strip::{named_entity as entity, text as stripped};

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

/// Elements a page without a root may begin with.
const FIRST: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "base",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "center",
    "cite",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figure",
    "font",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "label",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "menu",
    "meta",
    "nav",
    "nobr",
    "noscript",
    "object",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "select",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
];

/// Begins with an element of HTML, or has a tag that only pages have near its start. Other XML is none.
fn sniff(head: &[u8]) -> bool {
    let text = decode::peek(head);
    let lower = text.trim_start().to_ascii_lowercase();
    if lower.contains("<html") || lower.contains("<!doctype html") {
        return true;
    }
    if lower.starts_with("<?xml") {
        return false;
    }
    let name = lower.strip_prefix('<').map(|tag| {
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
        &tag[..end.unwrap_or(tag.len())]
    });
    name.is_some_and(|name| FIRST.contains(&name))
        || lower.starts_with("<!--")
        || ["<body", "<head>", "</p>", "</div>"]
            .iter()
            .any(|tag| lower.contains(tag))
}

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let whole = decode::read_whole(input.bytes, input.limits.document_bytes)?;
    let charset = declared_charset(&whole.bytes);
    let html = decode::text_owned(whole.bytes, charset.as_deref());
    let mut raw = page(&html);
    raw.notes.extend(whole.note);
    emit(raw)
}

/// The article in the bytes of a page; `charset` is what the transport declared.
pub fn bytes(bytes: &[u8], charset: Option<&str>) -> RawDocument {
    let declared = charset
        .map(str::to_owned)
        .or_else(|| declared_charset(bytes));
    page(&decode::text(bytes, declared.as_deref()))
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

/// The text of HTML that is the content of an article and nothing else, as feeds carry it:
/// furniture goes, but no part of it is preferred. Paragraphs apart by a blank line.
pub fn fragment(html: &str) -> String {
    let read = std::panic::catch_unwind(|| {
        let (document, _) = parse::parse(html);
        body::whole(&flat::Flat::new(&document))
    });
    read.unwrap_or_else(|_| strip::text(html))
}

fn followed(html: &str) -> RawDocument {
    let (document, cut) = parse::parse(html);
    let flat = flat::Flat::new(&document);
    let meta = metadata::read(&flat);
    let known = clean::Known {
        headline: meta.headline.as_deref(),
        byline: meta.byline.as_deref(),
        section: meta.section.as_deref(),
    };
    let mut body = body::body(&flat, known);
    // A page that loads its text by script may still carry it in JSON-LD.
    if let Some(told) = meta.body
        && told.len() > 400
        && body.len() * 4 < told.len()
    {
        body = told;
    }
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

    /// Builds without optimisation are given a part of each hostile page.
    const LESS: usize = if cfg!(debug_assertions) { 50 } else { 1 };

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
            let html = format!(
                "<p>before</p>{}deep",
                format!("<{tag}>").repeat(100_000 / LESS)
            );
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
        let html: String = (0..50_000 / LESS)
            .map(|i| format!("<p><b id={i}>text {i} "))
            .collect();
        survives(html);
        let html: String = (0..50_000 / LESS)
            .map(|i| format!("<div><b id={i}>text</div>"))
            .collect();
        survives(html);
        let html = "<b><div></b>".repeat(50_000 / LESS);
        survives(html);
        let html = "<table><div><table><b>".repeat(50_000 / LESS);
        survives(html);
    }

    #[test]
    fn many_of_everything() {
        survives("<p>word word word ".repeat(500_000 / LESS));
        survives("<br>".repeat(1_000_000 / LESS));
        survives(format!("<a {}>x", "a1 b2 c3 ".repeat(500_000 / LESS)));
        survives(format!(
            "<a {}>x",
            (0..300_000 / LESS)
                .map(|i| format!("a{i} "))
                .collect::<String>()
        ));
        survives("<".repeat(5_000_000 / LESS));
        survives("<svg>".repeat(500_000 / LESS));
        survives("<script>".repeat(500_000 / LESS));
        survives("<!--".repeat(500_000 / LESS));
        survives("&amp".repeat(1_000_000 / LESS));
        survives("<title>".repeat(500_000 / LESS));
        survives("<p class='date author'>2020-01-0</p>".repeat(100_000 / LESS));
        survives("<time datetime=x>1 2 3</time>".repeat(200_000 / LESS));
        survives(format!("<p>{}", "word, ".repeat(2_000_000 / LESS)));
        survives("<h1>Headline of it</h1><li><a>".repeat(100_000 / LESS));
        survives(format!(
            "<div class='{}'>x</div>",
            "share-".repeat(100_000 / LESS)
        ));
    }

    #[test]
    fn a_page_of_fifty_megabytes() {
        let paragraph = "<div class=\"row\"><p>The harbour opened, said the mayor, on <a href=x>Monday</a>.</p></div>\n";
        let raw = survives(paragraph.repeat(50_000_000 / LESS / paragraph.len()));
        assert!(raw.body.contains("The harbour opened"));
        assert!(!raw.notes.is_empty() || LESS > 1);
    }

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head>
        <title>Harbour opens after ten years | The Example Post</title>
        <meta charset="utf-8"><link rel="canonical" href="https://www.post.example/city/2021/harbour">
        <meta property="og:title" content="Harbour opens after ten years | The Example Post">
        <meta property="og:site_name" content="The Example Post">
        <meta property="article:modified_time" content="2021-05-09T08:00:00Z">
        <meta property="article:section" content="City"></head>
        <body class="has-sidebar"><nav><ul><li><a href="/">Home</a></li><li><a href="/city">City</a></li></ul></nav>
        <header class="site-header">Thursday, 2 September 2021</header>
        <main><article><p class="kicker">CITY</p><h1>Harbour opens after ten years</h1>
        <p class="byline">By <a rel="author" href="/ada">Ada Example</a></p>
        <div class="article-date">Published 04/05/2021, updated 09/05/2021</div>
        <div class="share-bar"><a href="x">Share on Facebook</a></div>
        <div class="body"><p>EXAMPLETON (EPN) &mdash; The harbour of Exampleton opened on Tuesday, ten years after the storm
        that had closed it, and some two hundred people came to see it.</p>
        <figure><img src="x.jpg"><figcaption>The harbour, seen from the hill. Photo: B. Sample</figcaption></figure>
        <p>&ldquo;It is a good day for the town,&rdquo; said Bob Sample, the mayor, who had
        <a href="/old">promised it in 2018</a>.</p>
        <p><a href="/r">READ MORE: The storm, ten years on</a></p>
        <h2>City</h2><p>The town paid a quarter, and the county and the state paid what was left of it.</p>
        <h2>What it cost</h2>
        <ul><li>The quay: four million, of which the county paid half.</li><li>The lights: one million.</li></ul>
        <table><tr><th>Year</th><th>Ships</th></tr><tr><td>2010</td><td>120</td></tr></table>
        <p>The first ship is expected in June.<br>It comes from Sampleport.</p>
        <p>Sign up for our newsletter to get the news of the harbour every day in your inbox.</p></div>
        <div class="related"><h3>Related stories</h3><p>A storm closed the harbour of the town ten years ago,
        and nobody thought it would open again so soon.</p></div></article></main>
        <aside class="sidebar"><time datetime="2021-09-01">1 September</time> Another story</aside>
        <div id="comments"><p>I was there, and it was a fine day, with a band and a lot of cake for all of us.</p></div>
        <footer>&copy; 2021 The Example Post</footer></body></html>"#;

    #[test]
    fn a_page_as_outlets_make_them() {
        let raw = page(PAGE);
        assert_eq!(
            raw.headline.as_deref(),
            Some("Harbour opens after ten years")
        );
        assert_eq!(raw.byline.as_deref(), Some("Ada Example"));
        assert_eq!(raw.outlet.as_deref(), Some("The Example Post"));
        assert_eq!(raw.section.as_deref(), Some("City"));
        assert_eq!(raw.language.as_deref(), Some("en-GB"));
        assert_eq!(
            raw.url.as_deref(),
            Some("https://www.post.example/city/2021/harbour")
        );
        let paragraphs: Vec<&str> = raw.body.split("\n\n").collect();
        assert!(
            paragraphs[0].starts_with("EXAMPLETON (EPN) — The harbour"),
            "{paragraphs:#?}"
        );
        assert!(paragraphs[1].starts_with("“It is a good day"));
        // The section's name is a label above the story, and a subheading in it.
        assert_eq!(paragraphs[2], "City");
        assert_eq!(paragraphs[4], "What it cost");
        assert_eq!(
            paragraphs[5],
            "The quay: four million, of which the county paid half."
        );
        assert!(paragraphs.contains(&"2010 120"), "{paragraphs:#?}");
        let last = "The first ship is expected in June.\nIt comes from Sampleport.";
        assert_eq!(paragraphs.last(), Some(&last));
    }

    #[test]
    fn the_day_of_publication() {
        // Day first, as in British pages; not the day it was updated, nor the page's own date.
        let dates = page(PAGE).dates;
        assert_eq!(
            dates[0].origin,
            crate::article::Origin::DateElement,
            "{dates:#?}"
        );
        assert_eq!(dates[0].text, "published 04.05.2021, ");
    }

    #[test]
    fn a_page_that_carries_its_text_in_json() {
        let text = "The harbour opened on Tuesday, the mayor said.\\n".repeat(20);
        let html = format!(
            r#"<title>Harbour</title><script type="application/ld+json">
            {{"@type":"NewsArticle","headline":"Harbour opens","articleBody":"{text}"}}</script><div id=app></div>"#
        );
        let raw = page(&html);
        assert_eq!(raw.headline.as_deref(), Some("Harbour opens"));
        assert_eq!(raw.body.split("\n\n").count(), 20);
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
