//! The furniture of a page: navigation, share bars, related stories and the like.
//!
//! Elements are known by their tag, and by the words of their class and id. A name lies often
//! enough (`article-with-sidebar`), so nothing is taken that holds a good part of the page's prose.

use super::flat::{Flat, Tag};

/// How much of the page's prose an element may hold and still be taken off, by what it is called.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// A third.
    Minor,
    /// More than the article itself: side columns, teasers and comments do.
    Major,
}

/// Words that alone name furniture.
const WORDS: &[&str] = &[
    "share",
    "sharing",
    "sharebar",
    "shares",
    "sharetools",
    "sharethis",
    "addthis",
    "addtoany",
    "sharedaddy",
    "social",
    "socials",
    "newsletter",
    "newsletters",
    "related",
    "recommended",
    "recommendation",
    "recommendations",
    "recommends",
    "recirc",
    "recirculation",
    "cookie",
    "cookies",
    "gdpr",
    "consent",
    "advert",
    "advertisement",
    "advertising",
    "ad",
    "ads",
    "adv",
    "adsense",
    "adunit",
    "adslot",
    "dfp",
    "promo",
    "promos",
    "promotion",
    "breadcrumb",
    "breadcrumbs",
    "caption",
    "captions",
    "credit",
    "credits",
    "byline",
    "bylines",
    "tags",
    "taglist",
    "tagcloud",
    "keywords",
    "sidebar",
    "nav",
    "navbar",
    "navigation",
    "footer",
    "popup",
    "modal",
    "paywall",
    "subscribe",
    "subscription",
    "signup",
    "login",
    "sponsored",
    "sponsor",
    "outbrain",
    "taboola",
    "zergnet",
    "disqus",
    "toolbar",
    "readmore",
    "trending",
    "popular",
    "timestamp",
    "copyright",
    "menu",
    "teaser",
    "teasers",
    "widget",
    "widgets",
    "carousel",
    "gallery",
    "slideshow",
    "slider",
    "lightbox",
    "pagination",
    "pager",
    "print",
    "tooltip",
    "figcaption",
    "rating",
    "rollover",
    "popover",
    "hovercard",
    "ratings",
    "poll",
    "donate",
    "donation",
    "follow",
    "hashtags",
    "bookmark",
    "masthead",
    "jwplayer",
    "printfriendly",
    "pubdate",
    "skyscraper",
    "banner",
    "toc",
    "upsell",
    "affiliate",
    "mailchimp",
    "optin",
    "feedback",
    "replies",
    "respond",
    "shoutbox",
    "rss",
    "wpdiscuz",
    "postmeta",
    "hidden",
    "offscreen",
    "noprint",
    "inread",
    "googleads",
    "teads",
    "legends",
    "dateline",
    "entrymeta",
];

/// Words that name what may be longer than the article.
const MAJOR: &[&str] = &[
    "comments",
    "comment",
    "commentlist",
    "disqus",
    "respond",
    "replies",
    "discussion",
    "kommentare",
    "comentarios",
    "commentaires",
    "livefyre",
    "spotim",
    "viafoura",
    "coral",
    "sidebar",
    "related",
    "recommended",
    "recirc",
    "outbrain",
    "taboola",
    "widget",
    "teaser",
    "teasers",
    "trending",
    "popular",
];

/// Two words in a row that name furniture.
const PAIRS: &[(&str, &str)] = &[
    ("author", "bio"),
    ("author", "info"),
    ("author", "box"),
    ("author", "card"),
    ("author", "name"),
    ("about", "author"),
    ("about", "the"),
    ("author", "details"),
    ("author", "meta"),
    ("author", "description"),
    ("post", "author"),
    ("entry", "author"),
    ("article", "author"),
    ("author", "profile"),
    ("author", "block"),
    ("authors", "bio"),
    ("post", "meta"),
    ("article", "meta"),
    ("entry", "meta"),
    ("meta", "data"),
    ("story", "meta"),
    ("meta", "info"),
    ("post", "info"),
    ("article", "info"),
    ("post", "date"),
    ("article", "date"),
    ("publish", "date"),
    ("published", "date"),
    ("pub", "date"),
    ("entry", "date"),
    ("date", "time"),
    ("story", "date"),
    ("date", "published"),
    ("date", "line"),
    ("last", "updated"),
    ("posted", "on"),
    ("read", "more"),
    ("most", "read"),
    ("most", "popular"),
    ("also", "like"),
    ("more", "stories"),
    ("more", "news"),
    ("more", "from"),
    ("read", "also"),
    ("see", "also"),
    ("up", "next"),
    ("read", "next"),
    ("next", "article"),
    ("more", "articles"),
    ("latest", "news"),
    ("latest", "posts"),
    ("top", "stories"),
    ("recent", "posts"),
    ("next", "post"),
    ("previous", "post"),
    ("post", "navigation"),
    ("prev", "next"),
    ("sign", "up"),
    ("email", "signup"),
    ("sr", "only"),
    ("screen", "reader"),
    ("visually", "hidden"),
    ("a11y", "hidden"),
    ("print", "only"),
    ("image", "credit"),
    ("photo", "credit"),
    ("image", "caption"),
    ("photo", "caption"),
    ("media", "caption"),
    ("wp", "caption"),
    ("call", "out"),
    ("table", "of"),
    ("jump", "link"),
    ("skip", "link"),
    ("back", "to"),
    ("load", "more"),
    ("show", "more"),
    ("entry", "footer"),
    ("article", "footer"),
    ("post", "footer"),
    ("post", "tags"),
    ("article", "tags"),
    ("entry", "tags"),
    ("post", "categories"),
    ("cat", "links"),
    ("tags", "links"),
    ("story", "package"),
    ("trending", "now"),
    ("editors", "picks"),
    ("editor", "picks"),
    ("video", "player"),
    ("live", "blog-nav"),
    ("reading", "time"),
    ("read", "time"),
    ("key", "events"),
    ("opt", "in"),
    ("in", "article-ad"),
    ("google", "ad"),
    ("sticky", "bar"),
    ("article", "comments"),
    ("user", "info"),
    ("follow", "us"),
    ("text", "size"),
    ("font", "size"),
    ("in", "read"),
];

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
                let (inside, total) = (prose.of(flat, i), prose.total());
                let outside = total - inside;
                inside * 3 < total || kind == Kind::Major && inside * 5 < total * 4 && outside > 500
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
        let beside = matches!(node.tag, Tag::Nav) || kind(flat, i, false) == Some(Kind::Major);
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
        Tag::Aside => return Some(Kind::Major),
        Tag::Article | Tag::Main | Tag::Row | Tag::TablePart => return None,
        _ => {}
    }
    if hidden && node.hidden {
        return Some(Kind::Minor);
    }
    if node.names.contains("social") && embeds_post(flat, i) {
        return None;
    }
    let mut found = None;
    for name in node.names.split(' ') {
        let mut before = "";
        for word in name.split('-') {
            if MAJOR.contains(&word) {
                return Some(Kind::Major);
            }
            if WORDS.contains(&word) || PAIRS.contains(&(before, word)) {
                // A link in a sentence is part of it, whatever it is called.
                found = (node.tag != Tag::A).then_some(Kind::Minor);
            }
            before = word;
        }
    }
    found
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
        for (i, node) in flat.nodes.iter().enumerate() {
            block_of[i] = match node.tag.inline() {
                true => block_of[node.parent],
                false => i,
            };
            if node.tag == Tag::Text {
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
