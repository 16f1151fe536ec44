//! ZIP: each member a file of some format.
//!
//! Read from front to back by the headers before each member, as it comes from the disk or out of another
//! archive: an archive that was cut off or damaged still gives the members that are whole. The directory at
//! the end is compared with what was found; what only it knows of is listed as left out.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read};

use anyhow::bail;

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

/// What stands before a stretch of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A member.
    Member,
    /// A member's line in the directory.
    Listed,
    /// The end.
    End,
}

/// The header before a member.
struct Header {
    flags: u16,
    method: u16,
    crc: u32,
    /// Bytes as stored; none when they are said behind the member.
    stored: Option<u64>,
    name: Vec<u8>,
}

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
    anyhow::ensure!(members.seen > 0, "no file in it");
    Ok(())
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

/// The next mark, which is passed, and how many bytes were passed before it.
fn next_mark(bytes: &mut dyn BufRead) -> io::Result<(Option<Mark>, u64)> {
    let (mut window, mut passed) = (0u32, 0u64);
    loop {
        let buffer = bytes.fill_buf()?;
        if buffer.is_empty() {
            return Ok((None, passed));
        }
        let mut found = None;
        let mut used = 0;
        for byte in buffer {
            used += 1;
            window = window << 8 | u32::from(*byte);
            found = match &window.to_be_bytes() {
                b"PK\x03\x04" => Some(Mark::Member),
                b"PK\x01\x02" => Some(Mark::Listed),
                b"PK\x05\x06" | b"PK\x06\x06" => Some(Mark::End),
                _ => None,
            };
            if found.is_some() {
                break;
            }
        }
        bytes.consume(used);
        passed += used as u64;
        if found.is_some() {
            return Ok((found, passed - 4));
        }
    }
}

/// Little-endian numbers of a header, in order.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        match self.0.split_first_chunk() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => [0; N],
        }
    }

    fn two(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }

    fn four(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn eight(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }
}

/// The header of a member, its mark passed; none when it is none.
fn header(bytes: &mut dyn BufRead) -> io::Result<Option<Header>> {
    let mut fixed = [0; 26];
    bytes.read_exact(&mut fixed)?;
    let mut numbers = Numbers(&fixed);
    let version = numbers.two() & 0xff;
    let (flags, method) = (numbers.two(), numbers.two());
    let _time = numbers.four();
    let (crc, stored, plain) = (numbers.four(), numbers.four(), numbers.four());
    let (name, extra) = (numbers.two(), numbers.two());
    if version > 100 || method > 100 || name == 0 {
        return Ok(None);
    }
    let mut name = vec![0; usize::from(name)];
    bytes.read_exact(&mut name)?;
    let mut fields = vec![0; usize::from(extra)];
    bytes.read_exact(&mut fields)?;
    let mut stored = u64::from(stored);
    let mut fields = Numbers(&fields);
    while fields.0.len() > 4 {
        let (id, length) = (fields.two(), usize::from(fields.two()));
        let (field, rest) = fields.0.split_at(length.min(fields.0.len()));
        fields.0 = rest;
        let mut field = Numbers(field);
        match id {
            // Sizes beyond 4 GiB, those alone that have no room above.
            1 => {
                if plain == u32::MAX {
                    field.eight();
                }
                if stored == u64::from(u32::MAX) {
                    stored = field.eight();
                }
            }
            // The name in UTF-8, where the one above is in another charset.
            0x7075 if flags & 0x800 == 0 && std::str::from_utf8(&name).is_err() => {
                let _version: [u8; 1] = field.take();
                let of = field.four();
                let mut sum = flate2::Crc::new();
                sum.update(&name);
                if sum.sum() == of {
                    name = field.0.to_vec();
                }
            }
            _ => {}
        }
    }
    Ok(Some(Header {
        flags,
        method,
        crc,
        stored: (flags & 8 == 0 || stored != 0).then_some(stored),
        name,
    }))
}

