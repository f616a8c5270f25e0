//! The `chonoi` command.

mod admin_command;
mod background;
mod import_command;
mod logging;
mod match_command;
mod migrate;
mod open;
mod refusal;
mod reindex;
mod serve;

use std::process::ExitCode;

use chonoi_server::config::{Config, ConfigError};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "chonoi",
    version,
    about = "Chợ Nổi: the market that matches harvests with needs"
)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the market: pages, API, and the background work unless CHONOI_WORKER=false.
    Serve,
    /// Do the background work alone: matching, listings, expiry. For where CHONOI_WORKER=false serves.
    Worker,
    /// Bring the database's schema up to this program's and end.
    Migrate,
    /// Find the optimal plan of a file of offers and a file of requests.
    Match(match_command::MatchArgs),
    /// Read posts from a CSV or XLSX file; with --apply, write them.
    Import(import_command::ImportArgs),
    /// Make the search index anew, beside the one that is searched, and put it in its place.
    Reindex,
    /// Look after an installation: its first people.
    Admin(admin_command::AdminArgs),
    /// Print the API's description (OpenAPI 3.1).
    Openapi,
    /// Print every setting with its default and its meaning.
    Config,
}

/// The exit code of a start that a setting stopped.
const BAD_SETTING: u8 = 2;

fn main() -> ExitCode {
    match run(Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chonoi: {error:#}");
            if error.is::<ConfigError>() {
                ExitCode::from(BAD_SETTING)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve => serve::run(Config::load()?),
        Command::Worker => background::run(&Config::load()?),
        Command::Migrate => migrate::run(&Config::load()?),
        Command::Match(args) => match_command::run(&args),
        Command::Import(args) => import_command::run(&args),
        Command::Reindex => reindex::run(&Config::load()?),
        Command::Admin(args) => admin_command::run(args),
        Command::Openapi => print(&chonoi_server::openapi::document_json()?),
        Command::Config => print(chonoi_server::config::DEFAULTS),
    }
}

#[expect(clippy::print_stdout, reason = "what was asked for goes to standard output")]
fn print(text: &str) -> anyhow::Result<()> {
    print!("{text}");
    Ok(())
}
