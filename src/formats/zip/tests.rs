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
