//! What an expression means on the calendar, given the publication day and the text so far.

use jiff::civil::Date;

use super::holidays;
use super::numeric::full_year;
use super::pattern::{Found, Op};
use super::tense::Tense;
use super::value::{Season, Unit, Value, YEARS, add_days, monday};
use crate::article::{Precision, Published};

/// A day or month that comes up within so many days is meant, whatever the verbs seem to say: of one
/// a year back a writer says `last`, or names the year. In days, by the tense of the clause.
const SOON_PAST: i32 = 45;
const SOON_UNKNOWN: i32 = 80;
/// The same for one gone by within so many days where the verbs speak of the future.
const JUST_PAST: i32 = 75;
/// A year named within so many tokens is what `the year` means.
const YEAR_REACH: usize = 40;
/// A quarter spoken of this many tokens ago is still the one an earnings story compares with.
const QUARTER_REACH: usize = 250;

/// What time the text has spoken of, and when it was published.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    published: Option<Published>,
    /// The last time spoken of.
    pub last: Option<Value>,
    /// At which token that was.
    pub last_at: usize,
    /// The last quarter spoken of, and at which token.
    pub quarter: Option<(Value, usize)>,
    /// The first one: an earnings story compares with it.
    pub lead: Option<Value>,
}

impl Clock {
    /// The clock at a text's beginning.
    pub fn new(published: Option<Published>) -> Self {
        Clock {
            published: published.filter(|p| YEARS.contains(&p.date.year())),
            last: None,
            last_at: 0,
            quarter: None,
            lead: None,
        }
    }

    /// The publication day where it is known finely enough to count in this unit.
    pub(super) fn now(&self, unit: Unit) -> Option<Date> {
        let p = self.published?;
        let fine = match p.precision {
            Precision::Day => true,
            Precision::Month => !matches!(unit, Unit::Day | Unit::Week | Unit::Weekend),
            Precision::Year => matches!(unit, Unit::Year | Unit::Decade | Unit::Century),
        };
        fine.then_some(p.date)
    }

    /// First and last day publication may have been.
    pub(super) fn published_days(&self) -> Option<(Date, Date)> {
        let p = self.published?;
        Some(match p.precision {
            Precision::Day => (p.date, p.date),
            Precision::Month => (p.date.first_of_month(), p.date.last_of_month()),
            Precision::Year => (p.date.first_of_year(), p.date.last_of_year()),
        })
    }

    /// A year near the text's own, for years of two digits.
    pub fn near(&self) -> i16 {
        match (self.published, self.last.and_then(Value::days)) {
            (Some(p), _) => p.date.year(),
            (None, Some((day, _))) => day.year(),
            _ => 2000,
        }
    }

    /// Of the same stretch in different years the one the tense asks for; without tense the latest
    /// begun, unless the next is soon.
    pub(super) fn choose(
        &self,
        tense: Tense,
        of_year: impl Fn(i16) -> Option<Value>,
    ) -> Option<Value> {
        let (earliest, latest) = self.published_days()?;
        let year = latest.year();
        // Eight years span the leap days around a century's end.
        let past = || {
            (0..=8)
                .filter_map(|n| of_year(year.checked_add(1 - n)?))
                .find(|v| v.days().is_some_and(|(first, _)| first <= latest))
        };
        let future = || {
            (0..=8)
                .filter_map(|n| of_year(earliest.year().checked_add(n - 1)?))
                .find(|v| v.days().is_some_and(|(_, last)| last >= earliest))
        };
        let (next, gone) = (future(), past());
        let ahead = |v: Value| Some(latest.until(v.days()?.0).ok()?.get_days());
        let behind = |v: Value| Some(v.days()?.1.until(earliest).ok()?.get_days());
        let just_past = match next {
            Some(Value::Season(..)) => 20,
            _ => JUST_PAST,
        };
        match tense {
            Tense::Future if gone.and_then(behind).is_some_and(|d| d <= just_past) => gone,
            Tense::Future => next,
            Tense::Past if next.and_then(ahead).is_some_and(|d| d <= SOON_PAST) => next,
            Tense::Past => gone,
            Tense::Unknown if next.and_then(ahead).is_some_and(|d| d <= SOON_UNKNOWN) => next,
            Tense::Unknown => gone,
        }
    }

    pub(super) fn year(&self, found: &Found) -> i16 {
        match found.year {
            0 => 0,
            y if y < 100 => full_year(y, self.near()),
            y => y,
        }
    }

