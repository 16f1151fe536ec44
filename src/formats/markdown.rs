//! Markdown: front matter, and the prose without its markup.

use super::{Emit, Format, Input, RawDocument, Shape, header, text};
use crate::decode;

/// Markdown. Its content looks like any text: only the name tells it.
pub const FORMAT: Format = Format {
    name: "markdown",
    extensions: &["md", "markdown", "mdown", "mkd"],
    sniff: text::sniff,
    read,
};

fn read(input: Input<'_>, emit: &mut Emit<'_>) -> anyhow::Result<()> {
    let whole = decode::read_whole(input.bytes, input.limits.document_bytes)?;
    let text = decode::text_owned(whole.bytes, None);
    let mut document = document(&text);
    document.notes.extend(whole.note);
    emit(document)
}

/// The article in a Markdown text: front matter or header lines, the first heading as headline where
/// these name none, and the prose without markup, paragraphs apart by a blank line.
pub fn document(text: &str) -> RawDocument {
    let (found, start) = header::read(text);
    let mut out = found.document(0, true);
    let mut prose = Prose {
        headline: out.headline.take(),
        ..Prose::default()
    };
    for line in text[start..].lines() {
        prose.line(line);
    }
    prose.flush();
    out.headline = prose.headline.take();
    out.body = prose.out;
    out.shape = Shape::Text;
    out
}

/// Turns lines of Markdown into paragraphs.
#[derive(Default)]
struct Prose {
    out: String,
    headline: Option<String>,
    /// The paragraph that is open, with its markup.
    open: String,
    /// The fence that ends a block of code.
    fence: Option<&'static str>,
    in_comment: bool,
}

impl Prose {
    fn line(&mut self, line: &str) {
        let shown = line.trim();
        if let Some(fence) = self.fence {
            match shown.starts_with(fence) {
                true => self.fence = None,
                false => self.push(line.trim_end()),
            }
            return;
        }
        if self.in_comment || shown.starts_with("<!--") {
            self.in_comment = !shown.contains("-->");
            return;
        }
        let mut shown = shown;
        while let Some(quoted) = shown.strip_prefix('>') {
            shown = quoted.trim_start();
        }
        if shown.is_empty() {
            return self.flush();
        }
        if let Some(fence) = ["```", "~~~"].into_iter().find(|f| shown.starts_with(f)) {
            self.flush();
            self.fence = Some(fence);
            return;
        }
        if is_rule(shown, b'=') || is_rule(shown, b'-') {
            // Under a paragraph this makes it a heading, alone it is a line across the page.
            return self.heading(shown.starts_with('='));
        }
        if is_rule(shown, b'*') || is_rule(shown, b'_') || is_definition(shown) {
            return self.flush();
        }
        if shown.bytes().all(|b| b"|:- +".contains(&b)) {
            return;
        }
        let level = shown.bytes().take_while(|b| *b == b'#').count();
        if (1..=6).contains(&level) && shown[level..].starts_with(' ') {
            self.flush();
            self.open
                .push_str(shown[level..].trim().trim_end_matches('#').trim_end());
            return self.heading(level == 1);
        }
        if let Some(item) = item(shown) {
            self.flush();
            self.open.push_str(item);
            return;
        }
        if let Some(row) = shown.strip_prefix('|') {
            self.flush();
            self.open
                .push_str(&row.trim_end_matches('|').replace('|', " "));
            return self.flush();
        }
        if let Some(note) = shown.strip_prefix("[^").and_then(|n| n.split_once("]: ")) {
            self.flush();
            self.open.push_str(note.1);
            return;
        }
        if !self.open.is_empty() {
            self.open.push(' ');
        }
        self.open.push_str(shown.trim_end_matches('\\'));
        // A line that breaks hard, or is emphasised as a whole (a byline), stands by itself.
        let emphasis = shown.starts_with(['*', '_']) && shown.ends_with(['*', '_']);
        if line.ends_with("  ") || shown.ends_with('\\') || emphasis {
            self.flush();
        }
    }

    fn heading(&mut self, first: bool) {
        if first && self.headline.is_none() && self.out.is_empty() && !self.open.is_empty() {
            self.headline = Some(inline(&self.open)).filter(|h| !h.is_empty());
            self.open.clear();
        }
        self.flush();
    }

    fn flush(&mut self) {
        if !self.open.is_empty() {
            let text = inline(&self.open);
            self.open.clear();
            self.push(text.trim());
        }
    }

    fn push(&mut self, paragraph: &str) {
        if paragraph.is_empty() {
            return;
        }
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.out.push_str(paragraph);
    }
}

/// True for a line of nothing but three or more of `mark`.
fn is_rule(line: &str, mark: u8) -> bool {
    let marks = line.bytes().filter(|b| *b == mark).count();
    marks >= 3 && line.bytes().all(|b| b == mark || b == b' ')
}

