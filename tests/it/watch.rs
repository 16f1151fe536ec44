//! `morgue watch`: saved searches and what is new to them.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Archive, Run, command};

fn row(title: &str, date: &str, body: &str) -> String {
    json!({"title": title, "date": date, "body": body}).to_string()
}

fn lamps() -> Archive {
    let archive = Archive::empty();
    archive.write(
        "a.json",
        row(
            "One",
            "1957-03-02",
            "The old lamp at Cold Ness went out at nine in the night.",
        ),
    );
    archive.write(
        "b.json",
        row(
            "Two",
            "1957-03-03",
            "Boats carried oil to the island, and nobody spoke of it.",
        ),
    );
    archive
}

/// Headlines of what is new.
#[track_caller]
fn new(archive: &Archive, name: &str) -> Vec<String> {
    let run = archive.run(&["watch", "run", name, "--update", "--format", "json"]);
    let watches = run.json();
    let hits = watches[0]["hits"].as_array().expect("hits").clone();
    assert_eq!(watches[0]["new"], hits.len());
    assert_eq!(run.code, i32::from(hits.is_empty()), "{run:?}");
    let title = |h: &Value| h["headline"].as_str().expect("a headline").to_owned();
    hits.iter().map(title).collect()
}

fn add(archive: &Archive, args: &[&str]) -> Run {
    archive.index(&[]);
    let mut all = vec!["watch", "add"];
    all.extend(args);
    archive.ok(&all)
}

#[test]
fn only_what_came_since_is_new_whatever_its_date() {
    let archive = lamps();
    let added = add(&archive, &["lamp", "lamp"]);
    assert!(
        added.err.contains("; 1 article is there already"),
        "{}",
        added.err
    );
    assert_eq!(new(&archive, "lamp"), [""; 0]);
    // Dated earlier, and undated.
    archive.write(
        "c.json",
        row(
            "Three",
            "1901-01-01",
            "A lamp of an earlier time was found in the harbour mud.",
        ),
    );
    archive.write(
        "d.json",
        json!({"title": "Four", "body": "No day is given for this lamp, nor any other."})
            .to_string(),
    );
    archive.write("e.json", row("Five", "1960-01-01", "Not about that."));
    assert_eq!(new(&archive, "lamp"), ["Three", "Four"]);
    assert_eq!(new(&archive, "lamp"), [""; 0]);
    // Brought in by an update of its own, not by the run.
    archive.write(
        "f.json",
        row(
            "Six",
            "1957-03-02",
            "A sixth lamp was lit on the pier before the boats came.",
        ),
    );
    archive.index(&[]);
    assert_eq!(new(&archive, "lamp"), ["Six"]);
}

#[test]
fn rebuilding_moving_and_going_make_nothing_new() {
    let archive = lamps();
    add(&archive, &["lamp", "lamp", "--from-start"]);
    assert_eq!(new(&archive, "lamp"), ["One"]);
    archive.index(&["--rebuild"]);
    assert_eq!(new(&archive, "lamp"), [""; 0]);
    let (from, to) = (archive.path().join("a.json"), archive.path().join("z.json"));
    fs::rename(&from, &to).expect("a file");
    assert_eq!(new(&archive, "lamp"), [""; 0]);
    let bytes = fs::read(&to).expect("a file");
    fs::remove_file(&to).expect("a file");
    assert_eq!(new(&archive, "lamp"), [""; 0]);
    archive.write("back.json", &bytes);
    assert_eq!(new(&archive, "lamp"), [""; 0]);
    // A second one with the same text is another article.
    archive.write("copy.json", &bytes);
    assert_eq!(new(&archive, "lamp"), ["One"]);
    // The index thrown away: what was reported is still known.
    fs::remove_dir_all(archive.path().join(".morgue/index")).expect("the index");
    assert_eq!(new(&archive, "lamp"), [""; 0]);
}

#[test]
fn a_feed_that_grows_at_the_top_has_one_new_story() {
    let archive = Archive::empty();
    let story = |n: usize| {
        row(
            &format!("Story {n}"),
            "1957-01-01",
            &format!("A lamp, number {n} of the row, was lit at Cold Ness."),
        )
    };
    archive.write("feed.jsonl", [story(2), story(1)].join("\n"));
    add(&archive, &["lamp", "lamp"]);
    archive.write("feed.jsonl", [story(3), story(2), story(1)].join("\n"));
    assert_eq!(new(&archive, "lamp"), ["Story 3"]);
    // The oldest falls off the end and the next one takes a known place.
    archive.write("feed.jsonl", [story(4), story(3), story(2)].join("\n"));
    assert_eq!(new(&archive, "lamp"), ["Story 4"]);
    // Headlines without a text.
    let brief = |n: usize| json!({"title": format!("Lamp brief {n}"), "body": ""}).to_string();
    archive.write("briefs.jsonl", [brief(1)].join("\n"));
    assert_eq!(new(&archive, "lamp"), ["Lamp brief 1"]);
    archive.write("briefs.jsonl", [brief(2), brief(1)].join("\n"));
    assert_eq!(new(&archive, "lamp"), ["Lamp brief 2"]);
}

