//! Parts of a plan that match statements, by the words that belong to them.

use tantivy::query::Scorer;

use super::super::alternatives::any;
use super::super::holders::{self, HolderScorer};
use super::super::joint::{self, JointScorer};
use super::super::within::{Candidates, Own, Within, WithinScorer};
use super::Plan;
use super::scorers::Here;

/// What of a statement words belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// What is said, a part of the body.
    Said,
    /// The names of who says it.
    Speaker,
    /// The name the person is known by.
    Person,
}

impl Plan {
    /// Statements to which these words belong so often.
    pub(super) fn within(
        &self,
        told: Told,
        least: usize,
        here: Here<'_>,
    ) -> anyhow::Result<Within> {
        let (field, own) = match told {
            Told::Said => (here.f.body, Own::Words),
            Told::Speaker => (here.f.speaker, Own::LINES),
            Told::Person => (here.f.person, Own::VALUES),
        };
        let common = match self {
            Plan::Group(group) if told == Told::Said && least == 1 => group.told(here)?,
            _ => None,
        };
        let articles = match (common, self) {
            (Some(articles), _) => articles,
            // Whether its words follow each other is seen where statements are looked at.
            (None, Plan::Phrase(phrase)) => Candidates::Any(phrase.articles(here)?),
            (None, _) => Candidates::Any(self.candidates(here)?),
        };
        Ok(Within {
            articles,
            spans: self.spans(field, here)?,
            rows: here.rows()?.clone(),
            own,
            weight: self.weight(),
            least,
            room: Vec::new(),
            heard: Vec::new(),
        })
    }

    /// The same, where all of the plan is that.
    fn as_within(&self, here: Here<'_>) -> Option<anyhow::Result<Within>> {
        match self {
            Plan::Within { words, told, least } => Some(words.within(*told, *least, here)),
            _ => None,
        }
    }

    /// Statements that match all of these, and those of them that are not among them.
    pub(super) fn joint<'p>(
        of: Vec<&'p Plan>,
        here: Here<'_>,
    ) -> anyhow::Result<(Option<JointScorer>, Vec<&'p Plan>)> {
        let is_within = |plan: &&Plan| matches!(plan, Plan::Within { .. });
        if !(2..=joint::MOST).contains(&of.iter().filter(|plan| is_within(plan)).count()) {
            return Ok((None, of));
        }
        let (within, others): (Vec<&Plan>, _) = of.into_iter().partition(is_within);
        let parts = within.iter().filter_map(|plan| plan.as_within(here));
        let parts = parts.collect::<anyhow::Result<_>>()?;
        Ok((Some(JointScorer::new(parts)), others))
    }

    /// The articles of which a statement matches, where that is seen without looking up whose each statement is: a
    /// name that stands with an article is even without a look at statements that of one. None where it is not.
    pub(super) fn of_some_statement(
        &self,
        here: Here<'_>,
    ) -> anyhow::Result<Option<Box<dyn Scorer>>> {
        Ok(match self {
            Plan::Within { words, told, least } => {
                let any = *told != Told::Said && *least == 1;
                Some(match &**words {
                    Plan::Nothing | Plan::Group(_) | Plan::Named(_) if any => words.of(here)?,
                    // The names of two statements are too far from each other.
                    Plan::Phrase(phrase) if any && phrase.slop == 0 => words.of(here)?,
                    words => {
                        let within = WithinScorer::new(words.within(*told, *least, here)?);
                        Box::new(HolderScorer::new(vec![within]))
                    }
                })
            }
            // Of words, those of one statement count together.
            Plan::Any { of, least: 1 } if self.is_of_names() => {
                let each = of.iter().map(|plan| plan.of_some_statement(here));
                let all: Option<Vec<_>> = each.collect::<anyhow::Result<_>>()?;
                let any = |all: Vec<_>| any(all.into_iter().map(Ok), 1, here.segment.max_doc());
                all.map(any).transpose()?
            }
            Plan::Any { of, least: 1 } if of.len() <= holders::MOST => {
                let parts: Option<Vec<_>> = of.iter().map(|plan| plan.as_within(here)).collect();
                match parts {
                    Some(parts) => {
                        let parts = parts.into_iter().map(|part| part.map(WithinScorer::new));
                        Some(Box::new(HolderScorer::new(
                            parts.collect::<anyhow::Result<_>>()?,
                        )))
                    }
                    None => None,
                }
            }
            _ => None,
        })
    }

    /// True when it asks who makes a statement, which gives no points.
    fn is_of_names(&self) -> bool {
        match self {
            Plan::Within { told, .. } => *told != Told::Said,
            Plan::Any { of, .. } => of.iter().all(Plan::is_of_names),
            _ => false,
        }
    }

    /// True when statements match, not articles.
    pub fn of_statements(&self) -> bool {
        match self {
            Plan::Every { statements }
            | Plan::Check { statements, .. }
            | Plan::All { statements, .. } => *statements,
            Plan::Statements(_) | Plan::Within { .. } => true,
            Plan::Any { of, .. } => of.iter().any(Plan::of_statements),
            _ => false,
        }
    }
}
