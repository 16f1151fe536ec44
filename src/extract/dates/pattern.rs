//! Patterns over tokens, and what they mean.

use super::lexicon::{Class, Entry, Lexicon, WordId};
use super::token::{CAPITAL, DOTTED, Kind, PARAGRAPH, SHOUTED, Token};
use super::value::YEARS;

/// One place of a pattern.
#[derive(Debug, Clone)]
pub struct Element {
    /// What may stand there.
    pub what: What,
    /// It may be missing.
    pub optional: bool,
    /// The word must begin with a capital.
    pub capital: bool,
    /// The word must not.
    pub lower: bool,
}

/// What may stand at a place of a pattern.
#[derive(Debug, Clone)]
pub enum What {
    /// One of these words.
    Words(Box<[WordId]>),
    /// Any word of a class.
    Class(Class),
    /// 1 to 31, with or without an ordinal's ending.
    Day,
    /// 1 to 31 as an ordinal.
    OrdinalDay,
    /// Two days in one token (`3-5`).
    Days,
    /// 1 to 12 in digits.
    MonthNumber,
    /// Four digits.
    Year,
    /// An apostrophe and two digits.
    ShortYear,
    /// `1990s`, `'90s`, `nineties`.
    Decade,
    /// A decade without an ending: `1990`, `90`.
    Tens,
    /// A number in digits or words.
    Count,
    /// An ordinal in digits or words.
    Ordinal,
    /// This number.
    Number(u32),
    /// A mark of punctuation.
    Mark(u8),
}

impl What {
    /// True when a word of this entry may stand there.
    pub fn may_be_word(&self, id: WordId, entry: Entry) -> bool {
        match self {
            What::Words(ids) => ids.contains(&id),
            What::Class(class) => *class == entry.class && *class != Class::None,
            What::OrdinalDay | What::Ordinal => entry.class == Class::Ordinal,
            What::Count => entry.class == Class::Count,
            What::Decade => entry.class == Class::Decade,
            _ => false,
        }
    }
}

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
    /// A feast; number into [`super::holidays::FEASTS`].
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
        "feast" => Op::Feast(super::holidays::number(argument?)?),
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

/// A pattern of the data file.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What it means.
    pub op: Op,
    /// What it looks like.
    pub elements: Vec<Element>,
}

/// What the words of an expression said; 0 where they said nothing, unless noted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    /// 1 (Monday) to 7.
    pub weekday: u8,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// The other end of `3-5`.
    pub day_to: u8,
    /// Byte after the first of two days.
    pub first_end: u32,
    /// Byte where the second of two days begins.
    pub second_start: u32,
    /// Token after the second of two days.
    pub second_end: usize,
    /// Year.
    pub year: i16,
    /// First number.
    pub count: u32,
    /// Second number.
    pub count_2: u32,
    /// 1 to 31, or -1 for the last.
    pub ordinal: i16,
    /// Unit by number.
    pub unit: u8,
    /// The unit stood in the plural.
    pub plural: bool,
    /// last, this, next.
    pub shift: i16,
    /// There was such a word.
    pub shifted: bool,
    /// Days from today.
    pub relative: i16,
    /// There was such a word; the first one counts.
    pub related: bool,
    /// 1 to 4.
    pub season: u8,
    /// Decade as it stands: 1990, 90.
    pub decade: u16,
    /// A short decade had its apostrophe, or its word.
    pub marked: bool,
    /// Of [`Class::Code`].
    pub code: u8,
    /// The weekday or month word is one that needs its context.
    pub weak: bool,
}

