//! The file through the market's own use case: all of it or nothing, in one transaction.

use anyhow::{Context as _, bail};
use chonoi_domain::actor::Role;
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use chonoi_market::once::Once;
use chonoi_server::config::Config;
use chonoi_server::locale::{Locale, t};

use super::{ImportArgs, Posts, faults, table};
use crate::open;
use crate::refusal::in_words;

/// Checks the file by the market's rules and, with `--apply`, writes its posts in the name of `login`.
///
/// # Errors
/// A setting, a database or a login that is not there, or rules that rows break, each of which has been said.
pub(super) fn import(args: &ImportArgs, login: &str, locale: Locale) -> anyhow::Result<()> {
    let config = Config::load()?;
    let file = std::fs::read(&args.file).with_context(|| args.file.display().to_string())?;
    let imported = open::block_on(async {
        let market = open::market(open::store(&config).await?)?;
        let said = |error| in_words(locale, error);
        let actor = market.act_as(login).await.map_err(said).context("--as")?;
        let (once, dry_run) = (Once::none(), !args.apply);
        let imported = match args.posts {
            Posts::Offers => {
                let member = actor.member(Role::Supplier).map_err(said)?;
                market.import_posts::<Offer>(&member, file, dry_run, &once).await
            }
            Posts::Requests => {
                let member = actor.member(Role::Buyer).map_err(said)?;
                market
                    .import_posts::<Request>(&member, file, dry_run, &once)
                    .await
            }
        };
        imported.map_err(said)
    })?;
    if imported.errors.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = imported
        .errors
        .iter()
        .map(|fault| faults::of_sheet(locale, &args.file, fault))
        .collect();
    table::say(&lines);
    bail!(t(
        locale,
        "cli.import_refused",
        &[("count", &lines.len().to_string())]
    ))
}
