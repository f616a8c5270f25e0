//! What both indexes do alike: the same questions, the same answers. The one on a server is asked where
//! `CHONOI_TEST_MEILI_URL` says that there is one.

use std::sync::Arc;

use chonoi_domain::catalogue::Catalogue;
use chonoi_testkit::meili;
use time::macros::date;

use crate::answer::Answer;
use crate::describe::Describer;
use crate::document::{Document, Facts, Key, Kind, Texts};
use crate::embedded::Embedded;
use crate::index::SearchIndex;
use crate::meili::{Meili, RIGHTS};
use crate::query::{Deliver, Facet, Near, Query, Sort, Span};
use crate::reading::Reader;

struct World {
    catalogue: Arc<Catalogue>,
    reader: Reader,
    index: Arc<dyn SearchIndex>,
    _folder: Option<tempfile::TempDir>,
}

fn products(catalogue: &Arc<Catalogue>) -> Vec<Document> {
    let describer = Describer::new(Arc::clone(catalogue));
    let real = catalogue.products().filter(|product| !product.is_generic);
    real.map(|product| describer.product(product)).collect()
}

async fn built(index: &dyn SearchIndex, documents: Vec<Document>) {
    let mut rebuild = index.rebuild().await.unwrap();
    rebuild.put(documents).await.unwrap();
    rebuild.swap().await.unwrap();
}

/// Every index there is, filled with what `documents` says.
async fn worlds(documents: impl Fn(&Arc<Catalogue>) -> Vec<Document>) -> Vec<World> {
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let embedded: Arc<dyn SearchIndex> = Arc::new(Embedded::in_folder(folder.path()).unwrap());
    let mut indexes = vec![(embedded, Some(folder))];
    if let Some(server) = meili::server(&RIGHTS).await {
        let index = Meili::at(
            &server.url,
            Some(&server.key),
            &server.name,
            Arc::clone(&catalogue),
        );
        indexes.push((Arc::new(index.unwrap()), None));
    }
    let mut worlds = Vec::new();
    for (index, folder) in indexes {
        built(&*index, documents(&catalogue)).await;
        worlds.push(World {
            reader: Reader::new(&catalogue),
            catalogue: Arc::clone(&catalogue),
            index,
            _folder: folder,
        });
    }
    worlds
}

impl World {
    async fn ask(&self, text: &str, base: &Query) -> Answer {
        let reading = self.reader.read(text, date!(2026 - 08 - 03));
        let tried = reading.tries(base).swap_remove(0);
        self.index.search(&tried.query).await.unwrap()
    }

