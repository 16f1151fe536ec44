//! Query -> plan: every word looked up once, then a scorer for each segment.

pub mod collection;
mod effort;
mod groups;
mod labels;
mod near;
mod scorers;
mod similar;
mod statements;
mod words;

use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::bail;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::postings::TermInfo;
use tantivy::schema::Field as Stored;
use tantivy::{DocAddress, DocId, Searcher};

use self::collection::Collection;
use self::labels::Who;
use self::statements::Told;
use super::Snapshot;
use super::checks::Asked;
use super::document::day_number;
use super::expand::{EFFORT, Languages};
use super::marks::{Condition, Mark, Marks, Place, Shape};
use super::pairs::Pair;
use super::ranking::Table;
use super::schema::Fields;
use super::spans::WHOLE;
use super::texts::Texts;
use crate::query::dates::Range as Days;
use crate::query::{Field, Node, Within, fields::LEAD};

/// Words side by side in the query whose closeness counts; more say nothing of an article.
const MOST_PAIRS: usize = 32;

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
    /// Words in order of which some have several forms or one spelling.
    Sequence(Box<Sequence>),
    /// A word as written.
    Written(Box<Written>),
    /// Two parts close together.
    Near(Box<Near>),
    /// Something at enough places of a part of the text.
    Placed(Box<Placed>),
    /// Dates and lengths.
    Check { asked: Asked, statements: bool },
    /// All of these and none of those.
    All {
        with: Vec<Plan>,
        without: Vec<Plan>,
        statements: bool,
    },
    /// So many of these: any, for one.
    Any { of: Vec<Plan>, least: usize },
    /// One article.
    One(DocAddress),
    /// Persons: of each segment the articles in which they speak, and by which voice, in order.
    Named(Vec<Vec<(DocId, u32)>>),
    /// Articles of these statements.
    Articles(Box<Plan>),
    /// Statements of these articles.
    Statements(Box<Plan>),
    /// Statements to which these words of their article belong, so often.
    Within {
        words: Box<Plan>,
        told: Told,
        least: usize,
    },
}

/// Two parts close together.
pub struct Near {
    left: Plan,
    right: Plan,
    within: Within,
    not: bool,
    slots: Vec<Slot>,
}

/// Words in order, each a group or a word as written.
pub struct Sequence {
    parts: Vec<Plan>,
    slop: u32,
    slots: Vec<Slot>,
}

/// A word as written.
pub struct Written {
    /// Its folded form.
    group: Arc<Group>,
    folded: String,
    raw: String,
    slots: Vec<Slot>,
    /// For what the columns do not tell.
    texts: Arc<Texts>,
}

/// Something at enough places.
pub struct Placed {
    what: Plan,
    least: usize,
    /// The words of each field that count.
    range: Range<u32>,
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
    /// Something else sees to it that only the lead counts.
    led: bool,
    /// Whose statements; none for anybody's.
    who: Option<&'w Who>,
    /// Its words tell which statements are highlighted, whether they are highlighted themselves or not.
    judged: bool,
}

