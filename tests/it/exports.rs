//! Hit lists, read back with other libraries than those that write them.

use std::collections::BTreeSet;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::support::Archive;

const QUERY: &str = "OSCE OR expansion";

fn sample() -> (Archive, usize) {
    let archive = Archive::sample();
    archive.index(&[]);
    let count = archive.ok(&["query", QUERY, "--count"]).out;
    let count = count.trim().parse().expect("a number");
    assert!(count > 20);
    (archive, count)
}

/// Invented articles whose text tries to be more than text.
fn hostile() -> Archive {
    let record = serde_json::json!({
        "id": "H-1", "title": "=HYPERLINK(\"http://x.example\") & <b>lanterns</b> {brace",
        "author": "@Ines, \"Quill\" | Mora", "source": "A & B_C\u{1b}[31m", "date": "1887-05-02",
        "url": "javascript:alert(1)",
        "body": "The lantern keeper of Ost said \u{202e}nothing.\u{7} A ]]> lantern </script> was lit } in the tower, with 50% of its oil.",
    });
    Archive::with(&[("a.jsonl", &format!("{record}\n"))])
}

/// Rows of a CSV or TSV: names of columns, then cells; and the comments.
fn table(text: &str, tabs: bool) -> (Vec<Vec<String>>, Vec<String>) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(!tabs)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let all: Vec<Vec<String>> = reader
        .records()
        .map(|r| r.expect("a record").iter().map(str::to_owned).collect())
        .collect();
    let (comments, rows) = all
        .into_iter()
        .partition::<Vec<_>, _>(|r| r[0].starts_with('#'));
    (rows, comments.into_iter().map(|c| c.join(",")).collect())
}

#[test]
fn tables_have_every_hit_and_say_so() {
    let (archive, count) = sample();
    for form in ["csv", "tsv"] {
        let run = archive.ok(&["query", QUERY, "--all", "--format", form]);
        let (rows, comments) = table(&run.out, form == "tsv");
        assert_eq!(rows.len(), count + 1, "{form}");
        assert!(rows.iter().all(|r| r.len() == rows[0].len()), "{form}");
        assert_eq!(comments[0], format!("# query: {QUERY}"));
        let end = comments.last().expect("an end");
        assert!(
            end.starts_with(&format!("# {count} of {count} rows: complete")),
            "{end}"
        );
        let part = archive.ok(&["query", QUERY, "-n", "3", "--format", form]);
        let (rows, comments) = table(&part.out, form == "tsv");
        assert_eq!(rows.len(), 4);
        let end = comments.last().expect("an end");
        assert!(
            end.starts_with(&format!("# 3 of {count} rows: not all")),
            "{end}"
        );
        assert!(part.err.contains("--all"), "{}", part.err);
    }
}

#[test]
fn offsets_and_hashes_lead_back_to_the_articles() {
    let (archive, _) = sample();
    for command in ["query", "quotes"] {
        let run = archive.ok(&[command, "expansion", "--all", "--format", "csv"]);
        let (rows, _) = table(&run.out, false);
        let at = |name: &str| rows[0].iter().position(|n| n == name).expect("a column");
        let mut checked = 0;
        for row in &rows[1..] {
            let path = &row[at("path")];
            let articles = archive.ok(&["extract", path]).lines();
            let record: usize = row[at("record")].parse().expect("a number");
            let body = articles[record]["body"].as_str().expect("a body");
            use sha2::Digest;
            let hash: String = sha2::Sha256::digest(body)[..16]
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            assert_eq!(row[at("sha256")], hash, "{path}");
            if let (Ok(start), Ok(end)) = (
                row[at("start")].parse::<usize>(),
                row[at("end")].parse::<usize>(),
            ) {
                assert_eq!(row[at("match")], body[start..end], "{path}");
                checked += 1;
            }
            if command == "quotes" {
                assert!(!row[at("statement")].is_empty());
            }
        }
        assert!(checked > 5, "{command}: {checked}");
    }
}

