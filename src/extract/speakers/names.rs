//! Names in a text: where they stand, which are people's, and which are the same person's.

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::spot::run;
use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::{class, number};
use crate::extract::quotes::tokens::{Token, shape};

/// What a person's pronouns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gender {
    /// Not known.
    #[default]
    Unknown,
    /// He.
    Male,
    /// She.
    Female,
}

/// A capitalised name in the text; token indices.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// First token of the name itself.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// First token of the titles before it; `start` when there is none.
    pub title: u32,
    /// Number of its first word.
    pub(super) first: u32,
    /// Number of its last word, suffixes aside.
    pub last: u32,
    /// Words, titles and suffixes aside.
    pub words: u32,
    /// `Jr.` and the like: their kind, 0 for none.
    pub(super) suffix: u8,
    /// What speaks for a person (positive) or against.
    pub(super) evidence: i32,
    /// Index into [`Cast::people`] when it is a person's.
    pub person: Option<u32>,
    /// It names an organisation or a place by its words.
    pub other: bool,
}

/// Somebody with a name.
#[derive(Debug, Clone)]
pub struct Person {
    /// Index of the fullest mention in [`Cast::names`].
    pub full: u32,
    /// Mentions, indices into [`Cast::names`], in order.
    pub mentions: Vec<u32>,
    /// Pronouns.
    pub gender: Gender,
    /// Role as some mention has it, token range.
    pub role: Option<(u32, u32)>,
    first: u32,
    last: u32,
    initial: u8,
    suffix: u8,
}

/// Everybody and everything named in a text.
pub struct Cast {
    /// All names, in order.
    pub names: Vec<Name>,
    /// People.
    pub people: Vec<Person>,
    /// For each token the name it belongs to (titles included), counted from 1.
    pub at: Vec<u32>,
}

/// Names found, people told from the rest and brought together. Those whose last word is that of a
/// speaker the input itself names are people.
pub fn cast(doc: &Doc, given: &[String]) -> Cast {
    let given: Vec<u32> = given
        .iter()
        .filter_map(|g| g.split_whitespace().next_back())
        .map(|w| number(w.to_lowercase().as_bytes()))
        .collect();
    let mut cast = Cast {
        names: Vec::new(),
        people: Vec::new(),
        at: vec![0; doc.tokens.len()],
    };
    let mut behind = 0;
    for i in doc.places.capitals.iter().map(|place| *place as usize) {
        if i >= behind {
            behind = run(doc, i, &mut cast.names);
        }
    }
    if !given.is_empty() {
        for name in &mut cast.names {
            if given.contains(&name.last) {
                name.evidence += 8;
                name.other = false;
            }
        }
    }
    for (k, name) in cast.names.iter().enumerate() {
        cast.at[name.title as usize..name.end as usize].fill(k as u32 + 1);
    }
    cast.full_names(doc);
    cast.short_names(doc);
    cast
}

/// A map with room for so many: to grow by and by costs more than all that is looked up in it.
fn map<K, V>(room: usize) -> FxHashMap<K, V> {
    FxHashMap::with_capacity_and_hasher(room, FxBuildHasher)
}

/// How many people of one name are told apart; bounds the cost on hostile text.
const MANY: usize = 16;

impl Cast {
    /// The name whose last token is right before `end`.
    pub fn ending_at(&self, end: usize) -> Option<usize> {
        let at = *self.at.get(end.checked_sub(1)?)?;
        let k = (at as usize).checked_sub(1)?;
        (self.names[k].end as usize == end).then_some(k)
    }

    /// The name a token belongs to.
    pub fn name_at(&self, token: usize) -> Option<usize> {
        (*self.at.get(token)? as usize).checked_sub(1)
    }

    fn gender(&self, doc: &Doc, name: &Name) -> Gender {
        let titles = &doc.tokens[name.title as usize..name.start as usize];
        let before = (name.title > 0).then(|| &doc.tokens[name.title as usize - 1]);
        for t in titles.iter().chain(before) {
            match (t.is(class::MALE), t.is(class::FEMALE)) {
                (true, false) => return Gender::Male,
                (false, true) => return Gender::Female,
                _ => {}
            }
        }
        if name.words > 1 {
            for t in &doc.tokens[name.start as usize..name.end as usize - 1] {
                match (t.is(class::GIVEN_M), t.is(class::GIVEN_F)) {
                    (true, false) => return Gender::Male,
                    (false, true) => return Gender::Female,
                    _ => {}
                }
            }
        }
        Gender::Unknown
    }

