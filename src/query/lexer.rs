//! A query's text into tokens that know where they stand.

use super::habits::{self, Capitals};
use super::{Within, fields};
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
    /// `=` with the word or phrase behind it.
    Exact(String),
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
    /// `NEAR/n`, `BEFORE/n`, `SENTENCE`, `PARAGRAPH`.
    Near {
        within: Within,
        not: bool,
    },
    /// `ATLEAST/n`.
    AtLeast(u32),
    /// `caps` and its like, directly before a parenthesis.
    Capitals(Capitals),
}

/// Quotation marks, straight and typographic.
pub const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];

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
            c if QUOTES.contains(&c) => {
                let (text, end) = quoted(query, start, next)?;
                (Kind::Quoted(text), end)
            }
            '=' => exact(query, start, next)?,
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

fn quoted(query: &str, start: usize, from: usize) -> Result<(String, usize), QueryError> {
    match query[from..].find(QUOTES) {
        Some(len) => {
            let close = from + len;
            let end = close + query[close..].chars().next().map_or(1, char::len_utf8);
            let words: Vec<&str> = query[from..close].split_whitespace().collect();
            Ok((words.join(" "), end))
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

/// `=Word` or `="Two Words"`.
fn exact(query: &str, start: usize, next: usize) -> Result<(Kind, usize), QueryError> {
    if let Some(mark) = query[next..].chars().next().filter(|c| QUOTES.contains(c)) {
        let (text, end) = quoted(query, next, next + mark.len_utf8())?;
        return Ok((Kind::Exact(text), end));
    }
    let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '~') || QUOTES.contains(&c);
    let end = query[next..].find(stop).map_or(query.len(), |i| next + i);
    if end == next {
        return Err(error(
            query,
            "a word stands directly behind =",
            start,
            1,
            Some("write =Word for this word as it is written, or =\"Two Words\""),
        ));
    }
    Ok((Kind::Exact(query[next..end].to_owned()), end))
}

fn word(query: &str, start: usize) -> Result<(Kind, usize), QueryError> {
    let stop =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '~' | ':') || QUOTES.contains(&c);
    let end = query[start..].find(stop).map_or(query.len(), |i| start + i);
    if query[end..].starts_with(':')
        && end > start
        && query[start..end]
            .chars()
            .all(|c| c.is_alphabetic() || c == '_')
    {
        let from = end + 1;
        // The value runs to white space or a closing parenthesis: paths, dates and addresses hold anything else.
        let bare = query[from..].strip_prefix('=').unwrap_or(&query[from..]);
        let quoted = query[from..].starts_with('(') || bare.starts_with(QUOTES);
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
    let wrong =
        |(message, help): habits::Wrong| error(query, &message, start, text.len(), Some(&help));
    let operator = habits::operator(text).map_err(wrong)?;
    let kind = match operator {
        Some(kind) => kind,
        None if query[end..].starts_with('(') => called(text).map_err(wrong)?,
        None => Kind::Word(text.to_owned()),
    };
    Ok((kind, end))
}

/// A word directly before a parenthesis: a function, or a field as other archives write it.
fn called(name: &str) -> Result<Kind, habits::Wrong> {
    if let Some(kind) = habits::function(name) {
        return Ok(kind);
    }
    let field =
        fields::find(name).is_some() || fields::OTHERS.iter().any(|o| o.eq_ignore_ascii_case(name));
    if field {
        return Ok(Kind::Field {
            name: name.to_owned(),
            value: None,
        });
    }
    let help = match fields::nearest(name) {
        Some(near) => {
            format!("did you mean {near}:(...)? Two parts that both must hold stand apart")
        }
        None => {
            format!("put a space before the parenthesis to search for {name} and what is in it")
        }
    };
    Err((format!("there is no function {name}(...)"), help))
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
