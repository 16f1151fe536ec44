//! Words of statements: common ones are found by other ways than the rest, and must be found all the same.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use crate::support::{Archive, Random, deep};

/// Forms of words: two of which common ones are, one that is not, and one that is in neither list.
const FORMS: [&str; 9] = [
    "tax",
    "taxes",
    "taxed",
    "taxing",
    "government",
    "governments",
    "governing",
    "lamp",
    "lamps",
];

/// Stories in which somebody says words of these, and some stand outside of what is said. Every third is printed again.
fn stories(random: &mut Random, count: usize) -> Archive {
    let archive = Archive::empty();
    let mut records = String::new();
    let mut body = String::new();
    for i in 0..count {
        if i % 3 > 0 {
            body.clear();
            for who in ["Ada Holm", "Tove Brandt", "Ada Holm"] {
                let mut words = |most: usize| {
                    let n = 1 + random.below(most);
                    let filler = ["over the bridge", "by the old quay", "near a mill"];
                    let mut word = || match random.below(3) {
                        0 => *random.pick(&FORMS),
                        _ => *random.pick(&filler),
                    };
                    (0..n).map(|_| word()).collect::<Vec<_>>().join(" and ")
                };
                let (said, beside) = (words(14), words(4));
                let _ = write!(
                    body,
                    "“We walked {said},” {who} said. They had {beside}.\n\n"
                );
            }
        }
        let record = serde_json::json!({
            "id": format!("s{i}"), "title": format!("Walk {i}"), "body": body,
            "date": format!("2021-0{}-1{}", 1 + i % 7, i % 5),
        });
        let _ = writeln!(records, "{record}");
    }
    archive.write("stories.jsonl", records);
    archive.index(&[]);
    archive
}

/// What this prints, line by line.
fn lines(archive: &Archive, args: &[&str], more: &[&str]) -> Vec<Value> {
    let all = [args, more, &["--format", "jsonl"]].concat();
    archive.ok(&all).lines()
}

