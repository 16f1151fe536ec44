//! What is on its way to tantivy's threads, and how much of it there may be.

use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tantivy::TantivyDocument;
use tantivy::schema::Document;

use super::document;
use super::schema::Fields;
use crate::article::Article;

/// Most documents under way, and bytes of them; tantivy by itself lets ten thousand wait, of any size.
const MOST: Load = Load {
    documents: 512,
    bytes: 32 << 20,
};
/// So long is waited for room at a time. A thread of tantivy's that has failed leaves none, and the next document tells.
const PATIENCE: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Default)]
struct Load {
    documents: usize,
    bytes: usize,
}

/// Counts what is under way.
#[derive(Default)]
pub struct Backlog {
    load: Mutex<Load>,
    less: Condvar,
}

impl Backlog {
    /// Waits until there is room, most often not at all. Once there is none, half of what may be under way goes first:
    /// threads that wait for each other document by document do little else.
    fn wait(&self) {
        let load = self.load.lock().unwrap_or_else(PoisonError::into_inner);
        if load.documents < MOST.documents && load.bytes < MOST.bytes {
            return;
        }
        let many =
            |load: &mut Load| load.documents >= MOST.documents / 2 || load.bytes >= MOST.bytes / 2;
        let _woken = self.less.wait_timeout_while(load, PATIENCE, many);
    }

    fn change(&self, change: impl FnOnce(&mut Load)) -> Load {
        let mut load = self.load.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut load);
        *load
    }
}

/// A document as it goes to one of tantivy's threads, which makes of an article what is indexed: it is done with it at
/// once, and all threads share in the work.
pub struct Pending {
    what: What,
    bytes: usize,
    backlog: Arc<Backlog>,
}

enum What {
    Article {
        article: Box<Article>,
        packed: Vec<u8>,
        fields: Arc<Fields>,
        made: OnceLock<TantivyDocument>,
    },
    Made(TantivyDocument),
}

impl Pending {
    /// An article, and what [`super::texts::Packer`] makes of it. Waits while too many are under way.
    pub fn article(
        article: Box<Article>,
        packed: Vec<u8>,
        fields: Arc<Fields>,
        backlog: &Arc<Backlog>,
    ) -> Self {
        let bytes = article.body.len() + packed.len();
        let what = What::Article {
            article,
            packed,
            fields,
            made: OnceLock::new(),
        };
        Pending::of(what, bytes, backlog)
    }

    /// Any other document.
    pub fn made(document: TantivyDocument, backlog: &Arc<Backlog>) -> Self {
        Pending::of(What::Made(document), 0, backlog)
    }

    fn of(what: What, bytes: usize, backlog: &Arc<Backlog>) -> Self {
        backlog.wait();
        backlog.change(|load| {
            load.documents += 1;
            load.bytes += bytes;
        });
        Pending {
            what,
            bytes,
            backlog: backlog.clone(),
        }
    }

    fn document(&self) -> &TantivyDocument {
        match &self.what {
            What::Article {
                article,
                packed,
                fields,
                made,
            } => made.get_or_init(|| document::from_article(article, packed, fields)),
            What::Made(document) => document,
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let bytes = self.bytes;
        let load = self.backlog.change(|load| {
            load.documents -= 1;
            load.bytes -= bytes;
        });
        // Nobody waits any longer than until half is left of the one and of the other.
        let half = Load {
            documents: MOST.documents / 2,
            bytes: MOST.bytes / 2,
        };
        let passed = load.documents + 1 == half.documents
            || load.bytes < half.bytes && load.bytes + bytes >= half.bytes;
        if passed {
            self.backlog.less.notify_all();
        }
    }
}

impl Document for Pending {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document().iter_fields_and_values()
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread};

    use super::*;

    fn article(backlog: &Arc<Backlog>, bytes: usize) -> Pending {
        let article = Article {
            body: "word ".repeat(bytes / 5),
            ..Article::default()
        };
        let fields = Arc::new(super::super::schema::schema().1);
        Pending::article(Box::new(article), Vec::new(), fields, backlog)
    }

    /// The most that was under way of so many documents nobody takes at first.
    fn most(count: usize, of: impl Fn(&Arc<Backlog>) -> Pending + Send) -> Load {
        let backlog = Arc::<Backlog>::default();
        let (send, receive) = mpsc::channel();
        let mut most = Load::default();
        thread::scope(|scope| {
            let backlog = &backlog;
            scope.spawn(move || (0..count).for_each(|_| drop(send.send(of(backlog)))));
            // More are on their way, and would be there after a while.
            let full = |load: Load| load.documents >= MOST.documents || load.bytes >= MOST.bytes;
            while !full(backlog.change(|_| ())) {
                thread::yield_now();
            }
            thread::sleep(PATIENCE / 2);
            for pending in receive {
                let load = backlog.change(|_| ());
                most.documents = most.documents.max(load.documents);
                most.bytes = most.bytes.max(load.bytes);
                drop(pending);
            }
        });
        let left = backlog.change(|_| ());
        assert_eq!((left.documents, left.bytes), (0, 0));
        most
    }

    #[test]
    fn no_more_is_under_way_than_there_is_room_for() {
        let documents = most(MOST.documents * 8, |backlog| {
            Pending::made(TantivyDocument::new(), backlog)
        });
        assert!((MOST.documents..MOST.documents * 2).contains(&documents.documents));
        let large = most(96, |backlog| article(backlog, 1 << 20));
        assert!((MOST.bytes..MOST.bytes * 2).contains(&large.bytes));
    }

    #[test]
    fn one_document_larger_than_the_room_goes_through() {
        let backlog = Arc::<Backlog>::default();
        let large = article(&backlog, MOST.bytes + 5);
        drop(large);
        let small = article(&backlog, 5);
        assert!(small.iter_fields_and_values().count() > 0);
        drop(small);
        assert_eq!(backlog.change(|_| ()).documents, 0);
    }
}
