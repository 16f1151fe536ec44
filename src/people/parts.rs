//! A name taken apart, and how its words sound.

use crate::text::fold::fold;

/// A name taken apart.
pub(super) struct Parts {
    pub(super) first: Option<Given>,
    pub(super) middle: Vec<Given>,
    /// As written, in lower case without accents.
    pub(super) family: String,
    /// As it sounds.
    pub(super) family_sound: String,
    /// `jr`, `ii`; empty for most.
    pub(super) suffix: String,
}

/// A first or middle name. Names of a family are compared with each other: how one sounds is found once.
pub(super) struct Given {
    /// As written, in lower case without accents.
    pub(super) word: String,
    /// As it sounds.
    pub(super) sound: String,
    /// One letter alone.
    pub(super) initial: bool,
    /// How the names sound that it may be the [`SHORT`] form of.
    pub(super) longs: Vec<String>,
}

impl Given {
    fn of(word: String) -> Self {
        Given {
            sound: sound(&word),
            initial: word.chars().nth(1).is_none(),
            longs: longs(&word).map(sound).collect(),
            word,
        }
    }
}

/// Words before a name that are not parts of it.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "dame", "lord", "lady", "sen", "rep", "gov",
    "gen", "col",
];
/// Suffixes behind a family name.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// Takes a name apart; none where it has no words.
pub(super) fn parts(name: &str) -> Option<Parts> {
    let mut words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == ',' || c == '.')
        .map(|w| fold(w.trim_matches(|c: char| !c.is_alphanumeric())))
        .filter(|w| !w.is_empty())
        .collect();
    let mut suffix = String::new();
    let of = |list: &[&str], word: &String| list.contains(&word.as_str());
    let titles = words.iter().take_while(|word| of(TITLES, word)).count();
    let titles = titles.min(words.len().saturating_sub(1));
    while words.len() > titles + 1
        && let Some(last) = words.pop_if(|last| of(SUFFIXES, last))
    {
        suffix = last;
    }
    let family = words.pop()?;
    let mut given = words.into_iter().skip(titles).map(Given::of);
    Some(Parts {
        first: given.next(),
        middle: given.collect(),
        family_sound: sound(&family),
        family,
        suffix,
    })
}

/// Short forms of first names, in order, each with a name it may stand for.
const SHORT: &[(&str, &str)] = &[
    ("abe", "abraham"),
    ("al", "alan"),
    ("al", "albert"),
    ("alex", "alexander"),
    ("alex", "alexandra"),
    ("andy", "andrew"),
    ("art", "arthur"),
    ("barb", "barbara"),
    ("becky", "rebecca"),
    ("ben", "benjamin"),
    ("bernie", "bernard"),
    ("beth", "elizabeth"),
    ("betty", "elizabeth"),
    ("bill", "william"),
    ("billy", "william"),
    ("bob", "robert"),
    ("bobby", "robert"),
    ("brad", "bradley"),
    ("cathy", "catherine"),
    ("charlie", "charles"),
    ("chris", "christina"),
    ("chris", "christine"),
    ("chris", "christopher"),
    ("chuck", "charles"),
    ("cindy", "cynthia"),
    ("cliff", "clifford"),
    ("connie", "constance"),
    ("dan", "daniel"),
    ("danny", "daniel"),
    ("dave", "david"),
    ("deb", "deborah"),
    ("debbie", "deborah"),
    ("dick", "richard"),
    ("don", "donald"),
    ("doug", "douglas"),
    ("drew", "andrew"),
    ("ed", "edward"),
    ("eddie", "edward"),
    ("ernie", "ernest"),
    ("frank", "francis"),
    ("fred", "frederic"),
    ("fred", "frederick"),
    ("gabe", "gabriel"),
    ("geoff", "geoffrey"),
    ("gerry", "gerald"),
    ("gill", "gillian"),
    ("greg", "gregory"),
    ("gus", "augustus"),
    ("hank", "henry"),
    ("harry", "harold"),
    ("harry", "henry"),
    ("jack", "john"),
    ("jake", "jacob"),
    ("jeb", "john"),
    ("jeff", "jeffrey"),
    ("jen", "jennifer"),
    ("jenny", "jennifer"),
    ("jerry", "gerald"),
    ("jess", "jessica"),
    ("jim", "james"),
    ("jimmy", "james"),
    ("joe", "joseph"),
    ("joey", "joseph"),
    ("jon", "jonathan"),
    ("josh", "joshua"),
    ("judy", "judith"),
    ("kate", "catherine"),
    ("kate", "katherine"),
    ("kathy", "katherine"),
    ("kathy", "kathleen"),
    ("ken", "kenneth"),
    ("kim", "kimberly"),
    ("larry", "lawrence"),
    ("liz", "elizabeth"),
    ("lou", "louis"),
    ("maggie", "margaret"),
    ("matt", "matthew"),
    ("max", "maxwell"),
    ("meg", "margaret"),
    ("mel", "melvin"),
    ("mick", "michael"),
    ("mike", "michael"),
    ("mitch", "mitchell"),
    ("nacho", "ignacio"),
    ("nate", "nathan"),
    ("nate", "nathaniel"),
    ("nick", "nicholas"),
    ("paco", "francisco"),
    ("pam", "pamela"),
    ("pat", "patricia"),
    ("pat", "patrick"),
    ("patty", "patricia"),
    ("peggy", "margaret"),
    ("pepe", "jose"),
    ("pete", "peter"),
    ("phil", "philip"),
    ("phil", "phillip"),
    ("ray", "raymond"),
    ("rich", "richard"),
    ("richie", "richard"),
    ("rick", "richard"),
    ("rob", "robert"),
    ("robbie", "robert"),
    ("ron", "ronald"),
    ("ronnie", "ronald"),
    ("rudy", "rudolph"),
    ("russ", "russell"),
    ("sam", "samantha"),
    ("sam", "samuel"),
    ("sandy", "alexander"),
    ("sandy", "sandra"),
    ("sasha", "alexander"),
    ("stan", "stanley"),
    ("steve", "stephen"),
    ("steve", "steven"),
    ("stu", "stuart"),
    ("sue", "susan"),
    ("ted", "edward"),
    ("ted", "theodore"),
    ("terry", "terence"),
    ("theo", "theodore"),
    ("tim", "timothy"),
    ("tom", "thomas"),
    ("tommy", "thomas"),
    ("tony", "anthony"),
    ("vic", "victor"),
    ("vince", "vincent"),
    ("vlad", "vladimir"),
    ("wally", "walter"),
    ("walt", "walter"),
    ("will", "william"),
    ("zach", "zachary"),
];

