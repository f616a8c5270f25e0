//! Changes of a post under its version: new terms, publishing, withdrawing.

use chonoi_domain::post::PostStatus as _;
use chonoi_domain::post::offer::PostEvent;
use chonoi_domain::quantity::Quantity;
use chonoi_store::Tx;
use chonoi_store::posts::{self, Record};

use super::fields::Reading;
use super::kind::PostKind;
use super::sight::Sight;
use super::{Stale, differing, trace};
use crate::actor::{Actor, Member};
use crate::error::Error;
use crate::service::Market;

impl Market {
    /// Gives the post new terms. What is reserved stays reserved: the quantity cannot fall below it, and what a deal is
    /// about cannot change under it.
    ///
    /// # Errors
    /// [`Error::Changed`] when `version` is not its version any more; [`Error::Invalid`] with every field at fault;
    /// [`Error::Conflict`] `not_possible_now` when it has expired.
    pub async fn change_post<P: PostKind>(
        &self,
        actor: &Actor,
        id: P::Id,
        version: i64,
        input: &P::Input,
    ) -> Result<P::View, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self
            .post_to_change::<P>(&tx, actor, id, version, Some(input))
            .await?;
        if before.post.status() == P::Status::EXPIRED {
            return Err(Error::conflict("not_possible_now"));
        }
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let terms = P::terms_of(&mut reading, input);
        let mut faults = reading.faults;
        if let Some(terms) = &terms {
            faults.extend(P::look_up(&tx, &member, terms, String::new()).await?);
        }
        let terms = P::carry_over(before.post.terms(), input, faults.or(terms)?);
        P::broken(&before.post, &terms).or(Some(()))?;
        let mut after = before.clone();
        after.province = self.place_brief(P::place(&terms)).province_code;
        after.post = after.post.saying(terms);
        let turn = if after.post.left() == Quantity(0) {
            PostEvent::RunOut
        } else {
            PostEvent::Restock
        };
        // Refused where nothing turns: a published post with something left stays published.
        let status = after.post.status();
        after.post = after.post.being(status.after(turn).unwrap_or(status));
        self.save_post(tx, actor, (&member, "change"), before, after)
            .await
    }

    /// Puts a draft or a withdrawn post on the market.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Forbidden`] `not_verified`; [`Error::Invalid`] when its window is past;
    /// [`Error::Conflict`] `not_possible_now`.
    pub async fn publish_post<P: PostKind>(
        &self,
        actor: &Actor,
        id: P::Id,
        version: i64,
    ) -> Result<P::View, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.post_to_change::<P>(&tx, actor, id, version, None).await?;
        member.verified()?;
        let mut status = before.post.status().after(PostEvent::Publish)?;
        if before.post.left() == Quantity(0) {
            status = status.after(PostEvent::RunOut)?;
        }
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        reading.when(P::WINDOW, P::window(before.post.terms()));
        reading.faults.or(Some(()))?;
        let mut after = before.clone();
        after.post = after.post.being(status);
        self.save_post(tx, actor, (&member, "publish"), before, after)
            .await
    }

    /// Takes the post off the market. What is reserved stays promised.
    ///
    /// # Errors
    /// [`Error::Changed`]; [`Error::Conflict`] `not_possible_now`.
    pub async fn withdraw_post<P: PostKind>(
        &self,
        actor: &Actor,
        id: P::Id,
        version: i64,
    ) -> Result<P::View, Error> {
        let tx = self.store.begin().await?;
        let (member, before) = self.post_to_change::<P>(&tx, actor, id, version, None).await?;
        let status = before.post.status().after(PostEvent::Withdraw)?;
        let mut after = before.clone();
        after.post = after.post.being(status);
        self.save_post(tx, actor, (&member, "withdraw"), before, after)
            .await
    }

    /// The post, to be changed by its own organisation and from this version.
    pub(crate) async fn post_to_change<P: PostKind>(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: P::Id,
        version: i64,
        sent: Option<&P::Input>,
    ) -> Result<(Member, Record<P>), Error> {
        let record = posts::find::<P>(&**tx, id)
            .await?
            .ok_or(Error::NotFound(P::KIND))?;
        let owner = record.post.owner();
        if !actor.is_of(owner) && !record.post.status().is_public() {
            return Err(Error::NotFound(P::KIND));
        }
        let member = actor.member_of(owner, P::OWNER)?;
        if record.post.version() == version {
            Ok((member, record))
        } else {
            Err(self.post_changed(tx, actor, record, sent).await?)
        }
    }

    /// The answer to a change of an older version: the post now, and where it differs from what was sent.
    async fn post_changed<P: PostKind>(
        &self,
        tx: &Tx,
        actor: &Actor,
        now: Record<P>,
        sent: Option<&P::Input>,
    ) -> Result<Error, Error> {
        let version = now.post.version();
        let mut reading = Reading::new(&self.catalogue, self.today(), "");
        let sent = sent.and_then(|input| P::terms_of(&mut reading, input));
        let changed = sent.map(|sent| differing(now.post.terms(), &sent));
        let stale = Stale {
            now: self.post_view(&**tx, &Sight::of(Some(actor)), now).await?,
            changed: changed.unwrap_or_default(),
        };
        Ok(Error::Changed {
            current: Box::new(serde_json::to_value(stale).map_err(Error::internal)?),
            version,
        })
    }

    /// Writes `after` over `before` with its audit and event, and shows it.
    pub(crate) async fn save_post<P: PostKind>(
        &self,
        tx: Tx,
        actor: &Actor,
        by: (&Member, &'static str),
        before: Record<P>,
        mut after: Record<P>,
    ) -> Result<P::View, Error> {
        let id = before.post.id();
        after.post = after.post.next();
        after.updated_at = self.now();
        let search = self.search_text_of(&*tx, &after).await?;
        if !posts::update(&tx, &after, &search, before.post.version()).await? {
            let now = posts::find::<P>(&*tx, id)
                .await?
                .ok_or(Error::NotFound(P::KIND))?;
            return Err(self.post_changed(&tx, actor, now, None).await?);
        }
        let states = (Some(&before.post), Some(&after.post));
        self.record(&tx, trace::<P>(by.0, by.1), id, states).await?;
        self.tell(&tx, &P::changed(id)).await?;
        let view = self.post_view(&*tx, &Sight::of(Some(actor)), after).await?;
        tx.commit().await?;
        Ok(view)
    }
}
