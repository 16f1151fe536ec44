//! Looks at everything an answer can come from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Index, SegmentReader, Term};

use super::document::{label, voice_of, words_of};
use super::lookup::documents;
use super::rows::Rows;
use super::schema::{ARTICLE, DICTIONARY, FILE, Fields};
use super::seam::guard;
use super::texts::Texts;
use super::voices::Voices;
use super::{LocalIndex, beside, kept, state};
use crate::article::{Article, Span};
use crate::engine::CheckReport;
use crate::error::IndexError;

/// Most faults listed.
const LISTED: usize = 20;
/// How often to begin again when another program commits meanwhile.
const TRIES: usize = 5;

/// See [`LocalIndex::check`].
pub fn check(dir: &Path) -> anyhow::Result<CheckReport> {
    if !LocalIndex::is_committed(dir) {
        return Err(IndexError::Missing(dir.to_owned()).into());
    }
    let meta = || fs::read(dir.join("meta.json")).ok();
    let mut tries = TRIES;
    loop {
        let before = meta();
        let report = once(dir)?;
        tries -= 1;
        // What another program took away meanwhile is no fault.
        if report.damage.is_empty() || before == meta() || tries == 0 {
            return Ok(report);
        }
    }
}

fn once(dir: &Path) -> anyhow::Result<CheckReport> {
    let mut report = CheckReport::default();
    let index = guard(dir, || {
        let index = Index::open_in_dir(dir)?;
        let meta = index.load_metas()?;
        Ok((index, state::files(&meta)))
    });
    let (index, files) = match index {
        Ok(both) => both,
        Err(error) => {
            report.damage.push(words(&error));
            return Ok(report);
        }
    };
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort();
    for name in files {
        if let Err(error) = guard(dir, || state::compare(&index, &name)) {
            report.damage.push(words(&error));
        }
        report.bytes += fs::metadata(dir.join(&name)).map_or(0, |found| found.len());
    }
    for name in kept::FILES {
        if !beside::is_sound(dir, name)? {
            report.damage.push(format!("{name}: its checksum is wrong"));
        }
    }
    if report.damage.is_empty() {
        match LocalIndex::open(dir) {
            Ok(index) => {
                let looked = guard(dir, || contents(&index, &mut report));
                report.damage.extend(looked.err().map(|e| words(&e)));
            }
            Err(error) => match error.downcast_ref() {
                Some(IndexError::Damaged(_)) => report.damage.push(words(&error)),
                _ => return Err(error),
            },
        }
    }
    report.damage.truncate(LISTED);
    Ok(report)
}

fn words(error: &anyhow::Error) -> String {
    match error.downcast_ref() {
        Some(IndexError::Damaged(what)) => what.clone(),
        _ => format!("{error:#}"),
    }
}

/// Every document, and whether they agree with each other and with the totals of the commit.
fn contents(index: &LocalIndex, report: &mut CheckReport) -> anyhow::Result<()> {
    let state = index.state()?;
    let texts = Texts::of(&state.searcher, &index.fields)?;
    let mut dictionaries = 0;
    // Articles of each file: those there are, and those its record tells of.
    let mut files: BTreeMap<String, (u32, Option<u32>)> = BTreeMap::new();
    for (ord, segment) in state.searcher.segment_readers().iter().enumerate() {
        let look = Look {
            segment,
            ord: ord as u32,
            texts: &texts,
            fields: &index.fields,
        };
        look.at(report, &mut files, &mut dictionaries)?;
        if report.damage.len() >= LISTED {
            return Ok(());
        }
    }
    for (path, (there, told)) in files {
        match told {
            None => report
                .damage
                .push(format!("{path}: articles of a file that has no record")),
            Some(told) if told != there => report.damage.push(format!(
                "{path}: {there} articles, and its record tells of {told}"
            )),
            Some(_) => {}
        }
    }
    let all = report.articles + report.files + dictionaries;
    let expected = state.payload.as_ref().map_or(0, |p| p.documents);
    if all != expected {
        report.damage.push(format!(
            "there are {all} documents, and {expected} were committed"
        ));
    }
    Ok(())
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Article,
    File,
    Dictionary,
}

