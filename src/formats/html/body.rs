//! The article's text on a page.

use rustc_hash::FxHashMap;

use super::blocks::{Block, blocks};
use super::clean::{self, Known};
use super::flat::{Flat, Tag};
use super::prune;

/// Characters below which a text is too little for an article.
const LITTLE: usize = 250;

/// The article's text, paragraphs apart by a blank line. What is `known` already does not stand in it again.
///
/// Read from the page without its furniture; when little is left, what the page hides counts too,
/// then furniture as well. Of a page of few words and no article, all words count.
pub fn body(flat: &Flat, known: Known) -> String {
    let removed = prune::furniture(flat, true);
    let mut text = extract(flat, &removed, known);
    for attempt in 0..2 {
        if text.chars().nth(LITTLE).is_some() {
            return text;
        }
        let removed = match attempt {
            0 => prune::furniture(flat, false),
            _ => vec![false; flat.nodes.len()],
        };
        let other = extract(flat, &removed, known);
        if other.len() > text.len() * 2 {
            text = other;
        }
    }
    if text.is_empty() && flat.chars(0) < 4 * LITTLE {
        text = joined(&blocks(flat, &removed));
    }
    text
}

/// The text of a page that holds nothing but an article.
pub fn whole(flat: &Flat) -> String {
    let kept = clean::article(
        flat,
        blocks(flat, &prune::furniture(flat, true)),
        Known::default(),
    );
    match kept.is_empty() {
        true => joined(&blocks(flat, &vec![false; flat.nodes.len()])),
        false => joined(&kept),
    }
}

fn joined(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&block.text);
    }
    out
}

fn extract(flat: &Flat, removed: &[bool], known: Known) -> String {
    let blocks = blocks(flat, removed);
    let roots = roots(flat, &blocks);
    let inside: Vec<Block> = blocks
        .into_iter()
        .filter(|b| {
            // Roots stand in document order and do not overlap.
            let at = roots.partition_point(|r| *r <= b.first);
            at > 0 && b.first < flat.nodes[roots[at - 1]].end
        })
        .collect();
    joined(&clean::article(flat, inside, known))
}

/// How much a block speaks for the elements around it; the measure of Mozilla's Readability.
fn content_score(block: &Block) -> f32 {
    if block.chars < 25 || block.tag == Tag::H1 {
        return 0.0;
    }
    let commas = block
        .text
        .chars()
        .filter(|c| matches!(c, ',' | '،' | '、' | '，' | '︐' | '⹁'))
        .count();
    let base = 2.0 + commas as f32 + (block.chars / 100).min(3) as f32;
    base * (1.0 - block.link_share())
}

const GOOD: &[&str] = &[
    "article", "body", "content", "entry", "hentry", "main", "page", "post", "text", "blog",
    "story",
];

fn class_weight(flat: &Flat, i: usize) -> f32 {
    let node = &flat.nodes[i];
    let good = GOOD.iter().any(|g| node.names.contains(g));
    let tag = match node.tag {
        Tag::Article => 10.0,
        Tag::Main | Tag::Div => 5.0,
        Tag::Blockquote | Tag::Pre | Tag::Cell => 3.0,
        Tag::List | Tag::Item | Tag::Form => -3.0,
        Tag::H1 | Tag::Heading => -5.0,
        _ => 0.0,
    };
    tag + if good { 15.0 } else { 0.0 }
}

