//! What is left to take from the blocks of an article: furniture that no name gave away.

use rustc_hash::FxHashMap;

use super::blocks::Block;
use super::flat::{Flat, Tag};
use super::phrases;

/// Most characters of what stands between headline and article.
const STANDFIRST: usize = 500;

/// What a page says of its article elsewhere, and what the text need not say again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Headline.
    pub headline: Option<&'a str>,
    /// Byline.
    pub byline: Option<&'a str>,
    /// Section, whose label often stands above the story; further down it may be a subheading.
    pub section: Option<&'a str>,
}

impl Known<'_> {
    fn says(self, block: &Block, started: bool) -> bool {
        let label = self.section.filter(|_| !started);
        [self.headline, self.byline, label]
            .into_iter()
            .flatten()
            .any(|k| same_text(&block.text, k))
    }
}

/// The blocks that belong to the article, of those in the elements that hold it; none that says
/// what is `known` already.
pub fn article(flat: &Flat, blocks: Vec<Block>, known: Known) -> Vec<Block> {
    let main = Main::new(flat, &blocks);
    let mut kept: Vec<Block> = Vec::new();
    let mut seen = 0;
    let (mut started, mut tail) = (false, false);
    let standfirst = main.standfirst(flat, &blocks);
    for (at, block) in blocks.into_iter().enumerate() {
        if tail {
            // What follows a line like "Related stories" is not the article, until it goes on.
            tail = !(prose(&block) && main.holds(flat, &block));
            if tail {
                continue;
            }
        }
        if seen > 250 && phrases::tail(&block.text, heading(&block)) {
            tail = true;
            continue;
        }
        if !keep(&block) || known.says(&block, started) || main.aside(flat, &block) {
            continue;
        }
        if seen < 400 && (byline(&block) || !started && !opens(flat, &block, &main)) {
            continue;
        }
        if at < standfirst && !main.holds(flat, &block) {
            continue;
        }
        started |= prose(&block);
        if kept.last().is_some_and(|k| k.text == block.text) {
            continue;
        }
        seen += block.chars;
        kept.push(block);
    }
    while kept.len() > 1
        && kept
            .last()
            .is_some_and(|b| heading(b) || phrases::farewell(&b.text))
    {
        kept.pop();
    }
    kept
}

fn heading(block: &Block) -> bool {
    matches!(block.tag, Tag::H1 | Tag::Heading)
}

/// True for a block that reads like a paragraph of an article.
pub fn prose(block: &Block) -> bool {
    block.chars > 80 && block.link_share() < 0.3
}

/// The element a paragraph stands in, or that loose text is.
pub fn container(flat: &Flat, block: &Block) -> usize {
    match block.tag {
        Tag::P | Tag::Heading | Tag::H1 | Tag::Pre | Tag::Blockquote | Tag::List => {
            flat.nodes[block.parent].parent
        }
        Tag::Item => flat.nodes[flat.nodes[block.parent].parent].parent,
        _ => block.parent,
    }
}

/// Where most of the prose stands.
struct Main {
    container: usize,
    /// Share of the prose in elements of this kind.
    share: f32,
    /// Most prose stands in `p` elements.
    paragraphs: bool,
}

impl Main {
    fn new(flat: &Flat, blocks: &[Block]) -> Self {
        let mut chars: FxHashMap<usize, usize> = FxHashMap::default();
        let (mut total, mut in_p) = (0, 0);
        let mut best = (0, 0);
        for block in blocks.iter().filter(|b| prose(b)) {
            total += block.chars;
            if block.tag == Tag::P {
                in_p += block.chars;
            }
            let at = container(flat, block);
            let sum = chars.entry(at).or_default();
            *sum += block.chars;
            if *sum > best.1 {
                best = (at, *sum);
            }
        }
        let mut main = Main {
            container: best.0,
            share: 0.0,
            paragraphs: in_p * 10 >= total * 7,
        };
        let held: usize = blocks
            .iter()
            .filter(|b| prose(b) && main.holds(flat, b))
            .map(|b| b.chars)
            .sum();
        main.share = held as f32 / total.max(1) as f32;
        main
    }

    /// True when the block stands where most of the prose does, or in a place of the same kind.
    fn holds(&self, flat: &Flat, block: &Block) -> bool {
        let at = container(flat, block);
        if at == self.container {
            return true;
        }
        let (a, b) = (&flat.nodes[at], &flat.nodes[self.container]);
        let (c, d) = (&flat.nodes[a.parent], &flat.nodes[b.parent]);
        a.tag == b.tag
            && a.names == b.names
            && (a.parent == b.parent || c.tag == d.tag && c.names == d.names && !c.names.is_empty())
    }

