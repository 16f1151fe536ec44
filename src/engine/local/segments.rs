//! The segments of an index, each looked through by itself: side by side, where there are processors for it.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use tantivy::{Searcher, SegmentReader};

use super::seam::caught;

/// Fewer postings than this are read before another thread has found its memory.
const FEW: u64 = 50_000;

/// Processors there are for this process; 1 where that is not known. Asked once, as it takes some files to know.
pub fn processors() -> usize {
    static KNOWN: OnceLock<usize> = OnceLock::new();
    *KNOWN.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

/// What `of` gives for each segment and its place in the searcher, in their order. The first error among them is the
/// error. `postings`: about how many are read in all.
pub fn each<T: Send>(
    searcher: &Searcher,
    postings: u64,
    of: impl Fn(usize, &SegmentReader) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    let segments = searcher.segment_readers().iter().enumerate().collect();
    beside(segments, postings, |(ord, segment)| of(ord, segment))
}

/// The same of what has been found in each segment: `postings` are looked at in all.
pub fn beside<T: Send, R: Send>(
    all: Vec<T>,
    postings: u64,
    of: impl Fn(T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let count = all.len();
    if count < 2 || postings < FEW {
        return all.into_iter().map(of).collect();
    }
    let left = Mutex::new(all.into_iter().enumerate());
    let work = || {
        let mut done = Vec::new();
        loop {
            let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
            match next {
                None => return done,
                Some((nth, one)) => done.push((nth, caught(|| of(one)))),
            }
        }
    };
    let threads = processors();
    let mut all = thread::scope(|scope| {
        // One that cannot be had leaves its work to the others.
        let others = (1..threads.min(count))
            .map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok());
        let others: Vec<_> = others.collect();
        let mut all = work();
        all.extend(others.into_iter().filter_map(|t| t.join().ok()).flatten());
        all
    });
    all.sort_unstable_by_key(|(nth, _)| *nth);
    all.into_iter().map(|(_, found)| found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    /// An index of so many segments with three documents each.
    fn searcher(segments: usize) -> Searcher {
        let mut schema = Schema::builder();
        schema.add_text_field("kind", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15 << 20).unwrap();
        writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
        for _ in 0..segments {
            for _ in 0..3 {
                writer.add_document(TantivyDocument::new()).unwrap();
            }
            writer.commit().unwrap();
        }
        index.reader().unwrap().searcher()
    }

    #[test]
    fn each_segment_is_looked_through_once_and_in_order() {
        for (segments, postings) in [(0, 0), (1, FEW), (3, 10), (5, FEW)] {
            let searcher = searcher(segments);
            let found = each(&searcher, postings, |ord, segment| {
                Ok((ord, segment.num_docs()))
            });
            let expected: Vec<_> = (0..segments).map(|ord| (ord, 3)).collect();
            assert_eq!(found.unwrap(), expected);
        }
    }

    #[test]
    fn what_fails_in_one_fails_as_a_whole() {
        let searcher = searcher(5);
        let error = each(&searcher, FEW, |ord, _| match ord {
            0 | 2 => Ok(()),
            1 => bail!("first"),
            _ => bail!("later"),
        });
        assert_eq!(error.unwrap_err().to_string(), "first");
        let error = each(&searcher, FEW, |ord, _| match ord {
            4 => panic!("no such block"),
            _ => Ok(()),
        });
        let error = error.unwrap_err().to_string();
        assert!(error.contains("(no such block, segments.rs:"), "{error}");
    }
}
