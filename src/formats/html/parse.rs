//! Text of a page -> tree, within bounds.
//!
//! html5ever spends time quadratic in the depth of nesting, and in the number of attributes of one
//! tag; deep trees also overflow the stacks of those who recurse over them. So the page is fed in
//! pieces, and depth and size of the tree are looked at between them, and the clock: what comes after
//! the parse takes time in proportion to the tree.

use std::cell::Cell;
use std::time::{Duration, Instant};

use dom_query::{Document, NodeId};
use html5ever::interface::Tracer;
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use tendril::{SliceExt, TendrilSink};

use super::strip;

/// Deepest nesting of elements that is followed.
pub const DEPTH: usize = 512;
/// Most nodes of a tree.
pub const NODES: usize = 400_000;
/// Bytes fed between two looks at the tree: what a piece can do at worst is this, times the depth.
const PIECE: usize = 4096;
/// Most separators between the attributes of one tag.
const ATTRIBUTES: usize = 4096;

/// How long a page may take: a thousand times what pages do.
pub const DEADLINE: Duration = Duration::from_secs(4);

/// The tree of a page, and what had to be left out of it.
pub fn parse(html: &str) -> (Document, Option<&'static str>) {
    parse_within(html, DEADLINE)
}

fn parse_within(html: &str, time: Duration) -> (Document, Option<&'static str>) {
    let begun = Instant::now();
    if crowded_tag(html) {
        return (
            text_only(html),
            Some("tag with too many attributes: tags stripped"),
        );
    }
    let opts = ParseOpts {
        tokenizer: TokenizerOpts::default(),
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..Default::default()
        },
    };
    let mut parser = parse_document(Document::default(), opts);
    let mut rest = html;
    let mut cut = None;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        parser.process(rest[..end].to_tendril());
        rest = &rest[end..];
        let builder = &parser.tokenizer.sink;
        let open = Count::default();
        builder.trace_handles(&open);
        cut = match builder.sink.tree.len() {
            n if n > NODES => Some("too many elements: the rest stripped of tags"),
            _ if open.0.get() > DEPTH => Some("nested too deeply: the rest stripped of tags"),
            _ if begun.elapsed() > time => Some("takes too long: the rest stripped of tags"),
            _ => continue,
        };
        break;
    }
    let document = parser.finish();
    if cut.is_some()
        && let Some(body) = document.body()
    {
        for paragraph in strip::text(rest).split("\n\n").take(NODES / 4) {
            let p = document.tree.new_element("p");
            p.append_child(&document.tree.new_text(paragraph.to_owned()));
            body.append_child(&p);
        }
    }
    (document, cut)
}

/// Counts what the tree builder holds: the open elements, and the formatting elements it opens anew
/// in every paragraph.
#[derive(Default)]
struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = NodeId;

    fn trace_handle(&self, _node: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

/// A document of paragraphs, of a page whose tags cannot be followed.
pub fn text_only(html: &str) -> Document {
    let mut page = String::from("<html><body>");
    for paragraph in strip::text(html).split("\n\n").take(NODES / 4) {
        page.push_str("<p>");
        page.push_str(&strip::escape(paragraph));
        page.push_str("</p>");
    }
    Document::from(page)
}

/// True when some tag has so many attributes that checking each against all others takes long.
fn crowded_tag(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        at += open + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        if let Some(end) = strip::raw_element(html, at) {
            at = end;
            continue;
        }
        let (mut separators, mut quote) = (0, None);
        for &b in &bytes[at..] {
            at += 1;
            match (quote, b) {
                (Some(q), b) if b == q => quote = None,
                (Some(_), _) => {}
                (None, b'>') => break,
                (None, b'"' | b'\'') => {
                    quote = Some(b);
                    separators += 1;
                }
                (None, b' ' | b'\n' | b'\t' | b'/' | b'\r' | 0x0c) => separators += 1,
                _ => {}
            }
        }
        if separators > ATTRIBUTES {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_page_that_takes_too_long_is_text() {
        let page = format!(
            "<html><body><p>First.</p>{}<p>Last &amp; <b>least</b>.</p></body></html>",
            "<div></div>".repeat(PIECE / 8)
        );
        let (document, note) = parse_within(&page, Duration::ZERO);
        assert_eq!(note, Some("takes too long: the rest stripped of tags"));
        let text = document.text();
        assert!(
            text.contains("First.") && text.contains("Last & least."),
            "{text}"
        );
        assert_eq!(parse(&page).1, None);
    }
}
