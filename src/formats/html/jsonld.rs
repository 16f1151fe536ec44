//! What a page says of itself in JSON-LD.

use serde_json::{Map, Value};

use super::strip;

/// What was found, from the object that describes the article where there is one.
#[derive(Debug, Default)]
pub struct JsonLd {
    /// Headline of the article.
    pub headline: Option<String>,
    /// Names of the authors.
    pub authors: Vec<String>,
    /// When the article was published, and when the page around it was; best first.
    pub dates: Vec<String>,
    /// Publisher of the article, else of the page.
    pub publisher: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// The article's text.
    pub body: Option<String>,
    /// Names of the breadcrumbs, outermost first.
    pub breadcrumbs: Vec<String>,
}

/// Most objects looked at on one page.
const OBJECTS: usize = 5000;

/// Reads all JSON-LD blocks of a page.
pub fn read(blocks: &[String]) -> JsonLd {
    let values: Vec<Value> = blocks.iter().filter_map(|b| value(b)).collect();
    let mut objects: Vec<&Map<String, Value>> = Vec::new();
    let mut stack: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = stack.pop() {
        match value {
            Value::Array(items) => stack.extend(items.iter().rev()),
            Value::Object(map) if objects.len() < OBJECTS => {
                objects.push(map);
                // Not the article's own parts, which may be articles too (`hasPart`, `citation`).
                for key in [
                    "mainEntityOfPage",
                    "mainEntity",
                    "@graph",
                    "itemListElement",
                ] {
                    if let Some(inner @ (Value::Object(_) | Value::Array(_))) = map.get(key)
                        && (key != "itemListElement" || is(map, &["BreadcrumbList"]))
                    {
                        stack.push(inner);
                    }
                }
            }
            _ => {}
        }
    }
    let mut out = JsonLd::default();
    let article = objects
        .iter()
        .copied()
        .filter(|o| article_type(o))
        .max_by_key(|o| {
            (o.contains_key("datePublished"), o.contains_key("headline")) as (bool, bool)
        });
    // max_by_key takes the last of equals; the first is meant.
    let article = article.and_then(|best| {
        let key =
            |o: &Map<String, Value>| (o.contains_key("datePublished"), o.contains_key("headline"));
        objects
            .iter()
            .copied()
            .find(|o| article_type(o) && key(o) == key(best))
    });
    if let Some(o) = article {
        out.headline = text(o, "headline").or_else(|| text(o, "name"));
        out.authors = names(o.get("author").or_else(|| o.get("creator")));
        out.dates.extend(text(o, "datePublished"));
        out.publisher = names(o.get("publisher")).into_iter().next();
        out.section = names(o.get("articleSection")).into_iter().next();
        out.url = text(o, "url").or_else(|| match o.get("mainEntityOfPage") {
            Some(Value::String(s)) => Some(s.clone()),
            Some(Value::Object(m)) => text(m, "@id"),
            _ => None,
        });
        out.language = text(o, "inLanguage");
        out.body = text(o, "articleBody");
        if out.dates.is_empty() {
            out.dates.extend(text(o, "dateCreated"));
        }
    }
    for o in &objects {
        if is(
            o,
            &[
                "WebPage",
                "ItemPage",
                "VideoObject",
                "Product",
                "Recipe",
                "Event",
                "PodcastEpisode",
                "Review",
            ],
        ) {
            if !is(o, &["Event", "Product"]) {
                out.dates.extend(text(o, "datePublished"));
            }
            out.headline = out.headline.take().or_else(|| text(o, "headline"));
            if is(o, &["VideoObject"]) && article.is_none() {
                out.dates.extend(text(o, "uploadDate"));
            }
        }
        // Whatever else was published: a how-to, a course, a game.
        if !is(
            o,
            &[
                "Comment",
                "Review",
                "Product",
                "Event",
                "Person",
                "Book",
                "Movie",
                "Answer",
                "Question",
                "ImageObject",
                "SocialMediaPosting",
            ],
        ) && let Some(date) = text(o, "datePublished")
            && !out.dates.contains(&date)
        {
            out.dates.push(date);
        }
        if out.publisher.is_none() && is(o, &["WebSite", "Organization", "NewsMediaOrganization"]) {
            out.publisher = text(o, "name");
        }
        if is(o, &["BreadcrumbList"])
            && out.breadcrumbs.is_empty()
            && let Some(Value::Array(items)) = o.get("itemListElement")
        {
            for item in items.iter().filter_map(Value::as_object) {
                let inner = item.get("item").and_then(Value::as_object);
                out.breadcrumbs
                    .extend(text(item, "name").or_else(|| inner.and_then(|i| text(i, "name"))));
            }
        }
    }
    if out.dates.is_empty() && values.len() < blocks.len() {
        // Broken JSON: the date is worth a search by hand.
        for block in blocks.iter().filter(|b| value(b).is_none()) {
            out.dates.extend(by_hand(block, "\"datePublished\""));
        }
    }
    out
}

