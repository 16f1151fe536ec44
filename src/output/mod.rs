//! Answers -> bytes, a format a file.

pub mod article;
pub mod concordance;
pub mod copies;
pub mod export;
pub mod facets;
pub mod hits;
pub mod line;
pub mod page;
pub mod speakers;
pub mod statements;
pub mod status;
pub mod style;
pub mod timeline;
pub mod watch;
