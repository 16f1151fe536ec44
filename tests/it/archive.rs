//! `morgue index` over the life of an archive: what is read, what is left alone, what goes.

use std::ffi::OsStr;
use std::fs::{self, File};

use crate::support::{Archive, command, repository, run, summary};

const NEW: &str = "Ferry to Aberdune runs again\n\nBy Tess Quillfeather\n\n\
LODVA, June 3 - The ferry to Aberdune carried its first passengers on Monday after a winter in the \
repair dock, the harbour office said.\n\nIt will run twice a day until the end of October.\n";

/// Articles in the index.
fn articles(archive: &Archive) -> u64 {
    let status = archive.ok(&["status", "--format", "json"]).json();
    status["articles"].as_u64().expect("a number")
}

#[test]
fn an_unchanged_archive_is_not_read_again() {
    let archive = Archive::sample();
    let first = archive.index(&[]);
    let n = articles(&archive);
    assert!(n >= 49, "{n}");
    assert_eq!(
        first,
        format!("articles: {n} added, 0 updated, 0 removed, 0 unchanged; files skipped: 0")
    );
    assert_eq!(
        archive.index(&[]),
        format!("articles: 0 added, 0 updated, 0 removed, {n} unchanged; files skipped: 0")
    );
    assert_eq!(articles(&archive), n);
}

#[test]
fn added_edited_renamed_and_deleted_files_are_followed() {
    let archive = Archive::sample();
    archive.index(&[]);
    let n = articles(&archive);
    let storm = "vessary-harbour-post/2023/2023-06-27-storm-warning.txt";

    archive.write("aberdune/ferry.txt", NEW);
    assert_eq!(
        archive.index(&[]),
        format!("articles: 1 added, 0 updated, 0 removed, {n} unchanged; files skipped: 0")
    );
    assert_eq!(archive.ids("Aberdune"), ["aberdune/ferry.txt#0"]);

    archive.write(
        "aberdune/ferry.txt",
        NEW.replace("repair dock", "repair dock at Quellmouth"),
    );
    assert_eq!(
        archive.index(&[]),
        format!("articles: 0 added, 1 updated, 0 removed, {n} unchanged; files skipped: 0")
    );
    assert_eq!(archive.ids("Quellmouth"), ["aberdune/ferry.txt#0"]);

    fs::rename(
        archive.path().join("aberdune/ferry.txt"),
        archive.path().join("boats.txt"),
    )
    .expect("a rename");
    assert_eq!(
        archive.index(&[]),
        format!(
            "articles: 0 added, 0 updated, 0 removed, {n} unchanged, 1 moved; files skipped: 0"
        )
    );
    assert_eq!(archive.ids("Quellmouth"), ["boats.txt#0"]);

    fs::remove_file(archive.path().join("boats.txt")).expect("a file to remove");
    fs::remove_file(archive.path().join(storm)).expect("a file to remove");
    assert_eq!(
        archive.index(&[]),
        format!(
            "articles: 0 added, 0 updated, 2 removed, {} unchanged; files skipped: 0",
            n - 1
        )
    );
    assert!(archive.ids("Quellmouth").is_empty());
    assert!(
        !archive
            .ids("path:vessary-harbour-post")
            .contains(&format!("{storm}#0"))
    );
}

#[test]
fn a_touched_file_is_not_taken_for_a_changed_one() {
    let archive = Archive::with(&[("ferry.txt", NEW)]);
    archive.index(&[]);
    let file = File::options()
        .write(true)
        .open(archive.path().join("ferry.txt"))
        .expect("the file");
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    file.set_modified(later).expect("a time to set");
    assert_eq!(
        archive.index(&[]),
        "articles: 0 added, 0 updated, 0 removed, 1 unchanged; files skipped: 0"
    );
}

