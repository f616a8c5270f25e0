//! One post as its reader sees it, and the text by which it is found.

use chonoi_domain::actor::Verification;
use chonoi_domain::fold::fold;
use chonoi_domain::organisation::Organisation;
use chonoi_domain::post::PostStatus as _;
use chonoi_store::posts::{self, Record};
use chonoi_store::{Reader, organisations};

use super::kind::PostKind;
use super::sight::Sight;
use crate::actor::Actor;
use crate::error::Error;
use crate::service::Market;

impl Market {
    /// The post as `reader` may see it: everyone what is or was on the market, its own organisation and the trade
    /// department also drafts.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it is not for these eyes.
    pub async fn post<P: PostKind>(&self, reader: Option<&Actor>, id: P::Id) -> Result<P::View, Error> {
        let db = self.store.reader();
        let sight = Sight::of(reader);
        let record = posts::find::<P>(db, id).await?.ok_or(Error::NotFound(P::KIND))?;
        let status = record.post.status();
        let mine = sight.is_own(record.post.owner());
        let seen = mine || sight.drafts || (sight.all && status != P::Status::DRAFT) || status.is_public();
        if !seen {
            return Err(Error::NotFound(P::KIND));
        }
        let view = self.post_view(db, &sight, record).await?;
        let barred = P::owner_in(&view).verification == Verification::Suspended;
        if barred && !mine && !sight.all {
            return Err(Error::NotFound(P::KIND));
        }
        Ok(view)
    }

    /// One record as the reader with `sight` sees it.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn post_view<P: PostKind>(
        &self,
        db: &impl Reader,
        sight: &Sight,
        record: Record<P>,
    ) -> Result<P::View, Error> {
        let mut views = P::views(self, db, sight, vec![record]).await?;
        views.pop().ok_or(Error::NotFound(P::KIND))
    }

    /// The folded text that a search for posts looks in.
    pub(crate) fn search_text<P: PostKind>(&self, terms: &P::Terms, owner: &Organisation) -> String {
        let place = self.place_brief(P::place(terms));
        let [about, grade, note] = P::words(self, terms);
        let names = [owner.name.clone(), owner.short_name.clone()];
        let places = [place.name, place.province_name];
        let texts = [vec![about], names.into(), places.into(), vec![grade, note]];
        fold(&texts.concat().join(" "))
    }

    /// The search text of a record on the books.
    pub(super) async fn search_text_of<P: PostKind>(
        &self,
        db: &impl Reader,
        record: &Record<P>,
    ) -> Result<String, Error> {
        let owner = organisations::find(db, record.post.owner()).await?;
        let owner = owner.ok_or(Error::NotFound("organisation"))?;
        Ok(self.search_text::<P>(record.post.terms(), &owner))
    }

    /// Makes the search texts of an organisation's posts fit its present name; how many it has.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(super) async fn refold<P: PostKind>(&self, organisation: &Organisation) -> Result<usize, Error> {
        let records = posts::of_owner::<P>(self.store.reader(), organisation.id).await?;
        let tx = self.store.begin().await?;
        for record in &records {
            let text = self.search_text::<P>(record.post.terms(), organisation);
            posts::set_search::<P>(&tx, record.post.id(), &text).await?;
        }
        tx.commit().await?;
        Ok(records.len())
    }
}
