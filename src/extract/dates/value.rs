//! A stretch of the calendar as TimeML names it: `2022-01-27`, `2022-W04`, `2022-Q1`, `199` ...

use jiff::Span;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A named stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Year divided by 100: 19 for the years 1900 to 1999, as TimeML writes the 20th century.
    Century(i16),
    /// Year divided by 10: 199 for the 1990s.
    Decade(i16),
    /// Year.
    Year(i16),
    /// Year, and 1 or 2.
    Half(i16, u8),
    /// Year, and 1 to 4.
    Quarter(i16, u8),
    /// Year, and which season; winter is the one that begins in December of the year.
    Season(i16, Season),
    /// Year and month.
    Month(i16, u8),
    /// ISO week, named by its Monday.
    Week(Date),
    /// Saturday and Sunday of an ISO week, named by its Monday.
    Weekend(Date),
    /// Day.
    Day(Date),
}

/// Seasons of the northern year, in whole months (spring: March to May).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    /// Season by number, 1 (spring) to 4 (winter).
    pub fn from_number(n: u8) -> Option<Season> {
        [
            Season::Spring,
            Season::Summer,
            Season::Autumn,
            Season::Winter,
        ]
        .get(usize::from(n).checked_sub(1)?)
        .copied()
    }
}

/// Units of calendar arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Day = 1,
    Week,
    Weekend,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// Unit by its number in the word lists, 1 (day) to 9 (century).
    pub fn from_number(n: u8) -> Option<Unit> {
        use Unit::*;
        [
            Day, Week, Weekend, Month, Quarter, Half, Year, Decade, Century,
        ]
        .get(usize::from(n).checked_sub(1)?)
        .copied()
    }
}

/// Years a text can speak of; beyond these a number is no year.
pub const YEARS: std::ops::RangeInclusive<i16> = 1000..=2999;

/// Monday of the week a day lies in.
pub fn monday(day: Date) -> Option<Date> {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(Span::new().days(back)).ok()
}

/// The day `days` later (earlier when negative), while it lies in [`YEARS`].
pub fn add_days(day: Date, days: i64) -> Option<Date> {
    let moved = day.checked_add(Span::new().try_days(days).ok()?).ok()?;
    YEARS.contains(&moved.year()).then_some(moved)
}

/// Year and month, `months` later.
pub fn add_months(year: i16, month: u8, months: i64) -> Option<(i16, u8)> {
    let all = i64::from(year) * 12 + i64::from(month) - 1 + months;
    let year = i16::try_from(all.div_euclid(12)).ok()?;
    Some((year, all.rem_euclid(12) as u8 + 1))
}

fn last_of_month(year: i16, month: u8) -> Option<Date> {
    Some(
        Date::new(year, i8::try_from(month).ok()?, 1)
            .ok()?
            .last_of_month(),
    )
}

fn first_of_month(year: i16, month: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, 1).ok()
}

impl Value {
    /// The unit-sized stretch that holds `day`.
    pub fn holding(day: Date, unit: Unit) -> Option<Value> {
        let (y, m) = (day.year(), day.month() as u8);
        Some(match unit {
            Unit::Day => Value::Day(day),
            Unit::Week => Value::Week(monday(day)?),
            Unit::Weekend => Value::Weekend(monday(day)?),
            Unit::Month => Value::Month(y, m),
            Unit::Quarter => Value::Quarter(y, (m - 1) / 3 + 1),
            Unit::Half => Value::Half(y, (m - 1) / 6 + 1),
            Unit::Year => Value::Year(y),
            Unit::Decade => Value::Decade(y / 10),
            Unit::Century => Value::Century(y / 100),
        })
    }

    /// The stretch of the same size `n` sizes later (earlier when negative); seasons move by years.
    pub fn plus(self, n: i64) -> Option<Value> {
        let years = |y: i16, n: i64| i16::try_from(i64::from(y).checked_add(n)?).ok();
        let parts = |y: i16, part: u8, of: i64| {
            let all = (i64::from(y) * of + i64::from(part) - 1).checked_add(n)?;
            let year = i16::try_from(all.div_euclid(of)).ok()?;
            Some((year, all.rem_euclid(of) as u8 + 1))
        };
        Some(match self {
            Value::Century(c) => Value::Century(years(c, n)?),
            Value::Decade(d) => Value::Decade(years(d, n)?),
            Value::Year(y) => Value::Year(years(y, n)?),
            Value::Season(y, s) => Value::Season(years(y, n)?, s),
            Value::Half(y, h) => {
                let (y, h) = parts(y, h, 2)?;
                Value::Half(y, h)
            }
            Value::Quarter(y, q) => {
                let (y, q) = parts(y, q, 4)?;
                Value::Quarter(y, q)
            }
            Value::Month(y, m) => {
                let (y, m) = parts(y, m, 12)?;
                Value::Month(y, m)
            }
            Value::Week(d) => Value::Week(add_days(d, n.checked_mul(7)?)?),
            Value::Weekend(d) => Value::Weekend(add_days(d, n.checked_mul(7)?)?),
            Value::Day(d) => Value::Day(add_days(d, n)?),
        })
    }

