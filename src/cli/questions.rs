//! What is asked: one query, or those of a list.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use morgue::decode;
use morgue::query::{Node, Query, list};

/// Most lines of a list whose errors are told.
const TOLD: usize = 10;

/// A query, and its name when it is of a list.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its name in the list.
    pub name: Option<String>,
    /// What is asked.
    pub query: Query,
}

impl Question {
    /// Its name, else its canonical form.
    pub fn name(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => self.query.to_string(),
        }
    }

    /// An error met in answering it, with its name.
    pub fn told(&self, error: anyhow::Error) -> anyhow::Error {
        match &self.name {
            Some(name) => error.context(format!("query {name}")),
            None => error,
        }
    }

    /// One without a name.
    pub fn one(query: Query) -> Vec<Self> {
        vec![Question { name: None, query }]
    }
}

/// Stands for standard input.
const STDIN: &str = "-";

/// What a list is called.
pub fn called(file: &Path) -> String {
    match file == Path::new(STDIN) {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    }
}

/// The queries of a file, of standard input when it is `-`; each has to meet `also` as well.
pub fn read(file: &Path, any: bool, also: &[Node]) -> anyhow::Result<Vec<Question>> {
    let shown = called(file);
    let mut bytes = Vec::new();
    match file == Path::new(STDIN) {
        true => std::io::stdin().lock().read_to_end(&mut bytes),
        false => std::fs::File::open(file).and_then(|mut f| f.read_to_end(&mut bytes)),
    }
    .with_context(|| format!("cannot read {shown}"))?;
    if decode::is_binary(&bytes) {
        bail!("{shown} is no text: a list has a query a line");
    }
    let all = list::parse(&decode::text(&bytes, None), any).map_err(|wrong| {
        let lines: Vec<String> = wrong
            .iter()
            .take(TOLD)
            .map(|(line, error)| format!("{shown}, line {line}: {error}"))
            .collect();
        let more = match wrong.len().saturating_sub(TOLD) {
            0 => String::new(),
            n => format!("\n{n} more lines cannot be read"),
        };
        anyhow::anyhow!("{}{more}", lines.join("\n"))
    })?;
    if all.is_empty() {
        bail!(
            "{shown} has no queries: write one a line, with its name and a tab before it as you like"
        );
    }
    let question = |named: list::Named| Question {
        name: Some(named.name),
        query: also.iter().cloned().fold(named.query, Query::and),
    };
    Ok(all.into_iter().map(question).collect())
}
