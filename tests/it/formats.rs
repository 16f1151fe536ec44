//! `morgue extract` on every format and on folders.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::Value;

use morgue::formats;

use crate::support::{Archive, command, golden, repository, run};

const STORY: &str = "The tram to Quellmouth will run again from Monday, the city said. Repairs of the \
bridge took eleven weeks and cost twice what had been planned.";

fn extract(archive: &Archive, file: &str) -> Value {
    let run = archive.ok(&["extract", file]);
    assert_eq!(run.err, "", "{file}");
    run.json()
}

#[test]
fn every_format_gives_the_same_article() {
    let archive = Archive::empty();
    let title = "Quellmouth tram returns";
    let text = format!("{title}\n\nBy Ansel Birchwood\n\n{STORY}\n");
    archive.write("a.txt", &text);
    archive.write("crlf.txt", text.replace('\n', "\r\n"));
    archive.write("bom.txt", format!("\u{feff}{text}"));
    archive.write(
        "a.md",
        format!("---\ntitle: {title}\nauthor: Ansel Birchwood\n---\n\n{STORY}\n"),
    );
    archive.write(
        "a.html",
        format!(
            "<!doctype html><html><head><title>{title}</title></head><body><nav>Home Sport</nav>\
             <article><h1>{title}</h1><p class=\"byline\">By Ansel Birchwood</p><p>{STORY}</p></article>\
             <footer>All rights reserved</footer></body></html>"
        ),
    );
    let record = serde_json::json!({"title": title, "author": "Ansel Birchwood", "body": STORY});
    archive.write("a.json", record.to_string());
    archive.write("list.json", format!("[{record}]"));
    archive.write("a.jsonl", format!("{record}\n"));
    let quoted = STORY.replace('"', "\"\"");
    archive.write(
        "a.csv",
        format!("title,author,body\r\n{title},Ansel Birchwood,\"{quoted}\"\r\n"),
    );
    archive.write(
        "a.tsv",
        format!("author\ttitle\tbody\nAnsel Birchwood\t{title}\t\"{quoted}\"\n"),
    );
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text.as_bytes()).expect("bytes");
    archive.write("a.txt.gz", gz.finish().expect("bytes"));
    archive.write(
        "b.txt.zst",
        zstd::encode_all(text.as_bytes(), 3).expect("bytes"),
    );
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    bz.write_all(text.as_bytes()).expect("bytes");
    archive.write("c.txt.bz2", bz.finish().expect("bytes"));
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    archive.write("utf16.txt", utf16);
    for file in [
        "a.txt",
        "crlf.txt",
        "bom.txt",
        "a.md",
        "a.html",
        "a.json",
        "list.json",
        "a.jsonl",
        "a.csv",
        "a.tsv",
        "a.txt.gz",
        "b.txt.zst",
        "c.txt.bz2",
        "utf16.txt",
    ] {
        let article = extract(&archive, file);
        assert_eq!(article["headline"], title, "{file}");
        assert_eq!(article["byline"], "Ansel Birchwood", "{file}");
        assert_eq!(article["body"], STORY, "{file}");
        assert_eq!(article["path"], file);
        assert_eq!(article["language"], "en", "{file}");
    }
}

#[test]
fn a_folder_is_walked_and_agrees_with_the_index() {
    let sample = repository("sample_corpus");
    let run = run(command(&sample, &["extract", "."]));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let ids: BTreeSet<String> = run
        .lines()
        .iter()
        .map(|a| {
            a["id"]
                .as_str()
                .expect("an id")
                .trim_start_matches("./")
                .to_owned()
        })
        .collect();
    let archive = Archive::sample();
    archive.index(&[]);
    let indexed: BTreeSet<String> = archive.ids("*").into_iter().collect();
    assert_eq!(ids, indexed);
}

#[test]
fn spans_lie_in_the_body() {
    let run = run(command(&repository("sample_corpus"), &["extract", "."]));
    for article in run.lines() {
        let body = article["body"].as_str().expect("a body");
        for list in ["quotes", "dates"] {
            for found in article[list].as_array().expect("a list") {
                let at = |key: &str| found[key].as_u64().expect("a number") as usize;
                assert_eq!(
                    &body[at("start")..at("end")],
                    found["text"],
                    "{}",
                    article["id"]
                );
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_printed() {
    let archive = Archive::with(&[("a.txt", STORY), ("b.pdf", "%PDF-1.7")]);
    let run = archive.run(&["extract", "a.txt", "b.pdf", "c.txt"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.lines().len(), 1);
    assert!(
        run.err.contains("b.pdf: not a format morgue reads: PDF"),
        "{}",
        run.err
    );
    assert!(run.err.contains("c.txt: No such file"), "{}", run.err);
    let run = archive.run(&["extract", "b.pdf"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
}

#[test]
fn verbatim_keeps_a_record_byte_for_byte() {
    let body = "Share on Facebook\r\n\r\n  Two  spaces\u{a0}and a teaser 2:47\n\nRelated Articles";
    let record = serde_json::json!({"title": "t", "body": body});
    let archive = Archive::with(&[("a.jsonl", &format!("{record}\n"))]);
    let article = archive.ok(&["extract", "--verbatim", "a.jsonl"]).json();
    assert_eq!(article["body"], body);
}

#[test]
fn the_fixture_of_every_format_reads_the_same() {
    let archive = Archive::of("tests/corpora/formats");
    let run = archive.ok(&["extract", "."]);
    assert_eq!(run.err, "");
    let articles = run.lines();
    let body_of = |headline: &str, path: &str| {
        let found = articles
            .iter()
            .find(|a| a["path"] == path && a["headline"] == headline);
        found.unwrap_or_else(|| panic!("{headline} is not in {path}"))["body"].clone()
    };
    let bodies = [
        body_of("Skerra ferry grounds on a bank that moved", "./text.txt"),
        body_of(
            "Port Amble to dredge its channel after all",
            "./lines.jsonl",
        ),
    ];
    let mut table = String::new();
    for article in &articles {
        let path = article["path"]
            .as_str()
            .expect("a path")
            .trim_start_matches("./");
        assert!(
            bodies.contains(&article["body"]),
            "{path}: {}",
            article["body"]
        );
        assert_eq!(article["notes"].as_array().map(Vec::len), Some(0), "{path}");
        let text = |key: &str| article[key].as_str().unwrap_or("-").to_owned();
        let fields = [
            "headline",
            "byline",
            "published",
            "date_origin",
            "source",
            "section",
            "url",
        ];
        let line: Vec<String> = fields.iter().map(|f| text(f)).collect();
        table += &format!("{path}#{} {}\n", article["record"], line.join(" | "));
    }
    golden("formats.txt", &table);
    // Every format the program knows has its fixture.
    let known = formats::FORMATS.iter().chain(formats::CONTAINERS);
    for format in known {
        let extensions = format.extensions;
        let has = |path: &str| extensions.iter().any(|e| path.contains(&format!(".{e}")));
        assert!(table.lines().any(has), "{}", format.name);
    }
}
