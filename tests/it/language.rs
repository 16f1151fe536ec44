//! The query language from outside: anything can be typed, and no query takes the machine down.

use morgue::query::Query;

use crate::support::{Archive, Random, deep};

/// Pieces that queries are made of, and what lies between.
const PIECES: &[&str] = &[
    "a",
    "grain",
    "É",
    "東京",
    "U.S.",
    "don't",
    "10:30",
    "AND",
    "OR",
    "NOT",
    "SAID",
    "NEAR",
    "NEAR/5",
    "NEAR/",
    "BEFORE/2",
    "SENTENCE",
    "PARAGRAPH",
    "ATLEAST/3",
    "ATLEAST/",
    "w/5",
    "/s",
    "/p",
    "/5",
    "adj5",
    "not",
    "pre/3",
    "title:",
    "said:",
    "date:",
    "length:",
    "similar:",
    "hlead:",
    "lead:(",
    "url:",
    "path:a/*",
    "nosuch:",
    "date:2022",
    "length:>5",
    "mentions:none",
    "lang:en",
    "(",
    ")",
    "\"",
    "“",
    "”",
    "«",
    "~",
    "~2",
    "~99999999999",
    "=",
    "=Aid",
    "=\"",
    "*",
    "?",
    "ex*n",
    "*x",
    "**",
    "-",
    "!",
    "&",
    "|",
    "+",
    "&&",
    "||",
    ":",
    "::",
    "caps(",
    "atleast3(",
    "x(",
    "\u{0}",
    "\t",
    "\u{301}",
    "\u{200d}",
    "👩‍🚀",
    "ﬁ",
    "'",
    "’",
    "..",
    ">",
    "<=",
    "\\",
    "/",
    "#",
    "@",
    "{",
    "[",
];

#[test]
fn any_text_is_a_query_or_an_error_that_shows_the_place() {
    let mut random = Random::new(5);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..100_000 * deep() {
        let mut text = String::new();
        for _ in 0..1 + random.below(12) {
            match random.below(8) {
                0 => text.extend(char::from_u32(random.below(0x2_0000) as u32)),
                _ => text.push_str(random.pick::<&str>(PIECES)),
            }
            if random.below(3) > 0 {
                text.push(' ');
            }
        }
        match Query::parse(&text, random.below(4) == 0) {
            Ok(query) => {
                good += 1;
                let canonical = query.to_string();
                assert_eq!(
                    canonical.parse::<Query>().as_ref(),
                    Ok(&query),
                    "{text:?} is {canonical:?}"
                );
            }
            Err(error) => {
                bad += 1;
                assert!(error.at <= text.len(), "{text:?}");
                assert!(error.to_string().lines().count() >= 3, "{text:?}");
            }
        }
    }
    assert!(good > 5_000 && bad > 10_000, "{good} queries, {bad} errors");
}

#[test]
fn carets_stand_under_the_place_also_behind_wide_characters() {
    for (text, shown) in [
        (
            "東京 speeker:vale",
            "  東京 speeker:vale\n       ^^^^^^^^^^^^",
        ),
        ("grain 東京:港", "  grain 東京:港\n        ^^^^^^^"),
        ("e\u{301}t\u{e9} (b", "  e\u{301}t\u{e9} (b\n      ^"),
        ("a\t\u{7}(b", "  a  (b\n     ^"),
    ] {
        let error = text.parse::<Query>().expect_err(text).to_string();
        assert!(error.contains(shown), "{error}");
    }
}

#[test]
fn unknown_fields_and_operators_are_errors_with_the_nearest_right_one() {
    let archive = Archive::sample();
    archive.index(&[]);
    for (query, near) in [
        ("tilte:strike", "did you mean title:"),
        ("lenght:>500", "did you mean length:"),
        ("gas NAER/5 transit", "did you mean NEAR/5?"),
        ("gas BEFOR/5 transit", "did you mean BEFORE/5?"),
        ("gas SENTANCE transit", "did you mean SENTENCE?"),
        ("headlin(gas)", "did you mean headline:(...)?"),
        ("similar:no/such.txt", "there is no article no/such.txt"),
    ] {
        let run = archive.run(&["query", query]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(near), "{run:?}");
        assert_eq!(run.out, "");
    }
}

