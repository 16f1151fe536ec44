//! Tokens into a query. `OR` binds weakest, then `AND` (written or not), then `NEAR`, `BEFORE` and `SAID`,
//! then `NOT`.

use jiff::civil::Date;

use super::lexer::{self, Kind, Token, error};
use super::{MAX_DEPTH, MAX_LEAVES, Node, dates, fields, group};
use crate::error::QueryError;
use crate::text::words;

pub fn parse(query: &str, any: bool) -> Result<Node, QueryError> {
    let tokens = lexer::tokens(query)?;
    let today = jiff::ZonedDateTime::now().date();
    let mut parser = Parser {
        query,
        tokens,
        at: 0,
        any,
        depth: 0,
        leaves: 0,
        today,
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
    today: Date,
}

impl Parser<'_> {
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
                        let both = match left {
                            Node::Or(mut all) => {
                                all.push(right);
                                Node::Or(all)
                            }
                            one => Node::Or(vec![one, right]),
                        };
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
        loop {
            let operator = self.at;
            match self.peek() {
                Some(&Kind::Near { distance, ordered }) => {
                    self.at += 1;
                    self.operand(operator)?;
                    let right = self.not()?;
                    if matches!(left, Node::Not(_)) || matches!(right, Node::Not(_)) {
                        return self.fail(
                            "NOT cannot stand beside NEAR or BEFORE",
                            operator,
                            Some("write (a NEAR/5 b) NOT c"),
                        );
                    }
                    left = Node::Near {
                        left: Box::new(left),
                        right: Box::new(right),
                        distance,
                        ordered,
                    };
                }
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
                _ => return Ok(left),
            }
        }
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
        self.leaves += 1;
        if self.leaves > MAX_LEAVES {
            return self.fail(
                "this query has more than 1024 words",
                token,
                Some("split it into several queries"),
            );
        }
        self.at += 1;
        match kind {
            Kind::Word(text) => self.word(text, token),
            Kind::Quoted(text) => self.phrase(text, token),
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

    fn word(&mut self, text: String, token: usize) -> Result<Node, QueryError> {
        let fuzzy = self.tilde(token);
        if text == "*" {
            return Ok(Node::All);
        }
        if text.contains(['*', '?']) && text.chars().any(char::is_alphanumeric) {
            return match fuzzy {
                Some(_) => self.fail("a word has either wildcards or ~, not both", token, None),
                None => Ok(Node::Pattern(text)),
            };
        }
        if words::list(&text).is_empty() {
            return self.fail(
                "there is no word in this",
                token,
                Some("search for letters or digits"),
            );
        }
        match fuzzy {
            None => Ok(Node::Word(text)),
            Some(n) => match n.unwrap_or(1) {
                edits @ 1..=2 => Ok(Node::Fuzzy {
                    text,
                    edits: edits as u8,
                }),
                _ => self.fail(
                    "a word may differ by 1 or 2 letters",
                    token + 1,
                    Some("write lavender~1"),
                ),
            },
        }
    }

    fn phrase(&mut self, text: String, token: usize) -> Result<Node, QueryError> {
        let slop = match self.tilde(token) {
            None => 0,
            Some(n) => n.unwrap_or(1),
        };
        if slop > 100 {
            return self.fail(
                "a phrase may be loosened by up to 100 words",
                token + 1,
                Some("write \"grain deal\"~3"),
            );
        }
        if words::list(&text).is_empty() {
            return self.fail(
                "there is no word in this phrase",
                token,
                Some("search for letters or digits"),
            );
        }
        Ok(Node::Phrase { text, slop })
    }

    fn field(
        &mut self,
        name: &str,
        value: Option<String>,
        token: usize,
    ) -> Result<Node, QueryError> {
        let lower = name.to_ascii_lowercase();
        if matches!(lower.as_str(), "date" | "published" | "mentions") {
            let quoted = matches!(self.peek(), Some(Kind::Quoted(_)));
            let text = match (value, self.peek()) {
                (Some(text), _) => text,
                (None, Some(Kind::Quoted(text))) => text.clone(),
                _ => String::new(),
            };
            let Some(range) = dates::parse(&text, self.today) else {
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
        let Some(entry) = fields::find(name) else {
            let help = match fields::nearest(name) {
                Some(near) => format!("did you mean {near}: ? To search for the words, quote them"),
                None => {
                    let all: Vec<&str> = fields::FIELDS.iter().map(|e| e.names[0]).collect();
                    format!(
                        "fields are {}, date, mentions; to search for the words, quote them",
                        all.join(", ")
                    )
                }
            };
            return self.fail("there is no such field", token, Some(&help));
        };
        let field = entry.field;
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
                if inner.is_empty() || !matches!(inner[0].kind, Kind::Word(_)) {
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
                Some(Kind::Quoted(_) | Kind::Open) => self.primary()?,
                _ => {
                    return self.fail(
                        "a word, a phrase or a group stands behind the colon",
                        token,
                        Some(&format!("write {name}:word")),
                    );
                }
            },
        };
        Ok(Node::In(field, Box::new(inner)))
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
mod tests {
    use super::super::{Field, Query};
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> String {
        match text.parse::<Query>() {
            Ok(q) => q.to_string(),
            Err(e) => e.message,
        }
    }

    #[test]
    fn queries_print_in_canonical_form() {
        for (text, expected) in [
            ("nato expansion", "nato AND expansion"),
            ("a b OR c", "(a AND b) OR c"),
            ("(a OR b) -c", "(a OR b) AND NOT c"),
            (
                "“grain deal”~3 NOT title:(x OR \"y z\")",
                "\"grain deal\"~3 AND NOT title:(x OR \"y z\")",
            ),
            ("expan* lavr?v vale~", "expan* AND lavr?v AND vale~1"),
            ("osce w/5 mission", "osce NEAR/5 mission"),
            ("headline:10:30 By:vale", "title:10:30 AND byline:vale"),
            ("date:2022-01-15..2022-03", "date:2022-01-15..2022-03-31"),
            (
                "\"Anna Vale\" SAID (expansion OR enlargement)",
                "\"Anna Vale\" SAID (expansion OR enlargement)",
            ),
            ("a & b | ! c", "(a AND b) OR NOT c"),
            ("NOT NOT a", "a"),
            ("", "*"),
            ("path:2022/*.html", "path:2022/*.html"),
        ] {
            assert_eq!(canonical(text), expected, "{text}");
            assert_eq!(canonical(expected), expected, "{text} again");
        }
        assert_eq!(
            Query::parse("a b \"c d\" -e", true).map(|q| q.to_string()),
            Ok("(a OR b OR \"c d\") AND NOT e".into())
        );
    }

    #[test]
    fn errors_name_the_place_and_the_remedy() {
        for (text, at, message) in [
            ("(a OR b", 0, "this parenthesis is never closed"),
            ("a)", 1, "this parenthesis closes nothing"),
            ("a AND", 2, "there is nothing to the right of this operator"),
            ("OR a", 0, "there is nothing to the left of this OR"),
            ("a \"b", 2, "this quotation mark is never closed"),
            ("speeker:vale", 0, "there is no such field"),
            ("date:soon", 0, "this is no date or range of dates"),
            ("a ()", 3, "these parentheses hold nothing"),
            ("x~7", 1, "a word may differ by 1 or 2 letters"),
            (
                "title:",
                0,
                "a word, a phrase or a group stands behind the colon",
            ),
            ("a ...", 2, "there is no word in this"),
        ] {
            let error = text.parse::<Query>().expect_err(text);
            assert_eq!((error.at, error.message.as_str()), (at, message), "{text}");
        }
        let error = "speeker:vale".parse::<Query>().expect_err("no such field");
        assert_eq!(
            error.to_string(),
            "there is no such field\n  speeker:vale\n  ^^^^^^^^^^^^\nhelp: did you mean speaker: ? To search for the words, quote them"
        );
    }

    #[test]
    fn deep_and_long_queries_end_with_an_error() {
        assert!("(".repeat(100_000).parse::<Query>().is_err());
        assert!("a ".repeat(100_000).parse::<Query>().is_err());
        assert!("NOT ".repeat(100_000).parse::<Query>().is_err());
        assert!("title:".repeat(100_000).parse::<Query>().is_err());
    }

    fn leaf() -> impl Strategy<Value = Node> {
        let word = "[a-zà-öø-ÿ]{1,8}(-[a-z]{1,4})?";
        prop_oneof![
            word.prop_map(Node::Word),
            (word, word, 0u32..4).prop_map(|(a, b, slop)| Node::Phrase {
                text: format!("{a} {b}"),
                slop
            }),
            word.prop_map(|w| Node::Pattern(format!("{w}*"))),
            (word, 1u8..3).prop_map(|(text, edits)| Node::Fuzzy { text, edits }),
            (1990i16..2030).prop_map(|y| Node::Published(dates::Range::Days {
                from: Date::new(y, 2, 3).ok(),
                to: None
            })),
        ]
    }

    /// Trees as the parser makes them: no `And` directly in an `And`, and so on.
    fn tree() -> impl Strategy<Value = Node> {
        leaf().prop_recursive(4, 40, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4)
                    .prop_map(|nodes| Node::And(flatten(nodes, |n| matches!(n, Node::And(_))))),
                prop::collection::vec(inner.clone(), 2..4)
                    .prop_map(|nodes| Node::Or(flatten(nodes, |n| matches!(n, Node::Or(_))))),
                inner.clone().prop_map(|n| match n {
                    Node::Not(_) => n,
                    n => Node::Not(Box::new(n)),
                }),
                inner
                    .clone()
                    .prop_map(|n| Node::In(Field::Title, Box::new(n))),
                (leaf(), leaf(), 1u32..20, any::<bool>()).prop_map(|(a, b, distance, ordered)| {
                    Node::Near {
                        left: Box::new(a),
                        right: Box::new(b),
                        distance,
                        ordered,
                    }
                }),
                inner.prop_map(|what| Node::Said {
                    who: "Anna Vale".into(),
                    what: Box::new(what)
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_text_gives_a_query_or_an_error(text in "\\PC{0,60}|[a-z()\"~:*?! &|/ANDORT0-9.-]{0,60}") {
            match text.parse::<Query>() {
                Ok(query) => prop_assert_eq!(query.to_string().parse::<Query>().map(|q| q.to_string()), Ok(query.to_string())),
                Err(error) => { let _ = error.to_string(); }
            }
        }

        #[test]
        fn canonical_text_gives_the_same_query(root in tree()) {
            let query = Query { root };
            prop_assert_eq!(query.to_string().parse::<Query>(), Ok(query));
        }
    }
}
