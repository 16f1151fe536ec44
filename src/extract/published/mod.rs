//! Which of a document's dates is its publication date.
//!
//! [`choose`] decides between candidates, [`parse`] reads one, [`from_path`] finds one in an
//! address or a file name.

mod jalali;
mod parse;
mod path;
mod token;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::article::{Origin, Precision, Published};
use crate::formats::RawDate;

pub use parse::{Order, parse, parse_ordered};
pub use path::from_path;

/// First year a page of the web can have been published in.
const WEB: i16 = 1995;
/// First year a newspaper can have been published in.
const PRESS: i16 = 1600;

/// Most candidates looked at.
const CANDIDATES: usize = 200;

/// The publication date: the first candidate that can be read and is possible, else what `path`
/// says.
///
/// Candidates stand best first. A date that lies ahead of today (by more than two days, for clocks
/// and time zones) or before its kind of source existed is passed over. When the best candidate
/// names only a month or a year, a later one that names a day within it is preferred. What a
/// page's fields say yields to what it shows in two cases, see [`shown_instead`].
pub fn choose(candidates: &[RawDate], path: &str) -> Option<Published> {
    choose_at(candidates, path, parse::today())
}

/// [`choose`] on a given day.
fn choose_at(candidates: &[RawDate], path: &str, today: Date) -> Option<Published> {
    let latest = today.checked_add(2.days()).unwrap_or(today);
    let mut read: Vec<(Published, &str)> = Vec::new();
    let from_candidates = candidates.iter().map(|c| (c.text.as_str(), c.origin));
    for (text, origin) in from_candidates
        .take(CANDIDATES)
        .chain([(path, Origin::Path)])
    {
        let found = match origin {
            Origin::Url | Origin::Path => from_path(text),
            _ => parse(text),
        };
        let Some((date, precision)) = found else {
            continue;
        };
        let earliest = match origin {
            Origin::Field | Origin::Text | Origin::Dateline | Origin::Path => PRESS,
            _ => WEB,
        };
        if date <= latest && date.year() >= earliest {
            let found = Published {
                date,
                precision,
                origin,
            };
            read.push((found, text));
            // Only a page's fields are weighed against other candidates.
            let first = read[0].0;
            if first.precision == Precision::Day && !field_of_page(first.origin) {
                break;
            }
        }
    }
    let (best, text) = *read.first()?;
    if best.precision != Precision::Day {
        let mut all = read.iter().map(|r| r.0);
        let finer = all.clone().find(|f| refines(*f, best)).or_else(|| {
            // A month somewhere in a page's text or a copyright's year is no match for any day.
            let weak = matches!(
                best.origin,
                Origin::Text | Origin::DateElement | Origin::Copyright
            );
            all.find(|f| weak && f.precision == Precision::Day && f.origin != Origin::Path)
        });
        return Some(finer.unwrap_or(best));
    }
    Some(shown_instead(best, text, &read).unwrap_or(best))
}

fn field_of_page(origin: Origin) -> bool {
    matches!(origin, Origin::JsonLd | Origin::Meta)
}

/// The date a page shows, when it rather than the field `best` is what readers saw as the day of
/// publication.
///
/// That is so when the field is an instant in UTC and the page shows the day before or after: the
/// local day. And when nothing shown agrees with the field, but what is shown agrees with another
/// field, or with itself in two places against a lone meta element (often the day of a first draft
/// or of a template).
fn shown_instead(best: Published, text: &str, read: &[(Published, &str)]) -> Option<Published> {
    if !field_of_page(best.origin) {
        return None;
    }
    // The first of each kind that is shown, to the day.
    let shown: Vec<Published> = [
        Origin::TimeElement,
        Origin::DateElement,
        Origin::Url,
        Origin::Text,
    ]
    .iter()
    .filter_map(|o| {
        read.iter()
            .map(|r| r.0)
            .find(|f| f.origin == *o && f.precision == Precision::Day)
    })
    .collect();
    if shown.iter().any(|s| s.date == best.date) {
        return None;
    }
    if in_utc(text)
        && let Some(local) = shown.iter().find(|s| day_apart(s.date, best.date))
    {
        return Some(*local);
    }
    shown
        .iter()
        .find(|s| {
            read.iter()
                .any(|(f, _)| field_of_page(f.origin) && f.date == s.date)
        })
        .or_else(|| {
            // A meta element alone is often the date of a template or of a first draft.
            let twice = |s: &&Published| shown.iter().filter(|o| o.date == s.date).count() > 1;
            let alone = best.origin == Origin::Meta;
            shown.iter().find(|s| alone && twice(s))
        })
        .copied()
}

