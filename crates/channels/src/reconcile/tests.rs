//! Decisions as tables.

use std::time::Duration;

use expect_test::expect;

use super::*;
use crate::channel::{ChannelError, Observed, Outcome};
use crate::results::{ResultRow, Verdict};
use crate::samples;
use chonoi_domain::quantity::{Quantity, UnitPrice};

const API: Capabilities = Capabilities {
    needs_operator: false,
    finds: true,
    orders: true,
    webhooks: true,
};
const FILE: Capabilities = Capabilities {
    needs_operator: true,
    finds: false,
    orders: false,
    webhooks: false,
};

/// Plays a story, one word a step, and tells the row after each.
fn play(capabilities: Capabilities, story: &str) -> String {
    let mut state = State::fresh(Want::Listed("a".to_owned()));
    let mut out = line("fresh", &state);
    let mut now = 0;
    let mut action = None;
    let mut sent = String::new();
    for step in story.split_whitespace() {
        let (word, value) = step.split_once(':').unwrap_or((step, ""));
        let observed = |digest: &str| Observed {
            remote_id: "P1".to_owned(),
            digest: digest.to_owned(),
        };
        let fields = || vec![FieldError::new("title", "max")];
        let verdict = |verdict| ResultRow {
            line: 1,
            sku: String::new(),
            remote_id: Some("P1".to_owned()),
            verdict,
        };
        let operation = |outcome| Ended::Operation(Ok(outcome));
        let ended = match word {
            "want" => {
                state.want(Want::Listed(value.to_owned()));
                None
            }
            "off" => {
                state.want(Want::Delisted(DelistReason::SoldOut));
                None
            }
            "wait" => {
                now += value.parse::<i64>().unwrap() * 1_000;
                None
            }
            "go" => {
                action = state.next(capabilities, now);
                sent = state.desired_hash.clone();
                match action {
                    Some(_) => state.begin(now + 60_000),
                    None => out.push_str("  nothing is due\n"),
                }
                None
            }
            "applied" => Some(operation(Outcome::Applied(observed(&sent)))),
            "accepted" => Some(operation(Outcome::Accepted {
                ticket: "t".to_owned(),
            })),
            "retry" => Some(operation(Outcome::Retry {
                after: Duration::from_secs(value.parse().unwrap()),
            })),
            "rejected" => Some(operation(Outcome::Rejected { fields: fields() })),
            "unknown" => Some(operation(Outcome::Unknown)),
            "down" => Some(Ended::Operation(Err(ChannelError::Unavailable {
                retry_after: Duration::ZERO,
            }))),
            "found" => Some(Ended::Look(Ok(Some(observed(value))))),
            "absent" => Some(Ended::Look(Ok(None))),
            "handed" => {
                let content = (state.desired == DesiredState::Listed).then(|| state.desired_hash.clone());
                state.settle(Action::HandOver, "", Ended::HandedOver(content), now);
                None
            }
            "good" => {
                state.told(&verdict(Verdict::Applied));
                None
            }
            "bad" => {
                state.told(&verdict(Verdict::Rejected(fields())));
                None
            }
            other => panic!("no such step: {other}"),
        };
        if let Some(ended) = ended {
            state.settle(action.take().expect("an action was begun"), &sent, ended, now);
        }
        let told = action.map_or(String::new(), |action| format!(" {action:?}"));
        out.push_str(&line(&format!("{step}{told}"), &state));
    }
    out
}

fn line(step: &str, s: &State) -> String {
    format!(
        "{step}: g{} want {}{} sees {}{} {} tries {}{}{}\n",
        s.generation,
        s.desired,
        if s.desired == DesiredState::Listed {
            format!(" {}", s.desired_hash)
        } else {
            String::new()
        },
        s.observed_hash.as_deref().unwrap_or("-"),
        s.handed_hash
            .as_ref()
            .map_or(String::new(), |h| format!(" handed '{h}'")),
        s.phase,
        s.attempts,
        s.next_at
            .map_or(String::new(), |at| format!(" not before {}s", at / 1_000)),
        s.last_error
            .iter()
            .map(|e| format!(" {} {}", e.field, e.rule))
            .collect::<String>(),
    )
}

#[test]
fn create_change_and_take_off_on_an_api() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        applied: g1 want listed a sees a live tries 0
          nothing is due
        go: g1 want listed a sees a live tries 0
        want:b: g2 want listed b sees a pending tries 0
        go Update: g2 want listed b sees a applying tries 1 not before 60s
        applied: g2 want listed b sees b live tries 0
        off: g3 want delisted sees b delisting tries 0
        go Delist: g3 want delisted sees b applying tries 1 not before 60s
        applied: g3 want delisted sees - delisted tries 0
          nothing is due
        go: g3 want delisted sees - delisted tries 0
    "#]]
    .assert_eq(&play(API, "go applied go want:b go applied off go applied go"));
}