#[test]
fn the_first_hits_are_the_first_of_all_hits() {
    let archive = stories(&mut Random::new(31), 240 * deep());
    let mut compared = 0;
    for (command, query) in [
        ("query", "said:tax"),
        ("query", "said:government"),
        ("query", "said:lamp"),
        ("query", "said:(tax OR government)"),
        ("query", "said:tax -title:7"),
        ("query", "Holm SAID tax"),
        ("quotes", "tax"),
        ("quotes", "government"),
        ("quotes", "lamps"),
        ("quotes", "tax government"),
    ] {
        let folds: &[&[&str]] = match command {
            "query" => &[&[], &["--no-fold"]],
            _ => &[&[]],
        };
        for fold in folds {
            for sort in ["relevance", "newest", "oldest"] {
                let args = [&[command, query, "--sort", sort], *fold].concat();
                let all = lines(&archive, &args, &["-n", "100000"]);
                let few = lines(&archive, &args, &["-n", "4"]);
                assert!(few.len() > 4, "{args:?}");
                assert_eq!(few[..], all[..few.len()], "{args:?}");
                let count = archive.ok(&[&args[..], &["--count"]].concat()).out;
                let shown = (all.len() - 1).to_string();
                assert_eq!(count.split_whitespace().next(), Some(&*shown), "{args:?}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 48);
}

#[test]
fn a_word_is_said_where_a_statement_has_it() {
    let archive = stories(&mut Random::new(32), 90 * deep());
    let every = lines(&archive, &["quotes"], &["-n", "100000"]);
    let place = |line: &Value| (line["id"].clone(), line["statement"]["start"].clone());
    for (query, forms) in [
        ("tax", &FORMS[..4]),
        ("government", &FORMS[4..7]),
        ("governing", &FORMS[4..7]),
        ("\"governments\"", &FORMS[5..6]),
        ("lamp", &FORMS[7..]),
        ("\"taxes\"", &FORMS[1..2]),
        ("tax*", &FORMS[..4]),
    ] {
        let has = |line: &&Value| {
            let said = line["statement"]["text"].as_str().unwrap_or_default();
            said.split(|c: char| !c.is_alphanumeric())
                .any(|word| forms.contains(&word))
        };
        let mut expected: Vec<_> = every[1..].iter().filter(has).map(place).collect();
        let found = lines(&archive, &["quotes", query], &["-n", "100000"]);
        let mut found: Vec<_> = found[1..].iter().map(place).collect();
        let key = |p: &(Value, Value)| (p.0.to_string(), p.1.as_u64());
        expected.sort_by_key(key);
        found.sort_by_key(key);
        assert!(expected.len() > 10, "{query}");
        assert_eq!(found, expected, "{query}");
    }
}

/// A statement: which article it is of, and where in it.
type Place = (String, u64);

/// What a query gives, and what it is worth.
fn scores(lines: &[Value]) -> Vec<(Place, f64)> {
    let score = |line: &Value| {
        let start = line["statement"]["start"].as_u64().unwrap_or_default();
        let place = (line["id"].to_string(), start);
        (place, line["score"].as_f64().unwrap_or_default())
    };
    let mut all: Vec<_> = lines.iter().map(score).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn words_of_one_statement_are_worth_what_each_is() {
    let archive = stories(&mut Random::new(33), 120 * deep());
    let of = |args: &[&str]| scores(&lines(&archive, args, &["-n", "100000", "--no-fold"])[1..]);
    let quotes = |query: &str| {
        let args = ["quotes", query, "-n", "100000"];
        scores(&lines(&archive, &args, &[])[1..])
    };
    let holm: Vec<Place> = quotes("speaker:holm").into_iter().map(|(p, _)| p).collect();
    let each = ["tax", "government", "lamp"].map(quotes);
    for (query, all, words) in [
        ("tax AND government", true, &each[..2]),
        ("government AND tax", true, &each[..2]),
        ("tax AND government AND lamp", true, &each[..]),
        ("tax OR government", false, &each[..2]),
        ("tax OR government OR lamp", false, &each[..]),
        (
            "lamp OR tax",
            false,
            &[each[0].clone(), each[2].clone()][..],
        ),
    ] {
        // Of statements, the words that each has, and what they are worth together.
        let mut sums: BTreeMap<Place, (usize, f64)> = BTreeMap::new();
        for (place, score) in words.iter().flatten() {
            let sum = sums.entry(place.clone()).or_default();
            *sum = (sum.0 + 1, sum.1 + score);
        }
        sums.retain(|_, (have, _)| !all || *have == words.len());
        for holms in [false, true] {
            let here = sums
                .iter()
                .filter(|(place, _)| !holms || holm.contains(place));
            let expected: Vec<(Place, f64)> = here.map(|(p, (_, s))| (p.clone(), *s)).collect();
            assert!(expected.len() > 5, "{query}");
            let who = if holms { " AND speaker:holm" } else { "" };
            is_close(&quotes(&format!("({query}){who}")), &expected, query);
            // Articles are worth what their best statement is.
            let mut best: BTreeMap<Place, f64> = BTreeMap::new();
            for ((id, _), score) in expected {
                let article = best.entry((id, 0)).or_default();
                *article = article.max(score);
            }
            let said = match holms {
                true => format!("holm SAID ({query})"),
                false => format!("said:({query})"),
            };
            let best: Vec<_> = best.into_iter().collect();
            is_close(&of(&["query", &said]), &best, &said);
        }
    }
}

/// The same places, worth the same.
fn is_close(found: &[(Place, f64)], expected: &[(Place, f64)], query: &str) {
    let places = |all: &[(Place, f64)]| all.iter().map(|(p, _)| p.clone()).collect::<Vec<_>>();
    assert_eq!(places(found), places(expected), "{query}");
    for ((place, found), (_, expected)) in found.iter().zip(expected) {
        let off = (found - expected).abs();
        assert!(
            off < 0.001 * expected,
            "{query} {place:?}: {found} {expected}"
        );
    }
}
