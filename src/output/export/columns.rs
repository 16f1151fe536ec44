//! The columns of hit lists.

use anyhow::bail;
use jiff::civil::Date;

use super::{NAME, Record};
use crate::article::{Precision, Published, QuoteKind, Span};
use crate::engine::Statement;

/// What stands in a cell.
pub enum Value<'a> {
    /// Nothing.
    None,
    /// Text.
    Text(&'a str),
    /// Text put together for the cell.
    Made(String),
    /// An address.
    Link(&'a str),
    /// A number, whole.
    Whole(u64),
    /// A number.
    Number(f32),
    /// A day, or as much of one as is known.
    Date(Published),
    /// A day.
    Day(Date),
}

/// A column of rows `R`: its name, and what stands there.
pub struct Column<R: 'static> {
    /// As `--fields` has it.
    pub name: &'static str,
    /// What stands in it, for help and documentation.
    pub about: &'static str,
    /// The cell of a row.
    pub value: for<'a> fn(&'a R) -> Value<'a>,
}

/// All columns, in the order they are written in.
#[rustfmt::skip]
pub const COLUMNS: &[Column<Record>] = &[
    Column { name: NAME, about: "name of the query, where there are several", value: |r| Value::Text(&r.query) },
    Column { name: "rank", about: "place in the order", value: |r| Value::Whole(r.rank) },
    Column { name: "score", about: "relevance", value: |r| Value::Number(r.row.hit.score) },
    Column { name: "headline", about: "headline", value: |r| Value::Text(&r.row.hit.headline) },
    Column { name: "date", about: "publication", value: |r| r.row.hit.published.map_or(Value::None, Value::Date) },
    Column { name: "precision", about: "day, month or year", value: |r| text(r.row.hit.published.map(precision)) },
    Column { name: "source", about: "outlet", value: |r| text(r.row.hit.outlet.as_deref()) },
    Column { name: "byline", about: "who wrote it", value: |r| text(r.row.hit.byline.as_deref()) },
    Column { name: "section", about: "section", value: |r| text(r.row.hit.section.as_deref()) },
    Column { name: "language", about: "language", value: |r| text(r.row.hit.language.as_deref()) },
    Column { name: "speaker", about: "who says it", value: |r| text(speaker(r)) },
    Column { name: "role", about: "the speaker's role", value: |r| text(statement(r).and_then(|s| s.role.as_deref())) },
    Column { name: "statement", about: "what was said", value: |r| text(statement(r).map(|s| s.text.as_str())) },
    Column { name: "kind", about: "direct, mixed or indirect", value: |r| text(statement(r).map(|s| kind(s.kind))) },
    Column { name: "left", about: "words before the match", value: |r| text(r.row.context.as_ref().map(|c| c.left.as_str())) },
    Column { name: "match", about: "the match", value: |r| text(r.row.context.as_ref().map(|c| c.text.as_str())) },
    Column { name: "right", about: "words after it", value: |r| text(r.row.context.as_ref().map(|c| c.right.as_str())) },
    Column { name: "path", about: "file in the archive", value: |r| Value::Text(&r.row.hit.source.path) },
    Column { name: "record", about: "record in the file, from 0", value: |r| Value::Whole(u64::from(r.row.hit.source.record)) },
    Column { name: "id", about: "the record's own id, else path#record", value: |r| Value::Text(&r.row.hit.id) },
    Column { name: "url", about: "address", value: |r| r.row.hit.url.as_deref().map_or(Value::None, Value::Link) },
    Column { name: "start", about: "first byte of the match in the body", value: |r| offset(r, |s| s.start) },
    Column { name: "end", about: "the byte behind it", value: |r| offset(r, |s| s.end) },
    Column { name: "sha256", about: "first 16 bytes of the body's SHA-256", value: |r| Value::Text(&r.row.hash) },
    Column { name: "copies", about: "copies folded under it", value: |r| Value::Whole(r.row.hit.folded) },
];

fn text(value: Option<&str>) -> Value<'_> {
    value.map_or(Value::None, Value::Text)
}

fn statement(record: &Record) -> Option<&Statement> {
    record.row.hit.statement.as_ref()
}

/// The name, or what the text calls an unnamed source.
pub fn speaker(record: &Record) -> Option<&str> {
    let statement = statement(record)?;
    statement
        .speaker
        .as_deref()
        .or(statement.mention.as_deref())
}

fn offset(record: &Record, end: fn(&Span) -> usize) -> Value<'_> {
    let span = record.row.context.as_ref().and_then(|c| c.span);
    span.map_or(Value::None, |s| Value::Whole(end(&s) as u64))
}

fn precision(published: Published) -> &'static str {
    match published.precision {
        Precision::Day => "day",
        Precision::Month => "month",
        Precision::Year => "year",
    }
}

fn kind(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => "direct",
        QuoteKind::Mixed => "mixed",
        QuoteKind::Indirect => "indirect",
    }
}

/// Those of `all` with these names, in this order. An unknown one is an error that names the nearest.
pub fn choose<R>(
    all: &'static [Column<R>],
    names: &[String],
) -> anyhow::Result<Vec<&'static Column<R>>> {
    let one = |name: &String| match all.iter().find(|c| c.name == name.trim()) {
        Some(column) => Ok(column),
        None => {
            let near = all
                .iter()
                .map(|c| (distance(name.trim(), c.name), c.name))
                .min();
            let all: Vec<&str> = all.iter().map(|c| c.name).collect();
            match near {
                Some((far, near)) if far <= 3 => {
                    bail!("there is no field {name}; did you mean {near}?")
                }
                _ => bail!("there is no field {name}; there are {}", all.join(", ")),
            }
        }
    };
    names.iter().map(one).collect()
}

/// Letters to change, add or leave out to come from one word to the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((y, above), diagonal) in b.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or_default();
            next.push(
                (diagonal + usize::from(x != *y))
                    .min(above + 1)
                    .min(left + 1),
            );
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_names_the_nearest() {
        let names = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let chosen = choose(COLUMNS, &names(&["url", "date"])).unwrap();
        assert_eq!(
            chosen.iter().map(|c| c.name).collect::<Vec<_>>(),
            ["url", "date"]
        );
        let error = choose(COLUMNS, &names(&["sourse"]))
            .err()
            .unwrap()
            .to_string();
        assert_eq!(error, "there is no field sourse; did you mean source?");
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
