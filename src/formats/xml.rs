//! XML that news comes in: feeds (RSS, Atom), NITF and NewsML-G2, and the SGML of Reuters-21578,
//! which reads as XML once one forgives it a little.
//!
//! Each article is an element of a known name. It alone is held as a small tree, then read.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Emit, Format, Input, RawDate, RawDocument, Shape, Skipped, html};
use crate::article::Origin;
use crate::decode;

/// Feeds, NITF, NewsML-G2 and Reuters-21578.
pub const FORMAT: Format = Format {
    name: "xml",
    extensions: &["xml", "rss", "atom", "nitf", "newsml", "sgm", "sgml"],
    sniff,
    read,
};

/// Deepest nesting kept in a record's tree; what lies deeper counts to its ancestor there.
const DEPTH: usize = 100;
/// Most elements of one record.
const ELEMENTS: usize = 200_000;

/// Elements that are an article each.
const RECORDS: &[&str] = &["item", "entry", "nitf", "newsItem", "REUTERS"];

/// True for a root element that is one of ours.
fn sniff(head: &[u8]) -> bool {
    if head.first() != Some(&b'<') {
        return false;
    }
    [
        "<rss",
        "<feed",
        "<rdf:RDF",
        "<nitf",
        "<newsItem",
        "<newsMessage",
        "<REUTERS",
        "<!DOCTYPE lewis",
        "<!DOCTYPE nitf",
    ]
    .iter()
    .any(|root| memchr::memmem::find(head, root.as_bytes()).is_some())
}

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let whole = decode::read_whole(input.bytes, input.limits.document_bytes)?;
    let charset = declared(&whole.bytes);
    let text = decode::text_owned(whole.bytes, charset.as_deref());
    let note = whole.note;
    let damage = records(&text, &mut |mut raw| {
        raw.notes.extend(note.clone());
        emit(raw)
    })?;
    if let Some(reason) = damage {
        let place = format!("line {}", 1 + text[..reason.0].matches('\n').count());
        let reason = format!("{}; nothing behind it was read", reason.1);
        (input.skipped)(Skipped { place, reason });
    }
    Ok(())
}

/// The root element, when these first bytes are of XML or SGML that is none of ours and no web page.
pub fn unknown_root(head: &[u8]) -> Option<String> {
    let text = decode::peek(head);
    let declared = text.starts_with("<?xml");
    let mut rest: &str = &text;
    loop {
        rest = rest.trim_start();
        // What stands before the root.
        let end = match rest {
            r if r.starts_with("<?") => "?>",
            r if r.starts_with("<!--") => "-->",
            r if r.starts_with("<!") => ">",
            _ => break,
        };
        rest = &rest[rest.find(end)? + end.len()..];
    }
    let tag = rest.strip_prefix('<')?;
    let name: String = tag
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.'))
        .collect();
    let begins = name.starts_with(|c: char| c.is_alphabetic());
    // Of a text it may be the first word.
    (begins && (declared || tag.contains("</"))).then_some(name)
}

/// The charset of the XML declaration.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let rest = &head[head.find("encoding")? + 8..];
    let name = rest.split(['"', '\'']).nth(1)?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// An element with what was in it.
#[derive(Debug, Default)]
struct Element {
    /// Name without prefix.
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Text(String),
    Element(Element),
}

