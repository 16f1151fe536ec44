//! Words -> what walks over the articles of one segment that have them.

use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::postings::TermInfo;
use tantivy::query::{EmptyScorer, Scorer};
use tantivy::schema::{Field as Stored, IndexRecordOption};
use tantivy::{InvertedIndexReader, SegmentReader};

use super::super::expand::Languages;
use super::super::group::{Cursor, GroupScorer};
use super::super::ranking::Lengths;
use super::super::scorer;
use super::super::within::{Candidates, OTHERS, REPEATED, SAID, SEVERAL};
use super::scorers::Here;
use super::{Group, Plan, Slot};

/// Groups with more forms than this are read to the end beforehand.
pub(super) const MANY: usize = 24;
/// Most words of which any is looked for at once, each with some room of its own.
const TOGETHER: usize = 8;

/// The lengths of a segment's articles in these fields.
pub(super) fn lengths(slots: &[Slot], segment: &SegmentReader) -> anyhow::Result<Lengths> {
    let mut fields = Vec::new();
    for slot in slots {
        if let Some(table) = &slot.table {
            fields.push((segment.get_fieldnorms_reader(slot.field)?, table.clone()));
        }
    }
    Ok(Lengths { fields })
}

impl Group {
    /// The fields it looks in, by slot.
    pub fn fields(&self) -> impl Iterator<Item = Stored> {
        self.slots.iter().map(|s| s.field)
    }

    /// The most forms it has in a segment, those of different fields apart.
    pub(super) fn most_forms(&self) -> usize {
        self.forms.iter().map(Vec::len).max().unwrap_or_default()
    }

    /// The postings of its forms in one segment and field.
    pub fn forms_in(&self, ord: usize, slot: usize) -> impl Iterator<Item = &TermInfo> {
        self.forms[ord]
            .iter()
            .filter(move |(s, ..)| *s == slot)
            .map(|(_, info, _)| info)
    }

    /// The lengths by which it is scored.
    pub fn lengths(&self, segment: &SegmentReader) -> anyhow::Result<Lengths> {
        lengths(&self.slots, segment)
    }

    /// Each article's language, where forms count in some languages only.
    pub(super) fn languages(
        &self,
        segment: &SegmentReader,
        ord: usize,
    ) -> anyhow::Result<Option<Arc<dyn ColumnValues<u64>>>> {
        if !self.picky {
            return Ok(None);
        }
        let column = segment.fast_fields().column_opt::<u64>("stemmer")?;
        Ok(column.and_then(|column| {
            // In an archive of one language every form counts everywhere.
            let (min, max) = (column.min_value(), column.max_value());
            let bit = 1 << min.min(31);
            let counts = |languages: &Languages| languages & bit != 0;
            let alike = min == max && self.forms[ord].iter().all(|(_, _, l)| counts(l));
            (!alike).then(|| column.first_or_default_col(0))
        }))
    }

    /// Its forms in one field of one segment.
    pub(super) fn in_field(
        &self,
        ord: usize,
        field: Stored,
    ) -> impl Iterator<Item = (&TermInfo, Languages)> {
        let all = self.forms.get(ord).into_iter().flatten();
        all.filter(move |(slot, ..)| self.slots.get(*slot).is_some_and(|s| s.field == field))
            .map(|(_, info, languages)| (info, *languages))
    }

    /// True when so many forms are read to the end, one after the other.
    fn is_listed(&self, ord: usize) -> bool {
        !self.picky && self.forms[ord].len() > MANY
    }

    /// Its forms, on their first articles.
    fn cursors(
        &self,
        segment: &SegmentReader,
        ord: usize,
    ) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Cursor>>> {
        let indexes: Vec<_> = self
            .slots
            .iter()
            .map(|slot| segment.inverted_index(slot.field))
            .collect::<Result<_, _>>()?;
        Ok(self.forms[ord].iter().map(move |(slot, info, languages)| {
            let index = &indexes[*slot];
            let postings =
                index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
            Ok(Cursor::new(postings, self.slots[*slot].weight, *languages))
        }))
    }

