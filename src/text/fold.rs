//! Letters without case and diacritics.

use unicode_normalization::char::decompose_canonical;

/// Appends `c` in lower case and without diacritics.
///
/// Latin and Greek letters lose their marks (`é` -> `e`, `ł` -> `l`, `ß` -> `ss`); Cyrillic `ё` becomes
/// `е`, while `й` is a letter of its own and stays. Combining marks that stand alone vanish.
#[inline]
pub fn push(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        push_wide(c, out);
    }
}

#[cold]
fn push_wide(c: char, out: &mut String) {
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'þ' | 'Þ' => out.push_str("th"),
        'ı' | 'İ' => out.push('i'),
        'ё' | 'Ё' => out.push('е'),
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}' => {}
        '\u{400}'..='\u{52f}' => out.extend(c.to_lowercase()),
        _ => {
            let mut base = None;
            decompose_canonical(c, |part| {
                base.get_or_insert(part);
            });
            // Only letters with marks are taken apart; Hangul syllables and the like stay whole.
            let base = match base {
                Some(b) if is_latin_or_greek(b) => b,
                _ => c,
            };
            out.extend(
                base.to_lowercase()
                    .filter(|l| !('\u{300}'..='\u{36f}').contains(l)),
            );
        }
    }
}

fn is_latin_or_greek(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{80}'..='\u{24f}' | '\u{370}'..='\u{3ff}')
}

/// `text` without case and diacritics.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(c, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn marks_and_case_go_letters_stay() {
        assert_eq!(
            fold("Éric ŁÓDŹ Straße İstanbul Ærø"),
            "eric lodz strasse istanbul aero"
        );
        assert_eq!(fold("Самолёт Йод Ωμέγα"), "самолет йод ωμεγα");
        assert_eq!(fold("한국 東京"), "한국 東京");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete");
    }
}
