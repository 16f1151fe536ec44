//! Which quotation marks belong together.
//!
//! Straight marks say nothing of their side, writers forget to close, every paragraph of a long
//! statement opens again, and an apostrophe looks like a single mark: each paragraph is paired on
//! its own, by the blanks around each mark and by what is open.

use std::ops::Range;

use super::lexicon::class;
use super::tokens::{Kind, Token, shape};

/// A stretch in quotation marks within one paragraph; token indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    /// First token inside.
    pub start: u32,
    /// One past the last token inside.
    pub end: u32,
    /// It has an opening mark.
    pub opened: bool,
    /// It has a closing mark.
    pub closed: bool,
    /// It goes on a statement of the paragraph before that was left open.
    pub continued: bool,
}

/// Farthest a single quotation mark may lie from its partner, in tokens; bounds the cost of a look ahead.
const SINGLE_REACH: usize = 300;

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Open,
    Close,
    Either,
    Single,
}

/// Pairs the marks: sets each to [`Kind::Open`], [`Kind::Close`] or [`Kind::Other`], and returns what
/// they enclose, in order. `signs` are those of [`Places`](super::token::Places); `room` is used for what is returned.
pub fn pair(
    text: &str,
    tokens: &mut [Token],
    signs: &[u32],
    dashes: bool,
    room: Vec<Quoted>,
) -> Vec<Quoted> {
    let mut quoted = room;
    quoted.clear();
    if dashes {
        dialogue(tokens);
    }
    let kind = |tokens: &[Token], sign: u32| tokens[sign as usize].kind;
    let mut all = signs.iter().map(|sign| kind(tokens, *sign));
    if !all.any(|kind| matches!(kind, Kind::Mark | Kind::Open)) {
        return quoted;
    }
    let doubles = signs.iter().any(|sign| {
        let t = &tokens[*sign as usize];
        t.kind == Kind::Mark && !matches!(side(text, t), Side::Single)
    });
    let mut start = 0;
    let mut hanging = false;
    let mut rest = signs;
    while start < tokens.len() {
        let ends = |sign: &u32| kind(tokens, *sign) == Kind::Paragraph;
        let here = rest.iter().position(ends).unwrap_or(rest.len());
        let end = rest.get(here).map_or(tokens.len(), |sign| *sign as usize);
        let within = start..end;
        hanging = paragraph(
            text,
            tokens,
            within,
            &rest[..here],
            doubles,
            hanging,
            &mut quoted,
        );
        rest = rest.get(here + 1..).unwrap_or_default();
        start = end + 1;
    }
    quoted
}

/// `—No lo sé —dijo Ana—. Mañana.`: dashes that open and close speech where that is the custom.
fn dialogue(tokens: &mut [Token]) {
    let mut i = 0;
    while i < tokens.len() {
        let starts = i == 0 || tokens[i - 1].kind == Kind::Paragraph;
        if !starts || tokens[i].kind != Kind::Dash {
            i += 1;
            continue;
        }
        tokens[i].kind = Kind::Open;
        let mut open = true;
        i += 1;
        while i < tokens.len() && tokens[i].kind != Kind::Paragraph {
            if tokens[i].kind == Kind::Dash {
                let narrates = tokens[i + 1..]
                    .iter()
                    .take(4)
                    .any(|t| t.cue != 0 && t.lower());
                if open && narrates {
                    tokens[i].kind = Kind::Close;
                    open = false;
                } else if !open {
                    tokens[i].kind = Kind::Open;
                    open = true;
                }
            }
            i += 1;
        }
    }
}

fn side(text: &str, token: &Token) -> Side {
    match &text[token.start as usize..token.end as usize] {
        "“" | "„" | "‟" | "«" | "``" | "「" | "‹" => Side::Open,
        "”" | "»" | "」" | "›" => Side::Close,
        "\"" | "''" | "＂" => Side::Either,
        _ => Side::Single,
    }
}

