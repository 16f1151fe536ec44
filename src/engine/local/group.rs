//! The articles that have any form of a word, or of any of some words.

use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::expand::{EVERY, Languages};
use super::ranking::{self, Lengths};

/// Postings in a block of tantivy's.
const BLOCK: usize = 128;
/// Documents whose occurrences are added up at once, as in tantivy's own union.
const WINDOW: usize = 4096;
/// Articles asked for that lie closer than this are as good as one after the other.
const NEAR: DocId = 128;
/// Of these in one word of bits.
const BITS: usize = u64::BITS as usize;

/// The postings of one form of a word in one field.
pub struct Cursor {
    postings: BlockSegmentPostings,
    /// Where it stands in the block.
    at: usize,
    /// What an occurrence in its field is worth.
    pub weight: f32,
    languages: Languages,
    /// Which of the words it is a form of.
    word: usize,
}

impl Cursor {
    /// On the first of these postings.
    pub fn new(postings: BlockSegmentPostings, weight: f32, languages: Languages) -> Self {
        Cursor {
            postings,
            at: 0,
            weight,
            languages,
            word: 0,
        }
    }

    /// The same as a form of this word among several.
    pub fn of(self, word: usize) -> Self {
        Cursor { word, ..self }
    }

    /// The article it stands on.
    pub fn doc(&self) -> DocId {
        self.postings.doc(self.at)
    }

    /// Occurrences in it.
    pub fn freq(&self) -> u32 {
        self.postings.freq(self.at)
    }

    /// To the next article. Behind the last stands [`TERMINATED`].
    pub fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at == BLOCK {
            self.postings.advance();
            self.at = 0;
        }
        self.doc()
    }

    /// Gives `take` all articles from the first on, and the occurrences in each.
    pub fn read(mut self, mut take: impl FnMut(DocId, u32)) {
        while !self.postings.docs().is_empty() {
            let docs = self.postings.docs().iter();
            docs.zip(self.postings.freqs())
                .for_each(|(doc, freq)| take(*doc, *freq));
            self.postings.advance();
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at = self.postings.seek(target);
        }
        self.doc()
    }
}

/// Articles that have any form of some words, the occurrences of each word counted together.
///
/// Read from one to the next, each form's postings are added up by themselves for some thousand documents: to look
/// for the nearest of all the forms at each step takes three times as long. Where articles are asked for (by words
/// beside it that are rarer), only these are looked at.
pub struct GroupScorer {
    cursors: Vec<Cursor>,
    /// The article each of them stands on: side by side they are found without a look into each.
    at: Vec<DocId>,
    lengths: Lengths,
    /// Language of each article; none when every form counts everywhere.
    language: Option<Arc<dyn ColumnValues<u64>>>,
    /// idf and burst of each word.
    weights: Vec<f32>,
    doc: DocId,
    window: Window,
    /// How far apart the articles that were asked for lie, of late.
    stride: DocId,
}

/// Occurrences added up, by document.
#[derive(Default)]
struct Window {
    /// The first document.
    base: DocId,
    /// Weighted occurrences of each word in each, word by word; no room before the first use.
    sums: Vec<f32>,
    /// Those that have any.
    bits: Vec<u64>,
    /// False when articles were asked for since it was filled.
    valid: bool,
}

impl Window {
    /// For so many words, from this document on.
    fn clear(&mut self, words: usize, base: DocId) {
        self.base = base;
        self.sums.resize(words * WINDOW, 0.0);
        self.bits.resize(WINDOW / BITS, 0);
        for sums in self.sums.chunks_mut(WINDOW) {
            for (bits, sums) in self.bits.iter().zip(sums.chunks_mut(BITS)) {
                if *bits != 0 {
                    sums.fill(0.0);
                }
            }
        }
        self.bits.fill(0);
    }

    /// One behind the last document.
    fn end(&self) -> DocId {
        self.base.saturating_add(WINDOW as DocId).min(TERMINATED)
    }

    fn add(&mut self, doc: DocId, word: usize, occurrences: f32) {
        let i = (doc - self.base) as usize;
        let sum = self.sums.get_mut(word * WINDOW + i);
        if let (Some(sum), Some(bits)) = (sum, self.bits.get_mut(i / BITS)) {
            *sum += occurrences;
            *bits |= 1 << (i % BITS);
        }
    }