impl At<'_> {
    /// The forms of its words have to be known.
    fn marked(&self) -> bool {
        self.shown || self.judged
    }

    /// Where matches are highlighted.
    fn place(&self) -> Place {
        match self.field {
            Some(Field::Title) => Place::Headline,
            Some(Field::Body) => Place::Body,
            Some(Field::Lead) => Place::Lead(LEAD),
            Some(Field::Said) => {
                Place::Statement(self.who.map(|w| w.names.clone()).unwrap_or_default())
            }
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
    /// The same of a word looked for in statements, where some of its forms are common.
    told: Vec<Vec<Form>>,
    /// Some form counts in some languages only.
    picky: bool,
}

/// A form of a word looked for in statements.
struct Form {
    languages: Languages,
    /// Its postings: of the statements, or of the body.
    postings: TermInfo,
    /// They are those of the statements: see [`super::common`].
    common: bool,
    /// Then, those of statements that have it more than once.
    repeated: Option<TermInfo>,
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
    /// What is left of [`EFFORT`].
    effort: Rc<Cell<u64>>,
    /// What to highlight.
    pub marks: Marks,
    /// The words asked of one statement, by the part of the query they are, and how often they have to be there.
    judged: FxHashMap<usize, (Shape, usize)>,
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
            effort: Rc::new(Cell::new(EFFORT)),
            marks: Marks::default(),
            judged: FxHashMap::default(),
            voices: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// What the index knows of itself; read at first use.
    fn collection(&self) -> anyhow::Result<&Collection> {
        if let Some(known) = self.collection.get() {
            return Ok(known);
        }
        let Snapshot { dir, updated, .. } = self.snapshot;
        let read = Collection::of(self.searcher, self.f, dir, updated)?;
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
                led: false,
                who: None,
                judged: false,
            },
        )
    }

    fn node(&mut self, node: &Node, at: At<'_>) -> anyhow::Result<Plan> {
        let (least, what) = match node {
            Node::AtLeast { count, what } => (*count as usize, &**what),
            node => (1, node),
        };
        // Alternatives are looked for one by one, unless they are counted.
        let placed = what.has_places() && (least > 1 || !matches!(what, Node::Or(_)));
        // A name is looked for among all the names of a person.
        let named = at.field == Some(Field::Speaker) && least == 1 && what.is_name();
        if placed && at.inside && !named {
            let told = match at.field {
                Some(Field::Speaker) => Told::Speaker,
                _ => Told::Said,
            };
            let own = At {
                field: at.field.or(Some(Field::Said)),
                inside: false,
                ..at
            };
            let words = Box::new(self.counted(what, least, own)?);
            return Ok(Plan::Within { words, told, least });
        }
        let lead = at.field == Some(Field::Lead) && !at.led;
        if placed && !at.inside && (lead || least > 1) {
            let what = self.counted(what, least, At { led: true, ..at })?;
            return Ok(Plan::Placed(Box::new(Placed {
                what,
                least,
                range: if lead { 0..LEAD } else { WHOLE },
                slots: self.slots(at)?,
            })));
        }
        Ok(match what {
            Node::AtLeast { .. } => {
                bail!("a number of times is counted once: write ATLEAST/3 word")
            }
            Node::All => Plan::Every {
                statements: at.inside,
            },
            Node::Word(text) => self.word(text, at)?,
            Node::Phrase { text, slop } => self.phrase(text, *slop, at)?,
            Node::Pattern(text) => self.pattern(text, at)?,
            Node::Fuzzy { text, edits } => self.fuzzy(text, *edits, at)?,
            Node::Exact(text) => self.exact(text, at)?,
            Node::In(field, inner) => self.field(*field, inner, at)?,
            Node::Said { who, what } => self.said(who, what, at)?,
            Node::Published(range) => Plan::Check {
                // Statements have the day of their article.
                asked: match range {
                    Days::None => Asked::Undated,
                    Days::Days { from, to } => {
                        let (from, to) = days(*from, *to);
                        let loose = self.loose;
                        Asked::Published { from, to, loose }
                    }
                },
                statements: at.inside,
            },
            Node::Mentions(range) => {
                let asked = match range {
                    Days::None => Asked::Unmentioned,
                    Days::Days { from, to } => {
                        let (from, to) = days(*from, *to);
                        if at.shown {
                            self.marks.dates.push((from, to));
                        }
                        Asked::Mentions { from, to }
                    }
                };
                of_article(
                    Plan::Check {
                        asked,
                        statements: false,
                    },
                    at,
                )
            }
            Node::Length(words) => of_article(
                Plan::Check {
                    asked: Asked::Length(*words),
                    statements: false,
                },
                at,
            ),
            Node::Similar(id) => {
                let inner = At {
                    field: None,
                    inside: false,
                    who: None,
                    judged: false,
                    ..at
                };
                of_article(self.similar(id, inner)?, at)
            }
            Node::And(nodes) => {
                let mut with = Vec::new();
                let mut without = Vec::new();
                for node in distinct(nodes) {
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
                let of: Vec<Plan> = distinct(nodes)
                    .map(|n| self.node(n, at))
                    .collect::<anyhow::Result<_>>()?;
                self.pair(&of, at);
                Plan::Any { of, least: 1 }
            }
            Node::Near {
                left,
                right,
                within,
                not,
            } => self.near(left, right, *within, *not, at)?,
        })
    }

    /// Plans what is counted or measured elsewhere, and shows it where it is there often enough.
    fn counted(&mut self, what: &Node, least: usize, at: At<'_>) -> anyhow::Result<Plan> {
        let from = self.marks.all.len();
        let plan = self.node(what, at)?;
        if let Some((shape, weight)) = self.marks.take(from) {
            if at.judged {
                self.judged.insert(address(what), (shape.clone(), least));
            }
            if at.shown {
                self.marks.all.push(Mark {
                    shape,
                    weight,
                    place: at.place(),
                    least,
                    only: None,
                });
            }
        }
        Ok(plan)
    }

    /// Plans what is asked of one statement, and shows its words only in those of which all of it is true.
    fn of_statement(&mut self, what: &Node, at: At<'_>) -> anyhow::Result<Plan> {
        let from = self.marks.all.len();
        let outer = std::mem::take(&mut self.judged);
        let plan = self.node(
            what,
            At {
                judged: at.shown,
                ..at
            },
        )?;
        let own = std::mem::replace(&mut self.judged, outer);
        // One word is found where it is.
        if at.shown && matches!(what, Node::And(_) | Node::Or(_) | Node::Not(_)) {
            self.marks.bind(from, condition(what, &own));
        }
        Ok(plan)
    }

    fn field(&mut self, field: Field, inner: &Node, at: At<'_>) -> anyhow::Result<Plan> {
        let own = matches!(field, Field::Said | Field::Speaker);
        let of = At {
            field: Some(field),
            inside: own,
            led: false,
            ..at
        };
        let inner = match (field, at.inside) {
            (Field::Said, false) => self.of_statement(inner, of)?,
            // Of the article nothing is judged.
            (Field::Said, true) => self.node(inner, of)?,
            _ => self.node(
                inner,
                At {
                    judged: false,
                    ..of
                },
            )?,
        };
        Ok(match (own, at.inside) {
            (true, false) => Plan::Articles(Box::new(inner)),
            (false, true) => Plan::Statements(Box::new(inner)),
            _ => inner,
        })
    }
}

