//! The copies folded under a hit.

use serde_json::{Value, json};

use super::hits::{date, place};
use crate::engine::Reference;

/// Most copies named in text.
const NAMED: usize = 4;

/// `2 copies: The Lodva Courier 2023-04-02, spindle24/a.txt 2023-04`; none without copies.
pub fn text(copies: &[Reference]) -> Option<String> {
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
    if copies.len() > NAMED {
        named.push(format!("{} more", copies.len() - NAMED));
    }
    match copies.len() {
        0 => None,
        1 => Some(format!("1 copy: {}", named.join(", "))),
        n => Some(format!("{n} copies: {}", named.join(", "))),
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
