//! What matches a saved search and is new to it.

use std::hash::Hasher;

use sha2::{Digest, Sha256};
use tantivy::DocAddress;
use tantivy::columnar::Column;

use super::passages::Highlighter;
use super::plan::{Plan, Planner};
use super::search::Found;
use super::{Snapshot, answer, fold, schema, search};
use crate::engine::fresh::{Mark, Seen};
use crate::engine::{Hit, SearchRequest};

/// The new articles of one run, for as long as they are asked for.
pub struct Fresh {
    snapshot: Snapshot,
    plan: Plan,
    highlighter: Highlighter,
    request: SearchRequest,
    found: Vec<Found>,
}

impl Fresh {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// At most `most` of them, from the `from`th on, in the order asked for.
    pub fn hits(&self, from: usize, most: usize) -> anyhow::Result<Vec<Hit>> {
        super::guard(&self.snapshot.dir, || {
            let mut recent = answer::Recent::default();
            self.found
                .iter()
                .skip(from)
                .take(most)
                .map(|found| {
                    let (plan, marks) = (&self.plan, &self.highlighter);
                    answer::hit(
                        &self.snapshot,
                        plan,
                        marks,
                        &self.request,
                        found,
                        &fold::NONE,
                        &mut recent,
                    )
                })
                .collect()
        })
    }
}

/// See [`super::LocalIndex::fresh`]. All that match are told apart by columns: no article is read, but those too
/// short for a sketch.
pub fn fresh(
    snapshot: Snapshot,
    request: &SearchRequest,
    seen: &mut Seen,
) -> anyhow::Result<Fresh> {
    let mut planner = Planner::new(&snapshot, request.loose_dates);
    let plan = planner.plan(&request.query.root, false)?;
    let highlighter = Highlighter::new(std::mem::take(&mut planner.marks));
    let pairs = std::mem::take(&mut planner.pairs);
    let (f, searcher) = (&snapshot.fields, &snapshot.searcher);
    let (_, mut found) = search::ranked(searcher, f, &plan, &pairs, request.sort, usize::MAX)?;
    let columns = searcher
        .segment_readers()
        .iter()
        .map(|segment| segment.fast_fields().column_opt::<u64>("sketch"))
        .collect::<Result<Vec<_>, _>>()?;
    let mut marks = Vec::with_capacity(found.len());
    for found in &found {
        marks.push(Mark {
            text: text(&snapshot, &columns, found.address)?,
            place: found.key(),
        });
    }
    let mut new = seen.meet(&marks, schema::VERSION).into_iter();
    found.retain(|_| new.next().unwrap_or_default());
    drop(planner);
    Ok(Fresh {
        plan,
        highlighter,
        request: request.clone(),
        found,
        snapshot,
    })
}

/// A hash of what an article says: of its sketch, which tells any two texts apart that are not copies.
fn text(
    snapshot: &Snapshot,
    columns: &[Option<Column<u64>>],
    address: DocAddress,
) -> anyhow::Result<u64> {
    let column = columns.get(address.segment_ord as usize);
    if let Some(column) = column.and_then(Option::as_ref)
        && column.first(address.doc_id).is_some()
    {
        let mut hash = rustc_hash::FxHasher::default();
        for part in column.values_for_doc(address.doc_id) {
            hash.write_u64(part);
        }
        return Ok(hash.finish());
    }
    let article = snapshot.article(address)?;
    let digest = Sha256::digest(format!("{}\n\n{}", article.headline, article.body));
    let (first, _) = digest.split_at(8);
    Ok(first.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}
