//! Lines -> paragraphs: what a line break means in this text.

use std::borrow::Cow;

use super::furniture;

/// Longest line, in columns, that may have been broken to fit a page or a screen.
const WIDEST: usize = 100;

/// Shortest line that is part of a sentence rather than an item of a list, in columns.
const SHORTEST: usize = 24;

/// Lines at the beginning that may stand by themselves.
const HEAD: usize = 12;

/// A paragraph, or a line that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph<'a> {
    /// Its text without white space around; hard line breaks undone.
    pub text: Cow<'a, str>,
    /// True when no blank line parts it from the one before.
    pub glued: bool,
}

/// A text in paragraphs.
#[derive(Debug, Default)]
pub struct Paragraphs<'a> {
    /// All of them, in order; none is empty.
    pub all: Vec<Paragraph<'a>>,
    /// True when blank lines part most of them: then lines without one between them belong together.
    pub spaced: bool,
}

struct Line {
    start: usize,
    end: usize,
    /// White space before it, in bytes.
    indent: usize,
    /// Its length in columns; in bytes when it is too long to have been wrapped.
    columns: usize,
    /// Blank lines come before it.
    after_blank: bool,
}

/// Splits a text at its lines; in a text that is wrapped (hard breaks at some width) at blank lines,
/// indented lines and short last lines, joining the rest. One pass over the text; tables keep their
/// lines. `alone` says which of the first [`HEAD`] lines stand by themselves whatever their length
/// (dates and bylines below a headline).
pub fn split(text: &str, alone: impl Fn(&str) -> bool) -> Paragraphs<'_> {
    let lines = lines(text);
    let glued = lines.iter().filter(|l| !l.after_blank).count();
    let base = lines.iter().map(|l| l.indent).min().unwrap_or(0);
    let width = wrap_width(text, &lines, base);
    let mut out = Paragraphs {
        all: Vec::with_capacity(lines.len()),
        spaced: lines.len() > 2 && glued * 2 < lines.len(),
    };
    let mut parted = false;
    for (at, line) in lines.iter().enumerate() {
        let shown = &text[line.start..line.end];
        let after_alone = parted;
        parted = width.is_some() && at < HEAD && alone(shown);
        if let Some(width) = width
            && !parted
            && !after_alone
            && !line.after_blank
            && line.indent < base + 2
            && let Some(last) = out.all.last_mut()
            && let Some(between) = join(text, &lines[at - 1], line, width)
        {
            let joined = last.text.to_mut();
            joined.push_str(between);
            joined.push_str(shown);
            continue;
        }
        out.all.push(Paragraph {
            text: Cow::Borrowed(shown),
            // In a wrapped text an indented line begins a paragraph as a blank line does.
            glued: !line.after_blank && width.is_none(),
        });
    }
    out
}

impl Paragraphs<'_> {
    /// True when [`Paragraphs::join`] would give `text` again, of which these are: spares the copy.
    pub fn unchanged(&self, text: &str) -> bool {
        let mut rest = text;
        for (at, paragraph) in self.all.iter().enumerate() {
            let between = if at == 0 { "" } else { self.between(paragraph) };
            let shown: &str = &paragraph.text;
            let Some(after) = rest.strip_prefix(between) else {
                return false;
            };
            // The same bytes, not equal ones: their place tells, without a comparison.
            if !matches!(paragraph.text, Cow::Borrowed(_)) || after.as_ptr() != shown.as_ptr() {
                return false;
            }
            rest = &after[shown.len()..];
        }
        rest.is_empty()
    }

    fn between(&self, paragraph: &Paragraph<'_>) -> &'static str {
        match self.spaced && paragraph.glued {
            true => "\n",
            false => "\n\n",
        }
    }

    /// The text of the paragraphs that are left, a blank line between them, a line feed between those
    /// that belong together.
    pub fn join(&self) -> String {
        let length: usize = self.all.iter().map(|p| p.text.len() + 2).sum();
        let mut out = String::with_capacity(length);
        for (at, paragraph) in self.all.iter().enumerate() {
            if at > 0 {
                out.push_str(self.between(paragraph));
            }
            out.push_str(&paragraph.text);
        }
        out
    }
}

/// What is no part of a line at its ends: white space, control characters, invisible marks.
fn is_margin(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}')
}

fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(32);
    let mut start = 0;
    let mut after_blank = false;
    let ends = memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len()));
    for end in ends {
        let raw = &text[start..end];
        let cut = raw.trim_start_matches(is_margin);
        let shown = cut.trim_end_matches(is_margin);
        if shown.is_empty() {
            after_blank |= end < bytes.len();
        } else {
            let indent = raw.len() - cut.len();
            out.push(Line {
                start: start + indent,
                end: start + indent + shown.len(),
                indent,
                columns: columns(shown),
                after_blank: after_blank || out.is_empty(),
            });
            after_blank = false;
        }
        start = end + 1;
    }
    out
}

/// Columns a line takes: two for a character of Chinese, Japanese or Korean.
fn columns(line: &str) -> usize {
    if line.len() > 4 * WIDEST || line.is_ascii() {
        return line.len();
    }
    line.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

fn is_wide(c: char) -> bool {
    ('\u{2e80}'..'\u{fb00}').contains(&c)
}

/// Columns of the first word, which had to fit on the line above; wide characters break anywhere.
fn first_word(text: &str) -> usize {
    if text.starts_with(is_wide) {
        return 2;
    }
    text.chars().take_while(|c| *c != ' ').count()
}

/// The width a text is wrapped at; none when its lines are whole paragraphs. In a wrapped text a line
/// ends where the next word would not have fitted.
fn wrap_width(text: &str, lines: &[Line], base: usize) -> Option<usize> {
    let shown = |line: &Line| &text[line.start..line.end];
    let pairs = || {
        lines.windows(2).filter(|pair| {
            !pair[1].after_blank && pair[1].indent < base + 2 && pair[0].columns <= WIDEST
        })
    };
    let width = pairs().map(|pair| pair[0].columns).max()?;
    if width < 40 {
        return None;
    }
    let (mut all, mut forced, mut any_torn) = (0, 0, false);
    // A sign-off is no line of the text, but to come behind a full one tells something as well.
    let (mut signed, mut signed_forced) = (0, 0);
    for pair in pairs() {
        let next = first_word(shown(&pair[1]));
        let torn = torn(text, &pair[0], &pair[1]);
        let full = pair[0].columns + 1 + next + 6 > width;
        if furniture::is_sign_off(shown(&pair[1])) {
            signed += 1;
            signed_forced += usize::from(full);
            continue;
        }
        all += 1;
        any_torn |= torn;
        forced += usize::from(full || torn);
    }
    let most = |forced: usize, all: usize| forced * 10 >= all * 6;
    let broken = (all >= 2 || any_torn) && most(forced, all)
        || all + signed >= 2 && most(forced + signed_forced, all + signed);
    let long = lines.iter().filter(|l| l.columns > WIDEST + 20).count();
    (broken && long * 10 <= lines.len()).then_some(width)
}

/// Words with which no line ends, but where it is broken.
const OPEN: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "has", "have", "in", "is", "its", "of", "or",
    "that", "the", "their", "to", "was", "were", "will", "with", "de", "del", "des", "du", "el",
    "et", "la", "le", "les", "que", "y",
];

/// True when a sentence goes on from line to line: nothing ends it, and small letters follow, or its last word needs
/// another. Agencies break their first line early.
fn torn(text: &str, above: &Line, below: &Line) -> bool {
    let upper = &text[above.start..above.end];
    let lower = &text[below.start..below.end];
    let goes_on = above.columns >= SHORTEST
        && lower.starts_with(char::is_lowercase)
        && upper.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    let open = || {
        let last = upper.rsplit(' ').next().unwrap_or_default();
        last.len() < upper.len() && OPEN.contains(&last)
    };
    (goes_on || open()) && !upper.contains("   ") && !lower.contains("   ")
}

