//! A throwaway PostgreSQL cluster for one test process, unless `CHONOI_TEST_POSTGRES_URL` names a server.
//!
//! `initdb` and `pg_ctl` run as the `postgres` user when the tests run as root. A small shell waits on a pipe to this
//! process and stops the cluster when the process ends, however it ends.

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

struct Cluster {
    url: String,
    /// Held open for the life of the process; its end stops the cluster.
    _alive: Option<ChildStdin>,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// The URL of a new empty database.
pub(crate) fn fresh_database() -> String {
    let cluster = CLUSTER.get_or_init(|| match std::env::var("CHONOI_TEST_POSTGRES_URL") {
        Ok(url) => Cluster {
            url: url.trim_end_matches('/').to_owned(),
            _alive: None,
        },
        Err(_) => start(),
    });
    let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = format!("{}/postgres", cluster.url);
    run(Command::new("psql").args([&admin, "-qc", &format!("CREATE DATABASE {name}")]));
    format!("{}/{name}", cluster.url)
}

fn start() -> Cluster {
    let folder = tempfile::Builder::new()
        .prefix("chonoi-pg-")
        .tempdir()
        .expect("a temporary folder")
        .keep();
    std::fs::set_permissions(&folder, Permissions::from_mode(0o777)).expect("permissions");
    let (data, log) = (folder.join("data"), folder.join("log"));
    let port = free_port();
    let options = format!(
        "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300",
        folder.display()
    );
    run(postgres_tool("initdb")
        .args(["-A", "trust", "-U", "postgres", "-D"])
        .arg(&data));
    run(postgres_tool("pg_ctl")
        .arg("-D")
        .arg(&data)
        .arg("-l")
        .arg(&log)
        .args(["-w", "-o", &options, "start"]));
    Cluster {
        url: format!("postgres://postgres@127.0.0.1:{port}"),
        _alive: Some(stop_when_we_end(&folder)),
    }
}

/// A detached shell that stops the cluster and removes its folder once its standard input closes.
fn stop_when_we_end(folder: &Path) -> ChildStdin {
    let stop = format!("{} stop -m immediate", as_postgres("pg_ctl"));
    let script = format!("read -r _; {stop} -D '{0}/data'; rm -rf '{0}'", folder.display());
    let mut shell = Command::new("setsid");
    shell
        .args(["sh", "-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shell
        .spawn()
        .expect("setsid (util-linux)")
        .stdin
        .take()
        .expect("a pipe")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout.trim_ascii() == b"0"
}

/// The newest installed server's tool, or the one on the path.
fn tool_path(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|v| v.path().join("bin").join(name))
        .filter(|p| p.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

fn as_postgres(name: &str) -> String {
    let path = tool_path(name);
    if is_root() {
        format!("runuser -u postgres -- {}", path.display())
    } else {
        path.display().to_string()
    }
}

fn postgres_tool(name: &str) -> Command {
    let path = tool_path(name);
    if !is_root() {
        return Command::new(path);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(path);
    command
}

fn run(command: &mut Command) {
    let output = command
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let output = output.spawn().and_then(std::process::Child::wait_with_output);
    let output = output.unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