/// Gives on each article of a document. Damage behind at least one article comes back: the byte and what it is.
fn records(text: &str, emit: &mut Emit<'_>) -> anyhow::Result<Option<(usize, String)>> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut channel = Channel::default();
    let mut record = 0;
    // Names of the open elements outside of records, for what the channel says of itself.
    let mut outer: Vec<String> = Vec::new();
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            // A damaged end is no fault of the articles before it.
            Err(error) if record > 0 => {
                let at = usize::try_from(reader.error_position()).unwrap_or(text.len());
                let at = text.floor_char_boundary(at);
                return Ok(Some((at, format!("damaged XML: {error}"))));
            }
            Err(error) => return Err(error.into()),
        };
        match event {
            Event::Start(start) => {
                let element = opened(&start);
                if RECORDS.contains(&element.name.as_str()) {
                    let (tree, whole) = tree(&mut reader, element);
                    if let Some(mut raw) = document(&tree, &channel) {
                        raw.record = record;
                        if !whole {
                            raw.notes.push("record cut".to_owned());
                        }
                        record += 1;
                        emit(raw)?;
                    }
                } else {
                    if let Some((_, lang)) =
                        element.attributes.iter().find(|(name, _)| name == "lang")
                    {
                        channel.language.get_or_insert_with(|| lang.clone());
                    }
                    if outer.len() < DEPTH {
                        outer.push(element.name);
                    }
                }
            }
            Event::End(_) => {
                outer.pop();
            }
            Event::Text(text) => channel.hears(&outer, &text.into_inner()),
            Event::CData(text) => channel.hears(&outer, &text.into_inner()),
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// What a feed says of itself.
#[derive(Debug, Default)]
struct Channel {
    title: Option<String>,
    language: Option<String>,
}

impl Channel {
    fn hears(&mut self, open: &[String], text: &str) {
        let text = text.trim();
        if text.is_empty() || open.len() > 3 || open.iter().any(|o| o == "image") {
            return;
        }
        match open.last().map(String::as_str) {
            Some("title") if self.title.is_none() => self.title = Some(unescaped(text)),
            Some("language") if self.language.is_none() => self.language = Some(text.to_owned()),
            _ => {}
        }
    }
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |t| t.into_owned())
}

