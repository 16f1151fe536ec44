//! Candidates for a page's publication date, best first.
//!
//! The order: JSON-LD, meta elements; near the headline `<time>`, elements whose class or id speaks of
//! a date, the address when it names a day, text; then the same far from the headline, the address
//! when it names a month, what stands beside the article, dates in sentences, copyright lines. Of
//! several of a kind the one nearest to the headline stands first. Dates of changes are no
//! candidates.

use dom_query::Attr;
use html5ever::local_name;

use super::flat::{Flat, Tag};
use crate::article::{Origin, Precision};
use crate::extract::published::from_path;
use crate::formats::RawDate;

/// Names of meta elements that tell when the article was published, the more exact first.
const META: &[&str] = &[
    "article:published_time",
    "article:published",
    "article.published",
    "article:published_date",
    "article:publicationdate",
    "article:post_date",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "date_published",
    "publish_date",
    "publish-date",
    "publishdate",
    "published_date",
    "published-date",
    "publisheddate",
    "published_time",
    "published",
    "publication_date",
    "publication-date",
    "publicationdate",
    "pubdate",
    "pub_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "bt:pubdate",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.publication",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dc:created",
    "citation_publication_date",
    "citation_date",
    "rnews:datepublished",
    "shareaholic:article_published_time",
    "dcsext.articlefirstpublished",
    "originalpublicationdate",
    "article_date_original",
    "article.created",
    "content_create_date",
    "analyticsattributes.articledate",
    "mediator_published_time",
    "vr:published_time",
    "twt-published-at",
    "rbpubdate",
    "displaydate",
    "gentime",
    "ptime",
    "pdate",
    "doc_date",
    "dateposted",
    "date_created",
    "datecreated",
    "created",
    "video:release_date",
    "release_date",
    "date",
];

/// Place of a meta element's name among those that tell the publication date.
pub fn meta_rank(name: &str) -> Option<usize> {
    META.iter().position(|m| *m == name)
}

/// Words before a date that tell of a change.
const CHANGED: &[&str] = &[
    "updated",
    "modified",
    "aktualisiert",
    "geändert",
    "bearbeitet",
    "update:",
    "mis à jour",
    "modifié",
    "actualizado",
    "actualización",
    "aggiornato",
    "aggiornamento",
    "atualizado",
    "bijgewerkt",
    "aktualizacja",
    "обновлено",
    "оновлено",
    "güncelleme",
    "letzte änderung",
    "last changed",
    "revised",
    "opdateret",
    "uppdaterad",
    "last edited",
    "edited on",
    "letzter beitrag",
    "aktuelles datum",
];

/// Words before a date that tell of publication.
const PUBLISHED: &[&str] = &[
    "published",
    "posted",
    "veröffentlicht",
    "erstellt",
    "erschienen",
    "publié",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "geplaatst",
    "opublikowano",
    "dodano",
    "опубликовано",
    "опубліковано",
    "yayınlanma",
    "publicerad",
    "udgivet",
    "first published",
    "created",
];

/// A candidate on the page: where it stands and what it says.
struct Found {
    /// 0 near the headline, 1 far from it, 2 beside the article, 3 in the midst of a sentence, 4 a copyright
    /// line.
    tier: u8,
    rank: u8,
    /// Characters from the headline, and what counts against it in characters.
    distance: usize,
    date: RawDate,
}

/// Characters from the headline within which a date is most likely the article's.
const NEAR: usize = 700;

