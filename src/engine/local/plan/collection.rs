//! Counts over an index as a whole, over what is not deleted.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

use super::super::schema::{ARTICLE, Fields};
use super::super::{beside, expand};

/// The file beside the index.
pub const FILE: &str = "counts";

/// What the index knows of itself as a whole.
#[derive(Serialize, Deserialize)]
pub struct Collection {
    /// The commit it was counted for.
    updated: String,
    /// Articles.
    pub articles: u64,
    /// Words of all headlines.
    headlines: u64,
    /// Words of all bodies.
    bodies: u64,
    /// Languages with a stemmer that occur; see [`expand::known`].
    pub languages: Vec<usize>,
}

impl Collection {
    /// From the file beside the index when it is of this commit, else counted anew.
    pub fn of(searcher: &Searcher, f: &Fields, dir: &Path, updated: &str) -> anyhow::Result<Self> {
        match Collection::read(dir, updated) {
            Some(kept) => Ok(kept),
            None => Collection::count(searcher, f, updated),
        }
    }

    /// The counts kept beside the index, where they are of this commit.
    pub fn read(dir: &Path, updated: &str) -> Option<Self> {
        let bytes = beside::read(dir, FILE)?;
        let kept: Collection = serde_json::from_slice(&bytes).ok()?;
        (kept.updated == updated).then_some(kept)
    }

    /// Counts, and keeps the counts beside the index: to count takes a twentieth of the time of a question.
    pub fn keep(searcher: &Searcher, f: &Fields, dir: &Path, updated: &str) -> anyhow::Result<()> {
        let counted = Collection::count(searcher, f, updated)?;
        beside::write(dir, FILE, &serde_json::to_vec(&counted)?)
    }

    /// Counts over the articles that are not deleted, so that an index that grew by updates ranks like one
    /// made at once. Costs one pass over two bytes an article.
    fn count(searcher: &Searcher, f: &Fields, updated: &str) -> anyhow::Result<Self> {
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
        let languages = expand::known(|code| {
            let term = Term::from_field_text(f.language, code);
            for segment in searcher.segment_readers() {
                if living(segment, f.language, &term)? > 0 {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        let [headlines, bodies] = lengths;
        Ok(Collection {
            updated: updated.to_owned(),
            articles,
            headlines,
            bodies,
            languages,
        })
    }

    /// Average words of a headline.
    pub fn headline(&self) -> f32 {
        self.headlines as f32 / self.articles.max(1) as f32
    }

    /// Average words of a body.
    pub fn body(&self) -> f32 {
        self.bodies as f32 / self.articles.max(1) as f32
    }
}

/// Documents of a segment that have this term and are not deleted.
pub fn living(segment: &SegmentReader, field: Field, term: &Term) -> anyhow::Result<u64> {
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
pub fn frequencies(
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
