//! Text into words, sentences and paragraphs: one definition for the index, the query and the passages.

pub mod case;
pub mod fold;
pub mod sentences;
pub mod short;
pub mod words;
