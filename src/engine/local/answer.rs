//! A request -> an answer: searches, then reads the hits and finds their passages.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::thread;

use rustc_hash::FxHashMap;
use tantivy::query::Scorer;
use tantivy::{DocAddress, DocSet, Searcher};

use super::fold::{Folded, Under};
use super::ordered::in_order;
use super::passages::Highlighter;
use super::plan::{Plan, Planner};
use super::rows::Rows;
use super::schema::Fields;
use super::seam::caught;
use super::search::Found;
use super::{Snapshot, facets, fold, search, segments};
use crate::article::{Article, Quote, Span};
use crate::engine::{
    Contribution, Hit, Reference, SearchRequest, SearchResponse, Statement, Target,
};

/// See [`crate::engine::Engine::search`].
pub fn answer(snapshot: &Snapshot, request: &SearchRequest) -> anyhow::Result<SearchResponse> {
    let mut planner = Planner::new(snapshot, request.loose_dates);
    let plan = reading_copies(snapshot, is_folding(request), || {
        planner.plan(&request.query.root, request.target == Target::Statements)
    })?;
    let found = found(snapshot, request, &plan, &planner)?;
    let highlighter = Highlighter::new(std::mem::take(&mut planner.marks))
        .with_voices(std::mem::take(&mut planner.voices));
    let mut hits = Vec::new();
    let read = |recent: &mut Recent, head: &Found| {
        let copies = found.under(head);
        hit(snapshot, &plan, &highlighter, request, head, copies, recent)
    };
    let heads = found.heads.get(request.offset..).unwrap_or_default();
    in_order(heads, Recent::default, read, &mut |hit| {
        hits.push(hit);
        Ok(())
    })?;
    Ok(SearchResponse {
        target: request.target,
        total: found.total,
        folded: found.folded,
        facets: facets::facets(snapshot, &plan, request)?,
        hits,
    })
}

fn is_folding(request: &SearchRequest) -> bool {
    request.fold && request.target == Target::Articles
}

/// Of so many articles it takes a millisecond to read which are copies: as long as to plan what to look for.
const MANY: u64 = 300_000;

/// Plans what to look for, and reads meanwhile which articles are copies, where that is to be known of many.
fn reading_copies<T>(snapshot: &Snapshot, folding: bool, plan: impl FnOnce() -> T) -> T {
    if !folding || snapshot.searcher.num_docs() < MANY || segments::processors() < 2 {
        return plan();
    }
    thread::scope(|scope| {
        // What fails here, or cannot be started, fails or is read where it is asked for.
        let read = || drop(caught(|| snapshot.copies()));
        let _ = thread::Builder::new().spawn_scoped(scope, read);
        plan()
    })
}

/// What matches, and the first of it in order.
pub fn found(
    snapshot: &Snapshot,
    request: &SearchRequest,
    plan: &Plan,
    planner: &Planner,
) -> anyhow::Result<Folded> {
    let (searcher, f) = (&snapshot.searcher, &snapshot.fields);
    let most = match request.limit {
        0 => 0,
        limit => request.offset.saturating_add(limit),
    };
    match is_folding(request) {
        true => fold::folded(snapshot, plan, &planner.pairs, request.sort, most),
        false => {
            let (total, heads) =
                search::ranked(searcher, f, plan, &planner.pairs, request.sort, most)?;
            Ok(Folded::unfolded(total, heads))
        }
    }
}

/// Reads one hit and those folded under it.
pub fn hit(
    snapshot: &Snapshot,
    plan: &Plan,
    highlighter: &Highlighter,
    request: &SearchRequest,
    head: &Found,
    copies: &Under,
    recent: &mut Recent,
) -> anyhow::Result<Hit> {
    let (article, statement) = read(snapshot, request.target, highlighter, head, recent)?;
    of_article(
        snapshot,
        plan,
        highlighter,
        request,
        head,
        copies,
        (article, statement),
    )
}

/// The article of a match, and the statement where one was asked for.
pub fn read(
    snapshot: &Snapshot,
    target: Target,
    highlighter: &Highlighter,
    head: &Found,
    recent: &mut Recent,
) -> anyhow::Result<(Article, Option<Statement>)> {
    Ok(match target {
        Target::Articles => (snapshot.article(head.address)?, None),
        Target::Statements => {
            let (address, n) = recent.home(&snapshot.searcher, head.address)?;
            let read = recent.read(snapshot, address, highlighter)?;
            let quote = read.article.quotes.get(n);
            let statement = quote.map(|q| statement(&read.article, q, &read.matches));
            (read.article.clone(), statement)
        }
    })
}

