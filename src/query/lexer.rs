//! A query's text into tokens that know where they stand.

use crate::error::QueryError;

/// One token, and its bytes in the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Anything between white space that is nothing else.
    Word(String),
    /// Between quotation marks.
    Quoted(String),
    /// `name:`, with what follows it directly when that is no quotation mark or parenthesis.
    Field {
        name: String,
        value: Option<String>,
    },
    /// `~` or `~n` behind a word or a phrase.
    Tilde(Option<u32>),
    Open,
    Close,
    And,
    Or,
    Not,
    Said,
    /// `NEAR/n` or `BEFORE/n`.
    Near {
        distance: u32,
        ordered: bool,
    },
}

/// Distance of a bare `NEAR`.
const DEFAULT_DISTANCE: u32 = 5;

pub fn tokens(query: &str) -> Result<Vec<Token>, QueryError> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(c) = query[at..].chars().next() {
        let start = at;
        let next = at + c.len_utf8();
        let kind = match c {
            _ if c.is_whitespace() || c.is_control() => {
                at = next;
                continue;
            }
            '(' => (Kind::Open, next),
            ')' => (Kind::Close, next),
            '"' | '“' | '”' | '„' | '«' | '»' => quoted(query, start, next)?,
            '~' => {
                let digits = query[next..].bytes().take_while(u8::is_ascii_digit).count();
                let number = &query[next..next + digits];
                let parsed = match number {
                    "" => None,
                    _ => Some(number.parse().map_err(|_| {
                        error(
                            query,
                            "this distance is too large",
                            start,
                            digits + 1,
                            Some("use a number up to 100"),
                        )
                    })?),
                };
                (Kind::Tilde(parsed), next + digits)
            }
            '-' | '!'
                if query[next..]
                    .starts_with(|n: char| !n.is_whitespace() && n != '-' && n != ')') =>
            {
                (Kind::Not, next)
            }
            '&' | '|' | '!' | '+' if bare(query, next, c).is_some() => {
                let end = bare(query, next, c).unwrap_or(next);
                match c {
                    '&' => (Kind::And, end),
                    '|' => (Kind::Or, end),
                    '!' => (Kind::Not, end),
                    _ => {
                        at = end;
                        continue;
                    }
                }
            }
            _ => word(query, start)?,
        };
        at = kind.1;
        all.push(Token {
            kind: kind.0,
            start,
            end: at,
        });
    }
    Ok(all)
}

/// The end of an operator sign (`&`, `&&`) that stands alone; none when a word goes on behind it.
fn bare(query: &str, next: usize, sign: char) -> Option<usize> {
    let end = if query[next..].starts_with(sign) {
        next + 1
    } else {
        next
    };
    let free = query[end..]
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || c == '(' || c == '"');
    (free || sign == '+').then_some(end)
}

fn quoted(query: &str, start: usize, from: usize) -> Result<(Kind, usize), QueryError> {
    match query[from..].find(['"', '“', '”', '„', '«', '»']) {
        Some(len) => {
            let close = from + len;
            let end = close + query[close..].chars().next().map_or(1, char::len_utf8);
            Ok((
                Kind::Quoted(
                    query[from..close]
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                ),
                end,
            ))
        }
        None => Err(error(
            query,
            "this quotation mark is never closed",
            start,
            from - start,
            Some("close the phrase with another \""),
        )),
    }
}

fn word(query: &str, start: usize) -> Result<(Kind, usize), QueryError> {
    let stop = |c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»' | '~' | ':')
    };
    let end = query[start..].find(stop).map_or(query.len(), |i| start + i);
    if query[end..].starts_with(':')
        && end > start
        && query[start..end]
            .chars()
            .all(|c| c.is_alphabetic() || c == '_')
    {
        let from = end + 1;
        // The value runs to white space or a closing parenthesis: paths, dates and addresses hold anything else.
        let quoted = query[from..].starts_with(['(', '"', '“', '„', '«']);
        let to = if quoted {
            from
        } else {
            query[from..]
                .find(|c: char| c.is_whitespace() || c == ')')
                .map_or(query.len(), |i| from + i)
        };
        let value = (to > from).then(|| query[from..to].to_owned());
        return Ok((
            Kind::Field {
                name: query[start..end].to_owned(),
                value,
            },
            to,
        ));
    }
    // A colon inside a word (`10:30`) is part of it.
    let end = if query[end..].starts_with(':') {
        query[end..]
            .find(|c: char| stop(c) && c != ':')
            .map_or(query.len(), |i| end + i)
    } else {
        end
    };
    let text = &query[start..end];
    let kind = match text {
        "AND" => Kind::And,
        "OR" => Kind::Or,
        "NOT" => Kind::Not,
        "SAID" => Kind::Said,
        _ => match near(query, text, start)? {
            Some(kind) => kind,
            None => Kind::Word(text.to_owned()),
        },
    };
    Ok((kind, end))
}

/// `NEAR`, `NEAR/5`, `BEFORE/5`, and the forms other archives write (`w/5`, `pre/5`).
fn near(query: &str, text: &str, start: usize) -> Result<Option<Kind>, QueryError> {
    let (name, number) = match text.split_once('/') {
        Some((name, number)) => (name, Some(number)),
        None => (text, None),
    };
    let ordered = match (name, number) {
        ("NEAR", _) => false,
        ("BEFORE", _) => true,
        ("w" | "W", Some(n)) if n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty() => false,
        ("pre" | "PRE", Some(n)) if n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty() => true,
        _ => return Ok(None),
    };
    let distance = match number {
        None => DEFAULT_DISTANCE,
        Some(n) => n
            .parse()
            .ok()
            .filter(|n| (1..=100).contains(n))
            .ok_or_else(|| {
                error(
                    query,
                    "a distance is a number from 1 to 100",
                    start,
                    text.len(),
                    Some("write NEAR/5"),
                )
            })?,
    };
    Ok(Some(Kind::Near { distance, ordered }))
}

pub fn error(query: &str, message: &str, at: usize, len: usize, help: Option<&str>) -> QueryError {
    QueryError {
        query: query.to_owned(),
        message: message.to_owned(),
        at,
        len,
        help: help.map(str::to_owned),
    }
}
