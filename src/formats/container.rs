//! What ZIP and tar have in common: members, each a file of some format.

use std::collections::HashMap;
use std::io::{self, BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::bail;

use super::{Emit, Input, Skipped, detect};
use crate::decode::{Budget, Cut, Limits, compression, plain_name};

/// Archives one in another that are read: the file on disk, and one in it.
const DEPTH: u8 = 2;
/// Longest path of a member, in bytes; what is longer is cut.
const PATH: usize = 1000;

/// Takes the members of an archive file and hands on the documents in them.
pub struct Members<'a, 'm, 'e> {
    limits: &'a Limits,
    budget: &'a Budget,
    depth: u8,
    fields: &'a [(String, String)],
    verbatim: bool,
    skipped: &'a mut dyn FnMut(Skipped),
    emit: &'m mut Emit<'e>,
    /// Paths given so far, and how often each was asked for.
    taken: HashMap<String, u32>,
    /// Members seen, those left out included.
    pub seen: u64,
}

impl<'a, 'm, 'e> Members<'a, 'm, 'e> {
    /// For the members of this input, whose bytes come back with it. Fails when it lies too deep.
    pub fn of(
        input: Input<'a>,
        emit: &'m mut Emit<'e>,
    ) -> anyhow::Result<(Self, &'a mut dyn BufRead)> {
        if input.depth >= DEPTH {
            bail!("an archive within an archive within an archive; unpack it first");
        }
        let members = Members {
            limits: input.limits,
            budget: input.budget,
            depth: input.depth,
            fields: input.fields,
            verbatim: input.verbatim,
            skipped: input.skipped,
            emit,
            taken: HashMap::new(),
            seen: 0,
        };
        Ok((members, input.bytes))
    }

    /// What may be expanded.
    pub fn budget(&self) -> &'a Budget {
        self.budget
    }

    /// Counts a member. An error, and nothing more is to be read, when the file on disk has had its share.
    pub fn next(&mut self) -> anyhow::Result<()> {
        self.seen += 1;
        if !self.budget.member() {
            bail!(
                "more than {} members; the rest was not read",
                self.limits.members
            );
        }
        if self.budget.is_spent() {
            bail!(
                "expands to more than {} bytes; the rest was not read",
                self.budget.whole()
            );
        }
        Ok(())
    }

    /// Lists a member as left out.
    pub fn skip(&mut self, name: &str, reason: impl Into<String>) {
        (self.skipped)(Skipped {
            place: name.to_owned(),
            reason: reason.into(),
        });
    }

    /// Longest document that is held whole, in bytes.
    pub fn largest(&self) -> usize {
        self.limits.document_bytes
    }

    /// Reads one member; `name` comes from [`clean`]. What is wrong with it is listed: then it is true. An error only
    /// when nobody takes its documents.
    pub fn read(&mut self, name: &str, bytes: &mut dyn BufRead) -> anyhow::Result<bool> {
        let place = self.place(name);
        let Members {
            limits,
            budget,
            depth,
            fields,
            verbatim,
            skipped,
            emit,
            ..
        } = self;
        let mut refusal = None;
        let read = catch_unwind(AssertUnwindSafe(|| -> anyhow::Result<()> {
            let mut bytes = compression::reader(bytes, budget)?;
            let name = plain_name(name);
            let format = detect(name, bytes.fill_buf()?)?;
            let input = Input {
                name,
                bytes: &mut bytes,
                limits,
                budget,
                depth: *depth + 1,
                fields,
                verbatim: *verbatim,
                skipped: &mut |part| {
                    skipped(Skipped {
                        place: format!("{place}: {}", part.place),
                        reason: part.reason,
                    });
                },
            };
            (format.read)(input, &mut |mut raw| {
                raw.member = Some(match raw.member.take() {
                    Some(inner) => format!("{place}/{inner}"),
                    None => place.clone(),
                });
                emit(raw).map_err(|error| {
                    refusal = Some(error);
                    anyhow::anyhow!("refused")
                })
            })
        }));
        match (refusal, read) {
            (Some(error), _) => return Err(error),
            (None, Ok(Ok(()))) => return Ok(false),
            (None, Ok(Err(error))) => self.skip(&place, format!("{error:#}")),
            (None, Err(_)) => self.skip(&place, "the program failed on it; please report it"),
        }
        Ok(true)
    }

    /// The path a member goes by: its name, with `~2` when there was one before.
    fn place(&mut self, name: &str) -> String {
        let Some(mut n) = self.taken.get(name).copied() else {
            self.taken.insert(name.to_owned(), 1);
            return name.to_owned();
        };
        loop {
            n += 1;
            let place = format!("{name}~{n}");
            // A member may be called so itself.
            if !self.taken.contains_key(&place) {
                self.taken.insert(name.to_owned(), n);
                self.taken.insert(place.clone(), 1);
                return place;
            }
        }
    }
}

