//! `/api/v1/requests` through the real router.

use axum::http::StatusCode;
use chonoi_domain::actor::Role;
use chonoi_testkit::database::TestDatabase;
use chonoi_testkit::on_both;
use serde_json::{Value, json};
use time::Duration;

use crate::app::TestApp;
use crate::posts::{Posts, faults, offer, request, with};

const REQUESTS: &str = "/api/v1/requests";

async fn created(posts: &Posts, body: Value) -> Value {
    let call = posts.app.post(REQUESTS).as_bearer(&posts.buyer).json(body);
    call.expect(StatusCode::CREATED).await.body
}

on_both!(
    a_request_is_posted_changed_and_withdrawn,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        let made = created(&posts, request()).await;
        let want = json!({
            "states": ["live", "iced"], "grade": null, "quantity": 20_000_000, "reserved": 0, "open": 20_000_000,
            "unit": "tan", "unit_base": 1_000_000, "min_lot": 0, "min_life_days": 0, "urgency": 5,
            "delivery": { "from": "2026-11-26", "to": "2026-12-10" }, "status": "published", "version": 1,
            "mine": true, "certificates": [],
        });
        for (name, value) in want.as_object().unwrap() {
            assert_eq!(&made[name], value, "{name}");
        }
        assert_eq!(made["products"][0]["bid"], 290_000);
        assert_eq!(made["products"][1]["bid"], Value::Null);
        assert_eq!(made["products"][1]["product"]["id"], "tom-the");
        let path = format!("{REQUESTS}/{}", made["id"].as_str().unwrap());
        let more = with(request(), &json!({ "quantity": "25.5", "urgency": 4 }));
        let put = |version: i64| {
            posts
                .app
                .put(&path)
                .as_bearer(&posts.buyer)
                .if_match(version)
                .json(more.clone())
        };
        let changed = put(1).expect(StatusCode::OK).await.body;
        assert_eq!(
            (&changed["quantity"], &changed["version"]),
            (&json!(25_500_000), &json!(2))
        );
        let late = posts
            .app
            .put(&path)
            .as_bearer(&posts.buyer)
            .if_match(1)
            .json(request());
        let late = late.expect(StatusCode::PRECONDITION_FAILED).await;
        assert_eq!(late.body["changed"], json!(["quantity", "urgency"]));
        assert_eq!(late.body["current"]["urgency"], 4);
        let gone = posts
            .app
            .post(&format!("{path}/withdraw"))
            .as_bearer(&posts.buyer)
            .if_match(2);
        assert_eq!(gone.expect(StatusCode::OK).await.body["status"], "withdrawn");
        assert_eq!(posts.app.get(&path).send().await.status, 404);
        let back = posts
            .app
            .post(&format!("{path}/publish"))
            .as_bearer(&posts.buyer)
            .if_match(3);
        back.expect(StatusCode::OK).await;
        posts.app.clock.advance(Duration::days(17));
        assert_eq!(posts.app.market.expire_posts().await.unwrap(), 1);
        assert_eq!(posts.app.get(&path).send().await.body["status"], "expired");
        // The login has run out meanwhile, too.
        let (_, buyer) = posts.app.person(posts.distributor, Role::Buyer).await;
        let late = posts.app.put(&path).as_bearer(&buyer).if_match(5).json(request());
        late.expect(StatusCode::CONFLICT).await;
    }
);

on_both!(
    what_is_needed_every_day_is_kept,
    async |database: TestDatabase| {
        let posts = Posts::start(TestApp::with(database, false).await).await;
        // 26 November to 10 December are 15 days.
        let daily = with(request(), &json!({ "quantity": null, "daily_quantity": "2" }));
        let made = created(&posts, daily).await;
        assert_eq!(
            (&made["quantity"], &made["daily_quantity"]),
            (&json!(30_000_000), &json!(2_000_000))
        );
        let path = format!("{REQUESTS}/{}", made["id"].as_str().unwrap());
        assert_eq!(
            posts.app.get(&path).send().await.body["daily_quantity"],
            json!(2_000_000)
        );
        let whole = posts.app.put(&path).as_bearer(&posts.buyer).if_match(1);
        let whole = whole.json(request()).expect(StatusCode::OK).await.body;
        assert_eq!(whole["daily_quantity"], Value::Null);
    }
);