/// Of a document without a path.
const NONE: u32 = u32::MAX;

/// Paths of each document of a segment: of an article in an archive file there are two, of any other one.
struct Paths {
    names: Vec<String>,
    /// Which of the names, by document.
    of: Vec<[u32; 2]>,
}

impl Paths {
    fn get(&self, doc: DocId) -> [Option<&str>; 2] {
        let of = self.of.get(doc as usize).copied().unwrap_or([NONE; 2]);
        of.map(|n| self.names.get(n as usize).map(String::as_str))
    }

    /// True when the document is found by these paths and no other.
    fn are(&self, doc: DocId, file: &str, own: &str) -> bool {
        let mut known = self.get(doc);
        let mut right = [Some(file), (own != file).then_some(own)];
        known.sort();
        right.sort();
        known == right
    }
}

/// A segment being looked at.
struct Look<'a> {
    segment: &'a SegmentReader,
    ord: u32,
    texts: &'a Texts,
    fields: &'a Fields,
}

impl Look<'_> {
    fn at(
        &self,
        report: &mut CheckReport,
        files: &mut BTreeMap<String, (u32, Option<u32>)>,
        dictionaries: &mut u64,
    ) -> anyhow::Result<()> {
        let (kinds, paths) = (self.kinds()?, self.paths()?);
        let fast = self.segment.fast_fields();
        let statements = Statements::of(self.segment)?;
        let told = fast.column_opt::<u64>("articles")?;
        let length = fast.column_opt::<u64>("length")?;
        let value = |column: &Option<Column<u64>>, doc| column.as_ref().and_then(|c| c.first(doc));
        for doc in self.segment.doc_ids_alive() {
            let path = paths.get(doc)[0].unwrap_or_default();
            let mut fault = |what: &str| {
                let text = format!("document {doc} of {path:?}: {what}");
                report.damage.push(text);
            };
            let Some(kind) = kinds.get(doc as usize).copied().flatten() else {
                fault("neither article, file nor dictionary");
                continue;
            };
            match kind {
                Kind::Article => {
                    let address = DocAddress::new(self.ord, doc);
                    let stored = self.texts.stored(address)?;
                    let article = match self.texts.article(&stored, self.fields) {
                        Ok(article) => article,
                        Err(error) => {
                            fault(&format!("{error:#}"));
                            continue;
                        }
                    };
                    if !paths.are(doc, article.file(), &article.source.path) {
                        fault("found by other paths than its own");
                    }
                    if let Some(what) = outside(&article) {
                        fault(what);
                    }
                    let words = value(&length, doc).unwrap_or(0);
                    if let Some(what) = statements.fault(doc, &article, words) {
                        fault(what);
                    }
                    report.quotes += article.quotes.len() as u64;
                    files.entry(article.file().to_owned()).or_default().0 += 1;
                    report.articles += 1;
                }
                Kind::File => {
                    if !paths.are(doc, path, path) {
                        fault("a file of two paths");
                    }
                    let told = value(&told, doc).unwrap_or(0) as u32;
                    let record = &mut files.entry(path.to_owned()).or_default().1;
                    if record.replace(told).is_some() {
                        fault("a second record of one file");
                    }
                    report.files += 1;
                }
                // Whatever has to be unpacked by it has been, or is a fault of its own.
                Kind::Dictionary => *dictionaries += 1,
            }
            if report.damage.len() >= LISTED {
                return Ok(());
            }
        }
        Ok(())
    }

    fn kinds(&self) -> anyhow::Result<Vec<Option<Kind>>> {
        let mut kinds = vec![None; self.segment.max_doc() as usize];
        let mut twice = Vec::new();
        let names = [
            (ARTICLE, Kind::Article),
            (FILE, Kind::File),
            (DICTIONARY, Kind::Dictionary),
        ];
        for (name, kind) in names {
            let term = Term::from_field_text(self.fields.kind, name);
            for doc in documents(self.segment, &term)? {
                let place = kinds.get_mut(doc as usize);
                if place.is_none_or(|place| place.replace(kind).is_some()) {
                    twice.push(doc);
                }
            }
        }
        for doc in twice {
            if let Some(place) = kinds.get_mut(doc as usize) {
                *place = None;
            }
        }
        Ok(kinds)
    }

    /// The path each document is found, and removed, by.
    fn paths(&self) -> anyhow::Result<Paths> {
        let mut paths = Paths {
            names: Vec::new(),
            of: vec![[NONE; 2]; self.segment.max_doc() as usize],
        };
        let mut third = Vec::new();
        let inverted = self.segment.inverted_index(self.fields.path)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            let path = String::from_utf8_lossy(terms.key()).into_owned();
            let term = Term::from_field_text(self.fields.path, &path);
            let number = paths.names.len() as u32;
            for doc in documents(self.segment, &term)? {
                let of = paths.of.get_mut(doc as usize);
                match of.and_then(|of| of.iter_mut().find(|of| **of == NONE)) {
                    Some(place) => *place = number,
                    None => third.push(doc),
                }
            }
            paths.names.push(path);
        }
        for doc in third {
            if let Some(of) = paths.of.get_mut(doc as usize) {
                *of = [NONE; 2];
            }
        }
        Ok(paths)
    }
}

