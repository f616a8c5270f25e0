//! The `chonoi` command as a person or a script runs it.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot start its command has failed"
)]

mod admin;
mod import;
mod matching;

use std::path::Path;
use std::process::{Command, Output};

/// Runs `chonoi` in `folder`.
fn chonoi(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chonoi"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the command starts")
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

fn demo(file: &str) -> String {
    format!("{}/../../data/demo/{file}", env!("CARGO_MANIFEST_DIR"))
}
