//! Who speaks in the archive: names grouped into persons, and what is to be said of each. From columns; only a
//! person's characteristic words need the articles themselves.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, Term};

use super::document::{day, voice_of};
use super::rows::{Labels, Rows};
use super::schema::Fields;
use super::{Snapshot, beside, named};
use crate::engine::{SpeakerPage, SpeakerSummary};
use crate::people::{self, Aliases, Name, Person};
use crate::text::words;

/// Articles read for a person's characteristic words, the last ones.
const READ: usize = 400;
/// Characteristic words given.
const WORDS: usize = 12;
/// Others given who speak in the same articles.
const COMPANY: usize = 10;

/// Persons with more than one name, kept beside the index: finding them needs all names.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The commit they were found for.
    updated: String,
    /// The aliases they were found with.
    aliases: String,
    persons: Vec<Person>,
}

/// The persons with more than one name: from the file beside the index when it is of this commit and these
/// aliases, else found anew.
pub fn persons(
    searcher: &Searcher,
    dir: &Path,
    updated: &str,
    aliases: &str,
) -> anyhow::Result<Arc<Vec<Person>>> {
    if let Some(kept) = read(dir, updated, aliases) {
        return Ok(Arc::new(kept));
    }
    let persons = people::several(&names(searcher)?, &Aliases::parse(aliases)?);
    Ok(Arc::new(persons))
}

/// The persons kept beside the index, where they are of this commit and these aliases.
pub fn read(dir: &Path, updated: &str, aliases: &str) -> Option<Vec<Person>> {
    let kept: Kept = serde_json::from_slice(&beside::read(dir, FILE)?).ok()?;
    (kept.updated == updated && kept.aliases == aliases).then_some(kept.persons)
}

/// The file beside the index.
pub const FILE: &str = "people";

/// Finds the persons and keeps them beside the index. They are found anew where the file is missing or damaged, so
/// a failure to write it loses nothing but time.
pub fn keep(searcher: &Searcher, dir: &Path, updated: &str, aliases: &str) -> anyhow::Result<()> {
    let persons = persons(searcher, dir, updated, aliases)?;
    let kept = Kept {
        updated: updated.to_owned(),
        aliases: aliases.to_owned(),
        persons: persons.to_vec(),
    };
    beside::write(dir, FILE, &serde_json::to_vec(&kept)?)
}

/// One statement of one segment, from columns.
pub struct Statement {
    /// Number of the name in its column.
    pub person: u64,
    /// Its article.
    pub article: DocId,
    /// Day of the article, counted from 1970.
    pub day: Option<i64>,
    /// Number of the role in its column.
    pub role: Option<u64>,
}

/// Calls `take` for every statement of a segment that has a person; of these articles, or of all.
pub fn statements(
    segment: &SegmentReader,
    persons: &StrColumn,
    articles: Option<&[DocId]>,
    mut take: impl FnMut(Statement),
) -> anyhow::Result<()> {
    let fast = segment.fast_fields();
    let days = fast.column_opt::<i64>("first_day")?;
    let roles = fast.str("role")?.as_ref().map(Labels::of).transpose()?;
    let (rows, persons) = (Rows::of(segment)?, Labels::of(persons)?);
    let mut room = Vec::new();
    let mut of_article = |article| {
        let own = persons.of_article(article);
        if own.is_empty() {
            return;
        }
        let day = days.as_ref().and_then(|d| d.first(article));
        for place in rows.places(&rows.of_article(article), &mut room) {
            let voice = voice_of(*place);
            if let Some(person) = persons.get(&own, voice) {
                take(Statement {
                    person,
                    article,
                    day,
                    role: roles.as_ref().and_then(|roles| roles.get(&own, voice)),
                });
            }
        }
    };
    match articles {
        Some(articles) => articles.iter().copied().for_each(of_article),
        None => segment.doc_ids_alive().for_each(&mut of_article),
    }
    Ok(())
}

/// The articles in which any of these names speaks, in order.
pub fn articles_of(
    segment: &SegmentReader,
    f: &Fields,
    names: &[&str],
) -> anyhow::Result<Vec<DocId>> {
    let alive = segment.alive_bitset();
    let voices = named::voices(segment, f, names.iter().copied())?;
    let mut all: Vec<DocId> = voices.into_iter().map(|(article, _)| article).collect();
    all.dedup();
    all.retain(|article| alive.is_none_or(|alive| alive.is_alive(*article)));
    Ok(all)
}

/// All values of a column of labels, by their number.
pub fn labels(column: &StrColumn) -> anyhow::Result<Vec<String>> {
    let mut all = Vec::with_capacity(column.num_terms());
    each_label(column, |label| all.push(label.to_owned()))?;
    Ok(all)
}

