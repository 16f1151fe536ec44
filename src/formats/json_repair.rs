//! What Python and others write for JSON and is none -> JSON.

/// The text with what is nearly JSON made JSON; none when there is nothing to repair.
pub(super) fn repaired(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut in_string = false;
    let mut changed = false;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        let known = ["NaN", "Infinity", "-Infinity", "None", "True", "False"];
        match c {
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\\' if in_string => {
                let unit = |at: usize| {
                    let hex = rest.get(at..at + 6)?.strip_prefix("\\u")?;
                    u16::from_str_radix(hex, 16).ok()
                };
                match (unit(0), unit(6)) {
                    (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => {
                        length = 12;
                        out.push_str(&rest[..length]);
                    }
                    (Some(0xd800..0xe000), _) => {
                        length = 6;
                        out.push_str("\\ufffd");
                        changed = true;
                    }
                    _ => {
                        length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                        out.push_str(&rest[..length]);
                    }
                }
            }
            '\0'..' ' if in_string => {
                out.push_str(&format!("\\u{:04x}", c as u32));
                changed = true;
            }
            'N' | 'I' | '-' | 'T' | 'F' if !in_string => {
                match known.iter().find(|k| rest.starts_with(**k)) {
                    Some(known) => {
                        length = known.len();
                        out.push_str("null");
                        changed = true;
                    }
                    None => out.push(c),
                }
            }
            _ => out.push(c),
        }
        rest = &rest[length..];
    }
    changed.then_some(out)
}
