//! `morgue speakers`.

use std::io::{BufWriter, Write};

use clap::ValueEnum;
use morgue::engine::SpeakerSummary;
use morgue::output::speakers;

use super::When;
use super::archive::Place;
use super::{ask, terminal};

/// List who speaks in the archive, or tell all about one person
///
/// Names that are spellings of one person are taken together, in doubt they stay apart.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue speakers
  morgue speakers --sort last -n 50
  morgue speakers torvanin                 all about one
  morgue speakers ver                      those with a name that begins so
  morgue speakers --format jsonl --limit 0 everybody

A file aliases.toml at the top of the archive merges and splits by hand:
  [\"Alexei Torvanin\"]
  also = [\"A. Torvanin\"]
  not = [\"Torvanin\"]")]
pub struct Args {
    /// Words of a name; the last may be the beginning of one
    #[arg(value_name = "PATTERN")]
    pattern: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Bring the index up to date first
    #[arg(long)]
    update: bool,
    /// Order of the speakers
    #[arg(long, value_name = "ORDER", default_value = "statements")]
    sort: Order,
    /// Most speakers shown; 0 for all
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Orders of speakers.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// Most statements first
    Statements,
    /// Most articles first
    Articles,
    /// First heard first
    First,
    /// Last heard first
    Last,
    /// Most variants of the name first
    Variants,
    /// By the most frequent role, those without one last
    Role,
    /// By name
    Name,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One object
    Json,
    /// A line for each speaker
    Jsonl,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let index = ask::index(&args.place, args.update)?;
    let mut found = index.speakers(args.pattern.as_deref())?;
    sort(&mut found, args.sort);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let style = terminal::style(color);
    let total = found.len();
    if args.pattern.is_some() && total == 1 {
        let page = index.speaker(found.remove(0))?;
        match args.format {
            Format::Text => speakers::page(&mut out, &page, style)?,
            Format::Json | Format::Jsonl => speakers::page_json(&mut out, &page)?,
        }
        out.flush()?;
        return Ok(true);
    }
    if args.limit > 0 {
        found.truncate(args.limit);
    }
    match args.format {
        Format::Text => speakers::text(&mut out, &found, style)?,
        Format::Json => speakers::json(&mut out, &found, total)?,
        Format::Jsonl => speakers::jsonl(&mut out, &found)?,
    }
    out.flush()?;
    match (total, &args.pattern) {
        (0, Some(pattern)) => tell!("nobody with a name like {pattern} speaks in this archive"),
        (0, None) => tell!("nobody speaks in this archive"),
        _ if args.format == Format::Text => tell!("{total} speakers; {} shown", found.len()),
        _ => {}
    }
    Ok(total > 0)
}

fn sort(found: &mut [SpeakerSummary], order: Order) {
    match order {
        Order::Statements => found.sort_by_key(|s| std::cmp::Reverse(s.statements)),
        Order::Articles => found.sort_by_key(|s| std::cmp::Reverse(s.articles)),
        Order::First => found.sort_by_key(|s| (s.first.is_none(), s.first)),
        Order::Last => found.sort_by_key(|s| std::cmp::Reverse(s.last)),
        Order::Variants => found.sort_by_key(|s| std::cmp::Reverse(s.variants.len())),
        Order::Role => found.sort_by_key(|s| {
            let role = s.roles.first().map(|r| r.role.to_lowercase());
            (role.is_none(), role)
        }),
        Order::Name => {}
    }
}
