//! Words short enough for one number, by which tables of words are asked without a pointer to follow.

use wide::{bytemuck, i8x16, u16x8};

/// The bytes of a word, ASCII letters in lower case, zeros behind them; none beyond 16 bytes.
pub fn letters(word: &[u8]) -> Option<[u8; 16]> {
    let all: i8x16 = (word.len() <= 16).then(|| bytemuck::cast(few(word).to_le_bytes()))?;
    Some(bytemuck::cast(
        all | reach(all, b'A', b'Z') & i8x16::splat(0x20),
    ))
}

/// Up to sixteen bytes in one number, zeros behind them; the first ones of more.
///
/// They are read in two pieces that may have bytes in common. To copy as many as there are is a call, and what has been
/// written byte by byte cannot be read in one piece at once.
#[inline]
fn few(bytes: &[u8]) -> u128 {
    let len = bytes.len().min(16);
    let bytes = &bytes[..len];
    let (low, high) = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let behind = u64::from_le_bytes(*last).checked_shr(8 * (16 - len as u32));
        (u64::from_le_bytes(*first), behind.unwrap_or(0))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(*last));
        (
            u64::from(u32::from_le_bytes(*first)) | last << (8 * (len - 4)),
            0,
        )
    } else if let (Some(first), Some(last)) = (bytes.first(), bytes.last()) {
        let middle = u64::from(bytes[len / 2]) << (8 * (len / 2));
        (
            u64::from(*first) | middle | u64::from(*last) << (8 * (len - 1)),
            0,
        )
    } else {
        (0, 0)
    };
    u128::from(low) | u128::from(high) << 64
}

/// A word of up to 15 letters and digits of ASCII.
///
/// It is read in one piece: a loop from letter to letter ends at another one in each word, which no processor
/// foresees, and to be wrong about that costs more than to read the word.
#[derive(Clone, Copy)]
pub struct Short {
    /// How many they are.
    pub len: usize,
    /// The number of its [`letters`].
    pub key: u128,
    /// A bit for each that is a digit, the first one the lowest.
    digits: u32,
    /// A bit for each that is a capital.
    capitals: u32,
}

/// The bit a small letter has and a capital has not, sixteen times; digits have it too.
const SMALL: u128 = u128::from_ne_bytes([0x20; 16]);

/// The first so many bytes of sixteen.
const FIRST: [u128; 16] = {
    let mut first = [0; 16];
    let mut len = 1;
    while len < 16 {
        first[len] = first[len - 1] << 8 | 0xff;
        len += 1;
    }
    first
};

/// All bits of each of the bytes from `low` to `high`, both of ASCII.
///
/// Bytes are signed in the comparison, the one every processor has: those beyond ASCII come before all others.
#[inline]
fn reach(bytes: i8x16, low: u8, high: u8) -> i8x16 {
    bytes.simd_gt(i8x16::splat(low as i8 - 1)) & bytes.simd_lt(i8x16::splat(high as i8 + 1))
}

/// A bit for each of the bytes from `low` to `high`, both of ASCII.
#[inline]
fn between(bytes: i8x16, low: u8, high: u8) -> u32 {
    reach(bytes, low, high).to_bitmask()
}

/// The first sixteen bytes, or all of them and zeros.
#[inline]
fn sixteen(text: &[u8]) -> [u8; 16] {
    match text.first_chunk() {
        Some(chunk) => *chunk,
        None => few(text).to_le_bytes(),
    }
}

impl Short {
    /// The letters and digits from `start` on; none where there is no such word, or a longer one.
    #[inline]
    pub fn at(text: &[u8], start: usize) -> Option<Short> {
        let bytes = sixteen(text.get(start..)?);
        let all: i8x16 = bytemuck::cast(bytes);
        let letters = between(all | i8x16::splat(0x20), b'a', b'z');
        let digits = between(all, b'0', b'9');
        let len = (letters | digits).trailing_ones() as usize;
        if len == 0 || len == 16 {
            return None;
        }
        let word = (1 << len) - 1;
        Some(Short {
            len,
            key: (u128::from_le_bytes(bytes) | SMALL) & FIRST[len],
            digits: digits & word,
            capitals: between(all, b'A', b'Z') & word,
        })
    }

    /// True when one of its bytes is a digit.
    pub fn has_digit(self) -> bool {
        self.digits != 0
    }

    /// True when it has no capital.
    pub fn is_small(self) -> bool {
        self.capitals == 0
    }

