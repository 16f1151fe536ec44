//! `morgue check`.

use std::io::{BufWriter, Write};

use morgue::engine::local::LocalIndex;
use morgue::error::IndexError;
use morgue::output::status::count;
use morgue::output::style::Paint;
use morgue::watch::Watches;

use super::archive::{Archive, Place, Settings};
use super::form::Plain;
use super::{When, terminal};

/// Check that the index is sound
///
/// Compares every file of it with its checksum, reads every article, and looks whether statements, articles, files
/// and totals agree. Every search does a small part of this; this finds whatever could change an answer.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue check
  morgue check --articles ~/archive
  morgue check --format json | jq .damage

Exit codes: 0 sound, 2 damaged or an error.")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Plain,
}

pub fn run(args: &Args, color: When) -> anyhow::Result<bool> {
    let archive = Archive::find(&args.place, false)?;
    let mut report = LocalIndex::check(&archive.index())?;
    // What lies beside the index proper.
    let beside = [
        Settings::read(&archive.home).map(drop),
        Watches::of(&archive.home).all().map(drop),
    ];
    for error in beside.into_iter().filter_map(Result::err) {
        report.damage.push(format!("{error:#}"));
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Plain::Json => {
            serde_json::to_writer_pretty(&mut out, &report)?;
            out.write_all(b"\n")?;
        }
        Plain::Text => {
            let style = terminal::style(color);
            for what in &report.damage {
                write!(out, "{}", style.wrap(what, &[], Paint::Plain, "  "))?;
            }
            if report.damage.is_empty() {
                let text = format!(
                    "sound: {} articles, {} quotes and {} files agree",
                    count(report.articles),
                    count(report.quotes),
                    count(report.files)
                );
                write!(out, "{}", style.wrap(&text, &[], Paint::Plain, ""))?;
            }
        }
    }
    out.flush()?;
    match report.damage.len() {
        0 => Ok(true),
        1 => Err(IndexError::Damaged("1 fault".to_owned()).into()),
        n => Err(IndexError::Damaged(format!("{n} faults")).into()),
    }
}
