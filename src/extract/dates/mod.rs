//! Calendar expressions in a text, and the days they mean.
//!
//! One pass over the tokens; patterns from the language's data file are tried only where a word of
//! theirs, or a number, begins. What is relative is resolved against the publication date, what is
//! anaphoric (`a year earlier`, `that month`) against the last time the text spoke of. Values are
//! named as in TimeML.

mod holidays;
mod lexicon;
mod numeric;
mod pattern;
mod resolve;
mod tense;
#[cfg(test)]
mod tests;
mod token;
mod value;

use lexicon::{Class, Lexicon, Order};
use numeric::Numeric;
use pattern::{Found, Op};
use resolve::Clock;
use token::{CAPITAL, HYPHEN, Kind, PARAGRAPH, SHOUTED, Token};
use value::Value;

use crate::article::{DateMention, Published, Span};

/// The dates a text mentions, in order, resolved against its publication date.
///
/// `language` is an ISO 639-1 code; unknown ones are read as English. Without a publication date only
/// what names its own year is there, and what refers back to that. Of a range (`Feb. 3-5`) both ends
/// are mentions, and the first one's [`DateMention::last`] is the last day of the range.
pub fn mentions(
    body: &str,
    published: Option<Published>,
    language: Option<&str>,
) -> Vec<DateMention> {
    let lexicon = lexicon::of(language);
    let tokens = token::tokens(body, lexicon);
    let mut reader = Reader {
        body,
        tokens: &tokens,
        lexicon,
        clock: Clock::new(published),
        order: None,
        at: 0,
        named: [None; 13],
        out: Vec::new(),
    };
    reader.read();
    reader.join_ranges();
    reader.out
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
            _ => (),
        }
        end
    }

    /// True when the word after an expression leaves it an expression.
    fn may_end(&self, end: usize) -> bool {
        match self.next(end) {
            None => true,
            Some(t) if t.kind == Kind::Word => {
                t.word != 0 && self.class(Some(t)) != Class::Measure
                    || t.has(CAPITAL)
                    || self.lexicon.verb(t.text(self.body), false).is_some()
            }
            Some(t) => t.kind == Kind::Mark,
        }
    }

    /// True when what matched is an expression in its context.
    fn stands(&mut self, op: Op, found: &Found, at: usize, end: usize) -> bool {
        let first = self.tokens[at];
        match op {
            Op::Year if end == at + 1 => self.is_year(at, found.year),
            Op::Month if found.year == 0 => {
                let name = end - 1;
                match (name == at, found.weak) {
                    (true, false) => self.is_month(at, false),
                    (true, true) => self.is_month(at, true),
                    (false, _) => true,
                }
            }
            Op::Weekday if found.weak => end > at + 1,
            // `This Week With ...`, `USA Today`: titles.
            Op::Shift(_) | Op::Same(_) if found.plural => false,
            Op::In => !self.looks_back(at),
            // `on the 27th`, not `the 27th floor`.
            Op::DayOfMonth => {
                let before = self.previous(at);
                self.may_end(end)
                    && (self.class(Some(&first)) != Class::Determiner
                        || self.class(before) == Class::Preposition
                            && before.is_some_and(|t| self.lexicon.entry(t.word).value & 2 == 2))
            }
            Op::Shift(_) => {
                let last = self.tokens[end - 1];
                end == at + 1 || !(first.has(CAPITAL) && last.has(CAPITAL) && !last.has(SHOUTED))
            }
            Op::Relative(_) if first.has(CAPITAL) && !first.has(SHOUTED) => !self
                .previous(at)
                .is_some_and(|t| t.kind == Kind::Word && t.has(CAPITAL)),
            Op::Weekday => {
                let next = self.next(end);
                // `Friday's` stays; `Joe Friday` and `Ruby Tuesday` do not.
                let _ = next;
                true
            }
            // `the nineties`, `the late 80s`; alone they are ages.
            Op::Decade => {
                found.marked && !self.is_word_decade(at)
                    || first.kind == Kind::Plural && end > at + 1
                    || end > at + 1
                        && self.class(Some(&first)) == Class::Determiner
                        && !self.is_measured(at, end)
            }
            Op::Date if first.kind != Kind::Word => {
                // `15 March` but not `3.15 March` or `-15 March`.
                !first.has(HYPHEN)
            }
            _ => true,
        }
    }

    /// True when `in three years` counts back: `the ninth manager in three years`.
    fn looks_back(&self, at: usize) -> bool {
        let near = &self.tokens[at.saturating_sub(8)..at];
        near.iter().any(|t| {
            let text = t.text(self.body);
            t.kind == Kind::OrdinalNumber
                || t.kind == Kind::Word
                    && (self.class(Some(t)) == Class::Ordinal
                        || self
                            .lexicon
                            .no_future
                            .iter()
                            .any(|w| w.eq_ignore_ascii_case(text))
                        || text.ends_with("est"))
        })
    }

    fn is_word_decade(&self, at: usize) -> bool {
        self.class(self.tokens.get(at)) == Class::Decade
    }

    /// True when `the 80s` are degrees.
    fn is_measured(&self, at: usize, end: usize) -> bool {
        let near = at.saturating_sub(12)..self.tokens.len().min(end + 6);
        self.tokens[near].iter().any(|t| {
            let text = t.text(self.body);
            t.kind == Kind::Word
                && self
                    .lexicon
                    .no_decade
                    .iter()
                    .any(|w| w.eq_ignore_ascii_case(text))
        })
    }

    /// True when a bare four-digit number is a year.
    fn is_year(&self, at: usize, year: i16) -> bool {
        let token = &self.tokens[at];
        let before = self.previous(at);
        let next = self.next(at + 1);
        let class = self.class(before);
        let sure = class == Class::Preposition
            && before.is_some_and(|t| self.lexicon.entry(t.word).value & 1 == 1);
        if token.has(HYPHEN)
            && !matches!(
                class,
                Class::Edge | Class::Point | Class::Month | Class::Season
            )
        {
            return false;
        }
        if before
            .is_some_and(|t| class == Class::Preposition && self.lexicon.entry(t.word).value == 4)
            && next.is_some_and(|t| t.kind == Kind::Word && t.word == 0)
        {
            return false;
        }
        if class == Class::Label {
            let two_before = at.checked_sub(1).and_then(|b| self.previous(b));
            let after_preposition = self.class(two_before) == Class::Preposition
                && two_before.is_some_and(|t| self.lexicon.entry(t.word).value & 1 == 1);
            if !after_preposition {
                return false;
            }
        }
        if let Some(next) = next {
            let class = self.class(Some(next));
            let is_old = class == Class::Unit
                && (self.lexicon.entry(next.word).weak
                    || next.has(HYPHEN)
                    || self.next(at + 2).is_some_and(|t| t.has(HYPHEN)));
            let counted = class == Class::Measure && !(sure && (1900..=2040).contains(&year));
            let touches = next.start == token.end;
            if counted
                || is_old
                || next.is_mark(b'%')
                || next.is_mark(b'$')
                || touches
                    && matches!(next.value as u8, b'/' | b'*' | b'_' | b'=' | b'&')
                    && next.kind == Kind::Mark
                || matches!(next.kind, Kind::Quantity)
            {
                return false;
            }
            // `1984 Elm Street`
            if next.has(CAPITAL) && self.class(self.next(at + 2)) == Class::Measure {
                return false;
            }
            // `2000 widgets`
            if year % 100 == 0
                && next.kind == Kind::Word
                && next.word == 0
                && !next.has(CAPITAL)
                && next.text(self.body).ends_with('s')
            {
                return false;
            }
        }
        match year {
            1900..=2099 => true,
            1000..=2199 => {
                sure && next.is_none_or(|t| t.kind == Kind::Mark || t.word != 0 || year % 10 != 0)
            }
            _ => false,
        }
    }

    /// True when a month's name alone is the month.
    fn is_month(&mut self, at: usize, weak: bool) -> bool {
        let token = self.tokens[at];
        let (before, next) = (self.previous(at).copied(), self.next(at + 1).copied());
        let class = self.class(before.as_ref());
        let lexicon = self.lexicon;
        let is_name = |t: &Token| {
            t.kind == Kind::Word && t.has(CAPITAL) && lexicon.entry(t.word).class == Class::None
        };
        let asked = matches!(
            class,
            Class::Preposition | Class::Edge | Class::Shift | Class::Month | Class::Season
        );
        if before.is_some_and(|t| is_name(&t))
            && !next.is_some_and(|t| t.word == self.lexicon.clitic)
            && weak
        {
            return false;
        }
        if !weak {
            return asked
                || before.is_some_and(|t| t.kind == Kind::Word && !t.has(CAPITAL))
                || !next.is_some_and(|t| is_name(&t) && !t.has(HYPHEN));
        }
        if asked && !next.is_some_and(|t| is_name(&t)) {
            let sure = before.is_some_and(|t| self.lexicon.entry(t.word).value & 1 == 1);
            return class != Class::Preposition || sure || !self.is_name(token);
        }
        // `June Carter`, `Mar-a-Lago`, but `an August YouTube film`.
        let determined = matches!(class, Class::Determiner | Class::Count);
        if determined && next.is_some_and(|t| is_name(&t)) {
            return !self.is_name(token);
        }
        if next.is_some_and(|t| {
            is_name(&t)
                || t.has(HYPHEN) && t.kind == Kind::Word && self.class(Some(&t)) != Class::Month
        }) {
            return false;
        }
        let lower_next = next.is_some_and(|t| t.kind == Kind::Word && !t.has(CAPITAL));
        // `the March accession`, `a May meeting`; `May` at a sentence's head is a verb.
        let told = determined
            || before.is_some_and(|t| t.kind == Kind::Word && t.word != 0 && !t.has(CAPITAL));
        told && lower_next && !self.is_name(token)
    }

    /// True when somewhere in the text the word follows a name it is part of (`Theresa May`).
    fn is_name(&mut self, token: Token) -> bool {
        let slot = usize::from(self.lexicon.entry(token.word).value.clamp(0, 12) as u8);
        if let Some(known) = self.named[slot] {
            return known;
        }
        let known = self.tokens.windows(2).any(|w| {
            w[1].word == token.word
                && w[1].has(CAPITAL)
                && !w[1].has(PARAGRAPH)
                && w[0].kind == Kind::Word
                && w[0].word == 0
                && w[0].has(CAPITAL)
        });
        self.named[slot] = Some(known);
        known
    }

    /// Numbers with separators inside.
    fn compound(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        if let Some((op, ..)) = pattern::longest(self.tokens, at, self.lexicon) {
            if op == Op::Date && !token.has(HYPHEN) {
                return self.expression(at);
            }
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
            if b.span.start - a.span.end > 16 || b.last < a.last {
                continue;
            }
            let Some(gap) = self.body.get(a.span.end..b.span.start) else {
                continue;
            };
            let gap = gap.trim();
            let is_range = matches!(gap, "-" | "\u{2013}" | "\u{2010}" | "\u{2011}")
                || self.lexicon.range.iter().any(|w| **w == *gap)
                || self.lexicon.list.iter().any(|w| **w == *gap)
                    && self
                        .body
                        .get(..a.span.start)
                        .and_then(|t| t.split_whitespace().next_back())
                        .is_some_and(|w| {
                            self.lexicon
                                .between
                                .iter()
                                .any(|b| b.eq_ignore_ascii_case(w))
                        });
            if is_range {
                a.last = b.last;
            }
        }
    }
}
