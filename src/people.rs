//! One person under one name across an archive: which names are spellings of each other.
//!
//! Two full names are one person's when their family names sound alike whatever the alphabet and the habits of
//! transliteration (`Sergei`, `Sergey`, `Сергей`; `Lavrov`, `Lawrow`), and their first names do, or one is the
//! other's initial. A family name alone is the person's who is nearly always meant by it in this archive. In
//! doubt names stay apart; `aliases.toml` in the archive decides over all of this.

use std::collections::BTreeMap;

use anyhow::Context;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::text::fold::fold;

/// A name as statements are attributed to it, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Statements attributed to it.
    pub statements: u64,
}

/// One person: the name most used comes first, then the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name the person goes by.
    pub name: String,
    /// Other names that are this person's.
    pub variants: Vec<String>,
}

/// What the user has decided by hand, in `aliases.toml`:
///
/// ```toml
/// ["Alexei Torvanin"]
/// also = ["A. Torvanin", "the Torvanin"]
/// not = ["Alexei Torvaninov"]
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases(BTreeMap<String, Alias>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    /// These names are the same person's.
    #[serde(default)]
    also: Vec<String>,
    /// These are not.
    #[serde(default)]
    not: Vec<String>,
}

impl Aliases {
    /// Reads the text of an `aliases.toml`.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let entries: BTreeMap<String, Alias> = toml::from_str(text)
            .context("aliases.toml: write [\"Anna Vale\"] and below it also = [\"A. Vale\"]")?;
        Ok(Aliases(entries))
    }

    /// The person a name was given to by hand.
    fn given(&self, name: &str) -> Option<&str> {
        let same = |other: &String| fold(other) == fold(name);
        self.0
            .iter()
            .find(|(person, alias)| same(person) || alias.also.iter().any(same))
            .map(|(p, _)| p.as_str())
    }

    fn forbids(&self, a: &str, b: &str) -> bool {
        let not = |person: &str, other: &str| {
            self.0.iter().any(|(p, alias)| {
                fold(p) == fold(person) && alias.not.iter().any(|n| fold(n) == fold(other))
            })
        };
        not(a, b) || not(b, a)
    }
}

/// A family name alone is somebody's who has at least so many statements under a full name ...
const ENOUGH: u64 = 2;
/// ... and so many times as many as all other bearers of the family name together.
const DOMINANT: u64 = 8;

/// A name taken apart, each part as it sounds.
struct Parts {
    first: Option<String>,
    middle: Vec<String>,
    family: String,
}

/// Words of a name that are not parts of it.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "dame", "lord", "lady", "sen", "rep", "gov",
    "gen", "col",
];
/// Suffixes behind a family name.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

fn parts(name: &str) -> Option<Parts> {
    let mut words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|w| fold(w.trim_matches(|c: char| !c.is_alphanumeric())))
        .filter(|w| {
            !w.is_empty() && !TITLES.contains(&w.as_str()) && !SUFFIXES.contains(&w.as_str())
        })
        .collect();
    let family = sound(&words.pop()?);
    let mut words = words.into_iter().map(|w| sound(&w));
    Some(Parts {
        first: words.next(),
        middle: words.collect(),
        family,
    })
}

/// A word in Latin letters, the same for the spellings of one sound that transliterations differ in.
fn sound(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    for c in word.chars() {
        let part = match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ґ' => "g",
            'д' => "d",
            'е' | 'є' | 'э' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' | 'і' | 'й' | 'ы' | 'ї' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' | 'ў' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ь' | 'ъ' | '\'' | '’' | '-' => "",
            'ю' => "iu",
            'я' => "ia",
            'y' | 'j' => "i",
            'w' => "v",
            'x' => "ks",
            'q' => "k",
            other => {
                latin.push(other);
                continue;
            }
        };
        latin.push_str(part);
    }
    for (from, to) in [
        ("tch", "ch"),
        ("sch", "sh"),
        ("ph", "f"),
        ("ck", "k"),
        ("ou", "u"),
        ("ee", "i"),
        ("dzh", "j"),
        ("kh", "h"),
    ] {
        latin = latin.replace(from, to);
    }
    let mut out = String::with_capacity(latin.len());
    for c in latin.chars() {
        // Doubled letters and `ii`, `iy` sound as one.
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    // French adds an `e` to `-in`, Spanish and Czech spell `-ei` with `-ej`, done above.
    if out.len() > 4 && out.ends_with("ine") {
        out.pop();
    }
    out
}

/// Do two first names or middle names not contradict each other?
fn agree(a: &str, b: &str) -> bool {
    a == b
        || (a.chars().count() == 1 && b.starts_with(a))
        || (b.chars().count() == 1 && a.starts_with(b))
}

