//! Text of a page -> tree, within bounds.
//!
//! html5ever spends time quadratic in the depth of nesting, and in the number of attributes of one
//! tag; deep trees also overflow the stacks of those who recurse over them. So the page is fed in
//! pieces, and depth and size of the tree are looked at between them, and the clock: what comes after
//! the parse takes time in proportion to the tree.
//!
//! Two fifths of the bytes of pages are scripts and styles nobody reads: they are left out of what is fed.

use std::cell::Cell;
use std::time::{Duration, Instant};

use dom_query::{Document, NodeData, NodeId, Tree};
use html5ever::interface::Tracer;
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, local_name, ns, parse_document};
use tendril::{SliceExt, TendrilSink};

use super::{flat, strip};

/// Deepest nesting of elements that is followed.
pub const DEPTH: usize = 512;
/// Most nodes of a tree.
pub const NODES: usize = 400_000;
/// Bytes of a page that are followed, scripts and styles apart; an article is shorter, see
/// [`Limits::body_bytes`](crate::decode::Limits).
const PAGE: usize = 24 << 20;
/// Bytes fed between two looks at the tree: what a piece can do at worst is this, times the depth.
const PIECE: usize = 4096;
/// Most separators between the attributes of one tag.
const ATTRIBUTES: usize = 4096;

/// How long a page may take: a thousand times what pages do.
pub const DEADLINE: Duration = Duration::from_secs(4);

/// The tree of a page, and what had to be left out of it.
pub fn parse(html: &str) -> (Document, Option<&'static str>) {
    parse_within(html, PAGE, DEADLINE)
}

