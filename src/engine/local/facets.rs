//! Matches counted by the values of columns: one walk over all that match, for all facets together. No stored
//! article is read.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::document::day;
use super::home::Home;
use super::people::{Numbers, Several, each_label, labels, several};
use super::plan::Plan;
use super::rows::{Labels, Row, Rows};
use super::{Snapshot, segments};
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
    let (target, f) = (request.target, &snapshot.fields);
    let speakers = request.facets.contains(&Facet::Speaker);
    let persons = match speakers {
        true => snapshot.persons()?,
        false => Arc::default(),
    };
    let several = several(&persons);
    let postings = match speakers {
        true => u64::MAX,
        false => plan.postings(snapshot.searcher.num_docs()),
    };
    let each = segments::each(&snapshot.searcher, postings, |ord, segment| {
        let counters = request.facets.iter();
        let counters = counters.map(|facet| Counter::new(segment, *facet, &several));
        let mut here = counters.collect::<anyhow::Result<Vec<_>>>()?;
        let home = Home::of(segment, target == Target::Statements)?;
        let alive = segment.alive_bitset();
        let mut scorer = plan.scorer(f, segment, ord)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            // What is known of a statement besides its speaker stands with its article.
            let article = home.article(doc);
            if alive.is_none_or(|alive| alive.is_alive(article)) {
                for counter in &mut here {
                    counter.take(article, doc, target);
                }
            }
            doc = scorer.advance();
        }
        let values = |counter: Counter| Ok((counter.without, counter.values(&several)?));
        here.into_iter()
            .map(values)
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut all: Vec<(FxHashMap<String, u64>, u64)> =
        vec![Default::default(); request.facets.len()];
    for here in each {
        for ((none, counted), (values, without)) in here.into_iter().zip(&mut all) {
            *without += none;
            values.reserve(counted.len());
            for (value, n) in counted {
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
    names: StrColumn,
    /// The name of each who speaks.
    labels: Labels,
    rows: Rows,
    /// For each name, the number of its person.
    person: Vec<usize>,
    /// For each person: the matches, and the last article counted, plus one.
    counts: Vec<(u64, u32)>,
}

impl Counter {
    fn new(segment: &SegmentReader, facet: Facet, several: &Several<'_>) -> anyhow::Result<Self> {
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
                Some(column) => By::Person(Persons::new(column, segment, several)?),
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
                Target::Statements => persons.take(article, doc),
                Target::Articles => {
                    let own = persons.labels.of_article(article);
                    own.filter(|at| persons.once(*at, article)).count() > 0
                }
            },
        };
        self.without += u64::from(!counted);
    }

    /// The values met. A value may come several times.
    fn values(self, several: &Several<'_>) -> anyhow::Result<Vec<(String, u64)>> {
        let met = |(_, n): &(String, u64)| *n > 0;
        Ok(match self.by {
            By::Nothing => Vec::new(),
            By::Label(column, counts) => labels(&column)?
                .into_iter()
                .zip(counts)
                .filter(met)
                .collect(),
            By::Person(persons) => persons.values(several)?,
            By::Day(_, _, years) => {
                let years = years.into_iter();
                years.map(|(year, n)| (format!("{year:04}"), n)).collect()
            }
        })
    }
}

impl Persons {
    fn new(
        names: StrColumn,
        segment: &SegmentReader,
        several: &Several<'_>,
    ) -> anyhow::Result<Self> {
        let mut numbers = Numbers::new(several);
        let mut person = Vec::with_capacity(names.num_terms());
        each_label(&names, |name| person.push(numbers.of(name)))?;
        Ok(Persons {
            labels: Labels::of(&names)?,
            rows: Rows::of(segment)?,
            counts: vec![(0, 0); numbers.len()],
            names,
            person,
        })
    }

    fn of(&mut self, name: u64) -> Option<&mut (u64, u32)> {
        let person = *self.person.get(name as usize)?;
        self.counts.get_mut(person)
    }

    /// Counts who makes a statement of an article.
    fn take(&mut self, article: DocId, statement: Row) -> bool {
        let own = self.labels.of_article(article);
        let name = self.labels.get(&own, self.rows.voice(statement));
        let count = name.and_then(|name| self.of(name));
        count.map(|(n, _)| *n += 1).is_some()
    }

    /// Counts who speaks in an article, by a place in the column: each person once.
    fn once(&mut self, at: u32, article: DocId) -> bool {
        let Some((n, last)) = self.labels.at(at).and_then(|name| self.of(name)) else {
            return false;
        };
        *n += u64::from(*last != article + 1);
        *last = article + 1;
        true
    }

    /// The persons met.
    fn values(mut self, several: &Several<'_>) -> anyhow::Result<Vec<(String, u64)>> {
        let mut found = Vec::new();
        let mut numbers = self.person.iter();
        each_label(&self.names, |name| {
            let count = numbers.next().and_then(|n| self.counts.get_mut(*n));
            // Once, by whichever of the person's names comes first.
            let n = count.map_or(0, |(n, _)| std::mem::take(n));
            if n > 0 {
                let own = several.get(name).copied().unwrap_or(name);
                found.push((own.to_owned(), n));
            }
        })?;
        Ok(found)
    }
}
