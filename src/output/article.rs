//! One article as a JSON object.

use serde_json::{Value, json};

use crate::article::Article;

/// The article as `morgue extract` prints it. Offsets are UTF-8 bytes into `body`.
pub fn json(article: &Article) -> Value {
    let body = article.body.as_str();
    let quotes: Vec<Value> = article
        .quotes
        .iter()
        .map(|q| {
            let speaker = q.speaker.map(|s| &article.speakers[s]);
            json!({
                "speaker": speaker.map(|s| &s.name),
                "role": speaker.and_then(|s| s.role.as_ref()),
                "mention": q.mention.map(|m| m.of(body)),
                "cue": q.cue.map(|c| c.of(body)),
                "kind": q.kind,
                "start": q.span.start,
                "end": q.span.end,
                "text": q.span.of(body),
            })
        })
        .collect();
    let dates: Vec<Value> = article
        .dates
        .iter()
        .map(|d| {
            json!({
                "start": d.span.start,
                "end": d.span.end,
                "text": d.span.of(body),
                "value": d.value,
                "first": d.first.to_string(),
                "last": d.last.to_string(),
            })
        })
        .collect();
    json!({
        "path": article.source.path,
        "record": article.source.record,
        "id": article.display_id(),
        "headline": article.headline,
        "byline": article.byline,
        "dateline": article.dateline,
        "published": article.published.map(|p| p.iso()),
        "precision": article.published.map(|p| p.precision),
        "date_origin": article.published.map(|p| p.origin),
        "source": article.outlet,
        "section": article.section,
        "url": article.url,
        "language": article.language,
        "body": body,
        "speakers": article.speakers,
        "quotes": quotes,
        "dates": dates,
        "notes": article.notes,
    })
}
