//! A directory -> its files, in a stable order.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

/// Which files of a directory count.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Follow symbolic links.
    pub follow: bool,
    /// Only files that match one of these, where there are any.
    pub include: Vec<String>,
    /// No file that matches one of these.
    pub exclude: Vec<String>,
    /// A folder left out whatever it is called: where the index lies.
    pub index: Option<PathBuf>,
}

impl Options {
    /// Fails when a pattern is broken.
    pub fn check(&self) -> anyhow::Result<()> {
        globs(&self.include)?;
        globs(&self.exclude)?;
        Ok(())
    }
}

/// A file as the walk meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the archive; see [`shown`].
    pub path: String,
    /// Where to open it.
    pub absolute: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Last modification, in nanoseconds since 1970.
    pub modified: i64,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Found {
    /// Regular files, by folder and name.
    pub files: Vec<Entry>,
    /// What could not be entered or is no regular file, with the reason.
    pub skipped: Vec<(String, String)>,
}

/// Walks `root`. Hidden files and folders are left out, and the archive's own `aliases.toml`; symbolic links are, too, unless they are followed.
///
/// Fails when `root` is no directory or cannot be read, or a pattern is broken. What cannot be read below it is listed.
pub fn files(root: &Path, options: &Options) -> anyhow::Result<Found> {
    let meta =
        std::fs::metadata(root).with_context(|| format!("cannot read {}", root.display()))?;
    if !meta.is_dir() {
        anyhow::bail!(
            "{} is not a folder: an archive is a folder of articles",
            root.display()
        );
    }
    let include = globs(&options.include)?;
    let exclude = globs(&options.exclude)?;
    let index = options.index.as_ref().and_then(|p| p.canonicalize().ok());
    let mut found = Found::default();
    let walk = WalkDir::new(root)
        .follow_links(options.follow)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| {
            let hidden = e.depth() > 0 && e.file_name().as_encoded_bytes().starts_with(b".");
            let ours = index.as_ref().is_some_and(|index| {
                // The root may be called `.`; below it only a link or a folder of that name is looked up.
                let named = index.file_name() == Some(e.file_name());
                e.file_type().is_dir()
                    && (named || e.path_is_symlink() || e.depth() == 0)
                    && e.path().canonicalize().is_ok_and(|path| path == *index)
            });
            let decided = e.depth() == 1 && e.file_name() == "aliases.toml";
            !hidden && !ours && !decided
        });
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            // Nothing of the archive was seen, which must not pass for an empty one.
            Err(error) if error.depth() == 0 => {
                let cause = error.io_error().map(ToString::to_string);
                let cause = cause.unwrap_or_else(|| error.to_string());
                anyhow::bail!("cannot read {}: {cause}", root.display());
            }
            Err(error) => {
                let path = error.path().unwrap_or(root);
                let reason = match (error.loop_ancestor(), error.io_error()) {
                    (Some(_), _) => "a link that leads back to a folder above it".to_owned(),
                    (None, Some(e)) => e.to_string(),
                    (None, None) => "cannot be read".to_owned(),
                };
                found.skipped.push((below(path, root), reason));
                continue;
            }
        };
        let kind = entry.file_type();
        if kind.is_dir() || kind.is_symlink() {
            continue;
        }
        let path = below(entry.path(), root);
        if include.as_ref().is_some_and(|g| !g.is_match(&path))
            || exclude.as_ref().is_some_and(|g| g.is_match(&path))
        {
            continue;
        }
        if !kind.is_file() {
            found.skipped.push((path, "not a regular file".to_owned()));
            continue;
        }
        match entry.metadata() {
            Ok(meta) => found.files.push(Entry {
                path,
                absolute: entry.into_path(),
                size: meta.len(),
                modified: modified(&meta),
            }),
            Err(error) => found.skipped.push((path, error.to_string())),
        }
    }
    Ok(found)
}

/// Nanoseconds since 1970, negative before; 0 where the system does not say.
pub fn modified(meta: &Metadata) -> i64 {
    let Ok(time) = meta.modified() else { return 0 };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
    }
}

/// A path found below `root`, from there on, as [`shown`].
///
/// What is found are names joined to the root, so mostly that is the rest of its bytes: to take it apart and put it
/// together again is a tenth of a run that finds nothing new.
fn below(path: &Path, root: &Path) -> String {
    let rest = match MAIN_SEPARATOR {
        '/' => path.as_os_str().as_encoded_bytes(),
        _ => &[],
    };
    let rest = rest.strip_prefix(root.as_os_str().as_encoded_bytes());
    let rest = rest.and_then(|rest| std::str::from_utf8(rest).ok());
    match rest.map(|rest| rest.trim_start_matches('/')) {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => shown(path.strip_prefix(root).unwrap_or(path)),
    }
}

