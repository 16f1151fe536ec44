//! Copies of one story: what is taken for one, and how they are folded.

use std::fs;

use morgue::copies::{PACKED, Sketch, groups};
use serde_json::{Value, json};

use crate::support::{Archive, Random, deep};

/// Sentences of invented words, so many.
fn sentences(random: &mut Random, most: usize) -> Vec<String> {
    let parts = [
        "ba", "ko", "lin", "ter", "os", "mu", "ven", "ra", "shi", "del",
    ];
    let mut word = || {
        let n = 1 + random.below(3);
        let word: String = (0..n).map(|_| *random.pick(&parts)).collect();
        word
    };
    let mut sentence = || {
        let words: Vec<String> = (0..14).map(|_| word()).collect();
        format!("The {}.", words.join(" "))
    };
    (0..most).map(|_| sentence()).collect()
}

/// The story as another paper prints it.
fn reprint(random: &mut Random, story: &[String]) -> String {
    let mut lines = story.to_vec();
    let n = lines.len();
    match random.below(7) {
        0 => {}
        1 => lines[0] = "There was news of this at the harbour on Monday night.".to_owned(),
        2 => lines.truncate((n * (5 + random.below(4))).div_ceil(10)),
        3 => {
            lines.insert(0, "SKERRA (TCW) -".to_owned());
            lines.push("Reporting by the desk; editing by the other desk. (c) TCW".to_owned());
        }
        4 => {
            let at = random.below(n);
            lines.rotate_left(at);
        }
        5 => {
            let edit = |line: &mut String| {
                let words: Vec<&str> = line.split(' ').collect();
                let at = random.below(words.len());
                let kept = words.iter().enumerate().filter(|(i, _)| *i != at);
                *line = kept.map(|(_, w)| *w).collect::<Vec<_>>().join(" ");
            };
            lines.iter_mut().step_by(4).for_each(edit);
        }
        _ => {
            lines[0] = "Two officials told this paper of it on Tuesday.".to_owned();
            lines.truncate((n * 7).div_ceil(10));
        }
    }
    lines.join(" ")
}

#[test]
fn known_copies_are_found_and_nothing_else() {
    let mut random = Random::new(5);
    // Stories of a series share a background, up to half of each.
    let background = sentences(&mut random, 8);
    let mut texts: Vec<(usize, String)> = Vec::new();
    for story in 0..600 * deep() {
        let n = 8 + random.below(30);
        let mut lines = sentences(&mut random, n);
        if story % 3 == 0 {
            lines.extend_from_slice(&background[..n.min(8)]);
        }
        for _ in 0..random.below(4) {
            texts.push((story, reprint(&mut random, &lines)));
        }
        texts.push((story, lines.join(" ")));
    }
    let sketches: Vec<Sketch> = texts.iter().map(|(_, text)| Sketch::of(text)).collect();
    let found = groups(&sketches);
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (i, (story, _)) in texts.iter().enumerate() {
        for (k, (other, _)) in texts.iter().enumerate().take(i) {
            let joined = found[i].is_some() && found[i] == found[k];
            match (joined, story == other) {
                (true, true) => right += 1,
                (true, false) => wrong += 1,
                (false, true) => missed += 1,
                (false, false) => {}
            }
        }
    }
    let all = f64::from(right);
    let (precision, recall) = (
        all / f64::from(right + wrong),
        all / f64::from(right + missed),
    );
    assert!(precision >= 0.95 && recall >= 0.95, "{precision} {recall}");
    assert!(right > 1000, "{right}");
}

#[test]
fn groups_do_not_depend_on_the_order() {
    let mut random = Random::new(6);
    let mut texts = Vec::new();
    for _ in 0..80 {
        let story = sentences(&mut random, 12);
        for _ in 0..3 {
            texts.push(reprint(&mut random, &story));
        }
    }
    let sketches: Vec<Sketch> = texts.iter().map(|t| Sketch::of(t)).collect();
    let there = groups(&sketches);
    let back: Vec<Sketch> = sketches.iter().rev().cloned().collect();
    let back = groups(&back);
    let n = texts.len();
    for i in 0..n {
        for k in 0..i {
            let joined = |found: &[Option<u32>], a: usize, b: usize| {
                found[a].is_some() && found[a] == found[b]
            };
            assert_eq!(joined(&there, i, k), joined(&back, n - 1 - i, n - 1 - k));
        }
    }
}

#[test]
fn sketches_are_kept_whole() {
    let text = sentences(&mut Random::new(7), 20).join(" ");
    for text in [
        text.as_str(),
        "four words are here",
        "Ночь, улица, фонарь, аптека и свет",
    ] {
        let sketch = Sketch::of(text);
        let packed: [u64; PACKED] = sketch.pack().expect("some words");
        assert_eq!(Sketch::unpack(&packed), sketch);
    }
    for text in ["", "three words only", "...", " \n\n "] {
        assert_eq!(Sketch::of(text).pack(), None);
    }
}

