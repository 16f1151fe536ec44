//! As a drawing that stands by itself: light and dark by the reader's preference, nothing fetched, no script.

use std::fmt::Write as _;
use std::io::{self, Write};

use jiff::civil::Date;

use super::{left_out, name, noun, of};
use crate::engine::timeline::{Of, Timeline, Unit};
use crate::output::hits::VERSION;
use crate::output::status::count;
use crate::output::style::{cut, harmless, width};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 78.0;
const PLOT: f64 = 240.0;
/// Below the plot: the names of periods.
const AXIS: f64 = 34.0;
/// Height of a busy period's line.
const LINE: f64 = 22.0;
/// Height of a speaker's row, and of the bars in it.
const ROW: f64 = 52.0;
const ROW_BARS: f64 = 26.0;
/// Columns of text that fit into so many units, about: a column of 13 units of sans-serif is 6.6 wide.
const COLUMN: f64 = 6.6;
/// The same of the title, in the widest of its fonts.
const TITLE_COLUMN: f64 = 10.8;

const STYLE: &str = "\
.bg{fill:#ffffff}text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;\
font-size:13px;fill:#1f2328}.title{font-size:17px;font-weight:600}.faint,.tick{fill:#59636e}.tick{font-size:12px}\
.num{font-variant-numeric:tabular-nums}.head{font-weight:600}.grid{stroke:#d1d9e0;stroke-width:1}\
.axis{stroke:#59636e;stroke-width:1}.bar{fill:#2a6fb0}.busy{fill:#b4500f}.said{fill:#3c8067}\
@media (prefers-color-scheme:dark){.bg{fill:#15191e}text{fill:#e6eaef}.faint,.tick{fill:#9aa4af}\
.grid{stroke:#343b44}.axis{stroke:#9aa4af}.bar{fill:#6aaee8}.busy{fill:#f0974f}.said{fill:#6dc2a1}}";

/// All of it as SVG; `query` is the canonical text. The root element carries version, query and totals as `data-`
/// attributes; every bar tells its period and count when it is pointed at.
pub fn svg(out: &mut impl Write, timeline: &Timeline, query: &str) -> io::Result<()> {
    let mut s = String::new();
    draw(&mut s, timeline, query).map_err(io::Error::other)?;
    out.write_all(s.as_bytes())
}

fn draw(s: &mut String, timeline: &Timeline, query: &str) -> std::fmt::Result {
    let busy_top = TOP + PLOT + AXIS;
    let busy = match timeline.busiest.len() {
        0 => 0.0,
        n => n as f64 * LINE + 34.0,
    };
    let rows = match timeline.speakers.len() {
        0 => 0.0,
        n => n as f64 * ROW + 46.0,
    };
    let height = busy_top + rows + busy + 14.0;
    let subtitle = subtitle(timeline);
    let about = match query {
        "*" => "The whole archive".to_owned(),
        query => query.to_owned(),
    };
    write!(
        s,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"morgue-t morgue-d\" data-version=\"{VERSION}\" \
         data-query=\"{}\" data-of=\"{}\" data-by=\"{}\" data-total=\"{}\" data-undated=\"{}\" \
         data-dated-less-finely=\"{}\">\n\
         <title id=\"morgue-t\">{}</title>\n<desc id=\"morgue-d\">{}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"bg\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        escape(query),
        of(timeline.of),
        timeline.unit.noun(),
        timeline.total,
        timeline.undated,
        timeline.coarse,
        escape(&about),
        escape(&subtitle),
    )?;
    let columns = ((WIDTH - LEFT - RIGHT) / TITLE_COLUMN) as usize;
    text(s, LEFT, 32.0, "title", &cut(&about, columns))?;
    text(s, LEFT, 54.0, "faint", &subtitle)?;
    plot(s, timeline)?;
    speakers(s, timeline, busy_top)?;
    headlines(s, timeline, busy_top + rows)?;
    s.push_str("</svg>\n");
    Ok(())
}