/// Pairs one paragraph; true when its last statement was left open.
fn paragraph(
    text: &str,
    tokens: &mut [Token],
    Range { start, end }: Range<usize>,
    signs: &[u32],
    doubles: bool,
    hanging: bool,
    quoted: &mut Vec<Quoted>,
) -> bool {
    let bytes = text.as_bytes();
    let mut open: Option<(usize, bool)> = None; // token after the mark, single
    let mut orphan_from = start;
    let first_quoted = quoted.len();
    let marked = signs
        .iter()
        .any(|sign| matches!(tokens[*sign as usize].kind, Kind::Mark | Kind::Open));
    if !marked {
        // A caption in between does not end a statement left open.
        return hanging && end - start < 40;
    }
    // More closers than openers from here on: an opener inside an open stretch is ignored then.
    let near = signs.iter().map(|sign| *sign as usize);
    let near = near.take_while(|sign| *sign < start + 4000);
    let mut surplus: i64 = near
        .map(|sign| match &tokens[sign] {
            t if t.kind != Kind::Mark => 0,
            t => match &bytes[t.start as usize..t.end as usize] {
                mark if mark == "”".as_bytes() => 1,
                mark if mark == "“".as_bytes() => -1,
                _ => 0,
            },
        })
        .sum();
    let stays_open = stays_open(text, tokens, start, end, doubles);
    let mut depth = 0;
    let mut searched = 0;
    for i in signs.iter().map(|sign| *sign as usize) {
        match tokens[i].kind {
            Kind::Mark => {}
            // Dashes of a dialogue.
            Kind::Open => {
                finish(&mut open, i, quoted);
                open = Some((i + 1, false));
                continue;
            }
            Kind::Close => {
                close(&mut open, i, quoted, true);
                continue;
            }
            _ => continue,
        }
        let (a, b) = (tokens[i].start as usize, tokens[i].end as usize);
        let before = tokens[i].has(shape::SPACED)
            || i == start
            || matches!(tokens[i - 1].kind, Kind::Bracket | Kind::Dash | Kind::Open);
        let after = bytes.get(b).is_none_or(|c| {
            c.is_ascii_whitespace() || *c == 0xC2 && bytes.get(b + 1) == Some(&0xA0)
        });
        let what = match side(text, &tokens[i]) {
            Side::Single => {
                tokens[i].kind = single(
                    text,
                    tokens,
                    i,
                    end,
                    before,
                    after,
                    open,
                    doubles,
                    stays_open,
                    &mut searched,
                );
                match tokens[i].kind {
                    Kind::Open => open = Some((i + 1, true)),
                    Kind::Close => close(&mut open, i, quoted, true),
                    Kind::Other if !before && after && of_plural(text, tokens, i) => {
                        tokens[i].kind = Kind::Word;
                        tokens[i].shape |= shape::GENITIVE;
                    }
                    _ => {}
                }
                continue;
            }
            Side::Open if &text[a..b] == "«" && !before && after && open.is_some() => Side::Close,
            Side::Close if &text[a..b] == "»" && before && !after && open.is_none() => Side::Open,
            // „so“ and »so«: the mark that opens elsewhere closes here.
            Side::Open if &text[a..b] == "“" && !before && open.is_some() => Side::Close,
            Side::Open if &text[a..b] == "«" && open.is_some() && !before => Side::Close,
            Side::Either => {
                let opens = before && !after;
                let closes = !before;
                match open {
                    None if closes && !opens && after => Side::Close,
                    None => Side::Open,
                    Some((from, _)) if opens && !closes && i > from => Side::Open,
                    Some(_) => Side::Close,
                }
            }
            s => s,
        };
        let is_curly = &text[a..b] == "“";
        match (what, open) {
            (Side::Open, Some((_, false))) if is_curly => {
                // Doubles inside doubles: nested when there are closers enough for both.
                tokens[i].kind = Kind::Other;
                if surplus >= 0 {
                    depth += 1;
                }
            }
            (Side::Open, Some((_, false))) => {
                // The one before was never closed: it ends here.
                tokens[i].kind = Kind::Open;
                finish(&mut open, i, quoted);
                open = Some((i + 1, false));
            }
            (Side::Open, _) => {
                tokens[i].kind = Kind::Open;
                finish(&mut open, i, quoted);
                open = Some((i + 1, false));
                depth = 0;
            }
            (Side::Close, Some(_)) if depth > 0 => {
                tokens[i].kind = Kind::Other;
                depth -= 1;
            }
            (Side::Close, Some(_)) => {
                tokens[i].kind = Kind::Close;
                close(&mut open, i, quoted, true);
                orphan_from = i + 1;
            }
            (Side::Close, None) => {
                tokens[i].kind = Kind::Close;
                orphan(tokens, orphan_from, i, &mut surplus, quoted);
                orphan_from = i + 1;
            }
            _ => tokens[i].kind = Kind::Other,
        }
    }
    let left = open.is_some_and(|(_, single)| !single || stays_open);
    if left {
        close(&mut open, end, quoted, false);
    }
    if hanging && first_quoted < quoted.len() {
        let first = &mut quoted[first_quoted];
        first.continued = first.opened && first.start as usize <= start + 1;
    }
    left
}

