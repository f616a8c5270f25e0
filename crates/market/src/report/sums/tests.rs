//! Sums as tables.

use uuid::Uuid;

use super::*;

fn supplier(n: u128) -> OrganisationId {
    Uuid::from_u128(n).into()
}

fn request(n: u128) -> RequestId {
    Uuid::from_u128(n).into()
}

fn supply(who: u128, product: &str, quantity: i64, basis: Option<Basis>) -> Supply {
    Supply {
        supplier: supplier(who),
        product: product.into(),
        province: "96".into(),
        quantity,
        basis,
    }
}

fn demand(n: u128, product: &str, province: &str, quantity: i64, basis: Option<Basis>) -> Demand {
    Demand {
        request: request(n),
        product: product.into(),
        province: province.into(),
        quantity,
        basis,
    }
}

fn found(who: u128, n: u128, product: &str, province: &str, quantity: i64, price: i64) -> Match {
    Match {
        supplier: supplier(who),
        request: request(n),
        product: product.into(),
        province: province.into(),
        quantity,
        basis: Some(Basis::Assumption),
        price: UnitPrice(price),
        guidance: (UnitPrice(price - 10), UnitPrice(price + 10)),
    }
}

/// Eggs weigh 60 g, all else is grams.
fn weigh(product: &ProductId, quantity: i64) -> i64 {
    if product.as_str() == "egg" {
        quantity * 60
    } else {
        quantity
    }
}

fn table(sums: &Sums) -> String {
    let t = &sums.totals;
    let mut out = format!(
        "all: offered {} requested {} matched {} unsold {} unmet {}\n",
        t.offered_g, t.requested_g, t.matched_g, t.unsold_g, t.unmet_g
    );
    for p in &sums.by_product {
        let prices = p
            .price_low
            .zip(p.price_high)
            .map(|(a, b)| format!(" at {}-{}", a.0, b.0));
        out.push_str(&format!(
            "{}: offered {} requested {} matched {} unsold {} unmet {} ({} offers, {} requests){}\n",
            p.product,
            p.offered,
            p.requested,
            p.matched,
            p.unsold,
            p.unmet,
            p.offers,
            p.requests,
            prices.unwrap_or_default()
        ));
    }
    for p in &sums.by_province {
        out.push_str(&format!(
            "{}: offered {} requested {} matched {} unmet {}\n",
            p.province, p.offered_g, p.requested_g, p.matched_g, p.unmet_g
        ));
    }
    for s in &sums.by_supplier {
        out.push_str(&format!(
            "{}: offered {} matched {} unsold {}\n",
            s.supplier.0.as_u128(),
            s.offered_g,
            s.matched_g,
            s.unsold_g
        ));
    }
    out
}

#[test]
fn what_is_matched_and_what_is_not_adds_up() {
    let supplies = [
        supply(1, "crab", 900, None),
        supply(2, "crab", 100, Some(Basis::Published)),
        supply(2, "egg", 10, Some(Basis::Derived)),
    ];
    let demands = [
        demand(1, "crab", "79", 500, Some(Basis::Assumption)),
        // Wanted shrimp or crab: the crab it got counts as crab, the rest as shrimp.
        demand(2, "shrimp", "01", 300, None),
    ];
    let matches = [
        found(1, 1, "crab", "79", 500, 250),
        found(2, 2, "crab", "01", 100, 300),
    ];
    let sums = add_up(weigh, &supplies, &demands, &matches);
    expect_test::expect![[r#"
        all: offered 1600 requested 800 matched 600 unsold 1000 unmet 200
        crab: offered 1000 requested 600 matched 600 unsold 400 unmet 0 (2 offers, 1 requests) at 250-300
        egg: offered 10 requested 0 matched 0 unsold 10 unmet 0 (1 offers, 0 requests)
        shrimp: offered 0 requested 200 matched 0 unsold 0 unmet 200 (0 offers, 1 requests)
        01: offered 0 requested 300 matched 100 unmet 200
        79: offered 0 requested 500 matched 500 unmet 0
        96: offered 1600 requested 0 matched 0 unmet 0
        1: offered 900 matched 500 unsold 400
        2: offered 700 matched 100 unsold 600
    "#]]
    .assert_eq(&table(&sums));
    let t = sums.totals;
    assert_eq!(
        (t.offered.own, t.offered.published, t.offered.derived),
        (900, 100, 600)
    );
    assert_eq!(t.offered.total(), t.offered_g);
    assert_eq!(t.requested.total(), t.requested_g);
    assert_eq!((t.requested.own, t.requested.assumption), (300, 500));
    assert_eq!(t.matched.total(), t.matched_g);
}

#[test]
fn an_empty_market_sums_to_nothing() {
    assert_eq!(add_up(weigh, &[], &[], &[]), Sums::default());
}

#[test]
fn scarcity_is_by_product_and_province_with_the_span_of_fair_prices() {
    let demands = [
        demand(1, "tom-su", "79", 100, None),
        demand(2, "tom-su", "79", 50, None),
        demand(3, "tom-su", "01", 30, None),
        demand(4, "tom-the", "79", 20, None),
    ];
    let matches = [
        found(1, 1, "tom-su", "79", 60, 200),
        found(2, 2, "tom-su", "79", 50, 300),
    ];
    let sums = add_up(|_, quantity| quantity, &[], &demands, &matches);
    let shown: Vec<_> = sums
        .scarcity
        .iter()
        .map(|sum| {
            let prices = sum.guidance_low.zip(sum.guidance_high);
            (
                sum.product.0.as_str(),
                sum.province.0.as_str(),
                sum.requested.0,
                sum.matched.0,
                prices.map(|(low, high)| (low.0, high.0)),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("tom-su", "01", 30, 0, None),
            ("tom-su", "79", 150, 110, Some((190, 310))),
            ("tom-the", "79", 20, 0, None),
        ]
    );
}
