//! Plan -> what walks over the articles of one segment.

use std::cell::OnceCell;
use std::sync::Arc;

use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::{ConstScorer, EmptyScorer, Scorer, intersect_scorers};
use tantivy::schema::{Field as Stored, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use super::super::alternatives::{any, followed};
use super::super::checks::{Asked, checked, checked_any};
use super::super::family::{ChildScorer, EveryRow, ParentScorer};
use super::super::rows::Rows;
use super::super::schema::{ARTICLE, Fields};
use super::super::scorer::{ListScorer, OneScorer, PhraseScorer, outside};
use super::super::spans::{self, Close, Forms, List, Spans, Spelling, Units, WHOLE};
use super::super::within::WithinScorer;
use super::groups::{self, MANY, lengths, together};
use super::{Group, Phrase, Plan, Slot};
use crate::query::Within;

/// Blocks of the store kept while texts are looked at one after the other.
const BLOCKS: usize = 2;

/// One segment of an index, for the parts of a plan.
#[derive(Clone, Copy)]
pub(super) struct Here<'s> {
    pub(super) f: &'s Fields,
    pub(super) segment: &'s SegmentReader,
    /// Its place in the searcher.
    pub(super) ord: usize,
    /// Whose each of its statements is, and where it stands; opened where it is asked for.
    rows: &'s OnceCell<Rows>,
}

