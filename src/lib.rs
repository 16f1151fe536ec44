//! morgue: indexes a news archive and answers who said what, when.

// No input may end the program: what can fail says so.
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo)
)]

pub mod article;
pub mod copies;
pub mod decode;
pub mod engine;
pub mod error;
pub mod extract;
pub mod formats;
pub mod ingest;
pub mod output;
pub mod people;
pub mod query;
pub mod read;
pub mod text;
pub mod verify;
pub mod walk;
pub mod watch;
