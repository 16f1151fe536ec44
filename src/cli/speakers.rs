//! `morgue speakers`.

use std::io::Write;

use anyhow::{Context, bail};
use clap::ValueEnum;
use morgue::engine::export::Totals;
use morgue::engine::local::LocalIndex;
use morgue::engine::{Engine, SearchRequest, SpeakerSummary};
use morgue::output::export::{self, Asked, FORMATS, Meta, PEOPLE, Person};
use morgue::output::speakers;
use morgue::output::status::count;
use morgue::query::Query;

use super::When;
use super::archive::Place;
use super::form::FormArgs;
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
  morgue speakers --limit 0 --output speakers.xlsx

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
    #[command(flatten)]
    form: FormArgs,
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

pub fn run(args: Args, color: When) -> anyhow::Result<bool> {
    let text = args.form.is_text()?;
    let form = args.form.form()?;
    let json = matches!(form, "json" | "jsonl");
    if (text || json) && !args.form.fields.is_empty() {
        bail!("--fields chooses columns; {form} has none");
    }
    let table = match text || json {
        true => None,
        false => Some(tables(&args.form)?),
    };
    let index = ask::index(&args.place, args.update)?;
    let mut found = index.speakers(args.pattern.as_deref())?;
    sort(&mut found, args.sort);
    let total = found.len();
    if args.limit > 0 {
        found.truncate(args.limit);
    }
    let shown = found.len();
    let (mut out, kept) = args.form.open()?;
    if let Some(open) = table {
        let columns = match args.form.fields.is_empty() {
            false => export::choose(PEOPLE, &args.form.fields)?,
            true => PEOPLE.iter().collect(),
        };
        let meta = meta(&args, &index, total, shown)?;
        let mut sink = open(Box::new(out), meta, columns)?;
        for (rank, summary) in (1..).zip(found) {
            sink.row(&Person { rank, summary })?;
        }
        sink.finish()?;
    } else if args.pattern.is_some() && total == 1 {
        let page = index.speaker(found.remove(0))?;
        match text {
            true => speakers::page(&mut out, &page, terminal::style(color))?,
            false => speakers::page_json(&mut out, &page)?,
        }
        out.flush()?;
        kept.keep()?;
        return Ok(true);
    } else {
        match form {
            "json" => speakers::json(&mut out, &found, total)?,
            "jsonl" => speakers::jsonl(&mut out, &found)?,
            _ => speakers::text(&mut out, &found, terminal::style(color))?,
        }
        out.flush()?;
    }
    kept.keep()?;
    match (total, &args.pattern) {
        (0, Some(pattern)) => tell!("nobody with a name like {pattern} speaks in this archive"),
        (0, None) => tell!("nobody speaks in this archive"),
        _ if text => tell!("{}; {shown} shown", speakers_in_all(total)),
        _ if shown < total => tell!("{shown} of {total} rows; --limit 0 writes every one"),
        _ => {}
    }
    Ok(total > 0)
}

fn speakers_in_all(total: usize) -> String {
    let noun = if total == 1 { "speaker" } else { "speakers" };
    format!("{} {noun}", count(total as u64))
}

/// How tables of this form begin.
fn tables(form: &FormArgs) -> anyhow::Result<export::Open<Person>> {
    let format = form.list()?;
    let has = FORMATS.iter().filter(|f| f.people.is_some());
    let has: Vec<&str> = has.map(|f| f.name).collect();
    format.people.with_context(|| {
        let name = format.name;
        format!(
            "speakers are no references: {name} is for query and quotes; there are {}",
            has.join(", ")
        )
    })
}

/// What the list says of itself.
fn meta(args: &Args, index: &LocalIndex, total: usize, shown: usize) -> anyhow::Result<Meta> {
    let asked = args.pattern.as_deref().unwrap_or("all");
    let mut meta = super::export::meta("speakers", &args.place, index)?;
    let mut totals = Totals {
        total: total as u64,
        rows: shown as u64,
        ..Totals::default()
    };
    let every = SearchRequest::new(Query::all(), 0);
    totals.articles = index.search(&every)?.total;
    meta.articles = totals.articles;
    meta.queries.push(Asked {
        name: asked.to_owned(),
        query: asked.to_owned(),
        totals,
    });
    Ok(meta)
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