    /// People with a first and a last name, by the sum of what speaks for them.
    fn full_names(&mut self, doc: &Doc) {
        let mut sums: FxHashMap<(u32, u32), i32> = map(self.names.len());
        let mut lone: FxHashMap<u32, i32> = map(self.names.len());
        for name in &self.names {
            if name.words > 1 {
                *sums.entry((name.first, name.last)).or_default() +=
                    name.evidence - 8 * i32::from(name.other);
            } else {
                *lone.entry(name.last).or_default() += name.evidence.max(0);
            }
        }
        let mut by_last: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for k in 0..self.names.len() {
            let name = self.names[k];
            if name.words < 2 || name.other {
                continue;
            }
            let gender = self.gender(doc, &name);
            let family = by_last.get(&name.last).and_then(|all| {
                let longer = |p: &u32| self.is_family(doc, &self.people[*p as usize], &name);
                all.iter().rev().take(MANY).copied().find(longer)
            });
            if let Some(p) = family {
                self.claim(k, p, gender);
                continue;
            }
            let sum = sums[&(name.first, name.last)];
            // `Quell said`, later, says that `Tobias Quell` was a person.
            let echo = (*lone.get(&name.last).unwrap_or(&0)).min(2);
            if sum + echo < 2 {
                continue;
            }
            let initial = doc.text.as_bytes()[doc.tokens[name.start as usize].start as usize];
            let same = by_last.entry(name.last).or_default();
            let known = same.iter().rev().take(MANY).copied().find(|p| {
                let p = &self.people[*p as usize];
                let clash =
                    gender != Gender::Unknown && p.gender != Gender::Unknown && gender != p.gender;
                p.suffix == name.suffix
                    && (p.first == name.first
                        || (!clash && self.same_first(doc, p, &name, initial)))
            });
            let p = known.unwrap_or_else(|| {
                self.people.push(Person {
                    full: k as u32,
                    mentions: Vec::new(),
                    gender,
                    role: None,
                    first: name.first,
                    last: name.last,
                    initial,
                    suffix: name.suffix,
                });
                same.push(self.people.len() as u32 - 1);
                self.people.len() as u32 - 1
            });
            self.claim(k, p, gender);
        }
    }

    /// `Vidal Morente` for `Inés Vidal Morente`: a family name of two words.
    fn is_family(&self, doc: &Doc, person: &Person, name: &Name) -> bool {
        let full = &self.names[person.full as usize];
        let words = |n: &Name| doc.tokens[n.start as usize..n.end as usize].iter().rev();
        full.words > name.words
            && full.suffix == name.suffix
            && !doc.is(name.start as usize, class::GIVEN)
            && !doc.at(name.start as usize).has(shape::INITIAL)
            && words(name).zip(words(full)).all(|(a, b)| a.word == b.word)
    }

    /// `J. Smith` or `Rob Smith` for `Robert Smith`.
    fn same_first(&self, doc: &Doc, person: &Person, name: &Name, initial: u8) -> bool {
        if person.initial != initial {
            return nick(doc, &self.names[person.full as usize], name);
        }
        let token = |n: &Name| doc.tokens[n.start as usize];
        let (a, b) = (token(&self.names[person.full as usize]), token(name));
        if a.has(shape::INITIAL) || b.has(shape::INITIAL) {
            return true;
        }
        let (a, b) = (text(doc, &a), text(doc, &b));
        let shared = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
        (shared >= 3 && shared + 1 >= a.len().min(b.len()))
            || nick(doc, &self.names[person.full as usize], name)
    }

    fn claim(&mut self, k: usize, p: u32, gender: Gender) {
        let words = self.names[k].words;
        self.names[k].person = Some(p);
        let person = &mut self.people[p as usize];
        person.mentions.push(k as u32);
        if person.gender == Gender::Unknown {
            person.gender = gender;
        }
        if words > self.names[person.full as usize].words {
            person.full = k as u32;
        }
    }

