//! In which form a list is written, and where to: a file appears only when it is whole.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ValueEnum;
use morgue::output::export::{self, FORMATS, Format};

/// Forms of what is no list.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Plain {
    /// For reading
    Text,
    /// One object
    Json,
}

/// Arguments that say it.
#[derive(Debug, Clone, clap::Args)]
pub struct FormArgs {
    /// Form of the output: text, json, jsonl, csv, tsv, md, html, ris, bibtex or xlsx [default: by the ending of
    /// --output, else text]
    #[arg(long, value_name = "FORMAT", value_parser = name)]
    pub format: Option<String>,
    /// File to write, put in place when it is whole
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Columns, in this order: rank,date,headline...
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub fields: Vec<String>,
}

fn name(text: &str) -> Result<String, String> {
    if text == "text" || export::format(text).is_some() {
        return Ok(text.to_owned());
    }
    let all: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    Err(format!("there are text, {}", all.join(", ")))
}

impl FormArgs {
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

    /// The form of lists asked for; an error when it is none, or nothing for where it would go.
    pub fn list(&self) -> anyhow::Result<&'static Format> {
        let form = self.form()?;
        let Some(format) = export::format(form) else {
            bail!("there is no form {form}");
        };
        if format.binary && self.output.is_none() && std::io::stdout().is_terminal() {
            bail!("{form} is nothing for a terminal: add --output FILE");
        }
        Ok(format)
    }

    /// True when `text`, which goes to the terminal, is asked for; an error when a file is.
    pub fn is_text(&self) -> anyhow::Result<bool> {
        let text = self.form()? == "text";
        if text && self.output.is_some() {
            bail!("--output needs a form other than text: add --format csv or another");
        }
        Ok(text)
    }

    /// Where the output goes: standard output, or a file, which has to be kept.
    pub fn open(&self) -> anyhow::Result<(BufWriter<Box<dyn Write>>, Kept)> {
        let beside = self.output.as_deref().map(Beside::new).transpose()?;
        let out: Box<dyn Write> = match &beside {
            Some(beside) => Box::new(beside.temporary.as_file().try_clone()?),
            None => Box::new(std::io::stdout()),
        };
        Ok((BufWriter::with_capacity(1 << 16, out), Kept(beside)))
    }
}

/// A file to be put in its place, if there is one.
pub struct Kept(Option<Beside>);

impl Kept {
    /// Puts it in place.
    pub fn keep(self) -> anyhow::Result<()> {
        self.0.map_or(Ok(()), Beside::keep)
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
        // The error names the temporary file, which says nothing to anybody.
        let plain = |e: std::io::Error| match e.raw_os_error() {
            Some(code) => std::io::Error::from_raw_os_error(code),
            None => e,
        };
        let temporary = tempfile::NamedTempFile::new_in(dir)
            .map_err(plain)
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
