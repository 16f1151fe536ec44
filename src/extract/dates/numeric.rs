//! Dates in digits: `2022-01-27`, `27/1/98`, `1/27`, `1998-99`.

use jiff::civil::Date;

use super::lexicon::{Class, Lexicon, Order};
use super::token::{Kind, Token};
use super::value::{Value, YEARS};

/// What digits with separators can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numeric {
    /// A day or a month.
    One(Value),
    /// Two years, and how many bytes the first takes.
    Years(i16, i16, u32),
    /// Day and month without the year; the order still open when both fit.
    Pair(u8, u8),
    /// Day and month with a dot between (`27.1`), a date only with a dot after it too.
    Dotted(u8, u8),
    /// Two numbers and a year of which either may be the month.
    Open(u8, u8, i16),
}

struct Parts {
    values: [u32; 3],
    lengths: [usize; 3],
    separators: [u8; 2],
    count: usize,
}

fn parts(text: &str) -> Option<Parts> {
    let mut it = Parts {
        values: [0; 3],
        lengths: [0; 3],
        separators: [0; 2],
        count: 0,
    };
    for b in text.bytes() {
        match b {
            b'0'..=b'9' => {
                if it.lengths[it.count] >= 8 {
                    return None;
                }
                it.values[it.count] = it.values[it.count] * 10 + u32::from(b - b'0');
                it.lengths[it.count] += 1;
            }
            // The clock after a day.
            b'T' => break,
            // Bytes of a dash after its first.
            0x80..=0xbf => (),
            _ => {
                if it.count == 2 {
                    return None;
                }
                it.separators[it.count] = if b >= 0xe2 { b'-' } else { b };
                it.count += 1;
            }
        }
    }
    it.count += 1;
    Some(it)
}

/// A year of two digits: the one within 80 years before and 19 after the middle of our texts' time.
pub fn full_year(short: i16, near: i16) -> i16 {
    let century = near.div_euclid(100) * 100;
    let year = century + short;
    if year > near + 19 {
        year - 100
    } else if year < near - 80 {
        year + 100
    } else {
        year
    }
}

fn day(year: i16, month: u8, day: u8) -> Option<Value> {
    YEARS.contains(&year).then_some(())?;
    Some(Value::Day(
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?,
    ))
}

/// The day of two numbers and a year in the given order.
pub fn ordered(first: u8, second: u8, year: i16, order: Order) -> Option<Value> {
    match order {
        Order::DayFirst => day(year, second, first),
        Order::MonthFirst => day(year, first, second),
    }
}

/// Reads a compound token; `near` is a year close to the text's own.
pub fn read(text: &str, near: i16) -> Option<Numeric> {
    let p = parts(text)?;
    let small = |n: usize| (p.lengths[n] <= 2).then_some(p.values[n] as u8);
    let [s, t] = p.separators;
    if p.count == 3 {
        if s != t {
            return None;
        }
        if p.lengths[0] == 4 && matches!(s, b'-' | b'/' | b'.') {
            let year = i16::try_from(p.values[0]).ok()?;
            return day(year, small(1)?, small(2)?).map(Numeric::One);
        }
        let (a, b) = (small(0)?, small(1)?);
        let year = match p.lengths[2] {
            4 => i16::try_from(p.values[2]).ok()?,
            // `3-5-98` is as likely a record of games as a date.
            2 if s == b'/' || s == b'.' => full_year(p.values[2] as i16, near),
            _ => return None,
        };
        if a == 0 || b == 0 || !YEARS.contains(&year) {
            return None;
        }
        return match s {
            b'.' => day(year, b, a).map(Numeric::One),
            b'/' | b'-' if a > 12 => day(year, b, a).map(Numeric::One),
            b'/' | b'-' if b > 12 => day(year, a, b).map(Numeric::One),
            b'/' | b'-' => Some(Numeric::Open(a, b, year)),
            _ => None,
        };
    }
    if p.count != 2 {
        return None;
    }
    let [a, b] = [p.values[0], p.values[1]];
    match (p.lengths[0], p.lengths[1], s) {
        (4, 4, b'-' | b'/') => {
            let (a, b) = (i16::try_from(a).ok()?, i16::try_from(b).ok()?);
            (YEARS.contains(&a) && a < b && b - a <= 300 && b <= 2100)
                .then_some(Numeric::Years(a, b, 4))
        }
        (4, 2, b'-' | b'/') => {
            let (a, b) = (i16::try_from(a).ok()?, b as i16);
            if !(1500..=2099).contains(&a) {
                return None;
            }
            let end = a / 100 * 100 + b;
            // `2001-02` is a season or a fiscal year before it is a February.
            if end > a && !(b <= 12 && end != a + 1 && s == b'-') {
                return Some(Numeric::Years(a, end, 4));
            }
            if b == 0 && a % 100 == 99 {
                return Some(Numeric::Years(a, a + 1, 4));
            }
            (1..=12)
                .contains(&b)
                .then_some(Numeric::One(Value::Month(a, b as u8)))
        }
        (1 | 2, 1 | 2, b'/') => Some(Numeric::Pair(a as u8, b as u8)),
        (1 | 2, 1 | 2, b'.') => Some(Numeric::Dotted(a as u8, b as u8)),
        (1 | 2, 4, b'/') if (1..=12).contains(&a) && (1500..=2099).contains(&b) => {
            Some(Numeric::One(Value::Month(b as i16, a as u8)))
        }
        _ => None,
    }
}

/// The order of numeric dates in this text: from dates that have only one reading, then from dates in words, then from the
/// spelling, then from the language. Costs one pass, so it is asked for only when it matters.
pub fn order(body: &str, tokens: &[Token], lexicon: &Lexicon) -> Order {
    let (mut day_first, mut month_first) = (0, 0);
    for token in tokens.iter().filter(|t| t.kind == Kind::Compound) {
        let Some(p) = parts(token.text(body)) else {
            continue;
        };
        let full = p.count == 3 && p.separators == [b'/', b'/'] && p.lengths[0] <= 2;
        let pair = p.count == 2 && p.separators[0] == b'/' && p.lengths[1] <= 2;
        if full || pair {
            let [a, b, _] = p.values;
            day_first += usize::from((13..=31).contains(&a) && (1..=12).contains(&b));
            month_first += usize::from((13..=31).contains(&b) && (1..=12).contains(&a));
        }
    }
    if day_first == month_first {
        // `27 January` or `January 27`
        let is_month = |t: &Token| lexicon.entry(t.word).class == Class::Month;
        let is_day = |t: &Token| t.kind == Kind::Number && (1..=31).contains(&t.value);
        for pair in tokens.windows(2) {
            day_first += usize::from(is_day(&pair[0]) && is_month(&pair[1]));
            month_first += usize::from(is_month(&pair[0]) && is_day(&pair[1]));
        }
    }
    if day_first != month_first {
        return match day_first > month_first {
            true => Order::DayFirst,
            false => Order::MonthFirst,
        };
    }
    if lexicon.order == Order::MonthFirst
        && lexicon.has_day_first_words()
        && tokens
            .iter()
            .filter(|t| t.kind == Kind::Word && t.word == 0)
            .any(|t| lexicon.is_day_first_word(t.text(body).as_bytes()))
    {
        return Order::DayFirst;
    }
    lexicon.order
}
