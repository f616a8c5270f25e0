//! Times, sizes, and the table.

use std::path::Path;
use std::time::Duration;

pub(crate) const HEAD: &str = "| listings | who | p50 ms | p99 ms | ratio of the p99 | built, documents/s | on disk, MB | resident, MB |
|---:|---|---:|---:|---:|---:|---:|---:|";

/// Times of the answers to every question, one of each round.
pub(crate) struct Times(Vec<Vec<Duration>>);

impl Times {
    pub(crate) fn of(questions: usize) -> Self {
        Self(vec![Vec::new(); questions])
    }

    pub(crate) fn push(&mut self, question: usize, time: Duration) {
        self.0[question].push(time);
    }

    /// The median of the rounds of a question, milliseconds.
    pub(crate) fn median(&self, question: usize) -> f64 {
        let mut rounds = self.0[question].clone();
        rounds.sort_unstable();
        rounds[rounds.len() / 2].as_secs_f64() * 1_000.0
    }

    /// Milliseconds that so large a share of the questions take at the most.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let mut medians: Vec<f64> = (0..self.0.len()).map(|at| self.median(at)).collect();
        medians.sort_by(f64::total_cmp);
        let rank = (share * medians.len() as f64).ceil() as usize;
        medians[rank.clamp(1, medians.len()) - 1]
    }
}

/// What is said of one index.
pub(crate) struct Row<'a> {
    pub(crate) listings: usize,
    pub(crate) who: &'a str,
    pub(crate) times: &'a Times,
    /// Who is measured against.
    pub(crate) against: Option<&'a Times>,
    /// Documents a second.
    pub(crate) built: Option<f64>,
    pub(crate) on_disk: Option<u64>,
    pub(crate) resident: Option<u64>,
}

impl Row<'_> {
    pub(crate) fn print(&self) {
        let (p50, p99) = (self.times.at(0.5), self.times.at(0.99));
        let ratio = self.against.map(|other| format!("{:.2}", p99 / other.at(0.99)));
        let built = self.built.map(|rate| format!("{rate:.0}"));
        let mega = |bytes: Option<u64>| bytes.map(|bytes| (bytes / 1_000_000).to_string());
        let [ratio, built, on_disk, resident] =
            [ratio, built, mega(self.on_disk), mega(self.resident)].map(Option::unwrap_or_default);
        println!(
            "| {} | {} | {p50:.2} | {p99:.2} | {ratio} | {built} | {on_disk} | {resident} |",
            self.listings, self.who
        );
    }
}

/// Bytes of a folder and all that lies in it.
pub(crate) fn bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                bytes(&entry.path())
            } else {
                entry.metadata().unwrap().len()
            }
        })
        .sum()
}

/// Bytes of a folder's files that are mapped and in memory.
pub(crate) fn resident(folder: &Path) -> u64 {
    let maps = std::fs::read_to_string("/proc/self/smaps").unwrap_or_default();
    let folder = folder.to_str().unwrap();
    let (mut here, mut sum) = (false, 0);
    for line in maps.lines() {
        match line.strip_prefix("Rss:") {
            Some(rest) if here => {
                let kilobytes: u64 = rest.trim().trim_end_matches(" kB").parse().unwrap();
                sum += kilobytes * 1_024;
            }
            Some(_) => {}
            None if line.contains('-') && line.contains('/') => here = line.contains(folder),
            None if line.split(' ').next().is_some_and(|word| word.contains('-')) => here = false,
            None => {}
        }
    }
    sum
}
