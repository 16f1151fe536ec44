//! Query -> plan: every word looked up once, then a scorer for each segment.

use std::cell::OnceCell;
use std::sync::Arc;

use anyhow::bail;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::columnar::ColumnValues;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::{ConstScorer, EmptyScorer, Scorer, intersect_scorers};
use tantivy::schema::{Field as Stored, IndexRecordOption};
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

use super::Snapshot;
use super::document::day_number;
use super::expand::{self, EVERY, Languages, Stems, Variant};
use super::family::{ChildScorer, Family, MentionScorer, ParentScorer, WithinScorer};
use super::pairs::Pair;
use super::passages::{Mark, Place};
use super::ranking::{self, Lengths, Table};
use super::schema::{ARTICLE, Fields, STATEMENT};
use super::scorer::{
    AnyScorer, Cursor, DaysScorer, GroupScorer, ListScorer, PhraseScorer, WithoutScorer,
};
use super::spans::{Near, NearScorer, Spans};
use crate::query::dates::Range;
use crate::query::{Field, Node};
use crate::text::{fold, words};

/// Groups with more forms than this are read to the end beforehand.
const MANY: usize = 24;
/// Most forms all the words of a query may stand for together.
const MAX_FORMS: usize = 200_000;

/// What the index knows of itself as a whole.
pub struct Collection {
    /// Articles.
    pub articles: u64,
    /// Average words of a headline and of a body.
    headline: f32,
    body: f32,
    /// Languages with a stemmer that occur; see [`expand::known`].
    languages: Vec<usize>,
}