/// Candidates among what a reader sees and the address: those near the headline, then the others,
/// then those beside the article. `headline` is the index of the headline's element, `side` marks the topmost elements that are not the article:
/// side columns, other stories, comments.
pub fn visible(
    flat: &Flat,
    headline: Option<usize>,
    side: &[bool],
    url: Option<&str>,
) -> Vec<RawDate> {
    let mut found = Vec::new();
    let mut side_end = 0;
    let mut i = 0;
    while i < flat.nodes.len() {
        let node = &flat.nodes[i];
        if matches!(node.tag, Tag::Head | Tag::Script | Tag::Style) {
            i = node.end;
            continue;
        }
        let page_header = node.tag == Tag::Header && headline.is_some_and(|h| h >= node.end);
        // A quoted post has dates of its own.
        let quoted = node.tag == Tag::Blockquote;
        if side[i] || page_header || quoted {
            side_end = side_end.max(node.end);
        }
        let distance = flat.distance(headline, i);
        let before = found.len();
        match node.tag {
            Tag::Time => time(flat, i, distance, &mut found),
            Tag::Text => text(&node.text, distance, &mut found),
            Tag::Body | Tag::Html | Tag::None => {}
            _ => element(flat, i, distance, &mut found),
        }
        if i < side_end {
            // Many a page puts writer and date of the article itself in a column beside it.
            for new in &mut found[before..] {
                let near = distance < if new.rank == 0 { 600 } else { 150 };
                new.tier = new
                    .tier
                    .max(u8::from(!near || new.date.origin == Origin::Text));
            }
        }
        i += 1;
    }
    for f in &mut found {
        let surely = f.rank == 0 && f.date.origin != Origin::Text
            || f.date.origin == Origin::Text && says(&f.date.text.to_lowercase(), PUBLISHED);
        f.tier += u8::from(f.tier == 0 && f.distance > NEAR && !surely);
        if f.date.text.contains('©') {
            f.date.origin = Origin::Copyright;
        }
        if f.date.origin == Origin::Copyright {
            f.tier = 4;
        }
    }
    found.sort_by_key(|f| (f.tier, f.date.origin, f.rank, f.distance));
    // An address that names the day is as good as what is marked as a date near the headline; one
    // that names a month may name that of a series.
    let whole = url
        .and_then(from_path)
        .is_some_and(|(_, p)| p == Precision::Day);
    let mut address = url.map(|text| RawDate {
        text: text.to_owned(),
        origin: Origin::Url,
    });
    let mut out = Vec::new();
    for f in found.into_iter().take(64) {
        let marked = matches!(f.date.origin, Origin::TimeElement | Origin::DateElement);
        if f.tier > if whole { 0 } else { 1 } || whole && !marked {
            out.extend(address.take());
        }
        out.push(f.date);
    }
    out.extend(address);
    out
}

fn time(flat: &Flat, i: usize, distance: usize, found: &mut Vec<Found>) {
    let names = &flat.nodes[i].names;
    let (mut stamp, mut rank) = (None, 1);
    let mut changed = names.contains("updat") || names.contains("modif");
    if let Some(element) = flat.element(i) {
        for attr in &element.attrs {
            match attr.name.local.as_ref() {
                "datetime" => stamp = Some(attr.value.trim().to_owned()),
                "pubdate" => rank = 0,
                "itemprop" if attr.value.contains("datePublished") => rank = 0,
                "itemprop" if attr.value.contains("dateModified") => changed = true,
                _ => {}
            }
        }
    }
    if names.contains("publish") || names.contains("entry-date") {
        rank = 0;
    }
    if changed && rank > 0 {
        return;
    }
    let text = flat.text(i, 200);
    let before = before(flat, i);
    if says(&before, CHANGED) && !says(&before, PUBLISHED)
        || says(&text.to_lowercase(), CHANGED) && !says(&text.to_lowercase(), PUBLISHED)
    {
        return;
    }
    for text in stamp.into_iter().chain([text]).filter(|t| has_digits(t)) {
        found.push(Found {
            tier: 0,
            rank,
            distance,
            date: RawDate {
                text,
                origin: Origin::TimeElement,
            },
        });
    }
}

/// The words right before an element, in lower case.
fn before(flat: &Flat, i: usize) -> String {
    let start = i.saturating_sub(6);
    let mut out = String::new();
    for node in &flat.nodes[start..i] {
        if node.tag == Tag::Text {
            let text = node.text.trim();
            let cut = text.char_indices().rev().nth(40).map_or(0, |(i, _)| i);
            out.push_str(&text[cut..].to_lowercase());
            out.push(' ');
        }
        if matches!(node.tag, Tag::Time | Tag::P) {
            out.clear();
        }
    }
    out
}

fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.contains(w))
}

fn has_digits(text: &str) -> bool {
    text.chars().any(|c| c.is_numeric())
}

/// Words of a class or id that speak of a date.
fn dated(names: &str) -> Option<u8> {
    let has = |w: &str| names.contains(w);
    // Most names have no `pub`: one look is enough.
    if has("pub")
        && (has("publish")
            || has("pubdate")
            || has("pub-date")
            || has("datepub")
            || has("date-pub"))
    {
        return Some(0);
    }
    let word = names.split([' ', '-']).any(|w| {
        matches!(
            w,
            "date"
                | "dates"
                | "datum"
                | "fecha"
                | "data"
                | "datetime"
                | "postdate"
                | "posted"
                | "timestamp"
                | "dateline"
                | "time"
                | "created"
                | "submitted"
                | "dato"
        )
    });
    if word || has("date") && !has("update") && !has("candidate") {
        return Some(1);
    }
    let meta = names.split([' ', '-']).any(|w| {
        matches!(
            w,
            "byline" | "meta" | "info" | "author" | "autor" | "credits" | "zeit"
        )
    });
    meta.then_some(2)
}

