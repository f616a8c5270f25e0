//! Project tasks: `cargo xtask TASK`.

mod demo;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Tasks of the project that are not part of the program")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Check the project's own rules: module docs, file length, crate arrows, markers, locale keys.
    Tidy,
    /// Write the demonstration market of `data/demo` anew from the published figures.
    Demo {
        /// Write nothing; fail when a file differs from what the rule gives.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    match Args::parse().task {
        Task::Tidy => tidy::run(&root()),
        Task::Demo { check } => demo::run(&root(), check),
    }
}

/// The root of the work tree, whatever the current folder is.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