fn subtitle(timeline: &Timeline) -> String {
    let how = match timeline.of {
        Of::Published => "by publication",
        Of::Mentioned => "by the days they speak of",
        Of::Said => "by publication",
    };
    let mut parts = vec![format!(
        "{} {} {how}, a bar a {}",
        count(timeline.total),
        noun(timeline.of, timeline.total),
        timeline.unit.noun()
    )];
    parts.extend(left_out(timeline));
    parts.join(" · ")
}

fn text(s: &mut String, x: f64, y: f64, class: &str, text: &str) -> std::fmt::Result {
    writeln!(
        s,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
        escape(text)
    )
}

fn plot(s: &mut String, timeline: &Timeline) -> std::fmt::Result {
    let (right, bottom) = (WIDTH - RIGHT, TOP + PLOT);
    let most = timeline.most();
    let step = step(most);
    let top = most.div_ceil(step).max(1) * step;
    let y = |n: u64| bottom - n as f64 / top as f64 * PLOT;
    for n in (0..=top / step).map(|i| i * step) {
        let class = if n == 0 { "axis" } else { "grid" };
        writeln!(
            s,
            "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{:.1}\" y2=\"{:.1}\"/>\
             <text class=\"tick num\" text-anchor=\"end\" x=\"{}\" y=\"{:.1}\">{}</text>",
            y(n),
            y(n),
            LEFT - 8.0,
            y(n) + 4.0,
            count(n)
        )?;
    }
    let slot = (right - LEFT) / timeline.periods.len().max(1) as f64;
    let wide = bar_width(slot);
    for (i, period) in timeline.periods.iter().enumerate() {
        if period.count == 0 {
            continue;
        }
        let rank = timeline.busiest.iter().position(|b| b.period == i);
        let x = LEFT + slot * i as f64 + (slot - wide) / 2.0;
        writeln!(
            s,
            "<rect class=\"{}\" x=\"{x:.2}\" y=\"{:.1}\" width=\"{wide:.2}\" height=\"{:.1}\"><title>{}: {}</title></rect>",
            if rank.is_some() { "busy" } else { "bar" },
            y(period.count),
            bottom - y(period.count),
            name(timeline.unit, period),
            count(period.count)
        )?;
        if let Some(rank) = rank {
            writeln!(
                s,
                "<text class=\"tick head\" text-anchor=\"middle\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + wide / 2.0,
                y(period.count) - 5.0,
                mark(rank)
            )?;
        }
    }
    for (i, label) in ticks(timeline, right - LEFT) {
        let x = LEFT + slot * (i as f64 + 0.5);
        let half = width(&label) as f64 * COLUMN / 2.0;
        writeln!(
            s,
            "<line class=\"axis\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom}\" y2=\"{}\"/>\
             <text class=\"tick num\" text-anchor=\"middle\" x=\"{:.1}\" y=\"{}\">{label}</text>",
            bottom + 5.0,
            x.clamp(LEFT + half - 20.0, right - half + 12.0),
            bottom + 20.0
        )?;
    }
    Ok(())
}

/// What a busy period is marked with, above its bar and in the list of them: a letter, as a number would be read as
/// the height of the bar. Further ones have none.
fn mark(rank: usize) -> String {
    ('A'..='Z').nth(rank).map(String::from).unwrap_or_default()
}

fn bar_width(slot: f64) -> f64 {
    match slot {
        s if s > 40.0 => 32.0,
        s if s > 3.0 => s * 0.8,
        s => s.max(0.6),
    }
}