impl Collection {
    /// Counts over the articles that are not deleted, so that an index that grew by updates ranks like one
    /// made at once. Costs one pass over two bytes an article.
    pub fn read(searcher: &Searcher, f: &Fields) -> anyhow::Result<Self> {
        let mut articles = 0u64;
        let mut lengths = [0u64; 2];
        for segment in searcher.segment_readers() {
            let norms = [
                segment.get_fieldnorms_reader(f.headline)?,
                segment.get_fieldnorms_reader(f.body)?,
            ];
            let kind = segment.inverted_index(f.kind)?;
            let Some(info) = kind.get_term_info(&Term::from_field_text(f.kind, ARTICLE))? else {
                continue;
            };
            let mut block =
                kind.read_block_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            while !block.docs().is_empty() {
                for doc in block.docs() {
                    if !segment.is_deleted(*doc) {
                        articles += 1;
                        lengths[0] += u64::from(norms[0].fieldnorm(*doc));
                        lengths[1] += u64::from(norms[1].fieldnorm(*doc));
                    }
                }
                block.advance();
            }
        }
        let average = |length: u64| length as f32 / articles.max(1) as f32;
        let languages = expand::known(|code| {
            let term = Term::from_field_text(f.language, code);
            for segment in searcher.segment_readers() {
                if living(segment, f.language, &term)? > 0 {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        Ok(Collection {
            articles,
            headline: average(lengths[0]),
            body: average(lengths[1]),
            languages,
        })
    }
}

/// A query made ready for an index. A part matches articles or statements, never both.
pub enum Plan {
    /// None.
    Nothing,
    /// Every one.
    Every { statements: bool },
    /// A word in all its forms, a pattern, an id.
    Group(Arc<Group>),
    /// Words in order.
    Phrase(Arc<Phrase>),
    /// Two parts within a distance.
    Near(Box<NearPlan>),
    /// Published in these days.
    Days { from: i64, to: i64, loose: bool },
    /// Speaking of one of these days.
    Mentions { from: i64, to: i64 },
    /// All of these and none of those.
    All {
        with: Vec<Plan>,
        without: Vec<Plan>,
        statements: bool,
    },
    /// Any of these.
    Any(Vec<Plan>),
    /// Articles of these statements.
    Articles(Box<Plan>),
    /// Statements of these articles.
    Statements(Box<Plan>),
    /// Statements in which these words of their article stand.
    Within(Box<Plan>),
}

/// Two parts within a distance.
pub struct NearPlan {
    left: Plan,
    right: Plan,
    distance: u32,
    ordered: bool,
    slots: Vec<Slot>,
}

/// Where a part of a query stands.
#[derive(Clone, Copy)]
struct At<'w> {
    /// In this field.
    field: Option<Field>,
    /// What it matches is to be highlighted.
    shown: bool,
    /// Statements are looked for, not articles.
    inside: bool,
    /// Whose statements, by any of these names; empty for anybody's.
    who: &'w [Vec<String>],
}

impl At<'_> {
    /// Where matches are highlighted.
    fn place(&self) -> Place {
        match self.field {
            Some(Field::Title) => Place::Headline,
            Some(Field::Body) => Place::Body,
            Some(Field::Said) => Place::Statement(self.who.to_vec()),
            None if self.inside => Place::Statement(Vec::new()),
            _ => Place::Anywhere,
        }
    }
}

fn days(from: Option<Date>, to: Option<Date>) -> (i64, i64) {
    (
        from.map_or(i64::MIN, day_number),
        to.map_or(i64::MAX, day_number),
    )
}

/// The forms of a word, by segment.
pub struct Group {
    /// As typed.
    pub label: String,
    /// Articles that have it, about.
    pub articles: u64,
    /// Inverse document frequency; 0 for labels, which score nothing.
    pub idf: f32,
    /// idf and burst.
    weight: f32,
    slots: Vec<Slot>,
    /// By segment: field slot, postings, languages.
    forms: Vec<Vec<(usize, TermInfo, Languages)>>,
    /// Some form counts in some languages only.
    picky: bool,
}

/// Words in order, by segment.
pub struct Phrase {
    /// As typed.
    pub label: String,
    weight: f32,
    slop: u32,
    slots: Vec<Slot>,
    /// By segment and slot: the words' postings; none when one of them is missing there.
    words: Vec<Vec<Option<Vec<TermInfo>>>>,
}

#[derive(Clone)]
struct Slot {
    field: Stored,
    /// What an occurrence is worth; 0 for labels, which score nothing.
    weight: f32,
    /// What its length does; none for labels.
    table: Option<Arc<Table>>,
}

/// Makes plans for one state of one index.
pub struct Planner<'a> {
    snapshot: &'a Snapshot,
    searcher: &'a Searcher,
    f: &'a Fields,
    loose: bool,
    collection: OnceCell<Collection>,
    forms: usize,
    /// What to highlight.
    pub marks: Vec<Mark>,
    /// Names of people whose statements are to be shown.
    pub voices: Vec<Vec<String>>,
    /// Words side by side.
    pub pairs: Vec<Pair>,
}

impl<'a> Planner<'a> {
    /// `loose`: articles that only may lie in a range of days count.
    pub fn new(snapshot: &'a Snapshot, loose: bool) -> Self {
        Planner {
            snapshot,
            searcher: &snapshot.searcher,
            f: &snapshot.fields,
            loose,
            collection: OnceCell::new(),
            forms: 0,
            marks: Vec::new(),
            voices: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// What the index knows of itself; read at first use.
    pub fn collection(&self) -> anyhow::Result<&Collection> {
        if let Some(known) = self.collection.get() {
            return Ok(known);
        }
        let read = Collection::read(self.searcher, self.f)?;
        Ok(self.collection.get_or_init(|| read))
    }

    /// The plan of a whole query for articles, or for statements: there, words are looked for in what was said.
    pub fn plan(&mut self, node: &Node, statements: bool) -> anyhow::Result<Plan> {
        self.node(
            node,
            At {
                field: None,
                shown: true,
                inside: statements,
                who: &[],
            },
        )
    }

    fn node(&mut self, node: &Node, at: At<'_>) -> anyhow::Result<Plan> {
        let words = matches!(
            node,
            Node::Word(_)
                | Node::Phrase { .. }
                | Node::Pattern(_)
                | Node::Fuzzy { .. }
                | Node::Near { .. }
        );
        if words && at.inside && matches!(at.field, None | Some(Field::Said)) {
            let said = At {
                field: Some(Field::Said),
                inside: false,
                ..at
            };
            return Ok(Plan::Within(Box::new(self.node(node, said)?)));
        }
        Ok(match node {
            Node::All => Plan::Every {
                statements: at.inside,
            },
            Node::Word(text) => self.word(text, at)?,
            Node::Phrase { text, .. } if at.field == Some(Field::Speaker) => {
                self.spoken_by(text, at)?
            }
            Node::Phrase { text, slop } => match at.field {
                Some(Field::Path | Field::Id | Field::Language) => self.label(text, at)?,
                _ => self.phrase(&words::list(text), text, *slop, at)?,
            },
            Node::Pattern(text) => match at.field {
                Some(Field::Path) => self.paths(text, at)?,
                _ => {
                    let folded = fold::fold(text);
                    self.group(text, at, |dictionary| {
                        expand::pattern(dictionary, &folded, text)
                    })?
                }
            },
            Node::Fuzzy { text, edits } => match &words::list(text)[..] {
                [one] => self.group(text, at, |dictionary| {
                    expand::fuzzy(dictionary, one, *edits)
                })?,
                several => self.phrase(several, text, 0, at)?,
            },
            Node::In(field, inner) => match (field, at.inside) {
                (Field::Said | Field::Speaker, true) => self.node(
                    inner,
                    At {
                        field: Some(*field),
                        ..at
                    },
                )?,
                (Field::Said | Field::Speaker, false) => {
                    let inner = self.node(
                        inner,
                        At {
                            field: Some(*field),
                            inside: true,
                            ..at
                        },
                    )?;
                    Plan::Articles(Box::new(inner))
                }
                (_, false) => self.node(
                    inner,
                    At {
                        field: Some(*field),
                        ..at
                    },
                )?,
                (_, true) => {
                    let inner = self.node(
                        inner,
                        At {
                            field: Some(*field),
                            inside: false,
                            ..at
                        },
                    )?;
                    Plan::Statements(Box::new(inner))
                }
            },
            Node::Said { who, what } => {
                let names = self.names(who)?;
                let speaker = At {
                    field: Some(Field::Speaker),
                    inside: true,
                    shown: false,
                    who: &[],
                };
                let said = At {
                    field: Some(Field::Said),
                    inside: true,
                    shown: at.shown,
                    who: &names,
                };
                let both = Plan::All {
                    with: vec![self.spoken_by(who, speaker)?, self.node(what, said)?],
                    without: Vec::new(),
                    statements: true,
                };
                if at.inside {
                    both
                } else {
                    Plan::Articles(Box::new(both))
                }
            }
            Node::Published(Range::Days { from, to }) => {
                let (from, to) = days(*from, *to);
                // Statements have the day of their article.
                Plan::All {
                    with: vec![
                        Plan::Every {
                            statements: at.inside,
                        },
                        Plan::Days {
                            from,
                            to,
                            loose: self.loose,
                        },
                    ],
                    without: Vec::new(),
                    statements: at.inside,
                }
            }
            Node::Published(Range::None) => Plan::All {
                with: vec![Plan::Every {
                    statements: at.inside,
                }],
                without: vec![Plan::Days {
                    from: i64::MIN,
                    to: i64::MAX,
                    loose: true,
                }],
                statements: at.inside,
            },
            Node::Mentions(range) => {
                let every = match range {
                    Range::Days { .. } => Plan::Nothing,
                    Range::None => Plan::Every { statements: false },
                };
                let mentions = match range {
                    Range::Days { from, to } => {
                        let (from, to) = days(*from, *to);
                        Plan::Mentions { from, to }
                    }
                    Range::None => Plan::All {
                        with: vec![every],
                        without: vec![Plan::Mentions {
                            from: i64::MIN,
                            to: i64::MAX,
                        }],
                        statements: false,
                    },
                };
                if at.inside {
                    Plan::Statements(Box::new(mentions))
                } else {
                    mentions
                }
            }
            Node::And(nodes) => {
                let mut with = Vec::new();
                let mut without = Vec::new();
                for node in nodes {
                    match node {
                        Node::Not(inner) => {
                            without.push(self.node(inner, At { shown: false, ..at })?)
                        }
                        node => with.push(self.node(node, at)?),
                    }
                }
                self.pair(&with, at);
                Plan::All {
                    with,
                    without,
                    statements: at.inside,
                }
            }
            Node::Not(inner) => Plan::All {
                with: Vec::new(),
                without: vec![self.node(inner, At { shown: false, ..at })?],
                statements: at.inside,
            },
            Node::Or(nodes) => {
                let any: Vec<Plan> = nodes
                    .iter()
                    .map(|n| self.node(n, at))
                    .collect::<anyhow::Result<_>>()?;
                self.pair(&any, at);
                Plan::Any(any)
            }
            Node::Near {
                left,
                right,
                distance,
                ordered,
            } => {
                let (left, right) = (self.node(left, at)?, self.node(right, at)?);
                if !(left.has_places() && right.has_places()) {
                    bail!("NEAR and BEFORE stand between words, phrases and alternatives of these");
                }
                let near = NearPlan {
                    left,
                    right,
                    distance: *distance,
                    ordered: *ordered,
                    slots: self.slots(at)?,
                };
                Plan::Near(Box::new(near))
            }
        })
    }

    /// Notes the words that stand side by side in a list.
    fn pair(&mut self, plans: &[Plan], at: At<'_>) {
        for two in plans.windows(2) {
            if let [Plan::Group(first), Plan::Group(next)] = two
                && at.shown
                && matches!(at.field, None | Some(Field::Said))
                && first.idf > 0.0
                && next.idf > 0.0
                && first.slots.len() == next.slots.len()
            {
                self.pairs.push(Pair {
                    first: first.clone(),
                    next: next.clone(),
                });
            }
        }
    }

    fn word(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        match at.field {
            Some(Field::Path) => return self.paths(text, at),
            Some(Field::Id | Field::Language) => return self.label(text, at),
            Some(Field::Speaker) => return self.spoken_by(text, at),
            _ => {}
        }
        let list = words::list(text);
        let [word] = &list[..] else {
            return self.phrase(&list, text, 0, at);
        };
        let languages: &[usize] = match at.field {
            None | Some(Field::Title | Field::Body | Field::Said) => {
                &self.collection()?.languages.clone()
            }
            // Names are no words to be inflected.
            _ => &[],
        };
        let stems = Stems::new(word, languages);
        self.group(text, at, |dictionary| match languages {
            [] => Ok(dictionary
                .get(word)?
                .map(|info| (word.clone().into_bytes(), info, EVERY))
                .into_iter()
                .collect()),
            _ => stems.find(dictionary),
        })
    }

    /// The fields of the index that a query field looks in.
    fn slots(&self, at: At<'_>) -> anyhow::Result<Vec<Slot>> {
        let c = self.collection()?;
        let text = |average: f32, fields: &[(Stored, f32)]| -> Vec<Slot> {
            fields
                .iter()
                .map(|(f, w)| Slot {
                    field: *f,
                    weight: *w,
                    table: Some(Arc::new(ranking::table(*w, average))),
                })
                .collect()
        };
        let (headline, body) = ((self.f.headline, ranking::HEADLINE), (self.f.body, 1.0));
        let label = |field| {
            vec![Slot {
                field,
                weight: 0.0,
                table: None,
            }]
        };
        Ok(match at.field {
            None => text(ranking::HEADLINE * c.headline + c.body, &[headline, body]),
            Some(Field::Title) => text(ranking::HEADLINE * c.headline, &[headline]),
            Some(Field::Body) => text(c.body, &[body]),
            Some(Field::Byline) => label(self.f.byline),
            Some(Field::Source) => label(self.f.outlet),
            Some(Field::Section) => label(self.f.section),
            Some(Field::Url) => label(self.f.url),
            Some(Field::Id) => label(self.f.id),
            Some(Field::Language) => label(self.f.language),
            Some(Field::Path) => label(self.f.path),
            Some(Field::Said) => text(c.body, &[body]),
            Some(Field::Speaker) => label(self.f.speaker),
        })
    }

    /// A word in the forms that `find` gives for each dictionary.
    fn group(
        &mut self,
        label: &str,
        at: At<'_>,
        find: impl Fn(&tantivy::termdict::TermDictionary) -> anyhow::Result<Vec<Variant>>,
    ) -> anyhow::Result<Plan> {
        let slots = self.slots(at)?;
        let mut forms = Vec::new();
        let mut marked: Vec<Vec<u8>> = Vec::new();
        // Articles that have it: the forms of one field added up, the richer field taken. An upper bound
        // where forms share articles, and near the truth for words that rank.
        let mut articles = vec![0u64; slots.len()];
        let mut occurrences = 0.0;
        let mut picky = false;
        for segment in self.searcher.segment_readers() {
            let mut here = Vec::new();
            for (slot, count) in articles.iter_mut().enumerate() {
                let index = segment.inverted_index(slots[slot].field)?;
                for (word, info, languages) in find(index.terms())? {
                    if slots[slot].table.is_some() {
                        let (docs, sum) = frequencies(segment, &index, &info)?;
                        *count += docs;
                        occurrences += sum as f64 * f64::from(slots[slot].weight);
                    }
                    picky |= languages != EVERY;
                    here.push((slot, info, languages));
                    if at.shown && slots[slot].table.is_some() {
                        marked.push(word);
                    }
                }
            }
            self.forms += here.len();
            if self.forms > MAX_FORMS {
                bail!(
                    "this query stands for more than {MAX_FORMS} words: give more letters before each *"
                );
            }
            forms.push(here);
        }
        let scored = slots.iter().any(|s| s.table.is_some());
        let articles = articles.into_iter().max().unwrap_or_default();
        let idf = match scored {
            true => ranking::idf(articles, self.collection()?.articles),
            false => 0.0,
        };
        if at.shown && scored {
            self.marks.push(Mark::word(marked, idf, at.place()));
        }
        let weight = idf * ranking::burst(occurrences, articles);
        Ok(Plan::Group(Arc::new(Group {
            label: label.to_owned(),
            articles,
            idf,
            weight,
            slots,
            forms,
            picky,
        })))
    }

    fn phrase(
        &mut self,
        list: &[String],
        label: &str,
        slop: u32,
        at: At<'_>,
    ) -> anyhow::Result<Plan> {
        if let [one] = list {
            return self.group(label, at, |dictionary| {
                Ok(dictionary
                    .get(one)?
                    .map(|info| (one.clone().into_bytes(), info, EVERY))
                    .into_iter()
                    .collect())
            });
        }
        if list.is_empty() {
            return Ok(Plan::Nothing);
        }
        let slots = self.slots(at)?;
        let mut found = Vec::new();
        let mut articles: FxHashMap<(usize, &str), u64> = FxHashMap::default();
        for segment in self.searcher.segment_readers() {
            let mut here = Vec::new();
            for (slot, s) in slots.iter().enumerate() {
                let index = segment.inverted_index(s.field)?;
                let mut infos = Vec::new();
                for word in list {
                    let Some(info) = index.terms().get(word)? else {
                        continue;
                    };
                    *articles.entry((slot, word)).or_default() += match segment.alive_bitset() {
                        None => u64::from(info.doc_freq),
                        Some(_) => frequencies(segment, &index, &info)?.0,
                    };
                    infos.push(info);
                }
                here.push((infos.len() == list.len()).then_some(infos));
            }
            found.push(here);
        }
        let n = self.collection()?.articles;
        let scored = slots.iter().any(|s| s.table.is_some());
        let idf = match scored {
            true => list
                .iter()
                .map(|w| {
                    (0..slots.len())
                        .filter_map(|s| articles.get(&(s, w.as_str())))
                        .max()
                        .copied()
                        .unwrap_or_default()
                })
                .map(|df| ranking::idf(df, n))
                .sum(),
            false => 0.0,
        };
        if at.shown && scored {
            self.marks.push(Mark::phrase(list, slop, idf, at.place()));
        }
        Ok(Plan::Phrase(Arc::new(Phrase {
            label: label.to_owned(),
            weight: idf,
            slop,
            slots,
            words: found,
        })))
    }

    /// The names a person asked for may have in an article, each as its words.
    fn names(&self, name: &str) -> anyhow::Result<Vec<Vec<String>>> {
        let asked = words::list(name);
        let others = self.others(&asked)?;
        let others = others.iter().map(|n| words::list(n));
        Ok(std::iter::once(asked.clone()).chain(others).collect())
    }

    /// Names of persons one of whose names has these words side by side, those names aside.
    fn others(&self, asked: &[String]) -> anyhow::Result<Vec<String>> {
        let mut others: Vec<String> = Vec::new();
        for person in self.snapshot.persons()?.iter() {
            let names = || person.variants.iter().chain([&person.name]);
            let has = |n: &String| {
                words::list(n)
                    .windows(asked.len().max(1))
                    .any(|part| part == asked)
            };
            if names().any(has) {
                others.extend(names().filter(|n| !has(n)).cloned());
            }
        }
        Ok(others)
    }

    /// Statements of whoever has these words side by side in one of the names the archive knows them by.
    fn spoken_by(&mut self, name: &str, at: At<'_>) -> anyhow::Result<Plan> {
        let asked = words::list(name);
        let written = self.phrase(&asked, name, 0, at)?;
        if at.shown {
            let names = self.names(name)?;
            self.voices.extend(names);
        }
        let others = self.others(&asked)?;
        if others.is_empty() {
            return Ok(written);
        }
        let person = self.f.person;
        let slots = vec![Slot {
            field: person,
            weight: 0.0,
            table: None,
        }];
        let mut forms = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(person)?;
            let mut here = Vec::new();
            for other in &others {
                if let Some(info) = index.get_term_info(&Term::from_field_text(person, other))? {
                    here.push((0, info, EVERY));
                }
            }
            forms.push(here);
        }
        let label = name.to_owned();
        let known = Group {
            label,
            articles: 0,
            idf: 0.0,
            weight: 0.0,
            slots,
            forms,
            picky: false,
        };
        Ok(Plan::Any(vec![written, Plan::Group(Arc::new(known))]))
    }

    /// A field whose value is one term.
    fn label(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        let value = match at.field {
            Some(Field::Language) => text.to_lowercase(),
            _ => text.to_owned(),
        };
        self.group(text, At { shown: false, ..at }, |dictionary| {
            Ok(dictionary
                .get(&value)?
                .map(|info| (value.clone().into_bytes(), info, EVERY))
                .into_iter()
                .collect())
        })
    }

    /// A path, a folder with all below it, or a pattern. Walks the paths that begin like it.
    fn paths(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        let text = text.trim_start_matches("./").trim_end_matches('/');
        let parts: Vec<char> = text.chars().collect();
        let literal = &text[..text.find(['*', '?']).unwrap_or(text.len())];
        let plan = self.group(text, At { shown: false, ..at }, |dictionary| {
            let mut found = Vec::new();
            let mut stream = dictionary.range().ge(literal).into_stream()?;
            while stream.advance() && stream.key().starts_with(literal.as_bytes()) {
                let Ok(path) = std::str::from_utf8(stream.key()) else {
                    continue;
                };
                let below = path
                    .strip_prefix(text)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                if below || expand::glob(&parts, path) {
                    found.push((stream.key().to_vec(), stream.value().clone(), EVERY));
                }
            }
            Ok(found)
        })?;
        // A file record has a path too.
        Ok(Plan::All {
            with: vec![Plan::Every { statements: false }, plan],
            without: Vec::new(),
            statements: false,
        })
    }
}

impl Plan {
    /// The articles of one segment that match. `ord` is the segment's place in the searcher.
    pub fn scorer(
        &self,
        f: &Fields,
        segment: &SegmentReader,
        ord: usize,
    ) -> anyhow::Result<Box<dyn Scorer>> {
        Ok(match self {
            Plan::Nothing => Box::new(EmptyScorer),
            Plan::Every { statements } => {
                let index = segment.inverted_index(f.kind)?;
                let term =
                    Term::from_field_text(f.kind, if *statements { STATEMENT } else { ARTICLE });
                match index.read_postings(&term, IndexRecordOption::Basic)? {
                    Some(postings) => Box::new(ConstScorer::new(postings, 0.0)),
                    None => Box::new(EmptyScorer),
                }
            }
            Plan::Articles(inner) => match segment.fast_fields().column_opt::<u64>("nth")? {
                Some(nth) => Box::new(ParentScorer::new(inner.scorer(f, segment, ord)?, nth)),
                None => Box::new(EmptyScorer),
            },
            Plan::Statements(inner) => match segment
                .fast_fields()
                .column_opt::<u64>("statements")?
            {
                Some(count) => Box::new(ChildScorer::new(inner.scorer(f, segment, ord)?, count)),
                None => Box::new(EmptyScorer),
            },
            Plan::Mentions { from, to } => {
                let fast = segment.fast_fields();
                let columns = (
                    fast.column_opt::<i64>("mention_first")?,
                    fast.column_opt::<i64>("mention_last")?,
                );
                match columns {
                    (Some(first), Some(last)) => Box::new(MentionScorer::new(
                        first,
                        last,
                        *from,
                        *to,
                        segment.max_doc(),
                    )),
                    _ => Box::new(EmptyScorer),
                }
            }
            Plan::Near(near) => near.scorer(f, segment, ord)?,
            Plan::Within(words) => {
                let fast = segment.fast_fields();
                let family = Family {
                    statements: fast.column_opt("statements")?,
                    nth: fast.column_opt("nth")?,
                    from: fast.column_opt("from_word")?,
                    to: fast.column_opt("to_word")?,
                };
                let spans = words.spans(f.body, segment, ord)?;
                let articles = words.scorer(f, segment, ord)?;
                Box::new(WithinScorer::new(articles, spans, family, words.weight()))
            }
            Plan::Group(group) => group.scorer(segment, ord)?,
            Plan::Phrase(phrase) => phrase.scorer(segment, ord)?,
            Plan::Days { from, to, loose } => {
                let fast = segment.fast_fields();
                let (first, last) = (
                    fast.column_opt::<i64>("first_day")?,
                    fast.column_opt::<i64>("last_day")?,
                );
                match (first, last) {
                    (Some(first), Some(last)) => Box::new(DaysScorer::new(
                        first,
                        last,
                        *from,
                        *to,
                        *loose,
                        segment.max_doc(),
                    )),
                    _ => Box::new(EmptyScorer),
                }
            }
            Plan::All {
                with,
                without,
                statements,
            } => {
                let mut required = Vec::new();
                for plan in with {
                    required.push(plan.scorer(f, segment, ord)?);
                }
                let base = match required.len() {
                    0 => Plan::Every {
                        statements: *statements,
                    }
                    .scorer(f, segment, ord)?,
                    1 => required.remove(0),
                    _ => intersect_scorers(required, segment.max_doc()),
                };
                match without.is_empty() {
                    true => base,
                    false => {
                        let not = without
                            .iter()
                            .map(|p| p.scorer(f, segment, ord))
                            .collect::<anyhow::Result<_>>()?;
                        Box::new(WithoutScorer::new(base, not))
                    }
                }
            }
            Plan::Any(plans) => {
                let children = plans
                    .iter()
                    .map(|p| p.scorer(f, segment, ord))
                    .collect::<anyhow::Result<_>>()?;
                Box::new(AnyScorer::new(children))
            }
        })
    }

