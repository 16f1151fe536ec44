//! Names that stand in capitals alone, as in transcripts: the form to show and to look for.

/// Words of names that begin small, but for the first.
const PARTICLES: &[&str] = &[
    "al", "bin", "da", "de", "del", "della", "der", "di", "dos", "du", "el", "ibn", "la", "le",
    "ten", "ter", "van", "von", "y", "zu",
];

/// The name with capitals where names have them; none when it has small letters already, and when it may be
/// initials (`JFK`).
pub fn natural(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let long = words.len() > 1 || name.chars().filter(|c| c.is_alphabetic()).count() > 3;
    if !long || name.chars().any(char::is_lowercase) || !name.chars().any(char::is_uppercase) {
        return None;
    }
    let words = words.iter().enumerate().map(|(n, word)| {
        let small = word.to_lowercase();
        match small.as_str() {
            "ii" | "iii" | "iv" => (*word).to_owned(),
            "jr" | "sr" | "jr." | "sr." => capitalised(&small),
            s if n > 0 && PARTICLES.contains(&s) => small,
            // `J.R.`, `JD`
            s if s.contains('.') || s.len() < 3 && !s.contains(['a', 'e', 'i', 'o', 'u', 'y']) => {
                (*word).to_owned()
            }
            _ => capitalised(&small),
        }
    });
    Some(words.collect::<Vec<_>>().join(" "))
}

/// `o'neill-mcgraw` as `O'Neill-McGraw`.
fn capitalised(small: &str) -> String {
    let mut out = String::with_capacity(small.len());
    let mut begins = true;
    for (at, c) in small.char_indices() {
        let scottish = out.ends_with("Mc") && small.len() - at > 2;
        match begins || scottish {
            true => out.extend(c.to_uppercase()),
            false => out.push(c),
        }
        // `D'Arcy`, but `Shi'i`.
        begins = c == '-' || matches!(c, '\'' | '\u{2019}') && at < 2;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn capitals_become_names() {
        for (capitals, name) in [
            ("TORVANIN", "Torvanin"),
            ("PAVEL TORVANIN", "Pavel Torvanin"),
            ("ANNA O'NEILL-MCGRAW", "Anna O'Neill-McGraw"),
            ("J.R. HOLT JR.", "J.R. Holt Jr."),
            ("JD HOLT III", "JD Holt III"),
            ("LI WEI", "Li Wei"),
            ("LUDWIG VAN DER MEER", "Ludwig van der Meer"),
            ("ÉLODIE ÇELIK", "Élodie Çelik"),
        ] {
            assert_eq!(natural(capitals).as_deref(), Some(name));
        }
        for kept in ["JFK", "Pavel Torvanin", "McGRAW", "习近平同志", ""] {
            assert_eq!(natural(kept), None, "{kept}");
        }
    }
}
