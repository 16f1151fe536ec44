//! One article, to be read.

use std::io::{self, Write};

use super::hits::{date, origin, precision};
use super::style::{Paint, Sheet, Style, cut, width};
use crate::article::{Article, Quote, QuoteKind, Span};

/// The article as understood, wrapped, with `matches` (bytes of the body) set off. Unless it is to be `plain`,
/// the margin says who makes each statement, with a bar along it, and dates are underlined, with the day or
/// period they mean in brackets.
pub fn text(
    out: &mut impl Write,
    article: &Article,
    matches: &[Span],
    plain: bool,
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
    let margin = match plain || article.quotes.is_empty() {
        true => None,
        false => Some(Margin::new(article, style)),
    };
    let mut at = 0;
    for paragraph in article.body.split("\n\n") {
        let end = at + paragraph.len();
        if !paragraph.trim().is_empty() {
            let dates: Vec<(Span, String)> = article
                .dates
                .iter()
                .filter(|d| !plain && d.span.start >= at && d.span.end <= end)
                .map(|d| {
                    (
                        within(d.span, at, end),
                        value(&d.value, d.span.of(&article.body)),
                    )
                })
                .collect();
            let inside: Vec<Span> = overlapping(matches, at, end, |m| *m)
                .map(|m| within(*m, at, end))
                .collect();
            let sheet = Sheet::new(paragraph, &dates, &inside, style.color);
            writeln!(out)?;
            match &margin {
                Some(margin) => margin.paragraph(out, &sheet, at, end)?,
                None => {
                    for span in sheet.lines(style.width.max(20)) {
                        let mut line = String::new();
                        style.line(&mut line, &sheet, span, Paint::Plain);
                        writeln!(out, "{line}")?;
                    }
                }
            }
        }
        at = end + 2;
    }
    Ok(())
}

/// Those of `all` (in order of their start) that have a part between two places of the body.
fn overlapping<T>(
    all: &[T],
    from: usize,
    to: usize,
    span: impl Fn(&T) -> Span + Copy,
) -> impl Iterator<Item = &T> {
    all.iter()
        .take_while(move |t| span(t).start < to)
        .filter(move |t| span(t).end > from)
}

/// The part of a span inside a paragraph, in bytes of the paragraph.
fn within(span: Span, from: usize, to: usize) -> Span {
    Span::new(span.start.max(from) - from, span.end.min(to) - from)
}

/// What is shown for a date: nothing where the text says it already; a decade as people write it.
fn value(value: &str, text: &str) -> String {
    let decade = value.len() == 3 && value.bytes().all(|b| b.is_ascii_digit());
    match value {
        _ if value == text => String::new(),
        _ if decade => format!("{value}0s"),
        _ => value.to_owned(),
    }
}

/// The margin at the left of an article, with who speaks.
struct Margin<'a> {
    article: &'a Article,
    style: Style,
    /// Columns for names; none where the terminal is too narrow and names stand above the paragraph.
    columns: usize,
}

/// Widest a name in the margin may be, in columns.
const NAME: usize = 20;
/// Below this many columns there is no room for a margin of names.
const NARROW: usize = 60;

impl<'a> Margin<'a> {
    fn new(article: &'a Article, style: Style) -> Self {
        let longest = article
            .quotes
            .iter()
            .map(|q| width(&who(article, q).0))
            .max();
        let columns = match style.width < NARROW {
            true => 0,
            false => longest.unwrap_or(0).min(NAME).min(style.width / 4),
        };
        Margin {
            article,
            style,
            columns,
        }
    }

    /// Writes a paragraph that lies between two places of the body.
    fn paragraph(
        &self,
        out: &mut impl Write,
        sheet: &Sheet,
        from: usize,
        to: usize,
    ) -> io::Result<()> {
        // A statement inside another one has no mark of its own.
        let mut reach = 0;
        let outer: Vec<(&Quote, Span)> = overlapping(&self.article.quotes, from, to, |q| q.span)
            .filter(|q| {
                let outer = q.span.end > reach;
                reach = reach.max(q.span.end);
                outer
            })
            .map(|q| (q, sheet.moved(within(q.span, from, to))))
            .collect();
        let mut names: Vec<(usize, (String, Paint))> = Vec::new();
        for (quote, span) in &outer {
            let name = who(self.article, quote);
            if names.last().is_none_or(|(_, last)| *last != name) {
                names.push((span.start, name));
            }
        }
        let mut names = names.into_iter().peekable();
        let gutter = match self.columns {
            0 => 2,
            n => n + 3,
        };
        if self.columns == 0 {
            for (_, (name, paint)) in names.by_ref() {
                let name = cut(&name, self.style.width.saturating_sub(2));
                writeln!(out, "{}", self.style.paint(&name, paint))?;
            }
        }
        for line in sheet.lines(self.style.width.saturating_sub(gutter).max(20)) {
            if self.columns > 0 {
                let due = names.next_if(|(start, _)| *start < line.end);
                self.name(out, due.map(|(_, name)| name))?;
                out.write_all(b" ")?;
            }
            let here = |(_, span): &&(&Quote, Span)| span.start < line.end && span.end > line.start;
            let bar = match outer.iter().find(here).map(|(q, _)| q.kind) {
                None => " ",
                Some(QuoteKind::Direct | QuoteKind::Mixed) => "│",
                Some(QuoteKind::Indirect) => "┊",
            };
            let mut text = String::new();
            self.style.line(&mut text, sheet, line, Paint::Plain);
            let paint = if bar == " " {
                Paint::Plain
            } else {
                Paint::Name
            };
            writeln!(out, "{} {text}", self.style.paint(bar, paint))?;
        }
        // Several speakers in the last line.
        for (_, name) in names {
            self.name(out, Some(name))?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn name(&self, out: &mut impl Write, name: Option<(String, Paint)>) -> io::Result<()> {
        let (name, paint) = name.unwrap_or((String::new(), Paint::Plain));
        let name = cut(&name, self.columns);
        let room = self.columns.saturating_sub(width(&name));
        write!(out, "{}{:room$}", self.style.paint(&name, paint), "")
    }
}

/// Who makes a statement: a person by name, else as the text has it.
fn who(article: &Article, quote: &Quote) -> (String, Paint) {
    let speaker = quote.speaker.and_then(|s| article.speakers.get(s));
    match (speaker, quote.mention) {
        (Some(speaker), _) => (speaker.name.clone(), Paint::Name),
        (None, Some(mention)) => (mention.of(&article.body).to_owned(), Paint::Faint),
        (None, None) => ("?".to_owned(), Paint::Faint),
    }
}
