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
        let load = self.backlog.change(|load| {
            load.documents -= 1;
            load.bytes -= self.bytes;
        });
        if load.documents == MOST.documents / 2 - 1
            || load.bytes < MOST.bytes / 2 && load.bytes + self.bytes >= MOST.bytes / 2
        {
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
