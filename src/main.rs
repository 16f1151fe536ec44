//! Parses the arguments, runs the command, prints one error, chooses the exit code.

mod cli;

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match cli::run(cli) {
        Ok(found) => ExitCode::from(if found { 0 } else { 1 }),
        // A reader that has seen enough is no error.
        Err(error) if cli::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("morgue: {error:#}");
            ExitCode::from(2)
        }
    }
}
