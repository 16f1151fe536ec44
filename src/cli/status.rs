//! `morgue status`.

use std::io::{BufWriter, Write};

use morgue::output::status;

use super::When;
use super::archive::{Archive, Place};
use super::form::Plain;
use super::terminal;

/// Say what the index holds, and what was skipped
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue status
  morgue status --skipped
  morgue status --format json | jq .articles")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// List every skipped file with its reason
    #[arg(long)]
    skipped: bool,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Plain,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let archive = Archive::find(&args.place, false)?;
    let state = archive.open()?.status()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Plain::Json => {
            let mut value = serde_json::to_value(&state)?;
            value["index"] = archive.home.display().to_string().into();
            serde_json::to_writer_pretty(&mut out, &value)?;
            out.write_all(b"\n")?;
        }
        Plain::Text if args.skipped => {
            for (path, reason) in &state.skipped {
                writeln!(out, "{path}: {reason}")?;
            }
        }
        Plain::Text => status::text(
            &mut out,
            &state,
            &archive.home.display().to_string(),
            terminal::style(color),
        )?,
    }
    out.flush()?;
    Ok(!args.skipped || !state.skipped.is_empty())
}
