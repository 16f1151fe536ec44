//! Hits through time: what is asked, what comes back, and the calendar's periods by number.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::Serialize;

use crate::article::Source;
use crate::query::Query;

/// Most periods of one timeline.
pub const MOST_PERIODS: i64 = 10_000;

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A day.
    Day,
    /// A week from Monday to Sunday, as in ISO 8601.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

/// Every unit, the finest first.
pub const UNITS: [Unit; 5] = [
    Unit::Day,
    Unit::Week,
    Unit::Month,
    Unit::Quarter,
    Unit::Year,
];

/// What counts as a hit's place in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Of {
    /// The day an article was published.
    #[default]
    Published,
    /// The days an article speaks of; it counts once in each period it has one of.
    Mentioned,
    /// The day a statement was published; hits are statements.
    Said,
}

/// A question about time.
#[derive(Debug, Clone)]
pub struct TimelineRequest {
    /// What a hit has to be. Ranges of days it must lie in bound the timeline as well.
    pub query: Query,
    /// What places it in time.
    pub of: Of,
    /// Length of a period; chosen by the answer when none.
    pub unit: Option<Unit>,
    /// Most of the busiest periods that are given with a headline.
    pub busiest: usize,
    /// Most speakers with a row of their own.
    pub speakers: usize,
    /// Articles dated less finely than a range of the query count when they may lie in it.
    pub loose_dates: bool,
}

/// Hits through time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// What places a hit in time.
    pub of: Of,
    /// Length of a period.
    pub unit: Unit,
    /// Hits, drawn or not.
    pub total: u64,
    /// Hits without a date (with [`Of::Mentioned`]: that speak of no date inside the bounds).
    pub undated: u64,
    /// Hits whose every date is known less finely than a period.
    pub coarse: u64,
    /// Periods from the first to the last, without gaps: an empty one has a count of 0.
    pub periods: Vec<Period>,
    /// The busiest ones, most hits first.
    pub busiest: Vec<Busy>,
    /// The most quoted among the hits, most statements first.
    pub speakers: Vec<SpeakerRow>,
}

/// A period and its hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Hits.
    pub count: u64,
}

/// A busy period with its most characteristic headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// Which of [`Timeline::periods`].
    pub period: usize,
    /// The headline; empty when the article has none.
    pub headline: String,
    /// The id its article goes by.
    pub id: String,
    /// Where its article lies.
    pub source: Source,
}

/// Statements of one speaker through time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerRow {
    /// Who.
    pub name: String,
    /// Statements among the hits, drawn or not.
    pub statements: u64,
    /// Statements in each of [`Timeline::periods`].
    pub counts: Vec<u64>,
}

impl Timeline {
    /// Most hits in one period.
    pub fn most(&self) -> u64 {
        self.periods.iter().map(|p| p.count).max().unwrap_or(0)
    }
}

impl Unit {
    /// Number of the period that holds `day`; neighbours in time are neighbours in number. Weeks and days are
    /// counted from the one that holds 1970-01-01, the others from the year 0.
    pub fn number(self, day: Date) -> i64 {
        let (y, m) = (i64::from(day.year()), i64::from(day.month()));
        match self {
            Unit::Day => since_1970(day),
            // 1970-01-01 was a Thursday.
            Unit::Week => (since_1970(day) + 3).div_euclid(7),
            Unit::Month => y * 12 + m - 1,
            Unit::Quarter => y * 4 + (m - 1) / 3,
            Unit::Year => y,
        }
    }

    /// First and last day of the period with this number; none beyond the calendar.
    pub fn days(self, number: i64) -> Option<(Date, Date)> {
        let start = Date::constant(1970, 1, 1);
        let after = |days: i64| {
            let span = Span::new().try_days(days).ok()?;
            start.checked_add(span).ok()
        };
        let month = |number: i64| {
            let year = i16::try_from(number.div_euclid(12)).ok()?;
            Date::new(year, number.rem_euclid(12) as i8 + 1, 1).ok()
        };
        match self {
            Unit::Day => after(number).map(|d| (d, d)),
            Unit::Week => {
                let monday = after(number.checked_mul(7)?.checked_sub(3)?)?;
                Some((monday, monday.checked_add(6.days()).ok()?))
            }
            Unit::Month => month(number).map(|d| (d, d.last_of_month())),
            Unit::Quarter => {
                let first = number.checked_mul(3)?;
                Some((month(first)?, month(first + 2)?.last_of_month()))
            }
            Unit::Year => month(number.checked_mul(12)?).map(|d| (d, d.last_of_year())),
        }
    }

