//! Speakers, paths, ids and language codes.

use super::super::expand::{self, EVERY};
use super::super::named;
use super::{At, Plan, Planner, Told};
use crate::query::{Field, Node};
use crate::text::words;

/// Somebody as a query names them.
pub struct Who {
    /// As typed.
    typed: String,
    /// The words of it, folded.
    asked: Vec<String>,
    /// Other names of the persons who have such a name.
    others: Vec<String>,
    /// The words asked for, and those of all other names.
    pub names: Vec<Vec<String>>,
}

/// The statements these names belong to.
fn within(names: Plan, told: Told) -> Plan {
    Plan::Within {
        words: Box::new(names),
        told,
        least: 1,
    }
}

impl Planner<'_> {
    /// Who is meant by these words: whoever has them side by side in one of the names the archive knows them by.
    pub(super) fn who(&self, name: &str) -> anyhow::Result<Who> {
        let asked = words::list(name);
        let mut others: Vec<String> = Vec::new();
        for person in self.snapshot.persons()?.iter() {
            let names = || person.variants.iter().chain([&person.name]);
            let has = |n: &String| {
                words::list(n)
                    .windows(asked.len().max(1))
                    .any(|part| part == asked)
            };
            if names().any(has) {
                others.extend(names().filter(|n| !has(n)).cloned());
            }
        }
        let mut names = vec![asked.clone()];
        names.extend(others.iter().map(|n| words::list(n)));
        Ok(Who {
            typed: name.to_owned(),
            asked,
            others,
            names,
        })
    }

    /// Statements of somebody.
    pub(super) fn spoken_by(&mut self, who: &Who, at: At<'_>) -> anyhow::Result<Plan> {
        let names = At {
            field: Some(Field::Speaker),
            inside: false,
            ..at
        };
        let written = within(
            self.sequence(&who.asked, &who.typed, 0, names)?,
            Told::Speaker,
        );
        if at.shown {
            self.voices.extend(who.names.iter().cloned());
        }
        if who.others.is_empty() {
            return Ok(written);
        }
        let segments = self.searcher.segment_readers().iter();
        let others = || who.others.iter().map(String::as_str);
        let known = segments.map(|segment| named::voices(segment, self.f, others()));
        let known = Plan::Named(known.collect::<anyhow::Result<_>>()?);
        Ok(Plan::Any {
            of: vec![written, within(known, Told::Person)],
            least: 1,
        })
    }

    /// Inside one statement of somebody.
    pub(super) fn said(&mut self, who: &str, what: &Node, at: At<'_>) -> anyhow::Result<Plan> {
        let who = self.who(who)?;
        let speaker = At {
            field: Some(Field::Speaker),
            inside: true,
            shown: false,
            led: false,
            who: None,
            judged: false,
        };
        let said = At {
            field: Some(Field::Said),
            inside: true,
            shown: at.shown,
            led: false,
            who: Some(&who),
            judged: false,
        };
        let both = Plan::All {
            with: vec![
                self.spoken_by(&who, speaker)?,
                self.of_statement(what, said)?,
            ],
            without: Vec::new(),
            statements: true,
        };
        Ok(match at.inside {
            true => both,
            false => Plan::Articles(Box::new(both)),
        })
    }

    /// A field whose value is one term.
    pub(super) fn label(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        let value = match at.field {
            Some(Field::Language) => text.to_lowercase(),
            _ => text.to_owned(),
        };
        self.group(text, At { shown: false, ..at }, |dictionary| {
            Ok(dictionary
                .get(&value)?
                .map(|info| (value.clone().into_bytes(), info, EVERY))
                .into_iter()
                .collect())
        })
    }

    /// The same with `*` and `?`.
    pub(super) fn labels(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        let value = match at.field {
            Some(Field::Language) => text.to_lowercase(),
            _ => text.to_owned(),
        };
        let effort = self.effort.clone();
        self.group(text, At { shown: false, ..at }, |dictionary| {
            expand::pattern(dictionary, &value, text, &effort)
        })
    }

    /// A path, a folder with all below it, or a pattern. Walks the paths that begin like it.
    pub(super) fn paths(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        let text = text.trim_start_matches("./").trim_end_matches('/');
        let parts: Vec<char> = text.chars().collect();
        let literal = &text[..text.find(['*', '?']).unwrap_or(text.len())];
        let plan = self.group(text, At { shown: false, ..at }, |dictionary| {
            let mut found = Vec::new();
            let mut stream = dictionary.range().ge(literal).into_stream()?;
            while stream.advance() && stream.key().starts_with(literal.as_bytes()) {
                let Ok(path) = std::str::from_utf8(stream.key()) else {
                    continue;
                };
                let below = path
                    .strip_prefix(text)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                if below || expand::glob(&parts, path) {
                    found.push((stream.key().to_vec(), stream.value().clone(), EVERY));
                }
            }
            Ok(found)
        })?;
        // A file record has a path too.
        Ok(Plan::All {
            with: vec![Plan::Every { statements: false }, plan],
            without: Vec::new(),
            statements: false,
        })
    }
}
