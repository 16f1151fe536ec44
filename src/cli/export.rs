//! Hit lists: what is in them, and writing them hit by hit.

use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::rc::Rc;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use morgue::engine::export::Totals;
use morgue::engine::facets::{FACETS, Facet};
use morgue::engine::local::LocalIndex;
use morgue::engine::{SearchRequest, Target};
use morgue::output::export::{self, Asked, COLUMNS, Meta, Record};
use morgue::output::status::count;

use super::archive::{Archive, Place};
use super::form::FormArgs;
use super::questions::{Question, called};

/// Arguments of commands that make lists.
#[derive(Debug, Clone, clap::Args)]
pub struct ListArgs {
    /// A list of queries, one a line, with a name and a tab before it where it shall have one; - for standard input
    #[arg(long, value_name = "FILE")]
    pub queries: Option<PathBuf>,
    #[command(flatten)]
    pub form: FormArgs,
    /// Every hit, written as it is read
    #[arg(long, conflicts_with_all = ["limit", "count"])]
    pub all: bool,
    /// Counts of all that match, too: by speaker, source, section, language, year (-n 0 for these alone)
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', value_parser = facet, conflicts_with = "count")]
    pub facet: Vec<Facet>,
    /// Most values of each facet but year [default: 10 in text, in other forms all]
    #[arg(long, value_name = "N", requires = "facet")]
    pub facet_values: Option<usize>,
    /// Words before and after the match
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub kwic: usize,
}

fn facet(text: &str) -> Result<Facet, String> {
    let known = FACETS.iter().find(|f| f.name() == text);
    let all = FACETS.map(Facet::name);
    known
        .copied()
        .ok_or_else(|| format!("there are {}", all.join(", ")))
}

/// Values of each facet given to people.
const VALUES: usize = 10;

impl ListArgs {
    /// What is to be counted, each once, and how many values of it are wanted.
    pub fn facets(&self) -> anyhow::Result<(Vec<Facet>, usize)> {
        let mut all: Vec<Facet> = Vec::new();
        for facet in &self.facet {
            if !all.contains(facet) {
                all.push(*facet);
            }
        }
        let usual = match self.form.form()? {
            "text" => VALUES,
            _ => usize::MAX,
        };
        Ok((all, self.facet_values.unwrap_or(usual)))
    }

    /// True when a list is asked for that [`run`] writes; else it is one of the command's own forms.
    pub fn is_list(&self) -> anyhow::Result<bool> {
        let form = self.form.form()?;
        if form == "text" && (self.all || self.form.output.is_some()) {
            bail!("--all and --output need a form other than text: add --format csv or another");
        }
        let columns = !self.form.fields.is_empty();
        if columns && matches!(form, "text" | "json" | "jsonl" | "ris" | "bibtex") {
            bail!("--fields chooses columns; {form} has none");
        }
        let own = matches!(form, "text" | "json" | "jsonl");
        // A list has more to say of its queries than the short forms.
        let listed = self.queries.is_some() && form != "text";
        Ok(!own || self.all || self.form.output.is_some() || listed)
    }
}

