//! Whether a pattern matches at a token, and what its words and numbers say.

use super::super::lexicon::{Class, Entry, Lexicon};
use super::super::token::{CAPITAL, DOTTED, Kind, PARAGRAPH, SHOUTED, Token};
use super::super::value::YEARS;
use super::{Element, Found, What};

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

/// One look at whether patterns match, from one token on.
pub(super) struct Attempt<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) first: usize,
    pub(super) lexicon: &'a Lexicon,
}

impl Attempt<'_> {
    /// Where the elements end when they match from `at`, and a bit for each, the last one's lowest, that is missing.
    ///
    /// Patterns are short, so the depth is too. What the words say is noted for the longest match alone: whether an
    /// element matches does not depend on it.
    pub(super) fn elements(&self, elements: &[Element], at: usize) -> Option<(usize, u32)> {
        let Some((element, rest)) = elements.split_first() else {
            return Some((at, 0));
        };
        if let Some(next) = self.element(element, at, &mut Found::default())
            && let Some(whole) = self.elements(rest, next)
        {
            return Some(whole);
        }
        match element.optional {
            true => {
                let (end, missing) = self.elements(rest, at)?;
                Some((end, missing | 1 << rest.len()))
            }
            false => None,
        }
    }

    /// What the words of a match say, and where it ends.
    pub(super) fn capture(
        &self,
        elements: &[Element],
        missing: u32,
        at: usize,
    ) -> Option<(usize, Found)> {
        let (mut at, mut found) = (at, Found::default());
        for (element, left) in elements.iter().zip((0..elements.len()).rev()) {
            if missing & 1 << left == 0 {
                at = self.element(element, at, &mut found)?;
            }
        }
        Some((at, found))
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
                Kind::Number if token.value.is_multiple_of(10) => {
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
                let fits = token.kind == Kind::Number && token.value.is_multiple_of(10);
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
        if !token.value.is_multiple_of(10) || !short && !(1000..3000).contains(&token.value) {
            return false;
        }
        found.decade = token.value as u16;
        found.marked = marked || !short;
        true
    }
}
