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
        let (open, close) = marks(statement);
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

/// The quotation marks to write around a statement, whose span is without its outer ones.
fn marks(statement: &Statement) -> (&'static str, &'static str) {
    let text = statement.text.as_str();
    // `that “the list is long`: the mark that closes it lies outside.
    let within = |mark: char| text.find(mark).is_some_and(|at| at > 0);
    let open = |a: char, b: char| text.matches(a).count() > text.matches(b).count();
    let inner = text
        .find(['“', '"', '«'])
        .is_some_and(|at| at > 0 && at < 12 && !text[..at].contains(['.', '\n']));
    match statement.kind {
        QuoteKind::Direct if !inner => ("“", "”"),
        QuoteKind::Indirect => ("", ""),
        _ if within('“') && open('“', '”') => ("", "”"),
        _ if within('«') && open('«', '»') => ("", " »"),
        _ if within('"') && !text.matches('"').count().is_multiple_of(2) => ("", "\""),
        QuoteKind::Direct => ("“", "”"),
        QuoteKind::Mixed => ("", ""),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_a_statement_are_closed() {
        let shown = |kind, text: &str| {
            let statement = Statement {
                span: Span::new(0, text.len()),
                text: text.to_owned(),
                kind,
                cue: None,
                mention: None,
                speaker: None,
                role: None,
                matches: Vec::new(),
            };
            let (open, close) = marks(&statement);
            format!("{open}{text}{close}")
        };
        for (kind, text, expected) in [
            (QuoteKind::Direct, "No reply.", "“No reply.”"),
            (
                QuoteKind::Direct,
                "that “in the end, no",
                "that “in the end, no”",
            ),
            (QuoteKind::Direct, "One.\n\n“Two.", "“One.\n\n“Two.”"),
            (QuoteKind::Mixed, "he was “bored", "he was “bored”"),
            (
                QuoteKind::Mixed,
                "he was \"bored\", or so",
                "he was \"bored\", or so",
            ),
            (QuoteKind::Mixed, "he was \"bored", "he was \"bored\""),
            (QuoteKind::Indirect, "that it rained", "that it rained"),
        ] {
            assert_eq!(shown(kind, text), expected);
        }
    }
}