    /// The first document from here on; `from` is none before `base`.
    fn next(&self, from: DocId) -> Option<DocId> {
        let from = (from - self.base) as usize;
        let mut nth = from / BITS;
        let mut bits = self.bits.get(nth)? & (u64::MAX << (from % BITS));
        while bits == 0 {
            nth += 1;
            bits = *self.bits.get(nth)?;
        }
        Some(self.base + (nth * BITS) as DocId + bits.trailing_zeros())
    }

    /// Weighted occurrences of each word.
    fn of(&self, doc: DocId) -> impl Iterator<Item = f32> {
        let i = (doc - self.base) as usize;
        self.sums
            .chunks(WINDOW)
            .map(move |sums| sums.get(i).copied().unwrap_or_default())
    }
}

impl GroupScorer {
    /// Cursors stand on their first article. Each word has a weight.
    pub fn new(
        cursors: Vec<Cursor>,
        lengths: Lengths,
        language: Option<Arc<dyn ColumnValues<u64>>>,
        weights: Vec<f32>,
    ) -> Self {
        let mut scorer = GroupScorer {
            at: cursors.iter().map(Cursor::doc).collect(),
            cursors,
            lengths,
            language,
            weights,
            doc: 0,
            window: Window::default(),
            stride: WINDOW as DocId,
        };
        scorer.settle();
        scorer
    }

    /// To the first article from the cursors on in which one of them counts.
    fn settle(&mut self) -> DocId {
        loop {
            self.doc = self.nearest();
            if self.doc == TERMINATED || self.language.is_none() || self.counting().next().is_some()
            {
                return self.doc;
            }
            self.step();
        }
    }

    fn nearest(&self) -> DocId {
        self.at.iter().copied().min().unwrap_or(TERMINATED)
    }

    /// The cursors that stand on the current article and count in its language.
    fn counting(&self) -> impl Iterator<Item = &Cursor> {
        let doc = self.doc;
        // The word itself counts in every language: most articles are not asked for theirs.
        let mut bit = None;
        let mut language =
            move || *bit.get_or_insert_with(|| language_of(self.language.as_deref(), doc));
        let here = self.cursors.iter().zip(&self.at);
        here.filter(move |(c, at)| {
            **at == doc && (c.languages == EVERY || c.languages & language() != 0)
        })
        .map(|(c, _)| c)
    }

    /// Weighted occurrences of the first words in the article.
    pub fn occurrences<const WORDS: usize>(&self) -> [f32; WORDS] {
        if self.window.valid {
            let mut of = self.window.of(self.doc);
            return std::array::from_fn(|_| of.next().unwrap_or_default());
        }
        let mut sums = [0.0; WORDS];
        for c in self.counting() {
            if let Some(sum) = sums.get_mut(c.word) {
                *sum += c.freq() as f32 * c.weight;
            }
        }
        sums
    }

    fn step(&mut self) {
        for (c, at) in self.cursors.iter_mut().zip(&mut self.at) {
            if *at == self.doc {
                *at = c.advance();
            }
        }
    }

    /// Adds up the occurrences from the cursors on, and goes to the first article that has any.
    fn fill(&mut self) -> DocId {
        loop {
            let base = self.nearest();
            if base == TERMINATED {
                self.window.valid = false;
                self.doc = TERMINATED;
                return TERMINATED;
            }
            self.window.clear(self.weights.len(), base);
            self.window.valid = true;
            let end = self.window.end();
            for (c, at) in self.cursors.iter_mut().zip(&mut self.at) {
                let language = self.language.as_deref().filter(|_| c.languages != EVERY);
                while *at < end {
                    if language.is_none() || c.languages & language_of(language, *at) != 0 {
                        let occurrences = c.freq() as f32 * c.weight;
                        self.window.add(*at, c.word, occurrences);
                    }
                    *at = c.advance();
                }
            }
            if let Some(doc) = self.window.next(base) {
                self.doc = doc;
                return doc;
            }
        }
    }
}

/// The bit of an article's language.
fn language_of(column: Option<&dyn ColumnValues<u64>>, doc: DocId) -> Languages {
    column.map_or(EVERY, |column| 1 << column.get_val(doc).min(31))
}

