//! `cargo xtask demo`: the demonstration market in `data/demo`, from the published figures of 2021 by a fixed rule.
//!
//! No clock and no chance: the same tables give the same bytes. `data/demo/README.md` tells the rule.

mod amounts;
mod assumed_offers;
mod assumed_requests;
mod baskets;
mod calendar;
mod capacities;
mod cells;
mod demand;
mod demand_figures;
mod directory;
mod elsewhere;
mod inputs;
#[cfg(test)]
mod lively;
mod market;
mod offers;
mod plants;
mod post;
mod prices;
mod requests;
mod rows;
mod showcase;
mod split;
mod supply;
mod supply_figures;
#[cfg(test)]
mod tests;
mod units;
mod words;
mod write;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

/// Writes the files of `data/demo`, or with `check` only says which differ from what the rule gives.
///
/// # Errors
/// When a reference table does not parse, a figure cannot be split, or a file cannot be read or written.
pub(crate) fn run(root: &Path, check: bool) -> anyhow::Result<ExitCode> {
    let inputs = inputs::Inputs::read(root)?;
    let market = market::Market::build(&inputs)?;
    let folder = root.join("data/demo");
    fs::create_dir_all(&folder)?;
    let mut stale = false;
    for (name, text) in write::files(&inputs, &market)? {
        let path = folder.join(name);
        if !check {
            fs::write(&path, text).with_context(|| path.display().to_string())?;
        } else if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
            stale = true;
            eprintln!("data/demo/{name} is not what the rule gives: run `cargo xtask demo`");
        }
    }
    Ok(if stale {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
