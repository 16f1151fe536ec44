//! Calendar expressions in a text, and the days they mean.
//!
//! One pass over the tokens; patterns from the language's data file are tried only where a word of
//! theirs, or a number, begins. What is relative is resolved against the publication date, what is
//! anaphoric (`a year earlier`, `that month`) against the last time the text spoke of. Values are
//! named as in TimeML.

mod context;
mod holidays;
pub(crate) mod lexicon;
mod numeric;
mod pattern;
mod resolve;
mod shift;
mod tense;
#[cfg(test)]
mod tests;
mod token;
mod value;

use std::cell::Cell;

use lexicon::{Class, Lexicon, Order};
use numeric::Numeric;
use pattern::{Found, Op};
use resolve::Clock;
use token::{HYPHEN, Kind, PARAGRAPH};
pub use token::{Scan, Token};
use value::Value;

use super::KEPT_TOKENS;
use crate::article::{DateMention, Published, Span};

/// Reads the tokens of a body. `language` is an ISO 639-1 code; unknown ones are read as English.
pub fn scan<'a>(body: &'a str, language: Option<&str>) -> Scan<'a> {
    Scan::new(body, lexicon::of(language), ROOM.take())
}

/// The dates a text mentions, in order, resolved against its publication date.
///
/// `tokens` are those of the body, see [`scan`]; `language` is the code they were read by. Without a publication date
/// only what names its own year is there, and what refers back to that. Of a range (`Feb. 3-5`) both ends
/// are mentions, and the first one's [`DateMention::last`] is the last day of the range.
pub fn mentions(
    body: &str,
    tokens: Vec<Token>,
    published: Option<Published>,
    language: Option<&str>,
) -> Vec<DateMention> {
    let lexicon = lexicon::of(language);
    let mut reader = Reader {
        body,
        tokens: &tokens,
        lexicon,
        clock: Clock::new(published),
        order: None,
        at: 0,
        named: [None; 13],
        out: Vec::new(),
        values: Vec::new(),
    };
    reader.read();
    reader.join_ranges();
    let out = reader.out;
    if tokens.capacity() <= KEPT_TOKENS {
        ROOM.set(tokens);
    }
    out
}

thread_local! {
    /// The tokens of the text read before, whose memory is used again: new, it would have to be cleared.
    static ROOM: Cell<Vec<Token>> = Cell::default();
}

