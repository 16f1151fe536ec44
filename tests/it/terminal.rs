//! Colours, width, pipes, help, completions and the manual page.

use std::io::Read;
use std::process::Stdio;

use crate::support::{Archive, command, repository, run};

const COMMANDS: &[&str] = &[
    "index",
    "query",
    "quotes",
    "speakers",
    "timeline",
    "concordance",
    "watch",
    "verify",
    "show",
    "extract",
    "status",
    "check",
    "completions",
    "man",
];

#[test]
fn every_command_has_help_with_examples() {
    let archive = Archive::empty();
    let top = archive.ok(&["--help"]);
    for name in COMMANDS {
        assert!(top.out.contains(&format!("\n  {name} ")), "{name}");
        let help = archive.ok(&[name, "--help"]);
        assert!(help.out.contains("Examples:\n  morgue "), "{name}");
        let widest = help.out.lines().map(|l| l.chars().count()).max();
        assert!(
            widest.is_some_and(|w| w <= 100),
            "{name} is {widest:?} wide"
        );
    }
    // The list above is complete.
    let listed = top.out.lines().skip_while(|l| *l != "Commands:").skip(1);
    let listed: Vec<&str> = listed
        .map_while(|l| l.strip_prefix("  "))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    for name in listed {
        assert!(COMMANDS.contains(&name), "{name} has no test of its help");
    }
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let archive = Archive::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = archive.ok(&["completions", shell]);
        assert!(
            run.out.contains("morgue") && run.out.contains("rebuild"),
            "{shell}"
        );
    }
    assert_eq!(archive.run(&["completions", "tcsh-of-old"]).code, 2);
    let man = archive.ok(&["man"]);
    assert!(man.out.contains(".TH morgue 1"), "{}", man.out);
    assert!(man.out.contains("Exit codes"), "{}", man.out);
}

#[test]
fn colours_are_for_terminals_and_for_whoever_asks() {
    let archive = Archive::of("tests/corpora/default");
    archive.index(&[]);
    let escape = |args: &[&str], no_color: bool| {
        let mut asked = command(archive.path(), args);
        if no_color {
            asked.env("NO_COLOR", "1");
        }
        let run = run(asked);
        assert_eq!(run.code, 0, "{run:?}");
        run.out.contains('\u{1b}')
    };
    let query = ["query", "lamp"];
    assert!(!escape(&query, false), "a pipe is no terminal");
    let always = ["query", "lamp", "--color", "always"];
    assert!(escape(&always, false));
    assert!(
        escape(&always, true),
        "what is asked for goes before NO_COLOR"
    );
    assert!(!escape(&["query", "lamp", "--color", "never"], false));
    assert!(!escape(
        &["query", "lamp", "--color", "always", "--format", "json"],
        false
    ));
}

#[test]
fn text_keeps_to_the_columns_there_are() {
    let archive = Archive::sample();
    archive.index(&[]);
    for columns in [40, 80] {
        let mut asked = command(archive.path(), &["query", "OSCE OR expansion", "-n", "50"]);
        asked.env("COLUMNS", columns.to_string());
        let run = run(asked);
        for line in run.out.lines() {
            let width = line.chars().count();
            // A path or a word is not broken.
            let words = line.split_whitespace().count();
            assert!(width <= columns || words == 1, "{width}: {line}");
        }
        assert!(run.out.lines().any(|l| l.chars().count() > columns - 8));
    }
}

#[test]
fn control_characters_of_an_article_do_not_reach_the_terminal() {
    let archive = Archive::with(&[(
        "a.jsonl",
        "{\"title\": \"Tar \\u001b[31mprices\\u0007\", \"body\": \"Tar\\u001b]0;owned\\u0007 fell on \\u202eMonday.\"}\n",
    )]);
    archive.index(&[]);
    for args in [&["query", "tar"][..], &["show", "a.jsonl#0"]] {
        let run = archive.ok(args);
        assert!(
            !run.out.contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{:?}",
            run.out
        );
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let archive = Archive::sample();
    archive.index(&[]);
    let sample = repository("sample_corpus");
    let sample = sample.to_str().expect("UTF-8");
    let many: Vec<&str> = std::iter::repeat_n(sample, 10).collect();
    let extract: Vec<&str> = std::iter::once("extract").chain(many).collect();
    for args in [
        &extract[..],
        &["query", "*", "-n", "1000"],
        &["query", "*", "-n", "1000", "--format", "json"],
        &["query", "*", "-n", "1000", "--format", "jsonl"],
        &["show", "radio-skerra/2023-12.json#0"],
        &["completions", "bash"],
        &["man"],
    ] {
        let mut child = command(archive.path(), args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut out = child.stdout.take().expect("a pipe");
        let mut first = [0; 1];
        out.read_exact(&mut first).expect("a byte");
        drop(out);
        let mut err = String::new();
        let mut stderr = child.stderr.take().expect("a pipe");
        stderr.read_to_string(&mut err).expect("UTF-8");
        let status = child.wait().expect("an end");
        assert_eq!(status.code(), Some(0), "{args:?}: {err}");
        assert!(
            !err.contains("morgue:") && !err.contains("panicked"),
            "{args:?}: {err}"
        );
    }
}
