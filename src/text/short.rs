//! Words short enough for one number, by which tables of words are asked without a pointer to follow.

/// The bytes of a word, ASCII letters in lower case, zeros behind them; none beyond 16 bytes.
pub fn letters(word: &[u8]) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    bytes.make_ascii_lowercase();
    Some(bytes)
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
}
