//! What each part of understanding adds to the CPU time of indexing, with everything else the same:
//! `cargo bench --bench cost -- FOLDER`. Reads /proc, so it runs on Linux alone.

use std::path::PathBuf;

use anyhow::{Context, Result};
use morgue::engine::local::{LocalIndex, Options};
use morgue::{extract, ingest};

/// The program's own: with the system's the shares are others.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Each variant is run so often, in turn with the others.
const ROUNDS: usize = 3;

/// User and system time of this process with its threads, in seconds.
fn cpu() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after = stat.rsplit_once(") ").context("no such line")?.1;
    let fields: Vec<&str> = after.split(' ').collect();
    let ticks = |i: usize| -> Result<f64> { Ok(fields.get(i).context("too short")?.parse()?) };
    // The kernel counts in hundredths of a second for programs, whatever its own clock.
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}

fn main() -> Result<()> {
    // `cargo test` and `cargo bench` without a folder have nothing to measure here.
    let Some(folder) = std::env::args().skip(1).find(|a| !a.starts_with("--")) else {
        return Ok(());
    };
    let folder = PathBuf::from(folder);
    let variant = |name, quotes, dates| {
        let extract = extract::Options {
            verbatim: false,
            quotes,
            dates,
        };
        (name, extract, f64::INFINITY)
    };
    let mut variants = [
        variant("everything", true, true),
        variant("without speakers and statements", false, true),
        variant("without dates mentioned", true, false),
        variant("without both", false, false),
    ];
    for _ in 0..ROUNDS {
        for (_, extract, best) in &mut variants {
            let place = tempfile::tempdir()?;
            let options = ingest::Options {
                extract: *extract,
                ..ingest::Options::default()
            };
            let before = cpu()?;
            let index = LocalIndex::open_or_create(place.path(), Options::default())?;
            ingest::update(&index, &folder, &options, &ingest::Progress::default())?;
            index.finish()?;
            *best = best.min(cpu()? - before);
        }
    }
    let whole = variants[0].2;
    for (name, _, best) in &variants {
        println!(
            "{best:7.2} CPU s  {name}; everything is {:.2} of it",
            whole / best
        );
    }
    Ok(())
}
