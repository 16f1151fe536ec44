//! `morgue timeline`.

use std::io::{BufWriter, Write};

use clap::ValueEnum;
use morgue::engine::timeline::{Of, TimelineRequest, Unit};
use morgue::output::status::count;
use morgue::output::timeline;
use morgue::query::{Node, Query};

use super::When;
use super::archive::Place;
use super::query::explain_empty;
use super::{ask, terminal};

/// Show hits through time: bars, gaps, the busiest periods and their headlines
///
/// An article known only to the month or the year is drawn in no finer period; it is counted apart, as are the
/// undated.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue timeline 'gas transit'
  morgue timeline expansion --by week --from 2023-09 --to 2024-02
  morgue timeline 'torvanin SAID bridge' --of said --speakers 5
  morgue timeline strike --of mentioned --since 1990
  morgue timeline expansion --format svg > expansion.svg")]
pub struct Args {
    /// What to look for [default: everything]
    #[arg(value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Bring the index up to date first
    #[arg(long)]
    update: bool,
    /// Length of a period
    #[arg(long, value_name = "PERIOD", default_value = "auto")]
    by: By,
    /// What places a hit in time; --from and --to bound the same
    #[arg(long, value_name = "WHAT", default_value = "published")]
    of: What,
    /// A row each for so many of the most quoted
    #[arg(long, value_name = "N", default_value_t = 0)]
    speakers: usize,
    /// How many of the busiest periods are given with a headline
    #[arg(long, value_name = "N", default_value_t = 3)]
    busiest: usize,
    #[command(flatten)]
    dates: ask::Dates,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Lengths of a period.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// The finest that fits
    Auto,
    /// A day
    Day,
    /// From Monday to Sunday
    Week,
    /// A month
    Month,
    /// Three months
    Quarter,
    /// A year
    Year,
}

/// What places a hit in time.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// The day an article was published
    Published,
    /// The days an article speaks of
    Mentioned,
    /// The day a statement was published: the query is looked for in what was said
    Said,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One object
    Json,
    /// A row for each period
    Csv,
    /// A drawing for a report
    Svg,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let mut query = match &args.query {
        Some(text) => Query::parse(text, false)?,
        None => Query::all(),
    };
    let of = match args.of {
        What::Published => Of::Published,
        What::Mentioned => Of::Mentioned,
        What::Said => Of::Said,
    };
    match args.dates.range()? {
        Some(Node::Published(range)) if of == Of::Mentioned => {
            query = query.and(Node::Mentions(range))
        }
        Some(range) => query = query.and(range),
        None => {}
    }
    let index = ask::index(&args.place, args.update)?;
    let request = TimelineRequest {
        of,
        unit: match args.by {
            By::Auto => None,
            By::Day => Some(Unit::Day),
            By::Week => Some(Unit::Week),
            By::Month => Some(Unit::Month),
            By::Quarter => Some(Unit::Quarter),
            By::Year => Some(Unit::Year),
        },
        busiest: args.busiest,
        speakers: args.speakers,
        loose_dates: args.dates.loose_dates,
        query,
    };
    let found = index.timeline(&request)?;
    let canonical = request.query.to_string();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Text => timeline::text(&mut out, &found, terminal::style(color))?,
        Format::Json => timeline::json(&mut out, &found, &canonical)?,
        Format::Csv => timeline::csv(&mut out, &found, &canonical)?,
        Format::Svg => timeline::svg(&mut out, &found, &canonical)?,
    }
    out.flush()?;
    let left_out = timeline::left_out(&found);
    if found.total == 0 && of == Of::Said {
        tell!("no statement found for {canonical}");
    } else if found.total == 0 {
        explain_empty(&index, &request.query)?;
    } else if args.format == Format::Text || !left_out.is_empty() {
        let noun = timeline::noun(of, found.total);
        let mut parts = vec![format!("{} {noun} for {canonical}", count(found.total))];
        parts.extend(left_out);
        tell!("{}", parts.join("; "));
    }
    Ok(found.total > 0)
}
