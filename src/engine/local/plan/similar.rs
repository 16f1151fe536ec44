//! Articles like one: those that share a third of the words that mark it out.

use anyhow::bail;
use rustc_hash::FxHashMap;
use tantivy::Term;

use super::super::lookup::lookup;
use super::collection::living;
use super::{At, Plan, Planner};
use crate::text::words;

/// Words taken from the article.
const WORDS: usize = 25;
/// One in so many of them has to be shared.
const SHARED: usize = 3;
/// Shorter words mark out nothing.
const SHORTEST: usize = 3;

impl Planner<'_> {
    /// The article of this id is taken apart into words; the highest by tf-idf mark it out. It is not among those
    /// found. Fails when there is no such article.
    pub(super) fn similar(&mut self, id: &str, at: At<'_>) -> anyhow::Result<Plan> {
        let Some(address) = lookup(self.snapshot, id)? else {
            bail!(
                "similar:{id}: there is no article {id}; ids are what query prints, path or path#record"
            );
        };
        let article = self.snapshot.article(address)?;
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for (text, times) in [(&article.headline, 2), (&article.body, 1)] {
            for word in words::list(text) {
                *counts.entry(word).or_default() += times;
            }
        }
        let n = self.collection()?.articles as f64;
        let mut weighed = Vec::new();
        for (word, count) in counts {
            let plain = word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
            if !plain || crate::query::is_stop_word(&word) {
                continue;
            }
            let term = Term::from_field_text(self.f.body, &word);
            let mut articles = 0;
            for segment in self.searcher.segment_readers() {
                articles += living(segment, self.f.body, &term)?;
            }
            // A word of this article alone finds no other.
            if articles > 1 {
                let weight = f64::from(count) * (n / articles as f64).ln();
                weighed.push((weight, word));
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        weighed.truncate(WORDS);
        if weighed.is_empty() {
            return Ok(Plan::Nothing);
        }
        let least = weighed.len().div_ceil(SHARED);
        let mut of = Vec::with_capacity(weighed.len());
        for (_, word) in weighed {
            of.push(self.sequence(std::slice::from_ref(&word), &word, 0, at)?);
        }
        Ok(Plan::All {
            with: vec![Plan::Any { of, least }],
            without: vec![Plan::One(address)],
            statements: false,
        })
    }
}