fn day_apart(a: Date, b: Date) -> bool {
    a.tomorrow().is_ok_and(|t| t == b) || b.tomorrow().is_ok_and(|t| t == a)
}

/// True when the text gives a time in UTC.
fn in_utc(text: &str) -> bool {
    let text = text.trim_end();
    text.contains(':')
        && ["Z", "+00:00", "+0000", "UTC", "GMT", "+00"]
            .iter()
            .any(|e| text.ends_with(e))
}

/// True when `found` says the same as `known`, only finer.
fn refines(found: Published, known: Published) -> bool {
    found.precision > known.precision
        && found.date.year() == known.date.year()
        && (known.precision == Precision::Year || found.date.month() == known.date.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn raw(text: &str, origin: Origin) -> RawDate {
        RawDate {
            text: text.to_owned(),
            origin,
        }
    }

    fn chosen(candidates: &[RawDate], path: &str) -> Option<(String, Origin)> {
        choose_at(candidates, path, date(2024, 6, 1)).map(|p| (p.iso(), p.origin))
    }

    #[test]
    fn first_readable_candidate_wins() {
        let got = chosen(
            &[
                raw("yesterday", Origin::Meta),
                raw("2022-01-27T10:00:00Z", Origin::TimeElement),
                raw("2021-01-01", Origin::Text),
            ],
            "2020/01/01.txt",
        );
        assert_eq!(got, Some(("2022-01-27".into(), Origin::TimeElement)));
    }

    #[test]
    fn impossible_dates_are_passed_over() {
        let got = chosen(
            &[
                raw("2031-01-01", Origin::JsonLd),
                raw("1970-01-01", Origin::Meta),
                raw("1 January 1863", Origin::Text),
            ],
            "",
        );
        assert_eq!(got, Some(("1863-01-01".into(), Origin::Text)));
        let tomorrow = chosen(&[raw("2024-06-02", Origin::JsonLd)], "");
        assert_eq!(tomorrow, Some(("2024-06-02".into(), Origin::JsonLd)));
    }

    #[test]
    fn the_local_day_that_is_shown_goes_before_utc() {
        let field = raw("2022-01-28T02:11:03+00:00", Origin::JsonLd);
        let got = chosen(&[field.clone(), raw("January 27, 2022", Origin::Text)], "");
        assert_eq!(got, Some(("2022-01-27".into(), Origin::Text)));
        // Not when the field is local, nor when the page shows some other day.
        let local = raw("2022-01-28T02:11:03+02:00", Origin::JsonLd);
        let got = chosen(&[local, raw("January 27, 2022", Origin::Text)], "");
        assert_eq!(got, Some(("2022-01-28".into(), Origin::JsonLd)));
        let got = chosen(&[field, raw("January 20, 2022", Origin::Text)], "");
        assert_eq!(got, Some(("2022-01-28".into(), Origin::JsonLd)));
    }

    #[test]
    fn a_field_alone_against_all_others_yields() {
        let got = chosen(
            &[
                raw("2015-01-16", Origin::JsonLd),
                raw("2017-12-01", Origin::Meta),
                raw("1 December 2017", Origin::TimeElement),
            ],
            "",
        );
        assert_eq!(got, Some(("2017-12-01".into(), Origin::TimeElement)));
    }

    #[test]
    fn path_is_the_last_resort() {
        let got = chosen(&[], "news/2022/01/27/harbour.txt");
        assert_eq!(got, Some(("2022-01-27".into(), Origin::Path)));
        assert_eq!(chosen(&[], "news/harbour.txt"), None);
    }

    #[test]
    fn a_month_is_refined_by_a_day_within_it() {
        let month = raw("https://news.example/2022/01/harbour", Origin::Url);
        let got = chosen(&[month.clone(), raw("27 January 2022", Origin::Text)], "");
        assert_eq!(got, Some(("2022-01-27".into(), Origin::Text)));
        let got = chosen(&[month, raw("3 March 2022", Origin::Text)], "");
        assert_eq!(got, Some(("2022-01".into(), Origin::Url)));
    }
}