#[test]
fn ranks_are_those_of_the_plain_list() {
    let (archive, count) = sample();
    let ids = |lines: Vec<Value>| -> Vec<String> {
        let id = |l: &Value| l["id"].as_str().map(str::to_owned);
        lines.iter().filter_map(id).collect()
    };
    let all = archive.ok(&["query", QUERY, "--all", "--format", "jsonl"]);
    let lines = all.lines();
    let last = lines.last().expect("an end");
    assert_eq!(last["rows"], count);
    assert_eq!(last["complete"], true);
    let plain = archive.ok(&["query", QUERY, "-n", "1000", "--format", "jsonl"]);
    assert_eq!(ids(lines), ids(plain.lines()));
    let whole = archive
        .ok(&["query", QUERY, "--all", "--format", "json"])
        .json();
    assert_eq!(whole["hits"].as_array().map(Vec::len), Some(count));
    assert_eq!(whole["complete"], true);
    assert_eq!(whole["query"], QUERY);
}

#[test]
fn fields_choose_columns() {
    let (archive, _) = sample();
    let run = archive.ok(&["query", "OSCE", "--format", "csv", "--fields", "url,rank"]);
    let (rows, _) = table(&run.out, false);
    assert_eq!(rows[0], ["url", "rank"]);
    assert_eq!(rows[1][1], "1");
    let run = archive.run(&["query", "OSCE", "--format", "csv", "--fields", "rank,sorce"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("sorce") && run.err.contains("did you mean s"),
        "{}",
        run.err
    );
}

#[test]
fn a_workbook_has_dates_links_and_a_sheet_about_itself() {
    let (archive, count) = sample();
    archive.ok(&["query", QUERY, "--all", "--output", "hits.xlsx"]);
    let path = archive.path().join("hits.xlsx");
    let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let hits = book.worksheet_range("Hits").expect("a sheet");
    let rows: Vec<&[Data]> = hits.rows().collect();
    assert_eq!(rows.len(), count + 1);
    let at = |name: &str| {
        let is = |c: &Data| *c == Data::String(name.to_owned());
        rows[0].iter().position(is).expect("a column")
    };
    for row in &rows[1..] {
        let day = row[at("precision")] == Data::String("day".into());
        let real = matches!(row[at("date")], Data::DateTime(_));
        assert_eq!(day, real, "{row:?}");
    }
    assert_eq!(rows[1][at("rank")], Data::Float(1.0));
    let about = book.worksheet_range("About").expect("a sheet");
    let text = |row: u32, column: u32| about.get_value((row, column)).map(ToString::to_string);
    assert_eq!(text(0, 1).as_deref(), Some(QUERY));
    assert!(text(5, 1).is_some_and(|t| t.contains("complete")));
}

#[test]
fn nothing_is_left_of_a_list_that_fails() {
    let (archive, _) = sample();
    archive.write("list.csv", "of yesterday");
    let run = archive.run(&["query", "OSCE AND (", "--output", "list.csv"]);
    assert_eq!(run.code, 2);
    let kept = std::fs::read_to_string(archive.path().join("list.csv")).expect("the old list");
    assert_eq!(kept, "of yesterday");
    let run = archive.run(&["query", "OSCE", "--output", "list.doc"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--format"), "{}", run.err);
    archive.ok(&["query", "OSCE", "--all", "--output", "list.csv"]);
    let names: BTreeSet<String> = std::fs::read_dir(archive.path())
        .expect("a folder")
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert!(!names.iter().any(|n| n.starts_with(".tmp")), "{names:?}");
    let new = std::fs::read_to_string(archive.path().join("list.csv")).expect("the list");
    assert!(new.starts_with("# query: OSCE"));
}

#[test]
fn hostile_text_stays_text() {
    let archive = hostile();
    archive.index(&[]);
    for form in ["csv", "tsv", "md", "html", "ris", "bibtex", "jsonl"] {
        let out = archive
            .ok(&["query", "lantern", "--all", "--format", form])
            .out;
        let bad = |c: char| (c.is_control() && !"\n\r\t".contains(c)) || c == '\u{202e}';
        // JSON escapes control characters, and keeps the text as it is otherwise.
        assert!(form == "jsonl" || !out.contains(bad), "{form}: {out:?}");
        if form == "html" {
            assert!(
                !out.contains("<b>lanterns") && !out.contains("href=\"javascript"),
                "{out}"
            );
            assert!(!out.contains("</script>"), "{out}");
        }
    }
    let out = archive
        .ok(&["query", "lantern", "--all", "--format", "csv"])
        .out;
    let (rows, _) = table(&out, false);
    let dangerous = |c: &&String| c.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].iter().find(dangerous), None);
    archive.ok(&["query", "lantern", "--all", "--output", "h.xlsx"]);
    let mut book: Xlsx<_> = open_workbook(archive.path().join("h.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("Hits").expect("a sheet");
    // A date before 1900 is text.
    let old = |c: &Data| *c == Data::String("1887-05-02".into());
    assert!(sheet.rows().any(|r| r.iter().any(old)), "{sheet:?}");
}

#[test]
fn references_are_read_by_a_parser() {
    let (archive, count) = sample();
    let text = archive
        .ok(&["query", QUERY, "--all", "--format", "bibtex"])
        .out;
    let all = biblatex::Bibliography::parse(&text).expect("BibTeX");
    assert_eq!(all.len(), count, "keys are unique");
    // Zotero joins a month to a date before it, and lets a date behind it stand for both.
    let dated = |entry: &str| match (entry.find("\n  month ="), entry.find("\n  date =")) {
        (Some(month), Some(date)) => month < date,
        (month, _) => month.is_none(),
    };
    assert!(
        text.contains("\n  month =") && text.split("\n@").all(dated),
        "{text}"
    );
    let archive = hostile();
    archive.index(&[]);
    let text = archive
        .ok(&["query", "lantern", "--all", "--format", "bibtex"])
        .out;
    let all = biblatex::Bibliography::parse(&text).expect("BibTeX");
    let entry = all.iter().next().expect("an entry");
    use biblatex::ChunksExt;
    let title = entry.title().expect("a title").format_verbatim();
    assert!(title.contains("& <b>lanterns</b> (brace"), "{title}");
}

#[test]
fn letters_of_tex_are_escaped_as_zotero_reads_them() {
    let archive = Archive::with(&[(
        "a.txt",
        "Tide ~ at C:\\quay ^ noon\n\nThe lantern keeper of Ost was out. He came back at noon with the tide.\n",
    )]);
    archive.index(&[]);
    let text = archive.ok(&["query", "lantern", "--format", "bibtex"]).out;
    let title = r"Tide {\textasciitilde} at C:{\textbackslash}quay {\textasciicircum} noon";
    assert!(text.contains(title), "{text}");
    let all = biblatex::Bibliography::parse(&text).expect("BibTeX");
    assert_eq!(all.len(), 1);
}

#[test]
fn ris_has_a_tag_on_every_line() {
    let (archive, count) = sample();
    let text = archive
        .ok(&["query", QUERY, "--all", "--format", "ris"])
        .out;
    // Zotero looks no further than five lines to see what a file is.
    assert!(
        text.lines().take(5).any(|l| l.starts_with("TY  - ")),
        "{text}"
    );
    assert!(
        text.starts_with(&format!("# query: {QUERY}; archive: ")),
        "{text}"
    );
    let (mut open, mut references) = (false, 0);
    for line in text.split_terminator("\r\n") {
        if line.starts_with('#') {
            assert!(!open, "{line}");
            continue;
        }
        let (tag, _) = line.split_once("  - ").expect("a tag");
        assert_eq!(tag.len(), 2);
        match tag {
            "TY" => {
                assert!(!open && line == "TY  - NEWS");
                open = true;
            }
            "ER" => {
                open = false;
                references += 1;
            }
            _ => assert!(open, "{line}"),
        }
    }
    assert_eq!(references, count);
}

#[test]
fn verified_rows_hold_until_a_text_changes() {
    let (archive, count) = sample();
    for list in ["a.csv", "a.tsv", "a.json", "a.jsonl", "a.xlsx"] {
        archive.ok(&["query", QUERY, "--all", "--output", list]);
        let run = archive.ok(&["verify", list]);
        assert_eq!(run.out, "", "{list}");
        assert!(
            run.err.contains(&format!("{count} rows, all hold")),
            "{}",
            run.err
        );
    }
    archive.ok(&["quotes", "OSCE", "--all", "--output", "q.csv"]);
    archive.ok(&["verify", "q.csv"]);
    // A list that was changed, and one that leads elsewhere.
    let text = std::fs::read_to_string(archive.path().join("a.csv")).expect("the list");
    archive.write("b.csv", text.replace(",OSCE,", ",OECD,"));
    let run = archive.run(&["verify", "b.csv"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("there stands"), "{}", run.out);
    archive.write("c.csv", "path,record,sha256\r\n../x,0,00\r\n");
    let run = archive.run(&["verify", "c.csv"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("out of the archive"), "{}", run.out);
    archive.write("d.csv", "path,rank\r\nx,0\r\n");
    assert_eq!(archive.run(&["verify", "d.csv"]).code, 2);
    // An article that was changed.
    let path = "spindle24/2023/04/written-replies-fall-short-zerin.txt";
    let old = std::fs::read_to_string(archive.path().join(path)).expect("an article");
    archive.write(path, old.replace("eleven answers", "twelve answers"));
    let run = archive.run(&["verify", "a.csv"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains(path) && run.out.contains("another"),
        "{}",
        run.out
    );
}

#[test]
fn a_list_saved_in_the_archive_is_no_article_of_it() {
    let (archive, _) = sample();
    let articles = archive.ok(&["status", "--format", "json"]).json()["articles"].clone();
    for form in [
        "json", "jsonl", "csv", "tsv", "md", "html", "ris", "bibtex", "xlsx",
    ] {
        let file = format!("hits.{form}");
        archive.ok(&["query", QUERY, "--all", "--format", form, "--output", &file]);
    }
    // The forms that have no heading: redirected, as they always were.
    for form in ["json", "jsonl"] {
        let out = archive.ok(&["query", QUERY, "--format", form]).out;
        archive.write(&format!("plain.{form}"), out);
        let out = archive.ok(&["quotes", "expansion", "--format", form]).out;
        archive.write(&format!("said.{form}"), out);
    }
    for form in ["json", "jsonl", "csv"] {
        let out = archive.ok(&["concordance", "OSCE", "--format", form]).out;
        archive.write(&format!("lines.{form}"), out);
    }
    archive.index(&[]);
    let status = archive.ok(&["status", "--format", "json"]).json();
    assert_eq!(status["articles"], articles, "{status}");
    let skipped = archive.ok(&["status", "--skipped"]).out;
    for file in [
        "hits.json",
        "hits.jsonl",
        "hits.csv",
        "hits.md",
        "hits.html",
        "plain.json",
        "plain.jsonl",
        "said.json",
        "said.jsonl",
    ] {
        assert!(skipped.contains(file), "{file}: {skipped}");
    }
    assert!(skipped.contains("a hit list of morgue"), "{skipped}");
}

#[test]
fn speakers_are_tables_as_well() {
    let (archive, _) = sample();
    let all = archive
        .ok(&["speakers", "--limit", "0", "--format", "json"])
        .json();
    let people = all["speakers"].as_array().expect("speakers");
    let first = &people[0];
    for form in ["csv", "tsv"] {
        let run = archive.ok(&["speakers", "--limit", "0", "--format", form]);
        let (rows, comments) = table(&run.out, form == "tsv");
        assert_eq!(rows.len(), people.len() + 1, "{form}");
        assert_eq!(comments[0], "# speakers: all");
        let end = comments.last().expect("an end");
        assert!(end.ends_with("rows: complete"), "{end}");
        assert_eq!(rows[1][1], first["name"].as_str().expect("a name"));
        assert_eq!(rows[1][2], first["statements"].to_string());
    }
    let part = archive.ok(&["speakers", "-n", "2", "--format", "md"]);
    assert!(
        part.out.contains("2 of ") && part.out.contains("not all"),
        "{}",
        part.out
    );
    assert!(part.err.contains("--limit 0"), "{}", part.err);
    let page = archive.ok(&["speakers", "--format", "html"]).out;
    assert!(
        page.contains("<th>roles</th>") && page.ends_with("</html>\n"),
        "{page}"
    );
    archive.ok(&[
        "speakers",
        "torvanin",
        "--output",
        "who.xlsx",
        "--fields",
        "speaker,first",
    ]);
    let mut book: Xlsx<_> = open_workbook(archive.path().join("who.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("Speakers").expect("a sheet");
    assert!(
        matches!(sheet.get_value((1, 1)), Some(Data::DateTime(_))),
        "{sheet:?}"
    );
    assert!(book.worksheet_range("About").is_ok());
    for (args, told) in [
        (
            &["speakers", "--format", "ris"][..],
            "csv, tsv, md, html, xlsx",
        ),
        (&["speakers", "--output", "who.txt"], "--format"),
        (
            &["speakers", "--format", "csv", "--fields", "speker"],
            "did you mean speaker?",
        ),
        (
            &["speakers", "--format", "json", "--fields", "speaker"],
            "json has none",
        ),
    ] {
        let run = archive.run(args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.contains(told), "{args:?}: {}", run.err);
    }
}
