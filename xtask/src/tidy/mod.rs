//! The project's own rules as tests, each named, counted and able to fail.

mod arrows;
mod locales;
mod sources;
mod tree;

use std::path::Path;
use std::process::ExitCode;

use tree::Tree;

/// What a rule found wrong: one line each, `path: what`.
type Findings = Vec<String>;

/// Runs every rule on the work tree, prints its findings and the closing line `N passed, N failed`.
///
/// # Errors
/// Only where a rule could not be tried at all: git or cargo missing, an unreadable file.
#[expect(clippy::print_stdout, reason = "the closing line is what the task is for")]
pub(crate) fn run(root: &Path) -> anyhow::Result<ExitCode> {
    let tree = Tree::read(root)?;
    let rules: [(&str, Findings); 6] = [
        ("module docs", sources::module_docs(&tree)),
        ("file length", sources::length(&tree)),
        ("markers", sources::markers(&tree)),
        ("the mapper stays in store and migrations", arrows::orm(&tree)),
        ("crate arrows", arrows::allowed(&arrows::edges(root)?)),
        ("locale keys", locales::equal(&tree)?),
    ];
    let failed = rules.iter().filter(|(_, findings)| !findings.is_empty()).count();
    for (rule, findings) in &rules {
        println!(
            "tidy: {rule} ... {}",
            if findings.is_empty() { "ok" } else { "FAILED" }
        );
        for finding in findings {
            println!("    {finding}");
        }
    }
    println!("{} passed, {failed} failed", rules.len() - failed);
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
