//! The furniture of a page: navigation, share bars, related stories and the like.
//!
//! Elements are known by their tag, and by the words of their class and id. A name lies often
//! enough (`article-with-sidebar`), so nothing is taken that holds a good part of the page's prose.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::flat::{Flat, Tag};

/// How much of the page's prose an element may hold and still be taken off, by what it is called.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// A third.
    Minor,
    /// Half: side columns and other stories.
    Major,
    /// More than the article itself: comments, and what asks for consent.
    Longer,
}

/// True for a name of the element that holds the article, whatever else it is called.
fn content(name: &str) -> bool {
    matches!(
        name,
        "article-content"
            | "article-body"
            | "article-text"
            | "articlebody"
            | "entry-content"
            | "post-content"
            | "post-body"
            | "story-body"
            | "story-content"
            | "main-content"
    )
}

/// The words of `furniture.txt`.
struct Names {
    words: FxHashMap<&'static str, Kind>,
    pairs: FxHashSet<(&'static str, &'static str)>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        words: FxHashMap::default(),
        pairs: FxHashSet::default(),
    };
    let mut section = "";
    for line in include_str!("furniture.txt").lines() {
        match section {
            _ if line.starts_with('[') => section = line,
            "[minor]" => {
                names.words.insert(line, Kind::Minor);
            }
            "[major]" => {
                names.words.insert(line, Kind::Major);
            }
            "[longer]" => {
                names.words.insert(line, Kind::Longer);
            }
            "[pairs]" => names.pairs.extend(line.split_once(' ')),
            _ => {}
        }
    }
    names
});

/// Marks the topmost elements that are furniture. `hidden` ones too, if asked.
pub fn furniture(flat: &Flat, hidden: bool) -> Vec<bool> {
    let mut removed = vec![false; flat.nodes.len()];
    let prose = Prose::new(flat);
    let mut i = 0;
    while i < flat.nodes.len() {
        let node = &flat.nodes[i];
        if matches!(
            node.tag,
            Tag::Text | Tag::None | Tag::Html | Tag::Body | Tag::Br | Tag::Image
        ) {
            i += 1;
            continue;
        }
        let taken = node.end > i + 1
            && kind(flat, i, hidden).is_some_and(|kind| {
                let (inside, total) = match prose.total() {
                    // A page of short lines: scores, a poem.
                    0..200 => (flat.chars(i), flat.chars(0)),
                    total => (prose.of(flat, i), total),
                };
                match kind {
                    Kind::Minor => inside * 3 < total,
                    Kind::Major => inside * 2 < total,
                    Kind::Longer => inside * 2 < total || total - inside > 300,
                }
            });
        if taken {
            removed[i] = true;
            i = node.end;
        } else {
            i += 1;
        }
    }
    removed
}

/// Marks what is beside the article: side columns, other stories, comments, navigation.
pub fn side(flat: &Flat) -> Vec<bool> {
    let mut marked = vec![false; flat.nodes.len()];
    let prose = Prose::new(flat);
    for (i, node) in flat.nodes.iter().enumerate() {
        if matches!(node.tag, Tag::Text | Tag::None | Tag::Html | Tag::Body) {
            continue;
        }
        let beside = matches!(node.tag, Tag::Nav)
            || matches!(kind(flat, i, false), Some(Kind::Major | Kind::Longer));
        marked[i] = beside && prose.of(flat, i) * 2 < prose.total().max(1);
    }
    marked
}

fn kind(flat: &Flat, i: usize, hidden: bool) -> Option<Kind> {
    let node = &flat.nodes[i];
    match node.tag {
        Tag::Nav
        | Tag::Footer
        | Tag::Form
        | Tag::Button
        | Tag::Figcaption
        | Tag::Figure
        | Tag::Input
        | Tag::Embed => return Some(Kind::Minor),
        Tag::Aside => return Some(Kind::Longer),
        Tag::Noscript => return Some(Kind::Minor),
        Tag::Article | Tag::Main | Tag::Row | Tag::TablePart => return None,
        _ => {}
    }
    if hidden && node.hidden {
        return Some(Kind::Minor);
    }
    if node.names.is_empty() {
        return None;
    }
    if node.names.contains("social") && embeds_post(flat, i) {
        return None;
    }
    if node.tag == Tag::A && flat.nodes[i..node.end].iter().all(|n| n.tag.inline()) {
        // A link in a sentence is part of it, whatever it is called.
        return None;
    }
    if node.names.split(' ').any(content) {
        return None;
    }
    let mut found = None;
    for name in node.names.split(' ') {
        let (mut strong, mut minor) = (None, false);
        let mut before = "";
        for word in name.split('-') {
            match word {
                // `with-sidebar`, `has-comments`: what the element holds, not what it is.
                "with" | "has" | "no" | "without" | "not" => {
                    (strong, minor) = (None, false);
                    break;
                }
                _ => {}
            }
            match NAMES.words.get(word) {
                // The article's own opening may be called a teaser.
                Some(Kind::Major) if matches!(word, "teaser" | "teasers") && opening(flat, i) => {}
                Some(kind @ (Kind::Major | Kind::Longer)) => strong = strong.or(Some(*kind)),
                Some(Kind::Minor) => minor = true,
                None => minor |= !before.is_empty() && NAMES.pairs.contains(&(before, word)),
            }
            before = word;
        }
        if strong.is_some() {
            return strong;
        }
        if minor {
            found = Some(Kind::Minor);
        }
    }
    found
}

/// True for a paragraph that links to nothing, or hardly and stands right below a main heading.
fn opening(flat: &Flat, i: usize) -> bool {
    let (chars, linked) = (flat.chars(i), flat.linked(i));
    let below = || {
        flat.nodes[i.saturating_sub(60)..i]
            .iter()
            .any(|n| n.tag == Tag::H1)
    };
    chars >= 80 && (linked == 0 || linked * 3 < chars && below())
}

/// True when a quoted post stands right at the start of the subtree: part of the article.
fn embeds_post(flat: &Flat, i: usize) -> bool {
    flat.nodes[i..flat.nodes[i].end]
        .iter()
        .take(12)
        .any(|n| n.tag == Tag::Blockquote)
}

/// Running totals of prose: text of blocks long enough and free enough of links.
struct Prose {
    before: Vec<u32>,
}

impl Prose {
    fn new(flat: &Flat) -> Self {
        // Text right inside each block element, and how much of it is links.
        let mut own = vec![(0u32, 0u32); flat.nodes.len()];
        let mut block_of = vec![0usize; flat.nodes.len()];
        // No prose is looked for in navigation and at the foot of the page.
        let mut skip = 0;
        for (i, node) in flat.nodes.iter().enumerate() {
            block_of[i] = match node.tag.inline() {
                true => block_of[node.parent],
                false => i,
            };
            if matches!(node.tag, Tag::Nav | Tag::Footer) {
                skip = skip.max(node.end);
            }
            if node.tag == Tag::Text && i >= skip {
                let b = block_of[i];
                own[b].0 += flat.chars(i) as u32;
                own[b].1 += flat.linked(i) as u32;
            }
        }
        let mut before = Vec::with_capacity(flat.nodes.len() + 1);
        let mut total = 0;
        before.push(0);
        for (chars, linked) in own {
            if chars >= 80 && linked * 3 < chars {
                total += chars;
            }
            before.push(total);
        }
        Prose { before }
    }

    fn of(&self, flat: &Flat, i: usize) -> usize {
        (self.before[flat.nodes[i].end] - self.before[i]) as usize
    }

    fn total(&self) -> usize {
        self.before.last().copied().unwrap_or(0) as usize
    }
}
