//! Bytes -> text, within limits: compression and charset.
//!
//! Compression is taken off by content alone (magic bytes), so a `.gz` that is plain text and a
//! `.txt` that is gzip are both read. What cannot be read to its end is not lost: every reader made
//! here gives all bytes before the damage and then one [`Cut`] error, and end of file after that.

pub mod charset;
pub mod compression;
mod members;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

pub use charset::{is_binary, text, text_owned};
pub use compression::{Budget, Cut, plain_name};

/// What may be spent on one file. Everything beyond is cut or skipped, and said.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest file read, in bytes as stored. 64 GiB: archives of JSON lines are large, and streamed.
    pub file_bytes: u64,
    /// Largest total expansion of a file and of all that is compressed in it, in bytes. 256 GiB.
    pub expanded_bytes: u64,
    /// Largest expansion relative to the stored size, once [`Limits::free_bytes`] are exceeded.
    /// 100: news text compresses 3 to 10 times, a decompression bomb up to 1032 times by deflate and
    /// without end by the others.
    pub expansion: u64,
    /// Expansion that is never questioned, in bytes. 64 MiB.
    pub free_bytes: u64,
    /// Largest document that has to be held whole (text, Markdown, a web page), in bytes. 64 MiB.
    pub document_bytes: usize,
    /// Longest text of one article, in bytes; what is behind it is cut. 16 MiB: five novels.
    pub body_bytes: usize,
    /// Longest record of a streamed format (a JSON line, an element of an array), in bytes. 64 MiB.
    pub record_bytes: usize,
    /// Most members of an archive file that are looked at, those of archives in it included. A million.
    pub members: u32,
    /// Most records taken from one file.
    pub records: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 30,
            expanded_bytes: 256 << 30,
            expansion: 100,
            members: 1_000_000,
            free_bytes: 64 << 20,
            document_bytes: 64 << 20,
            body_bytes: 16 << 20,
            record_bytes: 64 << 20,
            records: u32::MAX,
        }
    }
}

/// Opens a file and takes its compression off, within the default [`Limits`].
pub fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    open_within(path, &Limits::default())
}

/// Opens a file and takes its compression off.
pub fn open_within(path: &Path, limits: &Limits) -> anyhow::Result<Box<dyn BufRead>> {
    let file = File::open(path)?;
    let stored = file.metadata()?.len();
    if stored > limits.file_bytes {
        anyhow::bail!(
            "file of {stored} bytes, over the limit of {}",
            limits.file_bytes
        );
    }
    let file = BufReader::with_capacity(64 << 10, file);
    Ok(compression::reader(file, &Budget::new(stored, limits))?)
}

/// Takes the compression off bytes in memory.
pub fn open_bytes<'a>(bytes: &'a [u8], limits: &Limits) -> io::Result<Box<dyn BufRead + 'a>> {
    compression::reader(bytes, &Budget::new(bytes.len() as u64, limits))
}

/// A document read whole, and what was wrong with its bytes.
#[derive(Debug, Default)]
pub struct Whole {
    /// All bytes that could be read.
    pub bytes: Vec<u8>,
    /// Why they end early (`truncated gzip`); none when they do not.
    pub note: Option<String>,
}

/// Reads a document that has to be held whole. A [`Cut`] keeps what came before it; more than
/// `limit` bytes is an error.
pub fn read_whole(bytes: &mut dyn BufRead, limit: usize) -> anyhow::Result<Whole> {
    let mut whole = Whole::default();
    let outcome = bytes.take(limit as u64 + 1).read_to_end(&mut whole.bytes);
    match outcome {
        Ok(_) => {}
        Err(error) => match Cut::of(&error) {
            Some(cut) if !whole.bytes.is_empty() => whole.note = Some(cut.to_string()),
            _ => return Err(error.into()),
        },
    }
    if whole.bytes.len() > limit {
        anyhow::bail!("longer than {limit} bytes, the limit for one document");
    }
    Ok(whole)
}

/// The first bytes as text, for sniffing: a cut-off last character is dropped, broken ones replaced.
pub fn peek(head: &[u8]) -> Cow<'_, str> {
    match charset::utf16(head) {
        Some((encoding, skip)) => encoding.decode_without_bom_handling(&head[skip..]).0,
        None => {
            let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
            // Most texts are valid, which is seen in a tenth of the time of mending them.
            match std::str::from_utf8(head) {
                Ok(text) => text.into(),
                Err(error) if error.error_len().is_none() => {
                    String::from_utf8_lossy(&head[..error.valid_up_to()])
                }
                Err(_) => String::from_utf8_lossy(head),
            }
        }
    }
}
