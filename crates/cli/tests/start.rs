//! The program as an operator starts and stops it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

/// The program with nothing of ours in its environment.
fn chonoi(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chonoi"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CHONOI_")) {
        command.env_remove(name);
    }
    command.args(arguments).envs(variables.iter().copied());
    command
}

fn run(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = chonoi(arguments, variables).output().unwrap();
    (
        status.code(),
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

/// A running server, ended with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &std::path::Path, variables: &[(&str, &str)]) -> Self {
        let data = folder.join("data");
        let mut command = chonoi(&["serve"], &[("CHONOI_LISTEN", "127.0.0.1:0")]);
        command
            .env("CHONOI_DATA_DIR", data)
            .envs(variables.iter().copied());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("Chợ Nổi: http://").unwrap().to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_bad_setting_stops_the_start_with_one_line() {
    let cases = [
        (
            "CHONOI_LISTNE",
            "127.0.0.1:0",
            "chonoi: CHONOI_LISTNE: is not a setting; there are: listen, ",
        ),
        (
            "CHONOI_LISTEN",
            "nowhere",
            "chonoi: CHONOI_LISTEN: must be an address and a port",
        ),
        (
            "CHONOI_LOG",
            "a=b=c",
            "chonoi: CHONOI_LOG: must be a level or a list of filters",
        ),
    ];
    for (key, value, said) in cases {
        for command in ["serve", "migrate"] {
            let (code, stdout, stderr) = run(&[command], &[(key, value)]);
            assert_eq!(
                (code, stdout.as_str(), stderr.lines().count()),
                (Some(2), "", 1),
                "{stderr}"
            );
            assert!(stderr.starts_with(said), "{stderr}");
        }
    }
}

#[test]
fn the_defaults_are_printed_as_they_are_documented() {
    let (code, stdout, _) = run(&["config"], &[]);
    assert_eq!(
        (code, stdout.as_str()),
        (Some(0), include_str!("../../server/config.default.toml"))
    );
}

#[test]
fn a_server_says_where_it_listens_and_ends_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 OK"));
    assert!(folder.path().join("data/chonoi.db").exists());
    let id = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_taken_address_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let data = folder.path().join("other");
    let variables = [
        ("CHONOI_LISTEN", server.address.as_str()),
        ("CHONOI_DATA_DIR", data.to_str().unwrap()),
    ];
    let (code, _, stderr) = run(&["serve"], &variables);
    assert_eq!(code, Some(1));
    assert!(
        stderr.starts_with("chonoi: CHONOI_LISTEN: cannot listen on "),
        "{stderr}"
    );
}