    /// Index of the block the article proper opens with, when what stands before it is a standfirst:
    /// little text, in an element of another kind.
    fn standfirst(&self, flat: &Flat, blocks: &[Block]) -> usize {
        if self.share < 0.6 {
            return 0;
        }
        let mut before = 0;
        for (i, block) in blocks.iter().enumerate() {
            if prose(block) && self.holds(flat, block) {
                return i;
            }
            before += block.chars;
            if before > STANDFIRST || dateline(&block.text) {
                break;
            }
        }
        0
    }

    /// True for a short line beside the paragraphs that is no sentence: a caption, a label.
    fn aside(&self, flat: &Flat, block: &Block) -> bool {
        self.paragraphs
            && block.chars < 120
            && matches!(
                block.tag,
                Tag::Div | Tag::Section | Tag::Block | Tag::Article
            )
            && !sentence(&block.text)
            && block.parent != self.container
            && !self.holds(flat, block)
    }
}

/// True when a text opens as agencies' reports do: `MOSCOW (Reuters) —`, `(CNN)`.
fn dateline(text: &str) -> bool {
    let head: String = text.chars().take(60).collect();
    let words = head.chars().take_while(|c| !matches!(c, '(' | '—' | '–'));
    let upper = words
        .filter(|c| c.is_alphabetic())
        .take(4)
        .all(char::is_uppercase);
    upper
        && (head.contains(") ")
            || head.contains(" — ")
            || head.contains(" – ")
            || head.starts_with('('))
}

fn sentence(text: &str) -> bool {
    text.ends_with([
        '.', '!', '?', '…', '”', '"', '»', ':', '。', '」', ')', '’', '؟', '।',
    ])
}

fn keep(block: &Block) -> bool {
    if block.link_share() > 0.8 && block.chars < 300 {
        return false;
    }
    !phrases::furniture(&block.text, block.link_share() > 0.6)
        && !credit(block)
        && !stamp(block)
        && !dated(block)
}

/// True for a line that says when the article was published or changed.
fn dated(block: &Block) -> bool {
    if block.chars > 100 || block.text.bytes().filter(u8::is_ascii_digit).count() < 3 {
        return false;
    }
    let lower = block.text.to_lowercase();
    [
        "published",
        "updated",
        "posted",
        "last updated",
        "veröffentlicht",
        "aktualisiert",
        "erstellt",
        "publié",
        "mis à jour",
        "publicado",
        "actualizado",
        "pubblicato",
        "aggiornato",
        "atualizado",
        "gepubliceerd",
        "bijgewerkt",
        "opublikowano",
        "aktualizacja",
        "опубликовано",
        "обновлено",
        "опубліковано",
        "оновлено",
        "yayınlanma",
        "güncelleme",
    ]
    .iter()
    .any(|w| lower.starts_with(w))
        && !sentence(&block.text)
}

/// True for the stamp of a live blog's entry: `10:42`, `14.05 Uhr`, `3:15 p.m. ET`, `2h ago`.
fn stamp(block: &Block) -> bool {
    if block.chars > 30 || matches!(block.tag, Tag::Row | Tag::Cell | Tag::TablePart | Tag::Item) {
        return false;
    }
    let lower = block.text.to_lowercase();
    let mut digits = 0;
    for word in lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        let number = word.trim_end_matches(|c: char| c.is_alphabetic());
        let unit = &word[number.len()..];
        digits += number.len();
        let known = matches!(
            unit,
            "" | "am"
                | "pm"
                | "a"
                | "p"
                | "m"
                | "h"
                | "uhr"
                | "et"
                | "est"
                | "edt"
                | "gmt"
                | "bst"
                | "utc"
                | "pt"
                | "pst"
                | "cet"
                | "ist"
                | "ago"
                | "vor"
                | "min"
                | "mins"
                | "minutes"
                | "hours"
                | "hour"
                | "std"
                | "stunden"
                | "minuten"
                | "updated"
                | "ore"
                | "alle"
                | "à"
                | "kl"
                | "klo"
                | "ч"
                | "мин"
        );
        if !known || !number.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
    }
    digits > 0 && (lower.contains(':') || lower.contains(char::is_alphabetic))
}