/// The value of a block; raw line breaks in strings, comments and a semicolon are forgiven.
fn value(block: &str) -> Option<Value> {
    let text = block.trim();
    let text = text
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim()
        .trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    serde_json::from_str(&text).ok()
}

fn by_hand(block: &str, key: &str) -> Option<String> {
    let rest = &block[block.find(key)? + key.len()..];
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let rest = rest.strip_prefix('"')?;
    Some(rest.split('"').next()?.chars().take(64).collect())
}

/// True when the object is of one of these types.
fn is(object: &Map<String, Value>, types: &[&str]) -> bool {
    let one = |v: &Value| {
        v.as_str()
            .map(|s| s.rsplit(['/', ':']).next().unwrap_or(s))
            .is_some_and(|s| types.contains(&s))
    };
    match object.get("@type") {
        Some(Value::Array(all)) => all.iter().any(one),
        Some(v) => one(v),
        None => false,
    }
}

fn article_type(object: &Map<String, Value>) -> bool {
    let one = |v: &Value| {
        v.as_str().is_some_and(|s| {
            s.ends_with("Article")
                || s.ends_with("Posting")
                || s.ends_with("BlogPost")
                || s == "Report"
        })
    };
    match object.get("@type") {
        Some(Value::Array(all)) => all.iter().any(one),
        Some(v) => one(v),
        None => false,
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match object.get(key)? {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        Value::Array(all) => all.first()?.as_str()?.to_owned(),
        _ => return None,
    };
    let text = match text.contains(['&', '<']) {
        true => strip::text(&text),
        false => text.trim().to_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// Names in a string, an object or a list of them.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(s)) => vec![strip::text(s)],
        Some(Value::Object(o)) => text(o, "name").into_iter().collect(),
        Some(Value::Array(all)) => all
            .iter()
            .take(20)
            .filter_map(|v| match v {
                Value::String(s) => Some(strip::text(s)),
                Value::Object(o) => text(o, "name"),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
    .into_iter()
    .filter(|n| !n.is_empty())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_in_a_graph() {
        let block = r#"{"@context":"https://schema.org","@graph":[
            {"@type":"WebPage","datePublished":"2020-05-01","dateModified":"2020-06-01"},
            {"@type":["NewsArticle","ReportageNewsArticle"],"headline":"Harbour &amp; sea",
             "datePublished":"2020-05-02T10:00:00Z","author":[{"@type":"Person","name":"Ada Example"},
             {"name":"Bob Sample"}],"publisher":{"name":"The Example Post"},"articleSection":["City"]}]}"#;
        let got = read(&[block.to_owned()]);
        assert_eq!(got.headline.as_deref(), Some("Harbour & sea"));
        assert_eq!(got.authors, ["Ada Example", "Bob Sample"]);
        assert_eq!(got.dates, ["2020-05-02T10:00:00Z", "2020-05-01"]);
        assert_eq!(got.publisher.as_deref(), Some("The Example Post"));
        assert_eq!(got.section.as_deref(), Some("City"));
    }

    #[test]
    fn broken_json_is_forgiven() {
        let raw_line_break =
            "{\"@type\":\"Article\",\"headline\":\"a\nb\",\"datePublished\":\"2020-05-02\"};";
        assert_eq!(read(&[raw_line_break.to_owned()]).dates, ["2020-05-02"]);
        let unclosed = "{\"@type\":\"Article\", \"datePublished\" : \"2020-05-02\", ";
        assert_eq!(read(&[unclosed.to_owned()]).dates, ["2020-05-02"]);
    }

    #[test]
    fn deep_json_is_no_danger() {
        read(&["[".repeat(1_000_000)]);
        read(&[String::from("{\"@graph\":").repeat(10_000)]);
    }
}
