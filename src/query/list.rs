//! A list of queries: one a line, with a name before a tab where it shall have one.

use std::collections::HashMap;

use super::Query;
use crate::error::QueryError;

/// A query of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name it was given, else the query as written.
    pub name: String,
    /// Its line, from 1.
    pub line: usize,
    /// The query.
    pub query: Query,
}

/// Reads a list; bare words side by side are alternatives when `any`. Empty lines and those that begin with `#`
/// are left out.
///
/// Fails with every line that cannot be read. Two lines of one name are an error: what they find could not be told
/// apart.
pub fn parse(text: &str, any: bool) -> Result<Vec<Named>, Vec<(usize, QueryError)>> {
    let mut all: Vec<Named> = Vec::new();
    let mut wrong = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (line, written) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if written.trim().is_empty() || written.trim_start().starts_with('#') {
            continue;
        }
        let (name, query) = match written.split_once('\t') {
            Some((name, query)) if !name.trim().is_empty() => (name.trim(), query.trim()),
            _ => (written.trim(), written.trim()),
        };
        let whole = |message: String, help: &str| QueryError {
            query: written.trim().to_owned(),
            message,
            at: 0,
            len: name.len(),
            help: Some(help.to_owned()),
        };
        if query.is_empty() {
            let message = format!("there is no query after the name {name}");
            wrong.push((line, whole(message, "write NAME, a tab and the query")));
            continue;
        }
        if let Some(first) = lines.insert(name.to_owned(), line) {
            let message = format!("line {first} has the same name");
            wrong.push((line, whole(message, "give it another name before a tab")));
            continue;
        }
        match Query::parse(query, any) {
            Ok(query) => all.push(Named {
                name: name.to_owned(),
                line,
                query,
            }),
            Err(error) => wrong.push((line, error)),
        }
    }
    match wrong.is_empty() {
        true => Ok(all),
        false => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_comments_and_empty_lines_are_told_apart() {
        let text = "\u{feff}# of the winter\r\n\r\ngas\tgas AND NOT grain\r\n  \"grain deal\"\n\t strike \n # no\n";
        let all = parse(text, false).unwrap();
        let shown: Vec<_> = all
            .iter()
            .map(|n| (n.line, n.name.as_str(), n.query.to_string()))
            .collect();
        assert_eq!(
            shown,
            [
                (3, "gas", "gas AND NOT grain".to_owned()),
                (4, "\"grain deal\"", "\"grain deal\"".to_owned()),
                (5, "strike", "strike".to_owned()),
            ]
        );
        let any = parse("a\tgas grain", true).unwrap();
        assert_eq!(any[0].query.to_string(), "gas OR grain");
    }

    #[test]
    fn every_line_that_is_wrong_is_told_with_its_place() {
        let wrong =
            parse("ice\nbad\tice AND (\n#\nempty\t\nice\tsnow\nsorce:x", false).unwrap_err();
        let lines: Vec<usize> = wrong.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 4, 5, 6]);
        assert_eq!(wrong[0].1.query, "ice AND (");
        assert!(wrong[0].1.at >= 8, "{:?}", wrong[0].1);
        assert!(wrong[2].1.message.contains("line 1"), "{:?}", wrong[2].1);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_told(text in "\\PC*(\n|\t|#|a|\\PC)*") {
            match parse(&text, false) {
                Ok(all) => prop_assert!(all.len() <= text.lines().count()),
                Err(wrong) => prop_assert!(!wrong.is_empty()),
            }
        }
    }
}
