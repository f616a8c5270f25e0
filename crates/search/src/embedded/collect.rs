//! One pass over the hits: how many there are, how many of each value, and the ones that are shown.

use std::collections::{BTreeMap, BinaryHeap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::answer::Counts;
use crate::geo::metres;
use crate::query::{Facet, Near, Sort};

/// What to gather.
#[derive(Clone, Debug)]
pub(super) struct Gather {
    pub(super) sort: Sort,
    /// Hits to keep, from the best on; none are kept of 0.
    pub(super) keep: usize,
    pub(super) facets: Vec<Facet>,
    pub(super) near: Option<Near>,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) total: u64,
    /// The best hits in order, each with its distance in metres.
    pub(super) best: Vec<(Rank, DocAddress)>,
    pub(super) counts: BTreeMap<Facet, Counts>,
}

/// Where a hit stands; the smallest comes first. All parts are integers, so equal hits are equal everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    main: i64,
    day: i64,
    tie: i64,
}

/// Behind every value.
const LAST: i64 = i64::MAX;

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let fast = reader.fast_fields();
        let mut facets = Vec::new();
        for facet in &self.facets {
            if let Some(column) = fast.str(facet.as_str())? {
                let counts = vec![0; column.num_terms()];
                facets.push((*facet, column, counts));
            }
        }
        Ok(Segment {
            gather: self.clone(),
            segment,
            total: 0,
            best: BinaryHeap::new(),
            facets,
            day: fast.column_opt("from")?,
            tie: fast.column_opt("tie")?,
            price: fast.column_opt("price")?,
            volume: fast.column_opt("volume")?,
            lat: fast.column_opt("lat")?,
            lon: fast.column_opt("lon")?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.keep > 0
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for fruit in fruits {
            let fruit = fruit?;
            all.total += fruit.total;
            all.best.extend(fruit.best);
            for (facet, counts) in fruit.counts {
                let sums = all.counts.entry(facet).or_default();
                for (value, count) in counts {
                    *sums.entry(value).or_default() += count;
                }
            }
        }
        all.best.sort_unstable();
        all.best.truncate(self.keep);
        Ok(all)
    }
}

/// The gathering in one segment.
pub(super) struct Segment {
    gather: Gather,
    segment: SegmentOrdinal,
    total: u64,
    best: BinaryHeap<(Rank, DocId)>,
    facets: Vec<(Facet, StrColumn, Vec<u64>)>,
    day: Option<Column<i64>>,
    tie: Option<Column<i64>>,
    price: Option<Column<i64>>,
    volume: Option<Column<i64>>,
    lat: Option<Column<f64>>,
    lon: Option<Column<f64>>,
}

impl Segment {
    fn metres(&self, doc: DocId) -> Option<i64> {
        let near = self.gather.near?;
        let (lat, lon) = (self.lat.as_ref()?.first(doc)?, self.lon.as_ref()?.first(doc)?);
        Some(metres(near.lat, near.lon, lat, lon))
    }

    fn main(&self, doc: DocId, score: Score) -> i64 {
        let first = |column: &Option<Column<i64>>| column.as_ref().and_then(|column| column.first(doc));
        match self.gather.sort {
            // Of floats that are not negative the bits rise with the value.
            Sort::Relevance => -i64::from(score.max(0.0).to_bits()),
            Sort::Price => first(&self.price).unwrap_or(LAST),
            Sort::Date => first(&self.day).unwrap_or(LAST),
            Sort::Volume => first(&self.volume).map_or(LAST, |grams| -grams),
            Sort::Distance => self.metres(doc).unwrap_or(LAST),
        }
    }

    fn keep(&mut self, doc: DocId, score: Score) {
        let main = self.main(doc, score);
        let full = self.best.len() >= self.gather.keep;
        if full && self.best.peek().is_some_and(|(worst, _)| main > worst.main) {
            return;
        }
        let first = |column: &Option<Column<i64>>| column.as_ref().and_then(|column| column.first(doc));
        let rank = Rank {
            main,
            day: first(&self.day).unwrap_or(LAST),
            tie: first(&self.tie).unwrap_or(LAST),
        };
        if full {
            if self.best.peek().is_some_and(|worst| (rank, doc) >= *worst) {
                return;
            }
            self.best.pop();
        }
        self.best.push((rank, doc));
    }
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        if let Some(km) = self.gather.near.and_then(|near| near.km) {
            let within = self
                .metres(doc)
                .is_some_and(|metres| metres <= km.saturating_mul(1_000));
            if !within {
                return;
            }
        }
        self.total += 1;
        for (_, column, counts) in &mut self.facets {
            for ord in column.term_ords(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
                    *count += 1;
                }
            }
        }
        if self.gather.keep > 0 {
            self.keep(doc, score);
        }
    }

    fn harvest(self) -> tantivy::Result<Gathered> {
        let mut counts = BTreeMap::new();
        for (facet, column, sums) in self.facets {
            let mut named = Counts::new();
            for (ord, sum) in (0_u64..).zip(sums) {
                let mut name = String::new();
                if sum > 0 && column.ord_to_str(ord, &mut name)? {
                    named.insert(name, sum);
                }
            }
            counts.insert(facet, named);
        }
        let segment = self.segment;
        let best = self.best.into_iter();
        Ok(Gathered {
            total: self.total,
            best: best
                .map(|(rank, doc)| (rank, DocAddress::new(segment, doc)))
                .collect(),
            counts,
        })
    }
}
