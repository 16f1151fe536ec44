//! Comma and tab separated values.

use std::io::Write;

use super::columns::Value;
use super::{Column, Meta, Sink, clean, line};
use crate::output::timeline::csv::cell;

struct Table<'a, R: 'static> {
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
    tabs: bool,
    rows: u64,
}

/// RFC 4180. Lines that begin with `#` say what the list is and, at its end, whether it is complete.
pub fn csv<'a, R>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
) -> anyhow::Result<Box<dyn Sink<R> + 'a>> {
    table(out, meta, columns, false)
}

/// The same with tabs; white space in a cell is one space, as there are no quotes to keep it.
pub fn tsv<'a, R>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
) -> anyhow::Result<Box<dyn Sink<R> + 'a>> {
    table(out, meta, columns, true)
}

fn table<'a, R>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
    tabs: bool,
) -> anyhow::Result<Box<dyn Sink<R> + 'a>> {
    let mut table = Table {
        out,
        meta,
        columns,
        tabs,
        rows: 0,
    };
    for (name, value) in table.meta.comments() {
        table.comment(&format!("{name}: {value}"))?;
    }
    let names: Vec<String> = table.columns.iter().map(|c| c.name.to_owned()).collect();
    table.write(&names)?;
    Ok(Box::new(table))
}

impl<R> Table<'_, R> {
    fn comment(&mut self, text: &str) -> std::io::Result<()> {
        self.write(&[format!("# {}", line(text))])
    }

    fn write(&mut self, cells: &[String]) -> std::io::Result<()> {
        for (i, text) in cells.iter().enumerate() {
            match self.tabs {
                true => {
                    let text = line(text);
                    let mark = match text.starts_with(['=', '+', '-', '@']) {
                        true => "'",
                        false => "",
                    };
                    let gap = if i > 0 { "\t" } else { "" };
                    write!(self.out, "{gap}{mark}{text}")?;
                }
                false => {
                    let gap = if i > 0 { "," } else { "" };
                    write!(self.out, "{gap}{}", cell(&clean(text)))?;
                }
            }
        }
        self.out.write_all(if self.tabs { b"\n" } else { b"\r\n" })
    }
}

/// What stands in a cell, as text.
pub fn shown(value: Value<'_>) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) | Value::Link(text) => text.to_owned(),
        Value::Whole(n) => n.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Made(text) => text,
        Value::Date(published) => published.iso(),
        Value::Day(day) => day.to_string(),
    }
}

impl<R> Sink<R> for Table<'_, R> {
    fn row(&mut self, record: &R) -> anyhow::Result<()> {
        let cells: Vec<String> = self
            .columns
            .iter()
            .map(|c| shown((c.value)(record)))
            .collect();
        self.rows += 1;
        Ok(self.write(&cells)?)
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        let end = self.meta.end(self.rows);
        self.comment(&end)?;
        Ok(self.out.flush()?)
    }
}
