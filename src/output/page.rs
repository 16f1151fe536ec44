//! One article, to be read.

use std::io::{self, Write};

use super::hits::{date, precision};
use super::style::{Paint, Style};
use crate::article::{Article, Origin, Span};

/// The article as understood, wrapped, with `matches` (bytes of the body) set off.
pub fn text(
    out: &mut impl Write,
    article: &Article,
    matches: &[Span],
    style: Style,
) -> io::Result<()> {
    let headline = if article.headline.is_empty() {
        "(no headline)"
    } else {
        &article.headline
    };
    write!(out, "{}", style.wrap(headline, &[], Paint::Strong, ""))?;
    let mut facts = Vec::new();
    if let Some(byline) = &article.byline {
        facts.push(format!("By {byline}"));
    }
    facts.push(match article.published {
        None => "undated".to_owned(),
        Some(p) => {
            let how = origin(p.origin);
            match precision(p) {
                Some(only) => format!("{} ({only}, {how})", date(Some(p))),
                None => format!("{} ({how})", date(Some(p))),
            }
        }
    });
    facts.extend(article.outlet.clone());
    facts.extend(article.section.clone());
    facts.extend(article.language.clone());
    write!(
        out,
        "{}",
        style.wrap(&facts.join(" · "), &[], Paint::Faint, "")
    )?;
    let place = format!("{}#{}", article.source.path, article.source.record);
    write!(out, "{}", style.wrap(&place, &[], Paint::Faint, ""))?;
    if let Some(url) = &article.url {
        write!(out, "{}", style.wrap(url, &[], Paint::Faint, ""))?;
    }
    for note in &article.notes {
        write!(
            out,
            "{}",
            style.wrap(&format!("note: {note}"), &[], Paint::Faint, "")
        )?;
    }
    let mut at = 0;
    for paragraph in article.body.split("\n\n") {
        let end = at + paragraph.len();
        let inside: Vec<Span> = matches
            .iter()
            .filter(|m| m.start < end && m.end > at)
            .map(|m| Span::new(m.start.max(at) - at, m.end.min(end) - at))
            .collect();
        if !paragraph.trim().is_empty() {
            writeln!(out)?;
            write!(out, "{}", style.wrap(paragraph, &inside, Paint::Plain, ""))?;
        }
        at = end + 2;
    }
    Ok(())
}

fn origin(origin: Origin) -> &'static str {
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
