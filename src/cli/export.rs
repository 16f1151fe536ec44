//! Hit lists: which form, where to, and the file that appears only when it is whole.

use std::cell::RefCell;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use morgue::engine::SearchRequest;
use morgue::engine::export::Totals;
use morgue::engine::facets::{FACETS, Facet};
use morgue::engine::local::LocalIndex;
use morgue::output::export::{self, Asked, FORMATS, Meta, Record};
use morgue::output::status::count;

use super::archive::{Archive, Place};
use super::questions::{Question, called};

/// Arguments of commands that make lists.
#[derive(Debug, Clone, clap::Args)]
pub struct ListArgs {
    /// A list of queries, one a line, with a name and a tab before it where it shall have one; - for standard input
    #[arg(long, value_name = "FILE")]
    pub queries: Option<PathBuf>,
    /// Form of the output: text, json, jsonl, csv, tsv, md, html, ris, bibtex or xlsx [default: by the ending of
    /// --output, else text]
    #[arg(long, value_name = "FORMAT", value_parser = name)]
    pub format: Option<String>,
    /// File to write, put in place when it is whole
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Every hit, written as it is read
    #[arg(long, conflicts_with_all = ["limit", "count"])]
    pub all: bool,
    /// Columns, in this order: rank,date,headline...
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub fields: Vec<String>,
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

fn name(text: &str) -> Result<String, String> {
    if text == "text" || export::format(text).is_some() {
        return Ok(text.to_owned());
    }
    let all: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    Err(format!("there are text, {}", all.join(", ")))
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
        let usual = match self.form()? {
            "text" => VALUES,
            _ => usize::MAX,
        };
        Ok((all, self.facet_values.unwrap_or(usual)))
    }

    /// The form asked for, or that of the file.
    pub fn form(&self) -> anyhow::Result<&str> {
        if let Some(name) = &self.format {
            return Ok(name);
        }
        let Some(path) = &self.output else {
            return Ok("text");
        };
        let ending = path.extension().and_then(|e| e.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("txt") => Ok("text"),
            Some(ending) if export::format(ending).is_some() => {
                Ok(export::format(ending).map_or("text", |f| f.name))
            }
            _ => bail!(
                "the ending of {} names no form of output: add --format csv or another",
                path.display()
            ),
        }
    }

    /// True when a list is asked for that [`run`] writes; else it is one of the command's own forms.
    pub fn is_list(&self) -> anyhow::Result<bool> {
        let form = self.form()?;
        if form == "text" && (self.all || self.output.is_some()) {
            bail!("--all and --output need a form other than text: add --format csv or another");
        }
        let columns = !self.fields.is_empty();
        if columns && matches!(form, "text" | "json" | "jsonl" | "ris" | "bibtex") {
            bail!("--fields chooses columns; {form} has none");
        }
        let own = matches!(form, "text" | "json" | "jsonl");
        // A list has more to say of its queries than the short forms.
        let listed = self.queries.is_some() && form != "text";
        Ok(!own || self.all || self.output.is_some() || listed)
    }
}

/// A file written beside its place.
struct Beside {
    temporary: tempfile::NamedTempFile,
    place: PathBuf,
}

impl Beside {
    fn new(place: &Path) -> anyhow::Result<Self> {
        let dir = match place.parent() {
            Some(dir) if dir != Path::new("") => dir,
            _ => Path::new("."),
        };
        let temporary = tempfile::NamedTempFile::new_in(dir)
            .with_context(|| format!("cannot write {}", place.display()))?;
        Ok(Beside {
            temporary,
            place: place.to_owned(),
        })
    }

    fn keep(self) -> anyhow::Result<()> {
        let told = || format!("cannot write {}", self.place.display());
        self.temporary.as_file().sync_all().with_context(told)?;
        // As any new file: for all to read.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let open = std::fs::Permissions::from_mode(0o644);
            self.temporary
                .as_file()
                .set_permissions(open)
                .with_context(told)?;
        }
        let place = self.place.clone();
        self.temporary
            .persist(&self.place)
            .map(drop)
            .with_context(|| format!("cannot write {}", place.display()))
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
    let form = args.form()?;
    let Some(format) = export::format(form) else {
        bail!("there is no form {form}");
    };
    let listed = args.queries.is_some();
    let columns = match args.fields.is_empty() {
        false => export::choose(&args.fields, listed)?,
        true => format.usual(listed),
    };
    if format.binary && args.output.is_none() && std::io::stdout().is_terminal() {
        bail!("{form} is nothing for a terminal: add --output FILE");
    }
    let mut base = base.clone();
    if args.all {
        base.limit = usize::MAX;
    }
    if !matches!(form, "json" | "jsonl") {
        base.passages = 0;
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
    let archive = Archive::find(place, false)?;
    let root = archive.root.canonicalize().unwrap_or(archive.root);
    let beside = args.output.as_deref().map(Beside::new).transpose()?;
    let out: Box<dyn Write> = match &beside {
        Some(beside) => Box::new(beside.temporary.as_file().try_clone()?),
        None => Box::new(std::io::stdout()),
    };
    let mut out = Some(BufWriter::with_capacity(1 << 16, out));
    let mut meta = Meta {
        queries: Vec::new(),
        list: args.queries.as_deref().map(called),
        archive: root.display().to_string(),
        index_version: index.version(),
        time: jiff::Timestamp::now()
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
        target: base.target,
        articles: 0,
    };
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
                    let sink_of = format.open(Box::new(out), meta.clone(), columns.clone())?;
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
    if let Some(beside) = beside {
        beside.keep()?;
    }
    let hits = known.iter().map(Totals::hits).sum();
    let rows: u64 = known.iter().map(|t| t.rows).sum();
    if rows < hits {
        let (rows, hits) = (count(rows), count(hits));
        eprintln!("{rows} of {hits} rows; --all writes every one");
    } else if let Some(path) = &args.output {
        let noun = if rows == 1 { "row" } else { "rows" };
        eprintln!(
            "{} {noun}, all there are, in {}",
            count(rows),
            path.display()
        );
    }
    Ok(known)
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
        let hits = all.total.saturating_sub(all.folded);
        all.rows = hits
            .saturating_sub(base.offset as u64)
            .min(base.limit as u64);
        Ok(all)
    };
    questions.iter().map(one).collect()
}
