//! `morgue concordance`: every match in its context, and collocates.

use serde_json::{Value, json};

use crate::support::{Archive, command};

fn lamps() -> Archive {
    let row = |id: &str, title: &str, date: &str, body: &str| {
        json!({"id": id, "title": title, "date": date, "source": "Skerry Observer", "body": body})
            .to_string()
    };
    Archive::with(&[(
        "lamps.jsonl",
        &[
            row("A", "A lamp for Cold Ness", "1957-03-02",
                "The old lamp went out at nine.\n\n\"Give me a lamp,\" said Piet Halloran, the keeper. He waited for a new lamp."),
            row("B", "Ice in the sound", "1957-01-12",
                "Boats carried an oil lamp to the island, and then one more lamp."),
            row("C", "No light", "1957-02-03", "Nobody could see the harbour from here."),
        ]
        .join("\n"),
    )])
}

fn lines(archive: &Archive, args: &[&str]) -> Vec<Value> {
    let mut all = vec!["concordance"];
    all.extend(args);
    all.extend(["--format", "jsonl"]);
    let mut lines = archive.ok(&all).lines();
    let sums = lines.pop().expect("the sums");
    assert_eq!(sums["version"], 1);
    if !args.contains(&"-n") {
        assert_eq!(sums["matches"], lines.len());
    }
    lines
}

fn column(lines: &[Value], name: &str) -> Vec<String> {
    let text = |l: &Value| l[name].as_str().expect("a text").to_owned();
    lines.iter().map(text).collect()
}

#[test]
fn there_is_a_line_for_every_match() {
    let archive = lamps();
    archive.index(&[]);
    let all = lines(&archive, &["lamp"]);
    assert_eq!(all.len(), 6);
    for line in &all {
        assert_eq!(line["match"], "lamp");
        // What it says of itself can be checked in the article.
        let id = line["id"].as_str().expect("an id");
        let article = archive.ok(&["show", id, "--format", "json"]).json();
        let text = match line["in"].as_str() {
            Some("headline") => &article["headline"],
            _ => &article["body"],
        };
        let at = |name: &str| line[name].as_u64().expect("a place") as usize;
        let text = text.as_str().expect("a text");
        assert_eq!(&text[at("start")..at("end")], "lamp");
    }
    let quoted: Vec<&Value> = all.iter().filter(|l| !l["speaker"].is_null()).collect();
    assert_eq!(quoted.len(), 1);
    assert_eq!(quoted[0]["speaker"], "Piet Halloran");
}

