//! Hits through time. Every match is placed from columns; stored articles are read only for the headlines of the
//! busiest periods.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::Column;
use tantivy::{DocAddress, SegmentReader, TERMINATED, Term};

use super::Snapshot;
use super::document::{day, day_number, voice_of};
use super::home::Home;
use super::people::{labels, log_likelihood, several};
use super::plan::{Plan, Planner};
use super::rows::{Labels, Row, Rows};
use super::schema::{ARTICLE, Fields};
use crate::engine::timeline::{
    Busy, MOST_PERIODS, Of, Period, SpeakerRow, Timeline, TimelineRequest, UNITS, Unit,
};
use crate::query::Node;
use crate::query::dates::Range;
use crate::text::words;

/// Most periods that are drawn when nobody says how long one is.
const AUTO: i64 = 45;
/// Headlines read of one period, to find the words that set it apart.
const READ: usize = 200;

/// A hit and the days it has: indices into a list of all days.
struct Match {
    /// The article, or that of the statement.
    address: DocAddress,
    /// The statement, where these are looked for.
    row: Row,
    /// What tells articles apart whatever the order in which they were indexed.
    key: u64,
    score: f32,
    from: u32,
    to: u32,
}

/// All hits, with the first and last day of each of their dates.
#[derive(Default)]
struct Matches {
    hits: Vec<Match>,
    days: Vec<(i64, i64)>,
}

impl Matches {
    fn days(&self, hit: &Match) -> &[(i64, i64)] {
        &self.days[hit.from as usize..hit.to as usize]
    }
}

/// First and last day that are drawn; none where that is left open.
type Bounds = (Option<i64>, Option<i64>);

/// See [`super::LocalIndex::timeline`]. Costs one walk over all matches and, for each busy period, the reading of
/// one article, or of some 200 when the query gives no points.
pub fn timeline(snapshot: &Snapshot, request: &TimelineRequest) -> anyhow::Result<Timeline> {
    let mut planner = Planner::new(snapshot, request.loose_dates);
    let plan = planner.plan(&request.query.root, request.of == Of::Said)?;
    let bounds = bounds(&request.query.root, request.of);
    let matches = collect(snapshot, &plan, request.of, bounds)?;
    let extents = Extents::of(&matches.days);
    let unit = match request.unit {
        Some(unit) => unit,
        None => extents.unit(),
    };
    let mut timeline = Timeline {
        of: request.of,
        unit,
        total: matches.hits.len() as u64,
        undated: 0,
        coarse: 0,
        periods: Vec::new(),
        busiest: Vec::new(),
        speakers: Vec::new(),
    };
    let Some((first, last)) = axis(&extents, unit, bounds)? else {
        timeline.undated = matches.hits.iter().filter(|h| h.from == h.to).count() as u64;
        timeline.coarse = timeline.total - timeline.undated;
        return Ok(timeline);
    };
    let mut placed: Vec<Vec<u32>> = Vec::with_capacity(matches.hits.len());
    let mut counts = vec![0u64; (last - first + 1) as usize];
    for hit in &matches.hits {
        let days = matches.days(hit);
        let mut periods: Vec<u32> = days
            .iter()
            .filter_map(|d| number(unit, *d))
            .filter(|n| (first..=last).contains(n))
            .map(|n| (n - first) as u32)
            .collect();
        periods.sort_unstable();
        periods.dedup();
        timeline.undated += u64::from(days.is_empty());
        timeline.coarse += u64::from(!days.is_empty() && periods.is_empty());
        for period in &periods {
            counts[*period as usize] += 1;
        }
        placed.push(periods);
    }
    for (i, count) in counts.iter().enumerate() {
        let Some((first, last)) = unit.days(first + i as i64) else {
            break;
        };
        timeline.periods.push(Period {
            first,
            last,
            count: *count,
        });
    }
    timeline.busiest = busiest(snapshot, &matches, &placed, &counts, request.busiest)?;
    if request.speakers > 0 {
        let of = request.of;
        timeline.speakers = speakers(snapshot, &matches, &placed, counts.len(), of)?;
        timeline.speakers.truncate(request.speakers);
    }
    Ok(timeline)
}

