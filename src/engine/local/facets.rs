//! Matches counted by the values of columns: one walk over all that match, for all facets together. No stored
//! article is read.

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::Snapshot;
use super::document::day;
use super::home::Home;
use super::people::{canonical, labels};
use super::plan::Plan;
use super::rows::{Labels, Row, Rows};
use crate::engine::facets::{Counts, Facet};
use crate::engine::{SearchRequest, Target};

/// Counts what matches a plan by the facets a request asks for; nothing when it asks for none.
pub fn facets(
    snapshot: &Snapshot,
    plan: &Plan,
    request: &SearchRequest,
) -> anyhow::Result<Vec<Counts>> {
    if request.facets.is_empty() {
        return Ok(Vec::new());
    }
    let mut all: Vec<(FxHashMap<String, u64>, u64)> =
        vec![Default::default(); request.facets.len()];
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let mut here = request
            .facets
            .iter()
            .map(|facet| Counter::new(snapshot, segment, *facet))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let home = Home::of(segment, request.target == Target::Statements)?;
        let alive = segment.alive_bitset();
        let mut scorer = plan.scorer(&snapshot.fields, segment, ord)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            // What is known of a statement besides its speaker stands with its article.
            let article = home.article(doc);
            if alive.is_none_or(|alive| alive.is_alive(article)) {
                for counter in &mut here {
                    counter.take(article, doc, request.target);
                }
            }
            doc = scorer.advance();
        }
        for (counter, (values, without)) in here.into_iter().zip(&mut all) {
            *without += counter.without;
            for (value, n) in counter.values()? {
                *values.entry(value).or_default() += n;
            }
        }
    }
    let counts = request.facets.iter().zip(all);
    Ok(counts
        .map(|(facet, (values, without))| {
            let values = values.into_iter().collect();
            Counts::new(*facet, values, without, request.facet_values)
        })
        .collect())
}

/// Counts of one facet in one segment.
struct Counter {
    by: By,
    without: u64,
}

/// Where a value stands, and how often each was met.
enum By {
    /// No match has one.
    Nothing,
    /// In a column of labels, counted by their number there.
    Label(StrColumn, Vec<u64>),
    /// With the statements of an article.
    Person(Persons),
    /// First and last day, counted by year.
    Day(Column<i64>, Column<i64>, FxHashMap<i16, u64>),
}

struct Persons {
    /// The name of each statement.
    labels: Labels,
    rows: Rows,
    /// For each name, the number of its person.
    person: Vec<usize>,
    /// For each person: the name, the matches, and the last article counted, plus one.
    persons: Vec<(String, u64, u32)>,
}

impl Counter {
    fn new(snapshot: &Snapshot, segment: &SegmentReader, facet: Facet) -> anyhow::Result<Self> {
        let fast = segment.fast_fields();
        let label = |name: &str| -> anyhow::Result<By> {
            Ok(match fast.str(name)? {
                Some(column) => {
                    let counts = vec![0; column.num_terms()];
                    By::Label(column, counts)
                }
                None => By::Nothing,
            })
        };
        let by = match facet {
            Facet::Source => label("outlet")?,
            Facet::Section => label("section")?,
            Facet::Language => label("language")?,
            Facet::Year => {
                let first = fast.column_opt::<i64>("first_day")?;
                match first.zip(fast.column_opt::<i64>("last_day")?) {
                    Some((first, last)) => By::Day(first, last, FxHashMap::default()),
                    None => By::Nothing,
                }
            }
            Facet::Speaker => match fast.str("person")? {
                Some(column) => {
                    let known = snapshot.persons()?;
                    let other = canonical(&known);
                    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
                    let mut persons = Vec::new();
                    let mut person = Vec::with_capacity(column.num_terms());
                    for name in labels(&column)? {
                        let name = match other.get(name.as_str()) {
                            Some(own) => (*own).to_owned(),
                            None => name,
                        };
                        let number = *numbers.entry(name.clone()).or_insert(persons.len());
                        if number == persons.len() {
                            persons.push((name, 0, 0));
                        }
                        person.push(number);
                    }
                    By::Person(Persons {
                        labels: Labels::of(&column)?,
                        rows: Rows::of(segment)?,
                        person,
                        persons,
                    })
                }
                None => By::Nothing,
            },
        };
        Ok(Counter { by, without: 0 })
    }

    /// Counts a match: an article, or a statement of it.
    fn take(&mut self, article: DocId, doc: DocId, target: Target) {
        let counted = match &mut self.by {
            By::Nothing => false,
            By::Label(column, counts) => {
                let ord = column.ords().first(article);
                let count = ord.and_then(|ord| counts.get_mut(ord as usize));
                count.map(|n| *n += 1).is_some()
            }
            By::Day(first, last, years) => {
                let year = |days: &Column<i64>| days.first(article).and_then(day).map(|d| d.year());
                match (year(first), year(last)) {
                    (Some(a), Some(b)) if a == b => {
                        *years.entry(a).or_default() += 1;
                        true
                    }
                    _ => false,
                }
            }
            By::Person(persons) => match target {
                Target::Statements => persons.take(doc),
                Target::Articles => {
                    let rows = persons.rows.of_article(article);
                    rows.filter(|row| persons.once(*row, article)).count() > 0
                }
            },
        };
        self.without += u64::from(!counted);
    }

    /// The values met.
    fn values(self) -> anyhow::Result<Vec<(String, u64)>> {
        let met = |(_, n): &(String, u64)| *n > 0;
        Ok(match self.by {
            By::Nothing => Vec::new(),
            By::Label(column, counts) => labels(&column)?
                .into_iter()
                .zip(counts)
                .filter(met)
                .collect(),
            By::Person(all) => {
                let persons = all.persons.into_iter().map(|(name, n, _)| (name, n));
                persons.filter(met).collect()
            }
            By::Day(_, _, years) => {
                let years = years.into_iter();
                years.map(|(year, n)| (format!("{year:04}"), n)).collect()
            }
        })
    }
}

impl Persons {
    fn of(&mut self, statement: Row) -> Option<&mut (String, u64, u32)> {
        let name = self.labels.get(statement)?;
        let person = *self.person.get(name as usize)?;
        self.persons.get_mut(person)
    }

    /// Counts who makes a statement.
    fn take(&mut self, statement: Row) -> bool {
        self.of(statement).map(|(_, n, _)| *n += 1).is_some()
    }

    /// The same, each person once an article.
    fn once(&mut self, statement: Row, article: DocId) -> bool {
        let Some((_, n, last)) = self.of(statement) else {
            return false;
        };
        *n += u64::from(*last != article + 1);
        *last = article + 1;
        true
    }
}
