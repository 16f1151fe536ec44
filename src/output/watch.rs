//! Saved searches, and what is new to them.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::hits::VERSION;
use super::status::count;
use super::style::{Paint, Style};
use crate::watch::Watch;

/// `ulma: 3 new for Ulma AND ceasefire, since 2024-05-01 06:00`.
pub fn heading(watch: &Watch, query: &str, new: usize, style: Style) -> String {
    let since = moment(watch.last_run.as_ref().unwrap_or(&watch.added));
    let text = format!(
        "{}: {} new for {query}, since {since}",
        watch.name,
        count(new as u64)
    );
    style.wrap(&text, &[], Paint::Strong, "")
}

/// A moment to the minute.
fn moment(rfc3339: &str) -> String {
    let minute = rfc3339.get(..16).unwrap_or(rfc3339);
    minute.replace('T', " ") + " UTC"
}

/// What a run says of one watch, as JSON; hits come after it or in it.
pub fn run(watch: &Watch, query: &str, new: usize) -> Value {
    json!({
        "version": VERSION,
        "watch": watch.name,
        "query": query,
        "since": watch.last_run.as_ref().unwrap_or(&watch.added),
        "new": new,
    })
}

/// A watch as JSON.
pub fn value(watch: &Watch) -> Value {
    json!({
        "version": VERSION,
        "watch": watch.name,
        "query": watch.query,
        "any": watch.any,
        "loose_dates": watch.loose_dates,
        "added": watch.added,
        "last_run": watch.last_run,
        "seen": watch.seen.len(),
    })
}

/// The list for people.
pub fn list(out: &mut impl Write, all: &[Watch], style: Style) -> io::Result<()> {
    for watch in all {
        writeln!(out, "{}", style.paint(&watch.name, Paint::Strong))?;
        write!(
            out,
            "{}",
            style.wrap(&watch.query, &[], Paint::Plain, "    ")
        )?;
        let run = match &watch.last_run {
            Some(run) => format!("last run {}", moment(run)),
            None => "not yet run".to_owned(),
        };
        let facts = format!(
            "added {} · {run} · {} articles seen",
            moment(&watch.added),
            count(watch.seen.len() as u64)
        );
        write!(out, "{}", style.wrap(&facts, &[], Paint::Faint, "    "))?;
    }
    Ok(())
}
