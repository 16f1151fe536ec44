//! What is found from the whole archive when a run ends, and kept beside the index: who is who, which articles are
//! copies, how many there are. A question that does not find it there finds it anew, which takes longer.

use anyhow::bail;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK};

use super::plan::collection::{self, Collection};
use super::seam::guard;
use super::{LocalIndex, Snapshot, copies, people};

/// The files.
pub const FILES: [&str; 3] = [people::FILE, copies::FILE, collection::FILE];

/// Writes all of it for the last commit. Gives a note for each thing that could not be written.
///
/// # Errors
///
/// When the index cannot be read.
pub fn write(index: &LocalIndex) -> anyhow::Result<Vec<String>> {
    let dir = &index.dir;
    let snapshot = guard(dir, || {
        index.refresh()?;
        index.snapshot()
    })?;
    let (searcher, updated) = (&snapshot.searcher, &snapshot.updated);
    // Each takes about as long as the other, and both read the whole archive.
    let (persons, copies) = std::thread::scope(|scope| {
        let copies = scope.spawn(|| guard(dir, || copies::keep(searcher, dir, updated)));
        let persons = guard(dir, || people::keep(searcher, dir, updated, &index.aliases));
        let copies = copies.join();
        (
            persons,
            copies.unwrap_or_else(|_| bail!("its thread failed")),
        )
    });
    let counts = guard(dir, || {
        Collection::keep(searcher, &index.fields, dir, updated)
    });
    let outcomes = [
        ("articles are counted anew with each question", counts),
        ("who is who is found anew with each question", persons),
        ("copies are found anew with each question", copies),
    ];
    let failed = outcomes.into_iter().filter_map(|(what, outcome)| {
        let error = outcome.err()?;
        Some(format!("{what}: {error:#}"))
    });
    Ok(failed.collect())
}

/// Writes it where it is missing, damaged, or of another commit or other aliases, as [`write`] does.
pub fn mend(index: &LocalIndex) -> anyhow::Result<Vec<String>> {
    if is_whole(&index.snapshot()?) {
        return Ok(Vec::new());
    }
    match index.index.directory().acquire_lock(&INDEX_WRITER_LOCK) {
        Ok(_lock) => write(index),
        // Whoever is writing the index writes this when that ends.
        Err(_) => Ok(Vec::new()),
    }
}

fn is_whole(of: &Snapshot) -> bool {
    let (dir, updated) = (&of.dir, &of.updated);
    people::read(dir, updated, &of.aliases).is_some()
        && Collection::read(dir, updated).is_some()
        && copies::read(&of.searcher, dir, updated).is_some()
}
