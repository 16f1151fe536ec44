//! A page's tree laid flat: nodes in document order, each knowing where its subtree ends, with
//! running totals of text. One walk; afterwards every question about a subtree is a subtraction.

use std::cell::Ref;

use dom_query::{Document, Element, NodeData, NodeId, NodeRef, TreeNode};
use html5ever::{LocalName, local_name};
use tendril::StrTendril;

/// One node of the page.
pub struct Node {
    /// The node in the tree.
    pub id: NodeId,
    /// Index of the parent; the root is its own.
    pub parent: usize,
    /// Index behind the last node of its subtree.
    pub end: usize,
    /// Name of an element; empty for text and the rest.
    pub tag: Tag,
    /// Text of a text node.
    pub text: StrTendril,
    /// Class and id of an element, as [`names`] has them.
    pub names: String,
    /// The page hides it, or it is a dialog or a menu by its role.
    pub hidden: bool,
}

/// Elements, as far as reading a page tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Tag {
    Text,
    /// Comments, doctypes and the document itself.
    None,
    A,
    Article,
    Aside,
    Blockquote,
    Body,
    Br,
    Button,
    /// `dd`, `dt`, `li`.
    Item,
    Div,
    /// `embed`, `iframe`, `object`, `video`, `audio`, `canvas`.
    Embed,
    Figcaption,
    Figure,
    Footer,
    Form,
    H1,
    /// `h2` to `h6`.
    Heading,
    Head,
    Header,
    Hr,
    Html,
    /// `img`, `picture`, `source`, `svg`, `math`.
    Image,
    Input,
    Link,
    /// `ul`, `ol`, `dl`.
    List,
    Main,
    Meta,
    Nav,
    P,
    Pre,
    Script,
    Section,
    /// What is shown where scripts do not run; by an error of the page's it may hold all of it.
    Noscript,
    /// `style`, `template`.
    Style,
    Table,
    Cell,
    Row,
    /// `thead`, `tbody`, `tfoot`, `caption`, `colgroup`.
    TablePart,
    Time,
    Title,
    /// `b`, `strong`.
    Strong,
    /// `address`, `details`, `summary`, `fieldset`, `center`, `hgroup`, `dialog`, `menu`: blocks of their own.
    Block,
    /// Anything else stands within a line.
    Inline,
}

impl Tag {
    fn of(name: &LocalName) -> Tag {
        // Names are compared as the numbers they have in the parser's table.
        macro_rules! table {
            ($($($name:tt)|+ => $tag:ident,)+) => {
                match *name {
                    $($(local_name!($name))|+ => Tag::$tag,)+
                    _ => Tag::Inline,
                }
            };
        }
        table! {
            "a" => A,
            "p" => P,
            "div" => Div,
            "span" => Inline,
            "article" => Article,
            "aside" => Aside,
            "blockquote" => Blockquote,
            "body" => Body,
            "br" => Br,
            "button" => Button,
            "li" | "dd" | "dt" => Item,
            "embed" | "iframe" | "object" | "video" | "audio" | "canvas" => Embed,
            "figcaption" => Figcaption,
            "figure" => Figure,
            "footer" => Footer,
            "form" => Form,
            "h1" => H1,
            "h2" | "h3" | "h4" | "h5" | "h6" => Heading,
            "head" => Head,
            "header" => Header,
            "hr" => Hr,
            "html" => Html,
            "img" | "picture" | "source" | "svg" | "math" => Image,
            "input" | "select" | "textarea" | "option" | "label" => Input,
            "link" => Link,
            "ul" | "ol" | "dl" => List,
            "main" => Main,
            "meta" => Meta,
            "nav" => Nav,
            "pre" => Pre,
            "script" => Script,
            "section" => Section,
            "style" | "template" => Style,
            "noscript" => Noscript,
            "table" => Table,
            "td" | "th" => Cell,
            "tr" => Row,
            "thead" | "tbody" | "tfoot" | "caption" | "colgroup" | "col" => TablePart,
            "time" => Time,
            "title" => Title,
            "b" | "strong" => Strong,
            "address" | "details" | "summary" | "fieldset" | "center" | "hgroup" | "dialog" | "menu" => Block,
        }
    }

