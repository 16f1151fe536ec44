//! The headers of a ZIP archive, by PKWARE's APPNOTE.

use std::io::{self, BufRead};

/// What stands before a stretch of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A member.
    Member,
    /// A member's line in the directory.
    Listed,
    /// The end.
    End,
}

/// The header before a member.
pub struct Header {
    /// Bits as written.
    pub flags: u16,
    /// How it is compressed, by number.
    pub method: u16,
    /// Checksum of the plain bytes.
    pub crc: u32,
    /// Bytes as stored; none when they are said behind the member.
    pub stored: Option<u64>,
    /// Path as written.
    pub name: Vec<u8>,
}

/// The next mark, which is passed, and how many bytes were passed before it.
pub fn next_mark(bytes: &mut dyn BufRead) -> io::Result<(Option<Mark>, u64)> {
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
pub fn header(bytes: &mut dyn BufRead) -> io::Result<Option<Header>> {
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
pub fn listing(bytes: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut fixed = [0; 42];
    bytes.read_exact(&mut fixed)?;
    let mut numbers = Numbers(&fixed[24..]);
    let mut name = vec![0; usize::from(numbers.two())];
    bytes.read_exact(&mut name)?;
    Ok(name)
}
