//! What keeps pairs apart, as tables.

use crate::notation::{near_misses, plan};
use expect_test::{Expect, expect};

fn check(market: &str, want: Expect) {
    want.assert_eq(&near_misses(&plan(market)));
}

#[test]
fn price_says_by_how_much() {
    check(
        "offer a 10kg ask=121000 | need x 8kg bid=120000",
        expect![[r#"
            a ~ x 8kg {"constraint":"price","by":{"per_thousand":1200,"assumed":false}}
        "#]],
    );
    check(
        "offer a 10kg ask=? | need x 8kg bid=100000",
        expect![[r#"
            a ~ x 8kg {"constraint":"price","by":{"per_thousand":2200,"assumed":true}}
        "#]],
    );
}

#[test]
fn a_price_far_off_is_no_near_miss() {
    check(
        "offer a 1kg ask=155800 | need x 1kg bid=120000",
        expect![[r#"
            a ~ x 1kg {"constraint":"price","by":{"per_thousand":36000,"assumed":false}}
        "#]],
    );
    check("offer a 1kg ask=155801 | need x 1kg bid=120000", expect![""]);
}

#[test]
fn dates_say_how_late_or_early_and_which_day_would_do() {
    check(
        "offer a 1kg days=7..9 | need x 1kg days=0..5 at=79",
        expect![[r#"
            a ~ x 1kg {"constraint":"date","by":{"days":3,"ship_date":"2026-12-05"}}
        "#]],
    );
    check(
        "offer a 1kg days=0..1 | need x 1kg days=5..9 at=79",
        expect![[r#"
            a ~ x 1kg {"constraint":"date","by":{"days":-3,"ship_date":"2026-12-05"}}
        "#]],
    );
    check(
        "offer a 1kg days=19..30 | need x 1kg days=0..5",
        expect![[r#"
            a ~ x 1kg {"constraint":"date","by":{"days":14,"ship_date":"2026-12-06"}}
        "#]],
    );
    check("offer a 1kg days=20..30 | need x 1kg days=0..5", expect![[""]]);
}

#[test]
fn every_other_condition_says_what_is_missing() {
    check(
        "offer a 1kg | need x 1kg at=79 life=4",
        expect![[r#"
            a ~ x 1kg {"constraint":"shelf_life","by":{"hours":24}}
        "#]],
    );
    check(
        "offer a 1kg cert=vietgap | need x 1kg cert=asc,vietgap,bap",
        expect![[r#"
            a ~ x 1kg {"constraint":"certificate","by":{"missing":["asc","bap"]}}
        "#]],
    );
    check(
        "offer a 1kg state=frozen | need x 1kg states=fresh,iced",
        expect![[r#"
            a ~ x 1kg {"constraint":"state","by":{"offered":"frozen","accepted":["fresh","iced"]}}
        "#]],
    );
    check(
        "offer a 1kg grade=30_con/kg | need x 1kg grade=20_con/kg",
        expect![[r#"
            a ~ x 1kg {"constraint":"grade","by":{"offered":"30 con/kg","wanted":"20 con/kg"}}
        "#]],
    );
    check(
        "offer a 100kg lot=50kg | need x 49kg",
        expect![[r#"
            a ~ x 49kg {"constraint":"minimum_lot","by":{"lot":50000,"of":"supplier","has":49000}}
        "#]],
    );
    check(
        "offer a 1kg to=92 | need x 1kg at=79",
        expect![[r#"
            a ~ x 1kg {"constraint":"distance","by":{"province":"79","km":307}}
        "#]],
    );
}

#[test]
fn two_conditions_at_once_are_no_near_miss() {
    check(
        "offer a 1kg ask=121000 days=8..9 | need x 1kg days=0..5",
        expect![[""]],
    );
    check(
        "offer a 1kg ask=121000 | need x 1kg | declined a x",
        expect![[""]],
    );
}

#[test]
fn each_post_keeps_its_nearest_few_and_open_partners_come_first() {
    check(
        "offer a 9kg ask=121000 | need x1 1kg bid=116000 | need x2 1kg bid=117000 | need x3 1kg bid=118000 \
         | need x4 1kg bid=119000",
        expect![[r#"
            a ~ x1 1kg {"constraint":"price","by":{"per_thousand":5200,"assumed":false}}
            a ~ x2 1kg {"constraint":"price","by":{"per_thousand":4200,"assumed":false}}
            a ~ x3 1kg {"constraint":"price","by":{"per_thousand":3200,"assumed":false}}
            a ~ x4 1kg {"constraint":"price","by":{"per_thousand":2200,"assumed":false}}
        "#]],
    );
    check(
        "offer a 9kg ask=121000 | offer b 1kg | need x1 1kg bid=120000 | need x2 1kg bid=117000",
        expect![[r#"
            a ~ x1 0kg {"constraint":"price","by":{"per_thousand":1200,"assumed":false}}
            a ~ x2 1kg {"constraint":"price","by":{"per_thousand":4200,"assumed":false}}
        "#]],
    );
}
