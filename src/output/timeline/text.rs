//! Bars for people.

use std::io::{self, Write};

use super::name;
use crate::engine::timeline::{Timeline, Unit};
use crate::output::hits::place;
use crate::output::status::count;
use crate::output::style::{Paint, Style, cut, width};

/// Empty periods side by side that become one line.
const GAP: usize = 4;
/// Columns of a speaker's name.
const NAME: usize = 24;

/// A line for each period, then the busiest ones with a headline, then a row for each speaker.
pub fn text(out: &mut impl Write, timeline: &Timeline, style: Style) -> io::Result<()> {
    bars(out, timeline, style)?;
    busiest(out, timeline, style)?;
    speakers(out, timeline, style)
}

fn bars(out: &mut impl Write, timeline: &Timeline, style: Style) -> io::Result<()> {
    let unit = timeline.unit;
    let most = timeline.most().max(1);
    let label = label(unit);
    let number = width(&count(most));
    let room = style.width.saturating_sub(label + number + 3).max(8);
    let mut rest = timeline.periods.as_slice();
    while let Some((period, others)) = rest.split_first() {
        let empty = rest.iter().take_while(|p| p.count == 0).count();
        if empty >= GAP {
            let text = format!("{} {}s without any", count(empty as u64), unit.noun());
            let dots = format!("{:>label$}", "⋮");
            writeln!(out, "{}  {}", dots, style.paint(&text, Paint::Faint))?;
            rest = rest.get(empty..).unwrap_or_default();
            continue;
        }
        let paint = match unit.begins(period.first) {
            true => Paint::Strong,
            false => Paint::Plain,
        };
        let name = style.paint(&format!("{:<label$}", name(unit, period)), paint);
        match period.count {
            0 => writeln!(out, "{name}  {}", style.paint("·", Paint::Faint))?,
            n => writeln!(
                out,
                "{name}  {} {}",
                style.paint(&bar(n, most, room), Paint::Name),
                count(n)
            )?,
        }
        rest = others;
    }
    Ok(())
}

/// Columns of a period's name.
fn label(unit: Unit) -> usize {
    match unit {
        Unit::Day => 10,
        Unit::Week => 8,
        Unit::Month | Unit::Quarter => 7,
        Unit::Year => 4,
    }
}

/// A bar in eighths of a column, as long beside `room` as `n` beside `most`; never nothing.
fn bar(n: u64, most: u64, room: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (n as f64 / most.max(1) as f64 * (room * 8) as f64).round() as usize;
    let eighths = eighths.clamp(1, room * 8);
    format!("{}{}", "█".repeat(eighths / 8), PARTS[eighths % 8])
}

fn busiest(out: &mut impl Write, timeline: &Timeline, style: Style) -> io::Result<()> {
    if timeline.busiest.is_empty() {
        return Ok(());
    }
    let title = match timeline.busiest.len() {
        1 => format!("busiest {}", timeline.unit.noun()),
        _ => format!("busiest {}s", timeline.unit.noun()),
    };
    writeln!(out, "\n{}", style.paint(&title, Paint::Faint))?;
    let number = width(&count(timeline.most()));
    for busy in &timeline.busiest {
        let Some(period) = timeline.periods.get(busy.period) else {
            continue;
        };
        let start = format!(
            "{:<w$} {:>number$}  ",
            name(timeline.unit, period),
            count(period.count),
            w = label(timeline.unit) + 1
        );
        let headline = match busy.headline.as_str() {
            "" => "(no headline)",
            headline => headline,
        };
        let indent = " ".repeat(width(&start));
        let lines = style.wrap(headline, &[], Paint::Strong, &indent);
        write!(out, "{start}{}", lines.get(indent.len()..).unwrap_or("\n"))?;
        write!(
            out,
            "{}",
            style.wrap(&place(&busy.source), &[], Paint::Faint, &indent)
        )?;
    }
    Ok(())
}

fn speakers(out: &mut impl Write, timeline: &Timeline, style: Style) -> io::Result<()> {
    let (Some(first), Some(last)) = (timeline.periods.first(), timeline.periods.last()) else {
        return Ok(());
    };
    let Some(most) = timeline.speakers.iter().map(|s| s.statements).max() else {
        return Ok(());
    };
    let unit = timeline.unit;
    let number = width(&count(most));
    let names = timeline.speakers.iter().map(|s| width(&s.name)).max();
    let names = names.unwrap_or(0).min(NAME.min(style.width / 3));
    let room = style.width.saturating_sub(names + number + 4).max(8);
    let each = timeline.periods.len().div_ceil(room).max(1);
    let mut title = format!("statements, {} to {}", name(unit, first), name(unit, last));
    if each > 1 {
        title = format!("{title}, {each} {}s a bar", unit.noun());
    }
    let title = style.wrap(&title, &[], Paint::Faint, "");
    write!(out, "\n{title}")?;
    for speaker in &timeline.speakers {
        let shown = cut(&speaker.name, names);
        let pad = " ".repeat(names.saturating_sub(width(&shown)));
        writeln!(
            out,
            "{}{pad}  {:>number$}  {}",
            style.paint(&shown, Paint::Name),
            count(speaker.statements),
            sparkline(&speaker.counts, each)
        )?;
    }
    Ok(())
}

/// A column for each `each` counts; none at all is a dot.
fn sparkline(counts: &[u64], each: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let sums: Vec<u64> = counts.chunks(each.max(1)).map(|c| c.iter().sum()).collect();
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    sums.iter()
        .map(|n| match n {
            0 => '·',
            n => BARS[(((n * 8).div_ceil(most)) as usize).clamp(1, 8) - 1],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::months;
    use super::*;

    fn shown(counts: &[u64], width: usize) -> String {
        let mut out = Vec::new();
        let style = Style {
            color: false,
            width,
        };
        text(&mut out, &months(counts), style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn bars_gaps_and_long_gaps() {
        let out = shown(&[8, 0, 1, 0, 0, 0, 0, 0, 4], 23);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(
            lines[..5],
            [
                "2024-01  ████████████ 8",
                "2024-02  ·",
                "2024-03  █▌ 1",
                "      ⋮  5 months without any",
                "2024-09  ██████ 4",
            ]
        );
        assert!(
            out.contains("busiest month\n2024-01  8  Ferry <late>"),
            "{out}"
        );
    }

    #[test]
    fn a_bar_is_never_nothing_nor_too_long() {
        assert_eq!(bar(1, 1_000_000, 10), "▏");
        assert_eq!(bar(5, 5, 3), "███");
        assert_eq!(sparkline(&[0, 1, 8], 1), "·▁█");
        assert_eq!(sparkline(&[1, 1, 0, 0, 0], 2), "█··");
        assert_eq!(sparkline(&[], 0), "");
    }
}