impl<'s> Here<'s> {
    pub(super) fn rows(&self) -> anyhow::Result<&'s Rows> {
        if let Some(known) = self.rows.get() {
            return Ok(known);
        }
        let found = Rows::of(self.segment)?;
        Ok(self.rows.get_or_init(|| found))
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
        self.of(Here {
            f,
            segment,
            ord,
            rows: &OnceCell::new(),
        })
    }

    pub(super) fn of(&self, here: Here<'_>) -> anyhow::Result<Box<dyn Scorer>> {
        let Here { segment, ord, .. } = here;
        Ok(match self {
            Plan::Nothing => Box::new(EmptyScorer),
            Plan::Every { statements } => every(here, *statements)?,
            Plan::One(address) if address.segment_ord as usize == ord => {
                Box::new(OneScorer(address.doc_id))
            }
            Plan::One(_) => Box::new(EmptyScorer),
            Plan::Named(of) => {
                let mut articles: Vec<_> =
                    of[ord].iter().map(|(article, _)| (*article, 0.0)).collect();
                articles.dedup();
                Box::new(ListScorer::of(articles))
            }
            Plan::Articles(inner) => match inner.of_some_statement(here)? {
                Some(articles) => articles,
                None => Box::new(ParentScorer::new(inner.of(here)?, here.rows()?.clone())),
            },
            Plan::Statements(inner) => {
                Box::new(ChildScorer::new(inner.of(here)?, here.rows()?.clone()))
            }
            Plan::Within { words, told, least } => {
                Box::new(WithinScorer::new(words.within(*told, *least, here)?))
            }
            Plan::Group(group) => group.scorer(segment, ord)?,
            Plan::Phrase(phrase) => phrase.scorer(segment, ord)?,
            Plan::Sequence(sequence) => self.placed(&sequence.slots, here)?,
            Plan::Written(written) => self.placed(&written.slots, here)?,
            Plan::Near(near) => self.placed(&near.slots, here)?,
            Plan::Placed(placed) => {
                let fields = placed.what.fields(&placed.slots, here)?;
                let base = placed.what.candidates(here)?;
                let range = placed.range.clone();
                spans::placed(base, fields, range, placed.least)
            }
            Plan::Check { asked, statements } => every_checked(&[*asked], *statements, here)?,
            Plan::All {
                with,
                without,
                statements,
            } => {
                let mut required: Vec<Box<dyn Scorer>> = Vec::new();
                let mut asked = Vec::new();
                let mut others = Vec::new();
                for plan in with {
                    match plan {
                        Plan::Check { asked: one, .. } => asked.push(*one),
                        plan => others.push(plan),
                    }
                }
                let (joint, others) = Plan::joint(others, here)?;
                if let Some(joint) = joint {
                    required.push(Box::new(joint));
                }
                for plan in others {
                    required.push(plan.of(here)?);
                }
                let base = match required.len() {
                    0 => every_checked(&asked, *statements, here)?,
                    _ => checked(all(required, segment), &asked, segment, *statements)?,
                };
                match without.is_empty() {
                    true => base,
                    false => outside(base, each(without, here)?),
                }
            }
            Plan::Any { of, least } => {
                if let Some(groups) = together(of, ord).filter(|_| *least == 1) {
                    return groups::any(&groups, segment, ord);
                }
                let statements = self.of_statements();
                let end = match statements {
                    true => here.rows()?.total(),
                    false => segment.max_doc(),
                };
                // One look at a document answers all of what is asked of it.
                let asked = |plan: &Plan| match plan {
                    Plan::Check { asked, .. } if *least == 1 => Some(*asked),
                    _ => None,
                };
                let checks: Vec<_> = of.iter().filter_map(asked).collect();
                let mut parts: Vec<_> =
                    of.iter().filter(|p| asked(p).is_none()).map(Some).collect();
                if !checks.is_empty() {
                    parts.push(None);
                }
                let open = |part: Option<&Plan>| match part {
                    Some(plan) => plan.of(here),
                    None => checked_any(every(here, statements)?, &checks, segment, statements),
                };
                any(parts.into_iter().map(open), *least, end)?
            }
        })
    }

    /// Articles that may match, where only a look at the places of words can tell.
    pub(super) fn candidates(&self, here: Here<'_>) -> anyhow::Result<Box<dyn Scorer>> {
        let each = |plans: &[Plan]| -> anyhow::Result<Vec<Box<dyn Scorer>>> {
            plans.iter().map(|p| p.candidates(here)).collect()
        };
        Ok(match self {
            Plan::Near(near) if near.not => near.left.candidates(here)?,
            Plan::Near(near) => {
                let both = vec![near.left.candidates(here)?, near.right.candidates(here)?];
                all(both, here.segment)
            }
            Plan::Sequence(sequence) => all(each(&sequence.parts)?, here.segment),
            Plan::Written(written) => written.group.scorer(here.segment, here.ord)?,
            Plan::Any { of, .. } => {
                let each = of.iter().map(|plan| plan.candidates(here));
                any(each, 1, here.segment.max_doc())?
            }
            Plan::Placed(placed) => placed.what.candidates(here)?,
            other => other.of(here)?,
        })
    }

    /// Those of the candidates in which there is a place.
    fn placed(&self, slots: &[Slot], here: Here<'_>) -> anyhow::Result<Box<dyn Scorer>> {
        let fields = self.fields(slots, here)?;
        let base = self.candidates(here)?;
        Ok(spans::placed(base, fields, WHOLE, 1))
    }

    fn fields(&self, slots: &[Slot], here: Here<'_>) -> anyhow::Result<Vec<Spans>> {
        slots.iter().map(|s| self.spans(s.field, here)).collect()
    }

    /// What an occurrence weighs before lengths are looked at.
    pub(super) fn weight(&self) -> f32 {
        match self {
            Plan::Group(group) => group.weight,
            Plan::Phrase(phrase) => phrase.weight,
            Plan::Written(written) => written.group.weight,
            Plan::Sequence(sequence) => sequence.parts.iter().map(Plan::weight).sum(),
            Plan::Near(near) if near.not => near.left.weight(),
            Plan::Near(near) => near.left.weight() + near.right.weight(),
            Plan::Any { of, .. } => of.iter().map(Plan::weight).fold(0.0, f32::max),
            _ => 0.0,
        }
    }

    /// Where it stands, in one field of one segment.
    pub(super) fn spans(&self, field: Stored, here: Here<'_>) -> anyhow::Result<Spans> {
        let Here {
            f, segment, ord, ..
        } = here;
        let index = segment.inverted_index(field)?;
        let read = |info: &TermInfo| {
            index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
        };
        Ok(match self {
            Plan::Group(group) => spans_of(&[group], field, here)?,
            Plan::Named(of) => Spans::List(List::of(&of[ord])),
            Plan::Phrase(phrase) => {
                let slot = phrase.slots.iter().position(|s| s.field == field);
                let infos = slot.and_then(|s| phrase.words[ord][s].as_ref());
                let words = infos.into_iter().flatten().map(|info| {
                    let forms = vec![(read(info)?, super::super::expand::EVERY)];
                    Ok(Spans::Forms(Forms::new(forms, None)))
                });
                Spans::Sequence(words.collect::<std::io::Result<_>>()?, phrase.slop)
            }
            Plan::Sequence(sequence) => {
                let parts = sequence.parts.iter().map(|p| p.spans(field, here));
                Spans::Sequence(parts.collect::<anyhow::Result<_>>()?, sequence.slop)
            }
            Plan::Written(written) => {
                let mut infos = written.group.in_field(ord, field);
                let postings = infos.next().map(|(info, _)| read(info)).transpose()?;
                let column = match field == f.body {
                    true => "body_case",
                    false => "headline_case",
                };
                let spelling = Spelling {
                    column: segment.fast_fields().column_opt(column)?,
                    store: segment.get_store_reader(BLOCKS)?,
                    texts: written.texts.clone(),
                    fields: f.clone(),
                    field,
                };
                let (folded, raw) = (&written.folded, &written.raw);
                let written = spans::Written::new(postings, folded, raw, spelling);
                Spans::Written(Box::new(written))
            }
            Plan::Any { of, .. } => {
                let groups: Vec<&Arc<Group>> = of
                    .iter()
                    .filter_map(|p| match p {
                        Plan::Group(group) => Some(group),
                        _ => None,
                    })
                    .collect();
                let forms: usize = groups.iter().map(|g| g.in_field(ord, field).count()).sum();
                if groups.len() == of.len() && forms > MANY {
                    return spans_of(
                        &groups.iter().map(|g| &***g).collect::<Vec<_>>(),
                        field,
                        here,
                    );
                }
                let parts = of.iter().map(|p| p.spans(field, here));
                Spans::Any(parts.collect::<anyhow::Result<_>>()?)
            }
            Plan::Near(near) => {
                // There is a number for each sentence: to open them takes as long as to look at many an article.
                let asked = !matches!(near.within, Within::Words { .. });
                let column = match asked && field == f.body {
                    true => segment.fast_fields().column_opt("units")?,
                    false => None,
                };
                Spans::Close(Box::new(Close {
                    left: near.left.spans(field, here)?,
                    right: near.right.spans(field, here)?,
                    within: near.within,
                    not: near.not,
                    units: Units::new(column),
                }))
            }
            _ => Spans::Any(Vec::new()),
        })
    }

    /// Calls `take` with every word and phrase that can add points.
    pub fn leaves<'p>(&'p self, take: &mut dyn FnMut(&'p Plan)) {
        match self {
            Plan::All { with, .. } => with.iter().for_each(|p| p.leaves(take)),
            Plan::Any { of, .. } => of.iter().for_each(|p| p.leaves(take)),
            Plan::Sequence(sequence) => sequence.parts.iter().for_each(|p| p.leaves(take)),
            Plan::Group(_) | Plan::Phrase(_) | Plan::Written(_) => take(self),
            Plan::Articles(inner) | Plan::Statements(inner) => inner.leaves(take),
            Plan::Within { words, .. } => words.leaves(take),
            Plan::Placed(placed) => placed.what.leaves(take),
            Plan::Near(near) => {
                near.left.leaves(take);
                if !near.not {
                    near.right.leaves(take);
                }
            }
            Plan::Nothing
            | Plan::Every { .. }
            | Plan::Check { .. }
            | Plan::One(_)
            | Plan::Named(_) => {}
        }
    }

    /// What a leaf is called where scores are explained, and the articles that have it where that is known.
    pub fn label(&self) -> Option<(String, u64)> {
        match self {
            Plan::Group(group) => Some((group.label.clone(), group.articles)),
            Plan::Phrase(phrase) => Some((format!("\"{}\"", phrase.label), 0)),
            Plan::Written(written) => Some((format!("={}", written.raw), 0)),
            _ => None,
        }
    }
}