/// The distance of lines across the plot: 1, 2 or 5 times a power of ten, with no more than five lines.
fn step(most: u64) -> u64 {
    let mut ten = 1u64;
    loop {
        for step in [ten, ten.saturating_mul(2), ten.saturating_mul(5)] {
            if step == u64::MAX || most.div_ceil(step) <= 5 {
                return step;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

/// Which periods are named on the axis, and how: as many as fit, of one kind.
fn ticks(timeline: &Timeline, room: f64) -> Vec<(usize, String)> {
    let unit = timeline.unit;
    let first = |i: usize| timeline.periods.get(i).map(|p| p.first);
    let years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
    let mut kinds: Vec<(Unit, i64)> = match unit {
        Unit::Day => vec![
            (Unit::Day, 1),
            (Unit::Week, 1),
            (Unit::Month, 1),
            (Unit::Quarter, 1),
        ],
        Unit::Week => vec![
            (Unit::Week, 1),
            (Unit::Month, 1),
            (Unit::Month, 2),
            (Unit::Quarter, 1),
        ],
        Unit::Month => vec![(Unit::Month, 1), (Unit::Month, 2), (Unit::Quarter, 1)],
        Unit::Quarter => vec![(Unit::Quarter, 1), (Unit::Quarter, 2)],
        Unit::Year => Vec::new(),
    };
    kinds.extend(years.map(|n| (Unit::Year, n)));
    let label = |kind: Unit, day: Date| match (unit, kind) {
        (Unit::Day, Unit::Week) => Unit::Day.name(day),
        (Unit::Day | Unit::Week, Unit::Month | Unit::Quarter) => Unit::Month.name(day),
        (Unit::Month, Unit::Quarter) => Unit::Month.name(day),
        (_, kind) => kind.name(day),
    };
    for (kind, every) in kinds {
        // A period is named when one of this kind begins in it.
        let found: Vec<(usize, String)> = timeline
            .periods
            .iter()
            .enumerate()
            .filter_map(|(i, p)| {
                let number = kind.number(p.last);
                let (begin, _) = kind.days(number)?;
                let here = p.first <= begin && number.rem_euclid(every) == 0;
                here.then(|| (i, label(kind, begin)))
            })
            .collect();
        let wide = found
            .first()
            .map_or(0.0, |f| width(&f.1) as f64 * 7.2 + 16.0);
        let apart = found
            .windows(2)
            .map(|w| (w[1].0 - w[0].0) as f64 * room / timeline.periods.len() as f64)
            .fold(f64::MAX, f64::min);
        if found.len() >= 2 && apart >= wide {
            return found;
        }
    }
    let last = timeline.periods.len().saturating_sub(1);
    let mut ends = vec![0, last];
    ends.dedup();
    ends.into_iter()
        .filter_map(|i| Some((i, unit.name(first(i)?))))
        .collect()
}

fn headlines(s: &mut String, timeline: &Timeline, top: f64) -> std::fmt::Result {
    if timeline.busiest.is_empty() {
        return Ok(());
    }
    let plural = if timeline.busiest.len() == 1 { "" } else { "s" };
    let title = format!("Busiest {}{plural}", timeline.unit.noun());
    text(s, LEFT, top + 16.0, "head", &title)?;
    let columns = ((WIDTH - LEFT - RIGHT - 190.0) / COLUMN) as usize;
    for (i, busy) in timeline.busiest.iter().enumerate() {
        let Some(period) = timeline.periods.get(busy.period) else {
            continue;
        };
        let y = top + 16.0 + LINE * (i + 1) as f64;
        text(s, LEFT, y, "head", &mark(i))?;
        let when = name(timeline.unit, period);
        text(s, LEFT + 24.0, y, "faint num", &when)?;
        writeln!(
            s,
            "<text class=\"num\" text-anchor=\"end\" x=\"{}\" y=\"{y:.1}\">{}</text>",
            LEFT + 174.0,
            count(period.count)
        )?;
        text(s, LEFT + 190.0, y, "", &cut(&busy.headline, columns))?;
    }
    Ok(())
}

fn speakers(s: &mut String, timeline: &Timeline, top: f64) -> std::fmt::Result {
    if timeline.speakers.is_empty() {
        return Ok(());
    }
    text(s, LEFT, top + 20.0, "head", "Most quoted")?;
    // The same days lie below each other as in the plot.
    let (left, right) = (LEFT, WIDTH - RIGHT);
    let slot = (right - left) / timeline.periods.len().max(1) as f64;
    let wide = bar_width(slot);
    let most = |counts: &[u64]| counts.iter().copied().max().unwrap_or(0);
    let highest = timeline.speakers.iter().map(|s| most(&s.counts)).max();
    let highest = highest.unwrap_or(0).max(1);
    for (i, speaker) in timeline.speakers.iter().enumerate() {
        let bottom = top + 26.0 + ROW * (i + 1) as f64;
        let name_at = bottom - ROW_BARS - 8.0;
        text(s, LEFT, name_at, "", &cut(&speaker.name, 60))?;
        writeln!(
            s,
            "<text class=\"faint num\" text-anchor=\"end\" x=\"{right}\" y=\"{name_at:.1}\">{}</text>\
             <line class=\"grid\" x1=\"{left}\" x2=\"{right}\" y1=\"{bottom:.1}\" y2=\"{bottom:.1}\"/>",
            match speaker.statements {
                1 => "1 statement".to_owned(),
                n => format!("{} statements", count(n)),
            }
        )?;
        for (j, (n, period)) in speaker.counts.iter().zip(&timeline.periods).enumerate() {
            if *n == 0 {
                continue;
            }
            let high = (*n as f64 / highest as f64 * ROW_BARS).max(1.0);
            writeln!(
                s,
                "<rect class=\"said\" x=\"{:.2}\" y=\"{:.1}\" width=\"{wide:.2}\" height=\"{high:.1}\"><title>{}: {}</title></rect>",
                left + slot * j as f64 + (slot - wide) / 2.0,
                bottom - high,
                name(timeline.unit, period),
                count(*n)
            )?;
        }
    }
    Ok(())
}

/// Text for an element or an attribute in double quotes, without what XML forbids.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match harmless(c) {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::samples::months;
    use super::*;
    use proptest::prelude::*;

    fn drawn(timeline: &Timeline, query: &str) -> String {
        let mut out = Vec::new();
        svg(&mut out, timeline, query).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_is_escaped() {
        let out = drawn(&months(&[4, 0, 2]), "\"a <b>\" & 'c'\u{0}\u{1b}\u{ffff}");
        assert!(out.contains(
            "data-query=\"&quot;a &lt;b&gt;&quot; &amp; &#39;c&#39;\u{fffd}\u{fffd}\u{fffd}\""
        ));
        assert!(out.contains(">Ferry &lt;late&gt; &amp; &quot;lost&quot;</text>"));
        assert!(!out.contains("<b>"));
        assert!(out.contains("data-version=\"1\"") && out.contains("data-total=\"9\""));
        assert_eq!(out.matches("class=\"bar\"").count(), 1, "a gap has no bar");
        assert_eq!(out.matches("class=\"busy\"").count(), 1);
        assert_eq!(
            out.matches(">A</text>").count(),
            2,
            "at the bar and in the list"
        );
        assert!(out.contains("prefers-color-scheme:dark"));
    }

    #[test]
    fn lines_across_are_few_and_round() {
        for (most, expected) in [
            (0, 1),
            (1, 1),
            (5, 1),
            (6, 2),
            (23, 5),
            (51, 20),
            (1000, 200),
        ] {
            assert_eq!(step(most), expected, "{most}");
        }
        step(u64::MAX);
    }

    #[test]
    fn periods_are_named_as_room_allows() {
        let names = |months: &Timeline, room| -> Vec<String> {
            ticks(months, room).into_iter().map(|t| t.1).collect()
        };
        let year = months(&[1; 14]);
        assert_eq!(names(&year, 2000.0).len(), 14);
        assert_eq!(names(&year, 400.0)[..2], ["2024-01", "2024-04"]);
        assert_eq!(names(&year, 100.0), ["2024", "2025"]);
        assert_eq!(names(&months(&[1]), 100.0), ["2024-01"]);
        assert!(names(&months(&[]), 100.0).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_and_counts_make_a_well_formed_drawing(
            counts in proptest::collection::vec(0u64..1_000_000, 0..60),
            query in any::<String>(),
        ) {
            let out = drawn(&months(&counts), &query);
            prop_assert!(out.ends_with("</svg>\n"));
            prop_assert!(!out.contains("NaN") && !out.contains("inf\""));
            let content = out.split_once("</style>").map_or("", |s| s.1);
            prop_assert_eq!(content.matches('<').count(), content.matches('>').count());
        }
    }
}
