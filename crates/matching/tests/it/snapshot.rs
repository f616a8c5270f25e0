//! A run written down is the same run when it is read again.

use chonoi_domain::quantity::Quantity;
use chonoi_matching::market::{CapacityPost, DayLoad};
use chonoi_matching::policy::Policy;
use chonoi_matching::snapshot::{Snapshot, SnapshotError, digest_of};

use crate::notation::{catalogue, market, window};

fn written(snapshot: &Snapshot<'_>) -> String {
    let mut out = Vec::new();
    snapshot.write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_is_read_again_gives_the_same_plan_and_digests() {
    let mut market = market(
        "offer a 100kg lot=20kg | offer b 70kg ask=101000 product=tom-su | need x 80kg want=tom-the:120000,tom-su:130000 \
         | need y 60kg urgency=5 | seen a x | declined b x",
    );
    market.capacities.push(CapacityPost {
        id: "p".into(),
        place: "96".into(),
        products: vec!["tom-the".into()],
        quantity: Some(Quantity(90_000)),
        daily_quantity: Some(Quantity(60_000)),
        window: window(0, 9),
        taken: vec![DayLoad {
            date: window(3, 3).from(),
            quantity: Quantity(5_000),
        }],
    });
    let mut policy = Policy::default();
    policy.fairness.per_kg = 700;
    let snapshot = Snapshot::new(&market, &policy);
    let text = written(&snapshot);
    let read = Snapshot::read(&text).unwrap();
    assert_eq!(read, snapshot);
    assert_eq!(read.digest().unwrap(), snapshot.digest().unwrap());
    assert_eq!(digest_of(&text), snapshot.digest().unwrap());
    let plan = |snapshot: &Snapshot<'_>| {
        let plan = chonoi_matching::solve(catalogue(), &snapshot.market, &snapshot.policy, &|_| {}).unwrap();
        snapshot.document(&plan).unwrap()
    };
    let document = plan(&snapshot);
    assert_eq!(document, plan(&read));
    assert!(document.starts_with("{\n  \"input_hash\": \""));
    // The plan reads its own document.
    let again: chonoi_matching::plan::Plan = serde_json::from_str(&document).unwrap();
    assert_eq!(again.capacities.len(), 1);

    // Another input, another digest.
    market.preferred.clear();
    let other = Snapshot::new(&market, &policy);
    assert_ne!(other.digest().unwrap(), read.digest().unwrap());
}

#[test]
fn what_is_none_is_refused() {
    let (market, policy) = (market("offer a 1kg"), Policy::default());
    let text = written(&Snapshot::new(&market, &policy));
    assert!(matches!(Snapshot::read("{}"), Err(SnapshotError::Syntax(_))));
    // The one before knew no limits by the day, the next one is not ours to guess.
    for other in [1, 3] {
        let text = text.replacen("\"format\":2", &format!("\"format\":{other}"), 1);
        let Err(SnapshotError::Format { found }) = Snapshot::read(&text) else {
            panic!("format {other} was read");
        };
        assert_eq!(found, other);
    }
    let heavy = text.replacen("\"handling_per_kg\":200", "\"handling_per_kg\":-1", 1);
    assert!(matches!(Snapshot::read(&heavy), Err(SnapshotError::Policy(_))));
}