#[test]
fn records_of_a_file_come_and_go_with_it() {
    let line = |n: usize| {
        format!(
            "{{\"id\": \"R{n}\", \"title\": \"Report {n}\", \"body\": \"Barley number{n} was sold.\"}}\n"
        )
    };
    let archive = Archive::with(&[("feed.jsonl", &(line(1) + &line(2) + &line(3)))]);
    archive.index(&[]);
    assert_eq!(archive.ids("barley").len(), 3);
    archive.write("feed.jsonl", line(1) + &line(4));
    assert_eq!(
        archive.index(&[]),
        "articles: 0 added, 2 updated, 1 removed, 0 unchanged; files skipped: 0"
    );
    assert_eq!(archive.ids("number4"), ["R4"]);
    assert!(archive.ids("number3").is_empty());
}

#[test]
fn a_rebuild_reads_everything_again_and_forgets_choices() {
    let archive = Archive::sample();
    archive.index(&["--include", "*.txt"]);
    let some = articles(&archive);
    assert!(archive.ids("path:radio-skerra").is_empty());
    // The choice is kept by an update that says nothing of it.
    assert!(archive.index(&[]).contains(&format!("{some} unchanged")));
    let all = archive.index(&["--rebuild"]);
    let n = articles(&archive);
    assert!(n > some);
    assert!(all.starts_with(&format!("articles: {n} added")), "{all}");
    assert!(!archive.path().join(".morgue/index.old").exists());
    assert!(!archive.path().join(".morgue/index.new").exists());
}

#[test]
fn patterns_choose_files() {
    let archive = Archive::sample();
    archive.index(&["--include", "transcontinental-wire", "--exclude", "feed"]);
    let ids = archive.ids("*");
    assert!(!ids.is_empty());
    assert!(
        ids.iter()
            .all(|id| id.starts_with("transcontinental-wire/") && !id.contains("feed")),
        "{ids:?}"
    );
    // Leaving out more files removes what came from them.
    archive.index(&["--exclude", "2023"]);
    assert!(archive.ids("path:transcontinental-wire/2023").is_empty());
    let run = archive.run(&["index", ".", "--include", "["]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("[ is no pattern for files"), "{}", run.err);
}