#[tokio::test]
async fn every_field_at_fault_is_named() {
    let app = TestApp::start().await;
    let posts = Posts::start(app).await;
    let cases = [
        (json!({ "products": [] }), "products required"),
        (json!({ "daily_quantity": "10" }), "quantity daily_total"),
        (
            json!({ "quantity": null, "daily_quantity": "0" }),
            "daily_quantity positive",
        ),
        (
            json!({ "quantity": null, "daily_quantity": "1", "min_lot": "1.5" }),
            "min_lot above_quantity",
        ),
        (
            json!({ "products": vec![json!({ "product": "tom-su" }); 21] }),
            "products too_many",
        ),
        (json!({ "products": [{}] }), "products[0].product required"),
        (
            json!({ "products": [{ "product": "tom-su" }, { "product": "tom-su" }] }),
            "products[1].product twice",
        ),
        (
            json!({ "products": [{ "product": "tom-su" }, { "product": "trung-ga" }] }),
            "products[1].product base_unit",
        ),
        (
            json!({ "products": [{ "product": "tom-su", "bid": 99_000_000 }] }),
            "products[0].bid price_high",
        ),
        (
            json!({ "products": [{ "product": "tom-su", "bid": -1 }] }),
            "products[0].bid positive",
        ),
        (json!({ "states": ["wet"] }), "states[0] one_of"),
        (json!({ "states": ["grain"] }), "states one_of"),
        (json!({ "unit": "qua" }), "unit unit"),
        (json!({ "price_unit": "qua" }), "price_unit unit"),
        (json!({ "urgency": 6 }), "urgency between"),
        (json!({ "min_life_days": -1 }), "min_life_days between"),
        (json!({ "place": "" }), "place required"),
        (
            json!({ "delivery": { "from": "2026-11-20", "to": "2026-11-23" } }),
            "delivery.to date_past",
        ),
        (
            json!({ "certificates": ["x"] }),
            "certificates[0] no_such_certificate",
        ),
    ];
    for (change, want) in cases {
        let call = posts.app.post(REQUESTS).as_bearer(&posts.buyer);
        let answer = call
            .json(with(request(), &change))
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .await;
        assert_eq!(faults(&answer.body), [want], "{change}");
    }
    let seller = posts.app.post(REQUESTS).as_bearer(&posts.seller).json(request());
    assert_eq!(
        seller.expect(StatusCode::FORBIDDEN).await.body["rule"],
        "buyer_only"
    );
    let pending = posts.pending(Role::Buyer).await;
    let pending = posts.app.post(REQUESTS).as_bearer(&pending).json(request());
    assert_eq!(
        pending.expect(StatusCode::FORBIDDEN).await.body["rule"],
        "not_verified"
    );
}

#[tokio::test]
async fn requests_are_listed_filtered_and_sorted() {
    let app = TestApp::start().await;
    let posts = Posts::start(app).await;
    created(&posts, with(request(), &json!({ "urgency": 1 }))).await;
    created(&posts, request()).await;
    let rice = json!({ "products": [{ "product": "gao-st25" }], "states": [], "urgency": 3, "place": "01" });
    created(&posts, with(request(), &rice)).await;
    let call = posts.app.post("/api/v1/requests/batch").as_bearer(&posts.buyer);
    let batch = json!({ "items": [request(), with(request(), &json!({ "unit": "x" }))] });
    let refused = call.json(batch).expect(StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(faults(&refused.body), ["items[1].unit unit"]);
    let list = async |query: &str| {
        posts
            .app
            .get(&format!("{REQUESTS}?{query}"))
            .expect(StatusCode::OK)
            .await
            .body
    };
    for (query, want) in [
        ("", 3),
        ("product=tom-the", 2),
        ("product=tom", 0),
        ("category=thuy-san", 2),
        ("category=none", 0),
        ("province=01", 1),
        ("q=gao%20ben%20nghe", 1),
        ("from=2026-12-11", 0),
        ("status=withdrawn", 0),
    ] {
        assert_eq!(list(query).await["total"], want, "{query}");
    }
    let urgencies: Vec<Value> = list("sort=urgency").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["urgency"].clone())
        .collect();
    assert_eq!(urgencies, [5, 3, 1]);
}

#[tokio::test]
async fn an_import_of_requests_needs_a_buyer() {
    let app = TestApp::start().await;
    let posts = Posts::start(app).await;
    let text = "id,buyer,products,states,quantity,unit,min_lot,from,to,place,bids,certificates,urgency\n\
                R1,B1,tom-su tom-the,live,5,tan,1,2026-11-26,2026-12-10,79,280000 150000,,4\n";
    let import = |token: &str| {
        let call = posts
            .app
            .post("/api/v1/requests/import?dry_run=false")
            .as_bearer(token);
        call.upload(
            "nhu-cau.csv",
            text.replace("280000 150000", "280000000 150000000").as_bytes(),
        )
    };
    import(&posts.seller).expect(StatusCode::FORBIDDEN).await;
    let done = import(&posts.buyer).expect(StatusCode::OK).await.body;
    assert_eq!(done, json!({ "rows": 1, "created": 1, "errors": [] }));
    let listed = posts.app.get(REQUESTS).send().await.body;
    assert_eq!(listed["items"][0]["products"][0]["bid"], 280_000);
    assert_eq!(offer()["product"], "tom-su");
}