#[test]
fn notices_of_two_days_are_no_copies() {
    let notice = |price: &str, day: &str| {
        Sketch::of(&format!(
            "Vessary Copper said on {day} that it is lowering its price for copper cathodes by {price} a \
             tonne, effective at once, and that it will look at prices again within the month."
        ))
    };
    assert!(notice("4", "Monday").is_copy(&notice("4", "Monday")));
    assert!(!notice("4", "Monday").is_copy(&notice("11", "Friday")));
}

/// An archive with one story in three papers and another one of its own.
fn wire() -> Archive {
    let archive = Archive::empty();
    let story = sentences(&mut Random::new(8), 14);
    let other = sentences(&mut Random::new(9), 14).join(" ");
    let page = |outlet: &str, date: &str, text: &str| {
        json!({"title": format!("Lamp ship runs aground, says {outlet}"), "source": outlet, "date": date,
               "body": format!("{text} The ship had a lamp.")})
        .to_string()
    };
    archive.write("a.json", page("Courier", "2023-05-02", &story.join(" ")));
    archive.write(
        "b.json",
        page("Gazette", "2023-05-01", &story[..9].join(" ")),
    );
    let tagged = format!("SKERRA (TCW) - {}", story[1..].join(" "));
    archive.write("c.json", page("Herald", "2023-05-03", &tagged));
    archive.write("d.json", page("Mirror", "2023-05-04", &other));
    archive
}

fn hits(archive: &Archive, args: &[&str]) -> Vec<(String, Vec<String>)> {
    let mut all = vec!["query", "lamp", "--format", "json"];
    all.extend(args);
    let value = archive.ok(&all).json();
    let name = |v: &Value| v["source"].as_str().expect("an outlet").to_owned();
    let list = |v: &Value| v.as_array().expect("a list").iter().map(name).collect();
    let hits = value["hits"].as_array().expect("hits");
    let listed: Vec<(String, Vec<String>)> =
        hits.iter().map(|h| (name(h), list(&h["copies"]))).collect();
    let copies: usize = listed.iter().map(|(_, c)| c.len()).sum();
    if !args.contains(&"--offset") {
        assert_eq!(value["folded"], copies);
        assert_eq!(value["total"], listed.len() + copies);
    }
    listed
}

fn one(head: &str, copies: &[&str]) -> (String, Vec<String>) {
    (
        head.to_owned(),
        copies.iter().map(|c| (*c).to_owned()).collect(),
    )
}

#[test]
fn a_story_is_one_hit_and_its_copies_lie_under_it() {
    let archive = wire();
    archive.index(&[]);
    assert_eq!(
        hits(&archive, &["--sort", "oldest"]),
        [one("Gazette", &["Courier", "Herald"]), one("Mirror", &[])]
    );
    assert_eq!(
        hits(&archive, &["--sort", "newest"]),
        [one("Mirror", &[]), one("Herald", &["Courier", "Gazette"])]
    );
    assert_eq!(hits(&archive, &["--no-fold"]).len(), 4);
    // Only those that match.
    assert_eq!(
        hits(&archive, &["--from", "2023-05-02", "--sort", "oldest"]),
        [one("Courier", &["Herald"]), one("Mirror", &[])]
    );
    assert_eq!(
        hits(&archive, &["--sort", "oldest", "--offset", "1"])[0].0,
        "Mirror"
    );

    let count = archive.ok(&["query", "lamp", "--count"]);
    assert_eq!(count.out, "2\n");
    assert_eq!(
        count.err,
        "4 articles for lamp, 2 of them copies folded under others\n"
    );
    let count = archive.ok(&["query", "lamp", "--count", "--no-fold"]);
    assert_eq!((count.out.as_str(), count.err.as_str()), ("4\n", ""));
    let text = archive.ok(&["query", "lamp", "--sort", "oldest"]);
    assert!(
        text.out
            .contains("\n     2 copies: Courier 2023-05-02, Herald 2023-05-03\n"),
        "{}",
        text.out
    );
    assert!(
        text.err.ends_with("folded under others; all shown\n"),
        "{}",
        text.err
    );
    let words = archive
        .ok(&["query", "--words", "lamp", "--format", "jsonl"])
        .lines();
    assert_eq!((words.len(), &words[0]["folded"]), (5, &json!(0)));
    let lines = archive.ok(&["query", "lamp", "--format", "jsonl"]).lines();
    assert_eq!((lines.len(), &lines[0]["folded"]), (3, &json!(2)));
}

#[test]
fn copies_come_and_go_with_their_files() {
    let archive = wire();
    let kept = fs::read(archive.path().join("c.json")).expect("a file");
    let first = fs::read(archive.path().join("b.json")).expect("a file");
    fs::remove_file(archive.path().join("c.json")).expect("a file");
    archive.index(&[]);
    let oldest = ["--sort", "oldest"];
    assert_eq!(hits(&archive, &oldest)[0], one("Gazette", &["Courier"]));
    archive.write("c.json", &kept);
    archive.index(&[]);
    assert_eq!(
        hits(&archive, &oldest)[0],
        one("Gazette", &["Courier", "Herald"])
    );
    // The head goes, the others stay together; moved, it comes back.
    fs::remove_file(archive.path().join("b.json")).expect("a file");
    archive.index(&[]);
    assert_eq!(hits(&archive, &oldest)[0], one("Courier", &["Herald"]));
    archive.write("elsewhere/b.json", &first);
    archive.index(&[]);
    assert_eq!(
        hits(&archive, &oldest)[0],
        one("Gazette", &["Courier", "Herald"])
    );
    fs::remove_file(archive.path().join("a.json")).expect("a file");
    fs::remove_file(archive.path().join("c.json")).expect("a file");
    archive.index(&[]);
    assert_eq!(hits(&archive, &oldest)[0], one("Gazette", &[]));
}

