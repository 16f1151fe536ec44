//! The documents of a term, and the article of an id.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::{Snapshot, document};
use crate::article::Source;

/// The documents of a segment that have the term and are not deleted, in order. Each is read as it is asked for.
pub fn documents<'s>(
    segment: &'s SegmentReader,
    term: &Term,
) -> anyhow::Result<impl Iterator<Item = DocId> + 's> {
    let index = segment.inverted_index(term.field())?;
    let mut postings = index.read_postings(term, IndexRecordOption::Basic)?;
    let all = std::iter::from_fn(move || {
        let postings = postings.as_mut()?;
        let doc = postings.doc();
        postings.advance();
        (doc != TERMINATED).then_some(doc)
    });
    Ok(all.fuse().filter(|doc| !segment.is_deleted(*doc)))
}

/// Where the article with this id is stored: a record's own id first, then `path#record`, or a path alone for its
/// first record.
pub fn lookup(snapshot: &Snapshot, id: &str) -> anyhow::Result<Option<DocAddress>> {
    let f = &snapshot.fields;
    let own = Term::from_field_text(f.id, id);
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        if let Some(doc) = documents(segment, &own)?.next() {
            return Ok(Some(DocAddress::new(ord as u32, doc)));
        }
    }
    let (path, record) = match id.rsplit_once('#') {
        Some((path, record)) if record.parse::<u32>().is_ok() => {
            (path, record.parse().unwrap_or(0))
        }
        _ => (id, 0),
    };
    let source = Source {
        path: path.to_owned(),
        record,
    };
    let key = document::key(&source);
    let path = Term::from_field_text(f.path, path);
    for (ord, segment) in snapshot.searcher.segment_readers().iter().enumerate() {
        // A file may hold a million records: only the one with the right number is read. Its own record has the path,
        // too, and is no article.
        let Some(keys) = segment.fast_fields().column_opt::<u64>("key")? else {
            continue;
        };
        let right = documents(segment, &path)?.filter(|doc| keys.first(*doc) == Some(key));
        for doc in right {
            let address = DocAddress::new(ord as u32, doc);
            let article = snapshot.article(address);
            if article.is_ok_and(|article| article.source.record == record) {
                return Ok(Some(address));
            }
        }
    }
    Ok(None)
}
