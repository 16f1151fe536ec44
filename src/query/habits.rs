//! Operators as we write them, and as other archives do: each is read as one of ours, and printed back so.

use super::fields::distance;
use super::lexer::Kind;
use super::{MAX_DISTANCE, MAX_TIMES, Within};

/// Distance of a bare `NEAR`.
const DEFAULT_DISTANCE: u32 = 5;

/// What is wrong with something that looks like an operator: message and help.
pub type Wrong = (String, String);

/// The capitals that a function of another archive asks for: `caps(word)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capitals {
    /// Some.
    Some,
    /// All.
    All,
    /// None.
    None,
}

/// The operator a word is; none when it is a word to be looked for.
pub fn operator(text: &str) -> Result<Option<Kind>, Wrong> {
    let near = |within| Ok(Some(Kind::Near { within, not: false }));
    match text {
        "AND" => return Ok(Some(Kind::And)),
        "OR" => return Ok(Some(Kind::Or)),
        "NOT" | "ANDNOT" | "BUTNOT" => return Ok(Some(Kind::Not)),
        "SAID" => return Ok(Some(Kind::Said)),
        "SENTENCE" => return near(Within::Sentence),
        "PARAGRAPH" => return near(Within::Paragraph),
        "NEAR" | "BEFORE" => {
            return near(Within::Words {
                distance: DEFAULT_DISTANCE,
                ordered: text == "BEFORE",
            });
        }
        "XOR" => {
            return Err((
                "there is no operator XOR".into(),
                "write (a NOT b) OR (b NOT a)".into(),
            ));
        }
        _ => {}
    }
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "/s" | "w/s" | "w/sent" | "w/sentence" => return near(Within::Sentence),
        "/p" | "w/p" | "w/para" | "w/paragraph" => return near(Within::Paragraph),
        _ => {}
    }
    // A name and a number, with or without a slash between.
    let (name, number) = match lower.split_once('/') {
        Some((name, number)) => (name, Some(number)),
        None => {
            let digits = lower.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let (name, number) = lower.split_at(digits);
            match name {
                // `w5` and `pre5` may be words.
                "near" | "adj" | "atleast" | "atl" if !number.is_empty() => (name, Some(number)),
                _ => return misspelt(text),
            }
        }
    };
    let Some(number) = number else {
        return Ok(None);
    };
    let ordered = match name {
        "near" | "w" | "n" | "within" | "" => Some(false),
        "before" | "pre" | "p" | "adj" | "onear" => Some(true),
        "atleast" | "atl" => None,
        _ => return unknown(text, name, number),
    };
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        // `w/e` and `n/a` are words; our own names are meant.
        return match text.split('/').next() {
            Some("NEAR" | "BEFORE" | "ATLEAST") => Err(out_of_range(name)),
            _ => Ok(None),
        };
    }
    let most = match ordered {
        Some(_) => MAX_DISTANCE,
        None => MAX_TIMES,
    };
    let Some(n) = number.parse().ok().filter(|n| (1..=most).contains(n)) else {
        return Err(out_of_range(name));
    };
    match ordered {
        Some(ordered) => near(Within::Words {
            distance: n,
            ordered,
        }),
        None => Ok(Some(Kind::AtLeast(n))),
    }
}

fn out_of_range(name: &str) -> Wrong {
    match name {
        "atleast" | "atl" => (
            format!("a number of times is from 1 to {MAX_TIMES}"),
            "write ATLEAST/3 word".into(),
        ),
        "before" | "pre" | "p" | "adj" | "onear" => (
            format!("a distance is a number from 1 to {MAX_DISTANCE}"),
            "write BEFORE/5".into(),
        ),
        _ => (
            format!("a distance is a number from 1 to {MAX_DISTANCE}"),
            "write NEAR/5".into(),
        ),
    }
}

/// `NAER/5` is no word anybody looks for; `10/12`, `km/h` and `him/her` are.
fn unknown(text: &str, name: &str, number: &str) -> Result<Option<Kind>, Wrong> {
    let letters = name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let shouted = !text.bytes().any(|b| b.is_ascii_lowercase());
    let known = ["near", "before", "atleast", "adj", "pre", "within"];
    let near = known
        .iter()
        .map(|k| (distance(name, k), *k))
        .filter(|(d, k)| *d * 2 <= k.len())
        .min();
    if !letters || !digits || !(shouted || near.is_some_and(|(d, _)| d <= 2)) {
        return Ok(None);
    }
    let ours = match near {
        Some((_, "before" | "adj" | "pre")) => "BEFORE",
        Some((_, "atleast")) => "ATLEAST",
        _ => "NEAR",
    };
    Err((
        format!("there is no operator {text}"),
        format!("did you mean {ours}/{number}? To search for the words, quote them"),
    ))
}

/// A long operator with a slip in it.
fn misspelt(text: &str) -> Result<Option<Kind>, Wrong> {
    if text.len() < 5 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(None);
    }
    let near = ["BEFORE", "SENTENCE", "PARAGRAPH", "ATLEAST"]
        .iter()
        .find(|k| distance(text, k) <= k.len() / 4);
    match near {
        Some(ours) => Err((
            format!("there is no operator {text}"),
            format!("did you mean {ours}? To search for the word, quote it"),
        )),
        None => Ok(None),
    }
}

/// The function a word is that stands directly before a parenthesis.
pub fn function(name: &str) -> Option<Kind> {
    match name.to_ascii_lowercase().as_str() {
        "caps" => Some(Kind::Capitals(Capitals::Some)),
        "allcaps" => Some(Kind::Capitals(Capitals::All)),
        "nocaps" => Some(Kind::Capitals(Capitals::None)),
        _ => None,
    }
}

/// The spellings of a word with these capitals, as `=Word` has them.
pub fn spellings(word: &str, capitals: Capitals) -> Vec<String> {
    let (lower, upper) = (word.to_lowercase(), word.to_uppercase());
    let mut chars = lower.chars();
    let title: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(chars)
        .collect();
    let mut all = match capitals {
        Capitals::All => vec![upper],
        Capitals::None => vec![lower],
        // As it was typed where it was typed with capitals inside.
        Capitals::Some if word != lower && word != upper && word != title => vec![word.to_owned()],
        Capitals::Some => vec![title, upper],
    };
    all.dedup();
    all
}
