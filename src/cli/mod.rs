//! The command line: a file a command. Each makes one library call and prints what comes back.

/// Writes a line to standard error. That nobody can read it any more is no reason to fall.
macro_rules! tell {
    ($($words:tt)*) => {{
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("{}\n", format_args!($($words)*)),
        );
    }};
}

mod answer;
mod archive;
mod ask;
mod check;
mod completions;
mod concordance;
mod export;
mod extract;
mod form;
mod index;
mod man;
mod pages;
mod query;
mod questions;
mod quotes;
mod show;
mod signals;
mod speakers;
mod status;
mod terminal;
mod timeline;
mod verify;
mod watch;

use clap::{Parser, Subcommand, ValueEnum};

/// Index a news archive and ask it who said what, when.
#[derive(Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: When,
}

const EXAMPLES: &str = "\
Examples:
  morgue index ~/archive                  index a folder of articles
  morgue query OSCE --articles ~/archive  search it
  morgue query 'expansion AND \"grain deal\" date:2023'
  morgue quotes --speaker torvanin        what somebody said
  morgue speakers                         who speaks, how often, since when
  morgue timeline 'gas transit'           how a story runs through time
  morgue concordance corridor             every match in its context
  morgue watch run --update               what is new to saved searches
  morgue show 2023/04/replies.txt         read one article, clean
  morgue check                            is the index sound

Inside an archive, or below it, --articles can be left out.
Exit codes: 0 found, 1 nothing found, 2 error.";

/// A choice for `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also in a pipe
    Always,
    /// Never
    Never,
}

#[derive(Subcommand)]
enum Command {
    Index(index::Args),
    Query(query::Args),
    Quotes(quotes::Args),
    Speakers(speakers::Args),
    Timeline(timeline::Args),
    Concordance(concordance::Args),
    Watch(watch::Args),
    Verify(verify::Args),
    Show(show::Args),
    Extract(extract::Args),
    Status(status::Args),
    Check(check::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Runs a command. False when nothing was found.
pub fn run(cli: Cli) -> anyhow::Result<bool> {
    let color = cli.color;
    match cli.command {
        Command::Index(args) => index::run(args),
        Command::Query(args) => query::run(args, color),
        Command::Quotes(args) => quotes::run(args, color),
        Command::Speakers(args) => speakers::run(args, color),
        Command::Timeline(args) => timeline::run(args, color),
        Command::Concordance(args) => concordance::run(args, color),
        Command::Watch(args) => watch::run(args, color),
        Command::Verify(args) => verify::run(args, color),
        Command::Show(args) => show::run(args, color),
        Command::Extract(args) => extract::run(args),
        Command::Status(args) => status::run(args, color),
        Command::Check(args) => check::run(&args, color),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}

/// The exit code for an error.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<index::Stopped>() {
        Some(_) => signals::INTERRUPTED,
        None => 2,
    }
}

/// True when the error is that nobody reads our output any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}
