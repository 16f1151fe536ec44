//! Which of a document's dates is its publication date.

use jiff::civil::Date;

use crate::article::{Precision, Published};
use crate::formats::RawDate;

/// The first candidate that can be read as a date.
pub fn choose(candidates: &[RawDate], _path: &str) -> Option<Published> {
    candidates.iter().find_map(|c| {
        let date: Date = c.text.get(..10)?.parse().ok()?;
        Some(Published {
            date,
            precision: Precision::Day,
            origin: c.origin,
        })
    })
}