/// The days every hit must have: where all of the query is, or requires, a range of them.
fn bounds(root: &Node, of: Of) -> Bounds {
    let parts = match root {
        Node::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut bounds = (None, None);
    for part in parts {
        let range = match (part, of) {
            (Node::Mentions(range), Of::Mentioned) => range,
            (Node::Published(range), Of::Published | Of::Said) => range,
            _ => continue,
        };
        if let Range::Days { from, to } = range {
            bounds.0 = bounds.0.max(from.map(day_number));
            bounds.1 = bounds.1.into_iter().chain(to.map(day_number)).min();
        }
    }
    bounds
}

fn collect(snapshot: &Snapshot, plan: &Plan, of: Of, bounds: Bounds) -> anyhow::Result<Matches> {
    let mut matches = Matches::default();
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let columns = columns(segment, of)?;
        let keys = segment.fast_fields().column_opt::<u64>("key")?;
        let home = Home::of(segment, of == Of::Said)?;
        let alive = segment.alive_bitset();
        let mut scorer = plan.scorer(&snapshot.fields, segment, ord)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            let article = home.article(doc);
            if alive.is_none_or(|alive| alive.is_alive(article)) {
                let from = matches.days.len() as u32;
                if let Some((firsts, lasts)) = &columns {
                    let days = firsts.values_for_doc(article);
                    let days = days.zip(lasts.values_for_doc(article));
                    // A date that meets the bounds only with a part of itself is not cut to them.
                    matches.days.extend(days.filter(|(a, b)| {
                        bounds.0.is_none_or(|from| *b >= from) && bounds.1.is_none_or(|to| *a <= to)
                    }));
                }
                matches.hits.push(Match {
                    address: DocAddress::new(ord as u32, article),
                    row: doc,
                    key: keys.as_ref().and_then(|k| k.first(article)).unwrap_or(0),
                    score: scorer.score(),
                    from,
                    to: matches.days.len() as u32,
                });
            }
            doc = scorer.advance();
        }
    }
    Ok(matches)
}

type Columns = Option<(Column<i64>, Column<i64>)>;

fn columns(segment: &SegmentReader, of: Of) -> anyhow::Result<Columns> {
    let (first, last) = match of {
        Of::Mentioned => ("mention_first", "mention_last"),
        Of::Published | Of::Said => ("first_day", "last_day"),
    };
    let days = |name| segment.fast_fields().column_opt::<i64>(name);
    Ok(days(first)?.zip(days(last)?))
}

/// The period that holds all of these days; none when they do not lie in one.
fn number(unit: Unit, (first, last): (i64, i64)) -> Option<i64> {
    let number = unit.number(day(first)?);
    (first == last || unit.number(day(last)?) == number).then_some(number)
}

/// For each unit: how many dates lie in one period of it, and the first and last of these periods.
struct Extents([(u64, Option<(i64, i64)>); 5], u64);

impl Extents {
    fn of(days: &[(i64, i64)]) -> Self {
        let mut all = Extents([(0, None); 5], days.len() as u64);
        for days in days {
            for (unit, (fits, ends)) in UNITS.iter().zip(&mut all.0) {
                if let Some(number) = number(*unit, *days) {
                    *fits += 1;
                    let (a, b) = ends.unwrap_or((number, number));
                    *ends = Some((a.min(number), b.max(number)));
                }
            }
        }
        all
    }

    fn ends(&self, unit: Unit) -> Option<(i64, i64)> {
        self.0[unit as usize].1
    }

    /// The finest unit that makes no more than [`AUTO`] periods and leaves out no more than a tenth of the dates.
    fn unit(&self) -> Unit {
        let fits = |unit: &&Unit| {
            let (fits, ends) = self.0[**unit as usize];
            ends.is_some_and(|(a, b)| b - a < AUTO) && fits * 10 >= self.1 * 9
        };
        *UNITS.iter().find(fits).unwrap_or(&Unit::Year)
    }
}

