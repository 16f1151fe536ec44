//! `morgue extract`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use morgue::ingest::{self, Options};
use morgue::output::{article, line};
use morgue::{extract, walk};

/// Print what morgue understands of files, a JSON object an article, without an index
///
/// Folders are walked. Offsets are UTF-8 bytes into `body`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue extract story.html | jq .headline
  morgue extract dump.jsonl.gz --field body=content
  morgue extract dump.zip/2023/a.html      one member of an archive file
  morgue extract --verbatim dump.jsonl     bodies byte for byte")]
pub struct Args {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Keep a record's body byte for byte
    #[arg(long)]
    verbatim: bool,
    /// Name of a field in your records: body=content (may be repeated)
    #[arg(long, value_name = "OURS=YOURS", value_parser = super::index::field)]
    field: Vec<(String, String)>,
}

pub fn run(args: Args) -> anyhow::Result<bool> {
    let options = Options {
        extract: extract::Options {
            verbatim: args.verbatim,
            ..extract::Options::default()
        },
        fields: args.field,
        ..Options::default()
    };
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut found = false;
    let mut failed = false;
    for path in &args.paths {
        let files = match path.is_dir() {
            true => walk::files(path, &walk::Options::default())?
                .files
                .into_iter()
                .map(|f| f.absolute)
                .collect(),
            false => vec![path.clone()],
        };
        for file in files {
            let outcome = ingest::articles(&file, &options, &mut |a| {
                found = true;
                Ok(line::write(&mut out, &article::json(&a))?)
            });
            match outcome {
                Ok(None) => {}
                Ok(Some(skipped)) => {
                    for part in skipped.lines() {
                        tell!("morgue: {}: {part}", file.display());
                    }
                }
                Err(error) if super::is_closed_pipe(&error) => return Err(error),
                Err(error) => {
                    failed = true;
                    tell!("morgue: {}: {error:#}", file.display());
                }
            }
        }
    }
    out.flush()?;
    if failed && !found {
        anyhow::bail!("nothing could be read");
    }
    if !found {
        tell!("no article found");
    }
    Ok(found)
}
