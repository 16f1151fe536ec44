//! Where tantivy's failures become ours: its errors name a path and a remedy, and its panics, as damaged files
//! can cause them, are errors too.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::Path;
use std::sync::Once;

use anyhow::anyhow;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

use crate::error::IndexError;

/// Names of tantivy's threads begin so.
const THREADS: [&str; 3] = ["thrd-tantivy-index", "merge_thread_", "segment_updater"];

thread_local! {
    /// How many calls of [`caught`] this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What the last panic in one of them said.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs what touches the index in `dir`: a panic becomes [`IndexError::Damaged`] and prints nothing, and an error
/// of tantivy's becomes one that says what to do.
pub fn guard<T>(dir: &Path, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    caught(work).map_err(|error| match error.downcast::<TantivyError>() {
        Ok(error) => describe(error, dir),
        Err(error) => error,
    })
}

/// Runs this. A panic becomes [`IndexError::Damaged`] and prints nothing.
pub fn caught<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    listen();
    DEPTH.set(DEPTH.get() + 1);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get().saturating_sub(1));
    outcome.unwrap_or_else(|_| {
        let said = SAID.take();
        let said = said.unwrap_or_else(|| "reading it failed".to_owned());
        Err(IndexError::Damaged(said).into())
    })
}

/// From now on, a panic within [`guard`] or on a thread of tantivy's is remembered and not printed, but with
/// `RUST_BACKTRACE` set. Any other is printed as before.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let guarded = DEPTH.get() > 0;
            if guarded {
                SAID.set(Some(words(info)));
            }
            let thread = std::thread::current();
            let theirs = |name: &str| THREADS.iter().any(|t| name.starts_with(t));
            let expected = guarded || thread.name().is_some_and(theirs);
            if !expected || std::env::var_os("RUST_BACKTRACE").is_some() {
                print(info);
            }
        }));
    });
}

/// A panic in one line.
fn words(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let message: String = message
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(120)
        .collect();
    let file = info
        .location()
        .and_then(|l| Path::new(l.file()).file_name());
    match (file, info.location()) {
        (Some(file), Some(at)) => format!("{message}, {}:{}", file.to_string_lossy(), at.line()),
        _ => message,
    }
}

/// tantivy's error about the index in `dir`, in words that name the path, the cause and the remedy.
pub fn describe(error: TantivyError, dir: &Path) -> anyhow::Error {
    let io = |path: &Path, e: &std::io::Error| -> anyhow::Error {
        anyhow!("cannot read or write {}: {e}{}", path.display(), remedy(e))
    };
    let damaged = |what: String| -> anyhow::Error { IndexError::Damaged(what).into() };
    match error {
        TantivyError::DataCorruption(what) => damaged(plain(&format!("{what:?}"))),
        TantivyError::IncompatibleIndex(what) => damaged(format!("{what:?}")),
        TantivyError::IoError(e) if !is_of_system(&e) => damaged(e.to_string()),
        TantivyError::IoError(e) => io(dir, &e),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
            damaged(format!("{} is missing", path.display()))
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            match is_of_system(&io_error) {
                true => io(&dir.join(filepath), &io_error),
                false => damaged(format!("{}: {io_error}", filepath.display())),
            }
        }
        TantivyError::OpenReadError(e) => damaged(e.to_string()),
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            io(&dir.join(filepath), &io_error)
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError {
            io_error,
            directory_path,
        }) => io(&directory_path, &io_error),
        TantivyError::LockFailure(LockError::IoError(e), _) => io(dir, &e),
        other => anyhow!("the index in {} cannot be used: {other}", dir.display()),
    }
}

/// False for what tantivy itself says of a file that could be read and makes no sense.
fn is_of_system(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    let kind = error.kind();
    // What is wrapped has no number any more, but mostly keeps its kind.
    error.raw_os_error().is_some()
        || !matches!(kind, InvalidData | InvalidInput | Other | UnexpectedEof)
        || cause(error).is_some()
}

/// The error of the system under one that was made of it, by its number: not all who wrap one hand it out again,
/// but all print it.
fn cause(error: &std::io::Error) -> Option<std::io::Error> {
    let text = error.to_string();
    let (_, rest) = text.rsplit_once("(os error ")?;
    let number: i32 = rest.split_once(')')?.0.parse().ok()?;
    Some(std::io::Error::from_raw_os_error(number))
}

/// What can be done about it, where that is known.
fn remedy(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind::{
        FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    match cause(error).map_or(error.kind(), |e| e.kind()) {
        StorageFull | QuotaExceeded | FileTooLarge => {
            "; make room or name another place for the index with --index PATH, and run this again"
        }
        PermissionDenied | ReadOnlyFilesystem => {
            "; name another place for the index with --index PATH"
        }
        _ => "",
    }
}

/// Without the frame tantivy puts around it.
fn plain(text: &str) -> String {
    let text = text.strip_prefix("Data corruption").unwrap_or(text);
    text.trim_start_matches(": ")
        .trim()
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_says_where() {
        let dir = Path::new("somewhere");
        let error = guard(dir, || -> anyhow::Result<()> {
            panic!("no such block\nat all")
        });
        let error = error.unwrap_err().to_string();
        assert!(error.contains("(no such block, seam.rs:"), "{error}");
        assert!(error.contains("--rebuild"), "{error}");
        assert_eq!(guard(dir, || Ok(7)).unwrap(), 7);
    }

    #[test]
    fn errors_name_the_path_and_the_cause() {
        let full = std::io::Error::from_raw_os_error(28);
        let error = describe(TantivyError::from(full), Path::new("/a/.morgue/index")).to_string();
        assert!(
            error.starts_with("cannot read or write /a/.morgue/index: "),
            "{error}"
        );
        assert!(error.contains("--index PATH"), "{error}");
        // As tempfile wraps it.
        let kind = std::io::Error::from_raw_os_error(28).kind();
        let wrapped = std::io::Error::new(kind, "no room at /a/.tmp1");
        let error = describe(TantivyError::from(wrapped), Path::new("/a")).to_string();
        assert!(error.contains("/a: no room"), "{error}");
        // As the term dictionary does.
        let wrapped = std::io::Error::other(std::io::Error::from_raw_os_error(28).to_string());
        let error = describe(TantivyError::from(wrapped), Path::new("/a")).to_string();
        assert!(error.starts_with("cannot read or write /a: "), "{error}");
        assert!(error.contains("make room"), "{error}");
        let cut = std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "too short");
        let error = describe(TantivyError::from(cut), Path::new("/a")).to_string();
        assert!(error.contains("damaged (too short)"), "{error}");
    }
}
