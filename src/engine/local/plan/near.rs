//! Words near each other.

use anyhow::bail;

use super::super::marks::Shape;
use super::super::pairs::Pair;
use super::{At, MOST_PAIRS, Near, Plan, Planner};
use crate::query::{Field, Node, Within};

/// Of words with more forms (in one segment, of all fields) it says nothing that they stand side by side, and all of
/// these would be opened.
const FEW: usize = 200;

impl Planner<'_> {
    pub(super) fn near(
        &mut self,
        left: &Node,
        right: &Node,
        within: Within,
        not: bool,
        at: At<'_>,
    ) -> anyhow::Result<Plan> {
        if !(left.has_places() && right.has_places()) {
            bail!("only words, phrases and alternatives of these stand near each other");
        }
        let from = self.marks.all.len();
        let left = self.node(left, at)?;
        let shown = self.marks.take(from);
        let right = self.node(right, at)?;
        if let (Some((left, a)), Some((right, b))) = (shown, self.marks.take(from)) {
            let shape = Shape::Close {
                left: Box::new(left),
                right: Box::new(right),
                within,
                not,
            };
            self.marks
                .push(shape, if not { a } else { a + b }, at.place());
        }
        Ok(Plan::Near(Box::new(Near {
            left,
            right,
            within,
            not,
            slots: self.slots(at)?,
        })))
    }

    /// Notes the words that stand side by side in a list.
    pub(super) fn pair(&mut self, plans: &[Plan], at: At<'_>) {
        for two in plans.windows(2) {
            if let [Plan::Group(first), Plan::Group(next)] = two
                && at.shown
                && self.pairs.len() < MOST_PAIRS
                && matches!(at.field, None | Some(Field::Said))
                && first.idf > 0.0
                && next.idf > 0.0
                && first.slots.len() == next.slots.len()
                && first.most_forms().max(next.most_forms()) <= FEW
            {
                self.pairs.push(Pair {
                    first: first.clone(),
                    next: next.clone(),
                });
            }
        }
    }
}
