//! The columns a table of posts can have.

/// What a sheet lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Harvest offers.
    Offers,
    /// Shortage requests.
    Requests,
}

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The row's own mark in this file, unique in it.
    Id,
    /// Who sells or buys.
    Organisation,
    /// Product, or the products that would do.
    Product,
    /// State, or the states that would do.
    State,
    /// Size or quality.
    Grade,
    /// How much.
    Quantity,
    /// How much on every day.
    Daily,
    /// Unit of the quantity and, unless it says otherwise, of the price.
    Unit,
    /// The least that is dealt in.
    MinLot,
    /// First day.
    From,
    /// Last day.
    To,
    /// Both days in one cell.
    Window,
    /// Commune or province.
    Place,
    /// The province of the commune in another column.
    Province,
    /// Asked price, or bids.
    Price,
    /// Where the price is paid.
    Basis,
    /// Certificates held or required.
    Certificates,
    /// 1 to 5.
    Urgency,
    /// Days of shelf life left at arrival.
    MinLife,
    /// How sure the volume is.
    Stage,
    /// A note.
    Note,
}

/// The strict header of offers, in the order it is written.
pub(super) const STRICT_OFFERS: [(&str, Column); 14] = [
    ("id", Column::Id),
    ("supplier", Column::Organisation),
    ("product", Column::Product),
    ("state", Column::State),
    ("grade", Column::Grade),
    ("quantity", Column::Quantity),
    ("unit", Column::Unit),
    ("min_lot", Column::MinLot),
    ("from", Column::From),
    ("to", Column::To),
    ("place", Column::Place),
    ("ask", Column::Price),
    ("basis", Column::Basis),
    ("certificates", Column::Certificates),
];

/// The strict header of requests, in the order it is written.
pub(super) const STRICT_REQUESTS: [(&str, Column); 14] = [
    ("id", Column::Id),
    ("buyer", Column::Organisation),
    ("products", Column::Product),
    ("states", Column::State),
    ("quantity", Column::Quantity),
    ("unit", Column::Unit),
    ("min_lot", Column::MinLot),
    ("from", Column::From),
    ("to", Column::To),
    ("place", Column::Place),
    ("bids", Column::Price),
    ("certificates", Column::Certificates),
    ("urgency", Column::Urgency),
    ("daily_quantity", Column::Daily),
];

impl Kind {
    /// The columns of the strict format by name.
    pub(super) const fn strict(self) -> &'static [(&'static str, Column)] {
        match self {
            Self::Offers => &STRICT_OFFERS,
            Self::Requests => &STRICT_REQUESTS,
        }
    }

    /// The name of `column` in errors: that of the strict format, or of the API where the strict format lacks it.
    pub(super) fn field(self, column: Column) -> &'static str {
        let strict = self.strict().iter().find(|(_, c)| *c == column);
        strict.map_or_else(|| column.other_name(), |(name, _)| name)
    }

    /// Whether a free sheet may have this column at all.
    pub(super) const fn knows(self, column: Column) -> bool {
        match self {
            Self::Offers => !matches!(column, Column::Urgency | Column::MinLife | Column::Daily),
            Self::Requests => !matches!(column, Column::Basis | Column::Stage),
        }
    }

    /// Columns without which the strict format cannot be read.
    pub(super) const fn strict_needs() -> [Column; 8] {
        [
            Column::Id,
            Column::Organisation,
            Column::Product,
            Column::Quantity,
            Column::Unit,
            Column::From,
            Column::To,
            Column::Place,
        ]
    }
}

impl Column {
    const fn other_name(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Province => "province",
            Self::MinLife => "min_life_days",
            Self::Stage => "stage",
            Self::Note => "note",
            Self::Grade => "grade",
            Self::Urgency => "urgency",
            Self::Basis => "basis",
            _ => "row",
        }
    }
}
