//! Page furniture that was saved with a text: what goes, and what stays.
//!
//! Every rule looks at a whole line or paragraph, never inside one, and at short ones only. Wrongly
//! kept furniture is a blemish; wrongly removed prose is a loss: in doubt a line stays.

use std::borrow::Cow;
use std::hash::Hasher;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::furniture_lines;
use super::paragraphs::{Paragraph, Paragraphs};

/// Longest line, in bytes, that is looked up in the table.
const SHORT: usize = 100;

/// Prose that has to precede a tail marker, in bytes.
const PROSE: usize = 280;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What follows goes, too.
    Tail,
    /// The line goes.
    Line,
}

struct Table {
    lines: FxHashMap<&'static str, Kind>,
    /// Leads by their first word: what follows it, and whether a colon has to come then.
    leads: FxHashMap<&'static str, Vec<(&'static str, bool)>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        lines: FxHashMap::default(),
        leads: FxHashMap::default(),
    };
    let mut part = "";
    for line in include_str!("furniture.txt").lines() {
        match line {
            _ if line.starts_with('#') || line.is_empty() => {}
            "[tail]" | "[line]" | "[lead]" => part = line,
            _ if part == "[lead]" => {
                let phrase = line.trim_end_matches(':');
                let first = phrase.split(' ').next().unwrap_or(phrase);
                let rest = phrase[first.len()..].trim_start();
                let entry = (rest, line.ends_with(':'));
                table.leads.entry(first).or_default().push(entry);
            }
            _ => {
                let kind = if part == "[tail]" {
                    Kind::Tail
                } else {
                    Kind::Line
                };
                table.lines.entry(line).or_insert(kind);
            }
        }
    }
    table
});

/// Removes the furniture. Costs one look-up for each short line.
pub fn clean(paragraphs: &mut Paragraphs<'_>) {
    let all = &paragraphs.all;
    if all.len() < 2 {
        return;
    }
    let mut gone = vec![false; all.len()];
    let mut seen = FxHashSet::default();
    let mut prose = 0;
    let mut end = all.len();
    for (at, paragraph) in all.iter().enumerate() {
        let text = &*paragraph.text;
        // The rest of a sentence that was broken above (`one cent per / share.`) is no furniture.
        let broken = paragraph.glued && text.starts_with(char::is_lowercase);
        if text.len() <= 2 * SHORT && !broken {
            match judge(text) {
                Some(Kind::Tail) => {
                    gone[at] = true;
                    if prose >= PROSE && is_tail(&all[at + 1..], prose) {
                        end = at;
                        break;
                    }
                    // In the middle of a text such a line may head something: it goes only when
                    // it stands alone between paragraphs.
                    gone[at] = !paragraph.glued;
                    continue;
                }
                Some(Kind::Line) => {
                    gone[at] = true;
                    continue;
                }
                None if is_teaser(all, at) => {
                    gone[at] = true;
                    continue;
                }
                None => {}
            }
        }
        let whole = !paragraph.glued || ends_sentence(text);
        if whole && is_repeat(text, &mut seen) {
            gone[at] = true;
            continue;
        }
        prose += text.len();
    }
    // An agency's name alone signs the story off.
    while end > 1 && (gone[end - 1] || is_sign_off(&all[end - 1].text)) {
        end -= 1;
    }
    // Were nothing left, the rules would be wrong about this text.
    if prose == 0 || (end == all.len() && !gone.contains(&true)) {
        return;
    }
    let mut index = 0;
    paragraphs.all.retain(|_| {
        index += 1;
        index <= end && !gone[index - 1]
    });
}

/// True for a line that is furniture wherever it stands.
pub fn is_furniture(line: &str) -> bool {
    line.len() <= 2 * SHORT && judge(line).is_some()
}

/// True for a line that is furniture even above a headline: a button, an advertisement, a row of
/// networks. `Watch: ...` is none there: it may be the headline.
pub fn is_button(line: &str) -> bool {
    line.len() <= SHORT
        && (TABLE.lines.contains_key(&*key(line, &mut [0; SHORT]))
            || furniture_lines::is_share_row(line))
}

/// What a short line is by itself.
fn judge(line: &str) -> Option<Kind> {
    if line.len() <= SHORT
        && let Some(kind) = TABLE.lines.get(&*key(line, &mut [0; SHORT]))
    {
        return Some(*kind);
    }
    let gone = is_lead(line) || furniture_lines::is_furniture(line);
    gone.then_some(Kind::Line)
}

