//! Bylines: `By Ann Bell, Staff Writer`, on a line of their own.

/// Words that open a byline, lower case.
const OPENERS: &[&str] = &[
    "by",
    "written by",
    "reported by",
    "story by",
    "report by",
    "words by",
    "article by",
    "posted by",
    "published by",
    "author",
    "authors",
    "por",
    "escrito por",
    "redactado por",
    "autor",
    "par",
    "propos recueillis par",
    "publié par",
    "von",
    "ein bericht von",
    "di",
    "a cura di",
    "door",
    "av",
    "af",
    "przez",
    "автор",
    "автори",
];

/// Words that may stand in lower case between names.
const SMALL: &[&str] = &[
    "and",
    "y",
    "et",
    "und",
    "e",
    "ed",
    "en",
    "de",
    "da",
    "do",
    "dos",
    "das",
    "del",
    "della",
    "di",
    "la",
    "le",
    "van",
    "von",
    "der",
    "den",
    "ten",
    "ter",
    "zu",
    "bin",
    "bint",
    "al",
    "el",
    "ibn",
    "in",
    "of",
    "for",
    "the",
    "at",
    "with",
    "from",
    "para",
    "pour",
    "für",
    "aus",
    "i",
    "и",
    "та",
    "special",
    "to",
    "staff",
    "writer",
    "correspondent",
    "reporter",
    "editor",
    "contributor",
    "chief",
    "senior",
    "political",
    "foreign",
    "diplomatic",
    "columnist",
    "redacción",
    "corresponsal",
    "correspondant",
    "envoyé",
    "envoyée",
    "à",
    "korrespondent",
    "enviado",
    "enviada",
    "especial",
    "agencies",
];

/// Agencies and outlets that stand alone as a byline, or after a name, lower case.
const AGENCIES: &[&str] = &[
    "reuters",
    "associated press",
    "the associated press",
    "ap",
    "afp",
    "agence france-presse",
    "dpa",
    "efe",
    "ansa",
    "apa",
    "upi",
    "tass",
    "interfax",
    "xinhua",
    "bloomberg",
    "cnn",
    "bbc",
    "bbc news",
    "lusa",
    "agencia efe",
    "europa press",
    "agencies",
    "agencias",
    "staff",
    "staff writer",
    "staff reporter",
    "news desk",
    "newsroom",
    "redacción",
    "redaktion",
    "la redazione",
    "redazione",
    "redação",
    "la rédaction",
    "editorial board",
    "ria novosti",
    "kyodo",
    "pti",
    "ani",
    "belga",
    "anp",
    "pap",
    "ukrinform",
    "deutsche welle",
    "dw",
    "radio free europe",
];

/// Who wrote it, when a line says that and nothing else: without the opening word. None for a line of
/// prose (`By the time they met ...`).
pub fn parse(line: &str) -> Option<&str> {
    if line.len() > 160 {
        return None;
    }
    let line = line.trim().trim_end_matches(['|', '•', '·']).trim_end();
    if is_agency(line) {
        return Some(line);
    }
    if let Some(rest) = opened(line) {
        let rest = rest.trim_start_matches([':', ' ', '\u{a0}']);
        return is_names(rest, 14).then_some(rest);
    }
    // `Ann Bell, CNN`: names and a known agency, nothing else.
    let (names, agency) = line.rsplit_once([',', '|', '/'])?;
    let names = names.trim();
    let words = names.split(' ').count();
    (is_agency(agency.trim()) && words > 1 && is_names(names, 10)).then_some(line)
}

/// True for the name of an agency or outlet that is known, or a desk's (`Staff`).
pub fn is_agency(name: &str) -> bool {
    name.len() <= 24 && AGENCIES.contains(&name.to_lowercase().as_str())
}