/// The columns of statements.
struct Statements {
    rows: Rows,
    persons: Option<StrColumn>,
    roles: Option<StrColumn>,
}

impl Statements {
    fn of(segment: &SegmentReader) -> anyhow::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Statements {
            rows: Rows::of(segment)?,
            persons: fast.str("person")?,
            roles: fast.str("role")?,
        })
    }

    /// What is wrong with those of an article of so many words.
    fn fault(&self, doc: DocId, article: &Article, words: u64) -> Option<&'static str> {
        let rows = self.rows.of_article(doc);
        if rows.len() != article.quotes.len() {
            return Some("not as many statements as it has");
        }
        let voices = Voices::of(article);
        let mut room = Vec::new();
        for (place, voice) in self.rows.places(&rows, &mut room).iter().zip(&voices.of) {
            if u64::from(words_of(*place).end) > words {
                return Some("a statement outside its article");
            }
            if voice_of(*place) != *voice {
                return Some("a statement of somebody else");
            }
        }
        let named = &voices.named;
        let names = named.iter().map(|s| label(&s.name));
        let roles = named.iter().map(|s| s.role.as_deref().map_or("", label));
        let same =
            tells(self.persons.as_ref(), doc, names) && tells(self.roles.as_ref(), doc, roles);
        (!same).then_some("a speaker of another name or role")
    }
}

/// True when a column has these values of an article, and no others.
fn tells<'a>(
    column: Option<&StrColumn>,
    doc: DocId,
    values: impl ExactSizeIterator<Item = &'a str>,
) -> bool {
    let Some(column) = column else {
        return values.len() == 0;
    };
    let own = column.ords().index.value_row_ids(doc);
    let mut known = String::new();
    own.len() == values.len()
        && own.zip(values).all(|(at, value)| {
            known.clear();
            let ord = column.ords().values.get_val(at);
            column.ord_to_str(ord, &mut known).unwrap_or(false) && known == value
        })
}

/// What of an article lies outside its text.
fn outside(article: &Article) -> Option<&'static str> {
    let inside = |span: &Span| article.body.get(span.start..span.end).is_some();
    for quote in &article.quotes {
        let mut parts = quote.cue.iter().chain(&quote.mention);
        if !inside(&quote.span) || !parts.all(inside) {
            return Some("a statement outside the text");
        }
        if quote.speaker.is_some_and(|s| s >= article.speakers.len()) {
            return Some("a statement of nobody it names");
        }
    }
    match article.dates.iter().all(|d| inside(&d.span)) {
        true => None,
        false => Some("a date outside the text"),
    }
}
