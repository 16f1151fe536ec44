//! Lines that are a date and nothing else.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Words a date line may have besides numbers, in the languages of most news.
static WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("date_words.txt").lines();
    let words = lines.filter(|line| !line.starts_with('#'));
    words.flat_map(str::split_whitespace).collect()
});

/// True for a line that is a date and nothing else, a label (`Published:`) and a time of day aside.
pub fn is_date(line: &str) -> bool {
    if line.len() > 100 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return line.len() <= 60 && line.contains('年') && line.contains('日');
    }
    let (mut year, mut parts, mut words) = (false, 0, 0);
    let tokens = line.split(|c: char| c.is_whitespace() || ",:|()•·/-–—.".contains(c));
    for token in tokens.filter(|t| !t.is_empty()) {
        let digits = token.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let number = &token[..digits];
            year |= digits == 4 && (number.starts_with("1") || number.starts_with("20"));
            year |= digits == 8 && number.starts_with("20");
            let rest = &token[digits..];
            parts += 1 + usize::from(rest.starts_with('年'));
            let known = [
                "", "st", "nd", "rd", "th", "am", "pm", "h", "er", "z", "º", "ª",
            ];
            let timed = rest.starts_with(['T', 't', 'h', '+', '年'])
                && rest
                    .chars()
                    .skip(1)
                    .all(|c| c.is_ascii_digit() || "年月日".contains(c));
            if !(known.contains(&rest.to_lowercase().as_str()) || timed) {
                return false;
            }
            continue;
        }
        words += 1;
        let lower = token.to_lowercase();
        // `a.m.` and `p.m.` fall apart into their letters.
        if words > 12 || !(WORDS.contains(lower.as_str()) || ["p", "m", "z"].contains(&&*lower)) {
            return false;
        }
    }
    // A year and something beside it; `1984` alone may be a headline.
    year && (parts >= 2 || words >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_lines_are_told_from_text() {
        for line in [
            "January 27, 2022",
            "2022-01-27",
            "Published: January 27, 2022",
            "Thursday, 27 January 2022 10:15 GMT",
            "27 de enero de 2022",
            "27/01/2022 - 10h30",
            "27. Januar 2022, 10:15 Uhr",
            "Updated 5:32 p.m. ET, Thu January 27, 2022",
            "2022-01-27T10:00:00Z",
            "27 января 2022 г.",
            "2022年1月27日",
        ] {
            assert!(is_date(line), "{line}");
        }
        for line in [
            "1984",
            "The year 2022",
            "In January 2022 they met",
            "12 dead in 2022",
            "Budget 2022-23 debate",
            "",
        ] {
            assert!(!is_date(line), "{line}");
        }
    }
}
