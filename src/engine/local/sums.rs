//! Articles of a word with so many forms that its occurrences are added up for every document of a segment.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};
use wide::{bytemuck, i16x8};

use super::ranking::{self, Lengths};

/// Documents that are looked over at once.
const BITS: usize = u64::BITS as usize;

/// Places for the sums of so many documents: those of the last ones are looked over as all others.
pub fn places(documents: DocId) -> usize {
    (documents as usize).next_multiple_of(BITS)
}

/// Sums of which it is known beforehand what an article with one is worth at most.
const KNOWN: usize = 64;

/// Articles with occurrences that have been added up for every document of a segment.
pub struct SumsScorer {
    /// Weighted occurrences: weights are whole numbers, and what comes behind the first 65,535 of an article makes
    /// next to no difference.
    sums: Vec<u16>,
    postings: u64,
    lengths: Lengths,
    weight: f32,
    /// Points of the shortest article with such a sum.
    most: [Score; KNOWN],
    doc: DocId,
    /// The documents around `doc` from this one on, and a bit for each behind it that has a sum.
    base: DocId,
    bits: u64,
}

const _: () = assert!(ranking::HEADLINE as u16 as f32 == ranking::HEADLINE);

impl SumsScorer {
    /// These come from so many postings; they have as many [`places`] as are needed.
    pub fn new(sums: Vec<u16>, postings: u64, lengths: Lengths, weight: f32) -> Self {
        let mut scorer = SumsScorer {
            sums,
            postings,
            lengths,
            weight,
            most: std::array::from_fn(|sum| ranking::points(weight, sum as f32, ranking::SHORTEST)),
            doc: 0,
            base: 0,
            bits: 0,
        };
        scorer.settle(0);
        scorer
    }

    /// A bit for each document from `base` on that has a sum; none behind the last.
    fn bits_from(&self, base: DocId) -> Option<u64> {
        let sums = self.sums.get(base as usize..)?.first_chunk::<BITS>()?;
        let (parts, _) = sums.as_chunks::<8>();
        let bits = parts.iter().zip(0..).map(|(part, nth)| {
            let part: i16x8 = bytemuck::cast(*part);
            let none = part.simd_eq(i16x8::splat(0)).to_bitmask();
            u64::from(!none & 0xff) << (8 * nth)
        });
        Some(bits.fold(0, |all, bits| all | bits))
    }

    /// To the first article from this document on.
    fn settle(&mut self, from: DocId) {
        self.base = from - from % BITS as DocId;
        let bits = self.bits_from(self.base).unwrap_or_default();
        self.bits = bits & u64::MAX << (from % BITS as DocId);
        self.next();
    }

    /// To the first article that has a bit.
    fn next(&mut self) {
        while self.bits == 0 {
            self.base += BITS as DocId;
            match self.bits_from(self.base) {
                Some(bits) => self.bits = bits,
                None => {
                    self.doc = TERMINATED;
                    return;
                }
            }
        }
        self.doc = self.base + self.bits.trailing_zeros();
        self.bits &= self.bits - 1;
    }

    /// What an article is worth, wherever the scorer stands.
    pub fn points(&self, doc: DocId) -> Score {
        let sum = self.sums.get(doc as usize).copied();
        let tf = f32::from(sum.unwrap_or_default());
        ranking::points(self.weight, tf, self.lengths.k(doc))
    }

    /// The article is worth no more: for that, its length is not looked up.
    pub fn most(&self) -> Score {
        let sum = self.sums.get(self.doc as usize).copied();
        let known = self.most.get(usize::from(sum.unwrap_or_default()));
        known.copied().unwrap_or(self.weight * (ranking::K1 + 1.0))
    }
}

impl DocSet for SumsScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.next();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.settle(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        // Most articles have one of the forms, once or twice.
        self.postings.min(self.sums.len() as u64) as u32
    }
}

impl Scorer for SumsScorer {
    fn score(&mut self) -> Score {
        self.points(self.doc)
    }
}
