//! What the parser makes of queries, right and wrong.

use super::*;
use crate::query::{Field, Query, dates, lengths};
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

/// What stands for two fields is printed for each of them.
#[test]
fn what_is_looked_for_twice_counts_twice() {
    let of = |n: usize| Query::parse(&format!("hlead:({})", "a ".repeat(n)), false);
    let query = of(511).unwrap();
    assert_eq!(query.to_string().parse::<Query>().unwrap(), query);
    let error = of(512).unwrap_err();
    assert_eq!(error.message, "this query has more than 1024 words");
}

/// Parentheses that were left out are printed.
#[test]
fn what_is_read_is_not_too_deep_when_printed() {
    for (part, inner) in [
        ("(a OR b ", "hlead:(c OR d)"),
        ("(a NEAR b NEAR c NEAR d NEAR e NEAR f NEAR g OR ", "h"),
        ("(NOT hlead:(b OR c) AND a OR ", "d"),
    ] {
        let deep = |n: usize| {
            let text = format!("{} {inner} {}", part.repeat(n), ")".repeat(n));
            Query::parse(&text, false).map(|query| (text, query))
        };
        assert!(deep(5).is_ok(), "{part}");
        for n in 1..70 {
            match deep(n) {
                Ok((text, query)) => {
                    let again = query.to_string().parse::<Query>();
                    assert_eq!(again.ok(), Some(query), "{text}");
                }
                Err(error) => {
                    let place = error.query.get(error.at..error.at + error.len);
                    assert!(matches!(place, Some("(" | "NEAR")), "{error:?}");
                }
            }
        }
        assert!(deep(65).is_err(), "{part}");
    }
}

#[test]
fn a_phrase_ends_somewhere() {
    let of = |n: usize| Query::parse(&format!("\"{}\"", "the ".repeat(n)), false);
    assert!(of(64).is_ok());
    assert_eq!(of(65).unwrap_err().message, "a phrase has at most 64 words");
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

#[test]
fn what_is_printed_back_is_never_too_long_to_be_read() {
    // With any: each word with NOT before it stands in parentheses of its own when printed.
    let text = vec!["-a b"; 400].join(" OR ") + &" -c".repeat(200);
    for any in [false, true] {
        let query = Query::parse(&text, any).unwrap();
        assert_eq!(Query::parse(&query.to_string(), false), Ok(query));
    }
    let words = vec!["a"; 1025].join(" ");
    assert!(Query::parse(&words, false).is_err());
}
