//! The first people of a real installation, made at the console.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::errors;

/// Makes the person with this login in the database of `folder`.
pub(super) fn create(folder: &Path, login: &str, password: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chonoi"))
        .args(["admin", "create-user", "--name", "Cán bộ", "--role", "broker"])
        .args(["--organisation", "Sở Công Thương tỉnh Cà Mau", "--login", login])
        .env("CHONOI_DATA_DIR", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    stdin.write_all(password.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_person_is_made_once_and_with_a_good_password() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let refused = create(folder.path(), "0912345678", "1234567890\n");
    assert!(!refused.status.success());
    assert!(errors(&refused).contains("password: This password is among the first to be guessed."));

    let made = create(folder.path(), "0912 345 678", "con tom om cay duoc\n");
    assert!(made.status.success(), "{}", errors(&made));
    let again = create(folder.path(), "+84912345678", "con tom om cay duoc\n");
    assert!(
        errors(&again).contains("has an account already"),
        "{}",
        errors(&again)
    );

    let silent = create(folder.path(), "0987654321", "");
    assert!(errors(&silent).contains("first line of standard input"));
}
