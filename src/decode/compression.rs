//! gzip, Zstandard and bzip2, told by their magic bytes.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use super::Limits;
use super::members::Members;

/// A compressed stream ends before its end: an [`io::Error`] of the readers made here holds one.
/// All bytes before it have been given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// The file ends in the middle of the stream.
    Truncated(&'static str),
    /// The stream is not what its format prescribes, from here on.
    Damaged(&'static str),
    /// It expands beyond what [`Limits`] allow: so many bytes were given.
    TooLarge(&'static str, u64),
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cut::Truncated(codec) => write!(f, "truncated {codec}"),
            Cut::Damaged(codec) => write!(f, "damaged {codec}"),
            Cut::TooLarge(codec, bytes) => {
                write!(f, "{codec} cut after expanding to {bytes} bytes")
            }
        }
    }
}

impl Error for Cut {}

impl Cut {
    /// The cut that an I/O error stands for; none when it is another error.
    pub fn of(error: &io::Error) -> Option<&Cut> {
        error.get_ref()?.downcast_ref()
    }
}

/// How far a file on disk may still expand. All that is decompressed in it spends of one budget, so that many
/// small bombs in one archive are one large one.
#[derive(Debug, Clone)]
pub struct Budget {
    whole: u64,
    left: Rc<Cell<u64>>,
    members: Rc<Cell<u32>>,
}

impl Budget {
    /// The budget of a file of `stored` bytes.
    pub fn new(stored: u64, limits: &Limits) -> Self {
        let most = limits
            .free_bytes
            .max(stored.saturating_mul(limits.expansion))
            .min(limits.expanded_bytes);
        Budget {
            whole: most,
            left: Rc::new(Cell::new(most)),
            members: Rc::new(Cell::new(limits.members)),
        }
    }

    /// Bytes it was at first.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// True when nothing is left.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Counts a member of an archive file; false when there were as many as are looked at.
    pub fn member(&self) -> bool {
        let left = self.members.get().checked_sub(1);
        self.members.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Spends so many bytes; false, and nothing is left, when there are not so many.
    pub fn spend(&self, bytes: u64) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// The name without a compression suffix: `a.jsonl.gz` -> `a.jsonl`.
pub fn plain_name(name: &str) -> &str {
    [".gz", ".zst", ".bz2", ".zstd", ".gzip"]
        .iter()
        .find_map(|suffix| {
            let cut = name.len().checked_sub(suffix.len())?;
            let end = name.get(cut..)?;
            end.eq_ignore_ascii_case(suffix).then(|| &name[..cut])
        })
        .unwrap_or(name)
}

/// Which compression these first bytes show.
fn codec(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x1f, 0x8b, 8, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        // A level, then the magic number of a block or of the end of an empty stream.
        [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..]
            if rest.starts_with(b"1AY&SY") || rest.starts_with(b"\x17\x72\x45\x38\x50\x90") =>
        {
            Some("bzip2")
        }
        _ => None,
    }
}

/// A reader of the plain bytes, as far as the budget goes.
pub fn reader<'a>(
    mut stream: impl BufRead + 'a,
    budget: &Budget,
) -> io::Result<Box<dyn BufRead + 'a>> {
    let Some(codec) = codec(stream.fill_buf()?) else {
        return Ok(Box::new(stream));
    };
    let expanded = match codec {
        "gzip" => Expanded {
            resumes: true,
            ..Expanded::new(Box::new(Members::new(stream)), codec, budget)
        },
        "zstd" => Expanded::new(Box::new(zstd::Decoder::with_buffer(stream)?), codec, budget),
        _ => Expanded::new(
            Box::new(bzip2::bufread::MultiBzDecoder::new(stream)),
            codec,
            budget,
        ),
    };
    Ok(Box::new(BufReader::with_capacity(64 << 10, expanded)))
}

/// The plain bytes of a compressed stream, as far as the budget goes. After an error comes the end; of gzip the next
/// member, where one was damaged.
pub struct Expanded<'a> {
    inner: Box<dyn Read + 'a>,
    codec: &'static str,
    given: u64,
    budget: Budget,
    over: bool,
    /// There is more behind damage.
    resumes: bool,
}

