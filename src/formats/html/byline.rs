//! Who wrote an article.

use super::flat::Flat;
use super::jsonld::JsonLd;
use super::metadata::Seen;

/// Who wrote it: JSON-LD, then meta elements, then what the page shows near the headline.
pub fn choose(
    flat: &Flat,
    seen: &Seen,
    ld: &JsonLd,
    headline: Option<usize>,
    outlet: Option<&str>,
) -> Option<String> {
    let from_ld: Vec<String> = ld.authors.iter().filter_map(|a| clean_name(a)).collect();
    if !from_ld.is_empty() {
        let mut names = Vec::new();
        for name in from_ld {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        return Some(names.join(", "));
    }
    let named = [
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "cxenseparse:author",
        "og:article:author",
        "citation_author",
        "dc.contributor",
    ]
    .iter()
    .filter_map(|n| seen.meta.get(*n))
    .filter_map(|a| clean_name(a))
    .find(|a| !outlet.is_some_and(|o| o.eq_ignore_ascii_case(a)));
    if named.is_some() {
        return named;
    }
    let mut shown: Vec<(u8, usize, usize)> = seen
        .authors
        .iter()
        .map(|(rank, i)| (*rank, flat.distance(headline, *i), *i))
        .filter(|(_, distance, _)| *distance < 20_000)
        .collect();
    shown.sort_unstable();
    shown
        .into_iter()
        .take(8)
        .find_map(|(_, _, i)| clean_name(&flat.text(i, 300)))
}

/// A writer's name without `By`, address, date and what else stands beside it; none when nothing
/// is left that may be a name.
pub fn clean_name(text: &str) -> Option<String> {
    let mut text: &str = text.trim();
    for lead in [
        "analysis by",
        "opinion by",
        "review by",
        "story by",
        "words by",
        "written by",
        "posted by",
        "by:",
        "by",
        "von:",
        "von",
        "par",
        "por",
        "de:",
        "di",
        "door",
        "autor:",
        "autorin:",
        "author:",
        "text:",
        "foto:",
        "tekst:",
        "автор:",
        "текст:",
        "редактор:",
    ] {
        if let Some(head) = text.get(..lead.len())
            && head.eq_ignore_ascii_case(lead)
            && (lead.ends_with(':') || text[lead.len()..].starts_with(char::is_whitespace))
        {
            text = text[lead.len()..].trim();
        }
    }
    // What stands behind a bar, a dash or a bullet is a role or a date.
    let text = text
        .split(['|', '•', '·', '\n', '‧', '—'])
        .find(|p| !p.trim().is_empty())?;
    let text = text.split(" - ").next()?;
    let words: Vec<&str> = text
        .split_whitespace()
        .take_while(|w| !w.starts_with("http") && !w.contains('@') && !w.contains("://"))
        .collect();
    let mut name = words.join(" ");
    // A date behind a name.
    if let Some(at) = name.find(|c: char| c.is_ascii_digit()) {
        name.truncate(at);
        let kept = name.trim_end_matches([' ', ',', '(', ';', '–', '-']).len();
        name.truncate(kept);
    }
    let name = name
        .trim_matches([' ', ',', ';', ':', '-', '–', '/', '(', '.'])
        .to_owned();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let lower = name.to_lowercase();
    let nobody = [
        "admin",
        "administrator",
        "editor",
        "staff",
        "webmaster",
        "redaktion",
        "redaction",
        "redacción",
        "redazione",
        "null",
        "undefined",
        "none",
        "author",
        "unknown",
    ];
    (letters >= 2 && name.chars().count() <= 120 && !nobody.contains(&lower.as_str()))
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned() {
        for (text, want) in [
            ("By Ada Example", Some("Ada Example")),
            (
                "by Ada Example and Bob Sample",
                Some("Ada Example and Bob Sample"),
            ),
            ("Von Ada Example | 27. Januar 2022", Some("Ada Example")),
            ("Ada Example, 3 May 2021", Some("Ada Example")),
            ("Ada Example ada@post.example", Some("Ada Example")),
            ("https://post.example/ada", None),
            ("admin", None),
            ("Byron Sample", Some("Byron Sample")),
            ("", None),
        ] {
            assert_eq!(clean_name(text).as_deref(), want, "{text}");
        }
    }
}
