//! Articles in a list, and what matches in them, by the book.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use frostem::{Algorithm, Stemmer};
use jiff::civil::Date;
use morgue::article::{Article, DateMention, Precision, Quote, Span};
use morgue::engine::facets::{Counts, Facet};
use morgue::engine::{
    Change, Engine, FileRecord, Hit, SearchRequest, SearchResponse, Statement, Target,
};
use morgue::people::{self, Aliases, Name, Person};
use morgue::query::dates::Range;
use morgue::query::{Field, Node, Within, is_stop_word};
use morgue::text::{fold, sentences, words};

/// A word of a text.
struct Token {
    word: String,
    raw: String,
    bytes: (usize, usize),
    stem: Option<String>,
    sentence: usize,
    paragraph: usize,
}

/// An article with its words.
struct Scanned {
    article: Article,
    headline: Vec<Token>,
    body: Vec<Token>,
    labels: HashMap<Field, Vec<Token>>,
    /// The words of each statement, first and one past the last.
    statements: Vec<(usize, usize)>,
    stemmer: Option<Stemmer>,
    /// See [`marked_out`].
    marked_out: Vec<String>,
}

/// Articles in a list.
#[derive(Default)]
pub struct Memory {
    articles: Mutex<Vec<Article>>,
    scanned: Mutex<Vec<Scanned>>,
    persons: Mutex<Vec<Person>>,
}

/// A match: its first and last word, and the stretches of words that are to be seen.
#[derive(Clone)]
struct Spot {
    from: usize,
    to: usize,
    seen: Vec<(usize, usize)>,
}

/// Where a part of a query looks.
#[derive(Clone, Copy, Default)]
struct Look {
    field: Option<Field>,
    /// This statement is asked, not its article.
    statement: Option<usize>,
}

fn stemmer(language: Option<&str>) -> Option<Stemmer> {
    Some(Stemmer::new(match language {
        None | Some("en") => Algorithm::English,
        Some("es") => Algorithm::Spanish,
        Some("fr") => Algorithm::French,
        Some("de") => Algorithm::German,
        Some("it") => Algorithm::Italian,
        Some("pt") => Algorithm::Portuguese,
        Some("nl") => Algorithm::Dutch,
        Some("ru") => Algorithm::Russian,
        Some("tr") => Algorithm::Turkish,
        Some("sv") => Algorithm::Swedish,
        Some("da") => Algorithm::Danish,
        Some("no") => Algorithm::Norwegian,
        Some("fi") => Algorithm::Finnish,
        Some("hu") => Algorithm::Hungarian,
        Some("ro") => Algorithm::Romanian,
        Some("el") => Algorithm::Greek,
        Some("ar") => Algorithm::Arabic,
        Some(_) => return None,
    }))
}

/// The words of a text. With `parts`, sentences and paragraphs are told apart.
fn tokens(text: &str, stemmer: Option<&Stemmer>, parts: bool) -> Vec<Token> {
    let mut walk = words::words(text);
    let mut word = String::new();
    let mut all = Vec::new();
    let sentences = sentences::sentences(text);
    // Paragraphs lie between blank lines.
    let (mut paragraph, mut feeds, mut seen) = (0, 0, 0);
    while let Some((start, end)) = walk.next_into(&mut word) {
        for c in text[seen..start].chars() {
            match c {
                '\n' => feeds += 1,
                c if c.is_whitespace() => {}
                _ => feeds = 0,
            }
            paragraph += usize::from(c == '\n' && feeds == 2);
        }
        (feeds, seen) = (0, end);
        let sentence = sentences
            .iter()
            .position(|(a, b)| *a <= start && start < *b);
        all.push(Token {
            stem: stemmer.map(|s| s.stem(&word).into_owned()),
            word: word.clone(),
            raw: text[start..end]
                .replace(['’', '‘', 'ʼ', '＇'], "'")
                .replace('\u{ad}', ""),
            bytes: (start, end),
            sentence: if parts {
                sentence.expect("a sentence")
            } else {
                0
            },
            paragraph: if parts { paragraph } else { 0 },
        });
    }
    all
}

