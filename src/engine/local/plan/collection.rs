//! Counts over an index as a whole, over what is not deleted.

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

use super::super::expand;
use super::super::schema::{ARTICLE, Fields};

/// What the index knows of itself as a whole.
pub struct Collection {
    /// Articles.
    pub articles: u64,
    /// Average words of a headline.
    pub headline: f32,
    /// Average words of a body.
    pub body: f32,
    /// Languages with a stemmer that occur; see [`expand::known`].
    pub languages: Vec<usize>,
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