fn opened(start: &BytesStart<'_>) -> Element {
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
fn tree(reader: &mut Reader<&[u8]>, root: Element) -> (Element, bool) {
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

    fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|c| match c {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    /// The first child of one of these names, the first name first.
    fn child(&self, names: &[&str]) -> Option<&Element> {
        names
            .iter()
            .find_map(|n| self.elements().find(|e| e.name.eq_ignore_ascii_case(n)))
    }

    /// The first descendant of this name, in document order.
    fn find(&self, name: &str) -> Option<&Element> {
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
    fn line(&self) -> Option<String> {
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

fn field(text: Option<String>) -> Option<RawDate> {
    text.map(|text| RawDate {
        text,
        origin: Origin::Field,
    })
}

/// The text of a content element: paragraphs when it holds markup, else as it stands.
fn content(element: &Element) -> String {
    let markup = element.markup();
    match markup.contains('<') {
        true => html::fragment(&markup),
        false => markup.trim().to_owned(),
    }
}

/// What an element of one of the known names holds; none when it has neither text nor headline.
fn document(e: &Element, channel: &Channel) -> Option<RawDocument> {
    let mut raw = match e.name.as_str() {
        "nitf" => nitf(e),
        "newsItem" => news_item(e),
        "REUTERS" => reuters(e),
        _ => feed_item(e, channel),
    };
    raw.shape = Shape::Record;
    raw.byline = raw.byline.as_deref().and_then(html::clean_name);
    raw.headline = raw.headline.filter(|h| !h.is_empty());
    (raw.headline.is_some() || !raw.body.is_empty()).then_some(raw)
}

/// An item of RSS, an entry of Atom.
fn feed_item(e: &Element, channel: &Channel) -> RawDocument {
    let line = |names: &[&str]| e.child(names).and_then(Element::line);
    let link = e
        .elements()
        .filter(|c| c.name == "link")
        .find(|c| c.attribute("rel").is_none_or(|r| r == "alternate"))
        .and_then(|c| c.attribute("href").map(str::to_owned).or_else(|| c.line()));
    let authors: Vec<String> = e
        .elements()
        .filter(|c| matches!(c.name.as_str(), "creator" | "author"))
        .filter_map(|a| a.child(&["name"]).unwrap_or(a).line())
        .collect();
    let category = e.child(&["category"]);
    // The longest of what may be the text: some feeds put the whole of it into the description.
    let body = ["encoded", "content", "description", "summary"]
        .iter()
        .filter_map(|n| e.child(&[n]))
        .map(content)
        .max_by_key(|b| b.len())
        .unwrap_or_default();
    let mut dates: Vec<RawDate> = ["pubDate", "published", "date", "issued", "created"]
        .iter()
        .filter_map(|n| field(line(&[n])))
        .collect();
    dates.extend(link.clone().map(|text| RawDate {
        text,
        origin: Origin::Url,
    }));
    RawDocument {
        id: line(&["guid", "id"]),
        headline: line(&["title"]).map(|t| html_line(&t)),
        body,
        byline: (!authors.is_empty()).then(|| authors.join(", ")),
        dates,
        outlet: e
            .child(&["source"])
            .and_then(|s| s.child(&["title"]).unwrap_or(s).line())
            .or_else(|| channel.title.clone()),
        section: category.and_then(|c| c.attribute("term").map(str::to_owned).or_else(|| c.line())),
        language: line(&["language"])
            .or_else(|| e.attribute("lang").map(str::to_owned))
            .or_else(|| channel.language.clone()),
        url: link,
        ..RawDocument::default()
    }
}

/// A headline that may hold escaped markup.
fn html_line(text: &str) -> String {
    match text.contains(['<', '&']) {
        true => html::stripped(text),
        false => text.to_owned(),
    }
}

/// News Industry Text Format.
fn nitf(e: &Element) -> RawDocument {
    let data = e.find("docdata");
    let in_data = |name: &str, attribute: &str| {
        let found = data.and_then(|d| d.find(name));
        found
            .and_then(|f| f.attribute(attribute))
            .map(str::to_owned)
    };
    let publication = e.find("pubdata");
    let published = |name: &str| {
        publication
            .and_then(|p| p.attribute(name))
            .map(str::to_owned)
    };
    let head = e.find("body.head");
    let head_line = |name: &str| head.and_then(|h| h.find(name)).and_then(Element::line);
    let body = match e.find("body.content") {
        Some(b) => content(b),
        None => e.find("body").map(content).unwrap_or_default(),
    };
    // The line the agency files under stands apart from the text; readers expect it there.
    let dateline = head_line("dateline");
    let body = match dateline {
        Some(place) if !body.is_empty() && !body.starts_with(&place) => {
            format!("{place} — {body}")
        }
        _ => body,
    };
    RawDocument {
        id: in_data("doc-id", "id-string"),
        headline: head_line("hl1")
            .or_else(|| head_line("hedline"))
            .or_else(|| e.find("title").and_then(Element::line)),
        body,
        byline: head_line("byline"),
        dates: [
            published("date.publication"),
            in_data("date.issue", "norm"),
            in_data("date.release", "norm"),
            head_line("story.date"),
        ]
        .into_iter()
        .filter_map(field)
        .collect(),
        outlet: published("name").or_else(|| head_line("distributor")),
        section: published("position.section"),
        url: published("ex-ref"),
        ..RawDocument::default()
    }
}

/// An item of NewsML-G2.
fn news_item(e: &Element) -> RawDocument {
    let line = |name: &str| e.find(name).and_then(Element::line);
    let inner = e.find("contentSet");
    let mut raw = match inner.and_then(|c| c.find("nitf")) {
        Some(inner) => nitf(inner),
        None => RawDocument {
            body: inner
                .and_then(|c| c.find("body").or_else(|| c.find("inlineData")).or(Some(c)))
                .map(content)
                .unwrap_or_default(),
            ..RawDocument::default()
        },
    };
    let name = |e: Option<&Element>| e.and_then(|e| e.find("name").unwrap_or(e).line());
    raw.id = e.attribute("guid").map(str::to_owned).or(raw.id);
    raw.headline = line("headline").or(raw.headline);
    raw.byline = line("by")
        .or_else(|| line("byline"))
        .or(raw.byline)
        .or_else(|| name(e.find("creator")));
    let mut dates: Vec<RawDate> = ["contentCreated", "firstCreated", "versionCreated"]
        .iter()
        .filter_map(|n| field(line(n)))
        .collect();
    dates.append(&mut raw.dates);
    raw.dates = dates;
    raw.outlet = name(e.find("provider")).or(raw.outlet);
    raw.language = e
        .find("language")
        .and_then(|l| l.attribute("tag"))
        .or_else(|| e.attribute("lang"))
        .map(str::to_owned);
    raw
}

/// A document of Reuters-21578.
fn reuters(e: &Element) -> RawDocument {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<RawDocument> {
        let mut out = Vec::new();
        records(text, &mut |raw| {
            out.push(raw);
            Ok(())
        })
        .unwrap();
        out
    }

    fn dates(raw: &RawDocument) -> Vec<&str> {
        raw.dates.iter().map(|d| d.text.as_str()).collect()
    }

    #[test]
    fn rss() {
        let got = all(
            r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="c" xmlns:dc="d"><channel>
            <title>The Example Post</title><language>en-gb</language><image><title>Logo</title></image>
            <item><title>Harbour &amp; sea</title><link>https://post.example/2021/05/04/harbour</link>
            <guid>post-1</guid><pubDate>Tue, 04 May 2021 10:00:00 GMT</pubDate><dc:creator>Ada Example</dc:creator>
            <category>City</category><description>The harbour opened.</description>
            <content:encoded><![CDATA[<p>The harbour of Exampleton opened on Tuesday, after ten years.</p>
            <p>&#8220;A good day,&#8221; said Bob Sample, the mayor of the town.</p>]]></content:encoded></item>
            <item><title>Second</title><description>&lt;p&gt;Only a short text.&lt;/p&gt;</description></item>
            </channel></rss>"#,
        );
        assert_eq!(got.len(), 2);
        let first = &got[0];
        assert_eq!(first.headline.as_deref(), Some("Harbour & sea"));
        assert_eq!(first.id.as_deref(), Some("post-1"));
        assert_eq!(first.byline.as_deref(), Some("Ada Example"));
        assert_eq!(first.outlet.as_deref(), Some("The Example Post"));
        assert_eq!(first.section.as_deref(), Some("City"));
        assert_eq!(first.language.as_deref(), Some("en-gb"));
        assert_eq!(dates(first)[0], "Tue, 04 May 2021 10:00:00 GMT");
        assert_eq!(
            first.body,
            "The harbour of Exampleton opened on Tuesday, after ten years.\n\n\
             “A good day,” said Bob Sample, the mayor of the town."
        );
        assert_eq!(got[1].body, "Only a short text.");
        assert_eq!(got[1].record, 1);
    }

    #[test]
    fn atom() {
        let got = all(
            r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Beispielpost</title>
            <entry><title type="html">Hafen &lt;b&gt;offen&lt;/b&gt;</title><id>tag:1</id>
            <link rel="edit" href="https://post.example/edit"/><link href="https://post.example/hafen"/>
            <published>2021-05-04T10:00:00Z</published><updated>2021-05-09T10:00:00Z</updated>
            <author><name>Ada Beispiel</name></author><category term="Stadt"/>
            <content type="xhtml"><div xmlns="x"><p>Der Hafen ist seit Dienstag wieder offen.</p><p>Das sagte der
            B&#252;rgermeister am Abend.</p></div></content></entry></feed>"#,
        );
        assert_eq!(got[0].headline.as_deref(), Some("Hafen offen"));
        assert_eq!(got[0].url.as_deref(), Some("https://post.example/hafen"));
        assert_eq!(dates(&got[0])[0], "2021-05-04T10:00:00Z");
        assert!(!dates(&got[0]).contains(&"2021-05-09T10:00:00Z"));
        assert_eq!(got[0].language.as_deref(), Some("de"));
        assert_eq!(
            got[0].body,
            "Der Hafen ist seit Dienstag wieder offen.\n\nDas sagte der Bürgermeister am Abend."
        );
    }

    #[test]
    fn nitf_and_newsml() {
        let nitf = r#"<nitf><head><title>t</title><docdata><doc-id id-string="n1"/><date.issue norm="20210504T100000Z"/>
            </docdata><pubdata name="The Example Post" date.publication="20210504"/></head><body><body.head><hedline>
            <hl1>Harbour opens</hl1></hedline><byline>By <person>Ada Example</person></byline>
            <dateline><location>EXAMPLETON</location></dateline></body.head><body.content>
            <media><media-caption>A ship</media-caption></media>
            <p>The harbour opened on Tuesday, the town said.</p><p>It had been closed for ten years.</p></body.content>
            </body></nitf>"#;
        let want = "EXAMPLETON — The harbour opened on Tuesday, the town said.\n\nIt had been closed for ten years.";
        let got = all(nitf);
        assert_eq!(got[0].headline.as_deref(), Some("Harbour opens"));
        assert_eq!(got[0].byline.as_deref(), Some("Ada Example"));
        assert_eq!(got[0].body, want);
        assert_eq!(dates(&got[0]), ["20210504", "20210504T100000Z"]);
        let newsml = format!(
            r#"<newsItem guid="urn:1" xml:lang="en"><itemMeta><provider><name>EPN</name></provider>
            <versionCreated>2021-05-04T11:00:00Z</versionCreated></itemMeta><contentMeta>
            <headline>Harbour opens</headline><by>Ada Example</by><language tag="en-GB"/></contentMeta>
            <contentSet><inlineXML>{nitf}</inlineXML></contentSet></newsItem>"#
        );
        let got = all(&newsml);
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].id.as_deref(), Some("urn:1"));
        assert_eq!(got[0].outlet.as_deref(), Some("EPN"));
        assert_eq!(got[0].language.as_deref(), Some("en-GB"));
        assert_eq!(got[0].body, want);
    }

    #[test]
    fn reuters_collection() {
        let got = all(
            "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" NEWID=\"7\">\n\
            <DATE>26-FEB-1987 15:01:01.79</DATE>\n<TOPICS><D>cocoa</D></TOPICS>\n<UNKNOWN>&#5;&#5;f0704</UNKNOWN>\n\
            <TEXT>&#2;\n<TITLE>HARBOUR OPENS</TITLE>\n<DATELINE>    EXAMPLETON, Feb 26 - </DATELINE><BODY>The harbour \
            opened,\nthe town said.\n    It cost &lt;EXM> four mln dlrs.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>",
        );
        assert_eq!(got[0].id.as_deref(), Some("7"));
        assert_eq!(got[0].headline.as_deref(), Some("HARBOUR OPENS"));
        assert_eq!(dates(&got[0]), ["26-FEB-1987 15:01:01.79"]);
        assert_eq!(
            got[0].body,
            "EXAMPLETON, Feb 26 - The harbour opened, the town said.\n\nIt cost <EXM> four mln dlrs."
        );
    }

    #[test]
    fn damage_and_malice() {
        assert_eq!(
            all("<rss><item><title>A</title></item><item><title>B</title>").len(),
            2
        );
        let deep = format!("<rss><item><title>A</title>{}", "<a>".repeat(100_000));
        assert_eq!(all(&deep).len(), 1);
        let wide = format!("<rss><item>{}</item></rss>", "<title/>".repeat(500_000));
        all(&wide);
        let nested = "<item>".repeat(50_000);
        all(&nested);
        all(&"<item><title>A & B</b></item>".repeat(1000));
    }

    #[test]
    fn damage_behind_an_article_is_told() {
        let text = "<rss>\n<item><title>A</title></item>\n<!-- cut";
        let damage = records(text, &mut |_| Ok(())).unwrap().unwrap();
        assert_eq!(&text[damage.0..], "<!-- cut", "{}", damage.1);
        assert!(records("<!-- cut", &mut |_| Ok(())).is_err());
    }

    #[test]
    fn roots_that_are_not_ours() {
        for (head, root) in [
            (
                "<?xml version='1.0'?>\n<!-- a map --><kml xmlns='k'>",
                Some("kml"),
            ),
            ("<DOC>\n<DOCNO>1</DOCNO>", Some("DOC")),
            (
                "<!DOCTYPE svg PUBLIC 'x'><svg:svg></svg:svg>",
                Some("svg:svg"),
            ),
            ("<unreadable> said the harbour master", None),
            ("<3 from Exampleton</3", None),
            ("Plain text", None),
            ("<?xml", None),
        ] {
            assert_eq!(unknown_root(head.as_bytes()).as_deref(), root, "{head}");
        }
    }

    proptest! {
        #[test]
        fn any_markup(text in "(<(/?)(item|rss|title|p|REUTERS|TEXT|nitf)>|&amp;|&x|wörd |<!\\[CDATA\\[|\\]\\]>|\"){0,60}") {
            let _ = records(&text, &mut |_| Ok(()));
        }
    }
}
