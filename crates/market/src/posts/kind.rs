//! What an offer and a request each say for themselves; everything else about posts is said once, in this folder.

use std::fmt::Debug;

use chonoi_domain::sheet::{Row, SheetError, SheetParser};
use chonoi_store::posts::{Record, Stored};
use chonoi_store::{Reader, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::faults::Faults;
use super::fields::Reading;
use super::sight::Sight;
use crate::actor::Member;
use crate::brief::OrganisationBrief;
use crate::error::Error;
use crate::service::Market;

/// A kind of post: what is typed, which rules hold, how it is found and shown.
#[expect(
    async_fn_in_trait,
    reason = "only this crate implements it, and its futures are all Send"
)]
pub trait PostKind: Stored {
    /// What its organisation types.
    type Input: Debug + Send + Sync;
    /// What only its list can be asked for, as it is typed.
    type Asked: Debug + Send + Sync;
    /// How its readers see it.
    type View: Serialize + DeserializeOwned + Send;

    /// Whether `input` is to go on the market at once.
    fn is_published(input: &Self::Input) -> bool;

    /// The terms that `input` comes to; `None` when there are faults.
    fn terms_of(reading: &mut Reading<'_>, input: &Self::Input) -> Option<Self::Terms>;

    /// The rules that also hold for terms read elsewhere, such as a row of a sheet.
    fn vet(reading: &mut Reading<'_>, terms: &Self::Terms);

    /// The terms of a sheet's rows, each with its line.
    ///
    /// # Errors
    /// Everything that is wrong with the sheet.
    fn parse(parser: &SheetParser<'_>, rows: &[Row]) -> Result<Vec<(u64, Self::Terms)>, Vec<SheetError>>;

    /// What in `terms` only the database can say is wrong.
    ///
    /// # Errors
    /// [`Error::Internal`].
    async fn look_up(tx: &Tx, member: &Member, terms: &Self::Terms, prefix: String) -> Result<Faults, Error>;

    /// `terms` with what a change that leaves it out does not change.
    fn carry_over(was: &Self::Terms, input: &Self::Input, terms: Self::Terms) -> Self::Terms;

    /// What about `was` binds its organisation and `terms` break.
    fn broken(was: &Self, terms: &Self::Terms) -> Faults;

    /// The words in which people search for it: what it is about, and what its organisation says of it.
    fn words(market: &Market, terms: &Self::Terms) -> [String; 3];

    /// What the list is asked for beyond what every list of posts is.
    fn wish(reading: &mut Reading<'_>, asked: &Self::Asked) -> Self::Wish;

    /// `records` as the reader with `sight` sees them, in their order.
    ///
    /// # Errors
    /// [`Error::Internal`].
    async fn views(
        market: &Market,
        db: &impl Reader,
        sight: &Sight,
        records: Vec<Record<Self>>,
    ) -> Result<Vec<Self::View>, Error>;

    /// Whose post is shown.
    fn owner_in(view: &Self::View) -> &OrganisationBrief;
}