impl Scanned {
    fn new(article: Article) -> Self {
        let stemmer = stemmer(article.language.as_deref());
        let body = tokens(&article.body, stemmer.as_ref(), true);
        let labels = [
            (Field::Byline, &article.byline),
            (Field::Source, &article.outlet),
            (Field::Section, &article.section),
            (Field::Url, &article.url),
        ];
        let at = |byte: usize| body.iter().filter(|t| t.bytes.0 < byte).count();
        Scanned {
            headline: tokens(&article.headline, stemmer.as_ref(), false),
            statements: article
                .quotes
                .iter()
                .map(|q| (at(q.span.start), at(q.span.end)))
                .collect(),
            labels: labels
                .into_iter()
                .filter_map(|(field, text)| Some((field, tokens(text.as_ref()?, None, false))))
                .collect(),
            body,
            article,
            stemmer,
            marked_out: Vec::new(),
        }
    }

    /// The texts of a field; a match lies in one of them.
    fn texts(&self, look: Look) -> Vec<&[Token]> {
        match (look.field, look.statement) {
            (None | Some(Field::Said), Some(n)) => {
                let (from, to) = self.statements[n];
                vec![&self.body[from..to]]
            }
            (None, None) => vec![&self.headline, &self.body],
            (Some(Field::Title), _) => vec![&self.headline],
            (Some(Field::Body), _) => vec![&self.body],
            (Some(Field::Lead), _) => vec![&self.body[..self.body.len().min(100)]],
            (Some(field), _) => self
                .labels
                .get(&field)
                .map(Vec::as_slice)
                .into_iter()
                .collect(),
        }
    }
}

/// Counts of one facet.
#[derive(Clone, Default)]
struct Tally {
    values: HashMap<String, u64>,
    without: u64,
}

impl Tally {
    fn add(&mut self, values: BTreeSet<String>) {
        self.without += u64::from(values.is_empty());
        for value in values {
            *self.values.entry(value).or_default() += 1;
        }
    }
}

type Fits<'a> = Box<dyn Fn(&Token) -> bool + 'a>;

/// Where each run of words that fit one after the other stands, with at most `slop` others between.
fn runs(text: &[Token], parts: &[Fits], slop: usize) -> Vec<Spot> {
    let mut found = Vec::new();
    let Some((first, rest)) = parts.split_first() else {
        return found;
    };
    for from in (0..text.len()).filter(|i| first(&text[*i])) {
        let mut to = from;
        let all = rest.iter().all(|fits| {
            let next = (to + 1..text.len()).find(|i| fits(&text[*i]));
            to = next.unwrap_or(to);
            next.is_some()
        });
        if all && to - from - rest.len() <= slop {
            let seen = vec![(from, to)];
            found.push(Spot { from, to, seen });
        }
    }
    found
}

/// The parts of a phrase or pattern, folded, with their wildcards; a question mark at the end of a word of a
/// phrase is one.
fn parts_of(text: &str, phrase: bool) -> Vec<String> {
    let mut parts = Vec::new();
    for piece in text.split_whitespace() {
        let piece = match phrase {
            true => piece.trim_end_matches('?'),
            false => piece,
        };
        match piece.contains(['*', '?']) {
            false => parts.extend(words::list(piece)),
            // The patterns asked for here have hyphens at most.
            true => parts.extend(piece.split('-').map(fold::fold)),
        }
    }
    parts
}

fn glob(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => (0..=word.len()).any(|i| glob(rest, &word[i..])),
        Some((c, rest)) => {
            let head = word.first();
            head.is_some_and(|h| *c == '?' || h == c) && glob(rest, &word[1..])
        }
    }
}

/// Optimal string alignment, by the book.
fn edits_between(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            d[i][j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let change = d[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut best = change.min(d[i - 1][j] + 1).min(d[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(d[i - 2][j - 2] + 1);
                    }
                    best
                }
            };
        }
    }
    d[a.len()][b.len()]
}