/// The hit that an article, or one of its statements, is.
pub fn of_article(
    snapshot: &Snapshot,
    plan: &Plan,
    highlighter: &Highlighter,
    request: &SearchRequest,
    head: &Found,
    copies: &Under,
    (article, statement): (Article, Option<Statement>),
) -> anyhow::Result<Hit> {
    let (searcher, f) = (&snapshot.searcher, &snapshot.fields);
    Ok(Hit {
        id: article.display_id(),
        headline_matches: highlighter.headline(&article),
        passages: match request.target {
            Target::Articles => highlighter.passages(&article, request.passages),
            Target::Statements => Vec::new(),
        },
        statement,
        score: head.score,
        folded: copies.total,
        copies: copies
            .first
            .iter()
            .take(request.copies)
            .map(|address| Ok(Reference::of(&snapshot.article(*address)?)))
            .collect::<anyhow::Result<_>>()?,
        explanation: match request.explain && !plan.of_statements() {
            true => explain(plan, f, searcher, head.address)?,
            false => Vec::new(),
        },
        source: article.source,
        headline: article.headline,
        byline: article.byline,
        published: article.published,
        outlet: article.outlet,
        section: article.section,
        url: article.url,
        language: article.language,
    })
}

/// Articles kept while their statements are read: those of one article come close together.
const RECENT: usize = 64;

/// The articles last read, and whose the statements of the segments are from which some were.
#[derive(Default)]
pub struct Recent {
    articles: VecDeque<(DocAddress, Arc<Read>)>,
    rows: FxHashMap<u32, Rows>,
}

/// An article, and what matches in its body.
struct Read {
    article: Article,
    matches: Vec<Span>,
}

impl Recent {
    /// The article of a statement, and which of its statements it is, from 0.
    fn home(
        &mut self,
        searcher: &Searcher,
        address: DocAddress,
    ) -> anyhow::Result<(DocAddress, usize)> {
        let ord = address.segment_ord;
        let rows = match self.rows.entry(ord) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Rows::of(searcher.segment_reader(ord))?),
        };
        let article = DocAddress::new(ord, rows.article(address.doc_id));
        Ok((article, rows.nth(address.doc_id) as usize))
    }

    fn read(
        &mut self,
        snapshot: &Snapshot,
        address: DocAddress,
        highlighter: &Highlighter,
    ) -> anyhow::Result<Arc<Read>> {
        if let Some((_, read)) = self.articles.iter().find(|(a, _)| *a == address) {
            return Ok(read.clone());
        }
        let article = snapshot.article(address)?;
        let matches = highlighter.body(&article);
        let read = Arc::new(Read { article, matches });
        self.articles.push_back((address, read.clone()));
        if self.articles.len() > RECENT {
            self.articles.pop_front();
        }
        Ok(read)
    }
}

fn statement(article: &Article, quote: &Quote, matches: &[Span]) -> Statement {
    let body = &article.body;
    let speaker = quote.speaker.and_then(|s| article.speakers.get(s));
    let inside = |m: &&Span| quote.span.start <= m.start && m.end <= quote.span.end;
    Statement {
        span: quote.span,
        text: quote.span.of(body).to_owned(),
        kind: quote.kind,
        cue: quote.cue.map(|c| c.of(body).to_owned()),
        mention: quote.mention.map(|m| m.of(body).to_owned()),
        speaker: speaker.map(|s| s.name.clone()),
        role: speaker.and_then(|s| s.role.clone()),
        matches: matches.iter().filter(inside).copied().collect(),
    }
}

/// What each word and phrase added to the score of one hit.
fn explain(
    plan: &Plan,
    f: &Fields,
    searcher: &Searcher,
    address: DocAddress,
) -> anyhow::Result<Vec<Contribution>> {
    let segment = searcher.segment_reader(address.segment_ord);
    let mut leaves = Vec::new();
    plan.leaves(&mut |leaf| leaves.push(leaf));
    let mut all = Vec::new();
    for leaf in leaves {
        let mut scorer: Box<dyn Scorer> = leaf.scorer(f, segment, address.segment_ord as usize)?;
        if scorer.doc() <= address.doc_id && scorer.seek(address.doc_id) == address.doc_id {
            let points = scorer.score();
            let Some((what, articles)) = leaf.label() else {
                continue;
            };
            if points > 0.0 {
                all.push(Contribution {
                    what,
                    points,
                    articles,
                });
            }
        }
    }
    Ok(all)
}
