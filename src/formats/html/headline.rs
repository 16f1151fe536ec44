//! The headline: what the page names so, checked against what it shows.

use super::flat::Flat;
use super::jsonld::JsonLd;
use super::metadata::{LONGEST, Seen};

/// The element that shows the headline.
pub fn element(flat: &Flat, seen: &Seen, ld: &JsonLd) -> Option<usize> {
    let wanted = ld
        .headline
        .as_deref()
        .or(seen.meta.get("og:title").map(String::as_str))
        .or(seen.title.as_deref());
    let best = |all: &[usize]| {
        let wanted = wanted?;
        all.iter()
            .copied()
            .map(|i| (similarity(&flat.text(i, LONGEST), wanted), i))
            .filter(|(s, _)| *s > 0.5)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, i)| i)
    };
    best(&seen.h1).or_else(|| best(&seen.headings)).or_else(|| {
        seen.h1
            .iter()
            .copied()
            .find(|i| flat.chars(*i) >= 15)
            .or(seen.h1.first().copied())
    })
}

/// Share of the words of `a` that stand in `b`.
fn similarity(a: &str, b: &str) -> f32 {
    let words = |t: &str| -> Vec<String> {
        t.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .take(60)
            .map(str::to_lowercase)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|w| b.contains(w)).count();
    shared as f32 / a.len().max(1) as f32
}

/// The headline, without the outlet's name behind it.
pub fn choose(
    flat: &Flat,
    seen: &Seen,
    ld: &JsonLd,
    element: Option<usize>,
    outlet: Option<&str>,
    host: Option<&str>,
) -> Option<String> {
    let shown = element
        .map(|i| flat.text(i, LONGEST))
        .filter(|t| !t.is_empty());
    let named = [
        ld.headline.as_ref(),
        seen.meta.get("og:title"),
        seen.meta.get("twitter:title"),
        seen.meta.get("dc.title"),
        seen.meta.get("title"),
    ]
    .into_iter()
    .flatten()
    .find(|t| !t.is_empty() && Some(t.as_str()) != outlet)
    .cloned();
    let text = match (named, &shown) {
        // The page shows it in full where the field was cut.
        (Some(n), Some(s)) if cut_of(&n, s) => s.clone(),
        (Some(n), _) => n,
        (None, Some(s)) => s.clone(),
        (None, None) => seen.title.clone()?,
    };
    let text = without_suffix(&text, outlet, host, shown.as_deref());
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// True when `short` is the beginning of `long`, perhaps with an ellipsis.
fn cut_of(short: &str, long: &str) -> bool {
    let stem = short.trim_end_matches(['.', '…', ' ']);
    stem.len() > 20 && long.len() > stem.len() && long.starts_with(stem)
}

/// The title without the outlet's name behind it (` | The Example Post`).
fn without_suffix<'a>(
    title: &'a str,
    outlet: Option<&str>,
    host: Option<&str>,
    shown: Option<&str>,
) -> &'a str {
    let squeeze = |t: &str| -> String {
        t.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let known: Vec<String> = [outlet, host, host.and_then(|h| h.split('.').next())]
        .into_iter()
        .flatten()
        .map(squeeze)
        .filter(|k| k.len() > 2)
        .collect();
    let mut title = title.trim();
    for _ in 0..3 {
        let cut = [
            " | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " // ", " • ",
        ]
        .iter()
        .filter_map(|s| title.rfind(s).map(|at| (at, at + s.len())))
        .max();
        let Some((at, behind)) = cut else { break };
        let suffix = squeeze(&title[behind..]);
        let site = known.iter().any(|k| {
            *k == suffix || suffix.len() > 3 && (k.contains(&suffix) || suffix.contains(k.as_str()))
        });
        // Or the page's own heading has it without.
        let heading = shown.is_some_and(|s| squeeze(s) == squeeze(&title[..at]));
        if !(site || heading) || at < 5 {
            break;
        }
        title = title[..at].trim();
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlet_behind_a_title_goes() {
        let cut = |t| without_suffix(t, Some("The Example Post"), Some("post.example"), None);
        assert_eq!(cut("Harbour opens | The Example Post"), "Harbour opens");
        assert_eq!(
            cut("Harbour opens - City - The Example Post"),
            "Harbour opens - City"
        );
        assert_eq!(cut("Harbour opens – Post"), "Harbour opens");
        assert_eq!(cut("Harbour - Sea"), "Harbour - Sea");
        assert_eq!(cut(""), "");
        let shown = without_suffix("Harbour opens - Blog", None, None, Some("Harbour opens"));
        assert_eq!(shown, "Harbour opens");
    }

    #[test]
    fn a_cut_title_is_known() {
        assert!(cut_of(
            "The harbour of Exampleton opens…",
            "The harbour of Exampleton opens after all"
        ));
        assert!(!cut_of("Harbour", "Harbour opens"));
    }
}