/// A member's name as a path below the archive file: `/` between its parts, none of them `..` or empty, control
/// characters as `_`, bytes that are not UTF-8 as `\xNN`. None for what is hidden, or when nothing is left.
pub fn clean(name: &[u8]) -> Option<String> {
    let mut path = String::new();
    for part in name.split(|b| matches!(b, b'/' | b'\\')) {
        if matches!(part, b"" | b"." | b"..") {
            continue;
        }
        if part.starts_with(b".") || part == b"__MACOSX" {
            return None;
        }
        if !path.is_empty() {
            path.push('/');
        }
        for chunk in part.utf8_chunks() {
            let shown = chunk.valid().chars();
            path.extend(shown.map(|c| if c.is_control() { '_' } else { c }));
            for byte in chunk.invalid() {
                path.push_str(&format!("\\x{byte:02X}"));
            }
        }
    }
    path.truncate(path.floor_char_boundary(PATH));
    (!path.is_empty()).then_some(path)
}

/// The next so many bytes of a stream. That it ends before them is a [`Cut`].
pub struct Exactly<'a> {
    inner: &'a mut dyn BufRead,
    left: u64,
    kind: &'static str,
    /// Why the bytes ended early.
    pub cut: Option<String>,
}

impl<'a> Exactly<'a> {
    /// `kind` is the archive's, for the message.
    pub fn new(inner: &'a mut dyn BufRead, bytes: u64, kind: &'static str) -> Self {
        Exactly {
            inner,
            left: bytes,
            kind,
            cut: None,
        }
    }

    /// Passes over what was not read. False when the stream ended early.
    pub fn finish(&mut self) -> bool {
        while self.left > 0 && self.cut.is_none() {
            let n = self.fill_buf().map_or(0, <[u8]>::len);
            self.consume(n);
        }
        self.cut.is_none()
    }
}

impl BufRead for Exactly<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 || self.cut.is_some() {
            return Ok(&[]);
        }
        // Asked twice, as the borrow cannot be kept over the error.
        let ended = match self.inner.fill_buf() {
            Ok([]) => Some(io::Error::other(Cut::Truncated(self.kind))),
            Ok(_) => None,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => Some(error),
        };
        if let Some(error) = ended {
            self.cut = Some(error.to_string());
            return Err(error);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let buffer = self.inner.fill_buf()?;
        Ok(&buffer[..buffer.len().min(most)])
    }

    fn consume(&mut self, bytes: usize) {
        self.left -= bytes as u64;
        self.inner.consume(bytes);
    }
}

impl Read for Exactly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::formats::Format;
    use proptest::prelude::*;

    /// What a format makes of an archive file: path and body of each document, what was left out, and the outcome.
    pub fn all(
        format: &Format,
        mut bytes: &[u8],
        limits: &Limits,
    ) -> (Vec<(String, String)>, Vec<String>, anyhow::Result<()>) {
        let (mut found, mut skipped) = (Vec::new(), Vec::new());
        let budget = Budget::new(bytes.len() as u64, limits);
        let input = Input {
            name: "a",
            bytes: &mut bytes,
            limits,
            budget: &budget,
            depth: 0,
            fields: &[],
            verbatim: false,
            skipped: &mut |s| skipped.push(format!("{}: {}", s.place, s.reason)),
        };
        let outcome = (format.read)(input, &mut |raw| {
            found.push((raw.member.expect("a member"), raw.body.trim().to_owned()));
            Ok(())
        });
        (found, skipped, outcome)
    }

    #[test]
    fn names_stay_below_the_archive() {
        for (name, expected) in [
            (&b"2023/a.html"[..], Some("2023/a.html")),
            (b"/etc/passwd", Some("etc/passwd")),
            (b"../../x/./y.txt", Some("x/y.txt")),
            (b"C:\\old\\b.txt", Some("C:/old/b.txt")),
            (b"a\nb\x1b[31m.txt", Some("a_b_[31m.txt")),
            (b"caf\xe9.txt", Some("caf\\xE9.txt")),
            (b"a/.git/config", None),
            (b"__MACOSX/a/._b.txt", None),
            (b"..", None),
            (b"", None),
        ] {
            assert_eq!(clean(name).as_deref(), expected, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_clean(name in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Some(path) = clean(&name) {
                prop_assert!(!path.starts_with('/') && !path.chars().any(char::is_control));
                prop_assert!(path.split('/').all(|p| !p.is_empty() && !p.starts_with('.')));
                // Nothing is left to clean.
                let again = clean(path.replace('\\', "").as_bytes());
                prop_assert_eq!(again, Some(path.replace('\\', "")));
            }
        }
    }
}