    /// True when there is one capital, and it comes first.
    pub fn is_title_only(self) -> bool {
        self.capitals == 1
    }

    /// True when all its letters are capitals.
    pub fn is_upper(self) -> bool {
        self.capitals | self.digits == (1 << self.len) - 1
    }
}

/// The letters of ASCII that sixteen bytes begin with: what is left of [`Short`], and of its time, where no digit counts.
#[derive(Clone, Copy)]
pub struct Plain {
    /// How many they are, up to 16, of which there may be more behind them.
    pub len: usize,
    /// The number of their [`letters`], of up to 15.
    pub key: u128,
    /// A bit for each of them that is a capital, the first one the lowest.
    pub capitals: u32,
}

impl Plain {
    /// Those a text begins with.
    #[inline(always)]
    pub fn of(text: &[u8]) -> Plain {
        let bytes = sixteen(text);
        let all: i8x16 = bytemuck::cast(bytes);
        let letters = between(all | i8x16::splat(0x20), b'a', b'z');
        // The bit of small letters, shifted to where the mask is taken from.
        let shifted: i8x16 = bytemuck::cast(bytemuck::cast::<_, u16x8>(bytes) << 2_u32);
        let len = letters.trailing_ones();
        Plain {
            len: len as usize,
            key: (u128::from_le_bytes(bytes) | SMALL) & FIRST[len as usize & 15],
            capitals: !shifted.to_bitmask() & ((1 << len) - 1),
        }
    }
}

/// A number of 64 bits for a word known by the number of its [`letters`]; the upper half serves alone where few are
/// compared.
pub const fn hash(key: u128) -> u64 {
    let (low, high) = (key as u64, (key >> 64) as u64);
    let full = low.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ high.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    (full ^ full >> 32).wrapping_mul(0x9fb2_1c65_1e98_df25)
}

/// The last step of MurmurHash3: every bit of the result depends on every bit of `h`.
pub fn mix(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ h >> 33
}

/// A table of words, each with a number.
///
/// It is small, to stay at hand in the processor's cache between two articles: nearly every place has a word, of which
/// there are not the letters but 48 bits of their [`hash`]. Of a hundred million words that are not in the table none
/// is taken for one that is.
///
/// No two words have the same place: words are in groups by their hash, and each group has a number that, mixed with
/// the hash, sends all of them to places of their own ("hash and displace": Belazzougui, Botelho, Dietzfelbinger, 2009).
/// So one look tells, and no branch depends on what it finds, which could not be foreseen.
pub struct Table {
    /// Of each group what is mixed in; as many as a power of two.
    groups: Box<[u16]>,
    /// 48 bits of the hash, and the number; 0 is free.
    slots: Box<[u64]>,
    /// Bits of the hash that are not those of the group.
    shift: u32,
}

/// Bits of a slot that are not of the hash.
const NUMBER: u64 = (1 << 16) - 1;

impl Default for Table {
    /// Of no word.
    fn default() -> Self {
        Table::of([].into_iter())
    }
}

impl Table {
    /// Of these words, by the number of their [`letters`], each once; their own number is not 0.
    pub fn of(words: impl ExactSizeIterator<Item = (u128, u16)>) -> Self {
        let mut words: Vec<(u64, u16)> = words.map(|(key, number)| (hash(key), number)).collect();
        debug_assert!(words.iter().all(|(_, number)| *number != 0));
        words.sort_unstable();
        words.dedup_by_key(|(hash, _)| *hash);
        // Up to three words in a group, and four of five places taken: most groups find theirs at once. Of one that
        // finds none in 65,536 ways nobody has heard; in a larger table it would.
        let bits = (words.len() / 3).next_power_of_two().max(2).ilog2();
        let mut places = words.len() * 5 / 4 + 1;
        loop {
            let mut table = Table {
                groups: vec![0; 1 << bits].into(),
                slots: vec![0; places].into(),
                shift: 64 - bits,
            };
            let mut groups: Vec<&[(u64, u16)]> = words
                .chunk_by(|a, b| table.group(a.0) == table.group(b.0))
                .collect();
            // The largest first, while there is room.
            groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
            if groups.into_iter().all(|group| table.place(group)) {
                return table;
            }
            places *= 2;
        }
    }

