//! `morgue query`: forms of output, options, what is said when nothing is found.

use serde_json::{Value, json};

use crate::support::{Archive, golden};

/// Invented records with every field an article has, so that no guess of extraction shows.
fn records() -> Archive {
    let archive = Archive::of("tests/corpora/default");
    archive.index(&[]);
    archive
}

/// Scores are floats that any change of ranking moves; their order is in the ranks.
fn without_scores(mut value: Value) -> Value {
    let hide = |hit: &mut Value| {
        if let Some(score) = hit.get_mut("score") {
            assert!(score.as_f64().is_some_and(|s| s.is_finite()), "{score}");
            *score = json!("SCORE");
        }
    };
    hide(&mut value);
    if let Some(hits) = value.get_mut("hits").and_then(Value::as_array_mut) {
        hits.iter_mut().for_each(hide);
    }
    value
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON") + "\n"
}

#[test]
fn json_has_the_shape_it_promises() {
    let run = records().ok(&["query", "lighthouse OR keeper", "--format", "json"]);
    let value = without_scores(run.json());
    assert_eq!(value["version"], 1);
    golden("query.json", &pretty(&value));
}

#[test]
fn json_lines_have_the_shape_they_promise() {
    let run = records().ok(&["query", "lighthouse OR keeper", "--format", "jsonl"]);
    let lines: Vec<Value> = run.lines().into_iter().map(without_scores).collect();
    let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
    assert_eq!(lines[0]["total"], lines.len() - 1);
    golden("query.jsonl", &text);
}

#[test]
fn text_reads_as_it_should() {
    let run = records().ok(&["query", "lighthouse OR keeper", "--sort", "oldest"]);
    golden("query.txt", &run.out);
}

#[test]
fn an_explained_score_names_its_parts() {
    let run = records().ok(&[
        "query",
        "lighthouse OR keeper",
        "--explain",
        "--format",
        "json",
    ]);
    let value = run.json();
    for hit in value["hits"].as_array().expect("hits") {
        let parts = hit["explanation"].as_array().expect("parts");
        assert!(!parts.is_empty());
        let sum: f64 = parts.iter().filter_map(|p| p["points"].as_f64()).sum();
        let score = hit["score"].as_f64().expect("a score");
        // Words that stand together add a little more.
        assert!(sum > 0.5 * score && sum < score + 1e-3, "{hit}");
    }
}

#[test]
fn offsets_lead_to_the_words() {
    let archive = Archive::sample();
    archive.index(&[]);
    let run = archive.ok(&[
        "query",
        "expansion OR OSCE",
        "--format",
        "json",
        "-n",
        "100",
    ]);
    for hit in run.json()["hits"].as_array().expect("hits") {
        let id = hit["id"].as_str().expect("an id");
        let article = archive.ok(&["show", id, "--format", "json"]).json();
        assert_eq!(article["headline"], hit["headline"]);
        let body = article["body"].as_str().expect("a body");
        let headline = article["headline"].as_str().expect("a headline");
        let mut found = 0;
        let mut check = |text: &str, span: &Value| {
            let (from, to) = (span[0].as_u64().unwrap(), span[1].as_u64().unwrap());
            let word = text[from as usize..to as usize].to_lowercase();
            assert!(word.starts_with("expansion") || word == "osce", "{word}");
            found += 1;
        };
        for span in hit["headline_matches"].as_array().expect("spans") {
            check(headline, span);
        }
        for passage in hit["passages"].as_array().expect("passages") {
            let (from, to) = (&passage["start"], &passage["end"]);
            let (from, to) = (from.as_u64().unwrap(), to.as_u64().unwrap());
            assert_eq!(&body[from as usize..to as usize], passage["text"]);
            for span in passage["matches"].as_array().expect("spans") {
                assert!(span[0].as_u64().unwrap() >= from && span[1].as_u64().unwrap() <= to);
                check(body, span);
            }
        }
        assert!(found > 0, "{id} shows no match");
    }
}

#[test]
fn exit_codes_tell_found_from_nothing_from_error() {
    let archive = records();
    assert_eq!(archive.run(&["query", "lighthouse"]).code, 0);
    assert_eq!(archive.run(&["query", "zeppelin"]).code, 1);
    assert_eq!(archive.run(&["query", "("]).code, 2);
    assert_eq!(archive.run(&["query"]).code, 2);
    assert_eq!(archive.run(&["query", "x", "--no-such-option"]).code, 2);
    assert_eq!(archive.run(&["no-such-command"]).code, 2);
    assert_eq!(archive.run(&["--version"]).code, 0);
    assert_eq!(archive.run(&["query", "zeppelin", "--count"]).code, 1);
    assert_eq!(archive.run(&["show", "zeppelin"]).code, 1);
}