    /// Ids of the hits, with how many there are.
    async fn found(&self, text: &str) -> String {
        let six = Query {
            limit: 6,
            ..Query::default()
        };
        let answer = self.ask(text, &six).await;
        let ids: Vec<_> = answer.hits.iter().map(|hit| hit.key.id.as_str()).collect();
        format!("{text}: {} {}\n", answer.total, ids.join(" "))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exact_form_comes_first() {
    for world in worlds(products).await {
        let mut table = String::new();
        for text in [
            "cà",
            "cá",
            "ca",
            "dưa",
            "dừa",
            "dua",
            "tôm",
            "tom",
            "cua",
            "khô",
            "kho",
            "sú",
            "tom s",
            "tôm càng xanh",
            "cua gạch",
            "khô bổi",
            "dua hau",
            "ST25",
            "mắm",
            "ngao",
            "tom xu",
            "hột vịt",
            "lon",
            "black tiger",
        ] {
            table.push_str(&world.found(text).await);
        }
        expect_test::expect![[r#"
        cà: 60 ca-chua ca-tim cua-bien cua-gach banh-phong-tom ca-chem
        cá: 60 ca-chem ca-dua ca-bop ca-dong ca-bong-tuong ca-bien
        ca: 60 ca-chem ca-dua ca-bop ca-dong ca-bong-tuong ca-bien
        dưa: 6 dua-leo dua-hau dua-bon-bon dua-kho ca-dua dau-dua
        dừa: 6 dua-kho ca-dua dua-leo dau-dua dua-hau dua-bon-bon
        dua: 6 dua-kho dua-leo dua-hau dua-bon-bon ca-dua dau-dua
        tôm: 14 tom-cang-xanh tom-tich tom-the tom-dat tom-su tom-bac
        tom: 14 tom-cang-xanh tom-tich tom-the tom-dat tom-su tom-bac
        cua: 7 cua-bien cua-com cua-yem-vuong cua-y cua-gach ba-khia
        khô: 16 kho-muc kho-thoi-loi kho-ca-loc kho-ca-keo kho-ca-boi kho-ca-khoai
        kho: 16 kho-muc kho-thoi-loi kho-ca-loc kho-ca-keo kho-ca-boi kho-ca-khoai
        sú: 7 tom-su tom-dong-lanh chuoi-xiem thit-heo heo-hoi cai-ngot
        tom s: 13 tom-su tom-cang-xanh tom-tich tom-the tom-dat tom-bac
        tôm càng xanh: 1 tom-cang-xanh
        cua gạch: 1 cua-gach
        khô bổi: 1 kho-ca-boi
        dua hau: 1 dua-hau
        ST25: 2 lua-st25 gao-st25
        mắm: 4 mam-loc mam-tom nuoc-mam ba-khia-muoi
        ngao: 1 ngheu
        tom xu: 2 tom-su tom-dong-lanh
        hột vịt: 1 trung-vit
        lon: 5 heo-hoi thit-heo nuoc-mam hau nhan-bac-lieu
        black tiger: 1 tom-su
    "#]]
        .assert_eq(&table);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_of_all_hits_and_of_the_other_values_too() {
    for world in worlds(products).await {
        let mut base = Query {
            facets: vec![Facet::Category, Facet::State, Facet::Kind],
            limit: 2,
            ..Query::default()
        };
        let all = world.ask("", &base).await;
        assert_eq!(all.total, 122);
        assert_eq!(all.facets[&Facet::Kind]["product"], 122);
        let states: u64 = all.facets[&Facet::State].values().sum();
        assert_eq!(states, 122, "every product has one usual state");
        base.filters.narrow(Facet::State, vec!["dried".to_owned()]);
        let dried = world.ask("", &base).await;
        assert_eq!(dried.total, all.facets[&Facet::State]["dried"]);
        assert_eq!(
            dried.facets[&Facet::State],
            all.facets[&Facet::State],
            "its own facet stays whole"
        );
        assert_eq!(dried.facets[&Facet::Kind]["product"], dried.total);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_without_a_gap() {
    for world in worlds(products).await {
        let page = |offset, limit| Query {
            offset,
            limit,
            ..Query::default()
        };
        let whole = world.ask("", &page(0, 200)).await;
        let mut pages = Vec::new();
        for offset in (0..130).step_by(10) {
            pages.extend(world.ask("", &page(offset, 10)).await.hits);
        }
        assert_eq!(pages, whole.hits);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_found_at_once_and_only_once() {
    for world in worlds(products).await {
        let mut documents = products(&world.catalogue);
        let mut shrimp = documents.remove(0);
        shrimp.texts.names.push("tôm hùm đất".to_owned());
        world
            .index
            .put(vec![shrimp.clone(), shrimp.clone()])
            .await
            .unwrap();
        assert_eq!(world.index.count().await.unwrap(), 122);
        let found = world.ask("hùm đất", &Query::default()).await;
        assert_eq!((found.total, &found.hits[0].key), (1, &shrimp.key));
        assert_eq!(world.index.digests().await.unwrap()[&shrimp.key], shrimp.digest());
        world
            .index
            .delete(vec![shrimp.key.clone(), Key::new(Kind::Offer, "none")])
            .await
            .unwrap();
        assert_eq!(world.index.count().await.unwrap(), 121);
        assert_eq!(world.ask("hùm đất", &Query::default()).await.total, 0);
    }
}

fn farm(id: &str, facts: Facts) -> Document {
    Document {
        key: Key::new(Kind::Offer, id),
        title: id.to_owned(),
        party: String::new(),
        place: String::new(),
        texts: Texts::default(),
        facts,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_and_orders_go_by_the_facts() {
    let at = |day: i64| Some(i64::from(date!(2026 - 08 - 03).to_julian_day()) + day);
    let facts = |price, volume, from, to, lat| Facts {
        price: Some(price),
        volume: Some(volume),
        from: at(from),
        to: at(to),
        lat: Some(lat),
        lon: Some(105.0),
        reach: vec!["79:1".to_owned(), "96:0".to_owned()],
        certificates: vec!["vietgap".to_owned(), "asc".to_owned()],
        ..Facts::default()
    };
    let mut far = facts(300, 1, 9, 9, 10.0);
    far.reach = vec!["96:1".to_owned()];
    far.certificates = vec!["asc".to_owned()];
    let documents = vec![
        farm("a", facts(100, 3, 0, 3, 9.0)),
        farm("b", facts(200, 2, 4, 8, 9.1)),
        farm("c", far),
        farm("d", Facts::default()),
    ];
    for world in worlds(|_| documents.clone()).await {
        let index = &world.index;
        let ask = async |change: &dyn Fn(&mut Query)| {
            let mut query = Query::default();
            change(&mut query);
            let answer = index.search(&query).await.unwrap();
            let ids: Vec<_> = answer.hits.iter().map(|hit| hit.key.id.clone()).collect();
            assert_eq!(u64::try_from(ids.len()).unwrap(), answer.total);
            ids.join("")
        };
        let span = |min, max| Span { min, max };
        assert_eq!(ask(&|q| q.sort = Sort::Price).await, "abcd");
        assert_eq!(ask(&|q| q.sort = Sort::Volume).await, "abcd");
        assert_eq!(ask(&|q| q.sort = Sort::Date).await, "abcd");
        let near = |km| {
            Some(Near {
                lat: 10.0,
                lon: 105.0,
                km,
            })
        };
        assert_eq!(
            ask(&|q| {
                q.filters.near = near(None);
                q.sort = Sort::Distance;
            })
            .await,
            "cbad"
        );
        assert_eq!(ask(&|q| q.filters.near = near(Some(105))).await, "bc");
        assert_eq!(ask(&|q| q.filters.price = span(Some(150), None)).await, "bc");
        assert_eq!(ask(&|q| q.filters.volume = span(Some(2), Some(2))).await, "b");
        assert_eq!(ask(&|q| q.filters.days = span(at(3), at(4))).await, "ab");
        assert_eq!(ask(&|q| q.filters.days = span(None, at(3))).await, "a");
        let both = vec!["asc".to_owned(), "vietgap".to_owned()];
        assert_eq!(
            ask(&|q| q.filters.narrow(Facet::Certificate, both.clone())).await,
            "ab"
        );
        let deliver = |province: &str, by| {
            Some(Deliver {
                province: province.to_owned(),
                by,
                today: date!(2026 - 08 - 03),
            })
        };
        let by = date!(2026 - 08 - 07);
        assert_eq!(ask(&|q| q.filters.deliver = deliver("79", Some(by))).await, "a");
        assert_eq!(ask(&|q| q.filters.deliver = deliver("96", Some(by))).await, "ab");
        assert_eq!(ask(&|q| q.filters.deliver = deliver("79", None)).await, "ab");
        assert_eq!(
            ask(&|q| q.filters.deliver = deliver("79", Some(date!(2026 - 08 - 03)))).await,
            ""
        );
        let keys = vec![Key::new(Kind::Offer, "d"), Key::new(Kind::Offer, "x")];
        assert_eq!(ask(&|q| q.filters.keys = Some(keys.clone())).await, "d");
    }
}
