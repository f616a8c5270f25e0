//! `chonoi match`.

use std::collections::BTreeSet;
use std::fs;
use std::process::Output;

use expect_test::expect;
use serde_json::Value;
use tempfile::TempDir;

use super::{chonoi, demo, errors};

const OFFERS: &str = "\
id,supplier,product,state,grade,quantity,unit,min_lot,from,to,place,ask,basis,certificates
O1,E1,tom-su,live,20 con/kg,1.5,tan,0.1,2026-11-24,2026-11-30,32191,210000000,farm,asc vietgap
O2,E2,cua-gach,live,,200,kg,,2026-11-24,2026-11-28,32218,600000,farm,
";
const REQUESTS: &str = "\
id,buyer,products,states,quantity,unit,min_lot,from,to,place,bids,certificates,urgency
R1,D1,tom-su tom-the,live,1000,kg,50,2026-11-25,2026-12-02,79,250000 180000,vietgap,5
R2,D2,cua-gach,live,300,kg,,2026-11-25,2026-12-02,79,590000,,
";

/// Both files in a folder of their own.
#[expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]
fn folder(offers: &str, requests: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("o.csv"), offers).unwrap();
    fs::write(folder.path().join("r.csv"), requests).unwrap();
    folder
}

/// Matches them in that folder.
fn matched(folder: &TempDir, more: &[&str]) -> Output {
    let files = "match --offers o.csv --requests r.csv --out plan.json";
    let args: Vec<&str> = files.split(' ').chain(more.iter().copied()).collect();
    chonoi(folder.path(), &args)
}

#[test]
fn a_pair_is_explained() {
    let folder = folder(OFFERS, REQUESTS);
    let explain = |pair| matched(&folder, &["--explain", pair]);
    let output = explain("O2,R2");
    assert!(output.status.success(), "{}", errors(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (
            &answer["offer"],
            &answer["verdict"],
            &answer["obstacles"][0]["constraint"]
        ),
        (&"O2".into(), &"blocked".into(), &"price".into())
    );
    assert!(answer["step"]["exact"].as_i64() >= answer["step"]["at_least"].as_i64());
    for unknown in ["O2,R9", "O9,R2", "O2"] {
        let output = explain(unknown);
        assert!(!output.status.success());
        assert!(errors(&output).contains(unknown), "{}", errors(&output));
    }
}

#[test]
fn two_small_files() {
    let folder = folder(OFFERS, REQUESTS);
    let output = matched(&folder, &["--report", "r.html"]);
    assert!(output.status.success(), "{}", errors(&output));
    let plan: Value = serde_json::from_slice(&fs::read(folder.path().join("plan.json")).unwrap()).unwrap();
    let row = &plan["allocations"][0];
    let got = format!(
        "{} -> {}: {} on {} at {}; left {} lacking {}; near {} {}",
        row["offer"],
        row["request"],
        row["quantity"],
        row["ship_date"],
        row["cost"],
        plan["unsold"][0]["quantity"],
        plan["unmet"][0]["quantity"],
        plan["near_misses"][0]["offer"],
        plan["near_misses"][0]["constraint"],
    );
    expect![[
        r#""O1" -> "R1": 1000000 on "2026-11-24" at -34587; left 500000 lacking 300000; near "O2" "price""#
    ]]
    .assert_eq(&got);
    let page = fs::read_to_string(folder.path().join("r.html")).unwrap();
    for part in [
        "<html lang=\"vi\">",
        "O1 · E1",
        "tôm sú",
        "1 tấn",
        "Sẽ khớp nếu giá chào bớt",
        "Ai đăng trước chọn trước",
        "@page { size: A4",
    ] {
        assert!(page.contains(part), "the report lacks {part}");
    }
    assert!(!page.contains("http"), "the page needs nothing from elsewhere");
}

#[test]
fn a_point_takes_so_much_on_every_day() {
    let folder = folder(OFFERS, REQUESTS);
    let points = "id,place,products,daily_kg,from,to\nbến,96,,300,2026-11-24,2026-12-31\n";
    fs::write(folder.path().join("p.csv"), points).unwrap();
    let output = matched(&folder, &["--capacities", "p.csv", "--report", "r.html"]);
    assert!(output.status.success(), "{}", errors(&output));
    let plan: Value = serde_json::from_slice(&fs::read(folder.path().join("plan.json")).unwrap()).unwrap();
    // A tonne goes on four days; it was one before.
    let days = plan["allocations"][0]["days"].as_array().unwrap();
    let shares: Vec<_> = days.iter().map(|day| day["quantity"].as_i64().unwrap()).collect();
    assert_eq!((shares.len(), shares.iter().sum::<i64>()), (4, 1_000_000));
    assert!(shares.iter().all(|share| *share <= 300_000));
    assert_eq!(plan["capacities"][0]["daily_capacity"], 300_000);
    assert_eq!(plan["daily"]["gap"], 0);
    let page = fs::read_to_string(folder.path().join("r.html")).unwrap();
    assert!(page.contains("Mỗi ngày") && page.contains("300 kg"));
}

#[test]
fn the_demonstration_market_adds_up_and_comes_out_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (offers, requests) = (demo("offers.csv"), demo("requests.csv"));
    let run = |out: &str, net: &str, page: &str| {
        let args = [
            "match",
            "--offers",
            &offers,
            "--requests",
            &requests,
            "--out",
            out,
            "--dimacs",
            net,
            "--report",
            page,
        ];
        let output = chonoi(folder.path(), &args);
        assert!(output.status.success(), "{}", errors(&output));
        [out, net, page].map(|file| fs::read(folder.path().join(file)).unwrap())
    };
    let first = run("a.json", "a.min", "a.html");
    assert_eq!(first, run("b.json", "b.min", "b.html"));

    let plan: Value = serde_json::from_slice(&first[0]).unwrap();
    let part = |list: &str| -> i128 {
        let rows = plan[list].as_array().unwrap();
        assert!(!rows.is_empty(), "{list} is empty");
        rows.iter()
            .map(|r| i128::from(r["cost"].as_i64().unwrap()) * i128::from(r["quantity"].as_i64().unwrap()))
            .sum()
    };
    let sum = part("allocations") + part("unsold") + part("unmet");
    let (flow, objective) = (
        plan["flow_objective"].as_i64().unwrap(),
        plan["objective"].as_i64().unwrap(),
    );
    assert_eq!(sum, i128::from(objective));
    assert_eq!(plan["lot_gap"], objective - flow);
    assert!(flow <= objective);

    let net = String::from_utf8(first[1].clone()).unwrap();
    let supplies: i64 = net
        .lines()
        .filter_map(|line| line.strip_prefix("n ")?.split(' ').nth(1)?.parse::<i64>().ok())
        .sum();
    assert_eq!(supplies, 0, "what the network's nodes give is what they take");
    let left: BTreeSet<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left.len(), 6, "nothing lies beside the outputs: {left:?}");
}