/// The line in lower case, with single spaces, without marks at its ends. Built on the stack for
/// ASCII: this is asked for each short line there is.
fn key<'b>(line: &str, buffer: &'b mut [u8; SHORT]) -> Cow<'b, str> {
    let bare =
        line.trim_matches(|c: char| c.is_whitespace() || ":.…!|•·-–—→»›>«‹<*#[]↓▼▸►▶+".contains(c));
    if bare.is_ascii() && bare.len() <= SHORT {
        let mut length = 0;
        for byte in bare.bytes() {
            let space = byte.is_ascii_whitespace();
            if space && length > 0 && buffer[length - 1] == b' ' {
                continue;
            }
            buffer[length] = if space {
                b' '
            } else {
                byte.to_ascii_lowercase()
            };
            length += 1;
        }
        return Cow::Borrowed(std::str::from_utf8(&buffer[..length]).unwrap_or_default());
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    Cow::Owned(words.join(" ").to_lowercase())
}

/// True when what follows a tail marker is little, and no prose.
fn is_tail(rest: &[Paragraph<'_>], prose: usize) -> bool {
    let length: usize = rest.iter().map(|p| p.text.len()).sum();
    let sentences = rest
        .iter()
        .filter(|p| p.text.len() > 100 && ends_sentence(&p.text))
        .count();
    length <= (prose / 2).max(400) && length <= 4000 && sentences <= rest.len() / 4
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '"', '”', '»', '’', ')', '…'])
}

/// `See also` and the headline it points to, on one line.
fn is_lead(line: &str) -> bool {
    let first = line.split([' ', '\u{a0}', ':']).next().unwrap_or_default();
    if first.len() > 20 {
        return false;
    }
    let leads = match first.is_ascii() {
        true => {
            let mut lower = [0; 20];
            lower[..first.len()].copy_from_slice(first.as_bytes());
            lower.make_ascii_lowercase();
            let lower = std::str::from_utf8(&lower[..first.len()]).unwrap_or_default();
            TABLE.leads.get(lower)
        }
        false => TABLE.leads.get(&*first.to_lowercase()),
    };
    let Some(leads) = leads else {
        return false;
    };
    let after = line[first.len()..].trim_start_matches([' ', '\u{a0}']);
    leads.iter().any(|(phrase, colon)| {
        let Some(begin) = after.get(..phrase.len()) else {
            return false;
        };
        if begin != *phrase && begin.to_lowercase() != *phrase {
            return false;
        }
        let rest = &after[phrase.len()..];
        let target = rest.trim_start_matches(|c: char| c.is_whitespace() || ":|-–—>»›".contains(c));
        let gap = &rest[..rest.len() - target.len()];
        let marked = gap.trim().chars().count() > 0 && !gap.trim().chars().all(char::is_alphabetic);
        let words = target.split_whitespace().count();
        if target.len() > 180 || words < 2 || target.ends_with([';', ',']) {
            return false;
        }
        if *colon || marked {
            // A colon may also open a sentence of the text: `Read: he knew.` ends in a stop.
            return marked && (!target.ends_with('.') || target.ends_with("..."));
        }
        let capital = target
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric() || "\"'“‘«„¿¡".contains(c));
        let open = gap.len() >= 2 || capital;
        open && !gap.is_empty() && !target.ends_with(['.', ':'])
    })
}

/// A video's headline and its length (`Talks break down in the capital 2:47`), alone between paragraphs
/// of prose.
fn is_teaser(all: &[Paragraph<'_>], at: usize) -> bool {
    let text = &*all[at].text;
    if !text.ends_with(|c: char| c.is_ascii_digit()) || text.len() < 15 {
        return false;
    }
    let Some((title, time)) = text.rsplit_once([' ', '\u{a0}']) else {
        return false;
    };
    let mut parts = time.split(':');
    let minutes = parts.next().unwrap_or_default();
    let seconds = parts.next().unwrap_or_default();
    let hours = parts.next();
    let number = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    // `18:30` is a time of day more often than eighteen minutes.
    let short = minutes.len() == 1 || (minutes.len() == 2 && minutes.starts_with('0'));
    let timed = number(minutes, 2)
        && number(seconds, 2)
        && seconds.len() == 2
        && hours.is_none_or(|h| number(h, 2))
        && parts.next().is_none()
        && short
        && seconds < "60";
    let title = title.trim();
    let last = title.rsplit(' ').next().unwrap_or_default();
    let before_times = [
        "at", "in", "of", "by", "to", "from", "until", "till", "after", "before", "um", "gegen",
        "bis", "ab", "a", "las", "la", "à", "vers", "de", "às", "alle", "ore", "om", "is", "was",
        "time", "with", "and", "y", "et", "und", "-", "–",
    ];
    let headline = title.split_whitespace().count() >= 4
        && title
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric() || "\"“'‘«¿¡".contains(c))
        && !title.ends_with(['.', ',', ';', ':'])
        && !title.replacen(": ", " ", 1).contains(':')
        && !title.contains(". ")
        && !before_times.contains(&last.to_lowercase().as_str());
    // Among prose it is a teaser; in a list of times it is a result or a programme.
    let is_prose = |p: &Paragraph<'_>| p.text.len() > 60 && ends_sentence(&p.text);
    timed
        && headline
        && !all[at].glued
        && at > 0
        && (is_prose(&all[at - 1]) || all.get(at + 1).is_some_and(is_prose))
        && all.get(at + 1).is_none_or(|p| !p.glued)
}

