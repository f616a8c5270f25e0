//! Bytes that nobody meant to be a spreadsheet: whatever comes in, there is a fault with its place or a certified plan.

use std::sync::LazyLock;

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::sheet::{SheetError, SheetParser};
use chonoi_matching::error::MatchError;
use chonoi_matching::market::{Market, OfferPost, RequestPost};
use chonoi_matching::policy::Policy;
use proptest::prelude::*;

use super::reader;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

const OFFERS: &[u8] = b"\
id,supplier,product,state,grade,quantity,unit,min_lot,from,to,place,ask,basis,certificates
O1,E1,tom-su,live,20 con/kg,1.5,tan,0.1,2026-11-24,2026-11-30,32191,210000000,farm,asc vietgap
O2,E2,cua-gach,live,,200,kg,,2026-11-24,2026-11-28,32218,600000,delivered:79,
";
const REQUESTS: &[u8] = b"\
id,buyer,products,states,quantity,unit,min_lot,from,to,place,bids,certificates,urgency
R1,D1,tom-su tom-the,live,1000,kg,50,2026-11-25,2026-12-02,79,250000 180000,vietgap,5
R2,D2,cua-gach,live,300,kg,,2026-11-25,2026-12-02,79,690000,,
";

/// What a file says, or every fault with its line; a fault of a value names its column.
fn parsed<T>(
    bytes: &[u8],
    parse: impl FnOnce(&[chonoi_domain::sheet::Row]) -> Result<T, Vec<SheetError>>,
) -> Option<T> {
    let rows = reader::rows(bytes).ok()?;
    match parse(&rows) {
        Ok(posts) => Some(posts),
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a word");
            for fault in faults {
                assert!(fault.line >= 1 && !fault.error.rule.is_empty(), "{fault:?}");
                assert!(
                    !fault.column.is_empty() || fault.header.is_empty(),
                    "a value's fault without its column: {fault:?}"
                );
            }
            None
        }
    }
}

/// Reads both files and matches them as `chonoi match` does.
fn matched(offers: &[u8], requests: &[u8]) -> bool {
    let parser = SheetParser::new(&CATALOGUE);
    let offers = parsed(offers, |rows| parser.offers(rows, |_| {}));
    let requests = parsed(requests, |rows| parser.requests(rows, |_| {}));
    let (Some(offers), Some(requests)) = (offers, requests) else {
        return false;
    };
    let id = |id: &Option<String>, line: u64| id.clone().unwrap_or_else(|| format!("dòng {line}"));
    let market = Market {
        offers: (offers.posts.iter())
            .map(|row| {
                OfferPost::of(
                    id(&row.id, row.line),
                    row.supplier.clone().unwrap_or_default(),
                    &row.terms,
                )
            })
            .collect(),
        requests: (requests.posts.iter())
            .map(|row| {
                RequestPost::of(
                    id(&row.id, row.line),
                    row.buyer.clone().unwrap_or("b".into()),
                    &row.terms,
                )
            })
            .collect(),
        ..Market::default()
    };
    match chonoi_matching::solve(&CATALOGUE, &market, &Policy::default(), &|_| {}) {
        Ok(plan) => {
            assert_eq!(plan.certificate.bound, plan.flow_objective);
            assert!(plan.certificate.least_reduced_cost >= 0 && plan.lot_gap >= 0);
            true
        }
        Err(MatchError::Posts(faults)) => {
            assert!(!faults.is_empty());
            false
        }
        Err(MatchError::TooLarge { .. } | MatchError::SumTooLarge) => false,
        Err(other) => panic!("{other}"),
    }
}

/// A file with some of its bytes replaced, put in, taken out or said twice.
fn mutated(file: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let telling = prop::sample::select(b"0123456789-.,;:\"\n\r\t \xEF\xBB\xBF\xFF\x00".to_vec());
    let byte = prop_oneof![telling, any::<u8>()];
    let edits = prop::collection::vec((0..file.len(), 0..4u8, byte), 0..6);
    edits.prop_map(move |edits| {
        let mut bytes = file.to_vec();
        for (at, how, byte) in edits {
            let at = at.min(bytes.len().saturating_sub(1));
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => {
                    bytes.remove(at);
                }
                _ => bytes.extend_from_within(at..),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_a_fault_with_its_place_or_a_plan(
        offers in mutated(OFFERS),
        requests in mutated(REQUESTS),
    ) {
        matched(&offers, &requests);
    }

    #[test]
    fn any_bytes_are_a_fault_or_a_plan(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        matched(&bytes, REQUESTS);
        matched(OFFERS, &bytes);
    }
}

#[test]
fn whole_files_are_matched() {
    assert!(matched(OFFERS, REQUESTS));
}
