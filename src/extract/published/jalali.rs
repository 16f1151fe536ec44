//! The Persian calendar.

use jiff::civil::Date;

/// Number of the month of the Persian calendar with this name; Arabic letters for Persian ones count.
pub(super) fn month(word: &str) -> Option<i64> {
    if !word.starts_with(|c: char| ('\u{600}'..'\u{700}').contains(&c)) {
        return None;
    }
    let word: String = word
        .chars()
        .map(|c| match c {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            c => c,
        })
        .collect();
    const NAMES: [&str; 12] = [
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ];
    let at = NAMES.iter().position(|n| *n == word)?;
    Some(at as i64 + 1)
}

/// The day of a date of the Persian calendar, by its 33-year cycle: right from 1206 to 1498.
pub(super) fn day(y: i64, m: i64, d: i64) -> Option<Date> {
    if !(1206..=1498).contains(&y) || !(1..=12).contains(&m) || !(1..=31).contains(&d) {
        return None;
    }
    let (years, days_before) = (y + 1595, (m - 1) * 30 + (m - 1).min(6));
    // Days since 1 January of the year 0, as in the algorithm of the jalaali and JDF libraries.
    let days = -355_668 + 365 * years + years / 33 * 8 + (years % 33 + 3) / 4 + d + days_before;
    Date::new(1, 1, 1)
        .ok()?
        .checked_add(jiff::Span::new().days(days - 366))
        .ok()
}
