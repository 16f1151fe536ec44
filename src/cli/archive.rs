//! Which archive is meant, where its index lies, and how it was asked to be read.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, bail};
use clap::Args;
use morgue::engine::local::{LocalIndex, Options};
use morgue::error::IndexError;
use serde::{Deserialize, Serialize};

/// Folder of the index inside an archive.
const FOLDER: &str = ".morgue";
/// Which names are one person's, by the user's word.
const ALIASES: &str = "aliases.toml";

/// Arguments that say which archive is meant.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Folder of the articles [default: the archive around the current folder]
    #[arg(long, value_name = "DIR")]
    pub articles: Option<PathBuf>,
    /// Where the index lies [default: .morgue in the archive]
    #[arg(long, value_name = "PATH", env = "MORGUE_INDEX")]
    pub index: Option<PathBuf>,
}

/// A folder of articles and its index.
#[derive(Debug, Clone)]
pub struct Archive {
    /// The articles.
    pub root: PathBuf,
    /// The index and what belongs to it.
    pub home: PathBuf,
}

/// How an archive was asked to be read; kept beside the index so that an update reads it the same way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The articles, when the index does not lie among them.
    #[serde(default)]
    pub root: Option<PathBuf>,
    /// Follow symbolic links.
    #[serde(default)]
    pub follow: bool,
    /// Only these files.
    #[serde(default)]
    pub include: Vec<String>,
    /// Not these files.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Key names of structured records.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
    /// Look for no statements.
    #[serde(default)]
    pub without_quotes: bool,
    /// Look for no dates.
    #[serde(default)]
    pub without_dates: bool,
}

impl Archive {
    /// The archive these arguments mean. `or_here`: without arguments, the current folder when no archive is
    /// around it.
    pub fn find(place: &Place, or_here: bool) -> anyhow::Result<Self> {
        if let Some(root) = &place.articles {
            if !root.is_dir() {
                bail!("there is no folder {}", root.display());
            }
            return Ok(Archive {
                root: root.clone(),
                home: place.index.clone().unwrap_or_else(|| root.join(FOLDER)),
            });
        }
        if let Some(home) = &place.index {
            let settings = Settings::read(home)?;
            let root = match settings.and_then(|s| s.root) {
                Some(root) => root,
                None if or_here => PathBuf::from("."),
                None => return Err(IndexError::Missing(home.clone()).into()),
            };
            return Ok(Archive {
                root,
                home: home.clone(),
            });
        }
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        match here.ancestors().find(|dir| dir.join(FOLDER).is_dir()) {
            Some(root) => Ok(Archive {
                root: root.to_owned(),
                home: root.join(FOLDER),
            }),
            None if or_here => Ok(Archive {
                root: PathBuf::from("."),
                home: PathBuf::from(FOLDER),
            }),
            None => bail!(
                "no index here: run `morgue index DIR` first, or name the folder of articles with --articles DIR"
            ),
        }
    }

    /// Folder of the index proper.
    fn index(&self) -> PathBuf {
        self.home.join("index")
    }

    /// True when there is an index that can be asked.
    pub fn is_indexed(&self) -> bool {
        self.index().join("meta.json").is_file()
            || self.home.join("index.old").join("meta.json").is_file()
    }

    /// Opens the index for questions.
    pub fn open(&self) -> anyhow::Result<LocalIndex> {
        self.recover()?;
        let index =
            LocalIndex::open(&self.index()).map_err(|e| match e.downcast_ref::<IndexError>() {
                Some(IndexError::Missing(_)) => IndexError::Missing(self.home.clone()).into(),
                _ => e,
            })?;
        if !index.is_committed() {
            return Err(IndexError::Missing(self.home.clone()).into());
        }
        index.with_aliases(&self.aliases()?)
    }

    /// The text of the user's `aliases.toml`, at the top of the archive or beside the index; empty without one.
    fn aliases(&self) -> anyhow::Result<String> {
        for path in [self.root.join(ALIASES), self.home.join(ALIASES)] {
            match std::fs::read_to_string(&path) {
                Ok(text) => return Ok(text),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
            }
        }
        Ok(String::new())
    }

