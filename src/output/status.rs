//! The state of an index.

use std::io::{self, Write};

use super::style::{Paint, Style};
use crate::engine::Status;

/// Most languages and outlets listed.
const LISTED: usize = 8;

/// For people. `place` is where the index lies.
pub fn text(out: &mut impl Write, status: &Status, place: &str, style: Style) -> io::Result<()> {
    let days = match (status.first, status.last) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "none dated".to_owned(),
    };
    let dates = match status.undated {
        0 => days,
        n => format!("{days} ({} undated)", count(n)),
    };
    let rows = [
        ("index", place.to_owned()),
        ("version", status.version.to_string()),
        ("articles", count(status.articles)),
        ("quotes", count(status.quotes)),
        ("files", count(status.files)),
        ("dates", dates),
        ("languages", list(&status.languages)),
        ("sources", list(&status.outlets)),
        ("size", bytes(status.bytes)),
        ("updated", moment(&status.updated)),
        ("skipped", count(status.skipped.len() as u64)),
    ];
    for (name, value) in rows {
        let value = if value.is_empty() {
            "none".to_owned()
        } else {
            value
        };
        let lines = style.wrap(&value, &[], Paint::Plain, "             ");
        write!(out, "{:<13}{}", name, lines.get(13..).unwrap_or_default())?;
    }
    Ok(())
}

/// A moment of UTC without fractions of a second.
fn moment(iso: &str) -> String {
    match iso.split_once('.') {
        Some((seconds, _)) => format!("{} UTC", seconds.replace('T', " ")),
        None => iso.to_owned(),
    }
}

fn list(counts: &[(String, u64)]) -> String {
    let mut parts: Vec<String> = counts
        .iter()
        .take(LISTED)
        .map(|(name, n)| format!("{name} {}", count(*n)))
        .collect();
    if counts.len() > LISTED {
        parts.push(format!("and {} more", counts.len() - LISTED));
    }
    parts.join(", ")
}

/// A number with its thousands apart.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// Bytes in the largest fitting unit.
pub fn bytes(n: u64) -> String {
    let mut value = n as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 1000.0 {
            return if unit == "B" {
                format!("{n} B")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}
