//! `morgue completions`.

use clap::CommandFactory;
use clap_complete::Shell;

/// Print completions for a shell
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  morgue completions bash > ~/.local/share/bash-completion/completions/morgue
  morgue completions fish > ~/.config/fish/completions/morgue.fish
  morgue completions zsh > ~/.zfunc/_morgue")]
pub struct Args {
    /// The shell
    shell: Shell,
}

pub fn run(args: Args) -> anyhow::Result<bool> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "morgue", &mut text);
    std::io::Write::write_all(&mut std::io::stdout().lock(), &text)?;
    Ok(true)
}
