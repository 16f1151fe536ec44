//! One JSON object -> [`Builder`].

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::record::{Builder, Field, NESTED, Texts, field_of, normal};

/// Keys that hold text in some records and the whole record in others.
const BOTH: &[&str] = &["article", "story", "document", "content", "body"];

/// Reads one JSON object into a [`Builder`]: borrows the strings, skips what it does not know without
/// building it. User's `fields` come before the known keys; theirs may name a key a level down
/// (`article.content`).
pub struct Record<'a, 'f> {
    /// Where what is found goes.
    pub into: &'a mut Builder,
    /// User's own key names: ours, theirs.
    pub fields: &'f [(String, String)],
    /// The key this object stands under; empty at the top.
    pub under: &'a str,
    /// Levels down.
    pub depth: u8,
}

impl<'de> DeserializeSeed<'de> for Record<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key {
            fields: self.fields,
            under: self.under,
        })? {
            let Some(Meaning {
                field,
                rank,
                wrapper,
            }) = key
            else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let rank = rank.saturating_add(NESTED.saturating_mul(self.depth));
            match wrapper {
                Some(under) if self.depth < 2 => {
                    let inner = Record {
                        into: &mut *self.into,
                        fields: self.fields,
                        under: &under,
                        depth: self.depth + 1,
                    };
                    map.next_value_seed(Either { inner, field, rank })?;
                }
                _ => {
                    if let Some(value) = map.next_value_seed(Value)? {
                        self.into.put(field, rank, value);
                    }
                }
            }
        }
        Ok(())
    }
}

/// What a key means: its field and rank, and the key itself when its value may be an object around
/// the record.
struct Meaning {
    field: Field,
    rank: u8,
    wrapper: Option<String>,
}

struct Key<'f> {
    fields: &'f [(String, String)],
    under: &'f str,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<Meaning>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<Meaning>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let known = field_of(key);
        let mut meaning = known.map(|(field, rank)| Meaning {
            field,
            rank,
            wrapper: None,
        });
        let own = self
            .fields
            .iter()
            .find(|(_, theirs)| match theirs.split_once('.') {
                Some((above, below)) => above == self.under && below == key,
                None => theirs == key,
            });
        if let Some((ours, _)) = own
            && let Some((field, _)) = field_of(ours)
        {
            return Ok(Some(Meaning {
                field,
                rank: 0,
                wrapper: None,
            }));
        }
        let named = self.fields.iter().any(|(_, theirs)| {
            theirs
                .split_once('.')
                .is_some_and(|(above, _)| above == key)
        });
        if named || known.is_some_and(|(f, _)| f == Field::Wrapper) {
            let meaning = meaning.get_or_insert(Meaning {
                field: Field::Wrapper,
                rank: 0,
                wrapper: None,
            });
            meaning.wrapper = Some(key.to_owned());
        } else if let Some(meaning) = &mut meaning
            && meaning.field == Field::Body
            && BOTH.iter().any(|b| key.eq_ignore_ascii_case(b))
        {
            // No allocation for the commonest keys: no user's field begins with them.
            meaning.wrapper = Some(String::new());
        }
        Ok(meaning)
    }
}

/// A value that is either text of `field` or an object around the record.
struct Either<'a, 'f> {
    inner: Record<'a, 'f>,
    field: Field,
    rank: u8,
}

impl<'de> DeserializeSeed<'de> for Either<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Either<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.inner.visit_map(map)
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let text = Texts::One(text.to_owned());
        self.inner.into.put(self.field, self.rank, text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        if let Some(texts) = Value.visit_seq(list)? {
            self.inner.into.put(self.field, self.rank, texts);
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// Text of any value: strings and numbers as they are, the items of a list one by one, of an object
/// the member that says it (`name`, `text`, `$date` ...).
struct Value;

/// Members of an object that say it, best first.
const SAYS: &[&str] = &[
    "name",
    "fullname",
    "displayname",
    "main",
    "original",
    "rendered",
    "text",
    "#text",
    "value",
    "content",
    "body",
    "html",
    "title",
    "label",
    "term",
    "code",
    "$oid",
    "$date",
    "$numberlong",
    "$t",
];

impl<'de> DeserializeSeed<'de> for Value {
    type Value = Option<Texts>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Option<Texts>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Texts::One(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Texts::One(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Texts::One(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Texts::One(number.to_string())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = list.next_element_seed(Value)? {
            match item {
                Some(Texts::One(text)) => all.push(text),
                Some(Texts::Many(texts)) => all.extend(texts),
                None => {}
            }
        }
        all.retain(|text| !text.trim_start().is_empty());
        Ok(Some(Texts::Many(all)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut best: Option<(usize, Texts)> = None;
        let (mut first, mut last) = (None, None);
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            let mut buffer = [0u8; 24];
            let key = normal(&key, &mut buffer).unwrap_or_default();
            let rank = SAYS.iter().position(|k| *k == key);
            let part = match key {
                "first" | "firstname" | "givenname" => Some(&mut first),
                "last" | "lastname" | "familyname" => Some(&mut last),
                _ => None,
            };
            if rank.is_none() && part.is_none() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let Some(value) = map.next_value_seed(Value)? else {
                continue;
            };
            match (rank, part) {
                (Some(rank), _) if best.as_ref().is_none_or(|(r, _)| rank < *r) => {
                    best = Some((rank, value));
                }
                (None, Some(part)) => *part = Some(value.first()),
                _ => {}
            }
        }
        Ok(match (best, first, last) {
            (Some((_, value)), ..) => Some(value),
            (None, Some(first), Some(last)) => Some(Texts::One(format!("{first} {last}"))),
            (None, first, last) => first.or(last).map(Texts::One),
        })
    }
}
