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
    // Compared sixteen at once, and summed up before a byte overflows.
    let control = |&b: &u8| {
        let usual = (b == b'\t') | (b == b'\n') | (b == b'\r') | (b == 0x0c) | (b == 0x1b);
        u8::from((b < 0x20) & !usual)
    };
    let some = |part: &[u8]| usize::from(part.iter().map(control).sum::<u8>());
    let controls: usize = head.chunks(255).map(some).sum();
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
    // Space, line feed and all of Latin-1 have their NUL in the high byte. In the low byte have it
    // U+0100, U+0200 ... (one character in a hundred of Chinese, none of most scripts); of these
    // U+0A00, U+0D00 and U+2000 are next to unused, so that line feeds and spaces tell the order.
    let (mut first, mut second) = (0, 0);
    let (mut breaks_first, mut breaks_second) = (0, 0);
    for pair in head.chunks_exact(2) {
        let is_break = |byte| matches!(byte, b'\n' | b'\r' | b' ');
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
        breaks_first += usize::from(pair[0] == 0 && is_break(pair[1]));
        breaks_second += usize::from(pair[1] == 0 && is_break(pair[0]));
    }
    let rare = |count: usize| count * 30 <= head.len() / 2;
    let encoding = if second > 20 * first || (breaks_second > 20 * breaks_first && rare(first)) {
        UTF_16LE
    } else if first > 20 * second || (breaks_first > 20 * breaks_second && rare(second)) {
        UTF_16BE
    } else {
        return None;
    };
    if first + second < 2 {
        return None;
    }
    // A few stray NULs in 8-bit text can fall on one side, too: what they would decode to tells.
    let (text, broken) = encoding.decode_without_bom_handling(head);
    let odd = text
        .chars()
        .filter(|&c| {
            (c.is_control() && !c.is_whitespace()) || ('\u{e000}'..'\u{f900}').contains(&c)
        })
        .count();
    let spaces = text.chars().filter(|&c| c == ' ' || c == '\n').count();
    // A space or line feed in a hundred characters, of which UTF-16 has two bytes each.
    let latin = (first.max(second)) * 5 >= head.len();
    let plausible = odd * 50 <= head.len() && (spaces * 200 > head.len() || latin);
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
    if label.is_none_or(|l| l == UTF_8)
        && nearly_utf8(&bytes[broken_at.saturating_sub(GUESSED / 2)..])
    {
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
    let bytes = text.as_bytes();
    let mut out: Option<String> = None;
    let (mut at, mut taken) = (0, 0);
    while let Some(from) = suspect(bytes, at) {
        // Most are an arrow or a smiley among ASCII. What is not suspect is a starter in form C, so that a stretch
        // is judged by itself, and only the last character before it may become one with its first.
        let end = bytes[from..].iter().position(u8::is_ascii);
        let end = end.map_or(bytes.len(), |n| from + n);
        if is_nfc_quick(text[from..end].chars()) != IsNormalized::Yes {
            let base = text[taken..from].chars().next_back();
            let base = from - base.map_or(0, char::len_utf8);
            let stretch = &text[base..end];
            if !is_nfc(stretch) {
                let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
                out.push_str(&text[taken..base]);
                out.extend(stretch.nfc());
                taken = end;
            }
        }
        at = end;
    }
    let mut out = out?;
    out.push_str(&text[taken..]);
    Some(out)
}

