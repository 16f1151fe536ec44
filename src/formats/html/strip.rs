//! Tags taken off without a tree: for pages too large or too strange to be parsed. Linear.

/// Elements whose content is not text.
const RAW: [&str; 7] = [
    "script", "style", "noscript", "template", "svg", "textarea", "title",
];
/// Elements that do not end a paragraph.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "u",
];

/// The name of the element of raw text, script or style, that starts at `at` (just behind its `<`).
pub fn raw_name(html: &str, at: usize) -> Option<&'static str> {
    if !matches!(html.as_bytes().get(at), Some(b's' | b'S')) {
        return None;
    }
    let name = tag_name(html, at);
    ["script", "style"].into_iter().find(|raw| is(name, raw))
}

/// When an element of raw text starts at `at` (just behind its `<`), where its end tag starts.
pub fn raw_element(html: &str, at: usize) -> Option<usize> {
    Some(end_of(html, at, raw_name(html, at)?))
}

fn tag_name(html: &str, at: usize) -> &str {
    let rest = &html.as_bytes()[at..];
    let len = rest
        .iter()
        .take(16)
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    &html[at..at + len]
}

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

/// Where the end tag of `name` starts, or the end of the text.
pub fn end_of(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"</") {
        at += found + 2;
        if bytes
            .get(at..at + name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        {
            return at - 2;
        }
    }
    bytes.len()
}

/// The text between the tags, paragraphs apart by a blank line.
pub fn text(html: &str) -> String {
    let bytes = html.as_bytes();
    let mut out = String::new();
    let mut at = 0;
    // One search a raw element that is never closed: remember that there is no end, else the
    // search runs to the end of the text again and again.
    let mut unclosed = false;
    while at < bytes.len() {
        let open = memchr::memchr(b'<', &bytes[at..]).map_or(bytes.len(), |i| at + i);
        push_text(&mut out, &html[at..open]);
        if open == bytes.len() {
            break;
        }
        at = open + 1;
        match bytes.get(at) {
            Some(b'!') if bytes[at..].starts_with(b"!--") => {
                at = memchr::memmem::find(&bytes[at..], b"-->").map_or(bytes.len(), |i| at + i + 3);
                continue;
            }
            Some(b'/' | b'!' | b'?') => {}
            Some(b) if b.is_ascii_alphabetic() => {}
            _ => {
                out.push('<');
                continue;
            }
        }
        let start = at + usize::from(bytes[at] == b'/');
        let name = tag_name(html, start);
        if bytes[at] != b'/' && !unclosed && RAW.iter().any(|r| is(name, r)) {
            let end = end_of(html, at, name);
            if end < bytes.len() || !is(name, "svg") {
                at = end;
                continue;
            }
            unclosed = true;
        }
        if !INLINE.iter().any(|i| is(name, i)) {
            paragraph(&mut out);
        }
        at = memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1);
    }
    out.truncate(out.trim_end().len());
    out
}

fn paragraph(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.truncate(out.trim_end().len());
        out.push_str("\n\n");
    }
}

/// Appends text with its spaces run together and the commonest entities resolved.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let stop = rest
            .find(|c: char| c == '&' || c.is_whitespace())
            .unwrap_or(rest.len());
        out.push_str(&rest[..stop]);
        rest = &rest[stop..];
        let Some(c) = rest.chars().next() else { break };
        if c != '&' {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (decoded, len) = entity(rest);
        out.push_str(decoded.encode_utf8(&mut [0; 4]));
        rest = &rest[len..];
    }
}

/// The character an entity of this name (`amp`, `#39`) stands for.
pub fn named_entity(name: &str) -> Option<String> {
    let text = format!("&{name};");
    let (c, len) = entity(&text);
    (len == text.len()).then(|| c.to_string())
}

/// The character an entity at the start of `text` stands for, and the entity's length.
fn entity(text: &str) -> (char, usize) {
    let bytes = text.as_bytes();
    let Some(end) = bytes.iter().take(12).position(|b| *b == b';') else {
        return ('&', 1);
    };
    let name = &text[1..end];
    let c = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" | "QUOT" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "lsquo" => Some('‘'),
        "rsquo" => Some('’'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        "laquo" => Some('«'),
        "raquo" => Some('»'),
        "hellip" => Some('…'),
        "bull" => Some('•'),
        _ => name.strip_prefix('#').and_then(|n| {
            let code = match n.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => n.parse().ok(),
            };
            code.and_then(char::from_u32)
        }),
    };
    match c {
        Some(c) => (c, end + 1),
        None => ('&', 1),
    }
}

/// The text as HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
