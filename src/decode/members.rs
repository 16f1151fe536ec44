//! The members of a gzip file, past those that are damaged.
//!
//! A gzip file may be many, one after the other (RFC 1952, section 2.2), and that of a web archive is: a member for
//! each record, so that one can be read by itself. Damage in one need not cost those behind it.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::Cut;

/// What a member begins with.
const MAGIC: &[u8] = b"\x1f\x8b\x08";

/// The plain bytes of all members. Damage is an error, and what is read after it is the next member's.
pub struct Members<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Members<R> {
    /// Of a stream that stands on the first.
    pub fn new(stream: R) -> Self {
        Members(Some(GzDecoder::new(stream)))
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let outcome = match member.read(buffer) {
                Ok(0) if !buffer.is_empty() => None,
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => Some(error),
            };
            let Some(mut stream) = self.0.take().map(GzDecoder::into_inner) else {
                break;
            };
            let goes_on = match &outcome {
                None => !stream.fill_buf()?.is_empty(),
                Some(error) => is_damage(error) && to_next(&mut stream)?,
            };
            if goes_on {
                self.0 = Some(GzDecoder::new(stream));
            }
            if let Some(error) = outcome {
                return Err(error);
            }
        }
        Ok(0)
    }
}

/// True for what a member itself is to blame for, not the stream it is in.
fn is_damage(error: &io::Error) -> bool {
    error.kind() != io::ErrorKind::UnexpectedEof
        && error.raw_os_error().is_none()
        && Cut::of(error).is_none()
}

/// To what looks like the start of a member; false when there is none. One whose first bytes lie on either side of the
/// end of a buffer is passed over.
fn to_next(stream: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let buffer = stream.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        let found = memchr::memmem::find(buffer, MAGIC);
        let passed = found.unwrap_or(buffer.len());
        stream.consume(passed);
        if found.is_some() {
            return Ok(true);
        }
    }
}
