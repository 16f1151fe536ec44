//! Text for people: colour, wrapping, and nothing that could take over a terminal.

use unicode_width::UnicodeWidthChar;

use crate::article::Span;

/// How text is shown.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Use colours; without them matches are set between asterisks.
    pub color: bool,
    /// Columns to wrap at.
    pub width: usize,
}

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Nothing special.
    Plain,
    /// A headline.
    Strong,
    /// Dates, paths and the like.
    Faint,
    /// A match.
    Match,
    /// A name of somebody who speaks.
    Name,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Paint::Plain => "",
            Paint::Strong => "\x1b[1m",
            Paint::Faint => "\x1b[2m",
            Paint::Match => "\x1b[1;33m",
            Paint::Name => "\x1b[36m",
        }
    }
}

impl Style {
    /// `text` in one paint, with control characters made harmless.
    pub fn paint(&self, text: &str, paint: Paint) -> String {
        let mut out = String::with_capacity(text.len() + 10);
        self.push(&mut out, text, paint);
        out
    }

    fn push(&self, out: &mut String, text: &str, paint: Paint) {
        let colored = self.color && paint != Paint::Plain && !text.is_empty();
        if colored {
            out.push_str(paint.code());
        }
        out.extend(text.chars().map(harmless));
        if colored {
            out.push_str("\x1b[0m");
        }
    }

    /// `text` as lines of the style's width, each begun with `indent`, with the `matches` (bytes of `text`,
    /// in order) set off from the rest, which is in `base`. Ends with a line feed.
    pub fn wrap(&self, text: &str, matches: &[Span], base: Paint, indent: &str) -> String {
        let room = self.width.saturating_sub(indent.len()).max(20);
        let mut out = String::with_capacity(text.len() * 2);
        out.push_str(indent);
        let mut column = 0;
        for (start, word) in pieces(text) {
            let inside = |span: &&Span| span.start < start + word.len() && span.end > start;
            // Without colours each end of a match takes a column more.
            let marks = if self.color {
                0
            } else {
                let ends = |m: &Span| {
                    usize::from(m.start >= start) + usize::from(m.end <= start + word.len())
                };
                matches.iter().filter(inside).map(ends).sum()
            };
            let wide = width(word) + marks;
            if column > 0 && column + 1 + wide > room {
                out.push('\n');
                out.push_str(indent);
                column = 0;
            }
            if column > 0 {
                // A match that goes on over the space is one match.
                let over = matches.iter().any(|m| m.start < start && m.end > start);
                self.push(
                    &mut out,
                    " ",
                    if over && self.color {
                        Paint::Match
                    } else {
                        base
                    },
                );
                column += 1;
            }
            let mut at = start;
            for m in matches.iter().filter(inside) {
                let (from, to) = (m.start.max(start), m.end.min(start + word.len()));
                self.push(&mut out, &text[at..from], base);
                if self.color {
                    self.push(&mut out, &text[from..to], Paint::Match);
                } else {
                    out.push_str(if m.start >= start { "*" } else { "" });
                    self.push(&mut out, &text[from..to], base);
                    out.push_str(if m.end <= start + word.len() { "*" } else { "" });
                }
                at = to;
            }
            self.push(&mut out, &text[at..start + word.len()], base);
            column += wide;
        }
        out.push('\n');
        out
    }
}

/// Runs without white space and where they begin.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace()
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Columns `text` takes.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| harmless(c).width().unwrap_or(0)).sum()
}

/// `text` in at most so many columns; an ellipsis where it is cut.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += harmless(c).width().unwrap_or(0);
        if taken > columns {
            break;
        }
        out.push(c);
    }
    if columns > 0 {
        out.truncate(out.trim_end().len());
        out.push('…');
    }
    out
}

/// Control characters, and those that turn the direction of text, could take over a terminal.
pub fn harmless(c: char) -> char {
    match c {
        '\n' | '\t' | '\r' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_matches_are_set_off() {
        let style = Style {
            color: false,
            width: 30,
        };
        let text = "The grain deal held until the\x1b[31m winter";
        let out = style.wrap(text, &[Span::new(4, 14)], Paint::Plain, "  ");
        assert_eq!(
            out,
            "  The *grain deal* held until\n  the\u{fffd}[31m winter\n"
        );
        let color = Style {
            color: true,
            width: 80,
        };
        assert!(
            color
                .wrap(text, &[Span::new(4, 9)], Paint::Plain, "")
                .contains("\x1b[1;33mgrain\x1b[0m")
        );
    }
}