    /// Its size.
    pub fn unit(self) -> Unit {
        match self {
            Value::Century(_) => Unit::Century,
            Value::Decade(_) => Unit::Decade,
            Value::Year(_) => Unit::Year,
            Value::Half(..) => Unit::Half,
            Value::Quarter(..) | Value::Season(..) => Unit::Quarter,
            Value::Month(..) => Unit::Month,
            Value::Week(_) => Unit::Week,
            Value::Weekend(_) => Unit::Weekend,
            Value::Day(_) => Unit::Day,
        }
    }

    /// First and last day; none when it does not lie in [`YEARS`].
    pub fn days(self) -> Option<(Date, Date)> {
        let years = |a: i16, b: i16| Some((first_of_month(a, 1)?, last_of_month(b, 12)?));
        let months = |y: i16, a: u8, b: u8| Some((first_of_month(y, a)?, last_of_month(y, b)?));
        let (first, last) = match self {
            Value::Century(c) => years(c.checked_mul(100)?, c.checked_mul(100)?.checked_add(99)?)?,
            Value::Decade(d) => years(d.checked_mul(10)?, d.checked_mul(10)?.checked_add(9)?)?,
            Value::Year(y) => years(y, y)?,
            Value::Half(y, h) => months(y, h * 6 - 5, h * 6)?,
            Value::Quarter(y, q) => months(y, q * 3 - 2, q * 3)?,
            Value::Season(y, Season::Spring) => months(y, 3, 5)?,
            Value::Season(y, Season::Summer) => months(y, 6, 8)?,
            Value::Season(y, Season::Autumn) => months(y, 9, 11)?,
            Value::Season(y, Season::Winter) => {
                (first_of_month(y, 12)?, last_of_month(y.checked_add(1)?, 2)?)
            }
            Value::Month(y, m) => months(y, m, m)?,
            Value::Week(d) => (d, add_days(d, 6)?),
            Value::Weekend(d) => (add_days(d, 5)?, add_days(d, 6)?),
            Value::Day(d) => (d, d),
        };
        (YEARS.contains(&first.year()) && YEARS.contains(&last.year())).then_some((first, last))
    }

    /// Its name in TimeML.
    pub fn timeml(self) -> String {
        match self {
            Value::Century(c) => format!("{c:02}"),
            Value::Decade(d) => format!("{d:03}"),
            Value::Year(y) => format!("{y:04}"),
            Value::Half(y, h) => format!("{y:04}-H{h}"),
            Value::Quarter(y, q) => format!("{y:04}-Q{q}"),
            Value::Season(y, s) => {
                let name = match s {
                    Season::Spring => "SP",
                    Season::Summer => "SU",
                    Season::Autumn => "FA",
                    Season::Winter => "WI",
                };
                format!("{y:04}-{name}")
            }
            Value::Month(y, m) => format!("{y:04}-{m:02}"),
            Value::Week(d) => {
                let w = d.iso_week_date();
                format!("{:04}-W{:02}", w.year(), w.week())
            }
            Value::Weekend(d) => {
                let w = d.iso_week_date();
                format!("{:04}-W{:02}-WE", w.year(), w.week())
            }
            Value::Day(d) => format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day()),
        }
    }

    /// ISO week by number; none when the year has no such week.
    pub fn iso_week(year: i16, week: i8) -> Option<Value> {
        let w = ISOWeekDate::new(year, week, Weekday::Monday).ok()?;
        Some(Value::Week(w.date()))
    }

    /// The same stretch of another year (29 February falls on the 28th in a common year).
    pub fn plus_years(self, n: i64) -> Option<Value> {
        let add = |y: i16| i16::try_from(i64::from(y).checked_add(n)?).ok();
        Some(match self {
            Value::Half(y, h) => Value::Half(add(y)?, h),
            Value::Quarter(y, q) => Value::Quarter(add(y)?, q),
            Value::Season(y, s) => Value::Season(add(y)?, s),
            Value::Month(y, m) => Value::Month(add(y)?, m),
            Value::Year(y) => Value::Year(add(y)?),
            Value::Day(d) => {
                let moved = d.checked_add(Span::new().try_years(n).ok()?).ok()?;
                Value::Day(moved)
            }
            other => Value::Year(add(other.days()?.0.year())?),
        })
    }
}

/// Western Easter Sunday (Meeus, Jones and Butcher's rule for the Gregorian calendar).
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}