/// The first character from `at` on that may be out of normal form C: a look at the leading bytes alone, which
/// spares Latin, Cyrillic and Chinese text the table look-ups of the real check.
fn suspect(bytes: &[u8], mut at: usize) -> Option<usize> {
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
            _ => return Some(at),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    /// Every file of the corpus, the text it must decode to, and its charset.
    fn corpus() -> Vec<(String, Vec<u8>, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/encodings");
        let mut out = Vec::new();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some((language, charset)) = name
                .strip_suffix(".bin")
                .and_then(|stem| stem.split_once('.'))
            else {
                continue;
            };
            let expected = std::fs::read_to_string(folder.join(format!("{language}.txt"))).unwrap();
            let bytes = std::fs::read(folder.join(&name)).unwrap();
            out.push((charset.to_owned(), bytes, expected));
        }
        assert!(out.len() > 30);
        out
    }

    #[test]
    fn undeclared_charsets_are_guessed() {
        for (charset, bytes, expected) in corpus() {
            // chardetng does not guess the charset of DOS.
            if charset != "cp866" {
                assert_eq!(text(&bytes, None), expected, "{charset}");
                assert_eq!(text_owned(bytes.clone(), None), expected, "{charset}");
            }
        }
    }

    #[test]
    fn declared_charsets_are_believed() {
        for (charset, bytes, expected) in corpus() {
            let label = match charset.as_str() {
                "cp866" => "ibm866",
                "koi8-u" => "koi8-u",
                other if other.starts_with("cp") => &format!("windows-{}", &other[2..]),
                other => other,
            };
            assert_eq!(text(&bytes, Some(label)), expected, "{charset}");
        }
    }

    #[test]
    fn utf8_is_believed_before_the_declaration() {
        let text_in = "Zoë Ödegård’s café";
        assert_eq!(text(text_in.as_bytes(), Some("windows-1252")), text_in);
        assert!(matches!(text(text_in.as_bytes(), None), Cow::Borrowed(_)));
        assert_eq!(text(b"\xEF\xBB\xBFabc", None), "abc");
    }

    #[test]
    fn utf8_with_a_broken_byte_stays_utf8() {
        let mut bytes = "Zoë Ödegård und ihr Café am Flußufer, früh um fünf"
            .as_bytes()
            .to_vec();
        bytes.push(0xc3);
        assert!(text(&bytes, None).starts_with("Zoë Ödegård und ihr Café am Flußufer"));
    }

    #[test]
    fn a_few_nuls_make_no_utf16() {
        assert_eq!(
            text(b"The council \0met; it \0did not speak.", None),
            "The council met; it did not speak."
        );
        assert_eq!(text(b"H\0e\0l\0l\0o\0", None), "Hello");
    }

    #[test]
    fn binary_is_told_from_text() {
        assert!(is_binary(&[0, 1, 2, 3, 0, 0, 0, 9, 200, 13]));
        assert!(!is_binary("Zoë\t\r\n".as_bytes()));
        assert!(!is_binary(b"A telex ends so.\x03"));
        for (charset, bytes, _) in corpus() {
            assert!(!is_binary(&bytes), "{charset}");
        }
        let mut seed = 1u32;
        let noise: Vec<u8> = (0..4096)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .collect();
        assert!(is_binary(&noise));
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let one = text(&bytes, None).into_owned();
            prop_assert!(!one.contains('\0'));
            prop_assert_eq!(&one, &text_owned(bytes.clone(), None));
            let _ = text(&bytes, Some("shift_jis"));
            let _ = is_binary(&bytes);
        }

        #[test]
        fn the_quick_look_agrees_with_the_full_check(text in "\\PC{0,40}") {
            prop_assert_eq!(nfc(&text).unwrap_or_else(|| text.clone()), text.nfc().collect::<String>());
        }

        #[test]
        fn stretches_between_ascii_are_judged_alike(
            text in "([a-z ]{0,3}[é→☰한한e\u{301}\u{323}\u{5b0}\u{5bc}क़\u{344}Ω]{0,3}){0,6}",
        ) {
            prop_assert_eq!(nfc(&text).unwrap_or_else(|| text.clone()), text.nfc().collect::<String>());
        }

        #[test]
        fn the_quick_look_passes_no_single_character(c in any::<char>()) {
            let text = c.to_string();
            prop_assert_eq!(nfc(&text).is_none(), is_nfc(&text));
        }
    }

    #[test]
    fn the_quick_look_is_right_about_every_character() {
        for c in ('\0'..=char::MAX).filter(|c| !is_nfc(c.encode_utf8(&mut [0; 4]))) {
            assert!(
                suspect(c.encode_utf8(&mut [0; 4]).as_bytes(), 0).is_some(),
                "{c:?}"
            );
        }
        // Combining marks follow others: alone they may be in form C.
        for c in '\u{300}'..'\u{370}' {
            assert!(suspect(format!("e{c}").as_bytes(), 0).is_some(), "{c:?}");
        }
    }
}