    /// Last names, first names and titled names, to whom they belong.
    fn short_names(&mut self, doc: &Doc) {
        let mut by_last: FxHashMap<u32, Vec<u32>> = map(self.people.len());
        let mut by_first: FxHashMap<u32, Vec<u32>> = map(self.people.len());
        for (p, person) in self.people.iter().enumerate() {
            by_last.entry(person.last).or_default().push(p as u32);
            by_first.entry(person.first).or_default().push(p as u32);
        }
        let mut sums: FxHashMap<u32, i32> = map(self.names.len());
        for name in &self.names {
            if name.words == 1 {
                *sums.entry(name.last).or_default() += name.evidence - 4 * i32::from(name.other);
            }
        }
        // The last full mention of each family name breaks ties.
        let mut latest: FxHashMap<(u32, u8), u32> = FxHashMap::default();
        // `Texaco Inc` says what `Texaco` is, and `General Cinema Corp` that a `General` is none.
        let firms: FxHashSet<(u32, u32)> = self
            .names
            .iter()
            .filter(|n| n.other && n.words > 1)
            .flat_map(|n| [(titled(doc, n), n.first), (0, n.first)])
            .collect();
        for k in 0..self.names.len() {
            let name = self.names[k];
            if let Some(p) = name.person {
                latest.insert((name.last, name.suffix), p);
                continue;
            }
            if name.words != 1 {
                continue;
            }
            let gender = self.gender(doc, &name);
            let after_the = name.title == name.start
                && name.title > 0
                && doc.is(name.title as usize - 1, class::DEF);
            let fits = |p: &u32| {
                let g = self.people[*p as usize].gender;
                gender == Gender::Unknown || g == Gender::Unknown || g == gender
            };
            let suffixed = |p: &u32| self.people[*p as usize].suffix == name.suffix;
            let found = by_last.get(&name.last).and_then(|all| {
                let recent = latest.get(&(name.last, name.suffix)).filter(|p| fits(p));
                let exact = |p: &&u32| fits(p) && suffixed(p);
                recent
                    .or_else(|| all.iter().take(MANY).find(exact))
                    // `Smith` may be the Smith Jr. of before, not the other way round.
                    .or_else(|| all.iter().take(MANY).find(|p| fits(p) && name.suffix == 0))
                    .copied()
            });
            let firm = firms.contains(&(titled(doc, &name), name.last))
                && !doc.is(name.start as usize, class::FAMOUS);
            let found = found.or_else(|| {
                let all = by_first.get(&name.last)?;
                // A word in no list is a first name here, or a family name that comes first, when one person has it.
                let known = doc.is(name.start as usize, class::GIVEN | class::SURNAME);
                let before = |p: &u32| self.people[*p as usize].full < k as u32;
                (!name.other
                    && name.title == name.start
                    && (known || !firm && all.len() == 1 && before(&all[0])))
                .then(|| all.iter().take(MANY).find(|p| fits(p)).copied())?
            });
            let modified = doc.at(name.end as usize).lower() && after_the;
            if let Some(p) = found {
                if !modified {
                    self.claim(k, p, gender);
                }
                continue;
            }
            let sum = sums[&name.last];
            if name.other || firm || after_the || sum < 2 || name.evidence < -2 {
                continue;
            }
            let person = Person {
                full: k as u32,
                mentions: Vec::new(),
                gender,
                role: None,
                first: 0,
                last: name.last,
                initial: 0,
                suffix: name.suffix,
            };
            self.people.push(person);
            let p = self.people.len() as u32 - 1;
            by_last.entry(name.last).or_default().push(p);
            self.claim(k, p, gender);
        }
    }
}

/// The title right before a name; 0 for none.
fn titled(doc: &Doc, name: &Name) -> u32 {
    match name.title < name.start {
        true => doc.tokens[name.start as usize - 1].word,
        false => 0,
    }
}

fn text<'a>(doc: &Doc<'a>, token: &Token) -> &'a str {
    &doc.text[token.start as usize..token.end as usize]
}

/// Short forms that share no beginning with the long one.
const NICKNAMES: &[(&str, &str)] = &[
    ("Bill", "William"),
    ("Will", "William"),
    ("Billy", "William"),
    ("Bob", "Robert"),
    ("Bobby", "Robert"),
    ("Dick", "Richard"),
    ("Rick", "Richard"),
    ("Jim", "James"),
    ("Jimmy", "James"),
    ("Jack", "John"),
    ("Ted", "Edward"),
    ("Ted", "Theodore"),
    ("Ned", "Edward"),
    ("Hank", "Henry"),
    ("Harry", "Henry"),
    ("Chuck", "Charles"),
    ("Charlie", "Charles"),
    ("Mike", "Michael"),
    ("Mick", "Michael"),
    ("Joe", "Joseph"),
    ("Tony", "Anthony"),
    ("Beth", "Elizabeth"),
    ("Liz", "Elizabeth"),
    ("Betty", "Elizabeth"),
    ("Peggy", "Margaret"),
    ("Meg", "Margaret"),
    ("Kate", "Katherine"),
    ("Kate", "Catherine"),
    ("Kathy", "Katherine"),
    ("Nancy", "Anne"),
    ("Tim", "Timothy"),
    ("Steve", "Stephen"),
    ("Steve", "Steven"),
    ("Andy", "Andrew"),
    ("Drew", "Andrew"),
    ("Larry", "Lawrence"),
    ("Gerry", "Gerald"),
    ("Jerry", "Gerald"),
    ("Geoff", "Geoffrey"),
    ("Sandy", "Alexander"),
    ("Alex", "Alexander"),
    ("Gus", "Augustus"),
    ("Fritz", "Friedrich"),
    ("Pepe", "José"),
    ("Paco", "Francisco"),
    ("Nacho", "Ignacio"),
    ("Sasha", "Alexander"),
    ("Dave", "David"),
    ("Jeb", "John"),
    ("Rudy", "Rudolph"),
];

fn nick(doc: &Doc, a: &Name, b: &Name) -> bool {
    let token = |n: &Name| text(doc, &doc.tokens[n.start as usize]);
    let (a, b) = (token(a), token(b));
    NICKNAMES
        .iter()
        .any(|(x, y)| (*x == a && *y == b) || (*x == b && *y == a))
}
