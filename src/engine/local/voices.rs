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
            named: Vec::new(),
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
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
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
