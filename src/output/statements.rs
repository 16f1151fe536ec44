//! Statements, to be read.

use std::io::{self, Write};

use super::hits::{date, place};
use super::style::{Paint, Style};
use crate::article::{QuoteKind, Span};
use crate::engine::{SearchResponse, Statement};

/// Each statement with its day, who made it, and the article it stands in.
pub fn text(out: &mut impl Write, response: &SearchResponse, style: Style) -> io::Result<()> {
    for hit in &response.hits {
        let Some(statement) = &hit.statement else {
            continue;
        };
        let who = style.paint(&speaker(statement), Paint::Name);
        writeln!(
            out,
            "{}  {who}",
            style.paint(&date(hit.published), Paint::Strong)
        )?;
        let (open, close) = match statement.kind {
            QuoteKind::Direct => ("“", "”"),
            QuoteKind::Mixed | QuoteKind::Indirect => ("", ""),
        };
        let shown = format!("{open}{}{close}", statement.text);
        let base = statement.span.start;
        let matches: Vec<Span> = statement
            .matches
            .iter()
            .map(|m| Span::new(m.start - base + open.len(), m.end - base + open.len()))
            .collect();
        write!(
            out,
            "{}",
            style.wrap(&shown, &matches, Paint::Plain, "    ")
        )?;
        let mut facts = vec![hit.headline.clone()];
        facts.extend(hit.outlet.clone());
        facts.push(place(&hit.source));
        facts.retain(|f| !f.is_empty());
        write!(
            out,
            "{}",
            style.wrap(&facts.join(" · "), &[], Paint::Faint, "    ")
        )?;
        writeln!(out)?;
    }
    Ok(())
}

/// Name and role, or what the text calls an unnamed source.
fn speaker(statement: &Statement) -> String {
    match (&statement.speaker, &statement.role, &statement.mention) {
        (Some(name), Some(role), _) => format!("{name}, {role}"),
        (Some(name), None, _) => name.clone(),
        (None, _, Some(mention)) => mention.clone(),
        (None, _, None) => "(nobody named)".to_owned(),
    }
}