/// What a short form may stand for.
fn longs(word: &str) -> impl Iterator<Item = &'static str> {
    let from = SHORT.partition_point(|(short, _)| *short < word);
    let same = SHORT[from..]
        .iter()
        .take_while(move |(short, _)| *short == word);
    same.map(|(_, long)| *long)
}

/// Is one of two first names the short form of the other: `Bill` and `William`?
pub(super) fn shortened(a: &Given, b: &Given) -> bool {
    a.longs.contains(&b.sound) || b.longs.contains(&a.sound)
}

/// Letters that stand for the sound of others, one after the other.
const SPELLED: [(&str, &str); 8] = [
    ("tch", "ch"),
    ("sch", "sh"),
    ("ph", "f"),
    ("ck", "k"),
    ("ou", "u"),
    ("ee", "i"),
    ("dzh", "j"),
    ("kh", "h"),
];

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
    // Most names have none of these, which one look tells, and replacing copies. `stch` has `sch` once it is `sch`, and
    // `ckh` has `kh`.
    let begins = |pair: &[u8]| match pair {
        b"tc" => 0b11,
        b"sc" => 0b10,
        b"ph" => 0b100,
        b"ck" => 0b1000_1000,
        b"ou" => 0b1_0000,
        b"ee" => 0b10_0000,
        b"dz" => 0b100_0000,
        b"kh" => 0b1000_0000,
        _ => 0,
    };
    let may: u32 = latin
        .as_bytes()
        .windows(2)
        .fold(0, |all, pair| all | begins(pair));
    for (k, (from, to)) in SPELLED.iter().enumerate() {
        if may & 1 << k != 0 && latin.contains(from) {
            latin = latin.replace(from, to);
        }
    }
    // Doubled letters and `ii`, `iy` sound as one.
    let mut out = latin;
    let mut before = None;
    out.retain(|c| before.replace(c) != Some(c));
    // French adds an `e` to `-in`, Spanish and Czech spell `-ei` with `-ej`, done above.
    if out.len() > 4 && out.ends_with("ine") {
        out.pop();
    }
    out
}

/// Do two first names or middle names not contradict each other?
pub(super) fn agree(a: &Given, b: &Given) -> bool {
    // A letter of one alphabet may begin a name in another.
    let short = |letter: &Given, name: &Given| {
        let word = &name.word;
        letter.initial
            && (word.starts_with(&letter.word)
                || !word.is_ascii() && name.sound.starts_with(&letter.word))
    };
    a.word == b.word
        || short(a, b)
        || short(b, a)
        || (!a.initial && !b.initial && a.sound == b.sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_forms_are_found() {
        assert!(SHORT.is_sorted());
        let all = |word| longs(word).collect::<Vec<_>>();
        assert_eq!(all("abe"), ["abraham"]);
        assert_eq!(all("steve"), ["stephen", "steven"]);
        assert_eq!(all("zach"), ["zachary"]);
        assert!(all("steven").is_empty() && all("").is_empty() && all("zz").is_empty());
    }

    proptest! {
        #[test]
        fn letters_are_replaced_whether_a_look_at_pairs_comes_first_or_not(
            word in "(t|s|c|h|k|d|z|p|o|u|e|kh|ch|[a-z]){0,12}",
        ) {
            let mut all = word.chars().map(|c| match c {
                'y' | 'j' => "i".to_owned(),
                'w' => "v".to_owned(),
                'x' => "ks".to_owned(),
                'q' => "k".to_owned(),
                c => c.to_string(),
            }).collect::<String>();
            for (from, to) in SPELLED {
                all = all.replace(from, to);
            }
            let mut all: Vec<char> = all.chars().collect();
            all.dedup();
            let mut all: String = all.into_iter().collect();
            if all.len() > 4 && all.ends_with("ine") {
                all.pop();
            }
            prop_assert_eq!(sound(&word), all);
        }
    }
}
