//! A table in Markdown.

use std::io::Write;

use super::table::shown;
use super::{Column, Meta, Sink, facets, line};

struct Markdown<'a, R: 'static> {
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
    rows: u64,
}

/// What the list is, a table, and whether it is complete.
pub fn markdown<'a, R>(
    mut out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
) -> anyhow::Result<Box<dyn Sink<R> + 'a>> {
    for (name, value) in meta.lines() {
        writeln!(out, "- {}: {}", escaped(&name), escaped(&value))?;
    }
    writeln!(out)?;
    let names: Vec<&str> = columns.iter().map(|c| c.name).collect();
    writeln!(out, "| {} |", names.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(columns.len()))?;
    Ok(Box::new(Markdown {
        out,
        meta,
        columns,
        rows: 0,
    }))
}

/// In one line, with nothing that Markdown would read.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

impl<R> Sink<R> for Markdown<'_, R> {
    fn row(&mut self, record: &R) -> anyhow::Result<()> {
        write!(self.out, "|")?;
        for column in &self.columns {
            let text = escaped(&shown((column.value)(record)));
            match (column.name, text.is_empty()) {
                ("match", false) => write!(self.out, " **{text}** |")?,
                _ => write!(self.out, " {text} |")?,
            }
        }
        self.rows += 1;
        Ok(writeln!(self.out)?)
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        writeln!(self.out, "\n{}", self.meta.end(self.rows))?;
        for facet in self.meta.facets() {
            let (name, told) = (facet.counts.facet.name(), escaped(&facet.told()));
            writeln!(
                self.out,
                "\n{name}, of {told}:\n\n| {name} | {} |\n|---|---:|",
                facet.counted.noun()
            )?;
            for (n, text) in facets::rows(facet.counts) {
                let n = n.map(|n| n.to_string()).unwrap_or_default();
                writeln!(self.out, "| {} | {n} |", escaped(&text))?;
            }
        }
        Ok(self.out.flush()?)
    }
}
