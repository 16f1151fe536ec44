//! The command line.

use std::io::Write;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use morgue::{extract, ingest, output};

#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print each article of the given files as a JSON object
    Extract {
        /// Keep a record's body byte for byte
        #[arg(long)]
        verbatim: bool,
        /// Files
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

fn main() -> anyhow::Result<()> {
    let Command::Extract { verbatim, paths } = Cli::parse().command;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let options = extract::Options {
        verbatim,
        ..Default::default()
    };
    for path in paths {
        let shown = path.display();
        let mut skipped = |s: morgue::formats::Skipped| {
            eprintln!("{shown}: {}: {}; skipped", s.place, s.reason);
        };
        let outcome = ingest::articles(&path, options, &mut skipped, &mut |article| {
            Ok(output::line::write(
                &mut out,
                &output::article::json(&article),
            )?)
        });
        if let Err(error) = outcome {
            eprintln!("{shown}: {error}; skipped");
        }
    }
    Ok(out.flush()?)
}