impl DocSet for GroupScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        if !self.window.valid {
            self.step();
            return self.fill();
        }
        match self.window.next(self.doc + 1) {
            Some(doc) => {
                self.doc = doc;
                doc
            }
            None => self.fill(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if self.window.valid
            && target < self.window.end()
            && let Some(doc) = self.window.next(target)
        {
            self.doc = doc;
            return doc;
        }
        self.stride = (self.stride / 4 * 3).saturating_add((target - self.doc) / 4);
        // The cursors stand behind the window.
        self.window.valid = false;
        for (c, at) in self.cursors.iter_mut().zip(&mut self.at) {
            if *at < target {
                *at = c.seek(target);
            }
        }
        match self.stride < NEAR {
            true => self.fill(),
            false => self.settle(),
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.cursors
            .iter()
            .map(|c| c.postings.doc_freq())
            .fold(0, u32::saturating_add)
    }
}

impl Scorer for GroupScorer {
    fn score(&mut self) -> Score {
        let k = self.lengths.k(self.doc);
        let points = |(weight, tf): (&f32, f32)| ranking::points(*weight, tf, k);
        if self.window.valid {
            let words = self.weights.iter().zip(self.window.of(self.doc));
            return words.map(points).sum();
        }
        let words = self.weights.iter().enumerate().map(|(word, weight)| {
            let here = self.counting().filter(|c| c.word == word);
            (weight, here.map(|c| c.freq() as f32 * c.weight).sum())
        });
        words.map(points).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use tantivy::schema::{IndexRecordOption, STRING, Schema, TEXT};
    use tantivy::{Index, Searcher, TantivyDocument, Term};

    use super::*;

    /// An index whose documents have `a` and `b` as often as these say.
    fn searcher(docs: &[(usize, usize)]) -> (Searcher, tantivy::schema::Field) {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let _kind = schema.add_text_field("kind", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index
            .writer_with_num_threads::<TantivyDocument>(1, 20_000_000)
            .unwrap();
        for (a, b) in docs {
            let mut doc = TantivyDocument::default();
            doc.add_text(text, "a ".repeat(*a) + &"b ".repeat(*b));
            writer.add_document(doc).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), text)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn steps_and_leaps_find_what_is_there(
            // Runs of documents alike, so that there are gaps wider than a window.
            runs in proptest::collection::vec((0usize..3, 0usize..3, 1usize..3000), 1..9),
            moves in proptest::collection::vec(0u32..600, 1..400),
            apart in proptest::bool::ANY,
        ) {
            let docs: Vec<(usize, usize)> = runs
                .iter()
                .flat_map(|(a, b, n)| {
                    // Most of a run has nothing.
                    (0..*n).map(move |i| if i % 7 < 3 { (*a, *b) } else { (0, 0) })
                })
                .collect();
            let (searcher, text) = searcher(&docs);
            let segment = searcher.segment_reader(0);
            let index = segment.inverted_index(text).unwrap();
            let cursor = |word, weight| {
                let info = index.get_term_info(&Term::from_field_text(text, word)).unwrap()?;
                let postings = index
                    .read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)
                    .unwrap();
                Some(Cursor::new(postings, weight, EVERY))
            };
            // Two forms of a word, or two words.
            let (second, weights) = match apart {
                true => (1, vec![1.0, 3.0]),
                false => (0, vec![1.0]),
            };
            let b = cursor("b", 2.0).map(|c| c.of(second));
            let cursors = [cursor("a", 1.0), b].into_iter().flatten().collect();
            let lengths = Lengths { fields: Vec::new() };
            let k = lengths.k(0);
            let mut scorer = GroupScorer::new(cursors, lengths, None, weights);
            let points = |a: f32, b: f32| match apart {
                true => ranking::points(1.0, a, k) + ranking::points(3.0, 2.0 * b, k),
                false => ranking::points(1.0, a + 2.0 * b, k),
            };
            let there: BTreeMap<DocId, f32> = (0..)
                .zip(&docs)
                .filter(|(_, (a, b))| a + b > 0)
                .map(|(doc, (a, b))| (doc, points(*a as f32, *b as f32)))
                .collect();
            let next = |from| there.range(from..).next().map_or(TERMINATED, |(doc, _)| *doc);
            let mut at = next(0);
            for leap in moves {
                prop_assert_eq!(scorer.doc(), at);
                if at == TERMINATED {
                    break;
                }
                prop_assert_eq!(scorer.score(), there[&at]);
                // Small ones are steps, which come in rows.
                let (found, expected) = match leap {
                    0..400 => (scorer.advance(), next(at + 1)),
                    _ => {
                        let target = at + (leap - 400) * (leap - 400) / 16;
                        (scorer.seek(target), next(target))
                    }
                };
                prop_assert_eq!(found, expected);
                at = expected;
            }
        }
    }
}
