//! ZIP: each member a file of some format.
//!
//! Read from front to back by the headers before each member, as it comes from the disk or out of another
//! archive: an archive that was cut off or damaged still gives the members that are whole. The directory at
//! the end is compared with what was found; what only it knows of is listed as left out.

mod header;

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read};

use anyhow::bail;

use self::header::{Header, Mark, header, listing, next_mark};
use super::container::{Exactly, Members, clean};
use super::{Emit, Format, Input};
use crate::decode::compression::Expanded;

/// ZIP.
pub const FORMAT: Format = Format {
    name: "zip",
    extensions: &["zip"],
    sniff: |head| {
        // The first member; the end of an archive without one; the mark of one that is in one piece.
        head.starts_with(b"PK\x03\x04")
            || head.starts_with(b"PK\x05\x06")
            || head.starts_with(b"PK00PK\x03\x04")
    },
    read,
};

/// Files that are ZIP archives and something else in the first place, by extension.
const DOCUMENTS: &[&str] = &[
    "apk", "docm", "docx", "dotx", "epub", "ipa", "jar", "key", "numbers", "odg", "odp", "ods",
    "odt", "pages", "pptm", "pptx", "war", "whl", "xlsb", "xlsm", "xlsx", "xpi",
];

/// The same by the names of their members, and what they are.
const MARKERS: &[(&[u8], &str)] = &[
    (
        b"[Content_Types].xml",
        "office document; convert it to text first",
    ),
    (
        b"mimetype",
        "office document or e-book; convert it to text first",
    ),
    (b"META-INF/MANIFEST.MF", "program"),
];

/// Bytes that may say a member's size behind it: a mark, a checksum and two sizes.
const DESCRIPTOR: u64 = 24;
/// What stands before those.
const DESCRIBED: &[u8] = b"PK\x07\x08";

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let extension = input.name.rsplit('.').next().unwrap_or_default();
    if DOCUMENTS.contains(&extension.to_ascii_lowercase().as_str()) {
        bail!("not a format morgue reads: .{extension}; convert it to text first");
    }
    let (mut members, bytes) = Members::of(input, emit)?;
    let mut known: HashSet<Vec<u8>> = HashSet::new();
    let mut last = String::from("its beginning");
    // Most bytes that may lie before the next mark; more of them are damage. At first the mark of an archive
    // that is in one piece.
    let mut between = 4;
    let mut ended = false;
    loop {
        let (mark, passed) = next_mark(bytes).unwrap_or_else(|error| {
            members.skip(&format!("after {last}"), error.to_string());
            ended = true;
            (None, 0)
        });
        if passed > between && (mark.is_some() || !ended) {
            members.skip(&format!("after {last}"), "damaged ZIP");
        }
        match mark {
            None => {
                if !ended {
                    members.skip(&format!("after {last}"), "truncated ZIP");
                }
                break;
            }
            Some(Mark::End) => (ended, between) = (true, u64::MAX),
            Some(Mark::Listed) => {
                (ended, between) = (true, u64::MAX);
                if let Ok(name) = listing(bytes)
                    && !known.contains(&name)
                    && !name.ends_with(b"/")
                    && let Some(name) = clean(&name)
                {
                    members.next()?;
                    members.skip(&name, "listed in the archive but not found in it");
                }
            }
            Some(Mark::Member) => {
                let Ok(Some(header)) = header(bytes) else {
                    between = 0;
                    continue;
                };
                if let Some((_, what)) = MARKERS.iter().find(|(name, _)| *name == header.name) {
                    bail!("not a format morgue reads: {what}");
                }
                let name = clean(&header.name).filter(|_| !header.name.ends_with(b"/"));
                if name.is_some() {
                    members.next()?;
                }
                last = name.clone().unwrap_or(last);
                ended = false;
                match member(&mut members, bytes, &header, name.as_deref())? {
                    Some(bytes) => between = bytes,
                    None => break,
                }
                known.insert(header.name);
            }
        }
    }
    members.done()
}

/// Reads one member, or passes over it when it has no name. How many bytes may lie between it and the next;
/// none when nothing follows.
fn member(
    members: &mut Members<'_, '_, '_>,
    bytes: &mut dyn BufRead,
    header: &Header,
    name: Option<&str>,
) -> anyhow::Result<Option<u64>> {
    let behind = match header.flags & 8 {
        0 => 0,
        _ => DESCRIPTOR,
    };
    let unread = match header {
        _ if header.flags & 0x2041 != 0 => Some("encrypted".to_owned()),
        Header {
            method: 0 | 8 | 12 | 20 | 93,
            ..
        } => None,
        Header { method, .. } => Some(format!(
            "compressed by {}, which is not read",
            method_name(*method)
        )),
    };
    if let (Some(name), Some(reason)) = (name, &unread) {
        members.skip(name, reason.as_str());
    }
    let wanted = name.filter(|_| unread.is_none());
    let Some(size) = header.stored else {
        return match (wanted, header.method) {
            (Some(name), 0) => described(members, bytes, name),
            (Some(name), _) => {
                let mut content = Content::new(bytes, header, members)?;
                let told = members.read(name, &mut BufReader::new(&mut content))?;
                // Only its end says where the next begins.
                let _ = io::copy(&mut content, &mut io::sink());
                if let Some(wrong) = content.wrong(header).filter(|_| !told) {
                    members.skip(name, wrong);
                }
                Ok(Some(DESCRIPTOR))
            }
            // Looked for.
            (None, _) => Ok(Some(u64::MAX)),
        };
    };
    let mut stored = Exactly::new(bytes, size, "ZIP");
    let mut told = false;
    if let Some(name) = wanted {
        let mut content = Content::new(&mut stored, header, members)?;
        told = members.read(name, &mut BufReader::new(&mut content))?;
        if let Some(wrong) = content.wrong(header).filter(|_| !told) {
            members.skip(name, wrong);
            told = true;
        }
    }
    if stored.finish() {
        return Ok(Some(behind));
    }
    if let Some(cut) = stored.cut.take().filter(|_| !told) {
        members.skip(&format!("in {}", name.unwrap_or("a folder")), cut);
    }
    Ok(None)
}

