//! Names in a text: where they stand, which are people's, and which are the same person's.

use std::cell::Cell;
use std::mem;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ends::{NONE, Words};
use super::spot::run;
use crate::extract::KEPT_TOKENS;
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
    /// Where its mentions are in [`Cast::mentions`].
    mentions: (u32, u32),
    /// Pronouns.
    pub gender: Gender,
    /// Role as some mention has it, token range.
    pub role: Option<(u32, u32)>,
    first: u32,
    initial: u8,
    suffix: u8,
    /// Those with the same last word who came before and behind, and the next one with the same first word; `NONE`
    /// where there is none.
    before: u32,
    behind: u32,
    namesake: u32,
}

/// Everybody and everything named in a text.
pub struct Cast {
    /// All names, in order.
    pub names: Vec<Name>,
    /// People.
    pub people: Vec<Person>,
    /// For each token the name it belongs to (titles included), counted from 1.
    pub at: Vec<u32>,
    /// Those of the first of `people`, in order, then those of the second, and so on.
    mentions: Vec<u32>,
}

/// Names found, people told from the rest and brought together. Those whose last word is that of a
/// speaker the input itself names are people.
pub fn cast(doc: &Doc, given: &[String]) -> Cast {
    let given: Vec<u32> = given
        .iter()
        .filter_map(|g| g.split_whitespace().next_back())
        .map(|w| number(w.to_lowercase().as_bytes()))
        .collect();
    let mut room = ROOM.take();
    let mut cast = Cast {
        names: mem::take(&mut room.names),
        people: mem::take(&mut room.people),
        at: mem::take(&mut room.at),
        mentions: mem::take(&mut room.mentions),
    };
    cast.names.clear();
    cast.people.clear();
    cast.at.clear();
    cast.at.resize(doc.tokens.len(), 0);
    let mut behind = 0;
    for i in doc.places.capitals.iter().map(|place| *place as usize) {
        if i >= behind {
            behind = run(doc, i, &mut cast.names);
        }
    }
    without_epithets(doc, &mut cast.names);
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
    room.words.read(&cast.names);
    cast.full_names(doc, &mut room.words);
    cast.short_names(doc, &mut room.words);
    cast.list_mentions();
    ROOM.set(room);
    cast
}

/// The long vectors of a text whose names have been read, for the next one of its thread.
#[derive(Default)]
struct Room {
    names: Vec<Name>,
    people: Vec<Person>,
    at: Vec<u32>,
    mentions: Vec<u32>,
    words: Words,
}

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

impl Drop for Cast {
    fn drop(&mut self) {
        if self.at.capacity() <= KEPT_TOKENS {
            let mut room = ROOM.take();
            room.names = mem::take(&mut self.names);
            room.people = mem::take(&mut self.people);
            room.at = mem::take(&mut self.at);
            room.mentions = mem::take(&mut self.mentions);
            ROOM.set(room);
        } else {
            ROOM.take();
        }
    }
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