impl<'a> Expanded<'a> {
    /// What `inner` decompresses; `codec` is its name in messages.
    pub fn new(inner: Box<dyn Read + 'a>, codec: &'static str, budget: &Budget) -> Self {
        Expanded {
            inner,
            codec,
            given: 0,
            budget: budget.clone(),
            over: false,
            resumes: false,
        }
    }
}

impl Read for Expanded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.over {
            return Ok(0);
        }
        let error = match self.inner.read(buffer) {
            Ok(count) => {
                if self.budget.spend(count as u64) {
                    self.given += count as u64;
                    return Ok(count);
                }
                Cut::TooLarge(self.codec, self.given)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            // The stream around this one ended early, and says so; an error of the disk has a system code.
            Err(error) if Cut::of(&error).is_some() || error.raw_os_error().is_some() => {
                self.over = true;
                return Err(error);
            }
            // zstd reports an early end as a plain error.
            Err(error) => match error.kind() {
                io::ErrorKind::UnexpectedEof => Cut::Truncated(self.codec),
                _ => Cut::Damaged(self.codec),
            },
        };
        self.over = !(self.resumes && matches!(error, Cut::Damaged(_)));
        Err(io::Error::other(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{open_bytes, read_whole};
    use std::io::Write;

    const TEXT: &str = "The mediator left the capital.\n\nNobody answered the letter.\n";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn bzip2(text: &[u8]) -> Vec<u8> {
        let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn plain(stored: &[u8], limits: &Limits) -> (Vec<u8>, Option<String>) {
        let mut reader = open_bytes(stored, limits).unwrap();
        let whole = read_whole(&mut *reader, limits.document_bytes).unwrap();
        (whole.bytes, whole.note)
    }

    #[test]
    fn each_codec_is_told_by_its_content() {
        let limits = Limits::default();
        let zstd = zstd::encode_all(TEXT.as_bytes(), 3).unwrap();
        for stored in [
            TEXT.as_bytes().to_vec(),
            gzip(TEXT.as_bytes()),
            bzip2(TEXT.as_bytes()),
            zstd,
        ] {
            assert_eq!(plain(&stored, &limits), (TEXT.as_bytes().to_vec(), None));
        }
        let text = b"BZh9 is how a bzip2 file begins.";
        assert_eq!(plain(text, &limits).0, text);
    }

    #[test]
    fn all_members_of_a_gzip_are_read() {
        let mut stored = gzip(b"one ");
        stored.extend(gzip(b"two"));
        assert_eq!(plain(&stored, &Limits::default()).0, b"one two");
    }

    #[test]
    fn a_truncated_stream_gives_what_came_before() {
        // Incompressible enough for many blocks.
        let mut seed = 7u32;
        let long: Vec<u8> = (0..600_000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                b'a' + (seed >> 24) as u8 % 26
            })
            .collect();
        let zstd = zstd::encode_all(&long[..], 1).unwrap();
        for (name, stored) in [
            ("gzip", gzip(&long)),
            ("bzip2", bzip2(&long)),
            ("zstd", zstd),
        ] {
            let (bytes, note) = plain(&stored[..stored.len() * 2 / 3], &Limits::default());
            assert!(bytes.len() > 100_000, "{name}: {}", bytes.len());
            assert!(long.starts_with(&bytes), "{name}");
            assert_eq!(note, Some(format!("truncated {name}")));
        }
    }

    #[test]
    fn a_damaged_stream_gives_what_came_before() {
        let mut stored = gzip(TEXT.as_bytes());
        stored.extend(b"not a gzip member");
        let (bytes, note) = plain(&stored, &Limits::default());
        assert_eq!(bytes, TEXT.as_bytes());
        assert_eq!(note.as_deref(), Some("damaged gzip"));
    }

    #[test]
    fn a_bomb_is_cut() {
        let limits = Limits {
            free_bytes: 1 << 20,
            expansion: 10,
            ..Limits::default()
        };
        let (bytes, note) = plain(&gzip(&vec![b' '; 8 << 20]), &limits);
        assert!(bytes.len() <= 1 << 20, "{}", bytes.len());
        assert!(note.is_some_and(|n| n.starts_with("gzip cut after")));
    }

    #[test]
    fn names_lose_their_suffix() {
        assert_eq!(plain_name("a/b.jsonl.GZ"), "a/b.jsonl");
        assert_eq!(plain_name("b.zst"), "b");
        assert_eq!(plain_name("é.html"), "é.html");
        assert_eq!(plain_name("gz"), "gz");
    }
}
