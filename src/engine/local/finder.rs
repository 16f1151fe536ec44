//! Finds the marks of a query in a text: the same places as the index, by the same rules of distance.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::expand::{self, Languages};
use super::marks::{Leaf, Shape};
use super::spans::{Places, pairs, sequences, together};
use crate::article::{Article, Span};
use crate::query::Within;
use crate::text::sentences::units;
use crate::text::words::{words, written};

/// Most pairs of near words that are highlighted in one text.
const MOST: usize = 20_000;

/// The words of a query, by which texts are read.
pub struct Finder {
    /// Word -> leaves it is a form of, each in some languages.
    leaves: FxHashMap<Vec<u8>, Vec<(usize, Languages)>>,
    count: usize,
}

/// A place, and the stretches of it that are highlighted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    place: Places,
    words: Vec<Places>,
}

/// A text with the words of a query found in it.
pub struct Reading<'t> {
    text: &'t str,
    /// Bytes of each word.
    words: Vec<(usize, usize)>,
    /// By leaf: the words that are one of its forms.
    leaves: Vec<Vec<u32>>,
    /// Where sentences begin, and where paragraphs do, in words.
    units: OnceCell<(Vec<u32>, Vec<u32>)>,
    /// It is an article's body, with sentences.
    body: bool,
}

impl Finder {
    /// For these words.
    pub fn new(all: Vec<Leaf>) -> Self {
        let mut leaves: FxHashMap<Vec<u8>, Vec<(usize, Languages)>> = FxHashMap::default();
        let count = all.len();
        for (leaf, forms) in all.into_iter().enumerate() {
            for (form, languages) in forms {
                let of_word = leaves.entry(form).or_default();
                // Every segment names its forms.
                match of_word.iter_mut().find(|(l, _)| *l == leaf) {
                    Some((_, known)) => *known |= languages,
                    None => of_word.push((leaf, languages)),
                }
            }
        }
        Finder { leaves, count }
    }

    /// Finds the words in headline or body of this article.
    pub fn read<'t>(&self, text: &'t str, article: &'t Article) -> Reading<'t> {
        let mut reading = Reading {
            text,
            words: Vec::new(),
            leaves: vec![Vec::new(); self.count],
            units: OnceCell::new(),
            body: std::ptr::eq(text, article.body.as_str()),
        };
        if self.leaves.is_empty() {
            return reading;
        }
        let number = expand::language_number(article.language.as_deref());
        let language: Languages = 1 << number.min(31);
        let mut walk = words(text);
        let mut word = String::new();
        while let Some(span) = walk.next_into(&mut word) {
            if let Some(leaves) = self.leaves.get(word.as_bytes()) {
                for (leaf, languages) in leaves {
                    if languages & language != 0 {
                        reading.leaves[*leaf].push(reading.words.len() as u32);
                    }
                }
            }
            reading.words.push(span);
        }
        reading
    }
}

