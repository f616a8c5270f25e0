//! Slows down guessing without locking anyone out: leaky buckets a source, a source and account, and over all.
//!
//! No bucket belongs to an account alone: filling it would lock out its owner. The bucket over all refuses nobody, it
//! makes everyone wait a little, so that guessing from many sources at once stays slow too.

use std::net::IpAddr;
use std::time::Duration;

use chonoi_store::login_throttle;

use crate::error::Error;
use crate::service::Market;

/// How many failures a bucket holds and how fast they are forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Failures in a row before the next is refused; `None` refuses none.
    holds: Option<i64>,
    /// One failure is forgiven in so many ms.
    forgives_ms: i64,
}

/// Wrong passwords for one account from one source: six, then one a minute.
const PAIR: Rule = Rule {
    holds: Some(6),
    forgives_ms: 60_000,
};
/// Wrong logins from one source, which may be a whole village behind one address: thirty, then three a minute.
const SOURCE: Rule = Rule {
    holds: Some(30),
    forgives_ms: 20_000,
};
/// Wrong logins over all: none refused, one forgiven a second.
const ALL: Rule = Rule {
    holds: None,
    forgives_ms: 1_000,
};
/// Registrations from one source, which may be a hall full of cooperatives: thirty, then twelve an hour.
const REGISTRATION: Rule = Rule {
    holds: Some(30),
    forgives_ms: 300_000,
};
/// People whom one member gives logins: thirty, then thirty an hour.
const MEMBER: Rule = Rule {
    holds: Some(30),
    forgives_ms: 120_000,
};

/// Failures over all that slow nobody down yet.
const CALM: i64 = 60;
/// What each failure beyond costs everyone, in ms, up to [`SLOWEST`].
const SLOWS_BY: i64 = 25;
/// The longest wait, in ms.
const SLOWEST: i64 = 2_000;

/// A bucket to fill: its key and its rule.
pub(crate) struct Bucket {
    key: String,
    rule: Rule,
    /// Whether a success empties it; else it takes back one failure.
    own: bool,
}

/// What an attempt has put into the buckets until it is known to be good.
pub(crate) struct Charged {
    buckets: Vec<Bucket>,
    /// How long to wait before looking.
    pub(crate) wait: Duration,
}

impl Market {
    /// The buckets of a login for `login` from `source`.
    pub(crate) fn login_buckets(&self, source: IpAddr, login: &str) -> Result<Vec<Bucket>, Error> {
        let source = source_text(source);
        Ok(vec![
            self.bucket("all", "", ALL, false)?,
            self.bucket("source", &source, SOURCE, false)?,
            self.bucket("pair", &format!("{source} {login}"), PAIR, true)?,
        ])
    }

    /// The bucket of registrations from `source`.
    pub(crate) fn registration_buckets(&self, source: IpAddr) -> Result<Vec<Bucket>, Error> {
        Ok(vec![self.bucket(
            "registration",
            &source_text(source),
            REGISTRATION,
            false,
        )?])
    }

    /// The bucket of someone who checks their own password while logged in.
    pub(crate) fn own_password_buckets(&self, session: &str) -> Result<Vec<Bucket>, Error> {
        Ok(vec![self.bucket("own", session, PAIR, true)?])
    }

    /// The bucket of logins given out by one person.
    pub(crate) fn member_buckets(&self, user: &str) -> Result<Vec<Bucket>, Error> {
        Ok(vec![self.bucket("member", user, MEMBER, false)?])
    }

    /// Counts an attempt as failed before it is looked at, so that many at once are counted too.
    ///
    /// # Errors
    /// [`Error::TooMany`] when a bucket is full; then nothing was counted.
    pub(crate) async fn charge(&self, buckets: Vec<Bucket>) -> Result<Charged, Error> {
        let now = self.now();
        let keys: Vec<String> = buckets.iter().map(|b| b.key.clone()).collect();
        let tx = self.store.begin().await?;
        let levels = login_throttle::lock(&tx, &keys).await?;
        let mut wait = Duration::ZERO;
        for bucket in &buckets {
            let level = levels.get(&bucket.key).copied().unwrap_or(0);
            let level =
                pour(level, now, bucket.rule).map_err(|retry_after| Error::TooMany { retry_after })?;
            if bucket.rule.holds.is_none() {
                wait = slow_down(level, now, bucket.rule);
            }
            login_throttle::set(&tx, &bucket.key, level).await?;
        }
        tx.commit().await?;
        Ok(Charged { buckets, wait })
    }