/// `[name]: address`, which a link elsewhere refers to.
fn is_definition(line: &str) -> bool {
    line.starts_with('[')
        && !line.starts_with("[^")
        && line
            .split_once("]: ")
            .is_some_and(|(_, to)| to.starts_with("http") || to.starts_with(['/', '<', '#', '.']))
}

/// The text of a list item. A number stays: it may be the beginning of a sentence.
fn item(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix(['-', '*', '+'])?
        .strip_prefix(' ')?
        .trim_start();
    let done = ["[ ] ", "[x] ", "[X] "];
    Some(
        done.iter()
            .find_map(|mark| rest.strip_prefix(mark))
            .unwrap_or(rest),
    )
}

/// A paragraph without its inline markup. Linear: brackets and emphasis are matched in one pass each.
fn inline(text: &str) -> String {
    if !text.bytes().any(|b| b"\\[]*_`<&~!".contains(&b)) {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let brackets = match memchr::memchr(b'[', bytes) {
        Some(_) => matches(bytes),
        None => Vec::new(),
    };
    let partner = |at: usize| brackets.get(at).copied().filter(|p| *p > at);
    let mut marks = Marks::new(text);
    let mut out = String::with_capacity(text.len());
    // Where the text of an open link ends, and where the link itself does.
    let mut links: Vec<(usize, usize)> = Vec::new();
    let mut ticks_end = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if links.last().is_some_and(|(close, _)| *close == at) {
            at = links.pop().map_or(at + 1, |(_, end)| end);
            continue;
        }
        let next = at + c.len_utf8();
        match c {
            '\\' if bytes.get(next).is_some_and(u8::is_ascii_punctuation) => {
                out.push(bytes[next] as char);
                at = next + 1;
            }
            '!' if bytes.get(next) == Some(&b'[') && partner(next).is_some() => {
                let close = partner(next).unwrap_or(next);
                match target(bytes, close, &partner) {
                    Some(end) => at = end,
                    None => {
                        out.push(c);
                        at = next;
                    }
                }
            }
            '[' => match partner(at) {
                Some(close) if bytes.get(next) == Some(&b'^') => at = close + 1,
                Some(close) => {
                    match target(bytes, close, &partner) {
                        Some(end) => links.push((close, end)),
                        None => out.push(c),
                    }
                    at = next;
                }
                None => {
                    out.push(c);
                    at = next;
                }
            },
            '`' if !ticks_end => {
                let count = bytes[at..].iter().take_while(|b| **b == b'`').count();
                let from = at + count;
                match memchr::memmem::find(&bytes[from..], &bytes[at..from]) {
                    Some(length) => {
                        out.push_str(text[from..from + length].trim());
                        at = from + length + count;
                    }
                    None => {
                        // None of this length follows: later ones are not looked for either.
                        ticks_end = true;
                        out.push_str(&text[at..from]);
                        at = from;
                    }
                }
            }
            '<' => match tag(&bytes[at..]) {
                Some(length) => {
                    let inner = &text[at + 1..at + length - 1];
                    if inner.contains("://") || inner.contains('@') {
                        out.push_str(inner);
                    } else if inner.starts_with("br") {
                        out.push(' ');
                    }
                    at += length;
                }
                None => {
                    out.push(c);
                    at = next;
                }
            },
            '*' | '_' | '~' => {
                let count = bytes[at..].iter().take_while(|b| **b == bytes[at]).count();
                if !marks.take(text, at, count) {
                    out.push_str(&text[at..at + count]);
                }
                at += count;
            }
            '&' => {
                let found = ENTITIES
                    .iter()
                    .find(|(name, _)| text[at..].starts_with(name));
                match found {
                    Some((name, to)) => {
                        out.push_str(to);
                        at += name.len();
                    }
                    None => {
                        out.push(c);
                        at = next;
                    }
                }
            }
            _ => {
                out.push(c);
                at = next;
            }
        }
    }
    out
}

const ENTITIES: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&nbsp;", " "),
    ("&mdash;", "—"),
    ("&ndash;", "–"),
];

/// For each bracket and parenthesis the place of its partner; else its own place or 0.
fn matches(bytes: &[u8]) -> Vec<usize> {
    let mut partners = vec![0; bytes.len()];
    let (mut square, mut round) = (Vec::new(), Vec::new());
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        let open = match byte {
            _ if escaped => None,
            b'[' => {
                square.push(at);
                None
            }
            b'(' => {
                round.push(at);
                None
            }
            b']' => square.pop(),
            b')' => round.pop(),
            _ => None,
        };
        if let Some(open) = open {
            partners[open] = at;
        }
        escaped = *byte == b'\\' && !escaped;
    }
    partners
}

