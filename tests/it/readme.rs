//! Every command in README.md is run, and prints what README.md says it prints.
//!
//! Blocks marked `console` are read. A line that begins with `$ ` is a command; the lines below are what it
//! prints, standard output and standard error together (standard output alone when the command has a pipe).
//! A line `...` stands for any lines. All commands run one after the other in one folder that holds a copy of
//! `sample_corpus`, called /home/ada/morgue in what is printed, with the program in the path; `cd` holds for
//! the commands after it. `cargo run ... --` is the program; other `cargo` commands are not run. Where a line
//! tells a time, a speed, a size or a moment, its digits stand for any digits.
//!
//! `MORGUE_BLESS=1` writes what is printed now into README.md; a `...` keeps its place.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::support::{Archive, MORGUE, copy, repository};

/// Two tests write README.md with `MORGUE_BLESS`, one after the other.
static WRITING: Mutex<()> = Mutex::new(());

/// A line as it is compared.
fn settled(line: &str) -> String {
    let varies = line.contains("MB/s") || line.starts_with("updated ") || line.starts_with("size ");
    let line = line.trim_end();
    if !varies {
        return line.to_owned();
    }
    // Digits, with what stands between digits of one number or moment.
    let mut out = String::new();
    for c in line.chars() {
        let digit = c.is_ascii_digit() || (out.ends_with('#') && ".,:-TZ".contains(c));
        match (digit, out.ends_with('#')) {
            (true, true) => {}
            (true, false) => out.push('#'),
            (false, _) => out.push(c),
        }
    }
    out
}

/// Do the lines agree, where a `...` stands for any lines?
fn agree(expected: &[String], actual: &[String]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=actual.len()).any(|i| agree(rest, &actual[i..]))
        }
        Some((first, rest)) => actual
            .split_first()
            .is_some_and(|(a, more)| settled(a) == settled(first) && agree(rest, more)),
    }
}

/// What is printed, with the lines left out that the expected ones leave out.
fn shortened(expected: &[String], actual: Vec<String>) -> Vec<String> {
    let Some(gap) = expected.iter().position(|l| l == "...") else {
        return actual;
    };
    let tail = expected.len() - gap - 1;
    if actual.len() < gap + tail {
        return actual;
    }
    let mut lines = actual[..gap].to_vec();
    lines.push("...".to_owned());
    lines.extend_from_slice(&actual[actual.len() - tail..]);
    lines
}

/// What the folder of the commands is called in README.md.
const HOME: &str = "/home/ada/morgue";

/// Runs a command as a reader would; none when it is not one to be run here.
fn printed(folder: &mut PathBuf, command: &str) -> Option<Vec<String>> {
    if let Some(below) = command.strip_prefix("cd ") {
        *folder = folder.join(below);
        return Some(Vec::new());
    }
    let command = match command.strip_prefix("cargo run ") {
        Some(rest) => format!("morgue {}", rest.split_once("-- ").expect("a `--`").1),
        None if command.starts_with("cargo ") => return None,
        None => command.to_owned(),
    };
    let program = Path::new(MORGUE).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let both = match command.contains(" | ") {
        true => command.clone(),
        false => format!("{{ {command}\n}} 2>&1"),
    };
    let output = Command::new("sh")
        .args(["-c", &both])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.display()))
        .env_remove("MORGUE_INDEX")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .output()
        .expect("sh");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    Some(text.lines().map(|l| l.trim_end().to_owned()).collect())
}

#[cfg(unix)]
#[test]
fn every_command_prints_what_is_said() {
    let _one = WRITING.lock();
    let file = repository("README.md");
    let readme = fs::read_to_string(&file).expect("README.md");
    let archive = Archive::empty();
    copy(
        &repository("sample_corpus"),
        &archive.path().join("sample_corpus"),
    );
    let mut lines = readme.lines().peekable();
    let (mut new, mut wrong, mut commands) = (Vec::new(), Vec::new(), 0);
    let mut inside = false;
    let root = archive.path().canonicalize().expect("a folder");
    let mut folder = root.clone();
    let root = root.to_str().expect("UTF-8");
    while let Some(line) = lines.next() {
        new.push(line.to_owned());
        if !inside {
            inside = line == "```console";
            continue;
        }
        inside = line != "```";
        let Some(command) = line.strip_prefix("$ ") else {
            continue;
        };
        let mut expected = Vec::new();
        while let Some(next) = lines.next_if(|l| !l.starts_with("$ ") && *l != "```") {
            expected.push(next.to_owned());
        }
        // An empty line before the next command is for the eye.
        let mut gap = Vec::new();
        while lines.peek().is_some_and(|l| l.starts_with("$ "))
            && expected.last().is_some_and(String::is_empty)
        {
            gap.extend(expected.pop());
        }
        let Some(mut actual) = printed(&mut folder, command) else {
            new.extend(expected);
            new.extend(gap);
            continue;
        };
        while actual.last().is_some_and(String::is_empty) {
            actual.pop();
        }
        for line in &mut actual {
            *line = line.replace(root, HOME);
        }
        commands += 1;
        if !agree(&expected, &actual) {
            wrong.push(format!("$ {command}\n{}\n", actual.join("\n")));
            expected = shortened(&expected, actual);
        }
        new.extend(expected);
        new.extend(gap);
    }
    assert!(commands >= 5, "README.md has only {commands} commands");
    if std::env::var_os("MORGUE_BLESS").is_some() {
        fs::write(&file, new.join("\n") + "\n").expect("README.md");
        return;
    }
    assert!(
        wrong.is_empty(),
        "README.md differs from what is printed (MORGUE_BLESS=1 writes it anew):\n{}",
        wrong.join("\n")
    );
}

#[test]
fn lines_are_compared_as_documented() {
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    assert!(agree(&lines("a\n...\nd"), &lines("a\nb\nc\nd")));
    assert!(agree(&lines("a\n..."), &lines("a")));
    assert!(!agree(&lines("a\n...\nd"), &lines("a\nb")));
    assert!(agree(
        &lines("articles: 4 added; 0.03 s, 3.2 MB/s"),
        &lines("articles: 5 added; 12.50 s, 0.1 MB/s")
    ));
    assert!(!agree(&lines("4 articles"), &lines("5 articles")));
    assert_eq!(
        shortened(&lines("1\n...\n9"), lines("a\nb\nc\nd")),
        lines("a\n...\nd")
    );
}

#[test]
fn the_table_of_the_query_language_is_that_of_the_program() {
    let _one = WRITING.lock();
    let file = repository("README.md");
    let text = fs::read_to_string(&file).expect("README.md");
    let head = "## Query language\n\n";
    let from = text.find(head).expect("the section") + head.len();
    let to = from + text[from..].find("\n\n").expect("an end of the table") + 1;
    let table = morgue::query::language::markdown();
    if std::env::var_os("MORGUE_BLESS").is_some() {
        fs::write(&file, format!("{}{table}{}", &text[..from], &text[to..])).expect("README.md");
        return;
    }
    assert_eq!(
        &text[from..to],
        table,
        "MORGUE_BLESS=1 writes it as query/language.rs has it"
    );
}
