//! What is to be said of each who speaks: statements, articles, days and roles, counted from columns.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::document::day;
use super::people::{Numbers, Several, articles_of, labels, several, statements};
use super::schema::Fields;
use super::{Snapshot, segments};
use crate::engine::{Role, SpeakerSummary};
use crate::people::Person;
use crate::text::words::{self, words};

/// Of more names than this, all statements are looked at, not those of their articles.
const FEW: usize = 1000;

/// Statements, and the days of the first and the last one.
#[derive(Default, Clone)]
struct Days {
    count: u64,
    first: Option<i64>,
    last: Option<i64>,
}

impl Days {
    fn add(&mut self, day: Option<i64>) {
        self.count += 1;
        self.first = self.first.into_iter().chain(day).min();
        self.last = self.last.into_iter().chain(day).max();
    }

    fn join(&mut self, other: &Days) {
        self.count += other.count;
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.into_iter().chain(other.last).max();
    }

    fn bounds(&self) -> (Option<Date>, Option<Date>) {
        (self.first.and_then(day), self.last.and_then(day))
    }
}

/// One person in one segment.
struct Tally {
    name: String,
    days: Days,
    articles: u64,
    /// The article last counted.
    last: DocId,
    roles: Vec<(String, Days)>,
}

/// Every person who speaks, or those with a name that has all the words of `pattern`, in order of their names.
pub fn summaries(
    snapshot: &Snapshot,
    pattern: Option<&str>,
) -> anyhow::Result<Vec<SpeakerSummary>> {
    let persons = snapshot.persons()?;
    let (several, wanted) = (several(&persons), Wanted::new(&persons, pattern));
    let f = &snapshot.fields;
    let each = segments::each(&snapshot.searcher, u64::MAX, |_, segment| {
        tallies(segment, f, &several, &wanted)
    })?;
    let mut all: Vec<Tally> = each.into_iter().flatten().collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let named = persons.iter().map(|p| (p.name.as_str(), &p.variants));
    let variants: FxHashMap<&str, &Vec<String>> = named.collect();
    let mut found: Vec<SpeakerSummary> = Vec::new();
    let mut all = all.into_iter().peekable();
    while let Some(mut one) = all.next() {
        while let Some(same) = all.next_if(|next| next.name == one.name) {
            one.days.join(&same.days);
            one.articles += same.articles;
            one.roles.extend(same.roles);
        }
        let (first, last) = one.days.bounds();
        let variants = variants.get(one.name.as_str());
        found.push(SpeakerSummary {
            variants: variants.map(|v| v.to_vec()).unwrap_or_default(),
            statements: one.days.count,
            articles: one.articles,
            first,
            last,
            roles: roles(one.roles),
            name: one.name,
        });
    }
    Ok(found)
}