#[test]
fn the_habits_of_others_are_answered_in_our_form() {
    let archive = Archive::sample();
    archive.index(&[]);
    for (theirs, ours) in [
        ("gas w/5 transit", "gas NEAR/5 transit"),
        ("gas /s transit", "gas SENTENCE transit"),
        ("atleast3(gas)", "ATLEAST/3 gas"),
        ("hlead:(gas)", "title:gas OR lead:gas"),
        ("gas not w/5 transit", "gas NOT NEAR/5 transit"),
        ("caps(osce)", "=Osce OR =OSCE"),
        ("“gas transit” & ! grain", "\"gas transit\" AND NOT grain"),
    ] {
        let run = archive.ok(&["query", theirs, "-n", "1"]);
        let said = [';', ','].map(|end| run.err.contains(&format!(" for {ours}{end} ")));
        assert!(said.contains(&true), "{run:?}");
        assert_eq!(archive.ids(theirs), archive.ids(ours), "{theirs}");
        assert!(!archive.ids(ours).is_empty(), "{ours}");
    }
}

#[test]
fn help_prints_the_language_in_80_columns() {
    let archive = Archive::empty();
    let help = archive.ok(&["help", "query"]);
    for part in ["a NOT NEAR/5 b", "similar:ID", "Orlec SAID (guest OR list)"] {
        assert!(help.out.contains(part), "{part}");
    }
    let language = help.out.split("Query language:").nth(1).expect("the table");
    assert!(
        language.lines().all(|l| l.chars().count() <= 80),
        "{language}"
    );
}

#[test]
fn what_is_shown_is_what_matched() {
    let body = "AID came late. The aid of the league was grain.\n\nGrain is grain, and aid is aid, far from any \
                other word of this query that could be named here; here ends the aid.\n\nNo grain.";
    let archive = Archive::with(&[(
        "a.jsonl",
        &format!(
            "{}\n",
            serde_json::json!({"title": "Of ships", "body": body})
        ),
    )]);
    archive.index(&[]);
    for (query, shown) in [
        ("=AID", "*AID* came late."),
        (
            "aid SENTENCE league",
            "The *aid* of the *league* was grain.",
        ),
        (
            "league NEAR/2 grain",
            "The aid of the *league* was *grain*.",
        ),
        ("\"aid of the lea*\"", "The *aid of the league* was grain."),
        ("grain NOT PARAGRAPH aid", "No *grain*."),
    ] {
        let run = archive.ok(&["show", "a.jsonl", "--matches", query]);
        assert!(run.out.contains(shown), "{query}: {}", run.out);
        let marks = shown.matches('*').count();
        assert_eq!(run.out.matches('*').count(), marks, "{query}: {}", run.out);
    }
    for (query, marks) in [("ATLEAST/5 aid", 10), ("ATLEAST/6 aid OR ships", 0)] {
        let run = archive.ok(&["show", "a.jsonl", "--matches", query]);
        let body = run
            .out
            .split("\n\n")
            .skip(1)
            .collect::<Vec<_>>()
            .join("\n\n");
        assert_eq!(body.matches('*').count(), marks, "{query}: {}", run.out);
    }
}

/// Words that no two are alike of, many with the same beginning, and articles that have them side by side.
fn crowded() -> Archive {
    let mut random = Random::new(11);
    let archive = Archive::empty();
    let mut lines = String::new();
    for n in 0..60 {
        let mut body = String::new();
        for _ in 0..400 {
            let letters = 1 + random.below(7);
            let word = (0..letters).map(|_| (b'a' + random.below(6) as u8) as char);
            body.extend(word);
            body.push_str(if random.below(15) == 0 { ". " } else { " " });
        }
        lines += &format!(
            "{}\n",
            serde_json::json!({"title": format!("Story {n}"), "body": body})
        );
    }
    archive.write("crowd.jsonl", lines);
    archive.index(&[]);
    archive
}

