//! What stands above a text: header lines (`Title: ...`) and front matter.

use super::record::{Builder, Field, field_of};

/// Keys of header lines, lower case; those without a field are known and say nothing to us. Fewer
/// than a record's: a text may begin with `Summary: ...` or `Name: ...` and mean it as text.
const KEYS: &[(&str, Option<Field>)] = &[
    ("title", Some(Field::Headline)),
    ("headline", Some(Field::Headline)),
    ("título", Some(Field::Headline)),
    ("titulo", Some(Field::Headline)),
    ("titular", Some(Field::Headline)),
    ("titre", Some(Field::Headline)),
    ("titel", Some(Field::Headline)),
    ("titolo", Some(Field::Headline)),
    ("date", Some(Field::Date)),
    ("published", Some(Field::Date)),
    ("publication date", Some(Field::Date)),
    ("pubdate", Some(Field::Date)),
    ("fecha", Some(Field::Date)),
    ("datum", Some(Field::Date)),
    ("data", Some(Field::Date)),
    ("by", Some(Field::Byline)),
    ("byline", Some(Field::Byline)),
    ("author", Some(Field::Byline)),
    ("authors", Some(Field::Byline)),
    ("autor", Some(Field::Byline)),
    ("autora", Some(Field::Byline)),
    ("auteur", Some(Field::Byline)),
    ("autore", Some(Field::Byline)),
    ("source", Some(Field::Outlet)),
    ("publisher", Some(Field::Outlet)),
    ("publication", Some(Field::Outlet)),
    ("newspaper", Some(Field::Outlet)),
    ("outlet", Some(Field::Outlet)),
    ("fuente", Some(Field::Outlet)),
    ("quelle", Some(Field::Outlet)),
    ("fonte", Some(Field::Outlet)),
    ("url", Some(Field::Url)),
    ("link", Some(Field::Url)),
    ("section", Some(Field::Section)),
    ("category", Some(Field::Section)),
    ("sección", Some(Field::Section)),
    ("seccion", Some(Field::Section)),
    ("rubrique", Some(Field::Section)),
    ("ressort", Some(Field::Section)),
    ("language", Some(Field::Language)),
    ("lang", Some(Field::Language)),
    ("id", Some(Field::Id)),
    ("speakers", Some(Field::Speakers)),
    ("tags", None),
    ("keywords", None),
    ("copyright", None),
    ("updated", None),
];

/// Reads what stands above a text; where the text itself begins (0 when nothing stands above it).
pub fn read(text: &str) -> (Builder, usize) {
    let begin = text.len() - text.trim_start_matches(['\n', '\r', ' ', '\u{feff}']).len();
    let rest = &text[begin..];
    let front = match rest.get(..4) {
        Some("---\n" | "---\r") => front_matter(rest, &["---", "..."], ':'),
        Some("+++\n" | "+++\r") => front_matter(rest, &["+++"], '='),
        _ => lines(rest),
    };
    match front {
        Some((found, length)) => (found, begin + length),
        None => (Builder::default(), 0),
    }
}

/// Header lines, and their length in bytes with the blank line after them.
fn lines(text: &str) -> Option<(Builder, usize)> {
    let mut found = Builder::default();
    let (mut known, mut unknown, mut end) = (0, 0, 0);
    let mut title = None;
    for (number, line) in text.split_inclusive('\n').take(40).enumerate() {
        let shown = line.trim();
        if shown.is_empty() {
            end += line.len();
            break;
        }
        let Some((key, value)) = split_key(shown) else {
            // A headline may stand above the header lines.
            if number == 0 && shown.len() <= 300 {
                title = Some(shown);
                end += line.len();
                continue;
            }
            break;
        };
        let lower = key.to_lowercase();
        match KEYS.iter().find(|(name, _)| *name == lower) {
            // `Source: found on the web.` is a note under a text that ran together.
            Some((_, Some(Field::Outlet))) if title.is_none() && !is_outlet(value) => break,
            Some((_, field)) => {
                known += 1;
                if let Some(field) = field {
                    found.set(*field, 1 + number as u8, value.to_owned());
                }
            }
            None if title.is_some() || key.contains(' ') || value.len() > 200 => break,
            None => unknown += 1,
        }
        end += line.len();
    }
    if known == 0 || unknown > known {
        return None;
    }
    if let Some(title) = title {
        found.set(Field::Headline, u8::MAX, title.to_owned());
    }
    Some((found, end))
}

/// Could this be the name of an outlet or its address? Credits of pictures, sentences and lists of links stand
/// behind `Source:` as well.
pub fn is_outlet(value: &str) -> bool {
    let lower = value.to_lowercase();
    let credit = [
        "h/t",
        "photo",
        "image",
        "credit",
        "getty",
        "via ",
        "(link)",
        "read full",
    ];
    let words = value.split_whitespace().count();
    (1..=6).contains(&words)
        && value.len() <= 60
        && !value.ends_with(['.', '!', '?', ',', ':'])
        && !value.contains(". ")
        && !value.contains(" / ")
        && !credit.iter().any(|c| lower.contains(c))
        && value.chars().any(char::is_alphabetic)
}

/// `Key` and `value` of `Key: value`.
fn split_key(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let words = key.split(' ').count();
    let plain = key.chars().all(|c| c.is_alphabetic() || " -_".contains(c));
    let spaced = value.is_empty() || value.starts_with([' ', '\t']);
    (plain && spaced && !key.is_empty() && key.len() <= 20 && words <= 2)
        .then(|| (key, value.trim()))
}

