//! Feasts: the day each falls on in a year.

use jiff::civil::{Date, Weekday};

use super::value::{add_days, easter};

/// When a feast is.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// Month and day.
    Fixed(i8, i8),
    /// Days after Easter Sunday.
    Easter(i64),
    /// Month, weekday and its number in the month (-1 the last).
    Nth(i8, Weekday, i8),
}

/// Feasts by the names the data files use.
pub const FEASTS: &[(&str, When)] = &[
    ("new-year", When::Fixed(1, 1)),
    ("epiphany", When::Fixed(1, 6)),
    ("king-day", When::Nth(1, Weekday::Monday, 3)),
    ("holocaust-day", When::Fixed(1, 27)),
    ("valentine", When::Fixed(2, 14)),
    ("presidents-day", When::Nth(2, Weekday::Monday, 3)),
    ("women", When::Fixed(3, 8)),
    ("patrick", When::Fixed(3, 17)),
    ("april-fools", When::Fixed(4, 1)),
    ("earth-day", When::Fixed(4, 22)),
    ("cinco-de-mayo", When::Fixed(5, 5)),
    ("rose-monday", When::Easter(-48)),
    ("ash-wednesday", When::Easter(-46)),
    ("palm-sunday", When::Easter(-7)),
    ("maundy-thursday", When::Easter(-3)),
    ("good-friday", When::Easter(-2)),
    ("holy-saturday", When::Easter(-1)),
    ("easter", When::Easter(0)),
    ("easter-monday", When::Easter(1)),
    ("labour-day", When::Fixed(5, 1)),
    ("victory-day", When::Fixed(5, 8)),
    ("ascension", When::Easter(39)),
    ("pentecost", When::Easter(49)),
    ("whit-monday", When::Easter(50)),
    ("corpus-christi", When::Easter(60)),
    ("mothers-day", When::Nth(5, Weekday::Sunday, 2)),
    ("memorial-day", When::Nth(5, Weekday::Monday, -1)),
    ("juneteenth", When::Fixed(6, 19)),
    ("fathers-day", When::Nth(6, Weekday::Sunday, 3)),
    ("midsummer", When::Fixed(6, 24)),
    ("july-4", When::Fixed(7, 4)),
    ("bastille-day", When::Fixed(7, 14)),
    ("assumption", When::Fixed(8, 15)),
    ("us-labor-day", When::Nth(9, Weekday::Monday, 1)),
    ("german-unity", When::Fixed(10, 3)),
    ("columbus-day", When::Nth(10, Weekday::Monday, 2)),
    ("hispanic-day", When::Fixed(10, 12)),
    ("reformation", When::Fixed(10, 31)),
    ("halloween", When::Fixed(10, 31)),
    ("all-saints", When::Fixed(11, 1)),
    ("all-souls", When::Fixed(11, 2)),
    ("guy-fawkes", When::Fixed(11, 5)),
    ("armistice", When::Fixed(11, 11)),
    ("thanksgiving", When::Nth(11, Weekday::Thursday, 4)),
    ("constitution-es", When::Fixed(12, 6)),
    ("nicholas", When::Fixed(12, 6)),
    ("christmas-eve", When::Fixed(12, 24)),
    ("christmas", When::Fixed(12, 25)),
    ("boxing-day", When::Fixed(12, 26)),
    ("new-year-eve", When::Fixed(12, 31)),
];

/// A feast's place in [`FEASTS`].
pub fn number(name: &str) -> Option<u8> {
    FEASTS
        .iter()
        .position(|(n, _)| *n == name)
        .and_then(|n| u8::try_from(n).ok())
}

/// The day a feast falls on in a year.
pub fn day(feast: u8, year: i16) -> Option<Date> {
    match FEASTS.get(usize::from(feast))?.1 {
        When::Fixed(m, d) => Date::new(year, m, d).ok(),
        When::Easter(days) => add_days(easter(year)?, days),
        When::Nth(month, weekday, nth) => Date::new(year, month, 1)
            .ok()?
            .nth_weekday_of_month(nth, weekday)
            .ok(),
    }
}
