//! Which of a document's dates is its publication date.
//!
//! [`choose`] decides between candidates, [`parse`] reads one, [`from_path`] finds one in an
//! address or a file name.

mod parse;
mod path;

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

/// The publication date: the first candidate that can be read and is possible, else what `path`
/// says.
///
/// Candidates stand best first. A date that lies ahead of today (by more than two days, for clocks
/// and time zones) or before its kind of source existed is passed over. When the best candidate
/// names only a month or a year, a later one that names a day within it is preferred.
pub fn choose(candidates: &[RawDate], path: &str) -> Option<Published> {
    choose_at(candidates, path, parse::today())
}

/// [`choose`] on a given day.
fn choose_at(candidates: &[RawDate], path: &str, today: Date) -> Option<Published> {
    let latest = today.checked_add(2.days()).unwrap_or(today);
    let mut best: Option<Published> = None;
    let from_candidates = candidates.iter().map(|c| (c.text.as_str(), c.origin));
    for (text, origin) in from_candidates.chain([(path, Origin::Path)]) {
        let read = match origin {
            Origin::Url | Origin::Path => from_path(text),
            _ => parse(text),
        };
        let Some((date, precision)) = read else {
            continue;
        };
        let earliest = match origin {
            Origin::Field | Origin::Text | Origin::Dateline | Origin::Path => PRESS,
            _ => WEB,
        };
        if date > latest || date.year() < earliest {
            continue;
        }
        let found = Published {
            date,
            precision,
            origin,
        };
        match best {
            None => best = Some(found),
            Some(b) if refines(found, b) => best = Some(found),
            Some(_) => {}
        }
        if precision == Precision::Day && best == Some(found) {
            break;
        }
    }
    best
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
