//! Lengths of a body, in words, as a query writes them.

use std::fmt;

/// From so many words to so many, both included; an open end has no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Fewest words.
    pub from: Option<u64>,
    /// Most words.
    pub to: Option<u64>,
}

/// What a value may be, for messages.
pub const FORMS: &str = "length:>500, length:<=300, length:500..1000 or length:250";

/// Reads `500`, `>500`, `>=500`, `<500`, `<=500`, `500..1000`, `500..` or `..500`. None when it is none of these,
/// or when nothing can be so long.
pub fn parse(text: &str) -> Option<Words> {
    let number = |s: &str| -> Option<u64> {
        let s = s.trim();
        let digits: String = s.chars().filter(|c| !matches!(c, ',' | '_')).collect();
        let plain = s.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok())?
    };
    let range = |from, to| Some(Words { from, to });
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(">=") {
        return range(Some(number(rest)?), None);
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return range(None, Some(number(rest)?));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return range(Some(number(rest)?.checked_add(1)?), None);
    }
    if let Some(rest) = text.strip_prefix('<') {
        return range(None, Some(number(rest)?.checked_sub(1)?));
    }
    if let Some((from, to)) = text.split_once("..") {
        let end = |s: &str| match s.trim() {
            "" => Some(None),
            s => number(s).map(Some),
        };
        let (from, to) = (end(from)?, end(to)?);
        let empty = from.is_none() && to.is_none();
        let backwards = from.zip(to).is_some_and(|(a, b)| a > b);
        return if empty || backwards {
            None
        } else {
            range(from, to)
        };
    }
    let n = number(text)?;
    range(Some(n), Some(n))
}

impl Words {
    /// Is a body of so many words one of these?
    pub fn holds(&self, length: u64) -> bool {
        self.from.is_none_or(|from| length >= from) && self.to.is_none_or(|to| length <= to)
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(a), Some(b)) if a == b => write!(f, "{a}"),
            (Some(a), Some(b)) => write!(f, "{a}..{b}"),
            (Some(a), None) => write!(f, ">={a}"),
            (None, Some(b)) => write!(f, "<={b}"),
            (None, None) => f.write_str(">=0"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_gives_its_range() {
        for (text, shown) in [
            ("500", "500"),
            (">500", ">=501"),
            (">=1,000", ">=1000"),
            ("<500", "<=499"),
            ("<=500", "<=500"),
            ("500..1000", "500..1000"),
            ("500..", ">=500"),
            ("..500", "<=500"),
        ] {
            assert_eq!(parse(text).map(|w| w.to_string()).as_deref(), Some(shown));
            assert_eq!(parse(shown), parse(text), "{text} again");
        }
        for bad in [
            "",
            "..",
            "x",
            ">",
            "<0",
            "9..8",
            "-1",
            "1.5",
            "99999999999999999999",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
