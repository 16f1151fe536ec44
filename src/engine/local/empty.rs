//! Why an answer is empty.

use super::plan::Planner;
use super::{Snapshot, search, suggest};
use crate::engine::{EmptyReport, Sort, WordReport};
use crate::query::{Field, Node, Query};

/// Most words looked at.
const MOST: usize = 20;

/// What each word of a query finds alone, the nearest word for those that find nothing, and what would be found
/// without its dates.
pub fn explain(snapshot: &Snapshot, query: &Query) -> anyhow::Result<EmptyReport> {
    let (searcher, f) = (&snapshot.searcher, &snapshot.fields);
    let count = |node: &Node| -> anyhow::Result<u64> {
        let plan = Planner::new(snapshot, true).plan(node, false)?;
        Ok(search::search(searcher, f, &plan, Sort::Relevance, 0)?.0)
    };
    let mut report = EmptyReport::default();
    let mut words = Vec::new();
    leaves(&query.root, None, &mut words);
    words.dedup();
    words.truncate(MOST);
    for node in words {
        let articles = count(&node)?;
        let suggestion = match &node {
            Node::Word(text) if articles == 0 => suggest::nearest(searcher, f, text)?,
            _ => None,
        };
        report.words.push(WordReport {
            word: Query { root: node }.to_string(),
            articles,
            suggestion,
        });
    }
    if let Some(undated) = without_dates(&query.root) {
        report.without_dates = Some(count(&undated)?);
    }
    Ok(report)
}

/// The words and phrases of a query that are asked for, each with its field.
fn leaves(node: &Node, field: Option<Field>, all: &mut Vec<Node>) {
    match node {
        Node::Word(_)
        | Node::Phrase { .. }
        | Node::Pattern(_)
        | Node::Fuzzy { .. }
        | Node::Exact(_) => all.push(match field {
            Some(field) => Node::In(field, Box::new(node.clone())),
            None => node.clone(),
        }),
        Node::In(field, inner) => leaves(inner, Some(*field), all),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| leaves(n, field, all)),
        Node::Near {
            left, right, not, ..
        } => {
            leaves(left, field, all);
            if !not {
                leaves(right, field, all);
            }
        }
        Node::AtLeast { what, .. } => leaves(what, field, all),
        Node::Said { who, what } => {
            let name = Node::Phrase {
                text: who.clone(),
                slop: 0,
            };
            all.push(Node::In(Field::Speaker, Box::new(name)));
            leaves(what, Some(Field::Said), all);
        }
        Node::All
        | Node::Not(_)
        | Node::Published(_)
        | Node::Mentions(_)
        | Node::Length(_)
        | Node::Similar(_) => {}
    }
}

/// The query without its dates; none when it has none.
fn without_dates(node: &Node) -> Option<Node> {
    match node {
        Node::Published(_) => Some(Node::All),
        Node::And(nodes) => {
            let mut changed = false;
            let mut rest = Vec::with_capacity(nodes.len());
            for node in nodes {
                let other = without_dates(node);
                changed |= other.is_some();
                rest.push(other.unwrap_or_else(|| node.clone()));
            }
            changed.then_some(Node::And(rest))
        }
        _ => None,
    }
}