/// Tries all patterns that can begin at token `at`; the longest match wins, of equals the first.
pub fn longest(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Option<(Op, Found, usize)> {
    let token = &tokens[at];
    let candidates = match token.kind {
        Kind::Word if token.word == 0 => return None,
        Kind::Word => lexicon.beginning_with(token.word),
        Kind::Number | Kind::OrdinalNumber | Kind::Plural => lexicon.beginning_with_number(),
        Kind::Compound => lexicon.beginning_with_compound(),
        Kind::Mark if token.is_mark(b'\'') => lexicon.beginning_with_mark(),
        Kind::Mark | Kind::Quantity => return None,
    };
    let mut best: Option<(Op, Found, usize)> = None;
    for &p in candidates {
        let pattern = &lexicon.patterns[usize::from(p)];
        let it = Attempt {
            tokens,
            first: at,
            lexicon,
        };
        if let Some((end, found)) = it.elements(&pattern.elements, at, Found::default())
            && best.is_none_or(|(_, _, longest)| end > longest)
        {
            best = Some((pattern.op, found, end));
        }
    }
    best
}

/// Notes what a word says.
fn capture(token: &Token, entry: Entry, found: &mut Found) {
    let n = entry.value;
    // `SAT` and `DEC` in capitals are mostly other things; a dot makes a month sure.
    let sure = token.has(DOTTED) && entry.class == Class::Month;
    let weak = entry.weak && !sure || entry.abbreviation && token.has(SHOUTED);
    match entry.class {
        Class::Weekday => {
            found.weekday = n as u8;
            found.weak |= weak;
        }
        Class::Month => {
            found.month = n as u8;
            found.weak |= weak;
        }
        Class::Season => found.season = n as u8,
        Class::Unit => {
            found.unit = n as u8;
            found.plural = entry.weak;
        }
        Class::Shift => {
            found.shift = n;
            found.shifted = true;
        }
        Class::Relative if !found.related => {
            found.relative = n;
            found.related = true;
        }
        Class::Code => found.code = n as u8,
        Class::Ordinal => found.ordinal = n,
        _ => (),
    }
}

struct Attempt<'a> {
    tokens: &'a [Token],
    first: usize,
    lexicon: &'a Lexicon,
}