    /// What an occurrence weighs before lengths are looked at.
    fn weight(&self) -> f32 {
        match self {
            Plan::Group(group) => group.weight,
            Plan::Phrase(phrase) => phrase.weight,
            Plan::Near(near) => near.left.weight() + near.right.weight(),
            Plan::Any(plans) => plans.iter().map(Plan::weight).fold(0.0, f32::max),
            _ => 0.0,
        }
    }

    /// True when it can say where it stands in an article.
    fn has_places(&self) -> bool {
        match self {
            Plan::Group(_) | Plan::Phrase(_) | Plan::Near(_) => true,
            Plan::Any(plans) => plans.iter().all(Plan::has_places),
            _ => false,
        }
    }

    /// Where it stands, in one field of one segment.
    fn spans(&self, field: Stored, segment: &SegmentReader, ord: usize) -> anyhow::Result<Spans> {
        let index = segment.inverted_index(field)?;
        let read = |info: &TermInfo| {
            index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
        };
        Ok(match self {
            Plan::Group(group) => {
                let mut forms = Vec::new();
                for (slot, info, languages) in &group.forms[ord] {
                    if group.slots[*slot].field == field {
                        forms.push((read(info)?, *languages));
                    }
                }
                Spans::Forms(forms, group.languages(segment, ord)?)
            }
            Plan::Phrase(phrase) => {
                let slot = phrase.slots.iter().position(|s| s.field == field);
                let infos = slot.and_then(|s| phrase.words[ord][s].as_ref());
                let words = infos
                    .into_iter()
                    .flatten()
                    .map(read)
                    .collect::<std::io::Result<_>>()?;
                Spans::Sequence(words, phrase.slop)
            }
            Plan::Any(plans) => Spans::Any(
                plans
                    .iter()
                    .map(|p| p.spans(field, segment, ord))
                    .collect::<anyhow::Result<_>>()?,
            ),
            Plan::Near(near) => Spans::Near(Box::new(near.spans(field, segment, ord)?)),
            _ => Spans::Any(Vec::new()),
        })
    }

