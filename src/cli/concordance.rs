//! `morgue concordance`.

use std::io::{BufWriter, Write};

use clap::ValueEnum;
use morgue::engine::concordance::{CollocatesRequest, ConcordanceRequest, Matches, Order};
use morgue::output::concordance as output;
use morgue::output::line;
use morgue::output::status::count;
use morgue::output::style::Style;
use morgue::query::Query;

use super::When;
use super::archive::Place;
use super::query::explain_empty;
use super::{ask, terminal};

/// Show every match in its context, a line each, or the words that keep it company
///
/// Matches come from the field that is searched: title: from headlines, said: from statements, a word alone from
/// headline and body. Of the copies of one story only the best is read, unless --no-fold is given.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue concordance 'gas transit'
  morgue concordance corridor --sort left
  morgue concordance 'said:corridor' --sort date --width 120
  morgue concordance '\"peace talks\"' --format csv > lines.csv
  morgue concordance minister --collocates --window 3")]
pub struct Args {
    /// What to look for
    #[arg(value_name = "QUERY")]
    query: String,
    #[command(flatten)]
    place: Place,
    /// Bring the index up to date first
    #[arg(long)]
    update: bool,
    /// Order of the lines
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Sort,
    /// Columns of a line [default: those of the terminal]; in other forms than text, characters of context
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=10_000))]
    width: Option<u16>,
    /// Most lines, or words with --collocates [default: all lines, 30 words]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// Words that stand near the matches more often than chance has it, by log-likelihood; not stop words
    #[arg(long)]
    collocates: bool,
    /// How many words on either side are near
    #[arg(long, value_name = "N", default_value_t = 5, requires = "collocates",
          value_parser = clap::value_parser!(u16).range(1..=100))]
    window: u16,
    /// Least times a word must stand near
    #[arg(long, value_name = "N", default_value_t = 3, requires = "collocates")]
    least: u64,
    /// Read each copy of a story
    #[arg(long)]
    no_fold: bool,
    #[command(flatten)]
    dates: ask::Dates,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Orders of lines.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    /// Best articles first
    Relevance,
    /// First published first
    Date,
    /// By the words before the match, the nearest first
    Left,
    /// By the words after it
    Right,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One object
    Json,
    /// A line for each match, then one with the sums
    Jsonl,
    /// A row for each match
    Csv,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let mut query = Query::parse(&args.query, false)?;
    if let Some(range) = args.dates.range()? {
        query = query.and(range);
    }
    let index = ask::index(&args.place, args.update)?;
    let mut style = terminal::style(color);
    if let Some(width) = args.width {
        style.width = usize::from(width);
    }
    let canonical = query.to_string();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let all = match args.collocates {
        true => {
            let found = index.collocates(&CollocatesRequest {
                query: query.clone(),
                window: usize::from(args.window),
                limit: args.limit.unwrap_or(30),
                least: args.least,
                loose_dates: args.dates.loose_dates,
                fold: !args.no_fold,
            })?;
            match args.format {
                Format::Text if found.words.is_empty() => {}
                Format::Text => output::collocates_text(&mut out, &found, style)?,
                Format::Json => output::collocates_json(&mut out, &found, &canonical)?,
                Format::Jsonl => output::collocates_jsonl(&mut out, &found, &canonical)?,
                Format::Csv => output::collocates_csv(&mut out, &found)?,
            }
            found.of
        }
        false => {
            let request = ConcordanceRequest {
                query: query.clone(),
                order: match args.sort {
                    Sort::Relevance => Order::Relevance,
                    Sort::Date => Order::Date,
                    Sort::Left => Order::Left,
                    Sort::Right => Order::Right,
                },
                limit: args.limit,
                context: style.width,
                loose_dates: args.dates.loose_dates,
                fold: !args.no_fold,
            };
            lines(&index, &request, args.format, style, &mut out)?
        }
    };
    out.flush()?;
    if all.matches == 0 && all.articles + all.folded == 0 {
        explain_empty(&index, &query)?;
    } else if args.format == Format::Text {
        tell!("{}", told(&all, &canonical, args.limit));
    }
    Ok(all.matches > 0)
}

fn lines(
    index: &morgue::engine::local::LocalIndex,
    request: &ConcordanceRequest,
    format: Format,
    style: Style,
    out: &mut impl Write,
) -> anyhow::Result<Matches> {
    let canonical = request.query.to_string();
    match format {
        Format::Json => write!(out, "{{\"lines\": [")?,
        Format::Csv => write!(out, "{}", output::CSV_HEADER)?,
        _ => {}
    }
    let mut first = true;
    let all = index.concordance(request, &mut |found| {
        match format {
            Format::Text => output::text(out, &found, style)?,
            Format::Csv => output::csv(out, &found)?,
            Format::Jsonl => line::write(out, &output::value(&found))?,
            Format::Json => {
                out.write_all(if first { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &output::value(&found))?;
            }
        }
        first = false;
        Ok(())
    })?;
    let sums = output::sums(&canonical, all);
    match format {
        Format::Jsonl => line::write(out, &sums)?,
        Format::Json => {
            // The sums are known when the lines are written: their fields follow.
            let text = serde_json::to_string(&sums)?;
            writeln!(out, "\n],{}", text.trim_start_matches('{'))?;
        }
        Format::Text | Format::Csv => {}
    }
    Ok(all)
}

/// `312 matches in 40 articles for corridor, 2 copies not read; 20 shown`.
fn told(all: &Matches, query: &str, limit: Option<usize>) -> String {
    let plural =
        |n: u64, one: &str, more: &str| format!("{} {}", count(n), if n == 1 { one } else { more });
    let mut text = format!(
        "{} in {} for {query}",
        plural(all.matches, "match", "matches"),
        plural(all.articles, "article", "articles")
    );
    if all.folded > 0 {
        text += &format!(", {} not read", plural(all.folded, "copy", "copies"));
    }
    match limit {
        Some(limit) if (limit as u64) < all.matches => text + &format!("; {limit} shown"),
        _ => text,
    }
}
