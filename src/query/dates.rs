//! Ranges of days as a query writes them.

use std::fmt;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};

/// Days from one to another, both included; an open end has no bound. Undated articles are in no range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Between two days.
    Days {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    },
    /// No date at all.
    None,
}

/// What a value may be, for messages.
pub const FORMS: &str = "2022, 2022-q1, 2022-01, 2022-w04, 2022-01-27, 1990s, 2022-01..2022-03, >=2022, today, yesterday, this-month, \
     last-week, 7d, 6m, 2y or none";

/// Reads a range. Relative words count from `today`. None when it is none of [`FORMS`].
pub fn parse(text: &str, today: Date) -> Option<Range> {
    let text = text.trim().to_ascii_lowercase();
    // `last week` as `last-week`.
    let text = text.replace([' ', '_'], "-");
    if text == "none" {
        return Some(Range::None);
    }
    let days = |from, to| Some(Range::Days { from, to });
    if let Some((sign, rest)) = [">=", "<=", ">", "<"]
        .iter()
        .find_map(|s| Some((*s, text.strip_prefix(s)?)))
    {
        let (first, last) = span(rest, today)?;
        return match sign {
            ">=" => days(Some(first), None),
            "<=" => days(None, Some(end(rest, (first, last)))),
            ">" => days(Some(end(rest, (first, last)).tomorrow().ok()?), None),
            _ => days(None, Some(first.yesterday().ok()?)),
        };
    }
    if let Some((from, to)) = text.split_once("..") {
        if from.is_empty() && to.is_empty() {
            return None;
        }
        let from = if from.is_empty() {
            None
        } else {
            Some(span(from, today)?.0)
        };
        let to = if to.is_empty() {
            None
        } else {
            Some(end(to, span(to, today)?))
        };
        if let (Some(a), Some(b)) = (from, to)
            && a > b
        {
            return None;
        }
        return days(from, to);
    }
    let (first, last) = span(&text, today)?;
    days(Some(first), Some(last))
}

/// The day an expression ends on as the end of a range: `7d` alone means the days since, as an end the day that
/// long ago.
fn end(text: &str, (first, last): (Date, Date)) -> Date {
    if is_ago(text) { first } else { last }
}

