//! JSON, written hit by hit.

use std::io::Write;

use serde_json::{Value, json};

use super::{Asked, Column, Meta, Record, Sink};
use crate::output::{facets, hits, line};

struct Json<'a> {
    out: Box<dyn Write + 'a>,
    meta: Meta,
    lines: bool,
    rows: u64,
}

/// One object: what the list is, `hits`, and at the end `rows` and `complete`.
pub fn json<'a>(
    mut out: Box<dyn Write + 'a>,
    meta: Meta,
    _: Vec<&'static Column<Record>>,
) -> anyhow::Result<Box<dyn Sink<Record> + 'a>> {
    let text = serde_json::to_string(&about(&meta))?;
    write!(
        out,
        "{},\"hits\":[",
        text.strip_suffix('}').unwrap_or(&text)
    )?;
    Ok(Box::new(Json {
        out,
        meta,
        lines: false,
        rows: 0,
    }))
}

/// A line that says what the list is, a line for each hit, a line with `rows` and `complete`.
pub fn jsonl<'a>(
    mut out: Box<dyn Write + 'a>,
    meta: Meta,
    _: Vec<&'static Column<Record>>,
) -> anyhow::Result<Box<dyn Sink<Record> + 'a>> {
    line::write(&mut out, &about(&meta))?;
    Ok(Box::new(Json {
        out,
        meta,
        lines: true,
        rows: 0,
    }))
}

fn about(meta: &Meta) -> Value {
    let mut all = json!({ "version": hits::VERSION });
    if meta.list.is_none() {
        all["query"] = meta.title().into();
    }
    all["total"] = meta.total().into();
    all["folded"] = meta.folded().into();
    all["archive"] = meta.archive.as_str().into();
    all["index_version"] = meta.index_version.into();
    all["articles"] = meta.articles.into();
    all["time"] = meta.time.as_str().into();
    let facets = |value: &mut Value, asked: &Asked| {
        let counts = &asked.totals.facets;
        if !counts.is_empty() {
            value["facets"] = facets::json(counts, meta.counted(asked));
        }
    };
    if let Some(file) = &meta.list {
        let one = |asked: &Asked| {
            let mut value = json!({
                "name": asked.name,
                "query": asked.query,
                "total": asked.totals.total,
                "folded": asked.totals.folded,
                "rows": asked.totals.rows,
            });
            facets(&mut value, asked);
            value
        };
        all["list"] = file.as_str().into();
        all["queries"] = meta.queries.iter().map(one).collect();
    } else if let Some(asked) = meta.queries.first() {
        facets(&mut all, asked);
    }
    all
}

impl Sink<Record> for Json<'_> {
    fn row(&mut self, record: &Record) -> anyhow::Result<()> {
        let mut value = hits::hit(&record.row.hit, record.rank as usize);
        if self.meta.list.is_some() {
            value["query"] = (*record.query).into();
        }
        value["sha256"] = record.row.hash.as_str().into();
        value["context"] = record.row.context.as_ref().map_or(Value::Null, |c| {
            json!({
                "left": c.left,
                "match": c.text,
                "right": c.right,
                "start": c.span.map(|s| s.start),
                "end": c.span.map(|s| s.end),
            })
        });
        if !self.lines {
            let gap: &[u8] = if self.rows > 0 { b",\n" } else { b"\n" };
            self.out.write_all(gap)?;
            serde_json::to_writer(&mut self.out, &value)?;
        } else {
            line::write(&mut self.out, &value)?;
        }
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        let complete = self.rows == self.meta.hits();
        if self.lines {
            let end = json!({"rows": self.rows, "complete": complete});
            line::write(&mut self.out, &end)?;
        } else {
            writeln!(
                self.out,
                "\n],\"rows\":{},\"complete\":{complete}}}",
                self.rows
            )?;
        }
        Ok(self.out.flush()?)
    }
}
