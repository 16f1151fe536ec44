//! What is read from an article's columns: its dates and its length. Looked at for articles that match otherwise,
//! which costs nothing for the rest; every document of a segment would take as long as a search.

use tantivy::columnar::Column;
use tantivy::query::Scorer;
use tantivy::{DocId, SegmentReader};

use super::filtered::Filtered;
use super::home::Home;
use crate::query::lengths::Words;

/// What an article has to be. Days are counted from 1970.
#[derive(Debug, Clone, Copy)]
pub enum Asked {
    /// Published in these days; `loose` when it may be.
    Published {
        /// First day.
        from: i64,
        /// Last day.
        to: i64,
        /// Articles count that only may lie in the range.
        loose: bool,
    },
    /// Without a date of publication.
    Undated,
    /// Speaking of one of these days.
    Mentions {
        /// First day.
        from: i64,
        /// Last day.
        to: i64,
    },
    /// Speaking of no day.
    Unmentioned,
    /// Of so many words.
    Length(Words),
}

impl Asked {
    /// The columns that tell.
    fn columns(&self) -> Columns {
        match self {
            Asked::Published { .. } | Asked::Undated => Columns::Published,
            Asked::Mentions { .. } | Asked::Unmentioned => Columns::Mentioned,
            Asked::Length(_) => Columns::Length,
        }
    }
}

/// Columns that are read together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Columns {
    Published,
    Mentioned,
    Length,
}

/// What is asked, any of several for one look, with the columns of a segment.
struct Check {
    asked: Vec<Asked>,
    columns: Columns,
    home: Home,
    first: Option<Column<i64>>,
    last: Option<Column<i64>>,
    length: Option<Column<u64>>,
}

impl Check {
    /// Opens the columns; `statements` when these are looked at, by their articles.
    fn new(asked: Asked, segment: &SegmentReader, statements: bool) -> anyhow::Result<Self> {
        let fast = segment.fast_fields();
        let days = |name: &str| fast.column_opt::<i64>(name);
        let columns = asked.columns();
        let (first, last, length) = match columns {
            Columns::Published => (days("first_day")?, days("last_day")?, None),
            Columns::Mentioned => (days("mention_first")?, days("mention_last")?, None),
            Columns::Length => (None, None, fast.column_opt::<u64>("length")?),
        };
        Ok(Check {
            asked: vec![asked],
            columns,
            home: Home::of(segment, statements)?,
            first,
            last,
            length,
        })
    }

    fn holds(&self, doc: DocId) -> bool {
        let doc = self.home.article(doc);
        // A segment in which no article has a value has no column.
        let day = |column: &Option<Column<i64>>| column.as_ref().and_then(|c| c.first(doc));
        let any = |is: &dyn Fn(&Asked) -> bool| self.asked.iter().any(is);
        match self.columns {
            Columns::Published => {
                let days = day(&self.first).zip(day(&self.last));
                any(&|asked| match (*asked, days) {
                    (Asked::Published { from, to, loose }, Some((a, b))) => match loose {
                        true => a <= to && b >= from,
                        false => a >= from && b <= to,
                    },
                    (Asked::Undated, days) => days.is_none(),
                    _ => false,
                })
            }
            Columns::Mentioned => any(&|asked| match *asked {
                Asked::Unmentioned => day(&self.first).is_none(),
                Asked::Mentions { from, to } => match (&self.first, &self.last) {
                    (Some(first), Some(last)) => {
                        let (first, last) = (first.values_for_doc(doc), last.values_for_doc(doc));
                        let mut days = first.zip(last);
                        days.any(|(a, b)| a <= to && b >= from)
                    }
                    _ => false,
                },
                _ => false,
            }),
            Columns::Length => {
                let length = self.length.as_ref().and_then(|c| c.first(doc));
                let length = length.unwrap_or_default();
                any(&|asked| matches!(asked, Asked::Length(words) if words.holds(length)))
            }
        }
    }
}

/// Articles of `base`, or statements of it, of which any of this is true; its points.
pub fn checked_any(
    base: Box<dyn Scorer>,
    asked: &[Asked],
    segment: &SegmentReader,
    statements: bool,
) -> anyhow::Result<Box<dyn Scorer>> {
    // Columns are opened and read once for all that is asked of them.
    let mut checks: Vec<Check> = Vec::new();
    for asked in asked {
        let columns = asked.columns();
        match checks.iter_mut().find(|check| check.columns == columns) {
            Some(check) => check.asked.push(*asked),
            None => checks.push(Check::new(*asked, segment, statements)?),
        }
    }
    let any = move |doc| checks.iter().any(|c| c.holds(doc));
    Ok(Box::new(Filtered::new(base, any)))
}

/// Articles of `base`, or statements of it, of which all of this is true; its points.
pub fn checked(
    base: Box<dyn Scorer>,
    asked: &[Asked],
    segment: &SegmentReader,
    statements: bool,
) -> anyhow::Result<Box<dyn Scorer>> {
    if asked.is_empty() {
        return Ok(base);
    }
    let checks = asked.iter().map(|a| Check::new(*a, segment, statements));
    let checks: Vec<Check> = checks.collect::<anyhow::Result<_>>()?;
    let all = move |doc| checks.iter().all(|c| c.holds(doc));
    Ok(Box::new(Filtered::new(base, all)))
}
