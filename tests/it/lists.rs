//! Lists of queries, answered together.

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::support::Archive;

const LIST: &str =
    "# watched\r\ngas\t\"gas transit\"\r\n\r\nOSCE\nnone\txyzzy\nbridge, wood\tbridge\n";

fn sample() -> Archive {
    let archive = Archive::sample();
    archive.index(&[]);
    archive.write(".list.txt", LIST);
    archive
}

/// Hits of one query.
fn count(archive: &Archive, command: &str, query: &str) -> u64 {
    let run = archive.run(&[command, query, "--count"]);
    run.out.trim().parse().expect("a number")
}

#[test]
fn every_query_is_counted_and_those_without_hits_are_named() {
    let archive = sample();
    for command in ["query", "quotes"] {
        let run = archive.ok(&[command, "--queries", ".list.txt", "--count"]);
        let expected: String = [
            ("gas", "\"gas transit\""),
            ("OSCE", "OSCE"),
            ("none", "xyzzy"),
            ("bridge, wood", "bridge"),
        ]
        .iter()
        .map(|(name, query)| format!("{}\t{name}\n", count(&archive, command, query)))
        .collect();
        assert_eq!(run.out, expected);
        assert!(run.err.contains("1 without a hit: none"), "{}", run.err);
    }
    archive.write(".empty.txt", "xyzzy\n");
    assert_eq!(archive.run(&["query", "--queries", ".empty.txt"]).code, 1);
}

#[test]
fn rows_are_those_of_the_queries_one_by_one_and_name_them() {
    let archive = sample();
    let all = ["query", "--queries", ".list.txt", "--all"];
    let run = archive.ok(&[&all[..], &["--format", "jsonl"]].concat());
    let lines = run.lines();
    let of = |name: &str| -> Vec<&Value> {
        lines
            .iter()
            .filter(|l| l["query"] == name && !l["id"].is_null())
            .collect()
    };
    let mut sum = 0;
    for (name, query) in [
        ("gas", "\"gas transit\""),
        ("OSCE", "OSCE"),
        ("bridge, wood", "bridge"),
    ] {
        let alone = archive
            .ok(&["query", query, "--all", "--format", "jsonl"])
            .lines();
        let alone: Vec<&Value> = alone.iter().filter(|l| !l["id"].is_null()).collect();
        let hits = of(name);
        assert_eq!(hits.len(), alone.len());
        for (a, b) in hits.iter().zip(alone) {
            assert_eq!((&a["id"], &a["rank"]), (&b["id"], &b["rank"]));
        }
        sum += hits.len();
    }
    let queries = lines[0]["queries"].as_array().expect("queries");
    assert_eq!(queries.len(), 4);
    assert_eq!(queries[2]["total"], 0);
    assert_eq!(queries[0]["rows"], of("gas").len());
    assert_eq!(lines.last().expect("an end")["rows"], sum);
    assert_eq!(lines.last().expect("an end")["complete"], true);
    // One object says the same.
    let whole = archive
        .ok(&[&all[..], &["--format", "json"]].concat())
        .json();
    assert_eq!(whole["hits"].as_array().map(Vec::len), Some(sum));
    assert_eq!(whole["queries"], lines[0]["queries"]);
}