#[test]
fn an_unknown_end_is_looked_up_before_anything_is_created_again() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        unknown: g1 want listed a sees - applying tries 1 not before 30s
          nothing is due
        go: g1 want listed a sees - applying tries 1 not before 30s
        wait:60: g1 want listed a sees - applying tries 1 not before 30s
        go LookUp: g1 want listed a sees - applying tries 2 not before 120s
        found:a: g1 want listed a sees a live tries 0
    "#]]
    .assert_eq(&play(API, "go unknown go wait:60 go found:a"));
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        unknown: g1 want listed a sees - applying tries 1 not before 30s
        wait:60: g1 want listed a sees - applying tries 1 not before 30s
        go LookUp: g1 want listed a sees - applying tries 2 not before 120s
        absent: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 120s
        applied: g1 want listed a sees a live tries 0
    "#]]
    .assert_eq(&play(API, "go unknown wait:60 go absent go applied"));
}

#[test]
fn a_lease_that_ran_out_is_looked_up() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        wait:30 Create: g1 want listed a sees - applying tries 1 not before 60s
          nothing is due
        go: g1 want listed a sees - applying tries 1 not before 60s
        wait:31: g1 want listed a sees - applying tries 1 not before 60s
        go LookUp: g1 want listed a sees - applying tries 2 not before 121s
        found:a: g1 want listed a sees a live tries 0
    "#]]
    .assert_eq(&play(API, "go wait:30 go wait:31 go found:a"));
}

#[test]
fn a_wish_that_changes_while_it_is_applied_is_not_lost() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        want:b Create: g2 want listed b sees - applying tries 1 not before 60s
        applied: g2 want listed b sees a pending tries 0
        go Update: g2 want listed b sees a applying tries 1 not before 60s
        applied: g2 want listed b sees b live tries 0
    "#]]
    .assert_eq(&play(API, "go want:b applied go applied"));
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        off Create: g2 want delisted sees - applying tries 1 not before 60s
        applied: g2 want delisted sees a delisting tries 0
        go Delist: g2 want delisted sees a applying tries 1 not before 60s
        applied: g2 want delisted sees - delisted tries 0
    "#]]
    .assert_eq(&play(API, "go off applied go applied"));
}

#[test]
fn failures_wait_longer_each_time_and_a_refusal_waits_for_a_person() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        retry:300: g1 want listed a sees - pending tries 1 not before 300s
        wait:300: g1 want listed a sees - pending tries 1 not before 300s
        go Create: g1 want listed a sees - applying tries 2 not before 360s
        down: g1 want listed a sees - pending tries 2 not before 360s
        wait:60: g1 want listed a sees - pending tries 2 not before 360s
        go Create: g1 want listed a sees - applying tries 3 not before 420s
        rejected: g1 want listed a sees - dead tries 3 title max
          nothing is due
        go: g1 want listed a sees - dead tries 3 title max
        want:b: g2 want listed b sees - pending tries 0
        go Create: g2 want listed b sees - applying tries 1 not before 420s
        applied: g2 want listed b sees b live tries 0
    "#]]
    .assert_eq(&play(
        API,
        "go retry:300 wait:300 go down wait:60 go rejected go want:b go applied",
    ));
    let mut state = State::fresh(Want::Listed("a".to_owned()));
    let mut waits = Vec::new();
    let mut now = 0;
    while let Some(action) = state.next(API, now) {
        state.begin(now + 1);
        state.settle(
            action,
            "a",
            Ended::Operation(Ok(Outcome::Retry {
                after: Duration::ZERO,
            })),
            now,
        );
        waits.extend(state.next_at.map(|at| (at - now) / 1_000));
        now = state.next_at.unwrap_or(now);
    }
    assert_eq!(
        waits,
        [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600]
    );
    assert_eq!(state.phase, ListingPhase::Dead);
}

#[test]
fn a_review_is_looked_at_later() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go Create: g1 want listed a sees - applying tries 1 not before 60s
        accepted: g1 want listed a sees - in_review tries 1 not before 900s
          nothing is due
        go: g1 want listed a sees - in_review tries 1 not before 900s
        wait:900: g1 want listed a sees - in_review tries 1 not before 900s
        go LookUp: g1 want listed a sees - applying tries 2 not before 960s
        found:a: g1 want listed a sees a live tries 0
    "#]]
    .assert_eq(&play(API, "go accepted go wait:900 go found:a"));
}