/// Where the address of a link ends whose text closes at `close`; none when no address follows.
fn target(bytes: &[u8], close: usize, partner: &dyn Fn(usize) -> Option<usize>) -> Option<usize> {
    match bytes.get(close + 1)? {
        b'(' | b'[' => partner(close + 1).map(|end| end + 1),
        _ => None,
    }
}

/// Length of an HTML tag or of an address in angle brackets.
fn tag(bytes: &[u8]) -> Option<usize> {
    let first = bytes.get(1)?;
    if !first.is_ascii_alphabetic() && *first != b'/' && *first != b'!' {
        return None;
    }
    let window = &bytes[..bytes.len().min(1 << 10)];
    let end = window.iter().position(|b| *b == b'>' || *b == b'\n')?;
    (window[end] == b'>').then_some(end + 1)
}

/// Which runs of `*`, `_` and `~` are emphasis: those that open and have a closing run after them, and
/// those that close one.
struct Marks {
    /// Closing runs still to come, and opened ones, by mark.
    closing: [usize; 3],
    opened: [usize; 3],
}

impl Marks {
    fn new(text: &str) -> Marks {
        let mut marks = Marks {
            closing: [0; 3],
            opened: [0; 3],
        };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let Some(kind) = kind(bytes[at]) else {
                at += 1;
                continue;
            };
            let count = bytes[at..].iter().take_while(|b| **b == bytes[at]).count();
            marks.closing[kind] += usize::from(sides(text, at, count).1);
            at += count;
        }
        marks
    }

    /// True when the run of `count` marks at `at` is emphasis.
    fn take(&mut self, text: &str, at: usize, count: usize) -> bool {
        let Some(kind) = kind(text.as_bytes()[at]) else {
            return false;
        };
        let (opens, closes) = sides(text, at, count);
        if closes {
            self.closing[kind] = self.closing[kind].saturating_sub(1);
            if self.opened[kind] > 0 {
                self.opened[kind] -= 1;
                return true;
            }
        }
        let emphasis = opens && self.closing[kind] > self.opened[kind] && (kind != 2 || count == 2);
        self.opened[kind] += usize::from(emphasis);
        emphasis
    }
}

fn kind(byte: u8) -> Option<usize> {
    b"*_~".iter().position(|b| *b == byte)
}

/// Whether a run of marks can open and close emphasis. Within a word `_` does neither.
fn sides(text: &str, at: usize, count: usize) -> (bool, bool) {
    let before = text[..at].chars().next_back();
    let after = text[at + count..].chars().next();
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let inside = word(before) && word(after) && text.as_bytes()[at] == b'_';
    let opens = !space(after) && (!word(before) || text.as_bytes()[at] == b'*');
    let closes = !space(before) && (!word(after) || text.as_bytes()[at] == b'*');
    (opens && !inside, closes && !inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_becomes_prose() {
        let raw = document(
            "---\ntitle: From above\n---\n# Heading *one*\n\nThe **council** met _late_ on [Tuesday](https://example.org \
             \"x\"),\nsaid `Ann` Bell[^1].\n\n![map](a.png)\n\n> \"No,\" she said,\n> \"never.\"\n\n\
             - one [link][a]\n- two\n\n1. first\n\n```rust\nlet a_b = 1;\n```\n\n[a]: https://example.org\n\
             [^1]: In a letter.\n\nAn aside [de la ciudad] and 5 * 3, snake_case_word.\n\n| a | b |\n|---|---|\n| c | d |\n",
        );
        assert_eq!(raw.headline.as_deref(), Some("From above"));
        let paragraphs: Vec<&str> = raw.body.split("\n\n").collect();
        assert_eq!(
            paragraphs,
            [
                "Heading one",
                "The council met late on Tuesday, said Ann Bell.",
                "\"No,\" she said, \"never.\"",
                "one link",
                "two",
                "1. first",
                "let a_b = 1;",
                "In a letter.",
                "An aside [de la ciudad] and 5 * 3, snake_case_word.",
                "a   b",
                "c   d",
            ]
        );
    }

    #[test]
    fn the_first_heading_is_the_headline() {
        let raw = document("# A council meets\n\n**By Ann Bell**\n3 May 2021\n\nThey met.\n");
        assert_eq!(raw.headline.as_deref(), Some("A council meets"));
        assert!(raw.body.starts_with("By Ann Bell\n\n3 May 2021"));
        let raw = document("A council meets\n===\n\nThey met.\n");
        assert_eq!(raw.headline.as_deref(), Some("A council meets"));
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for unit in [
            "[", "[a](", "*a ", "`", "``a`", "<a", "![", "[a][", "> ", "_", "\\",
        ] {
            let text = unit.repeat(400_000 / unit.len());
            let started = std::time::Instant::now();
            let _ = document(&text);
            assert!(started.elapsed().as_secs() < 60, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[ -~\\n\u{e9}\u{2019}]{0,200}") {
            let _ = document(&text);
        }
    }
}