#[test]
fn all_watches_run_and_each_says_what_is_new_to_it() {
    let archive = lamps();
    add(&archive, &["lamp", "lamp", "--from-start"]);
    add(&archive, &["boats", "boats OR ships", "--from-start"]);
    add(&archive, &["none", "zeppelin"]);
    let run = archive.ok(&["watch", "run"]);
    assert!(
        run.out
            .contains("boats: 1 new for boats OR ships, since 20"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("lamp: 1 new for lamp, since 20"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("  1. Two\n     1957-03-03 · b.json\n"),
        "{}",
        run.out
    );
    assert_eq!(run.err, "none: nothing new\n");
    let run = archive.run(&["watch", "run"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));

    archive.write(
        "c.json",
        row(
            "Three",
            "1957-03-04",
            "A lamp for the boats, and boats for the lamp, said the trust.",
        ),
    );
    let lines = archive
        .ok(&["watch", "run", "--update", "--format", "jsonl"])
        .lines();
    let of = |name: &str| -> Vec<&Value> { lines.iter().filter(|l| l["watch"] == name).collect() };
    assert_eq!(lines.len(), 5);
    assert_eq!((of("lamp").len(), &of("lamp")[0]["new"]), (2, &json!(1)));
    assert_eq!(
        (of("boats")[1]["rank"].as_u64(), &of("boats")[1]["headline"]),
        (Some(1), &json!("Three"))
    );
    assert_eq!(of("none")[0]["new"], 0);

    let list = archive.ok(&["watch", "list", "--format", "json"]).json();
    let names: Vec<&Value> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|w| &w["watch"])
        .collect();
    assert_eq!(names, ["boats", "lamp", "none"]);
    assert_eq!(list[0]["seen"], 2);
    let text = archive.ok(&["watch", "list"]).out;
    assert!(
        text.starts_with("boats\n    boats OR ships\n    added 20"),
        "{text}"
    );
    archive.ok(&["watch", "remove", "boats"]);
    let gone = archive.run(&["watch", "run", "boats"]);
    assert_eq!(gone.code, 2);
    assert!(
        gone.err
            .contains("no watch called boats; there are lamp, none"),
        "{}",
        gone.err
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_nobody_could_read_stays_new() {
    let archive = lamps();
    add(&archive, &["all", "*", "--from-start"]);
    for format in ["text", "json", "jsonl"] {
        let mut full = command(archive.path(), &["watch", "run", "--format", format]);
        full.stdout(fs::File::create("/dev/full").expect("a device"));
        assert_eq!(full.status().expect("an end").code(), Some(2), "{format}");
    }
    assert_eq!(new(&archive, "all").len(), 2);
}

#[test]
fn mistakes_are_named() {
    let archive = lamps();
    archive.index(&[]);
    assert_eq!(archive.run(&["watch", "list"]).code, 1);
    assert_eq!(archive.run(&["watch", "run"]).code, 2);
    for name in ["", "../up", "a b", "ä", "x.json"] {
        let run = archive.run(&["watch", "add", name, "lamp"]);
        assert_eq!(run.code, 2, "{name}");
        assert!(run.err.contains("is no name for a watch"), "{}", run.err);
    }
    assert_eq!(archive.run(&["watch", "add", "broken", "("]).code, 2);
    add(&archive, &["lamp", "lamp"]);
    let twice = archive.run(&["watch", "add", "lamp", "oil"]);
    assert!(
        twice.code == 2 && twice.err.contains("morgue watch remove lamp"),
        "{}",
        twice.err
    );
    assert_eq!(archive.run(&["watch", "remove", "oil"]).code, 2);
    let file = archive.path().join(".morgue/watches/lamp.json");
    fs::write(&file, "{").expect("a file");
    let run = archive.run(&["watch", "run", "lamp"]);
    assert!(
        run.code == 2 && run.err.contains("lamp.json is damaged"),
        "{}",
        run.err
    );
}
