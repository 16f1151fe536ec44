//! Who speaks in an article, each once: a statement names its voice by number, and what is known of a voice is
//! indexed once, however much it says.

use rustc_hash::FxHashMap;

use super::document::VOICES;
use crate::article::{Article, Speaker};

/// The voices of an article: persons, in the order in which they are heard first, and behind them sources without a
/// name, by what the text calls them.
pub struct Voices<'a> {
    /// Persons.
    pub named: Vec<&'a Speaker>,
    /// Other sources.
    pub unnamed: Vec<&'a str>,
    /// Of each statement the number of its voice, from 0; none for one of nobody, and beyond the first [`VOICES`].
    pub of: Vec<Option<u32>>,
}

impl<'a> Voices<'a> {
    /// Those of an article.
    pub fn of(article: &'a Article) -> Self {
        let mut voices = Voices {
            named: Vec::with_capacity(article.speakers.len()),
            unnamed: Vec::new(),
            of: Vec::with_capacity(article.quotes.len()),
        };
        let mut numbers = vec![None; article.speakers.len()];
        for quote in &article.quotes {
            let speaker = quote
                .speaker
                .and_then(|s| article.speakers.get(s).zip(numbers.get_mut(s)));
            voices.of.push(speaker.map(|(speaker, number)| {
                *number.get_or_insert_with(|| {
                    voices.named.push(speaker);
                    voices.named.len() as u32 - 1
                })
            }));
        }
        let nameless = voices.of.iter().filter(|of| of.is_none()).count();
        voices.unnamed.reserve(nameless);
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        known.reserve(nameless);
        for (quote, of) in article.quotes.iter().zip(&mut voices.of) {
            if of.is_none()
                && let Some(mention) = quote.mention
            {
                let mention = mention.of(&article.body);
                let number = known.entry(mention).or_insert_with(|| {
                    voices.unnamed.push(mention);
                    (voices.named.len() + voices.unnamed.len()) as u32 - 1
                });
                *of = Some(*number);
            }
        }
        voices.named.truncate(VOICES);
        voices.unnamed.truncate(VOICES - voices.named.len());
        let heard = |number: &u32| (*number as usize) < VOICES;
        voices.of.iter_mut().for_each(|of| *of = of.filter(heard));
        voices
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Quote, QuoteKind, Span};

    fn quote(speaker: Option<usize>, mention: Option<Span>) -> Quote {
        Quote {
            span: Span::new(0, 1),
            kind: QuoteKind::Direct,
            cue: None,
            mention,
            speaker,
        }
    }

    fn speaker(name: &str) -> Speaker {
        Speaker {
            name: name.to_owned(),
            role: None,
            variants: Vec::new(),
        }
    }

    #[test]
    fn a_voice_has_one_number_and_persons_come_first() {
        let body = "a clerk, a cook, a clerk";
        let (clerk, cook, again) = (Span::new(0, 7), Span::new(9, 15), Span::new(17, 24));
        let article = Article {
            body: body.to_owned(),
            speakers: ["Ada Holm", "Never Heard", "Bo Berg"].map(speaker).into(),
            quotes: vec![
                quote(None, Some(clerk)),
                quote(Some(2), Some(cook)),
                quote(None, Some(cook)),
                quote(None, None),
                quote(Some(0), None),
                quote(None, Some(again)),
                quote(Some(2), None),
            ],
            ..Article::default()
        };
        let voices = Voices::of(&article);
        let names: Vec<&str> = voices.named.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["Bo Berg", "Ada Holm"]);
        assert_eq!(voices.unnamed, ["a clerk", "a cook"]);
        let of = [Some(2), Some(0), Some(3), None, Some(1), Some(2), Some(0)];
        assert_eq!(voices.of, of);
    }

    #[test]
    fn beyond_the_last_number_a_statement_is_nobodys() {
        let body: String = (10_000..10_000 + VOICES + 9)
            .map(|n| n.to_string())
            .collect();
        let mentions = (0..VOICES + 9).map(|n| Span::new(n * 5, n * 5 + 5));
        let article = Article {
            body,
            speakers: vec![speaker("Ada Holm")],
            quotes: [quote(Some(0), None)]
                .into_iter()
                .chain(mentions.map(|mention| quote(None, Some(mention))))
                .collect(),
            ..Article::default()
        };
        let voices = Voices::of(&article);
        assert_eq!((voices.named.len(), voices.unnamed.len()), (1, VOICES - 1));
        let last = VOICES as u32 - 1;
        assert_eq!(voices.of[VOICES - 1], Some(last));
        assert!(voices.of[VOICES..].iter().all(Option::is_none));
    }
}
