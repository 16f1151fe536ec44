//! Matches counted by source, year and the like.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::status::count;
use super::style::{Paint, Style, width};
use crate::engine::Target;
use crate::engine::facets::Counts;

/// What is counted, and how many there are: `34 articles, folded copies among them`.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// What a match is.
    pub target: Target,
    /// Matches.
    pub total: u64,
    /// Copies among them that are folded under others.
    pub folded: u64,
}

impl Counted {
    /// What the matches are called.
    pub fn noun(self) -> &'static str {
        match (self.target, self.total) {
            (Target::Articles, 1) => "article",
            (Target::Articles, _) => "articles",
            (Target::Statements, 1) => "statement",
            (Target::Statements, _) => "statements",
        }
    }

    /// For people.
    pub fn told(self) -> String {
        let copies = match self.folded {
            0 => "",
            1 => ", the folded copy among them",
            _ => ", folded copies among them",
        };
        format!("{} {}{copies}", count(self.total), self.noun())
    }
}

/// Each value with its count, then what else there is to say, such as how many have none. A row is a count, or
/// none, and a text.
pub fn rows(counts: &Counts) -> Vec<(Option<u64>, String)> {
    let mut all: Vec<(Option<u64>, String)> = counts
        .values
        .iter()
        .map(|(value, n)| (Some(*n), value.clone()))
        .collect();
    if counts.without > 0 {
        all.push((
            Some(counts.without),
            format!("(no {})", counts.facet.name()),
        ));
    }
    if counts.more > 0 {
        all.push((None, format!("({} more)", count(counts.more))));
    }
    all
}

/// A block for each facet, to be read.
pub fn text(
    out: &mut impl Write,
    facets: &[Counts],
    counted: Counted,
    style: Style,
) -> io::Result<()> {
    for counts in facets {
        let name = counts.facet.name();
        let heading = format!("{name}, of {}", counted.told());
        write!(out, "{}", style.wrap(&heading, &[], Paint::Strong, ""))?;
        let rows: Vec<(String, String)> = rows(counts)
            .into_iter()
            .map(|(n, text)| (n.map(count).unwrap_or_default(), text))
            .collect();
        let wide = rows.iter().map(|(n, _)| width(n)).max().unwrap_or(0).max(6);
        let indent = " ".repeat(wide + 2);
        for (n, text) in rows {
            let lines = style.wrap(&text, &[], Paint::Plain, &indent);
            write!(out, "{n:>wide$}{}", lines.get(wide..).unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// An object with a member for each facet.
pub fn json(facets: &[Counts], counted: Counted) -> Value {
    let one = |counts: &Counts| {
        let values = counts.values.iter();
        let values: Vec<Value> = values
            .map(|(value, n)| json!({"value": value, "count": n}))
            .collect();
        let value = json!({
            "of": match counted.target {
                Target::Articles => "articles",
                Target::Statements => "statements",
            },
            "total": counted.total,
            "values": values,
            "more": counts.more,
            "without": counts.without,
        });
        (counts.facet.name().to_owned(), value)
    };
    Value::Object(facets.iter().map(one).collect())
}
