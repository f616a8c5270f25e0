//! One pass over the hits: how many there are, how many of each value, and the ones that are shown.

use std::collections::{BTreeMap, BinaryHeap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::counting::{Aside, Counter, Missed, Test, Values};
use crate::answer::Counts;
use crate::geo::metres;
use crate::query::{Facet, Near, Sort};

/// What to gather.
#[derive(Clone, Debug)]
pub(super) struct Gather {
    pub(super) sort: Sort,
    /// Whether the query says what a hit is worth.
    pub(super) is_ranked: bool,
    /// Hits to keep, from the best on; none are kept of 0.
    pub(super) keep: usize,
    /// What the hits are counted by.
    pub(super) facets: Vec<Facet>,
    /// What narrows besides the query. Each of these is counted as if it did not.
    pub(super) aside: Vec<Aside>,
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
        let counters = self.facets.iter().map(|facet| Counter::of(*facet, reader));
        let tests = self.aside.iter().map(|aside| Test::of(aside, reader));
        // In a segment where a facet has no value nothing can be narrowed to one.
        let tests: Option<Vec<Test>> = tests.collect::<tantivy::Result<_>>()?;
        Ok(Segment {
            gather: self.clone(),
            segment,
            total: 0,
            best: BinaryHeap::new(),
            counters: counters
                .filter_map(Result::transpose)
                .collect::<tantivy::Result<_>>()?,
            is_barren: tests.is_none(),
            nearly: vec![Vec::new(); self.aside.len()],
            tests: tests.unwrap_or_default(),
            block: Block::default(),
            hits: Block::default(),
            missed: Vec::new(),
            values: Values::default(),
            day: fast.column_opt("from")?,
            tie: fast.column_opt("tie")?,
            price: fast.column_opt("price")?,
            volume: fast.column_opt("volume")?,
            lat: fast.column_opt("lat")?,
            lon: fast.column_opt("lon")?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.is_ranked && self.sort == Sort::Relevance && self.keep > 0
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

/// Documents that are looked at together, with what each is worth.
#[derive(Default)]
struct Block {
    docs: Vec<DocId>,
    scores: Vec<Score>,
}

impl Block {
    fn clear(&mut self) {
        self.docs.clear();
        self.scores.clear();
    }

    fn push(&mut self, doc: DocId, score: Score) {
        self.docs.push(doc);
        self.scores.push(score);
    }

    fn iter(&self) -> impl Iterator<Item = (DocId, Score)> {
        self.docs.iter().copied().zip(self.scores.iter().copied())
    }
}

/// The gathering in one segment.
pub(super) struct Segment {
    gather: Gather,
    segment: SegmentOrdinal,
    total: u64,
    best: BinaryHeap<(Rank, DocId)>,
    counters: Vec<Counter>,
    tests: Vec<Test>,
    /// Whether no document here can be a hit.
    is_barren: bool,
    /// By test, the documents of a block that fail in it alone.
    nearly: Vec<Vec<DocId>>,
    /// Documents that are not looked at yet.
    block: Block,
    /// Those of a block that are hits.
    hits: Block,
    missed: Vec<Missed>,
    values: Values,
    day: Option<Column<i64>>,
    tie: Option<Column<i64>>,
    price: Option<Column<i64>>,
    volume: Option<Column<i64>>,
    lat: Option<Column<f64>>,
    lon: Option<Column<f64>>,
}

fn first(column: &Option<Column<i64>>, doc: DocId) -> Option<i64> {
    column.as_ref().and_then(|column| column.first(doc))
}

impl Segment {
    fn metres(&self, doc: DocId) -> Option<i64> {
        let near = self.gather.near?;
        let (lat, lon) = (self.lat.as_ref()?.first(doc)?, self.lon.as_ref()?.first(doc)?);
        Some(metres(near.lat, near.lon, lat, lon))
    }

    fn is_within(&self, doc: DocId) -> bool {
        let Some(km) = self.gather.near.and_then(|near| near.km) else {
            return true;
        };
        let metres = self.metres(doc);
        metres.is_some_and(|metres| metres <= km.saturating_mul(1_000))
    }

    fn main(&self, doc: DocId, score: Score) -> i64 {
        match self.gather.sort {
            // Of floats that are not negative the bits rise with the value.
            Sort::Relevance => -i64::from(score.max(0.0).to_bits()),
            Sort::Price => first(&self.price, doc).unwrap_or(LAST),
            Sort::Date => first(&self.day, doc).unwrap_or(LAST),
            Sort::Volume => first(&self.volume, doc).map_or(LAST, |grams| -grams),
            Sort::Distance => self.metres(doc).unwrap_or(LAST),
        }
    }

    /// Keeps a hit if it is among the best so far. Most are not, and most of those by their first part already.
    fn keep(&mut self, doc: DocId, score: Score) {
        let worst = self.best.peek().filter(|_| self.best.len() >= self.gather.keep);
        let worst = worst.map(|(worst, doc)| (*worst, *doc));
        let main = self.main(doc, score);
        if worst.is_some_and(|(worst, _)| main > worst.main) {
            return;
        }
        let day = first(&self.day, doc).unwrap_or(LAST);
        if worst.is_some_and(|(worst, _)| (main, day) > (worst.main, worst.day)) {
            return;
        }
        let tie = first(&self.tie, doc).unwrap_or(LAST);
        let rank = Rank { main, day, tie };
        if let Some(worst) = worst {
            if (rank, doc) >= worst {
                return;
            }
            self.best.pop();
        }
        self.best.push((rank, doc));
    }

    /// Looks at the documents of the block, which rise.
    fn take(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        if self.tests.is_empty() && self.gather.near.is_none() {
            std::mem::swap(&mut block, &mut self.hits);
        } else {
            self.sift(&block);
        }
        let hits = std::mem::take(&mut self.hits);
        self.total += u64::try_from(hits.docs.len()).unwrap_or_default();
        for counter in &mut self.counters {
            counter.count(&hits.docs, &mut self.values);
        }
        for (test, nearly) in self.tests.iter_mut().zip(&mut self.nearly) {
            test.counter.count(&hits.docs, &mut self.values);
            test.counter.count(nearly, &mut self.values);
            nearly.clear();
        }
        if self.gather.keep > 0 {
            for (doc, score) in hits.iter() {
                self.keep(doc, score);
            }
        }
        (self.block, self.hits) = (block, hits);
        self.block.clear();
        self.hits.clear();
    }

    /// Finds those that are hits, and those that fail in one test alone.
    fn sift(&mut self, block: &Block) {
        self.missed.clear();
        self.missed.resize(block.docs.len(), Missed::default());
        for (own, test) in self.tests.iter().enumerate() {
            test.note(own, &block.docs, &mut self.values, &mut self.missed);
        }
        for (at, (doc, score)) in block.iter().enumerate() {
            let missed = self.missed.get(at).copied().unwrap_or_default();
            if missed.narrowings > 1 || !self.is_within(doc) {
                continue;
            }
            if missed.narrowings == 0 {
                self.hits.push(doc, score);
            } else if let Some(nearly) = self.nearly.get_mut(missed.last) {
                nearly.push(doc);
            }
        }
    }
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.is_barren {
            return;
        }
        self.block.push(doc, score);
        if self.block.docs.len() >= COLLECT_BLOCK_BUFFER_LEN {
            self.take();
        }
    }

    fn harvest(mut self) -> tantivy::Result<Gathered> {
        self.take();
        let tests = self.tests.into_iter().map(|test| test.counter);
        let counts = self.counters.into_iter().chain(tests).map(Counter::named);
        let segment = self.segment;
        let best = self.best.into_iter();
        Ok(Gathered {
            total: self.total,
            best: best
                .map(|(rank, doc)| (rank, DocAddress::new(segment, doc)))
                .collect(),
            counts: counts.collect::<tantivy::Result<_>>()?,
        })
    }
}
