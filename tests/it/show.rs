//! `morgue show` and `morgue status`.

use crate::support::Archive;

#[test]
fn an_article_goes_by_its_path_its_place_and_its_own_id() {
    let archive = Archive::of("tests/corpora/default");
    archive.index(&[]);
    let by_id = archive.ok(&["show", "KP-3"]);
    assert!(
        by_id
            .out
            .starts_with("Lighthouse keeper counts 4,015 nights\n"),
        "{}",
        by_id.out
    );
    let by_place = archive.ok(&["show", "keepers.jsonl#2"]);
    assert_eq!(by_id.out, by_place.out);
    let file = "cold-ness/1962/05/pilots-refuse-answer.txt";
    let by_path = archive.ok(&["show", file]);
    assert_eq!(by_path.out, archive.ok(&["show", &format!("{file}#0")]).out);
    // A path as the shell completes it.
    let dotted = archive.ok(&["show", &format!("./{file}")]);
    assert_eq!(by_path.out, dotted.out);
    let json = archive.ok(&["show", "KP-3", "--format", "json"]).json();
    assert_eq!(json["id"], "KP-3");
    assert_eq!(json["path"], "keepers.jsonl");
    assert_eq!(json["record"], 2);
    assert_eq!(json["published"], "1957-03-02");
    assert_eq!(json["byline"], "Piet Halloran");
}

#[test]
fn every_hit_can_be_shown() {
    let archive = Archive::sample();
    archive.index(&[]);
    let ids = archive.ids("*");
    for id in &ids {
        let article = archive.ok(&["show", id, "--format", "json"]).json();
        assert_eq!(&article["id"], id);
        let place = format!(
            "{}#{}",
            article["path"].as_str().unwrap(),
            article["record"]
        );
        let again = archive.ok(&["show", &place, "--format", "json"]).json();
        assert_eq!(article, again);
    }
}

#[test]
fn matches_are_set_off_in_the_whole_body() {
    let archive = Archive::of("tests/corpora/default");
    archive.index(&[]);
    let run = archive.ok(&["show", "KP-1", "--matches", "lamp*"]);
    assert_eq!(run.out.matches("*lamp*").count(), 3, "{}", run.out);
    let plain = archive.ok(&["show", "KP-1"]);
    assert!(!plain.out.contains('*'), "{}", plain.out);
    let run = archive.ok(&["show", "KP-1", "--matches", "lamp", "--color", "always"]);
    assert_eq!(run.out.matches("\u{1b}[1;33mlamp\u{1b}[0m").count(), 3);
    let run = archive.run(&["show", "KP-1", "--matches", "("]);
    assert_eq!(run.code, 2);
}

#[test]
fn the_margin_names_who_speaks_and_dates_have_their_values() {
    let archive = Archive::sample();
    archive.index(&[]);
    let id = "spindle24/2023/04/written-replies-fall-short-zerin.txt";
    let out = archive.ok(&["show", id]).out;
    let line = |part: &str| {
        let found = out.lines().find(|l| l.contains(part));
        found.unwrap_or_else(|| panic!("no {part} in {out}"))
    };
    assert!(
        line("“We asked one").starts_with("Aleksey Torvanin     │ “"),
        "{out}"
    );
    assert!(
        line("Torvanin said that").starts_with("Aleksey Torvanin     ┊ "),
        "{out}"
    );
    assert!(
        line("No date for an answer").starts_with("                   "),
        "{out}"
    );
    assert!(out.contains("in March [2023-03]"), "{out}");
    // A year is its own value.
    assert!(out.contains("in 1999,"), "{out}");
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    let colored = archive.ok(&["show", id, "--color", "always"]).out;
    assert!(
        colored.contains("\u{1b}[4mMarch\u{1b}[0m\u{1b}[2m [2023-03]\u{1b}[0m"),
        "{colored}"
    );
    let plain = archive.ok(&["show", id, "--plain"]).out;
    assert!(
        !plain.contains(['│', '┊']) && !plain.contains("[2023"),
        "{plain}"
    );
    assert!(plain.contains("\n“We asked one question"), "{plain}");
}

#[test]
fn what_is_not_there_is_said() {
    let archive = Archive::of("tests/corpora/default");
    archive.index(&[]);
    let run = archive.run(&["show", "KP-99"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("there is no article KP-99"), "{}", run.err);
}

#[test]
fn status_counts_what_is_there() {
    let archive = Archive::of("tests/corpora/default");
    archive.index(&[]);
    let status = archive.ok(&["status", "--format", "json"]).json();
    assert_eq!(status["articles"], 8);
    assert_eq!(status["files"], 2);
    assert_eq!(status["first"], "1957-01-01");
    assert_eq!(status["last"], "1962-05-31");
    assert_eq!(status["undated"], 1);
    let text = archive.ok(&["status"]).out;
    for row in ["articles     8\n", "files        2\n", "skipped      0\n"] {
        assert!(text.contains(row), "{text}");
    }
    assert!(text.contains("Farhaven Mail 3"), "{text}");
    // Nothing skipped is nothing found.
    let skipped = archive.run(&["status", "--skipped"]);
    assert_eq!((skipped.code, skipped.out.as_str()), (1, ""));
}
