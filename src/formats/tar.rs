//! tar: each member a file of some format. Most are compressed, which has been taken off before.

use std::io::{BufRead, Read};

use super::container::{Exactly, Members, clean};
use super::{Emit, Format, Input};

/// tar: of POSIX, GNU and before.
pub const FORMAT: Format = Format {
    name: "tar",
    extensions: &["tar"],
    sniff,
    read,
};

/// Everything is in blocks of so many bytes.
const BLOCK: usize = 512;
/// Longest name or extended header, in bytes.
const EXTENDED: u64 = 1 << 20;

fn sniff(head: &[u8]) -> bool {
    head.first_chunk()
        .is_some_and(|block: &[u8; BLOCK]| is_header(block) && block[0] != 0)
}

/// What earlier headers say of the next member.
#[derive(Default)]
struct Extended {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let (mut members, bytes) = Members::of(input, emit)?;
    let mut extended = Extended::default();
    let mut last = String::from("its beginning");
    // True while blocks are passed over because no header stands where one should.
    let mut lost = false;
    let mut ended = false;
    loop {
        let mut block = [0; BLOCK];
        match fill(bytes, &mut block) {
            Ok(BLOCK) => {}
            Ok(0) => break,
            Ok(_) => {
                if !ended {
                    members.skip(&format!("after {last}"), "truncated tar");
                }
                break;
            }
            Err(error) => {
                members.skip(&format!("after {last}"), error.to_string());
                break;
            }
        }
        if block.iter().all(|b| *b == 0) {
            ended = true;
            continue;
        }
        if !is_header(&block) {
            // What follows the end is no part of the archive, whatever it is.
            if !lost && !ended {
                members.skip(&format!("after {last}"), "damaged tar");
            }
            lost = true;
            continue;
        }
        (lost, ended) = (false, false);
        let kind = block[156];
        let size = number(&block[124..136]);
        let size = match kind {
            b'L' | b'K' | b'x' | b'g' => size,
            _ => extended.size.or(size),
        };
        let Some(size) = size else {
            members.skip(
                &format!("after {last}"),
                "damaged tar: a member without a size",
            );
            lost = true;
            continue;
        };
        let mut content = Exactly::new(bytes, size, "tar");
        match kind {
            b'L' | b'x' => {
                let mut text = Vec::new();
                // A cut is told below.
                let _ = (&mut content).take(EXTENDED).read_to_end(&mut text);
                match kind {
                    b'L' => {
                        let end = text.iter().position(|b| *b == 0).unwrap_or(text.len());
                        text.truncate(end);
                        extended.name = Some(text);
                    }
                    _ => pax(&text, &mut extended),
                }
            }
            b'K' | b'g' => {}
            _ => {
                let header = std::mem::take(&mut extended);
                let name = header.name.unwrap_or_else(|| short_name(&block));
                // Before POSIX a folder was told by its name alone.
                let folder = kind == b'5' || name.ends_with(b"/");
                if !folder && let Some(name) = clean(&name) {
                    members.next()?;
                    match kind {
                        _ if header.sparse || kind == b'S' => members.skip(&name, "sparse file"),
                        b'\0' | b'0' | b'7' => {
                            members.read(&name, &mut content)?;
                        }
                        b'1' => members.skip(&name, "hard link"),
                        // As in a folder.
                        b'2' => {}
                        _ => members.skip(&name, "not a regular file"),
                    }
                    last = name;
                }
            }
        }
        let whole = content.finish();
        let cut = content.cut.take();
        if !whole {
            members.skip(&format!("in {last}"), cut.unwrap_or_default());
            break;
        }
        let padding = size.next_multiple_of(BLOCK as u64) - size;
        if !Exactly::new(bytes, padding, "tar").finish() {
            // The last member was whole; that its padding is missing harms nobody.
            break;
        }
    }
    anyhow::ensure!(members.seen > 0, "no file in it");
    Ok(())
}