/// Every article, or every statement.
fn every(here: Here<'_>, statements: bool) -> anyhow::Result<Box<dyn Scorer>> {
    if statements {
        return Ok(Box::new(EveryRow::new(here.rows()?)));
    }
    let index = here.segment.inverted_index(here.f.kind)?;
    let term = Term::from_field_text(here.f.kind, ARTICLE);
    Ok(
        match index.read_postings(&term, IndexRecordOption::Basic)? {
            Some(postings) => Box::new(ConstScorer::new(postings, 0.0)),
            None => Box::new(EmptyScorer),
        },
    )
}

/// Those that pass all checks. Statements pass with their article, which is asked once.
fn every_checked(
    asked: &[Asked],
    statements: bool,
    here: Here<'_>,
) -> anyhow::Result<Box<dyn Scorer>> {
    if asked.is_empty() {
        return every(here, statements);
    }
    let articles = checked(every(here, false)?, asked, here.segment, false)?;
    Ok(match statements {
        true => Box::new(ChildScorer::new(articles, here.rows()?.clone())),
        false => articles,
    })
}

fn each(plans: &[Plan], here: Here<'_>) -> anyhow::Result<Vec<Box<dyn Scorer>>> {
    plans.iter().map(|p| p.of(here)).collect()
}

/// What all of these have; one at least is needed.
fn all(mut scorers: Vec<Box<dyn Scorer>>, segment: &SegmentReader) -> Box<dyn Scorer> {
    match scorers.len() {
        0 => Box::new(EmptyScorer),
        1 => scorers.remove(0),
        _ => intersect_scorers(scorers, segment.max_doc()),
    }
}

