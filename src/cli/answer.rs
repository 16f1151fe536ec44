//! Questions -> what a command prints: hits, counts or a list, and on standard error what they are.

use std::io::{BufWriter, StdoutLock, Write};

use morgue::engine::export::Totals;
use morgue::engine::local::LocalIndex;
use morgue::engine::{Engine, SearchRequest, SearchResponse};
use morgue::output::export::line;
use morgue::output::status::count;
use morgue::output::style::{Paint, Style};
use morgue::output::{facets, hits};
use morgue::query::Query;

use super::archive::Place;
use super::export::{self, ListArgs};
use super::questions::Question;

/// What a command says in its own way.
pub struct Shown<'a> {
    /// The hits, for people.
    pub hits: &'a dyn Fn(&mut BufWriter<StdoutLock<'_>>, &SearchResponse) -> std::io::Result<()>,
    /// How many there are and are shown, for a query.
    pub tally: &'a dyn Fn(&SearchResponse, &str) -> String,
    /// What there is to say of a number that was all that was asked for.
    pub counted: &'a dyn Fn(&SearchResponse, &str) -> Option<String>,
    /// That there are none.
    pub empty: &'a dyn Fn(&LocalIndex, &Query) -> anyhow::Result<()>,
}

/// Which index is asked, and how the answer is wanted.
pub struct Asking<'a> {
    /// The index.
    pub index: &'a LocalIndex,
    /// Where it is.
    pub place: &'a Place,
    /// The form of the output.
    pub list: &'a ListArgs,
    /// Only numbers are wanted.
    pub count: bool,
    /// The request, but for its query and its facets.
    pub base: SearchRequest,
    /// How text is shown.
    pub style: Style,
}

impl Asking<'_> {
    /// Answers, and is true when something was found.
    pub fn run(&self, questions: &[Question], shown: &Shown<'_>) -> anyhow::Result<bool> {
        let form = self.list.form.form()?;
        let (facets, facet_values) = self.list.facets()?;
        let base = &SearchRequest {
            facets,
            facet_values,
            ..self.base.clone()
        };
        let listed = self.list.queries.is_some();
        if self.list.is_list()? && !self.count {
            let totals = export::run(self.list, self.place, self.index, base, questions)?;
            let found: Vec<bool> = totals.iter().map(|t| t.total > 0).collect();
            if listed {
                return Ok(tell(questions, &found));
            }
            if let ([false], [question]) = (found.as_slice(), questions) {
                (shown.empty)(self.index, &question.query)?;
            }
            return Ok(found.contains(&true));
        }
        if listed && self.count {
            return count_each(self.index, base, questions);
        }
        if listed {
            return text_each(self.index, base, questions, self.style, shown);
        }
        let query = questions.first().map(|q| q.query.clone());
        let request = SearchRequest {
            query: query.unwrap_or_else(Query::all),
            ..base.clone()
        };
        let response = self.index.search(&request)?;
        let (first, canonical) = (request.offset + 1, request.query.to_string());
        let mut out = BufWriter::new(std::io::stdout().lock());
        match form {
            _ if self.count => writeln!(out, "{}", response.listed())?,
            "json" => hits::json(&mut out, &response, first, &canonical)?,
            "jsonl" => hits::jsonl(&mut out, &response, first, &canonical)?,
            _ => {
                (shown.hits)(&mut out, &response)?;
                facets::text(
                    &mut out,
                    &response.facets,
                    hits::counted(&response),
                    self.style,
                )?;
            }
        }
        out.flush()?;
        if response.total == 0 {
            (shown.empty)(self.index, &request.query)?;
        } else if self.count {
            if let Some(told) = (shown.counted)(&response, &canonical) {
                tell!("{told}");
            }
        } else if form == "text" {
            tell!("{}", (shown.tally)(&response, &canonical));
        }
        Ok(response.total > 0)
    }
}

/// Prints the number of hits of each question of a list, and its name. True when there are any.
fn count_each(
    index: &LocalIndex,
    base: &SearchRequest,
    questions: &[Question],
) -> anyhow::Result<bool> {
    let counts = export::totals(index, base, questions)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let hits = |i: usize| counts.get(i).map_or(0, Totals::hits);
    for (i, question) in questions.iter().enumerate() {
        writeln!(out, "{}\t{}", hits(i), line(&question.name()))?;
    }
    out.flush()?;
    let found: Vec<bool> = (0..questions.len()).map(|i| hits(i) > 0).collect();
    Ok(tell(questions, &found))
}

/// Prints the hits of each question of a list below a heading. True when there are any.
fn text_each(
    index: &LocalIndex,
    base: &SearchRequest,
    questions: &[Question],
    style: Style,
    shown: &Shown<'_>,
) -> anyhow::Result<bool> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut found = Vec::new();
    for question in questions {
        let request = SearchRequest {
            query: question.query.clone(),
            ..base.clone()
        };
        let response = index.search(&request).map_err(|e| question.told(e))?;
        let (name, canonical) = (question.name(), request.query.to_string());
        let tally = match response.total {
            0 => format!("nothing found for {canonical}"),
            _ => (shown.tally)(&response, &canonical),
        };
        let heading = match name == canonical {
            true => tally,
            false => format!("{name}: {tally}"),
        };
        writeln!(out, "{}", style.wrap(&heading, &[], Paint::Strong, ""))?;
        (shown.hits)(&mut out, &response)?;
        facets::text(&mut out, &response.facets, hits::counted(&response), style)?;
        found.push(response.total > 0);
    }
    out.flush()?;
    Ok(tell(questions, &found))
}

/// Says which of the questions of a list have no hit. True when one has.
fn tell(questions: &[Question], found: &[bool]) -> bool {
    let empty: Vec<String> = questions
        .iter()
        .zip(found)
        .filter(|(_, found)| !**found)
        .map(|(question, _)| line(&question.name()))
        .collect();
    let noun = if questions.len() == 1 {
        "query"
    } else {
        "queries"
    };
    let all = format!("{} {noun}", count(questions.len() as u64));
    match empty.len() {
        0 => tell!("{all}, each with a hit"),
        n => tell!(
            "{all}, {} without a hit: {}",
            count(n as u64),
            empty.join("; ")
        ),
    }
    empty.len() < questions.len()
}