/// The name in a line of the directory, its mark passed.
fn listing(bytes: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut fixed = [0; 42];
    bytes.read_exact(&mut fixed)?;
    let mut numbers = Numbers(&fixed[24..]);
    let mut name = vec![0; usize::from(numbers.two())];
    bytes.read_exact(&mut name)?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::super::container::tests::all;
    use super::*;
    use crate::decode::Limits;
    use proptest::prelude::*;
    use std::io::Write;

    const STORY: &str = "The harbour of Exampleton opened on Tuesday, said Bob Sample.";

    fn sum(content: &[u8]) -> u32 {
        let mut sum = flate2::Crc::new();
        sum.update(content);
        sum.sum()
    }

    fn deflated(content: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(content).unwrap();
        out.finish().unwrap()
    }

    /// A member: its sizes before it, or behind it.
    fn entry(name: &[u8], flags: u16, method: u16, plain: &[u8], stored: &[u8]) -> Vec<u8> {
        let behind = flags & 8 != 0;
        let (crc, size) = (
            sum(plain).to_le_bytes(),
            (stored.len() as u32).to_le_bytes(),
        );
        let whole = (plain.len() as u32).to_le_bytes();
        let mut out = b"PK\x03\x04\x14\0".to_vec();
        out.extend([flags.to_le_bytes(), method.to_le_bytes(), [0; 2], [0; 2]].concat());
        match behind {
            true => out.extend([0; 12]),
            false => out.extend([crc, size, whole].concat()),
        }
        out.extend([(name.len() as u16).to_le_bytes(), [0; 2]].concat());
        out.extend_from_slice(name);
        out.extend_from_slice(stored);
        if behind {
            out.extend([*b"PK\x07\x08", crc, size, whole].concat());
        }
        out
    }

    fn stored(name: &str) -> Vec<u8> {
        entry(name.as_bytes(), 0, 0, STORY.as_bytes(), STORY.as_bytes())
    }

    fn line(name: &str) -> Vec<u8> {
        let mut out = b"PK\x01\x02".to_vec();
        out.extend([0; 24]);
        out.extend((name.len() as u16).to_le_bytes());
        out.extend([0; 16]);
        out.extend(name.bytes());
        out
    }

    fn end() -> Vec<u8> {
        [&b"PK\x05\x06"[..], &[0; 18]].concat()
    }

    fn read_all(parts: &[Vec<u8>]) -> (Vec<String>, Vec<String>) {
        let bytes = parts.concat();
        assert!((FORMAT.sniff)(&bytes));
        let (found, skipped, outcome) = all(&FORMAT, &bytes, &Limits::default());
        outcome.unwrap();
        for (name, body) in &found {
            assert_eq!(body, STORY, "{name}");
        }
        (found.into_iter().map(|(name, _)| name).collect(), skipped)
    }

    #[test]
    fn members_of_all_methods_sizes_before_or_behind() {
        let plain = STORY.as_bytes();
        let zstd = zstd::encode_all(plain, 3).unwrap();
        let mut bzip = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bzip.write_all(plain).unwrap();
        let bzip = bzip.finish().unwrap();
        let packed = deflated(plain);
        let (found, skipped) = read_all(&[
            entry(b"2023/", 0, 0, b"", b""),
            stored("2023/a.txt"),
            entry(b"b.txt", 0, 8, plain, &packed),
            entry(b"c.txt", 8, 8, plain, &packed),
            entry(b"d.txt", 8, 0, plain, plain),
            entry(b"e.txt", 0, 12, plain, &bzip),
            entry(b"f.txt", 8, 12, plain, &bzip),
            entry(b"g.txt", 0, 93, plain, &zstd),
            entry(b"h.txt", 8, 93, plain, &zstd),
            entry(b"__MACOSX/b.txt", 8, 8, plain, &packed),
            stored("i.txt"),
            line("i.txt"),
            end(),
        ]);
        assert_eq!(
            found,
            [
                "2023/a.txt",
                "b.txt",
                "c.txt",
                "d.txt",
                "e.txt",
                "f.txt",
                "g.txt",
                "h.txt",
                "i.txt"
            ]
        );
        assert_eq!(skipped, [""; 0]);
    }

    #[test]
    fn sizes_and_names_in_extra_fields() {
        let mut big = stored("a.txt");
        big[18..26].fill(0xff);
        let size = (STORY.len() as u64).to_le_bytes();
        let extra = [&[1, 0, 16, 0], &size[..], &size[..]].concat();
        big[28..30].copy_from_slice(&(extra.len() as u16).to_le_bytes());
        big.splice(35..35, extra);
        let mut named = stored("caf\u{1}.txt");
        named[33] = 0x82;
        let old = sum(b"caf\x82.txt").to_le_bytes();
        let extra = [&[0x75, 0x70, 14, 0, 1], &old[..], "café.txt".as_bytes()].concat();
        named[28..30].copy_from_slice(&(extra.len() as u16).to_le_bytes());
        named.splice(38..38, extra);
        let (found, skipped) = read_all(&[big, named, end()]);
        assert_eq!(found, ["a.txt", "café.txt"]);
        assert_eq!(skipped, [""; 0]);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let plain = STORY.as_bytes();
        let mut wrong = stored("e.txt");
        wrong[14] ^= 1;
        let bytes = [
            entry(b"a.txt", 1, 0, plain, plain),
            entry(b"b.txt", 0, 14, plain, plain),
            entry(b"c.png", 0, 0, b"\x89PNG", b"\x89PNG"),
            entry(b"d.txt", 0, 8, plain, &deflated(plain)[..9]),
            wrong,
            stored("f.txt"),
            line("g.txt"),
            end(),
        ]
        .concat();
        let (found, skipped, outcome) = all(&FORMAT, &bytes, &Limits::default());
        outcome.unwrap();
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["d.txt", "e.txt", "f.txt"]);
        assert_eq!(
            skipped,
            [
                "a.txt: encrypted",
                "b.txt: compressed by LZMA, which is not read",
                "c.png: not a format morgue reads: PNG image",
                "d.txt: truncated ZIP",
                "e.txt: damaged ZIP: the checksum is of other bytes",
                "g.txt: listed in the archive but not found in it",
            ]
        );
    }

    #[test]
    fn damage_is_passed_over_and_an_early_end_told() {
        let mut broken = stored("b.txt");
        broken[1] = b'!';
        let (found, skipped) = read_all(&[stored("a.txt"), broken, stored("c.txt"), end()]);
        assert_eq!(found, ["a.txt", "c.txt"]);
        assert_eq!(skipped, ["after a.txt: damaged ZIP"]);
        let (found, skipped) = read_all(&[stored("a.txt"), stored("b.txt")[..20].to_vec()]);
        assert_eq!(found, ["a.txt"]);
        assert_eq!(skipped, ["after a.txt: truncated ZIP"]);
        let bytes = [stored("a.txt"), stored("b.txt")[..60].to_vec()].concat();
        let (found, skipped, _) = all(&FORMAT, &bytes, &Limits::default());
        assert_eq!(
            (found.len(), &skipped[..]),
            (2, &["b.txt: truncated ZIP".to_owned()][..])
        );
    }

    #[test]
    fn one_archive_in_another_and_no_deeper() {
        let inner = [stored("a.txt"), stored("b.txt"), end()].concat();
        let two = [entry(b"in.zip", 0, 0, &inner, &inner), end()].concat();
        let three = [entry(b"mid.zip", 0, 0, &two, &two), stored("c.txt"), end()];
        let (found, skipped) = read_all(&three);
        assert_eq!(found, ["c.txt"]);
        assert_eq!(
            skipped,
            ["mid.zip: in.zip: an archive within an archive within an archive; unpack it first"]
        );
        assert_eq!(read_all(&[two]).0, ["in.zip/a.txt", "in.zip/b.txt"]);
    }

    #[test]
    fn documents_and_archives_without_files_are_refused() {
        for (parts, reason) in [
            (
                vec![stored("[Content_Types].xml")],
                "office document; convert it to text first",
            ),
            (vec![stored("mimetype")], "e-book"),
            (vec![end()], "no file in it"),
        ] {
            let (_, _, outcome) = all(&FORMAT, &parts.concat(), &Limits::default());
            assert!(outcome.unwrap_err().to_string().contains(reason));
        }
    }

    #[test]
    fn all_members_spend_of_one_budget() {
        let limits = Limits {
            free_bytes: 1 << 20,
            expansion: 10,
            ..Limits::default()
        };
        let plain = STORY.repeat(5000).into_bytes();
        let packed = deflated(&plain);
        let mut parts = Vec::new();
        for i in 0..9 {
            parts.push(entry(format!("{i}.txt").as_bytes(), 0, 8, &plain, &packed));
        }
        let (_, skipped, outcome) = all(&FORMAT, &parts.concat(), &limits);
        assert!(
            skipped.iter().any(|s| s.starts_with("3.txt: ")),
            "{skipped:?}"
        );
        let error = outcome.unwrap_err().to_string();
        assert_eq!(
            error,
            "expands to more than 1048576 bytes; the rest was not read"
        );
        let few = Limits {
            members: 1,
            ..Limits::default()
        };
        let (found, _, outcome) = all(&FORMAT, &[stored("a"), stored("b")].concat(), &few);
        assert_eq!(found.len(), 1);
        assert!(
            outcome
                .unwrap_err()
                .to_string()
                .starts_with("more than 1 members")
        );
    }

    #[test]
    fn a_description_is_found_among_what_looks_like_one() {
        let plain = b"PK\x07\x08PK\x07\x08\x08\x08PKPK\x07\x08 and the rest".to_vec();
        let whole = entry(b"a", 8, 0, &plain, &plain);
        for cut in 0..whole.len() - 31 {
            let mut bytes = &whole[31..][..cut];
            assert_eq!(until_described(&mut bytes, 1000).unwrap(), None);
        }
        let mut bytes = [&whole[31..], b"tail"].concat();
        let mut bytes: &[u8] = &std::mem::take(&mut bytes);
        assert_eq!(until_described(&mut bytes, 1000).unwrap(), Some(plain));
        assert_eq!(bytes, b"tail");
        assert_eq!(until_described(&mut &whole[31..], 20).unwrap(), None);
    }

    proptest! {
        #[test]
        fn any_damage(
            changes in proptest::collection::vec((0usize..900, any::<u8>()), 0..6),
            cut in 0usize..900,
        ) {
            let plain = STORY.as_bytes();
            let mut bytes = [
                entry(b"a.txt", 8, 8, plain, &deflated(plain)),
                entry(b"b.txt", 8, 0, plain, plain),
                stored("c.zip"),
                line("a.txt"),
                end(),
            ].concat();
            for (at, with) in changes {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = with;
                }
            }
            bytes.truncate(cut);
            let _ = all(&FORMAT, &bytes, &Limits::default());
        }
    }
}
