//! Accounts to try the demonstration market with, one a role. Their password is public, so they exist and work only
//! where the program was started with demonstration data.

use chonoi_domain::actor::Role;
use chonoi_domain::login::Login;
use chonoi_domain::organisation::{Contact, Organisation};
use chonoi_store::{Tx, organisations, users};

use crate::error::Error;
use crate::organisations::registration::Checked;
use crate::passwords;
use crate::service::Market;

/// The one password of all of them; printed, in the README and on the login page.
pub const PASSWORD: &str = "cho-noi-2021";

/// An account of the demonstration: its role, its address, the code of its organisation, whose account it is.
struct Account {
    role: Role,
    login: &'static str,
    organisation: &'static str,
    name: &'static str,
}

const fn account(role: Role, login: &'static str, organisation: &'static str, name: &'static str) -> Account {
    Account {
        role,
        login,
        organisation,
        name,
    }
}

/// The addresses end in `.example`, which nobody can have (RFC 2606).
const ACCOUNTS: [Account; 8] = [
    account(
        Role::Supplier,
        "htx@chonoi.example",
        "E001",
        "Người bán (trình diễn)",
    ),
    account(
        Role::Buyer,
        "sieuthi@chonoi.example",
        "B001",
        "Người mua (trình diễn)",
    ),
    account(
        Role::Broker,
        "congthuong@chonoi.example",
        "A001",
        "Cán bộ kết nối (trình diễn)",
    ),
    account(
        Role::Authority,
        "nongnghiep@chonoi.example",
        "A002",
        "Cán bộ nông nghiệp (trình diễn)",
    ),
    account(
        Role::Organiser,
        "ipec@chonoi.example",
        "E052",
        "Ban tổ chức hội nghị (trình diễn)",
    ),
    account(
        Role::Reporter,
        "baocao@chonoi.example",
        "A001",
        "Người lập báo cáo (trình diễn)",
    ),
    account(
        Role::Auditor,
        "giamsat@chonoi.example",
        "A003",
        "Người giám sát (trình diễn)",
    ),
    account(
        Role::Admin,
        "quantri@chonoi.example",
        "A001",
        "Quản trị (trình diễn)",
    ),
];

/// An account that can be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// What to log in with.
    pub login: &'static str,
    /// Its password.
    pub password: &'static str,
    /// Its role.
    pub role: Role,
    /// Whose it is.
    pub name: &'static str,
}

impl Market {
    /// Makes the accounts that are missing, for the organisations of the demonstration market that are there. Does
    /// nothing where the program was not started with demonstration data.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn seed_demo_accounts(&self) -> Result<(), Error> {
        if !self.logins.demo {
            return Ok(());
        }
        let hash = passwords::hash(self, PASSWORD).await?;
        let tx = self.store.begin().await?;
        for (number, account) in (1..).zip(&ACCOUNTS) {
            let found = organisations::find_by_code(&*tx, account.organisation).await?;
            let Some(organisation) = found.filter(|o| o.demo) else {
                tracing::warn!(
                    code = account.organisation,
                    "no such demonstration organisation; no account for it"
                );
                continue;
            };
            self.seed_account(&tx, account, &organisation, hash.clone())
                .await?;
            self.seed_contact(&tx, organisation, account.name, number).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn seed_account(
        &self,
        tx: &Tx,
        account: &Account,
        organisation: &Organisation,
        hash: String,
    ) -> Result<(), Error> {
        let login = Login::Email(account.login.to_owned());
        let user = match users::find_by_login(&**tx, &login).await? {
            Some(user) => user.id,
            None => {
                let person = Checked {
                    name: account.name.to_owned(),
                    phone: None,
                    email: Some(account.login.to_owned()),
                };
                self.insert_person(tx, &person, hash, true).await?
            }
        };
        self.join(tx, user, organisation.id, account.role).await
    }

    /// Gives the organisation a contact where it has none: a number that looks like one and that nobody has, because
    /// no Vietnamese number begins with 010.
    async fn seed_contact(
        &self,
        tx: &Tx,
        organisation: Organisation,
        name: &str,
        number: i32,
    ) -> Result<(), Error> {
        if organisation.contact != Contact::default() {
            return Ok(());
        }
        let after = Organisation {
            contact: Contact {
                name: Some(name.to_owned()),
                phone: Some(format!("01000000{number:02}")),
                email: None,
            },
            version: organisation.version + 1,
            updated_at: self.now(),
            ..organisation.clone()
        };
        organisations::update(tx, &after, organisation.version).await?;
        self.record_organisation(tx, None, "change", (Some(&organisation), Some(&after)))
            .await
    }

    /// The accounts, each with the names of its organisation, as far as they are there.
    ///
    /// # Errors
    /// [`Error::NotFound`] `demo_accounts` where the program was not started with demonstration data.
    pub async fn demo_accounts(&self) -> Result<Vec<(DemoAccount, String)>, Error> {
        if !self.logins.demo {
            return Err(Error::NotFound("demo_accounts"));
        }
        let made = users::demo_accounts(self.store.reader()).await?;
        let mut found = Vec::new();
        for account in &ACCOUNTS {
            let exists = made
                .iter()
                .any(|user| user.email.as_deref() == Some(account.login));
            let organisation = organisations::find_by_code(self.store.reader(), account.organisation).await?;
            if let Some(organisation) = organisation.filter(|_| exists) {
                let account = DemoAccount {
                    login: account.login,
                    password: PASSWORD,
                    role: account.role,
                    name: account.name,
                };
                found.push((account, organisation.short_name));
            }
        }
        Ok(found)
    }
}