impl Reading<'_> {
    /// The words of a range of bytes.
    pub fn words_of(&self, span: Span) -> Range<u32> {
        let at = |byte: usize| self.words.partition_point(|(start, _)| *start < byte) as u32;
        at(span.start)..at(span.end)
    }

    /// The bytes of what is highlighted of some places.
    pub fn bytes(&self, found: &[Found]) -> Vec<Span> {
        // Thousands of places may share a handful of words.
        let words: FxHashSet<Places> = found.iter().flat_map(|f| &f.words).copied().collect();
        let spans = words.iter().filter_map(|(first, last)| {
            let (from, _) = self.words.get(*first as usize)?;
            let (_, to) = self.words.get(*last as usize)?;
            Some(Span::new(*from, *to))
        });
        let mut spans: Vec<Span> = spans.collect();
        spans.sort_unstable();
        spans
    }

    /// The places of a shape among these words, in order.
    pub fn find(&self, shape: &Shape, range: &Range<u32>) -> Vec<Found> {
        let one = |at: u32| Found {
            place: (at, at),
            words: vec![(at, at)],
        };
        match shape {
            Shape::Leaf(leaf) => {
                let all = self.leaves.get(*leaf).into_iter().flatten().copied();
                all.filter(|at| range.contains(at)).map(one).collect()
            }
            Shape::Written(leaf, raw) => {
                let all = self.leaves.get(*leaf).into_iter().flatten().copied();
                let so = |at: &u32| {
                    let word = self.words.get(*at as usize);
                    word.is_some_and(|(from, to)| written(&self.text[*from..*to]) == *raw)
                };
                all.filter(|at| range.contains(at))
                    .filter(so)
                    .map(one)
                    .collect()
            }
            Shape::Sequence(parts, slop) => {
                let lists: Vec<Vec<u32>> = parts
                    .iter()
                    .map(|p| self.find(p, range).iter().map(|f| f.place.0).collect())
                    .collect();
                let found = sequences(&lists, *slop).into_iter();
                found
                    .map(|place| Found {
                        place,
                        words: vec![place],
                    })
                    .collect()
            }
            Shape::Any(parts) => settled(parts.iter().flat_map(|p| self.find(p, range)).collect()),
            Shape::Close {
                left,
                right,
                within,
                not,
            } => {
                let (left, right) = (self.find(left, range), self.find(right, range));
                self.close(left, right, *within, *not)
            }
        }
    }

    fn close(&self, left: Vec<Found>, right: Vec<Found>, within: Within, not: bool) -> Vec<Found> {
        let places = |all: &[Found]| -> Vec<Places> { all.iter().map(|f| f.place).collect() };
        let (l, r) = (places(&left), places(&right));
        let words = |all: &[Found], place: Places| -> Vec<Places> {
            let at = all.partition_point(|f| f.place < place);
            let there = all.get(at).filter(|f| f.place == place);
            there.map(|f| f.words.clone()).unwrap_or_default()
        };
        let mut found = Vec::new();
        match within {
            Within::Words { distance, ordered } => {
                pairs(&l, &r, distance, ordered, &mut |a, b| {
                    match b {
                        None if not => found.push(Found {
                            place: a,
                            words: words(&left, a),
                        }),
                        Some(b) if !not => {
                            let mut both = words(&left, a);
                            both.extend(words(&right, b));
                            found.push(Found {
                                place: (a.0.min(b.0), a.1.max(b.1)),
                                words: both,
                            });
                        }
                        _ => {}
                    }
                    found.len() < MOST
                });
            }
            Within::Sentence | Within::Paragraph => {
                let (sentences, paragraphs) = self.units();
                let starts = match within {
                    Within::Paragraph => paragraphs,
                    _ => sentences,
                };
                for place in together(&l, &r, starts, not) {
                    let mut both = words(&left, place);
                    if !not {
                        both.extend(words(&right, place));
                    }
                    found.push(Found { place, words: both });
                }
            }
        }
        settled(found)
    }

    fn units(&self) -> &(Vec<u32>, Vec<u32>) {
        self.units.get_or_init(|| {
            // A headline is one sentence.
            if !self.body {
                return Default::default();
            }
            let starts: Vec<u32> = self.words.iter().map(|(start, _)| *start as u32).collect();
            let all = units(self.text, &starts);
            (
                all.iter().map(|u| u.word).collect(),
                all.iter().filter(|u| u.paragraph).map(|u| u.word).collect(),
            )
        })
    }
}

