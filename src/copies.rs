//! Which stories are copies of one another: one agency report as five papers print it, with another first line,
//! a cut at the end, an edit here and there.
//!
//! Each text leaves a sketch of fixed size, made from its words as they are walked over: of its shingles (four words in a row,
//! whatever their case) the least hash in each of 64 bins (A. Broder, "On the resemblance and containment of
//! documents", 1997; P. Li, A. Owen, C.-H. Zhang, "One permutation hashing", 2012), of which ten bits are kept
//! (P. Li, A. C. König, "b-bit minwise hashing", 2010). Two sketches tell how much two texts share.
//! Candidates are those that agree in two bins side by side (locality-sensitive hashing); their sketches
//! are then compared whole, and what is alike is joined. The groups depend on the texts and their order alone.
//!
//! A copy that lost half its length shares half of what is in either, but all of what is in it: so what counts
//! is how much of the shorter one is in the longer, when that is at most some three times as long.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::text::short::mix;
use crate::text::words;

/// Bins of a sketch.
const BINS: usize = 64;
/// Words of a shingle.
const SHINGLE: usize = 4;
/// Bits of a bin. Two texts agree in one by chance once in 1023 times; and two bins side by side, which make a
/// candidate, tell a million texts apart.
const BITS: usize = 10;
/// Bins of a packed number.
const IN_NUMBER: usize = 6;
/// Numbers a sketch is packed into.
pub const PACKED: usize = BINS.div_ceil(IN_NUMBER);
/// Bins of the last of them; above these it has the number of shingles, of which a million are as good as more.
const IN_LAST: usize = BINS - (PACKED - 1) * IN_NUMBER;
const MOST_SHINGLES: u32 = (1 << (64 - IN_LAST * BITS)) - 1;
/// Texts with fewer shingles have no copies: a notice of one sentence may be written twice.
const FEWEST: u32 = 24;
/// How much of the shorter text must be in the longer, when it has at least [`LONG`] shingles.
const CONTAINED: f64 = 0.7;
/// The same of the shortest: two notices about two days differ in a number or two.
const CONTAINED_SHORT: f64 = 0.9;
/// Shingles of a text that is no notice.
const LONG: u32 = 80;
/// How much two texts must share of what is in either: what has grown to several stories is no copy.
const ALIKE: f64 = 0.3;
/// Texts of one bucket that each further one is compared with. Only boilerplate fills a bucket with texts
/// that are not alike, and those that are meet in other buckets as well.
const COMPARED: usize = 64;

/// What is kept of a text to tell its copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    shingles: u32,
    /// 0 where no shingle fell into the bin.
    bins: [u16; BINS],
}

/// Makes the sketch of a text from its words, in order.
pub struct Sketcher {
    least: [u64; BINS],
    shingles: u32,
    last: [u64; SHINGLE],
    seen: usize,
}

impl Default for Sketcher {
    fn default() -> Self {
        Sketcher {
            least: [u64::MAX; BINS],
            shingles: 0,
            last: [0; SHINGLE],
            seen: 0,
        }
    }
}

impl Sketcher {
    /// Takes the [`hash`](crate::text::words::Letters::hash) of the next word.
    #[inline(always)]
    pub fn take(&mut self, word: u64) {
        self.last.rotate_left(1);
        self.last[SHINGLE - 1] = word;
        self.seen += 1;
        if self.seen < SHINGLE {
            return;
        }
        let hash = mix(self
            .last
            .iter()
            .fold(0u64, |h, w| h.wrapping_mul(0x9fb2_1c65_1e98_df25) ^ w));
        self.shingles = self.shingles.saturating_add(1);
        // The upper six bits choose the bin, the others compete in it.
        let bin = &mut self.least[(hash >> 58) as usize % BINS];
        *bin = (*bin).min(hash << 6);
    }

    /// The sketch of the words taken.
    pub fn finish(self) -> Sketch {
        Sketch {
            shingles: self.shingles.min(MOST_SHINGLES),
            bins: self.least.map(|hash| match hash {
                u64::MAX => 0,
                // Bits that did not decide which is least.
                hash => ((hash >> 6) as u16 & ((1 << BITS) - 1)).max(1),
            }),
        }
    }
}

impl Sketch {
    /// Of a text. Where its words are walked anyway, a [`Sketcher`] spares a second walk.
    pub fn of(text: &str) -> Self {
        let mut sketcher = Sketcher::default();
        words::letters(text, |word| sketcher.take(word.hash()));
        sketcher.finish()
    }

