//! Datelines: the place and agency a story opens with. Their text stays in the body.

use crate::article::Dateline;

/// A dateline as it stands at the beginning of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// Place and agency.
    pub dateline: Dateline,
    /// The date in it, when it names a year.
    pub date: Option<&'a str>,
}

/// Agencies by the name in the parenthesis, lower case; any other short name in capitals passes, too.
const AGENCIES: &[&str] = &[
    "reuters",
    "agence france-presse",
    "associated press",
    "the associated press",
    "bloomberg",
    "interfax",
    "xinhua",
    "europa press",
    "ria novosti",
    "tass",
    "itar-tass",
    "kyodo",
    "lusa",
    "belga",
    "ansa",
    "dpa",
    "efe",
    "sda",
    "anp",
    "ntb",
    "tt",
    "ritzau",
    "apa",
    "ddp",
    "kna",
    "epd",
    "ansamed",
    "notimex",
    "agencia brasil",
    "agência brasil",
    "anadolu agency",
    "aa",
    "ukrinform",
    "unian",
    "ap",
    "afp",
    "cnn",
    "upi",
    "bbc",
    "pti",
    "ani",
    "ians",
    "tanjug",
    "hina",
    "mti",
    "čtk",
    "pap",
    "bns",
    "agi",
    "adnkronos",
    "ats",
    "spa",
    "wam",
    "irna",
    "télam",
    "ria",
    "cp",
    "aap",
    "aptn",
    "ips",
    "sputnik",
    "politico",
    "cnn español",
    "cnn business",
    "newsnation",
    "the hill",
    "the conversation",
    "thomson reuters foundation",
    "zenit",
    "cna",
    "dw",
    "mt newswires",
    "marketwatch",
    "reuter",
];

/// Words in capitals before a dash that are no places.
const NO_PLACES: &[&str] = &[
    "BREAKING",
    "UPDATE",
    "UPDATED",
    "EXCLUSIVE",
    "WATCH",
    "VIDEO",
    "PHOTOS",
    "ANALYSIS",
    "OPINION",
    "NEW",
    "NEWS",
    "LIVE",
    "FACTBOX",
    "EXPLAINER",
    "CORRECTED",
    "CORRECTION",
    "NOTE",
    "EDITOR",
    "ALERT",
    "URGENT",
    "FOCUS",
    "FEATURE",
    "REVIEW",
    "INTERVIEW",
    "QUESTION",
    "ANSWER",
    "Q",
    "A",
    "READ",
    "MORE",
    "RELATED",
    "LISTEN",
    "BACKGROUND",
    "PROFILE",
    "TIMELINE",
    "GALLERY",
    "OBITUARY",
    "ADVISORY",
    "I",
    "OK",
    "NO",
    "YES",
    "AND",
    "WRAPUP",
    "RPT",
    "REFILE",
    "SCENARIOS",
    "COLUMN",
];

/// The dateline a paragraph opens with: `(CNN) –`, `MOSCOW, Jan. 27 (Reuters) -`, `PARIS (AP) —`,
/// `Berlin (dpa) -`, `MEXICO CITY —`. None when it opens otherwise. Looks at 160 bytes.
pub fn parse(paragraph: &str) -> Option<Found<'_>> {
    let mut end = paragraph.len().min(160);
    while !paragraph.is_char_boundary(end) {
        end -= 1;
    }
    let text = paragraph[..end].trim_start();
    let bracket = text.find('(');
    let dash = dash(text);
    if let Some(open) = bracket
        && dash.is_none_or(|(at, _)| open < at)
        && let Some(close) = text[open..].find(')')
    {
        let agency = text[open + 1..open + close].trim();
        let before = text[..open].trim().trim_end_matches(',');
        let after = text[open + close + 1..].trim_start();
        // Between the parenthesis and the dash a date may stand: `(Reuters) Jan 5 -`.
        let dashed = after.starts_with(['-', '–', '—', '―', '.', ':', '\u{2010}']);
        if is_agency(agency) && (dashed || before.is_empty()) && after.len() > 1 {
            let (place, date) = place(before);
            // Before a dash `Council of Towns (CTO) -` looks the same: a place in small letters needs
            // an agency that is known.
            let known = is_known(agency) || place.is_some_and(is_shouted);
            if before.is_empty() || (place.is_some() && known) {
                return Some(found(place, Some(agency), date));
            }
        }
    }
    // Without an agency only a place in capitals before a dash passes.
    let (at, after) = dash.filter(|(at, _)| *at <= 60)?;
    // A headline in capitals may have a dash, too (`COUNCIL MEETS - SOURCES`).
    if !text[after..].chars().take(40).any(char::is_lowercase) {
        return None;
    }
    // The stop of `HARBOUR.-` belongs to the dash, that of `HARBOUR, N.J. -` to the state.
    let before = text[..at].trim_end_matches('.').trim_end();
    let (place, date) = place(before);
    let place = place?;
    let shouted = place
        .split([' ', ',', '/', '-'])
        .any(|word| word.chars().count() > 1)
        && is_shouted(place.split(',').next().unwrap_or(place));
    shouted.then(|| found(Some(place), None, date))
}

fn found<'a>(place: Option<&str>, agency: Option<&str>, date: Option<&'a str>) -> Found<'a> {
    Found {
        dateline: Dateline {
            place: place.map(str::to_owned),
            agency: agency.map(str::to_owned),
        },
        date,
    }
}

