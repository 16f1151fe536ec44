//! Dates in addresses and file names.

use jiff::civil::Date;

use super::parse::{Order, day, parse_ordered, year};
use super::token::month;
use crate::article::Precision;

/// The date a URL or a file path carries: `/2022/01/27/slug`, `/2022/jan/27/`, `2022-01-27-slug`,
/// `20220127_x.html`, `27-01-2022`, then `/2022/01/`, `2022-01-slug`, `January 2022.txt`, then
/// `/2022/`.
///
/// Of an archived address (`…/web/20200115123000/http://…`) the inner address counts; query and
/// fragment do not. Linear in the length of the path.
pub fn from_path(path: &str) -> Option<(Date, Precision)> {
    let start = path.rfind("http").unwrap_or(0);
    let path = path.get(start..)?;
    let is_url = path.contains("://");
    let path = match is_url {
        true => path.split(['?', '#']).next().unwrap_or(path),
        false => path,
    };
    let runs = digit_runs(path);
    let exact = full(path, &runs).map(|d| (d, Precision::Day));
    exact
        .or_else(|| named_month(path, &runs))
        .or_else(|| year_month(path, &runs).map(|d| (d, Precision::Month)))
        .or_else(|| match is_url {
            true => None,
            false => worded(path),
        })
        .or_else(|| lone_year(path, &runs).map(|d| (d, Precision::Year)))
}