    /// Finds places for a group of words; false when there are none.
    fn place(&mut self, group: &[(u64, u16)]) -> bool {
        let of_group = self.group(group[0].0);
        for displaced in 0..=u16::MAX {
            self.groups[of_group] = displaced;
            let mut placed = 0;
            for (hash, number) in group {
                let at = self.slot(*hash);
                if self.slots[at] != 0 {
                    break;
                }
                self.slots[at] = hash << 16 | u64::from(*number);
                placed += 1;
            }
            if placed == group.len() {
                return true;
            }
            for (hash, _) in &group[..placed] {
                let at = self.slot(*hash);
                self.slots[at] = 0;
            }
        }
        false
    }

    fn group(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }

    /// The one place where a word of this hash can be.
    fn slot(&self, hash: u64) -> usize {
        let displaced = u64::from(self.groups[self.group(hash)]);
        let mixed = (hash ^ displaced << 20).wrapping_mul(0xd6e8_feb8_6659_fd93);
        (((mixed >> 32) * self.slots.len() as u64) >> 32) as usize
    }

    /// The number of a word with this [`hash`], 0 for one that is not in the table.
    pub fn get(&self, hash: u64) -> u16 {
        let slot = self.slots[self.slot(hash)];
        let same = (slot ^ hash << 16) <= NUMBER;
        std::hint::select_unpredictable(same, slot as u16, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_words_have_equal_letters() {
        assert_eq!(letters(b"Minister"), letters(b"mINISTER"));
        assert_ne!(letters(b"minister"), letters(b"ministers"));
        assert_eq!(letters(&[b'a'; 16]), Some([b'a'; 16]));
        assert_eq!(letters(&[b'a'; 17]), None);
        assert_eq!(letters("Élysée".as_bytes()), letters("ÉLYSéE".as_bytes()));
    }

    proptest! {
        #[test]
        fn few_bytes_are_read_as_they_stand(text in prop::collection::vec(any::<u8>(), 0..=20)) {
            let mut bytes = [0; 16];
            bytes.iter_mut().zip(&text).for_each(|(byte, read)| *byte = *read);
            prop_assert_eq!(few(&text).to_le_bytes(), bytes);
        }

        #[test]
        fn a_word_is_what_a_look_at_each_letter_says(
            text in "[a-zA-Z0-9]{0,18}[ .'é]?[a-zA-Z ]{0,20}",
            before in 0usize..3,
        ) {
            let text = format!("{}{text}", " ".repeat(before)).into_bytes();
            let rest = &text[before..];
            let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            let found = Short::at(&text, before);
            prop_assert_eq!(found.map(|f| f.len), (1..16).contains(&len).then_some(len));
            if let Some(found) = found {
                let word = &rest[..len];
                let count = |so: fn(&u8) -> bool| word.iter().filter(|b| so(b)).count();
                let capitals = count(u8::is_ascii_uppercase);
                prop_assert_eq!(Some(found.key), letters(word).map(u128::from_le_bytes));
                prop_assert_eq!(found.has_digit(), count(u8::is_ascii_digit) > 0);
                prop_assert_eq!(found.is_small(), capitals == 0);
                prop_assert_eq!(found.is_title_only(), capitals == 1 && word[0].is_ascii_uppercase());
                prop_assert_eq!(found.is_upper(), capitals == count(u8::is_ascii_alphabetic));
            }
            let letter = |b: &&u8| b.is_ascii_alphabetic();
            let len = rest.iter().take(16).take_while(letter).count();
            let found = Plain::of(rest);
            let capitals = (0..len).filter(|k| rest[*k].is_ascii_uppercase());
            prop_assert_eq!(found.len, len);
            prop_assert_eq!(found.capitals, capitals.map(|k| 1 << k).sum::<u32>());
            let key = letters(&rest[..len]).filter(|_| len < 16).map(u128::from_le_bytes);
            prop_assert!(key.is_none_or(|key| key == found.key));
        }

        #[test]
        fn a_table_has_its_words_and_no_others(
            words in prop::collection::hash_map("[a-z]{1,16}", 1u16.., 0..300),
            others in prop::collection::vec("[a-z]{1,16}", 0..300),
        ) {
            let number = |word: &str| letters(word.as_bytes()).map(u128::from_le_bytes).unwrap_or_default();
            let all: Vec<_> = words.iter().map(|(word, n)| (number(word), *n)).collect();
            let table = Table::of(all.into_iter());
            for word in words.keys().chain(&others) {
                prop_assert_eq!(table.get(hash(number(word))), words.get(word).copied().unwrap_or(0));
            }
        }
    }
}