/// Numbers of the first and last period drawn; none when no date fits a period.
fn axis(extents: &Extents, unit: Unit, bounds: Bounds) -> anyhow::Result<Option<(i64, i64)>> {
    let Some((a, b)) = extents.ends(unit) else {
        return Ok(None);
    };
    if b - a >= MOST_PERIODS {
        let name = |n: i64| unit.days(n).map(|d| unit.name(d.0)).unwrap_or_default();
        anyhow::bail!(
            "from {} to {} there are {} {}s, more than the {MOST_PERIODS} a timeline takes: use a longer period \
             (--by) or bounds (--from, --to)",
            name(a),
            name(b),
            b - a + 1,
            unit.noun()
        );
    }
    // The bounds asked for are drawn also where nothing lies at them.
    let bound = |n: Option<i64>| n.and_then(day).map(|d| unit.number(d));
    let wide = (
        bound(bounds.0).map_or(a, |n| n.min(a)),
        bound(bounds.1).map_or(b, |n| n.max(b)),
    );
    Ok(Some(match wide.1 - wide.0 < MOST_PERIODS {
        true => wide,
        false => (a, b),
    }))
}

fn busiest(
    snapshot: &Snapshot,
    matches: &Matches,
    placed: &[Vec<u32>],
    counts: &[u64],
    most: usize,
) -> anyhow::Result<Vec<Busy>> {
    let mut order: Vec<usize> = (0..counts.len()).filter(|i| counts[*i] > 0).collect();
    // Of equals the later one first: it is asked for more often.
    order.sort_by_key(|i| (std::cmp::Reverse(counts[*i]), std::cmp::Reverse(*i)));
    order.truncate(most);
    // Only ranked hits tell which of them is the best.
    let ranked = matches.hits.iter().any(|h| h.score > 0.0);
    let mut words = HeadlineWords::new(snapshot)?;
    let mut all: Vec<Busy> = Vec::new();
    let mut told: Vec<DocAddress> = Vec::new();
    for period in order {
        let inside: Vec<&Match> = matches
            .hits
            .iter()
            .zip(placed)
            .filter(|(_, periods)| periods.binary_search(&(period as u32)).is_ok())
            .map(|(hit, _)| hit)
            .collect();
        let best = match ranked {
            true => best(&inside, &told),
            false => words.most_characteristic(snapshot, inside, &told)?,
        };
        let Some(best) = best else { continue };
        told.push(best);
        let article = snapshot.article(best)?;
        all.push(Busy {
            period,
            id: article.display_id(),
            headline: article.headline,
            source: article.source,
        });
    }
    Ok(all)
}

/// The article of the hit with the most points; one that is told already only when there is no other. Of equals, the
/// one of the smallest key.
fn best(hits: &[&Match], told: &[DocAddress]) -> Option<DocAddress> {
    let mut best: Option<(bool, f32, &Match)> = None;
    for hit in hits {
        if best.is_some_and(|(new, score, _)| new && score > hit.score) {
            continue;
        }
        let new = !told.contains(&hit.address);
        let better = |(n, score, other): (bool, f32, &Match)| {
            let order = new.cmp(&n).then_with(|| hit.score.total_cmp(&score));
            order.then_with(|| other.key.cmp(&hit.key)).is_gt()
        };
        if best.is_none_or(better) {
            best = Some((new, hit.score, hit));
        }
    }
    best.map(|(_, _, hit)| hit.address)
}

/// How often words stand in headlines.
struct HeadlineWords {
    articles: u64,
    known: FxHashMap<String, u64>,
}

impl HeadlineWords {
    fn new(snapshot: &Snapshot) -> anyhow::Result<Self> {
        let f: &Fields = &snapshot.fields;
        let term = Term::from_field_text(f.kind, ARTICLE);
        Ok(HeadlineWords {
            articles: snapshot.searcher.doc_freq(&term)?,
            known: FxHashMap::default(),
        })
    }

    /// Headlines of the archive with this word.
    fn everywhere(&mut self, snapshot: &Snapshot, word: &str) -> anyhow::Result<u64> {
        if let Some(n) = self.known.get(word) {
            return Ok(*n);
        }
        let term = Term::from_field_text(snapshot.fields.headline, word);
        let n = snapshot.searcher.doc_freq(&term)?;
        self.known.insert(word.to_owned(), n);
        Ok(n)
    }

