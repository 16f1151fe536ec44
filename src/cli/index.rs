//! `morgue index`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::bail;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use morgue::engine::local;
use morgue::ingest::{self, Progress, Report};
use morgue::output::status::count;
use morgue::{extract, walk};

use super::archive::{Archive, Place, Settings, around};
use super::signals::Signals;

/// Index a folder of articles, or bring its index up to date
///
/// Only new and changed files are read. Files that are gone leave the index; moved ones are recognised by
/// their content and not read again. Choices made once (--include, --exclude, --follow, --field, --without)
/// are kept for later updates, until --rebuild.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue index ~/archive
  morgue index ~/archive --exclude 'drafts' --exclude '*.bak'
  morgue index dump --field body=content --field title=hed
  morgue index /mnt/readonly --index ~/indexes/readonly")]
pub struct Args {
    /// Folder of the articles [default: the archive around the current folder, else the current folder]
    dir: Option<PathBuf>,
    /// Where the index lies [default: .morgue in the folder]
    #[arg(long, value_name = "PATH", env = "MORGUE_INDEX")]
    index: Option<PathBuf>,
    /// Read everything again and forget earlier choices
    #[arg(long)]
    rebuild: bool,
    /// Follow symbolic links
    #[arg(long)]
    follow: bool,
    /// Only files that match (may be repeated)
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// No files that match (may be repeated)
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Name of a field in your records: body=content (may be repeated)
    #[arg(long, value_name = "OURS=YOURS", value_parser = field)]
    field: Vec<(String, String)>,
    /// Leave out what is not needed (may be repeated)
    #[arg(long, value_name = "WHAT")]
    without: Vec<Part>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

/// What can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Statements and speakers
    Quotes,
    /// Dates mentioned
    Dates,
}

pub fn field(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((ours, yours)) if !ours.is_empty() && !yours.is_empty() => {
            Ok((ours.to_owned(), yours.to_owned()))
        }
        _ => Err("write it as ours=yours, for example body=content".to_owned()),
    }
}

pub fn run(args: Args) -> anyhow::Result<bool> {
    super::pages::large();
    let archive = Archive::find(
        &Place {
            articles: args.dir.clone(),
            index: args.index.clone(),
        },
        true,
    )?;
    let known = if args.rebuild {
        None
    } else {
        Settings::read(&archive.home)?
    };
    let mut settings = known.clone().unwrap_or_default();
    let choose = |given: Vec<String>, kept: &mut Vec<String>| {
        if !given.is_empty() {
            *kept = given;
        }
    };
    choose(args.include, &mut settings.include);
    choose(args.exclude, &mut settings.exclude);
    settings.follow |= args.follow;
    settings.without_quotes |= args.without.contains(&Part::Quotes);
    settings.without_dates |= args.without.contains(&Part::Dates);
    if !args.field.is_empty() {
        settings.fields = args.field;
    }
    if let Some(known) = known
        && archive.is_indexed()
        && (settings.fields != known.fields
            || settings.without_quotes != known.without_quotes
            || settings.without_dates != known.without_dates)
    {
        bail!(
            "--field and --without change what is read from every file: run it again with --rebuild"
        );
    }
    let report = build(
        &archive,
        settings,
        args.rebuild,
        args.threads.map(usize::from),
    )?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", summary(&report))?;
    skipped(&report)?;
    Ok(report.added + report.updated + report.unchanged + report.moved > 0)
}

/// Builds or updates the index of an archive, with a progress bar on a terminal.
///
/// Fails with [`Stopped`] when a signal ended it early.
pub fn build(
    archive: &Archive,
    mut settings: Settings,
    rebuild: bool,
    threads: Option<usize>,
) -> anyhow::Result<Report> {
    let progress = Progress::default();
    let signals = Signals::listen(&progress.stop)?;
    let unfinished = archive.is_unfinished();
    let lock = archive.lock()?;
    let defaults = ingest::Options::default();
    let threads = threads.unwrap_or(defaults.threads);
    let options = ingest::Options {
        threads,
        walk: walk::Options {
            follow: settings.follow,
            include: settings.include.clone(),
            exclude: settings.exclude.clone(),
            index: Some(archive.home.clone()),
        },
        extract: extract::Options {
            quotes: !settings.without_quotes,
            dates: !settings.without_dates,
            ..extract::Options::default()
        },
        fields: settings.fields.clone(),
        batch: batch().unwrap_or(defaults.batch),
        ..defaults
    };
    let writing = local::Options {
        threads: threads.min(8),
        ..local::Options::default()
    };
    options.walk.check()?;
    let root = archive.root.canonicalize()?;
    settings.root = (around(&archive.home).as_ref() != Some(&root)).then_some(root);
    let afresh = rebuild && archive.is_indexed();
    let index = archive.open_for_writing(writing, afresh)?;
    // Choices are kept before anything is indexed by them, so that a run that ends early is taken up as it was meant.
    if !afresh && Settings::read(&archive.home).ok().flatten().as_ref() != Some(&settings) {
        settings.write(&archive.home)?;
    }
    if unfinished {
        index.take_up()?;
    }
    let begun = std::time::Instant::now();
    let (mut report, notes) = std::thread::scope(|scope| {
        let (done, ended) = std::sync::mpsc::channel::<()>();
        scope.spawn(|| watch(&progress, ended));
        let report = ingest::update(&index, &archive.root, &options, &progress);
        let both = report.and_then(|report| index.finish().map(|notes| (report, notes)));
        drop(done);
        both
    })?;
    // With the work that follows the last file.
    report.seconds = begun.elapsed().as_secs_f64();
    drop(signals);
    drop(index);
    if report.stopped {
        if afresh {
            archive.discard()?;
        }
        return Err(Stopped { report, afresh }.into());
    }
    if afresh {
        archive.replace(&settings)?;
    }
    lock.done()?;
    for note in notes {
        tell!("note: {note}");
    }
    Ok(report)
}

