//! A Meilisearch server, where one is named, and a stand-in for where none is.

pub mod fake;
mod fake_search;

use std::sync::atomic::{AtomicU32, Ordering};

use meilisearch_sdk::client::Client;
use meilisearch_sdk::key::{Action, KeyBuilder};

/// The environment variable that names the server.
pub const URL: &str = "CHONOI_TEST_MEILI_URL";
/// The environment variable with its master key; absent where it has none.
pub const KEY: &str = "CHONOI_TEST_MEILI_KEY";

/// A name for indexes on a server, and a key that is good for nothing else.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it is.
    pub url: String,
    /// The key of those rights.
    pub key: String,
    /// The name of the key, a UUID.
    pub key_uid: String,
    /// Begins the names of the indexes; nobody else's do.
    pub name: String,
}

/// The server of [`URL`] with a fresh name and a key of `rights` on what begins with it; `None`, said aloud, where the
/// variable is not set.
///
/// # Panics
/// When the server does not answer or gives no key.
pub async fn server(rights: &[&str]) -> Option<Server> {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    server_for(rights, &format!("test{}x{number}", std::process::id())).await
}

/// The same for a name that is in use.
///
/// # Panics
/// When the server does not answer or gives no key.
pub async fn server_for(rights: &[&str], name: &str) -> Option<Server> {
    let Ok(url) = std::env::var(URL) else {
        eprintln!("SKIPPED on a real Meilisearch: {URL} is not set");
        return None;
    };
    let master = std::env::var(KEY).ok();
    let client = Client::new(&url, master.as_deref()).expect("a client");
    let actions = rights.iter().map(|right| Action::Unknown((*right).to_owned()));
    let mut key = KeyBuilder::new();
    key.with_name(name)
        .with_actions(actions)
        .with_index(format!("{name}-*"));
    let key = key.execute(&client).await.expect("a key of the server");
    Some(Server {
        url,
        key: key.key,
        key_uid: key.uid,
        name: name.to_owned(),
    })
}

impl Server {
    /// All indexes of this name are lost.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn wipe(&self) {
        let client = Client::new(&self.url, Some(&self.key)).expect("a client");
        let all = client.list_all_indexes().await.expect("the indexes");
        for index in all
            .results
            .into_iter()
            .filter(|index| index.uid.starts_with(&format!("{}-", self.name)))
        {
            let deleting = index.delete().await.expect("a task");
            let done = deleting.wait_for_completion(&client, None, None).await;
            done.expect("the index is gone");
        }
    }
}
