//! Brings the rows of offers in line with what should stand on each channel. Level-triggered: events only say where to
//! look, a sweep looks everywhere, and doing it twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_channels::listing::{Listing as Content, Surroundings};
use chonoi_channels::profile::{Field, Profile};
use chonoi_channels::reconcile::{State, Want};
use chonoi_channels::sku;
use chonoi_domain::channel::DelistReason;
use chonoi_domain::id::{ListingId, OfferId, OrganisationId};
use chonoi_domain::post::offer::Offer;
use chonoi_store::listings::{self, Listing};
use chonoi_store::{offers, posts};

use super::connection::CHANNELS;
use super::rows;
use super::standing::{Around, Standing};
use crate::error::Error;
use crate::service::Market;

/// Offers looked at in one go.
const CHUNK: u64 = 200;
/// So often in a row another worker may be faster before the event is left for later.
const MOST_LOOKS: usize = 5;

/// Ends the description of a post that was built from published figures.
const DEMONSTRATION: &str = "\nTin minh họa dựng từ số liệu đã công bố, không phải hàng bán thật.";

/// What should stand on a channel.
struct Desire {
    want: Want,
    /// What the listing says, where it should stand there.
    spec: Option<String>,
}

/// A row to write: a new one, or one over its version.
enum Change {
    New(Listing),
    Over(Listing, i64),
}

