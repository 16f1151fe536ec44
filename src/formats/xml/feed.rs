//! Saved feeds: RSS and Atom.

use super::tree::{Element, content, field};
use super::{Channel, html};
use crate::article::Origin;
use crate::formats::{RawDate, RawDocument};

/// An item of RSS, an entry of Atom.
pub fn item(e: &Element, channel: &Channel) -> RawDocument {
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