/// The persons wanted who speak in a segment, in order of the first of their names there.
fn tallies(
    segment: &SegmentReader,
    f: &Fields,
    several: &Several<'_>,
    wanted: &Wanted<'_>,
) -> anyhow::Result<Vec<Tally>> {
    let Some(column) = segment.fast_fields().str("person")? else {
        return Ok(Vec::new());
    };
    let names = labels(&column)?;
    // Names of one person count together, also for the articles they are in.
    let mut tallies: Vec<Tally> = Vec::new();
    let mut numbers = Numbers::new(several);
    let mut own: Vec<&str> = Vec::new();
    let mut of_name = Vec::with_capacity(names.len());
    for name in &names {
        let person = several.get(name.as_str()).copied().unwrap_or(name);
        if !wanted.has(person) {
            of_name.push(None);
            continue;
        }
        own.push(name);
        let number = numbers.of(name);
        if number == tallies.len() {
            tallies.push(Tally {
                name: person.to_owned(),
                days: Days::default(),
                articles: 0,
                last: TERMINATED,
                roles: Vec::new(),
            });
        }
        of_name.push(Some(number));
    }
    let mut by_role: FxHashMap<(usize, u64), Days> = FxHashMap::default();
    // One person mostly says several things in a row.
    let mut run: Option<((usize, u64), Days)> = None;
    let articles = match own.len() {
        0 => return Ok(tallies),
        n if n < FEW => Some(articles_of(segment, f, &own)?),
        _ => None,
    };
    statements(segment, &column, articles.as_deref(), |row| {
        let Some(Some(number)) = of_name.get(row.person as usize).copied() else {
            return;
        };
        let Some(tally) = tallies.get_mut(number) else {
            return;
        };
        tally.days.add(row.day);
        if tally.last != row.article {
            tally.last = row.article;
            tally.articles += 1;
        }
        if let Some(role) = row.role {
            let key = (number, role);
            match &mut run {
                Some((same, days)) if *same == key => days.add(row.day),
                _ => {
                    let mut days = Days::default();
                    days.add(row.day);
                    if let Some((key, days)) = run.replace((key, days)) {
                        by_role.entry(key).or_default().join(&days);
                    }
                }
            }
        }
    })?;
    if let Some((key, days)) = run {
        by_role.entry(key).or_default().join(&days);
    }
    if let Some(column) = segment.fast_fields().str("role")? {
        let all = labels(&column)?;
        for ((number, role), days) in by_role {
            if let (Some(tally), Some(role)) = (tallies.get_mut(number), all.get(role as usize)) {
                tally.roles.push((role.clone(), days));
            }
        }
    }
    tallies.retain(|tally| tally.days.count > 0);
    Ok(tallies)
}

/// A person's roles, most frequent first. Those that differ in capitals only are taken together, as they are written
/// most often.
fn roles(mut all: Vec<(String, Days)>) -> Vec<Role> {
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1.join(&b.1);
        }
        same
    });
    let by_count = |a: &(String, Days), b: &(String, Days)| b.1.count.cmp(&a.1.count);
    all.sort_by(by_count);
    if all.len() > 1 {
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut out: Vec<(String, Days)> = Vec::new();
        for (role, days) in all {
            let place = *places.entry(role.to_lowercase()).or_insert(out.len());
            match out.get_mut(place) {
                Some((_, known)) => known.join(&days),
                None => out.push((role, days)),
            }
        }
        all = out;
        all.sort_by(|a, b| by_count(a, b).then_with(|| a.0.cmp(&b.0)));
    }
    let role = |(role, days): (String, Days)| {
        let (first, last) = days.bounds();
        Role {
            role,
            statements: days.count,
            first,
            last,
        }
    };
    all.into_iter().map(role).collect()
}

/// Tells the persons asked for: one of the names has all the words of the pattern, the last one as a beginning.
struct Wanted<'p> {
    /// Words of the pattern.
    asked: Vec<String>,
    /// Persons with several names, and whether one of these is asked for.
    several: FxHashMap<&'p str, bool>,
}

impl<'p> Wanted<'p> {
    fn new(persons: &'p [Person], pattern: Option<&str>) -> Self {
        let pattern = pattern.map(|p| words::list(&p.replace('*', " ")));
        let mut wanted = Wanted {
            asked: pattern.unwrap_or_default(),
            several: FxHashMap::default(),
        };
        for person in persons {
            let mut names = person.variants.iter().chain([&person.name]);
            let has = names.any(|name| wanted.has_words(name));
            wanted.several.insert(&person.name, has);
        }
        wanted
    }

    /// True of a person asked for.
    fn has(&self, person: &str) -> bool {
        let several = self.several.get(person);
        several.copied().unwrap_or_else(|| self.has_words(person))
    }

    fn has_words(&self, name: &str) -> bool {
        let last = self.asked.len().saturating_sub(1);
        let mut word = String::new();
        self.asked.iter().enumerate().all(|(i, asked)| {
            let mut walk = words(name);
            while walk.next_into(&mut word).is_some() {
                if word == *asked || i == last && word.starts_with(asked.as_str()) {
                    return true;
                }
            }
            false
        })
    }
}
