//! A second engine, in memory: it scans every article for every question, and is so simple that it can be
//! believed. Random queries have to find the same articles in it and in the index on disk.

use std::collections::BTreeSet;
use std::sync::Mutex;

use frostem::{Algorithm, Stemmer};
use jiff::civil::Date;
use morgue::article::{Article, Precision};
use morgue::engine::local::{self, LocalIndex};
use morgue::engine::{Change, Engine, FileRecord, Hit, SearchRequest, SearchResponse};
use morgue::ingest::{self, Progress};
use morgue::query::dates::Range;
use morgue::query::{Field, Node, Query};
use morgue::text::{fold, words};

use crate::support::{Archive, Random, deep};

/// Articles in a list.
#[derive(Default)]
struct Memory {
    articles: Mutex<Vec<Article>>,
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
        let articles = self.articles.lock().expect("no panic");
        let found: Vec<&Article> = articles
            .iter()
            .filter(|a| holds(&request.query.root, a, Look::default(), request.loose_dates))
            .collect();
        let hits = found.iter().skip(request.offset).take(request.limit);
        Ok(SearchResponse {
            total: found.len() as u64,
            folded: 0,
            hits: hits.map(|a| hit(a)).collect(),
        })
    }

    fn get(&self, id: &str) -> anyhow::Result<Option<Article>> {
        let articles = self.articles.lock().expect("no panic");
        Ok(articles.iter().find(|a| a.display_id() == id).cloned())
    }
}

fn hit(article: &Article) -> Hit {
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
        statement: None,
        copies: Vec::new(),
        explanation: Vec::new(),
    }
}

/// Where a part of a query looks.
#[derive(Clone, Copy, Default)]
struct Look<'a> {
    field: Option<Field>,
    /// Inside this statement.
    said: Option<&'a str>,
}

/// The texts of a field; a match lies in one of them.
fn texts<'a>(article: &'a Article, look: Look<'a>) -> Vec<&'a str> {
    match (look.field, look.said) {
        (None | Some(Field::Said), Some(said)) => vec![said],
        (None, None) => vec![&article.headline, &article.body],
        (Some(Field::Title), _) => vec![&article.headline],
        (Some(Field::Body), _) => vec![&article.body],
        (Some(Field::Byline), _) => article.byline.as_deref().into_iter().collect(),
        (Some(Field::Source), _) => article.outlet.as_deref().into_iter().collect(),
        (Some(Field::Section), _) => article.section.as_deref().into_iter().collect(),
        (Some(Field::Url), _) => article.url.as_deref().into_iter().collect(),
        (Some(field), _) => unreachable!("{field:?} is not asked here"),
    }
}

