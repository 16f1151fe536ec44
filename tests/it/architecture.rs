//! Who may use whom: reads the paths in `src` and compares them with the edges decided on.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::repository;

/// Each module, and the modules (or parts of modules) it may use. A new edge is a decision: make it here,
/// and say why.
const EDGES: &[(&str, &[&str])] = &[
    ("article", &[]),
    ("error", &[]),
    // Words, sentences and folding are the same for the index, the query and the passages.
    ("text", &[]),
    ("walk", &[]),
    ("decode", &[]),
    // A format says where it read a date (`article::Origin`); members of containers have charsets of their
    // own; a page's format tells a date from other text when it chooses its candidates.
    ("formats", &["article", "decode", "extract::published"]),
    // One file: decompressed, its format found, read.
    ("read", &["decode", "formats"]),
    ("query", &["error", "text"]),
    // Text is brought into one Unicode form (`decode::charset`) before it is understood.
    (
        "extract",
        &["article", "formats", "text", "decode::charset"],
    ),
    // Which names are one person's; knows nothing of how statements are stored.
    ("people", &["text"]),
    // Which texts are copies; knows nothing of how they are stored.
    ("copies", &["text"]),
    (
        "engine",
        &["article", "copies", "error", "people", "query", "text"],
    ),
    // Saved searches: a name, a query, and what the engine has reported.
    ("watch", &["engine"]),
    ("output", &["article", "engine", "query", "watch"]),
    // Joins all stages of indexing.
    (
        "ingest",
        &[
            "article", "decode", "engine", "extract", "formats", "read", "walk",
        ],
    ),
    // Reads articles anew, and compares them with a list as `output` wrote it.
    (
        "verify",
        &["article", "ingest", "output::export", "read", "walk"],
    ),
    // The program sees the public library only, which its files name `morgue::`.
    ("cli", &[]),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Every `.rs` file below `dir`.
fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// A file without comments and without its unit tests, which may use what they like.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    text[..end]
        .lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The module a file is: `src/engine/local/mod.rs` is engine, local.
fn module(path: &Path) -> Vec<String> {
    let src = repository("src");
    let relative = path.strip_prefix(src).expect("a file of src");
    let mut parts: Vec<String> = relative
        .with_extension("")
        .components()
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|l| l == "mod") {
        parts.pop();
    }
    parts
}

/// What stands behind `crate::` or `super::`: a path, or a tree of paths in braces.
fn tree(text: &str, prefix: &[String], found: &mut Vec<Vec<String>>) {
    let text = text.trim_start();
    if let Some(inner) = text.strip_prefix('{') {
        let mut depth = 1;
        let mut start = 0;
        for (at, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || (depth == 1 && c == ',') {
                tree(&inner[start..at], prefix, found);
                start = at + 1;
            }
            if depth == 0 {
                return;
            }
        }
        return;
    }
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    if end == 0 {
        return;
    }
    let mut path = prefix.to_vec();
    path.push(text[..end].to_owned());
    match text[end..].strip_prefix("::") {
        Some(rest) if rest.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '{') => {
            tree(rest, &path, found);
        }
        _ => found.push(path),
    }
}

/// The paths from the root of the crate that a file names.
fn paths(module: &[String], code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ':')) {
            tree(&code[at + 7..], &[], &mut found);
        }
    }
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("::") {
            continue;
        }
        // `super` of a file is the module that declares it.
        let mut up = 1;
        let mut rest = &code[at + 7..];
        while let Some(more) = rest.strip_prefix("super::") {
            up += 1;
            rest = more;
        }
        let base = &module[..module.len().saturating_sub(up)];
        tree(rest, base, &mut found);
    }
    found
}

fn files() -> Vec<(PathBuf, Vec<String>, String)> {
    let mut all = Vec::new();
    sources(&repository("src"), &mut all);
    // How the program is linked: of none of its modules.
    all.retain(|path| *path != repository("src/build.rs"));
    all.sort();
    all.into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("UTF-8");
            let module = module(&path);
            (path, module, code(&text))
        })
        .collect()
}

#[test]
fn modules_use_only_whom_they_may() {
    let files = files();
    let modules: BTreeSet<&str> = files.iter().map(|(_, m, _)| m[0].as_str()).collect();
    let listed: BTreeSet<&str> = EDGES.iter().map(|(m, _)| *m).collect();
    assert_eq!(modules, listed, "the table and src have the same modules");
    let mut wrong = Vec::new();
    for (path, module, code) in &files {
        let own = module[0].as_str();
        let (_, allowed) = EDGES.iter().find(|(m, _)| *m == own).expect("listed");
        for used in paths(module, code) {
            // Items of the root itself (`super::Cli` in `cli`) are no modules.
            if used[0] == own || !modules.contains(used[0].as_str()) {
                continue;
            }
            let full = used.join("::");
            let fits = |a: &&&str| full == **a || full.starts_with(&format!("{a}::"));
            if allowed.iter().find(fits).is_none() {
                wrong.push(format!("{}: {own} uses {full}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_local_engine_names_tantivy() {
    for (path, module, code) in files() {
        let local = module.starts_with(&["engine".to_owned(), "local".to_owned()]);
        assert!(local || !code.contains("tantivy"), "{}", path.display());
    }
}

#[test]
fn the_program_names_the_library_and_the_library_not_the_program() {
    for (path, module, code) in files() {
        let program = matches!(module[0].as_str(), "cli" | "main");
        assert!(
            program || (!code.contains("morgue::") && !code.contains("clap")),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_reader_of_paths_understands_trees() {
    let module = ["engine".to_owned(), "local".to_owned(), "plan".to_owned()];
    let code = "use crate::{article::Span, query::{self, Node}};\nlet x = super::super::Hit;\nuse super::expand;";
    let found: Vec<String> = paths(&module, code).iter().map(|p| p.join("::")).collect();
    assert_eq!(
        found,
        [
            "article::Span",
            "query::self",
            "query::Node",
            "engine::Hit",
            "engine::local::expand"
        ]
    );
}
