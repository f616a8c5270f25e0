//! What is written: the plan as JSON and the network as DIMACS, word for word.

use crate::notation::{catalogue, market, plan};
use chonoi_matching::network::Network;
use chonoi_matching::policy::Policy;
use expect_test::expect;

const MARKET: &str = "offer O1 50kg at=96 | offer O2 20kg at=92 ask=125000 | need R1 30kg at=79";

#[test]
fn the_plan() {
    let json = serde_json::to_string_pretty(&plan(MARKET)).unwrap();
    expect![[r#"
        {
          "flow_objective": -430440000,
          "objective": -430440000,
          "lot_gap": 0,
          "certificate": {
            "bound": -430440000,
            "least_reduced_cost": 0,
            "markets": 1,
            "pairs": 1,
            "pivots": 1
          },
          "allocations": [
            {
              "offer": "O1",
              "request": "R1",
              "product": "tom-the",
              "quantity": 30000,
              "ship_date": "2026-12-01",
              "arrive_date": "2026-12-02",
              "km": 307,
              "cost": -18348,
              "parts": {
                "ask": 100000,
                "freight": 952,
                "handling": 200,
                "freshness": 500,
                "bid": 120000,
                "stability": 0
              },
              "ask_assumed": false,
              "bid_assumed": false,
              "guidance": {
                "low": 101152,
                "high": 101152
              },
              "reasons": [
                {
                  "code": "margin",
                  "per_thousand": 18848
                },
                {
                  "code": "only_partner",
                  "of": "buyer"
                },
                {
                  "code": "only_partner",
                  "of": "supplier"
                },
                {
                  "code": "perishable",
                  "hours": 96
                }
              ]
            }
          ],
          "unsold": [
            {
              "offer": "O1",
              "quantity": 20000,
              "cost": 3000,
              "reasons": [
                {
                  "code": "partners_have_less",
                  "quantity": 30000
                }
              ]
            },
            {
              "offer": "O2",
              "quantity": 20000,
              "cost": 3000,
              "reasons": [
                {
                  "code": "blocked",
                  "by": "price",
                  "pairs": 1
                }
              ]
            }
          ],
          "unmet": [],
          "near_misses": [
            {
              "offer": "O2",
              "request": "R1",
              "product": "tom-the",
              "quantity": 0,
              "constraint": "price",
              "by": {
                "per_thousand": 5712,
                "assumed": false
              }
            }
          ],
          "markets": [
            {
              "product": "tom-the",
              "flow_objective": -430440000,
              "bound": -430440000,
              "objective": -430440000,
              "lot_gap": 0,
              "optimal": true
            }
          ],
          "totals": {
            "offers": 2,
            "requests": 1,
            "volumes": [
              {
                "base_unit": "gram",
                "offered": 70000,
                "requested": 30000,
                "matched": 30000
              }
            ],
            "value": 3600000,
            "freight": 28560,
            "margin": 565440
          }
        }"#]]
    .assert_eq(&json);
}

#[test]
fn the_network() {
    let market = market(MARKET);
    let policy = Policy::default();
    let network = Network::prepare(catalogue(), &market, &policy, &|_| {}).unwrap();
    expect![[r#"
        c objective: minimise, in thousandths of a dong
        c arc costs: dong per 1000 base units (g, ml or pieces); supplies and flows: base units
        p min 4 4
        c market tom-the
        c node 1 offer O1
        n 1 50000
        c node 2 offer O2
        n 2 20000
        c node 3 request R1
        n 3 -30000
        c node 4 dummy tom-the
        n 4 -40000
        a 1 4 0 50000 3000
        a 2 4 0 20000 3000
        a 4 3 0 30000 2000
        a 1 3 0 30000 -18348
    "#]]
    .assert_eq(&network.dimacs());
}

#[test]
fn an_empty_network_is_still_a_file() {
    let market = Default::default();
    let policy = Policy::default();
    let network = Network::prepare(catalogue(), &market, &policy, &|_| {}).unwrap();
    assert!(network.dimacs().ends_with("p min 0 0\n"));
}