/// Words are inflected; names and labels are not.
fn is_prose(field: Option<Field>) -> bool {
    matches!(field, None | Some(Field::Title | Field::Body | Field::Said))
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

/// Where each word of `text` is one that `fits` takes.
fn places(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let list = words::list(text);
    (0..list.len()).filter(|i| fits(&list[*i])).collect()
}

/// First and last place of each run of these words in order, with at most `slop` others between.
fn runs(text: &str, wanted: &[String], slop: u32) -> Vec<(usize, usize)> {
    let list = words::list(text);
    let mut found = Vec::new();
    for start in (0..list.len()).filter(|i| list[*i] == wanted[0]) {
        let mut last = start;
        let all = wanted[1..].iter().all(|w| {
            let next = (last + 1..list.len()).find(|i| list[*i] == *w);
            last = next.unwrap_or(last);
            next.is_some()
        });
        if all && last - start + 1 - wanted.len() <= slop as usize {
            found.push((start, last));
        }
    }
    found
}

/// Where a word or phrase stands in a text.
fn spots(node: &Node, text: &str, article: &Article, look: Look) -> Vec<(usize, usize)> {
    let one = |fits: &dyn Fn(&str) -> bool| -> Vec<(usize, usize)> {
        places(text, fits).into_iter().map(|p| (p, p)).collect()
    };
    match node {
        Node::Word(word) => match &words::list(word)[..] {
            [] => Vec::new(),
            [word] => {
                let stemmer = stemmer(article.language.as_deref()).filter(|_| is_prose(look.field));
                let stem = stemmer.as_ref().map(|s| s.stem(word).into_owned());
                // A stem of one letter says nothing; such a word stands for itself.
                let stem = stem.filter(|s| s.chars().count() > 1);
                let alike = |w: &str| {
                    stemmer.as_ref().map(|s| s.stem(w).into_owned()) == stem && stem.is_some()
                };
                one(&|w| w == word || alike(w))
            }
            several => runs(text, several, 0),
        },
        Node::Phrase { text: phrase, slop } => match &words::list(phrase)[..] {
            [] => Vec::new(),
            list => runs(text, list, *slop),
        },
        Node::Pattern(pattern) => {
            let pattern: Vec<char> = fold::fold(pattern).chars().collect();
            one(&|w| glob(&pattern, &w.chars().collect::<Vec<_>>()))
        }
        Node::Fuzzy { text: word, edits } => {
            let word = fold::fold(word);
            one(&|w| {
                w.chars().next() == word.chars().next()
                    && edits_between(w, &word) <= usize::from(*edits)
            })
        }
        other => unreachable!("{other:?} has no place"),
    }
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

/// Does the article match?
fn holds(node: &Node, article: &Article, look: Look, loose: bool) -> bool {
    let inside = |range: &Range, first: Date, last: Date, loose: bool| match range {
        Range::None => false,
        Range::Days { from, to } => {
            let (from, to) = (from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
            match loose {
                true => first <= to && last >= from,
                false => first >= from && last <= to,
            }
        }
    };
    match node {
        Node::All => true,
        Node::And(all) => all.iter().all(|n| holds(n, article, look, loose)),
        Node::Or(any) => any.iter().any(|n| holds(n, article, look, loose)),
        Node::Not(inner) => !holds(inner, article, look, loose),
        Node::In(Field::Said, inner) => article.quotes.iter().any(|q| {
            let said = Look {
                field: Some(Field::Said),
                said: Some(q.span.of(&article.body)),
            };
            holds(inner, article, said, loose)
        }),
        Node::In(Field::Language, inner) => {
            matches!(&**inner, Node::Word(code) if article.language.as_ref() == Some(code))
        }
        Node::In(Field::Path, inner) => match &**inner {
            Node::Pattern(pattern) => {
                let pattern: Vec<char> = pattern.chars().collect();
                glob(&pattern, &article.source.path.chars().collect::<Vec<_>>())
            }
            Node::Word(folder) => {
                let rest = article.source.path.strip_prefix(folder.as_str());
                rest.is_some_and(|r| r.is_empty() || r.starts_with('/'))
            }
            other => unreachable!("{other:?} is not asked of paths"),
        },
        Node::In(field, inner) => {
            let look = Look {
                field: Some(*field),
                ..look
            };
            holds(inner, article, look, loose)
        }
        Node::Published(Range::None) => article.published.is_none(),
        Node::Published(range) => {
            days(article).is_some_and(|(first, last)| inside(range, first, last, loose))
        }
        Node::Mentions(Range::None) => article.dates.is_empty(),
        Node::Mentions(range) => {
            let mut dates = article.dates.iter();
            dates.any(|d| inside(range, d.first, d.last, true))
        }
        Node::Near {
            left,
            right,
            distance,
            ordered,
        } => texts(article, look).iter().any(|text| {
            let right = spots(right, text, article, look);
            spots(left, text, article, look).iter().any(|l| {
                right.iter().any(|r| {
                    let after = r.0 > l.1 && r.0 - l.1 <= *distance as usize;
                    let before = l.0 > r.1 && l.0 - r.1 <= *distance as usize;
                    after || (before && !ordered)
                })
            })
        }),
        Node::Said { .. } => unreachable!("not asked"),
        leaf => texts(article, look)
            .iter()
            .any(|text| !spots(leaf, text, article, look).is_empty()),
    }
}

/// What queries are made of.
struct Pool {
    /// Words of a text, side by side.
    texts: Vec<Vec<String>>,
    labels: Vec<(Field, String)>,
    paths: Vec<String>,
}

impl Pool {
    fn new(articles: &[Article]) -> Self {
        let mut labels = Vec::new();
        for a in articles {
            for (field, value) in [
                (Field::Byline, &a.byline),
                (Field::Source, &a.outlet),
                (Field::Section, &a.section),
                (Field::Url, &a.url),
            ] {
                labels.extend(
                    value
                        .iter()
                        .flat_map(|v| words::list(v))
                        .map(|w| (field, w)),
                );
            }
        }
        let texts = articles.iter().flat_map(|a| [&a.headline, &a.body]);
        Pool {
            texts: texts
                .map(|t| words::list(t))
                .filter(|t| t.len() > 4)
                .collect(),
            labels,
            paths: articles.iter().map(|a| a.source.path.clone()).collect(),
        }
    }

    /// Words that stand near each other, `gap` at most between two.
    fn several(&self, random: &mut Random, n: usize, gap: usize) -> Vec<String> {
        let text = random.pick(&self.texts);
        let mut at = random.below(text.len());
        let mut list = Vec::new();
        while list.len() < n && at < text.len() {
            list.push(text[at].clone());
            at += 1 + random.below(gap + 1);
        }
        list
    }

    fn word(&self, random: &mut Random) -> String {
        self.several(random, 1, 0).remove(0)
    }

    /// Another form of a word, perhaps.
    fn form(&self, random: &mut Random) -> String {
        let mut word = self.word(random);
        match random.below(8) {
            0 => word.push('s'),
            1 => word.push_str("ing"),
            2 if word.chars().count() > 3 => drop(word.pop()),
            3 => word = word.to_uppercase(),
            4 => word.push_str("’s"),
            _ => {}
        }
        word
    }

    fn range(&self, random: &mut Random) -> Range {
        let day = |random: &mut Random| {
            let (y, m) = (2022 + random.below(3), 1 + random.below(12));
            Date::new(y as i16, m as i8, 1 + random.below(28) as i8).expect("a day")
        };
        let (a, b) = (day(random), day(random));
        match random.below(6) {
            0 => Range::None,
            1 => Range::Days {
                from: Some(a),
                to: None,
            },
            2 => Range::Days {
                from: None,
                to: Some(a),
            },
            3 => Range::Days {
                from: Some(a.first_of_month()),
                to: Some(a.last_of_month()),
            },
            _ => Range::Days {
                from: Some(a.min(b)),
                to: Some(a.max(b)),
            },
        }
    }

    /// A word, a phrase or what stands for words.
    fn leaf(&self, random: &mut Random) -> Node {
        match random.below(12) {
            0 => Node::Word(self.several(random, 2, 0).join("-")),
            1 | 2 => {
                let n = 2 + random.below(3);
                let text = self.several(random, n, 0).join(" ");
                Node::Phrase { text, slop: 0 }
            }
            3 => {
                let n = 2 + random.below(2);
                let text = self.several(random, n, 2).join(" ");
                let slop = random.below(4) as u32;
                Node::Phrase { text, slop }
            }
            4 => Node::Phrase {
                text: self.form(random),
                slop: 0,
            },
            5 | 6 => {
                let word: Vec<char> = self.word(random).chars().collect();
                let cut = 1 + random.below(word.len());
                let mut pattern: String = word[..cut].iter().collect();
                match random.below(3) {
                    0 => {
                        pattern = format!(
                            "{}?{}",
                            word[0],
                            word[1..].iter().skip(1).collect::<String>()
                        )
                    }
                    1 => {
                        pattern = format!("*{}", word[word.len() / 2..].iter().collect::<String>())
                    }
                    _ => pattern.push('*'),
                }
                Node::Pattern(pattern)
            }
            7 => {
                let mut word: Vec<char> = self.word(random).chars().collect();
                let at = random.below(word.len());
                match random.below(3) {
                    0 if word.len() > 3 => drop(word.remove(at)),
                    1 => word.insert(at, 'e'),
                    _ if at > 0 => word.swap(at, at - 1),
                    _ => {}
                }
                let edits = 1 + random.below(2) as u8;
                Node::Fuzzy {
                    text: word.into_iter().collect(),
                    edits,
                }
            }
            _ => Node::Word(self.form(random)),
        }
    }

    fn node(&self, random: &mut Random, depth: usize) -> Node {
        let inner = |random: &mut Random| Box::new(self.node(random, depth - 1));
        match random.below(if depth == 0 { 14 } else { 24 }) {
            0 => Node::Published(self.range(random)),
            1 => Node::Mentions(self.range(random)),
            2 => {
                let (field, word) = random.pick(&self.labels).clone();
                Node::In(field, Box::new(Node::Word(word)))
            }
            3 => {
                let path = random.pick(&self.paths);
                let cut = path.match_indices('/').map(|(i, _)| i).nth(random.below(2));
                let folder = &path[..cut.unwrap_or(path.len())];
                let value = match random.below(2) {
                    0 => Node::Word(folder.to_owned()),
                    _ => Node::Pattern(format!("{folder}*")),
                };
                Node::In(Field::Path, Box::new(value))
            }
            4 => {
                let code = random.pick(&["en", "es", "fr", "de", "ru", "xx"]);
                Node::In(Field::Language, Box::new(Node::Word((*code).to_owned())))
            }
            5 | 6 => {
                let field = *random.pick(&[Field::Title, Field::Body, Field::Said]);
                Node::In(field, Box::new(self.leaf(random)))
            }
            7 => {
                let two = self.several(random, 2, 6);
                let word = |i: usize| Box::new(Node::Word(two[i.min(two.len() - 1)].clone()));
                Node::Near {
                    left: word(0),
                    right: word(1),
                    distance: 1 + random.below(8) as u32,
                    ordered: random.below(2) == 0,
                }
            }
            8..14 => self.leaf(random),
            14..17 => Node::And(vec![*inner(random), *inner(random)]),
            17..20 => Node::Or(vec![*inner(random), *inner(random), *inner(random)]),
            20..22 => Node::And(vec![*inner(random), Node::Not(inner(random))]),
            22 => Node::Not(inner(random)),
            _ => {
                let two = vec![self.leaf(random), self.leaf(random)];
                let field = *random.pick(&[Field::Title, Field::Said]);
                Node::In(field, Box::new(Node::And(two)))
            }
        }
    }
}

#[test]
fn the_index_finds_what_a_scan_finds() {
    let archive = Archive::sample();
    let memory = Memory::default();
    let options = ingest::Options::default();
    ingest::update(&memory, archive.path(), &options, &Progress::default()).expect("articles");
    let home = tempfile::tempdir().expect("a folder");
    let index = LocalIndex::open_or_create(home.path(), local::Options::default()).expect("new");
    ingest::update(&index, archive.path(), &options, &Progress::default()).expect("articles");
    index.finish().expect("an end");
    let index = LocalIndex::open(home.path()).expect("an index");

    let pool = Pool::new(&memory.articles.lock().expect("no panic"));
    let mut random = Random::new(27);
    let (mut wrong, mut found, mut empty) = (Vec::new(), 0, 0);
    for _ in 0..600 * deep() {
        let root = pool.node(&mut random, 2);
        let query = Query { root };
        let request = SearchRequest {
            loose_dates: random.below(2) == 0,
            passages: random.below(3),
            ..SearchRequest::new(query, 1000)
        };
        let ids = |engine: &dyn Engine| -> (u64, BTreeSet<String>) {
            let answer = engine.search(&request).expect("an answer");
            assert_eq!(answer.total, answer.hits.len() as u64, "{}", request.query);
            let scores: Vec<f32> = answer.hits.iter().map(|h| h.score).collect();
            assert!(scores.is_sorted_by(|a, b| a >= b), "{}", request.query);
            (
                answer.total,
                answer.hits.into_iter().map(|h| h.id).collect(),
            )
        };
        let (ours, theirs) = (ids(&index), ids(&memory));
        if ours != theirs {
            let more: Vec<_> = ours.1.difference(&theirs.1).collect();
            let less: Vec<_> = theirs.1.difference(&ours.1).collect();
            wrong.push(format!(
                "{} has more {more:?}, lacks {less:?}",
                request.query
            ));
        }
        found += usize::from(ours.0 > 0);
        empty += usize::from(ours.0 == 0);
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        found > 200 && empty > 20,
        "{found} found something, {empty} nothing"
    );
}
