//! RIS and BibTeX: a reference for each hit.

use std::io::Write;

use super::{Column, Meta, Record, Sink, line};
use crate::article::Precision;

struct References<'a> {
    out: Box<dyn Write + 'a>,
    meta: Meta,
    bibtex: bool,
    rows: u64,
}

/// RIS, newspaper articles. A line before the first reference says what the list is, those behind the last one the
/// rest; readers pass them over.
pub fn ris<'a>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    _: Vec<&'static Column<Record>>,
) -> anyhow::Result<Box<dyn Sink<Record> + 'a>> {
    open(out, meta, false)
}

/// BibTeX. What stands outside of entries is comment.
pub fn bibtex<'a>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    _: Vec<&'static Column<Record>>,
) -> anyhow::Result<Box<dyn Sink<Record> + 'a>> {
    open(out, meta, true)
}

fn open<'a>(
    out: Box<dyn Write + 'a>,
    meta: Meta,
    bibtex: bool,
) -> anyhow::Result<Box<dyn Sink<Record> + 'a>> {
    let mut all = References {
        out,
        meta,
        bibtex,
        rows: 0,
    };
    match bibtex {
        true => all.comments(0)?,
        // Zotero takes a file for RIS only where one of the first five lines begins a reference.
        false => {
            let about = all.meta.comments().into_iter().take(ABOUT);
            let about: Vec<String> = about
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            all.comment(&about.join("; "))?;
        }
    }
    Ok(Box::new(all))
}

/// Letters that TeX reads as something else.
fn tex(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        match c {
            // In braces of their own, as Zotero knows them.
            '\\' => out.push_str("{\\textbackslash}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            // Braces that do not pair would end the value.
            '{' => out.push('('),
            '}' => out.push(')'),
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// How many of [`Meta::comments`] are about the list as a whole.
const ABOUT: usize = 5;

impl References<'_> {
    /// What the list says of itself, from the line with this number on.
    fn comments(&mut self, from: usize) -> std::io::Result<()> {
        let lines = self.meta.comments().into_iter().skip(from);
        lines
            .into_iter()
            .try_for_each(|(name, value)| self.comment(&format!("{name}: {value}")))
    }

    fn comment(&mut self, text: &str) -> std::io::Result<()> {
        // `@` would begin an entry.
        match self.bibtex {
            true => writeln!(self.out, "% {}", line(text).replace('@', "(at)")),
            false => write!(self.out, "# {}\r\n", line(text)),
        }
    }

    fn bibtex(&mut self, record: &Record) -> std::io::Result<()> {
        let hit = &record.row.hit;
        let year = hit.published.map(|p| p.date.year());
        // The rank makes it unique among the hits of a query.
        let of = match self.meta.list {
            Some(_) => format!("q{}-", record.nth + 1),
            None => String::new(),
        };
        let hash = record.row.hash.get(..8).unwrap_or_default();
        let key = format!("{hash}-{of}{}", record.rank);
        writeln!(self.out, "\n@article{{m{key},")?;
        let mut field = |name: &str, value: &str| match value.is_empty() {
            true => Ok(()),
            false => writeln!(self.out, "  {name} = {{{value}}},"),
        };
        field("title", &format!("{{{}}}", tex(&hit.headline)))?;
        // Whole: `and` and commas in a byline are no matter of names.
        let byline = hit.byline.as_deref().map(tex).unwrap_or_default();
        if !byline.is_empty() {
            field("author", &format!("{{{byline}}}"))?;
        }
        field(
            "journal",
            &hit.outlet.as_deref().map(tex).unwrap_or_default(),
        )?;
        if let Some(published) = hit.published {
            field("year", &year.unwrap_or_default().to_string())?;
            if published.precision != Precision::Year {
                field("month", &published.date.month().to_string())?;
            }
            // Last: Zotero puts a month that follows before it, and takes a date that follows in place of both.
            field("date", &published.iso())?;
        }
        field("url", &address(hit.url.as_deref()))?;
        // The first is read by biblatex, the second by Zotero.
        let language = hit.language.as_deref().map(tex).unwrap_or_default();
        field("langid", &language)?;
        field("language", &language)?;
        if self.meta.list.is_some() {
            field("keywords", &tex(&keyword(&record.query)))?;
        }
        let note = format!(
            "{}; SHA-256 {}",
            crate::output::hits::place(&hit.source),
            record.row.hash
        );
        field("note", &tex(&note))?;
        field("abstract", &tex(&abstract_of(record)))?;
        writeln!(self.out, "}}")
    }

    fn ris(&mut self, record: &Record) -> std::io::Result<()> {
        let hit = &record.row.hit;
        let mut field = |name: &str, value: &str| match value.is_empty() && name != "ER" {
            true => Ok(()),
            false => write!(self.out, "{name}  - {}\r\n", line(value)),
        };
        field("TY", "NEWS")?;
        field("TI", &hit.headline)?;
        field("AU", hit.byline.as_deref().unwrap_or_default())?;
        field("T2", hit.outlet.as_deref().unwrap_or_default())?;
        if let Some(published) = hit.published {
            let date = published.date;
            field("PY", &format!("{:04}", date.year()))?;
            // Year, month and day between slashes, what is unknown left empty.
            let day = match published.precision {
                Precision::Day => format!("{:02}/{:02}/", date.month(), date.day()),
                Precision::Month => format!("{:02}//", date.month()),
                Precision::Year => "//".to_owned(),
            };
            field("DA", &format!("{:04}/{day}", date.year()))?;
        }
        field("UR", hit.url.as_deref().unwrap_or_default())?;
        field("SE", hit.section.as_deref().unwrap_or_default())?;
        field("LA", hit.language.as_deref().unwrap_or_default())?;
        if self.meta.list.is_some() {
            field("KW", &keyword(&record.query))?;
        }
        field("ID", &hit.id)?;
        field("AB", &abstract_of(record))?;
        let place = crate::output::hits::place(&hit.source);
        field("N1", &format!("{place}; SHA-256 {}", record.row.hash))?;
        field("ER", "")
    }
}

/// As one keyword: at a comma or semicolon another one would begin.
fn keyword(name: &str) -> String {
    name.replace([',', ';'], " ")
}

/// An address without what would end a value.
fn address(url: Option<&str>) -> String {
    line(url.unwrap_or_default())
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace('\\', "%5C")
        .replace(' ', "%20")
}

/// The statement with its speaker, else the match in its context.
fn abstract_of(record: &Record) -> String {
    match (&record.row.hit.statement, &record.row.context) {
        (Some(statement), _) => match super::columns::speaker(record) {
            Some(name) => format!("{name}: {}", statement.text),
            None => statement.text.clone(),
        },
        (None, Some(c)) => {
            let [before, behind] = c.gaps();
            format!("{}{before}{}{behind}{}", c.left, c.text, c.right)
        }
        (None, None) => String::new(),
    }
}

impl Sink<Record> for References<'_> {
    fn row(&mut self, record: &Record) -> anyhow::Result<()> {
        self.rows += 1;
        match self.bibtex {
            true => self.bibtex(record)?,
            false => self.ris(record)?,
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        let end = self.meta.end(self.rows);
        if !self.bibtex {
            self.comments(ABOUT)?;
        }
        self.comment(&end)?;
        Ok(self.out.flush()?)
    }
}