/// The elements that hold the article.
fn roots(flat: &Flat, blocks: &[Block]) -> Vec<usize> {
    let mut scores = vec![f32::NAN; flat.nodes.len()];
    let mut candidates = Vec::new();
    for block in blocks {
        let score = content_score(block);
        if score == 0.0 {
            continue;
        }
        // A block's own element speaks for its parents; loose text for the element it stands in.
        let mut at = match block.tag {
            Tag::P | Tag::Pre | Tag::Heading | Tag::H1 | Tag::Item | Tag::Row => {
                flat.nodes[block.parent].parent
            }
            _ => block.parent,
        };
        for level in 0..5 {
            let divider = match level {
                0 => 1.0,
                1 => 2.0,
                l => (l * 3) as f32,
            };
            if scores[at].is_nan() {
                scores[at] = class_weight(flat, at);
                candidates.push(at);
            }
            scores[at] += score / divider;
            if matches!(flat.nodes[at].tag, Tag::Body | Tag::Html) || at == 0 {
                break;
            }
            at = flat.nodes[at].parent;
        }
    }
    for &c in &candidates {
        let (chars, linked) = (flat.chars(c).max(1), flat.linked(c));
        scores[c] *= 1.0 - linked as f32 / chars as f32;
    }
    let Some(mut top) = candidates
        .iter()
        .copied()
        .max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
    else {
        return vec![0];
    };
    // Parents whose score rises hold more of the article.
    let mut last = scores[top];
    let threshold = last / 3.0;
    let mut at = flat.nodes[top].parent;
    while !matches!(flat.nodes[at].tag, Tag::Body | Tag::Html | Tag::None) {
        if !scores[at].is_nan() {
            if scores[at] < threshold {
                break;
            }
            if scores[at] > last {
                top = at;
                break;
            }
            last = scores[at];
        }
        at = flat.nodes[at].parent;
    }
    // An only child stands for its parent.
    loop {
        let parent = flat.nodes[top].parent;
        if matches!(flat.nodes[parent].tag, Tag::Body | Tag::Html | Tag::None)
            || flat.children(parent).filter(|c| flat.chars(*c) > 0).count() != 1
        {
            break;
        }
        top = parent;
    }
    top = united(flat, blocks, top);
    let parent = flat.nodes[top].parent;
    let least = (scores[top] * 0.2).max(10.0);
    let mut roots = Vec::new();
    for child in flat.children(parent) {
        if child == top {
            roots.push(child);
            continue;
        }
        let node = &flat.nodes[child];
        let bonus = match !node.names.is_empty() && node.names == flat.nodes[top].names {
            true => scores[top] * 0.2,
            false => 0.0,
        };
        if scores[child] > 0.0 {
            if scores[child] + bonus >= least {
                roots.push(child);
            }
        } else if node.tag == Tag::P {
            let (chars, linked) = (flat.chars(child), flat.linked(child));
            if chars > 80 && linked * 4 < chars {
                roots.push(child);
            }
        }
    }
    roots
}

/// The ancestor of `top` that also holds the rest of an article laid out in several pieces of the
/// same kind, cut by advertisements and pictures; `top` itself when there is no such.
fn united(flat: &Flat, blocks: &[Block], top: usize) -> usize {
    let inside = |root: usize, b: &Block| (root..flat.nodes[root].end).contains(&b.first);
    let mut sums: FxHashMap<usize, usize> = FxHashMap::default();
    for b in blocks.iter().filter(|b| clean::prose(b) && inside(top, b)) {
        *sums.entry(clean::container(flat, b)).or_default() += b.chars;
    }
    let Some((main, _)) = sums.into_iter().max_by_key(|(at, sum)| (*sum, *at)) else {
        return top;
    };
    let start = flat.nodes[top].parent;
    let mut best = top;
    let (mut at, mut levels) = (start, 0);
    // The article element is the article; what surrounds it is not.
    while levels < 6
        && !matches!(flat.nodes[best].tag, Tag::Article)
        && !matches!(flat.nodes[at].tag, Tag::Body | Tag::Html | Tag::None)
    {
        let (mut kin, mut other) = (0, 0);
        for b in blocks.iter().filter(|b| inside(at, b) && !inside(best, b)) {
            match clean::prose(b) && alike(flat, main, clean::container(flat, b)) {
                true => kin += b.chars,
                false => other += b.chars,
            }
        }
        if kin > 200 && kin > 2 * other {
            best = at;
        }
        if flat.nodes[at].tag == Tag::Article {
            break;
        }
        at = flat.nodes[at].parent;
        levels += 1;
    }
    best
}

/// True when two elements are of one kind by their names.
fn alike(flat: &Flat, a: usize, b: usize) -> bool {
    let (a, b) = (&flat.nodes[a], &flat.nodes[b]);
    a.tag == b.tag
        && !a.names.is_empty()
        && (a.names == b.names
            || a.names
                .split(' ')
                .any(|n| GOOD.iter().any(|g| n.contains(g)) && b.names.contains(&format!(" {n} "))))
}
