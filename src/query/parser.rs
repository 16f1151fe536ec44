//! Tokens into a query. `OR` binds weakest, then `AND` (written or not), then `NEAR` and its like and `SAID`,
//! then `NOT` and `ATLEAST`.

use jiff::civil::Date;

use super::habits::{self, Capitals};
use super::lexer::{self, Kind, Token, error};
use super::{
    Field, MAX_DEPTH, MAX_DISTANCE, MAX_LEAVES, MAX_NEAR, Node, Within, dates, fields, group,
    lengths,
};
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
        self.spend(1, token)?;
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

    fn word(&mut self, text: String, token: usize) -> Result<Node, QueryError> {
        let fuzzy = self.tilde(token);
        if text == "*" && self.tokens.len() == 1 {
            return Ok(Node::All);
        }
        if text.contains(['*', '?']) {
            let parts = words::patterns(&text, false);
            self.spend(parts.len().saturating_sub(1), token)?;
            if parts.is_empty() || parts.iter().any(|p| lone(p)) {
                return self.fail(
                    "a wildcard has letters beside it",
                    token,
                    Some("write expan* or lavend?r; a * as the whole query finds every article"),
                );
            }
            return match fuzzy {
                Some(_) => self.fail(
                    "a word has either wildcards or ~, not both",
                    token,
                    Some("write expan* or expansion~1"),
                ),
                None => Ok(Node::Pattern(text)),
            };
        }
        let count = words::list(&text).len();
        self.spend(count.saturating_sub(1), token)?;
        if count == 0 {
            return self.fail(
                "there is no word in this",
                token,
                Some("search for letters or digits"),
            );
        }
        match fuzzy {
            None => Ok(Node::Word(text)),
            Some(_) if count > 1 => self.fail(
                "~ behind several words loosens nothing",
                token,
                Some("write each word apart, or \"grain deal\"~3 for words between"),
            ),
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
        if slop > MAX_DISTANCE {
            return self.fail(
                "a phrase may be loosened by up to 100 words",
                token + 1,
                Some("write \"grain deal\"~3"),
            );
        }
        let parts = words::patterns(&text, true);
        self.spend(parts.len().saturating_sub(1), token)?;
        if parts.is_empty() {
            return self.fail(
                "there is no word in this phrase",
                token,
                Some("search for letters or digits"),
            );
        }
        if parts.iter().any(|p| lone(p)) {
            return self.fail(
                "a wildcard has letters beside it",
                token,
                Some("write \"grain deal\"~1 for a word between"),
            );
        }
        Ok(Node::Phrase { text, slop })
    }

    fn exact(&mut self, text: String, token: usize) -> Result<Node, QueryError> {
        if self.tilde(token).is_some() {
            return self.fail(
                "a word is looked for either as written or with letters changed",
                token,
                Some("leave out the = or the ~"),
            );
        }
        let count = words::list(&text).len();
        self.spend(count.saturating_sub(1), token)?;
        if count == 0 {
            return self.fail(
                "there is no word behind =",
                token,
                Some("search for letters or digits"),
            );
        }
        if text.contains('*') || (text.contains('?') && !text.contains(char::is_whitespace)) {
            return self.fail(
                "a word is looked for either as written or with wildcards",
                token,
                Some("leave out the = or the wildcard"),
            );
        }
        Ok(Node::Exact(text))
    }

    fn at_least(&mut self, count: u32, token: usize) -> Result<Node, QueryError> {
        self.operand(token)?;
        if matches!(self.peek(), Some(Kind::AtLeast(_) | Kind::Not)) {
            return self.fail(
                "ATLEAST stands directly before what it counts",
                token,
                Some("write NOT ATLEAST/3 word for less often"),
            );
        }
        let what = self.primary()?;
        if !what.has_places() {
            return self.fail(
                "only words, phrases and alternatives of these are counted",
                token,
                Some("write ATLEAST/3 word, or ATLEAST/3 (strike OR walkout)"),
            );
        }
        Ok(Node::AtLeast {
            count,
            what: Box::new(what),
        })
    }

    /// `caps(word)`: the spellings with these capitals.
    fn capitals(&mut self, capitals: Capitals, token: usize) -> Result<Node, QueryError> {
        let words = match (
            self.tokens.get(token + 2).map(|t| &t.kind),
            self.tokens.get(token + 3).map(|t| &t.kind),
        ) {
            (Some(Kind::Word(text) | Kind::Quoted(text)), Some(Kind::Close)) => text.clone(),
            _ => {
                return self.fail(
                    "one word stands between these parentheses",
                    token,
                    Some("write =Word for each word as it is written: =Aid OR =AID"),
                );
            }
        };
        if words::list(&words).is_empty() || words.contains(['*', '?']) {
            return self.fail(
                "there is no word in this",
                token + 2,
                Some("search for letters or digits, without wildcards"),
            );
        }
        self.at = token + 4;
        let spellings = habits::spellings(&words, capitals);
        Ok(group(
            spellings.into_iter().map(Node::Exact).collect(),
            Node::Or,
        ))
    }

    fn field(
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
            let title = Node::In(Field::Title, Box::new(inner.clone()));
            let lead = Node::In(Field::Lead, Box::new(inner));
            return Ok(Node::Or(vec![title, lead]));
        }
        Ok(Node::In(field, Box::new(inner)))
    }

    /// Not everything can be asked of every field.
    fn fits(&self, field: Field, node: &Node, token: usize) -> Result<(), QueryError> {
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

/// A wildcard without a letter.
fn lone(pattern: &str) -> bool {
    pattern.chars().all(|c| matches!(c, '*' | '?'))
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
            ("*", "*"),
            ("a w/5 b", "a NEAR/5 b"),
            ("a /5 b near7 c", "(a NEAR/5 b) NEAR/7 c"),
            ("a pre/3 b", "a BEFORE/3 b"),
            ("a adj5 b", "a BEFORE/5 b"),
            ("a /s b", "a SENTENCE b"),
            ("a w/p b /s c", "(a PARAGRAPH b) SENTENCE c"),
            ("a not w/5 b", "a NOT NEAR/5 b"),
            ("a NOT NEAR/5 b NOT c", "a NOT NEAR/5 b AND NOT c"),
            ("a NOT /p b", "a NOT PARAGRAPH b"),
            ("a AND NOT b ANDNOT c", "a AND NOT b AND NOT c"),
            ("atleast3(strike)", "ATLEAST/3 strike"),
            ("ATLEAST/2 (a OR \"b c\")", "ATLEAST/2 (a OR \"b c\")"),
            ("caps(aid)", "=Aid OR =AID"),
            ("x allcaps(aids)", "x AND =AIDS"),
            ("nocaps(Polish) caps(eBay)", "=polish AND =eBay"),
            ("=Aid title:=\"Blue Line\"", "=Aid AND title:=\"Blue Line\""),
            ("hlead:(a b)", "title:(a AND b) OR lead:(a AND b)"),
            ("title(a) hlead(b)", "title:a AND (title:b OR lead:b)"),
            (
                "length:>500 length:200..400",
                "length:>=501 AND length:200..400",
            ),
            ("similar:a/b.txt#3", "similar:a/b.txt#3"),
            ("similar:\"a b.txt\"", "similar:\"a b.txt\""),
            ("*sion decision-mak*", "*sion AND decision-mak*"),
            (
                "\"Who pays?\" \"gr?in deal*\"",
                "\"Who pays?\" AND \"gr?in deal*\"",
            ),
            ("him/her 10/12 w/e", "him/her AND 10/12 AND w/e"),
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
            ("a *", 2, "a wildcard has letters beside it"),
            ("?", 0, "a wildcard has letters beside it"),
            ("title:*", 6, "a wildcard has letters beside it"),
            ("\"grain * deal\"", 0, "a wildcard has letters beside it"),
            ("a NAER/5 b", 2, "there is no operator NAER/5"),
            ("a wihtin/5 b", 2, "there is no operator wihtin/5"),
            ("a SENTANCE b", 2, "there is no operator SENTANCE"),
            ("a XOR b", 2, "there is no operator XOR"),
            ("a NEAR/0 b", 2, "a distance is a number from 1 to 100"),
            ("a w/500 b", 2, "a distance is a number from 1 to 100"),
            ("ATLEAST/0 a", 0, "a number of times is from 1 to 1000"),
            (
                "ATLEAST/2 title:a",
                0,
                "only words, phrases and alternatives of these are counted",
            ),
            ("plural(aid)", 0, "there is no function plural(...)"),
            ("title(a) tilte(b)", 9, "there is no function tilte(...)"),
            (
                "a NEAR/3 title:b",
                2,
                "only words, phrases and alternatives of these stand near each other",
            ),
            (
                "(a AND b) SENTENCE c",
                10,
                "only words, phrases and alternatives of these stand near each other",
            ),
            (
                "length:long",
                0,
                "this is no number of words or range of them",
            ),
            ("similar:", 0, "the id of an article stands behind similar:"),
            ("= a", 0, "a word stands directly behind ="),
            (
                "=expan*",
                0,
                "a word is looked for either as written or with wildcards",
            ),
            (
                "decision-making~1",
                0,
                "~ behind several words loosens nothing",
            ),
            (
                "source:=Wire",
                0,
                "capitals, sentences and numbers of times are known of headline, body and statements only",
            ),
            (
                "path:(a NEAR/2 b)",
                0,
                "this field takes a value, a pattern or alternatives of these",
            ),
            ("caps(a b)", 0, "one word stands between these parentheses"),
        ] {
            let error = text.parse::<Query>().expect_err(text);
            assert_eq!((error.at, error.message.as_str()), (at, message), "{text}");
            assert!(error.help.is_some(), "{text}");
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
        assert!("a NEAR/5 ".repeat(100_000).parse::<Query>().is_err());
        assert!("ATLEAST/3 ".repeat(100_000).parse::<Query>().is_err());
        assert!(
            ("a".to_owned() + &" NEAR/5 a".repeat(7))
                .parse::<Query>()
                .is_ok()
        );
        let chain = "a".to_owned() + &" NEAR/5 a".repeat(8);
        let error = chain.parse::<Query>().expect_err("a long chain");
        assert_eq!(
            error.message,
            "more than 8 parts stand near each other here"
        );
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
            word.prop_map(|w| Node::Pattern(format!("?{w}*x"))),
            "[A-Za-zÉ]{1,6}".prop_map(Node::Exact),
            "[A-Z][a-z]{1,4} [A-Z.]{1,4}[a-z]".prop_map(Node::Exact),
            ("[a-zà-ö]{2,8}", 1u8..3).prop_map(|(text, edits)| Node::Fuzzy { text, edits }),
        ]
    }

    fn value() -> impl Strategy<Value = Node> {
        prop_oneof![
            (1990i16..2030).prop_map(|y| Node::Published(dates::Range::Days {
                from: Date::new(y, 2, 3).ok(),
                to: None
            })),
            Just(Node::Mentions(dates::Range::None)),
            (0u64..900, 0u64..900).prop_map(|(a, b)| Node::Length(lengths::Words {
                from: Some(a.min(b)),
                to: Some(a.max(b)),
            })),
            "[a-z()]{1,4}( ?[/#a-z0-9]){0,6}".prop_map(Node::Similar),
            ("[a-z]{1,8}", any::<bool>()).prop_map(|(word, source)| Node::In(
                if source { Field::Source } else { Field::Path },
                Box::new(Node::Word(word))
            )),
        ]
    }

    fn within() -> impl Strategy<Value = Within> {
        prop_oneof![
            (1u32..100, any::<bool>())
                .prop_map(|(distance, ordered)| Within::Words { distance, ordered }),
            Just(Within::Sentence),
            Just(Within::Paragraph),
        ]
    }

    /// What stands at places: words, alternatives of these, and what is near them.
    fn placed() -> impl Strategy<Value = Node> {
        leaf().prop_recursive(3, 8, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone(), within(), any::<bool>()).prop_map(
                    |(a, b, within, not)| Node::Near {
                        left: Box::new(a),
                        right: Box::new(b),
                        within,
                        not,
                    }
                ),
                prop::collection::vec(inner, 2..4)
                    .prop_map(|nodes| Node::Or(flatten(nodes, |n| matches!(n, Node::Or(_))))),
            ]
        })
    }

    /// Trees as the parser makes them: no `And` directly in an `And`, and so on.
    fn tree() -> impl Strategy<Value = Node> {
        let counted = (2u32..100, placed()).prop_map(|(count, what)| Node::AtLeast {
            count,
            what: Box::new(what),
        });
        prop_oneof![4 => placed(), 1 => value(), 1 => counted].prop_recursive(4, 40, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4)
                    .prop_map(|nodes| Node::And(flatten(nodes, |n| matches!(n, Node::And(_))))),
                prop::collection::vec(inner.clone(), 2..4)
                    .prop_map(|nodes| Node::Or(flatten(nodes, |n| matches!(n, Node::Or(_))))),
                inner.clone().prop_map(|n| match n {
                    Node::Not(_) => n,
                    n => Node::Not(Box::new(n)),
                }),
                (inner.clone(), 0usize..4).prop_map(|(n, i)| {
                    let field = [Field::Title, Field::Body, Field::Lead, Field::Said][i];
                    Node::In(field, Box::new(n))
                }),
                inner.prop_map(|what| Node::Said {
                    who: "Anna Vale".into(),
                    what: Box::new(what)
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn any_text_gives_a_query_or_an_error(text in "\\PC{0,60}|[a-z()\"~:*?! &|/=ANDORTESW0-9.-]{0,60}") {
            match text.parse::<Query>() {
                Ok(query) => prop_assert_eq!(query.to_string().parse::<Query>().map(|q| q.to_string()), Ok(query.to_string())),
                Err(error) => { let _ = error.to_string(); }
            }
        }

    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn canonical_text_gives_the_same_query(root in tree()) {
            let query = Query { root };
            prop_assert_eq!(query.to_string().parse::<Query>(), Ok(query));
        }
    }
}
