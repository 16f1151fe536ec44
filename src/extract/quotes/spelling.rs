//! What the bytes around a full stop or a pointed bracket say of them: the dot of an abbreviation, an address, a ticker.

/// True for the brackets newswires put around companies and their tickers: `<Noranda Inc>`, `Ford <F.N>`. They are
/// no words, and what is in them goes on.
pub fn is_pointed(bytes: &[u8], at: usize) -> bool {
    let inner = |b: &&u8| !matches!(b, b'<' | b'>' | b'\n' | b'/' | b'=' | b'"');
    match bytes[at] {
        b'<' => {
            let rest = &bytes[at + 1..];
            let len = rest.iter().take(60).take_while(inner).count();
            rest.get(len) == Some(&b'>') && rest[0].is_ascii_uppercase()
        }
        _ => {
            let from = at.saturating_sub(60);
            let before = &bytes[from..at];
            let len = before.iter().rev().take_while(inner).count();
            let open = before.len() - len;
            open > 0
                && before[open - 1] == b'<'
                && before.get(open).is_some_and(u8::is_ascii_uppercase)
        }
    }
}

/// Length of a ticker with its brackets, `<F.N>`; 0 for the name of a company.
pub fn ticker(bytes: &[u8], at: usize) -> usize {
    let symbol = |b: &&u8| b.is_ascii_uppercase() || b.is_ascii_digit() || **b == b'.';
    let len = bytes[at + 1..].iter().take(10).take_while(symbol).count();
    match bytes[at] == b'<' && bytes.get(at + 1 + len) == Some(&b'>') {
        true => len + 2,
        false => 0,
    }
}

/// True when the rest of an address follows: `polls.com`.
pub fn is_site(bytes: &[u8], at: usize) -> bool {
    let domains = [
        "com", "org", "net", "gov", "edu", "co", "uk", "info", "biz", "io", "tv", "ru", "de", "fr",
        "eu", "ie", "au", "nz", "ca",
    ];
    let rest = &bytes[at.min(bytes.len())..];
    // Most full stops end a sentence.
    if !rest.first().is_some_and(u8::is_ascii_lowercase) {
        return false;
    }
    domains.iter().any(|d| {
        rest.starts_with(d.as_bytes()) && !rest.get(d.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// True when a number follows the sign just read: `the No. 2 of the party`, `Art. 5`.
pub fn is_sign(bytes: &[u8], folded: &[u8], at: usize) -> bool {
    let signs = [
        &b"no."[..],
        b"nos.",
        b"art.",
        b"sec.",
        b"vol.",
        b"fig.",
        b"nr.",
    ];
    signs.contains(&folded)
        && bytes.get(at) == Some(&b' ')
        && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

/// True when a capital follows, or a bracket with one: `J. Smith`, `James E. (Jim) Nugent`.
pub fn capital_follows(bytes: &[u8], at: usize) -> bool {
    let mut rest = bytes[at.min(bytes.len())..].iter().copied();
    match rest.next() {
        Some(b' ') => rest
            .find(|b| *b != b'(')
            .is_some_and(|b| b.is_ascii_uppercase() || b >= 0xC3),
        Some(b) => b.is_ascii_uppercase(),
        None => false,
    }
}
