//! The columns of lists of speakers.

use super::Column;
use super::columns::Value;
use crate::engine::{Role, SpeakerSummary};

/// A speaker and the place in the order.
#[derive(Debug)]
pub struct Person {
    /// From 1.
    pub rank: u64,
    /// Who it is.
    pub summary: SpeakerSummary,
}

/// All columns, in the order they are written in.
#[rustfmt::skip]
pub const PEOPLE: &[Column<Person>] = &[
    Column { name: "rank", about: "place in the order", value: |p| Value::Whole(p.rank) },
    Column { name: "speaker", about: "the name the person goes by", value: |p| Value::Text(&p.summary.name) },
    Column { name: "statements", about: "statements", value: |p| Value::Whole(p.summary.statements) },
    Column { name: "articles", about: "articles with at least one", value: |p| Value::Whole(p.summary.articles) },
    Column { name: "first", about: "day of the first", value: |p| p.summary.first.map_or(Value::None, Value::Day) },
    Column { name: "last", about: "day of the last", value: |p| p.summary.last.map_or(Value::None, Value::Day) },
    Column { name: "role", about: "the most frequent role", value: |p| p.summary.roles.first().map_or(Value::None, |r| Value::Text(&r.role)) },
    Column { name: "roles", about: "all roles, with their statements", value: |p| Value::Made(joined(p.summary.roles.iter().map(told))) },
    Column { name: "also", about: "other names taken to be this person's", value: |p| Value::Made(joined(p.summary.variants.iter().cloned())) },
];

fn told(role: &Role) -> String {
    format!("{} ({})", role.role, role.statements)
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}
