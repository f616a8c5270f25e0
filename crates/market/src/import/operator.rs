//! Whoever runs the program on its own machine, with its settings and its database, acts for a person there.

use chonoi_domain::id::SessionId;
use chonoi_domain::login::Login;
use chonoi_store::users;

use crate::actor::Actor;
use crate::error::Error;
use crate::service::Market;

impl Market {
    /// The person of that login, without a password: the caller already holds the database. For the command line only;
    /// no server offers it. What is done so is in the audit trail under that person.
    ///
    /// # Errors
    /// [`Error::Invalid`] `login` where it is none, [`Error::NotFound`] `user` where nobody has it.
    pub async fn act_as(&self, login: &str) -> Result<Actor, Error> {
        let login = Login::parse("login", login).map_err(|fault| Error::Invalid(vec![fault]))?;
        let user = users::find_by_login(self.store.reader(), &login).await?;
        let user = user.ok_or(Error::NotFound("user"))?;
        let memberships = self.memberships(user.id).await?;
        // No session was opened: the id stands for this one run.
        let run = SessionId(self.clock.fresh_id());
        Ok(Actor::new(user.id, run, memberships))
    }
}