/// What a word has to be, one for each of a run.
fn fits<'a>(node: &'a Node, stemmer: Option<&'a Stemmer>) -> Vec<Fits<'a>> {
    let globs = |parts: Vec<String>| -> Vec<Fits<'a>> {
        let one = |part: String| -> Fits<'a> {
            let pattern: Vec<char> = part.chars().collect();
            match part.contains(['*', '?']) {
                false => Box::new(move |t| t.word == part),
                true => Box::new(move |t| glob(&pattern, &t.word.chars().collect::<Vec<_>>())),
            }
        };
        parts.into_iter().map(one).collect()
    };
    match node {
        Node::Word(word) => match &words::list(word)[..] {
            [word] => {
                // A stem of one letter says nothing; such a word stands for itself.
                let stem = stemmer.map(|s| s.stem(word).into_owned());
                let stem = stem.filter(|s| s.chars().count() > 1);
                let word = word.clone();
                vec![Box::new(move |t| {
                    t.word == word || (stem.is_some() && t.stem == stem)
                })]
            }
            several => globs(several.to_vec()),
        },
        Node::Phrase { text, .. } => globs(parts_of(text, true)),
        Node::Pattern(text) => globs(parts_of(text, false)),
        Node::Fuzzy { text, edits } => {
            // `.85` is the word 85.
            let word = words::list(text).concat();
            let edits = usize::from(*edits);
            vec![Box::new(move |t| {
                t.word.chars().next() == word.chars().next()
                    && t.word.chars().count().abs_diff(word.chars().count()) <= edits
                    && edits_between(&t.word, &word) <= edits
            })]
        }
        Node::Exact(text) => tokens(text, None, false)
            .into_iter()
            .map(|wanted| -> Fits<'a> { Box::new(move |t| t.raw == wanted.raw) })
            .collect(),
        other => unreachable!("{other:?} is no word"),
    }
}

/// One spot for each place, in order.
fn settled(mut all: Vec<Spot>) -> Vec<Spot> {
    all.sort_by_key(|s| (s.from, s.to));
    all.dedup_by(|b, a| {
        let same = (a.from, a.to) == (b.from, b.to);
        if same {
            a.seen.append(&mut b.seen);
        }
        same
    });
    all
}

/// Where a part of a query stands in a text.
fn spots(node: &Node, text: &[Token], stemmer: Option<&Stemmer>) -> Vec<Spot> {
    match node {
        Node::Or(any) => settled(any.iter().flat_map(|n| spots(n, text, stemmer)).collect()),
        Node::Near {
            left,
            right,
            within,
            not,
        } => {
            let (left, right) = (spots(left, text, stemmer), spots(right, text, stemmer));
            let whole = |s: &Spot| match within {
                Within::Sentence => text[s.from].sentence == text[s.to].sentence,
                _ => text[s.from].paragraph == text[s.to].paragraph,
            };
            let near = |l: &Spot, r: &Spot| match within {
                Within::Words { distance, ordered } => {
                    let distance = *distance as usize;
                    let after = r.from > l.to && r.from - l.to <= distance;
                    let before = l.from > r.to && l.from - r.to <= distance;
                    after || (before && !ordered)
                }
                Within::Sentence => {
                    whole(l) && whole(r) && text[l.from].sentence == text[r.from].sentence
                }
                Within::Paragraph => {
                    whole(l) && whole(r) && text[l.from].paragraph == text[r.from].paragraph
                }
            };
            let mut all = Vec::new();
            for l in &left {
                if *not && !right.iter().any(|r| near(l, r)) {
                    all.push(l.clone());
                }
                for r in right.iter().filter(|r| !not && near(l, r)) {
                    match within {
                        Within::Words { .. } => all.push(Spot {
                            from: l.from.min(r.from),
                            to: l.to.max(r.to),
                            seen: [&l.seen[..], &r.seen[..]].concat(),
                        }),
                        _ => all.extend([l.clone(), r.clone()]),
                    }
                }
            }
            settled(all)
        }
        leaf => {
            let slop = match leaf {
                Node::Phrase { slop, .. } => *slop as usize,
                _ => 0,
            };
            settled(runs(text, &fits(leaf, stemmer), slop))
        }
    }
}

/// First and last day the publication can mean.
fn days(article: &Article) -> Option<(Date, Date)> {
    let published = article.published?;
    let date = published.date;
    Some(match published.precision {
        Precision::Day => (date, date),
        Precision::Month => (date.first_of_month(), date.last_of_month()),
        Precision::Year => (date.first_of_year(), date.last_of_year()),
    })
}

fn inside(range: &Range, first: Date, last: Date, loose: bool) -> bool {
    match range {
        Range::None => false,
        Range::Days { from, to } => {
            let (from, to) = (from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
            match loose {
                true => first <= to && last >= from,
                false => first >= from && last <= to,
            }
        }
    }
}

/// Scans the list.
struct Scan<'a> {
    all: &'a [Scanned],
    persons: &'a [Person],
    loose: bool,
}

