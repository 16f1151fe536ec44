//! What expressions mean: the operations patterns name.

use super::super::holidays;

/// What an expression means; the words fill in the [`Found`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Not a date, whatever its words look like.
    Skip,
    /// A day by month and number, with or without the year.
    Date,
    /// A month, with or without the year.
    Month,
    /// A year.
    Year,
    /// A year in words, of this century's first year.
    SpokenYear(i16),
    /// A weekday.
    Weekday,
    /// A day of the running month by its ordinal.
    DayOfMonth,
    /// today, yesterday; the number of days is added.
    Relative(i16),
    /// last week, next year; the number is added to the shift.
    Shift(i8),
    /// A weekday, month or season with last, this, next.
    ShiftNamed(i8),
    /// So many units ago.
    Ago,
    /// So many units from now.
    FromNow,
    /// In so many units, where the clause speaks of the future.
    In,
    /// So many units before (-1) or after (1) the time the text speaks of.
    Anaphor(i8),
    /// The unit (year, quarter, day) the text speaks of, moved by the number.
    Same(i8),
    /// The quarter the text speaks of, a year before.
    YearEarlier,
    /// The quarter the text speaks of, in a named year.
    PeriodOf,
    /// The running year.
    TheYear,
    /// Its last day.
    YearEnd,
    /// A quarter by its ordinal.
    Quarter,
    /// A quarter or half by its code.
    Code,
    /// A half of a year.
    Half(u8),
    /// A season.
    Season,
    /// A decade.
    Decade,
    /// A century by its ordinal.
    Century,
    /// ISO week by its number.
    WeekNumber,
    /// The weekend, moved by the number of weeks; none means by the clause's time.
    Weekend,
    /// A feast; number into [`holidays::FEASTS`].
    Feast(u8),
    /// 11 September 2001.
    Fixed(i16, u8, u8),
}

/// An operation by its name in a data file, with its argument.
pub fn op(head: &str) -> Option<Op> {
    let mut parts = head.split_whitespace();
    let name = parts.next()?;
    let argument = parts.next();
    let number = || argument.unwrap_or("0").parse::<i16>().ok();
    let small = || argument.unwrap_or("0").parse::<i8>().ok();
    Some(match name {
        "skip" => Op::Skip,
        "date" => Op::Date,
        "month" => Op::Month,
        "year" => Op::Year,
        "spoken" => Op::SpokenYear(number()?),
        "weekday" => Op::Weekday,
        "day-of-month" => Op::DayOfMonth,
        "relative" => Op::Relative(number()?),
        "shift" => Op::Shift(small()?),
        "shift-named" => Op::ShiftNamed(small()?),
        "ago" => Op::Ago,
        "from-now" => Op::FromNow,
        "in" => Op::In,
        "before" => Op::Anaphor(-1),
        "after" => Op::Anaphor(1),
        "same" => Op::Same(small()?),
        "year-earlier" => Op::YearEarlier,
        "period-of" => Op::PeriodOf,
        "the-year" => Op::TheYear,
        "year-end" => Op::YearEnd,
        "quarter" => Op::Quarter,
        "code" => Op::Code,
        "half" => Op::Half(argument.unwrap_or("0").parse().ok()?),
        "season" => Op::Season,
        "decade" => Op::Decade,
        "century" => Op::Century,
        "week-number" => Op::WeekNumber,
        "weekend" => Op::Weekend,
        "feast" => Op::Feast(holidays::number(argument?)?),
        "fixed" => {
            let mut it = argument?.split('-');
            Op::Fixed(
                it.next()?.parse().ok()?,
                it.next()?.parse().ok()?,
                it.next()?.parse().ok()?,
            )
        }
        _ => return None,
    })
}
