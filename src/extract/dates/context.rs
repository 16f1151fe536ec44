//! Whether what looks like an expression is one where it stands.

use super::Reader;
use super::lexicon::Class;
use super::pattern::{Found, Op};
use super::token::{CAPITAL, HYPHEN, Kind, PARAGRAPH, SHOUTED, Token};

impl Reader<'_> {
    /// True when the word after an expression leaves it an expression.
    pub(super) fn may_end(&self, end: usize) -> bool {
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
    pub(super) fn stands(&mut self, op: Op, found: &Found, at: usize, end: usize) -> bool {
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
            // `red winter 1639`: a price.
            Op::Season => found.year == 0 || found.year < 100 || found.year >= 1800,
            Op::Weekday if found.weak => end > at + 1,
            // Spanish `Domingo` after another name.
            Op::Weekday if first.has(CAPITAL) && !first.has(SHOUTED) => {
                self.lexicon.entry(first.word).capital
                    || !self
                        .previous(at)
                        .is_some_and(|t| t.kind == Kind::Word && t.has(CAPITAL) && t.word == 0)
            }
            // `This Week With ...`, `USA Today`: titles.
            Op::Shift(_) | Op::Same(_) if found.plural => false,
            Op::In => !self.looks_back(at),
            Op::SpokenYear(_) => self.may_end(end),
            // `on the 27th`, not `the 27th floor`.
            Op::DayOfMonth if found.weekday != 0 => true,
            Op::DayOfMonth => {
                let before = self.previous(at);
                self.tokens[at..end]
                    .iter()
                    .all(|t| self.class(Some(t)) != Class::Ordinal)
                    && self.may_end(end)
                    && !matches!(
                        self.class(self.next(end)),
                        Class::Weekday | Class::Unit | Class::Month | Class::Part
                    )
                    && (self.class(Some(&first)) != Class::Determiner
                        || self.class(before) == Class::Preposition
                            && before.is_some_and(|t| self.lexicon.entry(t.word).value & 2 == 2))
            }
            Op::Shift(_) => {
                let last = self.tokens[end - 1];
                end == at + 1
                    || self.lexicon.entry(last.word).capital
                    || !(first.has(CAPITAL) && last.has(CAPITAL) && !last.has(SHOUTED))
            }
            Op::Relative(_) if first.has(CAPITAL) && !first.has(SHOUTED) => !self
                .previous(at)
                .is_some_and(|t| t.kind == Kind::Word && t.has(CAPITAL)),
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

    fn is_word_decade(&self, at: usize) -> bool {
        self.class(self.tokens.get(at)) == Class::Decade
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
                            .any(|w| match w.strip_prefix('-') {
                                Some(ending) => text.ends_with(ending),
                                None => w.eq_ignore_ascii_case(text),
                            }))
        })
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
            let soft = before.is_some_and(|t| self.lexicon.entry(t.word).value == 1)
                && year % 10 != 0
                && (1950..=2040).contains(&year);
            if !after_preposition && !soft {
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
            && next.is_none_or(|t| t.word != self.lexicon.clitic)
            && weak
        {
            return false;
        }
        // `Mar-a-Lago`
        if weak
            && next.is_some_and(|t| {
                t.has(HYPHEN) && t.kind == Kind::Word && self.class(Some(&t)) != Class::Month
            })
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
        // `June Carter`, but `an August YouTube film`.
        let determined = matches!(class, Class::Determiner | Class::Count);
        if determined && next.is_some_and(|t| is_name(&t)) {
            return !self.is_name(token);
        }
        if next.is_some_and(|t| is_name(&t)) {
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
                && !w[0].has(SHOUTED)
        });
        self.named[slot] = Some(known);
        known
    }
}
