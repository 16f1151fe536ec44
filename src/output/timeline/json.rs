//! As one object.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::name;
use crate::engine::timeline::Timeline;
use crate::output::hits::VERSION;

/// All of it as one object; `query` is the canonical text.
pub fn json(out: &mut impl Write, timeline: &Timeline, query: &str) -> io::Result<()> {
    let unit = timeline.unit;
    let periods: Vec<Value> = timeline
        .periods
        .iter()
        .map(|p| {
            json!({
                "period": name(unit, p),
                "first": p.first,
                "last": p.last,
                "count": p.count,
            })
        })
        .collect();
    let busiest: Vec<Value> = timeline
        .busiest
        .iter()
        .filter_map(|b| {
            let period = timeline.periods.get(b.period)?;
            Some(json!({
                "period": name(unit, period),
                "count": period.count,
                "headline": b.headline,
                "id": b.id,
                "path": b.source.path,
                "record": b.source.record,
            }))
        })
        .collect();
    let speakers: Vec<Value> = timeline
        .speakers
        .iter()
        .map(|s| json!({ "name": s.name, "statements": s.statements, "counts": s.counts }))
        .collect();
    let value = json!({
        "version": VERSION,
        "query": query,
        "of": timeline.of,
        "by": unit,
        "total": timeline.total,
        "undated": timeline.undated,
        "dated_less_finely": timeline.coarse,
        "periods": periods,
        "busiest": busiest,
        "speakers": speakers,
    });
    serde_json::to_writer_pretty(&mut *out, &value)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_come_with_their_days_and_gaps() {
        let mut out = Vec::new();
        json(
            &mut out,
            &super::super::samples::months(&[4, 0, 2]),
            "ferry",
        )
        .unwrap();
        let value: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["version"], VERSION);
        assert_eq!(value["query"], "ferry");
        assert_eq!(value["by"], "month");
        assert_eq!(value["total"], 9);
        assert_eq!(value["periods"][1]["count"], 0);
        assert_eq!(value["periods"][1]["last"], "2024-02-29");
        assert_eq!(value["busiest"][0]["period"], "2024-01");
        assert_eq!(value["speakers"][0]["counts"][1], 0);
    }
}
