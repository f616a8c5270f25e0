//! New posts, one or several in one go.

use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::PostStatus as _;
use chonoi_store::posts::{self, Record};
use chonoi_store::{Tx, organisations};

use super::faults::Faults;
use super::fields::Reading;
use super::kind::PostKind;
use super::sight::Sight;
use super::trace;
use crate::actor::{Member, only};
use crate::error::Error;
use crate::once::Once;
use crate::service::Market;

/// Terms that hold, and whether they go on the market at once.
pub(super) type Checked<P> = (<P as chonoi_domain::post::Post>::Terms, bool);

impl Market {
    /// Posts one offer or request of the member's organisation.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every field at fault; [`Error::Forbidden`] `<role>_only`, `not_verified`.
    pub async fn create_post<P: PostKind>(
        &self,
        member: &Member,
        input: &P::Input,
        once: &Once,
    ) -> Result<P::View, Error> {
        let inputs = std::slice::from_ref(input);
        let made = self
            .create_posts_at::<P>(member, inputs, once, |_| String::new())
            .await?;
        made.into_iter().next().ok_or(Error::NotFound(P::KIND))
    }

    /// Posts several, all or none; fields at fault are named `items[2].quantity`.
    ///
    /// # Errors
    /// As [`Market::create_post`], and [`Error::Invalid`] `items` when there are none or too many.
    pub async fn create_posts<P: PostKind>(
        &self,
        member: &Member,
        inputs: &[P::Input],
        once: &Once,
    ) -> Result<Vec<P::View>, Error> {
        super::batch_size(inputs.len())?;
        self.create_posts_at::<P>(member, inputs, once, |n| format!("items[{n}]."))
            .await
    }

    async fn create_posts_at<P: PostKind>(
        &self,
        member: &Member,
        inputs: &[P::Input],
        once: &Once,
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<P::View>, Error> {
        if member.role() != P::OWNER {
            return Err(Error::Forbidden(only(P::OWNER)));
        }
        if let Some(answer) = self.answered(self.store.reader(), once).await? {
            return Ok(answer);
        }
        let checked = self.check_posts::<P>(inputs, &prefix)?;
        if checked.iter().any(|(_, publish)| *publish) {
            member.verified()?;
        }
        let written = self.write_posts::<P>(member, checked, once, &prefix).await;
        match written {
            // Of two at once with the same key the later waits for the earlier and gives its answer.
            Err(Error::Conflict {
                rule: "repeat_in_progress",
                ..
            }) => self
                .answered(self.store.reader(), once)
                .await?
                .ok_or(Error::conflict("repeat_in_progress")),
            other => other,
        }
    }

    fn check_posts<P: PostKind>(
        &self,
        inputs: &[P::Input],
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<Checked<P>>, Error> {
        let mut faults = Faults::default();
        let mut checked = Vec::with_capacity(inputs.len());
        for (n, input) in inputs.iter().enumerate() {
            let mut reading = Reading::new(&self.catalogue, self.today(), prefix(n));
            if let Some(terms) = P::terms_of(&mut reading, input) {
                checked.push((terms, P::is_published(input)));
            }
            faults.extend(reading.faults);
        }
        faults.or(Some(checked))
    }

    async fn write_posts<P: PostKind>(
        &self,
        member: &Member,
        checked: Vec<Checked<P>>,
        once: &Once,
        prefix: impl Fn(usize) -> String,
    ) -> Result<Vec<P::View>, Error> {
        let tx = self.store.begin().await?;
        if let Some(answer) = self.answered(&*tx, once).await? {
            return Ok(answer);
        }
        let mut faults = Faults::default();
        for (n, (terms, _)) in checked.iter().enumerate() {
            faults.extend(P::look_up(&tx, member, terms, prefix(n)).await?);
        }
        faults.or(Some(()))?;
        let records = self.insert_posts::<P>(&tx, member, checked).await?;
        let sight = Sight {
            all: false,
            drafts: false,
            own: vec![member.organisation()],
        };
        let views = P::views(self, &*tx, &sight, records).await?;
        self.keep(&tx, once, &views).await?;
        tx.commit().await?;
        Ok(views)
    }

    /// Writes checked posts of the member's organisation into `tx`, with their audit and events.
    pub(super) async fn insert_posts<P: PostKind>(
        &self,
        tx: &Tx,
        member: &Member,
        checked: Vec<Checked<P>>,
    ) -> Result<Vec<Record<P>>, Error> {
        let owner = organisations::find(&**tx, member.organisation()).await?;
        let owner = owner.ok_or(Error::NotFound("organisation"))?;
        let mut records = Vec::with_capacity(checked.len());
        for (terms, publish) in checked {
            let record = self.new_post::<P>(&owner, terms, publish);
            let search = self.search_text::<P>(record.post.terms(), &owner);
            posts::insert(tx, &record, &search).await?;
            let id = record.post.id();
            self.record(tx, trace::<P>(member, "create"), id, (None, Some(&record.post)))
                .await?;
            self.tell(tx, &P::changed(id)).await?;
            records.push(record);
        }
        Ok(records)
    }

    /// A post of `owner`, written now.
    pub(crate) fn new_post<P: PostKind>(
        &self,
        owner: &Organisation,
        terms: P::Terms,
        publish: bool,
    ) -> Record<P> {
        let now = self.now();
        let status = if publish {
            P::Status::PUBLISHED
        } else {
            P::Status::DRAFT
        };
        Record {
            province: self.place_brief(P::place(&terms)).province_code,
            post: P::new(self.clock.fresh_id().into(), owner.id, terms, status),
            provenance: None,
            created_at: now,
            updated_at: now,
        }
    }
}