/// As [`parse`] for a field that can only be a byline: nothing but its opening word is taken off, and
/// that only where no name begins so (`Di`, `Von` do).
pub fn of_field(text: &str) -> &str {
    let text = text.trim();
    let particle = ["von ", "di ", "av ", "af ", "door "];
    let first = text.get(..5).unwrap_or(text).to_lowercase();
    match opened(text) {
        Some(rest) if !particle.iter().any(|p| first.starts_with(p)) => {
            rest.trim_start_matches([':', ' ', '\u{a0}'])
        }
        _ => text,
    }
}

/// What follows the opening word.
fn opened(line: &str) -> Option<&str> {
    let mut best: Option<&str> = None;
    for opener in OPENERS {
        let Some(begin) = line.get(..opener.len()) else {
            continue;
        };
        let matches = begin.eq_ignore_ascii_case(opener)
            || (!opener.is_ascii() && begin.to_lowercase() == *opener);
        let rest = &line[begin.len()..];
        if matches && rest.starts_with([' ', ':', '\u{a0}']) {
            let shorter = best.is_none_or(|b| rest.len() < b.len());
            best = if shorter { Some(rest) } else { best };
        }
    }
    best
}

/// True for capitalised words (names, titles, places) with small words between them.
fn is_names(text: &str, most: usize) -> bool {
    let sentence = text.ends_with(['?', '!', ':', ';'])
        || (text.ends_with('.') && !text.ends_with("Jr.") && !text.ends_with("Sr."));
    if sentence || text.is_empty() || text.contains(['\n', '<', '>', '"', '“', '?', '$', '%']) {
        return false;
    }
    // In capitals anything looks like a name.
    let most = match text.chars().any(char::is_lowercase) {
        true => most,
        false => most.min(7),
    };
    let (mut words, mut capitals, mut first) = (0, 0, true);
    for word in text.split([' ', '\u{a0}']) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let Some(begin) = word.chars().next() else {
            continue;
        };
        words += 1;
        let capital = begin.is_uppercase() || !(begin.is_lowercase() || begin.is_numeric());
        if capital {
            capitals += 1;
        } else if first || !SMALL.contains(&word.to_lowercase().as_str()) {
            return false;
        }
        // `By The Council`, `By All Means` would pass; an article first is no name.
        if first && ["the", "all", "this", "then", "now", "far"].contains(&&*word.to_lowercase()) {
            return text.to_lowercase().starts_with("the associated press")
                || text.to_lowercase().starts_with("the editorial board");
        }
        first = false;
    }
    capitals > 0 && words <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_are_lines_of_names() {
        for (line, byline) in [
            ("By Ann Bell", "Ann Bell"),
            ("BY ANN BELL", "ANN BELL"),
            ("By ANN BELL, Staff Writer", "ANN BELL, Staff Writer"),
            (
                "By Ann Bell and Carl van Dorn in Lower Harbour",
                "Ann Bell and Carl van Dorn in Lower Harbour",
            ),
            ("Por María Peña", "María Peña"),
            ("Par Zoé Blanc", "Zoé Blanc"),
            ("Von Jörg Öttl", "Jörg Öttl"),
            ("Ann Bell, CNN", "Ann Bell, CNN"),
            ("By: Ann Bell", "Ann Bell"),
            ("Reuters", "Reuters"),
            ("Written by Ann Bell", "Ann Bell"),
        ] {
            assert_eq!(parse(line), Some(byline), "{line}");
        }
    }

    #[test]
    fn names_in_fields_keep_their_particles() {
        assert_eq!(of_field("By Ann Bell"), "Ann Bell");
        assert_eq!(of_field("Von Dorn, Carl"), "Von Dorn, Carl");
        assert_eq!(of_field("Di Luca"), "Di Luca");
        assert_eq!(of_field("Byron Bell"), "Byron Bell");
        assert_eq!(of_field("Bé"), "Bé");
    }

    #[test]
    fn prose_is_no_byline() {
        for line in [
            "By the time they met it was late",
            "By Monday the council had met.",
            "Von der Brücke ist nichts geblieben.",
            "Par hasard",
            "Bystanders Saw Nothing",
            "Di nuovo",
            "The council met, Ann Bell said",
            "By",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