    /// True for elements that stand within a line of text.
    pub fn inline(self) -> bool {
        matches!(
            self,
            Tag::Text | Tag::A | Tag::Inline | Tag::Strong | Tag::Time | Tag::None
        )
    }
}

/// A page laid flat.
pub struct Flat<'a> {
    /// The page.
    pub document: &'a Document,
    /// All nodes in document order; the first is the root.
    pub nodes: Vec<Node>,
    /// Characters of visible text before each node, spaces run together.
    chars: Vec<u32>,
    /// Those of them inside links.
    linked: Vec<u32>,
}

impl<'a> Flat<'a> {
    /// Lays a page flat.
    pub fn new(document: &'a Document) -> Self {
        let mut flat = Flat {
            document,
            nodes: Vec::with_capacity(document.tree.len()),
            chars: vec![0],
            linked: vec![0],
        };
        let mut open: Vec<usize> = Vec::new();
        let mut at = Some(document.root().id);
        // Number of links that are open.
        let mut links = 0;
        while let Some(id) = at {
            let parent = open.last().copied().unwrap_or(0);
            let Some((node, child, sibling)) = document.tree.query_node(&id, |node| {
                (read(node, parent), node.first_child, node.next_sibling)
            }) else {
                break;
            };
            let chars = match node.tag {
                Tag::Text if !matches!(flat.nodes[parent].tag, Tag::Script | Tag::Style) => {
                    visible_chars(&node.text)
                }
                _ => 0,
            };
            flat.chars.push(flat.chars[flat.nodes.len()] + chars);
            let linked = if links > 0 { chars } else { 0 };
            flat.linked.push(flat.linked[flat.nodes.len()] + linked);
            if node.tag == Tag::A {
                links += 1;
            }
            let index = flat.nodes.len();
            flat.nodes.push(node);
            open.push(index);
            at = child;
            let mut next = sibling;
            while at.is_none() {
                // Close the innermost open node, then go on with its sibling.
                let Some(closed) = open.pop() else { break };
                flat.nodes[closed].end = flat.nodes.len();
                if flat.nodes[closed].tag == Tag::A {
                    links -= 1;
                }
                at = next;
                next = open
                    .last()
                    .and_then(|o| {
                        document
                            .tree
                            .query_node(&flat.nodes[*o].id, |n| n.next_sibling)
                    })
                    .flatten();
            }
        }
        flat
    }

    /// Characters of text in the subtree, spaces run together.
    pub fn chars(&self, index: usize) -> usize {
        (self.chars[self.nodes[index].end] - self.chars[index]) as usize
    }

    /// Characters of text inside links in the subtree.
    pub fn linked(&self, index: usize) -> usize {
        (self.linked[self.nodes[index].end] - self.linked[index]) as usize
    }

    /// Characters between the headline's element and a node; before it they count twice.
    pub fn distance(&self, headline: Option<usize>, index: usize) -> usize {
        let Some(headline) = headline else {
            return self.chars[index] as usize;
        };
        let end = self.nodes[headline].end;
        match index >= end {
            true => (self.chars[index] - self.chars[end]) as usize,
            false => 2 * self.chars[headline].saturating_sub(self.chars[index]) as usize,
        }
    }

