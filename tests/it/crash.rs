//! The program is killed in the middle of a run of posts: what it acknowledged is there after the next start, what it
//! did not can be sent again, and the listing files come to agree with the offers.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up must fail loudly"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chonoi_domain::actor::{OrganisationKind, Role};
use chonoi_domain::catalogue::Catalogue;
use chonoi_market::clock::SystemClock;
use chonoi_market::master_key::MasterKey;
use chonoi_market::{Market, testing};
use chonoi_store::Store;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};

/// People who post at the same time.
const CLIENTS: usize = 4;
/// The program is killed once so many posts are acknowledged, and again, and again.
const ROUNDS: [usize; 3] = [9, 25, 40];
/// No step takes longer on the slowest machine; then the test fails and nothing is left running.
const PATIENCE: Duration = Duration::from_secs(60);

/// Price of the `n`th offer: each has its own, also on a platform that takes whole thousands alone.
fn price(n: usize) -> i64 {
    200_000 + i64::try_from(n).unwrap() * 1_000
}

/// The program that was built beside this test, and since its sources last changed: an older one would prove nothing.
pub(crate) fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap().join("chonoi");
    assert!(
        built.exists(),
        "{} is missing: cargo build -p chonoi-cli",
        built.display()
    );
    if let Some(newer) = newer_source(&built) {
        panic!(
            "{} is older than {newer}: cargo build -p chonoi-cli",
            built.display()
        );
    }
    built
}

/// A file that went into `built`, by the list that `cargo build` keeps beside it, and has changed or gone since; the
/// list itself where there is none.
fn newer_source(built: &Path) -> Option<String> {
    let changed = |path: &Path| path.metadata().and_then(|file| file.modified());
    let made = changed(built).unwrap();
    let list = built.with_extension("d");
    let Ok(list) = std::fs::read_to_string(&list) else {
        return Some(list.display().to_string());
    };
    let (_, sources) = list.split_once(": ").unwrap();
    let sources = sources.replace("\\ ", "\0");
    let mut sources = sources.split_whitespace().map(|path| path.replace('\0', " "));
    sources.find(|path| changed(Path::new(path)).map_or(true, |changed| changed > made))
}

#[test]
fn a_program_older_than_its_sources_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (built, source) = (folder.path().join("chonoi"), folder.path().join("main.rs"));
    std::fs::write(&source, "").unwrap();
    std::fs::write(&built, "").unwrap();
    let list = format!("{}: {}\n", built.display(), source.display());
    std::fs::write(built.with_extension("d"), list).unwrap();
    let file = std::fs::File::options().write(true).open(&source).unwrap();
    let made = built.metadata().unwrap().modified().unwrap();
    file.set_modified(made - Duration::from_secs(1)).unwrap();
    assert_eq!(newer_source(&built), None);
    file.set_modified(made + Duration::from_secs(1)).unwrap();
    assert_eq!(newer_source(&built), Some(source.display().to_string()));
    std::fs::remove_file(&source).unwrap();
    assert_eq!(newer_source(&built), Some(source.display().to_string()), "gone");
    std::fs::remove_file(built.with_extension("d")).unwrap();
    assert!(
        newer_source(&built).is_some_and(|path| path.ends_with("chonoi.d")),
        "no list"
    );
}

/// The running program; killed with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path, database: &str) -> Self {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CHONOI_")) {
            command.env_remove(name);
        }
        command
            .arg("serve")
            .env("CHONOI_LISTEN", "127.0.0.1:0")
            .env("CHONOI_DATA_DIR", folder)
            .env("CHONOI_DATABASE_URL", database)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("Chợ Nổi: http://")
            .unwrap_or_default()
            .to_owned();
        let server = Self { child, address };
        assert!(!server.address.is_empty(), "the program did not start: {line}");
        server
    }

    /// SIGKILL: nothing of the program runs any more.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One request on a connection of its own; `None` when the answer did not arrive whole.