/// Calls `take` with each of them.
pub fn each_label(column: &StrColumn, mut take: impl FnMut(&str)) -> anyhow::Result<()> {
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        take(&String::from_utf8_lossy(stream.key()));
    }
    Ok(())
}

/// Every name that statements are attributed to, in order.
fn names(searcher: &Searcher) -> anyhow::Result<Vec<Name>> {
    let mut all: Vec<Name> = Vec::new();
    for segment in searcher.segment_readers() {
        let Some(column) = segment.fast_fields().str("person")? else {
            continue;
        };
        let given = segment.fast_fields().str("role")?;
        let roles = given.as_ref().map(labels).transpose()?.unwrap_or_default();
        let mut by_ord = vec![0u64; column.num_terms()];
        let mut pairs: FxHashSet<(u64, u64)> = FxHashSet::default();
        let mut last = None;
        statements(segment, &column, None, |statement| {
            if let Some(n) = by_ord.get_mut(statement.person as usize) {
                *n += 1;
            }
            // One person mostly says several things in a row.
            if let Some(pair) = statement.role.map(|role| (statement.person, role))
                && last.replace(pair) != Some(pair)
            {
                pairs.insert(pair);
            }
        })?;
        let mut pairs: Vec<(u64, u64)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        let mut pairs = pairs.into_iter().peekable();
        for ((ord, name), statements) in (0..).zip(labels(&column)?).zip(by_ord) {
            let own = std::iter::from_fn(|| pairs.next_if(|(person, _)| *person == ord));
            let own = own.filter_map(|(_, role)| roles.get(role as usize));
            let roles = own.filter(|role| role.contains(' '));
            let roles = roles.map(|role| role.to_lowercase()).collect();
            if statements > 0 {
                all.push(Name {
                    name,
                    statements,
                    roles,
                });
            }
        }
    }
    // Those of a segment are in order already.
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.dedup_by(|more, name| {
        let same = more.name == name.name;
        if same {
            name.statements += more.statements;
            name.roles.append(&mut more.roles);
        }
        same
    });
    for name in &mut all {
        name.roles.sort_unstable();
        name.roles.dedup();
    }
    Ok(all)
}

/// The names of persons who have several, each with the one the person goes by.
pub type Several<'p> = FxHashMap<&'p str, &'p str>;

/// Of these persons.
pub fn several(persons: &[Person]) -> Several<'_> {
    let names = persons.iter().flat_map(|p| {
        let names = p.variants.iter().chain([&p.name]);
        names.map(|name| (name.as_str(), p.name.as_str()))
    });
    names.collect()
}

/// Numbers persons by the names of a segment: those of one person get one number.
pub struct Numbers<'p> {
    several: &'p Several<'p>,
    given: FxHashMap<&'p str, usize>,
    /// The next number.
    next: usize,
}