    /// Calls `take` with every word and phrase that can add points.
    pub fn leaves<'p>(&'p self, take: &mut dyn FnMut(&'p Plan)) {
        match self {
            Plan::All { with, .. } => with.iter().for_each(|p| p.leaves(take)),
            Plan::Any(plans) => plans.iter().for_each(|p| p.leaves(take)),
            Plan::Group(_) | Plan::Phrase(_) => take(self),
            Plan::Articles(inner) | Plan::Statements(inner) | Plan::Within(inner) => {
                inner.leaves(take)
            }
            Plan::Near(near) => {
                near.left.leaves(take);
                near.right.leaves(take);
            }
            Plan::Nothing | Plan::Every { .. } | Plan::Days { .. } | Plan::Mentions { .. } => {}
        }
    }
}

/// Documents of a segment that have this term and are not deleted.
fn living(segment: &SegmentReader, field: Stored, term: &Term) -> anyhow::Result<u64> {
    let index = segment.inverted_index(field)?;
    let postings = index.read_postings(term, IndexRecordOption::Basic)?;
    Ok(postings.map_or(0, |postings| {
        u64::from(match segment.alive_bitset() {
            Some(alive) => postings.doc_freq_given_deletes(alive),
            None => postings.doc_freq(),
        })
    }))
}

/// Articles of a posting list that are not deleted, and the occurrences in them.
fn frequencies(
    segment: &SegmentReader,
    index: &InvertedIndexReader,
    info: &TermInfo,
) -> anyhow::Result<(u64, u64)> {
    let mut block = index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
    let alive = segment.alive_bitset();
    let (mut docs, mut occurrences) = (0, 0);
    while !block.docs().is_empty() {
        match alive {
            None => {
                docs += block.docs().len() as u64;
                occurrences += block.freqs().iter().map(|f| u64::from(*f)).sum::<u64>();
            }
            Some(alive) => {
                for (doc, freq) in block.docs().iter().zip(block.freqs()) {
                    if alive.is_alive(*doc) {
                        docs += 1;
                        occurrences += u64::from(*freq);
                    }
                }
            }
        }
        block.advance();
    }
    Ok((docs, occurrences))
}

/// The lengths of a segment's articles in these fields.
fn lengths(slots: &[Slot], segment: &SegmentReader) -> anyhow::Result<Lengths> {
    let mut fields = Vec::new();
    for slot in slots {
        if let Some(table) = &slot.table {
            fields.push((segment.get_fieldnorms_reader(slot.field)?, table.clone()));
        }
    }
    Ok(Lengths { fields })
}

impl NearPlan {
    fn spans(&self, field: Stored, segment: &SegmentReader, ord: usize) -> anyhow::Result<Near> {
        Ok(Near {
            left: self.left.spans(field, segment, ord)?,
            right: self.right.spans(field, segment, ord)?,
            distance: self.distance,
            ordered: self.ordered,
        })
    }

