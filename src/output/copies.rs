//! The copies folded under a hit.

use serde_json::{Value, json};

use super::hits::{date, place};
use super::status::count;
use crate::engine::Reference;

/// Most copies named in text.
pub const NAMED: usize = 4;

/// Of so many copies the first, `2 copies: The Lodva Courier 2023-04-02, spindle24/a.txt 2023-04`; none without copies.
pub fn text(all: u64, copies: &[Reference]) -> Option<String> {
    let mut named: Vec<String> = copies
        .iter()
        .take(NAMED)
        .map(|copy| {
            let who = copy.outlet.clone().unwrap_or_else(|| place(&copy.source));
            match copy.published {
                Some(_) => format!("{who} {}", date(copy.published)),
                None => who,
            }
        })
        .collect();
    let more = all.saturating_sub(named.len() as u64);
    if more > 0 {
        named.push(format!("{} more", count(more)));
    }
    match all {
        0 => None,
        1 => Some(format!("1 copy: {}", named.join(", "))),
        n => Some(format!("{} copies: {}", count(n), named.join(", "))),
    }
}

/// Each copy as JSON.
pub fn json(copies: &[Reference]) -> Vec<Value> {
    copies
        .iter()
        .map(|copy| {
            json!({
                "id": copy.id,
                "path": copy.source.path,
                "record": copy.source.record,
                "headline": copy.headline,
                "published": copy.published.map(|p| p.iso()),
                "source": copy.outlet,
                "url": copy.url,
            })
        })
        .collect()
}
