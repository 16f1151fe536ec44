//! Names in a text: where they stand, which are people's, and which are the same person's.

use rustc_hash::FxHashMap;

use crate::extract::quotes::doc::Doc;
use crate::extract::quotes::lexicon::{class, number, takes};
use crate::extract::quotes::tokens::{Kind, Token, shape};

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
    first: u32,
    /// Number of its last word, suffixes aside.
    pub last: u32,
    /// Words, titles and suffixes aside.
    pub words: u32,
    /// What speaks for a person (positive) or against.
    evidence: i32,
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
    let mut i = 0;
    while i < doc.tokens.len() {
        let t = &doc.tokens[i];
        if t.kind == Kind::Word && t.has(shape::CAP) {
            i = run(doc, i, &mut cast.names).max(i + 1);
        } else {
            i += 1;
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

const FUNCTION: u64 = class::NOTNAME
    | class::DET
    | class::PREP
    | class::COORD
    | class::SUBORD
    | class::PRONOUN
    | class::AUX
    | class::MODAL
    | class::WH
    | class::ADVERB
    | class::NEG
    | class::POSS
    | class::NUMBER;

/// True when a capitalised word cannot be part of a name here.
fn barred(doc: &Doc, i: usize) -> bool {
    let t = &doc.tokens[i];
    if t.has(shape::INITIAL) {
        return false;
    }
    let next = doc.at(i + 1);
    let named = next.kind == Kind::Word && next.has(shape::CAP);
    if t.is(class::GIVEN) && named && !(t.is(class::MODAL) && t.has(shape::FIRST)) {
        return t.is(class::MONTH) && next.kind == Kind::Number;
    }
    if t.is(FUNCTION) {
        // `King`, `Black` or `Will` are names only where nothing else explains the capital.
        return !(t.is(class::GIVEN | class::SURNAME | class::FAMOUS | class::TITLE)
            && !t.has(shape::FIRST));
    }
    t.is(class::DAY | class::MONTH)
        && !(t.is(class::GIVEN) && !t.has(shape::FIRST) && t.is(class::GIVEN_F) && named)
}

/// Reads the run of capitalised words that starts at `start`; returns where it ends.
fn run(doc: &Doc, start: usize, names: &mut Vec<Name>) -> usize {
    if barred(doc, start) {
        return start + 1;
    }
    let mut end = start + 1;
    loop {
        let t = doc.at(end);
        if t.kind == Kind::Word && !t.has(shape::GENITIVE) {
            if t.has(shape::CAP) && !barred(doc, end) && t.has(shape::SPACED) {
                end += 1;
                continue;
            }
            // `van`, `de`, `bin`: inside a name only.
            if t.lower() && t.is(class::PARTICLE) {
                let skip =
                    usize::from(doc.at(end + 1).is(class::PARTICLE) && doc.at(end + 1).lower());
                let next = doc.at(end + 1 + skip);
                if next.kind == Kind::Word && next.has(shape::CAP) && !next.is(FUNCTION) {
                    end += 2 + skip;
                    continue;
                }
            }
        }
        // `Smith, Jr.`
        if t.kind == Kind::Comma
            && doc.at(end + 1).is(class::SUFFIX)
            && doc.at(end + 1).has(shape::CAP)
        {
            end += 2;
            continue;
        }
        // Smith "Bud" Jones and other interruptions are left apart.
        break;
    }
    split(doc, start, end, names);
    end
}

/// Titles off the front, then the name.
fn split(doc: &Doc, start: usize, end: usize, names: &mut Vec<Name>) {
    let tokens = &doc.tokens;
    let mut body = end;
    while body > start + 1 && tokens[body - 1].is(class::SUFFIX) {
        body -= 1;
        if tokens[body - 1].kind == Kind::Comma && body > start + 1 {
            body -= 1;
        }
    }
    let mut first = start;
    let titled = |t: &Token| t.is(class::TITLE | class::ROLE);
    if let Some(k) = (start..body.saturating_sub(1))
        .rev()
        .find(|k| titled(&tokens[*k]))
    {
        // `Dean Smith` may be a dean or a Dean; `Howard Dean Jones` is no dean.
        let inner = k > start
            && tokens[k - 1].is(class::GIVEN)
            && tokens[k].is(class::GIVEN | class::SURNAME);
        if !inner {
            first = k + 1;
        }
    }
    let title = start;
    if first == start {
        // `Republican Donald Trump`, `Texas Republican Ted Cruz`.
        while first + 1 < body
            && tokens[first].is(class::NATION | class::PLACE | class::ORG)
            && !tokens[first].has(shape::INITIAL)
            && (first..body).any(|k| k > first && tokens[k].is(class::GIVEN) && k + 1 < body)
            && !tokens[first + 1].has(shape::INITIAL)
            && (!tokens[first].is(class::GIVEN)
                || tokens[first + 1].is(class::GIVEN | class::NATION))
        {
            first += 1;
        }
    }
    let lone_title = body - first == 1 && titled(&tokens[first]) && first == start;
    if lone_title && !tokens[first].is(class::SURNAME | class::GIVEN | class::FAMOUS) {
        return;
    }
    let words = body - first;
    let span = &tokens[first..body];
    let last = &tokens[body - 1];
    let head = &tokens[first];
    let other_class = class::ORG
        | class::PLACE
        | class::NATION
        | class::DAY
        | class::MONTH
        | class::DOC
        | class::PEOPLE
        | class::VENUE
        | class::TIME
        | class::NOUN;
    let titles = first > title && tokens[first - 1].is(class::TITLE | class::ROLE);
    let family = last.is(class::SURNAME | class::FAMOUS);
    let given = head.is(class::GIVEN) || head.has(shape::INITIAL);
    let after_the =
        title > 0 && tokens[title - 1].is(class::DEF) && tokens[title - 1].kind == Kind::Word;
    let headline = head.has(shape::HEADLINE);
    let mut evidence = 0;
    let mut other = false;
    if words == 1 {
        other |= head.is(other_class) && !titles && !head.is(class::FAMOUS);
        other |= head.has(shape::ALL_CAPS)
            && !headline
            && head.end - head.start <= 5
            && !head.is(class::FAMOUS | class::GIVEN);
        other |= head.has(shape::DOTTED) && !head.has(shape::INITIAL) && !titles;
        if head.is(class::FAMOUS) {
            evidence += 3;
        }
        if head.is(class::SURNAME | class::GIVEN) {
            evidence += 1;
        } else if head.has(shape::FIRST) && !titles && !head.is(class::FAMOUS) {
            // Any word is capitalised there.
            evidence -= 2;
        }
    } else {
        other |= last.is(class::ORG) && !(given && family && words <= 3);
        other |= span[..words - 1]
            .iter()
            .any(|t| t.is(class::ORG) && !t.is(class::GIVEN | class::SURNAME))
            && !titles;
        other |= head.is(class::PLACE | class::NATION) && !head.is(class::GIVEN) && !titles;
        other |=
            last.is(class::PEOPLE | class::NATION | class::DOC | class::ROLE) && !given && !family;
        other |= last.is(class::PLACE) && !given && !titles && !family;
        if given {
            evidence += 3;
        }
        if family {
            evidence += 2;
        }
        if span[1..].iter().any(|t| t.has(shape::INITIAL)) {
            evidence += 2;
        }
        if words > 4 && !span.iter().any(|t| t.is(class::PARTICLE)) {
            evidence -= 3;
        }
        if headline && !(given && words <= 3) {
            evidence -= 3;
        }
    }
    if end > body {
        evidence += 3;
    }
    if titles {
        evidence += match tokens[first - 1].is(class::HONORIFIC) {
            true => 4,
            false => 2,
        };
    }
    if after_the && !titles {
        evidence -= 4;
    }
    let next = doc.at(end);
    if next.has(shape::GENITIVE) || next.is(class::AUX) {
        evidence += 0;
    }
    if next.kind == Kind::Comma {
        let after = doc.at(end + 1);
        // Smith, 55, ... ; Smith, a farmer, ... ; Smith, who ...
        if after.kind == Kind::Number
            && after.end - after.start == 2
            && doc.kind(end + 2) == Kind::Comma
        {
            evidence += 3;
        }
        if after.is(class::RELATIVE) && doc.text_of(end + 1, end + 2) == "who" {
            evidence += 2;
        }
        if (after.is(class::DET) || after.lower())
            && (end + 1..end + 6).any(|k| doc.is(k, class::ROLE) && doc.at(k).lower())
        {
            evidence += 2;
        }
    }
    if title > 0 {
        let before = &tokens[title - 1];
        if before.lower() && before.is(class::ROLE | class::TITLE) {
            evidence += 3;
        }
        if before.lower()
            && before.is(class::PREP)
            && words == 1
            && doc.text_of(title - 1, title) == "in"
        {
            evidence -= 1;
        }
    }
    // `SMITH: …`, a line of a transcript.
    let label = next.kind == Kind::Colon && (title == 0 || doc.kind(title - 1) == Kind::Paragraph);
    if label
        && span.iter().all(|t| t.has(shape::ALL_CAPS))
        && !span.iter().any(|t| t.is(class::NOTNAME | class::DOC))
    {
        evidence += 4;
        other &= span.iter().any(|t| t.is(class::ORG | class::PLACE));
    }
    if speaks(doc, title, end) {
        evidence += 2;
    }
    if last.kind != Kind::Word {
        return;
    }
    names.push(Name {
        start: first as u32,
        end: end as u32,
        title: title as u32,
        first: head.word,
        last: last.word,
        words: words as u32,
        evidence,
        person: None,
        other,
    });
}

/// True when a verb of speech stands right beside it.
fn speaks(doc: &Doc, start: usize, end: usize) -> bool {
    let verb = |i: usize| {
        let t = doc.at(i);
        t.is(class::PAST | class::PRES)
            && t.lower()
            && doc.lexicon.cue(t.cue).takes & takes::WEAK == 0
    };
    let skip = usize::from(doc.is(end, class::ADVERB | class::HAVE));
    verb(end + skip) || (start > 0 && verb(start - 1))
}

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
        let mut sums: FxHashMap<(u32, u32), i32> = FxHashMap::default();
        let mut lone: FxHashMap<u32, i32> = FxHashMap::default();
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
            let sum = sums[&(name.first, name.last)];
            // `Priebus said`, later, says that `Reince Priebus` was a person.
            let echo = (*lone.get(&name.last).unwrap_or(&0)).min(2);
            if sum + echo < 2 {
                continue;
            }
            let gender = self.gender(doc, &name);
            let initial = doc.text.as_bytes()[doc.tokens[name.start as usize].start as usize];
            let same = by_last.entry(name.last).or_default();
            let known = same.iter().copied().find(|p| {
                let p = &self.people[*p as usize];
                let clash =
                    gender != Gender::Unknown && p.gender != Gender::Unknown && gender != p.gender;
                p.first == name.first || (!clash && self.same_first(doc, p, &name, initial))
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
                });
                same.push(self.people.len() as u32 - 1);
                self.people.len() as u32 - 1
            });
            self.claim(k, p, gender);
        }
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
        let mut by_last: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut by_first: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (p, person) in self.people.iter().enumerate() {
            by_last.entry(person.last).or_default().push(p as u32);
            by_first.entry(person.first).or_default().push(p as u32);
        }
        let mut sums: FxHashMap<u32, i32> = FxHashMap::default();
        for name in &self.names {
            if name.words == 1 {
                *sums.entry(name.last).or_default() += name.evidence - 4 * i32::from(name.other);
            }
        }
        // The last full mention of each family name breaks ties.
        let mut latest: FxHashMap<u32, u32> = FxHashMap::default();
        for k in 0..self.names.len() {
            let name = self.names[k];
            if let Some(p) = name.person {
                latest.insert(name.last, p);
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
            let found = by_last.get(&name.last).and_then(|all| {
                let recent = latest.get(&name.last).filter(|p| fits(p));
                recent.or_else(|| all.iter().find(|p| fits(p))).copied()
            });
            let found = found.or_else(|| {
                let all = by_first.get(&name.last)?;
                (!name.other
                    && doc.is(name.start as usize, class::GIVEN)
                    && name.title == name.start)
                    .then(|| all.iter().find(|p| fits(p)).copied())?
            });
            let modified = doc.at(name.end as usize).lower() && after_the;
            if let Some(p) = found {
                if !modified {
                    self.claim(k, p, gender);
                }
                continue;
            }
            let sum = sums[&name.last];
            if name.other || after_the || sum < 2 || name.evidence < -2 {
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
            };
            self.people.push(person);
            let p = self.people.len() as u32 - 1;
            by_last.entry(name.last).or_default().push(p);
            self.claim(k, p, gender);
        }
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