/// How often the same part of a query counts: a word that is repeated weighs more, and a thousand times the same would
/// be looked for a thousand times.
const ALIKE: usize = 8;

/// The parts of a query, equal ones up to [`ALIKE`] times.
fn distinct(nodes: &[Node]) -> impl Iterator<Item = &Node> {
    let all = nodes.iter().enumerate();
    all.filter(|(i, node)| nodes.iter().take(*i).filter(|n| n == node).count() < ALIKE)
        .map(|(_, node)| node)
}

/// Where a part of a query lies: tells it from others while they are planned.
fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

/// What a query asks of a statement, by the words found for its parts.
fn condition(node: &Node, judged: &FxHashMap<usize, (Shape, usize)>) -> Condition {
    let each = |nodes| distinct(nodes).map(|n| condition(n, judged)).collect();
    match node {
        Node::And(nodes) => Condition::All(each(nodes)),
        Node::Or(nodes) => Condition::Any(each(nodes)),
        Node::Not(inner) => Condition::Not(Box::new(condition(inner, judged))),
        Node::In(Field::Said, inner) => condition(inner, judged),
        Node::In(..) | Node::Said { .. } => Condition::Always,
        node => {
            let what = match node {
                Node::AtLeast { what, .. } => what,
                node => node,
            };
            match judged.get(&address(what)) {
                Some((shape, least)) => Condition::Has(shape.clone(), *least),
                // Its words are nowhere in the archive.
                None if what.has_places() => Condition::Any(Vec::new()),
                None => Condition::Always,
            }
        }
    }
}

/// What is asked of an article, where statements are looked for asked of theirs.
fn of_article(plan: Plan, at: At<'_>) -> Plan {
    match at.inside {
        true => Plan::Statements(Box::new(plan)),
        false => plan,
    }
}
