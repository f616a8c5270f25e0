//! An organisation, a person and a session to write, in a fresh database.

use chonoi_domain::actor::{Capabilities, OrganisationKind, Verification};
use chonoi_domain::id::{OrganisationId, SessionId, UserId};
use chonoi_domain::organisation::{Contact, Organisation};
use chonoi_store::sessions::Session;
use chonoi_store::users::User;
use chonoi_store::{Store, organisations, users};
use chonoi_testkit::database::TestDatabase;
use uuid::Uuid;

pub(crate) async fn open(database: &TestDatabase) -> Store {
    let store = Store::connect(database.url()).await.unwrap();
    store.migrate().await.unwrap();
    store
}

pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn organisation(n: u128, name: &str) -> Organisation {
    Organisation {
        id: OrganisationId(id(n)),
        code: None,
        name: name.to_owned(),
        short_name: name.to_owned(),
        kind: OrganisationKind::Cooperative,
        tax_code: Some("2001234567".to_owned()),
        place: "32236".into(),
        capabilities: Capabilities {
            freezes: true,
            kg_per_day: Some(750),
            ..Capabilities::default()
        },
        verification: Verification::Verified,
        decision: None,
        demo: false,
        source_id: Some("A B".to_owned()),
        contact: Contact {
            phone: Some("0912345678".to_owned()),
            ..Contact::default()
        },
        version: 1,
        created_at: 1,
        updated_at: 1,
    }
}

pub(crate) fn user(n: u128, phone: Option<&str>, email: Option<&str>) -> User {
    User {
        id: UserId(id(n)),
        name: "x".to_owned(),
        phone: phone.map(str::to_owned),
        email: email.map(str::to_owned),
        password_hash: "h".to_owned(),
        password_changed_at: 1,
        demo: false,
        created_at: 1,
    }
}

pub(crate) fn session(n: u128, user: u128, last_used_at: i64) -> Session {
    Session {
        id: SessionId(id(n)),
        user: UserId(id(user)),
        user_agent: "b".to_owned(),
        created_at: 1,
        last_used_at,
        expires_at: 1_000,
        ended_at: None,
    }
}

pub(crate) async fn keep(store: &Store, organisations: &[Organisation], people: &[User]) {
    let tx = store.begin().await.unwrap();
    for organisation in organisations {
        organisations::insert(&tx, organisation).await.unwrap();
    }
    for user in people {
        users::insert(&tx, user).await.unwrap();
    }
    tx.commit().await.unwrap();
}