/// What to put between two lines of a wrapped text: a space, nothing after a hyphen and between wide
/// characters, a line feed in a table; none when a paragraph ends.
fn join(text: &str, above: &Line, below: &Line, width: usize) -> Option<&'static str> {
    let upper = &text[above.start..above.end];
    let lower = &text[below.start..below.end];
    if furniture::is_sign_off(lower) {
        return None;
    }
    if upper.contains("   ") || lower.contains("   ") {
        return Some("\n");
    }
    let fits = above.columns + 1 + first_word(lower) + 10 <= width;
    if !fits || torn(text, above, below) {
        let hyphen = upper.ends_with('-')
            && upper[..upper.len() - 1].ends_with(char::is_alphabetic)
            && lower.starts_with(char::is_lowercase);
        let wide = upper.ends_with(is_wide) && lower.starts_with(is_wide);
        return Some(if hyphen || wide { "" } else { " " });
    }
    let ends = upper.ends_with(['.', '!', '?', '"', '”', '»', ')', '。', '」']);
    if ends { None } else { Some("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        split(text, |_| false)
            .all
            .into_iter()
            .map(|p| p.text.into_owned())
            .collect()
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "The council of the river towns met on Tuesday for the first\n\
                    time since the flood, and talked about the decision-\n\
                    making of the past year until late in the night.\n    \
                    Nobody left before the end of the meeting, which the\n\
                    chairwoman called a sign of good will on all sides.\n\n\
                    It will meet again.\n";
        assert_eq!(
            texts(text),
            [
                "The council of the river towns met on Tuesday for the first time since the flood, \
                 and talked about the decision-making of the past year until late in the night.",
                "Nobody left before the end of the meeting, which the chairwoman called a sign of \
                 good will on all sides.",
                "It will meet again.",
            ]
        );
    }

    #[test]
    fn a_short_story_whose_first_line_breaks_early() {
        let text = "Lower Harbour Holdings Inc said it will\n\
                    buy up to 50,000 of its own common shares from time to time in\n\
                    market transactions.\n    \
                    The ferries and recreation services company recently\n\
                    completed buying 107,000 of its shares.\n Reuter\n\u{3}";
        assert_eq!(
            texts(text),
            [
                "Lower Harbour Holdings Inc said it will buy up to 50,000 of its own common shares from \
                 time to time in market transactions.",
                "The ferries and recreation services company recently completed buying 107,000 of its shares.",
                "Reuter",
            ]
        );
        // The word at its end says so, whatever follows.
        for (first, rest) in [
            ("Lodva Boats sold a", "102-acre site"),
            ("Lodva Boats said its", "Harbour unit"),
        ] {
            let text = format!(
                "{first}\n{rest} in the upper town went to a group for 10 mln.\n Reuter\n\u{3}"
            );
            assert_eq!(
                texts(&text)[0],
                format!("{first} {rest} in the upper town went to a group for 10 mln.")
            );
        }
        // Items of a list stay lines.
        let list = "The council of the river towns met on Tuesday for the first time\n\
                    since the flood, and this is what it talked about until the night\n\
                    and until nobody was left in the hall but the caretaker of it:\n\
                    ferries and fares\nthe lights\nother things";
        assert!(texts(list)[0].ends_with("ferries and fares\nthe lights\nother things"));
    }

    #[test]
    fn width_is_counted_in_columns() {
        let text = "Совет речных городов собрался во вторник впервые после\n\
                    наводнения и говорил о решении прошлого года до самой\n\
                    поздней ночи, но ни о чём не договорился, сказали они.\n\n\
                    Все ждут.";
        assert_eq!(texts(text).len(), 2);
        let text = "川沿いの町の議会は火曜日に洪水の後で初めての会合を開いて\n\
                    去年の決定について夜遅くまで話し合ったが何も決まらずに終\n\
                    わったと出席者が話した。";
        assert_eq!(texts(text), [text.replace('\n', "")]);
    }

    #[test]
    fn lines_that_are_paragraphs_stay_apart() {
        let text = "A headline\nThe council met.\nIt talked.\nNobody left.";
        let split = split(text, |_| false);
        assert_eq!(split.all.len(), 4);
        assert!(!split.spaced);
        assert_eq!(split.join(), text.replace('\n', "\n\n"));
    }

    #[test]
    fn what_is_in_order_comes_back_as_it_is() {
        let text = "The council met.\n\nIt talked.\nAt length.\n\nNobody left.";
        assert!(split(text, |_| false).unchanged(text));
        assert_eq!(split(text, |_| false).join(), text);
        let text = "The council met.\n\n\nIt talked.\n";
        assert!(!split(text, |_| false).unchanged(text));
    }
}
