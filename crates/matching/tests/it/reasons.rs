//! Why matches were made and rests left, as tables.

use crate::notation::plan;
use chonoi_matching::plan::Plan;
use chonoi_matching::reason::{Condition, Reason};
use expect_test::{Expect, expect};
use std::fmt::Write as _;

fn check(market: &str, want: Expect) {
    want.assert_eq(&reasons(&plan(market)));
}

fn reasons(plan: &Plan) -> String {
    let mut text = String::new();
    let mut line = |head: String, reasons: &[Reason]| {
        writeln!(text, "{head}").unwrap();
        for reason in reasons {
            writeln!(text, "  {}", serde_json::to_string(reason).unwrap()).unwrap();
        }
    };
    for a in &plan.allocations {
        let (low, high) = (a.guidance.low.0, a.guidance.high.0);
        line(
            format!("{} -> {} at {low}..{high}", a.offer, a.request),
            &a.reasons,
        );
    }
    for rest in &plan.unsold {
        line(format!("{} keeps", rest.offer), &rest.reasons);
    }
    for rest in &plan.unmet {
        line(format!("{} lacks", rest.request), &rest.reasons);
    }
    text
}

#[test]
fn the_only_pair() {
    check(
        "offer a 1kg | need x 1kg urgency=4",
        expect![[r#"
            a -> x at 100200..120000
              {"code":"margin","per_thousand":19800}
              {"code":"only_partner","of":"buyer"}
              {"code":"only_partner","of":"supplier"}
              {"code":"perishable","hours":96}
              {"code":"urgent","urgency":4}
        "#]],
    );
}

#[test]
fn competition_on_the_selling_side() {
    check(
        "offer a 10kg | offer b 10kg ask=101000 at=92 | need x 15kg at=79",
        expect![[r#"
            a -> x at 101152..101152
              {"code":"margin","per_thousand":18848}
              {"code":"only_partner","of":"supplier"}
              {"code":"cost_rank","rank":1,"of":2}
              {"code":"perishable","hours":96}
            b -> x at 101712..101712
              {"code":"margin","per_thousand":18288}
              {"code":"only_partner","of":"supplier"}
              {"code":"cost_rank","rank":2,"of":2}
              {"code":"nearest","km":165}
              {"code":"perishable","hours":96}
            b keeps
              {"code":"shared","pairs":1}
        "#]],
    );
}

#[test]
fn nobody_asks_for_it() {
    check(
        "offer a 1kg | need x 1kg want=gao-st25:30000",
        expect![[r#"
            a keeps
              {"code":"no_counterpart"}
            x lacks
              {"code":"no_counterpart"}
        "#]],
    );
}

#[test]
fn conditions_are_counted() {
    check(
        "offer a 1kg ask=150000 | need x 1kg cert=asc | need y 1kg days=20..25 | need z 1kg bid=200000 | declined a z",
        expect![[r#"
            a keeps
              {"code":"blocked","by":"price","pairs":2}
              {"code":"blocked","by":"date","pairs":1}
              {"code":"blocked","by":"certificate","pairs":1}
              {"code":"declined","pairs":1}
            x lacks
              {"code":"blocked","by":"price","pairs":1}
              {"code":"blocked","by":"certificate","pairs":1}
            y lacks
              {"code":"blocked","by":"price","pairs":1}
              {"code":"blocked","by":"date","pairs":1}
            z lacks
              {"code":"declined","pairs":1}
        "#]],
    );
}

#[test]
fn conditions_are_counted_beyond_a_byte() {
    let offers: Vec<_> = (0..300).map(|at| format!("offer a{at} 1kg ask=150000")).collect();
    let requests: Vec<_> = (0..300).map(|at| format!("need x{at} 1kg cert=asc")).collect();
    let plan = plan(&[offers, requests].concat().join(" | "));
    let rests = plan.unsold.iter().map(|rest| &rest.reasons);
    let rests: Vec<_> = rests.chain(plan.unmet.iter().map(|rest| &rest.reasons)).collect();
    assert_eq!(rests.len(), 600);
    for reasons in rests {
        let blocked = |by| Reason::Blocked { by, pairs: 300 };
        assert_eq!(
            *reasons,
            [blocked(Condition::Price), blocked(Condition::Certificate)]
        );
    }
}

#[test]
fn more_than_the_partners_need() {
    check(
        "offer a 10kg | need x 4kg | need y 3kg",
        expect![[r#"
            a -> x at 100200..100200
              {"code":"margin","per_thousand":19800}
              {"code":"only_partner","of":"buyer"}
              {"code":"perishable","hours":96}
            a -> y at 100200..100200
              {"code":"margin","per_thousand":19800}
              {"code":"only_partner","of":"buyer"}
              {"code":"perishable","hours":96}
            a keeps
              {"code":"partners_have_less","quantity":7000}
        "#]],
    );
}

#[test]
fn a_rest_that_fills_no_lot_says_so() {
    check(
        "offer a 60kg | offer b 100kg ask=119000 lot=50kg | need x 80kg lot=10kg",
        expect![[r#"
            a -> x at 116450..116450
              {"code":"margin","per_thousand":19800}
              {"code":"only_partner","of":"supplier"}
              {"code":"cost_rank","rank":1,"of":2}
              {"code":"nearest","km":0}
              {"code":"runner_up","offer":"b","dearer_by":0}
              {"code":"perishable","hours":96}
            b keeps
              {"code":"lot_not_filled","partner":"x","share":20000,"lot":50000,"of":"supplier"}
              {"code":"partners_have_less","quantity":80000}
              {"code":"outdone","pairs":1,"by":0}
            x lacks
              {"code":"lot_not_filled","partner":"b","share":20000,"lot":50000,"of":"supplier"}
              {"code":"shared","pairs":1}
              {"code":"outdone","pairs":1,"by":0}
        "#]],
    );
}

#[test]
fn who_makes_room_for_another_ones_lot_says_so() {
    check(
        "offer a 60kg | offer b 100kg ask=105000 lot=50kg | need x 80kg lot=10kg",
        expect![[r#"
            a -> x at 102450..102450
              {"code":"margin","per_thousand":19800}
              {"code":"only_partner","of":"supplier"}
              {"code":"cost_rank","rank":1,"of":2}
              {"code":"nearest","km":0}
              {"code":"perishable","hours":96}
            b -> x at 105200..105200
              {"code":"margin","per_thousand":14800}
              {"code":"only_partner","of":"supplier"}
              {"code":"cost_rank","rank":2,"of":2}
              {"code":"nearest","km":0}
              {"code":"perishable","hours":96}
            a keeps
              {"code":"lots_elsewhere","quantity":30000}
              {"code":"shared","pairs":1}
            b keeps
              {"code":"partners_have_less","quantity":80000}
        "#]],
    );
}
