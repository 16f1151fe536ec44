//! `morgue watch`.

use std::io::{BufWriter, Write};

use anyhow::bail;
use clap::{Subcommand, ValueEnum};
use morgue::engine::local::{Fresh, LocalIndex};
use morgue::engine::{SearchRequest, SearchResponse, Sort};
use morgue::output::status::count;
use morgue::output::{hits, line, watch as output};
use morgue::query::Query;
use morgue::watch::{Watch, Watches};
use serde_json::Value;

use super::When;
use super::archive::{Archive, Place};
use super::{ask, terminal};

/// Hits read and written at a time.
const PIECE: usize = 200;

/// Save searches, and be told what is new to them
///
/// `run` prints the articles that match and came into the index since the last run, whatever their date. What was
/// there when a search was added is not new. Exit code 0 when there is something new, 1 when not.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue watch add ulma 'Ulma AND ceasefire'
  morgue watch add week 'strike date:7d' --from-start
  morgue watch run --update                 all of them, for cron
  morgue watch run ulma --format jsonl
  morgue watch list
  morgue watch remove ulma")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Save a search
    Add(Add),
    /// List the saved searches
    List(List),
    /// Forget a saved search
    Remove(Remove),
    /// Print what is new to one of them, or to all
    Run(Run),
}

#[derive(clap::Args)]
struct Add {
    /// What to call it: letters, digits, - and _
    name: String,
    /// What to look for
    #[arg(value_name = "QUERY")]
    query: String,
    /// Words side by side are alternatives
    #[arg(long)]
    any: bool,
    /// Also articles that only may lie in a range of dates
    #[arg(long)]
    loose_dates: bool,
    /// What is there already is new to the first run
    #[arg(long)]
    from_start: bool,
    #[command(flatten)]
    place: Place,
    /// Bring the index up to date first
    #[arg(long)]
    update: bool,
}