    fn scorer(
        &self,
        f: &Fields,
        segment: &SegmentReader,
        ord: usize,
    ) -> anyhow::Result<Box<dyn Scorer>> {
        let both = vec![
            self.left.scorer(f, segment, ord)?,
            self.right.scorer(f, segment, ord)?,
        ];
        let base = intersect_scorers(both, segment.max_doc());
        let fields = self
            .slots
            .iter()
            .map(|s| self.spans(s.field, segment, ord))
            .collect::<anyhow::Result<_>>()?;
        Ok(Box::new(NearScorer::new(base, fields)))
    }
}

impl Group {
    /// The fields it looks in, by slot.
    pub fn fields(&self) -> impl Iterator<Item = Stored> {
        self.slots.iter().map(|s| s.field)
    }

    /// The postings of its forms in one segment and field.
    pub fn forms_in(&self, ord: usize, slot: usize) -> impl Iterator<Item = &TermInfo> {
        self.forms[ord]
            .iter()
            .filter(move |(s, ..)| *s == slot)
            .map(|(_, info, _)| info)
    }

    /// The lengths by which it is scored.
    pub fn lengths(&self, segment: &SegmentReader) -> anyhow::Result<Lengths> {
        lengths(&self.slots, segment)
    }

    /// Each article's language, where forms count in some languages only.
    fn languages(
        &self,
        segment: &SegmentReader,
        ord: usize,
    ) -> anyhow::Result<Option<Arc<dyn ColumnValues<u64>>>> {
        if !self.picky {
            return Ok(None);
        }
        let column = segment.fast_fields().column_opt::<u64>("stemmer")?;
        Ok(column.and_then(|column| {
            // In an archive of one language every form counts everywhere.
            let (min, max) = (column.min_value(), column.max_value());
            let bit = 1 << min.min(31);
            let counts = |languages: &Languages| languages & bit != 0;
            let alike = min == max && self.forms[ord].iter().all(|(_, _, l)| counts(l));
            (!alike).then(|| column.first_or_default_col(0))
        }))
    }