#[test]
fn faults_name_file_line_column_and_rule_and_nothing_is_written() {
    let bad = OFFERS
        .replace("1.5,tan", "1;5,tan")
        .replace("2026-11-28", "28/28/2026")
        .replace("32218", "99999");
    let folder = folder(&bad, &REQUESTS.replace("urgency", "urgent"));
    fs::write(folder.path().join("plan.json"), "before").unwrap();
    let vi = matched(&folder, &[]);
    assert_eq!(vi.status.code(), Some(1));
    expect![[r#"
        o.csv, dòng 2, cột F (quantity): Không phải là số. Ví dụ: 1250 hoặc 1.250,5 (đang ghi “1;5”) [number]
        o.csv, dòng 3, cột J (to): Không phải là ngày. Ghi ngày/tháng/năm (12/8/2026) hoặc 2026-08-12 (đang ghi “28/28/2026”) [date]
        o.csv, dòng 3, cột K (place): Không có tên hoặc mã này trong danh mục (đang ghi “99999”) [not_found]
        r.csv, dòng 1, cột M (urgent): Không có cột này. Các cột: id,buyer,products,states,quantity,unit,min_lot,from,to,place,bids,certificates,urgency,daily_quantity (đang ghi “urgent”) [unknown_column]
        chonoi: Có 4 lỗi; không ghi tệp nào.
    "#]].assert_eq(&errors(&vi));
    let en = matched(&folder, &["--lang", "en"]);
    expect![[r#"
        o.csv, line 2, column F (quantity): Not a number. For example 1250 or 1,250.5 (it says “1;5”) [number]
        o.csv, line 3, column J (to): Not a date. Write day/month/year (12/8/2026) or 2026-08-12 (it says “28/28/2026”) [date]
        o.csv, line 3, column K (place): The catalogue has no such name or code (it says “99999”) [not_found]
        r.csv, line 1, column M (urgent): There is no such column. The columns: id,buyer,products,states,quantity,unit,min_lot,from,to,place,bids,certificates,urgency,daily_quantity (it says “urgent”) [unknown_column]
        chonoi: 4 faults; nothing was written.
    "#]].assert_eq(&errors(&en));
    assert_eq!(
        fs::read_to_string(folder.path().join("plan.json")).unwrap(),
        "before"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_policy_changes_the_plan_and_a_wrong_one_is_named() {
    let folder = folder(OFFERS, REQUESTS);
    fs::write(folder.path().join("p.toml"), "handling_per_kg = 60000\n").unwrap();
    let policy = ["--policy", "p.toml"];
    assert!(matched(&folder, &policy).status.success());
    let plan: Value = serde_json::from_slice(&fs::read(folder.path().join("plan.json")).unwrap()).unwrap();
    assert_eq!(
        plan["allocations"].as_array().map(Vec::len),
        Some(0),
        "nobody can pay for such handling"
    );
    fs::write(folder.path().join("p.toml"), "handling = 1\n").unwrap();
    let wrong = matched(&folder, &policy);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        errors(&wrong).contains("p.toml") && errors(&wrong).contains("handling"),
        "{}",
        errors(&wrong)
    );
}
