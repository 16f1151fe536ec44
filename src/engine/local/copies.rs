//! Which articles of an index are copies of one story: found when a run of indexing ends, kept beside the index.
//!
//! Found anew from the sketches of all articles each time, so that what was added joins, what was deleted holds
//! nothing together any more, and the order of indexing makes no difference. 100,000 articles take 0.4 s, and
//! 150 bytes of memory each until it is done.

use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tantivy::{DocId, Searcher, SegmentReader};

use super::beside;
use crate::copies::{self, PACKED, Sketch};

/// The file beside the index.
pub const FILE: &str = "copies";

/// The articles that have copies, with the number of their story, as the file has them.
pub struct Copies {
    bytes: Vec<u8>,
    /// Where those of each segment lie.
    segments: Vec<Part>,
    /// How many stories there are; they are numbered from 0.
    stories: usize,
}

/// Where a segment's copies lie: a bit for each article, and behind these the stories of those that have copies. To
/// look one up is to look at a bit, and half as much is read as of pairs where every other article has copies.
#[derive(Clone, Default)]
struct Part {
    bits: Range<usize>,
    stories: Range<usize>,
}

/// Articles in one number of bits.
const BITS: usize = u64::BITS as usize;
/// Bytes of a number of bits.
const NUMBER: usize = BITS / 8;
/// Bytes of a story.
const STORY: usize = 4;

impl Part {
    /// From this byte on: so many articles, of which so many have copies.
    fn from(at: usize, articles: u32, copies: usize) -> Option<Part> {
        let numbers = (articles as usize).div_ceil(BITS);
        let middle = at.checked_add(numbers * NUMBER)?;
        let end = copies.checked_mul(STORY)?.checked_add(middle)?;
        Some(Part {
            bits: at..middle,
            stories: middle..end,
        })
    }
}

/// First line of the file; after it the parts of the segments, the lower bytes of a number first.
#[derive(Serialize, Deserialize)]
struct Header {
    /// The commit they were found for.
    updated: String,
    /// Name of each segment, how many articles it has, deleted ones among them, and how many have copies.
    segments: Vec<(String, u32, usize)>,
    /// How many stories there are.
    stories: usize,
}

/// From the file beside the index when it is of this commit, else found anew.
pub fn copies(searcher: &Searcher, dir: &Path, updated: &str) -> anyhow::Result<Copies> {
    match read(searcher, dir, updated) {
        Some(kept) => Ok(kept),
        None => find(searcher),
    }
}

/// Finds them and keeps them beside the index. They are found anew where the file is missing or damaged, so a
/// failure to write it loses nothing but time.
pub fn keep(searcher: &Searcher, dir: &Path, updated: &str) -> anyhow::Result<()> {
    let found = find(searcher)?;
    let segments = searcher.segment_readers().iter().zip(&found.segments);
    let header = Header {
        updated: updated.to_owned(),
        segments: segments
            .map(|(s, part)| (name(s), s.max_doc(), part.stories.len() / STORY))
            .collect(),
        stories: found.stories,
    };
    let mut bytes = serde_json::to_vec(&header)?;
    bytes.push(b'\n');
    bytes.extend(&found.bytes);
    beside::write(dir, FILE, &bytes)
}

fn name(segment: &SegmentReader) -> String {
    segment.segment_id().uuid_string()
}

/// Those kept beside the index, where they are of this commit.
pub fn read(searcher: &Searcher, dir: &Path, updated: &str) -> Option<Copies> {
    let bytes = beside::read(dir, FILE)?;
    let end = bytes.iter().position(|b| *b == b'\n')?;
    let header: Header = serde_json::from_slice(bytes.get(..end)?).ok()?;
    let mut at = end + 1;
    let mut by_name = Vec::new();
    for (name, articles, copies) in &header.segments {
        let part = Part::from(at, *articles, *copies)?;
        at = part.stories.end;
        by_name.push((name, *articles, part));
    }
    if header.updated != updated || at != bytes.len() {
        return None;
    }
    let segments = searcher.segment_readers().iter().map(|segment| {
        let (name, articles) = (name(segment), segment.max_doc());
        // A merge after the file was written leaves another segment: not this file's.
        let mut all = by_name.iter();
        let (.., part) = all.find(|(n, a, _)| **n == name && *a == articles)?;
        Some(part.clone())
    });
    Some(Copies {
        segments: segments.collect::<Option<_>>()?,
        stories: header.stories,
        bytes,
    })
}