/// Reads up to a whole block; fewer bytes at the end.
fn fill(bytes: &mut dyn BufRead, block: &mut [u8]) -> std::io::Result<usize> {
    let mut all = 0;
    while all < block.len() {
        match bytes.read(&mut block[all..]) {
            Ok(0) => break,
            Ok(n) => all += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// True when a block has the checksum of a header. Old programs added signed bytes.
fn is_header(block: &[u8; BLOCK]) -> bool {
    let Some(expected) = number(&block[148..156]) else {
        return false;
    };
    let (mut unsigned, mut signed) = (0u64, 0i64);
    for (i, byte) in block.iter().enumerate() {
        let byte = if (148..156).contains(&i) { b' ' } else { *byte };
        unsigned += u64::from(byte);
        signed += i64::from(byte.cast_signed());
    }
    expected > 0 && (expected == unsigned || i64::try_from(expected) == Ok(signed))
}

/// A number in octal digits, or after a byte of 0x80 in binary.
fn number(field: &[u8]) -> Option<u64> {
    if let Some((0x80, rest)) = field.split_first() {
        return rest
            .iter()
            .try_fold(0u64, |n, byte| Some(n.checked_mul(256)? | u64::from(*byte)));
    }
    let digits = field
        .split(|b| matches!(b, 0 | b' '))
        .find(|d| !d.is_empty());
    digits?.iter().try_fold(0u64, |n, digit| match digit {
        b'0'..=b'7' => Some(n.checked_mul(8)? | u64::from(digit - b'0')),
        _ => None,
    })
}

/// The name in the header itself; POSIX keeps the beginning of a long one apart.
fn short_name(block: &[u8; BLOCK]) -> Vec<u8> {
    let text =
        |field: &[u8]| -> Vec<u8> { field.iter().take_while(|b| **b != 0).copied().collect() };
    let name = text(&block[..100]);
    match (&block[257..263], text(&block[345..500])) {
        (b"ustar\0", prefix) if !prefix.is_empty() => [prefix, name].join(&b'/'),
        _ => name,
    }
}

/// Reads records of the form `30 path=...\n`, where the number counts the whole record.
fn pax(mut text: &[u8], extended: &mut Extended) {
    while let Some(space) = text.iter().position(|b| *b == b' ') {
        let length = std::str::from_utf8(&text[..space])
            .ok()
            .and_then(|n| n.parse::<usize>().ok());
        let Some(record) = length.and_then(|length| text.get(space + 1..length)) else {
            return;
        };
        text = &text[space + 1 + record.len()..];
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        let Some(equals) = record.iter().position(|b| *b == b'=') else {
            continue;
        };
        let (key, value) = (&record[..equals], &record[equals + 1..]);
        match key {
            b"path" => extended.name = Some(value.to_vec()),
            b"size" => extended.size = std::str::from_utf8(value).ok().and_then(|n| n.parse().ok()),
            _ => extended.sparse |= key.starts_with(b"GNU.sparse."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::container::tests::all;
    use super::*;
    use crate::decode::Limits;
    use proptest::prelude::*;

    const STORY: &str = "The harbour of Exampleton opened on Tuesday, said Bob Sample.";

    fn header(name: &[u8], kind: u8, size: usize) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        block[..name.len()].copy_from_slice(name);
        block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        sum(&mut block);
        block
    }

    fn sum(block: &mut [u8]) {
        block[148..156].fill(b' ');
        let sum: u64 = block.iter().map(|b| u64::from(*b)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    }

    fn entry(name: &[u8], kind: u8, content: &[u8]) -> Vec<u8> {
        let mut out = header(name, kind, content.len());
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
        out
    }

    fn read_all(parts: &[Vec<u8>]) -> (Vec<String>, Vec<String>) {
        let bytes = parts.concat();
        assert!(sniff(&bytes));
        let (found, skipped, outcome) = all(&FORMAT, &bytes, &Limits::default());
        outcome.unwrap();
        assert!(found.iter().all(|(_, body)| body.contains("harbour")));
        (found.into_iter().map(|(name, _)| name).collect(), skipped)
    }

    #[test]
    fn names_of_all_kinds() {
        let long = format!("{}/a.txt", "folder/".repeat(30));
        let mut parts = vec![
            entry(b"2023/", b'5', b""),
            entry(b"2023/a.txt", b'0', STORY.as_bytes()),
            entry(b"././@LongLink", b'L', format!("{long}\0").as_bytes()),
            entry(b"folder", b'0', STORY.as_bytes()),
        ];
        let mut record = format!("999 path={}b.txt\n", "x/".repeat(40));
        let length = record.len();
        record.replace_range(..3, &format!("{length:03}"));
        parts.push(entry(b"pax", b'x', record.as_bytes()));
        parts.push(entry(b"b.txt", b'0', STORY.as_bytes()));
        let mut posix = header(b"c.txt", 0, STORY.len());
        posix[345..352].copy_from_slice(b"archive");
        sum(&mut posix);
        posix.extend(STORY.as_bytes());
        posix.resize(2 * BLOCK, 0);
        parts.extend([posix, vec![0; 2 * BLOCK]]);
        let (found, skipped) = read_all(&parts);
        let pax = format!("{}b.txt", "x/".repeat(40));
        assert_eq!(
            found,
            [
                "2023/a.txt",
                &long.replace("//", "/"),
                &pax,
                "archive/c.txt"
            ]
        );
        assert_eq!(skipped, [""; 0]);
    }

    #[test]
    fn what_is_no_file_is_told_and_repeats_are_numbered() {
        let (found, skipped) = read_all(&[
            entry(b"a.txt", b'0', STORY.as_bytes()),
            entry(b"a.txt", b'0', STORY.as_bytes()),
            entry(b"b.txt", b'1', b""),
            entry(b"c.txt", b'2', b""),
            entry(b"d.txt", b'3', b""),
            entry(b"e.txt", b'S', STORY.as_bytes()),
            entry(b"f.jpg", b'0', b"\xff\xd8\xff"),
            entry(b".hidden.txt", b'0', STORY.as_bytes()),
            entry(b"a.txt~2", b'0', STORY.as_bytes()),
        ]);
        assert_eq!(found, ["a.txt", "a.txt~2", "a.txt~2~2"]);
        assert_eq!(
            skipped,
            [
                "b.txt: hard link",
                "d.txt: not a regular file",
                "e.txt: sparse file",
                "f.jpg: not a format morgue reads: JPEG image"
            ]
        );
    }

    #[test]
    fn damage_is_passed_over_and_an_early_end_told() {
        let a = entry(b"a.txt", b'0', STORY.as_bytes());
        let b = entry(b"b.txt", b'0', STORY.as_bytes());
        let mut broken = b.clone();
        broken[3] = b'!';
        let (found, skipped) = read_all(&[a.clone(), broken, a.clone()]);
        assert_eq!(found, ["a.txt", "a.txt~2"]);
        assert_eq!(skipped, ["after a.txt: damaged tar"]);
        let (found, skipped) = read_all(&[a.clone(), b[..BLOCK + 30].to_vec()]);
        assert_eq!(found, ["a.txt", "b.txt"]);
        assert_eq!(skipped, ["in b.txt: truncated tar"]);
        let (_, skipped) = read_all(&[a.clone(), b[..300].to_vec()]);
        assert_eq!(skipped, ["after a.txt: truncated tar"]);
        // Some programs leave the end out.
        assert_eq!(read_all(&[a]).1, [""; 0]);
    }

    #[test]
    fn text_is_no_tar() {
        assert!(!sniff(STORY.repeat(20).as_bytes()));
        assert!(!sniff(&[0; BLOCK]));
        assert!(!sniff(b"ustar"));
    }

    proptest! {
        #[test]
        fn any_bytes(at in 0usize..1400, with in any::<u8>(), fix in any::<bool>(), cut in 0usize..2000) {
            let mut bytes = [
                entry(b"a.txt", b'0', STORY.as_bytes()),
                entry(b"pax", b'x', b"12 size=99\n20 path=b\n"),
            ].concat();
            bytes[at] = with;
            if fix {
                sum(&mut bytes[..BLOCK]);
            }
            bytes.truncate(cut);
            let _ = all(&FORMAT, &bytes, &Limits::default());
            let _ = number(&bytes[..bytes.len().min(12)]);
            pax(&bytes, &mut Extended::default());
        }
    }
}
