//! `field:value`, and what can be asked of which field.

use super::Parser;
use crate::error::QueryError;
use crate::query::lexer::{self, Kind, error};
use crate::query::{Field, Node, dates, fields, lengths};

impl Parser<'_> {
    pub(super) fn field(
        &mut self,
        name: &str,
        value: Option<String>,
        token: usize,
    ) -> Result<Node, QueryError> {
        let lower = name.to_ascii_lowercase();
        if fields::OTHERS.contains(&lower.as_str()) && lower != "hlead" {
            let quoted = value.is_none() && matches!(self.peek(), Some(Kind::Quoted(_)));
            let text = match (value, self.peek()) {
                (Some(text), _) => text,
                (None, Some(Kind::Quoted(text))) => text.clone(),
                _ => String::new(),
            };
            if lower == "length" {
                let Some(length) = lengths::parse(&text) else {
                    return self.fail(
                        "this is no number of words or range of them",
                        token,
                        Some(&format!("write {}", lengths::FORMS)),
                    );
                };
                self.at += usize::from(quoted);
                return Ok(Node::Length(length));
            }
            if lower == "similar" {
                if text.is_empty() {
                    return self.fail(
                        "the id of an article stands behind similar:",
                        token,
                        Some("write similar:2023/04/replies.txt, an id as query prints it"),
                    );
                }
                self.at += usize::from(quoted);
                return Ok(Node::Similar(text));
            }
            let Some(range) = dates::parse(&text, self.today()) else {
                return self.fail(
                    "this is no date or range of dates",
                    token,
                    Some(&format!("write {name}: and {}", dates::FORMS)),
                );
            };
            self.at += usize::from(quoted);
            return Ok(if lower == "mentions" {
                Node::Mentions(range)
            } else {
                Node::Published(range)
            });
        }
        let asked = if lower == "hlead" { "lead" } else { name };
        let Some(entry) = fields::find(asked) else {
            let help = match fields::nearest(name) {
                Some(near) => format!("did you mean {near}: ? To search for the words, quote them"),
                None => {
                    let all: Vec<&str> = fields::FIELDS.iter().map(|e| e.names[0]).collect();
                    format!(
                        "fields are {}, date, mentions, length, similar; to search for the words, quote them",
                        all.join(", ")
                    )
                }
            };
            return self.fail("there is no such field", token, Some(&help));
        };
        let field = entry.field;
        let before = self.leaves;
        let inner = match (value, entry.value) {
            (Some(text), fields::Value::Raw) => match text.contains(['*', '?']) {
                true => Node::Pattern(text),
                false => Node::Word(text),
            },
            (Some(text), fields::Value::Text) => {
                // Behind the colon the value is read as a word of its own, with its wildcards and `~`.
                let shift = self.tokens[token].end - text.len();
                let mut inner = lexer::tokens(&text).map_err(|e| {
                    error(
                        self.query,
                        &e.message,
                        shift + e.at,
                        e.len,
                        e.help.as_deref(),
                    )
                })?;
                for t in &mut inner {
                    t.start += shift;
                    t.end += shift;
                }
                // A minus inside a value (`title:-x`) has no meaning.
                if inner.is_empty() || !matches!(inner[0].kind, Kind::Word(_) | Kind::Exact(_)) {
                    return self.fail(
                        "a word, a phrase or a group stands behind the colon",
                        token,
                        Some("write title:\"grain deal\""),
                    );
                }
                let count = inner.len();
                self.tokens.splice(self.at..self.at, inner);
                let end = self.at + count;
                let node = self.primary()?;
                if self.at < end {
                    return self.fail(
                        "this cannot stand behind the colon",
                        self.at,
                        Some("quote it: title:\"10:30\""),
                    );
                }
                node
            }
            (None, _) => match self.peek() {
                Some(Kind::Quoted(_) | Kind::Exact(_) | Kind::Open) => self.primary()?,
                _ => {
                    return self.fail(
                        "a word, a phrase or a group stands behind the colon",
                        token,
                        Some(&format!("write {name}:word")),
                    );
                }
            },
        };
        self.fits(field, &inner, token)?;
        if lower == "hlead" {
            // Printed back it is there twice.
            self.spend(1 + self.leaves - before, token)?;
            let title = Node::In(Field::Title, Box::new(inner.clone()));
            let lead = Node::In(Field::Lead, Box::new(inner));
            return Ok(Node::Or(vec![title, lead]));
        }
        Ok(Node::In(field, Box::new(inner)))
    }

    /// Not everything can be asked of every field.
    pub(super) fn fits(&self, field: Field, node: &Node, token: usize) -> Result<(), QueryError> {
        if !field.is_prose() && node.needs_prose() {
            return self.fail(
                "capitals, sentences and numbers of times are known of headline, body and statements only",
                token,
                Some("ask for a word, a phrase or a pattern in this field"),
            );
        }
        let raw = matches!(
            field,
            Field::Path | Field::Id | Field::Language | Field::Speaker
        );
        if raw && !is_plain(node, field) {
            return self.fail(
                "this field takes a value, a pattern or alternatives of these",
                token,
                Some("write speaker:Vale, path:2023/*.html, id:TW-17 or lang:(en OR es)"),
            );
        }
        Ok(())
    }
}

/// A value, a pattern, or these joined by AND, OR and NOT; of names also slips.
fn is_plain(node: &Node, field: Field) -> bool {
    match node {
        Node::Word(_) | Node::Pattern(_) | Node::Phrase { .. } => true,
        Node::Fuzzy { .. } => field == Field::Speaker,
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(|n| is_plain(n, field)),
        Node::Not(inner) => is_plain(inner, field),
        _ => false,
    }
}