/// In order, with what stands at one place as one.
fn settled(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_unstable();
    found.dedup_by(|b, a| {
        let same = a.place == b.place;
        if same {
            a.words.append(&mut b.words);
        }
        same
    });
    for one in &mut found {
        one.words.sort_unstable();
        one.words.dedup();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::marks::{Marks, Place};
    use super::super::passages::Highlighter;
    use super::*;
    use crate::article::Source;

    fn article(body: &str) -> Article {
        Article {
            source: Source {
                path: "a.txt".into(),
                record: 0,
            },
            container: None,
            id: None,
            headline: String::new(),
            body: body.to_owned(),
            byline: None,
            dateline: None,
            published: None,
            outlet: None,
            section: None,
            url: None,
            language: None,
            speakers: Vec::new(),
            quotes: Vec::new(),
            dates: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// What is highlighted of a shape made of these words, which stand for themselves.
    fn marked(forms: &[&str], shape: Shape, least: usize, text: &str) -> Vec<String> {
        let mut marks = Marks::default();
        for word in forms {
            let forms = word.split('|').map(|f| (f.as_bytes().to_vec(), u32::MAX));
            marks.leaf(forms.collect());
        }
        marks.push(shape, 1.0, Place::Anywhere);
        marks.all[0].least = least;
        let article = article(text);
        let found = Highlighter::new(marks).body(&article);
        found.iter().map(|s| s.of(text).to_owned()).collect()
    }

    fn phrase(n: usize, slop: u32) -> Shape {
        Shape::Sequence((0..n).map(Shape::Leaf).collect(), slop)
    }

    fn close(within: Within, not: bool) -> Shape {
        Shape::Close {
            left: Box::new(Shape::Leaf(0)),
            right: Box::new(Shape::Leaf(1)),
            within,
            not,
        }
    }

    const NEAR: Within = Within::Words {
        distance: 2,
        ordered: false,
    };

    #[test]
    fn a_phrase_is_marked_as_a_whole_and_nowhere_else() {
        let text = "The grain deal held. A deal on grain and the grain trade; the Grain-Deal's end, grain or no deal.";
        let words = ["grain", "deal"];
        assert_eq!(
            marked(&words, phrase(2, 0), 1, text),
            ["grain deal", "Grain-Deal"]
        );
        assert_eq!(
            marked(&words, phrase(2, 2), 1, text),
            ["grain deal", "Grain-Deal", "grain or no deal"]
        );
        assert_eq!(
            marked(
                &["very", "very", "good"],
                phrase(3, 0),
                1,
                "a very very very good day"
            ),
            ["very very good"]
        );
    }

    #[test]
    fn all_forms_of_a_word_are_marked() {
        assert_eq!(
            marked(
                &["expansion|expansions"],
                Shape::Leaf(0),
                1,
                "Expansion's end; expansions, expanded"
            ),
            ["Expansion", "expansions"]
        );
    }

    #[test]
    fn near_words_are_marked_where_they_are_near() {
        let text = "Grain and deal. Far off, in another place, grain lay; much later came a deal.";
        let words = ["grain", "deal"];
        assert_eq!(
            marked(&words, close(NEAR, false), 1, text),
            ["Grain", "deal"]
        );
        assert_eq!(marked(&words, close(NEAR, true), 1, text), ["grain"]);
        let sentence = close(Within::Sentence, false);
        let text = "Grain here. A deal there. The deal on grain.\n\nGrain. A word. Deal.";
        assert_eq!(marked(&words, sentence, 1, text), ["deal", "grain"]);
        let paragraph = close(Within::Paragraph, false);
        assert_eq!(marked(&words, paragraph, 1, text).len(), 6);
        assert_eq!(
            marked(&words, close(Within::Sentence, true), 1, text),
            ["Grain", "Grain"]
        );
    }

    #[test]
    fn what_is_counted_or_spelt_is_marked_only_then() {
        let text = "Aid came. The aid of AID was aid.";
        assert_eq!(marked(&["aid"], Shape::Leaf(0), 4, text).len(), 4);
        assert_eq!(marked(&["aid"], Shape::Leaf(0), 5, text).len(), 0);
        let written = |raw: &str| Shape::Written(0, raw.to_owned());
        assert_eq!(marked(&["aid"], written("AID"), 1, text), ["AID"]);
        assert_eq!(marked(&["aid"], written("aid"), 1, text).len(), 2);
    }
}
