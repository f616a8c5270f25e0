//! The state of one offer on one sales channel.

use crate::words;

words! {
    /// How a channel is connected.
    ChannelKind {
        /// XLSX and CSV files that an operator uploads to the platform.
        File = "file",
        /// A product feed at a stable address.
        Feed = "feed",
    }
}

words! {
    /// Whether the offer should be on the channel.
    DesiredState {
        /// It should be on sale.
        Listed = "listed",
        /// It should not.
        Delisted = "delisted",
    }
}

words! {
    /// How far the channel is from what is desired.
    ListingPhase {
        /// To be applied.
        Pending = "pending",
        /// Being applied.
        Applying = "applying",
        /// The platform checks it.
        InReview = "in_review",
        /// On sale as desired.
        Live = "live",
        /// Being taken off.
        Delisting = "delisting",
        /// Off.
        Delisted = "delisted",
        /// In a file that an operator has to upload.
        AwaitingOperator = "awaiting_operator",
        /// Parked after refusal; needs a person.
        Dead = "dead",
    }
}

words! {
    /// Why an offer is not on a channel.
    DelistReason {
        /// Nothing left.
        SoldOut = "sold_out",
        /// Its window has passed.
        Expired = "expired",
        /// A certificate lapsed.
        CertificateLapsed = "certificate_lapsed",
        /// Its supplier is suspended or not verified.
        Supplier = "supplier",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// A forecast is matched, not listed.
        Forecast = "forecast",
        /// The channel was switched off.
        ChannelOff = "channel_off",
        /// The channel needs an asked price.
        NoPrice = "no_price",
    }
}