/// Front matter between two lines of `fence`, and its length with them. Of YAML and TOML it knows what
/// news sites write: scalars, quoted or not, lists on one line or below, folded blocks.
fn front_matter(text: &str, fences: &[&str], separator: char) -> Option<(Builder, usize)> {
    let mut found = Builder::default();
    let mut end = 0;
    let mut keys = 0;
    // The key that lines below go to, and what they have brought.
    let mut open: Option<((Field, u8), Vec<String>)> = None;
    let mut folded = false;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        let shown = line.trim_end();
        if number == 0 {
            continue;
        }
        if fences.contains(&shown) {
            close(&mut found, open.take(), folded);
            return (keys > 0).then_some((found, end));
        }
        let indented = line.starts_with([' ', '\t']) || shown.starts_with("- ");
        if shown.is_empty() || shown.starts_with('#') {
            continue;
        }
        if indented {
            if let Some((_, values)) = &mut open {
                let item = shown.trim_start();
                let item = item.strip_prefix("- ").unwrap_or(item);
                // `- name: Ann Bell` or, below `author:`, `name: Ann Bell`.
                let item = match item.split_once(": ") {
                    Some(("name", name)) if !folded => Some(name),
                    Some((key, _)) if !folded && !key.contains(' ') => None,
                    _ => Some(item),
                };
                values.extend(item.map(unquoted));
            }
            continue;
        }
        let (key, value) = shown.split_once(separator)?;
        if key.len() > 40 {
            return None;
        }
        close(&mut found, open.take(), folded);
        keys += 1;
        let value = value.trim();
        folded = value.starts_with(['>', '|']) && value.len() <= 2;
        let field = field_of(key.trim()).filter(|(field, _)| *field != Field::Wrapper);
        open = field.map(|field| {
            let list = value.strip_prefix('[').and_then(|v| v.strip_suffix(']'));
            let values = match list {
                Some(list) => list.split(',').map(unquoted).collect(),
                None if value.is_empty() || folded => Vec::new(),
                None => vec![unquoted(value)],
            };
            (field, values)
        });
    }
    None
}

fn close(found: &mut Builder, open: Option<((Field, u8), Vec<String>)>, folded: bool) {
    if let Some(((field, rank), values)) = open {
        match folded || values.len() == 1 {
            true => found.set(field, rank, values.join(" ")),
            false => found.set_list(field, rank, values),
        }
    }
}

/// A scalar without its quotation marks and without a comment after it.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote)
            && let Some(end) = inner.rfind(quote)
        {
            return match quote {
                '"' => inner[..end].replace("\\\"", "\""),
                _ => inner[..end].replace("''", "'"),
            };
        }
    }
    let plain = value.split(" #").next().unwrap_or(value);
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> (super::super::RawDocument, &str) {
        let (found, start) = read(text);
        (found.document(0, true), &text[start..])
    }

    #[test]
    fn header_lines_are_read() {
        let (raw, body) = document(
            "Title: Council meets again\nDate: 3 May 2021\nBy: Ann Bell\nSource: The Meridian Post\n\
             URL: https://example.org/a\nSection: Politics\nTags: council, talks\n\nThe council met.\n",
        );
        assert_eq!(raw.headline.as_deref(), Some("Council meets again"));
        assert_eq!(raw.byline.as_deref(), Some("Ann Bell"));
        assert_eq!(raw.outlet.as_deref(), Some("The Meridian Post"));
        assert_eq!(raw.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(raw.section.as_deref(), Some("Politics"));
        assert_eq!(raw.dates[0].text, "3 May 2021");
        assert_eq!(body, "The council met.\n");
    }

    #[test]
    fn a_headline_may_stand_above_them() {
        let (raw, body) = document("Council meets again\nDate: 3 May 2021\nThe council met.");
        assert_eq!(raw.headline.as_deref(), Some("Council meets again"));
        assert_eq!(body, "The council met.");
    }

    #[test]
    fn prose_with_a_colon_is_no_header() {
        for text in [
            "Bell: we will not yield\n\nThe council met.",
            "Analysis: what now?\nThe council met.",
            "The council met.\nIt was late: nobody stayed.\n",
            "--- a rule\nText.",
        ] {
            assert_eq!(read(text).1, 0, "{text}");
        }
    }

    #[test]
    fn front_matter_is_read() {
        let (raw, body) = document(
            "---\ntitle: \"Council: \\\"no\\\"\"\ndate: 2021-05-03T10:00:00Z\nauthors:\n  - Ann Bell\n  - 'Carl Dorn'\n\
             description: >\n  Folded\n  text.\ntags: [a, b]\nlang: en # English\n---\n\nThe council met.\n",
        );
        assert_eq!(raw.headline.as_deref(), Some("Council: \"no\""));
        assert_eq!(raw.byline.as_deref(), Some("Ann Bell, Carl Dorn"));
        assert_eq!(raw.dates[0].text, "2021-05-03T10:00:00Z");
        assert_eq!(raw.language.as_deref(), Some("en"));
        assert_eq!(body, "\nThe council met.\n");
        let (raw, body) = document("+++\ntitle = \"A\"\ndate = 2021-05-03\n+++\nText.");
        assert_eq!(raw.headline.as_deref(), Some("A"));
        assert_eq!(body, "Text.");
    }
}