    /// The element at `index`.
    pub fn element(&self, index: usize) -> Option<Ref<'_, Element>> {
        NodeRef::new(self.nodes[index].id, &self.document.tree).element_ref()
    }

    /// An attribute of the element at `index`.
    pub fn attr(&self, index: usize, name: &str) -> Option<StrTendril> {
        self.element(index)?.attr(name)
    }

    /// The text of a subtree with spaces run together; at most `limit` bytes and the rest of a node.
    pub fn text(&self, index: usize, limit: usize) -> String {
        let mut out = String::new();
        let mut i = index;
        while i < self.nodes[index].end {
            let node = &self.nodes[i];
            match node.tag {
                Tag::Script | Tag::Style => {
                    i = node.end;
                    continue;
                }
                Tag::Text => {
                    // `Apr 04` and `2013` in elements of their own.
                    if out.ends_with(|c: char| c.is_ascii_digit())
                        && node.text.starts_with(|c: char| c.is_ascii_digit())
                    {
                        out.push(' ');
                    }
                    push_spaced(&mut out, &node.text);
                }
                t if !t.inline() && !out.ends_with(' ') && !out.is_empty() => out.push(' '),
                _ => {}
            }
            if out.len() > limit {
                break;
            }
            i += 1;
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// The raw text right inside an element (a script's source).
    pub fn raw_text(&self, index: usize) -> String {
        self.nodes[index + 1..self.nodes[index].end]
            .iter()
            .map(|n| n.text.as_ref())
            .collect()
    }

    /// Indices of the children of `index`.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[index].end;
        let mut at = index + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = at;
                at = self.nodes[child].end;
                child
            })
        })
    }
}

/// Appends text with its spaces run together.
pub fn push_spaced(out: &mut String, text: &str) {
    for (i, word) in text.split_whitespace().enumerate() {
        let space = i > 0 || text.starts_with(char::is_whitespace);
        if space && !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text.ends_with(char::is_whitespace) && !out.is_empty() && !out.ends_with([' ', '\n']) {
        out.push(' ');
    }
}

fn visible_chars(text: &str) -> u32 {
    let mut chars = 0;
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = chars > 0;
        } else {
            chars += 1 + u32::from(space);
            space = false;
        }
    }
    chars
}

fn read(node: &TreeNode, parent: usize) -> Node {
    let mut out = Node {
        id: node.id,
        parent,
        end: 0,
        tag: Tag::None,
        text: StrTendril::new(),
        names: String::new(),
        hidden: false,
    };
    match &node.data {
        NodeData::Text { contents } => {
            out.tag = Tag::Text;
            out.text = contents.clone();
        }
        NodeData::Element(e) => {
            out.tag = Tag::of(&e.name.local);
            out.names = names(e);
            out.hidden = hidden(e);
        }
        _ => {}
    }
    out
}

/// True for a script that is JSON-LD: data about the page, no program.
pub fn holds_data(script: &Element) -> bool {
    script
        .attr("type")
        .is_some_and(|t| t.to_ascii_lowercase().contains("ld+json"))
}

fn hidden(element: &Element) -> bool {
    element.attrs.iter().any(|a| match a.name.local {
        local_name!("hidden") => true,
        local_name!("aria-hidden") => a.value.eq_ignore_ascii_case("true"),
        local_name!("role") => matches!(
            a.value.as_ref(),
            "navigation"
                | "menu"
                | "menubar"
                | "dialog"
                | "alertdialog"
                | "complementary"
                | "search"
                | "contentinfo"
                | "banner"
                | "button"
                | "tablist"
                | "toolbar"
        ),
        local_name!("style") => {
            let style = a.value.as_ref();
            style.len() < 2000 && {
                let style: String = style
                    .chars()
                    .filter(|c| !c.is_whitespace())
                    .map(|c| c.to_ascii_lowercase())
                    .collect();
                style.contains("display:none") || style.contains("visibility:hidden")
            }
        }
        _ => false,
    })
}

/// Class and id, each name in lower case with `-` between its words: ` article-body related-links `.
fn names(element: &Element) -> String {
    let mut out = String::new();
    for attr in &element.attrs {
        if !matches!(attr.name.local, local_name!("class") | local_name!("id")) {
            continue;
        }
        for name in attr.value.split_ascii_whitespace().take(64) {
            out.push(' ');
            let mut lower = false;
            for c in name.chars().take(128) {
                if c.is_ascii_uppercase() && lower {
                    out.push('-');
                }
                lower = c.is_ascii_lowercase();
                out.push(match c {
                    '_' => '-',
                    c => c.to_ascii_lowercase(),
                });
            }
        }
    }
    if !out.is_empty() {
        out.push(' ');
    }
    out
}