fn element(flat: &Flat, i: usize, distance: usize, found: &mut Vec<Found>) {
    let node = &flat.nodes[i];
    // A large element is named for something else.
    let fits = (6..=300).contains(&flat.chars(i));
    let Some(element) = flat.element(i) else {
        return;
    };
    let marks = |a: &Attr| {
        matches!(
            a.name.local,
            local_name!("itemprop") | local_name!("property")
        )
    };
    if !fits && !element.attrs.iter().any(marks) {
        return;
    }
    let mut rank = None;
    if node.names.len() > 1 {
        rank = dated(&node.names);
        if rank == Some(1) && (node.names.contains("updated") || node.names.contains("modified")) {
            return;
        }
    }
    for attr in element.attrs.iter().filter(|a| marks(a)) {
        if attr.value.contains("datePublished") {
            rank = Some(0);
            if let Some(content) = element.attr("content") {
                found.push(Found {
                    tier: 0,
                    rank: 0,
                    distance,
                    date: RawDate {
                        text: content.to_string(),
                        origin: Origin::DateElement,
                    },
                });
            }
        } else if attr.name.local == local_name!("itemprop") && attr.value.contains("dateModified")
        {
            return;
        }
    }
    let (Some(rank), true) = (rank, fits) else {
        return;
    };
    let text = flat.text(i, 400);
    let long = text.chars().count() > 80 && !says(&text.to_lowercase(), PUBLISHED);
    let rank = rank + u8::from(long);
    if has_digits(&text)
        && let Some(text) = published_part(&text)
    {
        found.push(Found {
            tier: 0,
            rank,
            distance,
            date: RawDate {
                text,
                origin: Origin::DateElement,
            },
        });
    }
}

/// The part of a text that may name the day of publication: none when it only speaks of a change.
fn published_part(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let first = |words: &[&str]| {
        let found = |w: &&str| memchr::memmem::find(lower.as_bytes(), w.as_bytes());
        words.iter().filter_map(found).min()
    };
    let Some(changed) = first(CHANGED) else {
        return Some(text.to_owned());
    };
    match first(PUBLISHED) {
        // Lower case may have moved the bytes: use the lower-case text, dates do not mind.
        Some(published) if published > changed => Some(lower[published..].to_owned()),
        _ => {
            let head = &lower[..changed];
            (head.chars().filter(|c| c.is_numeric()).count() >= 3).then(|| head.to_owned())
        }
    }
}

/// A text that may be a date: a short line with digits, or the start of a long one near the
/// headline, where a dateline stands.
fn text(text: &str, distance: usize, found: &mut Vec<Found>) {
    let text = text.trim();
    if text.len() < 6 {
        return;
    }
    let long = text.len() > 200;
    let text = match long {
        true if distance > 1500 => return,
        true => {
            let end = text.char_indices().nth(60).map_or(text.len(), |(i, _)| i);
            &text[..end]
        }
        false => text,
    };
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if digits < 3 {
        return;
    }
    let lower = text.to_lowercase();
    let Some(part) = published_part(text) else {
        return;
    };
    let against = match text.chars().count() {
        _ if says(&lower, PUBLISHED) || lower.contains("stand:") => 0,
        0..=40 => 300,
        41..=80 => 600,
        _ => 1500,
    };
    let sentence = long || text.chars().count() > 80;
    found.push(Found {
        tier: if sentence && !dateline(text) { 3 } else { 0 },
        rank: 0,
        distance: distance + against,
        date: RawDate {
            text: part,
            origin: match lower.contains('©') || lower.contains("copyright") {
                true => Origin::Copyright,
                false => Origin::Text,
            },
        },
    });
}

/// True when a date stands where a dateline has it: first, or in brackets near the start.
fn dateline(text: &str) -> bool {
    let head: String = text.chars().take(40).collect();
    head.starts_with(|c: char| c.is_numeric())
        || head
            .find(['(', '['])
            .is_some_and(|at| head[at + 1..].starts_with(|c: char| c.is_numeric()))
}