/// Groups names into persons, in order of their names. Names that stand alone are persons, too.
pub fn group(names: &[Name], aliases: &Aliases) -> Vec<Person> {
    let mut by_use: Vec<&Name> = names.iter().collect();
    by_use.sort_by(|a, b| {
        b.statements
            .cmp(&a.statements)
            .then_with(|| a.name.cmp(&b.name))
    });
    let taken: Vec<Option<Parts>> = by_use.iter().map(|n| parts(&n.name)).collect();
    // Which cluster each name is in; a cluster is known by its most used name.
    let mut cluster: Vec<usize> = (0..by_use.len()).collect();
    let mut families: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (i, parts) in taken.iter().enumerate() {
        if let Some(parts) = parts {
            families.entry(&parts.family).or_default().push(i);
        }
    }
    let by_hand: Vec<Option<&str>> = by_use.iter().map(|n| aliases.given(&n.name)).collect();
    for members in families.values() {
        let full: Vec<usize> = members
            .iter()
            .copied()
            .filter(|i| taken[*i].as_ref().is_some_and(|p| p.first.is_some()))
            .collect();
        for (at, i) in full.iter().enumerate() {
            let Some(own) = &taken[*i] else { continue };
            // The clusters this name could be of; with more than one in sight it is in doubt.
            let mut fits: Vec<usize> = Vec::new();
            for j in &full[..at] {
                let Some(other) = &taken[*j] else { continue };
                let first = match (&own.first, &other.first) {
                    (Some(a), Some(b)) => agree(a, b),
                    _ => false,
                };
                let middle = own.middle.is_empty()
                    || other.middle.is_empty()
                    || own
                        .middle
                        .iter()
                        .zip(&other.middle)
                        .all(|(a, b)| agree(a, b));
                let free = by_hand[*i].is_none() && by_hand[*j].is_none();
                if first && middle && free && !aliases.forbids(&by_use[*i].name, &by_use[*j].name) {
                    fits.push(cluster[*j]);
                }
            }
            fits.dedup();
            if let [one] = fits[..] {
                cluster[*i] = one;
            }
        }
        let mut bearers: FxHashMap<usize, u64> = FxHashMap::default();
        for i in &full {
            *bearers.entry(cluster[*i]).or_default() += by_use[*i].statements;
        }
        let mut ranked: Vec<(u64, usize)> = bearers.into_iter().map(|(c, n)| (n, c)).collect();
        ranked.sort_by(|a, b| b.cmp(a));
        if let Some((most, best)) = ranked.first().copied() {
            let others: u64 = ranked[1..].iter().map(|(n, _)| n).sum();
            if most >= ENOUGH && most >= DOMINANT * others {
                for i in members.iter().filter(|i| !full.contains(i)) {
                    if by_hand[*i].is_none()
                        && !aliases.forbids(&by_use[*i].name, &by_use[best].name)
                    {
                        cluster[*i] = best;
                    }
                }
            }
        }
    }
    let mut persons: BTreeMap<String, Person> = BTreeMap::new();
    for (i, name) in by_use.iter().enumerate() {
        let person = match by_hand[i] {
            Some(person) => person.to_owned(),
            None => {
                let lead = by_use[cluster[i]];
                by_hand[cluster[i]].map_or_else(|| lead.name.clone(), str::to_owned)
            }
        };
        let entry = persons.entry(person.clone()).or_insert_with(|| Person {
            name: person,
            variants: Vec::new(),
        });
        if entry.name != name.name {
            entry.variants.push(name.name.clone());
        }
    }
    persons.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(names: &[(&str, u64)], aliases: &str) -> Vec<String> {
        let names: Vec<Name> = names
            .iter()
            .map(|(n, s)| Name {
                name: (*n).to_owned(),
                statements: *s,
            })
            .collect();
        let aliases = Aliases::parse(aliases).unwrap();
        group(&names, &aliases)
            .into_iter()
            .map(|p| match p.variants.is_empty() {
                true => p.name,
                false => format!("{} = {}", p.name, p.variants.join(", ")),
            })
            .collect()
    }

    #[test]
    fn spellings_of_one_name_are_one_person() {
        let names = [
            ("Alexei Torvanin", 30),
            ("Aleksey Torvanin", 9),
            ("Alexeï Torvanine", 4),
            ("Alexej Torwanin", 3),
            ("Алексей Торванин", 2),
            ("A. Torvanin", 1),
            ("Torvanin", 5),
        ];
        assert_eq!(
            persons(&names, ""),
            [
                "Alexei Torvanin = Aleksey Torvanin, Torvanin, Alexeï Torvanine, Alexej Torwanin, Алексей Торванин, A. Torvanin"
            ]
        );
    }

    #[test]
    fn in_doubt_names_stay_apart() {
        let names = [
            ("Tomas Verrin", 20),
            ("Helena Verrin", 10),
            ("Verrin", 4),
            ("T. Verrin", 1),
            ("Ada Brann", 1),
            ("Brann", 1),
        ];
        assert_eq!(
            persons(&names, ""),
            [
                "Ada Brann",
                "Brann",
                "Helena Verrin",
                "Tomas Verrin = T. Verrin",
                "Verrin"
            ]
        );
        // An initial that fits two people is nobody's.
        assert_eq!(
            persons(&[("Jan Kell", 3), ("Jon Kell", 2), ("J. Kell", 1)], ""),
            ["J. Kell", "Jan Kell", "Jon Kell"]
        );
    }

    #[test]
    fn the_user_decides() {
        let names = [("Anna Vale", 9), ("Ana Wale", 2), ("Vale", 3), ("Nan", 1)];
        let aliases = "[\"Anna Vale\"]\nalso = [\"Nan\"]\n[\"Ana Wale\"]\nnot = [\"Anna Vale\"]\nalso = [\"Vale\"]\n";
        assert_eq!(
            persons(&names, aliases),
            ["Ana Wale = Vale", "Anna Vale = Nan"]
        );
        assert!(Aliases::parse("[\"Anna Vale\"]\nand = []").is_err());
    }
}