    /// Takes back what a good attempt had put in.
    pub(crate) async fn forgive(&self, charged: Charged) -> Result<(), Error> {
        let keys: Vec<String> = charged.buckets.iter().map(|b| b.key.clone()).collect();
        let tx = self.store.begin().await?;
        let levels = login_throttle::lock(&tx, &keys).await?;
        for bucket in &charged.buckets {
            let level = levels.get(&bucket.key).copied().unwrap_or(0);
            let level = if bucket.own {
                0
            } else {
                level - bucket.rule.forgives_ms
            };
            login_throttle::set(&tx, &bucket.key, level.max(0)).await?;
        }
        Ok(tx.commit().await?)
    }

    /// A digest under the master key: from the table nobody reads who tried to log in from where.
    fn bucket(&self, kind: &str, of: &str, rule: Rule, own: bool) -> Result<Bucket, Error> {
        let digest = self
            .logins
            .master()?
            .derive("throttle", &[kind.as_bytes(), of.as_bytes()]);
        let key = digest.map(|byte| format!("{byte:02x}")).concat();
        Ok(Bucket { key, rule, own })
    }
}

/// The part of an address that one subscriber has: all of IPv4, the first half of IPv6.
fn source_text(source: IpAddr) -> String {
    match source.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// One failure more in a bucket that will have drained at `level` (UTC ms): when it will have drained then.
///
/// The generic cell rate algorithm (ITU-T I.371, annex A) with the arrival time as the only state.
///
/// # Errors
/// How long until there is room for one.
fn pour(level: i64, now: i64, rule: Rule) -> Result<i64, Duration> {
    let poured = level.max(now).saturating_add(rule.forgives_ms);
    let Some(holds) = rule.holds else {
        return Ok(poured);
    };
    let brim = now.saturating_add(holds.saturating_mul(rule.forgives_ms));
    if poured <= brim {
        Ok(poured)
    } else {
        Err(millis(poured - brim))
    }
}

/// How long everyone waits while the bucket over all drains at `level`.
fn slow_down(level: i64, now: i64, rule: Rule) -> Duration {
    let failures = (level - now).max(0) / rule.forgives_ms;
    millis(((failures - CALM).max(0).saturating_mul(SLOWS_BY)).min(SLOWEST))
}

fn millis(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        holds: Some(3),
        forgives_ms: 10,
    };

    /// Pours at each of these instants; what came of it.
    fn play(instants: &[i64]) -> Vec<Result<i64, u128>> {
        let mut level = 0;
        let mut pour_at = |now: &i64| {
            let poured = pour(level, *now, RULE);
            level = poured.unwrap_or(level);
            poured.map_err(|wait| wait.as_millis())
        };
        instants.iter().map(&mut pour_at).collect()
    }

    #[test]
    fn a_bucket_holds_so_many_and_forgives_one_at_a_time() {
        assert_eq!(play(&[1000, 1000, 1000]), [Ok(1010), Ok(1020), Ok(1030)]);
        assert_eq!(
            play(&[1000, 1000, 1000, 1000, 1004])[3..],
            [Err(10), Err(6)],
            "full, and nothing counted"
        );
        assert_eq!(
            play(&[1000, 1000, 1000, 1010, 1010])[3..],
            [Ok(1040), Err(10)],
            "one forgiven"
        );
        assert_eq!(
            play(&[1000, 1000, 1000, 9000, 9000, 9000, 9000])[3..],
            [Ok(9010), Ok(9020), Ok(9030), Err(10)]
        );
    }

    #[test]
    fn a_bucket_without_a_brim_refuses_nobody() {
        let rule = Rule {
            holds: None,
            forgives_ms: 10,
        };
        assert_eq!(pour(i64::MAX - 5, 0, rule), Ok(i64::MAX));
    }

    #[test]
    fn everyone_waits_a_little_when_many_fail() {
        let wait = |failures: i64| slow_down(5_000 + failures * ALL.forgives_ms, 5_000, ALL).as_millis();
        assert_eq!(
            [
                wait(-3),
                wait(0),
                wait(60),
                wait(61),
                wait(100),
                wait(140),
                wait(9_999)
            ],
            [0, 0, 0, 25, 1000, 2000, 2000]
        );
    }

    #[test]
    fn an_address_counts_as_its_subscriber() {
        for (address, text) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(source_text(address.parse().unwrap()), text);
        }
    }
}