    /// Opens the index for writing, made when there is none. With `afresh` a new one is begun beside it; see
    /// [`Archive::replace`].
    pub fn open_for_writing(&self, options: Options, afresh: bool) -> anyhow::Result<LocalIndex> {
        self.recover()?;
        if afresh {
            let new = self.home.join("index.new");
            remove(&new)?;
            return LocalIndex::open_or_create(&new, options)?.with_aliases(&self.aliases()?);
        }
        LocalIndex::open_or_create(&self.index(), options)?.with_aliases(&self.aliases()?)
    }

    /// Puts the index begun afresh in place of the old one.
    pub fn replace(&self) -> anyhow::Result<()> {
        let (index, new, old) = (
            self.index(),
            self.home.join("index.new"),
            self.home.join("index.old"),
        );
        remove(&old)?;
        if index.exists() {
            std::fs::rename(&index, &old)
                .with_context(|| format!("cannot rename {}", index.display()))?;
        }
        std::fs::rename(&new, &index)
            .with_context(|| format!("cannot rename {}", new.display()))?;
        File::open(&self.home).and_then(|d| d.sync_all())?;
        remove(&old)
    }

    /// After a fall between the two renames of [`Archive::replace`], the old index is the index.
    fn recover(&self) -> anyhow::Result<()> {
        let (index, old) = (self.index(), self.home.join("index.old"));
        if !index.exists() && old.join("meta.json").is_file() {
            std::fs::rename(&old, &index)
                .with_context(|| format!("cannot rename {}", old.display()))?;
        }
        Ok(())
    }

    /// Makes sure that nobody else writes, for as long as the file is kept.
    pub fn lock(&self) -> anyhow::Result<File> {
        std::fs::create_dir_all(&self.home).with_context(|| {
            format!(
                "cannot make {}: name another place for the index with --index PATH",
                self.home.display()
            )
        })?;
        let path = self.home.join("lock");
        let file = File::create(&path).with_context(|| {
            format!(
                "cannot write {}: name another place for the index with --index PATH",
                path.display()
            )
        })?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(IndexError::Locked(self.home.clone()).into())
            }
            Err(std::fs::TryLockError::Error(e)) => {
                Err(e).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }

    /// True when something at the top of the archive is newer than the index. A cheap look at the first level,
    /// not a walk: it can miss a change, and is right when it sees one.
    pub fn has_plainly_changed(&self) -> bool {
        let Some(written) = modified(&self.index().join("meta.json")) else {
            return false;
        };
        let newer = |path: &Path| modified(path).is_some_and(|t| t > written);
        if newer(&self.root) {
            return true;
        }
        let Ok(entries) = std::fs::read_dir(&self.root) else {
            return false;
        };
        let visible = |e: &std::fs::DirEntry| !e.file_name().as_encoded_bytes().starts_with(b".");
        entries
            .flatten()
            .filter(visible)
            .take(500)
            .any(|e| newer(&e.path()))
    }
}

impl Settings {
    /// Those kept in `home`, where there are any.
    pub fn read(home: &Path) -> anyhow::Result<Option<Self>> {
        let path = home.join("archive.json");
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).with_context(|| {
                format!(
                    "{} is damaged: run `morgue index --rebuild`",
                    path.display()
                )
            })?)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// Keeps them in `home`: written beside and renamed.
    pub fn write(&self, home: &Path) -> anyhow::Result<()> {
        let (new, path) = (home.join("archive.json.new"), home.join("archive.json"));
        std::fs::write(&new, serde_json::to_vec_pretty(self)?)
            .and_then(|()| File::open(&new)?.sync_all())
            .and_then(|()| std::fs::rename(&new, &path))
            .with_context(|| format!("cannot write {}", path.display()))
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

fn remove(dir: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).with_context(|| format!("cannot remove {}", dir.display()))
        }
        _ => Ok(()),
    }
}