/// The first dash between words: its place and the place after it.
fn dash(text: &str) -> Option<(usize, usize)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let after = at + c.len_utf8();
        let hit = match c {
            '—' | '―' => true,
            '–' => before == ' ' || before == ')' || text[after..].starts_with(' '),
            '-' => {
                (before == ' ' || before == '.' || before == ')')
                    && text[after..].starts_with([' ', '-'])
                    || text[after..].starts_with("- ")
            }
            _ => false,
        };
        if hit {
            return Some((at, after));
        }
        before = c;
    }
    None
}

fn is_agency(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if !(2..=40).contains(&letters) || name.contains([';', ':']) {
        return false;
    }
    let capitals = name.chars().all(|c| !c.is_lowercase()) && letters <= 12;
    let years = name.chars().any(|c| c.is_ascii_digit());
    (capitals && !years) || is_known(name)
}

/// True for `Reuters`, `AFP/EFE`, `Reuters, AP`.
fn is_known(name: &str) -> bool {
    let known = |part: &str| AGENCIES.contains(&part.trim().to_lowercase().as_str());
    name.split(['/', ',']).any(known)
}

/// Place and date of what stands before the agency or the dash: `MOSCOW, Jan. 27`.
fn place(before: &str) -> (Option<&str>, Option<&str>) {
    if before.is_empty() {
        return (None, None);
    }
    // The date is what follows the last comma (or the comma before it) and has a digit.
    let digit = before.find(|c: char| c.is_ascii_digit());
    let (place, date) = match digit {
        None => (before, None),
        Some(digit) => {
            let Some(comma) = before[..digit].rfind([',', '(']) else {
                return (None, None);
            };
            (before[..comma].trim_end(), Some(before[comma + 1..].trim()))
        }
    };
    let words: Vec<&str> = place
        .split([' ', '/', '\u{a0}'])
        .filter(|w| !w.is_empty())
        .collect();
    let small = [
        "de", "del", "la", "el", "los", "las", "of", "the", "du", "sur", "am", "an", "der", "do",
        "da", "di", "al", "and", "upon", "im",
    ];
    let named = words.iter().all(|word| {
        let begin = word.chars().find(|c| c.is_alphabetic());
        begin.is_some_and(char::is_uppercase) || small.contains(word)
    });
    let first = words.first().map(|w| w.trim_end_matches([',', '.']));
    let place = place.trim_end_matches(',');
    let is_place = named
        && words.len() <= 7
        && place.len() <= 60
        && words.iter().any(|w| w.chars().any(char::is_uppercase))
        && !place.contains(['"', '“', '”', '?', '!', ';', '(', '’'])
        && !first.is_none_or(|f| NO_PLACES.contains(&f));
    if !is_place {
        return (None, None);
    }
    let year = date.filter(|d| {
        d.split(|c: char| !c.is_ascii_digit())
            .any(|n| n.len() == 4 && (n.starts_with("1") || n.starts_with("20")))
    });
    (Some(place), year)
}

/// True for words in capitals alone, small connecting words aside.
fn is_shouted(place: &str) -> bool {
    let upper = place.chars().filter(|c| c.is_uppercase()).count();
    let lower = place.chars().filter(|c| c.is_lowercase()).count();
    upper >= 3 && lower * 4 <= upper
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(Option<String>, Option<String>, Option<&str>)> {
        let found = parse(text)?;
        Some((found.dateline.place, found.dateline.agency, found.date))
    }

    #[test]
    fn places_and_agencies_are_parsed() {
        for (text, place, agency, date) in [
            ("(CNN) – The council met.", None, Some("CNN"), None),
            ("(CNN)The council met.", None, Some("CNN"), None),
            (
                "MOSCOW, Jan. 27 (Reuters) - The council met.",
                Some("MOSCOW"),
                Some("Reuters"),
                None,
            ),
            (
                "MOSCOW, Jan. 27, 2022 (Reuters) - The council met.",
                Some("MOSCOW"),
                Some("Reuters"),
                Some("Jan. 27, 2022"),
            ),
            (
                "PARIS (AP) — The council met.",
                Some("PARIS"),
                Some("AP"),
                None,
            ),
            (
                "Berlin (dpa) - Der Rat trat zusammen.",
                Some("Berlin"),
                Some("dpa"),
                None,
            ),
            (
                "WASHINGTON, D.C. (AP) -- They met.",
                Some("WASHINGTON, D.C."),
                Some("AP"),
                None,
            ),
            (
                "MEXICO CITY — The council met.",
                Some("MEXICO CITY"),
                None,
                None,
            ),
            (
                "TEL AVIV/JERUSALEM (Reuters) - They met.",
                Some("TEL AVIV/JERUSALEM"),
                Some("Reuters"),
                None,
            ),
            (
                "MADRID (EFE).- El consejo se reunió.",
                Some("MADRID"),
                Some("EFE"),
                None,
            ),
            (
                "LONDON, England (CNN) -- They met.",
                Some("LONDON, England"),
                Some("CNN"),
                None,
            ),
            (
                "Lower Harbour, 3 May 2021 (Lusa) - They met.",
                Some("Lower Harbour"),
                Some("Lusa"),
                Some("3 May 2021"),
            ),
        ] {
            let expected = (place.map(str::to_owned), agency.map(str::to_owned), date);
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn prose_has_none() {
        for text in [
            "The council (CNN) met.",
            "The Organisation (OSCE) - a group of states - met.",
            "BREAKING — The council met.",
            "He said — and this is new — that they met.",
            "In May 2021 - the last time - they met.",
            "(Laughter) Thank you.",
            "\"NO\" — that was all.",
            "",
            "(",
            "A — B",
            "COUNCIL TO MEET AGAIN - SOURCES",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
