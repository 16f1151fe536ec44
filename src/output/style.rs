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
    /// A date the text speaks of.
    Date,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Paint::Plain => "",
            Paint::Strong => "\x1b[1m",
            Paint::Faint => "\x1b[2m",
            Paint::Match => "\x1b[1;33m",
            Paint::Name => "\x1b[36m",
            Paint::Date => "\x1b[4m",
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
        let sheet = Sheet::new(text, &[], matches, self.color);
        let room = self.width.saturating_sub(width(indent)).max(20);
        let mut out = String::with_capacity(text.len() * 2);
        for span in sheet.lines(room) {
            out.push_str(indent);
            self.line(&mut out, &sheet, span, base);
            out.push('\n');
        }
        if out.is_empty() {
            out.push_str(indent);
            out.push('\n');
        }
        out
    }

    /// One line of a sheet, white space as single spaces.
    pub fn line(&self, out: &mut String, sheet: &Sheet, line: Span, base: Paint) {
        let mut at = line.start;
        let from = sheet.paints.partition_point(|(s, _)| s.end <= line.start);
        for (span, paint) in &sheet.paints[from..] {
            if span.start >= line.end {
                break;
            }
            let (start, end) = (span.start.max(line.start), span.end.min(line.end));
            self.squeezed(out, &sheet.text[at..start], base);
            self.squeezed(out, &sheet.text[start..end], *paint);
            at = end;
        }
        self.squeezed(out, &sheet.text[at..line.end], base);
    }

    fn squeezed(&self, out: &mut String, text: &str, paint: Paint) {
        let mut one = String::with_capacity(text.len());
        for c in text.chars() {
            match c.is_whitespace() {
                true if one.ends_with(' ') => {}
                true => one.push(' '),
                false => one.push(c),
            }
        }
        self.push(out, &one, paint);
    }
}

/// A text with what is written into it, and how its stretches are painted: ready to be broken into lines.
pub struct Sheet {
    text: String,
    /// In order, apart from each other.
    paints: Vec<(Span, Paint)>,
    /// Places of the original text, and how many bytes were written in before them.
    shifts: Vec<(usize, usize)>,
}

impl Sheet {
    /// `text` with dates underlined and their values in brackets behind them, and with `matches` set off: by
    /// colour, or between asterisks where there is none. Both are bytes of `text`, in order.
    pub fn new(text: &str, dates: &[(Span, String)], matches: &[Span], color: bool) -> Sheet {
        let mut written: Vec<(usize, u8, &str)> = Vec::new();
        let values: Vec<String> = dates.iter().map(|(_, v)| format!(" [{v}]")).collect();
        for ((span, value), shown) in dates.iter().zip(&values) {
            if !value.is_empty() {
                written.push((span.end, 1, shown));
            }
        }
        if !color {
            written.extend(matches.iter().map(|m| (m.start, 2, "*")));
            written.extend(matches.iter().map(|m| (m.end, 0, "*")));
        }
        // At one place: the end of a match, a value, the start of a match.
        written.sort_by_key(|(at, order, _)| (*at, *order));
        let mut out = String::with_capacity(text.len() + 16 * written.len());
        let (mut shifts, mut paints) = (Vec::new(), Vec::new());
        let (mut from, mut more) = (0, 0);
        for (at, order, what) in written {
            out.push_str(text.get(from..at).unwrap_or_default());
            from = at.max(from);
            if order == 1 {
                paints.push((Span::new(out.len(), out.len() + what.len()), Paint::Faint));
            }
            out.push_str(what);
            more += what.len();
            shifts.push((at, more));
        }
        out.push_str(text.get(from..).unwrap_or_default());
        let mut sheet = Sheet {
            text: out,
            paints: Vec::new(),
            shifts,
        };
        if color {
            let found = matches.iter().map(|m| (sheet.moved(*m), Paint::Match));
            paints.extend(found);
        }
        paints.sort_by_key(|(span, _)| span.start);
        // What is left of a date beside the matches in it is underlined.
        for (span, _) in dates {
            let mut at = sheet.moved(*span);
            let first = paints.partition_point(|(s, _)| s.end <= at.start);
            let over: Vec<Span> = paints[first..]
                .iter()
                .take_while(|(s, _)| s.start < at.end)
                .map(|(s, _)| *s)
                .collect();
            for s in over {
                if s.start > at.start {
                    sheet
                        .paints
                        .push((Span::new(at.start, s.start), Paint::Date));
                }
                at.start = s.end.min(at.end);
            }
            if at.start < at.end {
                sheet.paints.push((at, Paint::Date));
            }
        }
        sheet.paints.extend(paints);
        sheet.paints.sort_by_key(|(span, _)| span.start);
        sheet
    }

    /// Where a span of the original text is now, without what was written in at its ends.
    pub fn moved(&self, span: Span) -> Span {
        let before = |at: usize, own: bool| {
            let n = match own {
                true => self.shifts.partition_point(|(place, _)| *place <= at),
                false => self.shifts.partition_point(|(place, _)| *place < at),
            };
            n.checked_sub(1).map_or(0, |k| self.shifts[k].1)
        };
        let start = span.start + before(span.start, true);
        let end = span.end + before(span.end, false);
        Span::new(start.min(end), end)
    }

    /// Lines of at most `room` columns, in bytes of the sheet; a longer word has a line of its own.
    pub fn lines(&self, room: usize) -> Vec<Span> {
        let mut lines: Vec<Span> = Vec::new();
        let mut column = 0;
        for (start, word) in pieces(&self.text) {
            let (wide, end) = (width(word), start + word.len());
            match lines.last_mut() {
                Some(line) if column + 1 + wide <= room => {
                    line.end = end;
                    column += 1 + wide;
                }
                _ => {
                    lines.push(Span::new(start, end));
                    column = wide;
                }
            }
        }
        lines
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
        assert_eq!(
            color.wrap("Grain deal held", &[], Paint::Strong, ""),
            "\x1b[1mGrain deal held\x1b[0m\n"
        );
        assert!(
            color
                .wrap(text, &[Span::new(4, 9)], Paint::Plain, "")
                .contains("\x1b[1;33mgrain\x1b[0m")
        );
    }

    #[test]
    fn dates_are_underlined_and_valued_beside_matches() {
        let text = "Open until last May at most";
        let dates = [(Span::new(11, 19), "2021-05".to_owned())];
        let color = Sheet::new(text, &dates, &[Span::new(16, 19)], true);
        let style = Style {
            color: true,
            width: 80,
        };
        let mut out = String::new();
        for line in color.lines(80) {
            style.line(&mut out, &color, line, Paint::Plain);
        }
        assert_eq!(
            out,
            "Open until \x1b[4mlast \x1b[0m\x1b[1;33mMay\x1b[0m\x1b[2m [2021-05]\x1b[0m at most"
        );
        let plain = Sheet::new(text, &dates, &[Span::new(16, 19)], false);
        assert_eq!(plain.text, "Open until last *May* [2021-05] at most");
        let moved = plain.moved(Span::new(16, 22));
        assert_eq!(&plain.text[moved.start..moved.end], "May* [2021-05] at");
        assert_eq!(plain.lines(20).len(), 3);
    }
}
