//! `morgue show`.

use std::io::{BufWriter, Write};

use anyhow::bail;
use morgue::engine::Engine;
use morgue::output::{article, page};
use morgue::query::Query;

use super::When;
use super::archive::{Archive, Place};
use super::form::Plain;
use super::terminal;

/// Read one article as morgue understands it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue show 2023/04/replies.txt            by its path
  morgue show wire/feed.jsonl#17             a record of a file, from 0
  morgue show TW-2024-0117                   by the record's own id
  morgue show replies.txt --matches 'expan*' with matches set off
  morgue show replies.txt --plain            nothing but the text

The margin names who makes each statement: │ runs along words in quotation marks, ┊ along
reported speech. Behind a date stands in brackets what it means.")]
pub struct Args {
    /// Id of the article: as `query` prints it
    id: String,
    #[command(flatten)]
    place: Place,
    /// Set off what this query matches
    #[arg(long, value_name = "TEXT")]
    matches: Option<String>,
    /// Leave statements and dates unmarked
    #[arg(long)]
    plain: bool,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Plain,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let index = Archive::find(&args.place, false)?.open()?;
    let query: Option<Query> = args.matches.as_deref().map(str::parse).transpose()?;
    let found = match (index.get(&args.id)?, args.id.strip_prefix("./")) {
        // As a shell completes a path.
        (None, Some(path)) => index.get(path)?,
        (found, _) => found,
    };
    let Some(found) = found else {
        tell!(
            "there is no article {}: ids are what `morgue query` prints, path or path#record",
            args.id
        );
        return Ok(false);
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Plain::Json => {
            serde_json::to_writer_pretty(&mut out, &article::json(&found))?;
            out.write_all(b"\n")?;
        }
        Plain::Text => {
            let matches = match &query {
                Some(query) => index.highlight(query, &found)?,
                None => Vec::new(),
            };
            page::text(
                &mut out,
                &found,
                &matches,
                args.plain,
                terminal::style(color),
            )?;
        }
    }
    if found.headline.is_empty() && found.body.is_empty() {
        bail!("the article {} is empty", args.id);
    }
    out.flush()?;
    Ok(true)
}
