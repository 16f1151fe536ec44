//! What agencies send: NITF and NewsML-G2.

use super::tree::{Element, content, field};
use crate::formats::{RawDate, RawDocument};

/// News Industry Text Format.
pub fn nitf(e: &Element) -> RawDocument {
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
pub fn news_item(e: &Element) -> RawDocument {
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
