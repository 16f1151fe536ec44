//! Where single words stand.

use std::ops::Range;
use std::sync::Arc;

use anyhow::bail;
use tantivy::columnar::{Column, ColumnValues};
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, TERMINATED};

use super::super::expand::{EVERY, Languages};
use super::super::schema::Fields;
use super::super::steps::past;
use super::super::stored::Stored;
use super::super::texts::Texts;
use crate::text::case::{self, Case, Reader};
use crate::text::words;

/// Most occurrences that are read beforehand for one part of a query, 8 bytes each.
const MOST_LISTED: usize = 2_000_000;

/// A word in some forms, each in the languages in which it is one.
pub struct Forms {
    forms: Vec<(SegmentPostings, Languages)>,
    /// The article each of them stands on. Most are rare and stand far ahead: side by side that is seen without a look
    /// into each.
    at: Vec<DocId>,
    /// Each article's language, where that makes a difference.
    language: Option<Arc<dyn ColumnValues<u64>>>,
    pub(super) found: Vec<u32>,
}

/// To this article or the first one behind it that has the word, and which that is. Articles must come in order.
fn settle(postings: &mut SegmentPostings, doc: DocId) -> DocId {
    // Mostly it is the next one, which a search in the block finds later.
    if postings.doc() < doc && postings.advance() < doc {
        postings.seek(doc);
    }
    postings.doc()
}

fn bit(language: Option<&Arc<dyn ColumnValues<u64>>>, doc: DocId) -> Languages {
    language.map_or(EVERY, |column| 1 << column.get_val(doc).min(31))
}

impl Forms {
    /// Postings stand on their first article.
    pub fn new(
        forms: Vec<(SegmentPostings, Languages)>,
        language: Option<Arc<dyn ColumnValues<u64>>>,
    ) -> Self {
        Forms {
            at: forms.iter().map(|(form, _)| form.doc()).collect(),
            forms,
            language,
            found: Vec::new(),
        }
    }

    pub(super) fn load(&mut self, doc: DocId) {
        self.found.clear();
        let mut several = false;
        // The word itself counts in every language: most articles are not asked for theirs.
        let mut known = None;
        let mut bit = || *known.get_or_insert_with(|| bit(self.language.as_ref(), doc));
        for (at, (form, languages)) in self.at.iter_mut().zip(&mut self.forms) {
            if *at < doc {
                *at = settle(form, doc);
            }
            if *at == doc && (*languages == EVERY || *languages & bit() != 0) {
                several = !self.found.is_empty();
                form.append_positions_with_offset(0, &mut self.found);
            }
        }
        if several {
            self.found.sort_unstable();
            self.found.dedup();
        }
    }
}

/// Occurrences of words with very many forms, read to the end beforehand: asking each form for every article
/// would take the product of the two.
#[derive(Default)]
pub struct List {
    /// Article and place, in one number: so many are sorted quicker.
    all: Vec<u64>,
    at: Range<usize>,
}

impl List {
    /// Of these places in articles, in order.
    pub fn of(all: &[(DocId, u32)]) -> Self {
        let one = |(doc, at): &(DocId, u32)| u64::from(*doc) << 32 | u64::from(*at);
        List {
            all: all.iter().map(one).collect(),
            at: 0..0,
        }
    }

    /// Reads one more form. Fails when there are too many occurrences.
    pub fn read(
        &mut self,
        mut postings: SegmentPostings,
        languages: Languages,
        language: Option<&Arc<dyn ColumnValues<u64>>>,
    ) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if languages & bit(language, doc) != 0 {
                postings.positions(&mut buffer);
                let doc = u64::from(doc) << 32;
                self.all
                    .extend(buffer.iter().map(|at| doc | u64::from(*at)));
            }
            if self.all.len() > MOST_LISTED {
                bail!(
                    "a part of this query that distances are measured from stands in more than {MOST_LISTED} places: \
                     give more letters before each *"
                );
            }
            doc = postings.advance();
        }
        Ok(())
    }

    /// To be called when all forms are read.
    pub fn sorted(mut self) -> Self {
        self.all.sort_unstable();
        self.all.dedup();
        self
    }

    pub(super) fn load(&mut self, doc: DocId) {
        let article = |i: usize| (self.all[i] >> 32) as DocId;
        let from = self.at.end.min(self.all.len());
        // Articles come in order; one may be asked for twice.
        let from = match self.all.get(self.at.start) {
            Some(d) if (*d >> 32) as DocId == doc => self.at.start,
            _ => past(from, self.all.len(), |i| article(i) < doc),
        };
        self.at = from..past(from, self.all.len(), |i| article(i) == doc);
    }

    pub(super) fn places<'a>(&'a self, range: &Range<u32>) -> impl Iterator<Item = u32> + 'a {
        let range = range.clone();
        self.all[self.at.clone()]
            .iter()
            .map(|at| *at as u32)
            .filter(move |at| range.contains(at))
    }
}

/// How the words of one field of one segment are written.
pub struct Spelling {
    /// See [`super::super::schema::Fields::body_case`].
    pub column: Option<Column<u64>>,
    /// The texts themselves, for what two bits do not tell.
    pub store: StoreReader,
    /// What unpacks them.
    pub texts: Arc<Texts>,
    /// Fields of the index.
    pub fields: Fields,
    /// Headline or body.
    pub field: Field,
}

/// A word as written.
pub struct Written {
    /// Of the folded word.
    postings: Option<SegmentPostings>,
    case: Case,
    /// In the form of [`words::written`].
    raw: String,
    spelling: Spelling,
    pub(super) found: Vec<u32>,
}

impl Written {
    /// `raw` is the word as written, `folded` its folded form, whose postings these are.
    pub fn new(
        postings: Option<SegmentPostings>,
        folded: &str,
        raw: &str,
        spelling: Spelling,
    ) -> Self {
        Written {
            postings,
            case: case::of(folded, raw),
            raw: raw.to_owned(),
            spelling,
            found: Vec::new(),
        }
    }

    pub(super) fn load(&mut self, doc: DocId) {
        self.found.clear();
        let Some(postings) = &mut self.postings else {
            return;
        };
        if settle(postings, doc) != doc {
            return;
        }
        postings.append_positions_with_offset(0, &mut self.found);
        let Some(column) = &self.spelling.column else {
            self.found.clear();
            return;
        };
        let rows = column.index.value_row_ids(doc);
        let case = self.case;
        let mut cases = Reader::new(|at| match rows.start.saturating_add(at) {
            row if row < rows.end => column.values.get_val(row),
            _ => 0,
        });
        self.found
            .retain(|at| cases.case(*at as usize) == Some(case));
        if case == Case::Other && !self.found.is_empty() {
            self.look(doc);
        }
    }

    /// Keeps the places where the text has the word just so. A text that cannot be read has it nowhere; reading the
    /// hit itself reports the damage.
    fn look(&mut self, doc: DocId) {
        let from = &self.spelling;
        let stored = Stored::read(&from.store, doc).ok();
        let article = stored.and_then(|d| from.texts.article(&d, &from.fields).ok());
        let article = article.unwrap_or_default();
        let text = match from.field == from.fields.headline {
            true => &article.headline,
            false => &article.body,
        };
        let mut walk = words::words(text);
        let mut word = String::new();
        let mut next = 0;
        let raw = &self.raw;
        self.found.retain(|at| {
            loop {
                let Some((start, end)) = walk.next_into(&mut word) else {
                    return false;
                };
                next += 1;
                if next == *at + 1 {
                    return words::written(&text[start..end]) == *raw;
                }
            }
        });
    }
}
