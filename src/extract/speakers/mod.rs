//! People: names, titles, and which mention is whom.

pub mod capitals;
pub mod names;
pub mod phrases;
pub mod resolve;
pub mod roles;
pub mod sources;
mod spot;
pub mod subject;
