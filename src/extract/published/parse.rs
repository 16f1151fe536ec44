//! Dates as people and machines write them, wherever they stand in a short text.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::jalali;
use super::token::{Filler, Kind, Token, tokens};
use crate::article::Precision;

/// What `03/04/2022` means where neither number tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// March 4th with slashes, 3 April with dots and dashes.
    SlashMonthFirst,
    /// 3 April.
    DayFirst,
}

/// Only so much of a text is read: a date stands early in what is meant to be one.
const READ_BYTES: usize = 2000;

/// True for a year a newspaper may carry.
pub(super) fn year(y: i64) -> bool {
    (1600..=2100).contains(&y)
}

/// The day, when there is such a day and its year is possible.
pub(super) fn day(y: i64, m: i64, d: i64) -> Option<Date> {
    if !year(y) {
        return None;
    }
    Date::new(y as i16, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
}

/// The first date in `text`, with slashes month first where neither number tells.
///
/// Reads ISO 8601, RFC 2822, `January 27, 2022`, `27 January 2022`, `Thu 27 Jan. 2022`,
/// `27.01.2022`, `01/27/2022`, `2022年1月27日`, `20220127`, seconds or milliseconds since 1970, and
/// month names of some twenty languages; then `January 2022`, `2022-01`, and a year that stands
/// alone or in a copyright line. The day is the one written: no time zone is applied.
pub fn parse(text: &str) -> Option<(Date, Precision)> {
    parse_ordered(text, Order::SlashMonthFirst)
}

/// [`parse`] with what slashes mean.
pub fn parse_ordered(text: &str, order: Order) -> Option<(Date, Precision)> {
    let text = text.trim();
    let mut end = text.len().min(READ_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    if let Some(date) = epoch(text) {
        return Some((date, Precision::Day));
    }
    let tokens = tokens(text);
    if !tokens.iter().any(|t| matches!(t.kind, Kind::Number(..))) {
        return None;
    }
    let t = Tokens {
        tokens: &tokens,
        order,
    };
    (0..tokens.len())
        .find_map(|i| t.day_at(i))
        .map(|d| (d, Precision::Day))
        .or_else(|| {
            (0..tokens.len())
                .find_map(|i| t.month_at(i))
                .map(|d| (d, Precision::Month))
        })
        .or_else(|| t.lone_year().map(|d| (d, Precision::Year)))
}

/// Today in UTC.
pub(super) fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

/// Seconds or milliseconds since 1970, when the text is nothing else.
fn epoch(text: &str) -> Option<Date> {
    let whole = text.split('.').next()?;
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let n: i64 = whole.parse().ok()?;
    let seconds = match whole.len() {
        9 | 10 => n,
        12 | 13 if day(n / 100_000_000, n / 1_000_000 % 100, n / 10_000 % 100).is_none() => {
            n / 1000
        }
        _ => return None,
    };
    let time = Timestamp::from_second(seconds).ok()?;
    Some(Offset::UTC.to_datetime(time).date())
}

struct Tokens<'a> {
    tokens: &'a [Token],
    order: Order,
}

impl Tokens<'_> {
    fn kind(&self, i: usize) -> Option<Kind> {
        self.tokens.get(i).map(|t| t.kind)
    }

    fn number(&self, i: usize) -> Option<(i64, usize)> {
        match self.kind(i)? {
            Kind::Number(n, digits) => Some((n, digits)),
            _ => None,
        }
    }

    /// A number of one or two digits that may be a day; not the tail of a larger number or time.
    fn day_number(&self, i: usize) -> Option<i64> {
        let (n, digits) = self.number(i)?;
        (digits <= 2 && (1..=31).contains(&n)).then_some(n)
    }

    fn year_number(&self, i: usize) -> Option<i64> {
        let (n, digits) = self.number(i)?;
        (digits == 4 && year(n)).then_some(n)
    }

    /// The year at `i`, of two digits too.
    fn short_year(&self, i: usize) -> Option<i64> {
        let (n, digits) = self.number(i)?;
        match digits {
            2 => {
                let this = i64::from(today().year());
                Some(if 2000 + n <= this + 1 {
                    2000 + n
                } else {
                    1900 + n
                })
            }
            _ => self.year_number(i),
        }
    }

    fn sign(&self, i: usize, signs: &[char]) -> bool {
        matches!(self.kind(i), Some(Kind::Sign(c)) if signs.contains(&c))
    }

    /// First token at or after `i` that is none of these signs and filler words; at most four on.
    fn skip(&self, mut i: usize, signs: &[char], fillers: &[Filler]) -> usize {
        for _ in 0..4 {
            match self.kind(i) {
                Some(Kind::Sign(c)) if signs.contains(&c) => i += 1,
                Some(Kind::Word(f)) if fillers.contains(&f) => i += 1,
                _ => break,
            }
        }
        i
    }

    /// The day named by the tokens from `i` on.
    fn day_at(&self, i: usize) -> Option<Date> {
        match self.kind(i)? {
            Kind::Number(..) => self
                .compact(i)
                .or_else(|| self.year_first(i))
                .or_else(|| self.day_month_year(i))
                .or_else(|| self.numeric(i)),
            Kind::Month(m) => self.month_day_year(i, m),
            _ => None,
        }
    }

    /// `20220127`, `20220127T101500Z`, `20220127101500`.
    fn compact(&self, i: usize) -> Option<Date> {
        let (n, digits) = self.number(i)?;
        let n = match digits {
            8 => n,
            12 => n / 10_000,
            14 => n / 1_000_000,
            _ => return None,
        };
        day(n / 10_000, n / 100 % 100, n % 100)
    }

    /// `2022-01-27`, `2022/1/27`, `2022年1月27日`, `2022. január 27.`, `2022 Jan 27`.
    fn year_first(&self, i: usize) -> Option<Date> {
        let y = self.year_number(i)?;
        if self.kind(i + 1) == Some(Kind::Mark('y')) {
            let (m, _) = self.number(i + 2)?;
            let marked = self.kind(i + 3) == Some(Kind::Mark('m'));
            return marked
                .then(|| self.day_number(i + 4))
                .flatten()
                .and_then(|d| day(y, m, d));
        }
        if let Some(Kind::Sign(c @ ('-' | '/' | '.' | '_' | ':' | '‐' | '–'))) = self.kind(i + 1)
        {
            let second = self.day_number(i + 2);
            if let Some(m) = second
                && self.sign(i + 3, &[c])
                && let Some(d) = self.day_number(i + 4)
            {
                return day(y, m, d).or_else(|| day(y, d, m));
            }
        }
        let at = self.skip(i + 1, &['.', ',', '-', '/'], &[Filler::Of]);
        let Kind::Month(m) = self.kind(at)? else {
            return None;
        };
        let at = self.skip(at + 1, &['.', ',', '-', '/'], &[Filler::Of]);
        day(y, m, self.day_number(at)?)
    }

    /// `27 January 2022`, `27. Jan. 2022`, `27 de enero de 2022`, `27-Jan-22`, `1er mars 2022`.
    fn day_month_year(&self, i: usize) -> Option<Date> {
        let d = self.day_number(i)?;
        let at = self.skip(
            i + 1,
            &['.', ',', '-', '/', '°', '\'', '’', '–'],
            &[Filler::Ordinal, Filler::Of],
        );
        // `24 نيسان / أبريل 2020` names the month twice.
        let twice = matches!(self.kind(at + 2), Some(Kind::Month(_))) && self.sign(at + 1, &['/']);
        let at = if twice { at + 2 } else { at };
        if let Some(Kind::Jalali(m)) = self.kind(at) {
            let (y, digits) = self.number(at + 1)?;
            return (digits == 4).then(|| jalali::day(y, m, d)).flatten();
        }
        let Kind::Month(m) = self.kind(at)? else {
            return None;
        };
        let joined = self.sign(at + 1, &['-', '/', '\'', '’'])
            || self.sign(at + 1, &['.']) && self.tokens.get(at + 2).is_some_and(|t| !t.spaced);
        let at = self.skip(at + 1, &['.', ',', '-', '/', '\'', '’', '–'], &[Filler::Of]);
        let y = match joined {
            true => self.short_year(at)?,
            false => self.year_number(at)?,
        };
        day(y, m, d)
    }

    /// `January 27, 2022`, `Jan. 27th 2022`, `Jan 27 10:15:00 GMT 2022`, `Jan-27-2022`.
    fn month_day_year(&self, i: usize, m: i64) -> Option<Date> {
        let at = self.skip(i + 1, &['.', '-', '/', ','], &[Filler::Of]);
        let d = self.day_number(at)?;
        let mut at = self.skip(
            at + 1,
            &[',', '.', '-', '/', '–', '|'],
            &[Filler::Ordinal, Filler::Of],
        );
        if self.year_number(at).is_none() && self.sign(at + 1, &[':']) {
            // A time between day and year, as ctime(3) has it.
            for _ in 0..10 {
                let clock = match self.kind(at) {
                    Some(Kind::Number(_, digits)) => digits <= 2 || self.sign(at - 1, &['+', '-']),
                    Some(Kind::Sign(c)) => matches!(c, ':' | '+' | '-' | ',' | '.'),
                    Some(Kind::Word(f)) => f == Filler::Clock,
                    _ => false,
                };
                if !clock {
                    break;
                }
                at += 1;
            }
        }
        day(self.year_number(at)?, m, d)
    }

    /// `27.01.2022`, `27/1/22`, `01/27/2022`, `27. 1. 2022`.
    fn numeric(&self, i: usize) -> Option<Date> {
        let a = self.day_number(i)?;
        let Some(Kind::Sign(c @ ('.' | '/' | '-' | '‐' | '–' | '|'))) = self.kind(i + 1) else {
            return None;
        };
        let b = self.day_number(i + 2)?;
        if !self.sign(i + 3, &[c]) {
            return None;
        }
        let glued = !self.tokens[i + 2].spaced && !self.tokens.get(i + 4)?.spaced;
        let y = match glued && c != '-' {
            true => self.short_year(i + 4)?,
            false => self.year_number(i + 4)?,
        };
        // `1.10.22.5` is a version, `10.1.22.168` an address.
        if self.sign(i + 5, &[c])
            && self.tokens.get(i + 6).is_some_and(|t| !t.spaced)
            && self.number(i + 6).is_some()
        {
            return None;
        }
        let month_first = c == '/' && self.order == Order::SlashMonthFirst;
        match month_first {
            true => day(y, a, b).or_else(|| day(y, b, a)),
            false => day(y, b, a).or_else(|| day(y, a, b)),
        }
    }

    /// `January 2022`, `2022-01`, `2022年1月`, `01/2022`.
    fn month_at(&self, i: usize) -> Option<Date> {
        if let Some(Kind::Month(m)) = self.kind(i) {
            let at = self.skip(i + 1, &['.', ',', '-', '/', '\'', '’'], &[Filler::Of]);
            return day(self.year_number(at)?, m, 1);
        }
        let (n, digits) = self.number(i)?;
        let next = self.number(i + 2);
        match (digits, self.kind(i + 1)) {
            (4, Some(Kind::Mark('y'))) if self.kind(i + 3) == Some(Kind::Mark('m')) => {
                day(n, next?.0, 1)
            }
            (4, Some(Kind::Sign('-' | '/'))) => match next? {
                (m, 2) if self.number(i + 4).is_none() => day(n, m, 1),
                _ => None,
            },
            // Not the tail of a day that is none, as in 31.02.2022, nor a number of something
            // (`No. 03/2020`): the text has to say nothing else.
            (1 | 2, Some(Kind::Sign('/' | '.' | '-')))
                if !self.in_number(i) && self.tokens.len() <= 4 =>
            {
                match next? {
                    (y, 4) => day(y, n, 1),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// True when the number at `i` follows another and a separator.
    fn in_number(&self, i: usize) -> bool {
        i >= 2
            && self.sign(i - 1, &['/', '.', '-'])
            && matches!(self.kind(i - 2), Some(Kind::Number(..)))
    }

    /// The year, when the text is nothing else or a copyright line (its last year then).
    fn lone_year(&self) -> Option<Date> {
        let mut years = (0..self.tokens.len()).filter_map(|i| self.year_number(i));
        let copyright = (0..self.tokens.len().min(8)).any(|i| self.sign(i, &['©', '℗']));
        match copyright {
            true => years.next_back(),
            false if self.tokens.len() == 1 => self.year_number(0),
            false => None,
        }
        .and_then(|y| day(y, 1, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        parse(text).map(|(d, p)| match p {
            Precision::Day => d.to_string(),
            Precision::Month => d.strftime("%Y-%m").to_string(),
            Precision::Year => d.strftime("%Y").to_string(),
        })
    }

    #[test]
    fn forms_of_one_day() {
        for text in [
            "2022-01-27",
            "2022-01-27T23:59:59+11:00",
            "2022-01-27 10:00",
            "2022-1-27",
            "2022/01/27",
            "2022.01.27",
            "20220127",
            "20220127T101500Z",
            "20220127101500",
            "1643277600",
            "1643277600000",
            "1643277600.25",
            "Thu, 27 Jan 2022 10:00:00 GMT",
            "Thu Jan 27 10:00:00 GMT 2022",
            "Thu Jan 27 10:00:00 2022",
            "Thu Jan 27 2022 10:00:00 GMT+0100 (CET)",
            "January 27, 2022",
            "JANUARY 27TH, 2022",
            "Jan. 27, 2022, 10:15 p.m. ET",
            "Published: Thursday, January 27 2022",
            "27 January 2022",
            "27 Jan. 2022",
            "Thu 27 Jan 2022",
            "27-Jan-2022",
            "27-Jan-22",
            "27.Jan.22",
            "27 जनवरी 2022",
            "২৭ জানুয়ারি ২০২২",
            "27th of January, 2022",
            "10:30, 27 January 2022",
            "27.01.2022",
            "27. 1. 2022",
            "27.01.22, 10:15 Uhr",
            "27/01/2022",
            "01/27/2022",
            "1/27/22",
            "27-01-2022",
            "2022年1月27日",
            "２０２２年１月２７日",
            "2022년 1월 27일",
            "Donnerstag, 27. Januar 2022",
            "27. Jänner 2022",
            "jeudi 27 janvier 2022 à 10h15",
            "27 de enero de 2022",
            "27 ene 2022",
            "27 gennaio 2022",
            "27 de janeiro de 2022 às 10h15",
            "donderdag 27 januari 2022",
            "27 stycznia 2022",
            "27 января 2022 года",
            "27 січня 2022",
            "27 Ocak 2022, Perşembe",
            "27 OCAK 2022",
            "27 ledna 2022",
            "27 Ιανουαρίου 2022",
            "2022. január 27.",
            "27. tammikuuta 2022",
            "27 يناير 2022",
        ] {
            assert_eq!(read(text).as_deref(), Some("2022-01-27"), "{text}");
        }
    }

    #[test]
    fn months_of_many_languages() {
        for (text, want) in [
            ("1er mars 2021", "2021-03-01"),
            ("4 août 2021", "2021-08-04"),
            ("3 mayıs 2021", "2021-05-03"),
            ("3 MAYIS 2021", "2021-05-03"),
            ("12 октября 2021", "2021-10-12"),
            ("12 жовтня 2021", "2021-10-12"),
            ("12 października 2021", "2021-10-12"),
            ("12 outubro 2021", "2021-10-12"),
            ("12 ottobre 2021", "2021-10-12"),
            ("4 Μαΐου 2021", "2021-05-04"),
            ("4. März 2021", "2021-03-04"),
            ("4 maj 2021", "2021-05-04"),
        ] {
            assert_eq!(read(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn persian_calendar() {
        assert_eq!(
            read("۲۱ ارديبهشت ۱۳۹۹ - ۱۸:۵۹").as_deref(),
            Some("2020-05-10")
        );
        assert_eq!(read("1 فروردین 1400").as_deref(), Some("2021-03-21"));
        assert_eq!(read("30 اسفند 1399").as_deref(), Some("2021-03-20"));
    }

    #[test]
    fn ambiguous_numbers() {
        assert_eq!(read("03/04/2022").as_deref(), Some("2022-03-04"));
        assert_eq!(read("03.04.2022").as_deref(), Some("2022-04-03"));
        let day_first = parse_ordered("03/04/2022", Order::DayFirst);
        assert_eq!(day_first.map(|d| d.0.to_string()).unwrap(), "2022-04-03");
    }

    #[test]
    fn coarser() {
        for (text, want) in [
            ("January 2022", "2022-01"),
            ("2022-01", "2022-01"),
            ("Winter issue, janvier 2022", "2022-01"),
            ("01/2022", "2022-01"),
            ("2022", "2022"),
            ("© 2010-2022 The Example Post", "2022"),
        ] {
            assert_eq!(read(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn no_date() {
        for text in [
            "",
            "yesterday",
            "2 hours ago",
            "10.1.22.168",
            "31.02.2022",
            "Room 2022 of the tower",
            "Press release no. 03/2020",
            "99999999999999999999999999",
            "2022-13-45",
            "May",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_line_is_cut() {
        let text = "1 ".repeat(1_000_000) + "27 January 2022";
        assert_eq!(read(&text), None);
    }

    proptest! {
        #[test]
        fn any_text(text in ".*") {
            parse(&text);
        }

        #[test]
        fn dateish_text(text in "([0-9]{1,5}|[-/.,: ]|Jan|年|月|T){0,12}") {
            parse(&text);
        }

        #[test]
        fn iso_round_trip(y in 1600i64..=2100, m in 1i64..=12, d in 1i64..=28) {
            let date = day(y, m, d).unwrap();
            prop_assert_eq!(parse(&date.to_string()), Some((date, Precision::Day)));
        }
    }
}
