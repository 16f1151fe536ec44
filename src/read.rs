//! One file -> raw documents: opens it, finds its format, and hashes it on the way.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use anyhow::bail;
use sha2::{Digest, Sha256};

use crate::decode::{Limits, compression, plain_name};
use crate::formats::{self, Emit, Input};

/// What is known of a file once it has been read.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// SHA-256 of its bytes as stored.
    pub hash: Vec<u8>,
    /// What was left out of it, and why; of several parts the first, and how many more.
    pub skipped: Option<String>,
}

/// Hashes what passes through, so that a file is read once.
struct Hashing {
    file: File,
    hash: Rc<RefCell<Sha256>>,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
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
    let hash = Rc::new(RefCell::new(Sha256::new()));
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
    let rest = file.try_clone()?;
    let stream = BufReader::with_capacity(
        64 << 10,
        Hashing {
            file,
            hash: hash.clone(),
        },
    );
    let mut bytes = compression::reader(stream, meta.len(), limits)?;
    let name = plain_name(shown);
    let format = formats::detect(name, bytes.fill_buf()?)?;
    let mut first = None;
    let mut parts = 0u64;
    let mut documents = 0u64;
    let input = Input {
        name,
        bytes: &mut bytes,
        limits,
        fields,
        verbatim,
        skipped: &mut |part| {
            parts += 1;
            first.get_or_insert_with(|| format!("{}: {}", part.place, part.reason));
        },
    };
    let mut refused = false;
    let outcome = (format.read)(input, &mut |raw| {
        documents += 1;
        emit(raw).inspect_err(|_| refused = true)
    });
    if let Err(error) = outcome {
        // That nobody takes its documents is no fault of the file.
        if documents == 0 || refused {
            return Err(error);
        }
        parts += 1;
        first.get_or_insert_with(|| format!("{error:#}"));
    }
    // A format may stop early; the hash is of the whole file. The clone shares the position.
    drop(bytes);
    io::copy(
        &mut Hashing {
            file: rest,
            hash: hash.clone(),
        },
        &mut io::sink(),
    )?;
    let skipped = first.map(|first| match parts {
        0 | 1 => first,
        more => format!("{first}, and {} more", more - 1),
    });
    let hash = hash.borrow_mut().finalize_reset().to_vec();
    Ok(Done { hash, skipped })
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
