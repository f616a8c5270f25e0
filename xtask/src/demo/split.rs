//! Splitting a total into whole parts that add up to it again.

/// Parts of `total` in proportion to `weights`, each a multiple of `step` where that is possible.
///
/// The largest-remainder method on `total / step` steps: every part gets the whole steps of its share, the steps left
/// over go to the largest remainders, the earlier part first on a tie; what is left below one step goes to the first
/// part. The parts sum to `total` exactly. With no positive weight all weights count as 1.
pub(super) fn apportion(total: i64, weights: &[i64], step: i64) -> Vec<i64> {
    let step = step.max(1);
    let weights: Vec<i128> = positive(weights);
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return Vec::new();
    }
    let steps = i128::from(total / step);
    let mut parts: Vec<i128> = weights.iter().map(|w| steps * w / sum).collect();
    let mut order: Vec<(i128, usize)> = weights
        .iter()
        .enumerate()
        .map(|(i, w)| (-(steps * w % sum), i))
        .collect();
    order.sort_unstable();
    let left = usize::try_from(steps - parts.iter().sum::<i128>()).unwrap_or(0);
    for (_, i) in order.into_iter().take(left) {
        if let Some(part) = parts.get_mut(i) {
            *part += 1;
        }
    }
    let mut parts: Vec<i64> = parts
        .into_iter()
        .map(|p| i64::try_from(p).unwrap_or(0) * step)
        .collect();
    if let Some(first) = parts.first_mut() {
        *first += total % step;
    }
    parts
}

fn positive(weights: &[i64]) -> Vec<i128> {
    if weights.iter().all(|w| *w <= 0) {
        return vec![1; weights.len()];
    }
    weights.iter().map(|w| i128::from((*w).max(0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_follow_the_weights() {
        let cases: [(i64, &[i64], i64, &[i64]); 6] = [
            (10, &[1, 1, 1], 1, &[4, 3, 3]),
            (12_000, &[2, 1], 5, &[8_000, 4_000]),
            (103, &[1, 1], 10, &[53, 50]),
            (7, &[0, 0], 1, &[4, 3]),
            (5, &[1, 3], 1, &[1, 4]),
            (79_865, &[1, 1, 1, 1], 100, &[20_065, 20_000, 19_900, 19_900]),
        ];
        for (total, weights, step, want) in cases {
            let parts = apportion(total, weights, step);
            assert_eq!(parts, want, "{total} over {weights:?} in steps of {step}");
            assert_eq!(parts.iter().sum::<i64>(), total);
        }
        assert!(apportion(5, &[], 1).is_empty());
    }
}