fn find(searcher: &Searcher) -> anyhow::Result<Copies> {
    // In order of their keys, which depend on nothing but where the articles lie.
    let mut articles: Vec<(u64, u32, DocId)> = Vec::new();
    let mut columns = Vec::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let fast = segment.fast_fields();
        let keys = fast.column_first_or_default::<u64>("key")?;
        let column = fast.column_opt::<u64>("sketch")?;
        if let Some(column) = &column {
            for doc in segment.doc_ids_alive() {
                if column.first(doc).is_some() {
                    articles.push((keys.get_val(doc), ord as u32, doc));
                }
            }
        }
        columns.push(column);
    }
    articles.sort_unstable();
    let mut sketches = Vec::with_capacity(articles.len());
    for (_, ord, doc) in &articles {
        let column = columns.get(*ord as usize).and_then(Option::as_ref);
        let column = column.context("an article without its column")?;
        let mut packed = [0; PACKED];
        for (to, from) in packed.iter_mut().zip(column.values_for_doc(*doc)) {
            *to = from;
        }
        sketches.push(Sketch::unpack(&packed));
    }
    let mut segments = vec![Vec::new(); searcher.segment_readers().len()];
    for ((_, ord, doc), story) in articles.iter().zip(copies::groups(&sketches)) {
        if let (Some(story), Some(pairs)) = (story, segments.get_mut(*ord as usize)) {
            pairs.push((*doc, story));
        }
    }
    let mut found = Copies {
        bytes: Vec::new(),
        segments: Vec::new(),
        stories: 0,
    };
    for (pairs, segment) in segments.into_iter().zip(searcher.segment_readers()) {
        found.add(segment.max_doc(), pairs)?;
    }
    Ok(found)
}

impl Copies {
    /// Adds a segment with so many articles: which of them are copies of which stories.
    fn add(&mut self, articles: u32, mut pairs: Vec<(DocId, u32)>) -> anyhow::Result<()> {
        pairs.sort_unstable();
        let part = Part::from(self.bytes.len(), articles, pairs.len());
        let part = part.context("more copies than there is memory for")?;
        self.bytes.resize(part.bits.end, 0);
        for (doc, story) in pairs {
            let at = part.bits.start + doc as usize / 8;
            if let Some(bits) = self.bytes.get_mut(at) {
                *bits |= 1 << (doc % 8);
            }
            self.bytes.extend(story.to_le_bytes());
            self.stories = self.stories.max(story as usize + 1);
        }
        self.segments.push(part);
        Ok(())
    }

    /// How many stories they are of.
    pub fn stories(&self) -> usize {
        self.stories
    }

    /// Looks up the articles of one segment in ascending order.
    pub fn of_segment(&self, ord: usize) -> Walk<'_> {
        let part = self.segments.get(ord).cloned().unwrap_or_default();
        let of = |range| self.bytes.get(range).unwrap_or_default();
        Walk {
            bits: of(part.bits).as_chunks().0,
            stories: of(part.stories).as_chunks().0,
            at: 0,
            before: 0,
        }
    }
}

/// See [`Copies::of_segment`].
pub struct Walk<'a> {
    bits: &'a [[u8; NUMBER]],
    stories: &'a [[u8; STORY]],
    /// The number of bits the article last asked for is in.
    at: usize,
    /// Articles with copies in those before it.
    before: usize,
}

impl Walk<'_> {
    /// Articles with copies.
    pub fn len(&self) -> usize {
        self.stories.len()
    }

    /// The story of an article, when it has copies. Articles asked for later must come later in the segment.
    pub fn story(&mut self, doc: DocId) -> Option<u32> {
        let (at, nth) = (doc as usize / BITS, doc as usize % BITS);
        let bits = u64::from_le_bytes(*self.bits.get(at)?);
        if bits & (1 << nth) == 0 {
            return None;
        }
        // Only now: most have none, or come soon after the last.
        for passed in self.bits.get(self.at..at).unwrap_or_default() {
            self.before += u64::from_le_bytes(*passed).count_ones() as usize;
        }
        self.at = at;
        let before = (bits & ((1 << nth) - 1)).count_ones() as usize;
        let story = self.stories.get(self.before + before)?;
        Some(u32::from_le_bytes(*story))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn copies_are_those_that_were_added(
            segments in prop::collection::vec(prop::collection::btree_map(0u32..400, 0u32..50, 0..200), 0..4),
            asked in prop::collection::btree_set(0u32..400, 0..200),
        ) {
            let mut copies = Copies { bytes: Vec::new(), segments: Vec::new(), stories: 0 };
            for pairs in &segments {
                let pairs: Vec<_> = pairs.iter().rev().map(|(doc, story)| (*doc, *story)).collect();
                copies.add(400, pairs).unwrap();
            }
            let stories = segments.iter().flat_map(BTreeMap::values).max();
            prop_assert_eq!(copies.stories(), stories.map_or(0, |last| *last as usize + 1));
            for (ord, pairs) in segments.iter().enumerate() {
                let mut walk = copies.of_segment(ord);
                prop_assert_eq!(walk.len(), pairs.len());
                for doc in &asked {
                    prop_assert_eq!(walk.story(*doc), pairs.get(doc).copied());
                }
            }
        }
    }
}
