//! A request -> hits, one at a time: what is kept of all is where they lie.

use super::answer;
use super::ordered::in_order;
use super::passages::Highlighter;
use super::plan::Planner;
use super::search::Found;
use super::{Snapshot, facets, search};
use crate::article::Span;
use crate::engine::export::{Context, Row, Totals};
use crate::engine::{SearchRequest, Sort, Target};
use crate::query::Query;

/// See [`super::LocalIndex::export`].
pub fn export(
    snapshot: &Snapshot,
    request: &SearchRequest,
    context: usize,
    begin: &mut dyn FnMut(&Totals) -> anyhow::Result<()>,
    take: &mut dyn FnMut(Row) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut planner = Planner::new(snapshot, request.loose_dates);
    let plan = planner.plan(&request.query.root, request.target == Target::Statements)?;
    let found = answer::found(snapshot, request, &plan, &planner)?;
    let heads = found.heads.get(request.offset..).unwrap_or_default();
    begin(&Totals {
        total: found.total,
        folded: found.folded,
        rows: heads.len() as u64,
        articles: articles(snapshot)?,
        facets: facets::facets(snapshot, &plan, request)?,
    })?;
    let highlighter = Highlighter::new(std::mem::take(&mut planner.marks))
        .with_voices(std::mem::take(&mut planner.voices));
    let row = |recent: &mut answer::Recent, head: &Found| {
        let (article, statement) =
            answer::read(snapshot, request.target, &highlighter, head, recent)?;
        let body = match &statement {
            Some(s) => s.matches.first().copied().or(Some(s.span)),
            None => highlighter.first(&article),
        };
        let found_context = match body {
            Some(span) => Some(around(&article.body, span, context, true)),
            None => highlighter
                .headline(&article)
                .first()
                .map(|span| around(&article.headline, *span, context, false)),
        };
        let hash = article.content_hash();
        let copies = found.under(head);
        let hit = answer::of_article(
            snapshot,
            &plan,
            &highlighter,
            request,
            head,
            copies,
            (article, statement),
        )?;
        Ok(Row {
            hit,
            context: found_context,
            hash,
        })
    };
    in_order(heads, answer::Recent::default, row, take)?;
    Ok(())
}

/// Articles of the archive.
fn articles(snapshot: &Snapshot) -> anyhow::Result<u64> {
    let plan = Planner::new(snapshot, true).plan(&Query::all().root, false)?;
    let (total, _) = search::search(
        &snapshot.searcher,
        &snapshot.fields,
        &plan,
        Sort::Relevance,
        0,
    )?;
    Ok(total)
}

/// A match with so many words before and after it.
fn around(text: &str, span: Span, words: usize, body: bool) -> Context {
    let spaced = |words: Vec<&str>| words.join(" ");
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let mut left: Vec<&str> = before.split_whitespace().rev().take(words).collect();
    left.reverse();
    let right = after.split_whitespace().take(words).collect();
    Context {
        left: spaced(left),
        text: text
            .get(span.start..span.end)
            .unwrap_or_default()
            .to_owned(),
        right: spaced(right),
        apart: [
            before.ends_with(char::is_whitespace),
            after.starts_with(char::is_whitespace),
        ],
        span: body.then_some(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_a_match_are_those_next_to_it() {
        let text = "one two\n\nthree grain deal four five six";
        let context = around(text, Span::new(15, 25), 2, true);
        assert_eq!(context.left, "two three");
        assert_eq!(context.text, "grain deal");
        assert_eq!(context.right, "four five");
        assert_eq!(context.span, Some(Span::new(15, 25)));
        assert_eq!(context.gaps(), [" ", " "]);
        let context = around("called it “grain deal”, twice", Span::new(13, 23), 2, true);
        assert_eq!(context.left, "it “");
        assert_eq!(context.right, "”, twice");
        assert_eq!(context.gaps(), ["", ""]);
    }
}
