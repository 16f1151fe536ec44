//! Articles that have some of several things.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::scorer::ListScorer;

/// Articles that so many of several have: any of them, for one.
struct AnyScorer {
    children: Vec<Box<dyn Scorer>>,
    least: usize,
    /// The children that stand behind the current article, by theirs.
    later: BinaryHeap<Reverse<(DocId, u32)>>,
    /// Those that stand on it, in order.
    here: Vec<u32>,
    doc: DocId,
}

impl AnyScorer {
    /// Children stand on their first article.
    fn new(children: Vec<Box<dyn Scorer>>, least: usize) -> Self {
        let docs = children.iter().map(|c| c.doc()).zip(0..);
        let later = docs.map(Reverse).collect();
        let mut scorer = AnyScorer {
            children,
            least,
            later,
            here: Vec::new(),
            doc: 0,
        };
        scorer.settle();
        scorer
    }

    /// To the first article from those the children stand on that enough of them have.
    fn settle(&mut self) -> DocId {
        loop {
            debug_assert!(self.here.is_empty());
            self.doc = self.later.peek().map_or(TERMINATED, |Reverse((d, _))| *d);
            if self.doc == TERMINATED {
                return TERMINATED;
            }
            while let Some(Reverse((doc, i))) = self.later.peek().copied() {
                if doc != self.doc {
                    break;
                }
                self.later.pop();
                self.here.push(i);
            }
            if self.here.len() >= self.least {
                return self.doc;
            }
            self.step();
        }
    }

    fn step(&mut self) {
        for i in self.here.drain(..) {
            let doc = self.children[i as usize].advance();
            self.later.push(Reverse((doc, i)));
        }
    }
}

impl DocSet for AnyScorer {
    fn advance(&mut self) -> DocId {
        self.step();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for i in self.here.drain(..) {
            let doc = self.children[i as usize].seek(target);
            self.later.push(Reverse((doc, i)));
        }
        while let Some(Reverse((doc, i))) = self.later.peek().copied() {
            if doc >= target {
                break;
            }
            self.later.pop();
            let doc = self.children[i as usize].seek(target);
            self.later.push(Reverse((doc, i)));
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.children
            .iter()
            .map(|c| c.size_hint())
            .fold(0, u32::saturating_add)
    }
}

impl Scorer for AnyScorer {
    fn score(&mut self) -> Score {
        // In one order, so that sums are the same whatever came before.
        self.here.sort_unstable();
        let children = &mut self.children;
        self.here
            .iter()
            .map(|i| children[*i as usize].score())
            .sum()
    }
}

/// The same for a few, which are looked over at each step: dearer ways to find the first are slower.
struct FewScorer {
    children: Vec<Box<dyn Scorer>>,
    /// The article each of them stands on.
    at: Vec<DocId>,
    least: usize,
    doc: DocId,
}

impl FewScorer {
    /// Children stand on their first article.
    fn new(children: Vec<Box<dyn Scorer>>, least: usize) -> Self {
        let mut scorer = FewScorer {
            at: children.iter().map(|c| c.doc()).collect(),
            children,
            least,
            doc: 0,
        };
        scorer.settle();
        scorer
    }

    fn settle(&mut self) -> DocId {
        loop {
            self.doc = self.at.iter().copied().min().unwrap_or(TERMINATED);
            let here = || self.at.iter().filter(|at| **at == self.doc).count();
            if self.doc == TERMINATED || self.least <= 1 || here() >= self.least {
                return self.doc;
            }
            self.step();
        }
    }

    fn step(&mut self) {
        for (child, at) in self.children.iter_mut().zip(&mut self.at) {
            if *at == self.doc {
                *at = child.advance();
            }
        }
    }
}

impl DocSet for FewScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.step();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for (child, at) in self.children.iter_mut().zip(&mut self.at) {
            if *at < target {
                *at = child.seek(target);
            }
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let hints = self.children.iter().map(|c| c.size_hint());
        hints.fold(0, u32::saturating_add)
    }
}

impl Scorer for FewScorer {
    fn score(&mut self) -> Score {
        let here = self.children.iter_mut().zip(&self.at);
        here.filter(|(_, at)| **at == self.doc)
            .map(|(child, _)| child.score())
            .sum()
    }
}

/// More alternatives than this are kept in order of their next article.
const FEW: usize = 8;

/// Articles that so many of `children` have, which stand on their first articles and are followed side by side.
pub fn followed(children: Vec<Box<dyn Scorer>>, least: usize) -> Box<dyn Scorer> {
    match children.len() <= FEW {
        true => Box::new(FewScorer::new(children, least)),
        false => Box::new(AnyScorer::new(children, least)),
    }
}

/// More alternatives than this, and more matches of theirs than documents, are gathered beforehand.
const MANY: usize = 32;

