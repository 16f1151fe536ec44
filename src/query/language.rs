//! The query language in one table, from which `morgue help query` and the README are made.

/// A line of the table.
pub struct Entry {
    /// What to write.
    pub write: &'static str,
    /// What it finds.
    pub find: &'static str,
    /// How others write it; understood, and printed back as ours.
    pub also: &'static str,
}

const fn line(write: &'static str, find: &'static str, also: &'static str) -> Entry {
    Entry { write, find, also }
}

/// Everything a query can say.
pub static LANGUAGE: &[Entry] = &[
    line(
        "grain accord",
        "both words, in any form (accords), in headline or body; --any for either",
        "a AND b, a & b",
    ),
    line(
        "\"gas transit\"",
        "these words side by side, as written; * and ? may stand in them",
        "“gas transit”",
    ),
    line(
        "\"talks Geneva\"~3",
        "in this order, with at most 3 other words between",
        "",
    ),
    line(
        "=Aid, =\"Blue Line\"",
        "as written: capitals and accents kept, no other form",
        "caps(aid), allcaps(aid), nocaps(aid)",
    ),
    line(
        "expan*, Torv?nin, *sion",
        "any letters or none; one letter; anywhere in a word",
        "",
    ),
    line(
        "Aldersund~1, Aldersund~2",
        "up to 1 or 2 letters different, the first the same",
        "Aldersund~",
    ),
    line("a OR b", "either; AND binds closer", "a | b"),
    line("NOT a", "articles without it", "-a, !a, a AND NOT b"),
    line("( )", "what belongs together", ""),
    line(
        "a NEAR/5 b",
        "at most 5 words from one to the other, in any order",
        "a w/5 b, a /5 b, a near5 b",
    ),
    line(
        "a BEFORE/5 b",
        "the same, in this order",
        "a pre/5 b, a adj5 b",
    ),
    line(
        "a NOT NEAR/5 b",
        "a where no b is so near; also NOT BEFORE, NOT SENTENCE, NOT PARAGRAPH",
        "a not w/5 b",
    ),
    line("a SENTENCE b", "both in one sentence", "a /s b, a w/s b"),
    line("a PARAGRAPH b", "both in one paragraph", "a /p b, a w/p b"),
    line(
        "ATLEAST/3 a",
        "at least 3 times in one article",
        "atleast3(a)",
    ),
    line(
        "title:strike",
        "in the headline; so also with a phrase or a group: title:(strike OR walkout)",
        "headline:, hl:",
    ),
    line("body:strike", "in the body", "text:"),
    line(
        "lead:strike",
        "in the first 100 words of the body",
        "hlead: for headline or lead",
    ),
    line(
        "byline:, source:, section:, url:",
        "words of who wrote it, the outlet, the section, the address",
        "author:, by:, outlet:, publisher:, category:, link:",
    ),
    line(
        "lang:es, id:TW-17, path:2023/*.html",
        "language code; a record's own id; a folder, file or pattern",
        "language:, file:",
    ),
    line(
        "date:2023, date:2023-04, date:2023-04-12",
        "published then",
        "published:",
    ),
    line(
        "date:2023-10..2024-03, date:>=2024, date:7d, date:last-month, date:none",
        "published in this range; in the last 7 days; undated",
        "",
    ),
    line(
        "mentions:1999",
        "speaks of a day in 1999; takes what date: takes",
        "",
    ),
    line("length:>500, length:200..400", "words of the body", ""),
    line(
        "similar:ID",
        "shares a third of the words that mark out the article of this id; ids are as query prints them",
        "",
    ),
    line("said:corridor", "inside a statement", "quote:"),
    line("speaker:Orlec", "this person speaks", "who:"),
    line(
        "Orlec SAID (guest OR list)",
        "inside one statement of this person",
        "",
    ),
    line("*", "alone: every article", ""),
];

/// The table for a terminal, `width` columns wide: what to write, and below it what it finds.
pub fn text(width: usize) -> String {
    let mut out = String::new();
    for entry in LANGUAGE {
        out.push_str("  ");
        wrap(&mut out, entry.write, 2, width);
        out.push_str("      ");
        let also = match entry.also {
            "" => String::new(),
            also => format!(" [also {also}]"),
        };
        wrap(&mut out, &format!("{}{also}", entry.find), 6, width);
    }
    out.truncate(out.trim_end().len());
    out
}

fn wrap(out: &mut String, text: &str, indent: usize, width: usize) {
    let mut column = indent;
    for (i, word) in text.split(' ').enumerate() {
        let wide = word.chars().count();
        if i > 0 && column + 1 + wide > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if i > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
    }
    out.push('\n');
}

/// The table in Markdown.
pub fn markdown() -> String {
    // A bar would end the cell.
    let code = |text: &str| {
        let parts: Vec<String> = text
            .split(", ")
            .filter(|t| !t.is_empty())
            .map(|t| format!("`{}`", t.replace('|', "\\|")))
            .collect();
        parts.join(", ")
    };
    let mut out = String::from("| Write | To find | Also understood |\n|---|---|---|\n");
    for entry in LANGUAGE {
        // `hlead: for headline or lead` is half prose.
        let also = match entry.also.split_once(" for ") {
            Some((form, what)) => format!("`{form}` for {what}"),
            None => code(entry.also),
        };
        let find = entry
            .find
            .replace(
                "NOT BEFORE, NOT SENTENCE, NOT PARAGRAPH",
                "`NOT BEFORE`, `NOT SENTENCE`, `NOT PARAGRAPH`",
            )
            .replace("title:(strike OR walkout)", "`title:(strike OR walkout)`")
            .replace("(accords)", "(`accords`)")
            .replace("--any", "`--any`")
            .replace("* and ?", "`*` and `?`");
        out.push_str(&format!(
            "| {} | {} | {} |\n",
            code(entry.write),
            find,
            also
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Query, fields};

    #[test]
    fn what_the_table_says_can_be_written() {
        for entry in LANGUAGE {
            let forms = entry.write.split(", ").chain(entry.also.split(", "));
            for form in forms.filter(|f| !f.is_empty() && *f != "( )") {
                let form = form.split(" for ").next().unwrap_or(form);
                let query = match form.strip_suffix(':') {
                    Some(name) => format!("{name}:word"),
                    None => form.to_owned(),
                };
                let query = match query.as_str() {
                    "published:word" => "published:2022".to_owned(),
                    _ => query,
                };
                let read = query.parse::<Query>();
                assert!(read.is_ok(), "{query}: {read:?}");
                let printed = read.map(|q| q.to_string()).unwrap_or_default();
                assert_eq!(printed.parse::<Query>().map(|q| q.to_string()), Ok(printed));
            }
        }
    }

    #[test]
    fn every_field_is_in_the_table() {
        let all = markdown();
        for entry in fields::FIELDS {
            assert!(
                all.contains(&format!("{}:", entry.names[0])),
                "{}",
                entry.names[0]
            );
        }
        for name in fields::OTHERS {
            assert!(all.contains(&format!("{name}:")), "{name}");
        }
    }
}
