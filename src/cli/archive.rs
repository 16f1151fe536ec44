//! Which archive is meant, where its index lies, and how it was asked to be read.

use std::fs::File;
use std::io::{Read, Seek, Write};
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
/// How the archive was asked to be read.
const SETTINGS: &str = "archive.json";
/// Held by whoever writes; has the number of the process in it until a run has come to its end.
const LOCK: &str = "lock";

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
    /// The articles, when the index does not lie among them: an archive that holds its index may be moved.
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

/// The folder a path lies in.
pub fn around(path: &Path) -> Option<PathBuf> {
    // Of `.` and of a lone name, the folder is not in the path.
    Some(path.canonicalize().ok()?.parent()?.to_owned())
}

impl Archive {
    /// The archive these arguments mean. `or_here`: without arguments, the current folder when no archive is
    /// around it.
    pub fn find(place: &Place, or_here: bool) -> anyhow::Result<Self> {
        if let Some(root) = &place.articles {
            if root.is_file() {
                let folder = around(root).unwrap_or_default();
                bail!(
                    "{} is a file: give the folder it is in, {}, or see what it holds with `morgue extract`",
                    root.display(),
                    folder.display()
                );
            }
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
            let root = match settings {
                Some(settings) => settings.root.or_else(|| around(home)),
                None if or_here => Some(PathBuf::from(".")),
                None => None,
            };
            let root = root.ok_or_else(|| IndexError::Missing(home.clone()))?;
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
    pub fn index(&self) -> PathBuf {
        self.home.join("index")
    }

    /// Where [`Archive::replace`] puts the index that was, for a moment.
    fn old(&self) -> PathBuf {
        self.home.join("index.old")
    }

    /// True when there is an index that can be asked.
    pub fn is_indexed(&self) -> bool {
        // A rebuild that ends meanwhile moves the one behind the other.
        [self.index(), self.old(), self.index()]
            .iter()
            .any(|dir| LocalIndex::is_committed(dir))
    }

    /// Opens the index for questions. Needs no lock and changes nothing.
    pub fn open(&self) -> anyhow::Result<LocalIndex> {
        super::pages::small();
        let index = self.open_last()?;
        index.with_aliases(&self.aliases()?)
    }

    fn open_last(&self) -> anyhow::Result<LocalIndex> {
        let mut tries = 10;
        loop {
            for dir in [self.index(), self.old(), self.index()] {
                let meta = || std::fs::read(dir.join("meta.json")).ok();
                let before = meta();
                let error = match LocalIndex::open(&dir) {
                    Ok(index) => return Ok(index),
                    Err(error) => error,
                };
                if let Some(IndexError::Missing(_)) = error.downcast_ref() {
                    continue;
                }
                // A rebuild that ends while the files are opened takes them away.
                tries -= 1;
                if before == meta() || tries == 0 {
                    return Err(error);
                }
            }
            tries -= 1;
            if tries <= 0 || !self.is_indexed() {
                return Err(IndexError::Missing(self.home.clone()).into());
            }
        }
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
    /// [`Archive::replace`]. Only for whoever holds the lock.
    pub fn open_for_writing(&self, options: Options, afresh: bool) -> anyhow::Result<LocalIndex> {
        self.recover()?;
        let dir = if afresh { self.coming() } else { self.index() };
        LocalIndex::open_or_create(&dir, options)?.with_aliases(&self.aliases()?)
    }

    /// Where an index is made afresh.
    fn coming(&self) -> PathBuf {
        self.home.join("index.new")
    }

    /// Puts the index begun afresh in place of the old one, and its settings with it. Only for whoever holds the
    /// lock. Whoever reads meanwhile finds the one or the other.
    pub fn replace(&self, settings: &Settings) -> anyhow::Result<()> {
        let (index, new, old) = (self.index(), self.coming(), self.old());
        settings.write(&new)?;
        remove(&old)?;
        if index.exists() {
            rename(&index, &old)?;
        }
        rename(&new, &index)?;
        sync(&self.home)?;
        self.recover()
    }

    /// Ends what a killed program began: of two indexes there is one afterwards, and with it its settings.
    fn recover(&self) -> anyhow::Result<()> {
        let (index, old) = (self.index(), self.old());
        if !index.exists() && LocalIndex::is_committed(&old) {
            rename(&old, &index)?;
            sync(&self.home)?;
        }
        // The old index is needed until the new one is in its place on the disk, settings and all.
        if index.join(SETTINGS).exists() {
            rename(&index.join(SETTINGS), &self.home.join(SETTINGS))?;
            sync(&self.home)?;
        }
        remove(&old)?;
        self.discard()
    }

    /// Removes what was made afresh and is not to replace anything.
    pub fn discard(&self) -> anyhow::Result<()> {
        remove(&self.coming())
    }

    /// True while a run of indexing is under way, and after one that did not come to its end: articles may lack.
    pub fn is_unfinished(&self) -> bool {
        std::fs::metadata(self.home.join(LOCK)).is_ok_and(|found| found.len() > 0)
    }

    /// Makes sure that nobody else writes, for as long as the lock is kept.
    pub fn lock(&self) -> anyhow::Result<Lock> {
        std::fs::create_dir_all(&self.home).with_context(|| {
            format!(
                "cannot make {}: name another place for the index with --index PATH",
                self.home.display()
            )
        })?;
        let path = self.home.join(LOCK);
        let cannot = || {
            format!(
                "cannot write {}: name another place for the index with --index PATH",
                path.display()
            )
        };
        // Whoever holds the lock has written there who it is.
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => {
                // In this order there is always something in it: what an earlier run left undone is known until it is done.
                let text = std::process::id().to_string();
                file.write_all(text.as_bytes())
                    .and_then(|()| file.set_len(text.len() as u64))
                    .with_context(cannot)?;
                Ok(Lock { file })
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let read = file
                    .rewind()
                    .and_then(|()| file.read_to_string(&mut holder));
                let holder = read.ok().and_then(|_| holder.trim().parse().ok());
                Err(IndexError::Locked {
                    dir: self.home.clone(),
                    holder,
                }
                .into())
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

/// The right to write to an archive.
pub struct Lock {
    file: File,
}

impl Lock {
    /// Gives it back after a run that came to its end.
    pub fn done(self) -> anyhow::Result<()> {
        Ok(self.file.set_len(0)?)
    }
}

/// The settings as they are written.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    settings: Settings,
    /// CRC-32 of the others; none where somebody has written them by hand.
    sum: Option<u32>,
}

impl Settings {
    fn sum(&self) -> anyhow::Result<u32> {
        Ok(crc32fast::hash(&serde_json::to_vec(self)?))
    }

    /// Those kept in `home`, where there are any.
    pub fn read(home: &Path) -> anyhow::Result<Option<Self>> {
        // After a rebuild they lie in the new index until it is certain to stay.
        for path in [home.join("index").join(SETTINGS), home.join(SETTINGS)] {
            match std::fs::read(&path) {
                Ok(bytes) => {
                    let kept = serde_json::from_slice::<Kept>(&bytes).ok();
                    let sound = |kept: &Kept| {
                        kept.sum
                            .is_none_or(|sum| kept.settings.sum().ok() == Some(sum))
                    };
                    return match kept.filter(sound) {
                        Some(kept) => Ok(Some(kept.settings)),
                        None => bail!(
                            "{} is damaged: run `morgue index --rebuild`, with the choices made for this archive",
                            path.display()
                        ),
                    };
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
            }
        }
        Ok(None)
    }

    /// Keeps them in `home`: written beside, made durable and renamed.
    pub fn write(&self, home: &Path) -> anyhow::Result<()> {
        let (new, path) = (home.join("archive.json.new"), home.join(SETTINGS));
        let bytes = serde_json::to_vec_pretty(&Kept {
            settings: self.clone(),
            sum: Some(self.sum()?),
        })?;
        File::create(&new)
            .and_then(|mut file| {
                file.write_all(&bytes)?;
                file.sync_all()
            })
            .and_then(|()| std::fs::rename(&new, &path))
            .with_context(|| format!("cannot write {}", path.display()))?;
        sync(home)
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

fn rename(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::rename(from, to)
        .with_context(|| format!("cannot rename {} to {}", from.display(), to.display()))
}

/// Makes the names in a folder durable.
fn sync(dir: &Path) -> anyhow::Result<()> {
    if cfg!(windows) {
        // Folders cannot be opened there, and need not be.
        return Ok(());
    }
    File::open(dir)
        .and_then(|d| d.sync_all())
        .with_context(|| format!("cannot sync {}", dir.display()))
}

fn remove(dir: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).with_context(|| format!("cannot remove {}", dir.display()))
        }
        _ => Ok(()),
    }
}