impl Scan<'_> {
    /// Does the article match, or the statement?
    fn holds(&self, node: &Node, of: &Scanned, look: Look) -> bool {
        let article = &of.article;
        let stemmer = of.stemmer.as_ref().filter(|_| {
            let prose = [Field::Title, Field::Body, Field::Lead, Field::Said];
            look.field.is_none_or(|f| prose.contains(&f))
        });
        match node {
            Node::All => true,
            Node::And(all) => all.iter().all(|n| self.holds(n, of, look)),
            Node::Or(any) => any.iter().any(|n| self.holds(n, of, look)),
            Node::Not(inner) => !self.holds(inner, of, look),
            Node::In(field @ (Field::Said | Field::Speaker), inner) => {
                let statement = |n| Look {
                    field: Some(*field),
                    statement: Some(n),
                };
                match look.statement {
                    Some(n) => self.holds(inner, of, statement(n)),
                    None => (0..article.quotes.len()).any(|n| self.holds(inner, of, statement(n))),
                }
            }
            Node::In(field, inner) => {
                let look = Look {
                    field: Some(*field),
                    statement: None,
                };
                self.holds(inner, of, look)
            }
            Node::Said { who, what } => {
                let so = |n: usize| {
                    let said = Look {
                        field: Some(Field::Said),
                        statement: Some(n),
                    };
                    self.speaks(&words::list(who), of, n) && self.holds(what, of, said)
                };
                match look.statement {
                    Some(n) => so(n),
                    None => (0..article.quotes.len()).any(so),
                }
            }
            Node::Published(Range::None) => article.published.is_none(),
            Node::Published(range) => {
                days(article).is_some_and(|(a, b)| inside(range, a, b, self.loose))
            }
            Node::Mentions(Range::None) => article.dates.is_empty(),
            Node::Mentions(range) => {
                let mut dates = article.dates.iter();
                dates.any(|d| inside(range, d.first, d.last, true))
            }
            Node::Length(words) => {
                let n = of.body.len() as u64;
                n >= words.from.unwrap_or(0) && n <= words.to.unwrap_or(u64::MAX)
            }
            Node::Similar(id) => self.similar(id, of),
            Node::AtLeast { count, what } => {
                let texts = of.texts(look);
                let times = texts.iter().map(|t| spots(what, t, stemmer).len());
                times.sum::<usize>() >= *count as usize
            }
            leaf => match look.field {
                Some(Field::Language) => value(leaf, article.language.as_deref()),
                Some(Field::Id) => value(leaf, article.id.as_deref()),
                Some(Field::Path) => match leaf {
                    Node::Word(folder) => {
                        let rest = article.source.path.strip_prefix(folder.as_str());
                        rest.is_some_and(|r| r.is_empty() || r.starts_with('/'))
                    }
                    // An archive file is found by its own name as well.
                    leaf => {
                        value(leaf, Some(&article.source.path)) || value(leaf, Some(article.file()))
                    }
                },
                Some(Field::Speaker) => {
                    let n = look.statement.expect("a statement");
                    match leaf {
                        Node::Word(name) | Node::Phrase { text: name, .. } => {
                            self.speaks(&words::list(name), of, n)
                        }
                        leaf => names(of, n)
                            .iter()
                            .any(|name| !spots(leaf, &tokens(name, None, false), None).is_empty()),
                    }
                }
                _ => {
                    let mut texts = of.texts(look).into_iter();
                    texts.any(|text| !spots(leaf, text, stemmer).is_empty())
                }
            },
        }
    }

    /// Is a statement by somebody who has these words in a name, or by another name of such a person?
    fn speaks(&self, asked: &[String], of: &Scanned, n: usize) -> bool {
        let has = |name: &str| words::list(name).windows(asked.len()).any(|w| w == asked);
        if names(of, n).iter().any(|name| has(name)) {
            return true;
        }
        let speaker = of.article.quotes[n].speaker;
        let Some(own) = speaker.map(|s| &of.article.speakers[s].name) else {
            return false;
        };
        self.persons.iter().any(|p| {
            let all: Vec<&String> = p.variants.iter().chain([&p.name]).collect();
            all.iter().any(|name| has(name)) && all.contains(&own)
        })
    }

    /// The values an article or statement has.
    fn values(&self, facet: Facet, of: &Scanned, statement: Option<usize>) -> BTreeSet<String> {
        let article = &of.article;
        let person = |quote: &Quote| {
            let name = &article.speakers[quote.speaker?].name;
            let person = self.persons.iter().find(|p| p.variants.contains(name));
            Some(person.map_or(name, |p| &p.name).clone())
        };
        let value = match facet {
            Facet::Speaker => {
                let quotes = match statement {
                    Some(n) => &article.quotes[n..=n],
                    None => &article.quotes[..],
                };
                return quotes.iter().filter_map(person).collect();
            }
            Facet::Source => article.outlet.clone(),
            Facet::Section => article.section.clone(),
            Facet::Language => article.language.clone(),
            Facet::Year => article.published.map(|p| p.date.strftime("%Y").to_string()),
        };
        value.into_iter().collect()
    }

    /// Shares a third of the 25 words that mark out the article of this id.
    fn similar(&self, id: &str, of: &Scanned) -> bool {
        let like = self.all.iter().find(|s| s.article.display_id() == id);
        let like = like.expect("an article of this id");
        let shared = like.marked_out.iter().filter(|word| {
            let mut all = of.headline.iter().chain(&of.body);
            all.any(|t| t.word == **word)
        });
        let needed = like.marked_out.len().div_ceil(3).max(1);
        of.article.source != like.article.source && shared.count() >= needed
    }
}

