//! Words, phrases and patterns, looked up in the dictionary of every segment.

use std::sync::Arc;

use anyhow::bail;
use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field as Stored;
use tantivy::termdict::TermDictionary;

use super::super::common;
use super::super::expand::{self, EVERY, Languages, Stems, Variant};
use super::super::marks::{Leaf, Shape};
use super::super::ranking;
use super::collection::frequencies;
use super::{At, Form, Group, Phrase, Plan, Planner, Sequence, Slot, Written};
use crate::query::Field;
use crate::text::words;

/// Most forms all the words of a query may stand for together.
const MAX_FORMS: usize = 200_000;

/// The word itself, where the dictionary has it.
fn itself(dictionary: &TermDictionary, word: &str) -> anyhow::Result<Vec<Variant>> {
    let info = dictionary.get(word)?;
    let variant = info.map(|info| (word.as_bytes().to_vec(), info, EVERY));
    Ok(variant.into_iter().collect())
}

impl Planner<'_> {
    pub(super) fn word(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        match at.field {
            Some(Field::Path) => return self.paths(text, at),
            Some(Field::Id | Field::Language) => return self.label(text, at),
            Some(Field::Speaker) if at.inside => return self.spoken_by(&self.who(text)?, at),
            _ => {}
        }
        let list = words::list(text);
        let [word] = &list[..] else {
            return self.sequence(&list, text, 0, at);
        };
        // Names are no words to be inflected.
        if at.field.is_some_and(|f| !f.is_prose()) {
            return self.group(text, at, |dictionary| itself(dictionary, word));
        }
        let stems = Stems::new(word, &self.collection()?.languages);
        self.group(text, at, |dictionary| stems.find(dictionary))
    }

    pub(super) fn phrase(&mut self, text: &str, slop: u32, at: At<'_>) -> anyhow::Result<Plan> {
        match at.field {
            Some(Field::Path) => return self.paths(text, at),
            Some(Field::Id | Field::Language) => return self.label(text, at),
            _ => {}
        }
        let parts = words::patterns(text, true);
        // Of statements, names with wildcards come as words of their article.
        match at.field {
            Some(Field::Speaker) if at.inside => self.spoken_by(&self.who(text)?, at),
            _ => self.sequence(&parts, text, slop, at),
        }
    }

    pub(super) fn pattern(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        match at.field {
            Some(Field::Path) => return self.paths(text, at),
            Some(Field::Id | Field::Language) => return self.labels(text, at),
            _ => {}
        }
        let mut parts = words::patterns(text, false);
        if at.field == Some(Field::Url) {
            // `example.org/2023/*`: the address ends anyhow.
            parts.retain(|p| p.chars().any(char::is_alphanumeric));
        }
        self.sequence(&parts, text, 0, at)
    }

    pub(super) fn fuzzy(&mut self, text: &str, edits: u8, at: At<'_>) -> anyhow::Result<Plan> {
        let effort = self.effort.clone();
        match &words::list(text)[..] {
            [one] => self.group(text, at, |dictionary| {
                expand::fuzzy(dictionary, one, edits, &effort)
            }),
            several => self.sequence(several, text, 0, at),
        }
    }

    pub(super) fn exact(&mut self, text: &str, at: At<'_>) -> anyhow::Result<Plan> {
        if at.field.is_some_and(|f| !f.is_prose()) {
            bail!("capitals are known of headline, body and statements only");
        }
        let from = self.marks.all.len();
        let mut shapes = Vec::new();
        let mut parts = Vec::new();
        let mut weight = 0.0;
        for (folded, raw) in words::as_written(text) {
            let plan = self.group(&raw, at, |dictionary| itself(dictionary, &folded))?;
            let Plan::Group(group) = plan else { continue };
            weight += group.idf;
            if let Some((Shape::Leaf(leaf), _)) = self.marks.take(from) {
                shapes.push(Shape::Written(leaf, raw.clone()));
            }
            parts.push(Plan::Written(Box::new(Written {
                slots: group.slots.clone(),
                group,
                folded,
                raw,
                texts: self.snapshot.texts()?,
            })));
        }
        let shape = match shapes.len() {
            0 => None,
            1 => shapes.pop(),
            _ => Some(Shape::Sequence(shapes, 0)),
        };
        if let Some(shape) = shape {
            self.marks.push(shape, weight, at.place());
        }
        Ok(match parts.len() {
            0 => Plan::Nothing,
            1 => parts.remove(0),
            _ => Plan::Sequence(Box::new(Sequence {
                parts,
                slop: 0,
                slots: self.slots(at)?,
            })),
        })
    }

    /// The fields of the index that a query field looks in.
    pub(super) fn slots(&self, at: At<'_>) -> anyhow::Result<Vec<Slot>> {
        let c = self.collection()?;
        let text = |average: f32, fields: &[(Stored, f32)]| -> Vec<Slot> {
            fields
                .iter()
                .map(|(f, w)| Slot {
                    field: *f,
                    weight: *w,
                    table: Some(Arc::new(ranking::table(*w, average))),
                })
                .collect()
        };
        let (headline, body) = ((self.f.headline, ranking::HEADLINE), (self.f.body, 1.0));
        let label = |field| {
            vec![Slot {
                field,
                weight: 0.0,
                table: None,
            }]
        };
        Ok(match at.field {
            None => text(
                ranking::HEADLINE * c.headline() + c.body(),
                &[headline, body],
            ),
            Some(Field::Title) => text(ranking::HEADLINE * c.headline(), &[headline]),
            Some(Field::Body | Field::Lead | Field::Said) => text(c.body(), &[body]),
            Some(Field::Byline) => label(self.f.byline),
            Some(Field::Source) => label(self.f.outlet),
            Some(Field::Section) => label(self.f.section),
            Some(Field::Url) => label(self.f.url),
            Some(Field::Id) => label(self.f.id),
            Some(Field::Language) => label(self.f.language),
            Some(Field::Path) => label(self.f.path),
            Some(Field::Speaker) => label(self.f.speaker),
        })
    }

    /// A word in the forms that `find` gives for each dictionary.
    pub(super) fn group(
        &mut self,
        label: &str,
        at: At<'_>,
        find: impl Fn(&TermDictionary) -> anyhow::Result<Vec<Variant>>,
    ) -> anyhow::Result<Plan> {
        let slots = self.slots(at)?;
        let mut forms = Vec::new();
        let mut told = Vec::new();
        let mut marked: Leaf = Vec::new();
        // Articles that have it: the forms of one field added up, the richer field taken. An upper bound
        // where forms share articles, and near the truth for words that rank.
        let mut articles = vec![0u64; slots.len()];
        let mut occurrences = 0.0;
        let mut picky = false;
        for segment in self.searcher.segment_readers() {
            let mut here = Vec::new();
            let mut told_here = Vec::new();
            for (slot, count) in articles.iter_mut().enumerate() {
                let index = segment.inverted_index(slots[slot].field)?;
                for (word, info, languages) in find(index.terms())? {
                    if at.field == Some(Field::Said) {
                        told_here.extend(self.told(segment, &word, &info, languages)?);
                    }
                    if slots[slot].table.is_some() {
                        let (docs, sum) = frequencies(segment, &index, &info)?;
                        *count += docs;
                        occurrences += sum as f64 * f64::from(slots[slot].weight);
                    }
                    picky |= languages != EVERY;
                    here.push((slot, info, languages));
                    if at.marked() && slots[slot].table.is_some() {
                        marked.push((word, languages));
                    }
                }
                // The dictionaries of an index have most words in common.
                marked.sort();
                marked.dedup();
            }
            // An archive may have millions of paths.
            if !matches!(at.field, Some(Field::Path | Field::Id)) {
                self.forms += here.len();
            }
            if self.forms > MAX_FORMS {
                bail!(
                    "this query stands for more than {MAX_FORMS} words: give more letters before each *"
                );
            }
            forms.push(here);
            told.push(told_here);
        }
        if !told.iter().flatten().any(|form| form.common) {
            told.clear();
        }
        let scored = slots.iter().any(|s| s.table.is_some());
        let articles = articles.into_iter().max().unwrap_or_default();
        let idf = match scored {
            true => ranking::idf(articles, self.collection()?.articles),
            false => 0.0,
        };
        if at.marked() && scored {
            let leaf = self.marks.leaf(marked);
            self.marks.push(Shape::Leaf(leaf), idf, at.place());
        }
        let weight = idf * ranking::burst(occurrences, articles);
        Ok(Plan::Group(Arc::new(Group {
            label: label.to_owned(),
            articles,
            idf,
            weight,
            slots,
            forms,
            told,
            picky,
        })))
    }

    /// Where a form of a word is looked for in statements; nowhere, when it is common and none has it.
    fn told(
        &self,
        segment: &SegmentReader,
        word: &[u8],
        in_body: &TermInfo,
        languages: Languages,
    ) -> anyhow::Result<Option<Form>> {
        let plain = Form {
            languages,
            postings: in_body.clone(),
            common: false,
            repeated: None,
        };
        if !common::is_common(word) {
            return Ok(Some(plain));
        }
        let said = segment.inverted_index(self.f.said)?;
        let Some(postings) = said.terms().get(word)? else {
            return Ok(None);
        };
        Ok(Some(Form {
            postings,
            common: true,
            repeated: said.terms().get(common::repeated(word))?,
            ..plain
        }))
    }

    /// Words as written, or patterns, in this order.
    pub(super) fn sequence(
        &mut self,
        list: &[String],
        label: &str,
        slop: u32,
        at: At<'_>,
    ) -> anyhow::Result<Plan> {
        if list.is_empty() {
            return Ok(Plan::Nothing);
        }
        let wild = |part: &String| part.contains(['*', '?']);
        if list.len() > 1 && !list.iter().any(wild) {
            return self.plain(list, label, slop, at);
        }
        let from = self.marks.all.len();
        let mut parts = Vec::new();
        let mut shapes = Vec::new();
        let mut heaviest = 0.0;
        for part in list {
            let effort = self.effort.clone();
            let label = if list.len() == 1 { label } else { part };
            parts.push(match wild(part) {
                true => self.group(label, at, |dictionary| {
                    expand::pattern(dictionary, part, label, &effort)
                })?,
                false => self.group(label, at, |dictionary| itself(dictionary, part))?,
            });
            if list.len() > 1
                && let Some((shape, weight)) = self.marks.take(from)
            {
                shapes.push(shape);
                heaviest += weight;
            }
        }
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        if !shapes.is_empty() {
            self.marks
                .push(Shape::Sequence(shapes, slop), heaviest, at.place());
        }
        Ok(Plan::Sequence(Box::new(Sequence {
            parts,
            slop,
            slots: self.slots(at)?,
        })))
    }

    /// Two or more words, each as written.
    fn plain(
        &mut self,
        list: &[String],
        label: &str,
        slop: u32,
        at: At<'_>,
    ) -> anyhow::Result<Plan> {
        let slots = self.slots(at)?;
        let mut found = Vec::new();
        let mut articles: FxHashMap<(usize, &str), u64> = FxHashMap::default();
        for segment in self.searcher.segment_readers() {
            let mut here = Vec::new();
            for (slot, s) in slots.iter().enumerate() {
                let index = segment.inverted_index(s.field)?;
                let mut infos = Vec::new();
                for word in list {
                    let Some(info) = index.terms().get(word)? else {
                        continue;
                    };
                    *articles.entry((slot, word)).or_default() += match segment.alive_bitset() {
                        None => u64::from(info.doc_freq),
                        Some(_) => frequencies(segment, &index, &info)?.0,
                    };
                    infos.push(info);
                }
                here.push((infos.len() == list.len()).then_some(infos));
            }
            found.push(here);
        }
        let n = self.collection()?.articles;
        let scored = slots.iter().any(|s| s.table.is_some());
        let idf = match scored {
            true => list
                .iter()
                .map(|w| {
                    (0..slots.len())
                        .filter_map(|s| articles.get(&(s, w.as_str())))
                        .max()
                        .copied()
                        .unwrap_or_default()
                })
                .map(|df| ranking::idf(df, n))
                .sum(),
            false => 0.0,
        };
        if at.marked() && scored {
            let words = list.iter().map(|w| {
                let form = (w.clone().into_bytes(), EVERY);
                Shape::Leaf(self.marks.leaf(vec![form]))
            });
            let shape = Shape::Sequence(words.collect(), slop);
            self.marks.push(shape, idf, at.place());
        }
        Ok(Plan::Phrase(Arc::new(Phrase {
            label: label.to_owned(),
            weight: idf,
            slop,
            slots,
            words: found,
        })))
    }
}
