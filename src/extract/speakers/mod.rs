//! People: names, titles, and which mention is whom.

pub mod names;
pub mod resolve;
pub mod roles;
pub mod sources;
