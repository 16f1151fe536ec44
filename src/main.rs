//! Parses the arguments, runs the command, prints one error, chooses the exit code.

mod cli;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Articles are made on one thread and freed on another, which the system's allocator pays for with a tenth of
/// the time of indexing.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match cli::run(cli) {
        Ok(found) => ExitCode::from(if found { 0 } else { 1 }),
        // A reader that has seen enough is no error.
        Err(error) if cli::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // That nobody can read it any more is no reason to fall.
            let _ = writeln!(std::io::stderr(), "morgue: {error:#}");
            ExitCode::from(cli::exit_code(&error))
        }
    }
}