    /// A day by month and number.
    pub fn date(&self, found: &Found, tense: Tense) -> Option<Value> {
        let of_year = |y| day_of_year(found.month, found.day, y);
        if found.year != 0 || found.marked {
            return of_year(self.year(found));
        }
        if found.shifted && found.unit == Unit::Year as u8 {
            let now = self.now(Unit::Year)?;
            return of_year(now.year().checked_add(found.shift)?);
        }
        if found.shifted && found.shift != 0 && found.unit == 0 {
            let (earliest, latest) = self.published_days()?;
            let mut years = (-8..=8).filter_map(|n| of_year(latest.year().checked_add(n)?));
            return match found.shift {
                ..0 => years
                    .rev()
                    .find(|v| v.days().is_some_and(|(d, _)| d < earliest)),
                _ => years.find(|v| v.days().is_some_and(|(d, _)| d > latest)),
            };
        }
        if found.weekday != 0 {
            // The weekday picks the year, the nearest of those it fits.
            let (_, latest) = self.published_days()?;
            let fits = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5]
                .into_iter()
                .filter_map(|n| of_year(latest.year().checked_add(n)?))
                .filter(|v| {
                    v.days().is_some_and(|(d, _)| {
                        d.weekday().to_monday_one_offset() == found.weekday as i8
                    })
                })
                .min_by_key(|v| match v.days() {
                    Some((d, _)) => latest.until(d).map_or(i32::MAX, |s| s.get_days().abs()),
                    None => i32::MAX,
                });
            if fits.is_some() {
                return fits;
            }
        }
        self.choose(tense, of_year)
    }

    /// What the operation means; none when it means no date, or none that can be known.
    pub fn value(
        &self,
        op: Op,
        found: &Found,
        at: usize,
        tense: &mut dyn FnMut() -> Tense,
    ) -> Option<Value> {
        let unit = Unit::from_number(found.unit);
        match op {
            Op::Skip => None,
            Op::Date => self.date(found, tense()),
            Op::Month => {
                let of_year = |y| Some(Value::Month(y, found.month));
                match self.year(found) {
                    0 => self.choose(tense(), of_year),
                    y => of_year(y),
                }
            }
            Op::Year => Some(Value::Year(self.year(found))),
            Op::SpokenYear(base) => {
                let (tens, ones) = (found.count, found.count_2);
                let fits = match base % 100 {
                    0 if base % 1000 == 0 => ones == 0 && tens < 100,
                    _ => (10..100).contains(&tens) && (ones == 0 || tens % 10 == 0 && ones < 10),
                };
                fits.then_some(Value::Year(base + (tens + ones) as i16))
            }
            Op::Weekday => self.weekday(found.weekday, tense()),
            Op::DayOfMonth if found.weekday != 0 => self.weekday_of_month(found, tense()),
            Op::DayOfMonth => self.day_of_month(found.day, tense()),
            Op::Relative(n) => {
                let now = self.now(Unit::Day)?;
                Some(Value::Day(add_days(now, i64::from(n + found.relative))?))
            }
            Op::Shift(n) => self.shift(unit?, found.shift + i16::from(n), tense),
            Op::ShiftNamed(n) => self.shift_named(found, n, tense),
            Op::Ago => self.moved(unit?, -i64::from(found.count + found.count_2), at),
            Op::FromNow => self.moved(unit?, i64::from(found.count + found.count_2), at),
            Op::In => match tense() {
                Tense::Future => self.moved(unit?, i64::from(found.count), at),
                _ => None,
            },
            Op::Anaphor(sign) => {
                let n = i64::from(sign) * i64::from(found.count + found.count_2);
                if n == -1 && unit == Some(Unit::Year) && self.quarter_near(at).is_some() {
                    return self.quarter_near(at)?.plus_years(-1);
                }
                match (unit?, self.last) {
                    // From a day a week is seven days, not the week before.
                    (Unit::Week, Some(Value::Day(day))) => {
                        Some(Value::Day(add_days(day, n.checked_mul(7)?)?))
                    }
                    (unit, _) => self.counted_from_last(unit, n),
                }
            }
            Op::Same(n) if found.weekday != 0 => {
                let (first, last) = self.last?.days()?;
                let back = |from: Date, days: i64| add_days(from, days);
                let wanted = i64::from(found.weekday);
                match n {
                    ..=0 => {
                        let had = i64::from(first.weekday().to_monday_one_offset());
                        let days = (had - wanted).rem_euclid(7);
                        Some(Value::Day(back(first, -if days == 0 { 7 } else { days })?))
                    }
                    _ => {
                        let had = i64::from(last.weekday().to_monday_one_offset());
                        let days = (wanted - had).rem_euclid(7);
                        Some(Value::Day(back(last, if days == 0 { 7 } else { days })?))
                    }
                }
            }
            Op::Same(n) => match unit {
                Some(Unit::Quarter) | None => self.quarter?.0.plus(i64::from(n)),
                Some(unit) => self.counted_from_last(unit, i64::from(n)),
            },
            Op::YearEarlier => match found.ordinal {
                0 => match self.quarter_near(at) {
                    Some(quarter) => quarter.plus_years(-1),
                    None => {
                        let now = self.now(Unit::Year)?;
                        Some(Value::Year(now.year() - 1))
                    }
                },
                _ => self.quarter_of(found, tense)?.plus_years(-1),
            },
            Op::PeriodOf => match self.quarter {
                Some((Value::Quarter(_, q), _)) => Some(Value::Quarter(found.year, q)),
                _ => Some(Value::Year(found.year)),
            },
            // Of a year just named more is told as `during the year`.
            Op::TheYear => match self.last {
                Some(year @ Value::Year(y))
                    if at.saturating_sub(self.last_at) <= YEAR_REACH
                        && self.now(Unit::Year).is_none_or(|now| now.year() - 1 == y) =>
                {
                    Some(year)
                }
                _ => Some(Value::Year(self.now(Unit::Year)?.year())),
            },
            Op::YearEnd => self.choose(tense(), |y| day_of_year(12, 31, y)),
            Op::Quarter => self.quarter_of(found, tense),
            Op::Code => {
                let make = |y: i16| match found.code {
                    n @ 1..=4 => Some(Value::Quarter(y, n)),
                    n => Some(Value::Half(y, n.checked_sub(4)?)),
                };
                match self.year(found) {
                    0 => self.choose(tense(), make),
                    y => make(y),
                }
            }
            Op::Half(half) => {
                let make = |y: i16| Some(Value::Half(y, half));
                match self.year(found) {
                    0 if found.shifted => {
                        make(self.now(Unit::Year)?.year().checked_add(found.shift)?)
                    }
                    0 => make(self.now(Unit::Year)?.year()),
                    y => make(y),
                }
            }
            Op::Season => {
                let season = Season::from_number(found.season)?;
                match self.year(found) {
                    0 => self.choose(tense(), |y| Some(Value::Season(y, season))),
                    y => Some(Value::Season(y, season)),
                }
            }
            Op::Decade => match found.decade {
                n @ 1000.. => Some(Value::Decade(n as i16 / 10)),
                n => Some(Value::Decade(full_year(n as i16, self.near() - 10) / 10)),
            },
            Op::Century => (1..=30)
                .contains(&found.ordinal)
                .then_some(Value::Century(found.ordinal - 1)),
            Op::WeekNumber => Value::iso_week(found.year, i8::try_from(found.count).ok()?),
            Op::Weekend => {
                let now = self.now(Unit::Weekend)?;
                let this = monday(now)?;
                let is_weekend = now.weekday().to_monday_one_offset() >= 6;
                let ahead = match tense() {
                    Tense::Future => true,
                    Tense::Unknown => now.weekday().to_monday_one_offset() >= 4,
                    Tense::Past => false,
                };
                match is_weekend || ahead {
                    true => Some(Value::Weekend(this)),
                    false => Some(Value::Weekend(add_days(this, -7)?)),
                }
            }
            Op::Feast(feast) => {
                let make = |y: i16| Some(Value::Day(holidays::day(feast, y)?));
                match self.year(found) {
                    0 => self.choose(tense(), make),
                    y => make(y),
                }
            }
            Op::Fixed(y, m, d) => day_of_year(m, d, y),
        }
        .filter(|v| v.days().is_some())
    }

    pub(super) fn quarter_near(&self, at: usize) -> Option<Value> {
        let (_, seen) = self.quarter?;
        (at.saturating_sub(seen) <= QUARTER_REACH)
            .then_some(self.lead)
            .flatten()
    }

    fn weekday(&self, weekday: u8, tense: Tense) -> Option<Value> {
        let now = self.now(Unit::Day)?;
        let today = i64::from(now.weekday().to_monday_one_offset());
        let ahead = (i64::from(weekday) - today).rem_euclid(7);
        let days = match tense {
            Tense::Future => ahead,
            // Of a weekday six days back a writer says `last`.
            Tense::Unknown if ahead <= 1 => ahead,
            _ if ahead == 0 => 0,
            _ => ahead - 7,
        };
        Some(Value::Day(add_days(now, days)?))
    }

    fn day_of_month(&self, day: u8, tense: Tense) -> Option<Value> {
        let now = self.now(Unit::Day)?;
        let at = |months: i64| {
            let (y, m) = super::value::add_months(now.year(), now.month() as u8, months)?;
            day_of_year(m, day, y)
        };
        let ahead = day as i8 > now.day();
        match tense {
            Tense::Future if day as i8 >= now.day() => at(0),
            Tense::Future => at(1),
            Tense::Past if ahead => at(-1),
            _ => at(0),
        }
    }

    /// `Friday the 13th`: the nearest such day.
    fn weekday_of_month(&self, found: &Found, tense: Tense) -> Option<Value> {
        let now = self.now(Unit::Day)?;
        let fits = |months: i64| {
            let (y, m) = super::value::add_months(now.year(), now.month() as u8, months)?;
            let (day, _) = day_of_year(m, found.day, y)?.days()?;
            (day.weekday().to_monday_one_offset() == found.weekday as i8).then_some(day)
        };
        // A date falls on every weekday within 14 months.
        let past = (0..=14).filter_map(|n| fits(-n)).find(|d| *d <= now);
        let future = (0..=14).filter_map(fits).find(|d| *d >= now);
        match tense {
            Tense::Future => future.map(Value::Day),
            _ => past.map(Value::Day),
        }
    }
}

fn day_of_year(month: u8, day: u8, year: i16) -> Option<Value> {
    if !YEARS.contains(&year) {
        return None;
    }
    Some(Value::Day(
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?,
    ))
}
