//! How many points an occurrence is worth.
//!
//! BM25 over headline and body as one text, in which an occurrence in the headline counts twice (S. Robertson,
//! H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004), times a factor for
//! words that come in bursts where they come at all, as in the InB2 model of G. Amati and C. J. van Rijsbergen
//! (TOIS 2002): a word that is repeated wherever it stands says what an article is about. Words that stand side
//! by side in the query add a little where they stand close together in the article (Y. Rasolofo, J. Savoy,
//! "Term proximity scoring for keyword-based retrieval systems", ECIR 2003).

use std::sync::Arc;

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

/// Saturation.
pub const K1: f32 = 1.2;
/// How much a long article lowers the weight of each occurrence.
pub const B: f32 = 0.6;
/// The `K` no article is below.
pub const SHORTEST: f32 = K1 * (1.0 - B);
/// What an occurrence in the headline is worth beside one in the body.
pub const HEADLINE: f32 = 2.0;
/// Weight of neighbours in the order of the query.
pub const NEXT: f32 = 0.2;
/// Weight of words within [`WINDOW`].
pub const CLOSE: f32 = 0.1;
/// How many words apart is close.
pub const WINDOW: u32 = 7;

/// What lengths do to weights, by tantivy's one-byte length norm.
pub type Table = [f32; 256];

/// The share of one field in an article's `K`. `average` is that of the weighted lengths of all the fields
/// taken together, in words.
pub fn table(weight: f32, average: f32) -> Table {
    std::array::from_fn(|id| {
        let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
        K1 * B * weight * length / average.max(1.0)
    })
}

/// The lengths of one segment's articles, as BM25's `K` wants them.
#[derive(Clone)]
pub struct Lengths {
    /// Norms of each field and their [`table`].
    pub fields: Vec<(FieldNormReader, Arc<Table>)>,
}

impl Lengths {
    /// `k1 · (1 − b + b · length / average)` of an article.
    pub fn k(&self, doc: DocId) -> f32 {
        let lengths: f32 = self
            .fields
            .iter()
            .map(|(norms, table)| table[norms.fieldnorm_id(doc) as usize])
            .sum();
        SHORTEST + lengths
    }
}

/// Inverse document frequency of a word in `df` of `n` articles (Robertson and Spärck Jones, kept
/// positive as in Lucene).
pub fn idf(df: u64, n: u64) -> f32 {
    let (df, n) = (df.min(n) as f64, n as f64);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln() as f32
}

/// Factor for a word with so many weighted occurrences in `df` articles.
pub fn burst(occurrences: f64, df: u64) -> f32 {
    ((occurrences + 2.0) / (df as f64 + 2.0)).sqrt() as f32
}

/// Words of a typical statement: shorter ones are worth a little more.
const TYPICAL: f32 = 20.0;

/// The `K` of a statement of so many words.
pub fn k_of_statement(words: u32) -> f32 {
    K1 * (1.0 - B + B * (words as f32 / TYPICAL))
}

/// Points for so many weighted occurrences in an article with this `K`.
pub fn points(weight: f32, tf: f32, k: f32) -> f32 {
    weight * (K1 + 1.0) * tf / (tf + k)
}

/// How often `next` stands right behind one of `first`, and how many of the two stand close together. Both
/// lists are positions in ascending order.
pub fn closeness(first: &[u32], next: &[u32]) -> (u32, u32) {
    let behind = next.iter().filter(|p| {
        p.checked_sub(1)
            .is_some_and(|before| first.binary_search(&before).is_ok())
    });
    let near = |of: &[u32], to: &[u32]| {
        of.iter()
            .filter(|p| {
                let at = to.partition_point(|q| q.saturating_add(WINDOW) < **p);
                to.get(at).is_some_and(|q| *q <= p.saturating_add(WINDOW))
            })
            .count() as u32
    };
    (
        behind.count() as u32,
        near(first, next).min(near(next, first)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_and_close_words_are_counted() {
        assert_eq!(closeness(&[1, 20], &[2, 9, 40]), (1, 1));
        assert_eq!(closeness(&[5], &[4]), (0, 1));
        assert_eq!(closeness(&[], &[4]), (0, 0));
        assert_eq!(closeness(&[0, 1, 2], &[0, 1, 2]), (2, 3));
    }
}
