//! `morgue query`.

use anyhow::bail;
use morgue::engine::local::LocalIndex;
use morgue::engine::{COPIES, SearchRequest, SearchResponse, Target};
use morgue::output::copies::NAMED;
use morgue::output::hits;
use morgue::output::status::count;
use morgue::query::{Query, language};

use super::When;
use super::answer::{Asking, Shown};
use super::archive::Place;
use super::questions::{self, Question};
use super::{ask, export, terminal};

/// Search the archive: ranked hits with the passages that match
///
/// All words are required unless OR or --any says otherwise; a word stands for all its forms. Phrases go in
/// quotes and match as written. `morgue help query` prints the whole query language.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = long_help())]
pub struct Args {
    /// What to look for
    #[arg(required_unless_present_any = ["words", "queries"], conflicts_with = "queries", value_name = "TEXT")]
    text: Option<String>,
    /// Plain words, no operators, any of them
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["text", "queries"])]
    words: Option<String>,
    /// Words side by side are alternatives
    #[arg(long)]
    any: bool,
    #[command(flatten)]
    place: Place,
    /// Bring the index up to date first
    #[arg(long)]
    update: bool,
    /// Most hits shown
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Hits passed over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Order of the hits
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: ask::Order,
    #[command(flatten)]
    dates: ask::Dates,
    /// Most passages for each hit
    #[arg(long, value_name = "N", default_value_t = 3)]
    passages: usize,
    /// Say how each score came about
    #[arg(long)]
    explain: bool,
    /// Copies of one story are hits of their own (as they are with --words in other forms than text)
    #[arg(long)]
    no_fold: bool,
    /// Print only the number of hits
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    list: export::ListArgs,
}

const EXAMPLES: &str = "\
Examples:
  morgue query OSCE
  morgue query 'expansion OR enlargement'
  morgue query '\"gas transit\" NOT grain date:2023-10..2024-03'
  morgue query 'title:(strike OR walkout) source:courier' --sort oldest
  morgue query 'Torvanin SAID (gas NEAR/5 transit) lead:OSCE'
  morgue query 'expan*' --format jsonl --limit 1000
  morgue query 'grain deal' --all --output hits.xlsx
  morgue query ceasefire -n 0 --facet source,year
  morgue query --queries watched.txt --all -o hits.csv
  morgue query ceasefire --no-fold        each copy of a syndicated story
  morgue query --words 'what did the envoy say about expansion'";

/// Columns of the help; clap wraps none of it.
const COLUMNS: usize = 78;

/// The examples, and all of the query language.
fn long_help() -> String {
    format!("{EXAMPLES}\n\nQuery language:\n{}", language::text(COLUMNS))
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    // A query that cannot be read is told before anything is built for it.
    let questions = questions(&args)?;
    let text = args.list.form.form()? == "text";
    args.list.is_list()?;
    let index = ask::index(&args.place, args.update)?;
    let base = SearchRequest {
        target: Target::Articles,
        limit: if args.count { 0 } else { args.limit },
        offset: args.offset,
        sort: args.sort.into(),
        passages: args.passages,
        explain: args.explain,
        loose_dates: args.dates.loose_dates,
        // Rankings are measured by the list of all articles.
        fold: !args.no_fold && (args.words.is_none() || text),
        // Each has to be read to be named.
        copies: if text { NAMED } else { COPIES },
        ..SearchRequest::new(Query::all(), 0)
    };
    let style = terminal::style(color);
    let asking = Asking {
        index: &index,
        place: &args.place,
        list: &args.list,
        count: args.count,
        base,
        style,
    };
    let shown = Shown {
        hits: &|out, response| hits::text(out, response, args.offset + 1, style),
        tally: &|response, query| tally(response, query, args.offset),
        counted: &|response, query| (response.folded > 0).then(|| articles(response, query)),
        empty: &explain_empty,
    };
    asking.run(&questions, &shown)
}

/// `32 articles for OSCE; 1 to 10 shown`.
fn tally(response: &SearchResponse, query: &str, offset: usize) -> String {
    let last = offset + response.hits.len();
    let shown = match response.hits.len() {
        0 if offset == 0 => "none shown".to_owned(),
        0 => "none of them in this part".to_owned(),
        _ if last as u64 == response.listed() && offset == 0 => "all shown".to_owned(),
        _ => format!("{} to {last} shown", offset + 1),
    };
    format!("{}; {shown}", articles(response, query))
}

/// `32 articles for OSCE, 3 of them copies folded under others`.
fn articles(response: &SearchResponse, query: &str) -> String {
    let noun = if response.total == 1 {
        "article"
    } else {
        "articles"
    };
    let all = format!("{} {noun} for {query}", count(response.total));
    match response.folded {
        0 => all,
        1 => format!("{all}, 1 of them a copy folded under another"),
        n => format!("{all}, {} of them copies folded under others", count(n)),
    }
}

fn questions(args: &Args) -> anyhow::Result<Vec<Question>> {
    let range = args.dates.range()?;
    if let Some(file) = &args.list.queries {
        return questions::read(file, args.any, range.as_slice());
    }
    let query = match (&args.words, &args.text) {
        (Some(words), _) => Query::words(words),
        (None, Some(text)) => Query::parse(text, args.any)?,
        (None, None) => bail!("there is nothing to look for"),
    };
    Ok(Question::one(range.into_iter().fold(query, Query::and)))
}

/// Says on standard error what each word finds, and what may have been meant.
pub fn explain_empty(index: &LocalIndex, query: &Query) -> anyhow::Result<()> {
    tell!("nothing found for {query}");
    // Of an empty archive there is no more to say.
    if index.is_empty()? {
        return Ok(());
    }
    let report = index.explain_empty(query)?;
    for word in &report.words {
        let noun = if word.articles == 1 {
            "article has"
        } else {
            "articles have"
        };
        match &word.suggestion {
            Some(other) => tell!("  no article has {}; did you mean {other}?", word.word),
            None if word.articles == 0 => tell!("  no article has {}", word.word),
            None => tell!("  {} {noun} {}", count(word.articles), word.word),
        }
    }
    match report.without_dates {
        Some(n) if n > 0 => tell!("  without the date, {} would be found", count(n)),
        _ => {}
    }
    Ok(())
}