fn send(address: &str, head: &str, token: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let length = body.len();
    write!(
        stream,
        "{head}\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let head = head.to_lowercase();
    let whole = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .is_none_or(|length| length.parse() == Ok(body.len()));
    let status = head.split(' ').nth(1)?.parse().ok()?;
    whole.then(|| (status, body.to_owned()))
}

/// A market's people, and what was posted in their name.
struct Posts {
    seller: String,
    broker: String,
    from: String,
    to: String,
}

impl Posts {
    /// Makes them in the database that the program will open.
    async fn prepare(folder: &Path, database: &str) -> Self {
        let store = Store::connect(database).await.unwrap();
        store.migrate().await.unwrap();
        let catalogue = Arc::new(Catalogue::embedded().unwrap());
        let key = MasterKey::from_file(&folder.join("secret.key")).unwrap();
        let market = Market::new(store, catalogue, Arc::new(SystemClock)).with_logins(key, false);
        let token = async |name, kind, role| {
            let organisation = testing::organisation(&market, name, kind).await.unwrap();
            let actor = testing::actor(&market, organisation, role).await.unwrap();
            testing::access_token(&market, &actor).await.unwrap()
        };
        let day = |days| (market.today() + time::Duration::days(days)).to_string();
        Self {
            seller: token("HTX Cái Nước", OrganisationKind::Cooperative, Role::Supplier).await,
            broker: token("Sở Công Thương", OrganisationKind::Department, Role::Broker).await,
            from: day(1),
            to: day(9),
        }
    }

    /// Posts the `n`th offer, which alone has its price; the id when that is acknowledged.
    fn post(&self, address: &str, n: usize) -> Option<String> {
        let body = json!({
            "product": "tom-su", "quantity": "1", "unit": "tan", "place": "32236", "ask": price(n),
            "price_unit": "kg", "harvest": { "from": self.from, "to": self.to },
        });
        let head = format!("POST /api/v1/offers HTTP/1.1\r\nIdempotency-Key: crash-{n}");
        let (status, answer) = send(address, &head, &self.seller, &body.to_string())?;
        assert_eq!(status, 201, "{answer}");
        let view: Value = serde_json::from_str(&answer).unwrap();
        Some(view["id"].as_str().unwrap().to_owned())
    }

    fn get(&self, address: &str, path: &str) -> String {
        let head = format!("GET {path} HTTP/1.1");
        let (status, body) = send(address, &head, &self.broker, "").unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// Price and id of every offer on the market.
    fn offers(&self, address: &str) -> Vec<(i64, String)> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(address, &format!("/api/v1/offers?limit=100{cursor}"));
            let page: Value = serde_json::from_str(&page).unwrap();
            let items = page["items"].as_array().unwrap().iter();
            found.extend(items.map(|o| (o["ask"].as_i64().unwrap(), o["id"].as_str().unwrap().to_owned())));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    }

    /// The prices in a channel's listing file under that header, sorted.
    fn listed(&self, address: &str, (channel, header): (&str, &str)) -> Vec<i64> {
        let file = self.get(address, &format!("/api/v1/channels/{channel}/file?format=csv"));
        let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        let column = reader
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == header)
            .unwrap();
        let prices = reader.records().map(|row| row.unwrap()[column].parse().unwrap());
        let mut prices: Vec<_> = prices.collect();
        prices.sort_unstable();
        prices
    }
}

/// Posts from several sides until the program is killed under them; what was acknowledged and what was only sent.
fn post_until_killed(
    server: Server,
    posts: &Posts,
    next: &AtomicUsize,
    acknowledged: usize,
) -> (BTreeMap<usize, String>, BTreeSet<usize>) {
    let done = AtomicUsize::new(0);
    let address = server.address.clone();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    let mut kept = BTreeMap::new();
                    loop {
                        let n = next.fetch_add(1, Ordering::SeqCst);
                        let Some(id) = posts.post(&address, n) else {
                            return (kept, n);
                        };
                        kept.insert(n, id);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        let started = Instant::now();
        while done.load(Ordering::SeqCst) < acknowledged && started.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
        server.kill();
        let (mut kept, mut sent) = (BTreeMap::new(), BTreeSet::new());
        for client in clients {
            let (own, last) = client.join().unwrap();
            kept.extend(own);
            sent.insert(last);
        }
        assert!(
            kept.len() >= acknowledged,
            "only {} posts were acknowledged",
            kept.len()
        );
        (kept, sent)
    })
}

fn play(folder: &Path, database: &str, posts: &Posts) {
    let next = AtomicUsize::new(1);
    let (mut kept, mut sent) = (BTreeMap::new(), BTreeSet::new());
    for acknowledged in ROUNDS {
        let server = Server::start(folder, database);
        let (own, open) = post_until_killed(server, posts, &next, acknowledged);
        kept.extend(own);
        sent.extend(open);
    }
    let server = Server::start(folder, database);
    let address = server.address.as_str();
    for (n, id) in &kept {
        let view: Value = serde_json::from_str(&posts.get(address, &format!("/api/v1/offers/{id}"))).unwrap();
        assert_eq!(view["ask"], price(*n), "acknowledged and lost");
        assert_eq!(
            posts.post(address, *n).as_ref(),
            Some(id),
            "the same key, the same answer"
        );
    }
    for n in &sent {
        let (first, again) = (posts.post(address, *n).unwrap(), posts.post(address, *n).unwrap());
        assert_eq!(first, again, "sent again and made twice");
        kept.insert(*n, first);
    }
    let mut wanted: Vec<_> = kept.iter().map(|(n, id)| (price(*n), id.clone())).collect();
    let mut found = posts.offers(address);
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted, "exactly what was posted, each once");

    let prices: Vec<_> = wanted.iter().map(|(asked, _)| *asked).collect();
    let started = Instant::now();
    for channel in [
        ("voso", "Giá bán (đồng)"),
        ("postmart", "Giá (VNĐ)"),
        ("madeincamau", "Regular price"),
    ] {
        while posts.listed(address, channel) != prices {
            let waited = started.elapsed();
            assert!(
                waited < PATIENCE,
                "{channel:?}: {:?} is not {prices:?}",
                posts.listed(address, channel)
            );
            thread::sleep(Duration::from_millis(100));
        }
    }
    let feed = posts.get(address, "/api/v1/feeds/products.xml");
    for (_, id) in &wanted {
        assert_eq!(feed.matches(&format!("/chao-ban/{id}<")).count(), 1, "{id}");
    }
}

on_both!(
    what_was_acknowledged_survives_a_kill_and_the_files_agree,
    async |database: TestDatabase| {
        let folder = tempfile::tempdir().unwrap();
        let posts = Posts::prepare(folder.path(), database.url()).await;
        let (path, url) = (folder.path().to_owned(), database.url().to_owned());
        tokio::task::spawn_blocking(move || play(&path, &url, &posts))
            .await
            .unwrap();
    }
);