/// The stretches of ASCII digits, as byte ranges.
fn digit_runs(path: &str) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (i, b) in path.bytes().enumerate() {
        match (b.is_ascii_digit(), start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                runs.push((s, i));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(s) = start {
        runs.push((s, path.len()));
    }
    runs
}

/// The number in a run of at most `max` digits.
fn number(path: &str, run: (usize, usize), max: usize) -> Option<i64> {
    match run.1 - run.0 <= max {
        true => path[run.0..run.1].parse().ok(),
        false => None,
    }
}

/// True when the two runs are one separator apart.
fn joined(path: &str, a: (usize, usize), b: (usize, usize)) -> bool {
    b.0 == a.1 + 1 && matches!(path.as_bytes()[a.1], b'/' | b'-' | b'_' | b'.' | b'\\')
}

fn full(path: &str, runs: &[(usize, usize)]) -> Option<Date> {
    for (i, &run) in runs.iter().enumerate() {
        let digits = run.1 - run.0;
        if matches!(digits, 8 | 12 | 14) {
            let n: i64 = path[run.0..run.0 + 8].parse().ok()?;
            if let Some(d) = day(n / 10_000, n / 100 % 100, n % 100) {
                return Some(d);
            }
            // 27012022: only years of the web, as many a number looks like this.
            let (y, m, d) = (n % 10_000, n / 10_000 % 100, n / 1_000_000);
            if digits == 8
                && (1995..2040).contains(&y)
                && let Some(d) = day(y, m, d)
            {
                return Some(d);
            }
        }
        let (Some(&second), Some(&third)) = (runs.get(i + 1), runs.get(i + 2)) else {
            continue;
        };
        if !joined(path, run, second) || !joined(path, second, third) {
            continue;
        }
        let (Some(a), Some(b), Some(c)) = (
            number(path, run, 4),
            number(path, second, 2),
            number(path, third, 4),
        ) else {
            continue;
        };
        let found = match (digits, third.1 - third.0) {
            (4, 1 | 2) => day(a, b, c),
            (1 | 2, 4) => day(c, b, a).or_else(|| day(c, a, b)),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// `/2022/jan/27/` and, without a day, `/2022/jan/`.
fn named_month(path: &str, runs: &[(usize, usize)]) -> Option<(Date, Precision)> {
    for (i, &run) in runs.iter().enumerate() {
        if run.1 - run.0 != 4 {
            continue;
        }
        let rest = path.get(run.1 + 1..)?;
        if !joined(path, run, (run.1 + 1, run.1 + 1)) {
            continue;
        }
        let word = rest
            .split(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default();
        let Some(m) = month(word) else { continue };
        let y = number(path, run, 4)?;
        let after = run.1 + 1 + word.len();
        let d = runs
            .get(i + 1)
            .filter(|r| r.0 == after + 1)
            .and_then(|r| number(path, *r, 2))
            .and_then(|d| day(y, m, d));
        let next_is_separator = path[after..].starts_with('/');
        return match d {
            Some(d) => Some((d, Precision::Day)),
            None if next_is_separator => Some((day(y, m, 1)?, Precision::Month)),
            None => continue,
        };
    }
    None
}

fn year_month(path: &str, runs: &[(usize, usize)]) -> Option<Date> {
    for (i, &run) in runs.iter().enumerate() {
        let digits = run.1 - run.0;
        let bounded = run.0 == 0 || matches!(path.as_bytes()[run.0 - 1], b'/' | b'\\');
        if !bounded {
            continue;
        }
        if digits == 6 {
            let n = number(path, run, 6)?;
            let ends = path[run.1..].starts_with(['/', '-', '_', '.', '\\']);
            match (ends, day(n / 100, n % 100, 1)) {
                (true, Some(d)) if year(n / 100) => return Some(d),
                _ => continue,
            }
        }
        let Some(&second) = runs.get(i + 1) else {
            continue;
        };
        let two = second.1 - second.0 == 2;
        // `2022/01/`, `2022-01-slug`; not the slug `2022/12-angry-men`.
        let ends = match path.as_bytes()[run.1] {
            b'/' | b'\\' => path[second.1..].starts_with(['/', '\\']),
            _ => true,
        };
        if digits == 4 && (two || second.1 - second.0 == 1) && joined(path, run, second) && ends {
            let (y, m) = (number(path, run, 4)?, number(path, second, 2)?);
            if let Some(d) = day(y, m, 1) {
                return Some(d);
            }
        }
    }
    None
}

/// `27 January 2022.txt`, `january-2022/x.txt`: file names people give.
fn worded(path: &str) -> Option<(Date, Precision)> {
    let mut month_only = None;
    for part in path.rsplit(['/', '\\']).take(16) {
        let text: String = part
            .chars()
            .take(256)
            .map(|c| match c {
                '-' | '_' | '+' => ' ',
                c => c,
            })
            .collect();
        match parse_ordered(&text, Order::DayFirst) {
            Some((d, Precision::Day)) => return Some((d, Precision::Day)),
            Some((d, Precision::Month)) if month_only.is_none() => {
                month_only = Some((d, Precision::Month));
            }
            _ => {}
        }
    }
    month_only
}

/// A part of the path that is a year: `/2022/`, `1999.txt`.
fn lone_year(path: &str, runs: &[(usize, usize)]) -> Option<Date> {
    runs.iter()
        .filter(|r| r.1 - r.0 == 4)
        .filter(|r| r.0 == 0 || matches!(path.as_bytes()[r.0 - 1], b'/' | b'\\'))
        .filter(|r| path[r.1..].is_empty() || path[r.1..].starts_with(['/', '\\', '.']))
        .find_map(|r| day(number(path, *r, 4)?, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(path: &str) -> Option<String> {
        from_path(path).map(|(d, p)| match p {
            Precision::Day => d.to_string(),
            Precision::Month => d.strftime("%Y-%m").to_string(),
            Precision::Year => d.strftime("%Y").to_string(),
        })
    }

    #[test]
    fn days() {
        for path in [
            "https://news.example/2022/01/27/harbour-opens",
            "https://news.example/world/2022/jan/27/harbour",
            "https://news.example/2022-01-27/harbour",
            "https://news.example/harbour-20220127.html",
            "https://news.example/harbour_27-01-2022",
            "https://archive.example/web/20230301120000/http://news.example/2022/01/27/x",
            "2022-01-27-slug.txt",
            "20220127_x.html",
            "27012022-harbour.html",
            "archive/2022/1/27.txt",
            "harbour 27 January 2022.txt",
            "harbour-january-27-2022.txt",
            "a/2022_01_27/x.json",
        ] {
            assert_eq!(found(path).as_deref(), Some("2022-01-27"), "{path}");
        }
    }

    #[test]
    fn coarser() {
        assert_eq!(found("2022/01/harbour.txt").as_deref(), Some("2022-01"));
        assert_eq!(found("x/202201/harbour.txt").as_deref(), Some("2022-01"));
        assert_eq!(
            found("https://news.example/2022/01/harbour/").as_deref(),
            Some("2022-01")
        );
        assert_eq!(found("1999/harbour.txt").as_deref(), Some("1999"));
        assert_eq!(found("1999.txt").as_deref(), Some("1999"));
    }

    #[test]
    fn numbers_that_are_no_dates() {
        for path in [
            "https://news.example/story-61234567",
            "https://news.example/item?date=2022-01-27",
            "top-100-of-2022.txt",
            "12345678901234567890.txt",
            "https://news.example/99999999/1234/56",
            "",
        ] {
            assert_eq!(found(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_path(path in ".*") {
            from_path(&path);
        }

        #[test]
        fn dateish_path(path in "[0-9/_.-é]{0,40}") {
            from_path(&path);
        }
    }
}
