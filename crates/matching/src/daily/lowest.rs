//! The lowest price of any span of days, in constant time: a sparse table.

use super::calendar::Span;
use crate::kernel::index;

/// `rows[k][i]` is the lowest of the `2^k` prices from `i` on.
#[derive(Debug)]
pub(super) struct Lowest {
    rows: Vec<Vec<i64>>,
}

impl Lowest {
    /// Of these prices; takes `n log n` steps.
    pub(super) fn new(prices: &[i64]) -> Self {
        let mut rows = vec![prices.to_vec()];
        let mut width = 1;
        while 2 * width <= prices.len() {
            let above = rows.last().map(Vec::as_slice).unwrap_or_default();
            let pairs = above.iter().zip(above.iter().skip(width));
            let row = pairs.map(|(left, right)| *left.min(right)).collect();
            rows.push(row);
            width *= 2;
        }
        Self { rows }
    }

    /// Of a span.
    pub(super) fn of(&self, span: Span) -> i64 {
        let length = span.to.saturating_sub(span.from) + 1;
        let level = length.ilog2();
        let row = self.rows.get(index(level));
        let at = |slot: u32| {
            row.and_then(|row| row.get(index(slot)))
                .copied()
                .unwrap_or_default()
        };
        at(span.from).min(at(span.to + 1 - (1 << level)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_span_has_its_lowest_price() {
        let prices = [5, 3, 8, 8, 1, 9, 2, 2, 7];
        let lowest = Lowest::new(&prices);
        for from in 0..prices.len() {
            for to in from..prices.len() {
                let span = Span {
                    from: u32::try_from(from).unwrap(),
                    to: u32::try_from(to).unwrap(),
                };
                assert_eq!(Some(lowest.of(span)), prices[from..=to].iter().min().copied());
            }
        }
    }
}