/// Writes a list of the hits of all questions, and returns how many each has.
pub fn run(
    args: &ListArgs,
    place: &Place,
    index: &LocalIndex,
    base: &SearchRequest,
    questions: &[Question],
) -> anyhow::Result<Vec<Totals>> {
    let format = args.form.list()?;
    let mut columns = match args.form.fields.is_empty() {
        false => export::choose(COLUMNS, &args.form.fields)?,
        true => format.usual(),
    };
    if args.queries.is_some() {
        columns = export::naming(columns);
    }
    let mut base = base.clone();
    if args.all {
        base.limit = usize::MAX;
    }
    if !matches!(format.name, "json" | "jsonl") {
        base.passages = 0;
        base.copies = 0;
    }
    // One query says how many hits it has before the first of them; what a list says of its queries stands before
    // all hits.
    let mut known = match questions {
        [_] => Vec::new(),
        several => totals(index, &base, several)?,
    };
    if !known.is_empty() {
        base.facets.clear();
    }
    let (out, kept) = args.form.open()?;
    let mut out = Some(out);
    let mut meta = meta("query", place, index)?;
    meta.list = args.queries.as_deref().map(called);
    meta.target = base.target;
    let bar = ProgressBar::hidden();
    let sink = RefCell::new(None);
    for (nth, question) in questions.iter().enumerate() {
        let request = SearchRequest {
            query: question.query.clone(),
            ..base.clone()
        };
        let name: Rc<str> = question.name().into();
        let mut rank = request.offset as u64;
        index
            .export(
                &request,
                args.kwic,
                &mut |found| {
                    let Some(out) = out.take() else { return Ok(()) };
                    if known.is_empty() {
                        known.push(found.clone());
                    }
                    if args.all && std::io::stderr().is_terminal() {
                        bar.set_draw_target(ProgressDrawTarget::stderr());
                        bar.set_length(known.iter().map(|t| t.rows).sum());
                        bar.set_style(ProgressStyle::with_template(
                            "{wide_bar} {pos}/{len} {eta}",
                        )?);
                    }
                    meta.articles = found.articles;
                    meta.queries = questions.iter().zip(&known).map(asked).collect();
                    let sink_of = (format.hits)(Box::new(out), meta.clone(), columns.clone())?;
                    *sink.borrow_mut() = Some(sink_of);
                    Ok(())
                },
                &mut |row| {
                    rank += 1;
                    bar.inc(1);
                    let query = name.clone();
                    let record = Record {
                        nth,
                        query,
                        rank,
                        row,
                    };
                    sink.borrow_mut()
                        .as_mut()
                        .map_or(Ok(()), |sink| sink.row(&record))
                },
            )
            .map_err(|e| question.told(e))?;
    }
    bar.finish_and_clear();
    if let Some(sink) = sink.into_inner() {
        sink.finish()?;
    }
    kept.keep()?;
    let hits = known.iter().map(Totals::hits).sum();
    let rows: u64 = known.iter().map(|t| t.rows).sum();
    if rows < hits {
        let (rows, hits) = (count(rows), count(hits));
        tell!("{rows} of {hits} rows; --all writes every one");
    } else if let Some(path) = &args.form.output {
        let noun = if rows == 1 { "row" } else { "rows" };
        tell!(
            "{} {noun}, all there are, in {}",
            count(rows),
            path.display()
        );
    }
    Ok(known)
}

/// What a list says of itself before it is known what is in it.
pub fn meta(title: &'static str, place: &Place, index: &LocalIndex) -> anyhow::Result<Meta> {
    let archive = Archive::find(place, false)?;
    let root = archive.root.canonicalize().unwrap_or(archive.root);
    Ok(Meta {
        title,
        queries: Vec::new(),
        list: None,
        archive: root.display().to_string(),
        index_version: index.version(),
        time: jiff::Timestamp::now()
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
        target: Target::default(),
        articles: 0,
    })
}

/// What a list says of one of its queries.
fn asked((question, totals): (&Question, &Totals)) -> Asked {
    Asked {
        name: question.name(),
        query: question.query.to_string(),
        totals: totals.clone(),
    }
}

/// How many hits each question has, and how many of them are asked for.
pub fn totals(
    index: &LocalIndex,
    base: &SearchRequest,
    questions: &[Question],
) -> anyhow::Result<Vec<Totals>> {
    let one = |question: &Question| {
        let request = SearchRequest {
            query: question.query.clone(),
            limit: 0,
            ..base.clone()
        };
        let mut all = Totals::default();
        let count = &mut |found: &Totals| {
            all = found.clone();
            Ok(())
        };
        index
            .export(&request, 0, count, &mut |_| Ok(()))
            .map_err(|e| question.told(e))?;
        all.rows = all
            .hits()
            .saturating_sub(base.offset as u64)
            .min(base.limit as u64);
        Ok(all)
    };
    questions.iter().map(one).collect()
}
