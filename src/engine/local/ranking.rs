//! How many points an occurrence is worth: BM25F.
//!
//! S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004:
//! occurrences in headline and body are added up, each weighed by its field and the field's length, and
//! only the sum saturates.

use tantivy::fieldnorm::FieldNormReader;

/// Saturation.
pub const K1: f32 = 1.2;
/// How much a long body lowers the weight of each occurrence.
pub const B_BODY: f32 = 0.75;
/// The same for headlines.
pub const B_HEADLINE: f32 = 0.75;
/// What an occurrence in the headline is worth beside one in the body.
pub const HEADLINE: f32 = 0.5;

/// Weight of an occurrence by tantivy's one-byte length norm.
pub type Norms = [f32; 256];

/// The weights for a field of this average length (words).
pub fn norms(weight: f32, b: f32, average: f32) -> Norms {
    std::array::from_fn(|id| {
        let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
        weight / (1.0 - b + b * length / average.max(1.0))
    })
}

/// Inverse document frequency of a word in `df` of `n` articles (Robertson and Spärck Jones, kept
/// positive as in Lucene).
pub fn idf(df: u64, n: u64) -> f32 {
    let (df, n) = (df.min(n) as f64, n as f64);
    (1.0 + (n - df + 0.5) / (df + 0.5)).ln() as f32
}

/// Points for so many weighted occurrences.
pub fn points(idf: f32, tf: f32) -> f32 {
    idf * (K1 + 1.0) * tf / (K1 + tf)
}
