//! The fields a query can name. Adding one is a line in [`FIELDS`], and its home in the engine.

/// A field of an article that a query can look in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Headline.
    Title,
    /// Body.
    Body,
    /// The first [`LEAD`] words of the body.
    Lead,
    /// Who wrote it.
    Byline,
    /// The outlet.
    Source,
    /// Section.
    Section,
    /// Language code.
    Language,
    /// Path in the archive; `*` and `?` allowed.
    Path,
    /// Address on the web.
    Url,
    /// The record's own id.
    Id,
    /// What somebody says in it.
    Said,
    /// Who speaks in it.
    Speaker,
}

/// Words of a body that are its lead.
pub const LEAD: u32 = 100;

/// How the text behind a field's colon is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Words, phrases, groups in parentheses.
    Text,
    /// One run of characters, as it stands.
    Raw,
}

/// A field's names and what it is for.
pub struct Entry {
    /// The field.
    pub field: Field,
    /// Canonical name first, then aliases.
    pub names: &'static [&'static str],
    /// How its value is read.
    pub value: Value,
    /// For the help text.
    pub about: &'static str,
}

/// Every field.
pub static FIELDS: &[Entry] = &[
    Entry {
        field: Field::Title,
        names: &["title", "headline", "hl"],
        value: Value::Text,
        about: "in the headline",
    },
    Entry {
        field: Field::Body,
        names: &["body", "text"],
        value: Value::Text,
        about: "in the body",
    },
    Entry {
        field: Field::Lead,
        names: &["lead", "lede"],
        value: Value::Text,
        about: "in the first 100 words of the body",
    },
    Entry {
        field: Field::Byline,
        names: &["byline", "by", "author"],
        value: Value::Text,
        about: "written by",
    },
    Entry {
        field: Field::Source,
        names: &["source", "outlet", "publisher"],
        value: Value::Text,
        about: "printed by",
    },
    Entry {
        field: Field::Section,
        names: &["section", "category"],
        value: Value::Text,
        about: "in this section",
    },
    Entry {
        field: Field::Language,
        names: &["lang", "language"],
        value: Value::Raw,
        about: "in this language (en, es)",
    },
    Entry {
        field: Field::Path,
        names: &["path", "file"],
        value: Value::Raw,
        about: "path in the archive, * and ? allowed",
    },
    Entry {
        field: Field::Url,
        names: &["url", "link"],
        value: Value::Raw,
        about: "words of the web address",
    },
    Entry {
        field: Field::Id,
        names: &["id"],
        value: Value::Raw,
        about: "the record's own id",
    },
    Entry {
        field: Field::Said,
        names: &["said", "quote"],
        value: Value::Text,
        about: "inside a statement",
    },
    Entry {
        field: Field::Speaker,
        names: &["speaker", "who"],
        value: Value::Text,
        about: "this person speaks in it",
    },
];

/// Names that stand before a colon and are no field of the text: ranges and the like.
pub const OTHERS: &[&str] = &[
    "date",
    "published",
    "mentions",
    "length",
    "similar",
    "hlead",
];

impl Field {
    /// True for what an article is written in, with words that are inflected, sentences and capitals; the rest
    /// are labels.
    pub fn is_prose(self) -> bool {
        matches!(self, Field::Title | Field::Body | Field::Lead | Field::Said)
    }
}

/// The entry of a field name or alias, whatever its case.
pub fn find(name: &str) -> Option<&'static Entry> {
    FIELDS
        .iter()
        .find(|e| e.names.iter().any(|n| n.eq_ignore_ascii_case(name)))
}

/// The field's entry.
pub fn entry(field: Field) -> &'static Entry {
    FIELDS
        .iter()
        .find(|e| e.field == field)
        .unwrap_or(&FIELDS[0])
}

/// The known name nearest to a mistyped one, when one is near.
pub fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let all = FIELDS
        .iter()
        .flat_map(|e| e.names)
        .copied()
        .chain(OTHERS.iter().copied());
    all.map(|n| (distance(&name, n), n))
        .filter(|(d, n)| *d * 3 <= n.len().max(3))
        .min()
        .map(|(_, n)| n)
}

/// Edit distance of two short words; a swap of neighbours is one edit (optimal string alignment).
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(40).collect();
    let b: Vec<char> = b.chars().collect();
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, cb) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(ca != cb))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}
