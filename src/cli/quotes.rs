//! `morgue quotes`.

use std::io::{BufWriter, Write};

use clap::ValueEnum;
use morgue::engine::{Engine, SearchRequest, Sort, Target};
use morgue::output::status::count;
use morgue::output::{hits, statements};
use morgue::query::{Field, Node, Query};

use super::When;
use super::archive::Place;
use super::{ask, export, terminal};

/// List statements: what was said, by whom, when and where
///
/// Words of the query are looked for in what was said; fields such as title: or source: in its article.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue quotes expansion
  morgue quotes --speaker torvanin --from 2023-09
  morgue quotes '\"gas transit\" source:wire' --sort relevance
  morgue quotes 'torvanin SAID (bridge OR border)' --format jsonl
  morgue quotes --speaker torvanin --all --output said.csv")]
pub struct Args {
    /// What was said [default: anything]
    #[arg(value_name = "QUERY")]
    query: Option<String>,
    /// Only by this speaker: last name, full name or a variant
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Bring the index up to date first
    #[arg(long)]
    update: bool,
    /// Most statements shown
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Statements passed over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Order of the statements
    #[arg(long, value_name = "ORDER", default_value = "newest")]
    sort: Order,
    #[command(flatten)]
    dates: ask::Dates,
    /// Print only the number of statements
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    list: export::ListArgs,
}

/// Orders of statements.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// Last published first
    Newest,
    /// First published first
    Oldest,
    /// Best first
    Relevance,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let mut query = match &args.query {
        Some(text) => Query::parse(text, false)?,
        None => Query::all(),
    };
    if let Some(name) = &args.speaker {
        let name = Node::Phrase {
            text: name.replace('"', " ").trim().to_owned(),
            slop: 0,
        };
        query = query.and(Node::In(Field::Speaker, Box::new(name)));
    }
    if let Some(range) = args.dates.range()? {
        query = query.and(range);
    }
    let form = args.list.form()?;
    let text = form == "text";
    let is_list = args.list.is_list()? && !args.count;
    let index = ask::index(&args.place, args.update)?;
    let request = SearchRequest {
        target: Target::Statements,
        limit: if args.count { 0 } else { args.limit },
        offset: args.offset,
        sort: match args.sort {
            Order::Newest => Sort::Newest,
            Order::Oldest => Sort::Oldest,
            Order::Relevance => Sort::Relevance,
        },
        passages: 0,
        explain: false,
        fold: false,
        loose_dates: args.dates.loose_dates,
        query,
    };
    if is_list {
        let totals = export::run(&args.list, &args.place, &index, request.clone())?;
        if totals.total == 0 {
            eprintln!("no statement found for {}", request.query);
        }
        return Ok(totals.total > 0);
    }
    let response = index.search(&request)?;
    let first = args.offset + 1;
    let canonical = request.query.to_string();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match form {
        _ if args.count => writeln!(out, "{}", response.total)?,
        "json" => hits::json(&mut out, &response, first, &canonical)?,
        "jsonl" => hits::jsonl(&mut out, &response, first, &canonical)?,
        _ => statements::text(&mut out, &response, terminal::style(color))?,
    }
    out.flush()?;
    if response.total == 0 {
        eprintln!("no statement found for {canonical}");
    } else if text && !args.count {
        let noun = if response.total == 1 {
            "statement"
        } else {
            "statements"
        };
        eprintln!(
            "{} {noun} for {canonical}; {} shown",
            count(response.total),
            response.hits.len()
        );
    }
    Ok(response.total > 0)
}