/// A path as text: `/` between its parts, bytes that are not UTF-8 as `\xNN`.
pub fn shown(path: &Path) -> String {
    let mut text = String::new();
    for part in path.components() {
        if !text.is_empty() && !text.ends_with('/') {
            text.push('/');
        }
        push_shown(part.as_os_str(), &mut text);
    }
    text
}

fn push_shown(part: &OsStr, text: &mut String) {
    for chunk in part.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
        }
    }
}

/// A pattern without `/` is for the file's name or a folder's, wherever; with one, for the whole path.
fn globs(patterns: &[String]) -> anyhow::Result<Option<GlobSet>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let mut add = |text: &str| -> anyhow::Result<()> {
            let glob = GlobBuilder::new(text).literal_separator(true).build();
            set.add(glob.with_context(|| {
                format!("{pattern} is no pattern for files: write *.html or 2022/**")
            })?);
            Ok(())
        };
        let pattern = pattern.trim_end_matches('/');
        if pattern.contains('/') {
            add(pattern)?;
            add(&format!("{pattern}/**"))?;
        } else {
            add(&format!("**/{pattern}"))?;
            add(&format!("**/{pattern}/**"))?;
        }
    }
    Ok(Some(set.build()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path, options: &Options) -> Vec<String> {
        files(root, options)
            .unwrap()
            .files
            .into_iter()
            .map(|f| f.path)
            .collect()
    }

    #[test]
    fn where_the_index_lies_is_left_out_however_it_is_reached() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("a");
        std::fs::create_dir_all(root.join("b/place")).unwrap();
        std::fs::write(root.join("b/place/meta.json"), "{}").unwrap();
        std::fs::write(root.join("b/story.txt"), "Text").unwrap();
        let with = |index: &Path| Options {
            follow: true,
            index: Some(index.to_owned()),
            ..Options::default()
        };
        assert_eq!(names(&root, &with(&root.join("b/place"))), ["b/story.txt"]);
        // The root itself, by a name that is not the folder's.
        let found = names(&root.join("b/.."), &with(&root));
        assert!(found.is_empty(), "{found:?}");
        #[cfg(unix)]
        {
            let elsewhere = dir.path().join("index");
            std::fs::create_dir(&elsewhere).unwrap();
            std::fs::write(elsewhere.join("meta.json"), "{}").unwrap();
            std::os::unix::fs::symlink(&elsewhere, root.join("link")).unwrap();
            let found = names(&root.join("b"), &with(&elsewhere));
            assert_eq!(found, ["place/meta.json", "story.txt"]);
            let found = names(&root, &with(&elsewhere));
            assert_eq!(found, ["b/place/meta.json", "b/story.txt"]);
        }
    }

    #[test]
    fn order_is_stable_and_patterns_choose() {
        let dir = tempfile::tempdir().unwrap();
        for path in [
            "b/two.txt",
            "a.html",
            "b/one.txt",
            ".hidden.txt",
            ".morgue/x.txt",
            "b/old/three.txt",
        ] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        assert_eq!(
            names(dir.path(), &Options::default()),
            ["a.html", "b/old/three.txt", "b/one.txt", "b/two.txt"]
        );
        let only = |include: &str, exclude: &str| {
            let list = |s: &str| {
                if s.is_empty() {
                    vec![]
                } else {
                    vec![s.to_owned()]
                }
            };
            names(
                dir.path(),
                &Options {
                    include: list(include),
                    exclude: list(exclude),
                    ..Options::default()
                },
            )
        };
        assert_eq!(only("*.txt", "old"), ["b/one.txt", "b/two.txt"]);
        assert_eq!(only("b/*.txt", ""), ["b/one.txt", "b/two.txt"]);
        assert!(
            files(
                dir.path(),
                &Options {
                    include: vec!["[".into()],
                    ..Options::default()
                }
            )
            .is_err()
        );
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_and_loops_are_survived() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(OsStr::from_bytes(b"caf\xe9.txt")), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        assert_eq!(names(dir.path(), &Options::default()), ["caf\\xE9.txt"]);
        let followed = files(
            dir.path(),
            &Options {
                follow: true,
                ..Options::default()
            },
        )
        .unwrap();
        assert_eq!(followed.skipped.len(), 1, "{:?}", followed.skipped);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_below_a_root_is_told_however_the_root_is_written() {
        use std::os::unix::ffi::OsStrExt;
        let names: [&[u8]; 5] = [
            b"a.txt",
            b"b/one.txt",
            b"b c/d/e",
            b"caf\xe9/x",
            "é/ö".as_bytes(),
        ];
        for root in [".", "..", "a", "a/", "a//", "./a/.", "/", "/a b/c", "../é/"] {
            let root = Path::new(root);
            for name in names {
                let path = root.join(OsStr::from_bytes(name));
                let expected = shown(Path::new(OsStr::from_bytes(name)));
                assert_eq!(below(&path, root), expected, "{}", path.display());
                assert_eq!(shown(path.strip_prefix(root).unwrap()), expected);
            }
        }
    }
}
