//! What a page says of itself: headline, writer, outlet, section, address, language, dates.

use rustc_hash::FxHashMap;

use super::dates;
use super::flat::{Flat, Tag};
use super::jsonld::{self, JsonLd};
use super::prune;
use crate::article::Origin;
use crate::formats::RawDate;

/// Longest value taken.
const LONGEST: usize = 1000;

/// What a page says of itself.
#[derive(Debug, Default)]
pub struct Metadata {
    /// Headline.
    pub headline: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Candidates for the publication date, best first.
    pub dates: Vec<RawDate>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Language as declared.
    pub language: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// What the page says the article is about, often its standfirst.
    pub description: Option<String>,
    /// The article's text as JSON-LD has it.
    pub body: Option<String>,
}

/// The elements worth a look, found in one walk.
#[derive(Default)]
struct Seen {
    meta: FxHashMap<String, String>,
    dates: Vec<(usize, String)>,
    ld: Vec<String>,
    canonical: Option<String>,
    title: Option<String>,
    h1: Vec<usize>,
    headings: Vec<usize>,
    /// Elements that name the writer, with how surely.
    authors: Vec<(u8, usize)>,
    breadcrumbs: Option<usize>,
    language: Option<String>,
}

/// Reads a page's account of itself.
pub fn read(flat: &Flat) -> Metadata {
    let seen = walk(flat);
    let ld = jsonld::read(&seen.ld);
    let meta = |names: &[&str]| {
        names
            .iter()
            .find_map(|n| seen.meta.get(*n))
            .filter(|v| !v.is_empty())
            .cloned()
    };
    let url = seen
        .canonical
        .clone()
        .filter(|u| u.contains("://"))
        .or_else(|| meta(&["og:url"]).filter(|u| u.contains("://")))
        .or_else(|| ld.url.clone().filter(|u| u.contains("://")))
        .or(meta(&["twitter:url", "parsely-link"]));
    let host = url.as_deref().and_then(host);
    let outlet = meta(&["og:site_name"])
        .or_else(|| ld.publisher.clone())
        .or_else(|| {
            meta(&["application-name", "dc.publisher", "publisher", "copyright"])
                .filter(|p| p.len() < 60 && !p.contains("://"))
        })
        .or_else(|| host.clone());
    let headline_at = headline_element(flat, &seen, &ld);
    let headline = headline(
        flat,
        &seen,
        &ld,
        headline_at,
        outlet.as_deref(),
        host.as_deref(),
    );
    let language = seen
        .language
        .clone()
        .or_else(|| meta(&["content-language", "og:locale", "dc.language", "language"]))
        .or_else(|| ld.language.clone())
        .filter(|l| l.len() >= 2 && l.as_bytes()[..2].iter().all(u8::is_ascii_alphabetic))
        .map(|l| l.replace('_', "-"));
    let section = meta(&["article:section"])
        .or_else(|| ld.section.clone())
        .or_else(|| {
            meta(&[
                "section",
                "parsely-section",
                "sailthru.section",
                "cxenseparse:section",
                "category",
            ])
        })
        .or_else(|| crumb(flat, &seen, &ld))
        .filter(|s| s.chars().count() <= 60);
    let byline = byline(flat, &seen, &ld, headline_at, outlet.as_deref());
    let dates = dates(
        flat,
        seen.dates,
        &ld,
        url.as_deref(),
        headline_at,
        language.as_deref(),
        host.as_deref(),
    );
    Metadata {
        headline,
        byline,
        dates,
        outlet,
        section,
        language,
        url,
        description: seen
            .meta
            .get("og:description")
            .or(seen.meta.get("description"))
            .cloned(),
        body: ld.body,
    }
}

fn walk(flat: &Flat) -> Seen {
    let mut seen = Seen::default();
    for (i, node) in flat.nodes.iter().enumerate() {
        match node.tag {
            Tag::Meta => meta(flat, i, &mut seen),
            Tag::Script => {
                if flat
                    .attr(i, "type")
                    .is_some_and(|t| t.to_ascii_lowercase().contains("ld+json"))
                {
                    seen.ld.push(flat.raw_text(i));
                }
            }
            Tag::Link => {
                if seen.canonical.is_none()
                    && flat
                        .attr(i, "rel")
                        .is_some_and(|r| r.eq_ignore_ascii_case("canonical"))
                {
                    seen.canonical = flat.attr(i, "href").map(|h| h.trim().to_string());
                }
            }
            Tag::Title if seen.title.is_none() => {
                seen.title = Some(flat.text(i, LONGEST)).filter(|t| !t.is_empty());
            }
            Tag::Html => {
                seen.language = flat
                    .attr(i, "lang")
                    .or_else(|| flat.attr(i, "xml:lang"))
                    .map(|l| l.trim().to_string())
                    .filter(|l| !l.is_empty());
            }
            Tag::H1 if seen.h1.len() < 100 => seen.h1.push(i),
            Tag::Heading if seen.headings.len() < 200 => seen.headings.push(i),
            Tag::Text | Tag::None => {}
            _ => author(flat, i, &mut seen),
        }
        if seen.breadcrumbs.is_none()
            && node.names.contains("breadcrumb")
            && flat.chars(i) > 0
            && flat.chars(i) < 300
        {
            seen.breadcrumbs = Some(i);
        }
    }
    seen
}

