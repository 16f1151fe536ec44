//! The head of a text file: section label, headline, byline and date lines above the story.

use super::date_line::is_date;
use super::paragraphs::Paragraphs;
use super::{byline, dateline, furniture, section};
use crate::article::Origin;
use crate::formats::header::is_outlet;
use crate::formats::{RawDate, RawDocument};

/// Longest headline, in bytes.
const LONGEST: usize = 250;

/// How many paragraphs may belong to the head.
const HEAD: usize = 14;

/// Takes the head off `paragraphs` and puts what it says into `raw`, which may know some of it from
/// header lines. Subheads stay in the body.
pub fn take(paragraphs: &mut Paragraphs<'_>, raw: &mut RawDocument) {
    let all = &paragraphs.all;
    if all.len() < 2 {
        return;
    }
    let mut gone = [false; HEAD];
    let mut misses = 0;
    let mut at = 0;
    while at < all.len().min(HEAD) {
        let line = &*all[at].text;
        let before = at;
        at += 1;
        if line.len() > 320 {
            break;
        }
        if raw.headline.as_deref().is_some_and(|h| same(h, line)) {
            gone[before] = true;
            continue;
        }
        if misses == 0
            && raw.section.is_none()
            && let Some(label) = section::label(line)
        {
            raw.section = Some(label.to_owned());
            gone[before] = true;
            continue;
        }
        // The first line is the headline even where it could be a byline (`By All Means`).
        if (before > 0 || is_date(line)) && take_line(line, raw)
            || furniture::is_button(line)
            || (raw.headline.is_some() && furniture::is_furniture(line))
            || is_underline(line)
            || is_ago(line)
        {
            gone[before] = true;
            continue;
        }
        if raw.headline.is_none() {
            // The outlet's name may stand above all.
            if before == 0 && byline::is_agency(line) {
                raw.outlet.get_or_insert_with(|| line.to_owned());
                gone[before] = true;
                continue;
            }
            match headline(paragraphs, before) {
                Some((headline, count)) => {
                    raw.headline = Some(headline);
                    for gone in gone.iter_mut().skip(before).take(count) {
                        *gone = true;
                    }
                    at = before + count;
                    continue;
                }
                None => break,
            }
        }
        // A subhead may stand between headline and byline, two at most.
        misses += 1;
        if misses > 2 || dateline::parse(line).is_some() || line.len() > 240 {
            break;
        }
    }
    let mut index = 0;
    paragraphs.all.retain(|_| {
        index += 1;
        !gone.get(index - 1).copied().unwrap_or(false)
    });
}

/// True for a line that can only belong to the head: a date or a byline.
pub fn is_head_line(line: &str) -> bool {
    line.len() <= 160 && (is_date(line) || byline::parse(line).is_some())
}

/// Takes a byline, a date or both from a line that is nothing else.
fn take_line(line: &str, raw: &mut RawDocument) -> bool {
    if line.len() > 160 {
        return false;
    }
    if is_date(line) {
        push_date(line, raw);
        return true;
    }
    if let Some((field, value)) = labelled(line, raw) {
        field.get_or_insert_with(|| value.to_owned());
        return true;
    }
    if let Some(by) = byline::parse(line) {
        raw.byline.get_or_insert_with(|| by.to_owned());
        return true;
    }
    // `By Ann Bell | 3 May 2021`, `Ann Bell, 3 May 2021`: a part each. Most lines have no date in them.
    if !line.bytes().any(|b| b.is_ascii_digit()) && !line.contains('年') {
        return false;
    }
    for mark in [" | ", " • ", " · ", " / ", " — ", " – ", " - ", ", "] {
        let Some((first, second)) = line.split_once(mark) else {
            continue;
        };
        for (by, date) in [(first, second), (second, first)] {
            if is_date(date)
                && let Some(by) = byline::parse(by)
            {
                raw.byline.get_or_insert_with(|| by.to_owned());
                push_date(date, raw);
                return true;
            }
        }
    }
    false
}

