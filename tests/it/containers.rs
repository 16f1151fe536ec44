//! ZIP and tar archives: their members are articles like any others, and come and go with the file.

use std::fs;

use crate::support::{Archive, gzip, tar, zip};

const DOCKERS: &str =
    "Quellmouth dockers vote\n\nThe dockers of Quellmouth voted on Sunday to return to work.\n";
const TRAM: &str = "Tram returns\n\nThe tram to Quellmouth runs again. \"It was about time,\" said Ansel Birchwood, the mayor.\n";
const LINES: &str = "{\"title\": \"Tin\", \"body\": \"Tin prices rose at Quellmouth.\"}\n{\"title\": \"Lead\", \"body\": \"Lead fell at Quellmouth.\"}\n";

fn dump() -> Vec<u8> {
    zip(&[
        ("2023/04/dockers.txt", DOCKERS.as_bytes()),
        ("2023/tram.txt.gz", &gzip(TRAM.as_bytes())),
        ("wire.jsonl", LINES.as_bytes()),
        ("logo.png", b"\x89PNG\r\n"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
    ])
}

fn ids(archive: &Archive, query: &str) -> Vec<String> {
    let mut ids = archive.ids(query);
    ids.sort();
    ids
}

const ALL: [&str; 4] = [
    "dump.zip/2023/04/dockers.txt#0",
    "dump.zip/2023/tram.txt.gz#0",
    "dump.zip/wire.jsonl#0",
    "dump.zip/wire.jsonl#1",
];

#[test]
fn members_are_articles_under_the_path_of_their_file() {
    let archive = Archive::empty();
    archive.write("dump.zip", dump());
    let run = archive.ok(&["index", "."]);
    assert!(run.out.contains("4 added"), "{}", run.out);
    assert!(run.out.contains("files skipped: 1"), "{}", run.out);
    let told = "skipped dump.zip: logo.png: not a format morgue reads: PNG image";
    assert_eq!(run.err.trim(), told);
    assert_eq!(ids(&archive, "Quellmouth"), ALL);
    assert_eq!(ids(&archive, "path:dump.zip/2023"), ALL[..2]);
    assert_eq!(ids(&archive, "path:dump.zip"), ALL);
    assert_eq!(ids(&archive, "path:*.zip tram"), ALL[1..2]);
    assert_eq!(ids(&archive, "Birchwood SAID time"), ALL[1..2]);
    // The date is in the path of the member.
    assert_eq!(ids(&archive, "date:2023-04"), ALL[..1]);
    for id in ALL {
        assert_eq!(
            archive.ok(&["show", id, "--format", "json"]).json()["id"],
            id
        );
    }
    archive.ok(&["show", "dump.zip/2023/tram.txt.gz"]);
    assert_eq!(archive.run(&["show", "dump.zip"]).code, 1);
}

#[test]
fn one_member_is_extracted_and_verified_from_its_file() {
    let archive = Archive::empty();
    archive.write("dump.zip", dump());
    let all = archive.run(&["extract", "dump.zip"]);
    assert_eq!(all.lines().len(), 4);
    let one = archive.ok(&["extract", "dump.zip/2023/04/dockers.txt"]);
    assert_eq!((one.lines().len(), one.err.as_str()), (1, ""));
    assert_eq!(one.json()["path"], "dump.zip/2023/04/dockers.txt");
    assert_eq!(archive.ok(&["extract", "dump.zip/2023"]).lines().len(), 2);
    let none = archive.run(&["extract", "dump.zip/2024"]);
    assert_eq!(none.code, 2);
    assert!(
        none.err.contains("dump.zip has no article 2024"),
        "{}",
        none.err
    );

    archive.index(&[]);
    archive.ok(&["query", "Quellmouth", "--all", "--output", "hits.csv"]);
    archive.ok(&["verify", "hits.csv"]);
    let changed = zip(&[
        ("2023/04/dockers.txt", DOCKERS.as_bytes()),
        ("2023/tram.txt.gz", &gzip(DOCKERS.as_bytes())),
    ]);
    archive.write("dump.zip", changed);
    let broken = archive.run(&["verify", "hits.csv"]);
    assert_eq!(broken.code, 1);
    assert!(!broken.out.contains("04/dockers.txt"), "{}", broken.out);
    assert!(broken.out.contains("tram.txt.gz"), "{}", broken.out);
    assert!(broken.out.contains("wire.jsonl"), "{}", broken.out);
}

#[test]
fn members_change_move_and_go_with_the_file() {
    let archive = Archive::empty();
    archive.write("dump.zip", dump());
    archive.write("single.txt", TRAM);
    archive.index(&[]);
    let file = |name: &str| archive.path().join(name);
    // What was skipped is tried again, so a move that is recognised is one of a file without such parts.
    let clean = zip(&[
        ("2023/04/dockers.txt", DOCKERS.as_bytes()),
        ("wire.jsonl", LINES.as_bytes()),
    ]);
    archive.write("dump.zip", &clean);
    let summary = archive.index(&[]);
    assert!(
        summary.contains("0 added, 3 updated, 1 removed, 1 unchanged"),
        "{summary}"
    );
    fs::create_dir(file("old")).expect("a folder");
    fs::rename(file("dump.zip"), file("old/d.zip")).expect("a rename");
    let summary = archive.index(&[]);
    assert!(
        summary.contains("0 added, 0 updated, 0 removed, 1 unchanged, 3 moved"),
        "{summary}"
    );
    assert_eq!(
        ids(&archive, "Quellmouth path:*.zip"),
        [
            "old/d.zip/2023/04/dockers.txt#0",
            "old/d.zip/wire.jsonl#0",
            "old/d.zip/wire.jsonl#1"
        ]
    );
    archive.ok(&["show", "old/d.zip/wire.jsonl#1"]);
    assert_eq!(archive.run(&["show", "dump.zip/wire.jsonl#1"]).code, 1);
    // A second move finds them again.
    fs::rename(file("old/d.zip"), file("e.zip")).expect("a rename");
    archive.index(&[]);
    assert_eq!(ids(&archive, "path:e.zip").len(), 3);
    fs::remove_file(file("e.zip")).expect("a file");
    let summary = archive.index(&[]);
    assert!(
        summary.contains("0 added, 0 updated, 3 removed, 1 unchanged"),
        "{summary}"
    );
    assert_eq!(ids(&archive, "*"), ["single.txt#0"]);
    assert_eq!(
        archive.ok(&["status", "--format", "json"]).json()["quotes"],
        1
    );
}

#[test]
fn a_folder_may_become_a_file_of_its_name_and_back() {
    let archive = Archive::empty();
    archive.write("dump.zip/2023/04/dockers.txt", DOCKERS);
    archive.write("dump.zip/only.txt", TRAM);
    archive.index(&[]);
    assert_eq!(ids(&archive, "*").len(), 2);
    fs::remove_dir_all(archive.path().join("dump.zip")).expect("a folder");
    archive.write("dump.zip", dump());
    archive.index(&[]);
    assert_eq!(ids(&archive, "*"), ALL);
    fs::remove_file(archive.path().join("dump.zip")).expect("a file");
    archive.write("dump.zip/2023/04/dockers.txt", DOCKERS);
    archive.index(&[]);
    assert_eq!(ids(&archive, "*"), ["dump.zip/2023/04/dockers.txt#0"]);
}

#[test]
fn archives_of_all_kinds_are_told_by_content() {
    let archive = Archive::empty();
    let members: [(&str, &[u8]); 2] = [("a.txt", DOCKERS.as_bytes()), ("b/a.txt", TRAM.as_bytes())];
    let bare = tar(&members);
    let zst = zstd::encode_all(&bare[..], 3).expect("bytes");
    archive.write("a.tar", &bare);
    archive.write("b.tgz", gzip(&bare));
    archive.write("c.tar.zst", &zst);
    archive.write("d.bin", zip(&members));
    archive.write(
        "e.zip",
        zip(&[("in.tar.gz", &gzip(&bare)), ("c.txt", TRAM.as_bytes())]),
    );
    let summary = archive.index(&[]);
    assert!(summary.contains("11 added"), "{summary}");
    assert!(summary.ends_with("files skipped: 0"), "{summary}");
    let ids = ids(&archive, "path:b.tgz OR path:e.zip");
    assert_eq!(
        ids,
        [
            "b.tgz/a.txt#0",
            "b.tgz/b/a.txt#0",
            "e.zip/c.txt#0",
            "e.zip/in.tar.gz/a.txt#0",
            "e.zip/in.tar.gz/b/a.txt#0"
        ]
    );
}

#[test]
fn office_documents_are_no_archives() {
    let archive = Archive::empty();
    archive.write("a.docx", zip(&[("word/document.xml", b"<w/>")]));
    archive.write("b.zip", zip(&[("[Content_Types].xml", b"<Types/>")]));
    archive.write("c.zip", zip(&[("mimetype", b"application/epub+zip")]));
    let run = archive.run(&["index", "."]);
    for file in ["a.docx", "b.zip", "c.zip"] {
        let line = run.err.lines().find(|l| l.contains(file));
        let line = line.unwrap_or_else(|| panic!("{file}: {}", run.err));
        assert!(line.contains("convert it to text first"), "{line}");
    }
}
