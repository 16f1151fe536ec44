//! Hit lists: the same rows in many forms, written as they come. A form is a file here and a line in [`FORMATS`].

mod bibliography;
mod columns;
mod html;
mod json;
mod markdown;
mod people;
mod table;
mod xlsx;

use std::io::Write;
use std::rc::Rc;

pub use columns::{COLUMNS, Column, choose};
pub use people::{PEOPLE, Person};

use super::facets::{self, Counted};
use crate::engine::Target;
use crate::engine::export::{Row, Totals};
use crate::engine::facets::Counts;

/// What a list says of itself, so that it can be repeated and checked.
#[derive(Debug, Clone)]
pub struct Meta {
    /// What the title of the list is called: `query`, or what else its rows are.
    pub title: &'static str,
    /// The queries its rows answer, in the order of the rows.
    pub queries: Vec<Asked>,
    /// The file they come from; none for one query alone.
    pub list: Option<String>,
    /// Folder of the archive.
    pub archive: String,
    /// Version of its index.
    pub index_version: u32,
    /// When the list was made, RFC 3339.
    pub time: String,
    /// What a hit is.
    pub target: Target,
    /// Articles of the archive.
    pub articles: u64,
}

/// A query, and how many hits it has.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The name it goes by; without a name, its canonical form.
    pub name: String,
    /// Its canonical form.
    pub query: String,
    /// How many there are.
    pub totals: Totals,
}

impl Meta {
    /// Each statement with its name; those about single queries of a list are in [`Meta::each`].
    fn about(&self) -> [(&'static str, String); 5] {
        [
            match &self.list {
                Some(_) => ("queries", self.title()),
                None => (self.title, self.title()),
            },
            ("archive", self.archive.clone()),
            ("index version", self.index_version.to_string()),
            ("articles in archive", self.articles.to_string()),
            ("time", self.time.clone()),
        ]
    }

    /// The query, or how many there are and from where.
    fn title(&self) -> String {
        match (&self.list, self.queries.first()) {
            (Some(file), _) => format!("{} from {file}", self.queries.len()),
            (None, Some(asked)) => asked.query.clone(),
            (None, None) => String::new(),
        }
    }

    /// The queries of a list with their hits, and those without.
    fn each(&self) -> Vec<(String, String)> {
        if self.list.is_none() {
            return Vec::new();
        }
        let one = |asked: &Asked| {
            let name = match asked.name == asked.query {
                true => "query".to_owned(),
                false => format!("query {}", asked.name),
            };
            (name, format!("{}; {} hits", asked.query, asked.hits()))
        };
        let mut all: Vec<(String, String)> = self.queries.iter().map(one).collect();
        let empty: Vec<&str> = self.empty().map(|a| a.name.as_str()).collect();
        if !empty.is_empty() {
            all.push(("without a hit".to_owned(), empty.join("; ")));
        }
        all
    }

    /// Queries without a hit.
    fn empty(&self) -> impl Iterator<Item = &Asked> {
        self.queries.iter().filter(|a| a.hits() == 0)
    }

    /// All that is to be said before the rows, but for the facets.
    fn lines(&self) -> Vec<(String, String)> {
        let about = self.about().map(|(name, value)| (name.to_owned(), value));
        about.into_iter().chain(self.each()).collect()
    }

    /// What the facets of a query count.
    fn counted(&self, asked: &Asked) -> Counted {
        Counted {
            target: self.target,
            total: asked.totals.total,
            folded: asked.totals.folded,
        }
    }

    /// What the matches are counted by: of which query (none where there is but one), by what, and what was
    /// counted.
    fn facets(&self) -> Vec<Facet<'_>> {
        let mut all = Vec::new();
        for asked in &self.queries {
            for counts in &asked.totals.facets {
                all.push(Facet {
                    query: self.list.as_ref().map(|_| asked.name.as_str()),
                    counts,
                    counted: self.counted(asked),
                });
            }
        }
        all
    }

    /// [`Meta::lines`], then the facets, a line for each value.
    fn comments(&self) -> Vec<(String, String)> {
        let mut all = self.lines();
        for facet in self.facets() {
            let name = format!("facet {}", facet.counts.facet.name());
            all.push((name.clone(), format!("of {}", facet.told())));
            for (n, text) in facets::rows(facet.counts) {
                let n = n.map(|n| format!("{n} ")).unwrap_or_default();
                all.push((name.clone(), format!("{n}{text}")));
            }
        }
        all
    }

    fn total(&self) -> u64 {
        self.queries.iter().map(|a| a.totals.total).sum()
    }

    fn folded(&self) -> u64 {
        self.queries.iter().map(|a| a.totals.folded).sum()
    }

    /// Hits there are.
    fn hits(&self) -> u64 {
        self.queries.iter().map(Asked::hits).sum()
    }

