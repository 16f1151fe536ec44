//! One file -> raw documents: opens it, finds its format, and hashes it on the way.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use anyhow::bail;
use sha2::{Digest, Sha256};

use crate::decode::{Budget, Limits, compression, plain_name};
use crate::formats::{self, Emit, Input};

/// What is known of a file once it has been read.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// SHA-256 of its bytes as stored.
    pub hash: Vec<u8>,
    /// What was left out of it, and why: a line for each part, and how many more there are beyond [`LISTED`].
    pub skipped: Option<String>,
    /// The system failed to read all of it: worth another try.
    pub failed: bool,
}

/// Most parts of a file that are listed as left out.
pub const LISTED: usize = 100;
/// Longest line of the list, in bytes.
const LINE: usize = 300;

/// What is left out of a file.
#[derive(Default)]
struct Parts {
    lines: Vec<String>,
    more: u64,
}

impl Parts {
    fn add(&mut self, line: String) {
        if self.lines.len() == LISTED {
            self.more += 1;
            return;
        }
        let mut line = line.replace(['\n', '\r'], " ");
        line.truncate(line.floor_char_boundary(LINE));
        self.lines.push(line);
    }

    fn list(mut self) -> Option<String> {
        if self.more > 0 {
            self.lines.push(format!("and {} more", self.more));
        }
        (!self.lines.is_empty()).then(|| self.lines.join("\n"))
    }
}

/// The file on disk that a path leads to, and the rest of the path when that file is an archive with members.
/// None when there is no such file.
pub fn locate(path: &Path) -> Option<(&Path, Option<&Path>)> {
    path.ancestors().find_map(|file| {
        let rest = path.strip_prefix(file).ok()?;
        let is_file = std::fs::metadata(file).is_ok_and(|meta| !meta.is_dir());
        is_file.then_some((file, (!rest.as_os_str().is_empty()).then_some(rest)))
    })
}

/// Bytes of a file read at once.
const BUFFER: usize = 64 << 10;

/// Hashes what passes through, so that a file is read once.
#[derive(Clone)]
struct Hashing {
    file: Rc<File>,
    hash: Rc<RefCell<Sha256>>,
    failed: Rc<Cell<bool>>,
    /// All of it has passed.
    ended: Rc<Cell<bool>>,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = (&*self.file)
            .read(buffer)
            .inspect_err(|_| self.failed.set(true))?;
        self.ended.set(n == 0 && !buffer.is_empty());
        self.hash.borrow_mut().update(&buffer[..n]);
        Ok(n)
    }
}

/// Reads a file, whatever its format, and hands on its documents in order. `shown` is its path as the
/// reader knows it.
///
/// An error of the format is not one of this function when documents came before it: it is said in
/// [`Done::skipped`]. Fails when nothing could be read.
pub fn documents(
    path: &Path,
    shown: &str,
    limits: &Limits,
    fields: &[(String, String)],
    verbatim: bool,
    emit: &mut Emit<'_>,
) -> anyhow::Result<Done> {
    // Opening a pipe would wait for ever, reading a device never end: looked at before and after opening.
    if !std::fs::metadata(path)?.is_file() {
        bail!("not a regular file");
    }
    let file = File::open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        bail!("not a regular file");
    }
    if meta.len() > limits.file_bytes {
        bail!(
            "file of {} bytes, over the limit of {}",
            meta.len(),
            limits.file_bytes
        );
    }
    let mut file = Hashing {
        file: Rc::new(file),
        hash: Rc::new(RefCell::new(Sha256::new())),
        failed: Rc::default(),
        ended: Rc::default(),
    };
    // The buffer is filled with zeros first: no more than there is to read.
    let room = usize::try_from(meta.len()).map_or(BUFFER, |n| n.saturating_add(1).min(BUFFER));
    let stream = BufReader::with_capacity(room, file.clone());
    let budget = Budget::new(meta.len(), limits);
    let mut bytes = compression::reader(stream, &budget)?;
    let name = plain_name(shown);
    let format = formats::detect(name, bytes.fill_buf()?)?;
    let mut parts = Parts::default();
    let mut documents = 0u64;
    let input = Input {
        name,
        bytes: &mut bytes,
        limits,
        budget: &budget,
        depth: 0,
        fields,
        verbatim,
        skipped: &mut |part| parts.add(format!("{}: {}", part.place, part.reason)),
    };
    let mut refused = false;
    let outcome = (format.read)(input, &mut |mut raw| {
        documents += 1;
        if raw.body.len() > limits.body_bytes {
            let end = raw.body.floor_char_boundary(limits.body_bytes);
            raw.body.truncate(end);
            raw.body.shrink_to_fit();
            raw.notes.push(format!("text cut after {end} bytes"));
        }
        emit(raw).inspect_err(|_| refused = true)
    });
    if let Err(error) = outcome {
        // That nobody takes its documents is no fault of the file.
        if refused || documents == 0 && parts.lines.is_empty() {
            return Err(error);
        }
        parts.add(format!("{error:#}"));
    }
    if documents == 0 && parts.lines.is_empty() {
        parts.add("no article in it".to_owned());
    }
    // A format may stop early; the hash is of the whole file.
    drop(bytes);
    if !file.ended.get() {
        io::copy(&mut file, &mut io::sink())?;
    }
    let hash = file.hash.borrow_mut().finalize_reset().to_vec();
    Ok(Done {
        hash,
        skipped: parts.list(),
        failed: file.failed.get(),
    })
}

/// SHA-256 of a file.
pub fn hash(path: &Path) -> io::Result<Vec<u8>> {
    let mut hash = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().to_vec()),
            n => hash.update(&buffer[..n]),
        }
    }
}
