//! Tokens into a query. `OR` binds weakest, then `AND` (written or not), then `NEAR` and its like and `SAID`,
//! then `NOT` and `ATLEAST`.

mod field;
mod terms;

use std::cell::OnceCell;

use jiff::civil::Date;

use crate::error::QueryError;
use crate::query::lexer::{self, Kind, Token, error};
use crate::query::{MAX_DEPTH, MAX_LEAVES, MAX_NEAR, Node, Within, group};

pub fn parse(query: &str, any: bool) -> Result<Node, QueryError> {
    let tokens = lexer::tokens(query)?;
    let mut parser = Parser {
        query,
        tokens,
        at: 0,
        any,
        depth: 0,
        leaves: 0,
        today: OnceCell::new(),
    };
    let node = parser.or()?;
    match parser.tokens.get(parser.at) {
        None => Ok(node),
        Some(t) => Err(error(
            query,
            "this parenthesis closes nothing",
            t.start,
            t.end - t.start,
            Some("remove it"),
        )),
    }
}

struct Parser<'q> {
    query: &'q str,
    tokens: Vec<Token>,
    at: usize,
    any: bool,
    depth: usize,
    leaves: usize,
    /// Asked for by dates alone: finding the time zone takes a tenth of the time of a query.
    today: OnceCell<Date>,
}