#[test]
fn lines_come_only_from_the_field_that_is_searched() {
    let archive = lamps();
    archive.index(&[]);
    assert_eq!(
        column(&lines(&archive, &["title:lamp"]), "in"),
        ["headline"]
    );
    assert_eq!(column(&lines(&archive, &["body:lamp"]), "in"), ["body"; 5]);
    let said = lines(&archive, &["said:lamp"]);
    assert_eq!(column(&said, "speaker"), ["Piet Halloran"]);
    let phrase = lines(&archive, &["\"old lamp\""]);
    assert_eq!(column(&phrase, "match"), ["old lamp"]);
    // An article that matches by its date alone has no line.
    let none = archive.run(&["concordance", "date:1957"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
    assert_eq!(archive.run(&["concordance", "zeppelin"]).code, 1);
    assert_eq!(archive.run(&["concordance", "("]).code, 2);
}

#[test]
fn lines_are_ordered_as_asked() {
    let archive = lamps();
    archive.index(&[]);
    let left = column(&lines(&archive, &["body:lamp", "--sort", "left"]), "left");
    let ends: Vec<&str> = left.iter().map(|l| l.trim_end()).collect();
    let last: Vec<&str> = ends.iter().filter_map(|l| l.rsplit(' ').next()).collect();
    assert_eq!(last, ["a", "more", "new", "oil", "old"]);
    let right = column(&lines(&archive, &["body:lamp", "--sort", "right"]), "right");
    assert_eq!(right[0], ".");
    assert!(
        right[3].starts_with(" to the island") && right[4].starts_with(" went out"),
        "{right:?}"
    );
    let dates = column(&lines(&archive, &["lamp", "--sort", "date"]), "published");
    assert!(dates.is_sorted(), "{dates:?}");
    for sort in ["left", "right", "date", "relevance"] {
        let all = lines(&archive, &["lamp", "--sort", sort]);
        let first = lines(&archive, &["lamp", "--sort", sort, "-n", "2"]);
        assert_eq!(first, all[..2], "{sort}");
    }
}

#[test]
fn matches_stand_below_one_another() {
    let archive = Archive::sample();
    archive.index(&[]);
    for (width, args) in [
        (80, &[][..]),
        (60, &["--width", "60"]),
        (120, &["--width", "120"]),
    ] {
        let mut all = vec!["concordance", "OSCE"];
        all.extend(args);
        let run = archive.ok(&all);
        let mut places: Vec<usize> = Vec::new();
        for line in run.out.lines() {
            assert!(line.chars().count() <= width, "{line}");
            let folded = line.to_lowercase();
            // The match is one of the places where the word stands in the line.
            let at: Vec<usize> = folded
                .match_indices("osce")
                .map(|(i, _)| folded[..i].chars().count())
                .collect();
            assert!(at.contains(&(12 + (width - 12) * 2 / 5)), "{at:?} {line}");
            places.extend(at);
        }
        assert!(
            places.len() > 10 && run.err.contains(" matches in "),
            "{}",
            run.err
        );
    }
    let mut colored = command(
        archive.path(),
        &["concordance", "OSCE", "--color", "always"],
    );
    colored.env("COLUMNS", "100");
    assert!(
        crate::support::run(colored)
            .out
            .contains("\u{1b}[1;33mOSCE\u{1b}[0m")
    );
}

#[test]
fn other_forms_hold_the_same() {
    let archive = lamps();
    archive.index(&[]);
    let all = lines(&archive, &["lamp"]);
    let whole = archive
        .ok(&["concordance", "lamp", "--format", "json"])
        .json();
    assert_eq!(whole["lines"], Value::Array(all.clone()));
    assert_eq!(
        (&whole["matches"], &whole["articles"]),
        (&json!(6), &json!(2))
    );
    assert_eq!(
        (&whole["query"], &whole["folded"]),
        (&json!("lamp"), &json!(0))
    );
    let csv = archive.ok(&["concordance", "lamp", "--format", "csv"]);
    let rows: Vec<&str> = csv.out.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 7);
    assert!(rows[0].ends_with("left,match,right,speaker"), "{}", rows[0]);
    assert!(rows.contains(
        &"B,lamps.jsonl,1,Ice in the sound,1957-01-12,day,Skerry Observer,,body,21,25,Boats carried an oil ,lamp,\" to the island, and then one more lamp.\","
    ), "{}", csv.out);
    let none = archive.run(&["concordance", "zeppelin", "--format", "json"]);
    assert_eq!((none.code, &none.json()["lines"]), (1, &json!([])));
}

#[test]
fn copies_are_read_once() {
    let archive = Archive::sample();
    archive.index(&[]);
    let sums = |args: &[&str]| {
        let mut all = vec!["concordance", "dockers", "--format", "json"];
        all.extend(args);
        let value = archive.ok(&all).json();
        let number = |name: &str| value[name].as_u64().expect("a number");
        (number("matches"), number("articles"), number("folded"))
    };
    let (once, each) = (sums(&[]), sums(&["--no-fold"]));
    assert!(once.2 > 0 && each.2 == 0, "{once:?} {each:?}");
    assert_eq!(once.1 + once.2, each.1);
    assert!(once.0 < each.0);
}

#[test]
fn collocates_are_counted_and_weighed() {
    let body = |n: usize| {
        let company = ["brass", "tall"][n % 2];
        format!(
            "Keeper {n} filled the brass lamp with oil. The {company} door stood open.\n\nBrass bells rang."
        )
    };
    let rows: Vec<String> = (0..12)
        .map(|n| {
            json!({"id": format!("K{n}"), "title": format!("Number {n}"), "body": body(n)})
                .to_string()
        })
        .collect();
    let archive = Archive::with(&[("k.jsonl", &rows.join("\n"))]);
    archive.index(&[]);
    let asked = [
        "concordance",
        "lamp",
        "--collocates",
        "--window",
        "3",
        "--no-fold",
        "--format",
        "json",
    ];
    let found = archive.ok(&asked).json();
    assert_eq!(
        (&found["matches"], &found["articles"]),
        (&json!(12), &json!(12))
    );
    // Three words before and three after; 16 words in each body.
    assert_eq!(found["words_near"], 72);
    assert_eq!(found["words_in_archive"], 12 * 16);
    let words = found["collocates"].as_array().expect("words");
    let of = |word: &str| words.iter().find(|w| w["word"] == word);
    let brass = of("brass").expect("brass");
    // 12 beside the lamp, 6 before the door, 12 before the bells.
    assert_eq!(
        (&brass["near"], &brass["archive"]),
        (&json!(12), &json!(30))
    );
    assert_eq!(brass["expected"], 30.0 * 72.0 / 192.0);
    for word in ["filled", "oil"] {
        let found = of(word).expect(word);
        assert_eq!(
            (&found["near"], &found["archive"]),
            (&json!(12), &json!(12))
        );
    }
    // Nothing from beyond the window or the paragraph, no stop word, no word that chance explains.
    for word in ["bells", "door", "the", "with", "lamp"] {
        assert!(of(word).is_none(), "{word}");
    }
    let scores: Vec<f64> = words
        .iter()
        .filter_map(|w| w["log_likelihood"].as_f64())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|s| *s > 0.0));
    let one = archive.ok(&[
        "concordance",
        "lamp",
        "--collocates",
        "--no-fold",
        "-n",
        "1",
        "--format",
        "csv",
    ]);
    assert_eq!(one.out.lines().count(), 2, "{}", one.out);
    assert_eq!(
        archive.run(&["concordance", "lamp", "--window", "3"]).code,
        2
    );
}