/// Ends what is open before another one begins. A single mark that nothing closed was none.
fn finish(open: &mut Option<(usize, bool)>, at: usize, quoted: &mut Vec<Quoted>) {
    match open {
        Some((_, true)) => *open = None,
        _ => close(open, at, quoted, false),
    }
}

fn close(open: &mut Option<(usize, bool)>, at: usize, quoted: &mut Vec<Quoted>, closed: bool) {
    if let Some((start, _)) = open.take()
        && start < at
    {
        quoted.push(Quoted {
            start: start as u32,
            end: at as u32,
            opened: true,
            closed,
            continued: false,
        });
    }
}

/// A closing mark nobody opened: what was said starts after the sentence that attributes, at the
/// latest sentence start that leaves whole sentences between.
fn orphan(tokens: &[Token], from: usize, at: usize, surplus: &mut i64, quoted: &mut Vec<Quoted>) {
    *surplus -= 1;
    let inside = at > from && matches!(tokens[at - 1].kind, Kind::Stop | Kind::Comma);
    if !inside || at - from < 4 {
        return;
    }
    // After a statement in this paragraph, its attributing clause comes first.
    let first = quoted.last().is_some_and(|q| q.end as usize + 1 == from);
    let start = match first {
        false => from,
        true => match tokens[from..at - 1]
            .iter()
            .position(|t| t.kind == Kind::Stop)
        {
            Some(p) => from + p + 1,
            None => return,
        },
    };
    if start + 2 < at {
        quoted.push(Quoted {
            start: start as u32,
            end: at as u32,
            opened: false,
            closed: true,
            continued: false,
        });
    }
}

/// What a single mark is: a quotation mark of its own only outside double ones.
#[allow(clippy::too_many_arguments)]
fn single(
    text: &str,
    tokens: &[Token],
    i: usize,
    end: usize,
    before: bool,
    after: bool,
    open: Option<(usize, bool)>,
    doubles: bool,
    stays_open: bool,
    searched: &mut usize,
) -> Kind {
    match open {
        Some((_, false)) => Kind::Other,
        Some((_, true)) => match closes_single(text, tokens, i, after) {
            true => Kind::Close,
            false => Kind::Other,
        },
        None => {
            let next = tokens.get(i + 1);
            let opens = before
                && !after
                && next.is_some_and(|t| matches!(t.kind, Kind::Word) && !t.has(shape::SPACED));
            if !opens {
                return Kind::Other;
            }
            let reach = end.min(i + SINGLE_REACH);
            // What an earlier mark searched in vain is not searched again.
            let partner = ((i + 2).max(*searched)..reach).find(|k| {
                tokens[*k].kind == Kind::Mark
                    && closes_single(text, tokens, *k, blank_after(text, &tokens[*k]))
            });
            if partner.is_none() {
                *searched = reach;
            }
            let least = if doubles { 4 } else { 1 };
            match partner {
                Some(k) if k - i > least => Kind::Open,
                // Where a sentence begins.
                None if stays_open && tokens[i + 1].has(shape::CAP) => Kind::Open,
                _ => Kind::Other,
            }
        }
    }
}

/// Words that begin with an apostrophe where a sentence begins.
const CUT: [&str; 5] = ["Tis", "Twas", "Til", "Cause", "Em"];

/// True when a single mark of this paragraph may open what nothing closes: the next paragraph opens again, as each
/// does of a statement over several, of which only the last one closes; or this one begins with a mark that is no
/// apostrophe.
fn stays_open(text: &str, tokens: &[Token], start: usize, end: usize, doubles: bool) -> bool {
    let opens = |at: usize, marks: &[&str]| match tokens.get(at..) {
        Some([mark, word, ..]) => {
            mark.kind == Kind::Mark
                && marks.contains(&&text[mark.start as usize..mark.end as usize])
                && word.kind == Kind::Word
                && word.has(shape::CAP)
                && !word.has(shape::SPACED)
                && !CUT.contains(&&text[word.start as usize..word.end as usize])
        }
        _ => false,
    };
    opens(end + 1, &["'", "‘"]) || !doubles && opens(start, &["‘"])
}

