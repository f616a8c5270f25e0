//! `chonoi reindex`.

use chonoi_server::config::Config;
use indicatif::{ProgressBar, ProgressStyle};

use crate::open;

/// Makes the search index anew while the former one is searched, and shows how far it is.
///
/// # Errors
/// A broken setting, a database that does not answer, an index that cannot be written.
pub(crate) fn run(config: &Config) -> anyhow::Result<()> {
    open::block_on(async {
        let market = open::market(open::store(config).await?)?.with_search(open::index(config)?);
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} {eta}") {
            bar.set_style(style);
        }
        let done = market
            .reindex(&|written, all| {
                bar.set_length(all);
                bar.set_position(written);
            })
            .await?;
        bar.finish_and_clear();
        say(&format!(
            "{} documents; {} changed meanwhile and are mended",
            done.documents, done.mended
        ));
        Ok(())
    })
}

#[expect(clippy::print_stdout, reason = "what was done is what was asked for")]
fn say(text: &str) {
    println!("{text}");
}