/// The 25 words with the highest tf-idf of an article, where words of the headline count double.
fn marked_out(like: &Scanned, articles_with: &HashMap<String, usize>, n: usize) -> Vec<String> {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for (tokens, times) in [(&like.headline, 2), (&like.body, 1)] {
        for token in tokens {
            *counts.entry(&token.word).or_default() += times;
        }
    }
    let mut weighed = Vec::new();
    for (word, count) in counts {
        let letters = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
        let articles = articles_with.get(word).copied().unwrap_or_default();
        if letters && !is_stop_word(word) && articles > 1 {
            weighed.push((f64::from(count) * (n as f64 / articles as f64).ln(), word));
        }
    }
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    weighed
        .into_iter()
        .take(25)
        .map(|(_, w)| w.to_owned())
        .collect()
}

/// A value that stands as it is.
fn value(node: &Node, own: Option<&str>) -> bool {
    let Some(own) = own else { return false };
    match node {
        Node::Word(text) | Node::Phrase { text, .. } => text == own,
        Node::Pattern(text) => glob(
            &text.chars().collect::<Vec<_>>(),
            &own.chars().collect::<Vec<_>>(),
        ),
        other => unreachable!("{other:?} is no value"),
    }
}

/// The names a statement is attributed to.
fn names(of: &Scanned, n: usize) -> Vec<String> {
    let quote = &of.article.quotes[n];
    match quote.speaker.map(|s| &of.article.speakers[s]) {
        Some(speaker) => speaker
            .variants
            .iter()
            .chain([&speaker.name])
            .cloned()
            .collect(),
        None => quote
            .mention
            .iter()
            .map(|m| m.of(&of.article.body).to_owned())
            .collect(),
    }
}

/// True when [`Memory::places`] knows what of this query is highlighted.
pub fn tells_places(node: &Node) -> bool {
    let prose = [Field::Title, Field::Body, Field::Lead, Field::Said];
    match node {
        Node::In(field, inner) => {
            prose.contains(field) && (inner.has_places() || matches!(**inner, Node::AtLeast { .. }))
        }
        Node::AtLeast { .. } => true,
        Node::Mentions(range) => *range != Range::None,
        Node::Said { what, .. } => said_by_words(what),
        node => node.has_places(),
    }
}

/// True when only words decide whether a statement holds it.
fn said_by_words(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(said_by_words),
        Node::Not(inner) => said_by_words(inner),
        Node::AtLeast { what, .. } => what.has_places(),
        node => node.has_places(),
    }
}

/// The parts of what is asked of a statement that are to be seen where all of it holds, with how often each has to
/// be there.
fn seen_parts<'n>(node: &'n Node, all: &mut Vec<(&'n Node, usize)>) {
    match node {
        Node::And(nodes) => nodes.iter().for_each(|n| seen_parts(n, all)),
        Node::Or(nodes) => nodes.iter().for_each(|n| seen_parts(n, all)),
        Node::Not(_) => {}
        Node::AtLeast { count, what } => all.push((what, *count as usize)),
        node => all.push((node, 1)),
    }
}

