//! Hits through time, a format a file.

pub(super) mod csv;
mod json;
mod svg;
mod text;

pub use csv::csv;
pub use json::json;
pub use svg::svg;
pub use text::text;

use super::status::count;
use crate::engine::timeline::{Of, Period, Timeline, Unit};

/// What a number of hits counts: `articles`, `statement` ...
pub fn noun(of: Of, n: u64) -> &'static str {
    match (of, n) {
        (Of::Said, 1) => "statement",
        (Of::Said, _) => "statements",
        (_, 1) => "article",
        (_, _) => "articles",
    }
}

/// What is not drawn, in words: nothing when all is.
pub fn left_out(timeline: &Timeline) -> Vec<String> {
    let mut all = Vec::new();
    if timeline.undated > 0 {
        let what = match timeline.of {
            Of::Mentioned => "without a date mentioned",
            Of::Published | Of::Said => "undated",
        };
        all.push(format!("{} {what}", count(timeline.undated)));
    }
    if timeline.coarse > 0 {
        let n = count(timeline.coarse);
        all.push(format!(
            "{n} dated less finely than a {}",
            timeline.unit.noun()
        ));
    }
    all
}

fn name(unit: Unit, period: &Period) -> String {
    unit.name(period.first)
}

fn of(of: Of) -> &'static str {
    match of {
        Of::Published => "published",
        Of::Mentioned => "mentioned",
        Of::Said => "said",
    }
}

#[cfg(test)]
mod samples {
    use jiff::civil::date;

    use crate::article::Source;
    use crate::engine::timeline::{Busy, Of, Period, SpeakerRow, Timeline, Unit};

    /// Months with these counts, from January 2024.
    pub fn months(counts: &[u64]) -> Timeline {
        let unit = Unit::Month;
        let start = unit.number(date(2024, 1, 1));
        let periods: Vec<Period> = counts
            .iter()
            .enumerate()
            .map(|(i, count)| {
                let (first, last) = unit.days(start + i as i64).unwrap();
                Period {
                    first,
                    last,
                    count: *count,
                }
            })
            .collect();
        Timeline {
            of: Of::Published,
            unit,
            total: counts.iter().sum::<u64>() + 3,
            undated: 2,
            coarse: 1,
            busiest: vec![Busy {
                period: 0,
                headline: "Ferry <late> & \"lost\"".into(),
                id: "a.txt#0".into(),
                source: Source {
                    path: "a.txt".into(),
                    record: 0,
                },
            }],
            speakers: vec![SpeakerRow {
                name: "Odalys \"Ody\" Brandt, Jr".into(),
                statements: 4,
                counts: counts.iter().map(|n| n.min(&1)).copied().collect(),
            }],
            periods,
        }
    }
}
