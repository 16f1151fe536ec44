//! A structured record -> raw document: which key means what, and how its value becomes text.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{RawDate, RawDocument, Shape, html};
use crate::article::Origin;
use crate::decode::charset::nfc;

/// What a key of a record stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Headline.
    Headline,
    /// Text, or an array of paragraphs.
    Body,
    /// Publication date.
    Date,
    /// Author or authors.
    Byline,
    /// Address.
    Url,
    /// Outlet.
    Outlet,
    /// Section.
    Section,
    /// Language.
    Language,
    /// The record's own id.
    Id,
    /// People who speak in it.
    Speakers,
    /// An object around the record or a part of it.
    Wrapper,
}

/// The keys of each field, and their ranks within it from 1; see `record_keys.txt`.
static KEYS: LazyLock<FxHashMap<&'static str, (Field, u8)>> = LazyLock::new(|| {
    let mut keys = FxHashMap::default();
    let (mut field, mut rank) = (Field::Wrapper, 0);
    for line in include_str!("record_keys.txt").lines() {
        if line.starts_with('#') {
            continue;
        }
        if line.starts_with('[') {
            rank = 0;
            field = match line {
                "[headline]" => Field::Headline,
                "[body]" => Field::Body,
                "[date]" => Field::Date,
                "[byline]" => Field::Byline,
                "[url]" => Field::Url,
                "[outlet]" => Field::Outlet,
                "[section]" => Field::Section,
                "[language]" => Field::Language,
                "[id]" => Field::Id,
                "[speakers]" => Field::Speakers,
                _ => Field::Wrapper,
            };
            continue;
        }
        for key in line.split_whitespace() {
            if key == "~" {
                rank = WEAK;
                continue;
            }
            rank += 1;
            keys.insert(key, (field, rank));
        }
    }
    keys
});

/// Ranks from here on are of keys that other things than articles have, too (`name`, `description`).
const WEAK: u8 = 80;

/// Added to the rank of keys that stand a level down.
pub(super) const NESTED: u8 = 100;

/// A key's field and rank (lower is better); none when it says nothing to us.
pub fn field_of(key: &str) -> Option<(Field, u8)> {
    // Elasticsearch's wrapper would be taken for the outlet's key.
    if key == "_source" {
        return Some((Field::Wrapper, 0));
    }
    let mut buffer = [0u8; 24];
    let key = normal(key, &mut buffer)?;
    KEYS.get(key).copied()
}

/// The key in lower case without separators; none when it is too long to be known or not ASCII.
pub(super) fn normal<'b>(key: &str, buffer: &'b mut [u8; 24]) -> Option<&'b str> {
    let mut length = 0;
    for byte in key.bytes() {
        if matches!(byte, b'_' | b'-' | b' ' | b'@') {
            continue;
        }
        *buffer.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&buffer[..length]).ok()
}

/// What has been found of a record.
#[derive(Debug, Default)]
pub struct Builder {
    slots: [Option<(u8, Texts)>; 9],
    dates: Vec<(u8, String)>,
}

/// One value: nothing, a text, or several.
#[derive(Debug)]
pub(super) enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn join(self, between: &str) -> String {
        match self {
            Texts::One(text) => text,
            Texts::Many(texts) => texts.join(between),
        }
    }

    pub(super) fn first(self) -> String {
        match self {
            Texts::One(text) => text,
            Texts::Many(texts) => texts.into_iter().next().unwrap_or_default(),
        }
    }
}

impl Builder {
    /// Takes a value of `field`, unless a better-ranked one is there already.
    pub fn set(&mut self, field: Field, rank: u8, value: String) {
        self.put(field, rank, Texts::One(value));
    }

    /// As [`Builder::set`], for a list.
    pub fn set_list(&mut self, field: Field, rank: u8, values: Vec<String>) {
        self.put(field, rank, Texts::Many(values));
    }

    pub(super) fn put(&mut self, field: Field, rank: u8, value: Texts) {
        let blank = |text: &String| text.trim_start().is_empty();
        match &value {
            Texts::One(text) if blank(text) => return,
            Texts::Many(texts) if texts.iter().all(blank) => return,
            _ => {}
        }
        let slot = match field {
            Field::Headline => 0,
            Field::Body => 1,
            Field::Byline => 2,
            Field::Url => 3,
            Field::Outlet => 4,
            Field::Section => 5,
            Field::Language => 6,
            Field::Id => 7,
            Field::Speakers => 8,
            Field::Date => return self.dates.push((rank, value.first())),
            Field::Wrapper => return,
        };
        let old = &mut self.slots[slot];
        if old.as_ref().is_none_or(|(r, _)| rank < *r) {
            *old = Some((rank, value));
        }
    }