/// True for the second and further copies of a paragraph. Short ones may be said twice, and rows of
/// a table may be equal.
fn is_repeat(text: &str, seen: &mut FxHashSet<u64>) -> bool {
    if text.len() < 40 || text.contains('\n') || text.contains("  ") {
        return false;
    }
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    !seen.insert(hasher.finish())
}

/// `Reuter`, `###`, `-30-` at the very end.
pub fn is_sign_off(text: &str) -> bool {
    let marks = [
        "Reuter", "REUTER", "Reuters", "REUTERS", "-30-", "ENDS", "(END)", "END",
    ];
    marks.contains(&text) || (text.len() <= 20 && !text.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::paragraphs::split;

    const PROSE: &str = "The council of the river towns met on Tuesday for the first time since the \
        flood, and talked about the decision until late in the night.";

    fn cleaned(text: &str) -> String {
        let mut paragraphs = split(text, |_| false);
        clean(&mut paragraphs);
        paragraphs.join()
    }

    #[test]
    fn the_tail_goes_when_prose_precedes_and_little_follows() {
        let prose = format!("{PROSE}\n\n{PROSE} Again.\n\n{PROSE} Yes.");
        for marker in [
            "Related Articles",
            "Leave a Reply",
            "Your email address will not be published.",
            "Back to top button",
            "You may also like",
            "Artículos relacionados",
            "À lire aussi",
            "Ähnliche Beiträge",
            "Você também pode gostar",
            "Potrebbe interessarti anche",
        ] {
            let text = format!("{prose}\n\n{marker}\n\nFerry fares to rise\n\nA cat is found");
            assert_eq!(cleaned(&text), prose, "{marker}");
        }
        // Prose follows: it stays.
        let text = format!("{prose}\n\nRelated Articles\n\n{PROSE} One.\n\n{PROSE} Two.");
        assert_eq!(cleaned(&text), text.replace("Related Articles\n\n", ""));
        // No prose precedes.
        let text = "Short.\n\nRelated Articles\n\nFerry fares to rise";
        assert_eq!(cleaned(text), "Short.\n\nFerry fares to rise");
    }

    #[test]
    fn full_lines_go() {
        for line in [
            "See also  Ferry fares rise in the river towns",
            "See also: Ferry fares rise",
            "Read more: ‘We will not yield’",
            "Lee también: El consejo se reúne",
            "Lire aussi Le conseil se réunit",
            "Talks break down in the river towns 2:47",
            "¿Quién gana con el nuevo puente? 1:54",
            "ADVERTISEMENT",
            "Facebook Twitter WhatsApp Email",
            "Share on Facebook",
            "© 2021 The Meridian Post. All rights reserved.",
            "Copyright 2021 The Meridian Post",
            "Photo: Ann Bell/Meridian Pictures",
            "(AP Photo/Ann Bell)",
            "Publicidad",
            "[Image via Meridian Pictures]",
            "Follow Ann Bell on Twitter @annbell",
            "player.createExperiences();",
            "5 min read",
            "12 Comments",
            "Comments (3)",
            "Image source, Meridian Pictures",
            "Sign up for our weekly newsletter, The River",
            "Tiempo de lectura: 4 minutos",
        ] {
            let text = format!("{PROSE}\n\n{line}\n\n{PROSE} Again.");
            assert_eq!(
                cleaned(&text),
                format!("{PROSE}\n\n{PROSE} Again."),
                "{line}"
            );
        }
    }

    #[test]
    fn prose_that_looks_like_furniture_stays() {
        for line in [
            "See also the report that the council gave last year.",
            "The minister [de la ciudad] said so.",
            "Read more slowly, she told them.",
            "The ferry leaves the upper harbour daily at 8:30",
            "Bell won the race in 2:05",
            "Copyright law is not on the agenda.",
            "Photo: nobody knew what the picture showed when it was taken.",
            "Share prices fell",
            "Related: he was her cousin.",
            "Facebook",
            "Twitter and Facebook",
            "\"No.\"",
            "Comment is free, said the editor",
            "Shares 12.5, last 13.1",
            "Subscribe to that view and you are lost, she said.",
            "Follow the money, he said",
        ] {
            let text = format!("{PROSE}\n\n{line}\n\n{PROSE} Again.");
            assert_eq!(cleaned(&text), text, "{line}");
        }
    }

    #[test]
    fn repeats_go_and_short_ones_stay() {
        let text = format!("{PROSE}\n\nNo.\n\nNo.\n\n{PROSE}");
        assert_eq!(cleaned(&text), format!("{PROSE}\n\nNo.\n\nNo."));
    }

    #[test]
    fn a_text_of_furniture_alone_stays() {
        let text = "Advertisement\n\nShare\n\nPrint";
        assert_eq!(cleaned(text), text);
    }
}
