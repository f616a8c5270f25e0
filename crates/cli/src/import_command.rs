//! `chonoi import`: posts from a CSV or XLSX file. Without `--apply` it only reads and says what it found.

pub(crate) mod faults;
pub(crate) mod table;

use std::path::PathBuf;

use anyhow::bail;
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::sheet::{OfferRow, RequestRow, SheetParser};
use chonoi_server::locale::{Locale, t};
use clap::{Args, ValueEnum};

/// A language on the command line.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl From<Lang> for Locale {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Vi => Self::Vi,
            Lang::En => Self::En,
        }
    }
}

/// What a file lists.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Posts {
    /// Harvest offers.
    Offers,
    /// Shortage requests.
    Requests,
}

/// Arguments of `chonoi import`.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// What the file lists.
    #[arg(value_enum)]
    posts: Posts,
    /// CSV or XLSX file: the columns of `chonoi match`, or a person's spreadsheet with Vietnamese headers.
    file: PathBuf,
    /// Write the posts; without it the file is only read and checked.
    #[arg(long, conflicts_with = "dry_run", requires = "organisation")]
    apply: bool,
    /// Only read and check, which is the default.
    #[arg(long)]
    dry_run: bool,
    /// Id of the organisation in whose name the posts are written.
    #[arg(long)]
    organisation: Option<String>,
    /// Language of messages.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

/// What a file came to.
enum Batch {
    Offers(Vec<OfferRow>),
    Requests(Vec<RequestRow>),
}

impl Batch {
    fn len(&self) -> usize {
        match self {
            Self::Offers(posts) => posts.len(),
            Self::Requests(posts) => posts.len(),
        }
    }
}

/// Reads the file; writes its posts when asked to.
///
/// # Errors
/// The file cannot be opened or has faults, each of which has been said on standard error; or the market refuses.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<()> {
    let locale = Locale::from(args.lang);
    let catalogue = Catalogue::embedded()?;
    let parser = SheetParser::new(&catalogue);
    let batch = match args.posts {
        Posts::Offers => table::offers(&parser, locale, &args.file)?.map(|p| Batch::Offers(p.posts)),
        Posts::Requests => table::requests(&parser, locale, &args.file)?.map(|p| Batch::Requests(p.posts)),
    };
    let batch = match batch {
        Ok(batch) => batch,
        Err(lines) => {
            table::say(&lines);
            let count = lines.len().to_string();
            bail!(t(locale, "cli.import_refused", &[("count", &count)]));
        }
    };
    let posts = batch.len().to_string();
    let good = t(locale, "cli.import_good", &[("posts", &posts)]);
    if args.apply {
        apply(args, batch)?;
        table::say(&[good, t(locale, "cli.import_done", &[("posts", &posts)])]);
    } else {
        table::say(&[good, t(locale, "cli.import_dry", &[])]);
    }
    Ok(())
}

/// Writes all posts of a file in one transaction, in the name of the organisation given.
fn apply(_args: &ImportArgs, _batch: Batch) -> anyhow::Result<()> {
    bail!("writing posts from a file is not wired to the market yet")
}
