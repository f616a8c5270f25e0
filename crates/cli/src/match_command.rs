//! `chonoi match`: the optimal plan of two files of posts, without a server.
//!
//! Nothing here reads a clock or a random number: the same files and policy give the same bytes. Outputs are written
//! beside their places and moved there when all of them are complete.

mod capacities;
mod format;
mod outputs;
mod posts;
mod report;
mod sentences;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::sheet::SheetParser;
use chonoi_matching::error::{Fault, MatchError};
use chonoi_matching::market::{Market, PairId};
use chonoi_matching::network::Network;
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use chonoi_matching::progress::{Progress, Stage};
use chonoi_matching::snapshot::Snapshot;
use chonoi_server::locale::{Locale, t};
use clap::Args;

use crate::import_command::{Lang, faults, table};
use outputs::Outputs;
use posts::Posts;

/// Arguments of `chonoi match`.
///
/// Columns of offers: id,supplier,product,state,grade,quantity,unit,min_lot,from,to,place,ask,basis,certificates.
/// Columns of requests: id,buyer,products,states,quantity,unit,min_lot,from,to,place,bids,certificates,urgency,daily_quantity.
/// Lists are split by spaces, dates are ISO, place is a commune or province code, min_lot is in `unit`, prices are đồng
/// per `unit`. A `daily_quantity` in `unit` is wanted on every day of the window; `quantity` is then that times the days, or
/// empty, and the column may be left out. A basis `delivered` means delivered to the whole country, `delivered:79,92` to these provinces.
#[derive(Args, Debug)]
pub(crate) struct MatchArgs {
    /// Offers, CSV or XLSX.
    #[arg(long, value_name = "O.csv", required_unless_present = "snapshot")]
    offers: Option<PathBuf>,
    /// Requests, CSV or XLSX.
    #[arg(long, value_name = "R.csv", required_unless_present = "snapshot")]
    requests: Option<PathBuf>,
    /// What went into a run of the server, as its report gives it away: posts, weights and capacities. The plan is the
    /// same to the byte; a policy beside it takes the place of the run's weights.
    #[arg(long, value_name = "S.json", conflicts_with_all = ["offers", "requests", "capacities"])]
    snapshot: Option<PathBuf>,
    /// Weights of the plan (docs/MATCHING.md); what it leaves out takes its default.
    #[arg(long, value_name = "P.toml")]
    policy: Option<PathBuf>,
    /// What collection points can take: CSV with the columns id,place,products,quantity_kg,daily_kg,from,to: in all of
    /// these days, on every day, or both.
    #[arg(long, value_name = "C.csv")]
    capacities: Option<PathBuf>,
    /// Where the plan goes.
    #[arg(long, value_name = "plan.json")]
    out: PathBuf,
    /// Where a printable report goes.
    #[arg(long, value_name = "report.html")]
    report: Option<PathBuf>,
    /// Where the network goes that was solved, in DIMACS min-cost-flow format.
    #[arg(long, value_name = "net.min")]
    dimacs: Option<PathBuf>,
    /// Prints why this offer and this request are matched or not, and what would change it, as JSON.
    #[arg(long, value_name = "OFFER,REQUEST")]
    explain: Option<String>,
    /// Language of messages; the report is Vietnamese.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// Matches both files.
///
/// # Errors
/// A file cannot be read or written, or has faults, each of which has been said on standard error.
pub(crate) fn run(args: &MatchArgs) -> anyhow::Result<()> {
    let locale = Locale::from(args.lang);
    let catalogue = Catalogue::embedded()?;
    let given = policy(args.policy.as_deref(), locale)?;
    let Input {
        posts,
        market,
        policy,
    } = input(args, locale, &catalogue, given)?;
    let network = watched(locale, Stage::Pairing, |report| {
        Network::prepare(&catalogue, &market, &policy, report)
    })
    .map_err(|error| refused(args, locale, &posts, error))?;
    let plan = watched(locale, Stage::Solving, |report| network.solve(report))?;
    let mut outputs = Outputs::new(locale);
    outputs.add(&args.out, &Snapshot::new(&market, &policy).document(&plan)?)?;
    if let Some(path) = &args.dimacs {
        outputs.add(path, &network.dimacs())?;
    }
    if let Some(path) = &args.report {
        let comparison = network.compare(&market, &plan)?;
        let page = report::render(&catalogue, &market, &policy, &plan, comparison.as_deref())?;
        outputs.add(path, &page)?;
    }
    let explained = args
        .explain
        .as_deref()
        .map(|pair| explained(locale, &network, &plan, pair))
        .transpose()?;
    outputs.publish()?;
    if let Some(text) = explained {
        answer(&text);
    }
    table::say(&[summary(locale, &market, &plan)]);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the answer is what was asked for")]
fn answer(text: &str) {
    print!("{text}");
}

/// What is known about `OFFER,REQUEST`.
fn explained(locale: Locale, network: &Network<'_>, plan: &Plan, pair: &str) -> anyhow::Result<String> {
    let unknown = || anyhow::anyhow!(t(locale, "cli.unknown_pair", &[("pair", pair)]));
    let (offer, request) = pair.split_once(',').ok_or_else(unknown)?;
    let asked = PairId {
        offer: offer.to_owned(),
        request: request.to_owned(),
    };
    let answer = network.explain(plan, &asked)?.ok_or_else(unknown)?;
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

fn cannot_read(locale: Locale, path: &Path) -> String {
    let file = path.display().to_string();
    t(locale, "cli.cannot_read", &[("file", &file)])
}

fn policy(path: Option<&Path>, locale: Locale) -> anyhow::Result<Option<Policy>> {
    let Some(path) = path else {
        return Ok(None);
    };
    let named = || cannot_read(locale, path);
    let text = std::fs::read_to_string(path).with_context(named)?;
    Policy::from_toml(&text).with_context(named).map(Some)
}

/// What is matched, and where it stood.
struct Input {
    /// Rows of the files; none of a snapshot.
    posts: Posts,
    market: Market,
    policy: Policy,
}

fn input(
    args: &MatchArgs,
    locale: Locale,
    catalogue: &Catalogue,
    given: Option<Policy>,
) -> anyhow::Result<Input> {
    if let Some(path) = &args.snapshot {
        let named = || cannot_read(locale, path);
        let text = std::fs::read_to_string(path).with_context(named)?;
        let snapshot = Snapshot::read(&text).with_context(named)?;
        return Ok(Input {
            posts: Posts::default(),
            market: snapshot.market.into_owned(),
            policy: given.unwrap_or_else(|| snapshot.policy.into_owned()),
        });
    }
    let posts = read(args, locale, catalogue)?;
    let mut market = posts.market();
    market.capacities = capacities::read(locale, catalogue, args.capacities.as_deref())?;
    Ok(Input {
        posts,
        market,
        policy: given.unwrap_or_default(),
    })
}

/// Both files, or the faults of both.
fn read(args: &MatchArgs, locale: Locale, catalogue: &Catalogue) -> anyhow::Result<Posts> {
    let parser = SheetParser::new(catalogue);
    let (Some(offers), Some(requests)) = (&args.offers, &args.requests) else {
        return Ok(Posts::default());
    };
    let offers = table::offers(&parser, locale, offers)?;
    let requests = table::requests(&parser, locale, requests)?;
    match (offers, requests) {
        (Ok(offers), Ok(requests)) => Ok(Posts {
            offers: offers.posts,
            requests: requests.posts,
        }),
        (offers, requests) => {
            let mut lines = offers.err().unwrap_or_default();
            lines.extend(requests.err().unwrap_or_default());
            table::say(&lines);
            bail!(t(locale, "cli.refused", &[("count", &lines.len().to_string())]))
        }
    }
}

/// What the engine refuses, by file and line.
fn refused(args: &MatchArgs, locale: Locale, posts: &Posts, error: MatchError) -> anyhow::Error {
    let MatchError::Posts(found) = error else {
        return error.into();
    };
    let line = |fault: &Fault| {
        let (file, line) = posts.place_of(args, fault);
        let sentence = faults::sentence(locale, &fault.error);
        let (file, line) = (file.display().to_string(), line.to_string());
        let args = [
            ("file", file.as_str()),
            ("line", &line),
            ("column", &fault.error.field),
            ("sentence", &sentence),
        ];
        t(locale, "cli.fault", &args)
    };
    let lines: Vec<String> = found.iter().map(line).collect();
    table::say(&lines);
    anyhow::anyhow!(t(locale, "cli.refused", &[("count", &lines.len().to_string())]))
}

/// Runs one stage under a progress bar.
fn watched<T>(locale: Locale, stage: Stage, work: impl FnOnce(&(dyn Fn(Progress) + Sync)) -> T) -> T {
    let key = match stage {
        Stage::Pairing => "cli.pairing",
        Stage::Solving => "cli.solving",
    };
    let bar = table::bar(t(locale, key, &[]), 100);
    let report = |progress: Progress| {
        if progress.stage == stage {
            // Per cent: pairs of posts say nothing to anybody.
            let percent = progress.done.saturating_mul(100) / progress.total.max(1);
            bar.set_position(bar.position().max(percent));
        }
    };
    let done = work(&report);
    bar.finish_and_clear();
    done
}

fn summary(locale: Locale, market: &Market, plan: &Plan) -> String {
    let numbers = [
        plan.allocations.len().to_string(),
        market.offers.len().to_string(),
        market.requests.len().to_string(),
        plan.objective.to_string(),
    ];
    let names = ["allocations", "offers", "requests", "objective"];
    let args: Vec<(&str, &str)> = names
        .into_iter()
        .zip(numbers.iter().map(String::as_str))
        .collect();
    t(locale, "cli.matched", &args)
}
