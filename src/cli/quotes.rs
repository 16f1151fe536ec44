//! `morgue quotes`.

use morgue::engine::{SearchRequest, SearchResponse, Target};
use morgue::output::statements;
use morgue::output::status::count;
use morgue::query::{Field, Node, Query};

use super::When;
use super::answer::{Asking, Shown};
use super::archive::Place;
use super::questions::{self, Question};
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
  morgue quotes --speaker torvanin --all --output said.csv
  morgue quotes expansion --facet speaker,year
  morgue quotes --queries watched.txt --count")]
pub struct Args {
    /// What was said [default: anything]
    #[arg(value_name = "QUERY", conflicts_with = "queries")]
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
    sort: ask::Order,
    #[command(flatten)]
    dates: ask::Dates,
    /// Print only the number of statements
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    list: export::ListArgs,
}

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let questions = questions(&args)?;
    args.list.is_list()?;
    let index = ask::index(&args.place, args.update)?;
    let base = SearchRequest {
        target: Target::Statements,
        limit: if args.count { 0 } else { args.limit },
        offset: args.offset,
        sort: args.sort.into(),
        passages: 0,
        explain: false,
        fold: false,
        loose_dates: args.dates.loose_dates,
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
        hits: &|out, response| statements::text(out, response, style),
        tally: &tally,
        counted: &|_, _| None,
        empty: &|_, query| {
            tell!("no statement found for {query}");
            Ok(())
        },
    };
    asking.run(&questions, &shown)
}

/// `32 statements for OSCE; 20 shown`.
fn tally(response: &SearchResponse, query: &str) -> String {
    let noun = match response.total {
        1 => "statement",
        _ => "statements",
    };
    let (total, shown) = (count(response.total), response.hits.len());
    format!("{total} {noun} for {query}; {shown} shown")
}

fn questions(args: &Args) -> anyhow::Result<Vec<Question>> {
    let name = args.speaker.as_ref().map(|name| {
        let name = Node::Phrase {
            text: name.replace('"', " ").trim().to_owned(),
            slop: 0,
        };
        Node::In(Field::Speaker, Box::new(name))
    });
    let also: Vec<Node> = name.into_iter().chain(args.dates.range()?).collect();
    if let Some(file) = &args.list.queries {
        return questions::read(file, false, &also);
    }
    let query = match &args.query {
        Some(text) => Query::parse(text, false)?,
        None => Query::all(),
    };
    Ok(Question::one(also.into_iter().fold(query, Query::and)))
}