    /// The articles that have it.
    pub(super) fn scorer(
        &self,
        segment: &SegmentReader,
        ord: usize,
    ) -> anyhow::Result<Box<dyn Scorer>> {
        if !self.is_listed(ord) {
            return any(&[self], segment, ord);
        }
        let forms = &self.forms[ord];
        let postings = forms.iter().map(|(_, info, _)| u64::from(info.doc_freq));
        scorer::read(
            self.cursors(segment, ord)?,
            postings.sum(),
            segment.max_doc(),
            self.lengths(segment)?,
            self.weight,
        )
    }

    /// The articles that may say it, with what [`Candidates::Told`] asks for. None where each of them is to be looked
    /// at.
    pub(super) fn told(&self, here: Here<'_>) -> anyhow::Result<Option<Candidates>> {
        let forms = match self.told.get(here.ord) {
            Some(forms) if forms.len() <= MANY => forms,
            _ => return Ok(None),
        };
        let said = here.segment.inverted_index(here.f.said)?;
        let body = here.segment.inverted_index(here.f.body)?;
        let common = || forms.iter().filter(|form| form.common);
        let first = common().map(|form| form.postings.doc_freq).max();
        let mut first = first.unwrap_or_default();
        let mut cursors = Vec::new();
        for form in forms {
            let mut open = |index: &InvertedIndexReader, info, word, weight| {
                let option = IndexRecordOption::WithFreqs;
                let postings = index.read_block_postings_from_terminfo(info, option)?;
                cursors.push(Cursor::new(postings, weight, form.languages).of(word));
                anyhow::Ok(())
            };
            match form.common {
                true if form.postings.doc_freq == first => {
                    // Of two as common, one.
                    first = u32::MAX;
                    open(&said, &form.postings, SAID, 1.0)?;
                }
                true => open(&said, &form.postings, SAID, SEVERAL)?,
                false => open(&body, &form.postings, OTHERS, 1.0)?,
            }
            if let Some(repeated) = &form.repeated {
                open(&said, repeated, REPEATED, 1.0)?;
            }
        }
        let words = match common().count() == forms.len() {
            true => vec![1.0; OTHERS],
            false => vec![1.0; OTHERS + 1],
        };
        let lengths = Lengths { fields: Vec::new() };
        let language = self.languages(here.segment, here.ord)?;
        let articles = GroupScorer::new(cursors, lengths, language, words);
        Ok(Some(Candidates::Told(Box::new(articles))))
    }

    /// True when both are looked for in the same fields.
    fn is_beside(&self, other: &Group) -> bool {
        let of = |group: &Group| -> Vec<(Stored, f32)> {
            group.slots.iter().map(|s| (s.field, s.weight)).collect()
        };
        of(self) == of(other)
    }
}

/// These as words of which any is looked for at once, where they are a few in the same fields. See [`any`].
pub(super) fn together(of: &[Plan], ord: usize) -> Option<Vec<&Group>> {
    let groups = of.iter().map(|plan| match plan {
        Plan::Group(group) if !group.is_listed(ord) => Some(&**group),
        _ => None,
    });
    let groups: Vec<&Group> = match of.len() {
        2..=TOGETHER => groups.collect::<Option<_>>()?,
        _ => return None,
    };
    let (first, others) = groups.split_first()?;
    let beside = others.iter().all(|other| first.is_beside(other));
    beside.then_some(groups)
}

/// The articles that have any of these words, which are looked for in the same fields.
///
/// Followed by themselves, the nearest would be looked for at each step, and each article's lengths for each word.
pub(super) fn any(
    groups: &[&Group],
    segment: &SegmentReader,
    ord: usize,
) -> anyhow::Result<Box<dyn Scorer>> {
    let mut cursors = Vec::new();
    let mut language = None;
    for (word, group) in groups.iter().enumerate() {
        for cursor in group.cursors(segment, ord)? {
            cursors.push(cursor?.of(word));
        }
        language = language.or(group.languages(segment, ord)?);
    }
    let Some(first) = groups.first().filter(|_| !cursors.is_empty()) else {
        return Ok(Box::new(EmptyScorer));
    };
    let weights = groups.iter().map(|group| group.weight).collect();
    let lengths = first.lengths(segment)?;
    Ok(Box::new(GroupScorer::new(
        cursors, lengths, language, weights,
    )))
}