fn parse_within(html: &str, most: usize, time: Duration) -> (Document, Option<&'static str>) {
    let begun = Instant::now();
    if crowded_tag(html) {
        return (
            text_only(html),
            Some("tag with too many attributes: tags stripped"),
        );
    }
    let mut parser = parse_document(Document::default(), options());
    let mut rest = html;
    let mut fed = 0;
    let mut cut = None;
    // The last script or style whose content was left out.
    let mut passed = None;
    while !rest.is_empty() {
        let (end, tag) = piece(rest);
        parser.process(rest[..end].to_tendril());
        rest = &rest[end..];
        fed += end;
        let builder = &parser.tokenizer.sink;
        let tree = &builder.sink.tree;
        let open = Open::default();
        builder.trace_handles(&open);
        // One whose content is left out stays empty while its end tag is read.
        let newest = open.newest.get();
        if tag
            && newest != passed
            && let Some(name) = unread(tree, newest)
        {
            passed = newest;
            rest = &rest[content(rest, name)..];
        }
        cut = match tree.len() {
            n if n > NODES => Some("too many elements: the rest stripped of tags"),
            _ if open.count.get() > DEPTH => Some("nested too deeply: the rest stripped of tags"),
            _ if fed > most && !rest.is_empty() => {
                rest = "";
                Some("too long: the rest left out")
            }
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

/// What stands where scripts do not run is read.
fn options() -> ParseOpts {
    ParseOpts {
        tokenizer: TokenizerOpts::default(),
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..Default::default()
        },
    }
}

/// Where a piece ends: behind the first start tag of a script or style (then true), so that its content is the
/// next piece.
fn piece(rest: &str) -> (usize, bool) {
    let mut most = rest.len().min(PIECE);
    while !rest.is_char_boundary(most) {
        most += 1;
    }
    for open in memchr::memchr_iter(b'<', &rest.as_bytes()[..most]) {
        if strip::raw_name(rest, open + 1).is_some() {
            return match memchr::memchr(b'>', &rest.as_bytes()[open..most]) {
                Some(close) => (open + close + 1, true),
                // A tag cut in two would not be seen: it begins the next piece, if it can.
                None if open > 0 => (open, false),
                None => (most, false),
            };
        }
    }
    (most, false)
}

/// The name of the newest open element when the parser takes what follows for its raw text, and nobody reads that.
///
/// Asked behind what looks like a start tag. Had it stood in a comment, a text field or another script, no such
/// element were open, or not empty; within drawings and formulas it holds markup.
fn unread(tree: &Tree, newest: Option<NodeId>) -> Option<&'static str> {
    tree.query_node(&newest?, |node| {
        let NodeData::Element(element) = &node.data else {
            return None;
        };
        if element.name.ns != ns!(html) || node.first_child.is_some() {
            return None;
        }
        match element.name.local {
            local_name!("style") => Some("style"),
            local_name!("script") if !flat::holds_data(element) => Some("script"),
            _ => None,
        }
    })
    .flatten()
}

/// Bytes of raw text before the end tag of `name`; none of a script that may speak of its own end
/// (`<!--`, <https://html.spec.whatwg.org/#script-data-escaped-state>).
fn content(rest: &str, name: &str) -> usize {
    let end = strip::end_of(rest, 0, name);
    match memchr::memmem::find(&rest.as_bytes()[..end], b"<!--") {
        Some(_) if name == "script" => 0,
        _ => end,
    }
}

/// What the tree builder holds: the open elements, and the formatting elements it opens anew in every paragraph.
#[derive(Default)]
struct Open {
    count: Cell<usize>,
    /// Nodes are numbered as they are made.
    newest: Cell<Option<NodeId>>,
}

impl Tracer for Open {
    type Handle = NodeId;

    fn trace_handle(&self, node: &NodeId) {
        self.count.set(self.count.get() + 1);
        self.newest.set(self.newest.get().max(Some(*node)));
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
    use super::super::flat::Tag;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rest_of_a_page_that_takes_too_long_is_text() {
        let page = format!(
            "<html><body><p>First.</p>{}<p>Last &amp; <b>least</b>.</p></body></html>",
            "<div></div>".repeat(PIECE / 8)
        );
        let (document, note) = parse_within(&page, PAGE, Duration::ZERO);
        assert_eq!(note, Some("takes too long: the rest stripped of tags"));
        let text = document.text();
        assert!(
            text.contains("First.") && text.contains("Last & least."),
            "{text}"
        );
        assert_eq!(parse(&page).1, None);
    }

    #[test]
    fn of_a_page_that_is_too_long_the_beginning_is_read() {
        let page = format!("<html><body><p>{}", "word ".repeat(4 * PIECE));
        let (document, note) = parse_within(&page, 2 * PIECE, DEADLINE);
        assert_eq!(note, Some("too long: the rest left out"));
        let text = document.text().len();
        assert!((2 * PIECE..4 * PIECE).contains(&text), "{text}");
        assert_eq!(parse_within(&page, page.len() - 1, DEADLINE).1, None);
    }

    /// The nodes of a tree without what stands in scripts and styles.
    fn read(document: &Document) -> Vec<String> {
        let flat = flat::Flat::new(document);
        let mut nodes = Vec::new();
        for node in &flat.nodes {
            let parent = flat.nodes[node.parent].tag;
            if !matches!(parent, Tag::Script | Tag::Style) {
                nodes.push(format!("{:?} {} {}", node.tag, node.names, node.text));
            }
        }
        nodes
    }

    fn in_one_piece(html: &str) -> Document {
        parse_document(Document::default(), options()).one(html)
    }

    #[test]
    fn scripts_and_styles_are_left_out_and_data_is_not() {
        let page = "<style>p { color: red }</style><p>a<script>let p = '<p>b';</script><p>c\
                    <script type=application/ld+json>{\"a\": 1}</script><svg><style>d</style></svg>";
        let (document, _) = parse(page);
        assert_eq!(read(&document), read(&in_one_piece(page)));
        let text = document.text();
        assert!(!text.contains("color") && !text.contains("let"), "{text}");
        assert!(text.contains("{\"a\": 1}") && text.contains('d'), "{text}");
    }

    #[test]
    fn an_end_tag_is_no_content() {
        let long = "x".repeat(PIECE);
        let page = format!("<script></script {long}<script src='>' a=b>text<p>more");
        assert_eq!(read(&parse(&page).0), read(&in_one_piece(&page)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_tree_is_that_of_the_whole_page(
            parts in proptest::collection::vec(
                (
                    proptest::sample::select(vec![
                        "<script>", "<script src='>' a=", "<SCRIPT type=\"application/ld+json\">", "<style>",
                        "</script>", "</script", "</SCRIPT >", "</style>", "</scr", "<!--", "-->", "--!>", "<svg>",
                        "</svg>", "<math><mi>", "<title>", "</title>", "<textarea>", "</textarea>", "<template>",
                        "</template>", "<noscript>", "</noscript>", "<select>", "<table>", "<p id=a>b", "<b>", "</p>",
                        "<", ">", "'", "\"", " ", "c", "ä", "<frameset>", "<script/>", "<style ", "<![CDATA[", "]]>",
                    ]),
                    0..40usize,
                ),
                0..40,
            ),
        ) {
            let mut html = String::new();
            for (part, more) in parts {
                html.push_str(part);
                // Now and then one that reaches over the end of a piece.
                if more == 0 {
                    html.push_str(&"x".repeat(PIECE - 3));
                }
            }
            prop_assert_eq!(read(&parse(&html).0), read(&in_one_piece(&html)));
        }
    }
}