impl Market {
    /// Looks at every offer that is or may be listed; how many rows changed.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn sweep_listings(&self) -> Result<usize, Error> {
        let (mut after, mut changed) = (None, 0);
        loop {
            let ids = listings::candidates(self.store.reader(), after, CHUNK).await?;
            let Some(last) = ids.last() else {
                return Ok(changed);
            };
            after = Some(*last);
            changed += self.sync_chunk(&ids).await?;
        }
    }

    /// Looks at these offers; how many rows changed.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn sync_listings(&self, offers: &BTreeSet<OfferId>) -> Result<usize, Error> {
        let ids: Vec<_> = offers.iter().copied().collect();
        let mut changed = 0;
        for some in ids.chunks(usize::try_from(CHUNK).unwrap_or(1)) {
            changed += self.sync_chunk(some).await?;
        }
        Ok(changed)
    }

    /// Looks at all offers of a supplier whose standing may have changed; how many rows changed.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn sync_listings_of(&self, supplier: OrganisationId) -> Result<usize, Error> {
        let offers = posts::of_owner::<Offer>(self.store.reader(), supplier).await?;
        self.sync_listings(&offers.iter().map(|record| record.post.id).collect())
            .await
    }

    /// Looks, writes, and looks again where another worker wrote a row in between: either may have seen the newer offer.
    async fn sync_chunk(&self, ids: &[OfferId]) -> Result<usize, Error> {
        let mut written = 0;
        for _ in 0..MOST_LOOKS {
            let changes = self.look(ids).await?;
            let wanted = changes.len();
            let done = self.write_rows(changes).await?;
            written += done;
            if done == wanted {
                return Ok(written);
            }
        }
        Err(Error::conflict("repeat_in_progress"))
    }

    async fn look(&self, ids: &[OfferId]) -> Result<Vec<Change>, Error> {
        let db = self.store.reader();
        // The rows are read before the offers: a row that another worker writes meanwhile has another version then,
        // and what is older never replaces what is newer.
        let rows = listings::of_offers(db, ids).await?;
        let rows: BTreeMap<_, _> = rows
            .into_iter()
            .map(|row| ((row.offer, row.channel.clone()), row))
            .collect();
        let records = posts::find_many::<Offer>(db, ids).await?;
        let around = self.around(db, &records).await?;
        let mut changes = Vec::new();
        for record in &records {
            for channel in CHANNELS.iter() {
                let row = rows.get(&(record.post.id, channel.id.clone()));
                let desire = self.desire(record, &around, channel)?;
                changes.extend(self.change(record, channel, row, desire));
            }
        }
        Ok(changes)
    }

    /// What `channel` should show of an offer.
    fn desire(&self, record: &offers::Record, around: &Around, channel: &Profile) -> Result<Desire, Error> {
        let off = |reason| Desire {
            want: Want::Delisted(reason),
            spec: None,
        };
        let listing = match self.content(record, around)? {
            Ok(listing) => listing,
            Err(reason) => return Ok(off(reason)),
        };
        // Less is left than the least that one buyer may take: nobody could buy it there.
        if channel
            .faults(&listing)
            .iter()
            .any(|fault| fault.field == Field::Stock.name())
        {
            return Ok(off(DelistReason::SoldOut));
        }
        Ok(Desire {
            want: Want::Listed(listing.digest()),
            spec: Some(serde_json::to_string(&listing).map_err(Error::internal)?),
        })
    }

    /// What a listing of the offer says, or why there must be none. Its addresses lack the scheme and host, which only
    /// those who write a file or a feed know. Certificates that are not proven are not named.
    fn content(
        &self,
        record: &offers::Record,
        around: &Around,
    ) -> Result<Result<Content, DelistReason>, Error> {
        let supplier = record.post.supplier;
        let organisation = around.suppliers.get(&supplier);
        let organisation = organisation.ok_or_else(|| Error::internal("an offer without its supplier"))?;
        let mut offer = record.post.clone();
        let claims = &record.post.terms.certificates;
        let lost = claims
            .iter()
            .any(|kind| around.standing(supplier, kind) == Standing::Lost);
        offer
            .terms
            .certificates
            .retain(|kind| around.standing(supplier, kind) == Standing::Counts);
        let photos = offer
            .terms
            .photos
            .iter()
            .map(|photo| format!("/api/v1/files/{photo}"));
        let surroundings = Surroundings {
            supplier: &organisation.name,
            verification: organisation.verification,
            certificates_valid: !lost,
            photos: photos.collect(),
            url: format!("/chao-ban/{}", offer.id),
            today: self.today(),
        };
        let listing = Content::of(&self.catalogue, &offer, surroundings);
        Ok(listing.map(|mut listing| {
            if record.provenance.is_some() {
                listing.description.push_str(DEMONSTRATION);
            }
            listing
        }))
    }

    /// What `desire` changes: a new row for an offer that is fit, or that its supplier can make fit; else the old one.
    fn change(
        &self,
        record: &offers::Record,
        channel: &Profile,
        row: Option<&Listing>,
        desire: Desire,
    ) -> Option<Change> {
        let Some(row) = row else {
            if let Want::Delisted(reason) = desire.want
                && !mendable(reason)
            {
                return None;
            }
            let state = State::fresh(desire.want.clone());
            let fresh = self.fresh_row(record, channel, &state);
            let row = rows::with(&fresh, state, None, self.now());
            return Some(Change::New(Listing {
                spec: desire.spec.unwrap_or_default(),
                version: 1,
                ..row
            }));
        };
        let mut state = rows::state(row);
        if !state.want(desire.want) {
            return None;
        }
        let next = rows::with(row, state, None, self.now());
        let next = Listing {
            // What was said last stays, so that a person who takes it off recognises it.
            spec: desire.spec.unwrap_or(next.spec),
            ..next
        };
        Some(Change::Over(next, row.version))
    }

    fn fresh_row(&self, record: &offers::Record, channel: &Profile, state: &State) -> Listing {
        Listing {
            id: ListingId(self.clock.fresh_id()),
            channel: channel.id.clone(),
            offer: record.post.id,
            supplier: record.post.supplier,
            sku: sku::of(record.post.id),
            generation: state.generation,
            desired: state.desired,
            desired_hash: state.desired_hash.clone(),
            spec: String::new(),
            delist_reason: state.delist_reason,
            remote_id: None,
            observed_hash: None,
            handed: None,
            phase: state.phase,
            attempts: 0,
            next_at: None,
            last_error: Vec::new(),
            version: 0,
            created_at: self.now(),
            updated_at: self.now(),
        }
    }

    /// Writes them and counts those of which no other worker was faster.
    async fn write_rows(&self, changes: Vec<Change>) -> Result<usize, Error> {
        if changes.is_empty() {
            return Ok(0);
        }
        let tx = self.store.begin().await?;
        let mut written = 0;
        for change in &changes {
            let done = match change {
                Change::New(row) => listings::insert(&tx, row).await?,
                Change::Over(row, was) => listings::update(&tx, row, *was).await?,
            };
            written += usize::from(done);
        }
        tx.commit().await?;
        Ok(written)
    }
}

/// Whether the supplier can mend it, so that it is worth showing although the offer was never on the channel.
const fn mendable(reason: DelistReason) -> bool {
    matches!(
        reason,
        DelistReason::Forecast | DelistReason::CertificateLapsed | DelistReason::NoPrice
    )
}
