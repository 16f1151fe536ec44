//! Hits as text, JSON and JSON lines.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::facets::{self, Counted};
use super::style::{Paint, Style};
use super::{copies, line};
use crate::article::{Origin, Precision, Published, Source, Span};
use crate::engine::{Hit, Passage, SearchResponse};

/// Version of the shape of machine output; raised when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

/// Hits for people. `first` is the rank of the first one.
pub fn text(
    out: &mut impl Write,
    response: &SearchResponse,
    first: usize,
    style: Style,
) -> io::Result<()> {
    for (i, hit) in response.hits.iter().enumerate() {
        let rank = format!("{:>3}. ", first + i);
        let headline = match hit.headline.is_empty() {
            true => "(no headline)",
            false => &hit.headline,
        };
        let lines = style.wrap(headline, &hit.headline_matches, Paint::Strong, "     ");
        write!(out, "{rank}{}", lines.get(5..).unwrap_or_default())?;
        let mut facts = vec![dated(hit.published)];
        facts.extend(hit.outlet.clone());
        facts.push(place(&hit.source));
        write!(
            out,
            "{}",
            style.wrap(&facts.join(" · "), &[], Paint::Faint, "     ")
        )?;
        if let Some(copies) = copies::text(hit.folded, &hit.copies) {
            write!(out, "{}", style.wrap(&copies, &[], Paint::Faint, "     "))?;
        }
        for passage in &hit.passages {
            let (shown, matches) = relative(passage);
            if let Some(speaker) = &passage.speaker {
                writeln!(
                    out,
                    "     {}",
                    style.paint(&format!("{speaker}:"), Paint::Name)
                )?;
            }
            write!(
                out,
                "{}",
                style.wrap(&shown, &matches, Paint::Plain, "     ")
            )?;
        }
        if !hit.explanation.is_empty() {
            writeln!(out, "     score {:.3}", hit.score)?;
            for c in &hit.explanation {
                match c.articles {
                    0 => writeln!(out, "       {:>7.3}  {}", c.points, c.what)?,
                    n => writeln!(
                        out,
                        "       {:>7.3}  {} (in {n} articles)",
                        c.points, c.what
                    )?,
                }
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A path, with the record where there are several.
pub fn place(source: &Source) -> String {
    match source.record {
        0 => source.path.clone(),
        record => format!("{}#{record}", source.path),
    }
}

/// A passage's text and its matches in bytes of that text.
fn relative(passage: &Passage) -> (String, Vec<Span>) {
    let base = passage.span.start;
    let matches = passage
        .matches
        .iter()
        .map(|m| Span::new(m.start - base, m.end - base))
        .collect();
    (passage.text.clone(), matches)
}

/// A date as finely as it is known.
pub fn date(published: Option<Published>) -> String {
    match published {
        None => "undated".to_owned(),
        Some(p) => p.iso(),
    }
}

/// A date as finely as it is known, and where it was read unless the article has a field for it.
fn dated(published: Option<Published>) -> String {
    match published {
        Some(p) if p.origin != Origin::Field => format!("{} ({})", p.iso(), origin(p.origin)),
        other => date(other),
    }
}

/// Where a date was read, for people.
pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Field => "from its own field",
        Origin::JsonLd => "from JSON-LD",
        Origin::Meta => "from a meta element",
        Origin::TimeElement => "from a time element",
        Origin::DateElement => "from a date element",
        Origin::Text => "from the text",
        Origin::Dateline => "from the dateline",
        Origin::Url => "from the address",
        Origin::Path => "from the path",
        Origin::Capture => "from the capture",
        Origin::Copyright => "from the copyright line",
    }
}

/// One hit as JSON. Offsets are UTF-8 bytes: of the headline, and of the body.
pub fn hit(hit: &Hit, rank: usize) -> Value {
    let spans =
        |spans: &[Span]| -> Vec<[usize; 2]> { spans.iter().map(|s| [s.start, s.end]).collect() };
    let passages: Vec<Value> = hit
        .passages
        .iter()
        .map(|p| {
            json!({
                "start": p.span.start,
                "end": p.span.end,
                "text": p.text,
                "matches": spans(&p.matches),
                "speaker": p.speaker,
            })
        })
        .collect();
    let mut value = json!({
        "rank": rank,
        "id": hit.id,
        "path": hit.source.path,
        "record": hit.source.record,
        "headline": hit.headline,
        "headline_matches": spans(&hit.headline_matches),
        "byline": hit.byline,
        "published": hit.published.map(|p| p.iso()),
        "precision": hit.published.map(|p| p.precision),
        "date_origin": hit.published.map(|p| p.origin),
        "source": hit.outlet,
        "section": hit.section,
        "url": hit.url,
        "language": hit.language,
        "score": hit.score,
        "passages": passages,
        "copies": copies::json(&hit.copies),
        "copies_total": hit.folded,
    });
    if let Some(s) = &hit.statement {
        value["statement"] = json!({
            "start": s.span.start,
            "end": s.span.end,
            "text": s.text,
            "kind": s.kind,
            "cue": s.cue,
            "mention": s.mention,
            "speaker": s.speaker,
            "role": s.role,
            "matches": spans(&s.matches),
        });
    }
    if !hit.explanation.is_empty() {
        let parts: Vec<Value> = hit
            .explanation
            .iter()
            .map(|c| json!({"what": c.what, "points": c.points, "articles": c.articles}))
            .collect();
        value["explanation"] = Value::Array(parts);
    }
    value
}

/// What an answer says of itself.
fn about(response: &SearchResponse, query: &str) -> Value {
    let mut value = json!({
        "version": VERSION,
        "query": query,
        "total": response.total,
        "folded": response.folded,
    });
    if !response.facets.is_empty() {
        value["facets"] = facets::json(&response.facets, counted(response));
    }
    value
}

/// What the facets of an answer count.
pub fn counted(response: &SearchResponse) -> Counted {
    Counted {
        target: response.target,
        total: response.total,
        folded: response.folded,
    }
}

/// All of an answer as one JSON object.
pub fn json(
    out: &mut impl Write,
    response: &SearchResponse,
    first: usize,
    query: &str,
) -> io::Result<()> {
    let hits: Vec<Value> = response
        .hits
        .iter()
        .enumerate()
        .map(|(i, h)| hit(h, first + i))
        .collect();
    let mut value = about(response, query);
    value["hits"] = Value::Array(hits);
    serde_json::to_writer_pretty(&mut *out, &value)?;
    out.write_all(b"\n")
}

/// A line that states the query and the total, then a line for each hit. Hit lines have an `id`.
pub fn jsonl(
    out: &mut impl Write,
    response: &SearchResponse,
    first: usize,
    query: &str,
) -> io::Result<()> {
    line::write(out, &about(response, query))?;
    for (i, h) in response.hits.iter().enumerate() {
        line::write(out, &hit(h, first + i))?;
    }
    Ok(())
}

/// What a date's precision is called, when it is not the day.
pub fn precision(published: Published) -> Option<&'static str> {
    match published.precision {
        Precision::Day => None,
        Precision::Month => Some("month only"),
        Precision::Year => Some("year only"),
    }
}