impl<'p> Numbers<'p> {
    /// None given yet.
    pub fn new(several: &'p Several<'p>) -> Self {
        Numbers {
            several,
            given: FxHashMap::default(),
            next: 0,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.next
    }

    /// That of the person with this name, which is given once.
    pub fn of(&mut self, name: &str) -> usize {
        let number = match self.several.get(name) {
            Some(own) => *self.given.entry(own).or_insert(self.next),
            None => self.next,
        };
        self.next = self.next.max(number + 1);
        number
    }
}

/// All about one person, by the exact name a summary gives.
pub fn page(
    snapshot: &Snapshot,
    f: &Fields,
    summary: SpeakerSummary,
) -> anyhow::Result<SpeakerPage> {
    let persons = snapshot.persons()?;
    let other = several(&persons);
    let own: FxHashSet<&str> = summary
        .variants
        .iter()
        .map(String::as_str)
        .chain([summary.name.as_str()])
        .collect();
    let names: Vec<&str> = own.iter().copied().collect();
    let mut months: FxHashMap<Date, u64> = FxHashMap::default();
    let mut company: FxHashMap<String, u64> = FxHashMap::default();
    let mut articles: Vec<(Option<i64>, u64, DocAddress)> = Vec::new();
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let Some(column) = segment.fast_fields().str("person")? else {
            continue;
        };
        let keys = segment.fast_fields().column_opt::<u64>("key")?;
        let spoken = articles_of(segment, f, &names)?;
        let mut here: Vec<(DocId, u64, Option<i64>)> = Vec::new();
        statements(segment, &column, Some(&spoken), |row| {
            here.push((row.article, row.person, row.day))
        })?;
        let mut known: FxHashMap<u64, String> = FxHashMap::default();
        for (_, person, _) in &here {
            if !known.contains_key(person) {
                let mut name = String::new();
                column.ord_to_str(*person, &mut name)?;
                known.insert(*person, name);
            }
        }
        let name = |ord: &u64| known.get(ord).map_or("", String::as_str);
        for group in here.chunk_by(|a, b| a.0 == b.0) {
            let (doc, _, published) = group[0];
            let key = keys.as_ref().and_then(|keys| keys.first(doc));
            let address = DocAddress::new(ord as u32, doc);
            articles.push((published, key.unwrap_or_default(), address));
            let mut others = FxHashSet::default();
            for (_, person, published) in group {
                let name = name(person);
                if own.contains(name) {
                    if let Some(date) = published.and_then(day) {
                        *months.entry(date.first_of_month()).or_default() += 1;
                    }
                } else {
                    others.insert(*other.get(name).unwrap_or(&name));
                }
            }
            for name in others {
                *company.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    let mut company: Vec<(String, u64)> = company.into_iter().collect();
    company.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    company.truncate(COMPANY);
    // Of one day, always the same ones.
    articles.sort_by(|a, b| b.cmp(a));
    articles.truncate(READ);
    let words = characteristic(snapshot, f, &own, &articles)?;
    Ok(SpeakerPage {
        months: without_gaps(&months),
        company,
        words,
        summary,
    })
}

fn without_gaps(months: &FxHashMap<Date, u64>) -> Vec<(Date, u64)> {
    let (Some(first), Some(last)) = (months.keys().min(), months.keys().max()) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut month = *first;
    while month <= *last {
        all.push((month, months.get(&month).copied().unwrap_or_default()));
        match month.last_of_month().tomorrow() {
            Ok(next) => month = next,
            Err(_) => break,
        }
    }
    all
}

/// Words these people say more often than others do (T. Dunning, "Accurate methods for the statistics of surprise
/// and coincidence", 1993), counted once an article, against all articles that have them.
fn characteristic(
    snapshot: &Snapshot,
    f: &Fields,
    own: &FxHashSet<&str>,
    articles: &[(Option<i64>, u64, DocAddress)],
) -> anyhow::Result<Vec<String>> {
    let mut counts: FxHashMap<String, u64> = FxHashMap::default();
    let mut read = 0u64;
    let mut names: FxHashSet<String> = FxHashSet::default();
    for (.., address) in articles {
        let article = snapshot.article(*address)?;
        names.extend(article.speakers.iter().flat_map(|s| words::list(&s.name)));
        read += 1;
        let mut said = Vec::new();
        for quote in &article.quotes {
            let speaker = quote.speaker.and_then(|s| article.speakers.get(s));
            if speaker.is_some_and(|s| own.contains(s.name.as_str())) {
                said.extend(words::list(quote.span.of(&article.body)));
            }
        }
        said.sort_unstable();
        said.dedup();
        for word in said {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut total = 0u64;
    for segment in snapshot.searcher.segment_readers() {
        total += u64::from(
            segment
                .inverted_index(f.kind)?
                .doc_freq(&Term::from_field_text(f.kind, super::schema::ARTICLE))?,
        );
    }
    let mut scored: Vec<(f64, String)> = Vec::new();
    for (word, n) in counts {
        let alphabetic = word.chars().all(char::is_alphabetic) && word.chars().count() > 3;
        if n < 2 || !alphabetic || names.contains(&word) || crate::query::is_stop_word(&word) {
            continue;
        }
        let everywhere = snapshot
            .searcher
            .doc_freq(&Term::from_field_text(f.body, &word))?
            .max(n);
        let score = log_likelihood(n, read, everywhere - n, total.saturating_sub(read));
        // Less often than others is no characteristic.
        if n * total > everywhere * read {
            scored.push((score, word));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(scored
        .into_iter()
        .take(WORDS)
        .map(|(_, word)| word)
        .collect())
}

/// How surprising `a` of `of_a` is beside `b` of `of_b` (Dunning's G², without the cells of what was not seen).
pub fn log_likelihood(a: u64, of_a: u64, b: u64, of_b: u64) -> f64 {
    let (a, of_a, b, of_b) = (a as f64, of_a as f64, b as f64, of_b as f64);
    let rate = (a + b) / (of_a + of_b).max(1.0);
    let part = |seen: f64, expected: f64| {
        if seen > 0.0 {
            seen * (seen / expected.max(1e-9)).ln()
        } else {
            0.0
        }
    };
    2.0 * (part(a, of_a * rate) + part(b, of_b * rate))
}
