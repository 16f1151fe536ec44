//! Words short enough for one number, by which tables of words are asked without a pointer to follow.

/// The bytes of a word, ASCII letters in lower case, zeros behind them; none beyond 16 bytes.
pub fn letters(word: &[u8]) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    bytes.make_ascii_lowercase();
    Some(bytes)
}

/// The same number of the letters and digits of ASCII that are `text[start..end]`, and how many of them are capitals;
/// none beyond 16 bytes.
///
/// Where the text goes on for 16 bytes they are read at once: a word is copied in two instructions and no loop.
pub fn ascii(text: &[u8], start: usize, end: usize) -> Option<(u128, u32)> {
    let shift = 16usize.checked_sub(end - start)?;
    let all = match text[start..].first_chunk() {
        Some(chunk) => u128::from_le_bytes(*chunk),
        None => {
            let mut bytes = [0; 16];
            bytes[..end - start].copy_from_slice(&text[start..end]);
            u128::from_le_bytes(bytes)
        }
    };
    let mask = u128::MAX.checked_shr(8 * shift as u32).unwrap_or(0);
    // Digits have the bit that makes a letter small.
    let small = u128::from_le_bytes([0x20; 16]) & mask;
    Some((all & mask | small, (!all & small).count_ones()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_words_have_equal_letters() {
        assert_eq!(letters(b"Minister"), letters(b"mINISTER"));
        assert_ne!(letters(b"minister"), letters(b"ministers"));
        assert_eq!(letters(&[b'a'; 16]), Some([b'a'; 16]));
        assert_eq!(letters(&[b'a'; 17]), None);
        assert_eq!(letters("Élysée".as_bytes()), letters("ÉLYSéE".as_bytes()));
    }

    #[test]
    fn a_word_within_a_text_has_the_number_of_its_letters() {
        let text = b"NATO's F16 met Extraordinarylong and a Z";
        for (start, end, capitals) in [
            (0, 4, 4),
            (4, 4, 0),
            (7, 10, 1),
            (11, 14, 0),
            (15, 31, 1),
            (33, 36, 0),
            (39, 40, 1),
        ] {
            let number = letters(&text[start..end]).map(u128::from_le_bytes);
            assert_eq!(ascii(text, start, end), number.map(|n| (n, capitals)));
        }
        assert_eq!(ascii(text, 15, 32), None);
    }
}
