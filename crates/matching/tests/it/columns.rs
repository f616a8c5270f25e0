//! Column generation against the same market with every pair kept.

use std::sync::atomic::{AtomicUsize, Ordering};

use chonoi_matching::market::Market;
use chonoi_matching::network::Network;
use chonoi_matching::plan::Plan;
use chonoi_matching::policy::Policy;
use chonoi_matching::reason::Reason;

use crate::lots::below_its_lot;
use crate::notation::{catalogue, market};
use crate::oracles::{draw_market, holds_for_every_plan};

fn network<'a>(market: &'a Market, policy: &'a Policy, most: usize) -> Network<'a> {
    Network::prepare_keeping(catalogue(), market, policy, most, &|_| {}).unwrap()
}

#[test]
fn the_index_finds_the_same_pairs_at_the_same_cost() {
    for seed in 1_000..1_300 {
        let (market, policy) = (market(&draw_market(seed)), Policy::default());
        let (all, found) = (
            network(&market, &policy, usize::MAX),
            network(&market, &policy, 0),
        );
        assert_eq!(found.dimacs(), all.dimacs(), "seed {seed}");
    }
}

#[test]
fn the_optimum_the_guidance_and_the_near_misses_are_the_same() {
    let mut same = 0;
    for seed in 1_300..1_700 {
        let (market, policy) = (market(&draw_market(seed)), Policy::default());
        let all = network(&market, &policy, usize::MAX).solve(&|_| {}).unwrap();
        let kept = network(&market, &policy, 0).solve(&|_| {}).unwrap();
        holds_for_every_plan(&market, &policy, &kept);
        assert_eq!(kept.flow_objective, all.flow_objective, "seed {seed}");
        assert_eq!(kept.certificate.pairs, all.certificate.pairs);
        let shipped = |plan: &Plan| -> Vec<_> {
            let allocations = plan.allocations.iter();
            allocations
                .map(|a| (a.offer.clone(), a.request.clone(), a.quantity))
                .collect()
        };
        if shipped(&kept) == shipped(&all) {
            same += 1;
            let guidance = |plan: &Plan| -> Vec<_> { plan.allocations.iter().map(|a| a.guidance).collect() };
            assert_eq!(guidance(&kept), guidance(&all), "seed {seed}");
            assert_eq!(kept.near_misses, all.near_misses, "seed {seed}");
            assert_eq!(obstacles(&kept), obstacles(&all), "seed {seed}");
        }
    }
    assert!(same > 300, "most optima are found by both: {same}");
}

/// How many partners each rest lacks for which reason. The other reasons rest on duals, of which there may be several.
fn obstacles(plan: &Plan) -> Vec<(String, Vec<Reason>)> {
    let unsold = plan.unsold.iter().map(|rest| (&rest.offer, &rest.reasons));
    let unmet = plan.unmet.iter().map(|rest| (&rest.request, &rest.reasons));
    let counted = |reason: &&Reason| {
        matches!(
            reason,
            Reason::Blocked { .. }
                | Reason::Declined { .. }
                | Reason::NoCounterpart
                | Reason::PartnersHaveLess { .. }
        )
    };
    let rests = unsold.chain(unmet);
    rests
        .map(|(post, reasons)| (post.clone(), reasons.iter().filter(counted).cloned().collect()))
        .collect()
}

#[test]
fn the_support_has_the_optimum_of_all_pairs() {
    for seed in 1_700..1_800 {
        let (market, policy) = (market(&draw_market(seed)), Policy::default());
        let network = network(&market, &policy, 0);
        let all = crate::dimacs::optimum(&network.dimacs()).unwrap();
        assert_eq!(crate::dimacs::optimum(&network.support().unwrap()), Ok(all));
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let text: Vec<_> = (0..40).map(|seed| draw_market(1_800 + seed)).collect();
    for text in text {
        let (market, policy) = (market(&text), Policy::default());
        let plan = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let plan = pool.install(|| network(&market, &policy, 0).solve(&|_| {}));
            serde_json::to_string(&plan.unwrap()).unwrap()
        };
        assert_eq!(plan(1), plan(3));
    }
}

#[test]
fn a_stopped_run_has_a_feasible_plan_and_a_proven_gap() {
    let mut gaps = 0;
    for seed in 1_900..2_000 {
        let (market, policy) = (market(&draw_market(seed)), Policy::default());
        for most in [0, usize::MAX] {
            let network = network(&market, &policy, most);
            let optimum = network.solve(&|_| {}).unwrap().flow_objective;
            for patience in 0..3 {
                let asked = AtomicUsize::new(0);
                let stop = || asked.fetch_add(1, Ordering::Relaxed) >= patience;
                let plan = network.solve_until(&|_| {}, &stop).unwrap();
                assert!(plan.certificate.bound <= optimum && optimum <= plan.flow_objective);
                let lot_broken = plan.allocations.iter().any(|a| below_its_lot(&market, a));
                assert!(!lot_broken, "seed {seed}");
                let placed: i64 = plan.allocations.iter().map(|a| a.quantity.0).sum();
                let left: i64 = plan.unsold.iter().map(|rest| rest.quantity.0).sum();
                let offered: i64 = market.offers.iter().map(|offer| offer.quantity.0).sum();
                assert_eq!(placed + left, offered);
                gaps += usize::from(plan.certificate.bound < plan.flow_objective);
            }
        }
    }
    assert!(gaps > 100, "stops that leave a gap: {gaps}");
}
