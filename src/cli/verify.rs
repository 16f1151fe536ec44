//! `morgue verify`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use morgue::output::status::count;
use morgue::output::style::Paint;
use morgue::{extract, ingest, verify};

use super::archive::{Archive, Place, Settings};
use super::{When, terminal};

/// Check a hit list against the files of the archive
///
/// Reads each article of the list anew, without the index, and prints the rows whose text, place or match is no
/// longer what the list says. Lists are CSV, TSV, JSON, JSON lines or XLSX, as query and quotes write them.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue verify hits.csv
  morgue verify said.xlsx --articles ~/archive

Exit codes: 0 all rows hold, 1 some do not, 2 error.")]
pub struct Args {
    /// The list
    #[arg(value_name = "LIST")]
    list: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let archive = Archive::find(&args.place, true)?;
    let settings = Settings::read(&archive.home)?.unwrap_or_default();
    let options = ingest::Options {
        extract: extract::Options {
            quotes: false,
            dates: false,
            ..extract::Options::default()
        },
        fields: settings.fields,
        ..ingest::Options::default()
    };
    let rows = verify::rows(&args.list).with_context(|| args.list.display().to_string())?;
    let all = rows.len() as u64;
    let broken = verify::broken(&archive.root, rows, &options)?;
    let style = terminal::style(color);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for b in &broken {
        let text = format!(
            "row {}: {}#{}: {}",
            b.row.number, b.row.path, b.row.record, b.reason
        );
        write!(out, "{}", style.wrap(&text, &[], Paint::Plain, ""))?;
    }
    out.flush()?;
    match broken.len() as u64 {
        0 => tell!("{} rows, all hold", count(all)),
        n => tell!("{} rows, {} do not hold", count(all), count(n)),
    }
    Ok(broken.is_empty())
}