#[test]
fn threads_and_rebuilding_change_nothing_and_a_damaged_list_is_found_anew() {
    let archive = wire();
    archive.index(&["--threads", "1"]);
    let oldest = ["--sort", "oldest"];
    let expected = hits(&archive, &oldest);
    archive.index(&["--rebuild", "--threads", "4"]);
    assert_eq!(hits(&archive, &oldest), expected);
    let list = archive.path().join(".morgue/index/copies");
    let whole = fs::read(&list).expect("the list");
    for (at, byte) in [(whole.len() - 1, 9), (whole.len() - 6, 1), (3, b'{')] {
        let mut broken = whole.clone();
        broken[at] ^= byte;
        fs::write(&list, &broken).expect("the list");
        assert_eq!(hits(&archive, &oldest), expected);
    }
    fs::write(&list, &whole[..whole.len() - 8]).expect("the list");
    assert_eq!(hits(&archive, &oldest), expected);
    fs::remove_file(&list).expect("the list");
    assert_eq!(hits(&archive, &oldest), expected);
}

#[test]
fn of_very_many_copies_all_are_counted_and_the_first_are_named() {
    let archive = Archive::empty();
    let mut random = Random::new(11);
    let (story, other) = (sentences(&mut random, 12), sentences(&mut random, 12));
    let mut lines = String::new();
    for n in 0..70 {
        // One day after the other, the last first.
        let day = format!("2023-{:02}-{:02}", 3 - n / 28, 28 - n % 28);
        let page = json!({
            "title": "The lamp", "source": format!("Paper {n:02}"), "date": day, "body": story.join(" "),
        });
        lines += &format!("{page}\n");
    }
    let page = json!({
        "title": "A lamp", "source": "Herald", "date": "2023-02-03", "body": other.join(" "),
    });
    archive.write("all.jsonl", lines + &page.to_string());
    archive.index(&[]);
    let value = archive
        .ok(&["query", "lamp", "--format", "json", "--sort", "oldest"])
        .json();
    assert_eq!(
        (&value["total"], &value["folded"]),
        (&json!(71), &json!(69))
    );
    let hits = value["hits"].as_array().expect("hits");
    let names: Vec<&str> = hits.iter().filter_map(|h| h["source"].as_str()).collect();
    assert_eq!(names, ["Paper 69", "Herald"]);
    assert_eq!(hits[0]["copies_total"], 69);
    let copies = hits[0]["copies"].as_array().expect("copies");
    let copies: Vec<&str> = copies.iter().filter_map(|c| c["source"].as_str()).collect();
    let first: Vec<String> = (19..69).rev().map(|n| format!("Paper {n:02}")).collect();
    assert_eq!(copies, first);
    assert_eq!(hits[1]["copies_total"], 0);
}

/// Many stories of a day are equally good: a short list of them begins like a long one.
#[test]
fn of_stories_that_match_equally_well_the_same_ones_come_first_in_lists_of_any_length() {
    let archive = Archive::empty();
    let mut random = Random::new(12);
    let mut lines = String::new();
    for n in 0..90 {
        let story = sentences(&mut random, 12);
        // Of every third story there is one copy, of the others two or none.
        for paper in 0..[2, 3, 1][n % 3] {
            let page = json!({
                "title": "The lamp", "source": format!("Paper {n:02} {paper}"), "date": "2023-03-01",
                "body": story.join(" "),
            });
            lines += &format!("{page}\n");
        }
    }
    archive.write("all.jsonl", lines);
    archive.index(&[]);
    for query in ["date:2023", "lamp"] {
        let named = |most: &str| -> Vec<(String, u64)> {
            let asked = [
                "query", query, "--sort", "newest", "-n", most, "--format", "json",
            ];
            let value = archive.ok(&asked).json();
            let hits = value["hits"].as_array().expect("hits").iter();
            let one = |hit: &Value| {
                let source = hit["source"].as_str().expect("an outlet");
                let copies = hit["copies_total"].as_u64().expect("a number");
                (source.to_owned(), copies)
            };
            hits.map(one).collect()
        };
        let all = named("1000");
        assert_eq!(all.len(), 90, "{query}");
        assert!(all.iter().any(|(_, copies)| *copies == 2), "{query}");
        for most in [1, 2, 7, 30, 61, 89] {
            assert_eq!(named(&most.to_string()), all[..most], "{query}, {most}");
        }
    }
}