    /// Where a person is named: indices into [`Cast::names`], in order.
    pub fn mentions(&self, person: u32) -> &[u32] {
        let (from, to) = self.people[person as usize].mentions;
        &self.mentions[from as usize..to as usize]
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
    fn full_names(&mut self, doc: &Doc, words: &mut Words) {
        for (k, name) in self.names.iter().enumerate() {
            if name.words > 1 {
                let sum = words.sums.entry(words.of[k]).or_default();
                *sum += name.evidence - 8 * i32::from(name.other);
            } else {
                words.last(k).lone += name.evidence.max(0);
            }
        }
        for k in 0..self.names.len() {
            let name = self.names[k];
            if name.words < 2 || name.other {
                continue;
            }
            let gender = self.gender(doc, &name);
            let known = *words.last(k);
            let same = |at: &u32| Some(self.people[*at as usize].before).filter(|p| *p != NONE);
            let latest = Some(known.last.1).filter(|p| *p != NONE);
            let mut same = std::iter::successors(latest, same).take(MANY);
            let longer = |p: &u32| self.is_family(doc, &self.people[*p as usize], &name);
            if let Some(p) = same.clone().find(longer) {
                self.claim(k, p, gender);
                continue;
            }
            // `Quell said`, later, says that `Tobias Quell` was a person.
            if words.sums[&words.of[k]] + known.lone.min(2) < 2 {
                continue;
            }
            let initial = doc.text.as_bytes()[doc.tokens[name.start as usize].start as usize];
            let known = same.find(|p| {
                let p = &self.people[*p as usize];
                let clash =
                    gender != Gender::Unknown && p.gender != Gender::Unknown && gender != p.gender;
                p.suffix == name.suffix
                    && (p.first == name.first
                        || (!clash && self.same_first(doc, p, &name, initial)))
            });
            let p = match known {
                Some(p) => p,
                None => {
                    let p = self.add(k, name.first, initial, gender, words);
                    let first = &mut words.first(k).first;
                    match first.1 {
                        NONE => first.0 = p,
                        before => self.people[before as usize].namesake = p,
                    }
                    first.1 = p;
                    p
                }
            };
            self.claim(k, p, gender);
        }
    }

    /// A person not named before.
    fn add(&mut self, k: usize, first: u32, initial: u8, gender: Gender, words: &mut Words) -> u32 {
        let p = self.people.len() as u32;
        let last = &mut words.last(k).last;
        let before = mem::replace(&mut last.1, p);
        match before {
            NONE => last.0 = p,
            before => self.people[before as usize].behind = p,
        }
        self.people.push(Person {
            full: k as u32,
            mentions: (0, 0),
            gender,
            role: None,
            first,
            initial,
            suffix: self.names[k].suffix,
            before,
            behind: NONE,
            namesake: NONE,
        });
        p
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
        person.mentions.1 += 1;
        if person.gender == Gender::Unknown {
            person.gender = gender;
        }
        if words > self.names[person.full as usize].words {
            person.full = k as u32;
        }
    }

    /// Last names, first names and titled names, to whom they belong.
    fn short_names(&mut self, doc: &Doc, words: &mut Words) {
        // `General Cinema Corp` says that a `General` is none, and `Texaco Inc` what `Texaco` is.
        let mut titled_firms: FxHashSet<(u32, u32)> = FxHashSet::default();
        for (k, name) in self.names.iter().enumerate() {
            if name.words == 1 {
                words.last(k).sum += name.evidence - 4 * i32::from(name.other);
            } else if name.other && name.words > 1 {
                words.first(k).firm = true;
                let title = titled(doc, name);
                if title != 0 {
                    titled_firms.insert((title, name.first));
                }
            }
        }
        // The last full mention of each family name breaks ties; few have a suffix.
        let mut suffixed: FxHashMap<(u32, u8), u32> = FxHashMap::default();
        for k in 0..self.names.len() {
            let name = self.names[k];
            if let Some(p) = name.person {
                match name.suffix {
                    0 => words.last(k).latest = p,
                    suffix => drop(suffixed.insert((name.last, suffix), p)),
                }
                continue;
            }
            if name.words != 1 {
                continue;
            }
            let known = *words.last(k);
            let gender = self.gender(doc, &name);
            // Not in `he said that Holm planned it`.
            let article = |k: usize| doc.is(k, class::DEF) && !doc.is(k, class::THAT);
            let after_the =
                name.title == name.start && name.title > 0 && article(name.title as usize - 1);
            let people = &self.people;
            let fits = |p: &u32| {
                let g = people[*p as usize].gender;
                gender == Gender::Unknown || g == Gender::Unknown || g == gender
            };
            let same_suffix = |p: &u32| people[*p as usize].suffix == name.suffix;
            let some = |p: u32| Some(p).filter(|p| *p != NONE);
            let all = || {
                let behind = |p: &u32| some(people[*p as usize].behind);
                std::iter::successors(some(known.last.0), behind).take(MANY)
            };
            let latest = match name.suffix {
                0 => some(known.latest),
                suffix => suffixed.get(&(name.last, suffix)).copied(),
            };
            let found = latest
                .filter(|_| known.last.0 != NONE)
                .filter(fits)
                .or_else(|| all().find(|p| fits(p) && same_suffix(p)))
                // `Smith` may be the Smith Jr. of before, not the other way round.
                .or_else(|| all().find(|p| fits(p) && name.suffix == 0));
            let title = titled(doc, &name);
            let firm = match title {
                0 => known.firm,
                title => titled_firms.contains(&(title, name.last)),
            };
            let firm = firm && !doc.is(name.start as usize, class::FAMOUS);
            let found = found.or_else(|| {
                let (first, last) = known.first;
                let first = some(first)?;
                // A word in no list is a first name here, or a family name that comes first, when one person has it.
                let listed = doc.is(name.start as usize, class::GIVEN | class::SURNAME);
                let before = people[first as usize].full < k as u32;
                let namesake = |p: &u32| some(people[*p as usize].namesake);
                (!name.other
                    && name.title == name.start
                    && (listed || !firm && first == last && before))
                    .then(|| {
                        let all = std::iter::successors(Some(first), namesake);
                        all.take(MANY).find(fits)
                    })?
            });
            let modified = doc.at(name.end as usize).lower() && after_the;
            if let Some(p) = found {
                if !modified {
                    self.claim(k, p, gender);
                }
                continue;
            }
            if name.other || firm || after_the || known.sum < 2 || name.evidence < -2 {
                continue;
            }
            let p = self.add(k, 0, 0, gender, words);
            self.claim(k, p, gender);
        }
    }

    /// Lists where each person is named, in the order of the text.
    fn list_mentions(&mut self) {
        let mut from = 0;
        for person in &mut self.people {
            let count = person.mentions.1;
            person.mentions = (from, from);
            from += count;
        }
        self.mentions.clear();
        self.mentions.resize(from as usize, 0);
        for (k, name) in (0..).zip(&self.names) {
            if let Some(p) = name.person {
                let end = &mut self.people[p as usize].mentions.1;
                self.mentions[*end as usize] = k;
                *end += 1;
            }
        }
    }
}

/// `Frosty Ada Holm`, where the text has `Ada Holm` as well: the first word is none of the name.
fn without_epithets(doc: &Doc, names: &mut [Name]) {
    let listed = class::GIVEN | class::SURNAME | class::FAMOUS | class::PARTICLE;
    let may = |name: &Name| {
        let (first, second) = (name.start as usize, name.start as usize + 1);
        name.words > 2
            && !doc.is(first, listed)
            && !doc.at(first).has(shape::INITIAL)
            && doc.is(second, class::GIVEN)
    };
    // Hardly any text has one.
    if !names.iter().any(may) {
        return;
    }
    let known: FxHashSet<_> = names
        .iter()
        .map(|name| (name.first, name.last, name.words))
        .collect();
    for name in names.iter_mut().filter(|name| may(name)) {
        let second = doc.at(name.start as usize + 1).word;
        if known.contains(&(second, name.last, name.words - 1)) {
            name.start += 1;
            name.words -= 1;
            name.first = second;
            name.evidence += 3;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::quotes::lexicon;

    #[test]
    fn mentions_come_in_the_order_of_the_text() {
        let text = "Ada Holm said so. Holm asked why. Ada Holm left. Carl Berg stayed. Ms. Holm \
                    and Berg said no. Carl Berg smiled.";
        let doc = Doc::new(text, lexicon::of(Some("en")));
        let cast = cast(&doc, &[]);
        let forms = |person: u32| -> Vec<&str> {
            let names = cast
                .mentions(person)
                .iter()
                .map(|k| cast.names[*k as usize]);
            let form = |name: Name| doc.written(name.start as usize, name.end as usize);
            names.map(form).collect()
        };
        assert_eq!(cast.people.len(), 2);
        assert_eq!(forms(0), ["Ada Holm", "Holm", "Ada Holm", "Holm"]);
        assert_eq!(forms(1), ["Carl Berg", "Berg", "Carl Berg"]);
        for person in 0..2 {
            assert!(cast.mentions(person).is_sorted());
        }
    }
}