impl Parser<'_> {
    fn today(&self) -> Date {
        *self.today.get_or_init(|| jiff::ZonedDateTime::now().date())
    }

    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|t| &t.kind)
    }

    fn fail<T>(&self, message: &str, token: usize, help: Option<&str>) -> Result<T, QueryError> {
        let (at, len) = match self.tokens.get(token) {
            Some(t) => (t.start, t.end - t.start),
            None => (self.query.len(), 0),
        };
        Err(error(self.query, message, at, len, help))
    }

    fn or(&mut self) -> Result<Node, QueryError> {
        let mut nodes = vec![self.and()?];
        while self.peek() == Some(&Kind::Or) {
            let operator = self.at;
            self.at += 1;
            self.operand(operator)?;
            nodes.push(self.and()?);
        }
        Ok(group(
            flatten(nodes, |n| matches!(n, Node::Or(_))),
            Node::Or,
        ))
    }

    fn and(&mut self) -> Result<Node, QueryError> {
        // With `any`, bare words side by side are alternatives; a written AND still joins.
        let mut nodes: Vec<Node> = Vec::new();
        let mut joined = true;
        loop {
            match self.peek() {
                None | Some(Kind::Or | Kind::Close) => break,
                Some(Kind::And) => {
                    if nodes.is_empty() {
                        return self.fail(
                            "there is nothing to the left of this AND",
                            self.at,
                            Some("put a word before it"),
                        );
                    }
                    let operator = self.at;
                    self.at += 1;
                    self.operand(operator)?;
                    joined = true;
                }
                Some(_) => {
                    let node = self.near()?;
                    let excluded = matches!(node, Node::Not(_));
                    if self.any && !joined && !excluded && !nodes.is_empty() {
                        nodes.push(node);
                        let last = nodes.len() - 1;
                        let right = nodes.remove(last);
                        let left = nodes.remove(last - 1);
                        let both = flatten(vec![left, right], |n| matches!(n, Node::Or(_)));
                        let both = Node::Or(both);
                        nodes.insert(last - 1, both);
                    } else {
                        nodes.push(node);
                    }
                    joined = false;
                }
            }
        }
        if nodes.is_empty() && self.depth > 0 && self.peek() != Some(&Kind::Or) {
            return self.fail(
                "these parentheses hold nothing",
                self.at,
                Some("put a word between them"),
            );
        }
        if nodes.is_empty() && self.peek() == Some(&Kind::Or) {
            return self.fail(
                "there is nothing to the left of this OR",
                self.at,
                Some("put a word before it"),
            );
        }
        Ok(group(
            flatten(nodes, |n| matches!(n, Node::And(_))),
            Node::And,
        ))
    }

    /// After an operator something must follow.
    fn operand(&mut self, operator: usize) -> Result<(), QueryError> {
        match self.peek() {
            None | Some(Kind::Or | Kind::And | Kind::Close | Kind::Near { .. } | Kind::Said) => {
                self.fail(
                    "there is nothing to the right of this operator",
                    operator,
                    Some("put a word behind it, or quote it to search for it"),
                )
            }
            _ => Ok(()),
        }
    }

    fn near(&mut self) -> Result<Node, QueryError> {
        let first = self.at;
        let mut left = self.not()?;
        let mut links = 0;
        loop {
            let operator = self.at;
            match self.peek() {
                Some(Kind::Said) => {
                    self.at += 1;
                    self.operand(operator)?;
                    let who = match left {
                        Node::Word(text) | Node::Phrase { text, slop: 0 } => text,
                        _ => {
                            return self.fail(
                                "a name stands before SAID",
                                first,
                                Some("write \"Anna Vale\" SAID (expansion OR enlargement)"),
                            );
                        }
                    };
                    left = Node::Said {
                        who,
                        what: Box::new(self.not()?),
                    };
                }
                _ => {
                    let Some((within, not, tokens)) = self.distance() else {
                        return Ok(left);
                    };
                    self.at += tokens;
                    let operator = self.at - 1;
                    self.operand(operator)?;
                    let right = self.not()?;
                    self.places(&left, operator)?;
                    self.places(&right, operator)?;
                    links += 1;
                    if links > MAX_NEAR || links + self.depth > MAX_DEPTH {
                        return self.fail(
                            "more than 8 parts stand near each other here",
                            operator,
                            Some("split the query, or join them with AND"),
                        );
                    }
                    left = Node::Near {
                        left: Box::new(left),
                        right: Box::new(right),
                        within,
                        not,
                    };
                }
            }
        }
    }

    /// `NEAR/5`, `NOT NEAR/5`, and `not w/5` as others write it: how close, whether not, and the tokens it takes.
    fn distance(&self) -> Option<(Within, bool, usize)> {
        match self.peek()? {
            Kind::Near { within, not } => Some((*within, *not, 1)),
            Kind::Not => match self.tokens.get(self.at + 1)?.kind {
                Kind::Near { within, .. } => Some((within, true, 2)),
                _ => None,
            },
            Kind::Word(word) if word == "not" => match self.tokens.get(self.at + 1)?.kind {
                Kind::Near { within, .. } => Some((within, true, 2)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Distances are measured between things that stand somewhere in a text.
    fn places(&self, node: &Node, operator: usize) -> Result<(), QueryError> {
        if node.has_places() {
            return Ok(());
        }
        let help = match node {
            Node::Not(_) => "write a NOT NEAR/5 b, or (a NEAR/5 b) NOT c",
            Node::In(..) => "put the field around it: title:(a NEAR/5 b)",
            Node::And(_) => "write (a NEAR/5 c) AND (b NEAR/5 c)",
            Node::Said { .. } => "put it inside: \"Anna Vale\" SAID (a NEAR/5 b)",
            _ => "put a word, a phrase or alternatives of these on either side",
        };
        self.fail(
            "only words, phrases and alternatives of these stand near each other",
            operator,
            Some(help),
        )
    }

    fn not(&mut self) -> Result<Node, QueryError> {
        let operator = self.at;
        let mut negated = false;
        while self.peek() == Some(&Kind::Not) {
            self.at += 1;
            negated = !negated;
        }
        if self.at > operator {
            self.operand(operator)?;
        }
        let node = self.primary()?;
        Ok(if negated {
            Node::Not(Box::new(node))
        } else {
            node
        })
    }

    fn primary(&mut self) -> Result<Node, QueryError> {
        let token = self.at;
        let Some(Token { kind, .. }) = self.tokens.get(token).cloned() else {
            return self.fail("something is missing here", token, None);
        };
        // What is printed back may have parentheses that were left out here, and must not be too long for that.
        if kind != Kind::Open {
            self.spend(1, token)?;
        }
        self.at += 1;
        match kind {
            Kind::Word(text) => self.word(text, token),
            Kind::Quoted(text) => self.phrase(text, token),
            Kind::Exact(text) => self.exact(text, token),
            Kind::AtLeast(count) => self.at_least(count, token),
            Kind::Capitals(capitals) => self.capitals(capitals, token),
            Kind::Field { name, value } => self.field(&name, value, token),
            Kind::Open => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return self.fail(
                        "parentheses are nested deeper than 64",
                        token,
                        Some("a flatter query says the same"),
                    );
                }
                let node = self.or()?;
                if self.peek() != Some(&Kind::Close) {
                    return self.fail("this parenthesis is never closed", token, Some("add a )"));
                }
                self.at += 1;
                self.depth -= 1;
                Ok(node)
            }
            Kind::Near { .. } | Kind::Said | Kind::And | Kind::Or | Kind::Not => self.fail(
                "there is nothing to the left of this operator",
                token,
                Some("put a word before it, or quote it to search for it"),
            ),
            Kind::Close => self.fail("this parenthesis closes nothing", token, Some("remove it")),
            Kind::Tilde(_) => self.fail(
                "~ stands directly behind a word or a phrase",
                token,
                Some("write lavender~1 or \"grain deal\"~3"),
            ),
        }
    }

    /// Counts words; those of a phrase count one by one.
    fn spend(&mut self, words: usize, token: usize) -> Result<(), QueryError> {
        self.leaves += words;
        if self.leaves > MAX_LEAVES {
            return self.fail(
                "this query has more than 1024 words",
                token,
                Some("split it into several queries"),
            );
        }
        Ok(())
    }

    /// The `~n` directly behind token `token`, where there is one.
    fn tilde(&mut self, token: usize) -> Option<Option<u32>> {
        let next = self.tokens.get(self.at)?;
        match next.kind {
            Kind::Tilde(n) if next.start == self.tokens[token].end => {
                self.at += 1;
                Some(n)
            }
            _ => None,
        }
    }
}

/// `(a AND b) AND c` is `a AND b AND c`.
fn flatten(nodes: Vec<Node>, same: fn(&Node) -> bool) -> Vec<Node> {
    let mut flat = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::And(inner) if same(&Node::And(Vec::new())) => flat.extend(inner),
            Node::Or(inner) if same(&Node::Or(Vec::new())) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat
}

#[cfg(test)]
mod tests;