    /// `32 of 32 rows: complete`, for the end of a list with so many rows.
    fn end(&self, rows: u64) -> String {
        let hits = self.hits();
        let state = if rows == hits { "complete" } else { "not all" };
        let folded = match self.folded() {
            0 => String::new(),
            1 => "; 1 copy folded under them".to_owned(),
            n => format!("; {n} copies folded under them"),
        };
        format!("{rows} of {hits} rows: {state}{folded}")
    }
}

impl Asked {
    /// Hits there are, however many the list has.
    pub fn hits(&self) -> u64 {
        self.totals.hits()
    }
}

/// What the matches of a query are counted by.
struct Facet<'a> {
    /// The query, where there are several.
    query: Option<&'a str>,
    counts: &'a Counts,
    counted: Counted,
}

impl Facet<'_> {
    /// What is counted.
    fn told(&self) -> String {
        match self.query {
            Some(query) => format!("{} for {query}", self.counted.told()),
            None => self.counted.told(),
        }
    }
}

/// A row and its place in the order.
#[derive(Debug)]
pub struct Record {
    /// Its query: a number of [`Meta::queries`].
    pub nth: usize,
    /// The name of its query.
    pub query: Rc<str>,
    /// Place among the hits of its query, from 1.
    pub rank: u64,
    /// The hit.
    pub row: Row,
}

/// Takes rows, and ends a list.
pub trait Sink<R> {
    /// One more.
    fn row(&mut self, row: &R) -> anyhow::Result<()>;
    /// There are no more.
    fn finish(self: Box<Self>) -> anyhow::Result<()>;
}

/// Begins a list of rows `R` with some columns.
pub type Open<R> = for<'a> fn(
    Box<dyn Write + 'a>,
    Meta,
    Vec<&'static Column<R>>,
) -> anyhow::Result<Box<dyn Sink<R> + 'a>>;

/// A form of lists.
pub struct Format {
    /// As `--format` has it, and as files of it end.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// Columns it has when none are chosen; none for all.
    pub columns: &'static [&'static str],
    /// True when it is not text, and so nothing for a terminal.
    pub binary: bool,
    /// Begins a list of hits.
    pub hits: Open<Record>,
    /// Begins a list of speakers, in the forms that are tables.
    pub people: Option<Open<Person>>,
}

impl Format {
    /// The columns of a list of hits when none are chosen: all that belong to the form.
    pub fn usual(&self) -> Vec<&'static Column<Record>> {
        let own = |c: &&Column<Record>| match c.name {
            NAME => false,
            name => self.columns.is_empty() || self.columns.contains(&name),
        };
        COLUMNS.iter().filter(own).collect()
    }
}

/// With the column that names the query of a row, which a list of several queries needs.
pub fn naming(mut columns: Vec<&'static Column<Record>>) -> Vec<&'static Column<Record>> {
    if !columns.iter().any(|c| c.name == NAME) {
        columns.splice(0..0, COLUMNS.iter().filter(|c| c.name == NAME));
    }
    columns
}

/// The column that names the query of a row.
const NAME: &str = "query";

/// For reading in a page or a note.
const FEW: &[&str] = &[
    "rank", "date", "headline", "source", "speaker", "left", "match", "right", "path",
];

/// All of them.
#[rustfmt::skip]
pub const FORMATS: &[Format] = &[
    Format { name: "json", about: "one object", columns: &[], binary: false, hits: json::json, people: None },
    Format { name: "jsonl", about: "a line for each hit", columns: &[], binary: false, hits: json::jsonl, people: None },
    Format { name: "csv", about: "RFC 4180, comments begin with #", columns: &[], binary: false, hits: table::csv, people: Some(table::csv) },
    Format { name: "tsv", about: "tabs, comments begin with #", columns: &[], binary: false, hits: table::tsv, people: Some(table::tsv) },
    Format { name: "md", about: "a table in Markdown", columns: FEW, binary: false, hits: markdown::markdown, people: Some(markdown::markdown) },
    Format { name: "html", about: "one page, nothing loaded from elsewhere", columns: &[], binary: false, hits: html::hits, people: Some(html::table) },
    Format { name: "ris", about: "for Zotero and its kind", columns: &[], binary: false, hits: bibliography::ris, people: None },
    Format { name: "bibtex", about: "for BibTeX and Zotero", columns: &[], binary: false, hits: bibliography::bibtex, people: None },
    Format { name: "xlsx", about: "a workbook: hits, and a sheet about the list", columns: &[], binary: true, hits: xlsx::xlsx, people: Some(xlsx::xlsx) },
];

/// The form with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    let name = if name == "bib" { "bibtex" } else { name };
    FORMATS.iter().find(|f| f.name == name)
}

/// Characters that neither a terminal nor XML should meet become U+FFFD; line ends and tabs stay.
fn clean(text: &str) -> String {
    let one = |c: char| match c {
        '\n' | '\t' => c,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.replace("\r\n", "\n").chars().map(one).collect()
}

/// `text` in one line, without what [`clean`] takes out.
pub fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    clean(&words.join(" "))
}
