//! Which charset bytes are in, and their text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

/// How many bytes a charset is guessed from.
const GUESSED: usize = 256 << 10;

/// Text of these bytes, in Unicode normal form C and without NULs; borrowed when they are that already.
///
/// A byte order mark decides first, then valid UTF-8, then the NUL pattern of UTF-16, then the
/// `declared` charset (a label as in HTML), then a guess by chardetng. Never fails: what cannot be
/// decoded becomes U+FFFD.
pub fn text<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    let decoded = decode(bytes, declared);
    match decoded {
        Cow::Borrowed(text) => clean(text).map_or(Cow::Borrowed(text), Cow::Owned),
        Cow::Owned(text) => Cow::Owned(clean(&text).unwrap_or(text)),
    }
}

/// As [`text`], without a copy when the bytes are clean UTF-8.
pub fn text_owned(bytes: Vec<u8>, declared: Option<&str>) -> String {
    match text(&bytes, declared) {
        Cow::Owned(text) => text,
        Cow::Borrowed(text) if text.len() == bytes.len() => {
            // Borrowed and of full length: the bytes were found to be valid UTF-8 just now, so this
            // second check (some 0.3 us for 3 KB) is all that safe code costs.
            String::from_utf8(bytes).unwrap_or_default()
        }
        Cow::Borrowed(text) => text.to_owned(),
    }
}

/// True when these first bytes are of a binary file: NULs or control characters make up more than a
/// twenty-fifth of them, and they are not UTF-16.
pub fn is_binary(head: &[u8]) -> bool {
    if utf16(head).is_some() {
        return false;
    }
    let controls = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    controls > 2 && controls * 25 > head.len()
}

/// UTF-16 by its byte order mark or by where its NULs stand, and the length of the mark.
pub(crate) fn utf16(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    match bytes {
        [0xff, 0xfe, ..] => return Some((UTF_16LE, 2)),
        [0xfe, 0xff, ..] => return Some((UTF_16BE, 2)),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(4 << 10) & !1];
    memchr(0, head)?;
    // Space, line feed and all of Latin-1 have their NUL in the high byte; no text has one in the
    // low byte (U+0100, U+0200 ... do, and are rare).
    let (mut first, mut second) = (0, 0);
    for pair in head.chunks_exact(2) {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let encoding = if second > 1 && second > 20 * first {
        UTF_16LE
    } else if first > 1 && first > 20 * second {
        UTF_16BE
    } else {
        return None;
    };
    // A few stray NULs in 8-bit text can fall on one side, too: what they would decode to tells.
    let (text, broken) = encoding.decode_without_bom_handling(head);
    let odd = text
        .chars()
        .filter(|&c| {
            (c.is_control() && !c.is_whitespace()) || ('\u{e000}'..'\u{f900}').contains(&c)
        })
        .count();
    let spaces = text.chars().filter(|&c| c == ' ' || c == '\n').count();
    let plausible = odd * 50 <= head.len() && (spaces * 60 > text.len() || head.len() < 200);
    (plausible && (!broken || bytes.len() > head.len())).then_some((encoding, 0))
}

fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return String::from_utf8_lossy(rest);
    }
    if let Some((encoding, skip)) = utf16(bytes) {
        return encoding.decode_without_bom_handling(&bytes[skip..]).0;
    }
    let broken_at = match std::str::from_utf8(bytes) {
        Ok(text) if !has_iso2022(bytes) => return Cow::Borrowed(text),
        Ok(_) => 0,
        Err(error) => error.valid_up_to(),
    };
    let label = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if label.is_none_or(|l| l == UTF_8) && nearly_utf8(&bytes[broken_at..]) {
        return String::from_utf8_lossy(bytes);
    }
    // Bytes that are not UTF-16 by their pattern are not, whatever they declare.
    if let Some(encoding) = label.filter(|l| ![UTF_8, UTF_16LE, UTF_16BE].contains(l))
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return text;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    let from = broken_at.saturating_sub(1 << 10);
    let sample = &bytes[from..bytes.len().min(from + GUESSED)];
    detector.feed(sample, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    encoding.decode_without_bom_handling(bytes).0
}

/// True when an escape sequence of ISO-2022-JP is in these bytes, which else pass for ASCII.
fn has_iso2022(bytes: &[u8]) -> bool {
    let Some(at) = memchr(0x1b, bytes) else {
        return false;
    };
    bytes[at..].starts_with(b"\x1b$B") || bytes[at..].starts_with(b"\x1b$@")
}

/// True for UTF-8 with a few broken bytes (a cut at the end, a stray Latin-1 character): there are
/// well-formed characters beyond ASCII, and at least four for each error.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    let sample = &bytes[..bytes.len().min(GUESSED)];
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 4 * bad && good > 0
}

/// The text in normal form C without NULs; none when it is that already, which is nearly always.
fn clean(text: &str) -> Option<String> {
    let nul = memchr(0, text.as_bytes()).is_some();
    let composed = nfc(text);
    if !nul {
        return composed;
    }
    let mut text = composed.unwrap_or_else(|| text.to_owned());
    text.retain(|c| c != '\0');
    Some(text)
}

/// The text in normal form C; none when it is already.
pub fn nfc(text: &str) -> Option<String> {
    if !may_decompose(text.as_bytes()) {
        return None;
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => None,
        IsNormalized::Maybe if is_nfc(text) => None,
        _ => Some(text.nfc().collect()),
    }
}

/// False when no character can be out of normal form C: a look at the leading bytes alone, which
/// spares Latin, Cyrillic and Chinese text the table look-ups of the real check.
fn may_decompose(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        // Eight ASCII bytes at a time.
        if let Some(word) = bytes[at..].first_chunk::<8>() {
            let high = u64::from_le_bytes(*word) & 0x8080_8080_8080_8080;
            if high == 0 {
                at += 8;
                continue;
            }
            at += high.trailing_zeros() as usize / 8;
        }
        match bytes[at] {
            // ASCII, continuation bytes, U+0080..U+02FF, Cyrillic to U+047F, U+4000..U+9FFF.
            0..0xcc | 0xd0 | 0xd1 | 0xe4..=0xe9 => at += 1,
            // Punctuation of U+2002..U+203F: quotation marks, dashes, ellipsis.
            0xe2 if bytes.get(at + 1) == Some(&0x80)
                && bytes.get(at + 2).is_some_and(|b| *b >= 0x82) =>
            {
                at += 3
            }
            _ => return true,
        }
    }
    false
}