#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    place: Place,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(clap::Args)]
struct Remove {
    /// What it is called
    name: String,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
struct Run {
    /// What it is called [default: all of them]
    name: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Bring the index up to date first
    #[arg(long)]
    update: bool,
    /// Most passages for each hit
    #[arg(long, value_name = "N", default_value_t = 3)]
    passages: usize,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One object
    Json,
    /// A line for each watch, and one for each hit after it
    Jsonl,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    match args.command {
        Command::Add(args) => add(args),
        Command::List(args) => list(&args, color),
        Command::Remove(args) => remove(&args),
        Command::Run(args) => report(&args, color),
    }
}

fn add(args: Add) -> anyhow::Result<bool> {
    Watches::check(&args.name)?;
    Query::parse(&args.query, args.any)?;
    let index = ask::index(&args.place, args.update)?;
    let watches = Watches::of(&Archive::find(&args.place, false)?.home);
    let _lock = watches.lock()?;
    if watches.get(&args.name)?.is_some() {
        bail!(
            "there is a watch called {0} already: `morgue watch remove {0}` forgets it",
            args.name
        );
    }
    let mut watch = Watch {
        name: args.name,
        query: args.query,
        any: args.any,
        loose_dates: args.loose_dates,
        added: jiff::Timestamp::now().to_string(),
        last_run: None,
        seen: Default::default(),
    };
    if !args.from_start {
        fresh(&index, &mut watch, 0)?;
    }
    watches.keep(&watch)?;
    let there = match watch.seen.len() {
        0 if args.from_start => "all there is will be new to its first run".to_owned(),
        1 => "1 article is there already".to_owned(),
        n => format!("{} articles are there already", count(n as u64)),
    };
    tell!("watch {} added; {there}", watch.name);
    Ok(true)
}

fn list(args: &List, color: When) -> anyhow::Result<bool> {
    let all = Watches::of(&Archive::find(&args.place, false)?.home).all()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let values = all.iter().map(output::value);
    match args.format {
        Format::Text => output::list(&mut out, &all, terminal::style(color))?,
        Format::Jsonl => {
            for value in values {
                line::write(&mut out, &value)?;
            }
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &Value::from_iter(values))?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    if all.is_empty() {
        tell!("nothing is watched yet: morgue watch add NAME QUERY");
    }
    Ok(!all.is_empty())
}

fn remove(args: &Remove) -> anyhow::Result<bool> {
    let watches = Watches::of(&Archive::find(&args.place, false)?.home);
    let _lock = watches.lock()?;
    if !watches.remove(&args.name)? {
        bail!("{}", unknown(&args.name, &watches)?);
    }
    tell!("watch {} removed", args.name);
    Ok(true)
}

fn unknown(name: &str, watches: &Watches) -> anyhow::Result<String> {
    let names: Vec<String> = watches.all()?.into_iter().map(|w| w.name).collect();
    Ok(match names.is_empty() {
        true => {
            format!("there is no watch called {name}, nor any other: morgue watch add NAME QUERY")
        }
        false => format!(
            "there is no watch called {name}; there are {}",
            names.join(", ")
        ),
    })
}

/// What is new to a watch; from then on it has seen it.
fn fresh(
    index: &LocalIndex,
    watch: &mut Watch,
    passages: usize,
) -> anyhow::Result<(String, Fresh)> {
    let query = Query::parse(&watch.query, watch.any)?;
    let request = SearchRequest {
        sort: Sort::Newest,
        passages,
        loose_dates: watch.loose_dates,
        ..SearchRequest::new(query, usize::MAX)
    };
    let found = index.fresh(&request, &mut watch.seen)?;
    Ok((request.query.to_string(), found))
}

fn report(args: &Run, color: When) -> anyhow::Result<bool> {
    let index = ask::index(&args.place, args.update)?;
    let watches = Watches::of(&Archive::find(&args.place, false)?.home);
    let _lock = watches.lock()?;
    let chosen = match &args.name {
        None => watches.all()?,
        Some(name) => match watches.get(name)? {
            Some(watch) => vec![watch],
            None => bail!("{}", unknown(name, &watches)?),
        },
    };
    if chosen.is_empty() {
        bail!("nothing is watched yet: morgue watch add NAME QUERY");
    }
    let style = terminal::style(color);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut ran = Vec::new();
    let mut values = Vec::new();
    let mut any = false;
    for mut watch in chosen {
        let now = jiff::Timestamp::now().to_string();
        let (query, found) = fresh(&index, &mut watch, args.passages)?;
        any |= !found.is_empty();
        let mut head = output::run(&watch, &query, found.len());
        match args.format {
            Format::Text if found.is_empty() => {}
            Format::Text => writeln!(
                out,
                "{}",
                output::heading(&watch, &query, found.len(), style)
            )?,
            Format::Jsonl => line::write(&mut out, &head)?,
            Format::Json => {}
        }
        let mut listed = Vec::new();
        for from in (0..found.len()).step_by(PIECE) {
            let piece = found.hits(from, PIECE)?;
            match args.format {
                Format::Text => {
                    let response = SearchResponse {
                        hits: piece,
                        ..SearchResponse::default()
                    };
                    hits::text(&mut out, &response, from + 1, style)?;
                }
                Format::Jsonl => {
                    for (i, hit) in piece.iter().enumerate() {
                        let mut value = hits::hit(hit, from + i + 1);
                        value["watch"] = Value::from(watch.name.as_str());
                        line::write(&mut out, &value)?;
                    }
                }
                Format::Json => {
                    let hits = piece.iter().enumerate();
                    listed.extend(hits.map(|(i, hit)| hits::hit(hit, from + i + 1)));
                }
            }
        }
        head["hits"] = Value::Array(listed);
        values.push(head);
        watch.last_run = Some(now);
        ran.push((watch, found.len()));
    }
    if args.format == Format::Json {
        serde_json::to_writer_pretty(&mut out, &Value::Array(values))?;
        writeln!(out)?;
    }
    // What nobody has read stays new: only what is written out is seen.
    out.flush()?;
    for (watch, new) in &ran {
        watches.keep(watch)?;
        if *new == 0 {
            tell!("{}: nothing new", watch.name);
        }
    }
    Ok(any)
}
