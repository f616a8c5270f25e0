//! `chonoi import`: posts from a CSV or XLSX file. Without `--apply` it only reads and says what it found.

pub(crate) mod faults;
mod market;
pub(crate) mod table;

use std::path::PathBuf;

use anyhow::bail;
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::sheet::SheetParser;
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
    #[arg(long, conflicts_with = "dry_run", requires = "login")]
    apply: bool,
    /// Only read and check, which is the default.
    #[arg(long)]
    dry_run: bool,
    /// Phone or e-mail of the person in whose name, and for whose organisation, the posts are written. In a dry run it
    /// has the file checked by the market's rules too.
    #[arg(long = "as", value_name = "LOGIN")]
    login: Option<String>,
    /// Language of messages.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
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
        Posts::Offers => table::offers(&parser, locale, &args.file)?.map(|parsed| parsed.posts.len()),
        Posts::Requests => table::requests(&parser, locale, &args.file)?.map(|parsed| parsed.posts.len()),
    };
    let batch = match batch {
        Ok(batch) => batch,
        Err(lines) => {
            table::say(&lines);
            let count = lines.len().to_string();
            bail!(t(locale, "cli.import_refused", &[("count", &count)]));
        }
    };
    let posts = batch.to_string();
    if let Some(login) = &args.login {
        market::import(args, login, locale)?;
    }
    let good = t(locale, "cli.import_good", &[("posts", &posts)]);
    let end = if args.apply {
        t(locale, "cli.import_done", &[("posts", &posts)])
    } else {
        t(locale, "cli.import_dry", &[])
    };
    table::say(&[good, end]);
    Ok(())
}