/// A member stored as it is, whose size is said behind it alone: held whole.
fn described(
    members: &mut Members<'_, '_, '_>,
    bytes: &mut dyn BufRead,
    name: &str,
) -> anyhow::Result<Option<u64>> {
    match until_described(bytes, members.largest()) {
        Ok(Some(content)) => {
            members.read(name, &mut &content[..])?;
            Ok(Some(DESCRIPTOR))
        }
        Ok(None) => {
            members.skip(name, "its end was not found");
            Ok(Some(DESCRIPTOR))
        }
        Err(error) => {
            members.skip(name, error.to_string());
            Ok(None)
        }
    }
}

/// The bytes before a description that fits them; none when they are more than `most`, or none follows.
fn until_described(bytes: &mut dyn BufRead, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut content: Vec<u8> = Vec::new();
    let mut sum = flate2::Crc::new();
    let (mut from, mut summed) = (0, 0);
    loop {
        let found = memchr::memmem::find(content.get(from..).unwrap_or_default(), DESCRIBED);
        let Some(at) = found.map(|at| at + from) else {
            from = content.len().saturating_sub(3);
            let room = (most + 16).saturating_sub(content.len()) as u64;
            // Its last byte ends each piece, so that nothing behind the description is read.
            if (&mut *bytes).take(room).read_until(b'\x08', &mut content)? == 0 {
                return Ok(None);
            }
            continue;
        };
        if at > most {
            return Ok(None);
        }
        let need = (at + 16).saturating_sub(content.len()) as u64;
        if (&mut *bytes).take(need).read_to_end(&mut content)? < need as usize {
            return Ok(None);
        }
        sum.update(&content[summed..at]);
        summed = at;
        let word = |n: usize| {
            content[at + 4 * n..]
                .first_chunk()
                .map(|b| u32::from_le_bytes(*b))
        };
        if word(1) == Some(sum.sum()) && word(2) == u32::try_from(at).ok() {
            content.truncate(at);
            return Ok(Some(content));
        }
        from = at + 1;
    }
}

fn method_name(method: u16) -> String {
    match method {
        1..=6 => "a method of the 1980s".to_owned(),
        9 => "Deflate64".to_owned(),
        14 => "LZMA".to_owned(),
        95 => "XZ".to_owned(),
        98 => "PPMd".to_owned(),
        99 => "an encrypted method".to_owned(),
        other => format!("method {other}"),
    }
}

/// A member's plain bytes, with their checksum.
struct Content<'a> {
    inner: Expanded<'a>,
    sum: flate2::Crc,
    ended: bool,
    error: Option<String>,
}

impl<'a> Content<'a> {
    fn new(
        stored: impl BufRead + 'a,
        header: &Header,
        members: &Members<'_, '_, '_>,
    ) -> io::Result<Self> {
        let inner: Box<dyn Read + 'a> = match header.method {
            0 => Box::new(stored),
            8 => Box::new(flate2::bufread::DeflateDecoder::new(stored)),
            12 => Box::new(bzip2::bufread::BzDecoder::new(stored)),
            _ => Box::new(zstd::Decoder::with_buffer(stored)?.single_frame()),
        };
        Ok(Content {
            inner: Expanded::new(inner, "ZIP", members.budget()),
            sum: flate2::Crc::new(),
            ended: false,
            error: None,
        })
    }

    /// What is wrong with a member that has been read, by its header.
    fn wrong(&self, header: &Header) -> Option<&str> {
        // Else the checksum is behind the member.
        let is_summed = header.flags & 8 == 0 && self.ended;
        match &self.error {
            Some(error) => Some(error),
            None if is_summed && self.sum.sum() != header.crc => {
                Some("damaged ZIP: the checksum is of other bytes")
            }
            None => None,
        }
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer);
        match &read {
            Ok(0) => self.ended |= !buffer.is_empty(),
            Ok(n) => self.sum.update(&buffer[..*n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.error = Some(error.to_string()),
        }
        read
    }
}

#[cfg(test)]
mod tests;
