//! What a page says of itself: headline, writer, outlet, section, address, language, dates.

use html5ever::local_name;
use rustc_hash::FxHashMap;

use super::byline;
use super::dates;
use super::flat::{Flat, Tag, holds_data};
use super::headline;
use super::jsonld::{self, JsonLd};
use super::prune;
use crate::article::Origin;
use crate::formats::RawDate;

/// Longest value taken.
pub const LONGEST: usize = 1000;

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
    /// The article's text as JSON-LD has it.
    pub body: Option<String>,
}

/// The elements worth a look, found in one walk.
#[derive(Default)]
pub struct Seen {
    /// First value of each meta element, by its name in lower case.
    pub meta: FxHashMap<String, String>,
    /// Values of meta elements that tell the publication date, with their rank.
    pub dates: Vec<(usize, String)>,
    /// Sources of the JSON-LD blocks.
    pub ld: Vec<String>,
    /// Address of the canonical link.
    pub canonical: Option<String>,
    /// Text of the title element.
    pub title: Option<String>,
    /// The `h1` elements.
    pub h1: Vec<usize>,
    /// The other headings.
    pub headings: Vec<usize>,
    /// Elements that name the writer, with how surely.
    pub authors: Vec<(u8, usize)>,
    /// The element that holds the breadcrumbs.
    pub breadcrumbs: Option<usize>,
    /// Language of the root element.
    pub language: Option<String>,
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
            meta(&["application-name", "dc.publisher", "publisher"])
                .filter(|p| p.len() < 60 && !p.contains("://"))
        })
        .map(|o| match o.contains("://") {
            true => self::host(&o).unwrap_or(o),
            false => o,
        })
        .or_else(|| host.clone());
    let headline_at = headline::element(flat, &seen, &ld);
    let headline = headline::choose(
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
        .filter(|s| s.chars().count() <= 60)
        .filter(|s| {
            let s = s.to_lowercase();
            ![
                "post",
                "posts",
                "article",
                "articles",
                "page",
                "pages",
                "story",
                "default",
                "none",
                "uncategorized",
            ]
            .contains(&s.as_str())
        });
    let byline = byline::choose(flat, &seen, &ld, headline_at, outlet.as_deref());
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
        body: ld.body,
    }
}

fn walk(flat: &Flat) -> Seen {
    let mut seen = Seen::default();
    for (i, node) in flat.nodes.iter().enumerate() {
        match node.tag {
            Tag::Meta => meta(flat, i, &mut seen),
            Tag::Script => {
                if flat.element(i).is_some_and(|e| holds_data(&e)) {
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
            && !node.names.is_empty()
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
            match attr.name.local {
                local_name!("rel")
                    if attr.value.split_ascii_whitespace().any(|r| r == "author") =>
                {
                    rank = Some(0)
                }
                local_name!("itemprop")
                    if attr.value.split_ascii_whitespace().any(|r| r == "author") =>
                {
                    rank = Some(0);
                }
                _ => {}
            }
        }
    }
    if rank.is_none() {
        let has = |w: &str| node.names.contains(w);
        // All of them have one or the other, and most names neither.
        rank = if !has("by") && !has("aut") {
            None
        } else if has("byline-name") || has("author-name") || has("authorname") || has(" author ") {
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
    out.extend(dates::visible(flat, headline, &prune::side(flat), url));
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