impl Attempt<'_> {
    /// Where the elements end when they match from `at`. Patterns are short, so the depth is too.
    fn elements(&self, elements: &[Element], at: usize, found: Found) -> Option<(usize, Found)> {
        let Some((element, rest)) = elements.split_first() else {
            return Some((at, found));
        };
        let mut with = found;
        if let Some(next) = self.element(element, at, &mut with)
            && let Some(whole) = self.elements(rest, next, with)
        {
            return Some(whole);
        }
        match element.optional {
            true => self.elements(rest, at, found),
            false => None,
        }
    }

    /// The token after the element when it matches at `at`.
    fn element(&self, element: &Element, at: usize, found: &mut Found) -> Option<usize> {
        let token = self.tokens.get(at)?;
        if at > self.first && token.has(PARAGRAPH)
            || element.capital && !token.has(CAPITAL)
            || element.lower && token.has(CAPITAL)
        {
            return None;
        }
        let next = at + 1;
        // German `27.`
        let after_number = match self.tokens.get(next) {
            Some(dot)
                if self.lexicon.dotted_ordinals
                    && token.kind == Kind::Number
                    && dot.is_mark(b'.')
                    && dot.start == token.end =>
            {
                next + 1
            }
            _ => next,
        };
        let number = matches!(token.kind, Kind::Number | Kind::OrdinalNumber);
        let entry = self.lexicon.entry(token.word);
        match &element.what {
            What::Words(ids) => {
                if token.kind != Kind::Word || !ids.contains(&token.word) {
                    return None;
                }
                capture(token, entry, found);
                Some(next)
            }
            What::Mark(mark) => token.is_mark(*mark).then_some(next),
            What::Number(n) => (number && token.value == *n).then_some(next),
            What::Class(class) => {
                if token.kind != Kind::Word || token.word == 0 || entry.class != *class {
                    return None;
                }
                if entry.capital && !token.has(CAPITAL) {
                    return None;
                }
                capture(token, entry, found);
                Some(next)
            }
            What::Day => {
                if !number || !(1..=31).contains(&token.value) || token.end - token.start > 5 {
                    return None;
                }
                // A second day of the same pattern is the other end: `April 24 and 25`.
                match found.day {
                    0 => {
                        found.day = token.value as u8;
                        found.first_end = self.tokens[after_number - 1].end;
                    }
                    _ => {
                        found.day_to = token.value as u8;
                        found.second_start = token.start;
                        found.second_end = after_number;
                    }
                }
                Some(after_number)
            }
            What::OrdinalDay => {
                let day = match token.kind {
                    Kind::OrdinalNumber => token.value,
                    Kind::Number if after_number > next => token.value,
                    Kind::Word if entry.class == Class::Ordinal => {
                        u32::try_from(entry.value).ok()?
                    }
                    _ => return None,
                };
                found.day = u8::try_from(day).ok().filter(|d| (1..=31).contains(d))?;
                Some(after_number)
            }
            What::Days => {
                if token.kind != Kind::Compound {
                    return None;
                }
                let (a, b) = (token.value >> 8, token.value & 0xff);
                if a == 0 || b == 0 || a >= b || b > 31 {
                    return None;
                }
                (found.day, found.day_to) = (a as u8, b as u8);
                found.first_end = token.start + 1 + u32::from(a > 9);
                found.second_start = token.end - 1 - u32::from(b > 9);
                found.second_end = next;
                Some(next)
            }
            What::MonthNumber => {
                if token.kind != Kind::Number || !(1..=12).contains(&token.value) {
                    return None;
                }
                found.month = token.value as u8;
                Some(next)
            }
            What::Year => {
                let year = i16::try_from(token.value).ok()?;
                if token.kind != Kind::Number
                    || token.end - token.start != 4
                    || !YEARS.contains(&year)
                {
                    return None;
                }
                found.year = year;
                Some(next)
            }
            What::ShortYear => {
                let digits = self.tokens.get(next)?;
                if !token.is_mark(b'\'')
                    || digits.kind != Kind::Number
                    || digits.end - digits.start != 2
                    || digits.start != token.end
                {
                    return None;
                }
                found.year = digits.value as i16;
                Some(next + 1)
            }
            What::Decade => match token.kind {
                Kind::Word if entry.class == Class::Decade => {
                    found.decade = entry.value as u16;
                    found.marked = true;
                    Some(next)
                }
                Kind::Plural => self.decade(token, false, found).then_some(next),
                Kind::Mark if token.is_mark(b'\'') => {
                    let digits = self.tokens.get(next)?;
                    (digits.kind == Kind::Plural
                        && digits.start == token.end
                        && self.decade(digits, true, found))
                    .then_some(next + 1)
                }
                // `1990's`
                Kind::Number if token.value % 10 == 0 => {
                    let clitic = self.tokens.get(next)?;
                    (clitic.word == self.lexicon.clitic
                        && clitic.start == token.end
                        && token.value >= 1000
                        && self.decade(token, false, found))
                    .then_some(next + 1)
                }
                _ => None,
            },
            What::Tens => {
                let fits = token.kind == Kind::Number && token.value % 10 == 0;
                let short = token.end - token.start == 2;
                if !fits || !short && !(1000..3000).contains(&token.value) {
                    return None;
                }
                found.decade = token.value as u16;
                found.marked = true;
                Some(next)
            }
            What::Count => {
                found.count_2 = match token.kind {
                    Kind::Number => token.value,
                    Kind::Word if entry.class == Class::Count => u32::try_from(entry.value).ok()?,
                    _ => return None,
                };
                if found.count == 0 {
                    (found.count, found.count_2) = (found.count_2, 0);
                }
                Some(next)
            }
            What::Ordinal => {
                found.ordinal = match token.kind {
                    Kind::OrdinalNumber => token.value as i16,
                    Kind::Number if after_number > next => token.value as i16,
                    Kind::Word if entry.class == Class::Ordinal => entry.value,
                    _ => return None,
                };
                Some(after_number)
            }
        }
    }

    fn decade(&self, token: &Token, marked: bool, found: &mut Found) -> bool {
        let short = token.value < 100;
        if token.value % 10 != 0 || !short && !(1000..3000).contains(&token.value) {
            return false;
        }
        found.decade = token.value as u16;
        found.marked = marked || !short;
        true
    }
}