/// True for `7d`, `3w`, `6m`, `2y`.
fn is_ago(text: &str) -> bool {
    text.strip_suffix(['d', 'w', 'm', 'y'])
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// First and last day of one expression.
fn span(text: &str, today: Date) -> Option<(Date, Date)> {
    let shift = |by: Span| today.checked_add(by).ok();
    let month = |d: Date| (d.first_of_month(), d.last_of_month());
    let year = |d: Date| (d.first_of_year(), d.last_of_year());
    let quarter = |d: Date| {
        let first = Date::new(d.year(), (d.month() - 1) / 3 * 3 + 1, 1).ok()?;
        Some((
            first,
            Date::new(d.year(), first.month() + 2, 1)
                .ok()?
                .last_of_month(),
        ))
    };
    let week = |d: Date| {
        let monday = d
            .checked_sub(i64::from(d.weekday().to_monday_zero_offset()).days())
            .ok()?;
        Some((monday, monday.checked_add(6.days()).ok()?))
    };
    match text {
        "today" => return Some((today, today)),
        "yesterday" => return Some((today.yesterday().ok()?, today.yesterday().ok()?)),
        "this-week" => return week(today),
        "last-week" => return week(shift((-7).days())?),
        "this-month" => return Some(month(today)),
        "last-month" => return Some(month(today.first_of_month().yesterday().ok()?)),
        "this-quarter" => return quarter(today),
        "last-quarter" => return quarter(quarter(today)?.0.yesterday().ok()?),
        "this-year" => return Some(year(today)),
        "last-year" => return Some(year(today.first_of_year().yesterday().ok()?)),
        _ => {}
    }
    if let Some(unit) = text.chars().last().filter(|_| is_ago(text)) {
        let n: i64 = text[..text.len() - 1]
            .parse()
            .ok()
            .filter(|n| (0..=100_000).contains(n))?;
        let by = match unit {
            'd' => Span::new().try_days(-n),
            'w' => Span::new().try_weeks(-n),
            'm' => Span::new().try_months(-n),
            _ => Span::new().try_years(-n),
        };
        return Some((shift(by.ok()?)?, today));
    }
    // A decade: 1990s.
    if let Some(decade) = text.strip_suffix("0s")
        && decade.len() == 3
        && decade.bytes().all(|b| b.is_ascii_digit())
    {
        let y = decade.parse::<i16>().ok()? * 10;
        return Some((Date::new(y, 1, 1).ok()?, Date::new(y + 9, 12, 31).ok()?));
    }
    let parts: Vec<&str> = text.split('-').collect();
    let number = |s: &str| {
        (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<i16>().ok())?
    };
    let y = number(parts[0]).filter(|_| parts[0].len() == 4)?;
    let two = |s: &str| number(s).filter(|_| s.len() <= 2).map(|n| n as i8);
    match parts[1..] {
        [] => Some(year(Date::new(y, 1, 1).ok()?)),
        [q] if q.starts_with('q') => {
            let q: i8 = q[1..].parse().ok().filter(|q| (1..=4).contains(q))?;
            Some((
                Date::new(y, q * 3 - 2, 1).ok()?,
                Date::new(y, q * 3, 1).ok()?.last_of_month(),
            ))
        }
        [w] if w.starts_with('w') && w.len() == 3 => {
            let w: i8 = two(&w[1..])?;
            let monday = ISOWeekDate::new(y, w, Weekday::Monday).ok()?.date();
            week(monday)
        }
        [m] => Some(month(Date::new(y, two(m)?, 1).ok()?)),
        [m, d] => Date::new(y, two(m)?, two(d)?).ok().map(|day| (day, day)),
        _ => None,
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Range::None => f.write_str("none"),
            Range::Days {
                from: Some(a),
                to: Some(b),
            } if a == b => write!(f, "{a}"),
            Range::Days { from, to } => {
                if let Some(a) = from {
                    write!(f, "{a}")?;
                }
                f.write_str("..")?;
                match to {
                    Some(b) => write!(f, "{b}"),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_form_gives_its_days() {
        let today = date(2024, 3, 1); // a Friday after a leap day
        for (text, shown) in [
            ("2022", "2022-01-01..2022-12-31"),
            ("2024-02", "2024-02-01..2024-02-29"),
            ("2022-q3", "2022-07-01..2022-09-30"),
            ("2022-01-27", "2022-01-27"),
            ("2022-01-15..2022-03", "2022-01-15..2022-03-31"),
            ("..2022-03", "..2022-03-31"),
            (">=2022", "2022-01-01.."),
            (">2022", "2023-01-01.."),
            ("<2022", "..2021-12-31"),
            ("yesterday", "2024-02-29"),
            ("last-week", "2024-02-19..2024-02-25"),
            ("last-month", "2024-02-01..2024-02-29"),
            ("7d", "2024-02-23..2024-03-01"),
            ("1y", "2023-03-01..2024-03-01"),
            ("none", "none"),
            ("today", "2024-03-01"),
            ("This Week", "2024-02-26..2024-03-03"),
            ("last-quarter", "2023-10-01..2023-12-31"),
            ("this_quarter", "2024-01-01..2024-03-31"),
            ("this-year", "2024-01-01..2024-12-31"),
            ("last-year", "2023-01-01..2023-12-31"),
            ("2y", "2022-03-01..2024-03-01"),
            ("2w", "2024-02-16..2024-03-01"),
            ("1m", "2024-02-01..2024-03-01"),
            ("30d..7d", "2024-01-31..2024-02-23"),
            (">7d", "2024-02-24.."),
            (">=7d", "2024-02-23.."),
            ("<7d", "..2024-02-22"),
            ("<=7d", "..2024-02-23"),
            (">2024-02", "2024-03-01.."),
            ("1990s", "1990-01-01..1999-12-31"),
            ("2020-w53", "2020-12-28..2021-01-03"),
            ("2025-W01", "2024-12-30..2025-01-05"),
            ("2022-Q1..2022-q2", "2022-01-01..2022-06-30"),
        ] {
            assert_eq!(
                parse(text, today).map(|r| r.to_string()).as_deref(),
                Some(shown),
                "{text}"
            );
        }
        for bad in [
            "",
            "22",
            "2022-13",
            "2022-02-30",
            "2023..2022",
            "..",
            "soon",
            "é",
            "9999999d",
            "d",
            "-1d",
            "2021-w53",
            "2021-w00",
            "2021-q5",
            "10000-01",
            "7d..30d",
            "0s",
            "ééés",
            "-",
        ] {
            assert_eq!(parse(bad, today), None, "{bad}");
        }
    }
}