    /// The article whose headline has the words that these have more often than all, by log-likelihood. Of many
    /// hits, only [`READ`] are read, those of the smallest keys: as good as drawn by lot, and always the same.
    fn most_characteristic(
        &mut self,
        snapshot: &Snapshot,
        mut hits: Vec<&Match>,
        told: &[DocAddress],
    ) -> anyhow::Result<Option<DocAddress>> {
        let mut seen = FxHashSet::default();
        let mut headlines: Vec<(DocAddress, Vec<String>)> = Vec::new();
        let order = |hit: &&Match| (hit.key, hit.row);
        if hits.len() > READ {
            hits.select_nth_unstable_by_key(READ, order);
            hits.truncate(READ);
        }
        hits.sort_unstable_by_key(order);
        for hit in hits {
            if seen.insert(hit.address) {
                let article = snapshot.article(hit.address)?;
                let mut list = words::list(&article.headline);
                list.retain(|w| !crate::query::is_stop_word(w));
                list.sort_unstable();
                list.dedup();
                headlines.push((hit.address, list));
            }
        }
        let mut here: FxHashMap<&str, u64> = FxHashMap::default();
        for word in headlines.iter().flat_map(|(_, list)| list) {
            *here.entry(word).or_default() += 1;
        }
        let of_here = headlines.len() as u64;
        let mut points: FxHashMap<&str, f64> = FxHashMap::default();
        for (word, n) in &here {
            let all = self.everywhere(snapshot, word)?.max(*n);
            let rest = self.articles.saturating_sub(of_here);
            let more = n * self.articles > all * of_here;
            let score = log_likelihood(*n, of_here, all - n, rest);
            // Any word nobody else has is surprising; what several of them have tells more.
            let weight = match (more, n) {
                (false, _) => 0.0,
                (true, 1) => 0.1,
                (true, _) => 1.0,
            };
            points.insert(word, score * weight);
        }
        // A long headline has more words, not more character.
        let character = |list: &[String]| {
            let sum: f64 = list.iter().filter_map(|w| points.get(w.as_str())).sum();
            sum / (list.len().max(4) as f64).sqrt()
        };
        // Of equals the last one counts, which is that of the smallest key.
        Ok(headlines
            .iter()
            .rev()
            .max_by(|a, b| {
                let new = |of: &DocAddress| !told.contains(of);
                new(&a.0)
                    .cmp(&new(&b.0))
                    .then_with(|| character(&a.1).total_cmp(&character(&b.1)))
            })
            .map(|(address, _)| *address))
    }
}

