//! Reuters-21578, D. Lewis's collection of 1997.

use super::tree::{Element, Node, field};
use crate::formats::RawDocument;

/// A document of Reuters-21578.
pub fn document(e: &Element) -> RawDocument {
    let text = e.find("TEXT");
    let line = |name: &str| text.and_then(|t| t.find(name)).and_then(Element::line);
    let body = match text.and_then(|t| t.find("BODY")) {
        Some(body) => body.children.iter().filter_map(plain).collect(),
        // Unprocessed documents have their text right in TEXT.
        None => text
            .map(|t| t.children.iter().filter_map(plain).collect::<String>())
            .unwrap_or_default(),
    };
    let topic = e
        .find("TOPICS")
        .and_then(|t| t.find("D"))
        .and_then(Element::line);
    RawDocument {
        id: e.attribute("NEWID").map(str::to_owned),
        headline: line("TITLE"),
        body: match line("DATELINE") {
            Some(place) => format!("{place} {}", indented(&body)),
            None => indented(&body),
        },
        byline: line("AUTHOR"),
        dates: field(e.find("DATE").and_then(Element::line))
            .into_iter()
            .collect(),
        outlet: Some("Reuters".to_owned()),
        section: topic,
        language: Some("en".to_owned()),
        ..RawDocument::default()
    }
}

fn plain(node: &Node) -> Option<&str> {
    match node {
        Node::Text(text) => Some(text),
        Node::Element(_) => None,
    }
}

/// Text whose paragraphs begin with an indented line.
fn indented(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line_text = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if line_text.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if line.starts_with("   ") { "\n\n" } else { " " });
        }
        out.push_str(line_text);
    }
    match out.rsplit_once(char::is_whitespace) {
        Some((body, end)) if end.eq_ignore_ascii_case("reuter") => body.trim_end().to_owned(),
        _ => out,
    }
}
