//! One person under one name across an archive: which names are spellings of each other.
//!
//! Two full names are one person's when their family names sound alike whatever the alphabet and the habits of
//! transliteration (`Sergei`, `Sergey`, `Сергей`; `Lavrov`, `Lawrow`), and their first names do, or one is the
//! other's initial, or its short form (`Bill`, `William`). How much of that is enough depends on how many people bear
//! such names in the archive: `James A. Miller` need not be `James Miller`, unless both have one role. `Jr.` is never
//! his father. A family name alone is the person's who is nearly always meant by it in this archive. In doubt names
//! stay apart; `aliases.toml` in the archive decides over all of this.

mod parts;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anyhow::Context;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::text::fold::fold;
use parts::{Given, Parts, agree, parts, shortened};

/// A name as statements are attributed to it, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Statements attributed to it.
    pub statements: u64,
    /// Roles it is given, lower case; those of one word say too little to be listed.
    pub roles: Vec<String>,
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

/// Two names that differ only in what one leaves out, or in spelling, are taken for one person's when at most so
/// many people of that first and family name are to be expected in the archive beside one ...
const CHANCE: f64 = 0.1;
/// ... and an initial or a short form for a first name when the family name has at most so many first names.
const FIRST_NAMES: usize = 5;

/// How common names are in the archive.
#[derive(Default)]
struct Census<'p> {
    /// First name, as it sounds -> how many family names it goes with.
    families_of: FxHashMap<&'p str, usize>,
    /// Family name -> how many first names.
    firsts_of: FxHashMap<&'p str, usize>,
    /// Full names.
    all: usize,
}

impl<'p> Census<'p> {
    fn of(all: &'p [Option<Parts>]) -> Self {
        let mut census = Census::default();
        let mut seen: FxHashSet<(&str, &str)> = FxHashSet::default();
        for parts in all.iter().flatten() {
            let Some(first) = parts.first.as_ref().filter(|first| !first.initial) else {
                continue;
            };
            census.all += 1;
            let (first, family) = (first.sound.as_str(), parts.family_sound.as_str());
            if seen.insert((first, family)) {
                *census.families_of.entry(first).or_default() += 1;
                *census.firsts_of.entry(family).or_default() += 1;
            }
        }
        census
    }

    fn families(&self, first: &str) -> usize {
        self.families_of.get(first).copied().unwrap_or(0)
    }

    fn firsts(&self, family: &str) -> usize {
        self.firsts_of.get(family).copied().unwrap_or(0)
    }

    /// Other people of this first and family name to expect, if one did not depend on the other.
    fn chance(&self, parts: &Parts) -> f64 {
        let first = parts.first.as_ref().map_or("", |first| &first.sound);
        let families = self.families(first).saturating_sub(1);
        let firsts = self.firsts(&parts.family_sound).saturating_sub(1);
        families as f64 * firsts as f64 / self.all.max(1) as f64
    }

    /// Is this more often a first name than a family name?
    fn is_first(&self, parts: &Parts) -> bool {
        self.families(&parts.family_sound) >= self.firsts(&parts.family_sound).max(1)
    }
}

/// Are two full names whose family names sound alike one person's?
fn same(a: (&Parts, &Name), b: (&Parts, &Name), census: &Census) -> bool {
    let ((a, name_a), (b, name_b)) = (a, b);
    let (Some(first_a), Some(first_b)) = (&a.first, &b.first) else {
        return false;
    };
    let middles = a.middle.iter().zip(&b.middle).all(|(x, y)| agree(x, y));
    let short_form = shortened(first_a, first_b);
    if a.suffix != b.suffix || !(short_form || agree(first_a, first_b)) || !middles {
        return false;
    }
    let one_role = || name_a.roles.iter().any(|r| name_b.roles.contains(r));
    // `J. David Lyons` goes by David: an initial before a middle name says nothing without that name.
    let short = |x: &Parts, first: &Given, y: &Parts| {
        first.initial && !x.middle.is_empty() && y.middle.is_empty()
    };
    if short(a, first_a, b) || short(b, first_b, a) {
        return false;
    }
    if short_form {
        // `Maggie Holm` the governor is not `Margaret Holm` the nurse, however rare the name.
        return one_role()
            || census.firsts(&a.family_sound) <= FIRST_NAMES && !contradict(name_a, name_b);
    }
    if first_a.initial != first_b.initial {
        return census.firsts(&a.family_sound) <= FIRST_NAMES || one_role();
    }
    let less = a.middle.len() != b.middle.len();
    let spelled = first_a.word != first_b.word || a.family != b.family;
    match (less, spelled) {
        (false, false) => true,
        (true, true) => one_role(),
        _ => census.chance(a).min(census.chance(b)) <= CHANCE || one_role(),
    }
}