/// True for a short line that names a picture's agency.
fn credit(block: &Block) -> bool {
    if block.chars > 250 || block.text.len() < 8 {
        return false;
    }
    let lower = block.text.to_lowercase();
    [
        "getty images",
        "photo by",
        "photo courtesy",
        "(ap photo",
        "file photo",
        "photograph by",
        "(photo",
        "(image:",
        "(picture:",
        "(pic:",
        "(foto:",
        "(bild:",
        "photos ©",
        "image by",
        "screenshot via",
        "shutterstock",
        "picture alliance",
    ]
    .iter()
    .any(|c| lower.contains(c))
}

/// True for a block an article may open with: not a date, a byline or a kicker.
fn opens(flat: &Flat, block: &Block, main: &Main) -> bool {
    if block.tag == Tag::H1 {
        return false;
    }
    if block.chars > 80 {
        return true;
    }
    let digits = block.text.bytes().filter(u8::is_ascii_digit).count();
    let dated = digits >= 4 && block.chars < 60;
    if dated && !matches!(block.tag, Tag::Row | Tag::Cell | Tag::TablePart | Tag::Item) {
        return false;
    }
    sentence(&block.text) || main.holds(flat, block)
}

/// True for a short line that names the writer.
fn byline(block: &Block) -> bool {
    if block.chars > 80 || sentence(&block.text) {
        return false;
    }
    let first = block.text.split_whitespace().next().unwrap_or_default();
    matches!(
        first.to_lowercase().as_str(),
        "by" | "von"
            | "par"
            | "por"
            | "door"
            | "di"
            | "af"
            | "av"
            | "autor:"
            | "автор:"
            | "author:"
    )
}

/// True when both say the same but for case and punctuation.
fn same_text(a: &str, b: &str) -> bool {
    let words = |t: &str| -> String {
        t.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .take(400)
            .collect()
    };
    a.len() < 600 && !b.is_empty() && words(a) == words(b)
}

#[cfg(test)]
mod tests {
    use crate::formats::html::fragment;

    #[test]
    fn furniture_among_paragraphs() {
        let html = "<p>By Ada Example</p><p>Published: 4 May 2021, 10:00</p>
            <p>The harbour of Exampleton opened on Tuesday, after ten years of work on its walls.</p>
            <div><div>The harbour from above</div></div><p>10:42</p><p>2h ago</p>
            <p>The harbour at night (Image: EPN)</p><p>Read more: The storm</p><p>***</p>
            <p>Some two hundred people came to see it, said the mayor, and all of them were glad.</p>
            <p>It cost 4.2 million.</p><h3>Related stories</h3><ul><li><a href=x>The storm</a></li></ul>
            <p>Follow Ada Example on Twitter @ada</p>";
        assert_eq!(
            fragment(html).split("\n\n").collect::<Vec<_>>(),
            [
                "The harbour of Exampleton opened on Tuesday, after ten years of work on its walls.",
                "Some two hundred people came to see it, said the mayor, and all of them were glad.",
                "It cost 4.2 million.",
            ]
        );
    }

    #[test]
    fn an_article_goes_on_behind_what_it_recommends() {
        let html = "<div class=x><p>The harbour of Exampleton opened on Tuesday, after ten years of work on its walls, \
            and some two hundred people came to see it on a fine day in May, with a band and with a lot of cake.</p>
            <p>The mayor said that it had been worth the money, that the town was proud of its harbour, and that ships \
            were expected from June on, when the customs house will be finished.</p><h3>Related stories</h3>
            <div class=y><p>The storm that closed the harbour came in the night, and nobody had thought it could.</p></div>
            <p>The harbour will be open to all ships, said the mayor, and to everyone who wants to see them.</p></div>";
        let text = fragment(html);
        assert!(text.ends_with("who wants to see them."));
        assert!(!text.contains("came in the night"));
    }

    #[test]
    fn a_standfirst_is_no_part_of_the_text() {
        let paragraph =
            "The harbour of Exampleton opened on Tuesday, said the mayor, after ten years. "
                .repeat(3);
        let html = format!("<div class=dek><p>Ten years after the storm, the town has its harbour back, and a debt.</p></div>
            <div class=text><p>{paragraph}</p><p>{paragraph}It was time.</p></div>");
        assert!(fragment(&html).starts_with("The harbour of Exampleton"));
    }
}