#[test]
fn every_form_names_the_queries() {
    let archive = sample();
    let rows = |query| count(&archive, "query", query) as usize;
    let sum = rows("\"gas transit\"") + rows("OSCE") + rows("bridge");
    for form in ["csv", "tsv", "md", "html", "ris", "bibtex"] {
        let args = ["query", "--queries", ".list.txt", "--all", "--format", form];
        let out = archive.ok(&args).out;
        let marks = match form {
            "csv" => ["\ngas,", "\n\"bridge, wood\",", "# without a hit: none"],
            "tsv" => ["\ngas\t", "\nbridge, wood\t", "# without a hit: none"],
            "md" => ["\n| gas |", "\n| bridge, wood |", "- without a hit: none"],
            "html" => [
                "<h1>gas</h1>",
                "<h1>bridge, wood</h1>",
                "<dt>without a hit</dt><dd>none</dd>",
            ],
            "ris" => [
                "\nKW  - gas\r",
                "\nKW  - bridge wood\r",
                "# without a hit: none",
            ],
            _ => [
                "keywords = {gas}",
                "keywords = {bridge wood}",
                "% without a hit: none",
            ],
        };
        for mark in marks {
            assert!(out.contains(mark), "{form} lacks {mark:?}");
        }
        assert!(
            out.contains(&format!("{sum} of {sum} rows: complete")),
            "{form}"
        );
        if form == "bibtex" {
            let all = biblatex::Bibliography::parse(&out).expect("BibTeX");
            assert_eq!(all.len(), sum, "keys are unique");
        }
    }
    let text = archive
        .ok(&["query", "--queries", ".list.txt", "-n", "1"])
        .out;
    for heading in ["gas: ", "none: nothing found for xyzzy", "bridge, wood: "] {
        assert!(text.lines().any(|l| l.starts_with(heading)), "{heading}");
    }
    // The column that names the query stays, whatever is chosen.
    let args = [
        "--queries",
        ".list.txt",
        "--format",
        "csv",
        "--fields",
        "rank",
    ];
    let out = archive.ok(&[&["query"], &args[..]].concat()).out;
    assert!(out.contains("\nquery,rank\r\n"), "{out}");
}

#[test]
fn a_workbook_has_a_sheet_of_the_queries() {
    let archive = sample();
    archive.ok(&[
        "quotes",
        "--queries",
        ".list.txt",
        "--all",
        "-o",
        "said.xlsx",
    ]);
    let mut book: Xlsx<_> = open_workbook(archive.path().join("said.xlsx")).expect("a workbook");
    let queries = book.worksheet_range("Queries").expect("a sheet");
    let cell = |row, column| queries.get_value((row, column)).map(ToString::to_string);
    assert_eq!(cell(0, 2).as_deref(), Some("hits"));
    assert_eq!(cell(3, 0).as_deref(), Some("none"));
    assert_eq!(cell(3, 2).as_deref(), Some("0"));
    let hits = book.worksheet_range("Hits").expect("a sheet");
    assert_eq!(
        hits.get_value((0, 0)).map(ToString::to_string).as_deref(),
        Some("query")
    );
    let sum: u64 = ["\"gas transit\"", "OSCE", "bridge"]
        .iter()
        .map(|q| count(&archive, "quotes", q))
        .sum();
    assert_eq!(hits.rows().count() as u64, sum + 1);
    archive.ok(&["verify", "said.xlsx"]);
}

