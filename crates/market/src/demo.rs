//! The demonstration market: posts built from published figures, loaded into an empty database.
//!
//! The dates of the files are relative to the first day in `market.toml`; loading shifts them so that this day is today.
//! A market that has grown old is made new by emptying the database.

mod capacities;
mod files;
mod posts;
pub mod sources;

use chonoi_domain::clock::day_in_vietnam;
use chonoi_domain::event::Event;
use chonoi_domain::id::MatchRunId;
use chonoi_store::{Tx, audit, certificates, match_runs, organisations, summary};

use crate::error::Error;
use crate::service::{Market, Trace};
use posts::Content;

/// What was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Loaded {
    /// Organisations.
    pub organisations: usize,
    /// Offers.
    pub offers: usize,
    /// Requests.
    pub requests: usize,
    /// The first run over them.
    pub run: MatchRunId,
}

/// What loading is called in the audit trail, and what was loaded.
const LOAD: &str = "load";
const FILES: &str = "data/demo";

/// Rows of one insert.
const BATCH: usize = 300;

/// Loads the demonstration market if nobody has registered yet, and asks for a run over it; `None` where there is
/// something already. All of it in one transaction: nothing is half loaded.
///
/// # Errors
/// [`Error::Internal`] when the files that ship with the program are broken, or the database fails.
pub async fn load(market: &Market) -> Result<Option<Loaded>, Error> {
    if !summary::is_empty(market.store.reader()).await? {
        return Ok(None);
    }
    let content = posts::read(market)?;
    let tx = market.store.begin().await?;
    if !summary::is_empty(&*tx).await? {
        return Ok(None);
    }
    write(market, &tx, &content).await?;
    let loaded = Loaded {
        organisations: content.organisations.len(),
        offers: content.offers.len(),
        requests: content.requests.len(),
        run: market.first_match_run(&tx).await?,
    };
    let trace = Trace {
        user: None,
        organisation: None,
        action: LOAD,
        kind: "demonstration",
    };
    market.record(&tx, trace, FILES, (None, Some(&loaded))).await?;
    tx.commit().await?;
    Ok(Some(loaded))
}

/// How many days ago the demonstration market was loaded, whose dates count from that day; `None` where it never was.
/// They are not shifted again: people have posted, answered and dealt by them since.
///
/// # Errors
/// [`Error::Internal`].
pub async fn age(market: &Market) -> Result<Option<i64>, Error> {
    let loaded = audit::first(market.store.reader(), LOAD, FILES).await?;
    let days = |at| (market.today() - day_in_vietnam(crate::clock::instant(at))).whole_days();
    Ok(loaded.map(days))
}

/// Whether the demonstration market has been matched, now or by an earlier start.
///
/// # Errors
/// [`Error::Internal`].
pub async fn is_matched(market: &Market) -> Result<bool, Error> {
    Ok(match_runs::latest_done(market.store.reader()).await?.is_some())
}

async fn write(market: &Market, tx: &Tx, content: &Content) -> Result<(), Error> {
    for organisation in &content.organisations {
        organisations::insert(tx, organisation).await?;
    }
    for certificate in &content.certificates {
        certificates::insert(tx, certificate).await?;
    }
    for some in content.offers.chunks(BATCH) {
        chonoi_store::posts::insert_many(tx, some).await?;
    }
    for some in content.requests.chunks(BATCH) {
        chonoi_store::posts::insert_many(tx, some).await?;
    }
    for capacity in &content.capacities {
        chonoi_store::capacities::insert(tx, capacity).await?;
    }
    market.enqueue_all_search(tx).await?;
    // The channels list what is offered; matching is asked for by itself.
    for (record, _) in &content.offers {
        market.tell(tx, &Event::OfferChanged(record.post.id)).await?;
    }
    Ok(())
}