impl Memory {
    /// Everything that was read.
    pub fn all(&self) -> Vec<Article> {
        let mut all = self.articles.lock().expect("no panic").clone();
        // Two threads read the files: the same queries are made of the same articles.
        all.sort_by_key(|a| (a.source.path.clone(), a.source.record));
        all
    }

    /// To be called when everything has been read.
    pub fn ready(&self) {
        let articles = self.all();
        let mut counts: HashMap<&str, (u64, BTreeSet<String>)> = HashMap::new();
        for article in &articles {
            for speaker in article.quotes.iter().filter_map(|q| q.speaker) {
                let speaker = &article.speakers[speaker];
                let (statements, roles) = counts.entry(&speaker.name).or_default();
                *statements += 1;
                // A role of one word says too little.
                let role = speaker.role.iter().filter(|r| r.contains(' '));
                roles.extend(role.map(|r| r.to_lowercase()));
            }
        }
        let mut names: Vec<Name> = counts
            .into_iter()
            .map(|(name, (statements, roles))| Name {
                name: name.to_owned(),
                statements,
                roles: roles.into_iter().collect(),
            })
            .collect();
        names.sort_by(|a, b| a.name.cmp(&b.name));
        *self.persons.lock().expect("no panic") = people::several(&names, &Aliases::default());
        let mut scanned: Vec<Scanned> = articles.into_iter().map(Scanned::new).collect();
        let mut articles_with: HashMap<String, usize> = HashMap::new();
        for of in &scanned {
            let words: BTreeSet<&str> = of.body.iter().map(|t| t.word.as_str()).collect();
            for word in words {
                *articles_with.entry(word.to_owned()).or_default() += 1;
            }
        }
        let n = scanned.len();
        for of in &mut scanned {
            of.marked_out = marked_out(of, &articles_with, n);
        }
        *self.scanned.lock().expect("no panic") = scanned;
    }

    /// The articles that match a query whose places can be told, and what is to be seen in their bodies.
    pub fn places(&self, node: &Node) -> Vec<(Article, Vec<Span>)> {
        let scanned = self.scanned.lock().expect("no panic");
        match node {
            Node::Said { who, what } => return self.said_places(&scanned, who, what),
            Node::Mentions(range) => {
                let meets = |d: &&DateMention| inside(range, d.first, d.last, true);
                let spans = |of: &Scanned| -> Vec<Span> {
                    of.article
                        .dates
                        .iter()
                        .filter(meets)
                        .map(|d| d.span)
                        .collect()
                };
                let all = scanned
                    .iter()
                    .map(|of| (of.article.clone(), merged(spans(of))));
                return all.filter(|(_, spans)| !spans.is_empty()).collect();
            }
            _ => {}
        }
        let (field, node) = match node {
            Node::In(field, inner) => (Some(*field), &**inner),
            node => (None, node),
        };
        let (least, what) = match node {
            Node::AtLeast { count, what } => (*count as usize, &**what),
            node => (1, node),
        };
        let mut all = Vec::new();
        for of in scanned.iter() {
            let looks: Vec<Look> = match field {
                Some(Field::Said) => (0..of.statements.len())
                    .map(|n| Look {
                        field,
                        statement: Some(n),
                    })
                    .collect(),
                _ => vec![Look {
                    field,
                    statement: None,
                }],
            };
            let mut matches = false;
            let mut spans = Vec::new();
            for look in looks {
                let texts = of.texts(look);
                let found: Vec<Vec<Spot>> = texts
                    .iter()
                    .map(|t| spots(what, t, of.stemmer.as_ref()))
                    .collect();
                if found.iter().map(Vec::len).sum::<usize>() < least {
                    continue;
                }
                matches = true;
                for (text, spots) in texts.iter().zip(found) {
                    if std::ptr::eq(text.as_ptr(), of.headline.as_ptr()) {
                        continue;
                    }
                    for (a, b) in spots.iter().flat_map(|s| &s.seen) {
                        spans.push(Span::new(text[*a].bytes.0, text[*b].bytes.1));
                    }
                }
            }
            if matches {
                all.push((of.article.clone(), merged(spans)));
            }
        }
        all
    }