fn blank_after(text: &str, token: &Token) -> bool {
    text.as_bytes()
        .get(token.end as usize)
        .is_none_or(u8::is_ascii_whitespace)
}

/// True when the mark at `i` stands behind a word in `s`: of a plural it may be the genitive.
fn of_plural(text: &str, tokens: &[Token], i: usize) -> bool {
    let before = i.checked_sub(1).map(|k| &tokens[k]);
    before.is_some_and(|t| {
        t.kind == Kind::Word && text.as_bytes().get(t.end as usize - 1) == Some(&b's')
    })
}

fn closes_single(text: &str, tokens: &[Token], i: usize, after: bool) -> bool {
    let mark = &text[tokens[i].start as usize..tokens[i].end as usize];
    if !matches!(mark, "'" | "’") || tokens[i].has(shape::SPACED) || i == 0 {
        return false;
    }
    let stop = |k: Kind| matches!(k, Kind::Stop | Kind::Comma | Kind::Semicolon);
    if stop(tokens[i - 1].kind) {
        return true;
    }
    let next = tokens.get(i + 1).map(|t| t.kind);
    if next.is_some_and(|k| stop(k) || k == Kind::Paragraph || k == Kind::Unbracket) {
        return true;
    }
    // `the workers' union`: a genitive, not an end.
    after
        && !(of_plural(text, tokens, i)
            && tokens
                .get(i + 1)
                .is_some_and(|t| t.lower() && !t.is(class::PREP | class::AUX)))
}

#[cfg(test)]
mod tests {
    use crate::extract::quotes::doc::Doc;
    use crate::extract::quotes::lexicon;

    /// What lies in quotation marks.
    fn inside(text: &str, language: &str) -> Vec<String> {
        let doc = Doc::new(text, lexicon::of(Some(language)));
        let quoted = doc.quoted.iter();
        quoted
            .map(|q| doc.text_of(q.start as usize, q.end as usize).to_owned())
            .collect()
    }

    #[test]
    fn marks_of_many_kinds() {
        assert_eq!(
            inside("He said “one two.” Then \"three.\"", "en"),
            ["one two.", "three."]
        );
        assert_eq!(inside("``One,'' he said. ''Two.''", "en"), ["One,", "Two."]);
        assert_eq!(
            inside("„Eins“, sagte sie. »Zwei«, sagte er.", "de"),
            ["Eins", "Zwei"]
        );
        assert_eq!(inside("« Un », dit-il. «Deux».", "fr"), ["Un", "Deux"]);
        assert_eq!(inside("—Uno —dijo Ana—. Dos.", "es"), ["Uno", ". Dos."]);
    }

    #[test]
    fn marks_within_marks() {
        assert_eq!(
            inside("“She said ‘no’ to it,” he said.", "en"),
            ["She said ‘no’ to it,"]
        );
        assert_eq!(
            inside("“The “so-called” deal,” he said.", "en"),
            ["The “so-called” deal,"]
        );
        assert_eq!(
            inside("''They say 'never again,''' she said.", "en"),
            ["They say 'never again,'"]
        );
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(
            inside(
                "The workers' union won't join, 'cause it's the 'em that count.",
                "en"
            )
            .is_empty()
        );
        assert_eq!(
            inside("'It's the boss's idea,' he said.", "en"),
            ["It's the boss's idea,"]
        );
    }

    #[test]
    fn open_ends_stop_at_their_paragraph() {
        assert_eq!(inside("“One.\n\n“Two.\n\nThree.", "en"), ["One.", "Two."]);
        for text in [
            "“One.\n\n“Two.”",
            "Ada said: ‘One.\n\n‘Two’.",
            "'One.\n\n'Two.'",
        ] {
            let doc = Doc::new(text, lexicon::of(None));
            assert!(!doc.quoted[0].closed && doc.quoted[1].continued, "{text}");
        }
        assert_eq!(inside("‘One.\n\nTwo.\n\n‘Three’.", "en"), ["One.", "Three"]);
        // A single mark that nothing takes up is an apostrophe.
        assert!(inside("Ada said: ‘One.\n\nTwo.\n\n‘Tis three.", "en").is_empty());
    }
}
