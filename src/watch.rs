//! Saved searches: what is asked, and what has been reported, each in a file beside the index.
//!
//! They lie outside the index proper, so that they outlive its rebuilding.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::engine::fresh::Seen;

/// Longest name, in bytes.
const LONGEST: usize = 64;

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// What it is called.
    pub name: String,
    /// The query as it was typed: `date:7d` is seven days before each run.
    pub query: String,
    /// Words side by side are alternatives.
    #[serde(default)]
    pub any: bool,
    /// Also articles that only may lie in a range of dates.
    #[serde(default)]
    pub loose_dates: bool,
    /// When it was added, RFC 3339.
    pub added: String,
    /// When it was last run.
    #[serde(default)]
    pub last_run: Option<String>,
    /// What it has reported.
    #[serde(default)]
    pub seen: Seen,
}

/// The saved searches of an archive.
pub struct Watches {
    dir: PathBuf,
}

impl Watches {
    /// Those kept in `home`, the folder of the index and what belongs to it.
    pub fn of(home: &Path) -> Self {
        Watches {
            dir: home.join("watches"),
        }
    }

    /// Fails when the name cannot be that of a file everywhere.
    pub fn check(name: &str) -> anyhow::Result<()> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if name.is_empty() || name.len() > LONGEST || !name.bytes().all(fits) {
            bail!(
                "{name:?} is no name for a watch: take up to {LONGEST} of the letters a-z, digits, - and _"
            );
        }
        Ok(())
    }

    fn file(&self, name: &str) -> anyhow::Result<PathBuf> {
        Watches::check(name)?;
        Ok(self.dir.join(format!("{name}.json")))
    }

    /// Waits until no other program runs or changes them, for as long as the file is kept.
    pub fn lock(&self) -> anyhow::Result<File> {
        let path = self.dir.join("lock");
        fs::create_dir_all(&self.dir)
            .and_then(|()| File::create(&path))
            .and_then(|file| file.lock().map(|()| file))
            .with_context(|| format!("cannot lock {}", path.display()))
    }

    /// All of them, in order of their names.
    pub fn all(&self) -> anyhow::Result<Vec<Watch>> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", self.dir.display())),
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_stem().and_then(|n| n.to_str());
            if let Some(name) = name
                && Watches::check(name).is_ok()
                && path.extension().is_some_and(|e| e == "json")
            {
                all.extend(self.get(name)?);
            }
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// The one of this name, when there is one.
    pub fn get(&self, name: &str) -> anyhow::Result<Option<Watch>> {
        let path = self.file(name)?;
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).with_context(|| {
                format!(
                    "{} is damaged: remove it and add the watch again",
                    path.display()
                )
            })?)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Keeps it: written beside, made durable and renamed.
    pub fn keep(&self, watch: &Watch) -> anyhow::Result<()> {
        let path = self.file(&watch.name)?;
        let new = path.with_extension("new");
        let write = || -> anyhow::Result<()> {
            fs::create_dir_all(&self.dir)?;
            fs::write(&new, serde_json::to_vec(watch)?)?;
            File::open(&new)?.sync_all()?;
            fs::rename(&new, &path)?;
            Ok(File::open(&self.dir)?.sync_all()?)
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }

    /// Forgets the one of this name; false when there was none.
    pub fn remove(&self, name: &str) -> anyhow::Result<bool> {
        let path = self.file(name)?;
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            Err(e) => Err(e).with_context(|| format!("cannot remove {}", path.display())),
        }
    }
}
