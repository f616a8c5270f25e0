//! Solves a min-cost-flow file whose components are transportation problems, and certifies the answer.
//!
//! `cargo run --release -p chonoi-matching --example dimacs -- FILE.min [--threads N]`
//!
//! The last line is one JSON object: the optimum, the seconds of solving and of reading, and the most memory the
//! process held. Any other graph is refused with the reason, and the exit code is 2.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example talks to its terminal"
)]

use std::fs::File;
use std::process::ExitCode;
use std::time::Instant;

use chonoi_matching::dimacs::{Case, DimacsError, read};
use rayon::prelude::*;

fn main() -> ExitCode {
    let Some((path, threads)) = arguments() else {
        eprintln!("usage: dimacs FILE.min [--threads N]");
        return ExitCode::from(2);
    };
    match run(&path, threads) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{path}: {reason}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Option<(String, usize)> {
    let (mut path, mut threads) = (None, 1);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--threads" {
            threads = words.next()?.parse().ok().filter(|threads| *threads > 0)?;
        } else if word.starts_with("--") || path.replace(word).is_some() {
            return None;
        }
    }
    Some((path?, threads))
}

fn run(path: &str, threads: usize) -> Result<(), String> {
    let started = Instant::now();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut cases = read(file).map_err(|error| error.to_string())?;
    let read_seconds = started.elapsed().as_secs_f64();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| error.to_string())?;
    let started = Instant::now();
    let solved: Result<Vec<_>, DimacsError> =
        pool.install(|| cases.par_iter_mut().map(Case::solve).collect());
    let solved = solved.map_err(|error| error.to_string())?;
    let solve_seconds = started.elapsed().as_secs_f64();
    let optimum: i128 = solved.iter().map(|(objective, _)| i128::from(*objective)).sum();
    let total = |count: fn(&chonoi_matching::kernel::Effort) -> u64| -> u64 {
        solved.iter().map(|(_, effort)| count(effort)).sum()
    };
    println!(
        "{} components, {} pivots, {} tree arcs climbed, {} potentials shifted, {} arcs priced",
        solved.len(),
        total(|effort| effort.pivots),
        total(|effort| effort.climbed),
        total(|effort| effort.shifted),
        total(|effort| effort.scanned),
    );
    println!(
        "{{\"optimum\": {optimum}, \"solve_seconds\": {solve_seconds:.6}, \"read_seconds\": {read_seconds:.6}, \
         \"peak_bytes\": {}}}",
        peak_bytes().map_or_else(|| "null".to_owned(), |bytes| bytes.to_string())
    );
    Ok(())
}

/// The most memory this process has held, where the system tells.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1_024)
}
