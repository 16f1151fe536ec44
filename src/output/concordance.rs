//! Matches in their context, and words that keep a query's company.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::hits::{VERSION, date};
use super::line;
use super::style::{Paint, Style, width};
use super::timeline::csv::cell;
use crate::engine::concordance::{Collocates, Line, Matches};

/// Columns of the date before each line, with the gap behind it.
const DATE: usize = 12;

/// A line for each match, the matches one below the other: date, words before, match, words after. Words that
/// do not fit are left out.
pub fn text(out: &mut impl Write, line: &Line, style: Style) -> io::Result<()> {
    let room = style.width.saturating_sub(DATE).max(20);
    let before = room * 2 / 5;
    let left = last_words(&line.left, before);
    let pad = " ".repeat(before.saturating_sub(width(left)));
    let text = first_words(&line.text, room - before);
    let right = first_words(&line.right, (room - before).saturating_sub(width(text)));
    let day = format!("{:DATE$}", date(line.article.published));
    writeln!(
        out,
        "{}{pad}{}{}{}",
        style.paint(&day, Paint::Faint),
        style.paint(left, Paint::Plain),
        style.paint(text, Paint::Match),
        style.paint(right.trim_end(), Paint::Plain)
    )
}

/// The last whole words that take at most so many columns.
fn last_words(text: &str, columns: usize) -> &str {
    let starts = std::iter::once(0).chain(text.match_indices(' ').map(|(i, _)| i + 1));
    let fits = |start: &usize| width(&text[*start..]) <= columns;
    starts.into_iter().find(fits).map_or("", |s| &text[s..])
}

/// The first whole words that take at most so many columns.
fn first_words(text: &str, columns: usize) -> &str {
    let ends = text.match_indices(' ').map(|(i, _)| i);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let fits = |end: &&usize| width(&text[..**end]) <= columns;
    ends.iter().rev().find(fits).map_or("", |e| &text[..*e])
}

/// One line as JSON. Offsets are UTF-8 bytes of the headline or the body, as `in` says.
pub fn value(line: &Line) -> Value {
    json!({
        "id": line.article.id,
        "path": line.article.source.path,
        "record": line.article.source.record,
        "headline": line.article.headline,
        "published": line.article.published.map(|p| p.iso()),
        "precision": line.article.published.map(|p| p.precision),
        "source": line.article.outlet,
        "url": line.article.url,
        "in": place(line),
        "start": line.span.start,
        "end": line.span.end,
        "left": line.left,
        "match": line.text,
        "right": line.right,
        "speaker": line.speaker,
    })
}

fn place(line: &Line) -> &'static str {
    if line.in_headline { "headline" } else { "body" }
}

/// What there is in all, as JSON.
pub fn sums(query: &str, all: Matches) -> Value {
    json!({
        "version": VERSION,
        "query": query,
        "matches": all.matches,
        "articles": all.articles,
        "folded": all.folded,
    })
}

/// Header of the table; a row for each match follows, see [`csv()`].
pub const CSV_HEADER: &str = "id,path,record,headline,published,precision,source,url,in,start,end,left,match,right,speaker\r\n";

/// A row for one match, RFC 4180.
pub fn csv(out: &mut impl Write, line: &Line) -> io::Result<()> {
    let precision = line.article.published.map(|p| json!(p.precision));
    let published = line.article.published.map(|p| p.iso()).unwrap_or_default();
    let text = |value: &Option<String>| cell(value.as_deref().unwrap_or_default()).into_owned();
    write!(
        out,
        "{},{},{},{},{published},{},{},{},{},{},{},{},{},{},{}\r\n",
        cell(&line.article.id),
        cell(&line.article.source.path),
        line.article.source.record,
        cell(&line.article.headline),
        precision
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default(),
        text(&line.article.outlet),
        text(&line.article.url),
        place(line),
        line.span.start,
        line.span.end,
        cell(&line.left),
        cell(&line.text),
        cell(&line.right),
        text(&line.speaker)
    )
}

/// Collocates for people.
pub fn collocates_text(out: &mut impl Write, found: &Collocates, style: Style) -> io::Result<()> {
    let widest = found.words.iter().map(|w| width(&w.word)).max();
    let column = widest.unwrap_or(0).clamp(8, 30);
    let header = format!(
        "{:column$}  {:>9}  {:>12}  {:>10}  {:>14}",
        "word", "near", "in all", "expected", "log-likelihood"
    );
    writeln!(out, "{}", style.paint(&header, Paint::Faint))?;
    for word in &found.words {
        let pad = " ".repeat(column.saturating_sub(width(&word.word)));
        writeln!(
            out,
            "{}{pad}  {:>9}  {:>12}  {:>10.1}  {:>14.1}",
            style.paint(&word.word, Paint::Strong),
            word.near,
            word.archive,
            word.expected,
            word.score
        )?;
    }
    Ok(())
}

fn collocate_values(found: &Collocates) -> Vec<Value> {
    let value = |w: &crate::engine::concordance::Collocate| {
        json!({
            "word": w.word,
            "near": w.near,
            "archive": w.archive,
            "expected": w.expected,
            "log_likelihood": w.score,
        })
    };
    found.words.iter().map(value).collect()
}

fn collocate_sums(query: &str, found: &Collocates) -> Value {
    let mut all = sums(query, found.of);
    all["words_near"] = json!(found.near);
    all["words_in_archive"] = json!(found.archive);
    all
}

/// Collocates as one JSON object.
pub fn collocates_json(out: &mut impl Write, found: &Collocates, query: &str) -> io::Result<()> {
    let mut all = collocate_sums(query, found);
    all["collocates"] = Value::Array(collocate_values(found));
    serde_json::to_writer_pretty(&mut *out, &all)?;
    out.write_all(b"\n")
}

/// A line that states the query and the sums, then a line for each word.
pub fn collocates_jsonl(out: &mut impl Write, found: &Collocates, query: &str) -> io::Result<()> {
    line::write(out, &collocate_sums(query, found))?;
    for value in collocate_values(found) {
        line::write(out, &value)?;
    }
    Ok(())
}

/// A row for each word, RFC 4180, with a header.
pub fn collocates_csv(out: &mut impl Write, found: &Collocates) -> io::Result<()> {
    out.write_all(b"word,near,archive,expected,log_likelihood\r\n")?;
    for w in &found.words {
        write!(
            out,
            "{},{},{},{},{}\r\n",
            cell(&w.word),
            w.near,
            w.archive,
            w.expected,
            w.score
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_shown() {
        assert_eq!(last_words("one two three ", 9), "three ");
        assert_eq!(last_words("one two three ", 3), "");
        assert_eq!(last_words("", 3), "");
        assert_eq!(first_words(" one two three", 8), " one two");
        assert_eq!(first_words(" one two three", 3), "");
        assert_eq!(first_words(", he said", 4), ", he");
    }
}