/// Articles that so many of `children` have, which stand on their first articles. `end` is how many documents the
/// segment has.
///
/// Few alternatives are followed side by side. Of a thousand words each step would look for the first among them; some
/// after the others they are read in less than half the time, with eight bytes for each document, and few of them are
/// open at once.
pub fn any(
    children: impl ExactSizeIterator<Item = anyhow::Result<Box<dyn Scorer>>>,
    least: usize,
    end: DocId,
) -> anyhow::Result<Box<dyn Scorer>> {
    let many = children.len() > MANY;
    let mut matches = 0;
    let mut opened = Vec::new();
    let mut gathered: Option<Gathered> = None;
    for child in children {
        let child = child?;
        if let Some(gathered) = &mut gathered {
            gathered.take(child);
            continue;
        }
        matches += u64::from(child.size_hint());
        opened.push(child);
        if many && matches > u64::from(end) {
            let gathered = gathered.insert(Gathered::new(end));
            opened.drain(..).for_each(|child| gathered.take(child));
        }
    }
    Ok(match gathered {
        Some(gathered) => Box::new(gathered.with(least)),
        None => followed(opened, least),
    })
}

/// Documents gathered at once: what is written is in the processor's cache then.
const WINDOW: DocId = 1 << 16;

/// Alternatives that are open at once, for that.
const BATCH: usize = 64;

/// How many of some alternatives each document has, and their points.
struct Gathered {
    found: Vec<(u32, Score)>,
    open: Vec<Box<dyn Scorer>>,
}

impl Gathered {
    /// Of so many documents.
    fn new(end: DocId) -> Self {
        Gathered {
            found: vec![(0, 0.0); end as usize],
            open: Vec::with_capacity(BATCH),
        }
    }

    /// Takes in one more of them.
    fn take(&mut self, child: Box<dyn Scorer>) {
        self.open.push(child);
        if self.open.len() == BATCH {
            self.read();
        }
    }

    /// Reads those that are open to their ends.
    fn read(&mut self) {
        let mut from = 0;
        for window in self.found.chunks_mut(WINDOW as usize) {
            for child in &mut self.open {
                let mut doc = child.doc();
                while let Some((times, points)) = window.get_mut((doc - from) as usize) {
                    *times += 1;
                    *points += child.score();
                    doc = child.advance();
                }
            }
            from += WINDOW;
        }
        self.open.clear();
    }

    /// The documents that have so many.
    fn with(mut self, least: usize) -> ListScorer {
        self.read();
        let enough = self.found.into_iter().zip(0..);
        let enough = enough.filter(|((times, _), _)| *times as usize >= least.max(1));
        ListScorer::of(enough.map(|((_, points), doc)| (doc, points)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(mut scorer: Box<dyn Scorer>) -> Vec<(DocId, Score)> {
        let mut all = Vec::new();
        while scorer.doc() != TERMINATED {
            all.push((scorer.doc(), scorer.score()));
            scorer.advance();
        }
        all
    }

    #[test]
    fn a_few_are_followed_like_many() {
        let children = || -> Vec<Box<dyn Scorer>> {
            let every = |n: u32| {
                let docs = (n..300).step_by(n as usize + 2);
                let docs = docs.map(|doc| (doc, 0.1 + (n * doc % 7) as f32)).collect();
                Box::new(ListScorer::of(docs)) as Box<dyn Scorer>
            };
            (0..FEW as u32).map(every).collect()
        };
        for least in [1, 2, 4] {
            let expected = walk(Box::new(AnyScorer::new(children(), least)));
            assert_eq!(walk(followed(children(), least)), expected);
            for leap in [1, 2, 13, 90] {
                let (mut few, mut many) = (
                    followed(children(), least),
                    AnyScorer::new(children(), least),
                );
                while few.doc() != TERMINATED {
                    assert_eq!((few.doc(), few.score()), (many.doc(), many.score()));
                    let target = few.doc() + leap;
                    assert_eq!(few.seek(target), many.seek(target));
                }
                assert_eq!(many.doc(), TERMINATED);
            }
        }
    }

    /// As many as are gathered, and read side by side all the same.
    #[test]
    fn gathered_alternatives_are_those_read_side_by_side() {
        let most = 2 * WINDOW + 300;
        let children = || -> Vec<Box<dyn Scorer>> {
            let every = |n: u32| {
                let docs = (0..most).step_by(n as usize + 1);
                let docs = docs.map(|doc| (doc, 0.1 + (n * doc % 7) as f32)).collect();
                Box::new(ListScorer::of(docs)) as Box<dyn Scorer>
            };
            (0..=MANY as u32).map(every).collect()
        };
        for least in [1, 2, 9] {
            let expected = walk(Box::new(AnyScorer::new(children(), least)));
            let all = children().into_iter().map(Ok);
            assert_eq!(walk(any(all, least, most).unwrap()), expected);
            assert!(!expected.is_empty());
        }
    }
}
