//! Which crate may know which: the arrows of `docs/ARCHITECTURE.md`, checked against cargo's own metadata.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::Findings;
use super::tree::Tree;

/// What each crate may depend on within the workspace; a crate that is not listed may be used by nobody.
/// Dev-dependencies are free, and so is `chonoi-it`, which holds only tests.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("migrations", &[]),
    ("matching", &["domain"]),
    ("channels", &["domain"]),
    ("search", &["domain"]),
    ("store", &["domain", "migrations"]),
    ("market", &["domain", "matching", "store", "search", "channels"]),
    ("server", &["market", "domain"]),
    (
        "cli",
        &[
            "server",
            "market",
            "store",
            "search",
            "migrations",
            "domain",
            "matching",
        ],
    ),
    ("testkit", &["domain", "migrations"]),
    ("xtask", &["domain", "matching"]),
    ("it", &[]),
];

/// An arrow of the graph: the one crate names the other, both without the common prefix.
type Edge = (String, String);

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

/// The arrows between the workspace's crates, as cargo sees them, without dev-dependencies.
///
/// # Errors
/// When cargo fails or answers what we cannot read.
pub(crate) fn edges(root: &Path) -> anyhow::Result<Vec<Edge>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    Ok(metadata.packages.iter().flat_map(edges_of).collect())
}

fn edges_of(package: &Package) -> Vec<Edge> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"))
        .filter_map(|dependency| dependency.name.strip_prefix("chonoi-"))
        .map(|to| (short(&package.name).to_owned(), to.to_owned()))
        .collect()
}

fn short(name: &str) -> &str {
    name.strip_prefix("chonoi-").unwrap_or(name)
}

/// Every arrow is one that the architecture draws.
pub(crate) fn allowed(edges: &[Edge]) -> Findings {
    edges
        .iter()
        .filter(|(from, to)| {
            !ALLOWED
                .iter()
                .any(|(name, targets)| name == from && targets.contains(&to.as_str()))
        })
        .map(|(from, to)| format!("{from} may not depend on {to}"))
        .collect()
}

/// Only the store, its migrations and the test kit that makes databases name the mapper.
pub(crate) fn orm(tree: &Tree) -> Findings {
    let name = concat!("sea", "_orm");
    let homes = ["crates/store/", "crates/testkit/", "migrations/"];
    tree.of_kinds(&["rs"])
        .filter(|file| !homes.iter().any(|home| file.path.starts_with(home)))
        .filter(|file| file.text.contains(name))
        .map(|file| format!("{}: names {name}", file.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str) -> Edge {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn an_arrow_that_nobody_drew_is_found() {
        assert_eq!(allowed(&[edge("server", "market")]), Findings::new());
        assert_eq!(
            allowed(&[edge("server", "store")]),
            ["server may not depend on store"]
        );
        assert_eq!(
            allowed(&[edge("new", "domain")]),
            ["new may not depend on domain"]
        );
    }

    #[test]
    fn a_dev_dependency_is_free() {
        let dependency = |kind: Option<&str>| Dependency {
            name: "chonoi-testkit".to_owned(),
            kind: kind.map(str::to_owned),
        };
        let package = |kind| Package {
            name: "chonoi-store".to_owned(),
            dependencies: vec![dependency(kind)],
        };
        assert_eq!(edges_of(&package(Some("dev"))), []);
        assert_eq!(edges_of(&package(None)), [edge("store", "testkit")]);
    }
}
