//! The canonical text of a query.

use std::fmt;

use super::lexer::QUOTES;
use super::{Node, Query, Within, fields};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_node(&self.root, f, Place::Top)
    }
}

/// What stands around a node, which decides about its parentheses.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    InList,
    Operand,
}

fn write_node(node: &Node, f: &mut fmt::Formatter<'_>, place: Place) -> fmt::Result {
    match node {
        Node::All => f.write_str("*"),
        Node::Word(text) | Node::Pattern(text) => f.write_str(text),
        Node::Phrase { text, slop: 0 } => write!(f, "\"{text}\""),
        Node::Phrase { text, slop } => write!(f, "\"{text}\"~{slop}"),
        Node::Fuzzy { text, edits } => write!(f, "{text}~{edits}"),
        Node::Exact(text) => {
            let bare = !text.contains(|c: char| {
                c.is_whitespace() || matches!(c, '(' | ')' | '~' | '*' | '?') || QUOTES.contains(&c)
            });
            if bare {
                write!(f, "={text}")
            } else {
                write!(f, "=\"{text}\"")
            }
        }
        Node::In(field, inner) => {
            write!(f, "{}:", fields::entry(*field).names[0])?;
            let parens = matches!(
                **inner,
                Node::In(..)
                    | Node::Published(_)
                    | Node::Mentions(_)
                    | Node::Length(_)
                    | Node::Similar(_)
                    | Node::AtLeast { .. }
            );
            open(parens, f)?;
            write_node(inner, f, Place::Operand)?;
            close(parens, f)
        }
        Node::Published(range) => write!(f, "date:{range}"),
        Node::Mentions(range) => write!(f, "mentions:{range}"),
        Node::Length(words) => write!(f, "length:{words}"),
        Node::Similar(id) => {
            let quoted = id.contains(|c: char| c.is_whitespace() || c == ')')
                || id.starts_with(['(', '=']) && !id.contains(QUOTES);
            if quoted {
                write!(f, "similar:\"{id}\"")
            } else {
                write!(f, "similar:{id}")
            }
        }
        Node::Near {
            left,
            right,
            within,
            not,
        } => {
            let parens = place == Place::Operand;
            open(parens, f)?;
            write_node(left, f, Place::Operand)?;
            f.write_str(if *not { " NOT " } else { " " })?;
            match within {
                Within::Words { distance, ordered } => write!(
                    f,
                    "{}/{distance} ",
                    if *ordered { "BEFORE" } else { "NEAR" }
                )?,
                Within::Sentence => f.write_str("SENTENCE ")?,
                Within::Paragraph => f.write_str("PARAGRAPH ")?,
            }
            write_node(right, f, Place::Operand)?;
            close(parens, f)
        }
        Node::AtLeast { count, what } => {
            write!(f, "ATLEAST/{count} ")?;
            write_node(what, f, Place::Operand)
        }
        Node::Said { who, what } => {
            let parens = place == Place::Operand;
            open(parens, f)?;
            if who.contains(char::is_whitespace) {
                write!(f, "\"{who}\"")?
            } else {
                f.write_str(who)?
            }
            f.write_str(" SAID ")?;
            write_node(what, f, Place::Operand)?;
            close(parens, f)
        }
        Node::And(nodes) => list(nodes, " AND ", Place::InList, place != Place::Top, f),
        Node::Or(nodes) => list(nodes, " OR ", Place::InList, place != Place::Top, f),
        Node::Not(inner) => {
            let parens = place == Place::Operand;
            open(parens, f)?;
            f.write_str("NOT ")?;
            write_node(inner, f, Place::Operand)?;
            close(parens, f)
        }
    }
}

fn list(
    nodes: &[Node],
    between: &str,
    inside: Place,
    parens: bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    open(parens, f)?;
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write_node(node, f, inside)?;
    }
    close(parens, f)
}

fn open(parens: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if parens { f.write_str("(") } else { Ok(()) }
}

fn close(parens: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if parens { f.write_str(")") } else { Ok(()) }
}
