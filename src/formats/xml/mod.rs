//! XML that news comes in: feeds (RSS, Atom), NITF and NewsML-G2, and the SGML of Reuters-21578,
//! which reads as XML once one forgives it a little.
//!
//! Each article is an element of a known name. It alone is held as a small tree, then read.

mod feed;
mod news;
mod reuters;
mod tree;

use quick_xml::Reader;
use quick_xml::events::Event;

use self::tree::{Element, opened, tree, unescaped};
use super::{Emit, Format, Input, RawDocument, Shape, Skipped, html};
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

/// What an element of one of the known names holds; none when it has neither text nor headline.
fn document(e: &Element, channel: &Channel) -> Option<RawDocument> {
    let mut raw = match e.name.as_str() {
        "nitf" => news::nitf(e),
        "newsItem" => news::news_item(e),
        "REUTERS" => reuters::document(e),
        _ => feed::item(e, channel),
    };
    raw.shape = Shape::Record;
    raw.byline = raw.byline.as_deref().and_then(html::clean_name);
    raw.headline = raw.headline.filter(|h| !h.is_empty());
    (raw.headline.is_some() || !raw.body.is_empty()).then_some(raw)
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