fn meta(flat: &Flat, i: usize, seen: &mut Seen) {
    let Some(element) = flat.element(i) else {
        return;
    };
    let mut names: [Option<String>; 4] = Default::default();
    let mut content = None;
    for attr in &element.attrs {
        let slot = match attr.name.local.as_ref() {
            "property" => 0,
            "name" => 1,
            "itemprop" => 2,
            "http-equiv" => 3,
            "content" => {
                let value: String = attr.value.split_whitespace().collect::<Vec<_>>().join(" ");
                content = Some(value);
                continue;
            }
            _ => continue,
        };
        names[slot] = Some(attr.value.trim().to_ascii_lowercase());
    }
    let Some(content) = content.filter(|c| !c.is_empty() && c.len() <= 4 * LONGEST) else {
        return;
    };
    for name in names.into_iter().flatten() {
        if let Some(rank) = dates::meta_rank(&name)
            && seen.dates.len() < 100
        {
            seen.dates.push((rank, content.clone()));
        }
        if seen.meta.len() < 1000 {
            seen.meta.entry(name).or_insert_with(|| content.clone());
        }
    }
}

/// Notes an element that may name the writer.
fn author(flat: &Flat, i: usize, seen: &mut Seen) {
    if seen.authors.len() > 100 {
        return;
    }
    let node = &flat.nodes[i];
    let chars = flat.chars(i);
    if !(3..=160).contains(&chars) {
        return;
    }
    let mut rank = None;
    if let Some(element) = flat.element(i) {
        for attr in &element.attrs {
            match attr.name.local.as_ref() {
                "rel" if attr.value.split_ascii_whitespace().any(|r| r == "author") => {
                    rank = Some(0)
                }
                "itemprop" if attr.value.split_ascii_whitespace().any(|r| r == "author") => {
                    rank = Some(0);
                }
                _ => {}
            }
        }
    }
    if rank.is_none() {
        let has = |w: &str| node.names.contains(w);
        rank = if has("byline-name") || has("author-name") || has("authorname") || has(" author ") {
            Some(1)
        } else if has("byline") || has("by-author") || has("autor") {
            Some(2)
        } else {
            None
        };
    }
    if let Some(rank) = rank {
        seen.authors.push((rank, i));
    }
}

