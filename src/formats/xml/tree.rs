//! An element of XML as a small tree, which is all that is held of a document.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{DEPTH, html};
use crate::article::Origin;
use crate::formats::RawDate;

/// Most elements of one record.
const ELEMENTS: usize = 200_000;

/// An element with what was in it.
#[derive(Debug, Default)]
pub struct Element {
    /// Name without prefix.
    pub name: String,
    /// In order, names without prefix.
    pub attributes: Vec<(String, String)>,
    /// In order.
    pub children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug)]
pub enum Node {
    /// Text, unescaped.
    Text(String),
    /// Another element.
    Element(Element),
}

/// Text without its entities.
pub fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |t| t.into_owned())
}

/// An element that begins, its attributes read.
pub fn opened(start: &BytesStart<'_>) -> Element {
    let mut element = Element {
        name: start.local_name().as_ref().to_owned(),
        ..Element::default()
    };
    for attribute in start.html_attributes().flatten().take(50) {
        let name = attribute.key.local_name().as_ref().to_owned();
        element.attributes.push((name, unescaped(&attribute.value)));
    }
    element
}

/// Reads up to the end of an element. False when it was cut: too many elements, or damage.
pub fn tree(reader: &mut Reader<&[u8]>, root: Element) -> (Element, bool) {
    let mut open = vec![root];
    let mut elements = 0;
    // Open elements that are not kept, being too deep.
    let mut deep = 0;
    let mut whole = true;
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => {
                whole = false;
                break;
            }
            Ok(event) => event,
        };
        let Some(top) = open.last_mut() else { break };
        match event {
            Event::Start(start) => {
                elements += 1;
                if open.len() > DEPTH || elements > ELEMENTS {
                    deep += 1;
                    whole &= elements <= ELEMENTS;
                } else {
                    open.push(opened(&start));
                }
            }
            Event::Empty(start) if elements <= ELEMENTS => {
                elements += 1;
                top.children.push(Node::Element(opened(&start)));
            }
            Event::End(_) if deep > 0 => deep -= 1,
            Event::End(_) => {
                let Some(closed) = open.pop() else { break };
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(closed)),
                    None => return (closed, whole),
                }
            }
            Event::Text(text) => top.text(&text.into_inner()),
            Event::CData(text) => top.text(&text.into_inner()),
            Event::GeneralRef(entity) => {
                let name = entity.into_inner();
                top.text(&html::entity(&name).unwrap_or_default());
            }
            _ => {}
        }
    }
    // Cut: close what is open.
    while open.len() > 1 {
        if let (Some(closed), Some(parent)) = (open.pop(), open.last_mut()) {
            parent.children.push(Node::Element(closed));
        }
    }
    (open.pop().unwrap_or_default(), whole)
}

impl Element {
    fn text(&mut self, text: &str) {
        match self.children.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => self.children.push(Node::Text(text.to_owned())),
        }
    }

    /// An attribute that says something.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// The elements among its children.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|c| match c {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    /// The first child of one of these names, the first name first.
    pub fn child(&self, names: &[&str]) -> Option<&Element> {
        names
            .iter()
            .find_map(|n| self.elements().find(|e| e.name.eq_ignore_ascii_case(n)))
    }

    /// The first descendant of this name, in document order.
    pub fn find(&self, name: &str) -> Option<&Element> {
        let mut stack: Vec<&Element> = vec![self];
        while let Some(element) = stack.pop() {
            if element.name == name {
                return Some(element);
            }
            let at = stack.len();
            stack.extend(element.elements());
            stack[at..].reverse();
        }
        None
    }

    /// All text with its spaces run together; none when there is none.
    pub fn line(&self) -> Option<String> {
        let mut out = String::new();
        let mut stack: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = stack.pop() {
            match node {
                Node::Text(text) => {
                    out.push_str(text);
                }
                Node::Element(e) => {
                    out.push(' ');
                    stack.extend(e.children.iter().rev());
                }
            }
        }
        let words: Vec<&str> = out.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The content as HTML: that of escaped markup as it is, that of elements written out again.
    fn markup(&self) -> String {
        enum Step<'a> {
            Node(&'a Node),
            Close(&'a str),
        }
        let mut out = String::new();
        let mut stack: Vec<Step<'_>> = self.children.iter().rev().map(Step::Node).collect();
        let plain = self.elements().next().is_none();
        while let Some(step) = stack.pop() {
            match step {
                Step::Node(Node::Text(text)) if plain => out.push_str(text),
                Step::Node(Node::Text(text)) => {
                    out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"))
                }
                Step::Node(Node::Element(e)) => {
                    let name = match e.name.as_str() {
                        "hl1" | "hl2" => "h2",
                        name => name,
                    };
                    if !name.bytes().all(|b| b.is_ascii_alphanumeric()) || name.starts_with("media")
                    {
                        continue;
                    }
                    out.push('<');
                    out.push_str(name);
                    out.push('>');
                    stack.push(Step::Close(name));
                    stack.extend(e.children.iter().rev().map(Step::Node));
                }
                Step::Close(name) => {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
            }
        }
        out
    }
}

/// A date a field gives.
pub fn field(text: Option<String>) -> Option<RawDate> {
    text.map(|text| RawDate {
        text,
        origin: Origin::Field,
    })
}

/// The text of a content element: paragraphs when it holds markup, else as it stands.
pub fn content(element: &Element) -> String {
    let markup = element.markup();
    match markup.contains('<') {
        true => html::fragment(&markup),
        false => markup.trim().to_owned(),
    }
}
