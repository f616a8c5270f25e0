//! The posts of the demonstration market before they are written.

/// What the quantity of a post rests on; the words of `data/README.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    /// A share of a printed total.
    Published,
    /// A share of a total worked out from printed figures.
    Derived,
    /// Our own estimate.
    Assumption,
}

impl Basis {
    /// The word in the files.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Derived => "derived",
            Self::Assumption => "assumption",
        }
    }

    /// The basis an `evidence` column names; anything unknown is an assumption.
    pub(super) fn of(evidence: &str) -> Self {
        match evidence {
            "published" => Self::Published,
            "derived" => Self::Derived,
            _ => Self::Assumption,
        }
    }
}

/// Where a post comes from: one row of `provenance.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    pub(super) basis: Basis,
    pub(super) source: String,
    /// `S0xx` or `D0xx`, empty where no figure stands behind the post.
    pub(super) figure_id: String,
    /// The figure in a few Vietnamese words.
    pub(super) figure: String,
    /// How the post's part was found.
    pub(super) share: String,
}

/// An offer; days count from the market's first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) supplier: String,
    pub(super) product: String,
    pub(super) state: String,
    pub(super) grade: String,
    /// In `unit`, as `min_lot`.
    pub(super) quantity: i64,
    pub(super) unit: String,
    pub(super) min_lot: i64,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) place: String,
    /// Đồng per `unit`.
    pub(super) ask: Option<i64>,
    pub(super) delivered: bool,
    pub(super) certificates: Vec<String>,
    pub(super) why: Why,
}

/// A request; days count from the market's first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) buyer: String,
    pub(super) products: Vec<String>,
    pub(super) states: Vec<String>,
    /// In `unit`, as `min_lot`.
    pub(super) quantity: i64,
    pub(super) unit: String,
    pub(super) min_lot: i64,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) place: String,
    /// Đồng per `unit`, one a product, or none at all.
    pub(super) bids: Vec<i64>,
    pub(super) certificates: Vec<String>,
    pub(super) urgency: i64,
    pub(super) why: Why,
}