#[test]
fn a_list_that_cannot_be_read_says_where() {
    let archive = sample();
    archive.write(".bad.txt", "OSCE\nb\tice AND (\n\n# x\nsorce:wire\n");
    let run = archive.run(&["query", "--queries", ".bad.txt"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    let err = &run.err;
    assert!(
        err.contains(".bad.txt, line 2: ") && err.contains("line 5: "),
        "{err}"
    );
    assert!(
        err.contains("^") && err.contains("did you mean source:"),
        "{err}"
    );
    for (text, told) in [
        ("# nothing\n\n", "has no queries"),
        ("a\tx\na\ty\n", "line 1 has the same name"),
    ] {
        archive.write(".bad.txt", text);
        let run = archive.run(&["quotes", "--queries", ".bad.txt"]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(told), "{}", run.err);
    }
    let run = archive.run(&["query", "--queries", ".nowhere.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains(".nowhere.txt"), "{}", run.err);
    assert_eq!(
        archive
            .run(&["query", "--queries", ".list.txt", "OSCE"])
            .code,
        2
    );
    // One that is wrong only for this archive.
    archive.write(".bad.txt", "OSCE\nlike\tsimilar:nobody\n");
    let run = archive.run(&["query", "--queries", ".bad.txt", "--count"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("query like"), "{}", run.err);
}

/// Counts of a facet as JSON has them.
fn values(facet: &Value) -> Vec<(&str, u64)> {
    let all = facet["values"].as_array().expect("values");
    all.iter()
        .map(|v| {
            let count = v["count"].as_u64().expect("a count");
            (v["value"].as_str().expect("a value"), count)
        })
        .collect()
}

#[test]
fn matches_are_counted_by_what_they_have_in_common() {
    let archive = sample();
    let asked = "speaker,source,section,language,year";
    let args = [
        "query", "OSCE", "-n", "2", "--format", "json", "--facet", asked,
    ];
    let answer = archive.ok(&args).json();
    let total = answer["total"].as_u64().expect("a total");
    assert!(
        answer["folded"].as_u64() > Some(0),
        "copies are counted as well"
    );
    for name in asked.split(',') {
        let facet = &answer["facets"][name];
        assert_eq!(
            (&facet["of"], &facet["total"]),
            (&"articles".into(), &total.into())
        );
        let sum: u64 = values(facet).iter().map(|(_, n)| n).sum();
        let all = sum + facet["without"].as_u64().expect("a number");
        assert!(
            all == total || (name == "speaker" && all > total),
            "{name}: {all}"
        );
    }
    // Each count is what the query finds with the value.
    for (name, field) in [
        ("source", "source"),
        ("language", "lang"),
        ("year", "date"),
        ("speaker", "speaker"),
    ] {
        for (value, n) in values(&answer["facets"][name]).into_iter().take(3) {
            let query = match name {
                "year" => format!("OSCE date:{value}"),
                _ => format!("OSCE {field}:\"{value}\""),
            };
            let run = archive.ok(&["query", &query, "--no-fold", "--count"]);
            assert_eq!(run.out.trim(), n.to_string(), "{query}");
        }
    }
    let said = [
        "quotes", "--format", "jsonl", "-n", "1", "--facet", "speaker",
    ];
    let said = archive.ok(&said).lines();
    let (name, n) = values(&said[0]["facets"]["speaker"])[0];
    let run = archive.ok(&["quotes", "--speaker", name, "--count"]);
    assert_eq!(run.out.trim(), n.to_string(), "{name}");
}

#[test]
fn every_form_has_the_counts() {
    let archive = sample();
    let facet = ["--facet", "source,year,source"];
    let text = archive.ok(&[
        &["query", "OSCE", "-n", "0", "--facet-values", "2"],
        &facet[..],
    ]
    .concat());
    assert!(text.out.starts_with("source, of "), "{}", text.out);
    assert!(
        text.out.contains(" more)") && text.out.contains("\nyear, of "),
        "{}",
        text.out
    );
    assert_eq!(text.out.matches("source, of").count(), 1);
    for (form, mark) in [
        ("csv", "# facet year: of "),
        ("tsv", "# facet year: "),
        ("ris", "# facet source: of "),
        ("bibtex", "% facet source: of "),
        ("md", "| year | articles |"),
        ("html", "<summary>year, of "),
    ] {
        let out = archive
            .ok(&[&["query", "OSCE", "--format", form], &facet[..]].concat())
            .out;
        assert!(out.contains(mark), "{form}: {out}");
    }
    archive.ok(&[
        &["query", "--queries", ".list.txt", "--all", "-o", "h.xlsx"],
        &facet[..],
    ]
    .concat());
    let mut book: Xlsx<_> = open_workbook(archive.path().join("h.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("Facets").expect("a sheet");
    let rows: Vec<Vec<String>> = sheet
        .rows()
        .map(|r| r.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(rows[0], ["facet", "value", "count", "of", "query"]);
    assert!(
        rows.iter()
            .any(|r| r[0] == "year" && r[1] == "2023" && r[4] == "bridge, wood"),
        "{rows:?}"
    );
    let list = [
        "query",
        "--queries",
        ".list.txt",
        "--format",
        "json",
        "-n",
        "1",
    ];
    let list = archive.ok(&[&list[..], &facet[..]].concat()).json();
    assert!(
        list["queries"][0]["facets"]["year"]["values"].is_array(),
        "{list}"
    );
    archive.ok(&[&["query", "OSCE", "--all", "-o", "h.json"], &facet[..]].concat());
    archive.ok(&["verify", "h.json"]);
    let wrong = archive.run(&["query", "OSCE", "--facet", "sauce"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("section"), "{}", wrong.err);
}