/// Queries that ask for as much as can be asked.
pub fn greedy() -> Vec<(&'static str, String)> {
    let many = |n: usize, between: &str, word: &dyn Fn(usize) -> String| {
        (0..n).map(word).collect::<Vec<_>>().join(between)
    };
    let letters = |mut i: usize| {
        let mut word = String::new();
        for _ in 0..4 {
            word.push((b'a' + (i % 6) as u8) as char);
            i /= 6;
        }
        word
    };
    let wide = |n| many(n, " OR ", &|i| letters(i));
    vec![
        ("a letter", "a*".into()),
        (
            "every letter",
            many(26, " OR ", &|i| format!("{}*", (b'a' + i as u8) as char)),
        ),
        ("any ending", "*a".into()),
        ("stars", "*a*b*c*".into()),
        ("stars without end", "*a".repeat(200) + "*"),
        ("marks", "?".repeat(60) + "a"),
        (
            "many stars",
            many(500, " OR ", &|i| format!("*{}*", letters(i))),
        ),
        ("deep", "(".repeat(64) + "a" + &")".repeat(64)),
        ("too deep", "(".repeat(10_000) + "a" + &")".repeat(10_000)),
        ("a thousand words", wide(1000)),
        ("thousands of words", wide(5000)),
        ("a thousand required", many(1000, " AND ", &|i| letters(i))),
        (
            "a thousand refused",
            "story ".to_owned() + &many(1000, " ", &|i| format!("-{}", letters(i))),
        ),
        (
            "a thousand phrases",
            many(500, " OR ", &|i| {
                format!("\"{} {}\"~50", letters(i), letters(i + 1))
            }),
        ),
        (
            "slips",
            many(1000, " OR ", &|i| format!("{}~2", letters(i))),
        ),
        ("long slips", format!("{}~2", "ab".repeat(5000))),
        (
            "a group near a group",
            format!("({}) NEAR/100 ({})", wide(400), wide(400)),
        ),
        (
            "prefixes near prefixes",
            "a* NEAR/100 b* NEAR/100 c*".into(),
        ),
        ("a chain", many(64, " NEAR/100 ", &|i| letters(i % 3))),
        (
            "too long a chain",
            many(1000, " NEAR/100 ", &|i| letters(i)),
        ),
        (
            "counted prefixes",
            "ATLEAST/1000 (a* OR b* OR c* OR d* OR e*)".into(),
        ),
        (
            "paragraphs of prefixes",
            "a* PARAGRAPH b* NOT SENTENCE c*".into(),
        ),
        (
            "said by everybody",
            "said:(a* NEAR/50 b*) OR said:(ATLEAST/50 a*)".into(),
        ),
        (
            "written",
            many(500, " OR ", &|i| format!("={}", letters(i).to_uppercase())),
        ),
        ("a long word", "a".repeat(1_000_000)),
        ("a long phrase", format!("\"{}\"", "a b ".repeat(20_000))),
    ]
}

#[test]
fn no_query_takes_the_machine_down() {
    let archive = crowded();
    for (name, query) in greedy() {
        // A word of the command line may be 128 KB at most.
        let query = match query.len() > 100_000 {
            true => &query[..100_000],
            false => &query,
        };
        let run = archive.run(&["query", query, "-n", "3"]);
        assert!(matches!(run.code, 0..=2), "{name}: {run:?}");
        if run.code == 2 {
            assert!(run.err.starts_with("morgue: "), "{name}: {run:?}");
            assert!(run.err.len() < 1000, "{name} is told at length");
        }
        assert!(
            !run.err.contains("panicked") && !run.err.contains("damaged"),
            "{name}: {run:?}"
        );
    }
}