struct Reader<'a> {
    body: &'a str,
    tokens: &'a [Token],
    lexicon: &'static Lexicon,
    clock: Clock,
    /// Order of numeric dates, once asked for.
    order: Option<Order>,
    /// The token the reading is at.
    at: usize,
    /// Whether a month's name is someone's name in this text, once asked for.
    named: [Option<bool>; 13],
    out: Vec<DateMention>,
    /// The value of each of them.
    values: Vec<Value>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let token = self.tokens[at];
            self.at = at;
            at = match token.kind {
                Kind::Word if token.word == 0 => at + 1,
                Kind::Quantity => at + 1,
                Kind::Compound => self.compound(at),
                Kind::Mark if !token.is_mark(b'\'') => at + 1,
                _ => self.expression(at),
            };
        }
    }

    fn previous(&self, at: usize) -> Option<&Token> {
        match self.tokens.get(at)?.has(PARAGRAPH) {
            true => None,
            false => self.tokens.get(at.checked_sub(1)?),
        }
    }

    fn next(&self, end: usize) -> Option<&Token> {
        self.tokens.get(end).filter(|t| !t.has(PARAGRAPH))
    }

    fn class(&self, token: Option<&Token>) -> Class {
        match token {
            Some(t) if t.kind == Kind::Word => self.lexicon.entry(t.word).class,
            _ => Class::None,
        }
    }

    fn push(&mut self, start: u32, end: u32, value: Value) {
        let Some((first, last)) = value.days() else {
            return;
        };
        let span = Span::new(start as usize, end as usize);
        if self.out.last().is_some_and(|m| m.span.end > span.start) {
            return;
        }
        self.out.push(DateMention {
            span,
            value: value.timeml(),
            first,
            last,
        });
        self.values.push(value);
        self.clock.last = Some(value);
        self.clock.last_at = self.at;
    }

    fn expression(&mut self, at: usize) -> usize {
        let Some((op, mut found, mut end)) = pattern::longest(self.tokens, at, self.lexicon) else {
            return at + 1;
        };
        if op == Op::Skip {
            return end;
        }
        if !self.stands(op, &found, at, end) {
            return at + 1;
        }
        // `by year-end` is a day, `by year end` the year: so annotators read them.
        let op = match op {
            Op::YearEnd if !self.tokens[end - 1].has(HYPHEN) => Op::TheYear,
            op => op,
        };
        if op == Op::Same(0) && found.unit == value::Unit::Quarter as u8 {
            self.quarter_by_its_end(end);
        }
        // Optional commas at the end belong to the sentence.
        while end > at + 1 && self.tokens[end - 1].kind == Kind::Mark {
            end -= 1;
        }
        // A second day that is no day after all: `between April 24 and 25 people`.
        if op == Op::Date
            && found.day_to != 0
            && found.second_start > 0
            && found.year == 0
            && found.second_end == end
            && !self.may_end(end)
        {
            let Some(n) = (at..end).find(|&n| self.tokens[n].start >= found.first_end) else {
                return end;
            };
            found.day_to = 0;
            end = n;
        }
        let (body, tokens, lexicon) = (self.body, self.tokens, self.lexicon);
        let mut tense = || tense::of(body, tokens, at, end, lexicon);
        let Some(value) = self.clock.value(op, &found, at, &mut tense) else {
            return end;
        };
        let (first, last) = (&self.tokens[at], &self.tokens[end - 1]);
        let (start, stop) = (first.start, last.end);
        if found.day_to != 0 && op == Op::Date {
            let year = value.days().map_or(0, |(d, _)| d.year());
            let second = Found {
                day: found.day_to,
                year,
                weekday: 0,
                ..found
            };
            self.push(start, found.first_end, value);
            if let Some(value) = self.clock.date(&second, tense::Tense::Unknown) {
                self.push(found.second_start, stop, value);
            }
            return end;
        }
        let keep = self.clock.last;
        self.push(start, stop, value);
        match (op, value) {
            (Op::Quarter | Op::Code | Op::Same(_), Value::Quarter(..)) => {
                self.clock.quarter = Some((value, at));
                self.clock.lead.get_or_insert(value);
            }
            // What a quarter is compared with is not what the text goes on speaking of.
            (Op::YearEarlier | Op::Ago, Value::Quarter(..)) | (Op::Anaphor(-1), _) => {
                self.clock.last = keep
            }
            (Op::Ago, Value::Year(_)) if found.count == 1 => self.clock.last = keep,
            _ => (),
        }
        end
    }

    /// `the quarter ended July 31`, where no quarter was named: most of it lies 45 days before.
    fn quarter_by_its_end(&mut self, end: usize) {
        if self.clock.quarter.is_some() {
            return;
        }
        let verb = self
            .next(end)
            .and_then(|t| self.lexicon.verb(t.text(self.body), false));
        if verb != Some(lexicon::Verb::Past) {
            return;
        }
        let day = match pattern::longest(
            self.tokens,
            (end + 1).min(self.tokens.len() - 1),
            self.lexicon,
        ) {
            Some((Op::Date, found, _)) if found.weekday == 0 => {
                self.clock.date(&found, tense::Tense::Past)
            }
            _ => None,
        };
        let quarter = day
            .and_then(|v| value::add_days(v.days()?.0, -45))
            .and_then(|d| Value::holding(d, value::Unit::Quarter));
        if let Some(quarter) = quarter {
            self.clock.quarter = Some((quarter, end));
        }
    }

    /// Numbers with separators inside.
    fn compound(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        if let Some((Op::Date, ..)) = pattern::longest(self.tokens, at, self.lexicon)
            && !token.has(HYPHEN)
        {
            return self.expression(at);
        }
        let Some(numeric) = numeric::read(token.text(self.body), self.clock.near()) else {
            return at + 1;
        };
        let tied = token.has(HYPHEN);
        match numeric {
            Numeric::One(value) if !tied => self.push(token.start, token.end, value),
            Numeric::Open(a, b, year) if !tied => {
                let order = self.order();
                let other = match order {
                    Order::DayFirst => Order::MonthFirst,
                    Order::MonthFirst => Order::DayFirst,
                };
                if let Some(value) = numeric::ordered(a, b, year, order)
                    .or_else(|| numeric::ordered(a, b, year, other))
                {
                    self.push(token.start, token.end, value);
                }
            }
            Numeric::Years(from, to, length) if !tied => self.years(at, from, to, length),
            Numeric::Pair(a, b) if !tied => self.pair(at, a, b),
            Numeric::Dotted(day, month) if !tied => self.dotted(at, day, month),
            _ => (),
        }
        at + 1
    }

    fn years(&mut self, at: usize, from: i16, to: i16, length: u32) {
        let token = self.tokens[at];
        if !(1800..=2100).contains(&from) && self.class(self.previous(at)) != Class::Preposition
            || self.class(self.next(at + 1)) == Class::Measure
            || self.class(self.previous(at)) == Class::Label
        {
            return;
        }
        let Some((_, last)) = Value::Year(to).days() else {
            return;
        };
        let text = token.text(self.body);
        let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
        self.push(token.start, token.start + length, Value::Year(from));
        if let Some(m) = self.out.last_mut() {
            m.last = last.max(m.last);
        }
        self.push(token.end - digits as u32, token.end, Value::Year(to));
    }

    /// `1/27`: a fraction, a score and odds look the same, so the word before must ask for a day.
    fn pair(&mut self, at: usize, a: u8, b: u8) {
        let token = self.tokens[at];
        if (a, b) == (9, 11) && self.lexicon.order == Order::MonthFirst {
            if let Some(value) = numeric::ordered(9, 11, 2001, Order::MonthFirst) {
                self.push(token.start, token.end, value);
            }
            return;
        }
        let before = self.previous(at);
        let class = self.class(before);
        let asks = class == Class::Weekday
            || class == Class::Preposition
                && before.is_some_and(|t| self.lexicon.entry(t.word).value & 2 == 2);
        if !asks || !self.may_end(at + 1) {
            return;
        }
        let order = self.order();
        let (month, day) = match order {
            _ if a > 12 => (b, a),
            _ if b > 12 => (a, b),
            Order::DayFirst => (b, a),
            Order::MonthFirst => (a, b),
        };
        self.month_day(at, token.end, month, day);
    }

    /// `27.1.`: the dot after it makes it a date where the language writes dates so.
    fn dotted(&mut self, at: usize, day: u8, month: u8) {
        let token = self.tokens[at];
        let dot = self
            .next(at + 1)
            .filter(|t| t.is_mark(b'.') && t.start == token.end);
        let class = self.class(self.previous(at));
        if let Some(dot) = dot.copied()
            && self.lexicon.order == Order::DayFirst
            && matches!(
                class,
                Class::Preposition | Class::Weekday | Class::Determiner
            )
        {
            self.month_day(at, dot.end, month, day);
        }
    }

    fn month_day(&mut self, at: usize, end: u32, month: u8, day: u8) {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return;
        }
        let found = Found {
            month,
            day,
            ..Found::default()
        };
        let tense = tense::of(self.body, self.tokens, at, at + 1, self.lexicon);
        if let Some(value) = self.clock.date(&found, tense) {
            self.push(self.tokens[at].start, end, value);
        }
    }

    fn order(&mut self) -> Order {
        *self
            .order
            .get_or_insert_with(|| numeric::order(self.body, self.tokens, self.lexicon))
    }

    /// Gives the first of two ends of a range the last day of the second.
    fn join_ranges(&mut self) {
        for n in 1..self.out.len() {
            let (left, right) = self.out.split_at_mut(n);
            let (Some(a), Some(b)) = (left.last_mut(), right.first()) else {
                continue;
            };
            if b.span.start - a.span.end > 16 {
                continue;
            }
            let Some(gap) = self.body.get(a.span.end..b.span.start) else {
                continue;
            };
            let gap = gap.trim();
            // `to`, `bis zum`, `y el`: an article may follow.
            let mut words = gap.split_whitespace();
            let first = words.next().unwrap_or_default();
            if words.nth(1).is_some() {
                continue;
            }
            let before = || {
                let text = self.body.get(..a.span.start).unwrap_or_default();
                let near = text.split_whitespace().rev().take(2);
                near.into_iter().any(|w| {
                    self.lexicon
                        .between
                        .iter()
                        .any(|b| b.eq_ignore_ascii_case(w))
                })
            };
            let is_list = self.lexicon.list.iter().any(|w| **w == *first);
            let is_range = matches!(gap, "-" | "\u{2013}" | "\u{2010}" | "\u{2011}")
                || self.lexicon.range.iter().any(|w| **w == *first)
                || is_list && before();
            if (is_range || is_list)
                && let Some(value) =
                    year_of_next(self.body, a, b, self.values[n - 1], self.values[n])
                && let Some((first, last)) = value.days()
            {
                (a.value, a.first, a.last) = (value.timeml(), first, last);
            }
            if is_range && b.last >= a.last {
                a.last = b.last;
            }
        }
    }
}

/// `From July to October 1992`: the year of the second end is the first one's too, where that named
/// none; of a range over the turn of the year it is the year before.
fn year_of_next(
    body: &str,
    a: &DateMention,
    b: &DateMention,
    first: Value,
    second: Value,
) -> Option<Value> {
    let names_year = |m: &DateMention| {
        let text = body.get(m.span.start..m.span.end).unwrap_or_default();
        let digits = |w: &[u8]| w.iter().all(u8::is_ascii_digit);
        text.as_bytes().windows(4).any(digits)
    };
    let is_fine = matches!(second, Value::Month(..) | Value::Day(_));
    if !is_fine || names_year(a) || !names_year(b) {
        return None;
    }
    let moved = match first {
        Value::Month(..) | Value::Day(_) => {
            let from = first.days()?.0.year();
            first.plus_years(i64::from(b.first.year()) - i64::from(from))?
        }
        _ => return None,
    };
    // A weekday, `today` and the like name their own year.
    let text = body.get(a.span.start..a.span.end)?;
    if matches!(first, Value::Day(_)) && !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    match moved.days()?.0 > second.days()?.0 {
        true => moved.plus_years(-1),
        false => Some(moved),
    }
}
