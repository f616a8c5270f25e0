//! Rows of the store as states of the pure core, and back.

use chonoi_channels::reconcile::State;
use chonoi_domain::channel::{DesiredState, ListingPhase};
use chonoi_domain::id::ListingFileId;
use chonoi_store::listings::{Handed, Listing};

/// What the core decides over.
pub(super) fn state(row: &Listing) -> State {
    State {
        generation: row.generation,
        desired: row.desired,
        desired_hash: row.desired_hash.clone(),
        delist_reason: row.delist_reason,
        remote_id: row.remote_id.clone(),
        observed_hash: row.observed_hash.clone(),
        handed_hash: row.handed.as_ref().map(|handed| handed.hash.clone()),
        phase: row.phase,
        attempts: row.attempts,
        next_at: row.next_at,
        last_error: row.last_error.clone(),
    }
}

/// The next version of `row`, as `state` has it, changed at `now` (UTC ms); `file` is where the row is handed out, if
/// that is news.
pub(super) fn with(row: &Listing, state: State, file: Option<ListingFileId>, now: i64) -> Listing {
    let file = file.or_else(|| row.handed.as_ref().map(|handed| handed.file));
    Listing {
        generation: state.generation,
        desired: state.desired,
        desired_hash: state.desired_hash,
        delist_reason: state.delist_reason,
        remote_id: state.remote_id,
        observed_hash: state.observed_hash,
        handed: file
            .zip(state.handed_hash)
            .map(|(file, hash)| Handed { file, hash }),
        phase: state.phase,
        attempts: state.attempts,
        next_at: state.next_at,
        last_error: state.last_error,
        version: row.version + 1,
        updated_at: now,
        ..row.clone()
    }
}

/// Whether `row` belongs into the next file: as goods to sell, unless the platform refused them, or as goods to take
/// off.
pub(super) fn in_file(row: &Listing) -> bool {
    match row.desired {
        DesiredState::Listed => row.phase != ListingPhase::Dead,
        DesiredState::Delisted => row.phase != ListingPhase::Delisted && !row.spec.is_empty(),
    }
}

/// Whether handing `row` out is news: it waits for the platform's answer from then on.
pub(super) const fn waits(row: &Listing) -> bool {
    let listed = matches!(row.desired, DesiredState::Listed);
    match row.phase {
        ListingPhase::Pending | ListingPhase::Delisting | ListingPhase::AwaitingOperator => true,
        // What the platform would not take off is asked for again.
        ListingPhase::Dead => !listed,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use chonoi_domain::channel::DelistReason;
    use chonoi_domain::field::FieldError;
    use uuid::Uuid;

    use super::*;

    fn row() -> Listing {
        Listing {
            id: Uuid::nil().into(),
            channel: "voso".to_owned(),
            offer: Uuid::nil().into(),
            supplier: Uuid::nil().into(),
            sku: "CM-1".to_owned(),
            generation: 2,
            desired: DesiredState::Delisted,
            desired_hash: "a".to_owned(),
            spec: "{}".to_owned(),
            delist_reason: Some(DelistReason::SoldOut),
            remote_id: Some("7".to_owned()),
            observed_hash: Some("b".to_owned()),
            handed: Some(Handed {
                file: Uuid::from_u128(3).into(),
                hash: "c".to_owned(),
            }),
            phase: ListingPhase::Delisting,
            attempts: 4,
            next_at: Some(5),
            last_error: vec![FieldError::new("price", "max")],
            version: 6,
            created_at: 7,
            updated_at: 8,
        }
    }

    #[test]
    fn nothing_is_lost_on_the_way_to_the_core_and_back() {
        let again = Listing {
            version: 7,
            updated_at: 9,
            ..row()
        };
        assert_eq!(with(&row(), state(&row()), None, 9), again);
        let file = ListingFileId(Uuid::from_u128(4));
        let handed = with(&row(), state(&row()), Some(file), 9).handed;
        assert_eq!(
            handed,
            Some(Handed {
                file,
                hash: "c".to_owned()
            })
        );
    }

    #[test]
    fn a_file_holds_what_is_to_be_sold_and_what_is_to_be_taken_off() {
        let at = |desired, phase| {
            in_file(&Listing {
                desired,
                phase,
                ..row()
            })
        };
        for phase in [
            ListingPhase::Pending,
            ListingPhase::Live,
            ListingPhase::AwaitingOperator,
        ] {
            assert!(at(DesiredState::Listed, phase), "{phase}");
        }
        assert!(!at(DesiredState::Listed, ListingPhase::Dead));
        assert!(at(DesiredState::Delisted, ListingPhase::Delisting));
        assert!(at(DesiredState::Delisted, ListingPhase::AwaitingOperator));
        assert!(!at(DesiredState::Delisted, ListingPhase::Delisted));
    }
}