    /// True when there is neither a headline nor a body, or under such keys only as a list of anything
    /// may have.
    pub fn is_empty(&self) -> bool {
        let strong = |slot: &Option<(u8, Texts)>| {
            slot.as_ref().is_some_and(|(rank, _)| rank % NESTED <= WEAK)
        };
        !self.slots[..2].iter().any(strong)
    }

    /// The document. A body that is HTML is read as a page; with `verbatim` it stays as it is.
    pub fn document(mut self, record: u32, verbatim: bool) -> RawDocument {
        let mut take = |slot: usize| self.slots[slot].take().map(|(_, texts)| texts);
        let tidy = |text: String| {
            let text = nfc(&text).unwrap_or(text);
            match text.trim() {
                trimmed if trimmed.len() == text.len() => text,
                trimmed => trimmed.to_owned(),
            }
        };
        let mut out = RawDocument {
            record,
            headline: take(0).map(|t| tidy(t.join(" "))),
            body: take(1).map(|t| t.join("\n\n")).unwrap_or_default(),
            byline: take(2).map(|t| tidy(listed(t).join(", "))),
            url: take(3).map(|t| tidy(t.first())),
            outlet: take(4).map(|t| tidy(t.first())),
            section: take(5).map(|t| tidy(listed(t).join(", "))),
            language: take(6).map(|t| tidy(t.first())),
            id: take(7).map(|t| t.first()),
            speakers: take(8).map(names).unwrap_or_default(),
            shape: Shape::Record,
            ..RawDocument::default()
        };
        self.dates.sort_by_key(|(rank, _)| *rank);
        out.dates = self
            .dates
            .into_iter()
            .map(|(_, text)| RawDate {
                text: epoch(&text).unwrap_or(text),
                origin: Origin::Field,
            })
            .collect();
        if verbatim {
            return out;
        }
        if is_markup(&out.body) {
            let page = html::page(&out.body);
            out.body = page.body;
            out.headline = out.headline.or(page.headline);
            out.byline = out.byline.or(page.byline);
            out.dates.extend(page.dates);
        }
        if let Some(composed) = nfc(&out.body) {
            out.body = composed;
        }
        if out.body.contains('\0') {
            out.body.retain(|c| c != '\0');
        }
        out
    }
}

/// True for a body that is HTML: it begins with a tag and closes a paragraph.
fn is_markup(body: &str) -> bool {
    let body = body.trim_start();
    body.starts_with('<')
        && body[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!')
        && (body.contains("</p>") || body.contains("</P>"))
}

/// A list that was written as text (`['Ann Bell', 'Carl Dorn']`), as a list.
fn listed(texts: Texts) -> Texts {
    let Texts::One(text) = &texts else {
        return texts;
    };
    let Some(inner) = text
        .trim()
        .strip_prefix('[')
        .and_then(|t| t.strip_suffix(']'))
    else {
        return texts;
    };
    let items = inner
        .split(',')
        .map(|item| item.trim().trim_matches(['\'', '"']).to_owned())
        .filter(|item| !item.is_empty());
    Texts::Many(items.collect())
}

/// The speakers a record names, in a list or in one text with `;` between them.
fn names(texts: Texts) -> Vec<String> {
    let names = match listed(texts) {
        Texts::Many(names) => names,
        Texts::One(text) => text.split(';').map(str::to_owned).collect(),
    };
    let trimmed = names.iter().map(|n| n.trim()).filter(|n| !n.is_empty());
    trimmed.map(str::to_owned).collect()
}

/// The day of a point in time given as a number: seconds, milliseconds, microseconds or nanoseconds
/// since 1970 (told apart by size), or a day as `20220127`. UTC. None when it is not such a number.
fn epoch(text: &str) -> Option<String> {
    let whole = text.trim();
    let whole = whole.split_once('.').map_or(whole, |(whole, _)| whole);
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    if digits.len() == 8
        && let Ok(date) = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])
            .parse::<jiff::civil::Date>()
        && (1500..2200).contains(&date.year())
    {
        return Some(date.to_string());
    }
    let seconds = match digits.len() {
        8..=11 => number,
        12..=14 => number / 1000,
        15..=17 => number / 1_000_000,
        18..=19 => number / 1_000_000_000,
        _ => return None,
    };
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(jiff::tz::TimeZone::UTC.to_datetime(time).date().to_string())
}