    /// The same for what somebody said: only in statements that hold all of it.
    fn said_places(
        &self,
        scanned: &[Scanned],
        who: &str,
        what: &Node,
    ) -> Vec<(Article, Vec<Span>)> {
        let persons = self.persons.lock().expect("no panic");
        let scan = Scan {
            all: scanned,
            persons: &persons,
            loose: false,
        };
        let mut parts = Vec::new();
        seen_parts(what, &mut parts);
        let mut all = Vec::new();
        for of in scanned {
            let mut spans = Vec::new();
            let mut matches = false;
            for n in 0..of.statements.len() {
                let look = Look {
                    field: Some(Field::Said),
                    statement: Some(n),
                };
                if !scan.speaks(&words::list(who), of, n) || !scan.holds(what, of, look) {
                    continue;
                }
                matches = true;
                for text in of.texts(look) {
                    for (part, least) in &parts {
                        let found = spots(part, text, of.stemmer.as_ref());
                        if found.len() >= *least {
                            let seen = found.iter().flat_map(|s| &s.seen);
                            spans.extend(
                                seen.map(|(a, b)| Span::new(text[*a].bytes.0, text[*b].bytes.1)),
                            );
                        }
                    }
                }
            }
            if matches {
                all.push((of.article.clone(), merged(spans)));
            }
        }
        all
    }
}

/// In order, overlapping ones as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut all: Vec<Span> = Vec::new();
    for span in spans {
        match all.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => all.push(span),
        }
    }
    all
}

impl Engine for Memory {
    fn fingerprints(&self) -> anyhow::Result<Vec<FileRecord>> {
        Ok(Vec::new())
    }

    fn apply(&self, changes: &mut dyn Iterator<Item = Change>) -> anyhow::Result<()> {
        for change in changes {
            if let Change::Add(article) = change {
                self.articles.lock().expect("no panic").push(*article);
            }
        }
        Ok(())
    }

    fn search(&self, request: &SearchRequest) -> anyhow::Result<SearchResponse> {
        let scanned = self.scanned.lock().expect("no panic");
        let persons = self.persons.lock().expect("no panic");
        let scan = Scan {
            all: &scanned,
            persons: &persons,
            loose: request.loose_dates,
        };
        let mut hits = Vec::new();
        let mut tallies: Vec<Tally> = vec![Tally::default(); request.facets.len()];
        for of in scanned.iter() {
            let asked: Vec<Option<usize>> = match request.target {
                Target::Articles => vec![None],
                Target::Statements => (0..of.statements.len()).map(Some).collect(),
            };
            for statement in asked {
                let look = Look {
                    field: None,
                    statement,
                };
                if scan.holds(&request.query.root, of, look) {
                    hits.push(hit(of, statement));
                    for (facet, tally) in request.facets.iter().zip(&mut tallies) {
                        tally.add(scan.values(*facet, of, statement));
                    }
                }
            }
        }
        let tallies = request.facets.iter().zip(tallies);
        Ok(SearchResponse {
            target: request.target,
            total: hits.len() as u64,
            folded: 0,
            facets: tallies
                .map(|(facet, t)| {
                    let values = t.values.into_iter().collect();
                    Counts::new(*facet, values, t.without, request.facet_values)
                })
                .collect(),
            hits: hits
                .into_iter()
                .skip(request.offset)
                .take(request.limit)
                .collect(),
        })
    }

    fn get(&self, id: &str) -> anyhow::Result<Option<Article>> {
        let articles = self.articles.lock().expect("no panic");
        Ok(articles.iter().find(|a| a.display_id() == id).cloned())
    }
}

fn hit(of: &Scanned, statement: Option<usize>) -> Hit {
    let article = &of.article;
    Hit {
        source: article.source.clone(),
        id: article.display_id(),
        headline: article.headline.clone(),
        headline_matches: Vec::new(),
        byline: article.byline.clone(),
        published: article.published,
        outlet: article.outlet.clone(),
        section: article.section.clone(),
        url: article.url.clone(),
        language: article.language.clone(),
        score: 0.0,
        passages: Vec::new(),
        statement: statement.map(|n| {
            let quote = &article.quotes[n];
            Statement {
                span: quote.span,
                text: quote.span.of(&article.body).to_owned(),
                kind: quote.kind,
                cue: None,
                mention: None,
                speaker: None,
                role: None,
                matches: Vec::new(),
            }
        }),
        folded: 0,
        copies: Vec::new(),
        explanation: Vec::new(),
    }
}
