//! The head of a text file: section label, headline, byline and date lines above the story.

use super::paragraphs::Paragraphs;
use super::{byline, dateline, furniture, section};
use crate::article::Origin;
use crate::formats::{RawDate, RawDocument};

/// Longest headline, in bytes.
const LONGEST: usize = 250;

/// How many paragraphs may belong to the head.
const HEAD: usize = 14;

/// Takes the head off `paragraphs` and puts what it says into `raw`, which may know some of it from
/// header lines. Subheads stay in the body.
pub fn take(paragraphs: &mut Paragraphs<'_>, raw: &mut RawDocument) {
    let all = &paragraphs.all;
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
            && all.len() > 1
            && let Some(label) = section::label(line)
        {
            raw.section = Some(label.to_owned());
            gone[before] = true;
            continue;
        }
        // The first line is the headline even where it could be a byline (`By All Means`).
        if (before > 0 || all.len() < 2 || is_date(line)) && take_line(line, raw)
            || furniture::is_furniture(line)
            || is_underline(line)
        {
            gone[before] = true;
            continue;
        }
        if raw.headline.is_none() {
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
    if let Some(by) = byline::parse(line) {
        raw.byline.get_or_insert_with(|| by.to_owned());
        return true;
    }
    // `By Ann Bell | 3 May 2021`, `Ann Bell, 3 May 2021`: a part each.
    for mark in [" | ", " • ", " · ", " / ", " — ", " – ", " - ", ", "] {
        let Some((first, second)) = line.split_once(mark) else {
            continue;
        };
        for (by, date) in [(first, second), (second, first)] {
            if let Some(by) = byline::parse(by)
                && is_date(date)
            {
                raw.byline.get_or_insert_with(|| by.to_owned());
                push_date(date, raw);
                return true;
            }
        }
    }
    false
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

/// Words a date line may have besides numbers, lower case: months, weekdays and what goes with them,
/// in the languages of most news.
const DATE_WORDS: &[&str] = &[
    // English
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "published",
    "posted",
    "updated",
    "last",
    "first",
    "date",
    "dated",
    "on",
    "at",
    "of",
    "am",
    "pm",
    "a.m",
    "p.m",
    "et",
    "est",
    "edt",
    "gmt",
    "utc",
    "bst",
    "cet",
    "cest",
    "pt",
    "pst",
    "pdt",
    "ist",
    "hkt",
    "noon",
    "st",
    "nd",
    "rd",
    "th",
    "the",
    "created",
    "release",
    "released",
    "issued",
    // Spanish, Portuguese
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "de",
    "del",
    "el",
    "a",
    "las",
    "publicado",
    "actualizado",
    "fecha",
    "ene",
    "abr",
    "ago",
    "dic",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "segunda-feira",
    "terça-feira",
    "quarta-feira",
    "quinta-feira",
    "sexta-feira",
    "em",
    "às",
    "atualizado",
    "fev",
    "mai",
    "set",
    "out",
    "dez",
    "h",
    "hs",
    "hrs",
    // French
    "janvier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "janv",
    "févr",
    "avr",
    "juil",
    "déc",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "publié",
    "mis",
    "jour",
    "à",
    "le",
    "1er",
    // German, Dutch
    "januar",
    "jänner",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "uhr",
    "vom",
    "den",
    "am",
    "stand",
    "veröffentlicht",
    "aktualisiert",
    "datum",
    "januari",
    "februari",
    "maart",
    "mei",
    "augustus",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "gepubliceerd",
    "dez",
    "okt",
    "op",
    // Italian
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "pubblicato",
    "aggiornato",
    "il",
    "alle",
    "ore",
    "gen",
    "mag",
    "giu",
    "lug",
    "ott",
    // Russian, Ukrainian, Polish, Turkish
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "года",
    "г",
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
    "опубликовано",
    "обновлено",
    "в",
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
    "року",
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
    "r",
    "ocak",
    "şubat",
    "nisan",
    "mayıs",
    "haziran",
    "temmuz",
    "ağustos",
    "eylül",
    "ekim",
    "kasım",
    "aralık",
];

/// True for a line that is a date and nothing else, a label (`Published:`) and a time of day aside.
pub fn is_date(line: &str) -> bool {
    if line.len() > 100 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return line.len() <= 60 && line.contains('年') && line.contains('日');
    }
    let (mut year, mut parts, mut words) = (false, 0, 0);
    let tokens = line.split(|c: char| c.is_whitespace() || ",:|()•·/-–—.".contains(c));
    for token in tokens.filter(|t| !t.is_empty()) {
        let digits = token.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let number = &token[..digits];
            year |= digits == 4 && (number.starts_with("1") || number.starts_with("20"));
            year |= digits == 8 && number.starts_with("20");
            let rest = &token[digits..];
            parts += 1 + usize::from(rest.starts_with('年'));
            let known = [
                "", "st", "nd", "rd", "th", "am", "pm", "h", "er", "z", "º", "ª",
            ];
            let timed = rest.starts_with(['T', 't', 'h', '+', '年'])
                && rest
                    .chars()
                    .skip(1)
                    .all(|c| c.is_ascii_digit() || "年月日".contains(c));
            if !(known.contains(&rest.to_lowercase().as_str()) || timed) {
                return false;
            }
            continue;
        }
        words += 1;
        let lower = token.to_lowercase();
        // `a.m.` and `p.m.` fall apart into their letters.
        if words > 12
            || !(DATE_WORDS.contains(&lower.as_str()) || ["p", "m", "z"].contains(&&*lower))
        {
            return false;
        }
    }
    // A year and something beside it; `1984` alone may be a headline.
    year && (parts >= 2 || words >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_lines_are_told_from_text() {
        for line in [
            "January 27, 2022",
            "2022-01-27",
            "Published: January 27, 2022",
            "Thursday, 27 January 2022 10:15 GMT",
            "27 de enero de 2022",
            "27/01/2022 - 10h30",
            "27. Januar 2022, 10:15 Uhr",
            "Updated 5:32 p.m. ET, Thu January 27, 2022",
            "2022-01-27T10:00:00Z",
            "27 января 2022 г.",
            "2022年1月27日",
        ] {
            assert!(is_date(line), "{line}");
        }
        for line in [
            "1984",
            "The year 2022",
            "In January 2022 they met",
            "12 dead in 2022",
            "Budget 2022-23 debate",
            "",
        ] {
            assert!(!is_date(line), "{line}");
        }
    }
}
