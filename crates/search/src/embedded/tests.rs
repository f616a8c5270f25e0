//! What becomes of the index in a crash, and of several processes on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chonoi_domain::catalogue::Catalogue;

use super::*;
use crate::answer::Counts;
use crate::describe::Describer;
use crate::document::Kind;
use crate::query::{Facet, Filters};
use crate::words::words;

struct World {
    catalogue: Arc<Catalogue>,
    index: Embedded,
    folder: tempfile::TempDir,
}

fn products(catalogue: &Arc<Catalogue>) -> Vec<Document> {
    let describer = Describer::new(Arc::clone(catalogue));
    let real = catalogue.products().filter(|product| !product.is_generic);
    real.map(|product| describer.product(product)).collect()
}

async fn world() -> World {
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let index = Embedded::in_folder(folder.path()).unwrap();
    let mut rebuild = index.rebuild().await.unwrap();
    rebuild.put(products(&catalogue)).await.unwrap();
    rebuild.swap().await.unwrap();
    World {
        catalogue,
        index,
        folder,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_is_seen_whole_or_not_at_all_by_every_process() {
    let world = world().await;
    let other = Embedded::in_folder(world.folder.path()).unwrap();
    assert_eq!(other.count().await.unwrap(), 122);
    let mut rebuild = world.index.rebuild().await.unwrap();
    rebuild
        .put(products(&world.catalogue).split_off(100))
        .await
        .unwrap();
    assert_eq!(other.count().await.unwrap(), 122);
    drop(rebuild);
    assert_eq!(other.count().await.unwrap(), 122, "given up, it leaves no trace");
    let mut rebuild = world.index.rebuild().await.unwrap();
    rebuild
        .put(products(&world.catalogue).split_off(100))
        .await
        .unwrap();
    rebuild.swap().await.unwrap();
    assert_eq!(other.count().await.unwrap(), 22);
    assert_eq!(world.index.count().await.unwrap(), 22);
    world.index.put(products(&world.catalogue)).await.unwrap();
    other.search(&Query::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_found_at_once_by_every_process() {
    let world = world().await;
    let other = Embedded::in_folder(world.folder.path()).unwrap();
    let document = products(&world.catalogue).remove(0);
    for round in 0..40 {
        let mut changed = document.clone();
        changed.title = format!("{} {round}", document.title);
        world.index.put(vec![changed.clone()]).await.unwrap();
        for index in [&other, &world.index] {
            let there = index.digests().await.unwrap();
            assert_eq!(there[&changed.key], changed.digest(), "round {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_writer_is_told_to_try_again() {
    let world = world().await;
    let other = Embedded::in_folder(world.folder.path()).unwrap();
    world.index.put(products(&world.catalogue)).await.unwrap();
    let refused = other.put(products(&world.catalogue)).await;
    assert!(matches!(refused, Err(SearchError::Unavailable(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_was_lost_says_so_until_it_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let index = Embedded::in_folder(folder.path()).unwrap();
    assert!(matches!(
        index.search(&Query::default()).await,
        Err(SearchError::NotBuilt)
    ));
    let world = world().await;
    assert_eq!(world.index.count().await.unwrap(), 122);
    std::fs::write(world.folder.path().join("current"), "v0-000001").unwrap();
    assert!(
        matches!(world.index.count().await, Err(SearchError::NotBuilt)),
        "of another schema"
    );
    std::fs::write(world.folder.path().join("current"), "v1-000099").unwrap();
    assert!(
        matches!(world.index.count().await, Err(SearchError::NotBuilt)),
        "wiped"
    );
}

/// Things of two kinds, nine to one, with states, places and none to two certificates.
fn things(catalogue: &Arc<Catalogue>) -> Vec<Document> {
    let mut all = products(catalogue);
    for (at, document) in all.iter_mut().enumerate() {
        let kind = if at % 10 == 9 { Kind::Request } else { Kind::Offer };
        document.key = Key::new(kind, at);
        let facts = &mut document.facts;
        let certificates: &[&str] = match at % 4 {
            0 => &["asc", "vietgap"],
            1 | 2 => &["vietgap"],
            _ => &[],
        };
        facts.certificates = certificates.iter().map(|one| (*one).to_owned()).collect();
        facts.province = (at % 7 > 0).then(|| if at % 3 == 0 { "79" } else { "96" }.to_owned());
    }
    all
}

fn fulfils(document: &Document, filters: &Filters) -> bool {
    filters.facets.iter().all(|(facet, wanted)| {
        let has = document.values(*facet);
        if facet.wants_all() {
            wanted.iter().all(|value| has.contains(value))
        } else {
            wanted.iter().any(|value| has.contains(value))
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_count_is_what_choosing_that_value_would_find() {
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let index = Embedded::in_folder(folder.path()).unwrap();
    index.rebuild().await.unwrap().swap().await.unwrap();
    let all = things(&catalogue);
    // Several segments, one without any certificate or province.
    for some in all.chunks(50) {
        index.put(some.to_vec()).await.unwrap();
    }
    index.put(products(&catalogue).split_off(120)).await.unwrap();
    let there: Vec<Document> = all.iter().chain(&products(&catalogue)[120..]).cloned().collect();
    let narrowings: [&[(Facet, &[&str])]; 9] = [
        &[],
        &[(Facet::Kind, &["offer"])],
        &[(Facet::Kind, &["request"])],
        &[(Facet::Kind, &["offer"]), (Facet::Certificate, &["vietgap"])],
        &[
            (Facet::Kind, &["offer"]),
            (Facet::Certificate, &["vietgap", "asc"]),
        ],
        &[(Facet::Certificate, &["vietgap", "vietgap"])],
        &[
            (Facet::Kind, &["offer", "request"]),
            (Facet::Province, &["96", "79"]),
        ],
        &[
            (Facet::Kind, &["offer"]),
            (Facet::Province, &["96"]),
            (Facet::State, &["live"]),
        ],
        &[(Facet::Kind, &["offer"]), (Facet::Province, &["none"])],
    ];
    for narrowing in narrowings {
        for text in ["", "tôm", "ca"] {
            let mut query = Query {
                words: words(text),
                facets: Facet::ALL.to_vec(),
                ..Query::default()
            };
            for (facet, values) in narrowing {
                let values = values.iter().map(|value| (*value).to_owned()).collect();
                query.filters.narrow(*facet, values);
            }
            let answer = index.search(&query).await.unwrap();
            // What the words find, without a narrowing.
            let bare = Query {
                filters: Filters::default(),
                limit: 1_000,
                ..query.clone()
            };
            let met = index.search(&bare).await.unwrap();
            let met: BTreeSet<Key> = met.hits.into_iter().map(|hit| hit.key).collect();
            let count = |filters: &Filters, facet: Facet| {
                let mut counts = Counts::new();
                for document in there.iter().filter(|document| met.contains(&document.key)) {
                    if fulfils(document, filters) {
                        let values: BTreeSet<String> = document.values(facet).into_iter().collect();
                        for value in values {
                            *counts.entry(value).or_default() += 1;
                        }
                    }
                }
                counts
            };
            let hits = there
                .iter()
                .filter(|document| met.contains(&document.key) && fulfils(document, &query.filters));
            assert_eq!(
                answer.total,
                u64::try_from(hits.count()).unwrap(),
                "{narrowing:?} {text}"
            );
            for facet in Facet::ALL {
                let counted = answer.facets.get(facet).cloned().unwrap_or_default();
                assert_eq!(
                    counted,
                    count(&query.filters.without(*facet), *facet),
                    "{facet} of {narrowing:?} {text}"
                );
            }
        }
    }
}
