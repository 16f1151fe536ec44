//! One page that needs nothing else.

use std::io::Write;

use super::columns::Value;
use super::table::shown;
use super::{Column, Meta, Record, Sink, facets, line};

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
h2{font-size:1.1rem;margin:1.5rem 0 0}
p{margin:.2rem 0}
mark{background:#ffe28a;color:#000}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;font-size:.85rem;overflow-wrap:anywhere}
dd{margin:0}
th,td{text-align:left;vertical-align:top;padding:0 .6rem .2rem 0}
table{display:block;overflow-x:auto;font-size:.9rem}
td.n{text-align:right}
summary{font-size:.85rem;opacity:.7}
@media(prefers-color-scheme:dark){mark{background:#a67c00;color:#fff}}";

struct Html<'a, R: 'static> {
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
    /// The query whose hits are being written.
    nth: Option<usize>,
    rows: u64,
}

/// What the list is, each hit with its match marked and its fields, and whether it is complete.
pub fn hits<'a>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<Record>>,
) -> anyhow::Result<Box<dyn Sink<Record> + 'a>> {
    Ok(Box::new(Html::begin(out, meta, columns)?))
}

/// What the list is, a table, and whether it is complete.
pub fn table<'a, R>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    columns: Vec<&'static Column<R>>,
) -> anyhow::Result<Box<dyn Sink<R> + 'a>> {
    let mut page = Html::begin(out, meta, columns)?;
    writeln!(page.out, "<table>\n<thead><tr>")?;
    for column in &page.columns {
        writeln!(page.out, "<th>{}</th>", column.name)?;
    }
    writeln!(page.out, "</tr></thead>\n<tbody>")?;
    Ok(Box::new(Rows(page)))
}

impl<'a, R> Html<'a, R> {
    fn begin(
        mut out: Box<dyn Write + 'a>,
        meta: Meta,
        columns: Vec<&'static Column<R>>,
    ) -> anyhow::Result<Self> {
        writeln!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<h1>{}</h1>\n<dl>",
            escaped(&meta.title()),
            escaped(&meta.title())
        )?;
        for (name, value) in meta.lines() {
            writeln!(
                out,
                "<dt>{}</dt><dd>{}</dd>",
                escaped(&name),
                escaped(&value)
            )?;
        }
        writeln!(out, "</dl>")?;
        for facet in meta.facets() {
            let told = escaped(&facet.told());
            writeln!(
                out,
                "<details><summary>{}, of {told}</summary>\n<table>",
                facet.counts.facet.name()
            )?;
            for (n, text) in facets::rows(facet.counts) {
                let n = n.map(|n| n.to_string()).unwrap_or_default();
                writeln!(
                    out,
                    "<tr><td class=\"n\">{n}</td><td>{}</td></tr>",
                    escaped(&text)
                )?;
            }
            writeln!(out, "</table></details>")?;
        }
        Ok(Html {
            out,
            meta,
            columns,
            nth: None,
            rows: 0,
        })
    }

    fn end(mut self) -> anyhow::Result<()> {
        let end = self.meta.end(self.rows);
        writeln!(self.out, "<footer><p>{end}</p></footer>\n</body>\n</html>")?;
        Ok(self.out.flush()?)
    }
}

/// Rows of a table.
struct Rows<'a, R: 'static>(Html<'a, R>);

impl<R> Sink<R> for Rows<'_, R> {
    fn row(&mut self, row: &R) -> anyhow::Result<()> {
        let Html {
            out, columns, rows, ..
        } = &mut self.0;
        *rows += 1;
        write!(out, "<tr>")?;
        for column in columns {
            let value = (column.value)(row);
            let number = matches!(value, Value::Whole(_) | Value::Number(_));
            let class = if number { " class=\"n\"" } else { "" };
            write!(out, "<td{class}>{}</td>", escaped(&shown(value)))?;
        }
        Ok(writeln!(out, "</tr>")?)
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        writeln!(self.0.out, "</tbody>\n</table>")?;
        self.0.end()
    }
}

fn escaped(text: &str) -> String {
    line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

impl Sink<Record> for Html<'_, Record> {
    fn row(&mut self, record: &Record) -> anyhow::Result<()> {
        if self.meta.list.is_some() && self.nth != Some(record.nth) {
            self.nth = Some(record.nth);
            writeln!(self.out, "<h1>{}</h1>", escaped(&record.query))?;
        }
        let hit = &record.row.hit;
        let headline = match hit.headline.is_empty() {
            true => "(no headline)".to_owned(),
            false => escaped(&hit.headline),
        };
        // Other schemes than these could run something.
        let url = hit
            .url
            .as_deref()
            .filter(|u| u.starts_with("http://") || u.starts_with("https://"));
        write!(self.out, "<article>\n<h2>{}. ", record.rank)?;
        match url {
            Some(url) => writeln!(self.out, "<a href=\"{}\">{headline}</a></h2>", escaped(url))?,
            None => writeln!(self.out, "{headline}</h2>")?,
        }
        if let Some(speaker) = super::columns::speaker(record) {
            writeln!(self.out, "<p><b>{}</b></p>", escaped(speaker))?;
        }
        if let Some(context) = &record.row.context {
            let [before, behind] = context.gaps();
            writeln!(
                self.out,
                "<p>{}{before}<mark>{}</mark>{behind}{}</p>",
                escaped(&context.left),
                escaped(&context.text),
                escaped(&context.right)
            )?;
        }
        let name = match hit.published {
            Some(published) => published.iso(),
            None => "undated".to_owned(),
        };
        writeln!(
            self.out,
            "<details><summary>{name} · {}</summary>\n<dl>",
            escaped(&crate::output::hits::place(&hit.source))
        )?;
        for column in &self.columns {
            let text = escaped(&shown((column.value)(record)));
            if !text.is_empty() {
                writeln!(self.out, "<dt>{}</dt><dd>{text}</dd>", column.name)?;
            }
        }
        writeln!(self.out, "</dl></details>\n</article>")?;
        self.rows += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        self.end()
    }
}
