//! `chonoi admin`: the first people of a real installation. The demonstration makes its own.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::{Context as _, bail};
use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::id::PlaceCode;
use chonoi_market::installation::Officer;
use chonoi_server::config::Config;
use chonoi_server::locale::Locale;
use clap::{Args, Subcommand};

use crate::open;
use crate::refusal::in_words;

/// `chonoi admin …`.
#[derive(Args)]
pub(crate) struct AdminArgs {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Make a person with a login; the password is the first line of standard input.
    CreateUser(CreateUser),
}

#[derive(Args)]
struct CreateUser {
    /// The person's name.
    #[arg(long)]
    name: String,
    /// Phone number or e-mail address.
    #[arg(long)]
    login: String,
    /// supplier, buyer, broker, authority, organiser, reporter, auditor or admin.
    #[arg(long)]
    role: Role,
    /// Full name of the organisation; it is made, and verified, where there is none of that name.
    #[arg(long)]
    organisation: String,
    /// Kind of the organisation where it is made; offices are given in departments and agencies.
    #[arg(long, default_value = "department")]
    kind: OrganisationKind,
    /// Code of the commune or province of its seat where it is made.
    #[arg(long, default_value = "96")]
    place: String,
}

/// Does the task.
///
/// # Errors
/// A broken setting, a database that does not answer, input that breaks a rule, a login that is taken.
pub(crate) fn run(args: AdminArgs) -> anyhow::Result<()> {
    let Task::CreateUser(new) = args.task;
    let config = Config::load()?;
    let officer = Officer {
        password: password()?,
        name: new.name,
        login: new.login,
        role: new.role,
        organisation: new.organisation,
        kind: new.kind,
        place: PlaceCode(new.place),
    };
    let login = officer.login.clone();
    open::block_on(async {
        let market = open::market(open::store(&config).await?)?;
        let made = market.appoint(officer).await;
        made.map_err(|error| in_words(Locale::En, error))
    })?;
    say(&format!("{login}: {}", new.role));
    Ok(())
}

fn password() -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("Mật khẩu / Password:");
    }
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .context("standard input cannot be read")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("the password is expected as the first line of standard input");
    }
    Ok(password.to_owned())
}

#[expect(clippy::print_stdout, reason = "what was made is what was asked for")]
fn say(text: &str) {
    println!("{text}");
}