#[test]
fn counts_parts_and_limits_agree() {
    let archive = Archive::sample();
    archive.index(&[]);
    let all = archive.ids("Ulma");
    assert!(all.len() > 12, "{}", all.len());
    let count = archive.ok(&["query", "Ulma", "--count", "--no-fold"]);
    assert_eq!(count.out, format!("{}\n", all.len()));
    assert_eq!(count.err, "");
    let part = |offset: usize, limit: usize| -> Vec<String> {
        let (offset, limit) = (offset.to_string(), limit.to_string());
        let run = archive.ok(&[
            "query",
            "Ulma",
            "--format",
            "json",
            "--no-fold",
            "--offset",
            &offset,
            "-n",
            &limit,
        ]);
        let value = run.json();
        assert_eq!(value["total"], all.len());
        let hits = value["hits"].as_array().expect("hits").clone();
        for (i, hit) in hits.iter().enumerate() {
            assert_eq!(hit["rank"], offset.parse::<usize>().unwrap() + i + 1);
        }
        hits.iter()
            .map(|h| h["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(part(0, 5), all[..5]);
    assert_eq!(part(5, 5), all[5..10]);
    assert_eq!(part(all.len() - 1, 5), all[all.len() - 1..]);
    assert!(part(1000, 5).is_empty());
    assert!(part(0, 0).is_empty());
}

#[test]
fn hits_come_in_the_order_asked_for() {
    let archive = Archive::sample();
    archive.index(&[]);
    let dates = |order: &str| -> Vec<Value> {
        let run = archive.ok(&[
            "query", "*", "--sort", order, "--format", "json", "-n", "1000",
        ]);
        let value = run.json();
        let hits = value["hits"].as_array().expect("hits");
        hits.iter().map(|h| h["published"].clone()).collect()
    };
    for order in ["newest", "oldest"] {
        let dates = dates(order);
        let dated: Vec<&str> = dates.iter().map_while(Value::as_str).collect();
        assert!(dated.len() > 30);
        assert!(
            dates[dated.len()..].iter().all(Value::is_null),
            "undated last"
        );
        // A coarse date stands at its first day: 2023 is 2023-01-01.
        let first = |d: &str| format!("{d}{}", &"0000-01-01"[d.len()..]);
        let first: Vec<String> = dated.into_iter().map(first).collect();
        let mut sorted = first.clone();
        sorted.sort();
        if order == "newest" {
            sorted.reverse();
        }
        assert_eq!(first, sorted);
    }
}

#[test]
fn dates_bound_the_hits() {
    let archive = records();
    // By day in March 1957, by month, by year, and undated.
    assert_eq!(archive.ids("date:1957-03-02"), ["KP-3"]);
    assert_eq!(archive.ids("keeper date:1957-03-01..1957-03-15"), ["KP-3"]);
    let sorted = |query: &str| {
        let mut ids = archive.ids(query);
        ids.sort();
        ids
    };
    // What is known to the month lies in the month, but not in its first half.
    assert_eq!(sorted("date:1957-03"), ["KP-3", "KP-4"]);
    assert_eq!(sorted("date:1957-03-01..1957-03-15"), ["KP-3"]);
    let loose = archive.ok(&[
        "query",
        "date:1957-03-01..1957-03-15",
        "--loose-dates",
        "--count",
    ]);
    assert_eq!(loose.out, "3\n", "the month and the year may lie in it");
    assert_eq!(sorted("date:none"), ["KP-6"]);
    let options = archive.ok(&[
        "query", "keeper", "--from", "1957-03", "--to", "1957", "--count",
    ]);
    let inline = archive.ok(&["query", "keeper date:1957-03..1957", "--count"]);
    assert_eq!(options.out, inline.out);
    for (args, message) in [
        (["--from", "soon"], "--from (--since) soon: write"),
        (["--to", "1957-13"], "--to 1957-13: write"),
    ] {
        let run = archive.run(&["query", "keeper", args[0], args[1]]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(message), "{}", run.err);
    }
    let run = archive.run(&["query", "keeper", "--from", "1958", "--to", "1957"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("is later than"), "{}", run.err);
}

#[test]
fn fields_look_where_they_say() {
    let archive = records();
    let sorted = |query: &str| {
        let mut ids = archive.ids(query);
        ids.sort();
        ids
    };
    assert_eq!(sorted("title:lighthouse"), ["KP-1", "KP-3"]);
    assert_eq!(sorted("byline:\"Ottoline Brackwater\""), ["KP-1", "KP-2"]);
    assert_eq!(
        sorted("source:\"Farhaven Mail\" section:shipping"),
        ["KP-2"]
    );
    assert_eq!(sorted("lang:fr"), ["KP-5"]);
    assert_eq!(sorted("id:KP-4"), ["KP-4"]);
    assert_eq!(sorted("url:farhaven"), ["KP-1", "KP-2"]);
    assert_eq!(sorted("path:keepers.jsonl").len(), 7);
    // The stem in its own language: a French plural, and not by English rules.
    assert_eq!(sorted("gardien"), ["KP-5"]);
}

#[test]
fn plain_words_need_no_operators() {
    let archive = records();
    let run = archive.ok(&[
        "query",
        "--words",
        "what did the keeper say about the (lamp?",
        "--format",
        "json",
    ]);
    assert_eq!(run.json()["query"], "keeper OR say OR lamp");
    let any = archive.ok(&["query", "--any", "lamp zeppelin", "--count"]);
    let all = archive.run(&["query", "lamp zeppelin", "--count"]);
    assert_ne!(any.out, all.out);
    assert_eq!(all.code, 1);
}

#[test]
fn nothing_found_says_why() {
    let archive = records();
    let run = archive.run(&["query", "lighthuose AND keeper"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(
        run.err
            .contains("no article has lighthuose; did you mean lighthouse?"),
        "{}",
        run.err
    );
    assert!(run.err.contains("articles have keeper"), "{}", run.err);
    let run = archive.run(&["query", "lighthouse date:2031"]);
    assert!(run.err.contains("without the date"), "{}", run.err);
    // In JSON, standard output is a whole answer all the same.
    let run = archive.run(&["query", "zeppelin", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.json()["hits"], json!([]));
}

#[test]
fn a_broken_query_is_shown_with_its_place() {
    let archive = records();
    let run = archive.run(&["query", "keeper AND (lamp"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert_eq!(
        run.err,
        "morgue: this parenthesis is never closed\n  keeper AND (lamp\n             ^\n\
         help: add a )\n"
    );
    let run = archive.run(&["query", "speeker:vale"]);
    assert!(
        run.err.contains("\n  ^^^^^^^^^^^^\n") && run.err.contains("did you mean speaker:"),
        "{}",
        run.err
    );
    // A broken query is told before an index is built for it.
    let fresh = Archive::sample();
    let run = fresh.run(&["query", "(", "--articles", "."]);
    assert_eq!(run.code, 2);
    assert!(!fresh.path().join(".morgue").exists());
}

#[test]
fn who_is_asked_for_is_heard_first() {
    let archive = Archive::sample();
    archive.index(&[]);
    for query in [
        "speaker:torvanin -grain",
        "speaker:torvanin gas",
        "said:expansion speaker:torvanin",
        "\"Alexei Torvanin\" SAID expansion",
    ] {
        let hits = archive
            .ok(&["query", query, "--format", "json", "-n", "0"])
            .json();
        assert!(hits["total"].as_u64().unwrap() > 3, "{query}");
        let hits = archive
            .ok(&["query", query, "--format", "json", "-n", "50"])
            .json();
        for hit in hits["hits"].as_array().unwrap() {
            let first = &hit["passages"][0];
            let who = first["speaker"].as_str().unwrap_or_default();
            assert!(who.contains("Torvanin"), "{query}: {hit}");
            let number = hit["passages"].as_array().unwrap().len();
            assert!(number <= 3, "{query}: {hit}");
        }
    }
}

#[test]
fn a_date_that_met_the_range_is_shown_with_its_sentence() {
    let filler = "The council met again and talked of the weather over the pass. ";
    let body = format!(
        "{}\n\n{}It was signed on March 4, 1999, in a tent. {filler}\n\nIt lapsed in 2008.",
        filler.repeat(4),
        filler.repeat(3)
    );
    let record = serde_json::json!({"title": "The pass", "date": "2023-05-02", "body": body});
    let archive = Archive::with(&[("a.jsonl", &format!("{record}\n"))]);
    archive.index(&[]);
    let run = archive.ok(&["query", "mentions:1999"]);
    assert!(
        run.out.contains("signed on *March 4, 1999*, in"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("2008"), "{}", run.out);
    // Also where words have better passages.
    let run = archive.ok(&["query", "council weather mentions:2008", "--passages", "2"]);
    assert!(run.out.contains("in *2008*."), "{}", run.out);
    let run = archive.ok(&["query", "council NOT mentions:2001", "--passages", "9"]);
    assert!(!run.out.contains("*2008*"), "{}", run.out);
    let run = archive.ok(&["concordance", "mentions:1999", "--format", "jsonl"]);
    assert_eq!(run.lines()[0]["match"], "March 4, 1999");
}

#[test]
fn only_statements_that_hold_all_that_was_asked_are_highlighted() {
    let text = "The pass\n2023-05-02\n\n\
        “The bridge is shut,” said Oda Brekkelund on Monday.\n\n\
        “The bridge is open and the road is wet,” said Oda Brekkelund on Tuesday.\n\n\
        “The road is long,” said Oda Brekkelund on Wednesday.\n";
    let archive = Archive::with(&[("a.txt", text)]);
    archive.index(&[]);
    let shown = |query: &str| {
        archive
            .ok(&["show", "a.txt", "--plain", "--matches", query])
            .out
    };
    for query in ["Brekkelund SAID (bridge road)", "said:(bridge AND road)"] {
        let out = shown(query);
        assert!(
            out.contains("The *bridge* is open and the *road*"),
            "{query}: {out}"
        );
        assert_eq!(out.matches('*').count(), 4, "{query}: {out}");
    }
    let out = shown("Brekkelund SAID (bridge NOT wet)");
    assert!(
        out.contains("*bridge* is shut") && out.matches('*').count() == 2,
        "{out}"
    );
    let out = shown("Brekkelund SAID (bridge OR road)");
    assert_eq!(out.matches('*').count(), 8, "{out}");
    let hits = archive.ok(&["query", "Brekkelund SAID (bridge road)"]).out;
    assert!(!hits.contains("shut") && !hits.contains("long"), "{hits}");
}