/// Everybody quoted in the hits, most statements first. Statements count where their hit counts.
fn speakers(
    snapshot: &Snapshot,
    matches: &Matches,
    placed: &[Vec<u32>],
    periods: usize,
    of: Of,
) -> anyhow::Result<Vec<SpeakerRow>> {
    let persons = snapshot.persons()?;
    let other = several(&persons);
    let mut rows: FxHashMap<String, (u64, FxHashMap<u32, u64>)> = FxHashMap::default();
    let mut hits = matches.hits.iter().zip(placed).peekable();
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        let fast = segment.fast_fields();
        let Some(column) = fast.str("person")? else {
            while hits
                .next_if(|(h, _)| h.address.segment_ord == ord as u32)
                .is_some()
            {}
            continue;
        };
        let (own, persons) = (Rows::of(segment)?, Labels::of(&column)?);
        let names = labels(&column)?;
        let mut room = Vec::new();
        // By the number of the name: all of a hit's statements, and those in each period.
        let mut here: Vec<(u64, FxHashMap<u32, u64>)> = vec![Default::default(); names.len()];
        let mut take = |person: Option<u64>, periods: &[u32]| {
            let Some(person) = person else {
                return;
            };
            if let Some((all, by_period)) = here.get_mut(person as usize) {
                *all += 1;
                for period in periods {
                    *by_period.entry(*period).or_default() += 1;
                }
            }
        };
        while let Some((hit, periods)) = hits.next_if(|(h, _)| h.address.segment_ord == ord as u32)
        {
            let article = hit.address.doc_id;
            let voices = persons.of_article(article);
            match of {
                Of::Said => take(persons.get(&voices, own.voice(hit.row)), periods),
                Of::Published | Of::Mentioned => {
                    for place in own.places(&own.of_article(article), &mut room) {
                        take(persons.get(&voices, voice_of(*place)), periods);
                    }
                }
            }
        }
        for (name, (all, by_period)) in names.into_iter().zip(here).filter(|(_, h)| h.0 > 0) {
            let name = match other.get(name.as_str()) {
                Some(own) => (*own).to_owned(),
                None => name,
            };
            let row = rows.entry(name).or_default();
            row.0 += all;
            for (period, n) in by_period {
                *row.1.entry(period).or_default() += n;
            }
        }
    }
    let mut found: Vec<SpeakerRow> = rows
        .into_iter()
        .map(|(name, (statements, by_period))| {
            let mut counts = vec![0; periods];
            for (period, n) in by_period {
                if let Some(count) = counts.get_mut(period as usize) {
                    *count = n;
                }
            }
            SpeakerRow {
                name,
                statements,
                counts,
            }
        })
        .collect();
    found.sort_by(|a, b| {
        b.statements
            .cmp(&a.statements)
            .then_with(|| a.name.cmp(&b.name))
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn on(y: i16, m: i8, d: i8) -> (i64, i64) {
        let n = day_number(date(y, m, d));
        (n, n)
    }

    fn between(a: (i64, i64), b: (i64, i64)) -> (i64, i64) {
        (a.0, b.1)
    }

    #[test]
    fn a_date_lies_in_a_period_only_when_all_of_it_does() {
        let january = between(on(2022, 1, 1), on(2022, 1, 31));
        assert_eq!(number(Unit::Day, january), None);
        assert_eq!(number(Unit::Week, january), None);
        assert_eq!(number(Unit::Month, january), Some(2022 * 12));
        assert_eq!(number(Unit::Quarter, january), Some(2022 * 4));
        let turn = between(on(2021, 12, 31), on(2022, 1, 1));
        assert_eq!(number(Unit::Year, turn), None);
        assert!(number(Unit::Week, turn).is_some());
        assert_eq!(number(Unit::Day, (i64::MIN, i64::MAX)), None);
    }

    #[test]
    fn the_unit_follows_the_length_and_how_finely_dates_are_known() {
        let week: Vec<_> = (1..=9).map(|d| on(2024, 2, d + 20)).collect();
        assert_eq!(Extents::of(&week).unit(), Unit::Day);
        let year: Vec<_> = (1..=12).map(|m| on(2024, m, 1)).collect();
        assert_eq!(Extents::of(&year).unit(), Unit::Month);
        let long: Vec<_> = (1900..2000).map(|y| on(y, 1, 1)).collect();
        assert_eq!(Extents::of(&long).unit(), Unit::Year);
        let rough = [between(on(2024, 2, 1), on(2024, 2, 29)), on(2024, 2, 3)];
        assert_eq!(Extents::of(&rough).unit(), Unit::Month);
        assert_eq!(Extents::of(&[]).unit(), Unit::Year);
    }

    #[test]
    fn the_axis_takes_the_bounds_in_and_has_an_end() {
        let days = [on(2024, 2, 28), on(2024, 3, 1)];
        let extents = Extents::of(&days);
        let (a, b) = axis(&extents, Unit::Day, (None, None)).unwrap().unwrap();
        assert_eq!(b - a, 2, "with the leap day");
        let bounds = (Some(on(2024, 1, 1).0), Some(on(2024, 12, 31).0));
        let (a, b) = axis(&extents, Unit::Month, bounds).unwrap().unwrap();
        assert_eq!(b - a, 11);
        let far = (Some(on(-9999, 1, 1).0), None);
        let (a, b) = axis(&extents, Unit::Day, far).unwrap().unwrap();
        assert_eq!(b - a, 2, "too far out to be drawn");
        let wide = Extents::of(&[on(1800, 1, 1), on(2024, 1, 1)]);
        assert!(axis(&wide, Unit::Day, (None, None)).is_err());
        assert!(axis(&wide, Unit::Month, (None, None)).is_ok());
        assert!(
            axis(&Extents::of(&[]), Unit::Day, bounds)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn ranges_that_must_hold_bound_the_timeline() {
        let range = |from, to| Range::Days { from, to };
        let a = Node::Published(range(Some(date(2022, 1, 1)), None));
        let b = Node::Published(range(Some(date(2021, 1, 1)), Some(date(2023, 1, 1))));
        let word = Node::Word("ferry".into());
        let both = Node::And(vec![word.clone(), a.clone(), b]);
        let expected = (Some(on(2022, 1, 1).0), Some(on(2023, 1, 1).0));
        assert_eq!(bounds(&both, Of::Said), expected);
        assert_eq!(bounds(&both, Of::Mentioned), (None, None));
        assert_eq!(
            bounds(&Node::Or(vec![word, a]), Of::Published),
            (None, None)
        );
    }
}