/// The host of an address without `www.`.
fn host(url: &str) -> Option<String> {
    let rest = url.split("://").nth(1)?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// The element that shows the headline.
fn headline_element(flat: &Flat, seen: &Seen, ld: &JsonLd) -> Option<usize> {
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

fn headline(
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

/// The section by the breadcrumbs: the first behind the home page.
fn crumb(flat: &Flat, seen: &Seen, ld: &JsonLd) -> Option<String> {
    let mut names = ld.breadcrumbs.clone();
    if names.len() < 2
        && let Some(at) = seen.breadcrumbs
    {
        names = (at..flat.nodes[at].end)
            .filter(|i| flat.nodes[*i].tag == Tag::A)
            .map(|i| flat.text(i, 200))
            .filter(|t| !t.is_empty())
            .take(8)
            .collect();
    }
    let home = |n: &str| {
        let n = n.to_lowercase();
        [
            "home",
            "homepage",
            "startseite",
            "start",
            "accueil",
            "inicio",
            "início",
            "главная",
            "головна",
            "ana sayfa",
            "strona główna",
        ]
        .contains(&n.as_str())
    };
    let section = names.iter().find(|n| !home(n) && n.len() > 1)?;
    (names.len() > 1 || !home(section)).then(|| section.clone())
}

fn byline(
    flat: &Flat,
    seen: &Seen,
    ld: &JsonLd,
    headline: Option<usize>,
    outlet: Option<&str>,
) -> Option<String> {
    let from_ld: Vec<String> = ld.authors.iter().filter_map(|a| clean_name(a)).collect();
    if !from_ld.is_empty() {
        let mut names = Vec::new();
        for name in from_ld {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        return Some(names.join(", "));
    }
    let named = [
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "cxenseparse:author",
        "og:article:author",
        "citation_author",
        "dc.contributor",
    ]
    .iter()
    .filter_map(|n| seen.meta.get(*n))
    .filter_map(|a| clean_name(a))
    .find(|a| !outlet.is_some_and(|o| o.eq_ignore_ascii_case(a)));
    if named.is_some() {
        return named;
    }
    let mut shown: Vec<(u8, usize, usize)> = seen
        .authors
        .iter()
        .map(|(rank, i)| (*rank, flat.distance(headline, *i), *i))
        .filter(|(_, distance, _)| *distance < 20_000)
        .collect();
    shown.sort_unstable();
    shown
        .into_iter()
        .take(8)
        .find_map(|(_, _, i)| clean_name(&flat.text(i, 300)))
}

/// A writer's name without `By`, address, date and what else stands beside it; none when nothing
/// is left that may be a name.
pub fn clean_name(text: &str) -> Option<String> {
    let mut text: &str = text.trim();
    for lead in [
        "written by",
        "posted by",
        "by:",
        "by",
        "von:",
        "von",
        "par",
        "por",
        "de:",
        "di",
        "door",
        "autor:",
        "autorin:",
        "author:",
        "text:",
        "foto:",
        "tekst:",
        "автор:",
    ] {
        if let Some(head) = text.get(..lead.len())
            && head.eq_ignore_ascii_case(lead)
            && (lead.ends_with(':') || text[lead.len()..].starts_with(char::is_whitespace))
        {
            text = text[lead.len()..].trim();
        }
    }
    // What stands behind a bar, a dash or a bullet is a role or a date.
    let text = text
        .split(['|', '•', '·', '\n', '‧', '—'])
        .find(|p| !p.trim().is_empty())?;
    let text = text.split(" - ").next()?;
    let words: Vec<&str> = text
        .split_whitespace()
        .take_while(|w| !w.starts_with("http") && !w.contains('@') && !w.contains("://"))
        .collect();
    let mut name = words.join(" ");
    // A date behind a name.
    if let Some(at) = name.find(|c: char| c.is_ascii_digit()) {
        name.truncate(at);
        let kept = name.trim_end_matches([' ', ',', '(', ';', '–', '-']).len();
        name.truncate(kept);
    }
    let name = name
        .trim_matches([' ', ',', ';', ':', '-', '–', '/', '(', '.'])
        .to_owned();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let lower = name.to_lowercase();
    let nobody = [
        "admin",
        "administrator",
        "editor",
        "staff",
        "webmaster",
        "redaktion",
        "redaction",
        "redacción",
        "redazione",
        "null",
        "undefined",
        "none",
        "author",
        "unknown",
    ];
    (letters >= 2 && name.chars().count() <= 120 && !nobody.contains(&lower.as_str()))
        .then_some(name)
}

fn dates(
    flat: &Flat,
    mut meta: Vec<(usize, String)>,
    ld: &JsonLd,
    url: Option<&str>,
    headline: Option<usize>,
    language: Option<&str>,
    host: Option<&str>,
) -> Vec<RawDate> {
    let raw = |text: &str, origin| RawDate {
        text: text.to_owned(),
        origin,
    };
    meta.sort_by_key(|(rank, _)| *rank);
    let mut out: Vec<RawDate> = Vec::new();
    out.extend(ld.dates.iter().map(|d| raw(d, Origin::JsonLd)));
    out.extend(meta.iter().map(|(_, d)| raw(d, Origin::Meta)));
    let mut url = url.map(|u| raw(u, Origin::Url));
    for date in dates::visible(flat, headline, &prune::side(flat)) {
        if !matches!(date.origin, Origin::TimeElement | Origin::DateElement) {
            out.extend(url.take());
        }
        out.push(date);
    }
    out.extend(url);
    if day_first(language, host) {
        for date in &mut out {
            if date.origin != Origin::Url {
                dot_dates(&mut date.text);
            }
        }
    }
    out
}

/// True when the page's readers write the day before the month.
fn day_first(language: Option<&str>, host: Option<&str>) -> bool {
    let language = language.unwrap_or_default().to_ascii_lowercase();
    let english = language.is_empty() || language.starts_with("en");
    if !english {
        return true;
    }
    if let Some((_, region)) = language.split_once('-') {
        return !matches!(region, "us" | "ph" | "ca");
    }
    let top = host.and_then(|h| h.rsplit('.').next()).unwrap_or_default();
    top.len() == 2
        && !matches!(
            top,
            "us" | "tv" | "io" | "co" | "me" | "ph" | "ca" | "fm" | "ai"
        )
}

/// Turns `3/4/2022` into `3.4.2022`, which is read day first.
fn dot_dates(text: &mut String) {
    let bytes = text.as_bytes();
    let mut slashes = Vec::new();
    for (i, b) in bytes.iter().enumerate() {
        if *b == b'/' {
            slashes.push(i);
        }
    }
    for pair in slashes.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let digits = |r: std::ops::Range<usize>| {
            !r.is_empty() && r.len() <= 2 && bytes[r].iter().all(u8::is_ascii_digit)
        };
        let day = a.saturating_sub(2)..a;
        let starts = bytes[day.clone()].iter().any(u8::is_ascii_digit)
            && !(a >= 3 && bytes[a - 3].is_ascii_digit() && bytes[a - 2].is_ascii_digit());
        if starts && digits(a + 1..b) && bytes.get(b + 1).is_some_and(u8::is_ascii_digit) {
            text.replace_range(a..a + 1, ".");
            text.replace_range(b..b + 1, ".");
            return;
        }
    }
}