    /// Name of the period that begins on `first`, as `date:` takes it: `2022-01-27`, `2022-W04`, `2022-01`,
    /// `2022-Q1`, `2022`.
    pub fn name(self, first: Date) -> String {
        let (y, m) = (first.year(), first.month());
        match self {
            Unit::Day => first.to_string(),
            Unit::Week => {
                let week = first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Unit::Month => format!("{y:04}-{m:02}"),
            Unit::Quarter => format!("{y:04}-Q{}", (m - 1) / 3 + 1),
            Unit::Year => format!("{y:04}"),
        }
    }

    /// What one is called: `day`.
    pub fn noun(self) -> &'static str {
        match self {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Quarter => "quarter",
            Unit::Year => "year",
        }
    }

    /// True when a period of this name begins a longer stretch: a year, for days a month.
    pub fn begins(self, first: Date) -> bool {
        match self {
            Unit::Day => first.day() == 1,
            Unit::Week => first.iso_week_date().week() == 1 && first.weekday() == Weekday::Monday,
            Unit::Month | Unit::Quarter => first.month() == 1,
            Unit::Year => first.year().rem_euclid(10) == 0,
        }
    }
}

/// Days from 1970-01-01.
fn since_1970(day: Date) -> i64 {
    day.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn periods_have_their_days_and_names() {
        for (unit, day, first, last, name) in [
            (
                Unit::Day,
                date(2024, 2, 29),
                date(2024, 2, 29),
                date(2024, 2, 29),
                "2024-02-29",
            ),
            (
                Unit::Month,
                date(2024, 2, 10),
                date(2024, 2, 1),
                date(2024, 2, 29),
                "2024-02",
            ),
            (
                Unit::Month,
                date(2023, 2, 10),
                date(2023, 2, 1),
                date(2023, 2, 28),
                "2023-02",
            ),
            (
                Unit::Quarter,
                date(2024, 2, 29),
                date(2024, 1, 1),
                date(2024, 3, 31),
                "2024-Q1",
            ),
            (
                Unit::Year,
                date(1969, 12, 31),
                date(1969, 1, 1),
                date(1969, 12, 31),
                "1969",
            ),
            // ISO weeks belong to the year that has most of their days.
            (
                Unit::Week,
                date(2021, 1, 3),
                date(2020, 12, 28),
                date(2021, 1, 3),
                "2020-W53",
            ),
            (
                Unit::Week,
                date(2024, 12, 30),
                date(2024, 12, 30),
                date(2025, 1, 5),
                "2025-W01",
            ),
            (
                Unit::Week,
                date(1970, 1, 1),
                date(1969, 12, 29),
                date(1970, 1, 4),
                "1970-W01",
            ),
        ] {
            let days = unit.days(unit.number(day));
            assert_eq!(days, Some((first, last)), "{unit:?} of {day}");
            assert_eq!(unit.name(first), name);
        }
    }

    #[test]
    fn numbers_beyond_the_calendar_have_no_days() {
        for unit in UNITS {
            for number in [i64::MIN, -10_000_000, 10_000_000, i64::MAX] {
                assert_eq!(unit.days(number), None, "{unit:?} {number}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_day_lies_in_its_period_and_the_next_day_in_it_or_the_next(n in -2_000_000i64..2_900_000) {
            let Some((day, _)) = Unit::Day.days(n) else { return Ok(()); };
            for unit in UNITS {
                let number = unit.number(day);
                if let Some((first, last)) = unit.days(number) {
                    prop_assert!(first <= day && day <= last);
                    if let Ok(next) = day.tomorrow() {
                        prop_assert_eq!(unit.number(next), number + i64::from(day == last));
                    }
                }
            }
        }
    }
}
