//! Hit lists: which form, where to, and the file that appears only when it is whole.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use morgue::engine::SearchRequest;
use morgue::engine::export::Totals;
use morgue::engine::local::LocalIndex;
use morgue::output::export::{self, FORMATS, Meta, Record};
use morgue::output::status::count;

use super::archive::{Archive, Place};

/// Arguments of commands that make lists.
#[derive(Debug, Clone, clap::Args)]
pub struct ListArgs {
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

impl ListArgs {
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
        Ok(!own || self.all || self.output.is_some())
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

/// Writes a list. True when something was found.
pub fn run(
    args: &ListArgs,
    place: &Place,
    index: &LocalIndex,
    mut request: SearchRequest,
) -> anyhow::Result<Totals> {
    let form = args.form()?;
    let Some(format) = export::format(form) else {
        bail!("there is no form {form}");
    };
    let columns = match args.fields.is_empty() {
        false => export::choose(&args.fields)?,
        true if !format.columns.is_empty() => {
            let names: Vec<String> = format.columns.iter().map(|c| (*c).to_owned()).collect();
            export::choose(&names)?
        }
        true => export::COLUMNS.iter().collect(),
    };
    if format.binary && args.output.is_none() && std::io::stdout().is_terminal() {
        bail!("{form} is nothing for a terminal: add --output FILE");
    }
    if args.all {
        request.limit = usize::MAX;
    }
    if !matches!(form, "json" | "jsonl") {
        request.passages = 0;
    }
    let archive = Archive::find(place, false)?;
    let root = archive.root.canonicalize().unwrap_or(archive.root);
    let (archive, index_version) = (root.display().to_string(), index.version());
    let beside = args.output.as_deref().map(Beside::new).transpose()?;
    let out: Box<dyn Write> = match &beside {
        Some(beside) => Box::new(beside.temporary.as_file().try_clone()?),
        None => Box::new(std::io::stdout()),
    };
    let mut out = Some(BufWriter::with_capacity(1 << 16, out));
    let bar = ProgressBar::hidden();
    let mut totals = Totals::default();
    let sink = std::cell::RefCell::new(None);
    let mut rank = request.offset as u64;
    index.export(
        &request,
        args.kwic,
        &mut |found| {
            totals = *found;
            if args.all && std::io::stderr().is_terminal() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.set_length(found.rows);
                bar.set_style(ProgressStyle::with_template(
                    "{wide_bar} {pos}/{len} {eta}",
                )?);
            }
            let meta = Meta {
                query: request.query.to_string(),
                archive: archive.clone(),
                index_version,
                time: jiff::Timestamp::now()
                    .strftime("%Y-%m-%dT%H:%M:%SZ")
                    .to_string(),
                target: request.target,
                totals: *found,
            };
            if let Some(out) = out.take() {
                *sink.borrow_mut() = Some(format.open(Box::new(out), meta, columns.clone())?);
            }
            Ok(())
        },
        &mut |row| {
            rank += 1;
            bar.inc(1);
            match sink.borrow_mut().as_mut() {
                Some(sink) => sink.row(&Record { rank, row }),
                None => Ok(()),
            }
        },
    )?;
    bar.finish_and_clear();
    if let Some(sink) = sink.into_inner() {
        sink.finish()?;
    }
    if let Some(beside) = beside {
        beside.keep()?;
    }
    let hits = totals.total.saturating_sub(totals.folded);
    if totals.rows < hits {
        let (rows, hits) = (count(totals.rows), count(hits));
        eprintln!("{rows} of {hits} rows; --all writes every one");
    } else if let Some(path) = &args.output {
        eprintln!(
            "{} rows, all there are, in {}",
            count(totals.rows),
            path.display()
        );
    }
    Ok(totals)
}
