//! Times counted from another: last week, three days later, the quarter before.

use super::pattern::Found;
use super::resolve::Clock;
use super::tense::Tense;
use super::value::{Season, Unit, Value, add_days, monday};

impl Clock {
    pub(super) fn shift(
        &self,
        unit: Unit,
        n: i16,
        tense: &mut dyn FnMut() -> Tense,
    ) -> Option<Value> {
        match unit {
            // `this day` is whichever the text likes; `the next day` is another pattern.
            Unit::Day => None,
            Unit::Weekend => {
                let now = self.now(unit)?;
                let mut this = monday(now)?;
                let is_weekend = now.weekday().to_monday_one_offset() >= 6;
                if n == 0 && !is_weekend && tense() == Tense::Past {
                    this = add_days(this, -7)?;
                }
                Some(Value::Weekend(add_days(this, i64::from(n) * 7)?))
            }
            _ => Value::holding(self.now(unit)?, unit)?.plus(i64::from(n)),
        }
    }

    /// Weekday, month or season with last, this or next; or a weekday, month or season of such a unit.
    pub(super) fn shift_named(
        &self,
        found: &Found,
        extra: i8,
        tense: &mut dyn FnMut() -> Tense,
    ) -> Option<Value> {
        let shift = found.shift + i16::from(extra);
        if found.unit == Unit::Week as u8 && found.weekday != 0 {
            let start = add_days(monday(self.now(Unit::Week)?)?, i64::from(shift) * 7)?;
            let day = add_days(start, i64::from(found.weekday) - 1)?;
            return Some(Value::Day(day));
        }
        if found.unit == Unit::Year as u8 {
            let year = self.now(Unit::Year)?.year().checked_add(shift)?;
            return Some(match (found.month, found.season) {
                (0, s) => Value::Season(year, Season::from_number(s)?),
                (m, _) => Value::Month(year, m),
            });
        }
        if found.unit != 0 {
            return None;
        }
        if found.weekday != 0 {
            let now = self.now(Unit::Day)?;
            let today = i64::from(now.weekday().to_monday_one_offset());
            let ahead = (i64::from(found.weekday) - today).rem_euclid(7);
            let days = match shift {
                _ if !found.shifted || shift < 0 => {
                    if ahead == 0 {
                        -7
                    } else {
                        ahead - 7
                    }
                }
                0 if tense() == Tense::Past && ahead > 0 => ahead - 7,
                0 => ahead,
                _ => {
                    if ahead == 0 {
                        7
                    } else {
                        ahead
                    }
                }
            };
            return Some(Value::Day(add_days(now, days)?));
        }
        let (earliest, latest) = self.published_days()?;
        let make = |y: i16| match (found.month, found.season) {
            (0, s) => Some(Value::Season(y, Season::from_number(s)?)),
            (m, _) => Some(Value::Month(y, m)),
        };
        let years = (-2..=2).filter_map(|n| make(latest.year().checked_add(n)?));
        match shift {
            // `this past spring` too
            _ if !found.shifted => years
                .rev()
                .find(|v| v.days().is_some_and(|(_, last)| last < latest)),
            ..0 => years
                .rev()
                .find(|v| v.days().is_some_and(|(_, last)| last < earliest)),
            0 => {
                let current = make(latest.year());
                match found.season {
                    // The winter that still lasts began last year.
                    4 if latest.month() <= 2 => make(latest.year() - 1),
                    0 => current,
                    _ => current,
                }
            }
            _ => {
                let mut years = years;
                years.find(|v| v.days().is_some_and(|(first, _)| first > latest))
            }
        }
    }

    /// So many units from publication, as coarse as the unit.
    pub(super) fn moved(&self, unit: Unit, n: i64, at: usize) -> Option<Value> {
        if unit == Unit::Year
            && n == -1
            && let Some(quarter) = self.quarter_near(at)
        {
            return quarter.plus_years(-1);
        }
        let now = self.now(unit)?;
        match unit {
            Unit::Week if n.abs() == 1 => Some(Value::Day(add_days(now, n * 7)?)),
            _ => Value::holding(now, unit)?.plus(n),
        }
    }

    /// So many units from the time the text speaks of.
    pub(super) fn counted_from_last(&self, unit: Unit, n: i64) -> Option<Value> {
        let last = match (self.last, unit) {
            (Some(last), _) => last,
            // Nothing named yet: the publication is what the text speaks from.
            (None, Unit::Month | Unit::Year) => Value::holding(self.now(unit)?, unit)?,
            _ => return None,
        };
        // A day cannot be counted from a month.
        if last.unit() > unit {
            return None;
        }
        let (first, _) = last.days()?;
        Value::holding(first, unit)?.plus(n)
    }

    pub(super) fn quarter_of(
        &self,
        found: &Found,
        tense: &mut dyn FnMut() -> Tense,
    ) -> Option<Value> {
        let q = match found.ordinal {
            0 if found.month != 0 => (found.month - 1) / 3 + 1,
            -1 => 4,
            n @ 1..=4 => n as u8,
            _ => return None,
        };
        match self.year(found) {
            0 if found.shifted => Some(Value::Quarter(
                self.now(Unit::Year)?.year().checked_add(found.shift)?,
                q,
            )),
            0 => {
                if self.now(Unit::Quarter).is_none() {
                    return Some(Value::Quarter(self.now(Unit::Year)?.year(), q));
                }
                let make = |y| Some(Value::Quarter(y, q));
                match tense() {
                    Tense::Unknown => self.choose(Tense::Past, make),
                    tense => self.choose(tense, make),
                }
            }
            y => Some(Value::Quarter(y, q)),
        }
    }
}