#[test]
fn a_file_waits_for_the_operator_and_his_result() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go HandOver: g1 want listed a sees - applying tries 1 not before 60s
        accepted: g1 want listed a sees - awaiting_operator tries 0
          nothing is due
        go: g1 want listed a sees - awaiting_operator tries 0
        handed: g1 want listed a sees - handed 'a' awaiting_operator tries 0
        good: g1 want listed a sees a live tries 0
        want:b: g2 want listed b sees a pending tries 0
        go HandOver: g2 want listed b sees a applying tries 1 not before 60s
        accepted: g2 want listed b sees a awaiting_operator tries 0
        handed: g2 want listed b sees a handed 'b' awaiting_operator tries 0
        bad: g2 want listed b sees a dead tries 0 title max
        want:c: g3 want listed c sees a pending tries 0
        go HandOver: g3 want listed c sees a applying tries 1 not before 60s
        accepted: g3 want listed c sees a awaiting_operator tries 0
        handed: g3 want listed c sees a handed 'c' awaiting_operator tries 0
        off: g4 want delisted sees a handed 'c' delisting tries 0
        go HandOver: g4 want delisted sees a handed 'c' applying tries 1 not before 60s
        accepted: g4 want delisted sees a handed 'c' awaiting_operator tries 0
        handed: g4 want delisted sees a handed '' awaiting_operator tries 0
        good: g4 want delisted sees - delisted tries 0
    "#]]
    .assert_eq(&play(
        FILE,
        "go accepted go handed good want:b go accepted handed bad want:c go accepted handed off go accepted handed good",
    ));
}

#[test]
fn a_result_of_older_content_does_not_count_for_the_new() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        go HandOver: g1 want listed a sees - applying tries 1 not before 60s
        accepted: g1 want listed a sees - awaiting_operator tries 0
        handed: g1 want listed a sees - handed 'a' awaiting_operator tries 0
        want:b: g2 want listed b sees - handed 'a' pending tries 0
        good: g2 want listed b sees a pending tries 0
        go HandOver: g2 want listed b sees a applying tries 1 not before 60s
        accepted: g2 want listed b sees a awaiting_operator tries 0
        handed: g2 want listed b sees a handed 'b' awaiting_operator tries 0
        want:c: g3 want listed c sees a handed 'b' pending tries 0
        bad: g3 want listed c sees a pending tries 0
        go HandOver: g3 want listed c sees a applying tries 1 not before 60s
    "#]]
    .assert_eq(&play(
        FILE,
        "go accepted handed want:b good go accepted handed want:c bad go",
    ));
}

#[test]
fn what_was_never_sent_needs_no_taking_off() {
    expect![[r#"
        fresh: g1 want listed a sees - pending tries 0
        off: g2 want delisted sees - delisted tries 0
          nothing is due
        go: g2 want delisted sees - delisted tries 0
        want:a: g3 want listed a sees - pending tries 0
        go HandOver: g3 want listed a sees - applying tries 1 not before 60s
        accepted: g3 want listed a sees - awaiting_operator tries 0
        off: g4 want delisted sees - delisted tries 0
    "#]]
    .assert_eq(&play(FILE, "off go want:a go accepted off"));
}

#[test]
fn saying_the_same_again_changes_nothing() {
    let mut state = State::fresh(Want::Listed("a".to_owned()));
    let before = state.clone();
    assert!(!state.want(Want::Listed("a".to_owned())));
    assert_eq!(state, before);
    assert!(state.want(Want::Delisted(DelistReason::SoldOut)));
    assert!(
        state.want(Want::Delisted(DelistReason::Expired)),
        "another reason is news"
    );
    assert_eq!(state.generation, 2, "but not another generation");
}

#[test]
fn goods_come_off_before_they_go_on() {
    let was = samples::listing(1);
    let with = |f: fn(&mut Listing)| {
        let mut is = was.clone();
        f(&mut is);
        change(Some(&was), &is)
    };
    let less = with(|l| l.available = Quantity(1));
    let dearer = with(|l| l.price = UnitPrice(1));
    let renamed = with(|l| l.title.clear());
    assert_eq!(
        [less, dearer, renamed, change(None, &was)],
        [Change::StockDown, Change::Price, Change::Other, Change::New]
    );
    let mut work = [
        rank(Action::Create, Change::New, 1),
        rank(Action::Update, Change::Other, 2),
        rank(Action::HandOver, Change::Price, 3),
        rank(Action::Update, Change::StockDown, 4),
        rank(Action::Delist, Change::Other, 6),
        rank(Action::Delist, Change::Other, 5),
    ];
    work.sort_unstable();
    assert_eq!(work.map(|(_, age)| age), [5, 6, 4, 3, 2, 1]);
}