/// The field that a line is for, and its value: `Source: The Meridian Post`, a bare address.
fn labelled<'a, 'l>(
    line: &'l str,
    raw: &'a mut RawDocument,
) -> Option<(&'a mut Option<String>, &'l str)> {
    let address = |text: &str| {
        (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(' ')
    };
    if address(line) {
        return Some((&mut raw.url, line));
    }
    let (label, value) = line.split_once(": ")?;
    let value = value.trim();
    if value.len() > 60 && !address(value) {
        return None;
    }
    match label {
        "Source" | "SOURCE" | "Fuente" | "Quelle" | "Fonte" if is_outlet(value) => {
            Some((&mut raw.outlet, value))
        }
        "URL" | "Url" | "Link" if address(value) => Some((&mut raw.url, value)),
        "Section" | "SECTION" | "Category" => Some((&mut raw.section, value)),
        _ => None,
    }
}

fn push_date(line: &str, raw: &mut RawDocument) {
    // `Published 3 May 2021 Updated 4 May 2021`: the first is it.
    let lower = line.to_ascii_lowercase();
    let end = match lower.rfind("updated") {
        Some(at) if at > 8 => at,
        _ => line.len(),
    };
    let digit = line.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    // A label before the date (`Published:`) is no part of it; a weekday or month is.
    let label = line[..digit].rfind(':').map_or(0, |at| at + 1);
    let text = line.get(label..end).unwrap_or(line).trim();
    raw.dates.push(RawDate {
        text: text.to_owned(),
        origin: Origin::Text,
    });
}

/// `3 hours ago`: known only when the page was saved.
fn is_ago(line: &str) -> bool {
    line.len() <= 30
        && (line.ends_with(" ago") || line.starts_with("hace ") || line.starts_with("Hace "))
        && line.bytes().any(|b| b.is_ascii_digit())
}

fn is_underline(line: &str) -> bool {
    !line.chars().any(char::is_alphanumeric)
}

/// True when two headlines differ in white space, case and end marks at most.
pub fn same(one: &str, other: &str) -> bool {
    let key = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    // Lengths first: the keys of most pairs are never built.
    one.len().abs_diff(other.len()) <= 16 && key(one) == key(other) && !key(one).is_empty()
}

/// The headline that begins at a paragraph, and how many paragraphs it takes.
fn headline(paragraphs: &Paragraphs<'_>, at: usize) -> Option<(String, usize)> {
    let all = &paragraphs.all;
    let line = &*all[at].text;
    let next = all.get(at + 1)?;
    let words = line.split_whitespace().count();
    if line.len() > LONGEST || line.contains('\n') || !line.chars().any(char::is_alphabetic) {
        return None;
    }
    // What a byline or date line follows is a headline, whatever it looks like.
    let headed = is_head_line(&next.text);
    if headed {
        return Some((line.to_owned(), 1));
    }
    let open = line.ends_with([',', ';', ':']);
    if open || dateline::parse(line).is_some() && words > 8 || is_sentence(line) {
        return None;
    }
    // A headline over two lines: both short, the second glued to the first, text after it not.
    if next.glued
        && paragraphs.spaced
        && line.len() < 90
        && next.text.len() < 90
        && !next.text.ends_with('.')
        && all.get(at + 2).is_some_and(|p| !p.glued)
        && section::label(&next.text).is_none()
        && dateline::parse(&next.text).is_none()
    {
        return Some((format!("{line} {}", next.text), 2));
    }
    Some((line.to_owned(), 1))
}

/// True for a sentence of prose, or several; a headline may end in an abbreviation.
fn is_sentence(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    let abbreviated = last.len() <= 5 && last.len() > 1 && last.starts_with(char::is_uppercase);
    let stops = line.bytes().filter(|b| *b == b'.').count();
    let ends = line.ends_with('.') && !line.ends_with("...") && !(abbreviated && stops <= 3);
    let inner = [". ", "? ", "! "].iter().any(|end| {
        line.match_indices(end).any(|(at, _)| {
            line[..at]
                .rsplit(' ')
                .next()
                .is_some_and(|word| word.len() > 3)
        })
    });
    ends || (inner && line.len() > 120)
}
