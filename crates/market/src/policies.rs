//! The weights that every run of the matching engine goes by, and the trade department changing them.

use chonoi_domain::field::FieldError;
use chonoi_matching::policy::{Policy, PolicyError};
use chonoi_store::{Reader, match_runs, policies};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::actor::Broker;
use crate::error::Error;
use crate::posts::{Stale, differing};
use crate::service::{Market, Trace};

/// The weights in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyView {
    /// Counts changes; 0 for the usual weights, before the first.
    pub version: i64,
    /// The weights by their names.
    pub policy: Value,
    /// The usual weights, to compare with and to go back to.
    pub usual: Value,
    /// Since when they are in force, UTC ms; `None` for the usual ones.
    pub changed_at: Option<i64>,
}

impl Market {
    /// The weights in force.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn policy(&self) -> Result<PolicyView, Error> {
        self.policy_view(self.store.reader()).await
    }

    /// Puts other weights in force, if those the change was made from still are; keys left out keep theirs. Runs that
    /// wait for posts to be quiet go by the new ones.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the key at fault; [`Error::Changed`].
    pub async fn change_policy(
        &self,
        broker: &Broker,
        version: i64,
        given: Value,
    ) -> Result<PolicyView, Error> {
        let tx = self.store.begin().await?;
        let before = self.policy_view(&*tx).await?;
        let after = over(&before.policy, Some(given), "")?;
        if before.version != version {
            return Err(stale(before, &written(&after)?)?);
        }
        let kept = policies::Policy {
            version: version + 1,
            policy: serde_json::to_string(&after).map_err(Error::internal)?,
            changed_by: Some(broker.user().0),
            changed_at: self.now(),
        };
        if !policies::insert(&tx, &kept).await? {
            // Another change came between our reading and our writing.
            let now = self.policy_view(&*tx).await?;
            return Err(stale(now, &written(&after)?)?);
        }
        match_runs::adopt(&tx, &kept.policy).await?;
        let view = self.policy_view(&*tx).await?;
        let trace = Trace {
            user: Some(broker.user().0),
            organisation: Some(broker.organisation().0),
            action: "change",
            kind: "policy",
        };
        self.record(&tx, trace, view.version, (Some(&before), Some(&view)))
            .await?;
        tx.commit().await?;
        Ok(view)
    }

    /// The weights in force, as the engine reads them.
    pub(crate) async fn policy_in_force(&self, db: &impl Reader) -> Result<Policy, Error> {
        let newest = policies::newest(db).await?;
        newest.map_or_else(
            || Ok(Policy::default()),
            |kept| serde_json::from_str(&kept.policy).map_err(Error::internal),
        )
    }

    /// The weights of the newest run that is done, by which everything that is shown of it is explained; before the first
    /// those in force.
    pub(crate) async fn policy_of_latest(&self, db: &impl Reader) -> Result<Policy, Error> {
        match match_runs::latest_done(db).await? {
            Some(run) => serde_json::from_str(&run.policy).map_err(Error::internal),
            None => self.policy_in_force(db).await,
        }
    }

    async fn policy_view(&self, db: &impl Reader) -> Result<PolicyView, Error> {
        let newest = policies::newest(db).await?;
        // Read as the engine reads it, so that keys of a later version of the program are there, too.
        let policy = self.policy_in_force(db).await?;
        Ok(PolicyView {
            version: newest.as_ref().map_or(0, |kept| kept.version),
            policy: written(&policy)?,
            usual: written(&Policy::default())?,
            changed_at: newest.map(|kept| kept.changed_at),
        })
    }
}

fn written(policy: &Policy) -> Result<Value, Error> {
    serde_json::to_value(policy).map_err(Error::internal)
}

fn stale(now: PolicyView, sent: &Value) -> Result<Error, Error> {
    let version = now.version;
    let stale = Stale {
        changed: differing(&now.policy, sent),
        now,
    };
    Ok(Error::Changed {
        version,
        current: Box::new(serde_json::to_value(stale).map_err(Error::internal)?),
    })
}

/// The weights of `base` with those of `given` in their place; `prefix` stands before the names of keys at fault.
///
/// # Errors
/// [`Error::Invalid`] with the path of the key.
pub(crate) fn over(base: &Value, given: Option<Value>, prefix: &str) -> Result<Policy, Error> {
    let unreadable = |error: serde_json::Error| {
        let field = prefix.strip_suffix('.').unwrap_or("policy");
        Error::Invalid(vec![FieldError::new(field, "policy").with("value", error)])
    };
    let mut policy = base.clone();
    let given = given.unwrap_or(Value::Null);
    if !given.is_null() && !given.is_object() {
        // Read for its message alone.
        let wrong = serde_json::from_value::<Policy>(given);
        return wrong.map_err(unreadable);
    }
    merge(&mut policy, given);
    let policy: Policy = serde_json::from_value(policy).map_err(unreadable)?;
    policy.check().map_err(|error| refuse(error, prefix))?;
    Ok(policy)
}

fn merge(base: &mut Value, given: Value) {
    match (base, given) {
        (Value::Object(base), Value::Object(given)) => {
            for (key, value) in given {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (base, given) => *base = given,
    }
}

fn refuse(error: PolicyError, prefix: &str) -> Error {
    let fault = match error {
        PolicyError::Range { key, value, most } => {
            let field = format!("{prefix}{key}");
            if value < 0 {
                FieldError::new(field, "min").with("min", 0)
            } else {
                FieldError::new(field, "max").with("max", most)
            }
        }
        PolicyError::Syntax(text) => FieldError::new("policy", "policy").with("value", text),
    };
    Error::Invalid(vec![fault])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn usual() -> Value {
        written(&Policy::default()).unwrap()
    }

    #[test]
    fn a_key_left_out_keeps_its_weight() {
        let base = written(&over(&usual(), Some(json!({"unmet_per_kg": {"urgency_5": 9_000}})), "").unwrap())
            .unwrap();
        let policy = over(
            &base,
            Some(json!({"handling_per_kg": 300, "unmet_per_kg": {"urgency_1": 1}})),
            "",
        )
        .unwrap();
        assert_eq!((policy.handling_per_kg, policy.unmet_per_kg.urgency_1), (300, 1));
        assert_eq!(policy.unmet_per_kg.urgency_5, 9_000);
        assert_eq!(policy.stability_per_kg, Policy::default().stability_per_kg);
        assert_eq!(over(&usual(), None, "").unwrap(), Policy::default());
    }

    #[test]
    fn a_bad_weight_is_named() {
        let field = |given, prefix| match over(&usual(), Some(given), prefix).unwrap_err() {
            Error::Invalid(fields) => format!("{} {}", fields[0].field, fields[0].rule),
            other => panic!("{other}"),
        };
        assert_eq!(
            field(json!({"handling_per_kg": -1}), "policy."),
            "policy.handling_per_kg min"
        );
        assert_eq!(
            field(json!({"near_misses": {"days": 9_999}}), ""),
            "near_misses.days max"
        );
        assert_eq!(
            field(json!({"fairness": {"per_kg": -3}}), ""),
            "fairness.per_kg min"
        );
        assert_eq!(field(json!({"weight": 1}), "policy."), "policy policy");
        assert_eq!(field(json!({"handling_per_kg": "much"}), ""), "policy policy");
        assert_eq!(field(json!(3), ""), "policy policy");
    }
}
