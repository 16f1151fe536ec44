//! People: names, titles, and which mention is whom.

pub mod behind;
pub mod capitals;
mod ends;
mod looks;
pub mod names;
pub mod phrases;
pub mod resolve;
pub mod roles;
pub mod sources;
mod spot;
pub mod subject;
mod whom;
