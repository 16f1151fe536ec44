//! Answers -> bytes, a format a file.

pub mod article;
pub mod line;