    /// As numbers, for a store; nothing for a text too short to have a shingle.
    pub fn pack(&self) -> Option<[u64; PACKED]> {
        if self.shingles == 0 {
            return None;
        }
        let mut packed = [0; PACKED];
        packed[PACKED - 1] = u64::from(self.shingles);
        for (to, bins) in packed.iter_mut().zip(self.bins.chunks(IN_NUMBER)) {
            *to = bins
                .iter()
                .fold(*to, |all, bin| all << BITS | u64::from(*bin));
        }
        Some(packed)
    }

    /// Back from [`Sketch::pack`].
    pub fn unpack(packed: &[u64; PACKED]) -> Self {
        let mut bins = [0; BINS];
        for (bins, from) in bins.chunks_mut(IN_NUMBER).zip(packed) {
            let mut from = *from;
            for bin in bins.iter_mut().rev() {
                *bin = from as u16 & ((1 << BITS) - 1);
                from >>= BITS;
            }
        }
        Sketch {
            shingles: (packed[PACKED - 1] >> (IN_LAST * BITS)) as u32,
            bins,
        }
    }

    /// Are these two copies of one story?
    pub fn is_copy(&self, other: &Sketch) -> bool {
        if self.shingles.min(other.shingles) < FEWEST {
            return false;
        }
        let (mut same, mut any) = (0u32, 0u32);
        for (a, b) in self.bins.iter().zip(&other.bins) {
            same += u32::from(a == b && *a != 0);
            any += u32::from(*a != 0 || *b != 0);
        }
        // An estimate of |A and B| / |A or B|, and from it and the sizes of |A and B| / min(|A|, |B|).
        let alike = f64::from(same) / f64::from(any.max(1));
        let both = f64::from(self.shingles) + f64::from(other.shingles);
        let shorter = f64::from(self.shingles.min(other.shingles));
        let short = (f64::from(LONG) - shorter).max(0.0) / f64::from(LONG - FEWEST);
        let enough = CONTAINED + (CONTAINED_SHORT - CONTAINED) * short;
        alike >= ALIKE && alike / (1.0 + alike) * both / shorter >= enough
    }

    /// Two bins side by side; none where one is empty.
    fn band(&self, at: usize) -> Option<u32> {
        let (a, b) = (self.bins[at], self.bins[at + 1]);
        (a != 0 && b != 0).then(|| u32::from(a) << 16 | u32::from(b))
    }
}

/// For each text the group it is in, numbered from 0 in the order of their first texts; none for a text
/// without copies. Takes 8 bytes a text beside the sketches.
pub fn groups(sketches: &[Sketch]) -> Vec<Option<u32>> {
    let mut sets = Sets((0..sketches.len() as u32).collect());
    let mut bucket: Vec<(u32, u32)> = Vec::with_capacity(sketches.len());
    // Pairs that overlap would find hardly more, in twice the time.
    for band in (0..BINS).step_by(2) {
        bucket.clear();
        let fit = sketches.iter().enumerate();
        bucket.extend(
            fit.filter(|(_, s)| s.shingles >= FEWEST)
                .filter_map(|(i, s)| Some((s.band(band)?, i as u32))),
        );
        bucket.sort_unstable();
        for same in bucket.chunk_by(|a, b| a.0 == b.0).filter(|s| s.len() > 1) {
            let mut heads: Vec<u32> = Vec::new();
            for (_, text) in same {
                let mut joined = false;
                for head in &heads {
                    if sets.find(*head) == sets.find(*text) {
                        joined = true;
                    } else if sketches[*head as usize].is_copy(&sketches[*text as usize]) {
                        sets.join(*head, *text);
                        joined = true;
                    }
                }
                if !joined && heads.len() < COMPARED {
                    heads.push(*text);
                }
            }
        }
    }
    let mut sizes = vec![0u32; sketches.len()];
    for text in 0..sketches.len() as u32 {
        sizes[sets.find(text) as usize] += 1;
    }
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::with_hasher(FxBuildHasher);
    (0..sketches.len() as u32)
        .map(|text| {
            let root = sets.find(text);
            let next = numbers.len() as u32;
            (sizes[root as usize] > 1).then(|| *numbers.entry(root).or_insert(next))
        })
        .collect()
}

/// Disjoint sets; the least member stands for its set.
struct Sets(Vec<u32>);

impl Sets {
    fn find(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let up = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = up;
            at = up;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