    fn scorer(&self, segment: &SegmentReader, ord: usize) -> anyhow::Result<Box<dyn Scorer>> {
        let forms = &self.forms[ord];
        if forms.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let lengths = self.lengths(segment)?;
        let mut cursors = Vec::with_capacity(forms.len());
        for (slot, info, languages) in forms {
            let index = segment.inverted_index(self.slots[*slot].field)?;
            let postings = index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
            cursors.push(Cursor {
                postings,
                weight: self.slots[*slot].weight,
                languages: *languages,
            });
        }
        if !self.picky && cursors.len() > MANY {
            return Ok(Box::new(ListScorer::new(cursors, lengths, self.weight)));
        }
        let language = self.languages(segment, ord)?;
        Ok(Box::new(GroupScorer::new(
            cursors,
            lengths,
            language,
            self.weight,
        )))
    }
}

impl Phrase {
    fn scorer(&self, segment: &SegmentReader, ord: usize) -> anyhow::Result<Box<dyn Scorer>> {
        let mut children: Vec<Box<dyn Scorer>> = Vec::new();
        let lengths = lengths(&self.slots, segment)?;
        for (slot, infos) in self.slots.iter().zip(&self.words[ord]) {
            let Some(infos) = infos else { continue };
            let index = segment.inverted_index(slot.field)?;
            let words: Vec<SegmentPostings> = infos
                .iter()
                .map(|info| {
                    index
                        .read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
                })
                .collect::<std::io::Result<_>>()?;
            children.push(Box::new(PhraseScorer::new(
                words,
                self.slop,
                lengths.clone(),
                slot.weight,
                self.weight,
            )));
        }
        Ok(match children.len() {
            0 => Box::new(EmptyScorer),
            1 => children.remove(0),
            _ => Box::new(AnyScorer::new(children)),
        })
    }
}