/// How long a batch lasts, by the environment: tests that kill a run want many.
fn batch() -> Option<Duration> {
    let seconds = std::env::var(BATCH).ok()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

const BATCH: &str = "MORGUE_COMMIT_SECONDS";

/// A run was ended early by a signal.
#[derive(Debug)]
pub struct Stopped {
    report: Report,
    afresh: bool,
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.afresh {
            true => write!(f, "stopped: the index is as it was before"),
            false => write!(
                f,
                "stopped: what was read is in the index ({} files); run it again for the rest",
                count(self.report.files)
            ),
        }
    }
}

impl std::error::Error for Stopped {}

/// Draws the bar until the run ends, and says what a signal will do.
fn watch(progress: &Progress, ended: Receiver<()>) {
    let style = ProgressStyle::with_template(
        "{bar:24} {percent:>3}% {msg} {binary_bytes_per_sec}, {eta} left",
    );
    let bar = match std::io::stderr().is_terminal() {
        true => ProgressBar::new(0),
        false => ProgressBar::hidden(),
    };
    if let Ok(style) = style {
        bar.set_style(style);
    }
    // Whoever sets the length of a batch wants to know of each.
    let told = std::env::var_os(BATCH).is_some();
    let pause = Duration::from_millis(if told { 5 } else { 120 });
    let begun = std::time::Instant::now();
    let (mut stopping, mut known) = (false, 0);
    while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(pause) {
        if !stopping && progress.stop.load(Ordering::Relaxed) {
            stopping = true;
            bar.suspend(|| tell!("stopping after the files under way; again, and it ends at once"));
        }
        let committed = progress.files_committed.load(Ordering::Relaxed);
        if told && committed > known {
            known = committed;
            tell!("committed {committed} files");
        }
        let (files, done) = (
            progress.files.load(Ordering::Relaxed),
            progress.files_done.load(Ordering::Relaxed),
        );
        if files == 0 {
            bar.set_message("looking for files");
            continue;
        }
        let rate = done as f64 / begun.elapsed().as_secs_f64();
        bar.set_length(progress.bytes.load(Ordering::Relaxed));
        bar.set_position(progress.bytes_done.load(Ordering::Relaxed));
        if done >= files {
            if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3}% {msg}") {
                bar.set_style(style);
            }
            bar.set_message("all read; the index is put in order");
            continue;
        }
        bar.set_message(format!(
            "{}/{} files, {rate:.0}/s,",
            count(done),
            count(files)
        ));
    }
    bar.finish_and_clear();
}

/// A run in one line.
pub fn summary(report: &Report) -> String {
    let mut parts = vec![
        format!("{} added", count(report.added)),
        format!("{} updated", count(report.updated)),
        format!("{} removed", count(report.removed)),
        format!("{} unchanged", count(report.unchanged)),
    ];
    if report.moved > 0 {
        parts.push(format!("{} moved", count(report.moved)));
    }
    let megabytes = report.bytes as f64 / 1e6;
    format!(
        "articles: {}; files skipped: {}; {:.2} s, {:.1} MB/s",
        parts.join(", "),
        count(report.skipped.len() as u64),
        report.seconds,
        megabytes / report.seconds.max(1e-3)
    )
}

/// Lists the first skipped files on standard error.
pub fn skipped(report: &Report) -> anyhow::Result<()> {
    let mut err = std::io::stderr().lock();
    let parts = report.skipped.iter().flat_map(|(path, parts)| {
        let lines = parts.lines();
        lines.map(move |reason| format!("  skipped {path}: {reason}"))
    });
    let parts: Vec<String> = parts.collect();
    for part in parts.iter().take(10) {
        writeln!(err, "{part}")?;
    }
    if parts.len() > 10 {
        writeln!(
            err,
            "  and {} more: morgue status --skipped",
            parts.len() - 10
        )?;
    }
    Ok(())
}
