//! What a saved search has reported, and what is new to it.

use serde::{Deserialize, Serialize};

/// An article as a saved search remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// A hash of what it says.
    pub text: u64,
    /// A hash of where it lies.
    pub place: u64,
}

/// Every article a saved search has reported, or that was there when it was added.
///
/// An article is known by what it says: a file that moved, or records that moved within a file, are nothing new,
/// and a new story in the place of an old one is. A second article with the same text is new as well: copies
/// are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Version of the index that read the texts.
    version: u32,
    /// In order. Written as 32 hexadecimal digits each.
    #[serde(with = "digits")]
    marks: Vec<Mark>,
}

impl Seen {
    /// How many articles are remembered.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// True when none is.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Which of the articles that match now are new, in the order given; from now on they are seen. `version` is
    /// that of the index: where it has changed, texts may read otherwise, and an article in a known place is
    /// taken for the one that was there.
    pub fn meet(&mut self, now: &[Mark], version: u32) -> Vec<bool> {
        let by_place = self.version != version && !self.marks.is_empty();
        let mut places: Vec<u64> = match by_place {
            true => self.marks.iter().map(|m| m.place).collect(),
            false => Vec::new(),
        };
        places.sort_unstable();
        let mut order: Vec<usize> = (0..now.len()).collect();
        order.sort_by_key(|i| now.get(*i));
        let mut fresh = vec![false; now.len()];
        let mut kept = Vec::with_capacity(now.len());
        let known = std::mem::take(&mut self.marks);
        let mut rest = known.as_slice();
        for group in
            order.chunk_by(|a, b| now.get(*a).map(|m| m.text) == now.get(*b).map(|m| m.text))
        {
            let marks: Vec<(usize, Mark)> = group
                .iter()
                .filter_map(|i| Some((*i, *now.get(*i)?)))
                .collect();
            let Some((_, first)) = marks.first() else {
                continue;
            };
            let start = rest.partition_point(|m| m.text < first.text);
            let end = rest.partition_point(|m| m.text <= first.text);
            kept.extend_from_slice(&rest[..start]);
            let mut before: Vec<Mark> = rest[start..end].to_vec();
            rest = &rest[end..];
            // First those that lie where they lay, then those that moved; what is left over is new.
            let mut elsewhere = Vec::new();
            for (i, mark) in marks {
                match before.iter().position(|b| *b == mark) {
                    Some(at) => {
                        before.remove(at);
                    }
                    None => elsewhere.push((i, mark)),
                }
                kept.push(mark);
            }
            for (i, mark) in elsewhere {
                let moved = before.pop().is_some();
                if !moved && places.binary_search(&mark.place).is_err() {
                    fresh[i] = true;
                }
            }
            kept.extend(before);
        }
        kept.extend_from_slice(rest);
        kept.sort_unstable();
        // What texts read as before the change of version will not come again.
        if by_place {
            let mut current: Vec<Mark> = now.to_vec();
            current.sort_unstable();
            let mut here: Vec<u64> = now.iter().map(|m| m.place).collect();
            here.sort_unstable();
            kept.retain(|m| {
                current.binary_search(m).is_ok() || here.binary_search(&m.place).is_err()
            });
        }
        self.marks = kept;
        self.version = version;
        fresh
    }
}

/// Marks as one text of hexadecimal digits.
mod digits {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Mark;

    pub fn serialize<S: Serializer>(marks: &[Mark], to: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(marks.len() * 32);
        for mark in marks {
            text += &format!("{:016x}{:016x}", mark.text, mark.place);
        }
        to.serialize_str(&text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Mark>, D::Error> {
        let text = String::deserialize(from)?;
        let number = |digits: Option<&str>| {
            let digits = digits.ok_or_else(|| D::Error::custom("half a mark"))?;
            u64::from_str_radix(digits, 16).map_err(D::Error::custom)
        };
        let mut marks = Vec::with_capacity(text.len() / 32);
        for at in (0..text.len()).step_by(32) {
            marks.push(Mark {
                text: number(text.get(at..at + 16))?,
                place: number(text.get(at + 16..at + 32))?,
            });
        }
        marks.sort_unstable();
        Ok(marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(pairs: &[(u64, u64)]) -> Vec<Mark> {
        let mark = |(text, place): &(u64, u64)| Mark {
            text: *text,
            place: *place,
        };
        pairs.iter().map(mark).collect()
    }

    fn meet(seen: &mut Seen, pairs: &[(u64, u64)]) -> Vec<bool> {
        seen.meet(&marks(pairs), 1)
    }

    #[test]
    fn what_moved_is_not_new_and_what_took_its_place_is() {
        let mut seen = Seen::default();
        assert_eq!(meet(&mut seen, &[(7, 1), (8, 2)]), [true, true]);
        assert_eq!(meet(&mut seen, &[(7, 1), (8, 2)]), [false, false]);
        // A record before them: each lies one further on.
        assert_eq!(
            meet(&mut seen, &[(9, 1), (7, 2), (8, 3)]),
            [true, false, false]
        );
        // A copy is an article of its own, and only the one that came is new.
        assert_eq!(
            meet(&mut seen, &[(9, 1), (7, 2), (7, 5), (8, 3)]),
            [false, false, true, false]
        );
        // What was gone and comes back has been reported.
        assert_eq!(meet(&mut seen, &[]), [false; 0]);
        assert_eq!(
            meet(&mut seen, &[(7, 2), (7, 6), (7, 9)]),
            [false, false, true]
        );
        assert_eq!(seen.len(), 5);
    }

    #[test]
    fn another_version_reads_texts_otherwise() {
        let mut seen = Seen::default();
        meet(&mut seen, &[(7, 1), (8, 2)]);
        assert_eq!(
            seen.meet(&marks(&[(70, 1), (80, 2), (90, 3)]), 2),
            [false, false, true]
        );
        assert_eq!(
            seen.meet(&marks(&[(70, 1), (81, 2), (90, 3)]), 2),
            [false, true, false]
        );
    }

    #[test]
    fn it_is_kept_as_digits() {
        let mut seen = Seen::default();
        meet(&mut seen, &[(u64::MAX, 1), (0, 2)]);
        let text = serde_json::to_string(&seen).unwrap();
        assert_eq!(serde_json::from_str::<Seen>(&text).unwrap(), seen);
        for broken in [&text[..text.len() - 3], "{\"version\":1,\"marks\":\"00é\"}"] {
            assert!(serde_json::from_str::<Seen>(broken).is_err());
        }
        assert!(serde_json::from_str::<Seen>("{\"version\":1,\"marks\":\"0011\"}").is_err());
    }
}