/// Where any of these words stands.
fn spans_of(groups: &[&Group], field: Stored, here: Here<'_>) -> anyhow::Result<Spans> {
    let Here { segment, ord, .. } = here;
    let index = segment.inverted_index(field)?;
    let read = |info: &TermInfo| {
        index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
    };
    let count: usize = groups.iter().map(|g| g.in_field(ord, field).count()).sum();
    if count <= MANY
        && let [group] = groups
    {
        let mut forms = Vec::with_capacity(count);
        for (info, languages) in group.in_field(ord, field) {
            forms.push((read(info)?, languages));
        }
        return Ok(Spans::Forms(Forms::new(
            forms,
            group.languages(segment, ord)?,
        )));
    }
    let mut list = List::default();
    for group in groups {
        let language = group.languages(segment, ord)?;
        for (info, languages) in group.in_field(ord, field) {
            list.read(read(info)?, languages, language.as_ref())?;
        }
    }
    Ok(Spans::List(list.sorted()))
}

impl Phrase {
    /// Articles with all its words, wherever they stand.
    pub(super) fn articles(&self, here: Here<'_>) -> anyhow::Result<Box<dyn Scorer>> {
        let Here { segment, ord, .. } = here;
        let mut fields = Vec::new();
        for (slot, infos) in self.slots.iter().zip(&self.words[ord]) {
            let Some(infos) = infos else { continue };
            let index = segment.inverted_index(slot.field)?;
            let words = infos.iter().map(|info| -> anyhow::Result<Box<dyn Scorer>> {
                let postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                Ok(Box::new(ConstScorer::new(postings, 0.0)))
            });
            fields.push(all(words.collect::<anyhow::Result<_>>()?, segment));
        }
        Ok(either(fields))
    }

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
        Ok(either(children))
    }
}

/// What one of these has at least: fields, which are few.
fn either(mut fields: Vec<Box<dyn Scorer>>) -> Box<dyn Scorer> {
    match fields.len() {
        0 => Box::new(EmptyScorer),
        1 => fields.remove(0),
        _ => followed(fields, 1),
    }
}