#[test]
fn fields_cannot_change_without_a_rebuild() {
    let archive = Archive::with(&[(
        "a.json",
        "{\"hed\": \"Tin prices fall\", \"words\": \"Tin fell again on Tuesday.\"}",
    )]);
    archive.index(&["--field", "title=hed", "--field", "body=words"]);
    assert_eq!(archive.ids("title:tin AND body:tuesday").len(), 1);
    let run = archive.run(&["index", ".", "--field", "title=words"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--rebuild"), "{}", run.err);
    let run = archive.run(&["index", ".", "--field", "title"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("ours=yours"), "{}", run.err);
}

#[test]
fn the_index_may_lie_elsewhere() {
    let archive = Archive::sample();
    let other = Archive::empty();
    let home = other.path().join("idx");
    let home = home.to_str().expect("UTF-8");
    archive.ok(&["index", ".", "--index", home]);
    assert!(!archive.path().join(".morgue").exists());
    // Found by the option from anywhere, and by the environment.
    let by_option = other.ok(&["query", "OSCE", "--count", "--index", home]);
    let mut asked = command(other.path(), &["query", "OSCE", "--count"]);
    asked.env("MORGUE_INDEX", home);
    let by_environment = run(asked);
    assert_eq!(by_environment.code, 0, "{by_environment:?}");
    assert_eq!(by_option.out, by_environment.out);
    // It knows its articles, so that an update needs no more than the index.
    archive.write("ferry.txt", NEW);
    let run = other.ok(&["query", "Aberdune", "--update", "--count", "--index", home]);
    assert_eq!(run.out, "1\n");
}

#[test]
fn an_index_among_its_articles_is_found_by_its_path_and_moves_with_them() {
    let (there, other) = (Archive::empty(), Archive::empty());
    let archive = there.path().join("archive");
    fs::create_dir(&archive).expect("a folder");
    fs::write(archive.join("ferry.txt"), NEW).expect("a file");
    // Without a word about where: the current folder.
    let indexed = run(command(&archive, &["index"]));
    assert_eq!(indexed.code, 0, "{indexed:?}");
    let moved = there.path().join("moved");
    fs::rename(&archive, &moved).expect("a folder");
    fs::write(moved.join("tin.txt"), "Tin is loaded at Aberdune").expect("a file");
    let home = moved.join(".morgue");
    let home = home.to_str().expect("UTF-8");
    let asked = ["query", "Aberdune", "--count", "--index"];
    assert_eq!(other.ok(&[&asked[..], &[home]].concat()).out, "1\n");
    let within = run(command(
        &moved.join(".morgue"),
        &[&asked[..], &["."]].concat(),
    ));
    assert_eq!((within.code, &*within.out), (0, "1\n"), "{within:?}");
    // An update reads these articles, not those of the folder it is called from.
    other.write("salt.txt", "Salt is loaded at Aberdune");
    let updated = other.ok(&[&asked[..], &[home, "--update"]].concat());
    assert_eq!(updated.out, "2\n");
    let updated = other.ok(&["index", "--index", home]);
    assert!(updated.out.contains("2 unchanged"), "{updated:?}");
}

#[test]
fn an_archive_that_cannot_be_written_says_what_to_do() {
    let archive = Archive::sample();
    // Root may write everywhere; a folder in the place of a file stops root as well.
    fs::create_dir_all(archive.path().join(".morgue/lock")).expect("a folder");
    let run = archive.run(&["index", "."]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--index PATH"), "{}", run.err);
    let other = Archive::empty();
    let home = other.path().join("idx");
    archive.ok(&[
        OsStr::new("index"),
        OsStr::new("."),
        OsStr::new("--index"),
        home.as_os_str(),
    ]);
}

#[test]
fn an_index_below_the_articles_is_not_read_as_articles() {
    let archive = Archive::with(&[("ferry.txt", NEW)]);
    archive.index(&["--index", "indexes/here"]);
    assert_eq!(
        archive.index(&["--index", "indexes/here"]),
        "articles: 0 added, 0 updated, 0 removed, 1 unchanged; files skipped: 0"
    );
}

#[test]
fn a_second_writer_is_turned_away_at_once() {
    let archive = Archive::sample();
    archive.index(&[]);
    let lock = File::create(archive.path().join(".morgue/lock")).expect("the lock");
    lock.lock().expect("nobody else holds it");
    let begun = std::time::Instant::now();
    let second = archive.run(&["index", "."]);
    assert_eq!(second.code, 2);
    assert!(begun.elapsed().as_secs() < 60);
    assert!(
        second.err.contains("another morgue is writing to"),
        "{}",
        second.err
    );
    // Asking needs no lock.
    archive.ok(&["query", "OSCE", "--count"]);
    drop(lock);
    archive.ok(&["index", "."]);
}

#[test]
fn an_empty_folder_has_an_index_too() {
    let archive = Archive::empty();
    let run = archive.run(&["index", "."]);
    assert_eq!(run.code, 1);
    assert_eq!(
        summary(&run.out),
        "articles: 0 added, 0 updated, 0 removed, 0 unchanged; files skipped: 0"
    );
    let run = archive.run(&["query", "anything"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    archive.ok(&["status"]);
}

#[test]
fn a_folder_without_an_index_says_what_to_do() {
    let archive = Archive::empty();
    for args in [&["query", "x"][..], &["status"], &["show", "x"]] {
        let run = archive.run(args);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("morgue index DIR"), "{}", run.err);
    }
    let run = archive.run(&["index", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("nowhere"), "{}", run.err);
    let run = archive.run(&["query", "x", "--articles", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("there is no folder nowhere"),
        "{}",
        run.err
    );
    // What is there and is no folder is called what it is.
    std::fs::write(archive.path().join("one.txt"), "One.").expect("a file");
    for args in [
        &["index", "one.txt"][..],
        &["query", "x", "--articles", "one.txt"],
    ] {
        let run = archive.run(args);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("one.txt is a file"), "{}", run.err);
        assert!(run.err.contains("morgue extract"), "{}", run.err);
    }
}

#[test]
fn a_question_builds_the_index_it_lacks() {
    let archive = Archive::sample();
    let root = archive.path().to_str().expect("UTF-8");
    let first = archive.ok(&["query", "OSCE", "--articles", root]);
    assert!(first.err.contains("added"), "{}", first.err);
    let again = archive.ok(&["query", "OSCE", "--articles", root]);
    assert!(!again.err.contains("added"), "{}", again.err);
    assert_eq!(first.out, again.out);
    // From a folder below it, the archive is found.
    let below = run(command(
        &archive.path().join("lodva-courier/2023"),
        &["query", "OSCE"],
    ));
    assert_eq!(below.out, first.out);
}

#[test]
fn changes_are_noticed_and_taken_in_when_asked() {
    let archive = Archive::sample();
    archive.index(&[]);
    // Written as the index was: the clock of files need not tell them apart.
    let file = "ferry.txt";
    archive.write(file, NEW);
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    File::options()
        .write(true)
        .open(archive.path().join(file))
        .and_then(|f| f.set_modified(later))
        .expect("a time to set");
    let run = archive.run(&["query", "Aberdune"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("--update"), "{}", run.err);
    let run = archive.ok(&["query", "Aberdune", "--update"]);
    assert!(run.err.contains("1 added"), "{}", run.err);
}

#[test]
fn a_damaged_index_is_told_from_an_empty_one() {
    let archive = Archive::sample();
    archive.index(&[]);
    let index = archive.path().join(".morgue/index");
    fs::write(index.join("meta.json"), "{").expect("a file");
    let run = archive.run(&["query", "OSCE"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--rebuild"), "{}", run.err);
    archive.index(&["--rebuild"]);
    assert!(!archive.ids("OSCE").is_empty());

    for entry in fs::read_dir(&index).expect("the index") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|e| e == "term" || e == "store")
        {
            fs::write(path, "cut").expect("a file");
        }
    }
    let run = archive.run(&["query", "OSCE"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("damaged"), "{}", run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

#[test]
fn the_sample_corpus_has_a_headline_and_a_body_everywhere() {
    let run = run(command(&repository("sample_corpus"), &["extract", "."]));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for article in run.lines() {
        let id = article["id"].as_str().expect("an id");
        let empty = |key: &str| article[key].as_str().is_none_or(|t| t.trim().is_empty());
        assert!(!empty("body"), "{id}: no body");
        // One is a single line from the headline to the end, as some scrapers leave a page.
        let one_line = id.ends_with("first-monitors-reach-the-valley.txt#0");
        assert!(one_line || !empty("headline"), "{id}: no headline");
    }
}

#[test]
fn an_archive_without_articles_says_so_and_where() {
    let archive = Archive::empty();
    archive.run(&["index", "."]);
    let root = archive.path().canonicalize().expect("a folder");
    let told = format!("there is no article in {}\n", root.display());
    for args in [
        &["query", "OSCE"][..],
        &["query", "OSCE", "--format", "csv"],
        &["quotes", "OSCE"],
        &["speakers"],
        &["timeline"],
        &["concordance", "OSCE"],
    ] {
        let run = archive.run(args);
        assert_eq!(run.code, 1, "{args:?}");
        assert!(run.err.contains(&told), "{args:?}: {}", run.err);
        assert!(!run.err.contains("no article has"), "{args:?}: {}", run.err);
    }
    // Nor is there one when all are gone.
    archive.write("a.txt", "Ice\n\nThe OSCE envoy crossed the ice on foot.\n");
    archive.index(&[]);
    assert!(!archive.ok(&["query", "OSCE"]).err.contains("no article"));
    std::fs::remove_file(archive.path().join("a.txt")).expect("gone");
    let run = archive.run(&["query", "OSCE", "--update"]);
    assert!(run.err.contains(&told), "{}", run.err);
}
