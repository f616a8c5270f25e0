//! What becomes of the index in a crash, and of several processes on it.

use std::sync::Arc;

use chonoi_domain::catalogue::Catalogue;

use super::*;
use crate::describe::Describer;

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