/// Have both names roles, and is none of one a part of one of the other?
fn contradict(a: &Name, b: &Name) -> bool {
    let part = |r: &String, s: &String| {
        let end = |at: usize| s[at..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        let start = |at: usize| !s[..at].ends_with(char::is_alphanumeric);
        s.match_indices(r.as_str())
            .any(|(at, r)| start(at) && end(at + r.len()))
    };
    let related = |r: &String, s: &String| part(r, s) || part(s, r);
    let apart = |r: &String| !b.roles.iter().any(|s| related(r, s));
    !a.roles.is_empty() && !b.roles.is_empty() && a.roles.iter().all(apart)
}

/// Groups names into persons, in order of their names: those with more than one, or one other than their own.
pub fn several(names: &[Name], aliases: &Aliases) -> Vec<Person> {
    let mut persons = grouped(names, aliases);
    persons.retain(|p| !p.variants.is_empty());
    persons.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    persons
}

/// All of them. Names that stand alone are persons, too.
fn grouped(names: &[Name], aliases: &Aliases) -> Vec<Person> {
    let mut by_use: Vec<&Name> = names.iter().collect();
    // They come in order most often, and most have as few statements.
    by_use.sort_by(|a, b| a.name.cmp(&b.name));
    by_use.sort_by_key(|name| Reverse(name.statements));
    let taken: Vec<Option<Parts>> = by_use.iter().map(|n| parts(&n.name)).collect();
    let census = Census::of(&taken);
    // Which cluster each name is in; a cluster is known by its most used name.
    let mut cluster: Vec<usize> = (0..by_use.len()).collect();
    // Most families are one name: the first of each, and the others.
    let mut families: FxHashMap<&str, (usize, Vec<usize>)> = FxHashMap::default();
    for (i, parts) in taken.iter().enumerate() {
        if let Some(parts) = parts {
            let family = families.entry(&parts.family_sound);
            let (first, others) = family.or_insert((i, Vec::new()));
            if *first != i {
                others.push(i);
            }
        }
    }
    let by_hand: Vec<Option<&str>> = by_use.iter().map(|n| aliases.given(&n.name)).collect();
    for (first, others) in families.values() {
        if others.is_empty() {
            continue;
        }
        let members: Vec<usize> = std::iter::once(first).chain(others).copied().collect();
        // Those that say most first: what says less may then be in doubt between them.
        let mut full: Vec<(usize, &Parts)> = members
            .iter()
            .filter_map(|i| taken[*i].as_ref().map(|p| (*i, p)))
            .filter(|(_, p)| p.first.is_some())
            .collect();
        full.sort_by_key(|(i, p)| {
            let first = p.first.as_ref();
            let initial = first.is_some_and(|first| first.initial);
            let short = first.is_some_and(|first| !first.longs.is_empty());
            (initial, short, p.middle.is_empty(), *i)
        });
        let mut clusters: Vec<Vec<(usize, &Parts)>> = Vec::new();
        // Of a common family name there are thousands. Where both first names are whole they sound alike, or one is a
        // short form of the other, or the names are two people's; short forms come late, and initials last.
        let mut of_first: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut every: Vec<usize> = Vec::new();
        for (i, own) in full {
            let first = own.first.as_ref().filter(|first| !first.initial);
            let sounds = first.map(|first| [&first.sound].into_iter().chain(&first.longs));
            let near: Vec<usize> = match sounds.clone() {
                Some(sounds) => {
                    let alike = sounds.filter_map(|sound| of_first.get(sound.as_str()));
                    alike.flatten().copied().collect()
                }
                None => every.clone(),
            };
            let fits = |other: &(usize, &Parts)| {
                by_hand[i].is_none()
                    && by_hand[other.0].is_none()
                    && !aliases.forbids(&by_use[i].name, &by_use[other.0].name)
                    && same((own, by_use[i]), (other.1, by_use[other.0]), &census)
            };
            let mut fitting = near.iter().filter(|c| clusters[**c].iter().all(fits));
            let one = fitting.next().copied();
            match one.filter(|one| fitting.all(|other| other == one)) {
                Some(one) => clusters[one].push((i, own)),
                // With more than one in sight it is in doubt.
                None => {
                    for sound in sounds.into_iter().flatten() {
                        of_first.entry(sound).or_default().push(clusters.len());
                    }
                    every.push(clusters.len());
                    clusters.push(vec![(i, own)]);
                }
            }
        }
        let mut ranked: Vec<(u64, usize, Vec<&str>)> = Vec::new();
        for members in &clusters {
            let Some(lead) = members.iter().map(|(i, _)| *i).min() else {
                continue;
            };
            for (i, _) in members {
                cluster[*i] = lead;
            }
            let statements = members.iter().map(|(i, _)| by_use[*i].statements).sum();
            let spellings = members.iter().map(|(_, p)| p.family.as_str()).collect();
            ranked.push((statements, lead, spellings));
        }
        // `Harn Jr.` is the one bearer of the suffix.
        for i in &members {
            let Some(parts) = taken[*i].as_ref().filter(|p| p.first.is_none()) else {
                continue;
            };
            let all = clusters.iter().flatten();
            let mut bearers = all.filter(|(_, p)| p.suffix == parts.suffix);
            if !parts.suffix.is_empty()
                && by_hand[*i].is_none()
                && let Some((first, _)) = bearers.next()
                && bearers.all(|(other, _)| cluster[*other] == cluster[*first])
                && !aliases.forbids(&by_use[*i].name, &by_use[cluster[*first]].name)
            {
                cluster[*i] = cluster[*first];
            }
        }
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        if let Some((most, best, spellings)) = ranked.first() {
            let others: u64 = ranked[1..].iter().map(|(n, ..)| n).sum();
            if *most < ENOUGH || *most < DOMINANT * others {
                continue;
            }
            for i in &members {
                if let Some(parts) = &taken[*i]
                    && parts.first.is_none()
                    && parts.suffix.is_empty()
                    && spellings.contains(&parts.family.as_str())
                    && !census.is_first(parts)
                    && by_hand[*i].is_none()
                    && !aliases.forbids(&by_use[*i].name, &by_use[*best].name)
                {
                    cluster[*i] = *best;
                }
            }
        }
    }
    // `HAROLD WILSON` goes by the same name in other letters, where there is one.
    let mut shown: FxHashMap<usize, usize> = FxHashMap::default();
    let capitals = |name: &str| !name.chars().any(char::is_lowercase);
    for (i, name) in by_use.iter().enumerate() {
        let lead = &by_use[cluster[i]].name;
        if cluster[i] != i
            && capitals(lead)
            && !capitals(&name.name)
            && fold(lead) == fold(&name.name)
        {
            shown.entry(cluster[i]).or_insert(i);
        }
    }
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    let mut persons: Vec<Person> = Vec::new();
    for (i, name) in by_use.iter().enumerate() {
        let person = by_hand[i].unwrap_or_else(|| {
            let lead = *shown.get(&cluster[i]).unwrap_or(&cluster[i]);
            by_hand[lead].unwrap_or(&by_use[lead].name)
        });
        let at = *place.entry(person).or_insert_with(|| {
            persons.push(Person {
                name: person.to_owned(),
                variants: Vec::new(),
            });
            persons.len() - 1
        });
        if person != name.name {
            persons[at].variants.push(name.name.clone());
        }
    }
    persons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(names: &[(&str, u64)], aliases: &str) -> Vec<String> {
        let names: Vec<(&str, u64, &[&str])> =
            names.iter().map(|(n, s)| (*n, *s, &[][..])).collect();
        with_roles(&names, aliases)
    }

    fn with_roles(names: &[(&str, u64, &[&str])], aliases: &str) -> Vec<String> {
        let names: Vec<Name> = names
            .iter()
            .map(|(n, s, roles)| Name {
                name: (*n).to_owned(),
                statements: *s,
                roles: roles.iter().map(|r| (*r).to_owned()).collect(),
            })
            .collect();
        let aliases = Aliases::parse(aliases).unwrap();
        let mut persons = grouped(&names, &aliases);
        persons.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        persons
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
    fn a_son_is_not_his_father() {
        assert_eq!(
            persons(
                &[
                    ("Otto Harn", 90),
                    ("Otto Harn Jr.", 9),
                    ("Otto Harn, Jr.", 4),
                    ("Otto J. Harn", 3),
                    ("Harn Jr.", 1),
                    ("Harn", 7),
                ],
                ""
            ),
            [
                "Harn",
                "Otto Harn = Otto J. Harn",
                "Otto Harn Jr. = Otto Harn, Jr., Harn Jr.",
            ]
        );
    }

    #[test]
    fn initials_and_middle_names_do_not_join_strangers() {
        // Each agrees with the initials, not with the other.
        assert_eq!(
            persons(
                &[("D. J. Bask", 9), ("Dan Bask", 2), ("Djoymi Bask", 2)],
                ""
            ),
            ["D. J. Bask", "Dan Bask", "Djoymi Bask"]
        );
        assert_eq!(
            persons(&[("J. Howard Mart", 4), ("Ian Mart", 3)], ""),
            ["Ian Mart", "J. Howard Mart"]
        );
        assert_eq!(
            persons(
                &[
                    ("Georg W. Busk", 9),
                    ("Georg Busk", 5),
                    ("Georg P. Busk", 2)
                ],
                ""
            ),
            ["Georg Busk", "Georg P. Busk", "Georg W. Busk"]
        );
    }

    #[test]
    fn common_names_need_a_common_role() {
        let mut names: Vec<(&str, u64, &[&str])> = Vec::new();
        let others: Vec<String> = ["Ahl", "Berg", "Cole", "Dorn", "Esk", "Falk"]
            .iter()
            .flat_map(|f| ["Jan", "Kim", "Lea", "Mia"].map(|g| format!("{g} {f}")))
            .collect();
        names.extend(others.iter().map(|n| (n.as_str(), 1, &[][..])));
        names.extend([
            ("Jan A. Ahl", 3, &[][..]),
            ("Kim B. Berg", 2, &["harbour master"][..]),
            ("Rare B. Unique", 2, &[][..]),
            ("Rare Unique", 1, &[][..]),
        ]);
        let berg = names.iter_mut().find(|n| n.0 == "Kim Berg").unwrap();
        berg.2 = &["harbour master"];
        let found = with_roles(&names, "");
        let several: Vec<&String> = found.iter().filter(|n| n.contains('=')).collect();
        assert_eq!(
            several,
            ["Kim B. Berg = Kim Berg", "Rare B. Unique = Rare Unique"]
        );
    }

    #[test]
    fn short_forms_are_the_name_they_stand_for() {
        let of = |names: &[(&str, &[&str])]| {
            let names: Vec<_> = names.iter().map(|(n, roles)| (*n, 2, *roles)).collect();
            with_roles(&names, "")
        };
        assert_eq!(
            of(&[("Bill Lokk", &[]), ("William A. Lokk", &[])]),
            ["Bill Lokk = William A. Lokk"]
        );
        assert_eq!(
            of(&[
                ("Steve Lokk", &["harbour master"]),
                (
                    "Stephen Lokk",
                    &["former harbour master", "author of a book"]
                )
            ]),
            ["Stephen Lokk = Steve Lokk"]
        );
        assert_eq!(
            of(&[
                ("Maggie Lokk", &["harbour master"]),
                ("Margaret Lokk", &["aid worker"])
            ]),
            ["Maggie Lokk", "Margaret Lokk"]
        );
        // It may be short for either.
        assert_eq!(
            of(&[
                ("Pat Lokk", &[]),
                ("Patrick Lokk", &[]),
                ("Patricia Lokk", &[])
            ]),
            ["Pat Lokk", "Patricia Lokk", "Patrick Lokk"]
        );
        // `Carl` is no short form of `Carla`, and a middle name may tell two apart.
        assert_eq!(
            of(&[("Carl Lokk", &[]), ("Carla Lokk", &[])]),
            ["Carl Lokk", "Carla Lokk"]
        );
        assert_eq!(
            of(&[("Bill B. Lokk", &[]), ("William A. Lokk", &[])]),
            ["Bill B. Lokk", "William A. Lokk"]
        );
    }

    #[test]
    fn a_word_alone_is_somebody_only_as_a_family_name_so_spelled() {
        assert_eq!(
            persons(
                &[
                    ("Brett Lokk", 5),
                    ("Lok", 1),
                    ("Larry Karl", 5),
                    ("Karl Lund", 2),
                    ("Karl", 3)
                ],
                ""
            ),
            ["Brett Lokk", "Karl", "Karl Lund", "Larry Karl", "Lok"]
        );
        assert_eq!(
            persons(&[("HANS DREI", 5), ("Hans Drei", 2), ("DREI", 2)], ""),
            ["Hans Drei = HANS DREI, DREI"]
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
