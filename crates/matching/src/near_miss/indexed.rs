//! The same through the index, which knows the offers by another number.

use crate::compact::Compact;
use crate::compact::passes::Between;
use crate::kernel::{Solution, index};
use crate::policy::NearMissLimits;

use super::nearest::{Post, Posts, note};
use super::{Blocks, Look};

/// What is counted for the offers and the requests, and what they keep. Pairs between two posts that both have a rest
/// come first, and few posts need others to be looked at.
pub(super) fn survey(
    limits: &NearMissLimits,
    compact: &Compact<'_>,
    solution: &Solution,
) -> (Vec<Blocks>, Vec<Blocks>, Posts) {
    let numbers: Vec<usize> = compact.offers().map(index).collect();
    let unsold: Vec<i64> = by_place(&numbers, &solution.unsold);
    let counts = compact.counts((
        &marked(&unsold, |rest| *rest > 0),
        &marked(&solution.unmet, |rest| *rest > 0),
    ));
    let mut posts = nearest(limits, compact, &numbers, &unsold, &solution.unmet);
    posts.offers = by_number(&numbers, posts.offers);
    (by_number(&numbers, counts.offers), counts.requests, posts)
}

fn nearest(
    limits: &NearMissLimits,
    compact: &Compact<'_>,
    numbers: &[usize],
    unsold: &[i64],
    unmet: &[i64],
) -> Posts {
    let join = |one: Posts, other| one.joined(other, limits.per_post);
    let add = |posts: &mut Posts, at: usize, request: u32, look: &Look| {
        let request = index(request);
        let ends = (posts.offers.get_mut(at), posts.requests.get_mut(request));
        if let ((Some(seller), Some(buyer)), Some(&offer)) = (ends, numbers.get(at)) {
            note(look, limits, (offer, seller), (request, buyer));
        }
    };
    let look = |offers: &[bool], requests: &[bool]| {
        let new = || Posts::new(unsold, unmet, limits.per_post);
        compact.near(Between { offers, requests }, limits, new, add, join)
    };
    let left = |rests: &[i64]| marked(rests, |rest| *rest > 0);
    let served = |rests: &[i64]| marked(rests, |rest| *rest == 0);
    let posts = look(&left(unsold), &left(unmet));
    let room = |post: &Post| post.rest > 0 && post.nearest.len() < limits.per_post;
    let (of_offers, of_requests) = (marked(&posts.offers, room), marked(&posts.requests, room));
    let posts = join(posts, look(&of_offers, &served(unmet)));
    join(posts, look(&served(unsold), &of_requests))
}

fn marked<T>(posts: &[T], mark: impl Fn(&T) -> bool) -> Vec<bool> {
    posts.iter().map(mark).collect()
}

/// What stands by number, by place.
fn by_place(numbers: &[usize], of_offers: &[i64]) -> Vec<i64> {
    let of_offer = |offer: &usize| of_offers.get(*offer).copied().unwrap_or_default();
    numbers.iter().map(of_offer).collect()
}

/// What stands by place, by number.
fn by_number<T: Clone + Default>(numbers: &[usize], of_places: Vec<T>) -> Vec<T> {
    let mut numbered = vec![T::default(); numbers.len()];
    for (of_place, offer) in of_places.into_iter().zip(numbers) {
        if let Some(slot) = numbered.get_mut(*offer) {
            *slot = of_place;
        }
    }
    numbered
}
