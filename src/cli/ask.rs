//! What commands that ask an index have in common.

use std::mem::ManuallyDrop;

use anyhow::bail;
use clap::ValueEnum;
use morgue::engine::Sort;
use morgue::engine::local::LocalIndex;
use morgue::query::Node;
use morgue::query::dates::{self, Range};

use super::archive::{Archive, Place, Settings};
use super::index;

/// The index to ask: built first when there is none, brought up to date with `update`.
///
/// It is never closed. A command ends with its answer, and the system takes all of its memory back at once sooner
/// than file by file: a twentieth of the time of a question.
pub fn index(place: &Place, update: bool) -> anyhow::Result<ManuallyDrop<LocalIndex>> {
    let archive = Archive::find(place, false)?;
    let first = !archive.is_indexed();
    if first || update {
        let settings = Settings::read(&archive.home)?.unwrap_or_default();
        let report = index::build(&archive, settings, false, None)?;
        if first || report.files > 0 || report.removed > 0 {
            tell!("{}", index::summary(&report));
            index::skipped(&report)?;
        }
    } else if archive.is_unfinished() {
        tell!(
            "note: the index is being written, or its last run did not end: it may lack articles until `morgue index` has run"
        );
    } else if archive.has_plainly_changed() {
        tell!(
            "note: files have changed since the index was written; --update brings it up to date"
        );
    }
    let index = archive.open()?;
    if index.is_empty()? {
        let root = archive.root.canonicalize().unwrap_or(archive.root);
        tell!("note: there is no article in {}", root.display());
    }
    Ok(ManuallyDrop::new(index))
}

/// Orders of hits.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Order {
    /// Best first
    Relevance,
    /// Last published first
    Newest,
    /// First published first
    Oldest,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Sort::Relevance,
            Order::Newest => Sort::Newest,
            Order::Oldest => Sort::Oldest,
        }
    }
}

/// Arguments that ask for a range of days.
#[derive(Debug, Clone, clap::Args)]
pub struct Dates {
    /// Published on this day or later (also 2023, 2023-04, 7d)
    #[arg(long, visible_alias = "since", value_name = "DATE")]
    from: Option<String>,
    /// Published on this day or earlier
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Also articles that only may lie in the range of dates
    #[arg(long)]
    pub loose_dates: bool,
}

impl Dates {
    /// The range of `--from` and `--to`, where one is given.
    pub fn range(&self) -> anyhow::Result<Option<Node>> {
        between(self.from.as_deref(), self.to.as_deref())
    }
}

fn between(from: Option<&str>, to: Option<&str>) -> anyhow::Result<Option<Node>> {
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let today = jiff::ZonedDateTime::now().date();
    // A range whose other end is open reads an end as an end: `--to 7d` is the day a week ago.
    let bound = |text: Option<&str>, option: &str, range: String| match text {
        None => Ok((None, None)),
        Some(text) => match (dates::parse(text, today), dates::parse(&range, today)) {
            (Some(Range::Days { .. }), Some(Range::Days { from, to })) => Ok((from, to)),
            (Some(Range::Days { from, to }), None) => Ok((from, to)),
            _ => bail!("--{option} {text}: write {}", dates::FORMS),
        },
    };
    let open = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let (from, to) = (
        bound(from, "from (--since)", open(from) + "..")?.0,
        bound(to, "to", "..".to_owned() + &open(to))?.1,
    );
    if let (Some(a), Some(b)) = (from, to)
        && a > b
    {
        bail!("--from {a} is later than --to {b}");
    }
    Ok(Some(Node::Published(Range::Days { from, to })))
}
